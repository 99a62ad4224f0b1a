/* emergency_web.c: the addresses of the room, and what it hands to the program. A new page is one
 * handler and one row of routes. */
#include "civic/places/places.h"
#include "rooms/emergency/emergency_schema.h"
#include "rooms/emergency/emergency_sql.h"
#include "rooms/emergency/spots_own.h"

static const struct route routes[] = {
    {GET, "/c/:c/emergency", emergency_say_show, ACT_PUBLIC},
    {POST, "/c/:c/emergency", emergency_say_send, ACT_PUBLIC, .limit = "report"},
    {GET, "/desk/emergencies", emergency_show_all, ACT_EMERGENCY_READ},
    {GET, "/desk/emergency-stream", emergency_stream, ACT_EMERGENCY_READ, .flags = ROUTE_STREAM},
    {GET, "/desk/new-emergency", emergency_show_new, ACT_EMERGENCY_ORDER},
    {POST, "/desk/new-emergency", emergency_send_new, ACT_EMERGENCY_ORDER},
    {GET, "/desk/emergencies/:id", emergency_show_one, ACT_EMERGENCY_READ},
    {GET, "/desk/emergencies/:id/wall", emergency_show_wall, ACT_EMERGENCY_READ},
    {GET, "/desk/emergencies/:id/speech", emergency_show_speech, ACT_EMERGENCY_READ},
    {POST, "/desk/emergencies/:id/extend", emergency_send_extend, ACT_EMERGENCY_ORDER},
    {POST, "/desk/emergencies/:id/end", emergency_send_end, ACT_EMERGENCY_ORDER},
    {GET, "/desk/emergencies/:id/grids/:grid", emergency_desk_list, ACT_EMERGENCY_CALL},
    {POST, "/desk/emergencies/:id/grids/:grid", emergency_desk_send, ACT_EMERGENCY_CALL},
    {POST, "/desk/emergencies/:id/grids/:grid/numbers", emergency_desk_numbers, ACT_EMERGENCY_CALL,
     .limit = "field"},
    {GET, "/desk/emergencies/:id/grids/:grid/paper", emergency_paper_show, ACT_EMERGENCY_CALL},
    {POST, "/desk/emergencies/:id/grids/:grid/paper", emergency_paper_send, ACT_EMERGENCY_CALL},
    {GET, "/desk/danger-spots", danger_show_list, ACT_DANGER_SPOTS},
    {POST, "/desk/danger-spots", danger_send_file, ACT_DANGER_SPOTS, .flags = ROUTE_FILES,
     .max_body = 4 << 20},
    {GET, "/desk/new-danger-spot", danger_show_new, ACT_DANGER_SPOTS},
    {POST, "/desk/new-danger-spot", danger_send_new, ACT_DANGER_SPOTS},
    {GET, "/desk/danger-spots/:id", danger_show_one, ACT_DANGER_SPOTS},
    {POST, "/desk/danger-spots/:id", danger_send_one, ACT_DANGER_SPOTS},
    {POST, "/desk/danger-spots/:id/retire", danger_send_retire, ACT_DANGER_SPOTS},
    {GET, "/field/emergency", emergency_field_all, ACT_EMERGENCY_CALL},
    {GET, "/field/emergency/:id/:grid", emergency_field_list, ACT_EMERGENCY_CALL},
    {POST, "/field/emergency/:id/:grid", emergency_field_send, ACT_EMERGENCY_CALL,
     .limit = "field"},
    {POST, "/field/emergency/:id/:grid/numbers", emergency_field_numbers, ACT_EMERGENCY_CALL,
     .limit = "field"},
    {0},
};

static const struct act_label acts[] = {
    {ACT_EMERGENCY_ORDER, N_("Start, extend and end emergency orders")},
    {ACT_EMERGENCY_READ, N_("See emergency orders and how they stand")},
    {ACT_EMERGENCY_CALL, N_("Call households under an emergency order")},
    {ACT_DANGER_SPOTS, N_("Keep danger spots and who answers for them")},
    {0}};

static const struct places_rekey rekey_orders = {"emergencies", &emergency_sql_rekey, NULL};
static const struct places_rekey rekey_places = {"emergency_places", &emergency_sql_rekey_places,
                                                 NULL};
static const struct places_rekey rekey_grids = {"emergency_grids", &emergency_sql_rekey_grids,
                                                NULL};
static const struct places_rekey rekey_calls = {"emergency_calls", &emergency_sql_rekey_calls,
                                                NULL};
static const struct places_rekey rekey_marks = {"emergency_marks", &emergency_sql_rekey_marks,
                                                NULL};
static const struct places_rekey rekey_words = {"emergency_words", &emergency_sql_rekey_words,
                                                NULL};
static const struct places_rekey rekey_spots = {"danger_spots", &emergency_sql_rekey_spots, NULL};
static const struct places_rekey *const rekeys[] = {&rekey_orders, &rekey_places, &rekey_grids,
                                                    &rekey_calls,  &rekey_marks,  &rekey_words,
                                                    &rekey_spots,  NULL};

static const struct jobs_kind *const jobs[] = {&emergency_end_job,       &emergency_posts_job,
                                               &emergency_residents_job, &emergency_over_job,
                                               &emergency_second_job,    NULL};

static const struct room_link links[] = {
    {N_("Emergency orders"), "/desk/emergencies", "siren", ACT_EMERGENCY_READ},
    {N_("Danger spots"), "/desk/danger-spots", "triangle-alert", ACT_DANGER_SPOTS},
    {0}};

const struct room emergency_room = {.name = "emergency",
                                    .schema = &emergency_schema,
                                    .routes = routes,
                                    .acts = acts,
                                    .jobs = jobs,
                                    .notices = emergency_notices,
                                    .rekeys = rekeys,
                                    .links = links,
                                    .banner = emergency_banner,
                                    .pack = emergency_pack};
