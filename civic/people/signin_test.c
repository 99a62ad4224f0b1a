/* signin_test: passwords, lock-out, second factor, codes, sessions. The code that went out is
 * read from the tests' own table of rows, since the database knows a hash only. */
#include "civic/people/attempt_test_sql.h"
#include "civic/people/test_people.h"
#include "kit/jobs/jobs.h"

#define ROLES "clerk,x,x,0,cases.read\n"

static enum err try(struct ctx *cx, const char *login, const char *password, const char *code,
                    str *token)
{
    struct sign_in in = {
        .login = str_of(login), .password = str_of(password), .code = str_of(code)};
    return sign_in_staff(cx, &in, token);
}

static int64_t clerk(struct ctx *cx)
{
    test_roles(cx, ROLES);
    return test_staff(cx, "clerk", test_org(cx, "hzy", T_COMMUNITY), "clerk", T_COMMUNITY);
}

TEST(staff_sign_in_with_name_and_password)
{
    int64_t id = clerk(cx);
    struct session s;
    str token;
    CHECK_OK(try(cx, " Clerk ", "linli-test", "", &token));
    CHECK_OK(session_find(cx, token, &s));
    CHECK(s.account == id && s.county == T_COUNTY && s.kind == SESSION_STAFF);
    CHECK_ERR(try(cx, "clerk", "linli-tesT", "", &token), ERR_DENIED);
    CHECK_ERR(try(cx, "nobody", "linli-test", "", &token), ERR_DENIED);
    CHECK_ERR(session_find(cx, S("0000000000000000000000000000000000000000000"), &s), ERR_SIGN_IN);
}

TEST(five_wrong_tries_close_the_account_for_a_while)
{
    int64_t id = clerk(cx);
    str token;
    for (int i = 0; i < 5; i++)
        CHECK_ERR(try(cx, "clerk", "wrong-password", "", &token), ERR_DENIED);
    CHECK_ERR(try(cx, "clerk", "linli-test", "", &token), ERR_TOO_MANY); /* the right one too */
    CHECK(cx->failure.text.len > 0);
    CHECK_OK(account_unlock(cx, T_COUNTY, id)); /* from the command line */
    CHECK_OK(try(cx, "clerk", "linli-test", "", &token));
}

TEST(names_that_do_not_exist_are_locked_alike)
{
    str token;
    for (int i = 0; i < 5; i++)
        CHECK_ERR(try(cx, "nobody", "wrong-password", "", &token), ERR_DENIED);
    CHECK_ERR(try(cx, "nobody", "wrong-password", "", &token), ERR_TOO_MANY);
}

TEST(a_success_forgets_the_failures)
{
    clerk(cx);
    str token;
    for (int round = 0; round < 3; round++) {
        for (int i = 0; i < 4; i++)
            CHECK_ERR(try(cx, "clerk", "wrong-password", "", &token), ERR_DENIED);
        CHECK_OK(try(cx, "clerk", "linli-test", "", &token));
    }
}

static enum err age_tx(struct ctx *cx, void *ms)
{
    return db_exec(cx, NULL, &attempt_test_sql_age, db_int("ms", *(int64_t *)ms));
}

TEST(a_lock_ends_by_itself)
{
    static const struct attempt_rule quick = {"quick", 2, 2 * HOUR_MS, 3 * HOUR_MS};
    int64_t most_of_it = quick.lock_ms - HOUR_MS, rest = HOUR_MS;
    struct seal_hash who = seal_sha256(S("x"));
    int64_t until;
    for (int i = 0; i < 2; i++) {
        CHECK_OK(attempt_count(cx, &quick, &who, &until));
        CHECK_INT(until, 0);
    }
    CHECK_OK(attempt_count(cx, &quick, &who, &until));
    CHECK(until > clock_real_ms());
    CHECK_OK(db_write(cx, age_tx, &most_of_it));
    CHECK_OK(attempt_count(cx, &quick, &who, &until));
    CHECK(until > clock_real_ms());
    CHECK_OK(db_write(cx, age_tx, &rest));
    CHECK_OK(attempt_count(cx, &quick, &who, &until));
    CHECK_INT(until, 0);
}

