/* duty_web.c: the addresses of the room, and what it hands to the program. A new page is one
 * handler and one row of routes. */
#include "civic/places/places.h"
#include "rooms/duty/duty_own.h"
#include "rooms/duty/duty_schema.h"
#include "rooms/duty/duty_sql.h"

static const struct route routes[] = {
    {GET, "/duty", duty_page, ACT_DUTY},
    {GET, "/duty/stream", duty_stream, ACT_DUTY, .flags = ROUTE_STREAM},
    {0},
};

static const struct act_label acts[] = {{ACT_DUTY, N_("See the board of the command centre")}, {0}};

static const struct facts_subscriber *const subscribers[] = {&duty_board, NULL};

static const struct places_rekey rekey_rows = {"duty_rows", &duty_sql_rekey, NULL};
static const struct places_rekey *const rekeys[] = {&rekey_rows, NULL};

static const struct room_link links[] = {{N_("Command centre"), "/duty", "monitor", ACT_DUTY}, {0}};

const struct room duty_room = {.name = "duty",
                               .schema = &duty_schema,
                               .routes = routes,
                               .acts = acts,
                               .subscribers = subscribers,
                               .rekeys = rekeys,
                               .links = links};
