/* notices_test.c: telling, waiting, sending and being answered. The gateway is a room of its own
 * here; mail goes through a real server. */
#include "civic/notices/notices_own.h"
#include "civic/people/signin.h"
#include "civic/people/test_people.h"
#include "kit/http/http.h"
#include "kit/http/mail_server.h"
#include "kit/test/test.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

/* ---- a room that tells things ------------------------------------------ */

static int replies[4]; /* by answer; one test at a time */
static int64_t replied_ref, replied_by;

static enum err count_reply(struct ctx *cx, const struct notice *n, int answer)
{
    replies[answer]++;
    replied_ref = n->ref;
    replied_by = cx->actor;
    return OK;
}

static const struct notices_kind lab_kinds[] = {
    {.name = "lab.moved", .label = "Saved", .text = "{title} ({number}) moved"},
    {.name = "lab.asked",
     .label = "Save",
     .text = "{title}: reply 1 yes 2 partly 3 no",
     .when = NOTICES_SOON,
     .reply = count_reply},
    {.name = "lab.alarm", .text = "Leave the house now", .when = NOTICES_NOW},
    {0}};
static const struct room lab = {.name = "lab", .notices = lab_kinds};
static const struct room *const rooms[] = {&lab, &notices_room, NULL};

/* ---- the house --------------------------------------------------------- */

static const struct notices demo = {.demo = true};

static int64_t resident(struct ctx *cx, const char *phone, const char *name)
{
    int64_t account = 0;
    cx->rooms = rooms;
    cx->notices = cx->notices ? cx->notices : &demo;
    CHECK_OK(resident_add(cx, T_COUNTY, str_of(phone), str_of(name), &account));
    memset(replies, 0, sizeof replies);
    return account;
}

static enum err tell_tx(struct ctx *cx, void *arg)
{
    return notices_tell(cx, arg);
}

static void tell(struct ctx *cx, int64_t account, const char *kind, const char *title,
                 const char *number, int64_t fact)
{
    struct tr_arg args[] = {TR("title", str_of(title)), TR("number", str_of(number))};
    struct notice_new n = {.county = T_COUNTY,
                           .account = account,
                           .kind = kind,
                           .ref = 40 + fact,
                           .number = str_of(number),
                           .fact = fact,
                           .args = args,
                           .n_args = COUNT(args)};
    CHECK_OK(db_write(cx, tell_tx, &n));
}

static void run_jobs(struct ctx *cx)
{
    static const struct jobs_kind *const kinds[] = {&notices_send_job, &notices_later_job,
                                                    &notices_digest_job, NULL};
    CHECK_OK(jobs_run_due(cx, kinds));
}

static int list(struct ctx *cx, int64_t account, struct notice *out, int max)
{
    int n = 0;
    struct ctx *as = test_other(cx);
    struct arena *own = as->mem;
    as->mem = cx->mem; /* what is listed outlives this context */
    as->county = T_COUNTY;
    as->actor = account;
    as->rooms = rooms;
    as->seal = cx->seal;
    CHECK_OK(notices_list(as, 0, out, max, &n));
    as->mem = own;
    test_other_done(as);
    return n;
}

/* Business time of the test's day, at this hour. */
static void at_hour(struct ctx *cx, int days, int hour)
{
    test_clock(cx, ms_of_day(day_of_ms(TEST_NOW) + days) + hour * INT64_C(3600000));
}

/* ---- telling ----------------------------------------------------------- */

TEST(a_fact_is_told_once_to_each_account)
{
    struct notice n[4];
    int64_t one = resident(cx, "13800000001", "A"), two = resident(cx, "13800000002", "B");
    tell(cx, one, "lab.moved", "Lamp", "HZY-26-00001", 7);
    tell(cx, one, "lab.moved", "Lamp", "HZY-26-00001", 7);
    tell(cx, two, "lab.moved", "Lamp", "HZY-26-00001", 7);
    CHECK_INT(list(cx, one, n, 4), 1);
    CHECK_STR(n[0].text, "Lamp (HZY-26-00001) moved");
    CHECK_INT(list(cx, two, n, 4), 1);
}

