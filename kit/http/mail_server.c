/* mail_server.c: see mail_server.h. Linked into tests only. */
#include "kit/http/mail_server.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <pwd.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

#define EXIM "/usr/sbin/exim4"

static const char config[] =
    "spool_directory = %1$s/spool\nlog_file_path = %1$s/log-%%slog\npid_file_path = %1$s/pid\n"
    "local_interfaces = 127.0.0.1\ndaemon_smtp_ports = %2$d\nprimary_hostname = mail.test\n"
    "domainlist ours = mail.test\nacl_smtp_rcpt = rcpt\nacl_smtp_data = data\nnever_users =\n"
    "tls_advertise_hosts =\nhost_lookup =\nrfc1413_query_timeout = 0s\nkeep_environment =\n"
    "begin acl\nrcpt:\n  accept domains = +ours\n  deny message = no such mailbox\ndata:\n  "
    "accept\n"
    "begin routers\nall:\n  driver = accept\n  transport = file\n"
    "begin transports\nfile:\n  driver = appendfile\n  file = %1$s/box\n"
    "  user = %3$s\n";

/* Exim gives up root when it is told another configuration. */
static const char *user(void)
{
    const struct passwd *p = geteuid() ? getpwuid(geteuid()) : NULL;
    return p ? p->pw_name : "Debian-exim";
}

static int free_port(void)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool good = bind(fd, (struct sockaddr *)&a, len) == 0 &&
                getsockname(fd, (struct sockaddr *)&a, &len) == 0;
    close(fd);
    return good ? ntohs(a.sin_port) : 0;
}

static bool answers(int port)
{
    struct sockaddr_in a = {.sin_family = AF_INET,
                            .sin_port = htons((uint16_t)port),
                            .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool good = connect(fd, (struct sockaddr *)&a, sizeof a) == 0;
    close(fd);
    return good;
}

static bool write_config(const char *path, const char *dir, int port)
{
    FILE *f = fopen(path, "w");
    if (!f)
        return false;
    fprintf(f, config, dir, port, user());
    return fclose(f) == 0;
}

static bool make_dir(struct mail_server *s, struct arena *mem)
{
    char *dir = str_z(mem, S("/tmp/linli-mail-XXXXXX"));
    if (!mkdtemp(dir) || chmod(dir, 0777))
        return false;
    s->dir = dir;
    return true;
}

/* Away from the test's own output: whoever reads that must not wait for a daemon. */
static bool run(const char *const *argv, int *pid)
{
    posix_spawn_file_actions_t quiet;
    char *env[] = {NULL};
    posix_spawn_file_actions_init(&quiet);
    for (int fd = 0; fd < 3; fd++)
        posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", O_RDWR, 0);
    int e = posix_spawnp(pid, argv[0], &quiet, NULL, (char *const *)(uintptr_t)argv, env);
    posix_spawn_file_actions_destroy(&quiet);
    return e == 0;
}

bool mail_server_start(struct mail_server *s, struct arena *mem)
{
    *s = (struct mail_server){0};
    if (access(EXIM, X_OK) || !make_dir(s, mem))
        return false;
    int port = free_port();
    char *path = str_z(mem, str_fmt(mem, "%s/conf", s->dir));
    const char *const argv[] = {"timeout", "120", EXIM, "-C", path, "-bdf", NULL};
    if (!write_config(path, s->dir, port) || !run(argv, &s->pid))
        return false;
    s->url = str_fmt(mem, "smtp://127.0.0.1:%d", port).at;
    for (int i = 0; i < 500; i++) {
        if (answers(port))
            return true;
        usleep(10000);
    }
    mail_server_stop(s);
    return false;
}

str mail_server_box(const struct mail_server *s, const char *holds, struct arena *mem)
{
    const char *path = str_fmt(mem, "%s/box", s->dir).at;
    char *at = arena_alloc(mem, 65536);
    for (int i = 0; i < 1000; i++) {
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        ssize_t n = fd >= 0 ? read(fd, at, 65536) : -1;
        if (fd >= 0)
            close(fd);
        str box = {at, n > 0 ? (size_t)n : 0};
        if (str_find(box, str_of(holds)) != SIZE_MAX)
            return box;
        usleep(10000);
    }
    return STR_NONE;
}

void mail_server_stop(struct mail_server *s)
{
    int rm;
    const char *const argv[] = {"rm", "-rf", s->dir, NULL};
    if (s->pid && kill(s->pid, SIGTERM) == 0)
        (void)waitpid(s->pid, NULL, 0);
    if (s->dir && run(argv, &rm))
        (void)waitpid(rm, NULL, 0);
}
