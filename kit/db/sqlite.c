/* sqlite.c: statements and rows on SQLite, opening. Its connections are in sqlite_pool.c.
 *
 * Debian's 3.40.1 can corrupt a database when two connections write or checkpoint at the same
 * instant (fixed upstream in 3.51.3). So there is one writer; readers are opened read-only and
 * cannot checkpoint; a lock file keeps other processes from being a second writer. */
#include "kit/db/sqlite.h"

#include <fcntl.h>
#include <sys/file.h>

enum err sqlite_err(int rc)
{
    switch (rc) {
    case SQLITE_OK:
    case SQLITE_ROW:
    case SQLITE_DONE:
        return OK;
    case SQLITE_CONSTRAINT_UNIQUE:
    case SQLITE_CONSTRAINT_PRIMARYKEY:
    case SQLITE_CONSTRAINT_ROWID:
    case SQLITE_CONSTRAINT_FOREIGNKEY:
        return ERR_CONFLICT;
    default:
        break;
    }
    switch (rc & 0xff) {
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
    case SQLITE_FULL:
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
    case SQLITE_READONLY:
    case SQLITE_NOMEM:
        return ERR_BUSY;
    default:
        return ERR_FAULT;
    }
}

static enum err said(struct ctx *cx, struct sqlite_conn *c, const char *name, int rc)
{
    return db_fault(cx, sqlite_err(rc), name, sqlite3_errmsg(c->handle));
}

/* ---- statements -------------------------------------------------------- */

static enum err prepare(struct ctx *cx, struct sqlite_conn *c, const struct db_sql *sql,
                        unsigned flags, sqlite3_stmt **out)
{
    int rc = sqlite3_prepare_v3(c->handle, sql->text[DB_SQLITE], -1, flags, out, NULL);
    return rc ? said(cx, c, sql->name, rc) : OK;
}

static enum err take_stmt(struct ctx *cx, struct sqlite_conn *c, const struct db_sql *sql,
                          sqlite3_stmt **out, bool *extra)
{
    struct kept **slot = (struct kept **)stmt_slot(&c->map, sql);
    struct kept *k = *slot;
    if (!k) {
        k = *slot = calloc(1, sizeof *k);
        assert(k);
    }
    *extra = k->busy;
    if (k->busy)
        return prepare(cx, c, sql, 0, out);
    enum err e = k->stmt ? OK : prepare(cx, c, sql, SQLITE_PREPARE_PERSISTENT, &k->stmt);
    if (e)
        return e;
    k->busy = true;
    *out = k->stmt;
    return OK;
}

static void give_stmt(struct sqlite_conn *c, const struct db_sql *sql, sqlite3_stmt *stmt,
                      bool extra)
{
    if (extra) {
        sqlite3_finalize(stmt);
        return;
    }
    struct kept *k = *stmt_slot(&c->map, sql);
    sqlite3_reset(stmt);
    sqlite3_clear_bindings(stmt); /* they point into arenas that end */
    k->busy = false;
}

static enum err prepare_only(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql)
{
    sqlite3_stmt *stmt = NULL;
    enum err e = prepare(cx, sqlite_conn_of(conn), sql, 0, &stmt);
    sqlite3_finalize(stmt);
    return e;
}

static int bind_one(sqlite3_stmt *stmt, int at, const struct db_arg *a)
{
    switch (a->type) {
    case DB_INT:
        return sqlite3_bind_int64(stmt, at, a->i);
    case DB_REAL:
        return sqlite3_bind_double(stmt, at, a->r);
    case DB_TEXT:
        return sqlite3_bind_text64(stmt, at, a->s.at ? a->s.at : "", a->s.len, SQLITE_STATIC,
                                   SQLITE_UTF8);
    case DB_BLOB:
        return sqlite3_bind_blob64(stmt, at, a->s.at ? a->s.at : "", a->s.len, SQLITE_STATIC);
    default:
        return sqlite3_bind_null(stmt, at);
    }
}

static enum err bind_all(struct ctx *cx, struct sqlite_conn *c, const struct db_sql *sql,
                         sqlite3_stmt *stmt, const struct db_arg *const *args)
{
    for (int i = 0; i < sql->n_params; i++) {
        int rc = bind_one(stmt, i + 1, args[i]);
        if (rc)
            return said(cx, c, sql->name, rc);
    }
    return OK;
}

