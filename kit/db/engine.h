/* engine: what kit/db's own files know and nobody else does.
 *
 * db.c, write.c, migrate.c and ids.c are the same for both engines; sqlite*.c and postgres*.c
 * fill `struct engine`. A connection is used by one thread at a time.
 */
#pragma once
#include "kit/db/db.h"

#include <pthread.h>
#include <stdatomic.h>

struct after { /* db_after_commit */
    void (*fn)(void *);
    void *arg;
    struct after *next;
};

struct db_conn { /* first member of the engine's own */
    struct db *db;
    bool writing;    /* a db_write runs on it: reads and writes go through the transaction */
    int depth;       /* of nested db_write */
    int open_rows;   /* readers go back to the pool when the last is closed */
    enum err broken; /* a statement failed at this depth: nothing more happens at it */
    struct after *after;
};

/* One db_write from its call to its answer. */
struct write {
    struct ctx *cx;
    db_fn *fn;
    void *arg;
    struct ctx before; /* as the caller gave it: every attempt starts from here */
    struct arena_point mark;
    enum err err;
    struct after *after;
    struct write *next; /* SQLite: the writer's queue */
    void *done;         /* SQLite: sem_t */
};

struct engine {
    enum err (*borrow)(struct ctx *cx, struct db_conn **out); /* a reader */
    void (*give_back)(struct db_conn *conn);
    enum err (*prepare)(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql);
    /* Runs or starts sql; args are in the order of sql->params. Sets r->stmt. */
    enum err (*start)(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql,
                      const struct db_arg *const *args, struct rows *r);
    enum err (*step)(struct rows *r, bool *row);
    void (*stop)(struct rows *r);
    enum err (*exec)(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql,
                     const struct db_arg *const *args, int64_t *changed);
    int64_t (*int_at)(const struct rows *r, int col);
    double (*real_at)(const struct rows *r, int col);
    str (*text_at)(const struct rows *r, int col);
    str (*blob_at)(const struct rows *r, int col);
    bool (*null_at)(const struct rows *r, int col);
    void (*write)(struct write *w); /* sets w->err; the outermost only */
    enum err (*savepoint)(struct ctx *cx, struct db_conn *conn);
    enum err (*release)(struct ctx *cx, struct db_conn *conn, bool keep);
    /* For migrations, inside a write: several statements without parameters. */
    enum err (*script)(struct ctx *cx, struct db_conn *conn, const char *text);
    enum err (*has_table)(struct ctx *cx, struct db_conn *conn, const char *name, bool *has);
    /* A COPY inside a write: rows as exec would take them; end before anything else. */
    enum err (*copy_begin)(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql);
    enum err (*copy_row)(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql,
                         const struct db_arg *const *args);
    enum err (*copy_end)(struct ctx *cx, struct db_conn *conn, const struct db_sql *sql, bool keep);
    void (*close)(struct db *db);
};

struct db {
    const struct engine *engine;
    enum db_engine kind;
    int dialect; /* which text of a db_block: 0 SQLite, 1 PostgreSQL, 2 Citus */
    bool read_only;
    atomic_bool well; /* the last transaction could be committed */
    db_fn *batch_end; /* SQLite: at the end of each batch */
    void *batch_end_arg;
    struct shelf_thing *shelf;
    pthread_mutex_t shelf_lock;
    /* ids.c */
    _Atomic int64_t last_id, lease_until_ms;
    atomic_int node; /* -1: none yet */
    char holder[33];
    pthread_t keeper;
    pthread_mutex_t keeper_lock;
    pthread_cond_t keeper_wake;
    bool keeper_runs, keeper_stop;
    struct memo *memo; /* memo.c */
};

/* db.c */
enum err db_fault(struct ctx *cx, enum err e, const char *statement, const char *said);
enum err db_has_table(struct ctx *cx, const char *name, bool *has); /* outside a write too */
/* write.c */
enum err db_attempt(struct write *w, struct db_conn *conn);
enum err db_run_as(struct db *db, struct arena *mem, db_fn *fn, void *arg, str *why);
/* sqlite.c, postgres.c */
enum err sqlite_open(const char *path, const struct db_options *o, struct db **out, str *why,
                     struct arena *mem);
enum err postgres_open(const char *url, const struct db_options *o, struct db **out, str *why,
                       struct arena *mem);
/* memo.c */
struct memo *memo_new(void);
void memo_free(struct memo *m);
/* ids.c */
void ids_init(struct db *db);
void ids_start(struct db *db); /* takes a node number once the schema is there */
void ids_stop(struct db *db);
bool ids_may_write(struct db *db);
void ids_probe(struct db *db); /* a small write, to see whether the database is back */

/* ---- a map from statement to whatever a connection keeps of it ---------- */

struct stmt_map {
    const struct db_sql **keys;
    void **values;
    size_t cap, n;
};
void **stmt_slot(struct stmt_map *m, const struct db_sql *key); /* NULL inside: new */
void stmt_map_free(struct stmt_map *m);
