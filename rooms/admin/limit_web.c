/* limit_web: how long each stage of a kind may take at a place, who is responsible there, and
 * where that is said: here, further up, or nowhere, so that the flow's own limit stands. */
#include "civic/places/places.h"
#include "rooms/admin/config_own.h"
#include "rooms/admin/limit_html.h"

static const char *const units[] = {"hour", "workhour", "workday"};

const char *admin_stage_label(str stage)
{
    return str_is(stage, "whole")    ? N_("From report to closing")
           : str_is(stage, "verify") ? N_("Verifying")
           : str_is(stage, "handle") ? N_("Handling by the unit")
                                     : N_("Checking what was done");
}

str admin_limit_text(struct ctx *cx, const struct category_limit *l)
{
    for (int u = 0; u < CALENDAR_UNITS; u++)
        if (str_is(l->unit, calendar_unit_names[u]))
            return calendar_limit_text(cx->mem, cx->lang, (enum calendar_unit)u, l->n);
    return STR_NONE;
}

str admin_limit_place(struct ctx *cx, const struct category_limit *l)
{
    return l->lo ? places_name(cx, l->lo) : tr(cx->lang, _("The whole county"));
}

str admin_limit_org_code(struct ctx *cx, const struct category_limit *l)
{
    struct org o;
    return l->org && org_find(cx, cx->county, l->org, &o) == OK ? o.code : STR_NONE;
}

str admin_limit_address(struct ctx *cx, str code, const struct category_limit *l)
{
    str org = admin_limit_org_code(cx, l);
    return str_fmt(cx->mem,
                   "/admin/categories/%.*s/limits?place=%.*s&stage=%.*s&n=%lld&unit=%.*s&org=%.*s",
                   STR_ARG(code), STR_ARG(l->lo ? place_text(cx->mem, l->lo) : STR_NONE),
                   STR_ARG(l->stage), (long long)l->n, STR_ARG(l->unit), STR_ARG(org));
}

str admin_limit_org(struct ctx *cx, const struct category_limit *l)
{
    struct org o;
    return l->org && org_find(cx, cx->county, l->org, &o) == OK ? o.name : STR_NONE;
}

static enum err place_of(struct ctx *cx, const char *field, str word, int64_t *place)
{
    int64_t county = 0;
    *place = cx->county * 1000000000;
    if (!word.len)
        return OK;
    if (places_resolve(cx, word, &county, place) || county != cx->county)
        return fail_field(cx, field, _("This county has no place with this code."));
    return OK;
}

static enum err options(struct ctx *cx, struct admin_limits *v)
{
    struct org *orgs;
    int n = 0;
    enum err e = org_list(cx, cx->county, 0, INT64_MAX, ORG_KINDS, &orgs, &n);
    if (e)
        return e;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, (size_t)n + 1);
    list[0] = (struct frame_option){.value = "", .text = tr(cx->lang, _("None named"))};
    for (int i = 0; i < n; i++)
        list[i + 1] =
            (struct frame_option){.value = str_z(cx->mem, orgs[i].code), .text = orgs[i].name};
    v->orgs = list;
    v->n_orgs = n + 1;
    return OK;
}

static enum err fill(struct req *rq, struct admin_limits *v)
{
    struct ctx *cx = rq->cx;
    enum err e = admin_category_of(rq, &v->c);
    if (!e)
        e = options(cx, v);
    if (!e)
        e = cases_category_limits(cx, cx->county, v->c.code, &v->all, &v->n);
    for (int s = 0; !e && s < CATEGORY_STAGES; s++) {
        e = cases_category_limit(cx, cx->county, v->c.code, str_of(category_stages[s]), v->place,
                                 &v->now[s]);
        if (e == ERR_NOT_FOUND) {
            v->now[s] = (struct category_limit){.stage = str_of(category_stages[s])};
            e = OK;
        }
    }
    return e;
}

static enum err show(struct req *rq, struct admin_limits *v, enum err because)
{
    enum err e = fill(rq, v);
    if (e)
        return e;
    limit_html_page(rq->page, v);
    return because;
}

/* The form begins with the limit whose link led here, or with one just cleared: one tap sets it
 * again. */
