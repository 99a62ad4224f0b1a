/* postgres: connections of the PostgreSQL engine, in two pools: for reading and for writing. */
#pragma once
#include "kit/db/engine.h"

#include <libpq-fe.h>

struct pg_known { /* a statement one connection has prepared, and its parameters' types */
    int n;
    Oid types[];
};
struct pg_params {
    const char *values[96];
    int lengths[96], formats[96];
};
enum pg_type { /* the Oids we know */
               BOOL = 16,
               BYTEA = 17,
               NAME = 19,
               INT8 = 20,
               INT2 = 21,
               INT4 = 23,
               TEXT = 25,
               FLOAT4 = 700,
               FLOAT8 = 701,
               UNKNOWN = 705,
               VARCHAR = 1043,
               NUMERIC = 1700,
               JSONB = 3802,
};
struct pg_pool {
    struct pg_conn *idle;
    int open, most;
};
enum pg_use { PG_READ, PG_WRITE, PG_USES };

struct pg_conn {
    struct db_conn base;
    PGconn *pg;
    enum pg_use use;
    struct stmt_map map; /* to struct pg_known */
    bool lost;           /* the server went away, or is a standby now */
    bool again;          /* the transaction lost a race: run it again */
    struct buf copy;     /* rows not yet sent */
    struct pg_conn *next;
};

struct pg_db {
    struct db base;
    char *url;
    bool no_sync;
    pthread_mutex_t lock;
    pthread_cond_t wake;
    struct pg_pool pools[PG_USES];
};

/* postgres_pool.c */
enum err pg_take(struct ctx *cx, enum pg_use use, struct pg_conn **out);
void pg_give(struct pg_conn *c); /* a lost one is closed */
bool pg_reconnect(struct pg_conn *c);
void pg_drop_idle(struct pg_db *db, enum pg_use use); /* after one was lost */
void pg_close_all(struct pg_db *db);
/* postgres.c: what the server said; sets c->lost and c->again. result may be NULL. */
enum err pg_said(struct ctx *cx, struct pg_conn *c, const char *name, const PGresult *result);
/* One statement without parameters or rows. */
enum err pg_tell(struct ctx *cx, struct pg_conn *c, const char *text);
enum err pg_known(struct ctx *cx, struct pg_conn *c, const struct db_sql *sql,
                  struct pg_known **out);
/* postgres_bind.c: false if the value does not fit the type. */
bool pg_put(struct arena *mem, Oid type, const struct db_arg *a, struct pg_params *p, int i);
enum err pg_copy_begin(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql);
enum err pg_copy_row(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql,
                     const struct db_arg *const *args);
enum err pg_copy_end(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql, bool keep);
/* postgres_write.c */
void pg_write(struct write *w);