TEST(a_new_password_ends_every_session)
{
    int64_t id = clerk(cx);
    struct session s;
    str token;
    CHECK_OK(try(cx, "clerk", "linli-test", "", &token));
    CHECK_OK(account_set_password(cx, T_COUNTY, id, S("three green trees 7")));
    CHECK_OK(session_find(cx, token, &s));
    test_as(cx, id);
    CHECK(cx->posts->epoch != s.epoch); /* so the gate lets nobody in by it */
    CHECK_ERR(try(cx, "clerk", "linli-test", "", &token), ERR_DENIED);
    CHECK_OK(try(cx, "clerk", "three green trees 7", "", &token));
}

TEST(sessions_end_when_idle_and_when_old)
{
    struct session in = {.kind = SESSION_STAFF, .county = T_COUNTY, .account = 1, .epoch = 1}, s;
    str token = seal_token(cx->mem);
    CHECK_OK(session_open(cx, &in, token));
    CHECK_OK(session_find(cx, token, &s));
    CHECK_INT(s.idle_ms, 2 * HOUR_MS);
    CHECK(s.expires_ms > clock_real_ms() + 11 * (int64_t)HOUR_MS);
    CHECK(session_has_ended(&s, s.seen_ms + s.idle_ms));
    CHECK(!session_has_ended(&s, s.seen_ms + s.idle_ms - 1));
    s.seen_ms = s.expires_ms - 1; /* busy all day */
    CHECK(!session_has_ended(&s, s.expires_ms - 1));
    CHECK(session_has_ended(&s, s.expires_ms));
    CHECK_OK(session_close(cx, &s));
    CHECK_ERR(session_find(cx, token, &s), ERR_SIGN_IN);
}

static enum err expire_tx(struct ctx *cx, void *arg)
{
    const struct session *s = arg;
    return db_exec(cx, NULL, &people_sql_session_add, db_blob("hash", seal_hash_bytes(&s->hash)),
                   db_int("county", T_COUNTY), db_int("account", 1), db_int("epoch", 1),
                   db_word("kind", "staff"), db_null("device"), db_null("phone"), db_int("now", 1),
                   db_int("idle", 1), db_int("expires", 2));
}

TEST(sessions_that_ended_are_swept_and_others_stay)
{
    struct session dead = {.hash = seal_sha256(S("dead"))}, s;
    struct session in = {.kind = SESSION_STAFF, .county = T_COUNTY, .account = 1, .epoch = 1};
    const struct jobs_kind *const kinds[] = {&people_sweep_job, NULL};
    str token = seal_token(cx->mem);
    CHECK_OK(db_write(cx, expire_tx, &dead));
    CHECK_OK(session_open(cx, &in, token));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(session_find(cx, token, &s));
    AUTO_ROWS rows =
        db_query(cx, &people_sql_session, db_blob("hash", seal_hash_bytes(&dead.hash)));
    CHECK_ERR(db_one(&rows), ERR_NOT_FOUND);
}

TEST(passwords_follow_the_policy)
{
    CHECK_ERR(people_password_ok(cx, S("clerk"), S("short1")), ERR_INVALID);
    CHECK_ERR(people_password_ok(cx, S("clerk"), S("onlysmallletters")), ERR_INVALID);
    CHECK_ERR(people_password_ok(cx, S("clerk"), S("my-clerk-2026")), ERR_INVALID);
    CHECK_OK(people_password_ok(cx, S("clerk"), S("linli-demo")));
    CHECK_OK(people_password_ok(cx, S("clerk"),
                                S("\u6211\u5bb6\u95e8\u524d\u6709\u4e09\u68f5\u6811"
                                  "\u548c 7")));
}

