/* open_web.c: the list of what a place has published, for everybody: page, table, feed. */
#include "civic/places/places.h"
#include "kit/base/csv.h"
#include "rooms/disclosure/open_html.h" /* generated */
#include "rooms/disclosure/open_pages.h"

#include <jansson.h>

enum { CSV_MOST = 500, FEED_MOST = 25, LATE_MOST = 10 };

enum err open_place(struct req *rq, struct frame_place *out)
{
    struct ctx *cx = rq->cx;
    int64_t county, code;
    enum err e = places_resolve(cx, web_param(rq, "c"), &county, &code);
    if (e)
        return e;
    web_set_county(rq, county);
    *out = (struct frame_place){.code = code,
                                .name = places_name(cx, code),
                                .parent = places_name(cx, place_parent(code)),
                                .slug = places_slug(cx, code)};
    places_phone(cx, code, &out->phone, &out->hours);
    return OK;
}

/* ---- rows -------------------------------------------------------------------------- */

static str about(struct ctx *cx, const struct publication *p, bool inherited)
{
    str stream = tr(cx->lang, disclosure_stream_label(p->item->stream, p->scope));
    return inherited ? str_fmt(cx->mem, "%.*s · %.*s", STR_ARG(stream),
                               STR_ARG(places_name(cx, p->scope)))
                     : stream;
}

static struct open_row row_of(struct ctx *cx, const struct open_list *l,
                              const struct publication *p)
{
    str gist = p->gist;
    struct open_row r = {.href = open_address(cx, p),
                         .title = p->title,
                         .gist = str_cut(&gist, '\n'),
                         .at_ms = p->published_ms,
                         .inherited = p->scope != l->place.code,
                         .corrected = p->replaces != 0,
                         .withdrawn = str_is(p->over, "withdrawn")};
    r.about = about(cx, p, r.inherited);
    if (p->item->form == DISCLOSURE_MONEY && !p->over.len && (p->in_fen || p->out_fen))
        r.amount = frame_money_text(cx->mem, cx->lang, p->out_fen ? p->out_fen : p->in_fen);
    return r;
}

static str list_address(struct req *rq, const struct open_list *p, str stream,
                        const struct publication *last)
{
    struct buf b = buf_new(rq->cx->mem, 2048);
    struct html piece = {.out = &b, .cx = rq->cx};
    buf_fmt(&b, "/c/%.*s/open", STR_ARG(p->slug));
    char sep = '?';
    if (stream.len) {
        buf_fmt(&b, "%cstream=%.*s", sep, STR_ARG(stream));
        sep = '&';
    }
    if (p->words.len) {
        buf_fmt(&b, "%cq=", sep);
        html_url_str(&piece, p->words);
        sep = '&';
    }
    if (last)
        buf_fmt(&b, "%cbefore=%lld-%lld", sep, (long long)last->published_ms, (long long)last->id);
    return buf_done(&b);
}

static void read_before(str s, struct disclosure_filter *f)
{
    str ms = str_cut(&s, '-');
    if (str_int(ms, &f->before_ms) || str_int(s, &f->before_id) || f->before_ms < 0)
        f->before_ms = f->before_id = 0;
}

static enum err read_list(struct req *rq, struct open_list *p, int most, struct publication **out)
{
    struct disclosure_filter f = {
        .county = rq->county, .place = p->place.code, .stream = p->stream, .words = p->words};
    struct publication *all = NEW_N(rq->cx->mem, struct publication, (size_t)most);
    read_before(web_query(rq, "before"), &f);
    enum err e = disclosure_shown(rq->cx, &f, all, most, &p->n);
    if (!e && p->n == most && !p->words.len)
        p->next = list_address(rq, p, p->stream, &all[p->n - 1]);
    *out = all;
    return e;
}

