/* plan_apply.c: a proposal becomes what holds, and today's grids become a proposal. */
#include "civic/places/grids.h"
#include "civic/places/plan.h"

static enum err apply_one(struct ctx *cx, const struct grid_plan *p, const struct plan_grid *g)
{
    switch (g->fate) {
    case PLAN_NEW:
        return grids_put(cx, &g->g);
    case PLAN_CHANGED:
        return grid_change(cx, &g->g);
    case PLAN_RETIRED:
        return grids_close(cx, &(struct grid_close){p->county, g->g.code, g->g.row_ver, g->heir});
    default:
        return OK;
    }
}

/* The touch comes first: it holds the county's version until the end, so that two proposals that
 * saw the same grids cannot both become true. */
enum err plan_apply(struct ctx *cx, const struct grid_plan *p)
{
    int64_t version = 0;
    enum err e = grids_touch(cx, p->county);
    if (!e)
        e = grids_version(cx, p->county, &version);
    if (!e && version != p->version + 1)
        e = fail(cx, ERR_CONFLICT,
                 _("Somebody changed grids of this county meanwhile. Look at the proposal once "
                   "more."));
    for (int k = 0; !e && k < p->n; k++)
        e = apply_one(cx, p, &p->at[k]);
    return e;
}

/* ---- today's as text ----------------------------------------------------- */

static void put_text(struct buf *b, const char *name, str s)
{
    buf_fmt(b, ",\"%s\":\"", name);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == '\n') {
            buf_z(b, "\\n");
            continue;
        }
        if (c == '"' || c == '\\')
            buf_char(b, '\\');
        buf_char(b, c < 0x20 ? ' ' : (char)c);
    }
    buf_char(b, '"');
}

static str name_of(const struct grid *all, int n, int64_t code)
{
    for (int i = 0; i < n; i++)
        if (all[i].code == code)
            return all[i].name;
    return STR_NONE;
}

static void put_geometry(struct buf *b, const struct grid *g)
{
    if (g->kind == GRID_OUTLINE && g->shape.n)
        geo_write_json(b, &g->shape);
    else if (g->kind == GRID_POINT)
        buf_fmt(b, "{\"type\":\"Point\",\"coordinates\":[%.6f,%.6f]}",
                (double)g->point.lon / GEO_UNIT, (double)g->point.lat / GEO_UNIT);
    else
        buf_z(b, "null");
}

static void put_grid(struct buf *b, const struct grid *all, int n, const struct grid *g)
{
    buf_fmt(b, "{\"type\":\"Feature\",\"properties\":{\"code\":\"%lld\"", (long long)g->code);
    put_text(b, "name", g->name);
    put_text(b, "purpose", str_of(grid_purpose_names[g->purpose]));
    if (g->duty)
        put_text(b, "duty", name_of(all, n, g->duty));
    if (g->households)
        buf_fmt(b, ",\"households\":%lld", (long long)g->households);
    if (g->kind == GRID_GROUPS || g->kind == GRID_HOUSEHOLDS)
        put_text(b, g->kind == GRID_GROUPS ? "groups" : "homes", g->parts);
    buf_z(b, "},\n\"geometry\":");
    put_geometry(b, g);
    buf_char(b, '}');
}

str plan_text(struct ctx *cx, const struct grid *all, int n)
{
    int written = 0;
    struct buf b = buf_new(cx->mem, 16 << 20);
    buf_z(&b, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < n; i++)
        if (all[i].purpose != GRID_DUTY) {
            buf_z(&b, written++ ? ",\n" : "\n");
            put_grid(&b, all, n, &all[i]);
        }
    buf_z(&b, "\n]}");
    return buf_done(&b);
}
