/* db.c: the door: bindings by name, rows, and which engine answers. */
#include "kit/db/db.h"

#include "kit/db/db_sql.h"
#include "kit/db/engine.h"
#include "kit/db/shelf.h"

enum { ARGS_MAX = 96 };

struct db_arg db_int_or_null(const char *name, int64_t v)
{
    return v ? db_int(name, v) : db_null(name);
}

struct db_arg db_text_or_null(const char *name, str v)
{
    return v.len ? db_text(name, v) : db_null(name);
}

/* Keeps the first reason: what came after it is its consequence. */
enum err db_fault(struct ctx *cx, enum err e, const char *statement, const char *said)
{
    if (!cx->failure.detail.len)
        cx->failure.detail = str_fmt(cx->mem, "%s: %s", statement, said);
    cx->failure.err = e;
    return e;
}

/* ---- binding ----------------------------------------------------------- */

static const struct db_arg *arg_named(const char *name, const struct db_arg *args, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (args[i].name == name || strcmp(args[i].name, name) == 0)
            return &args[i];
    return NULL;
}

/* Puts args into the order of the statement; each must be used, each parameter be given. */
static enum err bind(struct ctx *cx, const struct db_sql *sql, const struct db_arg *args, size_t n,
                     const struct db_arg **ordered)
{
    assert(sql->n_params < ARGS_MAX);
    for (int i = 0; i < sql->n_params; i++) {
        ordered[i] = arg_named(sql->params[i], args, n);
        if (!ordered[i])
            return db_fault(cx, ERR_FAULT, sql->name,
                            str_fmt(cx->mem, "no binding for :%s", sql->params[i]).at);
    }
    if (n != (size_t)sql->n_params)
        return db_fault(cx, ERR_FAULT, sql->name, "a binding is surplus or given twice");
    return OK;
}

/* ---- statement map ----------------------------------------------------- */

static size_t stmt_place(const struct stmt_map *m, const struct db_sql *key)
{
    size_t at = ((uintptr_t)key >> 4) * 0x9e3779b97f4a7c15u >> 20 & (m->cap - 1);
    while (m->keys[at] && m->keys[at] != key)
        at = (at + 1) & (m->cap - 1);
    return at;
}

static void *zeroed(size_t n, size_t size)
{
    void *at = calloc(n, size);
    assert(at); /* out of memory ends the process */
    return at;
}

static void stmt_map_grow(struct stmt_map *m)
{
    struct stmt_map old = *m;
    m->cap = old.cap ? old.cap * 2 : 128;
    m->keys = zeroed(m->cap, sizeof *m->keys);
    m->values = zeroed(m->cap, sizeof *m->values);
    for (size_t i = 0; i < old.cap; i++)
        if (old.keys[i]) {
            size_t at = stmt_place(m, old.keys[i]);
            m->keys[at] = old.keys[i];
            m->values[at] = old.values[i];
        }
    stmt_map_free(&old);
}

void **stmt_slot(struct stmt_map *m, const struct db_sql *key)
{
    if (m->n * 2 >= m->cap)
        stmt_map_grow(m);
    size_t at = stmt_place(m, key);
    if (!m->keys[at]) {
        m->keys[at] = key;
        m->n++;
    }
    return &m->values[at];
}

void stmt_map_free(struct stmt_map *m)
{
    free(m->keys);
    free(m->values);
    *m = (struct stmt_map){0};
}

/* ---- reading ----------------------------------------------------------- */

static void give_back_if_idle(struct ctx *cx, struct db_conn *conn)
{
    if (conn->writing || conn->open_rows)
        return;
    cx->conn = NULL;
    cx->db->engine->give_back(conn);
}

static enum err need_conn(struct ctx *cx)
{
    return cx->conn ? OK : cx->db->engine->borrow(cx, &cx->conn);
}

static enum err open_rows(struct ctx *cx, const struct db_sql *sql, const struct db_arg *args,
                          size_t n, struct rows *r)
{
    const struct db_arg *ordered[ARGS_MAX];
    enum err e = need_conn(cx);
    if (e)
        return e;
    struct db_conn *conn = cx->conn;
    e = conn->broken ? conn->broken : bind(cx, sql, args, n, ordered);
    if (!e && sql->writes && !conn->writing)
        e = db_fault(cx, ERR_FAULT, sql->name, "writes outside db_write");
    if (!e)
        e = cx->db->engine->start(cx, conn, sql, ordered, r);
    if (e) {
        if (conn->writing)
            conn->broken = e;
        give_back_if_idle(cx, conn);
        return e;
    }
    r->conn = conn;
    conn->open_rows++;
    return OK;
}

struct rows db_query_args(struct ctx *cx, const struct db_sql *sql, const struct db_arg *args,
                          size_t n)
{
    struct rows r = {.cx = cx, .sql = sql, .row = -1};
    r.err = open_rows(cx, sql, args, n, &r);
    return r;
}

