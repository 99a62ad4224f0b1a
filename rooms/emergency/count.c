/* count.c: how far the calling is, and how long it took. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/emergency/emergency_own.h"
#include "rooms/emergency/emergency_sql.h"

enum { GRIDS_MOST = 4000 };

int64_t emergency_open(const struct emergency_count *c)
{
    int64_t left = c->households;
    for (int i = 0; i < CALL_OUTCOMES; i++)
        left -= c->by[i];
    return left > 0 ? left : 0;
}

int64_t emergency_share(const struct emergency_count *c, int64_t n)
{
    return c->households ? n * 100 / c->households : 0;
}

static enum err read_grids(struct ctx *cx, const struct emergency *o,
                           const struct posts_reach *reach, struct emergency_count *out, int *n)
{
    AUTO_ROWS r =
        db_query(cx, &emergency_sql_grids, db_int("county", o->county), db_int("emergency", o->id),
                 POSTS_RANGE_ARGS(*reach), db_int("max", GRIDS_MOST));
    *n = 0;
    while (*n < GRIDS_MOST && db_next(&r))
        out[(*n)++] = (struct emergency_count){.scope = db_get_int(&r, 0),
                                               .households = db_get_int(&r, 1),
                                               .second = db_get_int(&r, 2)};
    return db_end(&r);
}

static enum err read_tally(struct ctx *cx, const struct emergency *o,
                           const struct posts_reach *reach, struct emergency_count *all, int n)
{
    AUTO_ROWS r = db_query(cx, &emergency_sql_tally, db_int("county", o->county),
                           db_int("emergency", o->id), POSTS_RANGE_ARGS(*reach));
    while (db_next(&r)) {
        int64_t scope = db_get_int(&r, 0), found = db_get_int(&r, 2);
        int by = (int)db_get_enum(&r, 1, emergency_outcome_names, CALL_OUTCOMES);
        for (int i = 0; i < n; i++)
            if (all[i].scope == scope)
                all[i].by[by] += found;
    }
    return db_end(&r);
}

enum err emergency_counts(struct ctx *cx, const struct emergency *o, const char *act,
                          struct emergency_count **out, int *n, struct emergency_count *all)
{
    struct posts_reach reach;
    struct emergency_count *at = NEW_N(cx->mem, struct emergency_count, GRIDS_MOST);
    int got = 0;
    posts_reach(cx, act, &reach);
    enum err e = read_grids(cx, o, &reach, at, &got);
    if (!e)
        e = read_tally(cx, o, &reach, at, got);
    if (e)
        return e;
    *all = (struct emergency_count){.scope = o->scope};
    for (int i = 0; i < got; i++) {
        all->households += at[i].households;
        for (int k = 0; k < CALL_OUTCOMES; k++)
            all->by[k] += at[i].by[k];
    }
    *out = at;
    *n = got;
    return OK;
}

enum err emergency_minutes_to_90(struct ctx *cx, const struct emergency *o, int64_t *minutes)
{
    int64_t needed = (o->households * 9 + 9) / 10;
    *minutes = -1;
    if (!needed)
        return OK;
    AUTO_ROWS r = db_query(cx, &emergency_sql_answered, db_int("county", o->county),
                           db_int("emergency", o->id), db_int("skip", needed - 1));
    enum err e = db_one(&r);
    if (!e)
        *minutes = (db_get_int(&r, 0) - o->started_ms + 59999) / 60000;
    return e == ERR_NOT_FOUND ? OK : e;
}
