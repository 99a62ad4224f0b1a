/* ground.c: shapes to GEOS and back, and how two lie to each other. */
#include "civic/places/geos.h"

static GEOSGeometry *ring_from(GEOSContextHandle_t h, const struct geo_ring *r)
{
    GEOSCoordSequence *c = GEOSCoordSeq_create_r(h, (unsigned)r->n + 1, 2);
    for (int i = 0; c && i <= r->n; i++) {
        struct geo_point p = r->at[i % r->n];
        GEOSCoordSeq_setXY_r(h, c, (unsigned)i, p.lon, p.lat);
    }
    return c ? GEOSGeom_createLinearRing_r(h, c) : NULL;
}

static GEOSGeometry *polygon_from(GEOSContextHandle_t h, const struct geo_polygon *p)
{
    GEOSGeometry *holes[GEO_RINGS];
    GEOSGeometry *outline = ring_from(h, &p->rings[0]);
    for (int i = 1; i < p->n; i++)
        holes[i - 1] = ring_from(h, &p->rings[i]);
    return outline ? GEOSGeom_createPolygon_r(h, outline, holes, (unsigned)p->n - 1) : NULL;
}

GEOSGeometry *geos_from(GEOSContextHandle_t h, const struct geo_shape *s)
{
    GEOSGeometry *all[GEO_POLYGONS];
    for (int i = 0; i < s->n; i++)
        all[i] = polygon_from(h, &s->polygons[i]);
    if (s->n == 1)
        return all[0];
    return GEOSGeom_createCollection_r(h, GEOS_MULTIPOLYGON, all, (unsigned)s->n);
}

/* ---- back -------------------------------------------------------------- */

static bool ring_to(GEOSContextHandle_t h, const GEOSGeometry *g, struct arena *mem,
                    struct geo_ring *out)
{
    const GEOSCoordSequence *c = GEOSGeom_getCoordSeq_r(h, g);
    unsigned n = 0;
    double x, y;
    GEOSCoordSeq_getSize_r(h, c, &n);
    struct geo_ring r = {NEW_N(mem, struct geo_point, n + 1), 0};
    for (unsigned i = 0; i + 1 < n; i++) { /* without the closing corner */
        GEOSCoordSeq_getXY_r(h, c, i, &x, &y);
        struct geo_point p = {(int32_t)lround(x), (int32_t)lround(y)};
        struct geo_point *last = r.n ? &r.at[r.n - 1] : NULL;
        if (!last || last->lon != p.lon || last->lat != p.lat)
            r.at[r.n++] = p;
    }
    *out = r;
    return r.n >= 3;
}

static bool polygon_to(GEOSContextHandle_t h, const GEOSGeometry *g, struct arena *mem,
                       struct geo_polygon *out)
{
    int holes = GEOSGetNumInteriorRings_r(h, g);
    struct geo_polygon p = {NEW_N(mem, struct geo_ring, holes + 1), 1};
    if (holes < 0 || holes >= GEO_RINGS ||
        !ring_to(h, GEOSGetExteriorRing_r(h, g), mem, &p.rings[0]))
        return false;
    for (int i = 0; i < holes; i++)
        p.n += ring_to(h, GEOSGetInteriorRingN_r(h, g, i), mem, &p.rings[p.n]);
    *out = p;
    return true;
}

enum err geos_to(GEOSContextHandle_t h, const GEOSGeometry *g, struct arena *mem,
                 struct geo_shape *out)
{
    int n = GEOSGetNumGeometries_r(h, g);
    struct geo_shape s = {.polygons = NEW_N(mem, struct geo_polygon, n > 0 ? n : 1)};
    for (int i = 0; i < n && s.n < GEO_POLYGONS; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(h, g, i);
        if (GEOSGeomTypeId_r(h, part) == GEOS_POLYGON)
            s.n += polygon_to(h, part, mem, &s.polygons[s.n]);
    }
    if (!s.n)
        return ERR_INVALID;
    s.box = geo_box_of(&s);
    *out = s;
    return OK;
}

