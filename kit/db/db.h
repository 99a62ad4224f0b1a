/* db: named queries on SQLite or PostgreSQL behind one door, and the one way to write.
 *
 * Kept true here (house: one way to write; sql: rules K, T, S):
 *  - SQL is written in .sql files only, compiled in by tools/mksql, called by name and
 *    bound by placeholder name; a missing, surplus or mistyped binding is ERR_FAULT;
 *  - every statement on a county table names its county (mksql refuses others);
 *  - writing happens only inside a function given to db_write; that function may run
 *    several times, so its inputs are const, its results go into *arg by value, and its
 *    scratch (cx->mem during the call) is an arena reset per attempt;
 *  - nobody is told "saved" before COMMIT returned OK;
 *  - SQLite: exactly one connection of one process writes or checkpoints;
 *  - a repeat under the same idempotency key gets the stored result, another body under
 *    that key is ERR_INVALID.
 */
#pragma once
#include "kit/base/base.h"

/* ---- what tools/mksql makes -------------------------------------------- */

enum db_engine { DB_SQLITE, DB_PG, DB_ENGINES };
enum db_scope { DB_COUNTY, DB_REFERENCE, DB_LOCAL, DB_GLOBAL, DB_DOOR };

struct db_sql {
    const char *name;             /* cases_sql_by_id */
    const char *text[DB_ENGINES]; /* with ?1..?n on SQLite, $1..$n on PostgreSQL */
    const char *const *params;    /* names in that order, NULL-terminated */
    int n_params;
    enum db_scope scope; /* the widest class of table it touches; DB_GLOBAL: all counties */
    bool writes;
};

struct db_block { /* one numbered block of x_schema.sql */
    int number;
    const char *sha256;  /* of the source text */
    const char *text[3]; /* SQLite, PostgreSQL, Citus */
};
struct db_part { /* x_schema.sql */
    const char *name;
    const struct db_block *blocks;
    int n;
};
/* Everything the program was built with, in the order of app/LAYERS; ended by NULL. */
extern const struct db_sql *const *const db_all_sql[]; /* one list per file, ended by NULL */
extern const struct db_part *const db_all_parts[];
/* Every table but this node's own, read and filled as a whole, in an order that foreign keys
 * allow: for export and import. */
struct db_table {
    const char *name;
    const char *types; /* one letter per column: i integer, r real, t text, b blob */
    const char *const *columns;
    const struct db_sql *read; /* by primary key */
    const struct db_sql *add;
};
extern const struct db_table *const db_all_tables[]; /* ended by NULL */

/* ---- bindings ---------------------------------------------------------- */

enum db_type { DB_NULL, DB_INT, DB_REAL, DB_TEXT, DB_BLOB };
struct db_arg {
    const char *name;
    enum db_type type;
    int64_t i;
    double r;
    str s;
};
static inline struct db_arg db_int(const char *name, int64_t v)
{
    return (struct db_arg){.name = name, .type = DB_INT, .i = v};
}
static inline struct db_arg db_real(const char *name, double v)
{
    return (struct db_arg){.name = name, .type = DB_REAL, .r = v};
}
static inline struct db_arg db_text(const char *name, str v)
{
    return (struct db_arg){.name = name, .type = DB_TEXT, .s = v};
}
static inline struct db_arg db_word(const char *name, const char *v)
{
    return (struct db_arg){.name = name, .type = DB_TEXT, .s = str_of(v)};
}
static inline struct db_arg db_blob(const char *name, str v)
{
    return (struct db_arg){.name = name, .type = DB_BLOB, .s = v};
}
static inline struct db_arg db_null(const char *name)
{
    return (struct db_arg){.name = name, .type = DB_NULL};
}
/* NULL when v is 0 or empty. */
struct db_arg db_int_or_null(const char *name, int64_t v);
struct db_arg db_text_or_null(const char *name, str v);

/* ---- reading ----------------------------------------------------------- */

/* Outside db_write a read borrows a reader for the life of its rows; inside, it reads through
 * the transaction. Close rows before db_write: AUTO_ROWS in a block of its own. */
struct rows {
    struct ctx *cx;
    const struct db_sql *sql;
    struct db_conn *conn; /* NULL once closed */
    void *stmt;           /* engine's own */
    int row, n;           /* PostgreSQL: position in the result */
    bool extra;           /* SQLite: the kept statement was in use, this one is thrown away */
    enum err err;         /* found when it was opened or stepped */
};
void db_rows_close(struct rows *r);
#define AUTO_ROWS __attribute__((cleanup(db_rows_close))) struct rows

#define db_query(cx, sql, ...)                                                                     \
    db_query_args((cx), (sql), (const struct db_arg[]){__VA_ARGS__},                               \
                  COUNT(((const struct db_arg[]){__VA_ARGS__})))
struct rows db_query_args(struct ctx *cx, const struct db_sql *sql, const struct db_arg *args,
                          size_t n);
bool db_next(struct rows *r);                      /* false at the end or on error: see r->err */
enum err db_one(struct rows *r) MUST_CHECK;        /* the first row: OK, ERR_NOT_FOUND or a fault */
enum err db_end(const struct rows *r) MUST_CHECK;  /* after the last db_next: OK or the fault */
int64_t db_get_int(const struct rows *r, int col); /* NULL is 0 */
double db_get_real(const struct rows *r, int col);
str db_get_text(const struct rows *r, int col); /* valid until the next step: str_keep it */
str db_get_blob(const struct rows *r, int col);
bool db_get_null(const struct rows *r, int col);
str db_keep_text(const struct rows *r, int col); /* kept in cx->mem */
/* The index of the text in names[0..n); a text not among them is a programmer's mistake. */
int db_get_enum(const struct rows *r, int col, const char *const *names, int n);

