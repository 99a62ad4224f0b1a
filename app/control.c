/* control.c: a writing command that finds its SQLite database served runs inside the server.
 *
 * The caller sends its folder and arguments over $LINLI_DATA/linli.sock (mode 0600; the same user
 * or root), with its own output and error streams as descriptors; one byte comes back: how the
 * command ended. One command at a time. */
#include "app/app.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

enum { MESSAGE_MAX = 65536 };

struct control {
    const struct app *server;
    const char *path;
    int sock, quit[2]; /* closing quit[1] ends the thread */
    pthread_t thread;
};

static bool address(const struct app *a, struct sockaddr_un *to, const char **path)
{
    *path = app_data(a, "linli.sock");
    *to = (struct sockaddr_un){.sun_family = AF_UNIX};
    if (strlen(*path) >= sizeof to->sun_path)
        return false;
    memcpy(to->sun_path, *path, strlen(*path) + 1);
    return true;
}

/* ---- the caller -------------------------------------------------------- */

static bool send_all(int sock, str bytes, const int *fds, size_t n)
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(2 * sizeof(int))];
    } control = {0};
    struct iovec part = {(void *)(uintptr_t)bytes.at, bytes.len};
    struct msghdr m = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = &control,
                       .msg_controllen = CMSG_SPACE(n * sizeof(int))};
    struct cmsghdr *c = CMSG_FIRSTHDR(&m);
    c->cmsg_level = SOL_SOCKET;
    c->cmsg_type = SCM_RIGHTS;
    c->cmsg_len = CMSG_LEN(n * sizeof(int));
    memcpy(CMSG_DATA(c), fds, n * sizeof(int));
    return sendmsg(sock, &m, MSG_NOSIGNAL) == (ssize_t)bytes.len;
}

bool control_call(const struct app *a, int argc, char **argv, enum app_exit *e)
{
    struct sockaddr_un to;
    const char *path;
    int sock = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (sock < 0 || !address(a, &to, &path) || connect(sock, (void *)&to, sizeof to)) {
        if (sock >= 0)
            close(sock);
        return false;
    }
    struct buf b = buf_new(a->mem, MESSAGE_MAX);
    char *cwd = realpath(".", NULL);
    buf_add(&b, cwd ? cwd : "/", strlen(cwd ? cwd : "/") + 1);
    free(cwd);
    for (int i = 0; i < argc; i++)
        buf_add(&b, argv[i], strlen(argv[i]) + 1);
    int fds[2] = {fileno(a->out), fileno(a->err)};
    unsigned char how = APP_FAILED;
    fflush(a->out);
    if (b.over || !send_all(sock, buf_done(&b), fds, 2) || recv(sock, &how, 1, 0) != 1)
        *e = app_fail(a, "the server at %s did not finish this", path);
    else
        *e = (enum app_exit)how;
    close(sock);
    return true;
}

/* ---- the server -------------------------------------------------------- */

static bool is_trusted(int sock)
{
    struct ucred who;
    socklen_t len = sizeof who;
    return getsockopt(sock, SOL_SOCKET, SO_PEERCRED, &who, &len) == 0 &&
           (who.uid == 0 || who.uid == geteuid());
}

static ssize_t receive(int sock, char *at, size_t max, int fds[2])
{
    union {
        struct cmsghdr head;
        char room[CMSG_SPACE(2 * sizeof(int))];
    } control;
    struct iovec part = {at, max};
    struct msghdr m = {.msg_iov = &part,
                       .msg_iovlen = 1,
                       .msg_control = &control,
                       .msg_controllen = sizeof control};
    ssize_t got = recvmsg(sock, &m, MSG_CMSG_CLOEXEC);
    struct cmsghdr *c = got > 0 ? CMSG_FIRSTHDR(&m) : NULL;
    if (!c || c->cmsg_type != SCM_RIGHTS || c->cmsg_len != CMSG_LEN(2 * sizeof(int)))
        return -1;
    memcpy(fds, CMSG_DATA(c), 2 * sizeof(int));
    return got;
}

