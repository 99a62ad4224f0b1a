/* wechat_test.c: the official account. Signatures and boxes are the platform's own published
 * example; its two calls come in as it makes them, and a stand-in answers what is sent. */
#include "civic/notices/notices_sql.h"
#include "civic/notices/wechat.h"
#include "civic/people/signin.h"
#include "civic/people/test_people.h"
#include "kit/http/http.h"
#include "kit/test/test.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

/* From the documentation of the platform's message encryption. */
static const struct wechat_keys sample = {.token = "QDG6eK",
                                          .aes_key = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
                                          .app_id = "wx5823bf96d3bd56c7"};
static const struct wechat_options options = {
    .keys = {"QDG6eK", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C", "wx5823bf96d3bd56c7"},
    .secret = "app-secret",
    .name = "Linli",
    .template = "TEMPLATE",
    .fields = "thing1=text thing2=text character_string3=number time4=time"};

#define SAMPLE_BOX                                                                                 \
    "P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="

TEST(the_platforms_own_example_opens)
{
    struct wechat_mark m = {S("5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"), S("1409659589"),
                            S("263014780")};
    str plain;
    CHECK(wechat_has_key(&sample, cx->mem));
    CHECK(wechat_is_signed(&sample, &m, S(SAMPLE_BOX), cx->mem));
    CHECK_OK(wechat_decrypt(&sample, S(SAMPLE_BOX), &plain, cx->mem));
    CHECK_STR(plain, "1616140317555161061");
    m.nonce = S("263014781");
    CHECK(!wechat_is_signed(&sample, &m, S(SAMPLE_BOX), cx->mem));
}

TEST(a_box_opens_with_its_own_key_and_for_its_own_account_alone)
{
    struct wechat_keys other = sample;
    str plain, box = wechat_encrypt(&sample, S("<xml/>"), cx->mem);
    CHECK_OK(wechat_decrypt(&sample, box, &plain, cx->mem));
    CHECK_STR(plain, "<xml/>");
    other.app_id = "wx0000000000000000";
    CHECK_ERR(wechat_decrypt(&other, box, &plain, cx->mem), ERR_DENIED);
    other = sample;
    other.aes_key = "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG";
    CHECK_ERR(wechat_decrypt(&other, box, &plain, cx->mem), ERR_DENIED);
    CHECK_ERR(wechat_decrypt(&sample, S("AAAA"), &plain, cx->mem), ERR_DENIED);
    CHECK_ERR(wechat_decrypt(&sample, S("?"), &plain, cx->mem), ERR_DENIED);
    CHECK_ERR(wechat_decrypt(&sample, STR_NONE, &plain, cx->mem), ERR_DENIED);
}

TEST(what_followers_write_is_read_and_entities_are_not)
{
    struct wechat_said s;
    CHECK_OK(
        wechat_read(S("<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]>"
                      "</FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[text]]>"
                      "</MsgType><Content><![CDATA[ 1 ]]></Content><MsgId>7</MsgId></xml>"),
                    &s, cx->mem));
    CHECK(str_is(s.from, "o1") && str_is(s.to, "gh_1") && str_is(s.type, "text"));
    CHECK_STR(str_trim(s.text), "1");
    CHECK_ERR(wechat_read(S("<!DOCTYPE x [<!ENTITY a \"b\">]><xml><FromUserName>&a;</FromUserName>"
                            "</xml>"),
                          &s, cx->mem),
              ERR_INVALID);
    CHECK_ERR(wechat_read(S("<xml>"), &s, cx->mem), ERR_INVALID);
    CHECK_ERR(wechat_read(S("<xml><Content>1</Content></xml>"), &s, cx->mem), ERR_INVALID);
}

TEST(options_that_cannot_work_are_refused_at_the_start)
{
    static const struct {
        const char *fields, *key;
    } wrong[] = {{"thing1", NULL}, {"thing1=weather", NULL}, {"", NULL}, {NULL, "short"}};
    struct wechat *w = NULL;
    str why;
    for (size_t i = 0; i < COUNT(wrong); i++) {
        struct wechat_options o = options;
        if (wrong[i].fields)
            o.fields = wrong[i].fields;
        if (wrong[i].key)
            o.keys.aes_key = wrong[i].key;
        CHECK_ERR(wechat_open(&o, &w, &why, cx->mem), ERR_INVALID);
    }
    CHECK_OK(wechat_open(&options, &w, &why, cx->mem));
    wechat_done(w);
}

/* ---- a room that asks -------------------------------------------------- */

static int answered;

static enum err count_reply(struct ctx *cx, const struct notice *n, int answer)
{
    (void)n;
    answered = str_is(cx->via, "wechat") ? answer : -answer;
    return OK;
}

static const struct notices_kind lab_kinds[] = {
    {.name = "lab.asked",
     .label = "Save",
     .text = "{title}: reply 1 yes 2 partly 3 no",
     .when = NOTICES_SOON,
     .reply = count_reply},
    {.name = "lab.told", .label = "Saved", .text = "{title} moved", .when = NOTICES_SOON},
    {0}};
static const struct room lab = {.name = "lab", .notices = lab_kinds};
static const struct room *const rooms[] = {&lab, &notices_room, NULL};

static enum err tell_tx(struct ctx *cx, void *arg)
{
    return notices_tell(cx, arg);
}

static void tell(struct ctx *cx, int64_t account, const char *kind, int64_t fact)
{
    struct tr_arg args[] = {TR("title", S("The lamp before house number three in the long lane"))};
    struct notice_new n = {.county = T_COUNTY,
                           .account = account,
                           .kind = kind,
                           .ref = 40,
                           .number = S("HZY-26-00001"),
                           .address = S("/c/hzy/cases/HZY-26-00001"),
                           .fact = fact,
                           .args = args,
                           .n_args = COUNT(args)};
    CHECK_OK(db_write(cx, tell_tx, &n));
}

/* ---- the platform's stand-in ------------------------------------------- */

struct platform {
    int fd, port, tokens, errcode, first_errcode, sends;
    char asked[4096];
    pthread_t thread;
};

static void answer(struct platform *p, int c)
{
    char body[200], head[400];
    bool token = strstr(p->asked, "stable_token");
    if (token)
        snprintf(body, sizeof body, "{\"access_token\":\"TOKEN-%d\",\"expires_in\":7200}",
                 ++p->tokens);
    else
        snprintf(body, sizeof body, "{\"errcode\":%d,\"errmsg\":\"\",\"msgid\":4711}",
                 p->sends++         ? p->errcode
                 : p->first_errcode ? p->first_errcode
                                    : p->errcode);
    snprintf(head, sizeof head,
             "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\nConnection: close\r\n\r\n%s", strlen(body),
             body);
    (void)send(c, head, strlen(head), MSG_NOSIGNAL);
}

static void *serve(void *arg)
{
    struct platform *p = arg;
    for (int c; (c = accept(p->fd, NULL, NULL)) >= 0; close(c)) {
        size_t n = 0;
        ssize_t got;
        struct timeval patience = {0, 200000};
        setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        while (n < sizeof p->asked - 1 &&
               (got = recv(c, p->asked + n, sizeof p->asked - 1 - n, 0)) > 0) {
            n += (size_t)got;
            p->asked[n] = '\0';
            if (strstr(p->asked, "\r\n\r\n{") && p->asked[n - 1] == '}')
                break;
        }
        answer(p, c);
    }
    return NULL;
}

static void platform_start(struct platform *p)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    p->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(p->fd, (struct sockaddr *)&a, sizeof a) == 0 && listen(p->fd, 8) == 0);
    CHECK(getsockname(p->fd, (struct sockaddr *)&a, &len) == 0);
    p->port = ntohs(a.sin_port);
    CHECK(pthread_create(&p->thread, NULL, serve, p) == 0);
}

