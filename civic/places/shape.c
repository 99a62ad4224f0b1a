/* shape.c: corners, boxes, inside or outside, the stored form. */
#include "civic/places/geo.h"

bool geo_point_ok(double lon, double lat)
{
    return isfinite(lon) && isfinite(lat) && lon >= -180 && lon <= 180 && lat >= -90 && lat <= 90 &&
           (lon != 0 || lat != 0);
}

enum err geo_point_of(double lon, double lat, struct geo_point *out)
{
    if (!geo_point_ok(lon, lat))
        return ERR_INVALID;
    *out = (struct geo_point){(int32_t)lround(lon * GEO_UNIT), (int32_t)lround(lat * GEO_UNIT)};
    return OK;
}

static double radians(int32_t microdegrees)
{
    return (double)microdegrees / GEO_UNIT * M_PI / 180;
}

#define EARTH_M 6371008.8 /* mean radius */

int64_t geo_metres(struct geo_point a, struct geo_point b)
{
    double up = sin((radians(b.lat) - radians(a.lat)) / 2);
    double across = sin((radians(b.lon) - radians(a.lon)) / 2);
    double h = up * up + cos(radians(a.lat)) * cos(radians(b.lat)) * across * across;
    return llround(2 * EARTH_M * asin(sqrt(h > 1 ? 1 : h)));
}

struct geo_box geo_box_of(const struct geo_shape *s)
{
    struct geo_box b = {{INT32_MAX, INT32_MAX}, {INT32_MIN, INT32_MIN}};
    for (int i = 0; i < s->n; i++) {
        const struct geo_ring *r = &s->polygons[i].rings[0];
        for (int j = 0; j < r->n; j++) {
            struct geo_point p = r->at[j];
            b.least.lon = p.lon < b.least.lon ? p.lon : b.least.lon;
            b.least.lat = p.lat < b.least.lat ? p.lat : b.least.lat;
            b.most.lon = p.lon > b.most.lon ? p.lon : b.most.lon;
            b.most.lat = p.lat > b.most.lat ? p.lat : b.most.lat;
        }
    }
    return b;
}

/* ---- inside ------------------------------------------------------------ */

enum where { OUTSIDE, INSIDE, ON_EDGE };

/* Twice the signed area of a, b, p: 0 when p lies on their line. */
static int64_t side(struct geo_point a, struct geo_point b, struct geo_point p)
{
    return ((int64_t)b.lon - a.lon) * ((int64_t)p.lat - a.lat) -
           ((int64_t)b.lat - a.lat) * ((int64_t)p.lon - a.lon);
}

static bool between(int32_t v, int32_t a, int32_t b)
{
    return a < b ? v >= a && v <= b : v >= b && v <= a;
}

/* Counts crossings of a ray to the east. */
static enum where where_in_ring(const struct geo_ring *r, struct geo_point p)
{
    bool inside = false;
    for (int i = 0, j = r->n - 1; i < r->n; j = i++) {
        struct geo_point a = r->at[j], b = r->at[i];
        if ((a.lat > p.lat && b.lat > p.lat) || (a.lat < p.lat && b.lat < p.lat))
            continue;
        int64_t s = side(a, b, p);
        if (s == 0 && between(p.lon, a.lon, b.lon) && between(p.lat, a.lat, b.lat))
            return ON_EDGE;
        if ((a.lat > p.lat) != (b.lat > p.lat) && (s > 0) == (b.lat > a.lat))
            inside = !inside;
    }
    return inside ? INSIDE : OUTSIDE;
}

static bool in_polygon(const struct geo_polygon *g, struct geo_point p)
{
    enum where w = where_in_ring(&g->rings[0], p);
    for (int i = 1; w == INSIDE && i < g->n; i++) {
        enum where hole = where_in_ring(&g->rings[i], p);
        if (hole == INSIDE)
            return false;
        w = hole == ON_EDGE ? ON_EDGE : w;
    }
    return w != OUTSIDE;
}

bool geo_contains(const struct geo_shape *s, struct geo_point p)
{
    if (p.lon < s->box.least.lon || p.lon > s->box.most.lon || p.lat < s->box.least.lat ||
        p.lat > s->box.most.lat)
        return false;
    for (int i = 0; i < s->n; i++)
        if (in_polygon(&s->polygons[i], p))
            return true;
    return false;
}

/* Twice the signed area in square microdegrees. Rings are small enough for exact sums: 20,000
 * products below 2^58 each would not be, so the corners are taken relative to the first. */
