/* map_web.c: the outlines of a community's grids, for the live map. */
#include "civic/frame/pages.h"
#include "civic/places/places.h"

static void put_text(struct buf *b, str s)
{
    buf_char(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == '"' || c == '\\')
            buf_char(b, '\\');
        buf_char(b, c < 0x20 ? ' ' : (char)c);
    }
    buf_char(b, '"');
}

static void put_grid(struct buf *b, const struct grid *g)
{
    buf_fmt(
        b, "{\"type\":\"Feature\",\"properties\":{\"code\":\"%lld\",\"name\":", (long long)g->code);
    put_text(b, g->name);
    buf_fmt(b, ",\"made_up\":%s},\"geometry\":", g->made_up ? "true" : "false");
    geo_write_json(b, &g->shape);
    buf_char(b, '}');
}

enum err frame_show_grids(struct req *rq)
{
    struct ctx *cx = rq->cx;
    int64_t county, code;
    struct grid *grids;
    int n, written = 0;
    enum err e = places_resolve(cx, web_param(rq, "c"), &county, &code);
    if (!e && place_level_of(code) < PLACE_COUNTY)
        e = ERR_NOT_FOUND; /* a whole province is not drawn */
    if (!e)
        e = grid_list(cx, county, code, true, &grids, &n);
    if (e)
        return e;
    struct buf b = buf_new(cx->mem, 16 << 20);
    buf_z(&b, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < n; i++)
        if (grids[i].shape.n) {
            buf_z(&b, written++ ? "," : "");
            put_grid(&b, &grids[i]);
        }
    buf_z(&b, "]}");
    return b.over ? ERR_TOO_BIG : web_bytes(rq, "application/geo+json", buf_done(&b));
}
