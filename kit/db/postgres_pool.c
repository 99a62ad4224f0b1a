/* postgres_pool.c: connections by use; opened when first needed, kept, thrown away when lost. */
#include "kit/db/postgres.h"

enum { WAIT_S = 10 };

static void be_silent(void *arg, const char *message)
{
    (void)arg;
    (void)message;
}

static bool connect_now(struct pg_conn *c)
{
    static const char *const names[] = {"dbname", "connect_timeout", "fallback_application_name",
                                        "options", NULL};
    const struct pg_db *db = (const struct pg_db *)c->base.db;
    char options[512];
    snprintf(options, sizeof options,
             "-c lock_timeout=10s -c idle_in_transaction_session_timeout=60s -c jit=off "
             "-c client_min_messages=warning%s%s",
             c->use == PG_READ ? " -c default_transaction_read_only=on -c statement_timeout=30s"
                               : "",
             db->no_sync ? " -c synchronous_commit=off" : "");
    const char *values[] = {db->url, "3", "linli", options, NULL};
    c->pg = PQconnectdbParams(names, values, 1);
    PQsetNoticeProcessor(c->pg, be_silent, NULL);
    return PQstatus(c->pg) == CONNECTION_OK;
}

static void forget(struct pg_conn *c)
{
    for (size_t i = 0; i < c->map.cap; i++)
        free(c->map.values[i]);
    stmt_map_free(&c->map);
    PQfinish(c->pg);
    c->pg = NULL;
}

static void free_conn(struct pg_conn *c)
{
    forget(c);
    free(c);
}

bool pg_reconnect(struct pg_conn *c)
{
    forget(c);
    c->lost = !connect_now(c);
    c->again = false;
    return !c->lost;
}

static enum err open_conn(struct ctx *cx, enum pg_use use, struct pg_conn **out)
{
    struct pg_conn *c = calloc(1, sizeof *c);
    assert(c);
    c->base.db = cx->db;
    c->use = use;
    if (!connect_now(c)) {
        db_fault(cx, ERR_BUSY, "connect", PQerrorMessage(c->pg));
        free_conn(c);
        return ERR_BUSY;
    }
    *out = c;
    return OK;
}

/* An idle connection, or the right to open one. False: none came free in time. */
static bool take_place(struct pg_db *db, enum pg_use use, struct pg_conn **out)
{
    struct pg_pool *pool = &db->pools[use];
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += WAIT_S;
    bool ok = true;
    pthread_mutex_lock(&db->lock);
    while (ok && !pool->idle && pool->open == pool->most)
        ok = pthread_cond_timedwait(&db->wake, &db->lock, &until) == 0;
    *out = pool->idle;
    if (pool->idle)
        pool->idle = pool->idle->next;
    else if (ok)
        pool->open++;
    pthread_mutex_unlock(&db->lock);
    return ok || *out;
}

static void free_place(struct pg_db *db, enum pg_use use)
{
    pthread_mutex_lock(&db->lock);
    db->pools[use].open--;
    pthread_cond_broadcast(&db->wake);
    pthread_mutex_unlock(&db->lock);
}

enum err pg_take(struct ctx *cx, enum pg_use use, struct pg_conn **out)
{
    struct pg_db *db = (struct pg_db *)cx->db;
    struct pg_conn *c = NULL;
    if (!take_place(db, use, &c))
        return db_fault(cx, ERR_BUSY, "connect", "all connections are in use");
    if (!c) {
        enum err e = open_conn(cx, use, &c);
        if (e) {
            free_place(db, use);
            return e;
        }
    }
    *out = c;
    return OK;
}

void pg_give(struct pg_conn *c)
{
    struct pg_db *db = (struct pg_db *)c->base.db;
    if (c->lost || PQtransactionStatus(c->pg) != PQTRANS_IDLE) {
        enum pg_use use = c->use;
        free_conn(c);
        free_place(db, use);
        return;
    }
    pthread_mutex_lock(&db->lock);
    c->next = db->pools[c->use].idle;
    db->pools[c->use].idle = c;
    pthread_cond_broadcast(&db->wake);
    pthread_mutex_unlock(&db->lock);
}

void pg_drop_idle(struct pg_db *db, enum pg_use use)
{
    pthread_mutex_lock(&db->lock);
    struct pg_conn *list = db->pools[use].idle;
    db->pools[use].idle = NULL;
    for (struct pg_conn *c = list; c; c = c->next)
        db->pools[use].open--;
    pthread_cond_broadcast(&db->wake);
    pthread_mutex_unlock(&db->lock);
    while (list) {
        struct pg_conn *next = list->next;
        free_conn(list);
        list = next;
    }
}

void pg_close_all(struct pg_db *db)
{
    for (int use = 0; use < PG_USES; use++)
        pg_drop_idle(db, (enum pg_use)use);
}
