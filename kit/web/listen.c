/* listen.c: the socket: ADDR:PORT or unix:PATH. */
#include "kit/web/job.h"

#include <arpa/inet.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

enum { BACKLOG = 1024 };

static int listen_unix(const char *path)
{
    struct sockaddr_un sa = {.sun_family = AF_UNIX};
    if (strlen(path) >= sizeof sa.sun_path)
        return -1;
    memcpy(sa.sun_path, path, strlen(path));
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    unlink(path);
    mode_t old = umask(0117); /* the proxy's group may connect */
    int bad = bind(fd, (struct sockaddr *)&sa, sizeof sa);
    umask(old);
    if (!bad && !listen(fd, BACKLOG))
        return fd;
    close(fd);
    return -1;
}

/* "127.0.0.1:8080", "[::1]:8080", ":8080" (every address). */
static bool read_listen(struct arena *mem, str s, struct sockaddr_storage *out, socklen_t *len)
{
    size_t colon = s.len;
    while (colon && s.at[colon - 1] != ':')
        colon--;
    int64_t port;
    if (!colon || str_int((str){s.at + colon, s.len - colon}, &port) || port < 0 || port > 65535)
        return false;
    str host = {s.at, colon - 1};
    struct sockaddr_in *v4 = (void *)out;
    struct sockaddr_in6 *v6 = (void *)out;
    memset(out, 0, sizeof *out);
    if (host.len > 2 && host.at[0] == '[') {
        host = (str){host.at + 1, host.len - 2};
        v6->sin6_family = AF_INET6;
        v6->sin6_port = htons((uint16_t)port);
        *len = sizeof *v6;
        return inet_pton(AF_INET6, str_z(mem, host), &v6->sin6_addr) == 1;
    }
    v4->sin_family = AF_INET;
    v4->sin_port = htons((uint16_t)port);
    *len = sizeof *v4;
    host = str_is(host, "localhost") ? S("127.0.0.1") : host.len ? host : S("0.0.0.0");
    return inet_pton(AF_INET, str_z(mem, host), &v4->sin_addr) == 1;
}

static int listen_tcp(struct web *w, const char *address)
{
    struct sockaddr_storage sa;
    socklen_t len;
    int yes = 1;
    if (!read_listen(w->mem, str_of(address), &sa, &len)) {
        errno = EINVAL;
        return -1;
    }
    int fd = socket(sa.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
    setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &yes, sizeof yes);
    if (bind(fd, (struct sockaddr *)&sa, len) || listen(fd, BACKLOG)) {
        int saved = errno;
        close(fd);
        errno = saved;
        return -1;
    }
    getsockname(fd, (struct sockaddr *)&sa, &len);
    w->port = ntohs(((struct sockaddr_in *)(void *)&sa)->sin_port);
    return fd;
}

int listen_open(struct web *w, const char *listen)
{
    w->on_unix = strncmp(listen, "unix:", 5) == 0;
    return w->on_unix ? listen_unix(listen + 5) : listen_tcp(w, listen);
}
