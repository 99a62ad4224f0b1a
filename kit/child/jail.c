/* jail.c: what a child may still do, set by itself before it reads a byte from a stranger.
 *
 * Allowed: reading and writing descriptors it holds, memory without new code, one exchange on its
 * socket, ending. Looking for a file answers "not permitted" (libraries ask for their settings and
 * live without); anything else ends the process. */
#include "kit/child/child_own.h"

#include <fcntl.h>
#include <seccomp.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) ||                         \
    __has_feature(memory_sanitizer)
#define SANITIZED 1
#endif
#endif
#ifndef SANITIZED
#define SANITIZED 0
#endif

#define ROOM  (512ul << 20) /* address space beyond what the process has when it starts */
#define WRITE (24ul << 20)  /* the largest file it may write: the cells of a sheet */

static bool limit(int what, rlim_t soft, rlim_t hard)
{
    struct rlimit r = {soft, hard};
    return setrlimit((__rlimit_resource_t)what, &r) == 0;
}

/* Pages of the process, the first number of statm. */
static rlim_t size_now(void)
{
    char text[64] = "";
    int fd = open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
    ssize_t n = fd >= 0 ? read(fd, text, sizeof text - 1) : -1;
    if (fd >= 0)
        close(fd);
    return n > 0 ? (rlim_t)strtoull(text, NULL, 10) * (rlim_t)sysconf(_SC_PAGESIZE) : 0;
}

static bool set_limits(int seconds)
{
    rlim_t s = (rlim_t)seconds;
    return (SANITIZED || limit(RLIMIT_AS, size_now() + ROOM, size_now() + ROOM)) &&
           limit(RLIMIT_CPU, s, s + 1) && limit(RLIMIT_FSIZE, WRITE, WRITE) &&
           limit(RLIMIT_CORE, 0, 0) && limit(RLIMIT_NOFILE, 16, 16) && limit(RLIMIT_NPROC, 0, 0);
}

static bool allow(scmp_filter_ctx f, const int *calls, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (calls[i] >= 0 && seccomp_rule_add(f, SCMP_ACT_ALLOW, calls[i], 0))
            return false;
    return true;
}

static const int always[] = {
    SCMP_SYS(read),      SCMP_SYS(write),         SCMP_SYS(lseek),        SCMP_SYS(fstat),
    SCMP_SYS(munmap),    SCMP_SYS(mremap),        SCMP_SYS(brk),          SCMP_SYS(madvise),
    SCMP_SYS(sendmsg),   SCMP_SYS(recvmsg),       SCMP_SYS(close),        SCMP_SYS(exit),
    SCMP_SYS(futex),     SCMP_SYS(clock_gettime), SCMP_SYS(gettimeofday), SCMP_SYS(exit_group),
    SCMP_SYS(getrandom), SCMP_SYS(rt_sigreturn),  SCMP_SYS(time),         SCMP_SYS(restart_syscall),
};
static const int refused[] = {SCMP_SYS(open),       SCMP_SYS(openat), SCMP_SYS(stat),
                              SCMP_SYS(newfstatat), SCMP_SYS(access), SCMP_SYS(readlink)};
/* The runtimes of ASan and TSan watch signals, threads and their own memory. */
static const int sanitizer[] = {
    SCMP_SYS(mmap),   SCMP_SYS(mprotect),        SCMP_SYS(sigaltstack), SCMP_SYS(rt_sigprocmask),
    SCMP_SYS(gettid), SCMP_SYS(getpid),          SCMP_SYS(sched_yield), SCMP_SYS(rt_sigaction),
    SCMP_SYS(tgkill), SCMP_SYS(clock_nanosleep), SCMP_SYS(nanosleep),   SCMP_SYS(sched_getaffinity),
};

/* Memory, but none that can be run. */
static bool allow_memory(scmp_filter_ctx f)
{
    return !seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) &&
           !seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                             SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
}

static bool set_filter(void)
{
    scmp_filter_ctx f = seccomp_init(SCMP_ACT_KILL_PROCESS);
    bool good = f && allow(f, always, COUNT(always)) &&
                (SANITIZED ? allow(f, sanitizer, COUNT(sanitizer)) : allow_memory(f));
    for (size_t i = 0; good && i < COUNT(refused); i++)
        good = refused[i] < 0 || !seccomp_rule_add(f, SCMP_ACT_ERRNO(EACCES), refused[i], 0);
    good = good && seccomp_load(f) == 0;
    seccomp_release(f);
    return good;
}

/* What main had open is none of a child's business. Its errors go nowhere, but for a sanitizer's
 * report: a captured child could write lies into the log. */
int child_hold_only(int sock)
{
    int null = open("/dev/null", O_RDWR | O_CLOEXEC);
    for (int fd = 0; fd < (SANITIZED ? 2 : 3); fd++)
        (void)dup2(null, fd);
    (void)dup2(sock, 3); /* without close-on-exec, but nothing here executes */
    (void)close_range(4, ~0u, 0);
    return 3;
}

bool child_jail(int seconds)
{
    return prctl(PR_SET_PDEATHSIG, SIGKILL) == 0 && prctl(PR_SET_DUMPABLE, 0) == 0 &&
           set_limits(seconds) && alarm((unsigned)seconds + 2) == 0 && set_filter();
}
