/* linger.c: a request refused before its body was read is answered and closed; were the socket
 * closed with unread bytes in it, TCP would reset it and the client might never see the answer.
 * So a second handle keeps it open for a moment, half closed, and what still comes is thrown
 * away (RFC 9112 section 9.6). */
#include "kit/web/job.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>

enum { MOST = 64, LINGER_MS = 5000, QUIET_MS = 20 };

struct linger_list {
    pthread_mutex_t lock;
    pthread_cond_t some;
    pthread_t thread;
    bool runs, ends;
    int n;
    struct pollfd fds[MOST];
    int64_t until_ms[MOST];
};

static int64_t steady_ms(void)
{
    return clock_steady_ns() / 1000000;
}

/* True while there may be more. */
static bool swallow(int fd)
{
    char sink[32 << 10];
    for (int i = 0; i < 64; i++) {
        ssize_t n = recv(fd, sink, sizeof sink, MSG_DONTWAIT);
        if (n <= 0)
            return n < 0 && (errno == EAGAIN || errno == EINTR);
    }
    return true;
}

static void drop(struct linger_list *l, int i)
{
    close(l->fds[i].fd);
    l->n--;
    l->fds[i] = l->fds[l->n];
    l->until_ms[i] = l->until_ms[l->n];
}

static void round_of(struct linger_list *l)
{
    int64_t now = steady_ms();
    for (int i = l->n; i-- > 0;)
        if (now > l->until_ms[i] || !swallow(l->fds[i].fd))
            drop(l, i);
}

static void *run(void *arg)
{
    struct linger_list *l = arg;
    pthread_mutex_lock(&l->lock);
    while (!l->ends) {
        if (!l->n) {
            pthread_cond_wait(&l->some, &l->lock);
            continue;
        }
        struct pollfd now[MOST];
        int n = l->n;
        memcpy(now, l->fds, (size_t)n * sizeof now[0]);
        pthread_mutex_unlock(&l->lock);
        poll(now, (nfds_t)n, QUIET_MS);
        pthread_mutex_lock(&l->lock);
        round_of(l);
    }
    while (l->n)
        drop(l, 0);
    pthread_mutex_unlock(&l->lock);
    return NULL;
}

struct linger_list *linger_new(void)
{
    struct linger_list *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    pthread_mutex_init(&l->lock, NULL);
    pthread_cond_init(&l->some, NULL);
    l->runs = pthread_create(&l->thread, NULL, run, l) == 0;
    return l;
}

void linger_free(struct linger_list *l)
{
    if (!l)
        return;
    pthread_mutex_lock(&l->lock);
    l->ends = true;
    pthread_cond_signal(&l->some);
    pthread_mutex_unlock(&l->lock);
    if (l->runs)
        pthread_join(l->thread, NULL);
    pthread_cond_destroy(&l->some);
    pthread_mutex_destroy(&l->lock);
    free(l);
}

void linger_add(struct linger_list *l, int fd)
{
    pthread_mutex_lock(&l->lock);
    int second = l->runs && !l->ends && l->n < MOST ? fcntl(fd, F_DUPFD_CLOEXEC, 0) : -1;
    if (second >= 0) {
        shutdown(second, SHUT_WR);
        l->fds[l->n] = (struct pollfd){.fd = second, .events = POLLIN};
        l->until_ms[l->n++] = steady_ms() + LINGER_MS;
        pthread_cond_signal(&l->some);
    }
    pthread_mutex_unlock(&l->lock);
}