TEST(texts_never_exceed_seventy_characters_and_cut_only_the_title)
{
    char title[400];
    memset(title, 'x', sizeof title - 1);
    title[sizeof title - 1] = '\0';
    for (size_t most = 20; most <= NOTICES_LONGEST; most += 10) {
        struct tr_arg args[] = {TR("title", str_of(title))};
        str s = notices_fit(cx, LANG_EN, "{title}: reply 1 2 3", args, 1, most);
        CHECK(utf8_count(s) <= most && str_ends(s, S("\xe2\x80\xa6: reply 1 2 3")));
    }
    struct notices signing = {.sms_sign = "\xe9\x82\xbb\xe9\x87\x8c"};
    cx->notices = &signing;
    CHECK_INT(notices_most(cx), 66);
}

TEST(shipped_texts_fit_in_both_tongues)
{
    for (const struct notices_kind *k = notices_own_kinds; k->name; k++)
        for (int lang = 0; lang < LANGS; lang++)
            CHECK(utf8_count(tr((enum lang)lang, k->text)) <= NOTICES_LONGEST);
}

TEST(text_on_disk_is_sealed)
{
    int64_t one = resident(cx, "13800000001", "A");
    tell(cx, one, "lab.moved", "Somebody drinks", "HZY-26-00001", 7);
    struct notice n[1];
    CHECK_INT(list(cx, one, n, 1), 1);
    str other = notices_open(cx, "body", T_COUNTY, n[0].id + 1,
                             notices_close(cx, "body", T_COUNTY, n[0].id, S("x")));
    CHECK_INT(other.len, 0); /* a body moved to another row opens nothing */
}

/* ---- when -------------------------------------------------------------- */

TEST(quiet_hours_hold_what_is_not_for_now)
{
    struct notice n[2];
    int64_t one = resident(cx, "13800000001", "A");
    at_hour(cx, 0, 23);
    tell(cx, one, "lab.asked", "Lamp", "", 7);
    tell(cx, one, "lab.alarm", "", "", 8);
    run_jobs(cx);
    CHECK_INT(list(cx, one, n, 2), 2);
    CHECK_STR(n[0].sms, "shown"); /* the alarm */
    CHECK_STR(n[1].sms, "wait");
    at_hour(cx, 1, 6);
    run_jobs(cx);
    (void)list(cx, one, n, 2);
    CHECK_STR(n[1].sms, "wait");
    at_hour(cx, 1, 7);
    run_jobs(cx);
    (void)list(cx, one, n, 2);
    CHECK_STR(n[1].sms, "shown");
}

TEST(what_is_not_urgent_comes_as_one_digest_a_day)
{
    struct notice n[8];
    int64_t one = resident(cx, "13800000001", "A");
    at_hour(cx, 0, 9);
    tell(cx, one, "lab.moved", "Lamp", "HZY-26-00001", 7);
    tell(cx, one, "lab.moved", "Lamp", "HZY-26-00001", 8);
    tell(cx, one, "lab.moved", "Road", "HZY-26-00002", 9);
    run_jobs(cx);
    CHECK_INT(list(cx, one, n, 8), 3);
    CHECK_STR(n[0].sms, "digest");
    at_hour(cx, 0, 18);
    run_jobs(cx);
    CHECK_INT(list(cx, one, n, 8), 3); /* the digest itself is no news */
    for (int i = 0; i < 3; i++)
        CHECK_STR(n[i].sms, "merged");
    at_hour(cx, 1, 9);
    tell(cx, one, "lab.moved", "Tree", "HZY-26-00003", 10);
    at_hour(cx, 1, 18);
    run_jobs(cx);
    (void)list(cx, one, n, 8);
    CHECK_STR(n[0].sms, "shown"); /* alone, it says itself */
}

static void tell_number(struct ctx *cx, const char *phone, const char *number, int64_t fact)
{
    struct tr_arg args[] = {TR("title", S("Lamp")), TR("number", str_of(number))};
    struct notice_new n = {.county = T_COUNTY,
                           .phone = str_of(phone),
                           .kind = "lab.moved",
                           .ref = 40 + fact,
                           .number = str_of(number),
                           .fact = fact,
                           .args = args,
                           .n_args = COUNT(args)};
    CHECK_OK(db_write(cx, tell_tx, &n));
}