/* Texts and blobs are bound without a copy: rows live no longer than the call's arguments,
 * except when they do; then the caller's str outlives them, since both are of the request. */
static enum err start(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql,
                      const struct db_arg *const *args, struct rows *r)
{
    sqlite3_stmt *stmt = NULL;
    enum err e = take_stmt(cx, sqlite_conn_of(conn), sql, &stmt, &r->extra);
    if (e)
        return e;
    e = bind_all(cx, sqlite_conn_of(conn), sql, stmt, args);
    if (e) {
        give_stmt(sqlite_conn_of(conn), sql, stmt, r->extra);
        return e;
    }
    r->stmt = stmt;
    return OK;
}

static enum err step(struct rows *r, bool *row)
{
    int rc = sqlite3_step(r->stmt);
    if (rc != SQLITE_ROW && rc != SQLITE_DONE)
        return said(r->cx, sqlite_conn_of(r->conn), r->sql->name, rc);
    *row = rc == SQLITE_ROW;
    return OK;
}

static void stop(struct rows *r)
{
    give_stmt(sqlite_conn_of(r->conn), r->sql, r->stmt, r->extra);
}

static enum err exec(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql,
                     const struct db_arg *const *args, int64_t *changed)
{
    struct sqlite_conn *c = sqlite_conn_of(conn);
    sqlite3_stmt *stmt = NULL;
    bool extra;
    enum err e = take_stmt(cx, c, sql, &stmt, &extra);
    if (e)
        return e;
    e = bind_all(cx, c, sql, stmt, args);
    if (!e) {
        int rc;
        while ((rc = sqlite3_step(stmt)) == SQLITE_ROW)
            ;
        e = rc == SQLITE_DONE ? OK : said(cx, c, sql->name, rc);
        *changed = sqlite3_changes64(c->handle);
    }
    give_stmt(c, sql, stmt, extra);
    return e;
}

/* ---- columns ----------------------------------------------------------- */

static int64_t int_at(const struct rows *r, int col)
{
    return sqlite3_column_int64(r->stmt, col);
}

static double real_at(const struct rows *r, int col)
{
    return sqlite3_column_double(r->stmt, col);
}

static str text_at(const struct rows *r, int col)
{
    const char *at = (const char *)sqlite3_column_text(r->stmt, col);
    return at ? (str){at, (size_t)sqlite3_column_bytes(r->stmt, col)} : S("");
}

static str blob_at(const struct rows *r, int col)
{
    const char *at = sqlite3_column_blob(r->stmt, col);
    return at ? (str){at, (size_t)sqlite3_column_bytes(r->stmt, col)} : S("");
}

static bool null_at(const struct rows *r, int col)
{
    return sqlite3_column_type(r->stmt, col) == SQLITE_NULL;
}

/* SQLite has no faster door than its prepared INSERT. */
static enum err copy_begin(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql)
{
    (void)cx;
    (void)conn;
    (void)sql;
    return OK;
}

static enum err copy_row(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql,
                         const struct db_arg *const *args)
{
    int64_t changed;
    return exec(cx, conn, sql, args, &changed);
}

static enum err copy_end(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql, bool keep)
{
    (void)keep;
    return copy_begin(cx, conn, sql);
}

/* ---- transactions inside the writer ------------------------------------ */

int sqlite_control(struct sqlite_conn *c, enum control what)
{
    static const char *const text[CONTROLS] = {
        [BEGIN] = "BEGIN IMMEDIATE", [COMMIT] = "COMMIT",     [ROLLBACK] = "ROLLBACK",
        [SAVEPOINT] = "SAVEPOINT s", [RELEASE] = "RELEASE s", [BACK_TO] = "ROLLBACK TO s",
    };
    sqlite3_stmt **stmt = &c->control[what];
    int rc = *stmt ? SQLITE_OK
                   : sqlite3_prepare_v3(c->handle, text[what], -1, SQLITE_PREPARE_PERSISTENT, stmt,
                                        NULL);
    if (rc)
        return rc;
    rc = sqlite3_step(*stmt);
    sqlite3_reset(*stmt);
    return rc == SQLITE_DONE ? SQLITE_OK : rc;
}

