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

/* Maps what sqlite3_* returned; e of OK, ROW and DONE is OK. */
enum err sqlite_err(int rc);
enum err sqlite_conn_open(struct sqlite_db *db, bool writer, struct sqlite_conn **out, str *why,
                          struct arena *mem);
void sqlite_conn_close(struct sqlite_conn *c);
int sqlite_control(struct sqlite_conn *c, enum control what);
/* sqlite_writer.c */
void sqlite_write(struct write *w);
enum err sqlite_writer_start(struct sqlite_db *db, str *why, struct arena *mem);
void sqlite_writer_stop(struct sqlite_db *db);
