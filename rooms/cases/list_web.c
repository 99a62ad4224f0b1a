/* list_web.c: what residents of a place reported, for everybody: page, table, pins, feed. */
#include "rooms/cases/cases_own.h"

#include "kit/base/csv.h"
#include "rooms/cases/cases_sql.h"
#include "rooms/cases/list_html.h" /* generated */

#include <jansson.h>

enum { PINS_MOST = 20000, FEED_MOST = 25, CSV_MOST = 1000 };

static str known_state(str s)
{
    return str_is(s, "open") || str_is(s, "late") || str_is(s, "done") ? s : STR_NONE;
}

static int open_of(str state)
{
    return str_is(state, "done") ? 0 : state.len ? 1 : -1;
}

static struct matters_list_filter filter_of(struct req *rq, const struct list_page *p)
{
    int64_t before = 0;
    if (str_int(web_query(rq, "before"), &before))
        before = 0;
    return (struct matters_list_filter){.county = rq->county,
                                        .lo = p->grid ? p->grid : p->place.code,
                                        .hi = place_end(p->grid ? p->grid : p->place.code),
                                        .kind = S("case"),
                                        .category = p->code,
                                        .open = open_of(p->state),
                                        .listed = true,
                                        .before = before};
}

/* "Late" and words are asked of the page's rows: the index knows neither. */
static bool fits(const struct list_page *p, const struct case_row *r)
{
    if (str_is(p->state, "late") && !r->late)
        return false;
    return !p->q.len || str_find(r->title, p->q) != SIZE_MAX ||
           str_find(r->spot, p->q) != SIZE_MAX || str_find(r->no, p->q) != SIZE_MAX;
}

/* This list from a case on; 0: from the newest. */
static str list_address(struct req *rq, const struct list_page *p, int64_t before)
{
    struct buf b = buf_new(rq->cx->mem, 4096);
    struct html piece = {.out = &b, .cx = rq->cx};
    buf_fmt(&b, "/c/%.*s/cases?state=%.*s&code=%.*s&grid=%lld&before=%lld&q=", STR_ARG(p->slug),
            STR_ARG(p->state), STR_ARG(p->code), (long long)(p->grid ? p->grid - p->place.code : 0),
            (long long)before);
    html_url_str(&piece, p->q);
    return buf_done(&b);
}

static enum err read_rows(struct req *rq, struct list_page *p, int most)
{
    struct ctx *cx = rq->cx;
    struct matter *m = NEW_N(cx->mem, struct matter, most);
    struct case_row *rows = NEW_N(cx->mem, struct case_row, most);
    struct matters_list_filter f = filter_of(rq, p);
    int n = 0;
    enum err e = matters_list(cx, &f, m, most, &n);
    if (!e)
        e = cases_rows(cx, m, n, MATTERS_VIEW_PUBLIC, rows);
    if (e)
        return e;
    if (n == most)
        p->next = list_address(rq, p, m[n - 1].id);
    p->table = str_fmt(cx->mem, "%.*s&format=csv", STR_ARG(list_address(rq, p, 0)));
    for (int i = 0; i < n; i++)
        if (fits(p, &rows[i]))
            rows[p->n++] = rows[i];
    p->rows = rows;
    return OK;
}

static enum err begin(struct req *rq, struct list_page *p)
{
    enum err e = cases_place(rq, &p->place);
    if (e)
        return e;
    p->slug = p->place.slug;
    p->state = known_state(web_query(rq, "state"));
    p->q = utf8_head(str_clean_line(rq->cx->mem, web_query(rq, "q")), 60);
    int64_t grid;
    if (!str_int(web_query(rq, "grid"), &grid) && grid > 0 && grid <= 999)
        p->grid = p->place.code + grid;
    p->feed = str_fmt(rq->cx->mem, "/c/%.*s/cases.atom", STR_ARG(p->slug));
    e = cases_category_list(rq->cx, rq->county, &p->all);
    for (int i = 0; !e && i < p->all.n; i++)
        if (str_eq(p->all.at[i].code, web_query(rq, "code")))
            p->code = p->all.at[i].code;
    return e;
}

/* ---- the drawn map ------------------------------------------------------ */

/* How many of each grid are in work. */
static void put_counts(const struct cases_figures *f, struct frame_area *areas,
                       const struct grid *grids, int n)
{
    for (int k = 0; k < f->n; k++)
        for (int i = 0; i < n; i++)
            if (grids[i].code == f->at[k].scope)
                areas[i].n = f->at[k].open;
}

