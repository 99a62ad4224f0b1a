/* server.c: libmicrohttpd's side of a request, under the suspend contract. An internal epoll
 * thread copies the request into a job, suspends the connection and queues the job; a worker
 * runs it and resumes the connection; the thread then hands out the answer. */
#include "kit/web/job.h"

#include <arpa/inet.h>
#include <microhttpd.h>
#include <sodium.h>
#include <sys/socket.h>

enum {
    IDLE_S = 30,
    CONNECTIONS_MAX = 2096, /* besides streams */
    CONNECTION_BYTES = 32 << 10,
    QUEUE_MAX = 2048,
    SLOW_MAX = 64,
    WRITERS = 128,
    STACK = 512 << 10,
};

/* ---- what both the server and the in-process client need --------------- */

const struct route *const web_own_routes[] = {health_routes, static_routes, NULL};

static const struct route *const *all_routes(struct web *w, struct arena *mem)
{
    size_t n = 0;
    while (w->o.routes && w->o.routes[n])
        n++;
    const struct route **all = NEW_N(mem, const struct route *, n + COUNT(web_own_routes));
    for (size_t i = 0; i < n; i++)
        all[i] = w->o.routes[i];
    for (size_t i = 0; web_own_routes[i]; i++)
        all[n + i] = web_own_routes[i];
    return all;
}

enum err web_init(struct web *w, const struct web_options *o, struct arena *mem, str *why)
{
    *w = (struct web){.o = *o, .mem = mem, .born_ms = clock_real_ms(), .listen_fd = -1};
    if (sodium_init() < 0)
        return ERR_FAULT;
    randombytes_buf(&w->boot, sizeof w->boot);
    pthread_mutex_init(&w->lock, NULL);
    pthread_cond_init(&w->idle, NULL);
    enum err e = routes_new(mem, all_routes(w, mem), &w->routes, why);
    if (e)
        return e;
    w->limits = limits_new();
    w->o.streams = w->o.streams ? w->o.streams : WEB_STREAMS;
    w->streams = streams_new(w->o.streams);
    return OK;
}

void web_done(struct web *w)
{
    streams_free(w->streams);
    cache_free(w->cache);
    peers_free(w->peers);
    linger_free(w->linger);
    limits_free(w->limits);
    pthread_cond_destroy(&w->idle);
    pthread_mutex_destroy(&w->lock);
}

/* ---- the answer -------------------------------------------------------- */

static ssize_t read_stream(void *cls, uint64_t pos, char *at, size_t max)
{
    (void)pos;
    int64_t n = stream_read(cls, at, max);
    return n < 0 ? MHD_CONTENT_READER_END_OF_STREAM : n;
}

static struct MHD_Response *make_response(struct web_job *j)
{
    struct answer *a = &j->answer;
    if (a->streams && j->stream)
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, 1024, read_stream, j->stream,
                                                 NULL);
    if (a->fd >= 0 && a->fd_len > 0 && a->status != 304) {
        int fd = a->fd;
        a->fd = -1; /* the response closes it */
        return MHD_create_response_from_fd_at_offset64((uint64_t)a->fd_len, fd, (uint64_t)a->fd_at);
    }
    union { /* libmicrohttpd does not write to it */
        const char *from;
        char *to;
    } body = {.from = a->body.at};
    return MHD_create_response_from_buffer(a->body.len, body.to, MHD_RESPMEM_PERSISTENT);
}

static enum MHD_Result hand_out(struct web_job *j, struct MHD_Connection *c)
{
    struct answer *a = &j->answer;
    struct MHD_Response *r = make_response(j);
    if (!r)
        return MHD_NO;
    for (size_t i = 0; i < a->headers.n; i++)
        MHD_add_response_header(r, str_z(j->mem, a->headers.at[i].name),
                                str_z(j->mem, a->headers.at[i].value));
    if (j->web->draining)
        MHD_add_response_header(r, "Connection", "close");
    enum MHD_Result ok = MHD_queue_response(c, (unsigned)a->status, r);
    MHD_destroy_response(r);
    return ok;
}

