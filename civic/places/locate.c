/* locate.c: from a position, or from what people say, to community and grid. The index of a county
 * stands on the shelf of the process under the version of its rows. */
#include "civic/places/grids.h"

#include "civic/places/grids_sql.h"
#include "kit/db/shelf.h"

#define HITS_MAX 32

const char *const location_kind_names[LOCATION_KINDS] = {"none",      "point",    "group",
                                                         "household", "landmark", "building"};

/* ---- the index --------------------------------------------------------- */

enum err grids_version(struct ctx *cx, int64_t county, int64_t *version)
{
    AUTO_ROWS rows = db_query(cx, &grids_sql_version, db_int("county", county));
    *version = db_next(&rows) ? db_get_int(&rows, 0) : 0;
    return db_end(&rows);
}

struct entries {
    struct geo_entry *at;
    size_t n, cap;
};

static void add_entry(struct arena *mem, struct entries *all, struct geo_entry e)
{
    if (all->n == all->cap) {
        all->cap = all->cap ? all->cap * 2 : 256;
        struct geo_entry *more = NEW_N(mem, struct geo_entry, all->cap);
        if (all->n)
            memcpy(more, all->at, all->n * sizeof *more);
        all->at = more;
    }
    all->at[all->n++] = e;
}

static enum err read_entries(struct ctx *cx, int64_t county, struct entries *all)
{
    AUTO_ROWS rows = db_query(cx, &grids_sql_shapes, db_int("county", county));
    while (db_next(&rows)) {
        struct geo_entry e = {.code = db_get_int(&rows, 0)};
        if (geo_parse(cx->mem, db_get_text(&rows, 1), &e.shape))
            return ERR_FAULT;
        add_entry(cx->mem, all, e);
    }
    return db_end(&rows);
}

/* The index and the hold on it. The version is read before the rows: what changes between is
 * built again, never missed. */
static enum err take_index(struct ctx *cx, int64_t county, const struct geo_index **out,
                           struct shelf_hold *hold)
{
    int64_t version;
    struct entries all = {0};
    struct geo_index *built;
    enum err e = grids_version(cx, county, &version);
    if (e)
        return e;
    *out = db_shelf_take(cx->db, "geo", county, version, hold);
    if (*out)
        return OK;
    struct arena_point p = arena_mark(cx->mem);
    e = read_entries(cx, county, &all);
    if (!e)
        e = geo_index_new(all.at, all.n, &built);
    arena_back(cx->mem, p);
    if (e)
        return e;
    *out = db_shelf_put(cx->db, "geo", county, version, built, geo_index_free, hold);
    return OK;
}

/* ---- positions --------------------------------------------------------- */

static bool point_of(int64_t lat_u, int64_t lon_u, struct geo_point *out)
{
    if (!geo_point_ok((double)lon_u / GEO_UNIT, (double)lat_u / GEO_UNIT))
        return false;
    *out = (struct geo_point){(int32_t)lon_u, (int32_t)lat_u};
    return true;
}

/* All places of one level that hold the point; n may be more than max. */
static enum err find_level(struct ctx *cx, int64_t county, struct geo_point p,
                           enum place_level level, int64_t *out, int max, int *n)
{
    const struct geo_index *x;
    int64_t hits[HITS_MAX];
    int count = 0;
    AUTO_HOLD hold = {0};
    enum err e = take_index(cx, county, &x, &hold);
    if (e)
        return e;
    int found = geo_index_find(x, p, hits, HITS_MAX);
    for (int i = 0; i < found && i < HITS_MAX; i++)
        if (place_level_of(hits[i]) == level && (!i || hits[i] != hits[i - 1]) && count++ < max)
            out[count - 1] = hits[i]; /* unit grids stand under their responsibility grid */
    *n = count;
    return OK;
}