static void platform_stop(struct platform *p)
{
    shutdown(p->fd, SHUT_RDWR);
    CHECK(pthread_join(p->thread, NULL) == 0);
    close(p->fd);
}

/* ---- a house with an official account ---------------------------------- */

struct house {
    struct platform platform;
    struct notices notices;
    struct http *http;
    int64_t account;
};

static void house_open(struct ctx *cx, struct house *h)
{
    struct wechat_options o = options;
    str why;
    platform_start(&h->platform);
    CHECK_OK(http_start(&(struct http_options){0}, &h->http, &why, cx->mem));
    o.api = str_fmt(cx->mem, "http://127.0.0.1:%d", h->platform.port).at;
    h->notices = (struct notices){.http = h->http, .base_url = "https://linli.example"};
    CHECK_OK(wechat_open(&o, &h->notices.wechat, &why, cx->mem));
    cx->rooms = rooms;
    cx->lang = LANG_EN;
    cx->notices = &h->notices;
    cx->county = T_COUNTY;
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800000001"), S("A"), &h->account));
    answered = 0;
}

static void house_close(struct ctx *cx, struct house *h)
{
    cx->notices = NULL;
    http_stop(h->http);
    wechat_done(h->notices.wechat);
    platform_stop(&h->platform);
}

static str take(struct ctx *cx, const char *openid, const char *text)
{
    struct wechat_said s = {
        .from = str_of(openid), .to = S("gh_1"), .type = S("text"), .text = str_of(text)};
    str reply;
    struct ctx as = *cx;
    as.actor = 0; /* the platform is nobody */
    CHECK_OK(wechat_take(&as, &s, &reply));
    return reply;
}

