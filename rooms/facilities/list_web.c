/* list_web.c: what stands where: the list with its filter, the same as a table, the map. */
#include "rooms/facilities/facilities_own.h"

#include "civic/people/people.h"
#include "rooms/facilities/facility_list_html.h" /* generated */

/* ---- words ------------------------------------------------------------------ */

enum err facilities_kinds(struct ctx *cx, struct categories *out)
{
    struct categories all;
    enum err e = cases_category_list(cx, cx->county, &all);
    if (e)
        return e;
    struct category *at = NEW_N(cx->mem, struct category, (size_t)all.n + 1);
    int n = 0;
    for (int i = 0; i < all.n; i++)
        if (str_is(all.at[i].kind, "facility"))
            at[n++] = all.at[i];
    *out = (struct categories){at, n};
    return OK;
}

str facilities_kind(struct ctx *cx, const struct categories *kinds, str code)
{
    for (int i = 0; i < kinds->n; i++)
        if (str_eq(kinds->at[i].code, code))
            return cases_category_name(&kinds->at[i], cx->lang);
    return code;
}

void facilities_name(struct ctx *cx, const struct categories *kinds, const struct facility *f,
                     struct facility_line *out)
{
    str kind = facilities_kind(cx, kinds, f->code);
    *out = (struct facility_line){
        .f = *f,
        .kind = kind,
        .text = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(kind), STR_ARG(f->label)),
        .place = grid_words(cx, cx->county, f->scope)};
}

enum frame_look facilities_look(enum facility_state s)
{
    static const enum frame_look looks[FACILITY_STATES] = {LOOK_DONE, LOOK_BAD, LOOK_BAD, LOOK_PART,
                                                           LOOK_GREY};
    return looks[s];
}

str facilities_scan(struct req *rq, str identifier)
{
    return frame_whole(rq, str_fmt(rq->cx->mem, "/f/%.*s", STR_ARG(identifier)));
}

/* ---- the filter --------------------------------------------------------------- */

enum err facilities_places(struct ctx *cx, const char *act, const struct place **out, int *n)
{
    enum { MOST = 1000 };
    struct posts_reach reach;
    struct place *list = NEW_N(cx->mem, struct place, MOST);
    int got = 0;
    posts_reach(cx, act, &reach);
    for (int r = 0; r < reach.ranges; r++) {
        struct place *below;
        int k = 0;
        enum err e = places_list_level(cx, place_above(reach.lo[r], PLACE_COMMUNITY),
                                       PLACE_COMMUNITY, &below, &k);
        if (e)
            return e;
        for (int i = 0; i < k && got < MOST; i++)
            list[got++] = below[i];
    }
    *out = list;
    *n = got;
    return OK;
}

static str known_state(str word)
{
    for (int i = 0; i < FACILITY_STATES; i++)
        if (str_is(word, facility_state_names[i]))
            return str_of(facility_state_names[i]);
    return STR_NONE;
}

/* The filter as a query, without where a page begins. */
static str query_of(struct ctx *cx, const struct facility_filter *f)
{
    struct buf b = buf_new(cx->mem, 1024);
    struct html piece = {.out = &b, .cx = cx};
    buf_fmt(&b, "place=%.*s&code=%.*s&state=%.*s&order=%s&q=",
            STR_ARG(f->place ? place_text(cx->mem, f->place) : STR_NONE), STR_ARG(f->code),
            STR_ARG(f->state), f->most ? "most" : "");
    html_url_str(&piece, f->q);
    return buf_done(&b);
}

static void choose_place(struct facilities_list *p, int64_t code)
{
    for (int i = 0; i < p->n_places; i++)
        if (p->places[i].code == code || p->n_places == 1) {
            p->filter.place = p->places[i].code;
            p->slug = p->places[i].slug;
        }
}

enum err facilities_read_filter(struct req *rq, struct facilities_list *p)
{
    struct ctx *cx = rq->cx;
    int64_t place = 0;
    enum err e = facilities_kinds(cx, &p->kinds);
    if (!e)
        e = facilities_places(cx, ACT_FACILITIES_READ, &p->places, &p->n_places);
    if (e)
        return e;
    p->filter =
        (struct facility_filter){.county = cx->county,
                                 .state = known_state(web_query(rq, "state")),
                                 .most = str_is(web_query(rq, "order"), "most"),
                                 .q = utf8_head(str_clean_line(cx->mem, web_query(rq, "q")), 60)};
    for (int i = 0; i < p->kinds.n; i++)
        if (str_eq(p->kinds.at[i].code, web_query(rq, "code")))
            p->filter.code = p->kinds.at[i].code;
    if (place_parse(web_query(rq, "place"), &place) == OK || p->n_places == 1)
        choose_place(p, place);
    if (str_int(web_query(rq, "after"), &p->filter.after))
        p->filter.after = 0;
    p->here = query_of(cx, &p->filter);
    p->filtered = p->filter.code.len || p->filter.state.len || p->filter.q.len ||
                  (p->filter.place && p->n_places > 1);
    return OK;
}

/* ---- the list ------------------------------------------------------------------ */

