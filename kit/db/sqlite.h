/* sqlite: connections of the SQLite engine. One writer thread, any number of readers. */
#pragma once
#include "kit/db/engine.h"

#include <semaphore.h>
#include <sqlite3.h>

struct kept { /* a prepared statement of one connection */
    sqlite3_stmt *stmt;
    bool busy;
};
enum control { BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, BACK_TO, CONTROLS };

struct sqlite_conn {
    struct db_conn base;
    sqlite3 *handle;
    struct stmt_map map; /* to struct kept */
    sqlite3_stmt *control[CONTROLS];
    struct sqlite_conn *next;
};

struct sqlite_db {
    struct db base;
    char *path;
    int lock_fd;
    bool no_sync;
    pthread_mutex_t pool_lock;
    pthread_cond_t pool_wake;
    struct sqlite_conn *idle; /* readers */
    int readers, readers_most;
    /* the writer */
    struct sqlite_conn *writer;
    pthread_t thread;
    pthread_mutex_t queue_lock;
    pthread_cond_t queue_wake;
    struct write *first, **last;
    bool stop, started;
    int wal_pages; /* after the last commit */
};

static inline struct sqlite_conn *sqlite_conn_of(struct db_conn *c)
{
    return (struct sqlite_conn *)c;
}
static inline struct sqlite_db *sqlite_db_of(struct db *db)
{
    return (struct sqlite_db *)db;
}

/* Maps what sqlite3_* returned; e of OK, ROW and DONE is OK. */
enum err sqlite_err(int rc);
int sqlite_control(struct sqlite_conn *c, enum control what);
/* sqlite_pool.c */
enum err sqlite_conn_open(struct sqlite_db *db, bool writer, struct sqlite_conn **out, str *why,
                          struct arena *mem);
void sqlite_conn_close(struct sqlite_conn *c);
/* A reader; waits while all are lent. ERR_BUSY if none can be opened. */
enum err sqlite_borrow(struct ctx *cx, struct db_conn **out);
void sqlite_give_back(struct db_conn *conn);
/* sqlite_writer.c */
void sqlite_write(struct write *w);
enum err sqlite_writer_start(struct sqlite_db *db, str *why, struct arena *mem);
void sqlite_writer_stop(struct sqlite_db *db);
