/* code: residents sign in with their phone and six digits sent to it. One number may be a whole
 * family's: each person has an account of their own and sees nothing of the others. */
#include "civic/people/people_own.h"

static const struct attempt_rule phone_minute = {"code_minute", 1, MINUTE_MS, 0};
static const struct attempt_rule phone_hour = {"code_hour", 6, HOUR_MS, 0};
static const struct attempt_rule client_hour = {"code_client", 60, HOUR_MS, 0};
#define CODE_TRIES 5

static enum err mobile_of(struct ctx *cx, str typed, struct people_phone *out)
{
    enum err e = people_read_phone(typed, out);
    if (e || out->kind != PEOPLE_MOBILE)
        return fail_field(cx, "phone", _("Write a mobile number: 11 digits, beginning with 1."));
    return OK;
}

/* Six digits are soon guessed from a plain hash: the keyed index of number and code is stored. */
struct seal_hash code_hash(const struct ctx *cx, str phone, str code)
{
    return seal_index(cx->seal, "code",
                      str_fmt(cx->mem, "%.*s/%.*s", STR_ARG(phone), STR_ARG(code)));
}

int64_t people_first_county(struct ctx *cx)
{
    AUTO_ROWS rows = db_query_args(cx, &people_sql_first_county, NO_ARGS);
    return db_one(&rows) ? 0 : db_get_int(&rows, 0);
}

/* The county where the number is known, else the one the person came from. */
static enum err county_of(struct ctx *cx, const struct seal_hash *phone, int64_t wanted,
                          int64_t *county)
{
    int64_t ref;
    enum err e = door_find(cx, "phone", seal_hash_bytes(phone), county, &ref);
    if (e != ERR_NOT_FOUND)
        return e;
    *county = wanted ? wanted : people_first_county(cx);
    return *county ? OK : ERR_NOT_FOUND;
}

/* ---- sending ----------------------------------------------------------- */

static enum err may_send(struct ctx *cx, const struct seal_hash *phone, str client)
{
    const struct attempt_rule *const rules[] = {&client_hour, &phone_minute, &phone_hour};
    struct seal_hash from = seal_sha256(client);
    for (size_t i = 0; i < COUNT(rules); i++) {
        int64_t until;
        enum err e = attempt_count(cx, rules[i], i ? phone : &from, &until);
        if (e)
            return e;
        if (until)
            return attempt_refuse(cx, until);
    }
    return OK;
}

struct send_args {
    int64_t county, expires;
    str phone, code, phone_index, code_index;
};

static enum err send_tx(struct ctx *cx, void *arg)
{
    const struct send_args *a = arg;
    enum err e = db_exec(cx, NULL, &people_sql_code_set, db_blob("hash", a->phone_index),
                         db_blob("code", a->code_index), db_int("expires", a->expires));
    if (e)
        return e;
    if (!people_hooks.send_code)
        return fail(cx, ERR_BUSY, _("No text messages can be sent at the moment."));
    return people_hooks.send_code(cx, a->county, a->phone, a->code);
}

enum err code_send(struct ctx *cx, str typed, int64_t county, str client)
{
    struct people_phone phone;
    cx->idem = NULL; /* several transactions, none to be remembered */
    enum err e = mobile_of(cx, typed, &phone);
    if (e)
        return e;
    struct seal_hash index = people_phone_index(cx, str_of(phone.text));
    struct send_args a = {.phone = str_of(phone.text), .code = seal_code(CODE_DIGITS, cx->mem)};
    struct seal_hash code = code_hash(cx, a.phone, a.code);
    a.phone_index = seal_hash_bytes(&index);
    a.code_index = seal_hash_bytes(&code);
    a.expires = clock_real_ms() + CODE_MS;
    e = may_send(cx, &index, client);
    if (!e)
        e = county_of(cx, &index, county, &a.county);
    return e ? e : db_write(cx, send_tx, &a);
}

/* ---- checking ---------------------------------------------------------- */

struct check_args {
    str phone_index, code_index;
    bool tried, right;
};

static enum err code_is(struct ctx *cx, struct check_args *a)
{
    AUTO_ROWS rows = db_query(cx, &people_sql_code, db_blob("hash", a->phone_index));
    enum err e = db_one(&rows);
    if (!e)
        a->right = seal_same(db_get_blob(&rows, 0), a->code_index);
    return e;
}

/* A wrong try is counted, so this returns OK and says in *arg what was found. */
static enum err check_tx(struct ctx *cx, void *arg)
{
    struct check_args *a = arg;
    int64_t changed;
    a->tried = a->right = false;
    enum err e = db_exec(cx, &changed, &people_sql_code_try, db_blob("hash", a->phone_index),
                         db_int("now", clock_real_ms()), db_int("most", CODE_TRIES));
    if (e || !changed)
        return e;
    a->tried = true;
    e = code_is(cx, a);
    if (e || !a->right)
        return e;
    return db_exec(cx, NULL, &people_sql_code_close, db_blob("hash", a->phone_index));
}

