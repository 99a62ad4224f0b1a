/* verify.c: a log read from its first leaf to its last and held against everything that was said of
 * it: the content it was made of, the order of the facts, the stored tree, every checkpoint ever
 * signed, the instance's log, and checkpoints that somebody kept elsewhere. */
#include "civic/ledger/ledger_own.h"
#include "civic/ledger/ledger_sql.h"

enum { PAGE = 200, WAITING_MAX = 10000, LOST_MAX = 100 };

const char *const ledger_fault_text[LEDGER_FAULTS] = {
    "leaf %lld: what is stored now is not what was published",
    "leaf %lld: what was published is not stored any more",
    "index %lld: no leaf stands there",
    "leaf %lld: does not stand in the order of publication",
    "leaf %lld: was promised and is gone",
    "leaf %lld: erased without a withdrawal in the log",
    "row %lld of the stored tree: is not what the leaves give",
    "checkpoint of %lld leaves: its root is not what the leaves give",
    "checkpoint of %lld leaves: not signed by the key of this instance",
    "checkpoint of %lld leaves: the log of the instance has another one, or none",
    "checkpoint of %lld leaves: the log is shorter",
    "leaf %lld: not in the log within 10 seconds",
};

struct walk {
    struct ctx *cx;
    int64_t log;
    struct ledger_check *c;
    struct edge *tree;
    int64_t at, last_pos;          /* leaves seen; pos of the last one's fact */
    struct ledger_checkpoint next; /* the next stored one; size 0: none is left */
    bool missing;                  /* an index without a leaf: from there no root can be right */
};

static void tell(struct walk *w, enum ledger_fault f, int64_t where)
{
    w->c->faults++;
    w->c->fault(w->c->arg, f, where);
}

static void tree_differs(void *arg, int64_t tile)
{
    tell(arg, LEDGER_FAULT_TREE, tile);
}

/* ---- one leaf -------------------------------------------------------------- */

static bool is_made_of(const struct walked *l, str bytes, struct arena *mem)
{
    char *all = arena_room(mem, l->salt.len + bytes.len + 1);
    memcpy(all, l->salt.at, l->salt.len);
    if (bytes.len)
        memcpy(all + l->salt.len, bytes.at, bytes.len);
    struct seal_hash h = seal_sha256((str){all, l->salt.len + bytes.len});
    return str_eq(seal_hash_bytes(&h), l->hash);
}

static enum err check_content(struct walk *w, const struct walked *l)
{
    const struct ledger_source *s = source_of(w->cx, l->kind);
    str bytes = STR_NONE;
    enum err e = s ? s->bytes(w->cx, w->log, l->subject, l->id, &bytes) : ERR_NOT_FOUND;
    if (e == ERR_NOT_FOUND)
        tell(w, LEDGER_FAULT_NO_CONTENT, l->id);
    else if (!e && !is_made_of(l, bytes, w->cx->mem))
        tell(w, LEDGER_FAULT_CONTENT, l->id);
    return e == ERR_NOT_FOUND ? OK : e;
}

/* Erased: the log must say that it was. */
static enum err check_withdrawn(struct walk *w, const struct walked *l)
{
    AUTO_ROWS rows =
        db_query(w->cx, &ledger_sql_withdrawal, db_int("county", w->log), db_int("subject", l->id));
    enum err e = db_one(&rows);
    w->c->withdrawn++;
    if (!e && (db_get_int(&rows, 0) == 0 || !l->withdrawn_ms))
        tell(w, LEDGER_FAULT_SILENT, l->id);
    return e;
}

static enum err check_leaf(struct walk *w, const struct walked *l)
{
    if (!l->pos || l->pos <= w->last_pos)
        tell(w, LEDGER_FAULT_ORDER, l->id);
    w->last_pos = l->pos > w->last_pos ? l->pos : w->last_pos;
    if (l->salt.len != 32 || l->withdrawn_ms)
        return check_withdrawn(w, l);
    return check_content(w, l);
}

