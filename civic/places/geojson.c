/* geojson.c: outlines from and to RFC 7946, read strictly: what a drawing tool may leave out is not
 * guessed. */
#include "civic/places/geo.h"

#include <jansson.h>

struct reader {
    struct arena *mem;
    int points;
    bool plan;       /* mend what can be mended */
    bool closed;     /* something was, since the feature began */
    const char *why; /* the first reason, as a msgid */
};

static enum err bad(struct reader *r, const char *why)
{
    if (!r->why)
        r->why = why;
    return ERR_INVALID;
}

static enum err read_position(struct reader *r, const json_t *j, struct geo_point *out)
{
    const json_t *lon = json_array_get(j, 0), *lat = json_array_get(j, 1);
    if (json_array_size(j) < 2 || json_array_size(j) > 3 || !json_is_number(lon) ||
        !json_is_number(lat))
        return bad(r, _("A position must be [longitude, latitude]."));
    if (geo_point_of(json_number_value(lon), json_number_value(lat), out))
        return bad(r, _("A position lies outside the earth."));
    return OK;
}

static bool same_point(struct geo_point a, struct geo_point b)
{
    return a.lon == b.lon && a.lat == b.lat;
}

/* Repeated corners are left out; what remains must still be an outline. */
static int without_repeats(struct geo_point *at, int n)
{
    int kept = 0;
    for (int i = 0; i < n; i++)
        if (!kept || !same_point(at[i], at[kept - 1]))
            at[kept++] = at[i];
    while (kept > 1 && same_point(at[kept - 1], at[0]))
        kept--;
    return kept;
}

static enum err read_ring(struct reader *r, const json_t *j, struct geo_ring *out)
{
    size_t n = json_array_size(j);
    if (n < (r->plan ? 3 : 4))
        return bad(r, _("A ring needs at least four positions."));
    if (n > GEO_POINTS || (r->points += (int)n) > GEO_POINTS)
        return bad(r, _("The outline has too many corners."));
    struct geo_ring ring = {.at = NEW_N(r->mem, struct geo_point, n)};
    for (size_t i = 0; i < n; i++)
        if (read_position(r, json_array_get(j, i), &ring.at[i]))
            return ERR_INVALID;
    bool open = !same_point(ring.at[0], ring.at[n - 1]);
    if (open && !r->plan)
        return bad(r, _("A ring must end where it begins."));
    r->closed |= open;
    ring.n = without_repeats(ring.at, (int)n);
    if (ring.n < 3)
        return bad(r, _("A ring needs three different corners."));
    *out = ring;
    return OK;
}

static enum err read_polygon(struct reader *r, const json_t *j, struct geo_polygon *out)
{
    size_t n = json_array_size(j);
    if (n < 1 || n > GEO_RINGS)
        return bad(r, _("A polygon needs an outline and not too many holes."));
    struct geo_polygon p = {NEW_N(r->mem, struct geo_ring, n), (int)n};
    for (size_t i = 0; i < n; i++)
        if (read_ring(r, json_array_get(j, i), &p.rings[i]))
            return ERR_INVALID;
    *out = p;
    return OK;
}

static bool type_is(const json_t *j, const char *type)
{
    const char *t = json_string_value(json_object_get(j, "type"));
    return t && !strcmp(t, type);
}

static enum err read_geometry(struct reader *r, const json_t *j, struct geo_shape *out)
{
    const json_t *coordinates = json_object_get(j, "coordinates");
    bool many = type_is(j, "MultiPolygon");
    size_t n = many ? json_array_size(coordinates) : 1;
    if (!many && !type_is(j, "Polygon"))
        return bad(r, _("Only polygons can be read."));
    if (!json_is_array(coordinates) || n < 1 || n > GEO_POLYGONS)
        return bad(r, _("The outline has no polygons or too many."));
    r->points = 0;
    struct geo_shape s = {.polygons = NEW_N(r->mem, struct geo_polygon, n), .n = (int)n};
    for (size_t i = 0; i < n; i++)
        if (read_polygon(r, many ? json_array_get(coordinates, i) : coordinates, &s.polygons[i]))
            return ERR_INVALID;
    s.box = geo_box_of(&s);
    *out = s;
    return OK;
}

static str text_of(struct reader *r, const json_t *j)
{
    if (json_is_integer(j))
        return str_fmt(r->mem, "%lld", (long long)json_integer_value(j));
    if (!json_is_string(j) || json_string_length(j) > 200)
        return S("");
    return str_clean_line(r->mem, (str){json_string_value(j), json_string_length(j)});
}

static struct geo_feature names_of(struct reader *r, const json_t *j)
{
    const json_t *properties = json_object_get(j, "properties");
    struct geo_feature f = {.id = text_of(r, json_object_get(properties, "code")),
                            .name = text_of(r, json_object_get(properties, "name"))};
    if (!f.id.len)
        f.id = text_of(r, json_object_get(properties, "id"));
    if (!f.id.len)
        f.id = text_of(r, json_object_get(j, "id"));
    return f;
}

enum { LINES_MAX = 20000 };

/* ["group 1", "group 2"], or one text of several lines. */
static str lines_of(struct reader *r, const json_t *j)
{
    struct buf b = buf_new(r->mem, LINES_MAX);
    if (json_is_string(j))
        return str_clean_text(r->mem, (str){json_string_value(j), json_string_length(j)});
    for (size_t i = 0; i < json_array_size(j); i++) {
        str line = text_of(r, json_array_get(j, i));
        buf_z(&b, b.len && line.len ? "\n" : "");
        buf_str(&b, line);
    }
    return buf_done(&b);
}