static enum err begin(struct req *rq, struct open_list *p)
{
    struct ctx *cx = rq->cx;
    enum err e = open_place(rq, &p->place);
    if (e)
        return e;
    str stream = web_query(rq, "stream");
    int s = disclosure_word(stream, disclosure_stream_names, DISCLOSURE_STREAMS);
    p->slug = p->place.slug;
    p->home = str_fmt(cx->mem, "/c/%.*s", STR_ARG(p->slug));
    p->stream = s < 0 ? STR_NONE : stream;
    p->words = utf8_head(str_clean_line(cx->mem, web_query(rq, "q")), 60);
    p->feed = str_fmt(cx->mem, "/c/%.*s/open.atom", STR_ARG(p->slug));
    str here = list_address(rq, p, p->stream, NULL);
    p->table = str_fmt(cx->mem, "%.*s%sformat=csv", STR_ARG(here),
                       str_find(here, S("?")) == SIZE_MAX ? "?" : "&");
    p->tabs[0] = (struct open_tab){list_address(rq, p, STR_NONE, NULL), tr(cx->lang, _("All")),
                                   !p->stream.len};
    for (int i = 0; i < DISCLOSURE_STREAMS; i++)
        p->tabs[i + 1] = (struct open_tab){
            list_address(rq, p, str_of(disclosure_stream_names[i]), NULL),
            tr(cx->lang, disclosure_stream_label((enum disclosure_stream)i, p->place.code)),
            str_is(p->stream, disclosure_stream_names[i])};
    return OK;
}

/* ---- what stands above the list ------------------------------------------------------- */

static enum err fill_late(struct req *rq, struct open_list *p)
{
    struct publication *all = NEW_N(rq->cx->mem, struct publication, LATE_MOST);
    struct open_late *late = NEW_N(rq->cx->mem, struct open_late, LATE_MOST);
    int n = 0;
    enum err e = disclosure_late(rq->cx, rq->county, p->place.code, all, LATE_MOST, &n);
    for (int i = 0; !e && i < n; i++) { /* the words of a draft are nobody's: its content's name */
        const struct disclosure_item *item = all[i].item;
        late[i] = (struct open_late){
            .title =
                str_fmt(rq->cx->mem, "%.*s%s%.*s",
                        STR_ARG(disclosure_period_text(rq->cx->mem, rq->cx->lang, all[i].period)),
                        rq->cx->lang == LANG_EN && all[i].period.len ? ": " : "",
                        STR_ARG(item->name[rq->cx->lang])),
            .due_ms = all[i].due_ms,
            .waiting_ms = all[i].waiting_ms};
    }
    p->late = late;
    p->n_late = e ? 0 : n;
    return e;
}

/* The newest month of the place's own money. */
static enum err fill_money(struct req *rq, struct open_list *p)
{
    struct ctx *cx = rq->cx;
    struct publication *now = NEW(cx->mem, struct publication),
                       *before = NEW(cx->mem, struct publication);
    struct disclosure_filter f = {
        .county = rq->county, .place = p->place.code, .item = S("finance-month")};
    int n = 0;
    enum err e = disclosure_shown(cx, &f, now, 1, &n);
    if (e || !n || now->scope != p->place.code || now->over.len)
        return e;
    e = disclosure_lines(cx, now);
    if (!e)
        e = disclosure_before(cx, now, before);
    if (e && e != ERR_NOT_FOUND)
        return e;
    e = open_words(cx, now, e ? NULL : before, true, &p->money);
    p->has_money = !e;
    p->money_href = open_address(cx, now);
    p->money_title = now->title;
    return e;
}

/* ---- other forms ------------------------------------------------------------------------- */

static void put_line(struct buf *b, const str *fields, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (i)
            buf_char(b, ',');
        csv_write(b, fields[i]);
    }
    buf_z(b, "\r\n");
}

static enum err write_csv(struct req *rq, const struct publication *all, int n)
{
    struct arena *mem = rq->cx->mem;
    struct buf b = buf_new(mem, 4 << 20);
    const str head[] = {S("number"), S("place"),     S("stream"),  S("item"),     S("period"),
                        S("title"),  S("published"), S("in_yuan"), S("out_yuan"), S("summary")};
    buf_z(&b, "\xef\xbb\xbf"); /* so that office programs read it as UTF-8 */
    put_line(&b, head, COUNT(head));
    for (int i = 0; i < n; i++) {
        const struct publication *p = &all[i];
        const str line[] = {p->number,
                            places_name(rq->cx, p->scope),
                            str_of(disclosure_stream_names[p->item->stream]),
                            p->item->name[LANG_ZH],
                            p->period,
                            p->title,
                            time_text(mem, p->published_ms),
                            open_yuan(mem, p->in_fen),
                            open_yuan(mem, p->out_fen),
                            p->gist};
        put_line(&b, line, COUNT(line));
    }
    return b.over ? ERR_TOO_BIG : web_bytes(rq, "text/csv; charset=utf-8", buf_done(&b));
}

