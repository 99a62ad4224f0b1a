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
        double metre = 0.11131949; /* of a microdegree to the north */
        double middle = ((double)a->box.least.lat + a->box.most.lat) / 2 / GEO_UNIT;
        double m2 = metre * metre * cos(middle * M_PI / 180);
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
