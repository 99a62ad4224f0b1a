/* peers.c: cuts those who only pretend to send. libmicrohttpd's idle timeout begins anew with
 * every byte; here a head must be complete within twice the idle time of the connection's
 * beginning or the last answer, and a body must come at a kilobyte a second after the first
 * idle time. When the server stops, who has sent half a request has a moment left. */
#include "kit/web/job.h"

#include <microhttpd.h>
#include <sys/socket.h>

enum phase { HEAD, BODY, ANSWER };
enum { BODY_BYTES_A_SECOND = 1024, DRAIN_HEAD_MS = 500, DRAIN_BODY_MS = 5000 };

struct peer {
    struct peer *next, **self;
    int fd;
    enum phase phase;
    int64_t since_ms;
    size_t received;
};
struct peers {
    pthread_mutex_t lock;
    pthread_cond_t end;
    pthread_t watcher;
    bool watched, ends;
    int64_t idle_ms, drain_ms; /* drain_ms: since when; 0: not */
    struct peer *first;
};

static int64_t steady_ms(void)
{
    return clock_steady_ns() / 1000000;
}

static bool pretends(const struct peers *ps, const struct peer *p, int64_t now)
{
    int64_t ms = now - p->since_ms;
    if (p->phase == HEAD)
        return ms > 2 * ps->idle_ms;
    return p->phase == BODY &&
           (int64_t)p->received < (ms - ps->idle_ms) * BODY_BYTES_A_SECOND / 1000;
}

/* The sockets are open: a peer is taken off the list before its socket closes. While draining
 * only the reading side is shut: a request that lies complete in the buffer is still answered. */
static void look(struct peers *ps)
{
    int64_t now = steady_ms(), drained = ps->drain_ms ? now - ps->drain_ms : 0;
    for (struct peer *p = ps->first; p; p = p->next)
        if (pretends(ps, p, now) || (p->phase == BODY && drained > DRAIN_BODY_MS))
            shutdown(p->fd, SHUT_RDWR);
        else if (p->phase == HEAD && drained > DRAIN_HEAD_MS)
            shutdown(p->fd, SHUT_RD);
}

static void *watch(void *arg)
{
    struct peers *ps = arg;
    struct timespec t;
    pthread_mutex_lock(&ps->lock);
    while (!ps->ends) {
        clock_gettime(CLOCK_MONOTONIC, &t);
        t.tv_sec++;
        pthread_cond_timedwait(&ps->end, &ps->lock, &t);
        look(ps);
    }
    pthread_mutex_unlock(&ps->lock);
    return NULL;
}

struct peers *peers_new(int idle_s)
{
    struct peers *ps = calloc(1, sizeof *ps);
    pthread_condattr_t attr;
    if (!ps)
        abort();
    ps->idle_ms = idle_s * 1000;
    pthread_mutex_init(&ps->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&ps->end, &attr);
    pthread_condattr_destroy(&attr);
    ps->watched = pthread_create(&ps->watcher, NULL, watch, ps) == 0;
    return ps;
}

void peers_free(struct peers *ps)
{
    if (!ps)
        return;
    pthread_mutex_lock(&ps->lock);
    ps->ends = true;
    pthread_cond_signal(&ps->end);
    pthread_mutex_unlock(&ps->lock);
    if (ps->watched)
        pthread_join(ps->watcher, NULL);
    pthread_cond_destroy(&ps->end);
    pthread_mutex_destroy(&ps->lock);
    free(ps);
}

void peers_drain(struct peers *ps)
{
    pthread_mutex_lock(&ps->lock);
    ps->drain_ms = steady_ms();
    pthread_mutex_unlock(&ps->lock);
}

struct peer *peers_add(struct peers *ps, int fd)
{
    struct peer *p = calloc(1, sizeof *p);
    if (!p)
        abort();
    *p = (struct peer){.fd = fd, .since_ms = steady_ms()};
    pthread_mutex_lock(&ps->lock);
    p->next = ps->first;
    p->self = &ps->first;
    if (p->next)
        p->next->self = &p->next;
    ps->first = p;
    pthread_mutex_unlock(&ps->lock);
    return p;
}

void peers_remove(struct peers *ps, struct peer *p)
{
    pthread_mutex_lock(&ps->lock);
    *p->self = p->next;
    if (p->next)
        p->next->self = p->self;
    pthread_mutex_unlock(&ps->lock);
    free(p);
}

static void enter(struct peers *ps, struct peer *p, enum phase phase)
{
    pthread_mutex_lock(&ps->lock);
    p->phase = phase;
    p->since_ms = steady_ms();
    p->received = 0;
    pthread_mutex_unlock(&ps->lock);
}

void peers_head(struct peers *ps, struct peer *p)
{
    enter(ps, p, HEAD);
}

void peers_body(struct peers *ps, struct peer *p)
{
    enter(ps, p, BODY);
}

void peers_answer(struct peers *ps, struct peer *p)
{
    enter(ps, p, ANSWER);
}

void peers_received(struct peers *ps, struct peer *p, size_t bytes)
{
    pthread_mutex_lock(&ps->lock);
    p->received += bytes;
    pthread_mutex_unlock(&ps->lock);
}