static enum err write_json(struct req *rq, const struct publication *all, int n)
{
    json_t *list = json_array();
    for (int i = 0; i < n; i++) {
        const struct publication *p = &all[i];
        json_t *one = json_object();
        json_object_set_new(one, "number", json_stringn(p->number.at, p->number.len));
        json_object_set_new(one, "place", json_integer(p->scope));
        json_object_set_new(one, "stream", json_string(disclosure_stream_names[p->item->stream]));
        json_object_set_new(one, "item", json_stringn(p->item->code.at, p->item->code.len));
        json_object_set_new(one, "period", json_stringn(p->period.at, p->period.len));
        json_object_set_new(one, "title", json_stringn(p->title.at, p->title.len));
        str when = time_text(rq->cx->mem, p->published_ms), at = open_address(rq->cx, p);
        json_object_set_new(one, "published", json_stringn(when.at, when.len));
        json_object_set_new(one, "address", json_stringn(at.at, at.len));
        json_array_append_new(list, one);
    }
    json_t *j = json_object();
    json_object_set_new(j, "publications", list);
    size_t len = json_dumpb(j, NULL, 0, JSON_COMPACT);
    char *at = arena_alloc(rq->cx->mem, len + 1);
    json_dumpb(j, at, len, JSON_COMPACT);
    json_decref(j);
    return web_json_text(rq, (str){at, len});
}

enum err open_list_show(struct req *rq)
{
    struct open_list p = {.n = 0};
    struct publication *all;
    enum err e = begin(rq, &p);
    if (!e)
        e = read_list(rq, &p, rq->csv || rq->json ? CSV_MOST : DISCLOSURE_PAGE, &all);
    if (!e && rq->csv)
        return write_csv(rq, all, p.n);
    if (!e && rq->json)
        return write_json(rq, all, p.n);
    if (!e)
        e = fill_late(rq, &p);
    bool first = !p.words.len && !web_query(rq, "before").len &&
                 (!p.stream.len || str_is(p.stream, "finance"));
    if (!e && first)
        e = fill_money(rq, &p);
    if (e)
        return e;
    struct open_row *rows = NEW_N(rq->cx->mem, struct open_row, (size_t)p.n + 1);
    for (int i = 0; i < p.n; i++)
        rows[i] = row_of(rq->cx, &p, &all[i]);
    p.rows = rows;
    open_html_list(rq->page, &p);
    return OK;
}

/* ---- Atom (RFC 4287) ------------------------------------------------------------------------ */

static void put_entry(struct req *rq, struct buf *b, const struct publication *p)
{
    str at = frame_whole(rq, open_address(rq->cx, p));
    str when = time_text(rq->cx->mem, p->published_ms);
    buf_fmt(b, "<entry><id>%.*s</id><link href=\"%.*s\"/><updated>%.*s</updated><title>",
            STR_ARG(at), STR_ARG(at), STR_ARG(when));
    buf_xml(b, p->title);
    buf_z(b, "</title><summary>");
    buf_xml(b, p->gist);
    buf_z(b, "</summary></entry>\n");
}

enum err open_feed(struct req *rq)
{
    struct open_list p = {.n = 0};
    struct publication *all;
    enum err e = begin(rq, &p);
    if (!e)
        e = read_list(rq, &p, FEED_MOST, &all);
    if (e)
        return e;
    struct arena *mem = rq->cx->mem;
    str base = frame_whole(rq, str_fmt(mem, "/c/%.*s/open", STR_ARG(p.slug)));
    str updated = time_text(mem, p.n ? all[0].published_ms : 0);
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
        put_entry(rq, &b, &all[i]);
    buf_z(&b, "</feed>\n");
    return web_bytes(rq, "application/atom+xml; charset=utf-8", buf_done(&b));
}
