/* http.c: the thread that runs all calls, and where calls may lead. */
#include "kit/http/http_own.h"

#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>

struct http {
    struct http_options o;
    CURLM *multi;
    pthread_t thread;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct call *fresh, *running; /* asked for, not yet seen by the thread; under way */
    bool stop;
};

const struct http_options *http_options_of(const struct http *h)
{
    return &h->o;
}

/* ---- where calls may lead ---------------------------------------------- */

struct block {
    const char *net;
    int bits;
};

static bool in_blocks(const unsigned char *at, const struct block *b, size_t n, int family)
{
    for (size_t i = 0; i < n; i++) {
        unsigned char net[16];
        int bit = 0;
        if (inet_pton(family, b[i].net, net) != 1)
            abort(); /* a typing mistake in the tables below */
        while (bit < b[i].bits && ((at[bit / 8] ^ net[bit / 8]) >> (7 - bit % 8) & 1) == 0)
            bit++;
        if (bit == b[i].bits)
            return true;
    }
    return false;
}

/* Special-purpose registries of IANA: everything that is not an ordinary host elsewhere. */
static bool is_public4(const unsigned char at[4])
{
    static const struct block blocks[] = {
        {"0.0.0.0", 8},      {"10.0.0.0", 8},    {"100.64.0.0", 10},   {"127.0.0.0", 8},
        {"169.254.0.0", 16}, {"172.16.0.0", 12}, {"192.0.0.0", 24},    {"192.0.2.0", 24},
        {"192.168.0.0", 16}, {"198.18.0.0", 15}, {"198.51.100.0", 24}, {"203.0.113.0", 24},
        {"224.0.0.0", 3}};
    return !in_blocks(at, blocks, COUNT(blocks), AF_INET);
}

static bool is_public6(const unsigned char at[16])
{
    static const struct block embedded[] = {{"::ffff:0:0", 96}, {"64:ff9b::", 96}, {"::", 96}};
    static const struct block global[] = {{"2000::", 3}};
    static const struct block not_global[] = {{"2001:db8::", 32}, {"2001::", 23}, {"2002::", 16}};
    if (in_blocks(at, embedded, COUNT(embedded), AF_INET6))
        return is_public4(at + 12);
    return in_blocks(at, global, COUNT(global), AF_INET6) &&
           !in_blocks(at, not_global, COUNT(not_global), AF_INET6);
}

bool http_is_public(const char *address)
{
    unsigned char at[16];
    if (inet_pton(AF_INET, address, at) == 1)
        return is_public4(at);
    return inet_pton(AF_INET6, address, at) == 1 && is_public6(at);
}

static bool is_public(const struct sockaddr *a)
{
    struct sockaddr_in v4;
    struct sockaddr_in6 v6;
    if (a->sa_family == AF_INET) {
        memcpy(&v4, a, sizeof v4);
        return is_public4((const unsigned char *)&v4.sin_addr);
    }
    if (a->sa_family != AF_INET6)
        return false;
    memcpy(&v6, a, sizeof v6);
    return is_public6(v6.sin6_addr.s6_addr);
}

/* Asked with every address that libcurl is about to connect to. */
static curl_socket_t open_socket(void *arg, curlsocktype what, struct curl_sockaddr *a)
{
    struct call *c = arg;
    (void)what;
    if (!c->near && !is_public(&a->addr)) {
        c->denied = true;
        return CURL_SOCKET_BAD;
    }
    return socket(a->family, a->socktype | SOCK_CLOEXEC, a->protocol);
}

/* ---- one call ---------------------------------------------------------- */

static size_t take_body(char *at, size_t size, size_t n, void *arg)
{
    struct call *c = arg;
    buf_add(&c->body, at, size * n);
    return c->body.over ? 0 : size * n;
}

