/* joint_web.c: the list of meetings, and what the room hands to the program. */
#include "civic/places/places.h"
#include "rooms/joint/joint_html.h" /* generated */
#include "rooms/joint/joint_own.h"
#include "rooms/joint/joint_schema.h"
#include "rooms/joint/joint_sql.h"

struct joint_row joint_row(struct ctx *cx, const struct joint *j)
{
    return (struct joint_row){.no = j->m.number,
                              .room = j->room,
                              .chair = j->chair,
                              .place = places_name(cx, j->m.scope),
                              .state = tr(cx->lang, j->m.flow->states[j->m.at].label),
                              .look = j->m.open                        ? LOOK_SENT
                                      : j->m.outcome == MATTERS_SOLVED ? LOOK_DONE
                                                                       : LOOK_GREY,
                              .at_ms = j->at_ms};
}

static enum err rows_of(struct ctx *cx, bool open, const struct joint_row **out, int *n)
{
    struct joint *all = NEW_N(cx->mem, struct joint, JOINT_PAGE);
    struct joint_row *rows = NEW_N(cx->mem, struct joint_row, JOINT_PAGE);
    enum err e = joint_list(cx, open, all, JOINT_PAGE, n);
    for (int i = 0; !e && i < *n; i++)
        rows[i] = joint_row(cx, &all[i]);
    *out = rows;
    return e;
}

static enum err show_list(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct posts_reach reach;
    struct joint_item *items;
    struct joints_page p = {.may_hold = may_somewhere(cx, ACT_JOINT_HOLD),
                            .may_read = may_somewhere(cx, ACT_JOINT_READ)};
    int hidden = 0;
    posts_reach(cx, ACT_JOINT_READ, &reach);
    enum err e = rows_of(cx, true, &p.next, &p.n_next);
    if (!e)
        e = rows_of(cx, false, &p.past, &p.n_past);
    if (!e && reach.ranges)
        e = joint_agenda(cx, cx->county, reach.lo[0], &items, &p.waiting, &hidden);
    if (e)
        return e;
    p.waiting += hidden;
    joint_html_list(rq->page, &p);
    return OK;
}

/* ---- on the page of a case --------------------------------------------------------- */

struct had {
    int64_t meeting, at_ms;
    bool decided;
};

static enum err list_had(struct ctx *cx, const struct matter *m, struct had *out, int max, int *n)
{
    *n = 0;
    AUTO_ROWS r = db_query(cx, &joint_sql_of_case, db_int("county", m->county),
                           db_int("case_id", m->id), db_int("max", max));
    while (*n < max && db_next(&r))
        out[(*n)++] = (struct had){db_get_int(&r, 0), db_get_int(&r, 2), db_get_int(&r, 1)};
    return db_end(&r);
}

static enum err line_of(struct ctx *cx, const struct matter *m, const struct had *had,
                        struct room_line *out)
{
    struct matter meeting;
    struct joint j;
    enum err e = matters_load(cx, m->county, had->meeting, &meeting);
    if (e)
        return e;
    struct tr_arg a = {"number", meeting.number};
    bool opens = joint_find(cx, m->county, meeting.number, &j) == OK;
    cx->failure = (struct failure){0};
    *out = (struct room_line){
        .text = tr_fill(cx->mem, cx->lang,
                        had->decided ? _("Decided by the joint meeting {number}; minutes")
                                     : _("Left for the next one by the joint meeting {number}"),
                        &a, 1),
        .href = opens ? str_fmt(cx->mem, "/desk/joint/%.*s", STR_ARG(meeting.number)) : STR_NONE,
        .at_ms = had->at_ms};
    return OK;
}

static enum err lines_of_case(struct ctx *cx, const struct matter *m, struct room_line *out,
                              int max, int *n)
{
    struct had had[ROOM_LINES_MAX];
    int found = 0;
    *n = 0;
    if (!str_is(m->kind, "case"))
        return OK;
    if (max && str_is(m->state, "hard") && may(cx, ACT_JOINT_READ, m->scope, NO_ORG))
        out[(*n)++] = (struct room_line){.text = tr(cx->lang, _("On the agenda: joint meetings")),
                                         .href = S("/desk/joint"),
                                         .icon = S("users"),
                                         .begins = true};
    enum err e = list_had(cx, m, had, ROOM_LINES_MAX, &found);
    for (int i = 0; !e && i < found && *n < max; i++)
        e = line_of(cx, m, &had[i], &out[(*n)++]);
    return e;
}

/* ---- the room ------------------------------------------------------------------------- */

static const struct route routes[] = {
    {GET, "/desk/joint", show_list, ACT_JOINT_ATTEND},
    {GET, "/desk/new-joint", joint_new_form, ACT_JOINT_HOLD},
    {POST, "/desk/new-joint", joint_new_send, ACT_JOINT_HOLD},
    {GET, "/desk/joint/:no", joint_show, ACT_JOINT_ATTEND},
    {GET, "/desk/joint/:no/change", joint_change_form, ACT_JOINT_HOLD},
    {POST, "/desk/joint/:no/change", joint_change_send, ACT_JOINT_HOLD},
    {POST, "/desk/joint/:no/move", joint_send_move, ACT_JOINT_HOLD, .flags = ROUTE_FILES,
     .max_body = 80 << 20},
    {POST, "/desk/joint/:no/decide", joint_send_decision, ACT_JOINT_DECIDE},
    {0},
};

static const struct act_label acts[] = {
    {ACT_JOINT_HOLD, N_("Call and hold joint meetings")},
    {ACT_JOINT_DECIDE, N_("Write down what a joint meeting decides")},
    {ACT_JOINT_READ, N_("See joint meetings")},
    {ACT_JOINT_ATTEND, N_("Attend joint meetings")},
    {0},
};

static const struct matters_kind kind = {.name = "joint",
                                         .label = N_("Joint meeting"),
                                         .read_act = ACT_JOINT_READ,
                                         .private_act = ACT_JOINT_READ,
                                         .flow = "joint",
                                         .desk = "/desk/joint/",
                                         .effects = joint_effects};
static const struct matters_kind *const kinds[] = {&kind, NULL};

static const struct facts_subscriber *const subscribers[] = {&joint_keep, &joint_told, NULL};
static const struct places_rekey rekey = {"joint_meetings", &joint_sql_rekey, NULL};
static const struct places_rekey rekey_waiting = {"joint_waiting", &joint_sql_rekey_waiting, NULL};
static const struct places_rekey *const rekeys[] = {&rekey, &rekey_waiting, NULL};

static const struct room_link links[] = {
    {N_("Joint meetings"), "/desk/joint", "users", ACT_JOINT_ATTEND}, {0}};

const struct room joint_room = {.name = "joint",
                                .schema = &joint_schema,
                                .routes = routes,
                                .acts = acts,
                                .kinds = kinds,
                                .subscribers = subscribers,
                                .notices = joint_notices,
                                .rekeys = rekeys,
                                .links = links,
                                .about = lines_of_case};