/* There is no account to gather them under: they go out one by one, and nobody gets another's. */
TEST(bare_numbers_have_no_digest_in_common)
{
    int64_t one = resident(cx, "13800000001", "A");
    struct notice n[4];
    at_hour(cx, 0, 9);
    tell_number(cx, "13800000002", "HZY-26-00001", 7);
    tell_number(cx, "13800000003", "HZY-26-00002", 8);
    at_hour(cx, 0, 18);
    run_jobs(cx);
    CHECK_INT(list(cx, one, n, 4), 0);
    CHECK_INT(list(cx, 0, n, 4), 2);
    CHECK_STR(n[0].sms, "shown");
    CHECK_STR(n[1].sms, "shown");
}

TEST(kinds_turned_off_are_told_in_the_program_alone)
{
    struct notice n[4];
    int64_t one = resident(cx, "13800000001", "A");
    cx->county = T_COUNTY;
    cx->actor = one;
    CHECK_OK(notices_turn(cx, "lab.moved", false));
    CHECK_ERR(notices_turn(cx, "lab.alarm", false), ERR_NOT_FOUND);
    CHECK_ERR(notices_turn(cx, "lab.nothing", false), ERR_NOT_FOUND);
    tell(cx, one, "lab.moved", "Lamp", "", 7);
    (void)list(cx, one, n, 4);
    CHECK_STR(n[0].sms, "no");
    CHECK_OK(notices_turn(cx, "lab.moved", true));
    CHECK_OK(notices_change_wishes(cx, &(struct notices_wishes){.sms = false, .mail = S("")}));
    tell(cx, one, "lab.moved", "Lamp", "", 8);
    tell(cx, one, "lab.asked", "Lamp", "", 9);
    (void)list(cx, one, n, 4);
    CHECK_STR(n[0].sms, "wait"); /* a question comes all the same */
    CHECK_STR(n[1].sms, "no");
    CHECK_ERR(notices_change_wishes(cx, &(struct notices_wishes){.mail = S("a@b\r\nX: y")}),
              ERR_INVALID);
}

TEST(unread_messages_are_counted_and_marked)
{
    int64_t n = 0, one = resident(cx, "13800000001", "A");
    tell(cx, one, "lab.moved", "Lamp", "", 7);
    cx->county = T_COUNTY;
    cx->actor = one;
    CHECK_OK(notices_count_unread(cx, &n));
    CHECK_INT(n, 1);
    CHECK_OK(notices_mark_read(cx));
    CHECK_OK(notices_count_unread(cx, &n));
    CHECK_INT(n, 0);
}

TEST(one_message_is_read_by_whom_it_was_told_alone)
{
    struct notice list_of[4];
    str address = STR_NONE;
    int64_t n = 0, one = resident(cx, "13800000001", "A"), two = resident(cx, "13800000002", "B");
    tell(cx, one, "lab.moved", "Lamp", "", 7);
    tell(cx, one, "lab.moved", "Lamp", "", 8);
    (void)list(cx, one, list_of, 4);
    cx->county = T_COUNTY;
    cx->actor = two;
    CHECK_ERR(notices_read_one(cx, list_of[0].id, &address), ERR_NOT_FOUND);
    cx->actor = one;
    CHECK_OK(notices_count_unread(cx, &n));
    CHECK_INT(n, 2);
    CHECK_OK(notices_read_one(cx, list_of[0].id, &address));
    CHECK_OK(notices_count_unread(cx, &n));
    CHECK_INT(n, 1);
}

/* ---- answers ----------------------------------------------------------- */

