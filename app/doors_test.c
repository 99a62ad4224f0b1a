/* doors_test: what every address of the program asks for, said a second time and by hand. A new
 * route fails here until somebody has written down who may enter it; and whatever names one case
 * is tried by those who hold its act but must not find this case. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/matters/matters.h"
#include "civic/people/signin.h"
#include "civic/places/places.h"
#include "kit/test/test.h"
#include "rooms/cases/cases.h"
#include "rooms/me/me.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000
#define ELSEWHERE 532503106000000 /* another town */

enum names { NO_CASE, DESK, REPORTER }; /* whose page of one case an address is */

static const struct door {
    const char *at, *act;
    enum names names;
    bool part; /* it names a part of the case as well, which this one lacks */
} doors[] = {
    {"GET /errors/:status", "public"},
    {"GET /healthz", "public"},
    {"GET /readyz", "public"},
    {"GET /metrics", "local"},
    {"GET /assets/:file", "public"},
    {"GET /sw.js", "public"},
    {"GET /favicon.ico", "public"},
    {"GET /", "public"},
    {"GET /c/:c/grids.geojson", "public"},
    {"GET /about", "public"},
    {"GET /help/phone", "public"},
    {"GET /prefs", "public"},
    {"GET /prefs/size/:size", "public"},
    {"GET /manifest.webmanifest", "public"},
    {"GET /field/manifest.webmanifest", "public"},
    {"GET /robots.txt", "public"},
    {"GET /dev/gallery", "demo"},
    {"GET /ledger/:c", "public"},
    {"GET /ledger/:c/checkpoint", "public"},
    {"GET /ledger/:c/key", "public"},
    {"GET /ledger/:c/leaf/:id", "public"},
    {"GET /ledger/:c/consistency", "public"},
    {"GET /media/:county/:key/:size", "public"},
    {"GET /media/held", "public"},
    {"GET /desk/callouts", "callout.read"},
    {"GET /desk/new-callout", "callout.call"},
    {"POST /desk/new-callout", "callout.call"},
    {"GET /desk/callouts/:no", "cases.work"}, /* finds own tasks and places: callout_test.c */
    {"POST /desk/callouts/:no/answer", "callout.answer"},
    {"POST /desk/callouts/:no/seen", "callout.call"},
    {"POST /desk/callouts/:no/move", "cases.work"},
    {"POST /desk/callouts/:no/case", "callout.call"},
    {"GET /desk/callout-figures", "callout.read"},
    {"GET /admin/callouts", "system.config"},
    {"POST /admin/callouts", "system.config"},
    {"GET /desk/joint", "joint.attend"},
    {"GET /desk/new-joint", "joint.hold"},
    {"POST /desk/new-joint", "joint.hold"},
    {"GET /desk/joint/:no", "joint.attend"}, /* of the own places, or invited: joint_test.c */
    {"GET /desk/joint/:no/change", "joint.hold"},
    {"POST /desk/joint/:no/change", "joint.hold"},
    {"POST /desk/joint/:no/move", "joint.hold"},
    {"POST /desk/joint/:no/decide", "joint.decide"},
    {"GET /desk/mediations", "mediation.read"},
    {"GET /desk/new-mediation", "mediation.enter"},
    {"POST /desk/new-mediation", "mediation.enter"},
    {"GET /desk/mediations/:no", "cases.work"},
    {"POST /desk/mediations/:no/move", "cases.work"},
    {"POST /desk/mediations/:no/unmask", "people.unmask"},
    {"GET /c/:c/open", "public"},
    {"GET /c/:c/open.atom", "public"},
    {"GET /c/:c/open/finance/:ym", "public"},
    {"GET /c/:c/open/:no", "public"},
    {"GET /c/:c/open/:no/proof", "public"},
    {"GET /c/:c/open/:no/ask", "public"},
    {"POST /c/:c/open/:no/ask", "public"},
    {"GET /open/questions/:no", "public"}, /* asks for the asker's token or account itself */
    {"GET /desk/open", "disclosure.work"},
    {"GET /desk/open/new", "disclosure.write"},
    {"GET /desk/open/import", "disclosure.write"},
    {"POST /desk/open/import", "disclosure.write"},
    {"POST /desk/open", "disclosure.write"},
    {"GET /desk/open/plan", "disclosure.plan"},
    {"POST /desk/open/plan", "disclosure.plan"},
    {"GET /desk/open/:no", "disclosure.work"},
    {"POST /desk/open/:no/save", "disclosure.write"},
    {"POST /desk/open/:no/blur", "disclosure.write"},
    {"POST /desk/open/:no/correct", "disclosure.write"},
    {"POST /desk/open/:no/move", "disclosure.work"},
    {"GET /desk/questions", "disclosure.work"},
    {"GET /desk/questions/:no", "disclosure.work"},
    {"POST /desk/questions/:no/move", "disclosure.work"},
    {"GET /me/messages", "signed-in"},
    {"POST /me/messages", "signed-in"},
    {"GET /me/messages/wishes", "signed-in"},
    {"POST /me/messages/wishes", "signed-in"},
    {"POST /me/messages/wechat", "signed-in"},
    {"GET /messages/off", "public"}, /* signed by us, in the address */
    {"POST /messages/off", "public"},
    {"GET /wechat", "public"}, /* signed by the platform */
    {"POST /wechat", "public"},
    {"POST /sms/reply", "public"},
    {"POST /sms/yunmas/report", "public"}, /* from named addresses */
    {"POST /sms/yunmas/reply", "public"},
    {"POST /sms/report", "public"},
    {"GET /dev/outbox", "demo"},
    {"GET /c/:c", "public"},
    {"GET /c/:c/notices", "public"},
    {"GET /c/:c/notices/:id/picture.png", "public"},
    {"GET /c/:c/cases/:no/picture.png", "public"},
    {"GET /c/:c/report", "public"},
    {"POST /c/:c/report", "public"},
    {"POST /c/:c/report/step", "public"},
    {"POST /c/:c/report/send", "public"},
    {"GET /c/:c/report/kinds", "public"},
    {"GET /c/:c/report/similar", "public"},
    {"GET /c/:c/report/facilities", "public"},
    {"GET /f/:no", "public"},
    {"GET /c/:c/cases", "public"},
    {"GET /c/:c/cases.geojson", "public"},
    {"GET /c/:c/cases.atom", "public"},
    {"GET /c/:c/cases/:no", "public", REPORTER},
    {"POST /c/:c/cases/:no/confirm", "token", REPORTER},
    {"POST /c/:c/cases/:no/rate", "token", REPORTER},
    {"POST /c/:c/cases/:no/reopen", "token", REPORTER},
    {"POST /c/:c/cases/:no/follow", "public", REPORTER},
    {"GET /search", "public"},
    {"GET /q/:token", "token"},
    {"GET /insight", "insight.read"},
    {"GET /insight/cases", "insight.read"},
    {"GET /insight/reopen", "insight.read"},
    {"GET /insight/months", "insight.read"},
    {"POST /insight/months", "insight.freeze"},
    {"GET /insight/appeals", "insight.read"},
    {"GET /insight/appeals/:no", "insight.read"},
    {"POST /insight/appeals/:no", "insight.read"},
    {"GET /insight/appeal/:no", "insight.appeal"},
    {"POST /insight/appeal/:no", "insight.appeal"},
    {"GET /insight/sample", "insight.sample"},
    {"POST /insight/sample", "insight.sample"},
    {"GET /insight/sample/:id", "insight.sample"},
    {"POST /insight/sample/:id", "insight.sample"},
    {"GET /admin/indicators", "system.config"},
    {"POST /admin/indicators", "system.config"},
    {"GET /desk", "cases.work"},
    {"POST /desk/bulk", "cases.work"},
    {"GET /desk/replies", "cases.work"},
    {"POST /desk/replies", "cases.work"},
    {"GET /desk/replies/:id", "cases.work"},
    {"POST /desk/replies/:id", "cases.work"},
    {"POST /desk/replies/:id/retire", "cases.work"},
    {"GET /desk/phone", "cases.enter"},
    {"GET /desk/phone/kinds", "cases.enter"},
    {"GET /desk/phone/facilities", "cases.enter"},
    {"POST /desk/phone", "cases.enter"},
    {"GET /desk/slips", "slips.give"},
    {"GET /desk/new-slip", "slips.give"},
    {"POST /desk/new-slip", "slips.give"},
    {"GET /desk/slips/:id", "slips.give"},
    {"POST /desk/slips/:id", "slips.give"},
    {"POST /desk/slips/:id/paper", "slips.give"},
    {"GET /w", "public"},
    {"POST /w", "token"}, /* by the code of a slip */
    {"POST /w/answer", "token"},
    {"GET /desk/paste", "cases.enter"},
    {"POST /desk/paste", "cases.enter"},
    {"POST /desk/paste/told", "cases.enter"},
    {"POST /field/shared", "cases.enter"},
    {"GET /desk/cases/:no", "cases.work", DESK},
    {"POST /desk/cases/:no/move", "cases.work", DESK},
    {"POST /desk/cases/:no/note", "cases.work", DESK},
    {"GET /desk/cases/:no/copy/:ref", "cases.work", DESK, true},
    {"POST /desk/cases/:no/ref", "cases.work", DESK},
    {"POST /desk/cases/:no/handover", "cases.handover", DESK},
    {"POST /desk/cases/:no/handover/again", "cases.handover", DESK},
    {"GET /admin/open311", "system.config"},
    {"POST /admin/open311", "system.config"},
    {"GET /admin/new-open311", "system.config"},
    {"GET /admin/open311/:id", "system.config"},
    {"POST /admin/open311/:id", "system.config"},
    {"POST /desk/cases/:no/public", "cases.release", DESK},
    {"POST /desk/cases/:no/photo", "cases.release", DESK, true},
    {"POST /desk/cases/:no/unmask", "people.unmask", DESK},
    {"POST /desk/cases/:no/merge", "cases.merge", DESK},
    {"GET /open311/v2/discovery.:f", "public"},
    {"GET /open311/v2/services.:f", "public"},
    {"GET /open311/v2/services/:code.:f", "public"},
    {"GET /open311/v2/requests.:f", "public"},
    {"GET /open311/v2/requests/:no.:f", "public"},
    {"GET /open311/v2/tokens/:no.:f", "public"},
    {"POST /open311/v2/requests.:f", "token"},
    {"GET /open311/v2/servicerequestupdates.:f", "public"},
    {"POST /open311/v2/servicerequestupdates.:f", "token"},
    {"GET /api/v1/openapi.json", "public"},
    {"GET /api/v1/places", "cases.read"},
    {"GET /api/v1/cases", "cases.read"},
    {"GET /api/v1/cases/:no", "cases.read"},
    {"POST /api/v1/cases", "cases.enter"},
    {"GET /api/v1/changes", "cases.read"},
    {"GET /login", "public"},
    {"POST /login", "public"},
    {"GET /login/who", "public"},
    {"POST /login/who", "public"},
    {"POST /login/other", "signed-in"},
    {"POST /logout", "public"},
    {"GET /staff/login", "public"},
    {"POST /staff/login", "public"},
    {"GET /staff/desk", "public"},
    {"POST /staff/desk", "public"},
    {"POST /staff/desk/lock", "signed-in"},
    {"POST /staff/desk/drop", "public"},
    {"GET /me", "signed-in"},
    {"POST /me/name", "signed-in"},
    {"GET /me/privacy", "signed-in"},
    {"GET /me/data", "signed-in"},
    {"GET /me/erase", "signed-in"},
    {"POST /me/erase", "signed-in"},
    {"GET /me/password", "signed-in"},
    {"POST /me/password", "signed-in"},
    {"POST /me/pin", "signed-in"},
    {"GET /me/factor", "signed-in"},
    {"POST /me/factor", "signed-in"},
    {"POST /dev/sign-in", "demo"},
    {"GET /desk/facilities", "facilities.read"},
    {"GET /desk/facilities.geojson", "facilities.read"},
    {"GET /desk/facilities/:no", "facilities.read"},
    {"POST /desk/facilities/:no", "facilities.keep"},
    {"GET /desk/facility-new", "facilities.keep"},
    {"POST /desk/facility-new", "facilities.keep"},
    {"GET /desk/facility-labels", "facilities.read"},
    {"GET /desk/facility-imports", "facilities.keep"},
    {"POST /desk/facility-imports", "facilities.keep"},
    {"GET /desk/facility-imports/:id", "facilities.keep"},
    {"POST /desk/facility-imports/:id", "facilities.keep"},
    {"GET /duty", "duty.board"},
    {"GET /duty/stream", "duty.board"},
    {"GET /duty/dispatch", "cases.dispatch"},
    {"POST /duty/dispatch", "cases.dispatch"},
    {"GET /duty/press", "cases.supervise"},
    {"POST /duty/press", "cases.supervise"},
    {"GET /duty/done", "duty.board"},
    {"GET /duty/wall", "duty.board"},
    {"GET /duty/handover", "duty.shift"},
    {"POST /duty/handover", "duty.shift"},
    {"GET /duty/handover/:id", "duty.shift"},
    {"POST /duty/handover/:id/take", "duty.shift"},
    {"GET /duty/same/:no", "cases.merge", DESK},
    {"POST /duty/same/:no", "cases.merge", DESK},
    {"GET /c/:c/emergency", "public"}, /* an urgent case, without signing in */
    {"POST /c/:c/emergency", "public"},
    {"GET /desk/emergencies", "emergency.read"},
    {"GET /desk/emergency-stream", "emergency.read"},
    {"GET /desk/new-emergency", "emergency.order"},
    {"POST /desk/new-emergency", "emergency.order"},
    {"GET /desk/emergencies/:id",
     "emergency.read"}, /* finds those of own places: emergency_test.c */
    {"GET /desk/emergencies/:id/wall", "emergency.read"},
    {"GET /desk/emergencies/:id/speech", "emergency.read"},
    {"POST /desk/emergencies/:id/extend", "emergency.order"},
    {"POST /desk/emergencies/:id/end", "emergency.order"},
    {"GET /desk/emergencies/:id/grids/:grid", "emergency.call"},
    {"POST /desk/emergencies/:id/grids/:grid", "emergency.call"},
    {"POST /desk/emergencies/:id/grids/:grid/numbers", "emergency.call"},
    {"GET /desk/emergencies/:id/grids/:grid/paper", "emergency.call"},
    {"POST /desk/emergencies/:id/grids/:grid/paper", "emergency.call"},
    {"GET /desk/danger-spots", "emergency.spots"},
    {"POST /desk/danger-spots", "emergency.spots"},
    {"GET /desk/new-danger-spot", "emergency.spots"},
    {"POST /desk/new-danger-spot", "emergency.spots"},
    {"GET /desk/danger-spots/:id",
     "emergency.spots"}, /* finds those of own places: emergency_test.c */
    {"POST /desk/danger-spots/:id", "emergency.spots"},
    {"POST /desk/danger-spots/:id/retire", "emergency.spots"},
    {"GET /field/emergency", "emergency.call"},
    {"GET /field/emergency/:id/:grid", "emergency.call"},
    {"POST /field/emergency/:id/:grid", "emergency.call"},
    {"POST /field/emergency/:id/:grid/numbers", "emergency.call"},
    {"GET /desk/hotline", "hotline.desk"},
    {"POST /desk/hotline", "hotline.desk"},
    {"GET /desk/hotline/calls", "hotline.desk"},
    {"POST /desk/hotline/calls", "hotline.desk"},
    {"POST /desk/hotline/calls/:id", "hotline.desk"},
    {"GET /desk/hotline/ask/:no", "cases.hear", DESK},
    {"POST /desk/hotline/ask/:no", "cases.hear", DESK},
    {"POST /desk/hotline/ask/:no/number", "cases.hear", DESK, true},
    {"GET /desk/outside", "hotline.orders"},
    {"GET /desk/outside/:system", "hotline.orders"},
    {"POST /desk/outside/:system/import", "hotline.orders"},
    {"GET /desk/outside/:system/answers.csv", "hotline.orders"},
    {"POST /desk/outside/:system/returned", "hotline.orders"},
    {"GET /c/:c/call-me", "public"},
    {"POST /c/:c/call-me", "public"},
    {"GET /field", "field.work"},
    {"GET /field/me", "field.work"},
    {"GET /desk/grids", "cases.work"},
    {"GET /field/new", "field.work"},
    {"POST /field/new", "field.work"},
    {"GET /field/task/:no", "field.work"}, /* finds what the worker has a task of: field_test.c */
    {"POST /field/task/:no", "field.work"},
    {"GET /field/outbox", "field.work"},
    {"GET /field/shell", "public"},
    {"GET /field/bind/:code", "token"}, /* a code of the desk */
    {"POST /field/bind", "token"},
    {"POST /field/open", "token"}, /* the word of a bound phone */
    {"GET /desk/outbox", "field.import"},
    {"POST /desk/outbox", "field.import"},
    {"GET /desk/phones", "field.phones"},
    {"POST /desk/phones", "field.phones"},
    {"POST /desk/phones/revoke", "field.phones"},
    {"GET /admin/phones", "security.accounts"},
    {"POST /admin/phones/revoke", "security.accounts"},
    {"GET /field/hello", "field.work"},
    {"GET /field/pack", "field.work"},
    {"GET /field/outbox/:uuid/photo/:n", "field.work"},
    {"PUT /field/outbox/:uuid/photo/:n", "field.work"},
    {"GET /field/households", "homes.read"},
    {"GET /field/households/:id", "homes.read"},
    {"POST /field/households/:id/unmask", "homes.unmask"},
    {"GET /desk/homes", "homes.read"},
    {"GET /desk/new-home", "homes.keep"},
    {"GET /desk/rolls", "rolls.import"},
    {"POST /desk/rolls", "rolls.import"},
    {"GET /desk/rolls/:id", "rolls.import"},
    {"GET /desk/rolls-paper", "rolls.import"},
    {"POST /desk/rolls-paper", "rolls.import"},
    {"POST /desk/rolls/:id/columns", "rolls.import"},
    {"POST /desk/rolls/:id/store", "rolls.import"},
    {"POST /desk/rolls/:id/undo", "rolls.import"},
    {"POST /desk/rolls/:id/drop", "rolls.import"},
    {"POST /desk/new-home", "homes.keep"},
    {"GET /desk/homes/:id", "homes.read"},
    {"POST /desk/homes/:id", "homes.keep"},
    {"POST /desk/homes/:id/unmask", "homes.unmask"},
    {"POST /desk/homes/:id/building", "homes.keep"},
    {"POST /desk/homes/:id/remove", "homes.keep"},
    {"POST /desk/homes/:id/residents", "homes.keep"},
    {"GET /desk/homes/:id/residents/:resident", "homes.keep"},
    {"POST /desk/homes/:id/residents/:resident", "homes.keep"},
    {"POST /desk/homes/:id/residents/:resident/remove", "homes.keep"},
    {"POST /desk/homes/:id/needs", "homes.keep"},
    {"POST /desk/homes/:id/needs/drop", "homes.keep"},
    {"GET /field/patrol/:plan", "field.work"}, /* finds plans of the own grids: patrol_test.c */
    {"POST /field/patrol/:plan", "field.work"},
    {"POST /field/patrol/:plan/point", "field.work"},
    {"GET /field/visits", "field.work"},
    {"GET /field/households/:id/visit", "field.work"}, /* finds own households: visit_test.c */
    {"POST /field/households/:id/visit", "field.work"},
    {"GET /desk/visits", "visits.oversee"},
    {"GET /desk/changes/:no", "homes.read"},
    {"POST /desk/changes/:no", "homes.keep"},
    {"GET /desk/absences", "people.stand-in"},
    {"POST /desk/absences", "people.stand-in"},
    {"POST /desk/absences/end", "people.stand-in"},
    {"GET /desk/patrols", "patrol.plan"},
    {"POST /desk/patrols", "patrol.plan"},
    {"GET /desk/patrols/:plan", "patrol.plan"},
    {"POST /desk/patrols/:plan", "patrol.plan"},
    {"POST /desk/patrols/:plan/route", "patrol.plan"},
    {"GET /admin", "signed-in"},
    {"GET /admin/orgs", "system.orgs"},
    {"POST /admin/orgs", "system.orgs"},
    {"GET /admin/new-org", "system.orgs"},
    {"GET /admin/orgs/:code", "system.orgs"},
    {"POST /admin/orgs/:code", "system.orgs"},
    {"GET /admin/accounts", "security.accounts"},
    {"POST /admin/accounts", "security.accounts"},
    {"GET /admin/new-account", "security.accounts"},
    {"GET /admin/accounts/:login", "security.accounts"},
    {"POST /admin/accounts/:login/reset", "security.accounts"},
    {"POST /admin/accounts/:login/disable", "security.accounts"},
    {"POST /admin/accounts/:login/enable", "security.accounts"},
    {"POST /admin/accounts/:login/unlock", "security.accounts"},
    {"POST /admin/accounts/:login/posts", "security.posts"},
    {"POST /admin/accounts/:login/posts/end", "security.posts"},
    {"GET /admin/grids", "system.config"},
    {"GET /admin/grids/:place", "system.config"},
    {"POST /admin/grids/:place", "system.config"},
    {"GET /admin/grid-file/:place", "system.config"},
    {"GET /admin/grid-plan/:place", "system.config"},
    {"POST /admin/grid-plan/:place", "system.config"},
    {"GET /admin/grids/:place/:grid", "system.config"},
    {"POST /admin/grids/:place/:grid", "system.config"},
    {"POST /admin/grids/:place/:grid/retire", "system.config"},
    {"GET /admin/tokens", "security.accounts"},
    {"POST /admin/tokens", "security.accounts"},
    {"POST /admin/tokens/revoke", "security.accounts"},
    {"GET /admin/roles", "security.roles"},
    {"GET /admin/unmasked", "security.unmasked"},
    {"GET /admin/audit", "audit.facts"},
    {"GET /admin/audit/access", "audit.access"},
    {"GET /admin/audit/desks", "audit.access"},
    {"GET /admin/categories", "system.config"},
    {"POST /admin/categories", "system.config"},
    {"GET /admin/new-category", "system.config"},
    {"GET /admin/categories/:code", "system.config"},
    {"POST /admin/categories/:code", "system.config"},
    {"POST /admin/categories/:code/withdraw", "system.config"},
    {"GET /admin/categories/:code/questions", "system.config"},
    {"POST /admin/categories/:code/questions", "system.config"},
    {"POST /admin/categories/:code/questions/order", "system.config"},
    {"GET /admin/categories/:code/limits", "system.config"},
    {"POST /admin/categories/:code/limits", "system.config"},
    {"POST /admin/categories/:code/limits/clear", "system.config"},
    {"GET /admin/flows", "system.config"},
    {"POST /admin/flows", "system.config"},
    {"GET /admin/new-flow", "system.config"},
    {"POST /admin/flows/:flow/current", "system.config"},
    {"GET /admin/flows/:flow", "system.config"},
    {"GET /admin/rooms", "system.config"},
    {"GET /admin/rooms/:place", "system.config"},
    {"GET /admin/rooms/:place/:room", "system.config"},
    {"POST /admin/rooms/:place/:room", "system.config"},
    {"GET /admin/looks", "system.config"},
    {"POST /admin/looks", "system.config"},
    {"POST /api/v1/devices/events", "token"},
    {"POST /api/v1/devices/events/:token", "token"},
    {"GET /desk/devices", "devices.confirm"},
    {"GET /desk/devices/snapshot", "devices.confirm"},
    {"POST /desk/devices/snapshot", "devices.confirm"},
    {"GET /desk/devices/:id", "devices.confirm"},
    {"POST /desk/devices/:id/file", "devices.confirm"},
    {"POST /desk/devices/:id/dismiss", "devices.confirm"},
    {"GET /admin/devices", "system.config"},
    {"POST /admin/devices", "system.config"},
    {"GET /admin/new-device", "system.config"},
    {"GET /admin/devices/:code", "system.config"},
    {"POST /admin/devices/:code", "system.config"},
    {"POST /admin/devices/:code/token", "system.config"},
    {"POST /admin/devices/:code/close", "system.config"},
    {"GET /admin/calendar", "system.config"},
    {"POST /admin/calendar/days", "system.config"},
    {"POST /admin/calendar/days/drop", "system.config"},
    {"POST /admin/calendar/hours", "system.config"},
    {"GET /dev/clock", "demo"},
    {"POST /dev/clock", "demo"},
};

