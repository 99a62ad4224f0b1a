/* field_web.c: the addresses of the room, and the pages of the day. A new page is one handler and
 * one row of routes. */
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/field/field_html.h" /* generated */
#include "rooms/field/field_own.h"
#include "rooms/field/field_schema.h"

enum err field_name_grids(struct ctx *cx, const struct field_grid **out, int *n)
{
    struct field_grids g;
    field_grids(cx, &g);
    struct field_grid *list = NEW_N(cx->mem, struct field_grid, g.n);
    for (int i = 0; i < g.n; i++)
        list[i] = (struct field_grid){place_text(cx->mem, g.code[i]),
                                      grid_words(cx, cx->county, g.code[i])};
    *out = list;
    *n = g.n;
    return OK;
}

/* ---- today ------------------------------------------------------------- */

/* Looks have a page made for a phone, and words of their own. */
static bool is_look(const struct task *t)
{
    return str_is(t->kind, flow_task_kind_names[FLOW_CHECK]);
}

static str page_of_task(struct ctx *cx, const struct task *t, str number)
{
    if (is_look(t))
        return str_fmt(cx->mem, "/field/task/%.*s", STR_ARG(number));
    return str_fmt(cx->mem, "/desk/cases/%.*s", STR_ARG(number));
}

static str page_of(struct ctx *cx, str number)
{
    return str_fmt(cx->mem, "/desk/cases/%.*s", STR_ARG(number));
}

enum err field_fill_tasks(struct ctx *cx, struct field_page *p)
{
    struct task *tasks = NEW_N(cx->mem, struct task, FIELD_TASKS_MAX);
    struct matter *m = NEW_N(cx->mem, struct matter, FIELD_TASKS_MAX);
    struct case_row *rows = NEW_N(cx->mem, struct case_row, FIELD_TASKS_MAX);
    struct field_task *out = NEW_N(cx->mem, struct field_task, FIELD_TASKS_MAX);
    struct matters_inbox_filter f = {
        .county = cx->county, .box = MATTERS_BOX_DESK, .kind = S("case")};
    enum err e = matters_inbox(cx, &f, tasks, FIELD_TASKS_MAX, &p->n);
    for (int i = 0; !e && i < p->n; i++)
        m[i] = *tasks[i].of;
    if (!e)
        e = cases_rows(cx, m, p->n, MATTERS_VIEW_STAFF, rows);
    for (int i = 0; !e && i < p->n; i++)
        out[i] = (struct field_task){.c = rows[i],
                                     .todo = is_look(&tasks[i]) ? field_look_todo(cx, &tasks[i])
                                                                : desk_todo(cx, &m[i], &tasks[i]),
                                     .to = page_of_task(cx, &tasks[i], rows[i].no),
                                     .due_ms = tasks[i].due_ms,
                                     .late = tasks[i].due_ms && tasks[i].due_ms < cx->now};
    p->tasks = out;
    return e;
}

/* Those reported elsewhere than in the own grids are not the worker's to follow. */
static enum err fill_mine(struct ctx *cx, struct field_page *p)
{
    int64_t ids[FIELD_MINE_MAX];
    struct matter m[FIELD_MINE_MAX];
    struct case_row rows[FIELD_MINE_MAX];
    struct field_task *out = NEW_N(cx->mem, struct field_task, FIELD_MINE_MAX);
    int n = 0;
    enum err e = field_my_reports(cx, cx->county, ids, FIELD_MINE_MAX, &n);
    for (int i = 0; !e && i < n; i++)
        if (matters_find(cx, cx->county, ids[i], MATTERS_VIEW_TASK, &m[p->n_mine]) == OK)
            p->n_mine++;
    if (!e)
        e = cases_rows(cx, m, p->n_mine, MATTERS_VIEW_STAFF, rows);
    for (int i = 0; !e && i < p->n_mine; i++)
        out[i] = (struct field_task){.c = rows[i], .to = page_of(cx, rows[i].no)};
    p->mine = out;
    return e;
}

static enum err fill_grids(struct ctx *cx, struct field_page *p)
{
    const struct field_grid *g;
    int n;
    struct buf b = buf_new(cx->mem, 4000);
    enum err e = field_name_grids(cx, &g, &n);
    for (int i = 0; !e && i < n; i++) {
        buf_str(&b, i ? S(" · ") : S(""));
        buf_str(&b, g[i].name);
    }
    p->grids = buf_done(&b);
    return e;
}

enum err field_today(struct req *rq)
{
    struct field_page p = {.n = 0};
    enum err e = fill_grids(rq->cx, &p);
    if (!e)
        e = field_fill_tasks(rq->cx, &p);
    if (!e)
        e = fill_mine(rq->cx, &p);
    if (!e)
        e = patrol_fill_today(rq->cx, &p);
    if (!e)
        e = visit_fill_today(rq->cx, &p);
    if (!e)
        e = notices_count_unread(rq->cx, &p.unread);
    if (!e)
        field_html_today(rq->page, &p);
    return e;
}

/* ---- my own work --------------------------------------------------------- */

enum err field_me(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct field_page p = {.name = cx->posts->name};
    int64_t today = ms_of_day(day_of_ms(cx->now));
    enum err e = fill_grids(cx, &p);
    if (!e)
        e = field_fill_tasks(cx, &p);
    if (!e)
        e = field_count(cx, cx->county, today - 6 * DAY_MS, &p.week);
    if (!e)
        e = field_count(cx, cx->county, today - 29 * DAY_MS, &p.month);
    if (!e)
        e = notices_count_unread(cx, &p.unread);
    if (!e)
        field_html_me(rq->page, &p);
    return e;
}

/* ---- addresses ----------------------------------------------------------- */

static const struct route routes[] = {
    {GET, "/field", field_today, ACT_FIELD},
    {GET, "/field/me", field_me, ACT_FIELD},
    {GET, "/desk/grids", field_grids_show, ACT_DESK},
    {GET, "/field/new", field_new, ACT_FIELD},
    {POST, "/field/new", field_new_send, ACT_FIELD, .flags = ROUTE_FILES | ROUTE_KEEPS,
     .max_body = 320 << 20, .limit = "field"},
    {GET, "/field/task/:no", field_look, ACT_FIELD},
    {POST, "/field/task/:no", field_look_send, ACT_FIELD, .flags = ROUTE_FILES | ROUTE_KEEPS,
     .max_body = 160 << 20, .limit = "field"},
    {0},
};
static const struct act_label acts[] = {{ACT_FIELD, N_("Have a grid worker's day")}, {0}};

const struct room field_room = {
    .name = "field", .schema = &field_schema, .routes = routes, .acts = acts};
