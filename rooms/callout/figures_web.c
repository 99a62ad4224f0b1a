/* figures_web.c: how the departments answer, and how long they have. */
#include "rooms/callout/callout_html.h" /* generated */
#include "rooms/callout/callout_own.h"

/* ---- figures -------------------------------------------------------------- */

static int months_asked(const struct req *rq)
{
    str m = web_query(rq, "months");
    return str_is(m, "1") ? 1 : str_is(m, "12") ? 12 : 3;
}

enum err callout_show_figures(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct callout_figure *rows = NULL;
    int months = months_asked(rq);
    struct callout_figures_page p = {.months = str_fmt(cx->mem, "%d", months)};
    int64_t from = cx->now - months * 30 * DAY_MS;
    enum err e = callout_figures(cx, from, cx->now + DAY_MS, &rows, &p.n);
    if (e)
        return e;
    p.rows = rows;
    callout_html_figures(rq->page, &p);
    return OK;
}

/* ---- limits ----------------------------------------------------------------- */

struct limit_fields {
    str urgency, unit;
    int64_t n, seen;
};
static const struct field limit_fields[] = {
    FIELD(struct limit_fields, urgency, 1, 20, N_("How urgent is it?")),
    FIELD(struct limit_fields, unit, 1, 20, N_("Unit")),
    FIELD(struct limit_fields, n, 0, 1000, N_("How long")),
    FIELD(struct limit_fields, seen, 0, INT64_MAX, N_("Version")),
    {0}};

static enum err show(struct req *rq, enum err because)
{
    struct callout_limits_page p = {
        .saved = web_query_has(rq, "saved") ? tr(rq->cx->lang, _("Saved.")) : STR_NONE};
    struct failure told = rq->cx->failure;
    enum err e = callout_limits(rq->cx, rq->cx->county, p.now);
    if (e)
        return e;
    rq->cx->failure = told;
    callout_html_limits(rq->page, &p);
    return because;
}

enum err callout_show_limits(struct req *rq)
{
    return show(rq, OK);
}

static bool read_limit(const struct limit_fields *f, enum callout_urgency *u,
                       struct callout_limit *out)
{
    int at = 0, unit = 0;
    while (at < CALLOUT_URGENCIES && !str_is(f->urgency, callout_urgency_names[at]))
        at++;
    while (unit < CALENDAR_UNITS && !str_is(f->unit, calendar_unit_names[unit]))
        unit++;
    *u = (enum callout_urgency)at;
    *out = (struct callout_limit){f->n, f->seen, (enum calendar_unit)unit};
    return at < CALLOUT_URGENCIES && unit < CALENDAR_UNITS;
}

enum err callout_send_limit(struct req *rq)
{
    struct limit_fields f = {.n = 0};
    struct callout_limit limit;
    enum callout_urgency u;
    enum err e = form_read(rq, limit_fields, &f);
    if (!e && !read_limit(&f, &u, &limit))
        return ERR_NOT_FOUND;
    if (!e)
        e = callout_set_limit(rq->cx, rq->cx->county, u, &limit);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, e);
    return e ? e : web_redirect(rq, "/admin/callouts?saved=1");
}