enum err places_grid_at(struct ctx *cx, int64_t county, int64_t lat_u, int64_t lon_u,
                        struct place_hit *out, int max, int *n)
{
    struct geo_point p;
    int64_t codes[HITS_MAX];
    int found;
    if (!point_of(lat_u, lon_u, &p))
        return fail(cx, ERR_INVALID, _("This is not a position on the earth."));
    enum err e = find_level(cx, county, p, PLACE_GRID, codes, HITS_MAX, &found);
    if (e)
        return e;
    for (int i = 0; i < found && i < max; i++)
        out[i].code = codes[i];
    *n = found;
    return OK;
}

enum err places_community_at(struct ctx *cx, int64_t county, int64_t lat_u, int64_t lon_u,
                             int64_t *out, int max, int *n)
{
    struct geo_point p;
    if (!point_of(lat_u, lon_u, &p))
        return fail(cx, ERR_INVALID, _("This is not a position on the earth."));
    return find_level(cx, county, p, PLACE_COMMUNITY, out, max, n);
}

bool places_in_county(struct ctx *cx, int64_t county, int64_t lat_u, int64_t lon_u)
{
    enum { WIDER = 50000 }; /* microdegrees: about 5 km */
    const struct geo_index *x;
    struct geo_point p;
    struct geo_box b;
    AUTO_HOLD hold = {0};
    if (!point_of(lat_u, lon_u, &p))
        return false;
    if (take_index(cx, county, &x, &hold) || !geo_index_box(x, &b))
        return true;
    return p.lon >= b.least.lon - WIDER && p.lon <= b.most.lon + WIDER &&
           p.lat >= b.least.lat - WIDER && p.lat <= b.most.lat + WIDER;
}

/* ---- what people say --------------------------------------------------- */

static enum err locate_point(struct ctx *cx, int64_t county, struct place_location *l)
{
    struct place_hit grids[2];
    int64_t communities[2];
    int n = 0;
    enum err e = places_grid_at(cx, county, l->lat_u, l->lon_u, grids, 2, &l->grids);
    if (!e)
        e = places_community_at(cx, county, l->lat_u, l->lon_u, communities, 2, &n);
    if (e)
        return e;
    l->grid = l->grids == 1 ? grids[0].code : 0;
    if (l->grids)
        l->community = place_above(grids[0].code, PLACE_COMMUNITY);
    else if (n)
        l->community = communities[0];
    return OK;
}

static bool has_line(str parts, str text)
{
    while (parts.len)
        if (str_eq(str_trim(str_cut(&parts, '\n')), text))
            return true;
    return false;
}

/* The one grid of the community whose list names the group or household. */
static enum err locate_part(struct ctx *cx, int64_t county, struct place_location *l)
{
    struct grid *all;
    int n;
    enum err e = grid_list(cx, county, l->community, false, &all, &n);
    if (e)
        return e;
    l->grids = 0;
    for (int i = 0; i < n; i++)
        if (has_line(all[i].parts, l->text)) {
            l->grids++;
            l->grid = all[i].code;
        }
    if (l->grids != 1)
        l->grid = 0;
    return OK;
}

enum err places_locate(struct ctx *cx, int64_t county, struct place_location *io)
{
    struct place_location l = *io;
    l.text = str_clean_line(cx->mem, l.text);
    l.grid = l.grids = 0;
    if (utf8_count(l.text) > 100)
        return fail_field(cx, "text", _("At most 100 characters, please."));
    if (l.accuracy_m < 0 || l.accuracy_m > 100000)
        l.accuracy_m = 0;
    if (l.kind > LOCATION_POINT && !l.text.len)
        return fail_field(cx, "text", _("Please say which one."));
    if (l.kind == LOCATION_POINT && !l.has_point)
        return fail_field(cx, "point", _("The position is missing."));
    if (l.has_point && !places_in_county(cx, county, l.lat_u, l.lon_u))
        return fail_field(cx, "point", _("This position is far from here."));
    enum err e = OK;
    if (l.has_point)
        e = locate_point(cx, county, &l);
    if (!e && !l.grid && l.community && (l.kind == LOCATION_GROUP || l.kind == LOCATION_HOUSEHOLD))
        e = locate_part(cx, county, &l);
    if (!e)
        *io = l;
    return e;
}
