/* rooms.c: every part of the product, once, in LAYERS order. A new room is one line here. */
#include "app/app.h"
#include "civic/frame/frame.h"
#include "civic/people/people.h"

const struct room *const app_rooms[] = {
    &people_room,
    &frame_room,
    NULL,
};

const struct db_part *const app_parts[] = {
    NULL,
};

const struct route *const *app_routes(struct arena *mem)
{
    size_t n = 0;
    const struct route **tables = NEW_N(mem, const struct route *, COUNT(app_rooms));
    for (const struct room *const *r = app_rooms; *r; r++)
        if ((*r)->routes)
            tables[n++] = (*r)->routes;
    return tables;
}