static const char *door_of(struct ctx *cx, const struct route *r)
{
    static const char *const methods[METHODS] = {"GET", "POST", "PUT"};
    return str_fmt(cx->mem, "%s %s", methods[r->method], r->pattern).at;
}

static const struct door *find(const char *at)
{
    for (size_t i = 0; i < COUNT(doors); i++)
        if (strcmp(doors[i].at, at) == 0)
            return &doors[i];
    return NULL;
}

/* How many routes of a table there are; those that are not as listed are said and counted. */
static size_t hold_table(struct ctx *cx, const struct route *r, int *wrong)
{
    size_t n = 0;
    for (; r && r->pattern; r++, n++) {
        const char *at = door_of(cx, r);
        const struct door *d = find(at);
        if (d && strcmp(d->act, r->act) == 0)
            continue;
        fprintf(stderr, "%s asks for \"%s\"; listed in this file: %s\n", at, r->act,
                d ? d->act : "nothing yet, so say who may enter");
        ++*wrong;
    }
    return n;
}

TEST(every_route_is_listed_with_who_may_enter_and_no_other)
{
    size_t n = 0;
    int wrong = 0;
    for (const struct route *const *own = web_own_routes; *own; own++)
        n += hold_table(cx, *own, &wrong);
    for (const struct room *const *room = app_rooms; *room; room++)
        n += hold_table(cx, (*room)->routes, &wrong);
    CHECK_INT(wrong, 0);
    CHECK_INT(n, COUNT(doors)); /* nothing is listed that is gone */
}

