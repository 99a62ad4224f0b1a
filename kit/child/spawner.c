/* spawner.c: a small process, forked before the first thread, that forks the children: a process
 * with threads may not fork safely, and a large one forks slowly. It knows two words: a new child
 * (its pid and one end of its socket go back), and the end of one. Closing its socket ends it and,
 * by their death signal, all its children. */
#include "kit/child/child_own.h"

#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define ALIVE_MOST 256

/* ---- messages with descriptors ----------------------------------------- */

union space {
    struct cmsghdr align;
    char at[CMSG_SPACE(CHILD_FDS * sizeof(int))];
};

bool child_send(int sock, const void *at, size_t len, const int *fds, int n)
{
    union space space = {0};
    struct iovec iov = {(void *)(uintptr_t)at, len};
    struct msghdr m = {.msg_iov = &iov, .msg_iovlen = 1};
    if (n) {
        m.msg_control = space.at;
        m.msg_controllen = CMSG_SPACE((size_t)n * sizeof(int));
        struct cmsghdr *c = CMSG_FIRSTHDR(&m);
        c->cmsg_level = SOL_SOCKET;
        c->cmsg_type = SCM_RIGHTS;
        c->cmsg_len = CMSG_LEN((size_t)n * sizeof(int));
        memcpy(CMSG_DATA(c), fds, (size_t)n * sizeof(int));
    }
    ssize_t sent;
    do
        sent = sendmsg(sock, &m, MSG_NOSIGNAL);
    while (sent < 0 && errno == EINTR);
    return sent == (ssize_t)len;
}

ssize_t child_recv(int sock, void *at, size_t len, int *fds, int wanted, int *n)
{
    union space space = {0};
    struct iovec iov = {at, len};
    struct msghdr m = {.msg_iov = &iov,
                       .msg_iovlen = 1,
                       .msg_control = space.at,
                       .msg_controllen = sizeof space.at};
    ssize_t got;
    do
        got = recvmsg(sock, &m, MSG_CMSG_CLOEXEC);
    while (got < 0 && errno == EINTR);
    int count = 0;
    struct cmsghdr *c = got > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    if (c && c->cmsg_level == SOL_SOCKET && c->cmsg_type == SCM_RIGHTS)
        count = (int)((c->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    int all[CHILD_FDS];
    if (count)
        memcpy(all, CMSG_DATA(c), (size_t)count * sizeof(int));
    bool good = got >= 0 && count <= wanted && !(m.msg_flags & (MSG_TRUNC | MSG_CTRUNC));
    for (int i = 0; i < count; i++)
        if (good)
            fds[i] = all[i];
        else
            close(all[i]);
    if (n)
        *n = good ? count : 0;
    return good ? got : -1;
}

/* ---- the process ------------------------------------------------------- */

struct alive {
    pid_t pid[ALIVE_MOST];
    int n;
};

static void forget_dead(struct alive *a)
{
    pid_t dead;
    while ((dead = waitpid(-1, NULL, WNOHANG)) > 0)
        for (int i = 0; i < a->n; i++)
            if (a->pid[i] == dead)
                a->pid[i] = a->pid[--a->n];
}

static void spawn(int sock, int seconds, uint32_t ticket, struct alive *a)
{
    int pair[2] = {-1, -1};
    pid_t pid = -1;
    if (a->n < ALIVE_MOST && socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0)
        pid = fork();
    if (pid == 0) {
        (void)prctl(PR_SET_NAME, "linli-child");
        child_work(child_hold_only(pair[1]), seconds);
    }
    if (pid > 0)
        a->pid[a->n++] = pid;
    struct child_order told = {pid, ticket};
    (void)child_send(sock, &told, sizeof told, pair, pid > 0 ? 1 : 0);
    for (int i = 0; i < 2; i++)
        if (pair[i] >= 0)
            close(pair[i]);
}

/* Only one that has not been waited for, so its number cannot have become another's. */
static void end(pid_t pid, const struct alive *a)
{
    for (int i = 0; i < a->n; i++)
        if (a->pid[i] == pid)
            (void)kill(pid, SIGKILL);
}

_Noreturn void child_spawner(int sock, int seconds)
{
    struct alive a = {.n = 0};
    struct child_order q;
    sock = child_hold_only(sock);
    (void)prctl(PR_SET_NAME, "linli-spawner");
    (void)signal(SIGINT, SIG_IGN); /* the terminal's Ctrl-C: main drains and then closes us */
    (void)signal(SIGTERM, SIG_IGN);
    (void)signal(SIGHUP, SIG_IGN);
    (void)signal(SIGCHLD, SIG_DFL);
    while (child_recv(sock, &q, sizeof q, NULL, 0, NULL) == sizeof q) {
        forget_dead(&a);
        if (q.pid == 0)
            spawn(sock, seconds, q.ticket, &a);
        else
            end(q.pid, &a);
    }
    for (int i = 0; i < a.n; i++)
        (void)kill(a.pid[i], SIGKILL);
    _exit(0);
}
