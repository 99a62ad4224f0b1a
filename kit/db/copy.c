/* copy.c: bulk loading: whole while nobody is served, in slices while somebody is. */
#include "kit/db/engine.h"

enum { COLUMNS = 96, SLICE_ROWS = 4000 };
#define SLICE_NS 15000000 /* the commit takes the rest of the 20 ms */

struct copy {
    const struct db_sql *sql;
    db_row_fn *next;
    void *arg;
    int64_t rows;
    bool started; /* whole: the source cannot be read twice */
    /* slices: rows fetched before the write, and how many of them are in */
    struct db_arg *fetched;
    int n, done;
};

static enum err row_in(struct ctx *cx, struct copy *c, const struct db_arg *values)
{
    const struct db_arg *ordered[COLUMNS];
    for (int i = 0; i < c->sql->n_params; i++) {
        ordered[i] = &values[i];
        assert(values[i].name && strcmp(values[i].name, c->sql->params[i]) == 0);
    }
    return cx->db->engine->copy_row(cx, cx->conn, c->sql, ordered);
}

static enum err end(struct ctx *cx, struct copy *c, enum err e)
{
    enum err ended = cx->db->engine->copy_end(cx, cx->conn, c->sql, e == OK);
    return e ? e : ended;
}

/* ---- whole ------------------------------------------------------------- */

static const struct db_sql index_list = {
    .name = "db_copy_indexes",
    .text = {"SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL "
             "AND tbl_name = ?1",
             "SELECT CAST(indexname AS text), indexdef FROM pg_indexes WHERE tablename = $1 AND "
             "indexname NOT IN (SELECT conname FROM pg_constraint)"},
    .params = (const char *const[]){"table", NULL},
    .n_params = 1,
    .scope = DB_LOCAL,
};

struct index {
    str name, text;
    struct index *next;
};

/* The table's name in "INSERT INTO t (". */
static str table_of(const struct db_sql *sql)
{
    str text = str_of(sql->text[DB_SQLITE]);
    assert(str_starts(text, S("INSERT INTO ")));
    text = (str){text.at + 12, text.len - 12};
    return str_trim(str_cut(&text, '('));
}

static enum err list_indexes(struct ctx *cx, struct copy *c, struct index **list)
{
    AUTO_ROWS rows = db_query(cx, &index_list, db_text("table", table_of(c->sql)));
    while (db_next(&rows)) {
        struct index *i = NEW(cx->mem, struct index);
        *i = (struct index){db_keep_text(&rows, 0), db_keep_text(&rows, 1), *list};
        *list = i;
    }
    return db_end(&rows);
}

static enum err run_text(struct ctx *cx, str text)
{
    return cx->db->engine->script(cx, cx->conn, str_z(cx->mem, text));
}

static enum err load_whole(struct ctx *cx, struct copy *c)
{
    struct db_arg values[COLUMNS] = {0};
    enum err e = cx->db->engine->copy_begin(cx, cx->conn, c->sql);
    if (e)
        return e;
    while (!e && c->next(c->arg, values)) {
        e = row_in(cx, c, values);
        c->rows += !e;
    }
    return end(cx, c, e);
}

static enum err whole_tx(struct ctx *cx, void *arg)
{
    struct copy *c = arg;
    struct index *list = NULL;
    if (c->started)
        return db_fault(cx, ERR_BUSY, c->sql->name, "the load was interrupted");
    c->started = true;
    enum err e = list_indexes(cx, c, &list);
    for (struct index *i = list; !e && i; i = i->next)
        e = run_text(cx, str_fmt(cx->mem, "DROP INDEX %.*s", STR_ARG(i->name)));
    if (!e)
        e = load_whole(cx, c);
    for (struct index *i = list; !e && i; i = i->next)
        e = run_text(cx, i->text);
    return e;
}

/* ---- slices ------------------------------------------------------------ */

/* Rows are fetched, and their texts kept, before the write that may run twice. */
static void fetch(struct arena *mem, struct copy *c)
{
    struct db_arg *row = c->fetched;
    c->done = 0;
    for (c->n = 0; c->n < SLICE_ROWS && c->next(c->arg, row); c->n++)
        for (int i = 0; i < c->sql->n_params; i++, row++)
            if (row->type == DB_TEXT || row->type == DB_BLOB)
                row->s = str_keep(mem, row->s);
}

struct slice {
    struct copy *copy;
    int done; /* by value: the attempt that was committed */
};

static enum err slice_tx(struct ctx *cx, void *arg)
{
    struct slice *s = arg;
    struct copy *c = s->copy;
    enum err e = cx->db->engine->copy_begin(cx, cx->conn, c->sql);
    if (e)
        return e;
    int64_t until = clock_steady_ns() + SLICE_NS;
    s->done = c->done;
    do
        e = row_in(cx, c, c->fetched + (size_t)s->done++ * (size_t)c->sql->n_params);
    while (!e && s->done < c->n && clock_steady_ns() < until);
    return end(cx, c, e);
}

static enum err copy_slices(struct ctx *cx, struct copy *c)
{
    enum err e = OK;
    struct arena *kept = arena_new();
    c->fetched = NEW_N(cx->mem, struct db_arg, SLICE_ROWS * (size_t)c->sql->n_params);
    for (c->n = SLICE_ROWS; !e && c->n == SLICE_ROWS;) {
        arena_reset(kept);
        fetch(kept, c);
        while (!e && c->done < c->n) {
            struct slice s = {.copy = c};
            e = db_write(cx, slice_tx, &s);
            if (!e) {
                c->rows += s.done - c->done;
                c->done = s.done;
            }
        }
    }
    arena_free(kept);
    return e;
}

enum err db_copy(struct ctx *cx, const struct db_sql *sql, db_row_fn *next, void *arg,
                 enum db_copy_how how, int64_t *rows)
{
    struct copy c = {.sql = sql, .next = next, .arg = arg};
    assert(sql->n_params > 0 && sql->n_params < COLUMNS);
    enum err e = how == DB_COPY_WHOLE ? db_write(cx, whole_tx, &c) : copy_slices(cx, &c);
    if (rows)
        *rows = e && how == DB_COPY_WHOLE ? 0 : c.rows;
    return e;
}
