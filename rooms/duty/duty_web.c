/* duty_web.c: the addresses of the room, and what it hands to the program. A new page is one
 * handler and one row of routes. */
#include "civic/places/places.h"
#include "rooms/duty/duty_schema.h"
#include "rooms/duty/duty_sql.h"
#include "rooms/duty/shift_own.h"

static const struct route routes[] = {
    {GET, "/duty", duty_page, ACT_DUTY},
    {GET, "/duty/stream", duty_stream, ACT_DUTY, .flags = ROUTE_STREAM},
    {GET, "/duty/dispatch", duty_dispatch_page, "cases.dispatch"},
    {POST, "/duty/dispatch", duty_dispatch_send, "cases.dispatch"},
    {GET, "/duty/press", duty_press_page, "cases.supervise"},
    {POST, "/duty/press", duty_press_send, "cases.supervise"},
    {GET, "/duty/done", duty_done_page, ACT_DUTY},
    {GET, "/duty/same/:no", duty_same_page, ACT_CASES_MERGE},
    {POST, "/duty/same/:no", duty_same_send, ACT_CASES_MERGE},
    {GET, "/duty/wall", duty_wall, ACT_DUTY},
    {GET, "/duty/handover", duty_shift_page, ACT_DUTY_SHIFT},
    {POST, "/duty/handover", duty_shift_send, ACT_DUTY_SHIFT},
    {GET, "/duty/handover/:id", duty_shift_show, ACT_DUTY_SHIFT},
    {POST, "/duty/handover/:id/take", duty_shift_sign, ACT_DUTY_SHIFT},
    {0},
};

static const struct act_label acts[] = {{ACT_DUTY, N_("See the board of the command centre")},
                                        {ACT_DUTY_SHIFT, N_("Hand over and take over shifts")},
                                        {0}};

static const struct facts_subscriber *const subscribers[] = {&duty_board, &duty_told, &duty_log,
                                                             NULL};

static const struct places_rekey rekey_rows = {"duty_rows", &duty_sql_rekey, NULL};
static const struct places_rekey rekey_choices = {"duty_choices", &duty_sql_rekey_choices, NULL};
static const struct places_rekey rekey_log = {"duty_log", &duty_sql_rekey_log, NULL};
static const struct places_rekey rekey_shifts = {"duty_shifts", &duty_sql_rekey_shifts, NULL};
static const struct places_rekey *const rekeys[] = {&rekey_rows, &rekey_choices, &rekey_log,
                                                    &rekey_shifts, NULL};

static const struct room_link links[] = {{N_("Command centre"), "/duty", "monitor", ACT_DUTY}, {0}};

const struct room duty_room = {.name = "duty",
                               .schema = &duty_schema,
                               .routes = routes,
                               .acts = acts,
                               .subscribers = subscribers,
                               .notices = duty_notices,
                               .rekeys = rekeys,
                               .links = links};
