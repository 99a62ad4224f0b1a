/* demo_map.c: there is no open geometry below the county, so the demo draws its own: towns by the
 * weights of data/demo/map.csv, communities and grids by what their codes say, all marked as made
 * up. Mountain villages have lists of villagers' groups instead of drawn grids. */
#include "app/demo_map.h"

#include "civic/places/ground.h"
#include "civic/places/places.h"
#include "kit/base/csv.h"

extern const str geo_data_mengzi, demo_data_map;

enum { TOWNS_MAX = 40, PARTS_MAX = 64 };

struct town {
    int64_t code;
    double weight;
    enum grid_kind kind;
    str part; /* the name of a group, with {n} */
    struct place *communities;
    int n;
};

/* A number that looks thrown but belongs to the code. */
static unsigned thrown(int64_t code, unsigned sides)
{
    uint64_t x = (uint64_t)code * 0x9e3779b97f4a7c15u;
    return (unsigned)(x >> 33) % sides;
}

static enum err read_town(struct ctx *cx, const struct csv *c, struct town *t)
{
    int64_t weight;
    enum err e = place_parse(csv_field(c, 0), &t->code);
    if (!e)
        e = str_int(csv_field(c, 1), &weight);
    if (e)
        return e;
    t->weight = (double)weight;
    t->kind = str_is(csv_field(c, 2), "groups") ? GRID_GROUPS : GRID_OUTLINE;
    t->part = csv_field(c, 3);
    return places_list(cx, t->code, &t->communities, &t->n);
}

static enum err read_towns(struct ctx *cx, struct town *towns, int *n)
{
    struct csv *c = NEW(cx->mem, struct csv);
    csv_open(c, cx->mem, demo_data_map);
    enum err e = csv_next(c) ? OK : ERR_INVALID; /* the heading */
    while (!e && *n < TOWNS_MAX && csv_next(c)) {
        e = read_town(cx, c, &towns[*n]);
        *n += towns[*n].n > 0;
    }
    return e ? e : c->err;
}

/* ---- the tree that is drawn -------------------------------------------- */

static int grids_of(const struct place *p)
{
    bool village = place_is_village(p->code);
    return village ? 2 + (int)thrown(p->code, 4) : 4 + (int)thrown(p->code, 6);
}

static struct geo_part *grow(struct ctx *cx, const struct town *towns, int n)
{
    struct geo_part *root = NEW(cx->mem, struct geo_part);
    root->parts = NEW_N(cx->mem, struct geo_part, root->n = n);
    for (int i = 0; i < n; i++) {
        struct geo_part *t = &root->parts[i];
        t->weight = towns[i].weight;
        t->parts = NEW_N(cx->mem, struct geo_part, t->n = towns[i].n);
        for (int j = 0; j < t->n; j++) {
            const struct place *p = &towns[i].communities[j];
            struct geo_part *c = &t->parts[j];
            c->weight = (place_is_village(p->code) ? 3 : 1) * (0.7 + thrown(p->code, 7) / 10.0);
            c->parts = NEW_N(cx->mem, struct geo_part, c->n = grids_of(p));
            for (int k = 0; k < c->n; k++)
                c->parts[k].weight = 0.8 + thrown(p->code + k, 5) / 10.0;
        }
    }
    return root;
}

/* ---- what is stored ---------------------------------------------------- */

/* From the north row by row, in a row from the west: how grids are numbered. */
static int by_row(const void *a, const void *b)
{
    struct geo_point x = geo_middle(&((const struct geo_part *)a)->shape);
    struct geo_point y = geo_middle(&((const struct geo_part *)b)->shape);
    enum { ROW = 2000 }; /* microdegrees: about 200 m */
    int rows = (y.lat / ROW > x.lat / ROW) - (y.lat / ROW < x.lat / ROW);
    return rows ? rows : (x.lon > y.lon) - (x.lon < y.lon);
}

static str numbered(struct ctx *cx, str pattern, int n)
{
    struct buf b = buf_new(cx->mem, 200);
    size_t at = str_find(pattern, S("{n}"));
    if (at == SIZE_MAX)
        return pattern;
    buf_add(&b, pattern.at, at);
    buf_int(&b, n);
    buf_add(&b, pattern.at + at + 3, pattern.len - at - 3);
    return buf_done(&b);
}

static str group_list(struct ctx *cx, str pattern, int first, int n)
{
    struct buf b = buf_new(cx->mem, 4000);
    for (int i = 0; i < n; i++) {
        buf_z(&b, i ? "\n" : "");
        buf_str(&b, numbered(cx, pattern, first + i));
    }
    return buf_done(&b);
}

static enum err add_grid(struct ctx *cx, const struct town *t, const struct place *p,
                         const struct geo_part *part, int number)
{
    int64_t code;
    struct grid g = {.county = p->county,
                     .code = p->code,
                     .kind = t->kind,
                     .name = tr_fill(cx->mem, LANG_ZH, N_("Grid {n}"),
                                     &TR("n", str_fmt(cx->mem, "%d", number)), 1),
                     .made_up = true};
    if (t->kind == GRID_OUTLINE)
        g.shape = part->shape;
    else
        g.parts = group_list(cx, t->part, (number - 1) * 3 + 1, 3);
    return grid_add(cx, &g, &code);
}

static enum err add_community(struct ctx *cx, const struct town *t, const struct place *p,
                              struct geo_part *c)
{
    enum err e = places_set_shape(cx, p->county, p->code, &c->shape, true);
    qsort(c->parts, (size_t)c->n, sizeof *c->parts, by_row);
    for (int k = 0; !e && k < c->n; k++)
        e = add_grid(cx, t, p, &c->parts[k], k + 1);
    return e;
}

struct drawn {
    int64_t county;
    const struct town *towns;
    struct geo_part *root;
};

/* All or nothing: half a map would never be finished. */
static enum err store_tx(struct ctx *cx, void *arg)
{
    const struct drawn *d = arg;
    enum err e = OK;
    for (int i = 0; !e && i < d->root->n; i++) {
        const struct town *t = &d->towns[i];
        struct geo_part *part = &d->root->parts[i];
        e = places_set_shape(cx, d->county, t->code, &part->shape, true);
        for (int j = 0; !e && j < part->n; j++)
            e = add_community(cx, t, &t->communities[j], &part->parts[j]);
    }
    return e;
}

enum err demo_map(struct ctx *cx, int64_t county)
{
    struct drawn d = {.county = county};
    struct town *towns = NEW_N(cx->mem, struct town, TOWNS_MAX + 1);
    struct geo_feature *outline;
    struct grid *there;
    const char *why;
    int n = 0, grids = 0;
    enum err e = read_towns(cx, towns, &n);
    if (!e && n)
        e = grid_list(cx, county, place_above(towns[0].code, PLACE_COUNTY), false, &there, &grids);
    if (e || !n || grids)
        return e;
    e = geo_read_json(cx->mem, geo_data_mengzi, &outline, &(int){0}, &why);
    d.towns = towns;
    d.root = grow(cx, towns, n);
    if (!e)
        e = geo_divide(cx->mem, &outline[0].shape, d.root);
    return e ? e : db_write(cx, store_tx, &d);
}