/* ---- one case, by those who must not find it ---------------------------- */

struct visitor {
    struct ctx *cx;
    const struct web_options *o;
    const char *cookie;
    str keys; /* of a form of the own session */
};

static int64_t with_role(struct ctx *cx, const char *login, const char *role, int64_t scope)
{
    struct account_new a = {.county = COUNTY,
                            .login = str_of(login),
                            .name = S("A"),
                            .password = S("linli-test"),
                            .waived = true};
    struct org *orgs;
    int64_t id = 0, post = 0;
    int n = 0;
    str password;
    CHECK_OK(org_list(cx, COUNTY, ELSEWHERE, place_end(ELSEWHERE), ORG_KINDS, &orgs, &n));
    CHECK(n > 0);
    CHECK_OK(account_add(cx, &a, &password, &id));
    struct post_new p = {
        .county = COUNTY, .account = id, .org = orgs[0].id, .scope = scope, .role = str_of(role)};
    CHECK_OK(post_give(cx, &p, &post));
    return id;
}

static struct visitor enter(struct ctx *cx, const struct web_options *o, int64_t account)
{
    struct visitor v = {.cx = cx, .o = o};
    struct session s = {.kind = SESSION_STAFF, .county = COUNTY, .account = account, .epoch = 1};
    struct web_answer a;
    str token = seal_token(cx->mem);
    CHECK_OK(session_open(cx, &s, token));
    v.cookie = str_fmt(cx->mem, COOKIE_SESSION "=%.*s", STR_ARG(token)).at;
    CHECK_OK(web_call(o, cx->mem, "GET", "/desk", v.cookie, STR_NONE, &a));
    CHECK_INT(a.status, 200);
    v.keys = web_keys_of(cx->mem, a.body);
    CHECK(str_find(v.keys, S("_csrf=&")) == SIZE_MAX && v.keys.at[v.keys.len - 1] != '=');
    return v;
}