static void happen(struct ctx *cx, const char *openid, const char *event, const char *status)
{
    struct wechat_said s = {.from = str_of(openid),
                            .to = S("gh_1"),
                            .type = S("event"),
                            .event = str_of(event),
                            .status = str_of(status),
                            .message = 4711};
    str reply;
    CHECK_OK(wechat_take(cx, &s, &reply));
}

static void bind_follower(struct ctx *cx, int64_t account, const char *openid)
{
    str code;
    cx->actor = account;
    CHECK_OK(wechat_code(cx, &code));
    CHECK_STR(take(cx, openid, str_z(cx->mem, code)),
              "Done: news of your matters comes here from now on. Write TD to end it.");
    CHECK_STR(take(cx, "o-thief", str_z(cx->mem, code)),
              "This code is not valid any more. Open “What I want to be told” for a new one.");
    cx->actor = 0;
}

static str bound(struct ctx *cx, int64_t account)
{
    struct notices_wishes w;
    CHECK_OK(notices_find_wishes(cx, T_COUNTY, account, &w));
    return w.wechat;
}

static void run_jobs(struct ctx *cx)
{
    static const struct jobs_kind *const kinds[] = {&notices_send_job, &notices_later_job,
                                                    &notices_digest_job, NULL};
    CHECK_OK(jobs_run_due(cx, kinds));
}

static struct notice newest(struct ctx *cx)
{
    struct notice n[1];
    int count = 0;
    CHECK_OK(notices_about(cx, T_COUNTY, 40, n, 1, &count));
    CHECK_INT(count, 1);
    return n[0];
}

TEST(a_follower_is_bound_by_a_code_once)
{
    struct house h = {0};
    house_open(cx, &h);
    CHECK_STR(take(cx, "o1", "12345678"),
              "This code is not valid any more. Open “What I want to be told” for a new one.");
    bind_follower(cx, h.account, "o1");
    CHECK_STR(bound(cx, h.account), "o1");
    CHECK_STR(take(cx, "o1", "TD"),
              "Nothing more comes here. You find everything under “My messages”.");
    CHECK_STR(bound(cx, h.account), "");
    house_close(cx, &h);
}

