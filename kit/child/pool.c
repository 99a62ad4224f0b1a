/* pool.c: the server's side: who may have a child now, and whether its answer makes sense. */
#include "kit/child/child_own.h"

#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>

struct child {
    struct child_options o;
    pid_t spawner;
    pthread_mutex_t spawn_lock; /* one question at a time on spawn_sock; of the ticket too */
    int spawn_sock;
    uint32_t ticket;
    pthread_mutex_t lock; /* the two counts */
    pthread_cond_t freed;
    int running, waiting;
};

/* ---- starting and stopping --------------------------------------------- */

static struct child *pool_new(const struct child_options *o)
{
    struct child *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    c->o = *o;
    c->o.at_once = o->at_once ? o->at_once : 2;
    c->o.waiting = o->waiting ? o->waiting : 64;
    c->o.patience = o->patience ? o->patience : 20000;
    c->o.seconds = o->seconds ? o->seconds : 20;
    pthread_condattr_t clock;
    pthread_condattr_init(&clock);
    pthread_condattr_setclock(&clock, CLOCK_MONOTONIC);
    pthread_cond_init(&c->freed, &clock);
    pthread_condattr_destroy(&clock);
    pthread_mutex_init(&c->lock, NULL);
    pthread_mutex_init(&c->spawn_lock, NULL);
    return c;
}

enum err child_start(const struct child_options *o, struct child **out, str *why, struct arena *mem)
{
    int pair[2];
    struct child *c = pool_new(o);
    bool paired = socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) == 0;
    c->spawner = paired ? fork() : -1;
    if (c->spawner == 0)
        child_spawner(pair[1], c->o.seconds);
    c->spawn_sock = paired ? pair[0] : -1;
    if (paired)
        close(pair[1]);
    if (c->spawner < 0 || !child_is_well(c)) {
        *why = str_fmt(mem, "cannot start converters: %s", strerror(errno));
        child_stop(c);
        return ERR_FAULT;
    }
    *out = c;
    return OK;
}

void child_stop(struct child *c)
{
    if (!c)
        return;
    if (c->spawn_sock >= 0)
        close(c->spawn_sock);
    if (c->spawner > 0)
        while (waitpid(c->spawner, NULL, 0) < 0 && errno == EINTR)
            ;
    pthread_cond_destroy(&c->freed);
    pthread_mutex_destroy(&c->lock);
    pthread_mutex_destroy(&c->spawn_lock);
    free(c);
}

int32_t child_spawner_pid(const struct child *c)
{
    return c->spawner;
}

/* ---- one child --------------------------------------------------------- */

struct one {
    int32_t pid;
    int sock;
};

static bool answers_within(int sock, int64_t ms)
{
    struct pollfd p = {.fd = sock, .events = POLLIN};
    int64_t until = clock_steady_ns() / 1000000 + ms;
    for (;;) {
        int64_t left = until - clock_steady_ns() / 1000000;
        int n = poll(&p, 1, left > 0 ? (int)left : 0);
        if (n >= 0 || errno != EINTR)
            return n > 0;
    }
}

static bool order(struct child *c, int32_t pid)
{
    struct child_order q = {.pid = pid, .ticket = c->ticket};
    return child_send(c->spawn_sock, &q, sizeof q, NULL, 0);
}

/* The next answer of the spawner, whoever waited for it: false if none came. */
static bool hear_spawner(struct child *c, int64_t until, struct child_order *a, int *sock)
{
    int n = 0;
    int64_t left = until - clock_steady_ns() / 1000000;
    bool good = answers_within(c->spawn_sock, left > 0 ? left : 0) &&
                child_recv(c->spawn_sock, a, sizeof *a, sock, 1, &n) == sizeof *a;
    if (!n)
        *sock = -1;
    return good;
}

