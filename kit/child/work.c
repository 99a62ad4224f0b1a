/* work.c: the life of a child: into the jail, one ask, one answer, gone. */
#include "kit/child/child_own.h"

#include <sys/mman.h>

struct input {
    const unsigned char *at;
    size_t len;
};

static bool map(int fd, struct input *in)
{
    off_t size = lseek(fd, 0, SEEK_END); /* fstat is by path in this libc, so not in the jail */
    if (size <= 0)
        return false;
    void *at = mmap(NULL, (size_t)size, PROT_READ, MAP_PRIVATE, fd, 0);
    *in = (struct input){at, (size_t)size};
    return at != MAP_FAILED;
}

static bool put(int fd, str s)
{
    while (s.len) {
        ssize_t n = write(fd, s.at, s.len);
        if (n <= 0)
            return false;
        s.at += n;
        s.len -= (size_t)n;
    }
    return true;
}

static enum child_fault write_both(struct arena *mem, struct pixmap *p, const int *fds,
                                   struct child_answer *a)
{
    str full = photo_write(mem, p, CHILD_BYTES); /* first: it settles the size */
    struct pixmap small = pixmap_fit(mem, p, CHILD_THUMB);
    str thumb = photo_write(mem, &small, CHILD_THUMB_BYTES);
    if (!full.len || !thumb.len || !put(fds[1], full) || !put(fds[2], thumb))
        return CHILD_BROKEN;
    a->width = p->width;
    a->height = p->height;
    a->full = (uint32_t)full.len;
    a->thumb = (uint32_t)thumb.len;
    return CHILD_FINE;
}

static enum child_fault photo(struct arena *mem, const struct child_ask *q, struct input in,
                              const int *fds, struct child_answer *a)
{
    struct pixmap p;
    struct exif ex;
    enum child_fault f = photo_read(mem, in.at, in.len, &photo_limits_usual, &p, &ex);
    if (f)
        return f;
    p = pixmap_turn(mem, &p, ex.orientation);
    for (uint32_t i = 0; i < q->shapes; i++)
        pixmap_redact(&p, &q->shape[i]);
    a->taken_ms = ex.taken_ms;
    a->located = ex.located;
    a->lat = ex.lat;
    a->lon = ex.lon;
    return write_both(mem, &p, fds, a);
}

static enum child_fault sheet(struct arena *mem, struct input in, int which, int out,
                              struct child_answer *a)
{
    struct sheet s = {.wide = 0};
    enum child_fault f = sheet_read(mem, in.at, in.len, which, &s);
    a->width = f == CHILD_WIDE ? s.wide : 0;
    if (f)
        return f;
    str text = sheet_text(mem, &s);
    if (!text.len)
        return CHILD_SWOLLEN;
    a->full = (uint32_t)text.len;
    return put(out, text) ? CHILD_FINE : CHILD_BROKEN;
}

static enum child_fault work(struct arena *mem, const struct child_ask *q, const int *fds, int n,
                             struct child_answer *a)
{
    struct input in;
    if (q->job == CHILD_JOB_PING)
        return CHILD_FINE;
    if (n < 1 || !map(fds[0], &in))
        return CHILD_BROKEN;
    if (q->job == CHILD_JOB_OFFICE)
        return office_check(in.at, in.len);
    if (q->job == CHILD_JOB_SHEET)
        return n == 2 ? sheet(mem, in, q->sheet, fds[1], a) : CHILD_BROKEN;
    return n == CHILD_FDS ? photo(mem, q, in, fds, a) : CHILD_BROKEN;
}

_Noreturn void child_work(int sock, int seconds)
{
    struct child_ask q;
    int fds[CHILD_FDS], n = 0;
    if (!child_jail(seconds))
        _exit(2);
    struct arena *mem = arena_new();
    if (child_recv(sock, &q, sizeof q, fds, CHILD_FDS, &n) != sizeof q || q.magic != CHILD_MAGIC ||
        q.shapes > CHILD_SHAPES)
        _exit(1);
    struct child_answer a = {.magic = CHILD_MAGIC, .job = q.job};
    a.fault = work(mem, &q, fds, n, &a);
    _exit(child_send(sock, &a, sizeof a, NULL, 0) ? 0 : 1);
}