TEST(a_follower_who_is_bound_elsewhere_hears_nothing_of_the_former_account)
{
    struct house h = {0};
    int64_t other = 0;
    house_open(cx, &h);
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800000002"), S("B"), &other));
    bind_follower(cx, h.account, "o1");
    bind_follower(cx, other, "o1");
    CHECK_STR(bound(cx, h.account), "");
    CHECK_STR(bound(cx, other), "o1");
    house_close(cx, &h);
}

TEST(news_goes_to_the_official_account_and_not_by_text_as_well)
{
    struct house h = {0};
    house_open(cx, &h);
    bind_follower(cx, h.account, "o1");
    tell(cx, h.account, "lab.asked", 7);
    run_jobs(cx);
    struct notice n = newest(cx);
    CHECK_STR(n.wechat, "sent");
    CHECK_STR(n.sms, "no");
    CHECK(strstr(h.platform.asked, "/cgi-bin/message/template/send?access_token=TOKEN-1 "));
    CHECK(strstr(h.platform.asked, "\"touser\":\"o1\",\"template_id\":\"TEMPLATE\""));
    CHECK(strstr(h.platform.asked, "\"thing1\":{\"value\":\"The lamp before hous\"}"));
    CHECK(strstr(h.platform.asked, "\"character_string3\":{\"value\":\"HZY-26-00001\"}"));
    CHECK(strstr(h.platform.asked, "\"url\":\"https://linli.example/c/hzy/cases/HZY-26-00001\""));
    happen(cx, "o1", "TEMPLATESENDJOBFINISH", "success");
    CHECK_STR(newest(cx).wechat, "there");
    CHECK_STR(take(cx, "o1", "2"), "Thank you, your answer has been taken down.");
    CHECK_INT(answered, 2);
    CHECK_STR(take(cx, "o1", "2"), "Nothing is waiting for your answer now.");
    CHECK_STR(take(cx, "o-stranger", "1"),
              "Answer with 1, 2 or 3 where you were asked. To report something, open the page of "
              "your community.");
    house_close(cx, &h);
}

static str sms_after(struct ctx *cx, int errcode)
{
    struct house h = {.platform.errcode = errcode};
    house_open(cx, &h);
    bind_follower(cx, h.account, "o1");
    h.notices.sms_url = str_fmt(cx->mem, "http://127.0.0.1:%d/sms", h.platform.port).at;
    h.notices.sms_secret = "0123456789abcdef0123456789abcdef";
    tell(cx, h.account, "lab.told", 7);
    run_jobs(cx);
    struct notice n = newest(cx);
    house_close(cx, &h);
    CHECK(!str_is(n.wechat, "sent"));
    return n.sms;
}

TEST(to_whom_follows_no_more_it_goes_by_text)
{
    CHECK_STR(sms_after(cx, 43004), "sent");
}

TEST(what_the_platform_refuses_goes_by_text)
{
    CHECK_STR(sms_after(cx, 40037), "sent");
}

TEST(what_the_platform_has_no_time_for_goes_by_text_at_once)
{
    CHECK_STR(sms_after(cx, 45009), "sent");
}

TEST(a_message_that_did_not_arrive_after_all_goes_by_text)
{
    struct house h = {0};
    house_open(cx, &h);
    bind_follower(cx, h.account, "o1");
    tell(cx, h.account, "lab.told", 7);
    run_jobs(cx);
    CHECK_STR(newest(cx).sms, "no");
    happen(cx, "o1", "TEMPLATESENDJOBFINISH", "failed:user block");
    happen(cx, "o1", "TEMPLATESENDJOBFINISH", "failed:user block");
    h.notices.demo = true; /* a text now would be shown */
    run_jobs(cx);
    CHECK_STR(newest(cx).sms, "shown");
    CHECK_STR(newest(cx).wechat, "failed");
    house_close(cx, &h);
}

