/* demo.c: a meeting with minutes, and one to come with two difficult cases, walked along their
 * flows by the people of the demo. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/joint/joint_own.h"

#define HONGZHUYUAN 532503001008000

static enum err be(struct ctx *cx, const char *login)
{
    struct account a;
    enum err e = account_find_login(cx, str_of(login), &a);
    cx->county = a.county;
    cx->actor = e ? 0 : a.id;
    return e ? e : people_load(cx);
}

static enum err org_of(struct ctx *cx, const char *code, int64_t *id)
{
    struct org o;
    enum err e = org_find_code(cx, cx->county, str_of(code), &o);
    *id = e ? 0 : o.id;
    return e;
}

static enum err step(struct ctx *cx, const char *login, str number, const char *move,
                     const char *unit)
{
    struct casefile c;
    struct cases_move in = {.move = move, .in = {.reason = S("not_our_duty")}};
    enum err e = be(cx, login);
    if (!e)
        e = cases_find(cx, cx->county, number, MATTERS_VIEW_TASK, &c);
    if (!e && unit)
        e = org_of(cx, unit, &in.in.orgs[in.in.n_orgs++]);
    if (e)
        return e;
    in.seen = c.m.row_ver;
    in.say = in.in.text = strcmp(move, "to_joint")
                              ? STR_NONE
                              : tr(LANG_ZH, _("Two units say it is not theirs; the residents have "
                                              "waited long enough."));
    return cases_move(cx, &c, &in);
}

/* Reported, handed to two units that both say it is not theirs, and put before the meeting. */
static enum err hard_case(struct ctx *cx, const char *code, const char *body, const char *spot,
                          int64_t lat_u, str *number)
{
    struct cases_receipt r;
    struct cases_report in = {
        .county = cx->county,
        .community = HONGZHUYUAN,
        .code = str_of(code),
        .source = "hotline",
        .body = tr(LANG_ZH, body),
        .spot = {.words = tr(LANG_ZH, spot), .measured = true, .lat_u = lat_u, .lon_u = 103385600}};
    static const struct {
        const char *login, *move, *unit;
    } way[] = {{"duty", "accept", NULL},
               {"duty", "file", NULL},
               {"duty", "dispatch", "chengguan"},
               {"dept-chengguan", "ask_return", NULL},
               {"duty", "return", NULL},
               {"duty", "dispatch", "shuiwu"},
               {"dept-shuiwu", "ask_return_again", NULL},
               {"duty", "to_joint", NULL}};
    enum err e = be(cx, "duty");
    if (!e)
        e = cases_open(cx, &in, &r);
    *number = e ? STR_NONE : str_keep(cx->mem, str_of(r.number));
    for (size_t i = 0; !e && i < COUNT(way); i++) {
        cx->now += 10 * 60000;
        e = step(cx, way[i].login, *number, way[i].move, way[i].unit);
    }
    return e;
}

static enum err call(struct ctx *cx, int64_t at_ms, str *number)
{
    static const char *const units[] = {"chengguan", "shuiwu", "minzheng", "wenlan"};
    struct joint_receipt r;
    struct joint_new in = {.county = cx->county,
                           .place = cx->county * 1000000000,
                           .at_ms = at_ms,
                           .room = tr(LANG_ZH, _("Meeting room of the command centre")),
                           .chair = tr(LANG_ZH, _("The head of the command centre"))};
    enum err e = be(cx, "centre");
    for (size_t i = 0; !e && i < COUNT(units); i++)
        e = org_of(cx, units[i], &in.orgs[in.n_orgs++]);
    if (!e)
        e = joint_open(cx, &in, &r);
    *number = e ? STR_NONE : str_keep(cx->mem, str_of(r.number));
    return e;
}

static enum err decide(struct ctx *cx, str meeting, str number)
{
    struct joint j;
    struct casefile c;
    struct joint_decision in = {
        .number = number,
        .n_orgs = 2,
        .limit = {5, CALENDAR_WORKDAY},
        .words = tr(LANG_ZH, _("The drain is the water office's to clear; the city management "
                               "closes the lane while it works. Both report in five working "
                               "days."))};
    enum err e = be(cx, "centre");
    if (!e)
        e = org_of(cx, "shuiwu", &in.orgs[0]);
    if (!e)
        e = org_of(cx, "chengguan", &in.orgs[1]);
    if (!e)
        e = joint_find(cx, cx->county, meeting, &j);
    if (!e)
        e = cases_find(cx, cx->county, number, MATTERS_VIEW_TASK, &c);
    if (e)
        return e;
    in.seen = c.m.row_ver;
    return joint_decide(cx, &j, &in);
}

static enum err end(struct ctx *cx, str meeting)
{
    struct joint j;
    struct matters_input in = {.text = tr(LANG_ZH, _("All who were invited came. The command "
                                                     "centre watches the deadline."))};
    enum err e = joint_find(cx, cx->county, meeting, &j);
    return e ? e : joint_move(cx, &j, "hold", j.m.row_ver, &in);
}

/* Ten days ago, with minutes. */
static enum err past(struct ctx *cx, int64_t now)
{
    str number, meeting;
    cx->now = now - 12 * DAY_MS;
    enum err e = hard_case(cx, "event-0404",
                           _("The drain at the back lane overflows whenever it "
                             "rains, and the lane stinks."),
                           _("Back lane behind the market"), 23366400, &number);
    if (!e)
        e = call(cx, now - 10 * DAY_MS, &meeting);
    cx->now = now - 10 * DAY_MS + 30 * 60000;
    if (!e)
        e = decide(cx, meeting, number);
    cx->now += 40 * 60000;
    return e ? e : end(cx, meeting);
}

/* The day after tomorrow, or the Monday after it. */
static int64_t next_workday(int64_t now)
{
    int64_t day = day_of_ms(now) + 2;
    while ((day + 3) % 7 > 4) /* day 0 was a Thursday */
        day++;
    return ms_of_day(day) + 9 * 3600000LL;
}

static enum err to_come(struct ctx *cx, int64_t now)
{
    str number, meeting;
    cx->now = now - 2 * DAY_MS;
    enum err e = hard_case(cx, "event-0110",
                           _("Since the pipes were laid the road has had holes; two people "
                             "have fallen with their bicycles."),
                           _("Road beside the primary school"), 23365800, &number);
    if (!e)
        e = hard_case(cx, "event-0503",
                      _("Scrap is bought and piled up on the pavement every "
                        "evening, next to the gas cabinet."),
                      _("Corner of the old bus stop"), 23366900, &number);
    cx->now = now - DAY_MS;
    return e ? e : call(cx, next_workday(now), &meeting);
}

enum err joint_demo_load(struct ctx *cx, int64_t county)
{
    const struct posts *posts = cx->posts;
    int64_t actor = cx->actor, own = cx->county, now = cx->now;
    struct joint any;
    int n = 0, m = 0;
    enum err e = be(cx, "centre");
    cx->county = county;
    if (!e)
        e = joint_list(cx, true, &any, 1, &n);
    if (!e)
        e = joint_list(cx, false, &any, 1, &m);
    if (!e && !n && !m)
        e = past(cx, now);
    if (!e && !n && !m)
        e = to_come(cx, now);
    cx->now = now;
    cx->posts = posts;
    cx->actor = actor;
    cx->county = own;
    return e;
}