TEST(reply_is_taken_once_as_the_word_of_whom_was_asked)
{
    struct notice n[4];
    int64_t one = resident(cx, "13800000001", "A");
    at_hour(cx, 0, 9);
    tell(cx, one, "lab.asked", "Lamp", "HZY-26-00001", 7);
    CHECK_OK(notices_take_reply(cx, S("13800000001"), S("1"))); /* not sent yet: nobody was asked */
    CHECK_INT(replies[1], 0);
    run_jobs(cx);
    CHECK_OK(notices_take_reply(cx, S("13800000009"), S("1")));
    CHECK_OK(notices_take_reply(cx, S("+86 138 0000 0001"), S(" \xef\xbc\x92 ")));
    CHECK(replies[1] == 0 && replies[2] == 1 && replied_ref == 47 && replied_by == one);
    CHECK_OK(notices_take_reply(cx, S("13800000001"), S("1")));
    CHECK(replies[1] == 0); /* answered */
    (void)list(cx, one, n, 4);
    CHECK_INT(n[0].answer, 2);
    CHECK_ERR(notices_take_reply(cx, S("nonsense"), S("1")), ERR_INVALID);
}

static void *reply_yes(void *arg)
{
    CHECK_OK(notices_take_reply(arg, S("13800000001"), S("1")));
    return NULL;
}

TEST(reply_that_arrives_eight_times_at_once_counts_once)
{
    struct ctx *other[8];
    pthread_t t[8];
    int64_t one = resident(cx, "13800000001", "A");
    at_hour(cx, 0, 9);
    tell(cx, one, "lab.asked", "Lamp", "", 7);
    run_jobs(cx);
    for (int i = 0; i < 8; i++) {
        other[i] = test_other(cx);
        other[i]->rooms = rooms;
        other[i]->seal = cx->seal;
        CHECK(pthread_create(&t[i], NULL, reply_yes, other[i]) == 0);
    }
    for (int i = 0; i < 8; i++) {
        CHECK(pthread_join(t[i], NULL) == 0);
        test_other_done(other[i]);
    }
    CHECK_INT(replies[1], 1);
}

TEST(several_open_questions_are_told_apart_by_number)
{
    int64_t one = resident(cx, "13800000001", "A");
    at_hour(cx, 0, 9);
    tell(cx, one, "lab.asked", "Lamp", "HZY-26-00123", 7);
    tell(cx, one, "lab.asked", "Road", "HZY-26-00456", 8);
    run_jobs(cx);
    CHECK_OK(notices_take_reply(cx, S("13800000001"), S("1 123")));
    CHECK(replies[1] == 1 && replied_ref == 47);
    CHECK_OK(notices_take_reply(cx, S("13800000001"), S("3 999")));
    CHECK_INT(replies[3], 0);
    CHECK_OK(notices_take_reply(cx, S("13800000001"), S("3.")));
    CHECK(replies[3] == 1 && replied_ref == 48);
}

TEST(reply_that_is_none_is_told_so_once)
{
    struct notice n[8];
    static const char *const odd[] = {"", "12", "0", "hello", "4", "\xf0\x9f\x91\x8d"};
    int64_t one = resident(cx, "13800000001", "A");
    at_hour(cx, 0, 9);
    tell(cx, one, "lab.asked", "Lamp", "", 7);
    run_jobs(cx);
    for (size_t i = 0; i < COUNT(odd); i++)
        CHECK_OK(notices_take_reply(cx, S("13800000001"), str_of(odd[i])));
    CHECK_INT(list(cx, one, n, 8), 2);
    CHECK(str_is(n[0].kind, "notices.unclear"));
    CHECK_INT(replies[1] + replies[2] + replies[3], 0);
    CHECK_OK(notices_take_reply(cx, S("13800000001"), S("3")));
    CHECK_INT(replies[3], 1);
}

static bool wants_texts(struct ctx *cx, int64_t account)
{
    struct notices_wishes w;
    CHECK_OK(notices_find_wishes(cx, T_COUNTY, account, &w));
    return w.sms;
}

TEST(whoever_answers_stop_gets_no_more_texts)
{
    int64_t one = resident(cx, "13800000001", "A"), two = resident(cx, "13800000001", "B"),
            other = resident(cx, "13800000002", "C");
    at_hour(cx, 0, 9);
    CHECK_OK(notices_take_reply(cx, S("13800000001"), S(" TD ")));
    CHECK_OK(notices_take_reply(cx, S("13800000009"), S("TD"))); /* nobody's */
    CHECK(!wants_texts(cx, one) && !wants_texts(cx, two) && wants_texts(cx, other));
    CHECK_OK(notices_take_reply(cx, S("13800000002"), S("\xe9\x80\x80\xe8\xae\xa2")));
    CHECK(!wants_texts(cx, other));
}

