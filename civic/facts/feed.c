/* feed.c: the sequencer, and the subscribers behind it. */
#include "civic/facts/facts_own.h"
#include "civic/facts/facts_sql.h"
#include "civic/room.h"

enum { NUMBER_MAX = 500, FEED_MAX = 100 };

/* ---- the sequencer (PostgreSQL; on SQLite nothing ever waits) ----------- */

struct number_args {
    int64_t county, n;
};
struct waiting {
    int64_t subject, id;
};

static enum err read_head(struct ctx *cx, int64_t county, int64_t *pos)
{
    AUTO_ROWS rows = db_query(cx, &facts_sql_head, db_int("county", county));
    enum err e = db_one(&rows);
    if (!e)
        *pos = db_get_int(&rows, 0);
    return e;
}

static enum err read_waiting(struct ctx *cx, int64_t county, struct waiting *out, int *n)
{
    AUTO_ROWS rows = db_query(cx, &facts_sql_waiting, db_int("county", county));
    for (*n = 0; *n < NUMBER_MAX && db_next(&rows); (*n)++)
        out[*n] = (struct waiting){db_get_int(&rows, 0), db_get_int(&rows, 1)};
    return db_end(&rows);
}

static enum err number_these(struct ctx *cx, int64_t county, int64_t head, const struct waiting *w,
                             int n)
{
    for (int i = 0; i < n; i++) {
        int64_t changed = 0;
        enum err e = db_exec(cx, &changed, &facts_sql_number, db_int("pos", head + i + 1),
                             db_int("county", county), db_int("subject", w[i].subject),
                             db_int("id", w[i].id));
        if (e || !changed)
            return e ? e : ERR_CONFLICT;
    }
    return OK;
}

/* The head's compare-and-set comes first, so two sequencers cannot give the same number. */
static enum err number_tx(struct ctx *cx, void *arg)
{
    struct number_args *a = arg;
    struct waiting *w = NEW_N(cx->mem, struct waiting, NUMBER_MAX);
    int64_t head = 0, changed = 0;
    int n = 0;
    a->n = 0;
    enum err e = read_waiting(cx, a->county, w, &n);
    if (e || !n)
        return e;
    e = db_exec(cx, NULL, &facts_sql_head_add, db_int("county", a->county));
    if (!e)
        e = read_head(cx, a->county, &head);
    if (!e)
        e = db_exec(cx, &changed, &facts_sql_head_move, db_int("pos", head + n),
                    db_int("county", a->county), db_int("seen", head));
    if (e || !changed)
        return e ? e : ERR_CONFLICT;
    a->n = n;
    return number_these(cx, a->county, head, w, n);
}

static enum err number(struct ctx *cx, int64_t county, int64_t *did)
{
    struct number_args a = {county, 0};
    if (db_engine_of(cx->db) == DB_SQLITE)
        return OK;
    enum err e = db_write(cx, number_tx, &a);
    if (e == ERR_CONFLICT)
        return OK; /* another node did it; the next round sees */
    *did += e ? 0 : a.n;
    return e;
}

/* ---- subscribers ------------------------------------------------------- */

bool facts_wanted(const struct facts_subscriber *s, const struct fact *f)
{
    if (!s->kinds)
        return true;
    for (const char *const *k = s->kinds; *k; k++)
        if (str_starts(str_of(f->kind), str_of(*k)))
            return true;
    return false;
}

static enum err read_cursor(struct ctx *cx, int64_t county, const char *subscriber, int64_t *pos)
{
    AUTO_ROWS rows = db_query(cx, &facts_sql_cursor, db_int("county", county),
                              db_word("subscriber", subscriber));
    enum err e = db_one(&rows);
    *pos = e ? 0 : db_get_int(&rows, 0);
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err facts_behind(struct ctx *cx, int64_t county, const char *subscriber, int64_t *n)
{
    int64_t last = 0, pos = 0;
    enum err e = facts_last_pos(cx, county, &last);
    if (!e)
        e = read_cursor(cx, county, subscriber, &pos);
    if (!e)
        *n = last - pos;
    return e;
}

struct feed_args {
    const struct facts_subscriber *s;
    int64_t county, seen;
    const struct fact *facts;
    int n;
};

static enum err feed_tx(struct ctx *cx, void *arg)
{
    const struct feed_args *a = arg;
    int64_t changed = 0, last = a->n ? a->facts[a->n - 1].pos : a->seen;
    enum err e =
        db_exec(cx, &changed, &facts_sql_cursor_move, db_int("county", a->county),
                db_word("subscriber", a->s->name), db_int("pos", last), db_int("seen", a->seen));
    if (!e && !changed)
        return ERR_CONFLICT; /* somebody else fed it */
    for (int i = 0; !e && i < a->n; i++)
        if (facts_wanted(a->s, &a->facts[i]))
            e = a->s->take(cx, &a->facts[i]);
    return e;
}

static enum err error_tx(struct ctx *cx, void *arg)
{
    const struct feed_args *a = arg;
    return db_exec(cx, NULL, &facts_sql_cursor_error, db_word("error", "stopped"),
                   db_int("county", a->county), db_word("subscriber", a->s->name));
}

/* The batch; if something in it fails, its first fact alone, so that only the bad one stops. */
static enum err feed(struct ctx *cx, struct feed_args *a, int64_t *did)
{
    enum err e = db_write(cx, feed_tx, a);
    if (e && e != ERR_CONFLICT && e != ERR_BUSY && a->n > 1) {
        a->n = 1;
        e = db_write(cx, feed_tx, a);
    }
    if (e == ERR_CONFLICT || e == ERR_BUSY)
        return OK;
    if (e)
        return db_write(cx, error_tx, a); /* tried again next round; the others go on */
    *did += a->n;
    return OK;
}

static enum err feed_one(struct ctx *cx, const struct facts_subscriber *s, int64_t county,
                         int64_t *did)
{
    struct arena_point mark = arena_mark(cx->mem);
    struct fact *facts = NEW_N(cx->mem, struct fact, FEED_MAX);
    struct feed_args a = {.s = s, .county = county, .facts = facts};
    enum err e = read_cursor(cx, county, s->name, &a.seen);
    if (!e)
        e = facts_since(cx, county, a.seen, facts, FEED_MAX, &a.n);
    if (!e && (a.n || !a.seen))
        e = feed(cx, &a, did);
    arena_back(cx->mem, mark);
    return e;
}

static enum err step(struct ctx *cx, int64_t county, int64_t *did)
{
    enum err e = number(cx, county, did);
    for (const struct room *const *r = rooms_of(cx); !e && *r; r++)
        for (const struct facts_subscriber *const *s = (*r)->subscribers; !e && s && *s; s++)
            e = feed_one(cx, *s, county, did);
    return e;
}

const struct jobs_kind facts_job = {.name = "facts", .counties = &facts_sql_counties, .step = step};

enum err facts_again(struct ctx *cx, int64_t county, const char *subscriber)
{
    return db_exec(cx, NULL, &facts_sql_cursor_back, db_int("county", county),
                   db_word("subscriber", subscriber));
}
