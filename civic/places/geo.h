/* geo: outlines on the ground, as integer microdegrees of WGS-84.
 *
 * Kept true here:
 *  - a shape has 1 to GEO_POLYGONS polygons of closed rings (the first the outline, the others
 *    holes), at least three different corners each and at most GEO_POINTS in all; the closing
 *    corner is not stored;
 *  - a point on an edge is inside, so a point on the edge of two grids is in both; arithmetic is
 *    exact, in integers;
 *  - an index is immutable: any number of threads may ask it, and it is swapped whole.
 * What is wrong with a shape on the ground (overlap, leaving its parent, crossing itself) warns and
 * never blocks; what cannot be read is ERR_INVALID.
 */
#pragma once
#include "kit/base/base.h"

enum { GEO_POLYGONS = 64, GEO_RINGS = 64, GEO_POINTS = 20000, GEO_FEATURES = 5000 };
#define GEO_UNIT 1000000 /* microdegrees in a degree */

struct geo_point {
    int32_t lon, lat;
};
struct geo_box {
    struct geo_point least, most;
};
struct geo_ring {
    struct geo_point *at; /* n corners, not closed */
    int n;
};
struct geo_polygon {
    struct geo_ring *rings;
    int n;
};
struct geo_shape {
    struct geo_polygon *polygons;
    int n;
    struct geo_box box;
};

/* 0/0 is what broken devices send, so it is no point. */
bool geo_point_ok(double lon, double lat);
enum err geo_point_of(double lon, double lat, struct geo_point *out) MUST_CHECK;
int64_t geo_metres(struct geo_point a, struct geo_point b); /* along a great circle, rounded */

/* Stored form: "lon lat,lon lat,…|hole;polygon" in microdegrees. */
str geo_text(struct arena *mem, const struct geo_shape *s);
enum err geo_parse(struct arena *mem, str text, struct geo_shape *out) MUST_CHECK;
struct geo_box geo_box_of(const struct geo_shape *s);
bool geo_contains(const struct geo_shape *s, struct geo_point p);
struct geo_point
geo_middle(const struct geo_shape *s);               /* of the largest outline; may lie outside */
double geo_square_metres(const struct geo_shape *s); /* of a square microdegree in its middle */
double geo_area_m2(const struct geo_shape *s);       /* near enough for a community */

/* ---- GeoJSON (RFC 7946) ------------------------------------------------ */

struct geo_feature {
    str id;   /* properties.code, else properties.id, else id; "" if none */
    str name; /* properties.name */
    struct geo_shape shape;
    /* By geo_read_plan alone: */
    bool closed;       /* a ring did not end where it began: it does now */
    const char *wrong; /* msgid: it cannot be read; no shape then */
    bool has_point;
    struct geo_point point;
    str purpose, duty; /* properties; "" if none */
    str groups, homes; /* properties: a list, or lines; one per line */
    int64_t households;
};
/* A FeatureCollection, Feature, Polygon or MultiPolygon. `why` gets an English msgid. */
enum err geo_read_json(struct arena *mem, str text, struct geo_feature **out, int *n,
                       const char **why) MUST_CHECK;
/* The same for a proposal that is looked at before it holds: a ring that does not end where it
 * began is closed, what cannot be read is named and passed over, a grid may have a point or a list
 * instead of an outline. Only what is no GeoJSON at all is ERR_INVALID. */
enum err geo_read_plan(struct arena *mem, str text, struct geo_feature **out, int *n,
                       const char **why) MUST_CHECK;
/* The "geometry" object: Polygon or MultiPolygon with six decimals. */
void geo_write_json(struct buf *b, const struct geo_shape *s);

/* ---- which shapes hold this point -------------------------------------- */

struct geo_entry {
    int64_t code;
    struct geo_shape shape;
};
struct geo_index;
/* Copies the entries into memory of its own. */
enum err geo_index_new(const struct geo_entry *entries, size_t n,
                       struct geo_index **out) MUST_CHECK;
void geo_index_free(void *index); /* accepts NULL */
/* Ascending codes of all that hold the point, at most `max`; returns how many there are. */
int geo_index_find(const struct geo_index *x, struct geo_point p, int64_t *codes, int max);
/* Around everything in it; false if it is empty. */
bool geo_index_box(const struct geo_index *x, struct geo_box *out);
