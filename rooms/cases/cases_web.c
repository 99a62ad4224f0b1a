/* cases_web.c: the addresses of the room. A new page is one handler and one row here. */
#include "rooms/cases/handover.h"
#include "rooms/cases/open311.h"

#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "kit/seal/seal.h"
#include "rooms/cases/cases_schema.h"
#include "rooms/cases/cases_sql.h"
#include "rooms/cases/handover_sql.h"

const struct route cases_routes[] = {
    {GET, "/c/:c", home_show, ACT_PUBLIC, .flags = ROUTE_VISITORS},
    {GET, "/c/:c/notices", home_notices, ACT_PUBLIC, .flags = ROUTE_CACHE},
    {GET, "/c/:c/report", report_form, ACT_PUBLIC},
    {POST, "/c/:c/report", report_send, ACT_PUBLIC, .flags = ROUTE_FILES | ROUTE_KEEPS,
     .max_body = 320 << 20, .limit = "report"},
    {POST, "/c/:c/report/step", guided_step, ACT_PUBLIC, .flags = ROUTE_FILES | ROUTE_KEEPS,
     .max_body = 320 << 20, .limit = "step"},
    {POST, "/c/:c/report/send", guided_send, ACT_PUBLIC, .flags = ROUTE_FILES | ROUTE_KEEPS,
     .max_body = 320 << 20, .limit = "report"},
    {GET, "/c/:c/report/kinds", report_kinds, ACT_PUBLIC},
    {GET, "/c/:c/report/similar", report_similar, ACT_PUBLIC},
    {GET, "/c/:c/report/facilities", report_facilities, ACT_PUBLIC, .limit = "pick"},
    {GET, "/f/:no", facility_scan, ACT_PUBLIC, .limit = "pick"},
    {GET, "/c/:c/notices/:id/picture.png", notice_picture, ACT_PUBLIC, .flags = ROUTE_CACHE,
     .limit = "picture"},
    {GET, "/c/:c/cases/:no/picture.png", case_picture, ACT_PUBLIC, .flags = ROUTE_CACHE,
     .limit = "picture"},
    {GET, "/c/:c/cases", list_show, ACT_PUBLIC, .flags = ROUTE_CACHE},
    {GET, "/c/:c/cases.geojson", list_geojson, ACT_PUBLIC, .flags = ROUTE_CACHE},
    {GET, "/c/:c/cases.atom", list_feed, ACT_PUBLIC, .flags = ROUTE_CACHE},
    {GET, "/c/:c/cases/:no", case_show, ACT_PUBLIC, .flags = ROUTE_VISITORS},
    {POST, "/c/:c/cases/:no/confirm", case_confirm, ACT_TOKEN, .limit = "word"},
    {POST, "/c/:c/cases/:no/rate", case_rate, ACT_TOKEN, .limit = "word"},
    {POST, "/c/:c/cases/:no/reopen", case_reopen, ACT_TOKEN, .limit = "word"},
    {POST, "/c/:c/cases/:no/follow", case_follow, ACT_PUBLIC, .limit = "follow"},
    {GET, "/search", search_show, ACT_PUBLIC},
    {GET, "/q/:token", case_receipt, ACT_TOKEN, .limit = "token"},
    {GET, "/desk", desk_inbox, ACT_CASES_WORK},
    {POST, "/desk/bulk", desk_bulk, ACT_CASES_WORK},
    {GET, "/desk/replies", reply_pages, ACT_CASES_WORK},
    {POST, "/desk/replies", reply_add, ACT_CASES_WORK},
    {GET, "/desk/replies/:id", reply_page, ACT_CASES_WORK},
    {POST, "/desk/replies/:id", reply_change, ACT_CASES_WORK},
    {POST, "/desk/replies/:id/retire", reply_drop, ACT_CASES_WORK},
    {GET, "/desk/phone", desk_phone, ACT_CASES_ENTER},
    {GET, "/desk/phone/kinds", desk_kinds, ACT_CASES_ENTER},
    {GET, "/desk/phone/facilities", desk_facilities, ACT_CASES_ENTER},
    {POST, "/desk/phone", desk_phone_send, ACT_CASES_ENTER, .flags = ROUTE_FILES,
     .max_body = 80 << 20},
    {GET, "/desk/paste", desk_paste, ACT_CASES_ENTER},
    {POST, "/desk/paste", desk_paste_send, ACT_CASES_ENTER, .flags = ROUTE_FILES,
     .max_body = 80 << 20},
    {POST, "/desk/paste/told", desk_paste_told, ACT_CASES_ENTER},
    {POST, "/field/shared", desk_paste_shared, ACT_CASES_ENTER, .flags = ROUTE_FILES | ROUTE_SHARED,
     .max_body = 80 << 20, .limit = "field"},
    {GET, "/desk/cases/:no", desk_case, ACT_CASES_WORK},
    {POST, "/desk/cases/:no/move", desk_move, ACT_CASES_WORK, .flags = ROUTE_FILES,
     .max_body = 80 << 20},
    {POST, "/desk/cases/:no/note", desk_note, ACT_CASES_WORK},
    {GET, "/desk/cases/:no/copy/:ref", desk_copy, ACT_CASES_WORK},
    {POST, "/desk/cases/:no/ref", desk_ref, ACT_CASES_WORK},
    {POST, "/desk/cases/:no/handover", desk_handover, ACT_CASES_HANDOVER},
    {POST, "/desk/cases/:no/handover/again", desk_handover_again, ACT_CASES_HANDOVER},
    {GET, "/admin/open311", handover_list_page, ACT_SYSTEM_CONFIG},
    {POST, "/admin/open311", handover_put_page, ACT_SYSTEM_CONFIG},
    {GET, "/admin/new-open311", handover_new_page, ACT_SYSTEM_CONFIG},
    {GET, "/admin/open311/:id", handover_show_page, ACT_SYSTEM_CONFIG},
    {POST, "/admin/open311/:id", handover_put_page, ACT_SYSTEM_CONFIG},
    {POST, "/desk/cases/:no/public", desk_public, ACT_CASES_RELEASE},
    {POST, "/desk/cases/:no/photo", desk_photo, ACT_CASES_RELEASE},
    {POST, "/desk/cases/:no/unmask", desk_unmask, ACT_PEOPLE_UNMASK},
    {POST, "/desk/cases/:no/merge", desk_merge, ACT_CASES_MERGE},
    {0},
};

