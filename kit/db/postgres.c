/* postgres.c: statements and rows on PostgreSQL: prepared once per connection, binary both ways. */
#include "kit/db/postgres.h"

static struct pg_conn *conn_of(struct db_conn *c)
{
    return (struct pg_conn *)c;
}

/* ---- what the server says ----------------------------------------------- */

static bool starts(const char *state, const char *with)
{
    return strncmp(state, with, strlen(with)) == 0;
}

enum err pg_said(struct ctx *cx, struct pg_conn *c, const char *name, const PGresult *result)
{
    const char *state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : NULL;
    const char *words = result ? PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
    enum err e = ERR_FAULT;
    if (!state || PQstatus(c->pg) == CONNECTION_BAD || starts(state, "08") ||
        starts(state, "57P0") || starts(state, "25006"))
        c->lost = true;
    else if (starts(state, "40001") || starts(state, "40P01"))
        c->again = true;
    else if (starts(state, "23505") || starts(state, "23503"))
        e = ERR_CONFLICT;
    if (c->lost || c->again ||
        (state && (starts(state, "53") || starts(state, "55P03") || starts(state, "57014") ||
                   starts(state, "58030"))))
        e = ERR_BUSY;
    return db_fault(cx, e, name, words ? words : PQerrorMessage(c->pg));
}

enum err pg_tell(struct ctx *cx, struct pg_conn *c, const char *text)
{
    PGresult *r = PQexec(c->pg, text);
    ExecStatusType status = PQresultStatus(r);
    bool done = status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK;
    enum err e = done ? OK : pg_said(cx, c, text, r);
    PQclear(r);
    return e;
}

/* ---- preparing --------------------------------------------------------- */

static enum err describe(struct ctx *cx, struct pg_conn *c, const struct db_sql *sql,
                         struct pg_known **out)
{
    PGresult *r = PQdescribePrepared(c->pg, sql->name);
    enum err e = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : pg_said(cx, c, sql->name, r);
    for (int i = 0; !e && i < PQnfields(r); i++)
        if (PQftype(r, i) == NUMERIC)
            e = db_fault(cx, ERR_FAULT, sql->name, "a numeric column: CAST(... AS bigint)");
    if (!e) {
        int n = PQnparams(r);
        struct pg_known *k = calloc(1, sizeof *k + (size_t)n * sizeof *k->types);
        assert(k);
        k->n = n;
        for (int i = 0; i < n; i++)
            k->types[i] = PQparamtype(r, i);
        *out = k;
    }
    PQclear(r);
    return e;
}

enum err pg_known(struct ctx *cx, struct pg_conn *c, const struct db_sql *sql,
                  struct pg_known **out)
{
    struct pg_known **slot = (struct pg_known **)stmt_slot(&c->map, sql);
    if (!*slot) {
        PGresult *r = PQprepare(c->pg, sql->name, sql->text[DB_PG], 0, NULL);
        enum err e = PQresultStatus(r) == PGRES_COMMAND_OK ? OK : pg_said(cx, c, sql->name, r);
        PQclear(r);
        if (!e)
            e = describe(cx, c, sql, slot);
        if (e)
            return e;
    }
    *out = *slot;
    return OK;
}

static enum err prepare_only(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql)
{
    struct pg_known *k;
    return pg_known(cx, conn_of(conn), sql, &k);
}

/* ---- running ----------------------------------------------------------- */

static enum err put_params(struct ctx *cx, const struct db_sql *sql, const struct pg_known *k,
                           const struct db_arg *const *args, struct pg_params *p)
{
    for (int i = 0; i < sql->n_params; i++)
        if (!pg_put(cx->mem, k->types[i], args[i], p, i))
            return db_fault(cx, ERR_FAULT, sql->name,
                            str_fmt(cx->mem, ":%s is mistyped or out of range", args[i]->name).at);
    return OK;
}

