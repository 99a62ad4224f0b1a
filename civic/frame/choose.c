/* choose.c: the first page. Search by name or pinyin initials, or walk down the divisions. */
#include "civic/frame/choose.h"

#include "civic/frame/choose_html.h"

enum { FOUND_MAX = 30 };

/* An instance of one county starts in that county: levels with a single child are skipped. */
static enum err start_of(struct ctx *cx, int64_t *code)
{
    *code = 0;
    for (;;) {
        struct place *below;
        int n;
        enum err e = places_list(cx, *code, &below, &n);
        if (e || n != 1 || below[0].level > PLACE_COUNTY)
            return e;
        *code = below[0].code;
    }
}

static enum err read_at(struct req *rq, struct choose_page *p)
{
    struct ctx *cx = rq->cx;
    int64_t code = 0;
    enum err e = OK;
    if (web_query_has(rq, "in"))
        e = place_parse(web_query(rq, "in"), &code) ? ERR_NOT_FOUND : OK;
    else
        e = start_of(cx, &code);
    if (!e && code)
        e = places_find(cx, code, &p->at);
    return e;
}

static enum err list(struct ctx *cx, struct choose_page *p)
{
    struct place *below, *all;
    enum err e = places_list(cx, p->at.code, &below, &p->n_below);
    if (e)
        return e;
    p->below = below;
    if (p->at.level != PLACE_COUNTY)
        return OK;
    e = places_list_level(cx, p->at.code, PLACE_COMMUNITY, &all, &p->n_communities);
    if (!e)
        p->communities = all;
    return e;
}

static enum err search(struct ctx *cx, struct choose_page *p)
{
    struct place *found = NEW_N(cx->mem, struct place, FOUND_MAX);
    p->found = found;
    return places_search(cx, p->words, 0, found, FOUND_MAX, &p->n_found);
}

enum err choose_show(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct choose_page p = {.words = utf8_head(str_clean_line(cx->mem, web_query(rq, "q")), 30)};
    enum err e = OK;
    if (p.words.len)
        e = search(cx, &p);
    if (!e && rq->fragment) {
        choose_html_found(rq->page, &p);
        return OK;
    }
    if (!e)
        e = read_at(rq, &p);
    if (!e)
        e = list(cx, &p);
    if (!e)
        choose_html_page(rq->page, &p);
    return e;
}
