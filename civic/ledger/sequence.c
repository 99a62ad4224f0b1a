/* sequence.c: from promised to provable. The ledger follows the facts of a county: each
 * "ledger.added" gives its leaf the next index, in the transaction that moves the cursor, so an
 * index is given once and in the order of pos. Then the county's standing work adds what has an
 * index to the tree and signs a checkpoint, and the checkpoint becomes a leaf of the instance's own
 * log. Each step begins with a compare-and-set, so two processes never do the same one twice. */
#include "civic/ledger/ledger_own.h"
#include "civic/ledger/ledger_sql.h"

enum { GROW_MAX = 2000, JOIN_MAX = 50 };

/* ---- an index for each leaf ------------------------------------------------ */

static enum err place_leaf(struct ctx *cx, const struct fact *f)
{
    int64_t changed = 0;
    enum err e = db_exec(cx, NULL, &ledger_sql_head_add, db_int("county", f->county));
    if (!e)
        e = db_exec(cx, &changed, &ledger_sql_place, db_int("county", f->county),
                    db_int("id", f->subject));
    if (e || !changed) /* told again, or its row is gone: verifying says so */
        return e;
    return db_exec(cx, NULL, &ledger_sql_head_next, db_int("county", f->county));
}

static const char *const wanted[] = {"ledger.added", NULL};
const struct facts_subscriber ledger_subscriber = {"ledger", wanted, place_leaf};

/* ---- the tree and its checkpoint --------------------------------------------- */

enum err head_read(struct ctx *cx, int64_t log, struct head *out)
{
    AUTO_ROWS rows = db_query(cx, &ledger_sql_head, db_int("county", log));
    enum err e = db_one(&rows);
    if (!e)
        *out = (struct head){db_get_int(&rows, 0), db_get_int(&rows, 1), db_get_int(&rows, 2)};
    return e;
}

enum err checkpoint_add(struct ctx *cx, int64_t log, int64_t size, const struct seal_hash *root,
                        str *note)
{
    *note = note_write(cx->seal, log, size, root, cx->mem);
    return db_exec(cx, NULL, &ledger_sql_checkpoint_add, db_int("county", log),
                   db_int("size", size), db_int("at", cx->now), db_int("real", clock_real_ms()),
                   db_blob("root", seal_hash_bytes(root)), db_text("note", *note));
}

static enum err add_placed(struct ctx *cx, struct edge *g, int64_t log, int64_t from, int64_t until)
{
    struct seal_hash *leaf = NEW_N(cx->mem, struct seal_hash, GROW_MAX);
    int64_t n = 0;
    {
        AUTO_ROWS rows = db_query(cx, &ledger_sql_placed, db_int("county", log),
                                  db_int("from", from), db_int("until", until));
        while (n < until - from && db_next(&rows))
            leaf[n++] = ledger_leaf_hash(db_get_blob(&rows, 0));
        enum err e = db_end(&rows);
        if (e || n != until - from)
            return e ? e : ERR_FAULT; /* a leaf is gone before it came into the log */
    }
    for (int64_t i = 0; i < n; i++) {
        enum err e = edge_add(g, &leaf[i]);
        if (e)
            return e;
    }
    return OK;
}

struct grow_args {
    int64_t log, did;
};

static enum err grow_tx(struct ctx *cx, void *arg)
{
    struct grow_args *a = arg;
    struct head h;
    struct edge *g;
    struct seal_hash root;
    str note;
    int64_t changed = 0;
    a->did = 0;
    enum err e = head_read(cx, a->log, &h);
    if (e || h.next == h.size)
        return e == ERR_NOT_FOUND ? OK : e;
    int64_t size = h.next - h.size > GROW_MAX ? h.size + GROW_MAX : h.next;
    e = db_exec(cx, &changed, &ledger_sql_head_grow, db_int("size", size), db_int("county", a->log),
                db_int("seen", h.size));
    if (e || !changed)
        return e ? e : ERR_CONFLICT;
    e = edge_open(cx, a->log, h.size, &g);
    if (!e)
        e = add_placed(cx, g, a->log, h.size, size);
    if (!e)
        e = edge_done(g, &root);
    if (!e)
        e = checkpoint_add(cx, a->log, size, &root, &note);
    a->did = e ? 0 : size - h.size;
    return e;
}

/* ---- the instance's log ---------------------------------------------------------- */

struct join_args {
    int64_t log;
    const struct ledger_checkpoint *of; /* in order */
    int n;
};