static enum err run(struct ctx *cx, struct pg_conn *c, const struct db_sql *sql,
                    const struct db_arg *const *args, PGresult **out)
{
    struct pg_params p = {0};
    struct pg_known *k;
    enum err e = pg_known(cx, c, sql, &k);
    if (!e)
        e = put_params(cx, sql, k, args, &p);
    if (e)
        return e;
    PGresult *r =
        PQexecPrepared(c->pg, sql->name, sql->n_params, p.values, p.lengths, p.formats, 1);
    ExecStatusType status = PQresultStatus(r);
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
        e = pg_said(cx, c, sql->name, r);
        PQclear(r);
        return e;
    }
    *out = r;
    return OK;
}

/* A read that met a dead connection is run once more on a new one. */
static enum err start(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql,
                      const struct db_arg *const *args, struct rows *r)
{
    struct pg_conn *c = conn_of(conn);
    PGresult *result = NULL;
    struct failure before = cx->failure;
    enum err e = run(cx, c, sql, args, &result);
    if (e && c->lost && !conn->writing && pg_reconnect(c)) {
        cx->failure = before;
        e = run(cx, c, sql, args, &result);
    }
    if (e)
        return e;
    r->stmt = result;
    r->row = -1;
    r->n = PQntuples(result);
    return OK;
}

static enum err step(struct rows *r, bool *row)
{
    *row = ++r->row < r->n;
    return OK;
}

static void stop(struct rows *r)
{
    PQclear(r->stmt);
    r->stmt = NULL;
}

static enum err exec(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql,
                     const struct db_arg *const *args, int64_t *changed)
{
    PGresult *result = NULL;
    enum err e = run(cx, conn_of(conn), sql, args, &result);
    if (e)
        return e;
    if (str_int(str_of(PQcmdTuples(result)), changed))
        *changed = 0;
    PQclear(result);
    return OK;
}

/* ---- columns ----------------------------------------------------------- */

static uint64_t bits_at(const struct rows *r, int col, int *length)
{
    const unsigned char *at = (const unsigned char *)PQgetvalue(r->stmt, r->row, col);
    uint64_t v = 0;
    *length = PQgetlength(r->stmt, r->row, col);
    for (int i = 0; i < *length && i < 8; i++)
        v = v << 8 | at[i];
    return v;
}

static double real_at(const struct rows *r, int col)
{
    int length;
    uint64_t bits = bits_at(r, col, &length);
    double d;
    if (PQgetisnull(r->stmt, r->row, col))
        return 0;
    if (PQftype(r->stmt, col) != FLOAT8)
        return (double)db_get_int(r, col);
    memcpy(&d, &bits, sizeof d);
    return d;
}

static int64_t int_at(const struct rows *r, int col)
{
    int length;
    int64_t n;
    uint64_t bits = bits_at(r, col, &length);
    switch (PQftype(r->stmt, col)) {
    case FLOAT8:
        return (int64_t)real_at(r, col);
    case TEXT: /* as SQLite does, for a number kept as text */
        return str_int(db_get_text(r, col), &n) ? 0 : n;
    default:
        break;
    }
    return length == 8   ? (int64_t)bits
           : length == 4 ? (int32_t)(uint32_t)bits
           : length == 2 ? (int16_t)(uint16_t)bits
                         : (int64_t)bits; /* bool */
}

static str bytes_at(const struct rows *r, int col)
{
    str s = {PQgetvalue(r->stmt, r->row, col), (size_t)PQgetlength(r->stmt, r->row, col)};
    if (PQftype(r->stmt, col) == JSONB && s.len)
        s = (str){s.at + 1, s.len - 1}; /* behind its version byte */
    return s;
}

static bool null_at(const struct rows *r, int col)
{
    return PQgetisnull(r->stmt, r->row, col);
}

/* ---- inside a transaction ----------------------------------------------- */

static enum err savepoint(struct ctx *cx, struct db_conn *conn)
{
    return pg_tell(cx, conn_of(conn), "SAVEPOINT s");
}

static enum err release(struct ctx *cx, struct db_conn *conn, bool keep)
{
    return pg_tell(cx, conn_of(conn),
                   keep ? "RELEASE SAVEPOINT s" : "ROLLBACK TO SAVEPOINT s; RELEASE SAVEPOINT s");
}

