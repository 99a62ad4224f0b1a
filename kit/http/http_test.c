/* http_test.c: calls against a socket that answers what the test says. */
#include "kit/http/http.h"
#include "kit/test/test.h"

#include <netinet/in.h>
#include <pthread.h>
#include <sys/socket.h>

/* Serves one connection after the other. Answers each in turn with the next text, then closes it;
 * "": says nothing. */
struct server {
    int fd, port, served;
    const char *const *answers;
    char asked[4][4096];
    pthread_t thread;
};

static void answer_one(struct server *s, int c)
{
    const char *text = s->answers[s->served];
    char *asked = s->asked[s->served++ & 3];
    struct timeval patience = {2, 0};
    setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssize_t n = recv(c, asked, 4095, 0);
    asked[n > 0 ? n : 0] = '\0';
    if (!*text)
        usleep(600000);
    (void)send(c, text, strlen(text), MSG_NOSIGNAL);
    shutdown(c, SHUT_WR);
    patience = (struct timeval){0, 50000};
    setsockopt(c, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    while (recv(c, (char[4096]){0}, 4096, 0) > 0)
        ;
    close(c);
}

static void *serve(void *arg)
{
    struct server *s = arg;
    for (int c; s->answers[s->served] && (c = accept(s->fd, NULL, NULL)) >= 0;)
        answer_one(s, c);
    return NULL;
}

static void start(struct server *s, const char *const *answers)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    memset(s, 0, sizeof *s);
    s->answers = answers;
    s->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    CHECK(bind(s->fd, (struct sockaddr *)&a, sizeof a) == 0 && listen(s->fd, 8) == 0);
    CHECK(getsockname(s->fd, (struct sockaddr *)&a, &len) == 0);
    s->port = ntohs(a.sin_port);
    CHECK(pthread_create(&s->thread, NULL, serve, s) == 0);
}

static void stop(struct server *s)
{
    shutdown(s->fd, SHUT_RDWR);
    CHECK(pthread_join(s->thread, NULL) == 0);
    close(s->fd);
}

static struct http *client(struct ctx *cx, const struct http_options *o)
{
    struct http *h = NULL;
    str why;
    CHECK_OK(http_start(o, &h, &why, cx->mem));
    return h;
}

static const char *url(struct ctx *cx, const struct server *s, const char *path)
{
    return str_fmt(cx->mem, "http://127.0.0.1:%d%s", s->port, path).at;
}

static const struct http_options plain = {0};

TEST(call_brings_back_status_type_and_body)
{
    static const char *const answers[] = {
        "HTTP/1.1 201 Created\r\nContent-Type: text/xml\r\nContent-Length: 5\r\n\r\nhello", NULL};
    static const char *const headers[] = {"X-Key: abc", NULL};
    struct server s;
    start(&s, answers);
    struct http *h = client(cx, &plain);
    struct http_answer a;
    str why = STR_NONE;
    struct http_ask q = {
        .url = url(cx, &s, "/x"), .headers = headers, .body = S("a=1"), .near = true};
    CHECK_OK(http_call(h, &q, &a, &why, cx->mem));
    CHECK(a.status == 201);
    CHECK_STR(a.type, "text/xml");
    CHECK_STR(a.body, "hello");
    CHECK(strstr(s.asked[0], "POST /x HTTP/1.1\r\n") && strstr(s.asked[0], "X-Key: abc\r\n") &&
          strstr(s.asked[0], "\r\n\r\na=1"));
    stop(&s);
    http_stop(h);
}

TEST(call_on_a_strangers_word_never_reaches_a_neighbour)
{
    static const char *const answers[] = {"HTTP/1.1 200 OK\r\n\r\nsecret", NULL};
    struct server s;
    start(&s, answers);
    struct http *h = client(cx, &plain);
    struct http_answer a = {.status = 7};
    str why = STR_NONE;
    struct http_ask q = {.url = url(cx, &s, "/")};
    CHECK_ERR(http_call(h, &q, &a, &why, cx->mem), ERR_DENIED);
    CHECK_STR(why, "leads to a private address");
    q.url = str_fmt(cx->mem, "http://localhost:%d/", s.port).at;
    CHECK_ERR(http_call(h, &q, &a, &why, cx->mem), ERR_DENIED);
    q.url = "file:///etc/passwd";
    CHECK_ERR(http_call(h, &q, &a, &why, cx->mem), ERR_DENIED);
    CHECK(a.status == 7 && s.served == 0);
    stop(&s);
    http_stop(h);
}