double geos_area(GEOSContextHandle_t h, const GEOSGeometry *g)
{
    double area = 0;
    return g && GEOSArea_r(h, g, &area) ? area : 0;
}

/* ---- relations --------------------------------------------------------- */

enum err geo_relate(const struct geo_shape *a, const struct geo_shape *b, struct geo_relation *out)
{
    struct geo_relation r = {.valid = false};
    GEOSContextHandle_t h = GEOS_init_r();
    GEOSGeometry *x = geos_from(h, a), *y = geos_from(h, b), *both = NULL;
    if (x && y) {
        double m2 = geo_square_metres(a);
        r.valid = GEOSisValid_r(h, x) == 1;
        both = GEOSIntersection_r(h, x, y); /* NULL where one crosses itself */
        r.overlap_m2 = geos_area(h, both) * m2;
        r.outside_m2 = both ? (geos_area(h, x) - geos_area(h, both)) * m2 : 0;
    }
    GEOSGeom_destroy_r(h, both);
    GEOSGeom_destroy_r(h, x);
    GEOSGeom_destroy_r(h, y);
    GEOS_finish_r(h);
    if (!x || !y)
        return ERR_INVALID;
    *out = r;
    return OK;
}

static GEOSGeometry *valid_from(GEOSContextHandle_t h, const struct geo_shape *s)
{
    GEOSGeometry *g = geos_from(h, s);
    if (!g || GEOSisValid_r(h, g) == 1)
        return g;
    GEOSGeometry *mended = GEOSMakeValid_r(h, g);
    GEOSGeom_destroy_r(h, g);
    return mended;
}

/* The whole without the union of the parts; NULL if GEOS fails. */
static GEOSGeometry *rest_of(GEOSContextHandle_t h, const struct geo_shape *whole,
                             const struct geo_shape *const *parts, int n)
{
    struct arena *mem = arena_new();
    GEOSGeometry **all = NEW_N(mem, GEOSGeometry *, n + 1);
    unsigned k = 0;
    for (int i = 0; i < n; i++)
        if ((all[k] = valid_from(h, parts[i])))
            k++;
    GEOSGeometry *set = GEOSGeom_createCollection_r(h, GEOS_GEOMETRYCOLLECTION, all, k);
    GEOSGeometry *sum = set ? GEOSUnaryUnion_r(h, set) : NULL;
    GEOSGeometry *from = valid_from(h, whole);
    GEOSGeometry *rest = sum && from ? GEOSDifference_r(h, from, sum) : NULL;
    GEOSGeom_destroy_r(h, from);
    GEOSGeom_destroy_r(h, sum);
    GEOSGeom_destroy_r(h, set);
    arena_free(mem);
    return rest;
}

static void middle_of(GEOSContextHandle_t h, const GEOSGeometry *g, struct geo_point *out)
{
    double x, y;
    GEOSGeometry *p = GEOSPointOnSurface_r(h, g);
    if (p && GEOSGeomGetX_r(h, p, &x) && GEOSGeomGetY_r(h, p, &y))
        *out = (struct geo_point){(int32_t)lround(x), (int32_t)lround(y)};
    GEOSGeom_destroy_r(h, p);
}

enum err geo_uncovered(const struct geo_shape *whole, const struct geo_shape *const *parts, int n,
                       double least_m2, struct geo_gap *out)
{
    struct geo_gap gap = {.m2 = 0};
    double most = 0, m2 = geo_square_metres(whole);
    GEOSContextHandle_t h = GEOS_init_r();
    GEOSGeometry *rest = rest_of(h, whole, parts, n);
    int pieces = rest ? GEOSGetNumGeometries_r(h, rest) : 0;
    for (int i = 0; i < pieces; i++) {
        const GEOSGeometry *piece = GEOSGetGeometryN_r(h, rest, i);
        double area = geos_area(h, piece) * m2;
        gap.m2 += area;
        gap.pieces += area > least_m2;
        if (area > most) {
            most = area;
            middle_of(h, piece, &gap.middle);
        }
    }
    GEOSGeom_destroy_r(h, rest);
    GEOS_finish_r(h);
    if (!rest)
        return ERR_INVALID;
    *out = gap;
    return OK;
}
