/* postgres_bind.c: parameters in PostgreSQL's binary form, and rows for COPY. */
#include "kit/db/postgres.h"

static const char *big_endian(struct arena *mem, uint64_t v, int bytes)
{
    char *at = arena_alloc(mem, 8);
    for (int i = 0; i < bytes; i++)
        at[i] = (char)(v >> (8 * (bytes - 1 - i)));
    return at;
}

static bool put_int(struct arena *mem, Oid type, int64_t v, struct pg_params *p, int i)
{
    int bytes = type == INT8 ? 8 : type == INT4 ? 4 : type == INT2 ? 2 : 0;
    if (bytes && bytes < 8 &&
        (v >= (int64_t)1 << (bytes * 8 - 1) || v < -((int64_t)1 << (bytes * 8 - 1))))
        return false;
    p->formats[i] = bytes != 0;
    p->lengths[i] = bytes;
    p->values[i] =
        bytes ? big_endian(mem, (uint64_t)v, bytes) : str_fmt(mem, "%lld", (long long)v).at;
    return bytes || type == FLOAT8 || type == FLOAT4 || type == NUMERIC;
}

static bool put_real(struct arena *mem, Oid type, double v, struct pg_params *p, int i)
{
    uint64_t bits;
    memcpy(&bits, &v, sizeof bits);
    p->formats[i] = 1;
    p->lengths[i] = 8;
    p->values[i] = big_endian(mem, bits, 8);
    return type == FLOAT8;
}

static bool put_bytes(struct arena *mem, Oid type, const struct db_arg *a, struct pg_params *p,
                      int i)
{
    bool text = type == TEXT || type == VARCHAR || type == UNKNOWN || type == NAME;
    if (a->s.len > INT32_MAX)
        return false;
    p->lengths[i] = (int)a->s.len;
    p->values[i] = a->s.at ? a->s.at : "";
    p->formats[i] = 1;
    if (a->type == DB_TEXT && type == JSONB) {
        p->values[i] = str_z(mem, a->s);
        p->formats[i] = 0;
        return true;
    }
    return a->type == DB_BLOB ? type == BYTEA : text;
}

bool pg_put(struct arena *mem, Oid type, const struct db_arg *a, struct pg_params *p, int i)
{
    switch (a->type) {
    case DB_INT:
        return put_int(mem, type, a->i, p, i);
    case DB_REAL:
        return put_real(mem, type, a->r, p, i);
    case DB_TEXT:
    case DB_BLOB:
        return put_bytes(mem, type, a, p, i);
    default:
        p->values[i] = NULL;
        return true;
    }
}

/* ---- COPY -------------------------------------------------------------- */

enum { COPY_BUFFER = 65536 };

static enum err send_rows(struct ctx *cx, struct pg_conn *c, const char *name)
{
    int sent = c->copy.len ? PQputCopyData(c->pg, c->copy.at, (int)c->copy.len) : 1;
    c->copy.len = 0;
    return sent == 1 ? OK : pg_said(cx, c, name, NULL);
}

/* "INSERT INTO t (a, b) VALUES ($1, $2)" as "COPY t (a, b) FROM STDIN". */
enum err pg_copy_begin(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql)
{
    struct pg_conn *c = (struct pg_conn *)conn;
    struct pg_known *k;
    str text = str_of(sql->text[DB_PG]);
    size_t into = strlen("INSERT INTO "), values = str_find(text, S(" VALUES"));
    if (!str_starts(text, S("INSERT INTO ")) || values == SIZE_MAX)
        return db_fault(cx, ERR_FAULT, sql->name, "db_copy wants INSERT INTO t (...) VALUES (...)");
    enum err e = pg_known(cx, c, sql, &k);
    if (e)
        return e;
    str copy = str_fmt(cx->mem, "COPY %.*s FROM STDIN (FORMAT binary)", (int)(values - into),
                       text.at + into);
    PGresult *r = PQexec(c->pg, copy.at);
    e = PQresultStatus(r) == PGRES_COPY_IN ? OK : pg_said(cx, c, sql->name, r);
    PQclear(r);
    c->copy = buf_new(cx->mem, COPY_BUFFER * 2);
    buf_room(&c->copy, COPY_BUFFER * 2); /* all of it now: rows are marked and thrown away */
    c->copy.len = 0;
    buf_add(&c->copy, "PGCOPY\n\377\r\n\0\0\0\0\0\0\0\0\0", 19);
    return e;
}

static void add_big_endian(struct buf *b, uint64_t v, int bytes)
{
    for (int i = bytes - 1; i >= 0; i--)
        buf_char(b, (char)(v >> (8 * i)));
}

enum err pg_copy_row(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql,
                     const struct db_arg *const *args)
{
    struct pg_conn *c = (struct pg_conn *)conn;
    struct pg_known *k = *stmt_slot(&c->map, sql);
    struct arena_point mark = arena_mark(cx->mem);
    struct pg_params p = {0};
    struct buf row = buf_new(cx->mem, COPY_BUFFER);
    add_big_endian(&row, (uint64_t)sql->n_params, 2);
    for (int i = 0; i < sql->n_params; i++) {
        if (!pg_put(cx->mem, k->types[i], args[i], &p, i) || (p.values[i] && !p.formats[i]))
            return db_fault(cx, ERR_FAULT, sql->name, args[i]->name);
        add_big_endian(&row, p.values[i] ? (uint64_t)p.lengths[i] : UINT32_MAX, 4);
        if (p.values[i])
            buf_add(&row, p.values[i], (size_t)p.lengths[i]);
    }
    if (row.over)
        return db_fault(cx, ERR_TOO_BIG, sql->name, "a row above 64 KiB");
    buf_str(&c->copy, buf_done(&row));
    arena_back(cx->mem, mark);
    return c->copy.len < COPY_BUFFER ? OK : send_rows(cx, c, sql->name);
}

enum err pg_copy_end(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql, bool keep)
{
    struct pg_conn *c = (struct pg_conn *)conn;
    enum err e = OK;
    if (keep) {
        add_big_endian(&c->copy, UINT16_MAX, 2);
        e = send_rows(cx, c, sql->name);
    }
    if (PQputCopyEnd(c->pg, keep ? NULL : "given up") != 1)
        e = pg_said(cx, c, sql->name, NULL);
    for (PGresult *r; (r = PQgetResult(c->pg)); PQclear(r))
        if (keep && !e && PQresultStatus(r) != PGRES_COMMAND_OK)
            e = pg_said(cx, c, sql->name, r);
    return e;
}