/* ---- writing ----------------------------------------------------------- */

typedef enum err db_fn(struct ctx *cx, void *arg);
enum err db_write(struct ctx *cx, db_fn *fn, void *arg) MUST_CHECK; /* nested: joins the outer */

#define db_exec(cx, changed, sql, ...)                                                             \
    db_exec_args((cx), (changed), (sql), (const struct db_arg[]){__VA_ARGS__},                     \
                 COUNT(((const struct db_arg[]){__VA_ARGS__})))
/* changed may be NULL. Only inside db_write. A broken unique key is ERR_CONFLICT. */
/* After any failure the transaction (or the nested db_write) can only end: what may fail and be
 * survived is a db_write of its own, or ON CONFLICT DO NOTHING and a look at changed. */
enum err db_exec_args(struct ctx *cx, int64_t *changed, const struct db_sql *sql,
                      const struct db_arg *args, size_t n) MUST_CHECK;

/* Runs `fn` after the commit of the outermost db_write, in the calling thread; used for wake-ups.
 */
void db_after_commit(struct ctx *cx, void (*fn)(void *), void *arg);

/* SQLite: the writer runs `fn` at the end of each batch that changed something, in the batch's
 * transaction but a savepoint of its own (the sequencer). PostgreSQL never calls it. Set it
 * before serving. */
void db_at_batch_end(struct db *db, db_fn *fn, void *arg);

/* A key the client made, and the hash of what it sent with it. The result (an address to
 * redirect to, say) is stored in the same transaction. */
struct idem {
    int64_t county, owner;  /* account or device; 0 for the anonymous */
    str key;                /* 16 to 64 characters */
    unsigned char body[32]; /* SHA-256 of the fields */
};
/* Inside db_write: what a repeat will be answered with. The key belongs to the first outermost
 * db_write of a request; once that is done, cx->idem is NULL. */
enum err db_idem_result(struct ctx *cx, str result) MUST_CHECK;
/* After db_write returned OK: was it a repeat, and what was the stored result. */
bool db_idem_repeat(const struct ctx *cx, str *result);

/* Forgets keys taken before that instant of the real clock, 500 at a time; kit/db itself does so
 * every hour for those older than forty days. */
enum err db_idem_forget(struct ctx *cx, int64_t before_ms, int64_t *forgotten) MUST_CHECK;

/* ---- ids --------------------------------------------------------------- */

/* 41 bits ms since 2024-01-01, 10 bits node, 12 bits counter. Made before db_write. */
int64_t db_new_id(struct ctx *cx);
int64_t db_id_ms(int64_t id); /* when it was made, by the real clock */

/* ---- opening, migrating ------------------------------------------------ */

struct db_options {
    int readers; /* connections for reading; PostgreSQL: plus as many for writing as asked */
    int writers; /* PostgreSQL connections for writing; SQLite has exactly one */
    bool read_only;
    bool no_sync; /* tests only: a power cut may lose what was acknowledged */
};
/* url: sqlite:PATH or postgres://…. Takes the lock on SQLite unless read_only. */
enum err db_open(const char *url, const struct db_options *o, struct db **out, str *why,
                 struct arena *mem) MUST_CHECK;
void db_close(struct db *db);
enum db_engine db_engine_of(const struct db *db);
enum err db_migrate(struct db *db, const struct db_part *const *parts, str *why,
                    struct arena *mem) MUST_CHECK; /* parts in LAYERS order, NULL-terminated */
/* Does the database have what the program was built with? why names the first block that is
 * missing or was changed. Blocks of a newer program are let pass: they only add. */
enum db_schema { DB_SCHEMA_FITS, DB_SCHEMA_BEHIND, DB_SCHEMA_CHANGED };
enum err db_schema_state(struct ctx *cx, const struct db_part *const *parts, enum db_schema *out,
                         str *why) MUST_CHECK;
enum err db_ping(struct ctx *cx) MUST_CHECK; /* can it read now */
/* Asks the engine whether the statement fits the schema, without running it (tests, doctor). */
enum err db_prepare(struct ctx *cx, const struct db_sql *sql) MUST_CHECK;
bool db_can_write(struct db *db);

/* ---- bulk loading, for imports only ------------------------------------- */

/* The next row in the order of sql->params: fill values[0..n), each named; false at the end.
 * Called once per row, possibly in the writer's thread: it must not use the database. */
typedef bool db_row_fn(void *arg, struct db_arg *values);
enum db_copy_how {
    DB_COPY_WHOLE, /* one transaction, indexes dropped and made again: nobody is being served */
    DB_COPY_SLICES /* at most 20 ms at a time: others are; what is in when it fails stays in */
};
/* sql is `INSERT INTO t (a, b) VALUES (:a, :b)`, nothing else; PostgreSQL is sent a COPY.
 * rows (may be NULL) is set on failure too. */
enum err db_copy(struct ctx *cx, const struct db_sql *sql, db_row_fn *next, void *arg,
                 enum db_copy_how how, int64_t *rows) MUST_CHECK;

/* ---- what a process may remember --------------------------------------- */

/* Immutable things made from rows (a flow by its hash, a calendar by its revision), kept while the
 * database is open and read by any thread. `make` gets an arena that lives as long; NULL from it
 * is not remembered. A key never means two things. */
const void *db_memo(struct db *db, str key, const void *(*make)(struct arena *mem, const void *arg),
                    const void *arg);