TEST(redirect_is_followed_when_asked_and_not_to_a_neighbour)
{
    struct server s;
    const char *answers[] = {"HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
                             "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
                             "HTTP/1.1 302 Found\r\nLocation: /there\r\nContent-Length: 0\r\n\r\n",
                             "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi", NULL};
    static const struct http_options near = {.near_redirects = true};
    start(&s, answers);
    struct http *strict = client(cx, &plain), *lax = client(cx, &near);
    struct http_answer a;
    str why = STR_NONE;
    struct http_ask q = {.url = url(cx, &s, "/here"), .near = true};
    CHECK_OK(http_call(strict, &q, &a, &why, cx->mem));
    CHECK(a.status == 302);
    q.follow = true;
    CHECK_ERR(http_call(strict, &q, &a, &why, cx->mem), ERR_DENIED);
    CHECK_OK(http_call(lax, &q, &a, &why, cx->mem));
    CHECK_STR(a.body, "hi");
    CHECK(strstr(s.asked[3], "GET /there "));
    stop(&s);
    http_stop(strict);
    http_stop(lax);
}

TEST(slow_and_endless_answers_end)
{
    struct server s;
    static char big[300000];
    memset(big, 'x', sizeof big - 1);
    memcpy(big, "HTTP/1.1 200 OK\r\n\r\n", 19);
    const char *answers[] = {"", big, NULL};
    start(&s, answers);
    struct http *h = client(cx, &plain);
    struct http_answer a;
    str why = STR_NONE;
    struct http_ask q = {.url = url(cx, &s, "/"), .near = true, .timeout_ms = 200, .most = 100000};
    int64_t before = clock_steady_ns();
    CHECK_ERR(http_call(h, &q, &a, &why, cx->mem), ERR_BUSY);
    CHECK(clock_steady_ns() - before < 2000000000);
    q.timeout_ms = 5000;
    CHECK_ERR(http_call(h, &q, &a, &why, cx->mem), ERR_TOO_BIG);
    stop(&s);
    http_stop(h);
}

static void *abort_soon(void *arg)
{
    usleep(100000);
    http_abort(arg);
    return NULL;
}

TEST(stopping_ends_calls_under_way)
{
    static const char *const answers[] = {"", NULL};
    struct server s;
    struct http_answer a;
    str why = STR_NONE;
    start(&s, answers);
    struct http *h = client(cx, &plain);
    struct http_ask q = {.url = url(cx, &s, "/"), .near = true};
    pthread_t t;
    CHECK(pthread_create(&t, NULL, abort_soon, h) == 0);
    int64_t before = clock_steady_ns();
    CHECK_ERR(http_call(h, &q, &a, &why, cx->mem), ERR_BUSY);
    CHECK(clock_steady_ns() - before < 500000000);
    CHECK(pthread_join(t, NULL) == 0);
    CHECK_ERR(http_call(h, &q, &a, &why, cx->mem), ERR_BUSY); /* and so do later ones */
    http_stop(h);
    stop(&s);
}

TEST(private_addresses_are_known_in_every_guise)
{
    static const char *const near[] = {"127.0.0.1",
                                       "10.1.2.3",
                                       "172.31.0.1",
                                       "192.168.1.1",
                                       "169.254.169.254",
                                       "100.64.0.1",
                                       "0.0.0.0",
                                       "224.0.0.1",
                                       "255.255.255.255",
                                       "::1",
                                       "::",
                                       "fe80::1",
                                       "fd00::1",
                                       "ff02::1",
                                       "::ffff:10.0.0.1",
                                       "64:ff9b::7f00:1",
                                       "2002:7f00:1::",
                                       "nonsense",
                                       "127.1"};
    static const char *const far[] = {"8.8.8.8", "172.32.0.1", "2400:3200::1", "100.128.0.1",
                                      "::ffff:8.8.8.8"};
    for (size_t i = 0; i < COUNT(near); i++)
        CHECK(!http_is_public(near[i]));
    for (size_t i = 0; i < COUNT(far); i++)
        CHECK(http_is_public(far[i]));
}
