/* queue.c: between the library's thread, which hears, and the one that takes. */
#include "kit/mqtt/mqtt_own.h"

enum { LENGTH = 1024, BATCH = 256, BYTES = 32 << 20, PAUSE_MS = 500 };

struct mqtt *mqtt_queue_new(const struct mqtt_options *o)
{
    struct mqtt *m = calloc(1, sizeof *m);
    if (!m)
        abort();
    m->o = *o;
    m->o.queue = o->queue ? o->queue : LENGTH;
    m->last = &m->first;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_mutex_init(&m->lock, NULL);
    pthread_cond_init(&m->filled, &monotonic);
    pthread_cond_init(&m->emptied, NULL);
    pthread_condattr_destroy(&monotonic);
    return m;
}

static struct waiting *copy(const struct mqtt *m, str topic, str payload)
{
    bool large = payload.len > m->o.most;
    size_t len = large ? 0 : payload.len;
    struct waiting *w = malloc(sizeof *w + topic.len + len);
    if (!w)
        abort();
    *w = (struct waiting){.topic = topic.len, .payload = len, .large = large};
    memcpy(w->at, topic.at, topic.len);
    if (len)
        memcpy(w->at + topic.len, payload.at, len);
    return w;
}

void mqtt_queue_put(struct mqtt *m, str topic, str payload)
{
    struct waiting *w = copy(m, topic, payload);
    pthread_mutex_lock(&m->lock);
    while (!m->closed && (m->n >= m->o.queue || m->bytes >= BYTES))
        pthread_cond_wait(&m->emptied, &m->lock);
    if (m->closed) {
        free(w);
    } else {
        *m->last = w;
        m->last = &w->next;
        m->n++;
        m->bytes += w->payload;
        pthread_cond_signal(&m->filled);
    }
    pthread_mutex_unlock(&m->lock);
}

/* ---- taking ---------------------------------------------------------------- */

/* Up to a batch of what waits; 0 when all is taken and nothing more will come. */
static int fetch(struct mqtt *m, struct waiting **out)
{
    int n = 0;
    pthread_mutex_lock(&m->lock);
    while (!m->first && !m->stop)
        pthread_cond_wait(&m->filled, &m->lock);
    for (; m->first && n < BATCH; n++) {
        out[n] = m->first;
        m->first = out[n]->next;
        m->bytes -= out[n]->payload;
        m->n--;
    }
    if (!m->first)
        m->last = &m->first;
    pthread_cond_broadcast(&m->emptied);
    pthread_mutex_unlock(&m->lock);
    return n;
}

/* Before the database is asked again; false when the program ends. */
static bool pause_a_little(struct mqtt *m)
{
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += PAUSE_MS * 1000000L;
    until.tv_sec += until.tv_nsec / 1000000000;
    until.tv_nsec %= 1000000000;
    pthread_mutex_lock(&m->lock);
    while (!m->stop && pthread_cond_timedwait(&m->filled, &m->lock, &until) == 0)
        continue;
    bool on = !m->stop;
    pthread_mutex_unlock(&m->lock);
    return on;
}

static void give(struct mqtt *m, struct waiting *const *w, int n, struct arena *mem)
{
    struct mqtt_message list[BATCH];
    for (int i = 0; i < n; i++)
        list[i] = (struct mqtt_message){.topic = {w[i]->at, w[i]->topic},
                                        .payload = {w[i]->at + w[i]->topic, w[i]->payload},
                                        .large = w[i]->large};
    do
        arena_reset(mem);
    while (m->o.take(m->o.arg, list, n, mem) == ERR_BUSY && pause_a_little(m));
}

static void *work(void *arg)
{
    struct mqtt *m = arg;
    struct arena *mem = arena_new();
    struct waiting *w[BATCH];
    for (int n; (n = fetch(m, w)) > 0;) {
        give(m, w, n, mem);
        for (int i = 0; i < n; i++)
            free(w[i]);
    }
    arena_free(mem);
    return NULL;
}

enum err mqtt_queue_start(struct mqtt *m)
{
    m->working = pthread_create(&m->worker, NULL, work, m) == 0;
    return m->working ? OK : ERR_BUSY;
}

void mqtt_queue_close(struct mqtt *m)
{
    pthread_mutex_lock(&m->lock);
    m->closed = true;
    pthread_cond_broadcast(&m->emptied);
    pthread_mutex_unlock(&m->lock);
}

void mqtt_queue_end(struct mqtt *m)
{
    pthread_mutex_lock(&m->lock);
    m->stop = true;
    pthread_cond_broadcast(&m->filled);
    pthread_mutex_unlock(&m->lock);
    if (m->working)
        pthread_join(m->worker, NULL);
}

void mqtt_queue_free(struct mqtt *m)
{
    for (struct waiting *w = m->first, *next; w; w = next) {
        next = w->next;
        free(w);
    }
    pthread_cond_destroy(&m->filled);
    pthread_cond_destroy(&m->emptied);
    pthread_mutex_destroy(&m->lock);
    free(m);
}
