/* write.c: the one way to write: attempts, nesting, idempotency, what follows a commit. */
#include "kit/db/db_sql.h"
#include "kit/db/engine.h"

/* ---- idempotency: (county, owner, key) before anything else ------------- */

/* What the first request under this key said and got. */
static enum err idem_seen(struct ctx *cx, const struct idem *id)
{
    AUTO_ROWS rows = db_query(cx, &db_sql_idem_find, db_int("county", id->county),
                              db_int("owner", id->owner), db_text("key", id->key));
    enum err e = db_one(&rows);
    if (e)
        return e;
    if (!str_eq(db_get_blob(&rows, 0), (str){(const char *)id->body, sizeof id->body}))
        return fail(cx, ERR_INVALID, _("This form was sent before with other content."));
    cx->idem_repeat = true;
    cx->idem_result = db_keep_text(&rows, 1);
    return OK;
}

static enum err idem_take(struct ctx *cx, const struct idem *id)
{
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &db_sql_idem_add, db_int("county", id->county),
                         db_int("owner", id->owner), db_text("key", id->key),
                         db_blob("body", (str){(const char *)id->body, sizeof id->body}),
                         db_int("now", clock_real_ms()));
    if (e || changed)
        return e;
    return idem_seen(cx, id);
}

enum err db_idem_result(struct ctx *cx, str result)
{
    const struct idem *id = cx->idem;
    if (!id)
        return OK;
    return db_exec(cx, NULL, &db_sql_idem_result, db_text("result", result),
                   db_int("county", id->county), db_int("owner", id->owner),
                   db_text("key", id->key));
}

bool db_idem_repeat(const struct ctx *cx, str *result)
{
    if (cx->idem_repeat)
        *result = cx->idem_result;
    return cx->idem_repeat;
}

enum { FORGET_MOST = 500 };

struct old_keys {
    struct idem keys[FORGET_MOST];
    int n;
};

static enum err list_old(struct ctx *cx, int64_t before_ms, struct old_keys *old)
{
    AUTO_ROWS rows =
        db_query(cx, &db_sql_idem_old, db_int("before", before_ms), db_int("most", FORGET_MOST));
    for (old->n = 0; old->n < FORGET_MOST && db_next(&rows); old->n++)
        old->keys[old->n] = (struct idem){.county = db_get_int(&rows, 0),
                                          .owner = db_get_int(&rows, 1),
                                          .key = db_keep_text(&rows, 2)};
    return rows.err;
}

static enum err forget_tx(struct ctx *cx, void *arg)
{
    const struct old_keys *old = arg;
    for (int i = 0; i < old->n; i++) {
        const struct idem *id = &old->keys[i];
        enum err e = db_exec(cx, NULL, &db_sql_idem_remove, db_int("county", id->county),
                             db_int("owner", id->owner), db_text("key", id->key));
        if (e)
            return e;
    }
    return OK;
}

enum err db_idem_forget(struct ctx *cx, int64_t before_ms, int64_t *forgotten)
{
    struct old_keys *old = NEW(cx->mem, struct old_keys);
    int64_t n = 0;
    do {
        enum err e = list_old(cx, before_ms, old);
        if (!e && old->n)
            e = db_write(cx, forget_tx, old);
        if (e)
            return e;
        n += old->n;
    } while (old->n == FORGET_MOST);
    *forgotten = n;
    return OK;
}

/* ---- attempts ---------------------------------------------------------- */

/* Runs the function once, inside the transaction or savepoint the engine has opened. */
enum err db_attempt(struct write *w, struct db_conn *conn)
{
    struct ctx *cx = w->cx;
    *cx = w->before;
    arena_back(cx->mem, w->mark);
    w->after = NULL;
    conn->writing = true;
    conn->depth = 1;
    conn->broken = OK;
    conn->after = NULL;
    cx->conn = conn;
    enum err e = cx->idem ? idem_take(cx, cx->idem) : OK;
    if (!e && !cx->idem_repeat)
        e = w->fn(cx, w->arg);
    assert(conn->open_rows == 0); /* rows outlived the function: AUTO_ROWS closes them */
    if (!e)
        e = conn->broken;
    w->after = conn->after;
    conn->writing = false;
    cx->conn = NULL;
    return e;
}

/* A nested write is undone alone if it fails; the outer function may go on. */
static enum err write_nested(struct ctx *cx, db_fn *fn, void *arg)
{
    struct db_conn *conn = cx->conn;
    struct after *after = conn->after;
    if (conn->broken)
        return conn->broken;
    enum err e = cx->db->engine->savepoint(cx, conn);
    if (e)
        return conn->broken = e;
    conn->depth++;
    e = fn(cx, arg);
    if (!e)
        e = conn->broken;
    conn->broken = OK;
    enum err released = cx->db->engine->release(cx, conn, e == OK);
    conn->depth--;
    if (e)
        conn->after = after;
    if (released)
        return conn->broken = released;
    return e;
}

static void run_after(struct after *after)
{
    struct after *reversed = NULL;
    while (after) { /* they were pushed: the first asked runs first */
        struct after *next = after->next;
        after->next = reversed;
        reversed = after;
        after = next;
    }
    for (; reversed; reversed = reversed->next)
        reversed->fn(reversed->arg);
}

static enum err write_outermost(struct ctx *cx, db_fn *fn, void *arg)
{
    struct write w = {.cx = cx, .fn = fn, .arg = arg};
    w.before = *cx;
    w.before.idem_repeat = false;
    w.before.failure.detail = STR_NONE;
    w.mark = arena_mark(cx->mem);
    cx->db->engine->write(&w);
    if (w.err) {
        cx->idem_repeat = false;
        return w.err;
    }
    if (!cx->idem_repeat)
        cx->idem = NULL; /* used: a second write of this request is no repeat of its first */
    run_after(w.after);
    return OK;
}

enum err db_write(struct ctx *cx, db_fn *fn, void *arg)
{
    if (cx->conn && cx->conn->writing)
        return write_nested(cx, fn, arg);
    assert(!cx->conn); /* close rows before db_write: a reader must not be held while waiting */
    if (cx->db->read_only || !ids_may_write(cx->db))
        return db_fault(cx, ERR_BUSY, "db_write", "this node may not write now");
    return write_outermost(cx, fn, arg);
}

void db_after_commit(struct ctx *cx, void (*fn)(void *), void *arg)
{
    assert(cx->conn && cx->conn->writing);
    struct after *a = NEW(cx->mem, struct after);
    *a = (struct after){fn, arg, cx->conn->after};
    cx->conn->after = a;
}

/* For kit/db itself: a write that no request asked for, allowed before a node number is held. */
enum err db_run_as(struct db *db, struct arena *mem, db_fn *fn, void *arg, str *why)
{
    struct ctx cx = {.mem = mem, .now = clock_business_ms(), .db = db, .via = S("job")};
    enum err e = write_outermost(&cx, fn, arg);
    if (e && why)
        *why = cx.failure.detail.len ? cx.failure.detail : cx.failure.text;
    return e;
}