static enum err savepoint(struct ctx *cx, struct db_conn *conn)
{
    int rc = sqlite_control(sqlite_conn_of(conn), SAVEPOINT);
    return rc ? said(cx, sqlite_conn_of(conn), "SAVEPOINT", rc) : OK;
}

static enum err release(struct ctx *cx, struct db_conn *conn, bool keep)
{
    struct sqlite_conn *c = sqlite_conn_of(conn);
    int rc = keep ? SQLITE_OK : sqlite_control(c, BACK_TO);
    if (!rc)
        rc = sqlite_control(c, RELEASE);
    return rc ? said(cx, c, "RELEASE", rc) : OK;
}

static enum err script(struct ctx *cx, struct db_conn *conn, const char *text)
{
    struct sqlite_conn *c = sqlite_conn_of(conn);
    int rc = sqlite3_exec(c->handle, text, NULL, NULL, NULL);
    return rc ? said(cx, c, "schema", sqlite3_extended_errcode(c->handle)) : OK;
}

static enum err has_table(struct ctx *cx, struct db_conn *conn, const char *name, bool *has)
{
    (void)cx;
    *has = sqlite3_table_column_metadata(sqlite_conn_of(conn)->handle, "main", name, NULL, NULL,
                                         NULL, NULL, NULL, NULL) == SQLITE_OK;
    return OK;
}

/* ---- opening ----------------------------------------------------------- */

static void close_db(struct db *base)
{
    struct sqlite_db *db = sqlite_db_of(base);
    while (db->idle) { /* readers first: the writer's close checkpoints what is left */
        struct sqlite_conn *c = db->idle;
        db->idle = c->next;
        sqlite_conn_close(c);
    }
    sqlite_writer_stop(db);
    if (db->lock_fd >= 0)
        close(db->lock_fd);
    free(db->path);
    free(db);
}

static const struct engine engine = {
    .borrow = sqlite_borrow,
    .give_back = sqlite_give_back,
    .prepare = prepare_only,
    .start = start,
    .step = step,
    .stop = stop,
    .exec = exec,
    .int_at = int_at,
    .real_at = real_at,
    .text_at = text_at,
    .blob_at = blob_at,
    .null_at = null_at,
    .copy_begin = copy_begin,
    .copy_row = copy_row,
    .copy_end = copy_end,
    .write = sqlite_write,
    .savepoint = savepoint,
    .release = release,
    .script = script,
    .has_table = has_table,
    .close = close_db,
};

static enum err take_lock(struct sqlite_db *db, str *why, struct arena *mem)
{
    str path = str_fmt(mem, "%s-lock", db->path);
    db->lock_fd = open(path.at, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    if (db->lock_fd < 0) {
        *why = str_fmt(mem, "%s: %s", path.at, strerror(errno));
        return ERR_FAULT;
    }
    if (flock(db->lock_fd, LOCK_EX | LOCK_NB)) {
        *why = str_fmt(mem, "%s is in use by another process", db->path);
        return ERR_BUSY;
    }
    return OK;
}

enum err sqlite_open(const char *path, const struct db_options *o, struct db **out, str *why,
                     struct arena *mem)
{
    struct sqlite_db *db = calloc(1, sizeof *db);
    assert(db);
    db->base.engine = &engine;
    db->base.kind = DB_SQLITE;
    db->base.read_only = o->read_only;
    db->path = strdup(path);
    db->lock_fd = -1;
    db->no_sync = o->no_sync;
    db->readers_most = o->readers > 0 ? o->readers : 4;
    pthread_mutex_init(&db->pool_lock, NULL);
    pthread_cond_init(&db->pool_wake, NULL);
    ids_init(&db->base);
    enum err e = o->read_only ? OK : take_lock(db, why, mem);
    if (!e && !o->read_only)
        e = sqlite_writer_start(db, why, mem);
    if (!e && o->read_only) { /* it must exist and be ours to read */
        e = sqlite_conn_open(db, false, &db->idle, why, mem);
        db->readers = !e;
    }
    if (e) {
        close_db(&db->base);
        return e;
    }
    *out = &db->base;
    return OK;
}
