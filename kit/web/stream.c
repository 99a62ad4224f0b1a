/* stream.c: server-sent hints. A stream carries "topic position" and nothing else; the page
 * then asks for what it may see. A ticker of four beats a second sends what has gathered, so
 * a thousand wakes in a beat are one line; a comment every 15 s finds peers that have left. */
#include "kit/web/job.h"

#include <microhttpd.h>

enum { BEAT_MS = 250, COMMENT_MS = 15000, TOPICS_MAX = 8 };

struct topic {
    char *name;
    int64_t position, said; /* said < position: to be told */
};
struct stream {
    struct streams *of;
    struct MHD_Connection *connection;
    struct stream *next, **self;
    struct topic topics[TOPICS_MAX];
    int n;
    bool pending, suspended;
    int64_t said_ms;
};
struct streams {
    pthread_mutex_t lock;
    pthread_cond_t some;
    pthread_t ticker;
    bool ticks, ends;
    int n, most;
    struct stream *first;
};

static int64_t steady_ms(void)
{
    return clock_steady_ns() / 1000000;
}

/* Under the lock. */
static void resume(struct stream *st)
{
    if (st->suspended && st->connection)
        MHD_resume_connection(st->connection);
    st->suspended = false;
}

static void beat(struct streams *s)
{
    int64_t now = steady_ms();
    for (struct stream *st = s->first; st; st = st->next)
        if (st->pending || s->ends || now - st->said_ms >= COMMENT_MS)
            resume(st);
}

static void wait_ms(struct streams *s, int ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_nsec += (long)ms * 1000000;
    t.tv_sec += t.tv_nsec / 1000000000;
    t.tv_nsec %= 1000000000;
    pthread_cond_timedwait(&s->some, &s->lock, &t);
}

static void *tick(void *arg)
{
    struct streams *s = arg;
    pthread_mutex_lock(&s->lock);
    while (!s->ends) {
        if (s->first)
            wait_ms(s, BEAT_MS);
        else
            pthread_cond_wait(&s->some, &s->lock);
        beat(s);
    }
    pthread_mutex_unlock(&s->lock);
    return NULL;
}

struct streams *streams_new(int most)
{
    struct streams *s = calloc(1, sizeof *s);
    pthread_condattr_t attr;
    if (!s)
        abort();
    s->most = most;
    pthread_mutex_init(&s->lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&s->some, &attr);
    pthread_condattr_destroy(&attr);
    return s;
}

void streams_stop(struct streams *s)
{
    pthread_mutex_lock(&s->lock);
    s->ends = true;
    beat(s);
    pthread_cond_broadcast(&s->some);
    pthread_mutex_unlock(&s->lock);
}

void streams_free(struct streams *s)
{
    if (!s)
        return;
    streams_stop(s);
    if (s->ticks)
        pthread_join(s->ticker, NULL);
    pthread_cond_destroy(&s->some);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

struct stream *stream_open(struct streams *s, struct web_job *j, const char *const *topics, int n)
{
    struct stream *st = NEW(j->mem, struct stream);
    *st = (struct stream){.of = s, .connection = j->connection, .said_ms = steady_ms()};
    st->n = n < TOPICS_MAX ? n : TOPICS_MAX;
    for (int i = 0; i < st->n; i++)
        st->topics[i] = (struct topic){str_z(j->mem, str_of(topics[i])), -1, -1};
    pthread_mutex_lock(&s->lock);
    if (!s->ticks) /* the first stream: most processes of tests never have one */
        s->ticks = pthread_create(&s->ticker, NULL, tick, s) == 0;
    bool room = s->n < s->most && s->ticks && !s->ends;
    if (room) {
        st->next = s->first;
        st->self = &s->first;
        if (st->next)
            st->next->self = &st->next;
        s->first = st;
        s->n++;
        pthread_cond_broadcast(&s->some);
    }
    pthread_mutex_unlock(&s->lock);
    return room ? st : NULL;
}

void stream_close(struct stream *st)
{
    struct streams *s = st->of;
    pthread_mutex_lock(&s->lock);
    *st->self = st->next;
    if (st->next)
        st->next->self = st->self;
    s->n--;
    pthread_mutex_unlock(&s->lock);
}

/* Writes the lines that are due; whole lines only. */
static size_t say(struct stream *st, char *at, size_t max)
{
    size_t len = 0;
    st->pending = false;
    for (int i = 0; i < st->n; i++) {
        struct topic *t = &st->topics[i];
        if (t->position == t->said)
            continue;
        int n = snprintf(at + len, max - len, "data: %s %lld\n\n", t->name, (long long)t->position);
        if (n < 0 || (size_t)n >= max - len) {
            st->pending = true;
            break;
        }
        len += (size_t)n;
        t->said = t->position;
    }
    if (!len && steady_ms() - st->said_ms >= COMMENT_MS && max >= 3) {
        memcpy(at, ":\n\n", 3);
        len = 3;
    }
    return len;
}

/* Called by libmicrohttpd's thread. It suspends before it returns 0, under the lock that
 * wakers take: no wake can fall between the look and the sleep. */
int64_t stream_read(struct stream *st, char *at, size_t max)
{
    struct streams *s = st->of;
    int64_t n = -1;
    pthread_mutex_lock(&s->lock);
    if (!s->ends) {
        n = (int64_t)say(st, at, max);
        if (n)
            st->said_ms = steady_ms();
        else if (st->connection) {
            st->suspended = true;
            MHD_suspend_connection(st->connection);
        }
    }
    pthread_mutex_unlock(&s->lock);
    return n;
}

void streams_wake(struct streams *s, const char *topic, int64_t position)
{
    pthread_mutex_lock(&s->lock);
    for (struct stream *st = s->first; st; st = st->next)
        for (int i = 0; i < st->n; i++)
            if (position > st->topics[i].position && strcmp(st->topics[i].name, topic) == 0) {
                st->topics[i].position = position;
                st->pending = true;
            }
    pthread_mutex_unlock(&s->lock);
}

int streams_count(struct streams *s)
{
    pthread_mutex_lock(&s->lock);
    int n = s->n;
    pthread_mutex_unlock(&s->lock);
    return n;
}

enum err web_stream(struct req *rq, const char *const *topics, int n)
{
    struct web_job *j = rq->job;
    if (!(rq->route->flags & ROUTE_STREAM))
        return ERR_FAULT;
    j->stream = stream_open(j->web->streams, j, topics, n);
    if (!j->stream)
        return fail(rq->cx, ERR_BUSY,
                    _("Too many pages are open that are told by themselves. This one looks again "
                      "every half minute."));
    j->answer.streams = true;
    j->answer.has_body = true;
    j->answer.type = S("text/event-stream");
    web_set_header(rq, "X-Accel-Buffering", S("no"));
    return OK;
}

void web_wake(struct web *w, const char *topic, int64_t position)
{
    streams_wake(w->streams, topic, position);
}