/* What the message names, run with the server's database and the caller's streams. */
static enum app_exit run_message(const struct app *server, char *at, size_t len, FILE *out,
                                 FILE *err)
{
    struct arena *mem = arena_new();
    char **argv = NEW_N(mem, char *, len + 1);
    int argc = 0, words = 0;
    for (size_t i = 0; i < len; i += strlen(at + i) + 1)
        argv[argc++] = at + i;
    const struct cmd *cmd = argc > 1 ? app_find_command(argc - 1, argv + 1, &words) : NULL;
    enum app_exit e = APP_FAILED;
    if (cmd && cmd->needs == CMD_WRITE) {
        struct ctx cx = {.mem = mem,
                         .now = clock_business_ms(),
                         .lang = server->cx->lang,
                         .db = server->cx->db,
                         .seal = server->cx->seal,
                         .via = S("cli"),
                         .request_id = str_of(cmd->name)};
        struct app a = {.mem = mem,
                        .cmd = cmd,
                        .out = out,
                        .err = err,
                        .cwd = argv[0],
                        .conf = server->conf,
                        .cx = &cx,
                        .served = true};
        e = app_read_args(&a, argc - 1 - words, argv + 1 + words);
        if (!e)
            e = cmd->run(&a);
    }
    fflush(out);
    fflush(err);
    arena_free(mem);
    return e;
}

static void answer(const struct app *server, int sock)
{
    static const struct timeval patience = {.tv_sec = 5};
    char *at = calloc(1, MESSAGE_MAX + 1);
    int fds[2] = {-1, -1};
    setsockopt(sock, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ssize_t got = at && is_trusted(sock) ? receive(sock, at, MESSAGE_MAX, fds) : -1;
    FILE *out = got > 0 ? fdopen(fds[0], "w") : NULL, *err = got > 0 ? fdopen(fds[1], "w") : NULL;
    if (out && err) {
        unsigned char how = (unsigned char)run_message(server, at, (size_t)got, out, err);
        if (send(sock, &how, 1, MSG_NOSIGNAL) != 1)
            log_event(LOG_WARN, STR_NONE, "control.caller_left");
    }
    if (out)
        fclose(out);
    if (err)
        fclose(err);
    free(at);
}

static void *loop(void *arg)
{
    struct control *c = arg;
    for (;;) {
        struct pollfd at[2] = {{.fd = c->sock, .events = POLLIN}, {.fd = c->quit[0]}};
        if (poll(at, 2, -1) < 0 && errno != EINTR)
            return NULL;
        if (at[1].revents)
            return NULL;
        int sock = accept4(c->sock, NULL, NULL, SOCK_CLOEXEC);
        if (sock < 0)
            continue;
        answer(c->server, sock);
        close(sock);
    }
}

static bool listen_at(struct control *c, const struct sockaddr_un *to)
{
    unlink(c->path); /* a server that was killed left it: the database's lock says we are alone */
    mode_t before = umask(0177);
    bool bound = bind(c->sock, (const void *)to, sizeof *to) == 0;
    umask(before);
    return bound && listen(c->sock, 16) == 0;
}

enum err control_start(const struct app *server, struct control **out, str *why)
{
    struct sockaddr_un to;
    struct control *c = NEW(server->mem, struct control);
    c->server = server;
    c->sock = socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0);
    if (c->sock < 0 || !address(server, &to, &c->path) || !listen_at(c, &to) ||
        pipe2(c->quit, O_CLOEXEC) || pthread_create(&c->thread, NULL, loop, c)) {
        *why =
            str_fmt(server->mem, "cannot listen for commands at %s: %s", c->path, strerror(errno));
        return ERR_FAULT;
    }
    *out = c;
    return OK;
}

void control_stop(struct control *c)
{
    if (!c)
        return;
    close(c->quit[1]);
    pthread_join(c->thread, NULL);
    close(c->quit[0]);
    close(c->sock);
    unlink(c->path);
}