static enum err read_map(struct req *rq, struct list_page *p)
{
    struct grid *grids;
    int n, drawn = 0;
    enum err e = grid_list(rq->cx, rq->county, p->place.code, true, &grids, &n);
    if (e)
        return e;
    struct frame_area *areas = NEW_N(rq->cx->mem, struct frame_area, (size_t)n + 1);
    for (int i = 0; i < n; i++) {
        if (!grids[i].shape.n)
            continue;
        grids[drawn] = grids[i];
        areas[drawn] = (struct frame_area){
            .shape = &grids[drawn].shape,
            .name = grids[i].name,
            .href = str_fmt(rq->cx->mem, "/c/%.*s/cases?grid=%lld", STR_ARG(p->slug),
                            (long long)(grids[i].code - p->place.code)),
            .chosen = grids[i].code == p->grid};
        p->made_up |= grids[i].made_up;
        drawn++;
    }
    p->areas = areas;
    p->n_areas = drawn;
    put_counts(&p->figures, areas, grids, drawn);
    return OK;
}

/* ---- table ------------------------------------------------------------- */

static void put_line(struct buf *b, const str *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(b, ',');
        csv_write(b, fields[i]);
    }
    buf_z(b, "\r\n");
}

static str degrees(struct arena *mem, const struct case_row *r, int64_t micro)
{
    return r->lat_u || r->lon_u ? str_fmt(mem, "%.6f", (double)micro / 1e6) : STR_NONE;
}

/* The columns of Open311's bulk proposal. */
static enum err write_csv(struct req *rq, const struct list_page *p)
{
    struct arena *mem = rq->cx->mem;
    struct buf b = buf_new(mem, 4 << 20);
    const str head[] = {S("service_request_id"),
                        S("requested_datetime"),
                        S("status_description"),
                        S("service_name"),
                        S("description"),
                        S("address"),
                        S("lat"),
                        S("long")};
    buf_z(&b, "\xef\xbb\xbf"); /* so that office programs read it as UTF-8 */
    put_line(&b, head, COUNT(head));
    for (int i = 0; i < p->n; i++) {
        const struct case_row *r = &p->rows[i];
        const str line[] = {r->no,
                            time_text(mem, r->opened_ms),
                            r->open ? S("open") : S("closed"),
                            r->category,
                            r->title,
                            r->spot,
                            degrees(mem, r, r->lat_u),
                            degrees(mem, r, r->lon_u)};
        put_line(&b, line, COUNT(line));
    }
    return b.over ? ERR_TOO_BIG : web_bytes(rq, "text/csv; charset=utf-8", buf_done(&b));
}

static int64_t begin_of_month(int64_t now)
{
    struct civil c = civil_of_ms(now);
    return ms_of_day(day_of_civil(c.year, c.month, 1));
}

enum err list_show(struct req *rq)
{
    struct list_page p = {0};
    enum err e = begin(rq, &p);
    if (!e && !p.place.reports.len)
        return cases_closed_page(rq, &p.place);
    if (!e)
        e = read_rows(rq, &p, rq->csv ? CSV_MOST : CASES_PAGE);
    if (!e && rq->csv)
        return write_csv(rq, &p);
    if (!e)
        e = cases_count(rq->cx, rq->county, p.place.code, begin_of_month(rq->cx->now), &p.figures);
    if (!e)
        e = read_map(rq, &p);
    if (!e)
        list_html_page(rq->page, &p);
    return e;
}

/* ---- pins -------------------------------------------------------------- */

/* bbox=west,south,east,north in degrees, as GeoJSON orders them; the whole place without it. */
static void read_box(struct req *rq, struct cases_box *box)
{
    double d[4];
    str rest = web_query(rq, "bbox");
    box->south = -90000000;
    box->north = 90000000;
    box->west = -180000000;
    box->east = 180000000;
    for (int i = 0; i < 4; i++)
        if (str_double(str_cut(&rest, ','), &d[i]))
            return;
    box->west = (int64_t)(d[0] * 1e6);
    box->south = (int64_t)(d[1] * 1e6);
    box->east = (int64_t)(d[2] * 1e6);
    box->north = (int64_t)(d[3] * 1e6);
}

static void put_json_text(struct buf *b, str s)
{
    buf_char(b, '"');
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '"' || c == '\\')
            buf_char(b, '\\');
        if (c == '<')
            buf_z(b, "\\u003c");
        else
            buf_char(b, (unsigned char)c < 0x20 ? ' ' : c);
    }
    buf_char(b, '"');
}

/* Micro-degrees as a decimal fraction, exactly. */
static void put_degrees(struct buf *b, int64_t micro)
{
    int64_t size = micro < 0 ? -micro : micro;
    buf_fmt(b, "%s%lld.%06lld", micro < 0 ? "-" : "", (long long)(size / 1000000),
            (long long)(size % 1000000));
}

