/* calendar_web: the county's working days and hours: the national table, what the county changed,
 * years whose table is not published, and why a limit would end when it does. */
#include "rooms/admin/calendar_html.h"
#include "rooms/admin/config_own.h"

static int64_t year_day(int64_t year)
{
    int64_t day = 0;
    char text[16];
    snprintf(text, sizeof text, "%04d-01-01", (int)year);
    return day_parse(str_of(text), &day) ? 0 : day;
}

str admin_day_text(struct arena *mem, int64_t day)
{
    struct civil c = civil_of_day(day);
    return str_fmt(mem, "%04d-%02d-%02d", c.year, c.month, c.day);
}

static bool follows(const struct admin_days *a, const struct calendar_day *d)
{
    return !d->own && !a->d.own && a->last + 1 == d->day && a->d.work == d->work &&
           str_eq(a->d.name[LANG_ZH], d->name[LANG_ZH]);
}

/* Of the year on the page alone. */
static void choose_days(struct ctx *cx, struct admin_calendar *v)
{
    struct admin_days *at = NEW_N(cx->mem, struct admin_days, v->cal.n_days + 1);
    int64_t first = year_day(v->year), next = year_day(v->year + 1);
    for (size_t i = 0; i < v->cal.n_days; i++) {
        const struct calendar_day *d = &v->cal.days[i];
        if (d->day < first || d->day >= next)
            continue;
        if (v->n && follows(&at[v->n - 1], d))
            at[v->n - 1].last = d->day;
        else
            at[v->n++] = (struct admin_days){*d, d->day};
    }
    v->days = at;
    v->provisional = calendar_is_provisional(&v->cal, first);
}

/* "2026-12-31T17:00", as the browser's field writes it. */
static enum err read_moment(str s, int64_t *ms)
{
    int64_t day, h, m;
    str rest = s, date = str_cut(&rest, 'T'), hour = str_cut(&rest, ':'),
        minute = str_cut(&rest, ':');
    if (day_parse(date, &day) || str_int(hour, &h) || str_int(minute, &m) || h < 0 || h > 23 ||
        m < 0 || m > 59)
        return ERR_INVALID;
    *ms = ms_of_day(day) + (h * 60 + m) * 60000;
    return OK;
}

static enum err explain(struct req *rq, struct admin_calendar *v)
{
    struct ctx *cx = rq->cx;
    struct calendar_clock k = {.unit = CALENDAR_WORKDAY};
    str unit = web_query(rq, "unit");
    v->from = web_query(rq, "from");
    v->limit = web_query(rq, "n");
    v->unit = unit.len ? unit : S("workday");
    if (!v->from.len)
        return OK;
    if (read_moment(v->from, &k.from_ms))
        return fail_field(cx, "from", _("Write the day and the time."));
    if (str_int(v->limit, &k.limit) || k.limit < 1 || k.limit > 1000)
        return fail_field(cx, "n", _("Write a number from 1 to 1000."));
    for (int u = 0; u < CALENDAR_UNITS; u++)
        if (str_is(v->unit, calendar_unit_names[u]))
            k.unit = (enum calendar_unit)u;
    calendar_explain(&v->cal, &k, cx->mem, &v->why);
    return OK;
}

static enum err show(struct req *rq, struct admin_calendar *v, enum err because)
{
    struct ctx *cx = rq->cx;
    enum { FIRST = 2004, LAST = 2100 };
    int64_t year = civil_of_day(day_of_ms(cx->now)).year;
    if (str_int(web_query(rq, "year"), &v->year) || v->year < FIRST || v->year > LAST)
        v->year = year;
    if (!may(cx, ACT_SYSTEM_CONFIG, cx->county * 1000000000, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = calendar_load(cx, cx->county, &v->cal);
    if (e)
        return e;
    choose_days(cx, v);
    v->hours = calendar_write_hours(cx->mem, &v->cal);
    e = explain(rq, v);
    calendar_html_page(rq->page, v);
    return because ? because : e;
}

enum err admin_calendar_show(struct req *rq)
{
    struct admin_calendar v = {.n = 0};
    return show(rq, &v, OK);
}

/* ---- changing: each with a fact ------------------------------------------ */

struct change {
    const struct calendar_day *put;
    int64_t drop;
    str told;
    const struct calendar_change *hours;
};

static enum err change_tx(struct ctx *cx, void *arg)
{
    const struct change *a = arg;
    int64_t revision, county = cx->county * 1000000000;
    if (!may(cx, ACT_SYSTEM_CONFIG, county, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = a->hours  ? calendar_change(cx, cx->county, a->hours, &revision)
                 : a->drop ? calendar_drop_day(cx, cx->county, a->drop)
                           : calendar_put_day(cx, cx->county, a->put);
    if (e)
        return e;
    return facts_add(cx, &(struct fact){.county = cx->county,
                                        .place = county,
                                        .scope = county,
                                        .subject_kind = "calendar",
                                        .kind = a->hours  ? "calendar.hours"
                                                : a->drop ? "calendar.day_dropped"
                                                          : "calendar.day_put",
                                        .to = a->told,
                                        .audience = FACTS_AUDIT});
}

static enum err change(struct req *rq, struct change *a, enum err e)
{
    struct admin_calendar v = {.n = 0};
    if (!e)
        e = db_write(rq->cx, change_tx, a);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, &v, e);
    return e ? e
             : web_redirect(rq, "/admin/calendar?year=%.*s&saved=1",
                            STR_ARG(web_field(rq, "year")));
}

enum err admin_calendar_put(struct req *rq)
{
    struct ctx *cx = rq->cx;
    int64_t day = 0;
    str date = web_field(rq, "day"), kind = web_field(rq, "kind");
    str name = str_clean_line(cx->mem, web_field(rq, "name"));
    enum err e = OK;
    if (day_parse(date, &day))
        e = fail_field(cx, "day", _("Write the day like 2026-11-05."));
    if (!str_is(kind, "off") && !str_is(kind, "work"))
        e = fail_field(cx, "kind", _("Choose from the list."));
    if (!name.len || utf8_count(name) > 30)
        e = fail_field(cx, "name", _("Say why, in up to thirty characters."));
    struct calendar_day d = {.day = day, .work = str_is(kind, "work"), .name = {name, name}};
    struct change a = {.put = &d,
                       .told = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(date), STR_ARG(kind))};
    return change(rq, &a, e);
}

enum err admin_calendar_drop(struct req *rq)
{
    int64_t day = 0;
    if (day_parse(web_field(rq, "day"), &day))
        return ERR_INVALID;
    struct change a = {.drop = day, .told = web_field(rq, "day")};
    return change(rq, &a, OK);
}

enum err admin_calendar_hours(struct req *rq)
{
    struct calendar cal;
    struct calendar_change in = {.hours = web_field(rq, "hours"), .reason = S("hours")};
    enum err e = calendar_load(rq->cx, rq->cx->county, &cal);
    if (!e && str_int(web_field(rq, "seen"), &in.seen))
        e = ERR_INVALID;
    if (e)
        return e;
    in.week = cal.week;
    in.end = cal.end;
    struct change a = {.hours = &in, .told = S("hours")};
    return change(rq, &a, OK);
}