/* ---- checkpoints ------------------------------------------------------------- */

static enum err next_checkpoint(struct walk *w)
{
    struct ledger_checkpoint c = {.size = 0};
    int n = 0;
    enum err e = checkpoints_after(w->cx, w->log, w->next.size, &c, 1, &n);
    w->next = n ? c : (struct ledger_checkpoint){.size = 0};
    return e;
}

/* What the note itself says counts; the columns beside it are for finding it. */
static void check_note(struct walk *w, const struct ledger_checkpoint *kept)
{
    struct ledger_checkpoint said = {.size = -1};
    struct seal_hash root;
    edge_root(w->tree, &root);
    if (!ledger_note_signed(w->cx->seal, w->log, kept->note, w->cx->mem) ||
        ledger_note_read(kept->note, &said, w->cx->mem) || said.size != kept->size) {
        tell(w, LEDGER_FAULT_SIGNATURE, kept->size);
        return;
    }
    if (w->missing || memcmp(said.root.at, root.at, sizeof root.at) != 0 ||
        memcmp(kept->root.at, root.at, sizeof root.at) != 0)
        tell(w, LEDGER_FAULT_ROOT, kept->size);
}

/* The same checkpoint must stand in the instance's log. */
static enum err check_joined(struct walk *w, const struct ledger_checkpoint *kept)
{
    struct head h = {0};
    enum err e = head_read(w->cx, w->log, &h);
    if (e || w->log == LEDGER_INSTANCE || kept->size > h.joined)
        return e;
    AUTO_ROWS rows = db_query(w->cx, &ledger_sql_joined, db_int("county", LEDGER_INSTANCE),
                              db_int("log", w->log), db_int("size", kept->size));
    e = db_one(&rows);
    if (e == ERR_NOT_FOUND || (!e && !str_eq(db_get_text(&rows, 1), kept->note)))
        tell(w, LEDGER_FAULT_FORK, kept->size);
    return e == ERR_NOT_FOUND ? OK : e;
}

/* Everything that was said of a log of exactly so many leaves. */
static enum err check_size(struct walk *w)
{
    enum err e = OK;
    for (int i = 0; i < w->c->n_known; i++)
        if (w->c->known[i].size == w->at)
            check_note(w, &w->c->known[i]);
    while (!e && w->next.size && w->next.size <= w->at) {
        w->c->checkpoints++;
        check_note(w, &w->next);
        e = check_joined(w, &w->next);
        if (!e)
            e = next_checkpoint(w);
    }
    return e;
}

/* ---- the county's leaves --------------------------------------------------------- */

/* The checkpoint that comes next is the first to hold it. */
static void check_promise(struct walk *w, int64_t id)
{
    int64_t until = w->next.size ? w->next.real_ms : clock_real_ms();
    if (until - db_id_ms(id) <= LEDGER_PROMISE_MS)
        return;
    if (w->next.size)
        w->c->late++;
    else
        tell(w, LEDGER_FAULT_PROMISE, id);
}

static enum err take_leaf(struct walk *w, const struct walked *l)
{
    struct seal_hash h = ledger_leaf_hash(l->hash);
    for (; w->at < l->index; w->at++) {
        tell(w, LEDGER_FAULT_MISSING, w->at);
        w->missing = true;
    }
    check_promise(w, l->id);
    w->c->leaves++;
    w->at++;
    enum err e = check_leaf(w, l);
    if (!e && w->next.size && !w->missing) /* what no checkpoint holds is not in the tree yet */
        e = edge_add(w->tree, &h);
    return e ? e : check_size(w);
}

/* The open tiles and the ctx of reading live on; what one leaf needs does not. */
static enum err walk_all(struct walk *w)
{
    struct walked *l = NEW_N(w->cx->mem, struct walked, PAGE);
    for (;;) {
        struct arena *page = arena_new(), *was = w->cx->mem;
        int n = 0;
        w->cx->mem = page;
        enum err e = walk_leaves(w->cx, w->log, w->at, l, PAGE, &n);
        for (int i = 0; !e && i < n; i++)
            e = take_leaf(w, &l[i]);
        w->next.note = str_keep(was, w->next.note);
        w->cx->mem = was;
        arena_free(page);
        if (e || n < PAGE)
            return e;
    }
}

