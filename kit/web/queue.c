/* queue.c: a bounded queue and the threads that empty it. */
#include "kit/web/job.h"

struct queue {
    pthread_mutex_t lock;
    pthread_cond_t some;
    struct web_job *first, **last;
    int n, most, threads;
    bool ends;
    void (*run)(struct web_job *j);
    pthread_t ids[];
};

static struct web_job *take(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    while (!q->first && !q->ends)
        pthread_cond_wait(&q->some, &q->lock);
    struct web_job *j = q->first;
    if (j) {
        q->first = j->next;
        if (!q->first)
            q->last = &q->first;
        q->n--;
    }
    pthread_mutex_unlock(&q->lock);
    return j;
}

static void *work(void *arg)
{
    struct queue *q = arg;
    for (struct web_job *j; (j = take(q)) != NULL;)
        q->run(j);
    return NULL;
}

static void start_threads(struct queue *q, int threads, size_t stack)
{
    pthread_attr_t attr;
    pthread_attr_init(&attr);
    pthread_attr_setstacksize(&attr, stack);
    while (q->threads < threads && !pthread_create(&q->ids[q->threads], &attr, work, q))
        q->threads++;
    pthread_attr_destroy(&attr);
}

struct queue *queue_new(int threads, size_t stack, int most, void (*run)(struct web_job *j))
{
    struct queue *q = calloc(1, sizeof *q + (size_t)threads * sizeof q->ids[0]);
    if (!q)
        abort();
    pthread_mutex_init(&q->lock, NULL);
    pthread_cond_init(&q->some, NULL);
    q->last = &q->first;
    q->most = most;
    q->run = run;
    start_threads(q, threads, stack);
    return q;
}

bool queue_put(struct queue *q, struct web_job *j, void (*ready)(struct web_job *j))
{
    pthread_mutex_lock(&q->lock);
    bool room = q->n < q->most && q->threads > 0;
    if (room) {
        ready(j);
        j->next = NULL;
        *q->last = j;
        q->last = &j->next;
        q->n++;
        pthread_cond_signal(&q->some);
    }
    pthread_mutex_unlock(&q->lock);
    return room;
}

int queue_length(struct queue *q)
{
    pthread_mutex_lock(&q->lock);
    int n = q->n;
    pthread_mutex_unlock(&q->lock);
    return n;
}

void queue_free(struct queue *q)
{
    if (!q)
        return;
    pthread_mutex_lock(&q->lock);
    q->ends = true;
    pthread_cond_broadcast(&q->some);
    pthread_mutex_unlock(&q->lock);
    for (int i = 0; i < q->threads; i++)
        pthread_join(q->ids[i], NULL);
    pthread_cond_destroy(&q->some);
    pthread_mutex_destroy(&q->lock);
    free(q);
}
