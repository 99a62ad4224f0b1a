/* facilities_web.c: the addresses of the room. A new page is one handler and one row here. */
#include "rooms/facilities/facilities_own.h"

void facilities_draw_degrees(struct html *h, const struct facility *f)
{
    buf_fmt(h->out, "%.6f, %.6f", (double)f->lat_u / 1e6, (double)f->lon_u / 1e6);
}

static const struct route routes[] = {
    {GET, "/desk/facilities", facilities_show_list, ACT_FACILITIES_READ},
    {GET, "/desk/facilities.geojson", facilities_geojson, ACT_FACILITIES_READ},
    {GET, "/desk/facilities/:no", facilities_show, ACT_FACILITIES_READ},
    {POST, "/desk/facilities/:no", facilities_change, ACT_FACILITIES_KEEP},
    {GET, "/desk/facility-new", facilities_new, ACT_FACILITIES_KEEP},
    {POST, "/desk/facility-new", facilities_new_send, ACT_FACILITIES_KEEP},
    {GET, "/desk/facility-labels", facilities_show_labels, ACT_FACILITIES_READ},
    {GET, "/desk/facility-imports", facilities_imports, ACT_FACILITIES_KEEP},
    {POST, "/desk/facility-imports", facilities_import_send, ACT_FACILITIES_KEEP,
     .flags = ROUTE_FILES, .max_body = 5 << 20},
    {GET, "/desk/facility-imports/:id", facilities_import_show, ACT_FACILITIES_KEEP},
    {POST, "/desk/facility-imports/:id", facilities_import_do, ACT_FACILITIES_KEEP},
    {0},
};

static const struct room_link links[] = {
    {N_("Facilities"), "/desk/facilities", "map-pin", ACT_FACILITIES_READ}, {0}};

const struct room facilities_room = {.name = "facilities", .routes = routes, .links = links};
