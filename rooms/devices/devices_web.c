/* devices_web.c: the addresses of the room. A new page is one handler and one row of routes. */
#include "rooms/devices/devices_own.h"
#include "rooms/devices/devices_schema.h" /* generated */

static enum err may_see(struct req *rq, const struct media_file *f)
{
    struct device_event ev;
    return device_event_find(rq->cx, f->county, f->ref, &ev);
}

#define PUSH                                                                                       \
    .flags = ROUTE_FILES | ROUTE_NO_CSRF | ROUTE_BEARER, .max_body = DEVICE_MESSAGE_BYTES,         \
    .limit = "device", .error = devices_problem
static const struct route routes[] = {
    {POST, "/api/v1/devices/events", devices_push, ACT_TOKEN, PUSH},
    {POST, "/api/v1/devices/events/:token", devices_push, ACT_TOKEN, PUSH},
    {GET, "/desk/devices", devices_desk, ACT_DEVICES},
    {GET, "/desk/devices/snapshot", devices_snapshot, ACT_DEVICES},
    {POST, "/desk/devices/snapshot", devices_snapshot_send, ACT_DEVICES,
     .flags = ROUTE_FILES | ROUTE_KEEPS, .max_body = 60 << 20},
    {GET, "/desk/devices/:id", devices_event, ACT_DEVICES},
    {POST, "/desk/devices/:id/file", devices_event_file, ACT_DEVICES},
    {POST, "/desk/devices/:id/dismiss", devices_event_dismiss, ACT_DEVICES},
    {GET, "/admin/devices", devices_registry, ACT_SYSTEM_CONFIG},
    {POST, "/admin/devices", devices_add, ACT_SYSTEM_CONFIG},
    {GET, "/admin/new-device", devices_new, ACT_SYSTEM_CONFIG},
    {GET, "/admin/devices/:code", devices_show, ACT_SYSTEM_CONFIG},
    {POST, "/admin/devices/:code", devices_change, ACT_SYSTEM_CONFIG},
    {POST, "/admin/devices/:code/token", devices_new_token, ACT_SYSTEM_CONFIG},
    {POST, "/admin/devices/:code/close", devices_close, ACT_SYSTEM_CONFIG},
    {0},
};
static const struct act_label acts[] = {
    {ACT_DEVICES, N_("Confirm what cameras and sensors report")}, {0}};

static const struct media_door media = {may_see};
static const struct jobs_kind *const jobs[] = {&devices_silent_job, &devices_old_job, NULL};
static const struct places_rekey rekey_devices = {"device_registry", &devices_sql_rekey, NULL};
static const struct places_rekey rekey_events = {"device_events", &devices_sql_rekey_events, NULL};
static const struct places_rekey *const rekeys[] = {&rekey_devices, &rekey_events, NULL};

static const struct room_link links[] = {
    {N_("Cameras and sensors"), "/desk/devices", "camera", ACT_DEVICES}, {0}};

const struct room devices_room = {.name = "devices",
                                  .schema = &devices_schema,
                                  .routes = routes,
                                  .acts = acts,
                                  .jobs = jobs,
                                  .media = &media,
                                  .notices = devices_notices,
                                  .rekeys = rekeys,
                                  .links = links};
