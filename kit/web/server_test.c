/* server_test.c: the server behind a real socket: what strangers write, when they leave, and
 * how it stops. */
#include "kit/test/test.h"
#include "kit/web/web.h"

#include <netinet/in.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/un.h>

static atomic_int runs;

static enum err show(struct req *rq)
{
    atomic_fetch_add(&runs, 1);
    html_z(rq->page, "client ");
    html_text(rq->page, rq->client);
    return OK;
}

static enum err take(struct req *rq)
{
    atomic_fetch_add(&runs, 1);
    html_z(rq->page, "took ");
    html_text(rq->page, web_field(rq, "a"));
    html_int(rq->page, rq->uploads ? rq->uploads->size : 0);
    return OK;
}

static enum err dawdle(struct req *rq)
{
    usleep(300000);
    return show(rq);
}

static enum err hints(struct req *rq)
{
    const char *const topics[] = {"board/1", "board/2"};
    return web_stream(rq, topics, 2);
}

static enum err send_file(struct req *rq)
{
    return web_file(rq, "text/plain", S("/tmp/linli-web-test-file"));
}

static enum err show_public(struct req *rq)
{
    web_set_county(rq, str_is(web_query(rq, "c"), "2") ? 2 : 1);
    html_z(rq->page, rq->elder ? "large run " : "run ");
    html_int(rq->page, atomic_fetch_add(&runs, 1));
    return OK;
}

static enum err change(struct req *rq)
{
    web_set_county(rq, 1);
    return web_redirect(rq, "/public");
}

static const struct route site[] = {
    {GET, "/public", show_public, ACT_PUBLIC, ROUTE_CACHE},
    {POST, "/change", change, ACT_PUBLIC},
    {GET, "/", show, ACT_PUBLIC},
    {POST, "/take", take, ACT_PUBLIC},
    {POST, "/files", take, ACT_PUBLIC, ROUTE_FILES, 1 << 20},
    {GET, "/slow", dawdle, ACT_PUBLIC},
    {GET, "/hints", hints, ACT_PUBLIC, ROUTE_STREAM},
    {GET, "/file", send_file, ACT_PUBLIC},
    {0},
};
static const struct route *const tables[] = {site, NULL};

static struct web *start(struct ctx *cx, const char *listen)
{
    struct web_options o = {.listen = listen, .routes = tables};
    struct web *w = NULL;
    str why = S("");
    CHECK(web_start(&o, &w, &why, cx->mem) == OK);
    return w;
}