/* ---- by one tap from a mail -------------------------------------------- */

static int ask_off(struct ctx *cx, const char *method, str query)
{
    struct web_answer a = {0};
    const struct route *const routes[] = {notices_room.routes, NULL};
    struct web_options o = {
        .db = cx->db, .seal = cx->seal, .notices = &demo, .gate = &people_gate, .routes = routes};
    const char *url = str_fmt(cx->mem, "/messages/off?%.*s", STR_ARG(query)).at;
    str form = strcmp(method, "POST") == 0 ? S("List-Unsubscribe=One-Click") : STR_NONE;
    CHECK_OK(web_call(&o, cx->mem, method, url, NULL, form, &a));
    return a.status;
}

static bool wants(struct ctx *cx, int64_t account, const char *kind)
{
    bool yes = false;
    CHECK_OK(notices_wants(cx, T_COUNTY, account, kind, &yes));
    return yes;
}

/* A kind of the product's own: over HTTP its rooms are asked. */
TEST(what_a_mail_is_about_is_turned_off_by_one_tap_and_nothing_else)
{
    int64_t one = resident(cx, "13800000001", "A"), two = resident(cx, "13800000002", "B");
    struct notices_off o = {T_COUNTY, one, S("cases.handed")};
    str mark = notices_off_mark(cx, &o), query = notices_off_query(cx, &o);
    CHECK_INT(ask_off(cx, "GET", query), 200);
    cx->rooms = app_rooms;
    CHECK(wants(cx, one, "cases.handed")); /* mail programs look at every link */
    CHECK_INT(ask_off(cx, "POST", query), 303);
    CHECK(!wants(cx, one, "cases.handed") && wants(cx, one, "cases.held"));
    CHECK_INT(ask_off(cx, "POST",
                      str_fmt(cx->mem, "c=%d&a=%lld&k=cases.handed&s=%.*s", T_COUNTY,
                              (long long)two, STR_ARG(mark))),
              404);
    CHECK(wants(cx, two, "cases.handed"));
    CHECK_INT(ask_off(cx, "POST", S("c=&a=&k=&s=")), 404);
}

TEST(all_mail_ends_by_one_tap_from_a_digest)
{
    struct notices_wishes w;
    int64_t one = resident(cx, "13800000001", "A");
    struct notices_off o = {T_COUNTY, one, S("mail")};
    cx->county = T_COUNTY;
    cx->actor = one;
    CHECK_OK(notices_change_wishes(
        cx, &(struct notices_wishes){.sms = true, .mail = S("a@mail.test"), .lang = LANG_EN}));
    CHECK_INT(ask_off(cx, "POST", notices_off_query(cx, &o)), 303);
    CHECK_OK(notices_find_wishes(cx, T_COUNTY, one, &w));
    CHECK(w.sms && !w.mail.len && w.lang == LANG_EN);
}

/* ---- the gateway ------------------------------------------------------- */

TEST(signature_is_the_documented_one)
{
    static const struct notices o = {.sms_secret = "0123456789abcdef0123456789abcdef"};
    cx->notices = &o;
    str body = S("{\"from\":\"13800000001\",\"text\":\"1\"}");
    CHECK_STR(notices_sign(cx, S("1772413200"), body, cx->mem),
              "0d1e54caea30c1786607a83ea3d088e615c88bacf00ee477aee7ca76a87c82dd");
    str now = str_fmt(cx->mem, "%lld", (long long)(clock_real_ms() / 1000));
    str old = str_fmt(cx->mem, "%lld", (long long)(clock_real_ms() / 1000 - 400));
    str good = notices_sign(cx, now, body, cx->mem);
    CHECK(notices_is_signed(cx, now, good, body));
    CHECK(!notices_is_signed(cx, now, good, S("{}")));
    CHECK(!notices_is_signed(cx, now, S(""), body));
    CHECK(!notices_is_signed(cx, old, notices_sign(cx, old, body, cx->mem), body));
    cx->notices = &demo; /* no secret: nobody gets in, not with the empty one either */
    CHECK(!notices_is_signed(cx, now, notices_sign(cx, now, body, cx->mem), body));
}