void db_rows_close(struct rows *r)
{
    struct db_conn *conn = r->conn;
    if (!conn)
        return;
    r->cx->db->engine->stop(r);
    r->conn = NULL;
    conn->open_rows--;
    give_back_if_idle(r->cx, conn);
}

bool db_next(struct rows *r)
{
    bool row = false;
    if (r->err || !r->conn)
        return false;
    r->err = r->cx->db->engine->step(r, &row);
    if (r->err && r->conn->writing)
        r->conn->broken = r->err;
    if (!row)
        db_rows_close(r); /* a reader or a snapshot is not held longer than needed */
    return row;
}

enum err db_one(struct rows *r)
{
    if (db_next(r))
        return OK;
    return r->err ? r->err : ERR_NOT_FOUND;
}

enum err db_end(const struct rows *r)
{
    return r->err;
}

int64_t db_get_int(const struct rows *r, int col)
{
    return r->cx->db->engine->int_at(r, col);
}

double db_get_real(const struct rows *r, int col)
{
    return r->cx->db->engine->real_at(r, col);
}

str db_get_text(const struct rows *r, int col)
{
    return r->cx->db->engine->text_at(r, col);
}

str db_get_blob(const struct rows *r, int col)
{
    return r->cx->db->engine->blob_at(r, col);
}

bool db_get_null(const struct rows *r, int col)
{
    return r->cx->db->engine->null_at(r, col);
}

str db_keep_text(const struct rows *r, int col)
{
    return str_keep(r->cx->mem, db_get_text(r, col));
}

int db_get_enum(const struct rows *r, int col, const char *const *names, int n)
{
    str word = db_get_text(r, col);
    for (int i = 0; i < n; i++)
        if (str_is(word, names[i]))
            return i;
    assert(0 && "the database holds a word this program does not know");
    return -1;
}

/* ---- writing one statement --------------------------------------------- */

enum err db_exec_args(struct ctx *cx, int64_t *changed, const struct db_sql *sql,
                      const struct db_arg *args, size_t n)
{
    const struct db_arg *ordered[ARGS_MAX];
    int64_t rows = 0;
    struct db_conn *conn = cx->conn;
    if (!conn || !conn->writing)
        return db_fault(cx, ERR_FAULT, sql->name, "db_exec outside db_write");
    enum err e = conn->broken ? conn->broken : bind(cx, sql, args, n, ordered);
    if (!e)
        e = cx->db->engine->exec(cx, conn, sql, ordered, &rows);
    if (e) {
        conn->broken = e;
        return e;
    }
    if (changed)
        *changed = rows;
    return OK;
}

/* ---- opening ----------------------------------------------------------- */

enum err db_open(const char *url, const struct db_options *o, struct db **out, str *why,
                 struct arena *mem)
{
    enum err e;
    struct db *db = NULL;
    if (strncmp(url, "sqlite:", 7) == 0) {
        e = sqlite_open(url + 7, o, &db, why, mem);
    } else if (strncmp(url, "postgres://", 11) == 0 || strncmp(url, "postgresql://", 13) == 0) {
        e = postgres_open(url, o, &db, why, mem);
    } else {
        *why = S("a database is named sqlite:PATH or postgres://...");
        e = ERR_INVALID;
    }
    if (e)
        return e;
    ids_start(db);
    pthread_mutex_init(&db->shelf_lock, NULL);
    db->memo = memo_new();
    *out = db;
    return OK;
}

void db_close(struct db *db)
{
    if (!db)
        return;
    ids_stop(db);
    db_shelf_clear(db);
    memo_free(db->memo);
    db->engine->close(db);
}

enum db_engine db_engine_of(const struct db *db)
{
    return db->kind;
}

bool db_can_write(struct db *db)
{
    if (!db->read_only && !atomic_load(&db->well))
        ids_probe(db);
    return !db->read_only && atomic_load(&db->well) && ids_may_write(db);
}

void db_at_batch_end(struct db *db, db_fn *fn, void *arg)
{
    db->batch_end = fn;
    db->batch_end_arg = arg;
}

enum err db_prepare(struct ctx *cx, const struct db_sql *sql)
{
    enum err e = need_conn(cx);
    if (e)
        return e;
    e = cx->db->engine->prepare(cx, cx->conn, sql);
    give_back_if_idle(cx, cx->conn);
    return e;
}

enum err db_has_table(struct ctx *cx, const char *name, bool *has)
{
    enum err e = need_conn(cx);
    if (e)
        return e;
    e = cx->db->engine->has_table(cx, cx->conn, name, has);
    give_back_if_idle(cx, cx->conn);
    return e;
}

enum err db_ping(struct ctx *cx)
{
    AUTO_ROWS rows = db_query_args(cx, &db_sql_ping, NULL, 0);
    return db_one(&rows);
}
