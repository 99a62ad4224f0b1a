/* postgres: connections of the PostgreSQL engine, in two pools: for reading and for writing. */
#pragma once
#include "kit/db/engine.h"

#include <libpq-fe.h>

struct pg_known { /* a statement one connection has prepared, and its parameters' types */
    int n;
    Oid types[];
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
/* postgres_write.c */
void pg_write(struct write *w);