static enum err each_id(struct walk *w, const struct db_sql *sql, int max, enum ledger_fault f)
{
    AUTO_ROWS rows = db_query(w->cx, sql, db_int("county", w->log), db_int("max", max));
    while (db_next(&rows)) {
        int64_t id = db_get_int(&rows, 0);
        if (f == LEDGER_FAULT_PROMISE)
            w->c->waiting++;
        if (f != LEDGER_FAULT_PROMISE || clock_real_ms() - db_id_ms(id) > LEDGER_PROMISE_MS)
            tell(w, f, id);
    }
    return db_end(&rows);
}

/* ---- the instance's leaves ---------------------------------------------------------- */

static enum err take_join(struct walk *w, const struct joined *j)
{
    struct seal_hash h = ledger_leaf_hash(j->note);
    for (; w->at < j->index; w->at++) {
        tell(w, LEDGER_FAULT_MISSING, w->at);
        w->missing = true;
    }
    w->c->leaves++;
    w->at++;
    enum err e = w->missing ? OK : edge_add(w->tree, &h);
    if (!e) {
        AUTO_ROWS rows = db_query(w->cx, &ledger_sql_checkpoint_at, db_int("county", j->log),
                                  db_int("size", j->size));
        e = db_one(&rows);
        if (e == ERR_NOT_FOUND || (!e && !str_eq(db_get_text(&rows, 0), j->note)))
            tell(w, LEDGER_FAULT_FORK, j->size);
        e = e == ERR_NOT_FOUND ? OK : e;
    }
    return e ? e : check_size(w);
}

static enum err walk_all_joins(struct walk *w)
{
    struct joined *j = NEW_N(w->cx->mem, struct joined, PAGE);
    for (;;) {
        struct arena *page = arena_new(), *was = w->cx->mem;
        int n = 0;
        w->cx->mem = page;
        enum err e = walk_joins(w->cx, w->at, j, PAGE, &n);
        for (int i = 0; !e && i < n; i++)
            e = take_join(w, &j[i]);
        w->next.note = str_keep(was, w->next.note);
        w->cx->mem = was;
        arena_free(page);
        if (e || n < PAGE)
            return e;
    }
}

/* ---- the whole --------------------------------------------------------------------- */

/* What the log is too short for, and the last, open rows of the tree. */
static enum err check_end(struct walk *w)
{
    struct seal_hash root;
    enum err e = OK;
    while (!e && w->next.size) {
        w->c->checkpoints++;
        tell(w, LEDGER_FAULT_SHORT, w->next.size);
        e = next_checkpoint(w);
    }
    for (int i = 0; i < w->c->n_known; i++)
        if (w->c->known[i].size > w->at)
            tell(w, LEDGER_FAULT_SHORT, w->c->known[i].size);
    if (!e && !w->missing)
        e = edge_done(w->tree, &root);
    return e;
}

enum err ledger_verify(struct ctx *cx, int64_t log, struct ledger_check *c)
{
    struct walk w = {.cx = cx, .log = log, .c = c};
    w.tree = edge_compare(cx, log, tree_differs, &w);
    enum err e = next_checkpoint(&w);
    if (!e)
        e = log == LEDGER_INSTANCE ? walk_all_joins(&w) : walk_all(&w);
    if (!e)
        e = check_end(&w);
    if (!e && log != LEDGER_INSTANCE)
        e = each_id(&w, &ledger_sql_waiting, WAITING_MAX, LEDGER_FAULT_PROMISE);
    if (!e && log != LEDGER_INSTANCE)
        e = each_id(&w, &ledger_sql_lost, LOST_MAX, LEDGER_FAULT_LOST);
    return e;
}
