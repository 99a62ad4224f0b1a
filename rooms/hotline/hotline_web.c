/* hotline_web.c: the addresses of the room. A new page is one handler and one row of routes. */
#include "rooms/hotline/hotline_own.h"
#include "rooms/hotline/hotline_schema.h"
#include "rooms/hotline/hotline_sql.h"
#include "rooms/hotline/outside_own.h"

static const struct route routes[] = {
    {GET, "/desk/hotline", hotline_desk, ACT_HOTLINE},
    {POST, "/desk/hotline", hotline_desk_send, ACT_HOTLINE, .limit = "look"},
    {GET, "/desk/hotline/calls", hotline_backs_show, ACT_HOTLINE},
    {POST, "/desk/hotline/calls", hotline_backs_add, ACT_HOTLINE},
    {POST, "/desk/hotline/calls/:id", hotline_back_change, ACT_HOTLINE},
    {GET, "/desk/hotline/ask/:no", hotline_ask, ACT_CASES_HEAR},
    {POST, "/desk/hotline/ask/:no", hotline_ask_send, ACT_CASES_HEAR},
    {POST, "/desk/hotline/ask/:no/number", hotline_ask_number, ACT_CASES_HEAR},
    {GET, "/desk/outside", outside_show, ACT_ORDERS},
    {GET, "/desk/outside/:system", outside_system_show, ACT_ORDERS},
    {POST, "/desk/outside/:system/import", outside_import, ACT_ORDERS, .flags = ROUTE_FILES,
     .max_body = 8 << 20},
    {GET, "/desk/outside/:system/answers.csv", outside_file, ACT_ORDERS},
    {POST, "/desk/outside/:system/returned", outside_returned, ACT_ORDERS},
    {GET, "/c/:c/call-me", hotline_call_me, ACT_PUBLIC},
    {POST, "/c/:c/call-me", hotline_call_me_send, ACT_PUBLIC, .limit = "follow"},
    {0},
};
static const struct act_label acts[] = {
    {ACT_HOTLINE, N_("Take calls and call back")},
    {ACT_ORDERS, N_("Take in orders of other systems and return answers")},
    {0}};

static const struct places_rekey rekey_backs = {"hotline_backs", &hotline_sql_rekey, NULL};
static const struct places_rekey *const rekeys[] = {&rekey_backs, NULL};

const struct room hotline_room = {
    .name = "hotline", .schema = &hotline_schema, .routes = routes, .acts = acts, .rekeys = rekeys};