struct gateway {
    int fd, port, status, served;
    char asked[4096];
    pthread_t thread;
};

static void *serve(void *arg)
{
    struct gateway *g = arg;
    for (int c; (c = accept(g->fd, NULL, NULL)) >= 0; close(c)) {
        char head[80];
        size_t n = 0;
        ssize_t got;
        struct timeval patience = {0, 200000};
        setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        while (n < sizeof g->asked - 1 &&
               (got = recv(c, g->asked + n, sizeof g->asked - 1 - n, 0)) > 0) {
            n += (size_t)got;
            g->asked[n] = '\0';
            if (strstr(g->asked, "}"))
                break;
        }
        int len =
            snprintf(head, sizeof head, "HTTP/1.1 %d X\r\nContent-Length: 0\r\n\r\n", g->status);
        (void)send(c, head, (size_t)len, MSG_NOSIGNAL);
        g->served++;
        shutdown(c, SHUT_WR);
        while (recv(c, head, sizeof head, 0) > 0)
            ;
    }
    return NULL;
}

static void gateway_start(struct gateway *g, int status)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    *g = (struct gateway){.status = status, .fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    CHECK(bind(g->fd, (struct sockaddr *)&a, sizeof a) == 0 && listen(g->fd, 8) == 0);
    CHECK(getsockname(g->fd, (struct sockaddr *)&a, &len) == 0);
    g->port = ntohs(a.sin_port);
    CHECK(pthread_create(&g->thread, NULL, serve, g) == 0);
}

static void gateway_stop(struct gateway *g)
{
    shutdown(g->fd, SHUT_RDWR);
    CHECK(pthread_join(g->thread, NULL) == 0);
    close(g->fd);
}

/* What one text becomes when the gateway answers so. */
static str sms_after(struct ctx *cx, int status, struct gateway *g)
{
    struct notice n[1];
    struct http *h = NULL;
    str why;
    gateway_start(g, status);
    CHECK_OK(http_start(&(struct http_options){0}, &h, &why, cx->mem));
    struct notices o = {.http = h,
                        .sms_url = str_fmt(cx->mem, "http://127.0.0.1:%d/send", g->port).at,
                        .sms_secret = "0123456789abcdef0123456789abcdef",
                        .sms_sign = "\xe9\x82\xbb\xe9\x87\x8c"};
    cx->notices = &o;
    int64_t one = resident(cx, "13800000001", "A");
    tell(cx, one, "lab.alarm", "", "", 7);
    run_jobs(cx);
    cx->notices = &demo;
    http_stop(h);
    gateway_stop(g);
    CHECK_INT(list(cx, one, n, 1), 1);
    return n[0].sms;
}

TEST(gateway_is_asked_as_documented)
{
    struct gateway g;
    CHECK_STR(sms_after(cx, 202, &g), "sent");
    CHECK(strstr(g.asked, "POST /send HTTP/1.1\r\n") && strstr(g.asked, "Linli-Signature: "));
    CHECK(strstr(g.asked, "\"to\":\"13800000001\",\"text\":\"Leave the house now\",\"sign\":"));
    str asked = str_of(g.asked);
    size_t from = str_find(asked, S("\r\n\r\n")), at = str_find(asked, S("Linli-Time: "));
    CHECK(from != SIZE_MAX && at != SIZE_MAX);
    str body = {asked.at + from + 4, asked.len - from - 4};
    str time = {asked.at + at + 12, 10};
    struct seal_hash h = seal_hmac(S("0123456789abcdef0123456789abcdef"),
                                   str_fmt(cx->mem, "%.*s.%.*s", STR_ARG(time), STR_ARG(body)));
    CHECK(str_find(asked, seal_hash_hex(&h, cx->mem)) != SIZE_MAX);
}

TEST(gateway_that_refuses_is_believed)
{
    struct gateway g;
    CHECK_STR(sms_after(cx, 400, &g), "failed");
}