/* The address after the method, with the number and something for each other word. */
static int try_door(const struct visitor *v, const struct door *d, const char *number)
{
    struct buf b = buf_new(v->cx->mem, 400);
    str rest = str_of(strchr(d->at, ' ') + 1);
    struct web_answer a;
    bool post = d->at[0] == 'P';
    while (rest.len) {
        str word = str_cut(&rest, '/');
        buf_str(&b, str_is(word, ":no")    ? str_of(number)
                    : str_is(word, ":c")   ? places_slug(v->cx, COMMUNITY)
                    : str_is(word, ":ref") ? S("1")
                                           : word);
        if (rest.len)
            buf_char(&b, '/');
    }
    CHECK_OK(web_call(v->o, v->cx->mem, post ? "POST" : "GET", str_z(v->cx->mem, buf_done(&b)),
                      v->cookie, post ? v->keys : STR_NONE, &a));
    return a.status;
}

static void nowhere(const struct visitor *v, const char *who, const char *number)
{
    for (size_t i = 0; i < COUNT(doors); i++) {
        if (doors[i].names == NO_CASE)
            continue;
        int status = try_door(v, &doors[i], number);
        if (status != 404)
            fprintf(stderr, "%s as %s: %d\n", doors[i].at, who, status);
        CHECK_INT(status, 404);
    }
}

