/* divide.c: made-up divisions. Straight cuts halve the outline again and again; then all edges are
 * brought onto whole microdegrees together, so that neighbours keep the very same corners, and the
 * faces between them are put together from the leaves up. */
#include "civic/places/geos.h"

enum { LEAVES_MAX = 4000, HALVINGS = 24 };

struct leaf {
    struct geo_part *part;
    GEOSGeometry *rough; /* before the edges are noded */
    GEOSGeometry **faces;
    int n_faces;
};
struct divider {
    GEOSContextHandle_t h;
    struct arena *mem;
    struct leaf *leaves;
    int n;
    bool failed;
};

/* ---- cutting ----------------------------------------------------------- */

struct cut {       /* a line through the middle of a box, and how far along it may move */
    double x, y;   /* middle */
    double nx, ny; /* the direction in which it moves */
    double far;
};

/* Across the longer side, a little askew, by the number of the cut so far. */
static struct cut cut_of(struct divider *d, const GEOSGeometry *g, int number)
{
    double x1 = 0, y1 = 0, x2 = 0, y2 = 0;
    GEOSGeom_getXMin_r(d->h, g, &x1);
    GEOSGeom_getYMin_r(d->h, g, &y1);
    GEOSGeom_getXMax_r(d->h, g, &x2);
    GEOSGeom_getYMax_r(d->h, g, &y2);
    double askew = ((double)((unsigned)number * 2654435761u >> 16 & 0xff) / 255 - 0.5) * 0.9;
    double angle = (x2 - x1 > y2 - y1 ? 0 : M_PI / 2) + askew;
    return (struct cut){(x1 + x2) / 2, (y1 + y2) / 2, cos(angle), sin(angle),
                        hypot(x2 - x1, y2 - y1)};
}

/* The half plane before the line at `at` (-1 to 1), as a great square. */
static GEOSGeometry *half_plane(struct divider *d, const struct cut *c, double at)
{
    double wide = 2 * c->far, x = c->x + c->nx * at * c->far, y = c->y + c->ny * at * c->far;
    const double corners[5][2] = {
        {x - c->ny * wide, y + c->nx * wide},
        {x + c->ny * wide, y - c->nx * wide},
        {x + c->ny * wide - c->nx * wide * 2, y - c->nx * wide - c->ny * wide * 2},
        {x - c->ny * wide - c->nx * wide * 2, y + c->nx * wide - c->ny * wide * 2},
        {x - c->ny * wide, y + c->nx * wide}};
    GEOSCoordSequence *s = GEOSCoordSeq_create_r(d->h, 5, 2);
    for (unsigned i = 0; i < 5; i++)
        GEOSCoordSeq_setXY_r(d->h, s, i, corners[i][0], corners[i][1]);
    return GEOSGeom_createPolygon_r(d->h, GEOSGeom_createLinearRing_r(d->h, s), NULL, 0);
}

static double area_before(struct divider *d, const GEOSGeometry *g, const struct cut *c, double at)
{
    GEOSGeometry *plane = half_plane(d, c, at), *part = GEOSIntersection_r(d->h, g, plane);
    double area = geos_area(d->h, part);
    GEOSGeom_destroy_r(d->h, part);
    GEOSGeom_destroy_r(d->h, plane);
    return area;
}

/* Where outlines touch, an intersection also has points and lines: they are left out. Owns g. */
static GEOSGeometry *polygons_of(struct divider *d, GEOSGeometry *g)
{
    GEOSGeometry *kept[GEO_POLYGONS];
    unsigned n = 0;
    int all = g ? GEOSGetNumGeometries_r(d->h, g) : 0;
    for (int i = 0; i < all && n < GEO_POLYGONS; i++) {
        const GEOSGeometry *part = GEOSGetGeometryN_r(d->h, g, i);
        if (GEOSGeomTypeId_r(d->h, part) == GEOS_POLYGON)
            kept[n++] = GEOSGeom_clone_r(d->h, part);
    }
    GEOSGeom_destroy_r(d->h, g);
    return n ? GEOSGeom_createCollection_r(d->h, GEOS_MULTIPOLYGON, kept, n) : NULL;
}

/* Two parts, the first with this share of the area; either may be NULL on failure. */
static void cut_in_two(struct divider *d, const GEOSGeometry *g, double share, int number,
                       GEOSGeometry **first, GEOSGeometry **second)
{
    struct cut c = cut_of(d, g, number);
    double least = -1, most = 1, whole = geos_area(d->h, g);
    for (int i = 0; i < HALVINGS; i++) {
        double middle = (least + most) / 2;
        if (area_before(d, g, &c, middle) < whole * share)
            least = middle;
        else
            most = middle;
    }
    GEOSGeometry *plane = half_plane(d, &c, (least + most) / 2);
    *first = polygons_of(d, GEOSIntersection_r(d->h, g, plane));
    *second = polygons_of(d, GEOSDifference_r(d->h, g, plane));
    GEOSGeom_destroy_r(d->h, plane);
}

static void divide(struct divider *d, GEOSGeometry *g, struct geo_part *parts, int n);

/* Owns g. */
static void place_part(struct divider *d, GEOSGeometry *g, struct geo_part *p)
{
    if (p->n) {
        divide(d, g, p->parts, p->n);
        return;
    }
    if (!g || d->n == LEAVES_MAX) {
        d->failed = true;
        GEOSGeom_destroy_r(d->h, g);
        return;
    }
    d->leaves[d->n++] = (struct leaf){.part = p, .rough = g};
}

