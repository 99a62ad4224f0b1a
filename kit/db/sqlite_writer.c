/* sqlite_writer.c: the one thread that writes: group commit.
 *
 * The commit is the gather window: while it runs, requests queue; the next batch takes them all,
 * each in a savepoint, and commits once. Nobody is answered before COMMIT returned OK. If SQLite
 * ended the transaction by itself (disk full does), everything in the batch is undone: then its
 * functions are rerun, one transaction each, so that only those that cannot be saved fail. */
#include "kit/db/sqlite.h"

enum {
    BATCH_MOST = 512,
    CHECKPOINT_IDLE = 1000, /* pages in the WAL when the queue is empty */
    CHECKPOINT_BUSY = 4000, /* pages when it is not */
};
#define BATCH_NS 20000000

/* What one transaction came to. */
struct batch {
    struct sqlite_db *db;
    struct write *first, *end; /* end is the first not run */
    int rc;                    /* of BEGIN or COMMIT */
    bool ended;                /* SQLite ended the transaction, nothing of it is saved */
    bool any;                  /* a function succeeded */
};

static void not_saved(struct write *w, const char *what, int rc)
{
    enum err e = sqlite_err(rc);
    w->cx->failure.detail = STR_NONE;
    w->err = db_fault(w->cx, e == ERR_BUSY ? e : ERR_FAULT, what, sqlite3_errstr(rc));
}

/* ---- one transaction --------------------------------------------------- */

/* One function in its savepoint. False: the transaction is gone, or cannot be trusted. */
static bool run_one(struct sqlite_conn *c, struct write *w)
{
    int rc = sqlite_control(c, SAVEPOINT);
    if (!rc) {
        w->err = db_attempt(w, &c->base);
        if (sqlite3_get_autocommit(c->handle))
            return false;
        rc = w->err ? sqlite_control(c, BACK_TO) : SQLITE_OK;
    }
    if (!rc)
        rc = sqlite_control(c, RELEASE);
    if (rc)
        not_saved(w, "SAVEPOINT", rc);
    return !rc && !sqlite3_get_autocommit(c->handle);
}

static void run_functions(struct batch *b)
{
    int64_t until = clock_steady_ns() + BATCH_NS;
    struct write *w = b->first;
    for (int n = 0; w != b->end && n < BATCH_MOST; n++) {
        b->ended = !run_one(b->db->writer, w);
        b->any |= !w->err;
        w = w->next;
        if (b->ended || clock_steady_ns() > until)
            break;
    }
    b->end = w;
}

/* The sequencer and whoever else numbers what this batch did. */
static void run_batch_end(struct batch *b, struct write *last)
{
    struct ctx *cx = last->cx;
    *cx = (struct ctx){.mem = cx->mem, .now = clock_business_ms(), .db = &b->db->base};
    cx->via = S("job");
    last->fn = b->db->base.batch_end;
    last->arg = b->db->base.batch_end_arg;
    last->before = *cx;
    last->mark = arena_mark(cx->mem);
    b->ended = !run_one(b->db->writer, last);
}

static void run_after(const struct write *w)
{
    if (!w->err)
        for (struct after *a = w->after; a; a = a->next)
            a->fn(a->arg);
}

/* Runs functions from first to end, or fewer, and commits. False: nothing is saved. */
static bool transaction(struct batch *b)
{
    struct sqlite_conn *c = b->db->writer;
    struct arena *mem = arena_new();
    struct ctx cx = {.mem = mem};
    struct write last = {.cx = &cx, .err = ERR_FAULT};
    b->rc = sqlite_control(c, BEGIN);
    if (!b->rc)
        run_functions(b);
    if (!b->rc && !b->ended && b->any && b->db->base.batch_end)
        run_batch_end(b, &last);
    if (!b->rc && !b->ended)
        b->rc = sqlite_control(c, COMMIT);
    bool saved = !b->rc && !b->ended;
    if (!sqlite3_get_autocommit(c->handle))
        sqlite_control(c, ROLLBACK);
    atomic_store(&b->db->base.well, saved);
    if (saved)
        run_after(&last);
    arena_free(mem);
    return saved;
}

/* ---- batches ----------------------------------------------------------- */

static void answer(struct write *first, const struct write *end)
{
    while (first != end) {
        struct write *next = first->next; /* the caller's frame may be gone after the post */
        sem_post(first->done);
        first = next;
    }
}

