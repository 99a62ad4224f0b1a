/* demo.c: some hundred made-up facilities around a community, from data/demo/facilities.csv, inside
 * its drawn grids; the same ones each time. */
#include "rooms/facilities/facilities.h"

#include "civic/facilities/facilities.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/base/csv.h"

extern const str facilities_demo_table; /* data/demo/facilities.csv, compiled in */

enum { LINES_MAX = 40 };

struct line { /* of the file */
    str class, org, keeper, notes;
    int64_t per_grid;
};
struct demo {
    int64_t county, community;
    struct line lines[LINES_MAX];
    int n_lines, made;
    struct grid *grids;
    int n_grids;
};

static uint64_t mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static int64_t pick(int i, int salt, int64_t n)
{
    return (int64_t)(mix((uint64_t)i * 1000 + (uint64_t)salt) % (uint64_t)n);
}

static enum err read_lines(struct ctx *cx, struct demo *d)
{
    struct csv *c = NEW(cx->mem, struct csv);
    csv_open(c, cx->mem, facilities_demo_table);
    enum err e = csv_next(c) ? OK : ERR_FAULT; /* the heading */
    while (!e && d->n_lines < LINES_MAX && csv_next(c)) {
        struct line *l = &d->lines[d->n_lines++];
        l->class = csv_field(c, 0);
        l->org = csv_field(c, 2);
        l->keeper = csv_field(c, 3);
        l->notes = csv_field(c, 4);
        e = str_int(csv_field(c, 1), &l->per_grid);
    }
    return e ? e : c->err;
}

/* A point in the grid's outline, thrown by number. */
static bool throw_point(const struct grid *g, int i, struct geo_point *out)
{
    const struct geo_box *b = &g->shape.box;
    for (int salt = 10; salt < 60; salt += 2) {
        *out = (struct geo_point){
            .lon = b->least.lon + (int32_t)pick(i, salt, b->most.lon - b->least.lon + 1),
            .lat = b->least.lat + (int32_t)pick(i, salt + 1, b->most.lat - b->least.lat + 1)};
        if (geo_contains(&g->shape, *out))
            return true;
    }
    return false;
}

static str note_of(str notes, int i)
{
    int n = 1;
    for (size_t k = 0; k < notes.len; k++)
        n += notes.at[k] == ';';
    str note = STR_NONE;
    for (int64_t at = pick(i, 3, n); at >= 0; at--)
        note = str_cut(&notes, ';');
    return note;
}

static enum facility_state state_of(int i)
{
    int64_t at = pick(i, 4, 100);
    return at < 4   ? FACILITY_BROKEN
           : at < 5 ? FACILITY_LOST
           : at < 6 ? FACILITY_DISUSED
                    : FACILITY_WHOLE;
}

static enum err add_one(struct ctx *cx, struct demo *d, const struct grid *g, const struct line *l)
{
    struct geo_point p;
    struct facility made;
    int i = d->made++;
    struct facility f = {.county = d->county,
                         .scope = g->code,
                         .code = str_fmt(cx->mem, "facility-%.*s", STR_ARG(l->class)),
                         .state = state_of(i),
                         .origin = FACILITY_OTHER,
                         .org_name = l->org,
                         .keeper_name = l->keeper,
                         .note = note_of(l->notes, i),
                         .from_day = day_of_ms(cx->now) - 200 - pick(i, 5, 2500)};
    f.placed = throw_point(g, i, &p);
    f.lat_u = p.lat;
    f.lon_u = p.lon;
    return facility_add(cx, &f, &made);
}

static enum err add_tx(struct ctx *cx, void *arg)
{
    struct demo d = *(const struct demo *)arg; /* it may run again */
    enum err e = OK;
    for (int g = 0; !e && g < d.n_grids; g++)
        for (int k = 0; !e && d.grids[g].shape.n && k < d.n_lines; k++)
            for (int64_t i = 0; !e && i < d.lines[k].per_grid; i++)
                e = add_one(cx, &d, &d.grids[g], &d.lines[k]);
    return e;
}

/* Whoever may run the command on this machine keeps its facilities. */
static const struct posts keeper = {
    .kind = PEOPLE_STAFF,
    .n = 1,
    .at = {{.scope = 0,
            .scope_end = INT64_MAX,
            .acts = {" " ACT_FACILITIES_READ " " ACT_FACILITIES_KEEP " ", 33}}},
};

enum err facilities_demo_load(struct ctx *cx, int64_t county, int64_t community)
{
    struct demo d = {.county = county, .community = community};
    struct facility one;
    int n = 0;
    const struct posts *before = cx->posts;
    cx->posts = &keeper;
    struct facility_filter all = {.county = county, .place = community};
    enum err e = facility_list(cx, &all, &one, 1, &n);
    if (!e && !n)
        e = read_lines(cx, &d);
    if (!e && !n)
        e = grid_list(cx, county, community, true, &d.grids, &d.n_grids);
    if (!e && !n)
        e = db_write(cx, add_tx, &d);
    cx->posts = before;
    return e;
}
