/* map_web.c: what is where: the places below the one looked at, drawn where their outlines are
 * known and always as a list, with cases, with the people at work there, or with what stands there.
 */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/duty/duty_own.h"

enum { AREAS_MOST = 200 };

static str to_place(struct ctx *cx, const struct board_page *p, int64_t code)
{
    return str_fmt(cx->mem, "/duty?s=%.*s&place=%.*s&layer=%.*s", STR_ARG(p->s),
                   STR_ARG(place_text(cx->mem, code)), STR_ARG(p->layer));
}

/* ---- the places -------------------------------------------------------- */

static void add_area(struct ctx *cx, struct board_page *p, struct duty_area *list, int64_t code,
                     str name)
{
    if (p->n_areas < AREAS_MOST)
        list[p->n_areas++] =
            (struct duty_area){.name = name, .code = code, .href = to_place(cx, p, code)};
}

static enum err add_grids(struct ctx *cx, struct board_page *p, struct duty_area *list)
{
    struct grid *grids;
    int n = 0;
    enum err e = grid_list(cx, cx->county, p->at, true, &grids, &n);
    for (int i = 0; !e && i < n; i++)
        if (grids[i].purpose == GRID_SOCIAL && p->n_areas < AREAS_MOST) {
            add_area(cx, p, list, grids[i].code, grids[i].name);
            if (grids[i].shape.n)
                list[p->n_areas - 1].shape = &grids[i].shape;
        }
    return e;
}

static enum err add_places(struct ctx *cx, struct board_page *p, struct duty_area *list)
{
    struct place *at;
    int n = 0;
    enum err e = places_list(cx, p->at, &at, &n);
    for (int i = 0; !e && i < n && p->n_areas < AREAS_MOST; i++) {
        struct geo_shape *shape = NEW(cx->mem, struct geo_shape);
        add_area(cx, p, list, at[i].code, at[i].name);
        enum err none = places_shape(cx, cx->county, at[i].code, shape);
        if (none && none != ERR_NOT_FOUND)
            return none;
        if (!none && shape->n)
            list[p->n_areas - 1].shape = shape;
    }
    return e;
}

/* What lies in the place itself and in none of those below stays with the place. */
static enum err add_counts(struct ctx *cx, const struct duty_filter *f, struct board_page *p,
                           struct duty_area *list)
{
    struct duty_at *at;
    int n = 0;
    enum err e = duty_count_places(cx, f, &at, &n);
    for (int i = 0, k = 0; !e && i < n; i++) {
        while (k < p->n_areas && place_end(list[k].code) < at[i].scope)
            k++;
        if (k < p->n_areas && place_within(at[i].scope, list[k].code)) {
            list[k].open += at[i].open;
            list[k].late += at[i].late;
        }
    }
    return e;
}

static void draw(struct ctx *cx, struct board_page *p, const struct duty_area *list)
{
    struct frame_area *drawn = NEW_N(cx->mem, struct frame_area, AREAS_MOST);
    for (int i = 0; i < p->n_areas; i++)
        if (list[i].shape)
            drawn[p->n_drawn++] = (struct frame_area){
                .shape = list[i].shape,
                .name = list[i].name,
                .href = list[i].href,
                .n = str_is(p->layer, "facilities") ? list[i].broken : list[i].open};
    p->drawn = drawn;
}

/* ---- the facilities ------------------------------------------------------ */

static enum err fill_facilities(struct ctx *cx, struct board_page *p, struct duty_area *list)
{
    enum err e = OK;
    for (int i = 0; !e && i < p->n_areas; i++) {
        int64_t n[FACILITY_STATES];
        e = facility_counts(cx, cx->county, list[i].code, n);
        for (int s = 0; !e && s < FACILITY_REMOVED; s++)
            list[i].things += n[s];
        if (!e)
            list[i].broken = list[i].things - n[FACILITY_WHOLE];
        p->things += list[i].things;
    }
    return e;
}

/* ---- the people -------------------------------------------------------- */

static bool walks(const struct people_at *a)
{
    return str_is(a->role, "grid_worker") || str_is(a->role, "inspector");
}

static enum err fill_workers(struct ctx *cx, struct board_page *p)
{
    struct people_at *at;
    int n = 0;
    enum err e = people_at(cx, cx->county, p->at, place_end(p->at), &at, &n);
    struct duty_worker *list = NEW_N(cx->mem, struct duty_worker, n + 1);
    for (int i = 0; !e && i < n; i++)
        if (walks(&at[i]))
            list[p->n_workers++] = (struct duty_worker){
                .name = at[i].name, .label = at[i].label, .place = places_name(cx, at[i].scope)};
    p->workers = list;
    return e;
}

enum err duty_fill_map(struct ctx *cx, const struct duty_filter *f, struct board_page *p)
{
    struct duty_area *list = NEW_N(cx->mem, struct duty_area, AREAS_MOST);
    int64_t around = place_parent(p->at);
    enum err e =
        place_level_of(p->at) >= PLACE_COMMUNITY ? add_grids(cx, p, list) : add_places(cx, p, list);
    if (!e)
        e = add_counts(cx, f, p, list);
    if (!e && str_is(p->layer, "workers"))
        e = fill_workers(cx, p);
    if (!e && str_is(p->layer, "facilities") && may_somewhere(cx, "facilities.read"))
        e = fill_facilities(cx, p, list);
    if (around && may(cx, ACT_DUTY, around, NO_ORG))
        p->up = to_place(cx, p, around);
    p->areas = list;
    draw(cx, p, list);
    return e;
}
