/* sqlite_pool.c: connections: how one is set up, and the readers, opened when first needed, kept,
 * the last given back being the next taken. */
#include "kit/db/sqlite.h"

static const char reader_setup[] = "PRAGMA query_only=1; PRAGMA cache_size=-8000;"
                                   "PRAGMA temp_store=MEMORY; PRAGMA foreign_keys=ON;";
static const char writer_setup[] =
    "PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0; PRAGMA foreign_keys=ON;"
    "PRAGMA cache_size=-32000; PRAGMA temp_store=MEMORY;";

/* Counting every allocation takes one lock of the whole process, which readers queue at. */
static void without_counting(void)
{
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0); /* refused once it runs: no harm */
}

/* A plan may not depend on what is bound: without this a statement that could use a partial index
 * is compiled anew for every other value. */
static void keep_plans(sqlite3 *handle)
{
    (void)sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_QPSG, 1, NULL);
}

enum err sqlite_conn_open(struct sqlite_db *db, bool writer, struct sqlite_conn **out, str *why,
                          struct arena *mem)
{
    struct sqlite_conn *c = calloc(1, sizeof *c);
    assert(c);
    int flags = SQLITE_OPEN_NOMUTEX |
                (writer ? SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE : SQLITE_OPEN_READONLY);
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, without_counting);
    int rc = sqlite3_open_v2(db->path, &c->handle, flags, NULL);
    c->base.db = &db->base;
    if (!rc) {
        keep_plans(c->handle);
        sqlite3_extended_result_codes(c->handle, 1);
        sqlite3_busy_timeout(c->handle, 5000);
        rc = sqlite3_exec(c->handle, writer ? writer_setup : reader_setup, NULL, NULL, NULL);
    }
    if (!rc && writer)
        rc = sqlite3_exec(c->handle,
                          db->no_sync ? "PRAGMA synchronous=OFF" : "PRAGMA synchronous=FULL", NULL,
                          NULL, NULL);
    if (rc) {
        *why = str_fmt(mem, "%s: %s", db->path, sqlite3_errmsg(c->handle));
        sqlite_conn_close(c);
        return sqlite_err(rc) == ERR_BUSY ? ERR_BUSY : ERR_FAULT;
    }
    *out = c;
    return OK;
}

void sqlite_conn_close(struct sqlite_conn *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->map.cap; i++) {
        struct kept *k = c->map.values[i];
        if (k)
            sqlite3_finalize(k->stmt);
        free(k);
    }
    for (int i = 0; i < CONTROLS; i++)
        sqlite3_finalize(c->control[i]);
    stmt_map_free(&c->map);
    sqlite3_close(c->handle);
    free(c);
}

enum err sqlite_borrow(struct ctx *cx, struct db_conn **out)
{
    struct sqlite_db *db = sqlite_db_of(cx->db);
    pthread_mutex_lock(&db->pool_lock);
    while (!db->idle && db->readers == db->readers_most)
        pthread_cond_wait(&db->pool_wake, &db->pool_lock);
    struct sqlite_conn *c = db->idle;
    if (c)
        db->idle = c->next;
    else
        db->readers++;
    pthread_mutex_unlock(&db->pool_lock);
    if (!c) {
        str why;
        enum err e = sqlite_conn_open(db, false, &c, &why, cx->mem);
        if (e) {
            pthread_mutex_lock(&db->pool_lock);
            db->readers--;
            pthread_cond_signal(&db->pool_wake);
            pthread_mutex_unlock(&db->pool_lock);
            return db_fault(cx, ERR_BUSY, "open", str_z(cx->mem, why));
        }
    }
    *out = &c->base;
    return OK;
}

void sqlite_give_back(struct db_conn *conn)
{
    struct sqlite_db *db = sqlite_db_of(conn->db);
    struct sqlite_conn *c = sqlite_conn_of(conn);
    pthread_mutex_lock(&db->pool_lock);
    c->next = db->idle;
    db->idle = c;
    pthread_cond_signal(&db->pool_wake);
    pthread_mutex_unlock(&db->pool_lock);
}
