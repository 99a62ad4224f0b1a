/* callout_web.c: the list of callouts, and what the room hands to the program. */
#include "civic/places/places.h"
#include "rooms/callout/callout_html.h" /* generated */
#include "rooms/callout/callout_own.h"
#include "rooms/callout/callout_schema.h"
#include "rooms/callout/callout_sql.h"

struct callout_row callout_row(struct ctx *cx, const struct callout *c)
{
    bool waits = str_is(c->m.state, "called");
    return (struct callout_row){
        .no = c->m.number,
        .title = c->m.title,
        .place = places_name(cx, place_above(c->m.scope, PLACE_COMMUNITY)),
        .state = tr(cx->lang, c->m.flow->states[c->m.at].label),
        .to = moves_page(cx, &c->m),
        .look = moves_look(matters_shown(&c->m), c->m.level > 1),
        .called_ms = c->called_ms,
        .due_ms = waits ? c->due_ms : 0,
        .open = c->m.open,
        .late = c->m.open && c->m.level > 1,
    };
}

/* ---- the list ---------------------------------------------------------------- */

static enum err list_ids(struct ctx *cx, bool open, int64_t before, int64_t *out, int *n)
{
    struct posts_reach reach;
    posts_reach(cx, ACT_CALLOUT_READ, &reach);
    AUTO_ROWS r =
        db_query(cx, &callout_sql_list, db_int("county", cx->county), db_int("before", before),
                 db_int("open", open), db_int("max", CALLOUT_PAGE), POSTS_RANGE_ARGS(reach));
    while (*n < CALLOUT_PAGE && db_next(&r))
        out[(*n)++] = db_get_int(&r, 0);
    return db_end(&r);
}

static enum err show_list(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct callout_row *rows = NEW_N(cx->mem, struct callout_row, CALLOUT_PAGE);
    struct callouts_page p = {.closed = str_is(web_query(rq, "state"), "closed"),
                              .rows = rows,
                              .may_call = may_somewhere(cx, ACT_CALLOUT_CALL)};
    int64_t before, ids[CALLOUT_PAGE];
    int n = 0;
    if (str_int(web_query(rq, "before"), &before))
        before = INT64_MAX;
    enum err e = list_ids(cx, !p.closed, before, ids, &n);
    for (int i = 0; !e && i < n; i++) {
        struct callout c;
        struct matter m;
        e = matters_find(cx, cx->county, ids[i], MATTERS_VIEW_TASK, &m);
        if (e == ERR_NOT_FOUND) { /* about the reader */
            e = OK;
            continue;
        }
        if (!e)
            e = callout_load(cx, &m, &c);
        if (!e)
            rows[p.n++] = callout_row(cx, &c);
    }
    if (e)
        return e;
    if (n == CALLOUT_PAGE)
        p.next = str_fmt(cx->mem, "/desk/callouts?%sbefore=%lld", p.closed ? "state=closed&" : "",
                         (long long)ids[n - 1]);
    callout_html_list(rq->page, &p);
    return OK;
}

/* ---- on the page of a case ------------------------------------------------------ */

static str counted(struct ctx *cx, const struct callout *c, const struct callout_unit *u, int n)
{
    int came = 0;
    for (int i = 0; i < n; i++)
        came += str_is(u[i].answer, "arrived") && !str_is(u[i].seen, "no");
    struct tr_arg args[] = {
        TR("number", c->m.number), TR("state", tr(cx->lang, c->m.flow->states[c->m.at].label)),
        TR("came", str_fmt(cx->mem, "%d", came)), TR("n", str_fmt(cx->mem, "%d", n))};
    return tr_fill(cx->mem, cx->lang, _("Callout {number}: {state}, {came} of {n} came"), args,
                   COUNT(args));
}