/* A child of an earlier order, whose asker gave up, has aged while it waited and is let go. */
static bool spawn_locked(struct child *c, struct one *out)
{
    int64_t until = clock_steady_ns() / 1000000 + (int64_t)c->o.seconds * 500;
    struct child_order a;
    int sock;
    c->ticket++;
    if (!order(c, 0))
        return false;
    while (hear_spawner(c, until, &a, &sock)) {
        if (a.ticket == c->ticket) {
            *out = (struct one){a.pid, sock};
            return sock >= 0;
        }
        if (sock >= 0) {
            close(sock);
            (void)order(c, a.pid);
        }
    }
    return false;
}

static bool spawn(struct child *c, struct one *out)
{
    pthread_mutex_lock(&c->spawn_lock);
    bool good = spawn_locked(c, out);
    pthread_mutex_unlock(&c->spawn_lock);
    return good;
}

static void end(struct child *c, const struct one *o)
{
    close(o->sock);
    pthread_mutex_lock(&c->spawn_lock);
    (void)order(c, o->pid); /* harmless if it has ended by itself */
    pthread_mutex_unlock(&c->spawn_lock);
}

/* ---- waiting for a turn ------------------------------------------------ */

static struct timespec after(int64_t ms)
{
    int64_t ns = clock_steady_ns() + ms * 1000000;
    return (struct timespec){ns / 1000000000, ns % 1000000000};
}

static bool enter(struct child *c)
{
    struct timespec until = after(c->o.patience);
    pthread_mutex_lock(&c->lock);
    bool good = c->running < c->o.at_once || c->waiting < c->o.waiting;
    c->waiting++;
    while (good && c->running >= c->o.at_once)
        good = pthread_cond_timedwait(&c->freed, &c->lock, &until) == 0;
    c->waiting--;
    c->running += good;
    pthread_mutex_unlock(&c->lock);
    return good;
}

static void leave(struct child *c)
{
    pthread_mutex_lock(&c->lock);
    c->running--;
    pthread_cond_signal(&c->freed);
    pthread_mutex_unlock(&c->lock);
}

/* ---- asking ------------------------------------------------------------ */

/* The descriptors of one ask: the input is the caller's, the outputs are memory. */
struct work {
    const struct child_ask *q;
    int fds[CHILD_FDS], n;
    struct child_answer a;
};

static bool makes_sense(const struct work *w)
{
    const struct child_answer *a = &w->a;
    if (a->magic != CHILD_MAGIC || a->job != w->q->job || a->fault >= CHILD_FAULTS)
        return false;
    if (a->fault || w->n < 2)
        return true;
    if (a->job == CHILD_JOB_SHEET)
        return a->full && a->full <= CHILD_SHEET_BYTES;
    return a->full && a->full <= CHILD_BYTES && a->thumb && a->thumb <= CHILD_THUMB_BYTES &&
           a->width > 0 && a->width <= CHILD_SIDE && a->height > 0 && a->height <= CHILD_SIDE &&
           (!a->located || (fabs(a->lat) <= 90 && fabs(a->lon) <= 180));
}

static enum err run_one(struct child *c, struct work *w, int64_t ms)
{
    struct one o;
    if (!spawn(c, &o))
        return ERR_BUSY;
    bool good =
        child_send(o.sock, w->q, sizeof *w->q, w->fds, w->n) && answers_within(o.sock, ms) &&
        child_recv(o.sock, &w->a, sizeof w->a, NULL, 0, NULL) == sizeof w->a && makes_sense(w);
    end(c, &o);
    return good ? OK : ERR_FAULT;
}

bool child_is_well(struct child *c)
{
    struct child_ask q = {.magic = CHILD_MAGIC, .job = CHILD_JOB_PING};
    struct work w = {.q = &q};
    return run_one(c, &w, 5000) == OK && w.a.fault == CHILD_FINE;
}

