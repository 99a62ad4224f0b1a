/* jobs.c: timers and messages as rows, and what becomes of one of them. */
#include "kit/jobs/jobs.h"

#include "kit/jobs/jobs_own.h"
#include "kit/jobs/jobs_sql.h"

#include <sodium.h>

enum { LEASE_MS = 30000, CLAIM_MS = 120000, TRIES_MAX = 12, WEEK_MS = 7 * DAY_MS };

enum err jobs_timer_set(struct ctx *cx, const char *kind, const struct jobs_timer *t)
{
    return db_exec(cx, NULL, &jobs_sql_timer_set, db_int("county", t->county),
                   db_int("id", db_new_id(cx)), db_word("kind", kind), db_text("name", t->key),
                   db_int("due", t->due_ms), db_int("ref", t->ref), db_text("payload", t->payload));
}

enum err jobs_timer_drop(struct ctx *cx, int64_t county, const char *kind, str key)
{
    return db_exec(cx, NULL, &jobs_sql_timer_drop, db_int("county", county), db_word("kind", kind),
                   db_text("name", key));
}

enum err jobs_send(struct ctx *cx, int64_t county, const char *kind, str key, str payload)
{
    return db_exec(cx, NULL, &jobs_sql_send, db_int("county", county), db_int("id", db_new_id(cx)),
                   db_word("kind", kind), db_text("name", key), db_text("payload", payload),
                   db_int("now", clock_real_ms()));
}

const struct jobs_kind *jobs_kind_find(const struct jobs_kind *const *kinds, str name)
{
    for (; kinds && *kinds; kinds++)
        if (str_is(name, (*kinds)->name))
            return *kinds;
    return NULL;
}

/* ---- the lease --------------------------------------------------------- */

struct lease_args {
    int64_t county, until, now;
    str holder;
    bool got;
};

static enum err lease_tx(struct ctx *cx, void *arg)
{
    struct lease_args *a = arg;
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &jobs_sql_lease_take, db_int("county", a->county),
                db_text("holder", a->holder), db_int("until", a->until), db_int("now", a->now));
    a->got = !e && changed > 0;
    return e;
}

enum err jobs_lease(struct ctx *cx, int64_t county, str holder, bool *got)
{
    int64_t now = clock_real_ms();
    struct lease_args a = {county, now + LEASE_MS, now, holder, false};
    enum err e = db_write(cx, lease_tx, &a);
    *got = a.got;
    return e;
}

/* ---- timers ------------------------------------------------------------ */

struct fire_args {
    const struct jobs_kind *kind;
    const struct jobs_timer *timer;
    enum err err; /* of the kind, when it is not to be tried again */
};

static enum err fire_tx(struct ctx *cx, void *arg)
{
    struct fire_args *a = arg;
    int64_t mine = 0;
    enum err e = db_exec(cx, &mine, &jobs_sql_timer_take, db_int("county", a->timer->county),
                         db_int("id", a->timer->id), db_int("now", cx->now));
    if (e || !mine)
        return e; /* somebody else was here, or it was moved meanwhile */
    return a->kind && a->kind->fire ? a->kind->fire(cx, a->timer) : ERR_NOT_FOUND;
}

static enum err fail_tx(struct ctx *cx, void *arg)
{
    const struct fire_args *a = arg;
    return db_exec(cx, NULL, &jobs_sql_timer_fail, db_int("county", a->timer->county),
                   db_int("id", a->timer->id), db_word("error", err_name(a->err)));
}

static enum err fire(struct ctx *cx, const struct jobs_kind *const *kinds,
                     const struct jobs_timer *t, int64_t *did)
{
    struct fire_args a = {jobs_kind_find(kinds, t->kind), t, OK};
    a.err = db_write(cx, fire_tx, &a);
    if (a.err == ERR_BUSY)
        return OK; /* the next round finds it again */
    (*did)++;
    if (!a.err)
        return OK;
    jobs_complain(cx, "timer failed", t->kind, t->id, a.err);
    return db_write(cx, fail_tx, &a);
}

static enum err read_timers(struct ctx *cx, int64_t county, struct jobs_timer *out, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &jobs_sql_timers_due, db_int("county", county), db_int("now", cx->now));
    for (*n = 0; db_next(&rows); (*n)++)
        out[*n] = (struct jobs_timer){county,
                                      db_get_int(&rows, 0),
                                      db_keep_text(&rows, 1),
                                      db_keep_text(&rows, 2),
                                      db_get_int(&rows, 3),
                                      db_get_int(&rows, 4),
                                      db_keep_text(&rows, 5)};
    return db_end(&rows);
}

enum err jobs_fire_due(struct ctx *cx, const struct jobs_kind *const *kinds, int64_t county,
                       int64_t *did)
{
    struct jobs_timer *due = NEW_N(cx->mem, struct jobs_timer, 50);
    int n = 0;
    enum err e = read_timers(cx, county, due, &n);
    for (int i = 0; !e && i < n; i++)
        e = fire(cx, kinds, &due[i], did);
    return e;
}

/* ---- messages ---------------------------------------------------------- */

struct claim_args {
    int64_t county;
    struct jobs_message *out; /* 20 */
    int n;
};