static void read_plan_properties(struct reader *r, const json_t *j, struct geo_feature *f)
{
    const json_t *p = json_object_get(j, "properties");
    const json_t *households = json_object_get(p, "households");
    f->purpose = text_of(r, json_object_get(p, "purpose"));
    f->duty = text_of(r, json_object_get(p, "duty"));
    f->groups = lines_of(r, json_object_get(p, "groups"));
    f->homes = lines_of(r, json_object_get(p, "homes"));
    f->households = json_is_integer(households) ? json_integer_value(households) : 0;
    if (f->households < 0 || f->households > 100000)
        f->households = 0;
}

/* One that cannot be read does not spoil the others. */
static void read_plan_feature(struct reader *r, const json_t *j, struct geo_feature *out)
{
    const json_t *geometry = json_object_get(j, "geometry");
    struct geo_feature f = names_of(r, j);
    enum err e = OK;
    r->closed = false;
    r->why = NULL;
    read_plan_properties(r, j, &f);
    if (type_is(geometry, "Point")) {
        e = read_position(r, json_object_get(geometry, "coordinates"), &f.point);
        f.has_point = !e;
    } else if (json_is_object(geometry) || !(f.groups.len || f.homes.len)) {
        e = read_geometry(r, geometry, &f.shape);
    }
    f.closed = !e && r->closed;
    f.wrong = e ? r->why : NULL;
    r->why = NULL;
    *out = f;
}

static enum err read_feature(struct reader *r, const json_t *j, struct geo_feature *out)
{
    struct geo_feature f = names_of(r, j);
    if (r->plan) {
        read_plan_feature(r, j, out);
        return OK;
    }
    if (read_geometry(r, json_object_get(j, "geometry"), &f.shape))
        return ERR_INVALID;
    *out = f;
    return OK;
}

static enum err read_any(struct reader *r, const json_t *j, struct geo_feature **out, int *n)
{
    const json_t *features = json_object_get(j, "features");
    bool many = type_is(j, "FeatureCollection");
    size_t count = many ? json_array_size(features) : 1;
    if (count < 1 || count > GEO_FEATURES)
        return bad(r, _("The file holds no outlines or too many."));
    struct geo_feature *all = NEW_N(r->mem, struct geo_feature, count);
    for (size_t i = 0; many && i < count; i++) {
        const json_t *f = json_array_get(features, i);
        if (!type_is(f, "Feature"))
            return bad(r, _("A feature collection must hold features."));
        if (read_feature(r, f, &all[i]))
            return ERR_INVALID;
    }
    enum err e = OK;
    if (!many)
        e = type_is(j, "Feature") ? read_feature(r, j, all) : read_geometry(r, j, &all[0].shape);
    if (e)
        return e;
    *out = all;
    *n = (int)count;
    return OK;
}

static enum err read_text(struct reader *r, str text, struct geo_feature **out, int *n,
                          const char **why)
{
    json_error_t error;
    enum err e = ERR_INVALID;
    json_t *j = json_loadb(text.at, text.len, JSON_REJECT_DUPLICATES, &error);
    if (j)
        e = read_any(r, j, out, n);
    else
        r->why = _("This is not JSON.");
    json_decref(j);
    if (e)
        *why = r->why;
    return e;
}

enum err geo_read_json(struct arena *mem, str text, struct geo_feature **out, int *n,
                       const char **why)
{
    return read_text(&(struct reader){.mem = mem}, text, out, n, why);
}

enum err geo_read_plan(struct arena *mem, str text, struct geo_feature **out, int *n,
                       const char **why)
{
    return read_text(&(struct reader){.mem = mem, .plan = true}, text, out, n, why);
}

/* ---- writing ----------------------------------------------------------- */

static void write_degrees(struct buf *b, int32_t v)
{
    int64_t abs = v < 0 ? -(int64_t)v : v;
    buf_fmt(b, "%s%lld.%06lld", v < 0 ? "-" : "", (long long)(abs / GEO_UNIT),
            (long long)(abs % GEO_UNIT));
}

static void write_position(struct buf *b, struct geo_point p)
{
    buf_char(b, '[');
    write_degrees(b, p.lon);
    buf_char(b, ',');
    write_degrees(b, p.lat);
    buf_char(b, ']');
}

static void write_polygon(struct buf *b, const struct geo_polygon *p)
{
    for (int i = 0; i < p->n; i++) {
        buf_z(b, i ? ",[" : "[[");
        for (int k = 0; k < p->rings[i].n; k++) {
            write_position(b, p->rings[i].at[k]);
            buf_char(b, ',');
        }
        write_position(b, p->rings[i].at[0]);
        buf_char(b, ']');
    }
    buf_char(b, ']');
}

void geo_write_json(struct buf *b, const struct geo_shape *s)
{
    buf_z(b, s->n == 1 ? "{\"type\":\"Polygon\",\"coordinates\":"
                       : "{\"type\":\"MultiPolygon\",\"coordinates\":[");
    for (int i = 0; i < s->n; i++) {
        buf_z(b, i ? "," : "");
        write_polygon(b, &s->polygons[i]);
    }
    buf_z(b, s->n == 1 ? "}" : "]}");
}
