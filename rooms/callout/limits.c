/* limits.c: how long whoever is called has to answer, as shipped and as a county has set it; and
 * how the departments answered, in figures. */
#include "civic/people/people.h"
#include "rooms/callout/callout_own.h"
#include "rooms/callout/callout_sql.h"

static const struct callout_limit shipped[CALLOUT_URGENCIES] = {
    [CALLOUT_URGENT] = {30, 0, CALENDAR_MINUTE},
    [CALLOUT_NORMAL] = {0, 0, CALENDAR_DAY},
    [CALLOUT_LONG] = {7, 0, CALENDAR_DAY},
};

/* ---- limits ---------------------------------------------------------------- */

enum err callout_limits(struct ctx *cx, int64_t county, struct callout_limit out[CALLOUT_URGENCIES])
{
    memcpy(out, shipped, sizeof shipped);
    AUTO_ROWS r = db_query(cx, &callout_sql_limits, db_int("county", county));
    while (db_next(&r)) {
        int u = db_get_enum(&r, 0, callout_urgency_names, CALLOUT_URGENCIES);
        out[u] = (struct callout_limit){
            db_get_int(&r, 1), db_get_int(&r, 3),
            (enum calendar_unit)db_get_enum(&r, 2, calendar_unit_names, CALENDAR_UNITS)};
    }
    return db_end(&r);
}

/* Whoever is called late in the evening still has an hour. */
static int64_t minutes_of_day_left(int64_t now)
{
    enum { LEAST = 60 };
    int64_t left = (ms_of_day(day_of_ms(now) + 1) - now) / 60000;
    return left < LEAST ? LEAST : left;
}

static enum err read_urgency(struct ctx *cx, const struct matter *m, int *out)
{
    AUTO_ROWS r =
        db_query(cx, &callout_sql_urgency, db_int("county", m->county), db_int("id", m->id));
    enum err e = db_one(&r);
    if (!e)
        *out = db_get_enum(&r, 0, callout_urgency_names, CALLOUT_URGENCIES);
    return e;
}

enum err callout_limit_of(struct ctx *cx, const struct matter *m, const char *clock,
                          struct matters_limit *out)
{
    struct callout_limit all[CALLOUT_URGENCIES];
    int u = CALLOUT_NORMAL;
    if (strcmp(clock, "answer") != 0)
        return ERR_NOT_FOUND;
    enum err e = read_urgency(cx, m, &u);
    if (!e)
        e = callout_limits(cx, m->county, all);
    if (e)
        return e;
    *out = all[u].n ? (struct matters_limit){all[u].n, all[u].unit}
                    : (struct matters_limit){minutes_of_day_left(cx->now), CALENDAR_MINUTE};
    return OK;
}

str callout_limit_text(struct ctx *cx, const struct callout_limit *l)
{
    return l->n ? calendar_limit_text(cx->mem, cx->lang, l->unit, l->n)
                : tr(cx->lang, _("till the end of the day"));
}

struct limit_args {
    int64_t county;
    enum callout_urgency u;
    const struct callout_limit *in;
};

static enum err set_tx(struct ctx *cx, void *arg)
{
    const struct limit_args *a = arg;
    int64_t place = a->county * 1000000000, changed = 0;
    enum err e =
        db_exec(cx, &changed, &callout_sql_limit_set, db_int("county", a->county),
                db_word("urgency", callout_urgency_names[a->u]), db_int("amount", a->in->n),
                db_word("unit", calendar_unit_names[a->in->unit]), db_int("seen", a->in->row_ver));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this meanwhile. Look again."));
    if (!e && !may(cx, ACT_SYSTEM_CONFIG, place, NO_ORG))
        return ERR_NOT_FOUND;
    struct fact f = {.county = a->county,
                     .place = place,
                     .scope = place,
                     .subject_kind = "callout_limit",
                     .kind = "callout.limit",
                     .to = str_fmt(cx->mem, "%s %lld %s", callout_urgency_names[a->u],
                                   (long long)a->in->n, calendar_unit_names[a->in->unit]),
                     .audience = FACTS_AUDIT};
    return e ? e : facts_add(cx, &f);
}

enum err callout_set_limit(struct ctx *cx, int64_t county, enum callout_urgency u,
                           const struct callout_limit *in)
{
    enum { MOST = 1000 };
    struct limit_args a = {county, u, in};
    if (in->n < 0 || in->n > MOST)
        return fail_field(cx, "n", _("Give a number from 0 to 1000."));
    return db_write(cx, set_tx, &a);
}

/* ---- figures ----------------------------------------------------------------- */

enum err callout_figures(struct ctx *cx, int64_t from_ms, int64_t until_ms,
                         struct callout_figure **out, int *n)
{
    struct posts_reach r;
    struct callout_figure *list = NEW_N(cx->mem, struct callout_figure, CALLOUT_FIGURES_MAX);
    int found = 0;
    posts_reach(cx, ACT_CALLOUT_READ, &r);
    AUTO_ROWS rows =
        db_query(cx, &callout_sql_figures, db_int("county", cx->county), db_int("from", from_ms),
                 db_int("until", until_ms), db_int("now", cx->now), POSTS_RANGE_ARGS(r));
    while (found < CALLOUT_FIGURES_MAX && db_next(&rows))
        list[found++] = (struct callout_figure){.org = db_get_int(&rows, 0),
                                                .name = db_keep_text(&rows, 1),
                                                .asked = db_get_int(&rows, 2),
                                                .in_time = db_get_int(&rows, 3),
                                                .late = db_get_int(&rows, 4),
                                                .refused = db_get_int(&rows, 5),
                                                .silent = db_get_int(&rows, 6),
                                                .not_seen = db_get_int(&rows, 7)};
    enum err e = db_end(&rows);
    *out = list;
    *n = found;
    return e;
}