static const struct act_label acts[] = {
    {ACT_CASES_READ, N_("See the cases of a place")},
    {ACT_CASES_PRIVATE, N_("See sensitive cases of a place")},
    {ACT_CASES_ENTER, N_("Report for somebody")},
    {ACT_CASES_RELEASE, N_("Decide what the public reads")},
    {ACT_CASES_MERGE, N_("Merge cases")},
    {ACT_CASES_WORK, N_("Work on cases")},
    {ACT_CASES_HEAR, N_("Take down what a resident says of the outcome")},
    {ACT_CASES_HANDOVER, N_("Hand cases to other systems")},
    {ACT_CASES_GRID, N_("Be the grid worker whom residents call")},
    /* moves of the flows in data/flows */
    {"cases.verify", N_("Look whether a report is so")},
    {"cases.accept", N_("Accept or refuse reports")},
    {"cases.file", N_("File cases")},
    {"cases.dispatch", N_("Dispatch cases")},
    {"cases.handle", N_("Handle cases")},
    {"cases.check", N_("Check what was done")},
    {"cases.close", N_("Close cases")},
    {"cases.approve", N_("Approve returns and extensions")},
    {"cases.approve_high", N_("Approve holds and second requests")},
    {"cases.supervise", N_("Press units")},
    {"cases.onspot", N_("Solve on the spot")},
    {0},
};

static enum err limit_of(struct ctx *cx, const struct matter *m, const char *clock,
                         struct matters_limit *out)
{
    bool department = strcmp(clock, "department") == 0;
    struct category_limit l;
    enum err e = cases_category_limit(cx, m->county, m->category,
                                      department ? S("handle") : str_of(clock), m->scope, &l);
    if (e)
        return e;
    for (int u = 0; u < CALENDAR_UNITS; u++)
        if (str_is(l.unit, calendar_unit_names[u])) {
            *out = (struct matters_limit){l.n, (enum calendar_unit)u};
            return OK;
        }
    return ERR_NOT_FOUND;
}

static const struct matters_kind case_kind = {
    .name = "case",
    .label = N_("Case"),
    .read_act = ACT_CASES_READ,
    .private_act = ACT_CASES_PRIVATE,
    .flow = "case-full",
    .desk = "/desk/cases/",
    .guards = cases_guards,
    .effects = cases_effects,
    .limit = limit_of,
};
static const struct matters_kind *const kinds[] = {&case_kind, NULL};

static const struct places_rekey rekey_cases = {"cases", &cases_sql_rekey, NULL};
static const struct places_rekey rekey_notices = {"home_notices", &cases_sql_rekey_notices, NULL};
static const struct places_rekey *const rekeys[] = {&rekey_cases, &rekey_notices, NULL};

static const struct facts_subscriber *const subscribers[] = {&cases_subscriber, NULL};

static const struct jobs_kind *const jobs[] = {&handover_send_job, &handover_ask_job, NULL};

static const struct seal_rewrap server_keys = {.table = "handover_servers",
                                               .column = "key_wrapped",
                                               .counties = &handover_sql_key_counties,
                                               .list = &handover_sql_keys,
                                               .set = &handover_sql_rewrap};
static const struct seal_rewrap *const rewraps[] = {&server_keys, NULL};

static const struct room_tile tile = {.label = N_("Reports"),
                                      .about = N_("Residents report problems and read what "
                                                  "becomes of them"),
                                      .act = "cases.accept"};

static const struct room_link links[] = {
    {N_("WeChat groups"), "/desk/paste", "message-square", ACT_CASES_ENTER}, {0}};

const struct room cases_room = {
    .name = "cases",
    .schema = &cases_schema,
    .routes = cases_routes,
    .acts = acts,
    .kinds = kinds,
    .subscribers = subscribers,
    .notices = cases_notices,
    .rekeys = rekeys,
    .jobs = jobs,
    .rewraps = rewraps,
    .media = &cases_media,
    .search = &cases_search,
    .tile = &tile,
    .links = links,
};