/* Owns g. Depth is the logarithm of n. */
static void divide(struct divider *d, GEOSGeometry *g, struct geo_part *parts, int n)
{
    double first = 0, all = 0;
    GEOSGeometry *a = NULL, *b = NULL;
    if (n == 1) {
        place_part(d, g, parts);
        return;
    }
    for (int i = 0; i < n; i++) {
        all += parts[i].weight;
        first += i < n / 2 ? parts[i].weight : 0;
    }
    if (g && all > 0)
        cut_in_two(d, g, first / all, d->n + n, &a, &b);
    GEOSGeom_destroy_r(d->h, g);
    divide(d, a, parts, n / 2);
    divide(d, b, parts + n / 2, n - n / 2);
}

/* ---- one net of edges -------------------------------------------------- */

/* All edges, noded on whole microdegrees. */
static GEOSGeometry *net_of(struct divider *d)
{
    GEOSGeometry **lines = NEW_N(d->mem, GEOSGeometry *, d->n);
    for (int i = 0; i < d->n; i++)
        lines[i] = GEOSBoundary_r(d->h, d->leaves[i].rough);
    GEOSGeometry *all =
        GEOSGeom_createCollection_r(d->h, GEOS_GEOMETRYCOLLECTION, lines, (unsigned)d->n);
    GEOSGeometry *net = all ? GEOSUnaryUnionPrec_r(d->h, all, 1) : NULL;
    GEOSGeom_destroy_r(d->h, all);
    return net;
}

/* The leaf in whose rough outline the middle of the face lies. */
static struct leaf *leaf_of(struct divider *d, const GEOSGeometry *face)
{
    struct leaf *found = NULL;
    GEOSGeometry *middle = GEOSPointOnSurface_r(d->h, face);
    for (int i = 0; middle && !found && i < d->n; i++)
        if (GEOSContains_r(d->h, d->leaves[i].rough, middle) == 1)
            found = &d->leaves[i];
    GEOSGeom_destroy_r(d->h, middle);
    return found;
}

static void give_face(struct divider *d, const GEOSGeometry *face, int most)
{
    struct leaf *l = leaf_of(d, face);
    if (!l)
        return; /* a hole of the whole */
    if (!l->faces)
        l->faces = NEW_N(d->mem, GEOSGeometry *, most);
    l->faces[l->n_faces++] = GEOSGeom_clone_r(d->h, face);
}

static GEOSGeometry *join(struct divider *d, GEOSGeometry **parts, int n)
{
    GEOSGeometry *all =
        GEOSGeom_createCollection_r(d->h, GEOS_GEOMETRYCOLLECTION, parts, (unsigned)n);
    GEOSGeometry *one = all ? GEOSUnaryUnion_r(d->h, all) : NULL;
    GEOSGeom_destroy_r(d->h, all);
    return one;
}

/* From the leaves up; the union of a part's own, for its parent to use. */
static GEOSGeometry *put_together(struct divider *d, struct geo_part *p, int *next)
{
    GEOSGeometry *g = NULL;
    if (!p->n) {
        struct leaf *l = &d->leaves[(*next)++];
        g = l->n_faces ? join(d, l->faces, l->n_faces) : NULL;
        l->n_faces = 0;
    } else {
        GEOSGeometry **below = NEW_N(d->mem, GEOSGeometry *, p->n);
        int n = 0;
        for (int i = 0; i < p->n; i++)
            if ((below[n] = put_together(d, &p->parts[i], next)))
                n++;
        g = n ? join(d, below, n) : NULL;
    }
    if (!g || geos_to(d->h, g, d->mem, &p->shape))
        d->failed = true;
    return g;
}

static void net_faces(struct divider *d)
{
    GEOSGeometry *net = net_of(d);
    const GEOSGeometry *one = net;
    GEOSGeometry *faces = net ? GEOSPolygonize_r(d->h, &one, 1) : NULL;
    int n = faces ? GEOSGetNumGeometries_r(d->h, faces) : 0;
    for (int i = 0; i < n; i++)
        give_face(d, GEOSGetGeometryN_r(d->h, faces, i), n);
    GEOSGeom_destroy_r(d->h, faces);
    GEOSGeom_destroy_r(d->h, net);
}

enum err geo_divide(struct arena *mem, const struct geo_shape *whole, struct geo_part *root)
{
    struct divider d = {.h = GEOS_init_r(), .mem = mem};
    int next = 0;
    d.leaves = NEW_N(mem, struct leaf, LEAVES_MAX);
    GEOSGeometry *g = geos_from(d.h, whole);
    if (g && GEOSisValid_r(d.h, g) != 1) {
        GEOSGeometry *mended = GEOSMakeValid_r(d.h, g);
        GEOSGeom_destroy_r(d.h, g);
        g = polygons_of(&d, mended);
    }
    place_part(&d, g, root);
    if (!d.failed) {
        net_faces(&d);
        GEOSGeom_destroy_r(d.h, put_together(&d, root, &next));
    }
    for (int i = 0; i < d.n; i++)
        GEOSGeom_destroy_r(d.h, d.leaves[i].rough);
    GEOS_finish_r(d.h);
    return d.failed ? ERR_FAULT : OK;
}
