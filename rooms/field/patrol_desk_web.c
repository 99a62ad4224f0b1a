/* patrol_desk_web.c: planning patrols at a desk. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/field/patrol_desk_html.h" /* generated */
#include "rooms/field/patrol_own.h"

enum { COVER_DAYS = 30, RUNS_SHOWN = 12 };

bool patrol_has_grid(const struct patrol_plan *p, str code)
{
    int64_t grid = 0;
    for (int i = 0; i < p->n_grids; i++)
        if (!str_int(code, &grid) && grid == p->grids[i])
            return true;
    return false;
}

/* ---- the list --------------------------------------------------------------- */

str patrol_covered_text(struct ctx *cx, const struct patrol_coverage *c)
{
    return c->due ? str_fmt(cx->mem, "%lld/%lld", (long long)c->reached, (long long)c->due)
                  : S("—");
}

static enum err cover(struct ctx *cx, const struct patrol_plan *p, str *out)
{
    struct patrol_coverage c;
    int64_t today = day_of_ms(cx->now);
    enum err e = patrol_covered(cx, p, today - COVER_DAYS, today - 1, &c);
    if (!e)
        *out = patrol_covered_text(cx, &c);
    return e;
}

static str grids_text(struct ctx *cx, const struct patrol_plan *p)
{
    struct buf b = buf_new(cx->mem, 2000);
    for (int i = 0; i < p->n_grids; i++) {
        struct grid g;
        bool found = grid_find(cx, p->county, p->grids[i], &g) == OK;
        buf_str(&b, i ? S(" · ") : S(""));
        buf_str(&b, found ? g.name : place_text(cx->mem, p->grids[i]));
    }
    return buf_done(&b);
}

static enum err fill_line(struct ctx *cx, const struct patrol_plan *p, struct patrol_point *points,
                          struct patrol_line *out)
{
    *out = (struct patrol_line){.p = *p,
                                .how_often = patrol_often_text(cx, p),
                                .grids = grids_text(cx, p),
                                .place = places_name(cx, p->scope)};
    enum err e = patrol_points(cx, p->county, p->id, points, &out->n_points);
    return e ? e : cover(cx, p, &out->covered);
}

enum err patrol_list(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct patrol_plan *plans = NEW_N(cx->mem, struct patrol_plan, PATROL_PLANS_MAX);
    struct patrol_point *points = NEW_N(cx->mem, struct patrol_point, PATROL_POINTS_MAX);
    struct patrol_line *lines = NEW_N(cx->mem, struct patrol_line, PATROL_PLANS_MAX);
    struct patrol_list_page v = {.at = lines};
    enum err e = patrol_plans(cx, cx->county, plans, PATROL_PLANS_MAX, &v.n);
    for (int i = 0; !e && i < v.n; i++)
        e = fill_line(cx, &plans[i], points, &lines[i]);
    if (!e)
        patrol_desk_html_list(rq->page, &v);
    return e;
}

/* ---- one plan --------------------------------------------------------------- */

static enum err fill_grids(struct ctx *cx, struct patrol_plan_page *v)
{
    struct grid *grids;
    int n = 0;
    enum err e = grid_list(cx, cx->county, v->p.scope, false, &grids, &n);
    struct frame_option *out = NEW_N(cx->mem, struct frame_option, PATROL_GRIDS_MAX);
    for (int i = 0; !e && i < n && v->n_grids < PATROL_GRIDS_MAX; i++)
        if (grids[i].purpose == GRID_SOCIAL)
            out[v->n_grids++] = (struct frame_option){
                .value = str_z(cx->mem, place_text(cx->mem, grids[i].code)), .text = grids[i].name};
    v->grids = out;
    return e;
}

/* Any worker of the grids, or one of those who work in the community. */
static enum err fill_workers(struct ctx *cx, struct patrol_plan_page *v)
{
    struct people_at *all;
    int n = 0;
    enum err e = people_at(cx, cx->county, v->p.scope, place_end(v->p.scope), &all, &n);
    struct frame_option *out = NEW_N(cx->mem, struct frame_option, e ? 1 : n + 1);
    out[v->n_workers++] =
        (struct frame_option){.value = "", .text = tr(cx->lang, _("Whoever works in these grids"))};
    for (int i = 0; !e && i < n; i++)
        if (place_level_of(all[i].scope) > PLACE_COMMUNITY)
            out[v->n_workers++] = (struct frame_option){
                .value = str_fmt(cx->mem, "%lld", (long long)all[i].account).at,
                .text = all[i].name};
    v->workers = out;
    return e;
}