static enum err read_rows(struct req *rq, struct facilities_list *p, int most)
{
    struct ctx *cx = rq->cx;
    struct facility *all = NEW_N(cx->mem, struct facility, (size_t)most);
    struct facility_line *rows = NEW_N(cx->mem, struct facility_line, (size_t)most);
    enum err e = facility_list(cx, &p->filter, all, most, &p->n);
    for (int i = 0; !e && i < p->n; i++)
        facilities_name(cx, &p->kinds, &all[i], &rows[i]);
    p->rows = rows;
    if (!e && p->n == most && !p->filter.most)
        p->next = str_fmt(cx->mem, "/desk/facilities?%.*s&after=%lld", STR_ARG(p->here),
                          (long long)all[most - 1].id);
    return e;
}

static enum err write_table(struct req *rq, const struct facilities_list *p)
{
    struct ctx *cx = rq->cx;
    struct facility *all = NEW_N(cx->mem, struct facility, FACILITIES_CSV_MAX);
    struct buf b = buf_new(cx->mem, 16 << 20);
    int n = 0;
    bool empty = web_query_has(rq, "empty"); /* to be filled in */
    enum err e = empty ? OK : facility_list(cx, &p->filter, all, FACILITIES_CSV_MAX, &n);
    if (e)
        return e;
    buf_z(&b, "\xef\xbb\xbf"); /* so that office programs read it as UTF-8 */
    facility_write_heading(&b, cx->lang);
    for (int i = 0; i < n; i++)
        facility_write_line(&b, cx, &all[i]);
    return b.over ? ERR_TOO_BIG : web_bytes(rq, "text/csv; charset=utf-8", buf_done(&b));
}

enum err facilities_show_list(struct req *rq)
{
    struct facilities_list p = {.n = 0};
    enum err e = facilities_read_filter(rq, &p);
    if (!e && rq->csv)
        return write_table(rq, &p);
    if (!e)
        e = read_rows(rq, &p, FACILITIES_PAGE);
    if (!e)
        e = facility_counts(rq->cx, rq->cx->county, p.filter.place, p.count);
    p.may_keep = may_somewhere(rq->cx, ACT_FACILITIES_KEEP);
    if (!e)
        facility_list_html_page(rq->page, &p);
    return e;
}

/* ---- the map -------------------------------------------------------------------- */

/* bbox=west,south,east,north in degrees, as GeoJSON orders them. */
static enum err read_box(struct req *rq, struct facility_box *box)
{
    double d[4];
    str rest = web_query(rq, "bbox");
    for (int i = 0; i < 4; i++)
        if (str_double(str_cut(&rest, ','), &d[i]) || d[i] < -180 || d[i] > 180)
            return fail(rq->cx, ERR_INVALID,
                        _("Say which part of the map: west,south,east,north."));
    *box = (struct facility_box){.county = rq->cx->county,
                                 .west = (int64_t)(d[0] * 1e6),
                                 .south = (int64_t)(d[1] * 1e6),
                                 .east = (int64_t)(d[2] * 1e6),
                                 .north = (int64_t)(d[3] * 1e6),
                                 .code = web_query(rq, "code")};
    return OK;
}

static void put_text(struct buf *b, const char *name, str s)
{
    buf_fmt(b, ",\"%s\":\"", name);
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (c == '"' || c == '\\')
            buf_char(b, '\\');
        if (c == '<')
            buf_z(b, "\\u003c");
        else
            buf_char(b, c < 0x20 ? ' ' : (char)c);
    }
    buf_char(b, '"');
}

static void put_pin(struct buf *b, struct ctx *cx, const struct facility_line *l)
{
    const struct facility *f = &l->f;
    buf_fmt(b,
            "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Point\",\"coordinates\":[%.6f,%.6f]},"
            "\"properties\":{\"open\":%s",
            (double)f->lon_u / 1e6, (double)f->lat_u / 1e6,
            f->state == FACILITY_WHOLE ? "false" : "true");
    put_text(b, "id", f->identifier);
    put_text(b, "name", l->text);
    put_text(b, "code", f->code);
    put_text(b, "state", str_of(facility_state_names[f->state]));
    put_text(b, "note", tr(cx->lang, facility_state_labels[f->state]));
    put_text(b, "url", str_fmt(b->mem, "/desk/facilities/%.*s", STR_ARG(f->identifier)));
    buf_z(b, "}}");
}

enum err facilities_geojson(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct facility_box box;
    struct categories kinds;
    struct facility *all = NEW_N(cx->mem, struct facility, FACILITIES_PINS_MAX);
    int n = 0;
    enum err e = read_box(rq, &box);
    if (!e)
        e = facilities_kinds(cx, &kinds);
    if (!e)
        e = facility_list_box(cx, &box, all, FACILITIES_PINS_MAX, &n);
    if (e)
        return e;
    struct buf b = buf_new(cx->mem, 4 << 20);
    buf_z(&b, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < n; i++) {
        str kind = facilities_kind(cx, &kinds, all[i].code);
        struct facility_line l = {
            .f = all[i],
            .text = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(kind), STR_ARG(all[i].label))};
        buf_z(&b, i ? "," : "");
        put_pin(&b, cx, &l);
    }
    buf_fmt(&b, "],\"truncated\":%s}", n == FACILITIES_PINS_MAX ? "true" : "false");
    return b.over ? ERR_TOO_BIG : web_bytes(rq, "application/geo+json", buf_done(&b));
}