TEST(gateway_that_stumbles_is_asked_again_later)
{
    struct gateway g;
    CHECK_STR(sms_after(cx, 503, &g), "wait");
    CHECK_INT(g.served, 1);
}

TEST(delivery_reports_are_kept)
{
    struct gateway g;
    CHECK_STR(sms_after(cx, 200, &g), "sent");
    CHECK_ERR(notices_take_report(cx, S("nonsense"), S("delivered")), ERR_INVALID);
    CHECK_ERR(notices_take_report(cx, S("532503-1"), S("perhaps")), ERR_INVALID);
    CHECK_OK(notices_take_report(cx, S("532503-1"), S("failed"))); /* not known: nothing */
    str id = str_of(strstr(g.asked, "532503-"));
    id.len = str_find(id, S("\""));
    CHECK_OK(notices_take_report(cx, id, S("delivered")));
    int64_t row_id = 0;
    str rest = id;
    str_cut(&rest, '-');
    CHECK_OK(str_int(rest, &row_id));
    struct notice_row row;
    CHECK_OK(notices_load(cx, T_COUNTY, row_id, &row));
    CHECK_STR(row.n.sms, "there");
}

TEST(shared_number_says_whom_it_is_for)
{
    struct gateway g;
    struct http *h = NULL;
    str why;
    gateway_start(&g, 200);
    CHECK_OK(http_start(&(struct http_options){0}, &h, &why, cx->mem));
    struct notices o = {.http = h,
                        .sms_url = str_fmt(cx->mem, "http://127.0.0.1:%d/", g.port).at,
                        .sms_secret = "0123456789abcdef0123456789abcdef"};
    cx->notices = &o;
    int64_t one = resident(cx, "13800000001", "Grandmother");
    (void)resident(cx, "13800000001", "Ming");
    tell(cx, one, "lab.alarm", "", "", 7);
    run_jobs(cx);
    cx->notices = &demo;
    http_stop(h);
    gateway_stop(&g);
    CHECK(strstr(g.asked, "\"text\":\"Grandmot: Leave the house now\""));
}

/* ---- mail -------------------------------------------------------------- */

static str base64_text(struct arena *mem, str s)
{
    struct buf b = buf_new(mem, 4096);
    unsigned bits = 0, n = 0;
    for (size_t i = 0; i < s.len && s.at[i] != '='; i++) {
        static const char digits[] =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        const char *d = strchr(digits, s.at[i]);
        if (s.at[i] == '\n' || !d)
            continue;
        bits = bits << 6 | (unsigned)(d - digits);
        n += 6;
        if (n >= 8)
            buf_char(&b, (char)(bits >> (n -= 8) & 255));
    }
    return buf_done(&b);
}

TEST(digest_by_mail_tells_everything)
{
    struct mail_server s;
    struct http *h = NULL;
    struct notice n[4];
    str why;
    CHECK(mail_server_start(&s, cx->mem)); /* exim4, which script/bootstrap installs */
    CHECK_OK(http_start(&(struct http_options){0}, &h, &why, cx->mem));
    struct notices o = {.http = h,
                        .mail_url = s.url,
                        .mail_from = "no-reply@linli.example",
                        .mail_from_name = "Linli",
                        .base_url = "https://linli.example"};
    cx->notices = &o;
    int64_t one = resident(cx, "13800000001", "A");
    cx->county = T_COUNTY;
    cx->actor = one;
    CHECK_OK(notices_change_wishes(
        cx, &(struct notices_wishes){.mail = S(" a@mail.test "), .lang = LANG_EN}));
    at_hour(cx, 0, 9);
    tell(cx, one, "lab.moved", "Lamp", "HZY-26-00001", 7);
    tell(cx, one, "lab.moved", "Road", "HZY-26-00002", 8);
    at_hour(cx, 0, 18);
    run_jobs(cx);
    str box = mail_server_box(&s, "To: <a@mail.test>", cx->mem);
    http_stop(h);
    mail_server_stop(&s);
    cx->notices = &demo;
    (void)list(cx, one, n, 4);
    CHECK_STR(n[0].mail, "merged");
    CHECK(str_find(box, S("Subject: News from your community")) != SIZE_MAX);
    struct notices_off all = {T_COUNTY, one, S("mail")};
    str off = str_fmt(cx->mem, "https://linli.example/messages/off?%.*s",
                      STR_ARG(notices_off_query(cx, &all)));
    CHECK(str_find(box, str_fmt(cx->mem, "List-Unsubscribe: <%.*s>\n", STR_ARG(off))) != SIZE_MAX);
    CHECK(str_find(box, S("List-Unsubscribe-Post: List-Unsubscribe=One-Click\n")) != SIZE_MAX);
    size_t from = str_find(box, S("\n\n"));
    CHECK(from != SIZE_MAX);
    str said = str_fmt(cx->mem,
                       "2 matters moved today: HZY-26-00001, HZY-26-00002. Ask your community.\n"
                       "\n- Lamp (HZY-26-00001) moved\n\n- Road (HZY-26-00002) moved\n"
                       "\nNo more of these: %.*s\n",
                       STR_ARG(off));
    CHECK(str_eq(base64_text(cx->mem, (str){box.at + from + 2, box.len - from - 2}), said));
}