static void put_pin(struct buf *b, const struct cases_pin *p)
{
    buf_z(b, "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[");
    put_degrees(b, p->lon_u);
    buf_char(b, ',');
    put_degrees(b, p->lat_u);
    buf_z(b, "]},\"properties\":{\"no\":");
    put_json_text(b, p->number);
    buf_z(b, ",\"code\":");
    put_json_text(b, p->code);
    buf_z(b, ",\"title\":");
    put_json_text(b, p->title);
    buf_z(b, p->open ? ",\"open\":true}}" : ",\"open\":false}}");
}

enum err list_geojson(struct req *rq)
{
    struct frame_place place;
    enum err e = cases_place(rq, &place);
    if (e || !place.reports.len)
        return e ? e : ERR_NOT_FOUND;
    struct cases_box box = {.county = rq->county, .lo = place.code, .hi = place_end(place.code)};
    read_box(rq, &box);
    struct cases_pin *pins = NEW_N(rq->cx->mem, struct cases_pin, PINS_MOST);
    int n = 0;
    e = cases_list_pins(rq->cx, &box, pins, PINS_MOST, &n);
    if (e)
        return e;
    struct buf b = buf_new(rq->cx->mem, 16 << 20);
    buf_z(&b, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < n; i++) {
        if (i)
            buf_char(&b, ',');
        put_pin(&b, &pins[i]);
    }
    buf_z(&b, "]}");
    return b.over ? ERR_TOO_BIG : web_bytes(rq, "application/geo+json", buf_done(&b));
}

enum err cases_list_pins(struct ctx *cx, const struct cases_box *box, struct cases_pin *out,
                         int max, int *n)
{
    int found = 0;
    bool whole = place_level_of(box->lo) <= PLACE_COUNTY;
    AUTO_ROWS rows =
        db_query(cx, whole ? &cases_sql_box : &cases_sql_box_of_place,
                 db_int("county", box->county), db_int("south", box->south),
                 db_int("north", box->north), db_int("west", box->west), db_int("east", box->east),
                 db_int("lo", box->lo), db_int("hi", box->hi), db_int("most", max));
    while (found < max && db_next(&rows))
        out[found++] = (struct cases_pin){.id = db_get_int(&rows, 0),
                                          .scope = db_get_int(&rows, 1),
                                          .number = db_keep_text(&rows, 2),
                                          .code = db_keep_text(&rows, 3),
                                          .title = db_keep_text(&rows, 4),
                                          .lat_u = db_get_int(&rows, 5),
                                          .lon_u = db_get_int(&rows, 6),
                                          .open = db_get_int(&rows, 7)};
    *n = found;
    return db_end(&rows);
}

/* ---- Atom (RFC 4287) --------------------------------------------------- */

static void put_entry(struct req *rq, struct buf *b, str base, const struct case_row *r)
{
    str when = time_text(rq->cx->mem, r->opened_ms);
    buf_fmt(b, "<entry><id>%.*s/%.*s</id><link href=\"%.*s/%.*s\"/><updated>%.*s</updated><title>",
            STR_ARG(base), STR_ARG(r->no), STR_ARG(base), STR_ARG(r->no), STR_ARG(when));
    buf_xml(b, r->category);
    buf_z(b, " · ");
    buf_xml(b, r->spot);
    buf_z(b, "</title><summary>");
    buf_xml(b, r->title);
    buf_z(b, "</summary></entry>\n");
}

enum err list_feed(struct req *rq)
{
    struct list_page p = {0};
    enum err e = begin(rq, &p);
    if (!e)
        e = read_rows(rq, &p, FEED_MOST);
    if (e || !p.place.reports.len)
        return e ? e : ERR_NOT_FOUND;
    struct arena *mem = rq->cx->mem;
    str host = web_header(rq, "Host");
    str base = str_fmt(mem, "http://%.*s/c/%.*s/cases", STR_ARG(host), STR_ARG(p.slug));
    str updated = time_text(mem, p.n ? p.rows[0].opened_ms : 0);
    struct buf b = buf_new(mem, 1 << 20);
    buf_z(&b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
              "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>");
    buf_xml(&b, p.place.name);
    buf_fmt(&b,
            "</title><id>%.*s</id><link rel=\"self\" href=\"%.*s.atom\"/>"
            "<updated>%.*s</updated><author><name>",
            STR_ARG(base), STR_ARG(base), STR_ARG(updated));
    buf_xml(&b, p.place.name);
    buf_z(&b, "</name></author>\n");
    for (int i = 0; i < p.n; i++)
        put_entry(rq, &b, base, &p.rows[i]);
    buf_z(&b, "</feed>\n");
    return web_bytes(rq, "application/atom+xml; charset=utf-8", buf_done(&b));
}
