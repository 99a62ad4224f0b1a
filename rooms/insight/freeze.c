/* freeze.c: months that stand. */
#include "rooms/insight/freeze.h"
#include "rooms/insight/freeze_sql.h"
#include "rooms/insight/insight_own.h"

/* ---- figures as text ------------------------------------------------------ */

static str text_of(struct ctx *cx, const struct insight_figures *f)
{
    struct buf b = buf_new(cx->mem, 8000);
    for (int m = 0; m < INSIGHT_MEASURES; m++)
        if (f->count[m])
            buf_fmt(&b, "%s %lld\n", insight_counted[m].code, (long long)f->count[m]);
    for (int s = 0; s < INSIGHT_STEPS; s++)
        if (f->took_n[s])
            buf_fmt(&b, "took%d %lld %lld\n", s, (long long)f->took_ms[s], (long long)f->took_n[s]);
    return buf_done(&b);
}

static int64_t number(str *rest)
{
    int64_t n = 0;
    return str_int(str_cut(rest, ' '), &n) ? 0 : n;
}

/* A count that is no longer known is passed over. */
static void read_text(str text, struct insight_figures *f)
{
    while (text.len) {
        str line = str_cut(&text, '\n'), word = str_cut(&line, ' ');
        int m = insight_measure_find(word);
        if (m >= 0)
            f->count[m] = number(&line);
        for (int s = 0; s < INSIGHT_STEPS; s++) {
            char name[12];
            snprintf(name, sizeof name, "took%d", s);
            if (str_is(word, name)) {
                f->took_ms[s] = number(&line);
                f->took_n[s] = number(&line);
            }
        }
    }
}

/* ---- freezing -------------------------------------------------------------- */

struct parts { /* all that is kept of a month */
    struct insight_figures *at[5];
    int n[5];
    enum insight_by by[5];
};

static enum err count_parts(struct ctx *cx, int64_t county, int64_t first_day, struct parts *out)
{
    static const struct {
        enum insight_by by;
        int64_t unit;
    } cuts[5] = {{INSIGHT_WHOLE, 0},
                 {INSIGHT_BY_PLACE, 1000000},
                 {INSIGHT_BY_PLACE, 1000},
                 {INSIGHT_BY_ORG, 0},
                 {INSIGHT_BY_CATEGORY, 0}};
    struct insight_period p = insight_period_of(INSIGHT_MONTH, first_day);
    struct insight_query q = {.county = county,
                              .lo = 0,
                              .hi = INT64_MAX,
                              .from_ms = ms_of_day(p.from_day),
                              .until_ms = ms_of_day(p.until_day)};
    enum err e = OK;
    for (int i = 0; !e && i < 5; i++) {
        q.by = out->by[i] = cuts[i].by;
        q.unit = cuts[i].unit;
        e = insight_count(cx, &q, 0, &out->at[i], &out->n[i]);
    }
    return e;
}

struct freeze_args {
    int64_t county, month;
    const struct parts *parts;
};

static enum err put_parts(struct ctx *cx, const struct freeze_args *a)
{
    enum err e = OK;
    for (int i = 0; i < 5; i++)
        for (int k = 0; !e && k < a->parts->n[i]; k++) {
            const struct insight_figures *f = &a->parts->at[i][k];
            e = db_exec(cx, NULL, &freeze_sql_put, db_int("county", a->county),
                        db_int("month", a->month),
                        db_word("grouped", insight_by_names[a->parts->by[i]]),
                        db_text("part", f->key), db_text("counts", text_of(cx, f)));
        }
    return e;
}

static str month_text(struct ctx *cx, int64_t first_day)
{
    struct civil c = civil_of_day(first_day);
    return str_fmt(cx->mem, "%d-%02d", c.year, c.month);
}

static enum err may_freeze(struct ctx *cx, int64_t county, int64_t first_day)
{
    struct insight_period p = insight_period_of(INSIGHT_MONTH, first_day);
    int64_t behind = 0;
    if (!may(cx, ACT_INSIGHT_FREEZE, county * 1000000000, NO_ORG))
        return ERR_DENIED;
    if (p.from_day != first_day || ms_of_day(p.until_day) > cx->now)
        return fail(cx, ERR_CONFLICT, _("A month can be frozen only when it is over."));
    enum err e = facts_behind(cx, county, "insight", &behind);
    if (!e && behind)
        return fail(cx, ERR_BUSY,
                    _("The last changes are still being counted. Try again in a "
                      "minute."));
    return e;
}

static enum err freeze_tx(struct ctx *cx, void *arg)
{
    const struct freeze_args *a = arg;
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &freeze_sql_month, db_int("county", a->county),
                db_int("month", a->month), db_int("now", cx->now), db_int("account", cx->actor));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("This month is frozen already."));
    if (!e)
        e = may_freeze(cx, a->county, a->month);
    if (!e)
        e = put_parts(cx, a);
    struct fact f = {.county = a->county,
                     .place = a->county * 1000000000,
                     .scope = a->county * 1000000000,
                     .subject_kind = "month",
                     .subject = a->month,
                     .kind = "insight.frozen",
                     .to = month_text(cx, a->month),
                     .audience = FACTS_STAFF};
    return e ? e : facts_add(cx, &f);
}

/* Counted before the write, which is short so. */
enum err freeze_month(struct ctx *cx, int64_t county, int64_t first_day)
{
    struct parts parts;
    enum err e = may_freeze(cx, county, first_day);
    if (!e)
        e = count_parts(cx, county, first_day, &parts);
    if (e)
        return e;
    struct freeze_args a = {county, first_day, &parts};
    return db_write(cx, freeze_tx, &a);
}

/* ---- reading ----------------------------------------------------------------- */

enum err freeze_find(struct ctx *cx, int64_t county, int64_t first_day, struct freeze_month *out)
{
    AUTO_ROWS rows =
        db_query(cx, &freeze_sql_find, db_int("county", county), db_int("month", first_day));
    enum err e = db_one(&rows);
    if (!e)
        *out = (struct freeze_month){first_day, db_get_int(&rows, 0), db_get_int(&rows, 1)};
    return e;
}

enum err freeze_figures(struct ctx *cx, int64_t county, int64_t first_day, enum insight_by by,
                        str part, struct insight_figures *out)
{
    AUTO_ROWS rows =
        db_query(cx, &freeze_sql_figures, db_int("county", county), db_int("month", first_day),
                 db_word("grouped", insight_by_names[by]), db_text("part", part));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = (struct insight_figures){.key = STR_NONE};
    read_text(db_get_text(&rows, 0), out);
    return OK;
}