static enum err claim_tx(struct ctx *cx, void *arg)
{
    struct claim_args *a = arg;
    int64_t now = clock_real_ms();
    enum err e =
        db_exec(cx, NULL, &jobs_sql_unclaim, db_int("county", a->county), db_int("now", now));
    if (e)
        return e;
    AUTO_ROWS rows = db_query(cx, &jobs_sql_claim, db_int("until", now + CLAIM_MS),
                              db_int("county", a->county), db_int("now", now));
    for (a->n = 0; db_next(&rows); a->n++)
        a->out[a->n] = (struct jobs_message){a->county,
                                             db_get_int(&rows, 0),
                                             db_keep_text(&rows, 1),
                                             db_keep_text(&rows, 2),
                                             db_keep_text(&rows, 3),
                                             (int)db_get_int(&rows, 4)};
    return db_end(&rows);
}

struct result_args {
    const struct jobs_message *m;
    enum err err;
    bool again;
    int64_t now, next;
};

static enum err result_tx(struct ctx *cx, void *arg)
{
    const struct result_args *a = arg;
    if (!a->err)
        return db_exec(cx, NULL, &jobs_sql_sent, db_int("now", a->now),
                       db_int("county", a->m->county), db_int("id", a->m->id));
    if (a->again)
        return db_exec(cx, NULL, &jobs_sql_later, db_int("next", a->next),
                       db_word("error", err_name(a->err)), db_int("county", a->m->county),
                       db_int("id", a->m->id));
    return db_exec(cx, NULL, &jobs_sql_given_up, db_int("now", a->now),
                   db_word("error", err_name(a->err)), db_int("county", a->m->county),
                   db_int("id", a->m->id));
}

/* 2^tries seconds, an hour at most, and up to a quarter more. */
int64_t jobs_backoff_ms(int tries)
{
    int64_t ms = tries < 12 ? (INT64_C(1) << tries) * 1000 : 3600000;
    ms = ms < 3600000 ? ms : 3600000;
    return ms + randombytes_uniform((uint32_t)(ms / 4));
}

static enum err send_one(struct ctx *cx, const struct jobs_kind *const *kinds,
                         const struct jobs_message *m)
{
    const struct jobs_kind *kind = jobs_kind_find(kinds, m->kind);
    struct result_args a = {.m = m, .err = kind && kind->send ? kind->send(cx, m) : ERR_NOT_FOUND};
    a.again = (a.err == ERR_BUSY || a.err == ERR_FAULT) && m->tries < TRIES_MAX;
    a.now = clock_real_ms();
    a.next = a.now + jobs_backoff_ms(m->tries);
    if (a.err && !a.again)
        jobs_complain(cx, "message given up", m->kind, m->id, a.err);
    return db_write(cx, result_tx, &a);
}

enum err jobs_send_due(struct ctx *cx, const struct jobs_kind *const *kinds, int64_t county,
                       int64_t *did)
{
    struct claim_args a = {county, NEW_N(cx->mem, struct jobs_message, 20), 0};
    enum err e = db_write(cx, claim_tx, &a);
    for (int i = 0; !e && i < a.n; i++)
        e = send_one(cx, kinds, &a.out[i]);
    *did += a.n;
    return e;
}

static enum err forget_tx(struct ctx *cx, void *arg)
{
    const int64_t *county = arg;
    return db_exec(cx, NULL, &jobs_sql_forget, db_int("county", *county),
                   db_int("before", clock_real_ms() - WEEK_MS));
}

enum err jobs_forget(struct ctx *cx, int64_t county)
{
    return db_write(cx, forget_tx, &county);
}

/* ---- what an operator sees --------------------------------------------- */

static enum err trouble_messages(struct ctx *cx, int64_t county, struct jobs_trouble *out, int max,
                                 int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &jobs_sql_trouble_messages, db_int("county", county), db_int("max", max - *n));
    while (*n < max && db_next(&rows))
        out[(*n)++] = (struct jobs_trouble){county,
                                            db_get_int(&rows, 0),
                                            db_get_int(&rows, 1),
                                            db_keep_text(&rows, 2),
                                            db_keep_text(&rows, 3),
                                            db_keep_text(&rows, 4),
                                            (int)db_get_int(&rows, 5),
                                            false};
    return db_end(&rows);
}

enum err jobs_list_trouble(struct ctx *cx, int64_t county, struct jobs_trouble *out, int max,
                           int *n)
{
    *n = 0;
    enum err e = trouble_messages(cx, county, out, max, n);
    if (e)
        return e;
    AUTO_ROWS rows =
        db_query(cx, &jobs_sql_trouble_timers, db_int("county", county), db_int("max", max - *n));
    while (*n < max && db_next(&rows))
        out[(*n)++] = (struct jobs_trouble){county,
                                            db_get_int(&rows, 0),
                                            db_get_int(&rows, 1),
                                            db_keep_text(&rows, 2),
                                            db_keep_text(&rows, 3),
                                            db_keep_text(&rows, 4),
                                            0,
                                            true};
    return db_end(&rows);
}

enum err jobs_retry(struct ctx *cx, int64_t county, int64_t id, bool timer)
{
    if (timer)
        return db_exec(cx, NULL, &jobs_sql_retry_timer, db_int("county", county), db_int("id", id));
    return db_exec(cx, NULL, &jobs_sql_retry_message, db_int("now", clock_real_ms()),
                   db_int("county", county), db_int("id", id));
}
