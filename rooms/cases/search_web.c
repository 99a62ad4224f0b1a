/* search_web.c: one page on which everybody finds what they may see: places by name, own cases,
 * the cases of one's work, and public ones. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "civic/search/search.h"
#include "rooms/cases/search_html.h" /* generated */

enum { FOUND = CASES_PAGE + 1, PLACES_MOST = 8, MARKS_MOST = 40, TOKEN_LEN = 33 };

/* ---- which cases -------------------------------------------------------- */

/* Newest first, each once, `max` at most: hits of `more` come into the list. */
static int merge(struct search_hit *all, int n, const struct search_hit *more, int n_more, int max)
{
    struct search_hit was[FOUND];
    int i = 0, k = 0, got = 0;
    memcpy(was, all, (size_t)n * sizeof *was);
    while (got < max && (i < n || k < n_more)) {
        bool first = k == n_more || (i < n && was[i].id >= more[k].id);
        if (first && k < n_more && was[i].id == more[k].id)
            k++;
        all[got++] = first ? was[i++] : more[k++];
    }
    return got;
}

/* By place, by place where it is sensitive, and by a task of one's own unit. Who is signed in finds
 * the own ones by each of them. */
static enum err find_all(struct req *rq, const struct search_page *p, struct search_hit *all,
                         int *n)
{
    static const char *const ways[][2] = {
        {"case", ACT_CASES_READ}, {"private", ACT_CASES_PRIVATE}, {NULL, "cases.handle"}};
    *n = 0;
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct search_hit some[FOUND];
        struct search_ask ask = {.county = rq->county,
                                 .text = p->words,
                                 .within = p->place.code,
                                 .kind = ways[i][0],
                                 .act = rq->cx->county == rq->county ? ways[i][1] : NULL,
                                 .before = p->before};
        int k = 0;
        enum err e = search_find(rq->cx, &ask, some, FOUND, &k);
        if (e)
            return e;
        *n = merge(all, *n, some, k, FOUND);
    }
    return OK;
}

/* ---- how they are shown -------------------------------------------------- */

static bool same_letter(char a, char b)
{
    return (a >= 'A' && a <= 'Z' ? a + 32 : a) == (b >= 'A' && b <= 'Z' ? b + 32 : b);
}

/* The first of the words that begins here; its length, or 0. */
static size_t word_at(str text, size_t at, str words)
{
    while (words.len) {
        str w = str_cut(&words, ' ');
        size_t i = 0;
        while (i < w.len && at + i < text.len && same_letter(w.at[i], text.at[at + i]))
            i++;
        if (w.len && i == w.len)
            return i;
    }
    return 0;
}

static void add_mark(struct search_mark *list, int *n, str text, size_t from, size_t to, bool hit)
{
    if (to > from)
        list[(*n)++] = (struct search_mark){{text.at + from, to - from}, hit};
}

static void mark(struct arena *mem, str text, str words, struct search_row *out)
{
    struct search_mark *list = NEW_N(mem, struct search_mark, MARKS_MOST + 2);
    size_t from = 0, at = 0;
    int n = 0;
    while (at < text.len && n < MARKS_MOST) {
        size_t len = word_at(text, at, words);
        if (len) {
            add_mark(list, &n, text, from, at, false);
            add_mark(list, &n, text, at, at + len, true);
            from = at + len;
        }
        at += len ? len : 1;
    }
    add_mark(list, &n, text, from, text.len, false);
    out->title = list;
    out->n_title = n;
}

static enum search_group group_of(enum matters_view view)
{
    return view > MATTERS_VIEW_REPORTER    ? SEARCH_WORK
           : view == MATTERS_VIEW_REPORTER ? SEARCH_MINE
                                           : SEARCH_PUBLIC;
}

/* The index may be a moment behind: what the asker may see of it now decides. */
static enum err add_hit(struct req *rq, struct search_page *p, const struct search_hit *hit)
{
    struct ctx *cx = rq->cx;
    struct matter m;
    enum matters_view view = MATTERS_VIEW_NONE;
    enum err e = matters_find(cx, rq->county, hit->id, MATTERS_VIEW_PUBLIC, &m);
    if (e == ERR_NOT_FOUND || (!e && !str_is(m.kind, "case")))
        return OK; /* another room's is found on its own page */
    if (!e)
        e = matters_view(cx, &m, &view);
    if (e)
        return e;
    enum search_group g = group_of(view);
    struct search_row *row = &p->rows[g][p->n[g]++];
    str slug = places_slug(cx, place_above(m.scope, PLACE_COMMUNITY));
    row->href = g == SEARCH_WORK
                    ? str_fmt(cx->mem, "/desk/cases/%.*s", STR_ARG(m.number))
                    : str_fmt(cx->mem, "/c/%.*s/cases/%.*s", STR_ARG(slug), STR_ARG(m.number));
    e = cases_rows(cx, &m, 1, view, &row->c);
    if (!e)
        mark(cx->mem, row->c.title, p->words, row);
    return e;
}

static enum err read_cases(struct req *rq, struct search_page *p)
{
    struct search_hit hits[FOUND];
    int n = 0;
    for (int g = 0; g < SEARCH_GROUPS; g++)
        p->rows[g] = NEW_N(rq->cx->mem, struct search_row, CASES_PAGE);
    enum err e = find_all(rq, p, hits, &n);
    if (n == FOUND)
        p->next = hits[CASES_PAGE - 1].id;
    for (int i = 0; !e && i < n && i < CASES_PAGE; i++)
        e = add_hit(rq, p, &hits[i]);
    return e;
}

/* ---- the page ------------------------------------------------------------ */

static enum err read_ask(struct req *rq, struct search_page *p)
{
    struct ctx *cx = rq->cx;
    int64_t county = cx->county ? cx->county : people_first_county(cx);
    enum err e = OK;
    p->words = utf8_head(str_clean_line(cx->mem, web_query(rq, "q")), 60);
    p->staff = may_somewhere(cx, ACT_CASES_WORK);
    if (str_int(web_query(rq, "before"), &p->before) || p->before < 0)
        p->before = 0;
    if (web_query(rq, "in").len) {
        e = places_resolve(cx, web_query(rq, "in"), &county, &p->place.code);
        p->place.name = places_name(cx, p->place.code);
        p->place.slug = places_slug(cx, p->place.code);
    }
    web_set_county(rq, county);
    return e;
}

static enum err read_places(struct req *rq, struct search_page *p)
{
    struct place *found = NEW_N(rq->cx->mem, struct place, PLACES_MOST);
    p->places = found;
    return p->before
               ? OK
               : places_search(rq->cx, p->words, p->place.code, found, PLACES_MOST, &p->n_places);
}

/* "532503-" and 26 letters: the number on a receipt opens its case by the receipt's own door. */
static bool is_token(str s)
{
    return s.len == TOKEN_LEN && s.at[6] == '-' && str_find(s, S("/")) == SIZE_MAX;
}

enum err search_show(struct req *rq)
{
    struct search_page p = {0};
    enum err e = read_ask(rq, &p);
    if (!e && is_token(p.words))
        return web_redirect(rq, "/q/%.*s", STR_ARG(p.words));
    if (!e && p.words.len)
        e = read_places(rq, &p);
    if (!e && p.words.len)
        e = read_cases(rq, &p);
    if (!e)
        search_html_page(rq->page, &p);
    return e;
}