/* ---- from the wire into a job ------------------------------------------ */

static bool enter(struct web *w)
{
    pthread_mutex_lock(&w->lock);
    bool open = !w->closed;
    w->active += open;
    pthread_mutex_unlock(&w->lock);
    return open;
}

static void leave(struct web *w)
{
    pthread_mutex_lock(&w->lock);
    if (--w->active == 0)
        pthread_cond_broadcast(&w->idle);
    pthread_mutex_unlock(&w->lock);
}

static void *begin(void *cls, const char *uri, struct MHD_Connection *c)
{
    struct web *w = cls;
    (void)c;
    return enter(w) ? job_new(w, str_of(uri)) : NULL;
}

static void completed(void *cls, struct MHD_Connection *c, void **con_cls,
                      enum MHD_RequestTerminationCode why)
{
    struct web *w = cls;
    struct web_job *j = *con_cls;
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
    (void)why;
    if (!j)
        return;
    *con_cls = NULL;
    if (j->answer.hang_up && j->rq.method != GET && info)
        linger_add(w->linger, info->connect_fd);
    if (j->stream)
        stream_close(j->stream);
    if (j->peer)
        peers_head(w->peers, j->peer);
    job_free(j);
    leave(w);
}

static void connected(void *cls, struct MHD_Connection *c, void **context,
                      enum MHD_ConnectionNotificationCode what)
{
    struct web *w = cls;
    if (what == MHD_CONNECTION_NOTIFY_CLOSED) {
        if (*context)
            peers_remove(w->peers, *context);
        *context = NULL;
        return;
    }
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CONNECTION_FD);
    *context = info ? peers_add(w->peers, info->connect_fd) : NULL;
}

static enum MHD_Result copy_header(void *cls, enum MHD_ValueKind kind, const char *name,
                                   size_t name_len, const char *value, size_t value_len)
{
    (void)kind;
    job_header(cls, (str){name, name_len}, (str){value ? value : "", value_len});
    return MHD_YES;
}

static str peer_address(struct arena *mem, const struct sockaddr *sa)
{
    char text[INET6_ADDRSTRLEN] = "";
    const struct sockaddr_in *v4 = (const void *)sa;
    const struct sockaddr_in6 *v6 = (const void *)sa;
    if (sa->sa_family == AF_INET)
        inet_ntop(AF_INET, &v4->sin_addr, text, sizeof text);
    else if (sa->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &v6->sin6_addr, text, sizeof text);
    return str_keep(mem, str_of(text));
}

static bool is_address(struct arena *mem, str s)
{
    unsigned char bin[16];
    const char *z = str_z(mem, s);
    return inet_pton(AF_INET, z, bin) == 1 || inet_pton(AF_INET6, z, bin) == 1;
}

/* The last address of X-Forwarded-For is the one our own proxy saw; those before it are hearsay. */
static str forwarded_address(struct web_job *j)
{
    str real = str_trim(web_header(&j->rq, "X-Real-IP"));
    str list = web_header(&j->rq, "X-Forwarded-For"), last = S("");
    while (!real.len && list.len)
        last = str_trim(str_cut(&list, ','));
    real = real.len ? real : last;
    return is_address(j->mem, real) ? real : S("");
}

static void read_peer(struct web_job *j, struct MHD_Connection *c)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    str peer = info && !j->web->on_unix ? peer_address(j->mem, info->client_addr) : S("");
    j->local = str_is(peer, "127.0.0.1") || str_is(peer, "::1");
    j->rq.client = peer;
    if (!j->web->on_unix && !(j->web->o.trust_proxy && j->local))
        return;
    str told = forwarded_address(j);
    j->proxied = told.len > 0;
    j->local = j->local && !j->proxied;
    if (j->proxied)
        j->rq.client = told;
    j->secure = str_is(web_header(&j->rq, "X-Forwarded-Proto"), "https");
    str id = web_header(&j->rq, "X-Request-Id");
    bool plain = id.len >= 8 && id.len <= 64;
    for (size_t i = 0; i < id.len; i++)
        plain = plain && isalnum((unsigned char)id.at[i]);
    if (plain)
        j->cx.request_id = id;
}