/* ---- forgetting, codes ------------------------------------------------- */

static enum err forget_tx(struct ctx *cx, void *arg)
{
    return notices_forget(cx, T_COUNTY, *(int64_t *)arg);
}

TEST(an_erased_person_was_told_nothing)
{
    struct notice n[1];
    int64_t one = resident(cx, "13800000001", "A");
    tell(cx, one, "lab.moved", "Lamp", "", 7);
    CHECK_OK(db_write(cx, forget_tx, &one));
    CHECK_INT(list(cx, one, n, 1), 0);
}

static enum err code_tx(struct ctx *cx, void *arg)
{
    const int64_t *county = arg;
    return notices_send_code(cx, *county, S("13800000001"), S("123456"));
}

TEST(codes_leave_at_night_and_not_at_all_without_a_way)
{
    static const struct notices nothing = {0};
    int64_t county = T_COUNTY;
    cx->rooms = rooms;
    cx->notices = &nothing;
    CHECK_ERR(db_write(cx, code_tx, &county), ERR_BUSY);
    cx->notices = &demo;
    at_hour(cx, 0, 3);
    CHECK_OK(db_write(cx, code_tx, &county));
    run_jobs(cx);
    struct web_answer a = {0};
    const struct route *const routes[] = {notices_room.routes, NULL};
    struct web_options o = {.db = cx->db,
                            .seal = cx->seal,
                            .notices = &demo,
                            .gate = &people_gate,
                            .routes = routes,
                            .demo = true};
    CHECK_OK(web_call(&o, cx->mem, "GET", "/dev/outbox?format=json", NULL, STR_NONE, &a));
    CHECK_INT(a.status, 200);
    CHECK(str_find(a.body, S("\"to\":\"13800000001\"")) != SIZE_MAX);
    CHECK(str_find(a.body, S("123456")) != SIZE_MAX);
}

/* ---- over HTTP --------------------------------------------------------- */

TEST(gateways_addresses_are_closed_to_everybody_else)
{
    struct web_answer a = {0};
    static const struct notices secret = {.sms_secret = "0123456789abcdef0123456789abcdef"};
    const struct route *const routes[] = {notices_room.routes, NULL};
    struct web_options o = {
        .db = cx->db, .seal = cx->seal, .notices = &secret, .gate = &people_gate, .routes = routes};
    str form = S("from=13800000001&text=1");
    CHECK_OK(web_call(&o, cx->mem, "POST", "/sms/reply", NULL, form, &a));
    CHECK_INT(a.status, 403);
    CHECK_OK(web_call(&o, cx->mem, "POST", "/sms/report", NULL, form, &a));
    CHECK_INT(a.status, 403);
    CHECK_OK(web_call(&o, cx->mem, "GET", "/dev/outbox", NULL, STR_NONE, &a));
    CHECK(a.status == 404 || a.status == 403); /* not without --demo */
    CHECK_OK(web_call(&o, cx->mem, "GET", "/me/messages", NULL, STR_NONE, &a));
    CHECK(a.status == 401 || a.status == 303);
}
