/* yunmas_test.c: a stand-in of the platform takes, refuses, stumbles and is slow; what it pushes is
 * heard from its own addresses alone. */
#include "civic/notices/yunmas.h"
#include "civic/people/signin.h"
#include "civic/people/test_people.h"
#include "kit/http/http.h"
#include "kit/test/test.h"

#include <netinet/in.h>
#include <openssl/evp.h>
#include <pthread.h>
#include <sys/socket.h>

static const struct yunmas account = {.ec_name = "Mengzi",
                                      .ap_id = "linli",
                                      .sign_code = "SIGN0001",
                                      .callers = "192.0.2.7 127.0.0.1"};

/* ---- the platform ------------------------------------------------------ */

struct platform {
    int fd, port, served;
    const char *answer; /* body; NULL: the line is cut */
    char asked[4096];
    pthread_t thread;
};

static void *serve(void *arg)
{
    struct platform *p = arg;
    for (int c; (c = accept(p->fd, NULL, NULL)) >= 0; close(c)) {
        char out[400];
        size_t n = 0;
        ssize_t got;
        struct timeval patience = {0, 100000};
        setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        while (n < sizeof p->asked - 1 &&
               (got = recv(c, p->asked + n, sizeof p->asked - 1 - n, 0)) > 0)
            n += (size_t)got;
        p->asked[n] = '\0';
        p->served++;
        if (!p->answer)
            continue;
        snprintf(out, sizeof out, "HTTP/1.1 200 OK\r\nContent-Length: %zu\r\n\r\n%s",
                 strlen(p->answer), p->answer);
        (void)send(c, out, strlen(out), MSG_NOSIGNAL);
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

/* ---- a text ------------------------------------------------------------ */

static const struct notices_kind lab_kinds[] = {
    {.name = "lab.alarm", .text = "Leave the house now", .when = NOTICES_NOW}, {0}};
static const struct room lab = {.name = "lab", .notices = lab_kinds};
static const struct room *const rooms[] = {&lab, &notices_room, NULL};

static enum err tell_tx(struct ctx *cx, void *arg)
{
    return notices_tell(cx, arg);
}

/* What one text becomes when the platform answers so. */
static struct notice text_after(struct ctx *cx, struct platform *p, const char *answer)
{
    static const struct jobs_kind *const kinds[] = {&notices_send_job, NULL};
    struct notice n[1];
    struct http *h = NULL;
    int64_t one = 0;
    int count = 0;
    str why;
    p->answer = answer;
    platform_start(p);
    CHECK_OK(http_start(&(struct http_options){0}, &h, &why, cx->mem));
    struct notices o = {.http = h,
                        .sms_url =
                            str_fmt(cx->mem, "http://127.0.0.1:%d/sms/norsubmit", p->port).at,
                        .sms_secret = "password",
                        .yunmas = &account};
    cx->rooms = rooms;
    cx->notices = &o;
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800000001"), S("A"), &one));
    struct notice_new told = {.county = T_COUNTY, .account = one, .kind = "lab.alarm", .ref = 40};
    CHECK_OK(db_write(cx, tell_tx, &told));
    CHECK_OK(jobs_run_due(cx, kinds));
    cx->notices = NULL;
    http_stop(h);
    platform_stop(p);
    CHECK_OK(notices_about(cx, T_COUNTY, 40, n, 1, &count));
    CHECK_INT(count, 1);
    return n[0];
}

#define TAKEN "{\"msgGroup\":\"0130131114001000016009\",\"rspcod\":\"success\",\"success\":true}"

/* The mac is what md5sum says of MengzilinlipasswordNUMBERTEXTSIGN0001. */
TEST(a_text_is_handed_over_as_the_platform_documents)
{
    struct platform p = {0};
    CHECK_STR(text_after(cx, &p, TAKEN).sms, "sent");
    CHECK(str_starts(str_of(p.asked), S("POST /sms/norsubmit HTTP/1.1\r\n")));
    const char *body = strstr(p.asked, "\r\n\r\n") + 4;
    unsigned char plain[1024] = {0};
    CHECK(EVP_DecodeBlock(plain, (const unsigned char *)body, (int)strlen(body)) > 0);
    CHECK_STR(str_of((char *)plain),
              "{\"ecName\":\"Mengzi\",\"apId\":\"linli\",\"mobiles\":\"13800000001\",\"content\":"
              "\"Leave the house now\",\"sign\":\"SIGN0001\",\"addSerial\":\"\",\"mac\":"
              "\"f64d98b75a2930a4ed077c855d19fc17\"}");
}

TEST(a_text_that_the_platform_will_never_take_is_given_up)
{
    struct platform p = {0};
    CHECK_STR(text_after(cx, &p, "{\"rspcod\":\"InvalidMessage\",\"success\":false}").sms,
              "failed");
}

TEST(an_account_that_is_refused_waits_for_an_operator)
{
    struct platform p = {0};
    CHECK_STR(text_after(cx, &p, "{\"rspcod\":\"InvalidUsrOrPwd\",\"success\":false}").sms, "wait");
    CHECK_INT(p.served, 1);
}

TEST(nonsense_and_silence_are_tried_again)
{
    struct platform p = {0};
    CHECK_STR(text_after(cx, &p, "<html>").sms, "wait");
}

TEST(a_line_that_is_cut_is_tried_again)
{
    struct platform p = {0};
    CHECK_STR(text_after(cx, &p, NULL).sms, "wait");
}

/* ---- what it pushes ---------------------------------------------------- */

/* The in-process client calls from 127.0.0.1. */
static int push(struct ctx *cx, const char *url, const char *callers, const char *body)
{
    struct yunmas y = account;
    struct notices o = {.yunmas = &y};
    struct web_answer a = {0};
    const struct route *const routes[] = {notices_room.routes, NULL};
    struct web_options w = {
        .db = cx->db, .seal = cx->seal, .notices = &o, .gate = &people_gate, .routes = routes};
    y.callers = callers;
    CHECK_OK(
        web_ask(&w, cx->mem, "POST", url, S("Content-Type: application/json"), str_of(body), &a));
    return a.status;
}

#define REPORT(status)                                                                             \
    "{\"mobile\":\"13800000001\",\"msgGroup\":\"0130131114001000016009\",\"reportStatus\":"        \
    "\"" status "\",\"errorCode\":\"\"}"

TEST(reports_and_answers_are_heard_from_the_platforms_addresses_alone)
{
    struct platform p = {0};
    struct notice n[1];
    int count = 0;
    (void)text_after(cx, &p, TAKEN);
    CHECK_INT(push(cx, "/sms/yunmas/report", "192.0.2.7", REPORT("DELIVRD")), 403);
    CHECK_OK(notices_about(cx, T_COUNTY, 40, n, 1, &count));
    CHECK_STR(n[0].sms, "sent");
    CHECK_INT(push(cx, "/sms/yunmas/report", "192.0.2.7 127.0.0.1", REPORT("DELIVRD")), 200);
    CHECK_INT(push(cx, "/sms/yunmas/report", "192.0.2.7 127.0.0.1", REPORT("DELIVRD")), 200);
    CHECK_OK(notices_about(cx, T_COUNTY, 40, n, 1, &count));
    CHECK_STR(n[0].sms, "there");
    CHECK_INT(push(cx, "/sms/yunmas/report", "127.0.0.1", "{\"msgGroup\":\"unknown\"}"), 200);
    CHECK_INT(
        push(cx, "/sms/yunmas/reply", NULL, "{\"mobile\":\"13800000001\",\"smsContent\":\"TD\"}"),
        403);
    CHECK_INT(push(cx, "/sms/yunmas/reply", "127.0.0.1",
                   "{\"mobile\":\"13800000001\",\"smsContent\":\"1\"}"),
              200);
}