/* One transaction each: who cannot be saved fails alone. */
static void run_singly(struct sqlite_db *db, struct write *first, struct write *end)
{
    while (first != end) {
        struct write *next = first->next;
        struct batch b = {.db = db, .first = first, .end = next};
        if (!transaction(&b) && (b.rc || !first->err))
            not_saved(first, "COMMIT", b.rc ? b.rc : SQLITE_FULL);
        answer(first, next);
        first = next;
    }
}

/* Disk full, or one function's deferred mistake: the others can be saved without it. */
static bool may_run_again(const struct batch *b)
{
    return b->ended || (b->rc & 0xff) == SQLITE_FULL || (b->rc & 0xff) == SQLITE_CONSTRAINT;
}

static void run_batch(struct sqlite_db *db, struct write **queue)
{
    struct batch b = {.db = db, .first = *queue, .end = NULL};
    bool saved = transaction(&b);
    *queue = b.end;
    if (saved) {
        answer(b.first, b.end);
    } else if (may_run_again(&b)) {
        run_singly(db, b.first, b.end);
    } else { /* BEGIN or COMMIT failed: nobody is told "saved" */
        for (struct write *w = b.first; w != b.end; w = w->next)
            not_saved(w, "COMMIT", b.rc);
        answer(b.first, b.end);
    }
}

/* Between batches only, by this thread only, passively: readers never wait for it. */
static void checkpoint(struct sqlite_db *db, bool busy)
{
    if (db->wal_pages < (busy ? CHECKPOINT_BUSY : CHECKPOINT_IDLE))
        return;
    sqlite3_wal_checkpoint_v2(db->writer->handle, NULL, SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);
    db->wal_pages = 0;
}

static int count_pages(void *arg, sqlite3 *handle, const char *name, int pages)
{
    struct sqlite_db *db = arg;
    (void)handle;
    (void)name;
    db->wal_pages = pages;
    return SQLITE_OK;
}

/* Waits for work; NULL when it is time to stop and nothing is left. */
static struct write *take_queue(struct sqlite_db *db)
{
    pthread_mutex_lock(&db->queue_lock);
    while (!db->first && !db->stop)
        pthread_cond_wait(&db->queue_wake, &db->queue_lock);
    struct write *first = db->first;
    db->first = NULL;
    db->last = &db->first;
    pthread_mutex_unlock(&db->queue_lock);
    return first;
}

static bool is_waiting(struct sqlite_db *db)
{
    pthread_mutex_lock(&db->queue_lock);
    bool waiting = db->first != NULL;
    pthread_mutex_unlock(&db->queue_lock);
    return waiting;
}

static void *writer_main(void *arg)
{
    struct sqlite_db *db = arg;
    struct write *queue;
    while ((queue = take_queue(db)))
        while (queue) {
            run_batch(db, &queue);
            checkpoint(db, queue || is_waiting(db));
        }
    return NULL;
}

/* ---- the callers' side ------------------------------------------------- */

void sqlite_write(struct write *w)
{
    struct sqlite_db *db = (struct sqlite_db *)w->cx->db;
    sem_t done;
    sem_init(&done, 0, 0);
    w->done = &done;
    w->next = NULL;
    pthread_mutex_lock(&db->queue_lock);
    *db->last = w;
    db->last = &w->next;
    pthread_cond_signal(&db->queue_wake);
    pthread_mutex_unlock(&db->queue_lock);
    while (sem_wait(&done))
        ; /* EINTR */
    sem_destroy(&done);
}

enum err sqlite_writer_start(struct sqlite_db *db, str *why, struct arena *mem)
{
    enum err e = sqlite_conn_open(db, true, &db->writer, why, mem);
    if (e)
        return e;
    sqlite3_wal_hook(db->writer->handle, count_pages, db);
    pthread_mutex_init(&db->queue_lock, NULL);
    pthread_cond_init(&db->queue_wake, NULL);
    db->last = &db->first;
    atomic_store(&db->base.well, true);
    if (pthread_create(&db->thread, NULL, writer_main, db)) {
        *why = S("no thread for the writer");
        return ERR_FAULT;
    }
    db->started = true;
    return OK;
}

void sqlite_writer_stop(struct sqlite_db *db)
{
    if (db->started) {
        pthread_mutex_lock(&db->queue_lock);
        db->stop = true;
        pthread_cond_signal(&db->queue_wake);
        pthread_mutex_unlock(&db->queue_lock);
        pthread_join(db->thread, NULL);
    }
    sqlite_conn_close(db->writer);
}
