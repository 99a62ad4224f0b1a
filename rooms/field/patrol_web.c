/* patrol_web.c: a worker's patrol on the phone, and the addresses of patrols. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/field/patrol_html.h" /* generated */
#include "rooms/field/patrol_own.h"
#include "rooms/field/patrol_schema.h"

/* ---- words ------------------------------------------------------------------ */

str patrol_often_text(struct ctx *cx, const struct patrol_plan *p)
{
    struct tr_arg arg = TR("n", str_fmt(cx->mem, "%lld", (long long)p->times));
    const char *text = p->per == PATROL_DAY ? p->times == 1 ? _("Once a day") : _("{n} times a day")
                       : p->per == PATROL_WEEK
                           ? p->times == 1 ? _("Once a week") : _("{n} times a week")
                       : p->times == 1 ? _("Once a month")
                                       : _("{n} times a month");
    str often = tr_fill(cx->mem, cx->lang, text, &arg, 1);
    return p->windows.len ? str_fmt(cx->mem, "%.*s · %.*s", STR_ARG(often), STR_ARG(p->windows))
                          : often;
}

/* ---- the page --------------------------------------------------------------- */

static enum err find_plan(struct req *rq, struct patrol_plan *out)
{
    int64_t id;
    web_set_county(rq, rq->cx->county);
    if (str_int(web_param(rq, "plan"), &id))
        return ERR_NOT_FOUND;
    return patrol_mine_find(rq->cx, rq->cx->county, id, out);
}

static void fill_whys(struct ctx *cx, struct patrol_page *p)
{
    for (int w = 0; w < PATROL_WHYS; w++)
        p->whys[w] = (struct frame_option){
            .value = patrol_why_names[w],
            .text = tr(cx->lang, w ? patrol_why_labels[w] : _("Please choose"))};
}

/* What is found at a point is reported with its name and grid filled in. */
static str report_address(struct ctx *cx, const struct patrol_plan *p)
{
    int64_t grid = 0;
    for (int i = 0; i < p->n_grids && !grid; i++)
        if (may(cx, ACT_FIELD, p->grids[i], NO_ORG))
            grid = p->grids[i];
    return str_fmt(cx->mem, "/field/new?grid=%lld&spot=", (long long)grid);
}

static enum err show(struct req *rq, const struct patrol_plan *plan, enum err because)
{
    struct ctx *cx = rq->cx;
    struct failure told = cx->failure;
    struct cases_proof_limit limit;
    struct patrol_page p = {.p = *plan,
                            .points = NEW_N(cx->mem, struct patrol_point, PATROL_POINTS_MAX)};
    enum err e = patrol_open_run(cx, plan, &p.run, p.points, &p.n);
    if (!e)
        e = cases_proof_limit(cx, plan->county, &limit);
    if (e)
        return e;
    p.limit = limit.metres;
    p.how_often = patrol_often_text(cx, plan);
    p.in_hours = patrol_in_hours(plan, cx->now);
    p.report = report_address(cx, plan);
    fill_whys(cx, &p);
    if (str_int(web_field(rq, "point"), &p.wrong) || !because)
        p.wrong = 0;
    cx->failure = told;
    patrol_html_walk(rq->page, &p);
    return because;
}

enum err patrol_walk(struct req *rq)
{
    struct patrol_plan p;
    enum err e = find_plan(rq, &p);
    return e ? e : show(rq, &p, OK);
}

/* ---- its forms -------------------------------------------------------------- */

enum err patrol_walk_turn(struct req *rq)
{
    static const struct {
        const char *word;
        enum patrol_state to;
    } turns[] = {{"start", PATROL_GOING},
                 {"pause", PATROL_PAUSED},
                 {"resume", PATROL_GOING},
                 {"finish", PATROL_DONE}};
    struct patrol_plan p;
    enum err e = find_plan(rq, &p);
    if (e)
        return e;
    enum patrol_state to = PATROL_NONE;
    for (size_t i = 0; i < COUNT(turns); i++)
        if (str_is(web_field(rq, "turn"), turns[i].word))
            to = turns[i].to;
    if (to == PATROL_NONE)
        return ERR_INVALID;
    e = patrol_turn(rq->cx, &p, to);
    if (e == ERR_CONFLICT)
        return show(rq, &p, e);
    if (!e && to == PATROL_DONE)
        return web_redirect(rq, "/field?walked=1");
    return e ? e : web_redirect(rq, "/field/patrol/%lld", (long long)p.id);
}

