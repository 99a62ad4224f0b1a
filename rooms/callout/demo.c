/* demo.c: two callouts of the demo, walked along their flow by the people they need. */
#include "civic/people/people.h"
#include "rooms/callout/callout_own.h"

#define HONGZHUYUAN 532503001008000

static enum err be(struct ctx *cx, const char *login)
{
    struct account a;
    enum err e = account_find_login(cx, str_of(login), &a);
    cx->county = a.county;
    cx->actor = e ? 0 : a.id;
    return e ? e : people_load(cx);
}

static enum err add_org(struct ctx *cx, struct callout_new *in, const char *code)
{
    struct org o;
    enum err e = org_find_code(cx, in->county, str_of(code), &o);
    if (!e)
        in->orgs[in->n_orgs++] = o.id;
    return e;
}

static enum err answer(struct ctx *cx, const char *login, str number, struct callout_answer in)
{
    struct callout c;
    enum err e = be(cx, login);
    if (!e)
        e = callout_find(cx, cx->county, number, &c);
    return e ? e : callout_answer(cx, &c, &in);
}

static enum err see(struct ctx *cx, str number, const char *code)
{
    struct callout c;
    struct org o;
    enum err e = be(cx, "secretary");
    if (!e)
        e = org_find_code(cx, cx->county, str_of(code), &o);
    if (!e)
        e = callout_find(cx, cx->county, number, &c);
    return e ? e : callout_see(cx, &c, o.id, true);
}

static enum err step(struct ctx *cx, const char *login, str number, const char *move, str say)
{
    struct callout c;
    struct callout_move m = {.move = move, .say = say, .in = {.text = say, .outcome = S("solved")}};
    enum err e = be(cx, login);
    if (!e)
        e = callout_find(cx, cx->county, number, &c);
    if (e)
        return e;
    m.seen = c.m.row_ver;
    return callout_move(cx, &c, &m);
}

/* Two weeks ago: one department came, one said why not, and it is over. */
static enum err finished(struct ctx *cx, int64_t county)
{
    struct callout_receipt r;
    struct callout_new in = {.county = county,
                             .place = HONGZHUYUAN,
                             .category = S("event-0406"),
                             .body = tr(LANG_ZH, _("The crossing is under water and cars have "
                                                   "stalled. Pumps and a cordon are needed.")),
                             .spot = {.words = tr(LANG_ZH, _("Crossing at the east gate"))},
                             .urgency = CALLOUT_URGENT};
    enum err e = be(cx, "secretary");
    if (!e)
        e = add_org(cx, &in, "shuiwu");
    if (!e)
        e = add_org(cx, &in, "minzheng");
    if (!e)
        e = callout_open(cx, &in, &r);
    str no = str_of(r.number);
    cx->now += 10 * 60000;
    if (!e)
        e = answer(cx, "dept-minzheng", no,
                   (struct callout_answer){.reason = S("not_our_duty"), .metres = -1});
    cx->now += 8 * 60000;
    if (!e)
        e = answer(cx, "dept-shuiwu", no, (struct callout_answer){.comes = true, .metres = 18});
    cx->now += 2 * 60000;
    if (!e)
        e = see(cx, no, "shuiwu");
    cx->now += 90 * 60000;
    if (!e)
        e = step(cx, "secretary", no, "record",
                 tr(LANG_ZH, _("The water was pumped off within an hour, the drain was cleared and "
                               "the crossing is open again.")));
    cx->now += 60 * 60000;
    return e ? e : step(cx, "town-wenlan", no, "confirm", STR_NONE);
}

/* An hour ago, for today: one has come, the other has not answered yet. */
static enum err open_one(struct ctx *cx, int64_t county)
{
    struct callout_receipt r;
    struct callout_new in = {.county = county,
                             .place = HONGZHUYUAN,
                             .category = S("event-0504"),
                             .body = tr(LANG_ZH, _("Shops have put their goods on the pavement "
                                                   "again, and pushchairs go on the road.")),
                             .spot = {.words = tr(LANG_ZH, _("Row of shops at the west gate"))},
                             .urgency = CALLOUT_NORMAL};
    enum err e = be(cx, "secretary");
    if (!e)
        e = add_org(cx, &in, "chengguan");
    if (!e)
        e = add_org(cx, &in, "weijian");
    if (!e)
        e = callout_open(cx, &in, &r);
    cx->now += 25 * 60000;
    return e ? e
             : answer(cx, "dept-chengguan", str_of(r.number),
                      (struct callout_answer){.comes = true, .metres = 32});
}

enum err callout_demo_load(struct ctx *cx, int64_t county)
{
    const struct posts *posts = cx->posts;
    int64_t actor = cx->actor, own = cx->county, now = cx->now, from = 0;
    struct callout_figure *any;
    int n = 0;
    enum err e = be(cx, "secretary");
    if (!e)
        e = callout_figures(cx, from, now + DAY_MS, &any, &n);
    cx->now = now - 14 * DAY_MS;
    if (!e && !n)
        e = finished(cx, county);
    cx->now = now - 60 * 60000;
    if (!e && !n)
        e = open_one(cx, county);
    cx->now = now;
    cx->posts = posts;
    cx->actor = actor;
    cx->county = own;
    return e;
}
