/* index.c: GEOS' packed tree finds the boxes, exact integer tests decide.
 * The tree is built before it is shared (a first query does that), since GEOS 3.11 builds lazily;
 * a query takes a GEOS context of its own, so threads share nothing but the finished tree. */
#include "civic/places/geo.h"

#include <geos_c.h>

struct geo_index {
    struct arena *mem;
    GEOSContextHandle_t geos;
    GEOSSTRtree *tree;
    struct geo_entry *entries;
    size_t n;
};

static struct geo_shape keep_shape(struct arena *mem, const struct geo_shape *s)
{
    struct geo_shape k = *s;
    k.polygons = NEW_N(mem, struct geo_polygon, s->n);
    for (int i = 0; i < s->n; i++) {
        k.polygons[i] = s->polygons[i];
        k.polygons[i].rings = NEW_N(mem, struct geo_ring, s->polygons[i].n);
        for (int j = 0; j < s->polygons[i].n; j++) {
            struct geo_ring r = s->polygons[i].rings[j];
            struct geo_point *at = NEW_N(mem, struct geo_point, r.n);
            memcpy(at, r.at, (size_t)r.n * sizeof *at);
            k.polygons[i].rings[j] = (struct geo_ring){at, r.n};
        }
    }
    return k;
}

static bool insert(struct geo_index *x, struct geo_entry *e)
{
    GEOSGeometry *box =
        GEOSGeom_createRectangle_r(x->geos, e->shape.box.least.lon, e->shape.box.least.lat,
                                   e->shape.box.most.lon, e->shape.box.most.lat);
    if (!box)
        return false;
    GEOSSTRtree_insert_r(x->geos, x->tree, box, e); /* copies the box */
    GEOSGeom_destroy_r(x->geos, box);
    return true;
}

enum err geo_index_new(const struct geo_entry *entries, size_t n, struct geo_index **out)
{
    struct arena *mem = arena_new();
    struct geo_index *x = NEW(mem, struct geo_index);
    *x = (struct geo_index){.mem = mem, .geos = GEOS_init_r(), .n = n};
    x->tree = GEOSSTRtree_create_r(x->geos, 10);
    x->entries = NEW_N(mem, struct geo_entry, n + 1);
    for (size_t i = 0; x->tree && i < n; i++) {
        x->entries[i] = (struct geo_entry){entries[i].code, keep_shape(mem, &entries[i].shape)};
        if (!insert(x, &x->entries[i])) {
            geo_index_free(x);
            return ERR_FAULT;
        }
    }
    int64_t none;
    (void)geo_index_find(x, (struct geo_point){1, 1}, &none, 1);
    *out = x;
    return OK;
}

void geo_index_free(void *index)
{
    struct geo_index *x = index;
    if (!x)
        return;
    if (x->tree)
        GEOSSTRtree_destroy_r(x->geos, x->tree);
    GEOS_finish_r(x->geos);
    arena_free(x->mem);
}

struct look {
    struct geo_point p;
    int64_t *codes;
    int n, max;
};

/* Keeps the codes ascending; the largest fall out when there are more than asked for. */
static void add_code(struct look *l, int64_t code)
{
    int i = l->n < l->max ? l->n : l->max;
    l->n++;
    for (; i > 0 && l->codes[i - 1] > code; i--)
        if (i < l->max)
            l->codes[i] = l->codes[i - 1];
    if (i < l->max)
        l->codes[i] = code;
}

static void look_at(void *item, void *arg)
{
    const struct geo_entry *e = item;
    struct look *l = arg;
    if (geo_contains(&e->shape, l->p))
        add_code(l, e->code);
}

int geo_index_find(const struct geo_index *x, struct geo_point p, int64_t *codes, int max)
{
    struct look l = {.p = p, .codes = codes, .max = max};
    GEOSContextHandle_t geos = GEOS_init_r();
    GEOSGeometry *at = GEOSGeom_createPointFromXY_r(geos, p.lon, p.lat);
    if (at)
        GEOSSTRtree_query_r(geos, x->tree, at, look_at, &l);
    GEOSGeom_destroy_r(geos, at);
    GEOS_finish_r(geos);
    return l.n;
}

bool geo_index_box(const struct geo_index *x, struct geo_box *out)
{
    struct geo_box b = {{INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MIN}};
    for (size_t i = 0; i < x->n; i++) {
        const struct geo_box *e = &x->entries[i].shape.box;
        b.least.lon = e->least.lon < b.least.lon ? e->least.lon : b.least.lon;
        b.least.lat = e->least.lat < b.least.lat ? e->least.lat : b.least.lat;
        b.most.lon = e->most.lon > b.most.lon ? e->most.lon : b.most.lon;
        b.most.lat = e->most.lat > b.most.lat ? e->most.lat : b.most.lat;
    }
    *out = b;
    return x->n > 0;
}
