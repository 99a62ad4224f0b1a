/* filter.c: what an address of the figures asks for, and how far its reader may see. */
#include "rooms/insight/pages.h"

/* ---- how far ------------------------------------------------------------ */

/* By place where a post grants that, else the figures of the reader's own organisation. */
static enum err read_reach(struct ctx *cx, struct insight_page *p)
{
    struct posts_reach r;
    posts_reach(cx, ACT_INSIGHT, &r);
    p->root = r.ranges ? r.lo[0] : r.orgs ? place_above(r.olo[0], PLACE_COUNTY) : 0;
    p->own_org = !r.ranges;
    p->q.org = r.ranges ? 0 : r.orgs ? r.org[0] : 0;
    return p->root ? OK : ERR_NOT_FOUND;
}

static enum err read_place(struct req *rq, struct insight_page *p)
{
    struct ctx *cx = rq->cx;
    str word = web_query(rq, "place");
    int64_t county = cx->county, code = p->root;
    enum err e = word.len ? places_resolve(cx, word, &county, &code) : OK;
    if (!e && (county != cx->county || (!p->own_org && !may(cx, ACT_INSIGHT, code, NO_ORG))))
        e = ERR_NOT_FOUND;
    if (!e)
        e = places_find(cx, code, &p->at);
    if (e)
        return e;
    p->q.county = cx->county;
    p->q.lo = code;
    p->q.hi = place_end(code);
    return OK;
}

static enum err read_org(struct req *rq, struct insight_page *p)
{
    struct org o;
    str word = web_query(rq, "org");
    enum err e = OK;
    if (p->own_org)
        e = org_find(rq->cx, rq->cx->county, p->q.org, &o);
    else if (word.len)
        e = org_find_code(rq->cx, rq->cx->county, word, &o);
    else
        return OK;
    if (e)
        return e;
    p->q.org = o.id;
    p->org = o.code;
    p->org_name = o.name;
    return OK;
}

static int word_in(const char *const *names, int n, str word, int otherwise)
{
    for (int i = 0; i < n; i++)
        if (str_is(word, names[i]))
            return i;
    return otherwise;
}

/* The last day of the month before: of a month that has hardly begun there is nothing to read. */
static int64_t usual_day(int64_t today)
{
    return today - civil_of_day(today).day;
}

static void read_period(struct req *rq, struct insight_page *p)
{
    int64_t today = day_of_ms(rq->cx->now), day = usual_day(today), asked;
    int span = word_in(insight_span_names, INSIGHT_SPANS, web_query(rq, "span"), INSIGHT_MONTH);
    if (!day_parse(web_query(rq, "on"), &asked) && asked > 0 && asked < today + 4000)
        day = asked;
    struct civil c = civil_of_day(day);
    p->on = str_fmt(rq->cx->mem, "%d-%02d-%02d", c.year, c.month, c.day);
    p->period = insight_period_of((enum insight_span)span, day);
    p->q.from_ms = ms_of_day(p->period.from_day);
    p->q.until_ms = ms_of_day(p->period.until_day);
    p->running = p->q.until_ms > rq->cx->now;
}

/* Parts of a county are its towns, of a town its communities, of a community its grids. */
static int64_t unit_below(int64_t code)
{
    enum place_level l = place_level_of(code);
    return l >= PLACE_GRID ? 1 : place_span((enum place_level)(l + 1));
}

static enum err read_kind(struct req *rq, struct insight_page *p)
{
    struct category c;
    str code = web_query(rq, "kind");
    if (!code.len)
        return OK;
    enum err e = cases_category_find(rq->cx, rq->cx->county, code, &c);
    if (e)
        return e;
    p->q.category = p->category = c.code;
    p->category_name = cases_category_name(&c, rq->cx->lang);
    return OK;
}

/* ---- addresses ----------------------------------------------------------- */

static void put(struct html *h, const char *name, str value)
{
    if (!value.len)
        return;
    if (h->out->len)
        buf_char(h->out, '&');
    buf_fmt(h->out, "%s=", name);
    html_url_str(h, value);
}

static str query_of(struct ctx *cx, const struct insight_page *p, const char *name, str value)
{
    struct buf b = buf_new(cx->mem, 2000);
    struct html piece = {.out = &b, .cx = cx};
    const struct {
        const char *name;
        str value;
    } all[] = {
        {"place", p->at.code == p->root ? STR_NONE : p->at.slug},
        {"span", str_of(insight_span_names[p->period.span])},
        {"on", p->on},
        {"org", p->own_org ? STR_NONE : p->org},
        {"kind", p->category},
        {"by", p->by},
        {"i", str_of(insight_indicators[p->chosen].code)},
    };
    for (size_t i = 0; i < COUNT(all); i++)
        if (!name || strcmp(name, all[i].name) != 0)
            put(&piece, all[i].name, all[i].value);
    if (name)
        put(&piece, name, value);
    return buf_done(&b);
}

str insight_address(struct ctx *cx, const struct insight_page *p, const char *name, str value)
{
    return str_fmt(cx->mem, "/insight?%.*s", STR_ARG(query_of(cx, p, name, value)));
}

str insight_more(struct ctx *cx, const char *path, const struct insight_page *p, const char *more)
{
    return str_fmt(cx->mem, "%s?%.*s%s", path, STR_ARG(p->here), more);
}

enum err insight_read_filter(struct req *rq, struct insight_page *p)
{
    struct ctx *cx = rq->cx;
    enum err e = read_reach(cx, p);
    if (!e)
        e = read_place(rq, p);
    if (!e)
        e = read_org(rq, p);
    if (!e)
        e = read_kind(rq, p);
    if (e)
        return e;
    read_period(rq, p);
    p->q.by = (enum insight_by)word_in(insight_by_names, INSIGHT_BYS, web_query(rq, "by"),
                                       INSIGHT_BY_PLACE);
    if (p->q.by == INSIGHT_WHOLE)
        p->q.by = INSIGHT_BY_PLACE;
    p->by = str_of(insight_by_names[p->q.by]);
    p->q.unit = unit_below(p->at.code);
    p->chosen = insight_find(web_query(rq, "i"));
    if (p->chosen < 0)
        p->chosen = insight_find(S("handle_in_time"));
    p->here = query_of(cx, p, NULL, STR_NONE);
    return OK;
}