struct pass_fields {
    int64_t run, point;
    str lat, lon, accuracy, why, words;
};
static const struct field pass_fields[] = {
    FIELD(struct pass_fields, run, 0, INT64_MAX, N_("Patrol")),
    FIELD(struct pass_fields, point, 1, INT64_MAX, N_("Point")),
    FIELD(struct pass_fields, lat, 0, 24, N_("Are you at the place?")),
    FIELD(struct pass_fields, lon, 0, 24, N_("Are you at the place?")),
    FIELD(struct pass_fields, accuracy, 0, 24, N_("Are you at the place?")),
    FIELD(struct pass_fields, why, 0, 20, N_("Why it cannot be shown")),
    FIELD(struct pass_fields, words, 0, 200, N_("In a few words")),
    {0},
};

enum err patrol_walk_point(struct req *rq)
{
    struct patrol_plan p;
    struct pass_fields f = {.run = 0};
    struct patrol_pass in = {.run = 0};
    enum err e = find_plan(rq, &p);
    if (e)
        return e;
    e = form_read(rq, pass_fields, &f);
    in = (struct patrol_pass){.run = f.run, .point = f.point, .why = f.why, .words = f.words};
    field_read_here(rq, f.lat, f.lon, f.accuracy, &in.at);
    if (!e)
        e = patrol_pass(rq->cx, &p, &in);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, &p, e);
    return e ? e
             : web_redirect(rq, "/field/patrol/%lld?passed=%lld#next", (long long)p.id,
                            (long long)f.point);
}

/* ---- Today ------------------------------------------------------------------- */

enum err patrol_fill_today(struct ctx *cx, struct field_page *page)
{
    enum { MOST = 12 };
    struct patrol_plan *plans = NEW_N(cx->mem, struct patrol_plan, MOST);
    struct patrol_point *points = NEW_N(cx->mem, struct patrol_point, PATROL_POINTS_MAX);
    struct field_patrol *out = NEW_N(cx->mem, struct field_patrol, MOST);
    struct patrol_run run;
    int n = 0, of = 0;
    enum err e = patrol_mine(cx, cx->county, plans, MOST, &n);
    for (int i = 0; !e && i < n; i++) {
        e = patrol_open_run(cx, &plans[i], &run, points, &of);
        out[i] = (struct field_patrol){
            .to = str_fmt(cx->mem, "/field/patrol/%lld", (long long)plans[i].id),
            .name = plans[i].name,
            .how_often = patrol_often_text(cx, &plans[i]),
            .reached = run.reached,
            .of = run.of,
            .going = run.state != PATROL_NONE,
            .paused = run.state == PATROL_PAUSED};
    }
    page->patrols = out;
    page->n_patrols = e ? 0 : n;
    return e;
}

/* ---- addresses ---------------------------------------------------------------- */

static const struct route routes[] = {
    {GET, "/field/patrol/:plan", patrol_walk, ACT_FIELD},
    {POST, "/field/patrol/:plan", patrol_walk_turn, ACT_FIELD, .limit = "field"},
    {POST, "/field/patrol/:plan/point", patrol_walk_point, ACT_FIELD, .limit = "field"},
    {GET, "/desk/patrols", patrol_list, ACT_PATROL_PLAN},
    {POST, "/desk/patrols", patrol_add, ACT_PATROL_PLAN},
    {GET, "/desk/patrols/:plan", patrol_show, ACT_PATROL_PLAN},
    {POST, "/desk/patrols/:plan", patrol_change, ACT_PATROL_PLAN},
    {POST, "/desk/patrols/:plan/route", patrol_route, ACT_PATROL_PLAN},
    {0},
};
static const struct act_label acts[] = {{ACT_PATROL_PLAN, N_("Plan patrols")}, {0}};
static const struct places_rekey rekey_plans = {"patrol_plans", &patrol_sql_rekey_plans, NULL};
static const struct places_rekey rekey_grids = {"patrol_grids", &patrol_sql_rekey_grids, NULL};
static const struct places_rekey *const rekeys[] = {&rekey_plans, &rekey_grids, NULL};

const struct room patrol_room = {
    .name = "patrol", .schema = &patrol_schema, .routes = routes, .acts = acts, .rekeys = rekeys};
