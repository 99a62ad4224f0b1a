/* sync.c */
#include "tests/bench/sync.h"

#include <stdatomic.h>
#include <sys/syscall.h>

static atomic_llong added_us, count, spent_ns;

void sync_slow_down(int64_t us)
{
    atomic_store(&added_us, us);
}

struct sync_cost sync_so_far(void)
{
    return (struct sync_cost){atomic_load(&count), atomic_load(&spent_ns)};
}

static int timed(long which, int fd)
{
    int64_t began = clock_steady_ns();
    int rc = (int)syscall(which, fd);
    int64_t us = atomic_load(&added_us);
    if (us)
        usleep((useconds_t)us);
    atomic_fetch_add(&count, 1);
    atomic_fetch_add(&spent_ns, clock_steady_ns() - began);
    return rc;
}

int fdatasync(int fd)
{
    return timed(SYS_fdatasync, fd);
}

int fsync(int fd)
{
    return timed(SYS_fsync, fd);
}