static enum err refuse_sheet(struct ctx *cx, enum child_fault f, int row)
{
    struct tr_arg at[] = {TR("line", str_fmt(cx->mem, "%d", row))};
    if (f == CHILD_LARGE)
        return fail(cx, ERR_TOO_BIG,
                    _("This table has more than 60,000 rows. Please send it in parts."));
    if (f == CHILD_WIDE)
        return fail_args(cx, ERR_TOO_BIG,
                         _("Row {line} has more than 64 columns. Keep those that are needed and "
                           "send it again."),
                         at, 1);
    if (f == CHILD_FAT)
        return fail(cx, ERR_TOO_BIG,
                    _("A cell has more than 4,000 characters. Shorten it and send it again."));
    return fail(cx, ERR_INVALID,
                _("This is no spreadsheet. Save the table as .xlsx and send that."));
}

static enum err refuse(struct ctx *cx, uint32_t job, enum child_fault f, int row)
{
    if ((job == CHILD_JOB_SHEET && f == CHILD_LARGE) || f == CHILD_WIDE || f == CHILD_FAT ||
        f == CHILD_OTHER)
        return refuse_sheet(cx, f, row);
    switch (f) {
    case CHILD_CUT:
        return fail(cx, ERR_INVALID, _("This photo did not arrive whole. Please send it again."));
    case CHILD_LARGE:
        return fail(cx, ERR_TOO_BIG,
                    _("This photo has too many pixels. Please send a smaller one."));
    case CHILD_MOVING:
        return fail(cx, ERR_INVALID, _("Moving pictures cannot be taken. Please send a photo."));
    case CHILD_MACRO:
        return fail(cx, ERR_INVALID,
                    _("This file contains macros. Please save it without them and send it again."));
    case CHILD_LOCKED:
        return fail(cx, ERR_INVALID,
                    _("This file has a password. Please save it without one and send it again."));
    case CHILD_SWOLLEN:
        return fail(cx, ERR_INVALID, _("This file is far larger inside than outside: not taken."));
    default:
        return fail(cx, ERR_INVALID, _("This file cannot be read. Please choose another."));
    }
}

/* A child that died, hung or talked nonsense met a file it could not digest. */
static enum err run(struct ctx *cx, struct child *c, struct work *w)
{
    if (!enter(c))
        return fail(cx, ERR_BUSY, _("Many photos are arriving. Please try again in a minute."));
    enum err e = run_one(c, w, (int64_t)c->o.seconds * 1000 + 3000);
    leave(c);
    if (e == ERR_BUSY)
        return fail(cx, ERR_BUSY, _("Photos cannot be taken right now. Please try again later."));
    if (e)
        return refuse(cx, w->q->job, CHILD_BROKEN, 0);
    return w->a.fault ? refuse(cx, w->q->job, w->a.fault, w->a.width) : OK;
}

/* ---- photos ------------------------------------------------------------ */

/* Sealed against writing first: a captured child may still hold it. */
static bool take_bytes(struct ctx *cx, int fd, size_t len, str *out)
{
    struct stat st;
    if (fcntl(fd, F_ADD_SEALS, F_SEAL_WRITE | F_SEAL_SHRINK | F_SEAL_GROW) || fstat(fd, &st) ||
        st.st_size != (off_t)len)
        return false;
    char *at = arena_alloc(cx->mem, len);
    if (pread(fd, at, len, 0) != (ssize_t)len)
        return false;
    *out = (str){at, len};
    return true;
}

static bool take(struct ctx *cx, int fd, size_t len, str *out)
{
    return take_bytes(cx, fd, len, out) && str_starts(*out, S("\xff\xd8\xff")) &&
           str_ends(*out, S("\xff\xd9"));
}

static enum err run_photo(struct ctx *cx, struct child *c, struct work *w, bool want_location,
                          struct child_photo *out)
{
    struct child_photo p = {0};
    enum err e = run(cx, c, w);
    if (e)
        return e;
    if (!take(cx, w->fds[1], w->a.full, &p.full) || !take(cx, w->fds[2], w->a.thumb, &p.thumb))
        return refuse(cx, w->q->job, CHILD_BROKEN, 0);
    p.width = w->a.width;
    p.height = w->a.height;
    p.taken_ms = w->a.taken_ms;
    p.located = want_location && w->a.located;
    p.lat = p.located ? w->a.lat : 0;
    p.lon = p.located ? w->a.lon : 0;
    *out = p;
    return OK;
}