enum err phone_accounts(struct ctx *cx, int64_t county, str index, int64_t *account, int *n)
{
    int count = 0;
    AUTO_ROWS rows =
        db_query(cx, &people_sql_phone_persons, db_int("county", county), db_blob("phone", index));
    while (count < PHONE_PEOPLE_MAX && db_next(&rows))
        account[count++] = db_get_int(&rows, 0);
    enum err e = db_end(&rows);
    if (!e)
        *n = count;
    return e;
}

enum err code_check(struct ctx *cx, str typed, int64_t county, str code, struct code_answer *out)
{
    struct people_phone phone;
    struct code_answer answer = {0};
    cx->idem = NULL; /* several transactions, none to be remembered */
    enum err e = mobile_of(cx, typed, &phone);
    if (e)
        return e;
    answer.phone = people_phone_index(cx, str_of(phone.text));
    struct seal_hash hash = code_hash(cx, str_of(phone.text), code);
    struct check_args a = {seal_hash_bytes(&answer.phone), seal_hash_bytes(&hash), false, false};
    e = db_write(cx, check_tx, &a);
    if (e)
        return e;
    if (!a.tried)
        return fail_field(cx, "code", _("This code is no longer valid. Send a new one."));
    if (!a.right)
        return fail_field(cx, "code", _("The six digits are not the ones in the message."));
    e = county_of(cx, &answer.phone, county, &answer.county);
    if (!e)
        e = phone_accounts(cx, answer.county, seal_hash_bytes(&answer.phone), answer.account,
                           &answer.n);
    if (!e)
        *out = answer;
    return e;
}

/* ---- registering ------------------------------------------------------- */

struct resident_args {
    struct person person;
    int64_t account;
    str index;
};

/* One of the two operations that touch a door beside its row. */
static enum err resident_tx(struct ctx *cx, void *arg)
{
    const struct resident_args *a = arg;
    int64_t person, county, ref;
    enum err e = person_add(cx, &a->person, &person);
    if (!e)
        e = db_exec(cx, NULL, &people_sql_account_add, db_int("county", a->person.county),
                    db_int("id", a->account), db_word("kind", "resident"), db_null("login"),
                    db_word("name", ""), db_word("phone", ""), db_int("person", person),
                    db_null("password"), db_int("now", cx->now), db_int("must_change", 0),
                    db_int("factor_waived", 0));
    if (e)
        return e;
    e = door_find(cx, "phone", a->index, &county, &ref);
    if (e != ERR_NOT_FOUND)
        return e;
    return door_open(cx, "phone", a->index, a->person.county, a->account, 0);
}

/* Is this name on the number already: it is the same person then. Without a name, anybody is. */
static enum err is_there(struct ctx *cx, int64_t county, str index, str name)
{
    int64_t account[PHONE_PEOPLE_MAX];
    int n;
    enum err e = phone_accounts(cx, county, index, account, &n);
    for (int i = 0; !e && i < n; i++) {
        struct person p;
        e = person_of_account(cx, county, account[i], &p);
        if (!e && (!name.len || str_eq(p.name, name)))
            return ERR_CONFLICT;
    }
    return e;
}

enum err resident_add(struct ctx *cx, int64_t county, str typed, str name, int64_t *account)
{
    struct people_phone phone;
    struct resident_args a = {.person = {.county = county, .name = name}};
    if (people_read_phone(typed, &phone))
        return fail_field(cx, "phone", _("This is not a telephone number."));
    a.person.phone = str_of(phone.text);
    struct seal_hash index = people_phone_index(cx, a.person.phone);
    a.index = seal_hash_bytes(&index);
    a.account = db_new_id(cx);
    enum err e = is_there(cx, county, a.index, str_clean_line(cx->mem, name));
    if (!e)
        e = db_write(cx, resident_tx, &a);
    if (!e)
        *account = a.account;
    return e;
}

static enum err epoch_of(struct ctx *cx, int64_t county, int64_t account, int64_t *epoch)
{
    AUTO_ROWS rows =
        db_query(cx, &people_sql_account_secrets, db_int("county", county), db_int("id", account));
    enum err e = db_one(&rows);
    if (!e)
        *epoch = db_get_int(&rows, 4);
    return e;
}

enum err resident_open(struct ctx *cx, int64_t county, int64_t account, str *token)
{
    struct session s = {.kind = SESSION_RESIDENT, .county = county, .account = account};
    str made = seal_token(cx->mem);
    enum err e = epoch_of(cx, county, account, &s.epoch);
    if (!e)
        e = session_open(cx, &s, made);
    if (!e)
        *token = made;
    return e;
}
