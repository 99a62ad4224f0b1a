/* ground: what GEOS is asked: checks between outlines, and made-up divisions for the demo.
 *
 * Coordinates are microdegrees all the way; what comes out lies on whole ones.
 */
#pragma once
#include "civic/places/geo.h"

struct geo_relation {
    bool valid;        /* the outline does not cross itself */
    double overlap_m2; /* of both */
    double outside_m2; /* of the first, beyond the second */
};
/* How the first lies to the second. */
enum err geo_relate(const struct geo_shape *a, const struct geo_shape *b,
                    struct geo_relation *out) MUST_CHECK;

/* What of the whole none of the parts covers; parts that cross themselves count as mended. */
struct geo_gap {
    double m2;
    int pieces;              /* larger than `least_m2` */
    struct geo_point middle; /* in the largest */
};
enum err geo_uncovered(const struct geo_shape *whole, const struct geo_shape *const *parts, int n,
                       double least_m2, struct geo_gap *out) MUST_CHECK;

/* A tree of divisions to be drawn into an outline: children share their parent's area by weight,
 * neighbours in the list lie side by side. Parts touch and never overlap, children fill their
 * parent; the same input gives the same map. */
struct geo_part {
    double weight;
    struct geo_part *parts;
    int n;
    struct geo_shape shape; /* filled */
};
enum err geo_divide(struct arena *mem, const struct geo_shape *whole,
                    struct geo_part *root) MUST_CHECK;