TEST(a_token_that_was_replaced_is_fetched_again)
{
    struct house h = {.platform.first_errcode = 42001};
    house_open(cx, &h);
    bind_follower(cx, h.account, "o1");
    tell(cx, h.account, "lab.told", 7);
    tell(cx, h.account, "lab.told", 8);
    run_jobs(cx);
    CHECK_STR(newest(cx).wechat, "sent");
    CHECK_INT(h.platform.tokens, 2); /* and the second message used the second one */
    CHECK_INT(h.platform.sends, 3);
    house_close(cx, &h);
}

TEST(whoever_stops_following_hears_by_text_again)
{
    struct house h = {0};
    house_open(cx, &h);
    bind_follower(cx, h.account, "o1");
    happen(cx, "o1", "unsubscribe", "");
    CHECK_STR(bound(cx, h.account), "");
    house_close(cx, &h);
}

/* ---- over HTTP --------------------------------------------------------- */

static str boxed(struct ctx *cx, const char *time, const char *text, str *query)
{
    str xml = str_fmt(cx->mem,
                      "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><FromUserName><![CDATA[o1]]>"
                      "</FromUserName><CreateTime>1</CreateTime><MsgType><![CDATA[text]]></MsgType>"
                      "<Content><![CDATA[%s]]></Content><MsgId>7</MsgId></xml>",
                      text);
    str box = wechat_encrypt(&sample, xml, cx->mem);
    str sign = wechat_signature(&sample, str_of(time), S("n1"), box, cx->mem);
    *query = str_fmt(cx->mem, "/wechat?msg_signature=%.*s&timestamp=%s&nonce=n1&encrypt_type=aes",
                     STR_ARG(sign), time);
    return str_fmt(cx->mem,
                   "<xml><ToUserName><![CDATA[gh_1]]></ToUserName><Encrypt><![CDATA[%.*s]]>"
                   "</Encrypt></xml>",
                   STR_ARG(box));
}

static int post(struct ctx *cx, const struct house *h, str url, str body, struct web_answer *a)
{
    const struct route *const routes[] = {notices_room.routes, NULL};
    struct web_options o = {.db = cx->db,
                            .seal = cx->seal,
                            .notices = &h->notices,
                            .gate = &people_gate,
                            .routes = routes};
    CHECK_OK(
        web_ask(&o, cx->mem, "POST", str_z(cx->mem, url), S("Content-Type: text/xml"), body, a));
    return a->status;
}

TEST(only_the_platform_gets_an_answer_and_it_is_boxed)
{
    struct house h = {0};
    struct web_answer a;
    str query, other, plain, body;
    house_open(cx, &h);
    const char *now = str_fmt(cx->mem, "%lld", (long long)(clock_real_ms() / 1000)).at;
    const char *old = str_fmt(cx->mem, "%lld", (long long)(clock_real_ms() / 1000 - 400)).at;
    body = boxed(cx, now, "hello", &query);
    CHECK_INT(post(cx, &h, query, body, &a), 200);
    CHECK_OK(wechat_decrypt(&sample, wechat_read_encrypted(a.body), &plain, cx->mem));
    CHECK(str_find(plain, S("<ToUserName><![CDATA[o1]]>")) != SIZE_MAX);
    CHECK(str_find(plain, S("<MsgType><![CDATA[text]]>")) != SIZE_MAX);
    CHECK_INT(post(cx, &h, S("/wechat?msg_signature=x&timestamp=1&nonce=n1"), body, &a), 403);
    CHECK_INT(post(cx, &h, query, boxed(cx, now, "1", &other), &a), 403); /* another body */
    body = boxed(cx, old, "hello", &query);
    CHECK_INT(post(cx, &h, query, body, &a), 403);
    CHECK_INT(post(cx, &h, query, S("<xml><Content>1</Content></xml>"), &a), 403); /* plain mode */
    house_close(cx, &h);
    h.notices.wechat = NULL;
    CHECK_INT(post(cx, &h, query, body, &a), 404);
}
