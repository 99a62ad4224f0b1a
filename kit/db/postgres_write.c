/* postgres_write.c: one db_write on PostgreSQL: READ COMMITTED, run again when it lost a race. */
#include "kit/db/postgres.h"

enum { TRIES = 30, LONGEST_NS = 100000000 };

/* Whoever lost waits a little, up to twice as long each time. The wait is drawn from the whole
 * span: those who collided once would else collide again. */
static void pause_before(int tries)
{
    int64_t span = tries < 8 ? (1 << tries) * 500000LL : LONGEST_NS;
    uint64_t draw = (uint64_t)clock_steady_ns() * 0x9e3779b97f4a7c15u >> 33;
    struct timespec t = {0, (int64_t)(draw % (uint64_t)(span < LONGEST_NS ? span : LONGEST_NS))};
    nanosleep(&t, NULL);
}

/* COMMIT may answer ROLLBACK, when a statement had failed unseen. */
static enum err commit(struct ctx *cx, struct pg_conn *c)
{
    PGresult *r = PQexec(c->pg, "COMMIT");
    enum err e = OK;
    if (PQresultStatus(r) != PGRES_COMMAND_OK)
        e = pg_said(cx, c, "COMMIT", r);
    else if (strcmp(PQcmdStatus(r), "COMMIT") != 0)
        e = db_fault(cx, ERR_FAULT, "COMMIT", "the transaction had failed");
    PQclear(r);
    return e;
}

/* One try on one connection. Sets w->err; true: it may be run again. */
static bool try_once(struct write *w, struct pg_conn *c)
{
    w->cx->failure = w->before.failure;
    w->err = pg_tell(w->cx, c, "BEGIN");
    if (w->err)
        return c->lost;
    w->err = db_attempt(w, &c->base);
    if (!w->err) {
        w->err = commit(w->cx, c);
        /* A connection lost while committing leaves the outcome unknown: only a key tells a
         * rerun whether it was saved. */
        return c->again || (c->lost && w->before.idem);
    }
    bool again = c->again || c->lost;
    if (!c->lost) {
        struct failure kept = w->cx->failure;
        enum err e = pg_tell(w->cx, c, "ROLLBACK");
        w->cx->failure = e ? w->cx->failure : kept;
    }
    return again;
}

void pg_write(struct write *w)
{
    struct pg_db *db = (struct pg_db *)w->cx->db;
    bool again = true;
    for (int tries = 0; again && tries < TRIES; tries++) {
        struct pg_conn *c = NULL;
        if (tries)
            pause_before(tries);
        *w->cx = w->before;
        w->err = pg_take(w->cx, PG_WRITE, &c);
        if (w->err) {
            atomic_store(&db->base.well, false);
            return;
        }
        c->again = false;
        again = try_once(w, c);
        atomic_store(&db->base.well, !c->lost);
        if (c->lost)
            pg_drop_idle(db, PG_WRITE); /* they talked to the same server */
        pg_give(c);
    }
}