static double twice_area(const struct geo_ring *r, double *lon, double *lat)
{
    double sum = 0;
    *lon = *lat = 0;
    for (int i = 1; i + 1 < r->n; i++) {
        double ax = (double)r->at[i].lon - r->at[0].lon, ay = (double)r->at[i].lat - r->at[0].lat;
        double bx = (double)r->at[i + 1].lon - r->at[0].lon;
        double by = (double)r->at[i + 1].lat - r->at[0].lat;
        double twice = ax * by - bx * ay;
        sum += twice;
        *lon += (ax + bx) / 3 * twice;
        *lat += (ay + by) / 3 * twice;
    }
    *lon = r->at[0].lon + (sum != 0 ? *lon / sum : 0);
    *lat = r->at[0].lat + (sum != 0 ? *lat / sum : 0);
    return sum;
}

struct geo_point geo_middle(const struct geo_shape *s)
{
    double most = -1;
    struct geo_point middle = {0, 0};
    for (int i = 0; i < s->n; i++) {
        double lon, lat, area = fabs(twice_area(&s->polygons[i].rings[0], &lon, &lat));
        if (area <= most)
            continue;
        most = area;
        middle = (struct geo_point){(int32_t)lround(lon), (int32_t)lround(lat)};
    }
    return middle;
}

double geo_square_metres(const struct geo_shape *s)
{
    const double a = 6378137, e2 = 0.00669438; /* CGCS2000's ellipsoid, to a millimetre WGS-84's */
    double lat = radians((int32_t)(((int64_t)s->box.least.lat + s->box.most.lat) / 2));
    double w = 1 - e2 * sin(lat) * sin(lat), degree = M_PI / 180 / GEO_UNIT;
    double north = a * (1 - e2) / (w * sqrt(w)) * degree, east = a / sqrt(w) * cos(lat) * degree;
    return north * east;
}

double geo_area_m2(const struct geo_shape *s)
{
    double sum = 0;
    for (int i = 0; i < s->n; i++)
        for (int j = 0; j < s->polygons[i].n; j++) {
            double lon, lat, area = fabs(twice_area(&s->polygons[i].rings[j], &lon, &lat)) / 2;
            sum += j ? -area : area;
        }
    return sum * geo_square_metres(s);
}

/* ---- the stored form --------------------------------------------------- */

str geo_text(struct arena *mem, const struct geo_shape *s)
{
    struct buf b = buf_new(mem, 24 * (size_t)GEO_POINTS + 1000);
    for (int i = 0; i < s->n; i++)
        for (int j = 0; j < s->polygons[i].n; j++) {
            const struct geo_ring *r = &s->polygons[i].rings[j];
            buf_z(&b, j ? "|" : i ? ";" : "");
            for (int k = 0; k < r->n; k++) {
                buf_z(&b, k ? "," : "");
                buf_int(&b, r->at[k].lon);
                buf_char(&b, ' ');
                buf_int(&b, r->at[k].lat);
            }
        }
    return buf_done(&b);
}

static int count_of(str s, char c)
{
    int n = 1;
    for (size_t i = 0; i < s.len; i++)
        n += s.at[i] == c;
    return n;
}

static enum err parse_point(str s, struct geo_point *out)
{
    int64_t lon, lat;
    str first = str_cut(&s, ' ');
    if (str_int(first, &lon) || str_int(s, &lat) || lon < -180 * GEO_UNIT || lon > 180 * GEO_UNIT ||
        lat < -90 * GEO_UNIT || lat > 90 * GEO_UNIT)
        return ERR_INVALID;
    *out = (struct geo_point){(int32_t)lon, (int32_t)lat};
    return OK;
}

static enum err parse_ring(struct arena *mem, str text, struct geo_ring *out, int *points)
{
    struct geo_ring r = {.n = count_of(text, ',')};
    *points += r.n;
    if (r.n < 3 || *points > GEO_POINTS)
        return ERR_INVALID;
    r.at = NEW_N(mem, struct geo_point, r.n);
    for (int i = 0; i < r.n; i++)
        if (parse_point(str_cut(&text, ','), &r.at[i]))
            return ERR_INVALID;
    *out = r;
    return OK;
}

static enum err parse_polygon(struct arena *mem, str text, struct geo_polygon *out, int *points)
{
    struct geo_polygon p = {.n = count_of(text, '|')};
    if (p.n > GEO_RINGS)
        return ERR_INVALID;
    p.rings = NEW_N(mem, struct geo_ring, p.n);
    for (int i = 0; i < p.n; i++)
        if (parse_ring(mem, str_cut(&text, '|'), &p.rings[i], points))
            return ERR_INVALID;
    *out = p;
    return OK;
}

enum err geo_parse(struct arena *mem, str text, struct geo_shape *out)
{
    struct geo_shape s = {.n = count_of(text, ';')};
    int points = 0;
    if (s.n > GEO_POLYGONS)
        return ERR_INVALID;
    s.polygons = NEW_N(mem, struct geo_polygon, s.n);
    for (int i = 0; i < s.n; i++)
        if (parse_polygon(mem, str_cut(&text, ';'), &s.polygons[i], &points))
            return ERR_INVALID;
    s.box = geo_box_of(&s);
    *out = s;
    return OK;
}