CURL *http_easy(struct http *h, struct call *c, int64_t timeout_ms)
{
    CURL *e = curl_easy_init();
    if (!e)
        abort();
    c->easy = e;
    curl_easy_setopt(e, CURLOPT_PRIVATE, c);
    curl_easy_setopt(e, CURLOPT_ERRORBUFFER, c->text);
    curl_easy_setopt(e, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(e, CURLOPT_TIMEOUT_MS, (long)(timeout_ms < 300000 ? timeout_ms : 300000));
    curl_easy_setopt(e, CURLOPT_CONNECTTIMEOUT_MS, 10000L);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    curl_easy_setopt(e, CURLOPT_OPENSOCKETDATA, c);
    curl_easy_setopt(e, CURLOPT_WRITEFUNCTION, take_body);
    curl_easy_setopt(e, CURLOPT_WRITEDATA, c);
    curl_easy_setopt(e, CURLOPT_USERAGENT, h->o.agent ? h->o.agent : "linli");
    curl_easy_setopt(e, CURLOPT_PROXY, h->o.proxy ? h->o.proxy : "");
    /* An open connection to a neighbour must not serve a stranger's address. */
    curl_easy_setopt(e, CURLOPT_FRESH_CONNECT, c->near ? 0L : 1L);
    curl_easy_setopt(e, CURLOPT_FORBID_REUSE, c->near ? 0L : 1L);
    if (h->o.ca_file)
        curl_easy_setopt(e, CURLOPT_CAINFO, h->o.ca_file);
    return e;
}

void http_call_done(struct call *c)
{
    curl_easy_cleanup(c->easy);
    curl_slist_free_all(c->list);
    c->easy = NULL;
    c->list = NULL;
}

void http_run(struct http *h, struct call *c)
{
    pthread_mutex_lock(&h->lock);
    c->code = CURLE_ABORTED_BY_CALLBACK;
    c->done = h->stop;
    if (!c->done) {
        c->next = h->fresh;
        h->fresh = c;
        curl_multi_wakeup(h->multi);
    }
    while (!c->done)
        pthread_cond_wait(&h->changed, &h->lock);
    pthread_mutex_unlock(&h->lock);
}

/* ---- the thread -------------------------------------------------------- */

/* Under the lock: the waiting thread may go on once it has it. */
static void finish(struct http *h, struct call *c, CURLcode code)
{
    struct call **at = &h->running;
    while (*at != c)
        at = &(*at)->next;
    *at = c->next;
    curl_multi_remove_handle(h->multi, c->easy);
    c->code = code;
    c->done = true;
    pthread_cond_broadcast(&h->changed);
}

static void take_fresh(struct http *h)
{
    while (h->fresh) {
        struct call *c = h->fresh;
        h->fresh = c->next;
        c->next = h->running;
        h->running = c;
        curl_multi_add_handle(h->multi, c->easy);
    }
}

static void take_finished(struct http *h)
{
    int left;
    for (CURLMsg *m; (m = curl_multi_info_read(h->multi, &left));) {
        struct call *c = NULL;
        CURLcode code = m->data.result;
        curl_easy_getinfo(m->easy_handle, CURLINFO_PRIVATE, &c);
        finish(h, c, code);
    }
}

static void *live(void *arg)
{
    struct http *h = arg;
    int active;
    pthread_mutex_lock(&h->lock);
    while (!h->stop) {
        take_fresh(h);
        pthread_mutex_unlock(&h->lock);
        curl_multi_perform(h->multi, &active);
        pthread_mutex_lock(&h->lock);
        take_finished(h);
        if (h->stop || h->fresh)
            continue;
        pthread_mutex_unlock(&h->lock);
        curl_multi_poll(h->multi, NULL, 0, 1000, NULL);
        pthread_mutex_lock(&h->lock);
    }
    take_fresh(h);
    while (h->running)
        finish(h, h->running, CURLE_ABORTED_BY_CALLBACK);
    pthread_mutex_unlock(&h->lock);
    return NULL;
}

enum err http_start(const struct http_options *o, struct http **out, str *why, struct arena *mem)
{
    struct http *h = calloc(1, sizeof *h);
    if (!h)
        abort();
    h->o = *o;
    pthread_mutex_init(&h->lock, NULL);
    pthread_cond_init(&h->changed, NULL);
    if (curl_global_init(CURL_GLOBAL_DEFAULT) || !(h->multi = curl_multi_init()) ||
        pthread_create(&h->thread, NULL, live, h)) {
        *why = str_fmt(mem, "cannot start outgoing calls");
        free(h);
        return ERR_FAULT;
    }
    *out = h;
    return OK;
}

void http_abort(struct http *h)
{
    if (!h)
        return;
    pthread_mutex_lock(&h->lock);
    h->stop = true;
    curl_multi_wakeup(h->multi);
    pthread_mutex_unlock(&h->lock);
}

void http_stop(struct http *h)
{
    if (!h)
        return;
    http_abort(h);
    pthread_join(h->thread, NULL);
    curl_multi_cleanup(h->multi);
    pthread_cond_destroy(&h->changed);
    pthread_mutex_destroy(&h->lock);
    curl_global_cleanup();
    free(h);
}
