/* broker.c: see broker.h. Linked into tests only. */
#include "kit/mqtt/broker.h"

#include <fcntl.h>
#include <mosquitto.h>
#include <netinet/in.h>
#include <signal.h>
#include <spawn.h>
#include <stdatomic.h>
#include <sys/socket.h>
#include <sys/wait.h>

#define MOSQUITTO "/usr/sbin/mosquitto"

static int bound_port(int *fd)
{
    struct sockaddr_in a = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
    socklen_t len = sizeof a;
    *fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    bool good = bind(*fd, (struct sockaddr *)&a, len) == 0 &&
                getsockname(*fd, (struct sockaddr *)&a, &len) == 0;
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

bool broker_again(struct broker *b)
{
    const char *const argv[] = {"timeout", "300", MOSQUITTO, "-c", b->config, NULL};
    posix_spawn_file_actions_t quiet;
    char *env[] = {NULL};
    posix_spawn_file_actions_init(&quiet);
    for (int fd = 0; fd < 3; fd++)
        posix_spawn_file_actions_addopen(&quiet, fd, "/dev/null", O_RDWR, 0);
    int e = posix_spawnp(&b->pid, "/usr/bin/timeout", &quiet, NULL, (char *const *)(uintptr_t)argv,
                         env);
    posix_spawn_file_actions_destroy(&quiet);
    for (int i = 0; !e && i < 1000; i++) {
        if (answers(b->port))
            return true;
        usleep(10000);
    }
    return false;
}

bool broker_start(struct broker *b, const char *dir, struct arena *mem)
{
    int fd;
    *b = (struct broker){.port = bound_port(&fd)};
    close(fd);
    b->config = str_fmt(mem, "%s/mosquitto.conf", dir).at;
    b->url = str_fmt(mem, "mqtt://127.0.0.1:%d", b->port).at;
    FILE *f = fopen(b->config, "we");
    if (!f || access(MOSQUITTO, X_OK))
        return false;
    fprintf(f, "listener %d 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\n", b->port);
    return fclose(f) == 0 && broker_again(b);
}

void broker_kill(struct broker *b)
{
    if (b->pid && kill(b->pid, SIGTERM) == 0) /* timeout hands it on */
        (void)waitpid(b->pid, NULL, 0);
    b->pid = 0;
}

static void on_publish(struct mosquitto *c, void *arg, int id)
{
    (void)c, (void)id;
    atomic_fetch_add((_Atomic int *)arg, 1);
}

bool broker_publish(const struct broker *b, const char *topic, str payload, int times)
{
    _Atomic int there = 0;
    mosquitto_lib_init();
    struct mosquitto *c = mosquitto_new(NULL, true, &there);
    mosquitto_publish_callback_set(c, on_publish);
    bool good = !mosquitto_connect(c, "127.0.0.1", b->port, 10) && !mosquitto_loop_start(c);
    for (int i = 0; good && i < times; i++)
        good = !mosquitto_publish(c, NULL, topic, (int)payload.len, payload.at, 1, false);
    for (int i = 0; good && there < times && i < 6000; i++)
        usleep(5000);
    mosquitto_disconnect(c);
    mosquitto_loop_stop(c, false);
    mosquitto_destroy(c);
    mosquitto_lib_cleanup();
    return good && there == times;
}
