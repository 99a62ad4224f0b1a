/* ask_web.c: a question about a publication, for everybody, and its answer for whoever asked. */
#include "civic/places/places.h"
#include "rooms/disclosure/open_html.h" /* generated */
#include "rooms/disclosure/open_pages.h"

#define ASKED_COOKIE "asked"
enum { ASKED_MOST = 8, ANSWER_DAYS = 10 };

/* ---- the browser remembers what was asked from it ------------------------------------ */

static bool is_token(str s)
{
    bool ok = s.len >= 20 && s.len < 48;
    for (size_t i = 0; ok && i < s.len; i++)
        ok = isalnum((unsigned char)s.at[i]) || s.at[i] == '-';
    return ok;
}

static void remember(struct req *rq, str token)
{
    enum { YEAR_S = 365 * 24 * 3600 };
    struct buf b = buf_new(rq->cx->mem, 600);
    str rest = web_cookie(rq, ASKED_COOKIE);
    buf_str(&b, token);
    for (int n = 1; rest.len && n < ASKED_MOST; n++) {
        str one = str_cut(&rest, '.');
        if (!is_token(one) || str_eq(one, token))
            continue;
        buf_char(&b, '.');
        buf_str(&b, one);
    }
    web_set_cookie(rq, ASKED_COOKIE, buf_done(&b), YEAR_S, true);
}

/* By signing in, or by a token that this browser has. */
static enum err find_mine(struct req *rq, str number, struct question *out)
{
    str rest = web_cookie(rq, ASKED_COOKIE);
    int64_t county = rq->cx->county; /* a token names its own */
    enum err e =
        rq->cx->actor ? disclosure_question(rq->cx, county, number, STR_NONE, out) : ERR_NOT_FOUND;
    while (e == ERR_NOT_FOUND && rest.len) {
        str one = str_cut(&rest, '.');
        if (is_token(one))
            e = disclosure_question(rq->cx, county, number, one, out);
    }
    return e;
}

/* ---- asking ------------------------------------------------------------------------------ */

struct ask_fields {
    str body;
    int64_t line, open, objection;
};
static const struct field ask_fields[] = {
    FIELD_AREA(struct ask_fields, body, 0, 500, N_("What would you like to know?")),
    FIELD(struct ask_fields, line, 0, DISCLOSURE_LINES_MAX, N_("Line")),
    FIELD(struct ask_fields, open, 0, 1, N_("Who may read the answer?")),
    FIELD(struct ask_fields, objection, 0, 1, N_("Objection")),
    {0}};

static enum err find(struct req *rq, struct frame_place *place, struct publication *p)
{
    enum err e = open_place(rq, place);
    if (!e)
        e = disclosure_find_public(rq->cx, rq->county, web_param(rq, "no"), p);
    if (!e && (p->over.len || (p->scope != place->code && !place_within(place->code, p->scope))))
        e = ERR_NOT_FOUND;
    return e ? e : disclosure_lines(rq->cx, p);
}

static enum err show_ask(struct req *rq, int64_t line, enum err because)
{
    struct publication p;
    struct open_ask page = {.p = &p};
    enum err e = find(rq, &page.place, &p);
    if (e)
        return e;
    page.n = line > 0 && line <= p.n_lines ? (int)line : 0;
    if (page.n)
        page.line = str_fmt(
            rq->cx->mem, "%.*s %.*s", STR_ARG(p.lines[page.n - 1].item),
            STR_ARG(frame_money_text(rq->cx->mem, rq->cx->lang, p.lines[page.n - 1].amount_fen)));
    page.back = open_address(rq->cx, &p);
    page.action = str_fmt(rq->cx->mem, "%.*s/ask", STR_ARG(page.back));
    page.may_object = p.object_ms >= rq->cx->now;
    open_html_ask(rq->page, &page);
    return because;
}

enum err open_ask_show(struct req *rq)
{
    int64_t line = 0;
    if (str_int(web_query(rq, "line"), &line))
        line = 0;
    return show_ask(rq, line, OK);
}

enum err open_ask_send(struct req *rq)
{
    struct publication p;
    struct frame_place place;
    struct ask_fields f = {.line = 0};
    struct question_receipt r;
    enum err e = find(rq, &place, &p);
    if (!e)
        e = form_read(rq, ask_fields, &f);
    if (e == ERR_INVALID)
        return show_ask(rq, f.line, e);
    if (e)
        return e;
    struct question_new in = {.publication = p.id,
                              .county = p.county,
                              .line = (int)f.line,
                              .objection = f.objection,
                              .open_wish = f.open,
                              .body = str_clean_text(rq->cx->mem, f.body)};
    e = disclosure_ask(rq->cx, &in, &r);
    if (e == ERR_INVALID)
        return show_ask(rq, f.line, e);
    if (e)
        return e;
    remember(rq, str_of(r.token));
    return web_redirect(rq, "/open/questions/%s?t=%s", r.number, r.token);
}

/* ---- the answer ---------------------------------------------------------------------------- */

/* The address with the token sets the cookie and goes on without it. */
static enum err come_in(struct req *rq, str token)
{
    if (!is_token(token))
        return ERR_NOT_FOUND;
    remember(rq, token);
    return web_redirect(rq, "/open/questions/%.*s", STR_ARG(web_param(rq, "no")));
}

static str token_of(struct req *rq, const struct question *q)
{
    str rest = web_cookie(rq, ASKED_COOKIE);
    while (rest.len) {
        struct matter m;
        str one = str_cut(&rest, '.');
        if (is_token(one) && matters_by_token(rq->cx, one, &m) == OK && m.id == q->m.id)
            return one;
    }
    return STR_NONE;
}

static enum err fill(struct req *rq, const struct question *q, struct open_receipt *page)
{
    struct ctx *cx = rq->cx;
    struct publication p;
    struct matters_clock k[MATTERS_CLOCKS_MAX];
    int n = 0;
    enum err e = disclosure_load(cx, q->m.county, q->publication, &p);
    if (!e)
        e = matters_clocks(cx, &q->m, k, &n);
    if (e)
        return e;
    int64_t due = n ? k[n - 1].due_ms : q->asked_ms + ANSWER_DAYS * DAY_MS;
    str token = token_of(rq, q);
    page->q = q;
    page->title = p.title;
    page->back = open_address(cx, &p);
    page->number = q->m.number;
    page->until = frame_day_text(cx->mem, cx->lang, due, cx->now);
    if (token.len)
        page->link = frame_whole(rq, str_fmt(cx->mem, "/open/questions/%.*s?t=%.*s",
                                             STR_ARG(q->m.number), STR_ARG(token)));
    web_no_copies(rq);
    return OK;
}

enum err open_question_show(struct req *rq)
{
    struct question q;
    struct open_receipt page = {.number = STR_NONE};
    str token = web_query(rq, "t");
    if (token.len)
        return come_in(rq, token);
    enum err e = find_mine(rq, web_param(rq, "no"), &q);
    if (!e)
        e = fill(rq, &q, &page);
    if (!e)
        open_html_receipt(rq->page, &page);
    return e;
}