static enum err lines_of_case(struct ctx *cx, const struct matter *m, struct room_line *out,
                              int max, int *n)
{
    struct callout all[ROOM_LINES_MAX];
    struct callout_unit u[MATTERS_ORGS_MAX];
    int found = 0, units = 0;
    *n = 0;
    if (!str_is(m->kind, "case"))
        return OK;
    if (max && m->open && may(cx, ACT_CALLOUT_CALL, m->scope, NO_ORG))
        out[(*n)++] = (struct room_line){
            .text = tr(cx->lang, _("Call departments to the spot")),
            .href = str_fmt(cx->mem, "/desk/new-callout?case=%.*s", STR_ARG(m->number)),
            .icon = S("megaphone"),
            .begins = true};
    enum err e = callout_of_case(cx, m->county, m->id, all, ROOM_LINES_MAX, &found);
    for (int i = 0; !e && i < found && *n < max; i++) {
        e = callout_units(cx, &all[i], u, &units);
        if (!e)
            out[(*n)++] = (struct room_line){.text = counted(cx, &all[i], u, units),
                                             .href = moves_page(cx, &all[i].m),
                                             .at_ms = all[i].called_ms};
    }
    return e;
}

/* ---- the room -------------------------------------------------------------------- */

static enum err may_see(struct req *rq, const struct media_file *f)
{
    struct matter m;
    return matters_find(rq->cx, f->county, f->ref, MATTERS_VIEW_TASK, &m);
}
static const struct media_door media = {may_see};

static const struct route routes[] = {
    {GET, "/desk/callouts", show_list, ACT_CALLOUT_READ},
    {GET, "/desk/new-callout", callout_new_form, ACT_CALLOUT_CALL},
    {POST, "/desk/new-callout", callout_new_send, ACT_CALLOUT_CALL},
    {GET, "/desk/callouts/:no", callout_show, ACT_DESK},
    {POST, "/desk/callouts/:no/answer", callout_send_answer, ACT_CALLOUT_ANSWER,
     .flags = ROUTE_FILES, .max_body = 80 << 20},
    {POST, "/desk/callouts/:no/seen", callout_send_seen, ACT_CALLOUT_CALL},
    {POST, "/desk/callouts/:no/move", callout_send_move, ACT_DESK, .flags = ROUTE_FILES,
     .max_body = 80 << 20},
    {POST, "/desk/callouts/:no/case", callout_send_case, ACT_CALLOUT_CALL},
    {GET, "/desk/callout-figures", callout_show_figures, ACT_CALLOUT_READ},
    {GET, "/admin/callouts", callout_show_limits, ACT_SYSTEM_CONFIG},
    {POST, "/admin/callouts", callout_send_limit, ACT_SYSTEM_CONFIG},
    {0},
};

static const struct act_label acts[] = {
    {ACT_CALLOUT_CALL, N_("Call departments to the spot")},
    {ACT_CALLOUT_ANSWER, N_("Answer a call to the spot")},
    {ACT_CALLOUT_READ, N_("See callouts")},
    {"callout.confirm", N_("Confirm the outcome of a callout")},
    {0},
};

static const struct matters_kind kind = {.name = "callout",
                                         .label = N_("Callout"),
                                         .read_act = ACT_CALLOUT_READ,
                                         .private_act = ACT_CALLOUT_READ,
                                         .flow = "callout",
                                         .desk = "/desk/callouts/",
                                         .guards = callout_guards,
                                         .effects = callout_effects,
                                         .limit = callout_limit_of};
static const struct matters_kind *const kinds[] = {&kind, NULL};

static const struct facts_subscriber *const subscribers[] = {&callout_told, NULL};
static const struct places_rekey rekey = {"callouts", &callout_sql_rekey, NULL};
static const struct places_rekey *const rekeys[] = {&rekey, NULL};

static const struct room_link links[] = {
    {N_("Callouts"), "/desk/callouts", "megaphone", ACT_CALLOUT_READ}, {0}};

const struct room callout_room = {.name = "callout",
                                  .schema = &callout_schema,
                                  .routes = routes,
                                  .acts = acts,
                                  .kinds = kinds,
                                  .subscribers = subscribers,
                                  .notices = callout_notices,
                                  .rekeys = rekeys,
                                  .media = &media,
                                  .links = links,
                                  .about = lines_of_case};