/* ---- to a worker and back ---------------------------------------------- */

static void suspend(struct web_job *j)
{
    j->state = JOB_WORKING;
    MHD_suspend_connection(j->connection);
}

static void work(struct web_job *j)
{
    struct MHD_Connection *c = j->connection;
    bool late =
        j->rq.method == GET && clock_steady_ns() - j->started_ns > (int64_t)JOB_MS_MAX * 1000000;
    if (late)
        job_late(j);
    else
        job_run(j);
    if (j->rq.method != GET)
        cache_wrote(j->web->cache, j->rq.county);
    else if (cache_applies(j))
        cache_keep(j);
    job_log(j);
    j->state = JOB_DONE;
    MHD_resume_connection(c); /* from here on the job is the other thread's */
}

static struct queue *queue_for(const struct web_job *j)
{
    const struct route *r = j->rq.route;
    if (r && r->flags & ROUTE_SLOW)
        return j->web->slow;
    return j->rq.method == GET ? j->web->readers : j->web->writers;
}

static enum MHD_Result answer_now(struct web_job *j, struct MHD_Connection *c)
{
    job_log(j);
    j->state = JOB_DONE;
    return hand_out(j, c);
}

static enum MHD_Result give_to_worker(struct web_job *j, struct MHD_Connection *c)
{
    if (j->peer)
        peers_answer(j->web->peers, j->peer);
    job_end_body(j);
    if (j->rq.route && j->rq.route->flags & ROUTE_INLINE) {
        job_run(j);
        return answer_now(j, c);
    }
    if (cache_applies(j) && cache_answer(j)) {
        atomic_fetch_add(&j->web->counts.hits, 1);
        job_log(j);
        return MHD_YES;
    }
    if (queue_put(queue_for(j), j, suspend))
        return MHD_YES;
    atomic_fetch_add(&j->web->counts.full, 1);
    job_late(j);
    return answer_now(j, c);
}

static enum MHD_Result take_headers(struct web_job *j, struct MHD_Connection *c, const char *method)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(c, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    j->connection = c;
    j->peer = info ? info->socket_context : NULL;
    if (j->peer)
        peers_body(j->web->peers, j->peer);
    MHD_get_connection_values_n(c, MHD_HEADER_KIND, copy_header, j);
    read_peer(j, c);
    return job_open(j, str_of(method)) ? MHD_YES : answer_now(j, c);
}

static enum MHD_Result access_handler(void *cls, struct MHD_Connection *c, const char *url,
                                      const char *method, const char *version, const char *data,
                                      size_t *size, void **con_cls)
{
    struct web_job *j = *con_cls;
    (void)cls, (void)url, (void)version;
    if (!j)
        return MHD_NO; /* closed for good */
    if (j->state == JOB_NEW)
        return take_headers(j, c, method);
    if (j->state == JOB_DONE)
        return hand_out(j, c);
    if (!*size)
        return give_to_worker(j, c);
    if (j->peer)
        peers_received(j->web->peers, j->peer, *size);
    job_feed(j, data, *size);
    *size = 0;
    return job_cut(j) ? MHD_NO : MHD_YES;
}

/* ---- running --------------------------------------------------------- */

static enum err open_socket(struct web *w, str *why)
{
    const char *l = w->o.listen ? w->o.listen : "127.0.0.1:8080";
    w->listen_fd = listen_open(w, l);
    if (w->listen_fd >= 0)
        return OK;
    *why = str_fmt(w->mem, "cannot listen on %s: %s", l, strerror(errno));
    return ERR_FAULT;
}