static enum err is_joined(struct ctx *cx, int64_t log, int64_t size, bool *out)
{
    AUTO_ROWS rows = db_query(cx, &ledger_sql_joined, db_int("county", LEDGER_INSTANCE),
                              db_int("log", log), db_int("size", size));
    enum err e = db_one(&rows);
    *out = !e;
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err join_one(struct ctx *cx, struct edge *g, int64_t log,
                         const struct ledger_checkpoint *c, int64_t *size)
{
    bool there = false;
    struct seal_hash leaf = ledger_leaf_hash(c->note);
    enum err e = is_joined(cx, log, c->size, &there);
    if (e || there)
        return e;
    e = db_exec(cx, NULL, &ledger_sql_join, db_int("county", LEDGER_INSTANCE), db_int("idx", *size),
                db_int("log", log), db_int("size", c->size), db_text("note", c->note));
    ++*size;
    return e ? e : edge_add(g, &leaf);
}

static enum err finish_join(struct ctx *cx, struct edge *g, int64_t from, int64_t size)
{
    struct seal_hash root;
    str note;
    if (size == from)
        return OK;
    enum err e = edge_done(g, &root);
    if (!e)
        e = checkpoint_add(cx, LEDGER_INSTANCE, size, &root, &note);
    return e ? e
             : db_exec(cx, NULL, &ledger_sql_head_set, db_int("size", size),
                       db_int("county", LEDGER_INSTANCE));
}

/* Counts the turn first: that holds the log's row until the end, so turns come one by one. */
static enum err join_tx(struct ctx *cx, void *arg)
{
    const struct join_args *a = arg;
    struct head h = {0};
    struct edge *g = NULL;
    enum err e = db_exec(cx, NULL, &ledger_sql_head_add, db_int("county", LEDGER_INSTANCE));
    if (!e)
        e = db_exec(cx, NULL, &ledger_sql_head_turn, db_int("county", LEDGER_INSTANCE));
    if (!e)
        e = head_read(cx, LEDGER_INSTANCE, &h);
    if (!e)
        e = edge_open(cx, LEDGER_INSTANCE, h.size, &g);
    int64_t size = h.size;
    for (int i = 0; !e && i < a->n; i++)
        e = join_one(cx, g, a->log, &a->of[i], &size);
    return e ? e : finish_join(cx, g, h.size, size);
}

static enum err joined_tx(struct ctx *cx, void *arg)
{
    const struct join_args *a = arg;
    return db_exec(cx, NULL, &ledger_sql_head_join, db_int("size", a->of[a->n - 1].size),
                   db_int("county", a->log));
}

/* Two transactions, for two counties; between them a crash only means that the first is tried
 * again and finds them there. */
static enum err join(struct ctx *cx, int64_t county, int64_t joined, int64_t *did)
{
    struct ledger_checkpoint *c = NEW_N(cx->mem, struct ledger_checkpoint, JOIN_MAX);
    struct join_args a = {.log = county, .of = c};
    enum err e = checkpoints_after(cx, county, joined, c, JOIN_MAX, &a.n);
    if (e || !a.n)
        return e;
    e = db_write(cx, join_tx, &a);
    if (!e)
        e = db_write(cx, joined_tx, &a);
    *did += e ? 0 : a.n;
    return e;
}

/* ---- standing work ------------------------------------------------------------------ */

static enum err step(struct ctx *cx, int64_t county, int64_t *did)
{
    struct arena_point mark = arena_mark(cx->mem);
    struct grow_args a = {.log = county};
    struct head h = {0};
    if (!cx->seal || !seal_note_kind(cx->seal))
        return OK; /* a program that serves has the key */
    enum err e = db_write(cx, grow_tx, &a);
    if (!e)
        e = head_read(cx, county, &h);
    if (!e && h.size > h.joined)
        e = join(cx, county, h.joined, &a.did);
    arena_back(cx->mem, mark);
    /* Another process is at it, nothing was ever promised here, or the log cannot grow because a
     * row of it is gone: verifying says which. What else the county has to do goes on. */
    *did += e ? 0 : a.did;
    return OK;
}

enum err ledger_logs(struct ctx *cx, int64_t *out, int max, int *n)
{
    int got = 0;
    AUTO_ROWS rows = db_query(cx, &ledger_sql_logs);
    while (got < max && db_next(&rows))
        out[got++] = db_get_int(&rows, 0);
    *n = got;
    return db_end(&rows);
}

const struct jobs_kind ledger_job = {
    .name = "ledger", .counties = &ledger_sql_counties, .step = step};

/* ---- checkpoints ---------------------------------------------------------------------- */

static void read_checkpoint(struct ctx *cx, const struct rows *r, int64_t log,
                            struct ledger_checkpoint *out)
{
    str root = db_get_blob(r, 2);
    *out = (struct ledger_checkpoint){.size = db_get_int(r, 0),
                                      .at_ms = db_get_int(r, 1),
                                      .note = db_keep_text(r, 3),
                                      .real_ms = db_get_int(r, 4)};
    if (cx->seal)
        out->origin = ledger_origin(cx->seal, log, cx->mem);
    if (root.len == sizeof out->root.at)
        memcpy(out->root.at, root.at, root.len);
}

enum err checkpoints_after(struct ctx *cx, int64_t log, int64_t after,
                           struct ledger_checkpoint *out, int max, int *n)
{
    int got = 0;
    AUTO_ROWS rows = db_query(cx, &ledger_sql_checkpoints, db_int("county", log),
                              db_int("after", after), db_int("max", max));
    while (got < max && db_next(&rows))
        read_checkpoint(cx, &rows, log, &out[got++]);
    *n = got;
    return db_end(&rows);
}

enum err ledger_checkpoint(struct ctx *cx, int64_t log, int64_t most, struct ledger_checkpoint *out)
{
    AUTO_ROWS rows =
        db_query(cx, &ledger_sql_checkpoint, db_int("county", log), db_int("most", most));
    enum err e = db_one(&rows);
    if (!e)
        read_checkpoint(cx, &rows, log, out);
    return e;
}

enum err ledger_checkpoint_since(struct ctx *cx, int64_t log, int64_t least,
                                 struct ledger_checkpoint *out)
{
    AUTO_ROWS rows =
        db_query(cx, &ledger_sql_checkpoint_since, db_int("county", log), db_int("least", least));
    enum err e = db_one(&rows);
    if (!e)
        read_checkpoint(cx, &rows, log, out);
    return e;
}