TEST(no_address_of_a_case_opens_to_its_subject_or_out_of_reach)
{
    struct web_gate gate;
    demo_begin(cx, 0);
    struct web_options o = demo_site(cx, &gate);
    int64_t about = with_role(cx, "about", "duty", COUNTY * INT64_C(1000000000));
    int64_t far = with_role(cx, "far", "duty", ELSEWHERE);
    int64_t near = with_role(cx, "near", "duty", COUNTY * INT64_C(1000000000));
    struct matters_subject subject = {.account = about};
    struct cases_report in = {.county = COUNTY,
                              .community = COMMUNITY,
                              .code = S("facility-0118"),
                              .source = "resident",
                              .body = S("dark"),
                              .wants_private = true,
                              .subjects = &subject,
                              .n_subjects = 1};
    struct cases_receipt out;
    cx->county = COUNTY;
    CHECK_OK(cases_open(cx, &in, &out));
    cx->county = 0;
    struct visitor v = enter(cx, &o, about);
    nowhere(&v, "its subject", out.number);
    v = enter(cx, &o, far);
    nowhere(&v, "the duty officer of another town", out.number);
    v = enter(cx, &o, near); /* the same addresses are there for whose duty it is */
    for (size_t i = 0; i < COUNT(doors); i++)
        if (doors[i].names == DESK && !doors[i].part) {
            int status = try_door(&v, &doors[i], out.number);
            CHECK(status != 404 && status < 500);
        }
}