static enum err photo(struct ctx *cx, struct child *c, int in, const struct child_ask *q,
                      bool want_location, struct child_photo *out)
{
    struct work w = {.q = q, .fds = {in, -1, -1}, .n = CHILD_FDS};
    for (int i = 1; i < CHILD_FDS; i++)
        w.fds[i] = memfd_create("linli-photo", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    enum err e = w.fds[1] < 0 || w.fds[2] < 0 ? ERR_BUSY : run_photo(cx, c, &w, want_location, out);
    for (int i = 1; i < CHILD_FDS; i++)
        if (w.fds[i] >= 0)
            close(w.fds[i]);
    return e;
}

enum err child_photo(struct ctx *cx, struct child *c, int in, bool want_location,
                     struct child_photo *out)
{
    struct child_ask q = {.magic = CHILD_MAGIC, .job = CHILD_JOB_PHOTO};
    return photo(cx, c, in, &q, want_location, out);
}

enum err child_redact(struct ctx *cx, struct child *c, int in, const struct child_shape *shapes,
                      int n, struct child_photo *out)
{
    struct child_ask q = {.magic = CHILD_MAGIC, .job = CHILD_JOB_REDACT, .shapes = (uint32_t)n};
    if (n < 0 || n > CHILD_SHAPES)
        return fail(cx, ERR_INVALID, _("That is too many places to blur in one photo."));
    if (n)
        memcpy(q.shape, shapes, (size_t)n * sizeof *shapes);
    return photo(cx, c, in, &q, false, out);
}

enum err child_office(struct ctx *cx, struct child *c, int in)
{
    struct child_ask q = {.magic = CHILD_MAGIC, .job = CHILD_JOB_OFFICE};
    struct work w = {.q = &q, .fds = {in, -1, -1}, .n = 1};
    return run(cx, c, &w);
}

/* The first row names the sheets. */
static bool read_names(str *text, struct child_book *out)
{
    str row = str_cut(text, CHILD_ROW_END);
    out->shown = -1;
    for (out->n = 0; row.len && out->n < CHILD_SHEETS; out->n++) {
        str one = str_cut(&row, CHILD_CELL_END);
        if (!one.len)
            return false;
        out->sheets[out->n].name = (str){one.at + 1, one.len - 1};
        out->sheets[out->n].hidden = one.at[0] == '-';
        if (one.at[0] == '*')
            out->shown = out->n;
    }
    out->text = *text;
    return out->shown >= 0;
}

enum err child_book(struct ctx *cx, struct child *c, int in, int which, struct child_book *out)
{
    struct child_ask q = {.magic = CHILD_MAGIC, .job = CHILD_JOB_SHEET, .sheet = which};
    struct work w = {.q = &q, .fds = {in, -1, -1}, .n = 2};
    struct child_book book = {.n = 0};
    str text = STR_NONE;
    w.fds[1] = memfd_create("linli-sheet", MFD_CLOEXEC | MFD_ALLOW_SEALING);
    enum err e = w.fds[1] < 0 ? ERR_BUSY : run(cx, c, &w);
    if (!e &&
        (!take_bytes(cx, w.fds[1], w.a.full, &text) || !utf8_ok(text) || !read_names(&text, &book)))
        e = refuse(cx, CHILD_JOB_SHEET, CHILD_BROKEN, 0);
    if (w.fds[1] >= 0)
        close(w.fds[1]);
    if (!e)
        *out = book;
    return e;
}

enum err child_sheet(struct ctx *cx, struct child *c, int in, str *out)
{
    struct child_book book;
    enum err e = child_book(cx, c, in, -1, &book);
    if (!e)
        *out = book.text;
    return e;
}