static struct category_limit asked_for(struct req *rq)
{
    struct category_limit l = {.stage = web_query(rq, "stage"), .unit = web_query(rq, "unit")};
    struct org o;
    if (str_int(web_query(rq, "n"), &l.n))
        l.n = 0;
    if (org_find_code(rq->cx, rq->cx->county, web_query(rq, "org"), &o) == OK)
        l.org = o.id;
    return l;
}

enum err admin_limit_list(struct req *rq)
{
    struct admin_limits v = {.word = str_trim(web_query(rq, "place")), .fill = asked_for(rq)};
    enum err e = place_of(rq->cx, "place", v.word, &v.place);
    return show(rq, &v, e);
}

struct limit_form {
    str stage, place, unit, org, from_day;
    int64_t n;
};
static const struct field fields[] = {FIELD(struct limit_form, stage, 1, 10, N_("Stage")),
                                      FIELD(struct limit_form, place, 0, 15, N_("Place")),
                                      FIELD(struct limit_form, n, 1, 1000, N_("How much")),
                                      FIELD(struct limit_form, unit, 1, 12, N_("Time unit")),
                                      FIELD(struct limit_form, org, 0, 32, N_("Responsible unit")),
                                      FIELD(struct limit_form, from_day, 0, 10, N_("Counts from")),
                                      {0}};

static bool is_one_of(str word, const char *const *list, int n)
{
    for (int i = 0; i < n; i++)
        if (str_is(word, list[i]))
            return true;
    return false;
}

static enum err read_limit(struct req *rq, struct admin_limits *v, struct category_limit *l)
{
    struct ctx *cx = rq->cx;
    struct limit_form in = {.n = 0};
    struct org o = {.id = 0};
    int64_t day = 0;
    enum err e = form_read(rq, fields, &in);
    v->word = in.place;
    if (place_of(cx, "place", in.place, &v->place))
        e = ERR_INVALID;
    if (!e && (!is_one_of(in.stage, category_stages, CATEGORY_STAGES) ||
               !is_one_of(in.unit, units, COUNT(units))))
        e = fail_field(cx, "unit", _("Choose from the list."));
    if (!e && in.org.len && org_find_code(cx, cx->county, in.org, &o))
        e = fail_field(cx, "org", _("Choose from the list."));
    if (in.from_day.len && day_parse(in.from_day, &day))
        e = fail_field(cx, "from_day", _("Write the day like 2026-11-05."));
    bool county = v->place == cx->county * 1000000000;
    *l = (struct category_limit){.stage = in.stage,
                                 .n = in.n,
                                 .unit = in.unit,
                                 .org = o.id,
                                 .lo = county ? 0 : v->place,
                                 .hi = county ? INT64_MAX : place_end(v->place),
                                 .from_ms = in.from_day.len ? ms_of_day(day) : cx->now};
    return e;
}

static enum err back(struct req *rq, const struct admin_limits *v)
{
    return web_redirect(rq, "/admin/categories/%.*s/limits?place=%.*s&saved=1", STR_ARG(v->c.code),
                        STR_ARG(place_text(rq->cx->mem, v->place)));
}

enum err admin_limit_set(struct req *rq)
{
    struct admin_limits v = {.n = 0};
    struct category_limit l;
    enum err e = admin_category_of(rq, &v.c);
    if (e)
        return e;
    e = read_limit(rq, &v, &l);
    if (!e)
        e = cases_category_limit_set(rq->cx, rq->cx->county, v.c.code, &l);
    return e == ERR_INVALID ? show(rq, &v, e) : e ? e : back(rq, &v);
}

enum err admin_limit_clear(struct req *rq)
{
    struct admin_limits v = {.n = 0};
    int64_t id = 0;
    enum err e = place_of(rq->cx, "place", web_field(rq, "place"), &v.place);
    if (!e)
        e = fill(rq, &v);
    if (e)
        return e;
    if (str_int(web_field(rq, "id"), &id))
        return ERR_INVALID;
    struct category_limit gone = {.id = id};
    for (int i = 0; i < v.n; i++)
        if (v.all[i].id == id)
            gone = v.all[i];
    if (!gone.stage.len)
        return fail(rq->cx, ERR_CONFLICT, _("This limit is gone already. Look again."));
    e = cases_category_limit_clear(rq->cx, rq->cx->county, v.c.code, &gone);
    if (e)
        return e;
    str to = admin_limit_address(rq->cx, v.c.code, &gone);
    return web_redirect(rq, "%.*s&cleared=1", STR_ARG(to));
}