/* RFC 6238, appendix B, SHA-1, cut to six digits: the secret is ASCII 1234…0 twice. */
TEST(second_factors_follow_rfc_6238)
{
    static const struct {
        int64_t s;
        const char *code;
    } v[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
             {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    int64_t step;
    for (size_t i = 0; i < COUNT(v); i++) {
        CHECK_OK(seal_totp(S("12345678901234567890"), str_of(v[i].code), v[i].s * 1000, 0, &step));
        CHECK_INT(step, v[i].s / 30);
        CHECK_ERR(
            seal_totp(S("12345678901234567890"), str_of(v[i].code), v[i].s * 1000, step, &step),
            ERR_DENIED);
    }
}

/* The digits that an authenticator shows next, good for half a minute at least, by trying them all
 * against the verifier. */
static str digits_next(struct ctx *cx, str secret)
{
    int64_t now = clock_real_ms(), step;
    for (int i = 0; i < 1000000; i++) {
        char code[8];
        snprintf(code, sizeof code, "%06d", i);
        if (seal_totp(secret, str_of(code), now, now / 30000, &step) == OK)
            return str_keep(cx->mem, str_of(code));
    }
    return S("");
}

TEST(a_second_factor_is_asked_for_and_serves_once)
{
    int64_t id = clerk(cx);
    str token, secret = S("12345678901234567890");
    str code = digits_next(cx, secret);
    CHECK_ERR(account_set_totp(cx, T_COUNTY, id, secret, S("12")), ERR_INVALID);
    CHECK_OK(account_set_totp(cx, T_COUNTY, id, secret, code));
    CHECK_ERR(try(cx, "clerk", "linli-test", "", &token), ERR_INVALID);
    CHECK_ERR(try(cx, "clerk", "linli-test", str_z(cx->mem, code), &token),
              ERR_INVALID); /* used to enrol */
    CHECK_ERR(try(cx, "clerk", "wrong-password", str_z(cx->mem, code), &token), ERR_DENIED);
}

/* Both read the account before either had used the step. */
TEST(six_digits_let_one_of_two_at_once_in)
{
    int64_t id = clerk(cx);
    str secret = S("12345678901234567890"), code = digits_next(cx, secret);
    CHECK_OK(account_set_totp(cx, T_COUNTY, id, secret, code));
    AUTO_ROWS rows =
        db_query(cx, &people_sql_account_secrets, db_int("county", T_COUNTY), db_int("id", id));
    CHECK_OK(db_one(&rows));
    str wrapped = str_keep(cx->mem, db_get_blob(&rows, 2));
    db_rows_close(&rows);
    CHECK_ERR(account_totp(cx, T_COUNTY, id, wrapped, 0, code), ERR_DENIED);
}

TEST(a_parked_session_takes_a_pin_or_the_password)
{
    int64_t id = clerk(cx);
    struct session s;
    str token;
    CHECK_OK(try(cx, "clerk", "linli-test", "", &token));
    CHECK_OK(session_find(cx, token, &s));
    CHECK_ERR(account_set_pin(cx, T_COUNTY, id, S("12345")), ERR_INVALID);
    CHECK_OK(account_set_pin(cx, T_COUNTY, id, S("204060")));
    CHECK_OK(session_park(cx, &s, true));
    CHECK_OK(session_find(cx, token, &s));
    CHECK(s.parked);
    CHECK_ERR(sign_in_parked(cx, &s, S("204061")), ERR_INVALID);
    CHECK_OK(sign_in_parked(cx, &s, S("204060")));
    CHECK_OK(sign_in_parked(cx, &s, S("linli-test")));
    for (int i = 0; i < 5; i++)
        CHECK_ERR(sign_in_parked(cx, &s, S("000000")), ERR_INVALID);
    CHECK_ERR(sign_in_parked(cx, &s, S("204060")), ERR_TOO_MANY);
    CHECK_OK(account_unlock(cx, T_COUNTY, id));
    CHECK_OK(sign_in_parked(cx, &s, S("204060")));
    CHECK_OK(account_disable(cx, T_COUNTY, id));
    CHECK_ERR(sign_in_parked(cx, &s, S("204060")), ERR_SIGN_IN);
}

TEST(two_accounts_always_on_one_device_are_seen)
{
    test_roles(cx, ROLES);
    int64_t org = test_org(cx, "hzy", T_COMMUNITY);
    static const char *const login[] = {"one", "two", "three"};
    str device[] = {S("0123456789abcdef0123456789abcdef"), S("fedcba9876543210fedcba9876543210")};
    for (int i = 0; i < 3; i++) {
        struct session s = {.kind = SESSION_STAFF, .county = T_COUNTY, .epoch = 1};
        s.account = test_staff(cx, login[i], org, "clerk", T_COMMUNITY);
        for (int k = 0; k < 3; k++) {
            s.device = device[i == 2 && k == 1]; /* the third also works elsewhere */
            CHECK_OK(session_open(cx, &s, seal_token(cx->mem)));
        }
    }
    AUTO_ROWS rows =
        db_query(cx, &people_sql_devices_shared, db_int("county", T_COUNTY), db_int("least", 3));
    CHECK_OK(db_one(&rows));
    CHECK_STR(db_get_text(&rows, 0), "one");
    CHECK_STR(db_get_text(&rows, 1), "two");
    CHECK(!db_next(&rows));
}

/* ---- codes ------------------------------------------------------------- */

/* Stores a code as code_send does, without sending it. */
static enum err store_tx(struct ctx *cx, void *arg)
{
    const struct seal_hash *h = arg;
    return db_exec(cx, NULL, &people_sql_code_set, db_blob("hash", seal_hash_bytes(&h[0])),
                   db_blob("code", seal_hash_bytes(&h[1])),
                   db_int("expires", clock_real_ms() + CODE_MS));
}

static void store(struct ctx *cx, const char *phone, const char *code)
{
    struct seal_hash h[2] = {people_phone_index(cx, str_of(phone)),
                             code_hash(cx, str_of(phone), str_of(code))};
    CHECK_OK(db_write(cx, store_tx, h));
}

TEST(a_code_serves_once_and_five_tries_use_it_up)
{
    struct code_answer a;
    test_org(cx, "hzy", T_COMMUNITY);
    store(cx, "13800000001", "123456");
    CHECK_ERR(code_check(cx, S("13800000001"), 0, S("123457"), &a), ERR_INVALID);
    CHECK_OK(code_check(cx, S("138 0000 0001"), 0, S("123456"), &a));
    CHECK(a.county == T_COUNTY && a.n == 0);
    CHECK_ERR(code_check(cx, S("13800000001"), 0, S("123456"), &a), ERR_INVALID);
    store(cx, "13800000001", "123456");
    for (int i = 0; i < 5; i++)
        CHECK_ERR(code_check(cx, S("13800000001"), 0, S("000000"), &a), ERR_INVALID);
    CHECK_ERR(code_check(cx, S("13800000001"), 0, S("123456"), &a), ERR_INVALID);
    store(cx, "13800000001", "123456");
    CHECK_ERR(code_check(cx, S("13800000002"), 0, S("123456"), &a), ERR_INVALID);
}

TEST(codes_go_to_mobiles_and_not_twice_a_minute)
{
    test_org(cx, "hzy", T_COMMUNITY);
    CHECK_ERR(code_send(cx, S("0873-3720000"), 0, S("::1")), ERR_INVALID);
    enum err first = code_send(cx, S("13800000001"), 0, S("::1"));
    CHECK(first == OK || first == ERR_BUSY); /* busy: nothing is wired that could send */
    CHECK_ERR(code_send(cx, S("13800000001"), 0, S("::1")), ERR_TOO_MANY);
}

TEST(a_family_number_names_each_person)
{
    struct code_answer a;
    int64_t one = 0, two = 0;
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800000001"), S("A"), &one));
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800000001"), S("B"), &two));
    store(cx, "13800000001", "123456");
    CHECK_OK(code_check(cx, S("13800000001"), 0, S("123456"), &a));
    CHECK(a.n == 2 && a.account[0] == one && a.account[1] == two);
    test_as(cx, one);
    CHECK(cx->posts->kind == PEOPLE_RESIDENT && cx->posts->n == 0);
}