static int cores(void)
{
    long n = sysconf(_SC_NPROCESSORS_ONLN);
    return n < 1 ? 1 : n > 64 ? 64 : (int)n;
}

__attribute__((format(__printf__, 2, 0))) static void say(void *cls, const char *fmt, va_list ap)
{
    char text[256];
    (void)cls;
    vsnprintf(text, sizeof text, fmt, ap);
    log_event(LOG_DEBUG, S(""), "http", "why", text);
}

static int idle_s(const struct web *w)
{
    return w->o.idle_s ? w->o.idle_s : IDLE_S;
}

/* MHD's own quiesce races with its workers over the epoll set (0.9.75 aborts): a draining server
 * closes what connects, which a client or nginx takes as a refusal. */
static enum MHD_Result may_connect(void *cls, const struct sockaddr *a, socklen_t n)
{
    struct web *w = cls;
    (void)a;
    (void)n;
    return atomic_load(&w->draining) ? MHD_NO : MHD_YES;
}

static bool start_daemon(struct web *w)
{
    int n = cores();
    const struct MHD_OptionItem pool[] = {
        {n > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, n, NULL}, {MHD_OPTION_END, 0, NULL}};
    w->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
        may_connect, w, access_handler, w, MHD_OPTION_EXTERNAL_LOGGER, say, NULL,
        MHD_OPTION_LISTEN_SOCKET, (MHD_socket)w->listen_fd, MHD_OPTION_NOTIFY_COMPLETED, completed,
        w, MHD_OPTION_URI_LOG_CALLBACK, begin, w, MHD_OPTION_NOTIFY_CONNECTION, connected, w,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)(CONNECTIONS_MAX + w->o.streams),
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)idle_s(w), MHD_OPTION_CONNECTION_MEMORY_LIMIT,
        (size_t)CONNECTION_BYTES, MHD_OPTION_STRICT_FOR_CLIENT, 1, MHD_OPTION_ARRAY, pool,
        MHD_OPTION_END);
    return w->daemon != NULL;
}

static void start_queues(struct web *w)
{
    int readers = w->o.readers ? w->o.readers : 2 * cores();
    int writers = w->o.writers ? w->o.writers : WRITERS;
    w->readers = queue_new(readers, STACK, QUEUE_MAX, work);
    w->writers = queue_new(writers, STACK, QUEUE_MAX, work);
    w->slow = queue_new(cores(), STACK, SLOW_MAX, work);
}

static void stop_queues(struct web *w)
{
    queue_free(w->readers);
    queue_free(w->writers);
    queue_free(w->slow);
}

enum err web_start(const struct web_options *o, struct web **out, str *why, struct arena *mem)
{
    struct web *w = NEW(mem, struct web);
    enum err e = web_init(w, o, mem, why);
    if (!e)
        e = open_socket(w, why);
    if (e)
        return e;
    w->cache = cache_new();
    w->peers = peers_new(idle_s(w));
    w->linger = linger_new();
    start_queues(w);
    if (!start_daemon(w)) {
        *why = S("the HTTP server does not start");
        stop_queues(w);
        close(w->listen_fd);
        web_done(w);
        return ERR_FAULT;
    }
    *out = w;
    return OK;
}

int web_port(const struct web *w)
{
    return w->port;
}

/* No new connections; those that stay are answered and told to close; when no job is left the
 * door is shut under the same lock that counts them, so that none can be suspended later. */
void web_stop(struct web *w)
{
    pthread_mutex_lock(&w->lock);
    w->draining = true;
    pthread_mutex_unlock(&w->lock);
    streams_stop(w->streams);
    peers_drain(w->peers);
    pthread_mutex_lock(&w->lock);
    while (w->active)
        pthread_cond_wait(&w->idle, &w->lock);
    w->closed = true;
    pthread_mutex_unlock(&w->lock);
    MHD_stop_daemon(w->daemon); /* closes listen_fd too */
    stop_queues(w);
    if (w->on_unix)
        unlink(w->o.listen + 5);
    web_done(w);
}