static enum err fill_places(struct ctx *cx, struct patrol_plan_page *v)
{
    enum { MOST = 200 };
    struct posts_reach reach;
    int64_t codes[MOST];
    struct frame_option *out = NEW_N(cx->mem, struct frame_option, MOST);
    posts_reach(cx, ACT_PATROL_PLAN, &reach);
    for (int r = 0; r < reach.ranges; r++) {
        int n = 0;
        enum err e =
            places_communities(cx, reach.lo[r], reach.hi[r], codes, MOST - v->n_places, &n);
        if (e)
            return e;
        for (int i = 0; i < n; i++)
            out[v->n_places++] =
                (struct frame_option){.value = str_fmt(cx->mem, "%lld", (long long)codes[i]).at,
                                      .text = places_name(cx, codes[i])};
    }
    int64_t first = 0;
    if (v->n_places && !str_int(str_of(out[0].value), &first) && !v->p.scope)
        v->p.scope = first;
    v->places = out;
    if (v->n_places == 1)
        v->n_places = 0; /* nothing to choose */
    return OK;
}

static enum err fill_past(struct ctx *cx, struct patrol_plan_page *v)
{
    struct patrol_run *runs = NEW_N(cx->mem, struct patrol_run, RUNS_SHOWN);
    struct patrol_past *out = NEW_N(cx->mem, struct patrol_past, RUNS_SHOWN);
    enum err e = patrol_runs(cx, &v->p, runs, RUNS_SHOWN, &v->n_runs);
    for (int i = 0; !e && i < v->n_runs; i++)
        out[i] = (struct patrol_past){runs[i], people_name(cx, v->p.county, runs[i].account)};
    v->runs = out;
    return e ? e : cover(cx, &v->p, &v->covered);
}

static enum err show(struct req *rq, struct patrol_plan_page *v, enum err because)
{
    struct ctx *cx = rq->cx;
    struct failure told = cx->failure;
    v->slug = places_slug(cx, v->p.scope);
    v->name = places_name(cx, v->p.scope);
    v->points = NEW_N(cx->mem, struct patrol_point, PATROL_POINTS_MAX);
    enum err e = fill_grids(cx, v);
    if (!e)
        e = fill_workers(cx, v);
    if (!e && !v->is_new)
        e = patrol_points(cx, cx->county, v->p.id, v->points, &v->n_points);
    if (!e && !v->is_new)
        e = fill_past(cx, v);
    if (e)
        return e;
    cx->failure = told;
    patrol_desk_html_plan(rq->page, v);
    return because;
}

static enum err find_plan(struct req *rq, struct patrol_plan *out)
{
    int64_t id;
    web_set_county(rq, rq->cx->county);
    if (str_int(web_param(rq, "plan"), &id))
        return ERR_NOT_FOUND;
    enum err e = patrol_plan_find(rq->cx, rq->cx->county, id, out);
    return e || out->live ? e : ERR_NOT_FOUND;
}

static enum err show_new(struct req *rq)
{
    struct patrol_plan_page v = {.is_new = true, .p = {.times = 1, .live = true}};
    if (str_int(web_query(rq, "place"), &v.p.scope))
        v.p.scope = 0;
    enum err e = fill_places(rq->cx, &v);
    if (!e && !may(rq->cx, ACT_PATROL_PLAN, v.p.scope, NO_ORG))
        e = ERR_NOT_FOUND;
    return e ? e : show(rq, &v, OK);
}

enum err patrol_show(struct req *rq)
{
    struct patrol_plan_page v = {.is_new = false};
    if (str_is(web_param(rq, "plan"), "new"))
        return show_new(rq);
    enum err e = find_plan(rq, &v.p);
    return e ? e : show(rq, &v, OK);
}

/* ---- saving ------------------------------------------------------------------ */

struct plan_fields {
    str name, per, windows, account;
    int64_t times, seen, place;
};
static const struct field plan_fields[] = {
    FIELD(struct plan_fields, name, 1, 40, N_("Name of the route")),
    FIELD(struct plan_fields, times, 1, PATROL_TIMES_MAX, N_("How many times")),
    FIELD(struct plan_fields, per, 1, 10, N_("In what time")),
    FIELD(struct plan_fields, windows, 0, 60, N_("Hours")),
    FIELD(struct plan_fields, account, 0, 20, N_("Who walks it")),
    FIELD(struct plan_fields, seen, 0, INT64_MAX, N_("Version")),
    FIELD(struct plan_fields, place, 0, INT64_MAX, N_("Community")),
    {0},
};