static enum err script(struct ctx *cx, struct db_conn *conn, const char *text)
{
    PGresult *r = PQexec(conn_of(conn)->pg, text);
    ExecStatusType status = PQresultStatus(r);
    enum err e = OK;
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK) {
        const char *state = PQresultErrorField(r, PG_DIAG_SQLSTATE);
        e = pg_said(cx, conn_of(conn), "schema", r);
        if (state && (starts(state, "42P07") || starts(state, "42710")))
            e = ERR_CONFLICT; /* another host made it at this moment */
    }
    PQclear(r);
    return e;
}

static enum err has_table(struct ctx *cx, struct db_conn *conn, const char *name, bool *has)
{
    const char *values[] = {name};
    struct pg_conn *c = conn_of(conn);
    PGresult *r = PQexecParams(c->pg, "SELECT 1 WHERE to_regclass($1) IS NOT NULL", 1, NULL, values,
                               NULL, NULL, 0);
    enum err e = PQresultStatus(r) == PGRES_TUPLES_OK ? OK : pg_said(cx, c, "to_regclass", r);
    if (!e)
        *has = PQntuples(r) == 1;
    PQclear(r);
    return e;
}

/* ---- the engine -------------------------------------------------------- */

static enum err borrow(struct ctx *cx, struct db_conn **out)
{
    struct pg_conn *c = NULL;
    enum err e = pg_take(cx, PG_READ, &c);
    if (!e)
        *out = &c->base;
    return e;
}

static void give_back(struct db_conn *conn)
{
    pg_give(conn_of(conn));
}

static void close_db(struct db *base)
{
    struct pg_db *db = (struct pg_db *)base;
    pg_close_all(db);
    free(db->url);
    free(db);
}

static const struct engine engine = {
    .borrow = borrow,
    .give_back = give_back,
    .prepare = prepare_only,
    .start = start,
    .step = step,
    .stop = stop,
    .exec = exec,
    .int_at = int_at,
    .real_at = real_at,
    .text_at = bytes_at,
    .blob_at = bytes_at,
    .null_at = null_at,
    .copy_begin = pg_copy_begin,
    .copy_row = pg_copy_row,
    .copy_end = pg_copy_end,
    .write = pg_write,
    .savepoint = savepoint,
    .release = release,
    .script = script,
    .has_table = has_table,
    .close = close_db,
};

/* Connects once to see that the server is there, and whether it is Citus. */
static enum err look(struct pg_db *db, str *why, struct arena *mem)
{
    struct ctx cx = {.mem = mem, .db = &db->base};
    struct pg_conn *c = NULL;
    enum err e = pg_take(&cx, PG_READ, &c);
    if (!e) {
        PGresult *r = PQexec(c->pg, "SELECT 1 FROM pg_extension WHERE extname = 'citus'");
        db->base.dialect = PQntuples(r) == 1 ? 2 : 1;
        PQclear(r);
        pg_give(c);
    }
    *why = cx.failure.detail;
    return e;
}

enum err postgres_open(const char *url, const struct db_options *o, struct db **out, str *why,
                       struct arena *mem)
{
    struct pg_db *db = calloc(1, sizeof *db);
    assert(db);
    db->base.engine = &engine;
    db->base.kind = DB_PG;
    db->base.read_only = o->read_only;
    db->url = strdup(url);
    db->no_sync = o->no_sync;
    db->pools[PG_READ].most = o->readers > 0 ? o->readers : 4;
    db->pools[PG_WRITE].most = o->writers > 0 ? o->writers : 8;
    pthread_mutex_init(&db->lock, NULL);
    pthread_condattr_t attr;
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&db->wake, &attr);
    pthread_condattr_destroy(&attr);
    atomic_store(&db->base.well, true);
    ids_init(&db->base);
    enum err e = look(db, why, mem);
    if (e) {
        close_db(&db->base);
        return e;
    }
    *out = &db->base;
    return OK;
}