static int dial(const struct web *w)
{
    struct sockaddr_in sa = {.sin_family = AF_INET,
                             .sin_port = htons((uint16_t)web_port(w)),
                             .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    if (connect(fd, (struct sockaddr *)&sa, sizeof sa)) {
        close(fd);
        return -1;
    }
    return fd;
}

static bool put(int fd, str s)
{
    while (s.len) {
        ssize_t n = send(fd, s.at, s.len, MSG_NOSIGNAL);
        if (n <= 0)
            return false;
        s = (str){s.at + n, s.len - (size_t)n};
    }
    return true;
}

/* What comes until the peer closes, `until` was seen, or so many milliseconds have passed. */
static str listen_for(struct ctx *cx, int fd, const char *until, int ms)
{
    struct buf b = buf_new(cx->mem, 1 << 20);
    char piece[4096];
    for (int64_t end = clock_steady_ns() + ms * 1000000LL; clock_steady_ns() < end;) {
        struct pollfd p = {fd, POLLIN, 0};
        if (poll(&p, 1, 20) <= 0)
            continue;
        ssize_t n = recv(fd, piece, sizeof piece, 0);
        if (n <= 0)
            break;
        buf_add(&b, piece, (size_t)n);
        if (until && str_find(buf_done(&b), str_of(until)) != SIZE_MAX)
            break;
    }
    return buf_done(&b);
}

static str converse(struct ctx *cx, const struct web *w, str request, const char *until)
{
    int fd = dial(w);
    CHECK(fd >= 0);
    put(fd, request);
    str answer = listen_for(cx, fd, until, 3000);
    close(fd);
    return answer;
}

static size_t count(str in, str what)
{
    size_t n = 0, at;
    while ((at = str_find(in, what)) != SIZE_MAX) {
        in = (str){in.at + at + what.len, in.len - at - what.len};
        n++;
    }
    return n;
}

static bool has(str in, const char *what)
{
    return str_find(in, str_of(what)) != SIZE_MAX;
}

TEST(a_page_comes_over_a_socket)
{
    struct web *w = start(cx, "127.0.0.1:0");
    str a = converse(cx, w, S("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "client 127.0.0.1");
    CHECK(str_starts(a, S("HTTP/1.1 200 ")) && has(a, "client 127.0.0.1"));
    a = converse(cx, w, S("HEAD / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), NULL);
    CHECK(has(a, "Content-Length: 16\r\n") && str_ends(a, S("\r\n\r\n")));
    a = converse(cx, w, S("GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n"), "ok\n");
    CHECK(str_starts(a, S("HTTP/1.1 200 ")));
    a = converse(cx, w, S("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"), "start_time_seconds ");
    CHECK(has(a, "linli_requests_total{status=\"2xx\"} 3\n"));
    web_stop(w);
}

/* Each probe: what is sent, the statuses that are right (NULL: any one answer, or none and the
 * line cut), and the most handlers that may run. */
static const struct probe {
    const char *name;
    str send;
    const char *status;
    int most;
} probes[] = {
    {"length and coding",
     S("POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n"
       "3\r\na=b\r\n0\r\n\r\n"),
     "400", 0},
    {"two lengths",
     S("POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 7\r\n\r\na=bGET "),
     "400", 0},
    {"length with a plus", S("POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: +5\r\n\r\na=bcd"),
     NULL, 0},
    {"unknown coding",
     S("POST /take HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"), "501", 0},
    {"space before colon", S("GET / HTTP/1.1\r\nHost: x\r\nX-A : 1\r\n\r\n"), "400", 0},
    {"folded header", S("GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\r\n 2\r\nConnection: close\r\n\r\n"),
     NULL, 1},
    {"NUL in a value", S("GET / HTTP/1.1\r\nHost: x\r\nX-A: 1\0002\r\nConnection: close\r\n\r\n"),
     "200", 1},
    {"no host", S("GET / HTTP/1.1\r\nX: x\r\n\r\n"), "400", 0},
    {"two hosts", S("GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n"), "400", 0},
    {"bytes in the path", S("GET /\xff\xfe HTTP/1.1\r\nHost: x\r\n\r\n"), "400", 0},
    {"absolute form", S("GET http://x/ HTTP/1.1\r\nHost: x\r\n\r\n"), "400", 0},
    {"no protocol", S("GET /\r\n\r\n"), NULL, 0},
    {"strange method", S("BREW / HTTP/1.1\r\nHost: x\r\n\r\n"), "405", 0},
    {"trace", S("TRACE / HTTP/1.1\r\nHost: x\r\n\r\n"), "405", 0},
    {"body of a GET", S("GET / HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\n\r\nabc"), "400", 0},
    {"chunked",
     S("POST /take HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Type: "
       "application/x-www-form-urlencoded\r\nTransfer-Encoding: "
       "chunked\r\n\r\n3\r\na=b\r\n0\r\n\r\n"),
     "200", 1},
    {"bad chunk",
     S("POST /take HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-www-form-urlencoded\r\n"
       "Transfer-Encoding: chunked\r\n\r\nzz\r\na=b\r\n0\r\n\r\n"),
     NULL, 0},
    {"too long",
     S("POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 65537\r\nContent-Type: "
       "application/x-www-form-urlencoded\r\n\r\na=b"),
     "413", 0},
    {"100 MB",
     S("POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: 104857600\r\nContent-Type: "
       "multipart/form-data; boundary=x\r\n\r\n--x"),
     "413", 0},
    {"100 MB announced",
     S("POST /files HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\n"
       "Content-Length: 104857600\r\nContent-Type: image/png\r\n\r\n"),
     "413", 0},
};

/* One answer; but libmicrohttpd 0.9.75 writes the head of its own refusals twice. */
static bool probe_ok(const struct probe *p, str a)
{
    size_t answers = count(a, S("HTTP/1.1 "));
    str status = answers ? (str){a.at + 9, 3} : S("");
    if (!p->status)
        return answers <= 1 || (answers == 2 && str_is(status, "400"));
    return str_is(status, p->status) && answers <= (str_is(status, "400") ? 2 : 1);
}

TEST(no_probe_hangs_or_runs_a_handler_twice)
{
    struct web *w = start(cx, "127.0.0.1:0");
    for (size_t i = 0; i < COUNT(probes); i++) {
        const struct probe *p = &probes[i];
        atomic_store(&runs, 0);
        int64_t from = clock_steady_ns();
        str a = converse(cx, w, p->send, NULL);
        bool fast = clock_steady_ns() - from < 2500000000;
        if (!fast || !probe_ok(p, a) || runs > p->most)
            print_message("probe \"%s\": %d runs, %.*s\n", p->name, runs, STR_ARG(a));
        CHECK(fast && probe_ok(p, a) && runs <= p->most);
    }
    web_stop(w);
}

TEST(who_sends_too_much_still_hears_why)
{
    struct web *w = start(cx, "127.0.0.1:0");
    char *mega = arena_alloc(cx->mem, 1 << 20);
    for (int i = 0; i < 5; i++) {
        int fd = dial(w);
        put(fd, S("POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: 20971520\r\nContent-Type: "
                  "multipart/form-data; boundary=x\r\n\r\n"));
        for (int k = 0; k < 20; k++)
            CHECK(put(fd, (str){mega, 1 << 20})); /* many read only when all is sent */
        CHECK(str_starts(listen_for(cx, fd, NULL, 3000), S("HTTP/1.1 413 ")));
        close(fd);
    }
    web_stop(w);
}

/* Sends a piece every 100 ms and tells after how many the line was cut. */
static int drip(const struct web *w, str head, str piece, int most)
{
    int fd = dial(w), n = 0;
    char c;
    put(fd, head);
    while (n++ < most && recv(fd, &c, 1, MSG_DONTWAIT) != 0) {
        put(fd, piece);
        usleep(100000);
    }
    close(fd);
    return n;
}

TEST(who_only_pretends_to_send_is_cut)
{
    struct web_options o = {.listen = "127.0.0.1:0", .routes = tables, .idle_s = 1};
    struct web *w = NULL;
    str why = S("");
    CHECK_OK(web_start(&o, &w, &why, cx->mem));
    CHECK(drip(w, S("GET / HTTP/1.1\r\nHost: x\r\n"), S("X: 1\r\n"), 60) < 60);
    str head = S("POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 10000\r\nContent-Type: "
                 "text/plain\r\n\r\n");
    CHECK(drip(w, head, S("x"), 60) < 60);
    char kilo[400] = {0};
    memset(kilo, 'x', sizeof kilo - 1);
    CHECK(drip(w, head, str_of(kilo), 20) > 20); /* slow, but honest */
    web_stop(w);
}

TEST(requests_in_a_row_are_answered_in_a_row)
{
    struct web *w = start(cx, "127.0.0.1:0");
    atomic_store(&runs, 0);
    str a =
        converse(cx, w,
                 S("GET / HTTP/1.1\r\nHost: x\r\n\r\nGET / HTTP/1.1\r\nHost: x\r\n\r\n"
                   "POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Type: "
                   "application/x-www-form-urlencoded\r\n\r\na=bGET /nope HTTP/1.1\r\nHost: x\r\n"
                   "Connection: close\r\n\r\n"),
                 NULL);
    CHECK(count(a, S("HTTP/1.1 200 ")) == 3 && count(a, S("HTTP/1.1 404 ")) == 1 && runs == 3);
    a = converse(cx, w,
                 S("POST /take HTTP/1.1\r\nHost: x\r\nExpect: 100-continue\r\nContent-Length: 3\r\n"
                   "Content-Type: application/x-www-form-urlencoded\r\n\r\n"),
                 "100 Continue");
    CHECK(has(a, "100 Continue"));
    web_stop(w);
}

TEST(headers_have_a_most_of_bytes)
{
    struct web *w = start(cx, "127.0.0.1:0");
    struct buf b = buf_new(cx->mem, 1 << 20);
    buf_z(&b, "GET / HTTP/1.1\r\nHost: x\r\nX: ");
    memset(buf_room(&b, 100000), 'x', 100000);
    buf_z(&b, "\r\n\r\n");
    atomic_store(&runs, 0);
    str a = converse(cx, w, buf_done(&b), NULL);
    CHECK(runs == 0 && !has(a, " 200 "));
    web_stop(w);
}

TEST(a_file_is_sent_in_the_range_asked_for)
{
    struct web *w = start(cx, "127.0.0.1:0");
    FILE *f = fopen("/tmp/linli-web-test-file", "w");
    fputs("0123456789", f);
    fclose(f);
    str a = converse(cx, w, S("GET /file HTTP/1.1\r\nHost: x\r\n\r\n"), "0123456789");
    CHECK(str_starts(a, S("HTTP/1.1 200 ")) && has(a, "Cache-Control: no-store\r\n"));
    a = converse(cx, w, S("GET /file HTTP/1.1\r\nHost: x\r\nRange: bytes=2-4\r\n\r\n"),
                 "\r\n\r\n234");
    CHECK(str_starts(a, S("HTTP/1.1 206 ")) && has(a, "Content-Range: bytes 2-4/10\r\n"));
    a = converse(cx, w, S("GET /file HTTP/1.1\r\nHost: x\r\nRange: bytes=-3\r\n\r\n"),
                 "\r\n\r\n789");
    CHECK(has(a, "\r\n\r\n789"));
    a = converse(cx, w, S("GET /file HTTP/1.1\r\nHost: x\r\nRange: bytes=10-\r\n\r\n"), "\r\n\r\n");
    CHECK(str_starts(a, S("HTTP/1.1 416 ")));
    unlink("/tmp/linli-web-test-file");
    a = converse(cx, w, S("GET /file HTTP/1.1\r\nHost: x\r\n\r\n"), "\r\n\r\n");
    CHECK(str_starts(a, S("HTTP/1.1 404 ")));
    web_stop(w);
}

TEST(the_client_is_the_proxys_word_only_behind_a_unix_socket)
{
    str spoof = S("GET / HTTP/1.1\r\nHost: x\r\nX-Forwarded-For: 9.9.9.9, 8.8.8.8\r\n\r\n");
    struct web *w = start(cx, "127.0.0.1:0");
    CHECK(has(converse(cx, w, spoof, "client 127."), "client 127.0.0.1"));
    web_stop(w);
    w = start(cx, "unix:/tmp/linli-web-test.sock");
    struct sockaddr_un sa = {AF_UNIX, "/tmp/linli-web-test.sock"};
    int fd = socket(AF_UNIX, SOCK_STREAM, 0);
    CHECK(connect(fd, (struct sockaddr *)&sa, sizeof sa) == 0);
    put(fd, spoof);
    CHECK(has(listen_for(cx, fd, "client 8", 3000), "client 8.8.8.8"));
    put(fd, S("GET / HTTP/1.1\r\nHost: x\r\nX-Real-IP: not an address\r\n\r\n"));
    CHECK(str_ends(listen_for(cx, fd, "client ", 3000), S("client ")));
    put(fd, S("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"));
    CHECK(has(listen_for(cx, fd, "\r\n\r\n", 3000), " 404 "));
    close(fd);
    web_stop(w);
    CHECK(access("/tmp/linli-web-test.sock", F_OK) != 0);
}

/* ---- the page cache ---------------------------------------------------- */

static str page(struct ctx *cx, const struct web *w, const char *target, const char *header)
{
    str ask = str_fmt(cx->mem, "GET %s HTTP/1.1\r\nHost: x\r\n%sConnection: close\r\n\r\n", target,
                      header);
    str a = converse(cx, w, ask, NULL);
    size_t at = str_find(a, S("\r\n\r\n"));
    CHECK(at != SIZE_MAX);
    return (str){a.at + at + 4, a.len - at - 4};
}

TEST(a_public_page_is_rendered_once_until_something_changes)
{
    struct web *w = start(cx, "127.0.0.1:0");
    atomic_store(&runs, 0);
    CHECK_STR(page(cx, w, "/public", ""), "run 0");
    CHECK_STR(page(cx, w, "/public", ""), "run 0");
    CHECK_STR(page(cx, w, "/public?c=2", ""), "run 1");
    CHECK_STR(page(cx, w, "/public", "Cookie: size=elder\r\n"), "large run 2");
    CHECK_STR(page(cx, w, "/public", "Cookie: sid=x\r\n"), "run 0");
    converse(cx, w, S("POST /change HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), NULL);
    CHECK_STR(page(cx, w, "/public", ""), "run 3");
    CHECK_STR(page(cx, w, "/public?c=2", ""), "run 1");
    web_changed(w, 2, 7);
    CHECK_STR(page(cx, w, "/public?c=2", ""), "run 4");
    web_changed(w, 2, 7);
    CHECK_STR(page(cx, w, "/public?c=2", ""), "run 4");
    CHECK_STR(page(cx, w, "/public", ""), "run 3");
    web_stop(w);
}

TEST(a_copy_answers_with_not_changed_too)
{
    struct web *w = start(cx, "127.0.0.1:0");
    str ask = S("GET /public HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"), a = STR_NONE;
    for (int i = 0; i < 2; i++)
        a = converse(cx, w, ask, NULL);
    size_t at = str_find(a, S("ETag: "));
    CHECK(at != SIZE_MAX);
    str rest = {a.at + at + 6, a.len - at - 6}, tag = str_cut(&rest, '\r');
    a = converse(cx, w,
                 str_fmt(cx->mem,
                         "GET /public HTTP/1.1\r\nHost: x\r\nConnection: close\r\nIf-None-Match: "
                         "%.*s\r\n\r\n",
                         STR_ARG(tag)),
                 NULL);
    CHECK(str_starts(a, S("HTTP/1.1 304 ")) && has(a, "Cache-Control: public"));
    CHECK(has(page(cx, w, "/metrics", ""), "linli_page_cache_hits_total 2\n"));
    web_stop(w);
}

/* ---- streams ----------------------------------------------------------- */

TEST(a_stream_says_where_each_topic_stands)
{
    struct web *w = start(cx, "127.0.0.1:0");
    int fd = dial(w);
    put(fd, S("GET /hints HTTP/1.1\r\nHost: x\r\n\r\n"));
    str a = listen_for(cx, fd, "\r\n\r\n", 3000);
    CHECK(has(a, "Content-Type: text/event-stream\r\n"));
    usleep(50000);
    for (int i = 1; i <= 1000; i++)
        web_wake(w, "board/1", i);
    web_wake(w, "board/3", 5);
    a = listen_for(cx, fd, "board/1 1000\n\n", 3000);
    CHECK(has(a, "data: board/1 1000\n\n") && !has(a, "board/3"));
    CHECK(count(a, S("data: ")) <= 3);
    web_wake(w, "board/2", 7);
    CHECK(has(listen_for(cx, fd, "board/2 7\n\n", 3000), "data: board/2 7\n\n"));
    web_stop(w); /* ends the stream */
    char c;
    while (recv(fd, &c, 1, 0) > 0)
        ;
    close(fd);
}

static bool answers(struct ctx *cx, int fd, const char *what)
{
    put(fd, S("GET /hints HTTP/1.1\r\nHost: x\r\n\r\n"));
    return has(listen_for(cx, fd, "\r\n\r\n", 3000), what);
}

TEST(one_stream_too_many_is_told_so_until_there_is_room)
{
    struct web_options o = {.listen = "127.0.0.1:0", .routes = tables, .streams = 2};
    struct web *w = NULL;
    str why = S("");
    CHECK(web_start(&o, &w, &why, cx->mem) == OK);
    int fd[3] = {dial(w), dial(w), dial(w)};
    CHECK(answers(cx, fd[0], "HTTP/1.1 200 ") && answers(cx, fd[1], "HTTP/1.1 200 "));
    put(fd[2], S("GET /en/hints HTTP/1.1\r\nHost: x\r\n\r\n"));
    str a = listen_for(cx, fd[2], "half minute", 3000);
    CHECK(has(a, "HTTP/1.1 503 ") && has(a, "Retry-After: ") && has(a, "half minute"));
    close(fd[1]); /* found gone at its next hint */
    bool in = false;
    int64_t end = clock_steady_ns() + INT64_C(3000000000);
    for (int64_t i = 1; !in && clock_steady_ns() < end; i++, usleep(10000)) {
        web_wake(w, "board/1", i);
        close(fd[2]);
        fd[2] = dial(w);
        in = answers(cx, fd[2], "HTTP/1.1 200 ");
    }
    CHECK(in);
    web_stop(w);
    close(fd[0]);
    close(fd[2]);
}

/* ---- leaving and stopping ---------------------------------------------- */

static void *slow_client(void *arg)
{
    struct web *w = arg;
    char text[4096] = "";
    int fd = dial(w);
    size_t len = 0;
    put(fd, S("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n"));
    for (ssize_t n;
         len < sizeof text - 1 && (n = recv(fd, text + len, sizeof text - 1 - len, 0)) > 0;)
        len += (size_t)n;
    close(fd);
    return strstr(text, "client 127.0.0.1") && strstr(text, "Connection: close") ? arg : NULL;
}

TEST(a_stop_answers_what_was_begun)
{
    struct web *w = start(cx, "127.0.0.1:0");
    pthread_t client;
    void *fine = NULL;
    pthread_create(&client, NULL, slow_client, w);
    usleep(100000);
    web_stop(w);
    pthread_join(client, &fine);
    CHECK(fine == w);
}

static void *stop_it(void *w)
{
    web_stop(w);
    return w;
}

TEST(what_connects_during_a_stop_is_closed_and_what_was_in_hand_is_answered)
{
    struct web *w = start(cx, "127.0.0.1:0");
    pthread_t client, stopper;
    void *fine = NULL;
    char c;
    pthread_create(&client, NULL, slow_client, w);
    usleep(100000);
    pthread_create(&stopper, NULL, stop_it, w);
    usleep(50000); /* the slow one holds the stop for longer than this */
    int fd = dial(w);
    if (fd >= 0) { /* the kernel may have taken it; nobody serves it */
        put(fd, S("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
        CHECK(recv(fd, &c, 1, 0) <= 0);
        close(fd);
    }
    pthread_join(client, &fine);
    CHECK(fine == w);
    pthread_join(stopper, NULL);
}

TEST(a_stop_does_not_wait_for_half_a_request)
{
    struct web *w = start(cx, "127.0.0.1:0");
    int idle = dial(w), half = dial(w), used = dial(w);
    put(half, S("GET / HTTP/1.1\r\nHost:"));
    put(used, S("GET / HTTP/1.1\r\nHost: x\r\n\r\n"));
    CHECK(has(listen_for(cx, used, "client", 3000), "client 127.0.0.1"));
    int64_t from = clock_steady_ns();
    web_stop(w);
    CHECK(clock_steady_ns() - from < 3000000000);
    close(idle);
    close(half);
    close(used);
}

enum { CLIENTS = 1000, CALLERS = 8 };

struct caller {
    struct web *w;
    unsigned seed;
};

/* Leaves at a random point of sending, waiting or reading. */
static void *fickle(void *arg)
{
    struct caller *c = arg;
    static const char *const asks[] = {
        "GET / HTTP/1.1\r\nHost: x\r\n\r\n",
        "GET /hints HTTP/1.1\r\nHost: x\r\n\r\n",
        "POST /take HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nContent-Type: "
        "application/x-www-form-urlencoded\r\n\r\na=bcd",
        "POST /files HTTP/1.1\r\nHost: x\r\nContent-Length: 90\r\nContent-Type: "
        "multipart/form-data; boundary=x\r\n\r\n--x\r\nContent-Disposition: form-data; name=\"p\"; "
        "filename=\"a\"\r\n\r\n0123456789012345678901234567\r\n--x--\r\n",
    };
    for (int i = 0; i < CLIENTS / CALLERS; i++) {
        str ask = str_of(asks[rand_r(&c->seed) % COUNT(asks)]);
        size_t cut = (size_t)rand_r(&c->seed) % (ask.len * 2);
        char piece[64];
        int fd = dial(c->w);
        if (fd < 0)
            continue;
        put(fd, (str){ask.at, cut < ask.len ? cut : ask.len});
        if (rand_r(&c->seed) % 2)
            usleep((useconds_t)rand_r(&c->seed) % 3000);
        if (rand_r(&c->seed) % 3 == 0)
            (void)!recv(fd, piece, sizeof piece, MSG_DONTWAIT);
        struct linger hard = {1, 0};
        if (rand_r(&c->seed) % 2)
            setsockopt(fd, SOL_SOCKET, SO_LINGER, &hard, sizeof hard);
        close(fd);
        web_wake(c->w, "board/1", i);
    }
    return NULL;
}

TEST(a_thousand_clients_leave_at_random_and_the_server_stops)
{
    struct web *w = start(cx, "127.0.0.1:0");
    pthread_t threads[CALLERS];
    struct caller callers[CALLERS];
    for (unsigned i = 0; i < CALLERS; i++) {
        callers[i] = (struct caller){w, i + 1};
        pthread_create(&threads[i], NULL, fickle, &callers[i]);
    }
    for (int i = 0; i < CALLERS; i++)
        pthread_join(threads[i], NULL);
    str a = converse(cx, w, S("GET / HTTP/1.1\r\nHost: x\r\n\r\n"), "client");
    CHECK(has(a, "client 127.0.0.1"));
    web_stop(w);
}