static enum err read_plan(struct req *rq, struct patrol_plan *p)
{
    struct plan_fields f = {.times = 0};
    enum err e = form_read(rq, plan_fields, &f);
    enum err e2 = patrol_read_windows(rq->cx, f.windows, &p->windows);
    p->name = f.name;
    p->times = f.times;
    p->row_ver = f.seen;
    p->per = PATROL_PERS;
    for (int i = 0; i < PATROL_PERS; i++)
        if (str_is(f.per, patrol_per_names[i]))
            p->per = (enum patrol_per)i;
    if (!f.account.len || str_int(f.account, &p->account))
        p->account = 0;
    p->n_grids = 0;
    for (size_t i = 0; i < PATROL_GRIDS_MAX && web_field_at(rq, "grid", i).len; i++)
        if (!str_int(web_field_at(rq, "grid", i), &p->grids[p->n_grids]))
            p->n_grids++;
    if (!p->scope)
        p->scope = f.place;
    return e ? e : e2;
}

enum err patrol_add(struct req *rq)
{
    struct patrol_plan_page v = {.is_new = true, .p = {.county = rq->cx->county, .live = true}};
    int64_t id = 0;
    web_set_county(rq, rq->cx->county);
    enum err e = read_plan(rq, &v.p);
    if (!may(rq->cx, ACT_PATROL_PLAN, v.p.scope, NO_ORG))
        return ERR_NOT_FOUND;
    if (!e)
        e = patrol_plan_add(rq->cx, &v.p, &id);
    if (e == ERR_INVALID)
        return show(rq, &v, e);
    return e ? e : web_redirect(rq, "/desk/patrols/%lld?saved=1", (long long)id);
}

enum err patrol_change(struct req *rq)
{
    struct patrol_plan_page v = {.is_new = false};
    enum err e = find_plan(rq, &v.p);
    if (e)
        return e;
    e = read_plan(rq, &v.p);
    v.p.live = !web_field_has(rq, "end");
    if (!e)
        e = patrol_plan_change(rq->cx, &v.p);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, &v, e);
    if (!e && !v.p.live)
        return web_redirect(rq, "/desk/patrols");
    return e ? e : web_redirect(rq, "/desk/patrols/%lld?saved=1", (long long)v.p.id);
}

/* ---- the route ----------------------------------------------------------------- */

static enum err read_point(struct req *rq, struct patrol_point *out)
{
    struct cases_spot at = {.measured = false};
    *out = (struct patrol_point){
        .name = utf8_head(str_clean_line(rq->cx->mem, web_field(rq, "point")), 40),
        .words = utf8_head(str_clean_line(rq->cx->mem, web_field(rq, "words")), 120)};
    str lat = str_trim(web_field(rq, "lat")), lon = str_trim(web_field(rq, "lon"));
    if (report_position(rq, lat, lon, STR_NONE, &at))
        return fail_field(rq->cx, "lat",
                          _("This is no position in this county. Latitude first, like 23.3664."));
    out->measured = at.measured;
    out->lat_u = at.lat_u;
    out->lon_u = at.lon_u;
    return OK;
}

static enum err change_route(struct req *rq, struct patrol_plan *p)
{
    struct patrol_point pt;
    int64_t id = 0;
    str up = web_field(rq, "up"), down = web_field(rq, "down"), drop = web_field(rq, "drop");
    if (web_field_has(rq, "add")) {
        enum err e = read_point(rq, &pt);
        return e ? e : patrol_point_add(rq->cx, p, &pt);
    }
    if (str_int(up.len ? up : down.len ? down : drop, &id))
        return ERR_INVALID;
    if (drop.len)
        return patrol_point_drop(rq->cx, p, id);
    return patrol_point_move(rq->cx, p, id, up.len ? -1 : 1);
}

enum err patrol_route(struct req *rq)
{
    struct patrol_plan_page v = {.is_new = false};
    enum err e = find_plan(rq, &v.p);
    if (!e && str_int(web_field(rq, "seen"), &v.p.row_ver))
        e = ERR_INVALID;
    if (e)
        return e;
    e = change_route(rq, &v.p);
    if (e == ERR_INVALID || e == ERR_CONFLICT) {
        enum err again = find_plan(rq, &v.p); /* as it is now */
        return again ? again : show(rq, &v, e);
    }
    return e ? e : web_redirect(rq, "/desk/patrols/%lld?saved=1", (long long)v.p.id);
}
