/* board_web.c: the board: counters, the queue, and what is where. Its pieces are fetched again by
 * themselves when the county's facts went on. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/duty/board_html.h" /* generated */
#include "rooms/duty/duty_own.h"

static const struct counter {
    const char *key;
    int stage;
    enum duty_when when;
} counters[] = {{"new", DUTY_NEW, DUTY_ANY_TIME},
                {"dispatch", DUTY_DISPATCH, DUTY_ANY_TIME},
                {"work", DUTY_WORK, DUTY_ANY_TIME},
                {"today", -1, DUTY_TODAY},
                {"late", -1, DUTY_LATE},
                {"confirm", DUTY_CONFIRM, DUTY_ANY_TIME}};

/* ---- what is asked for ------------------------------------------------- */

/* The place of the first post with which the board is seen. */
static int64_t home_of(struct ctx *cx)
{
    struct posts_reach r;
    posts_reach(cx, ACT_DUTY, &r);
    return r.ranges ? r.lo[0] : 0;
}

static void read_counter(struct req *rq, struct board_page *p, struct duty_filter *f)
{
    f->stage = -1;
    for (size_t i = 0; i < COUNT(counters); i++)
        if (str_is(web_query(rq, "s"), counters[i].key)) {
            p->s = str_of(counters[i].key);
            f->stage = counters[i].stage;
            f->when = counters[i].when;
        }
}

static void read_after(struct req *rq, struct duty_filter *f)
{
    str after = web_query(rq, "after");
    if (str_int(str_cut(&after, '.'), &f->after_need) || str_int(after, &f->after))
        f->after = 0;
}

enum err duty_read_filter(struct req *rq, struct board_page *p, struct duty_filter *f)
{
    struct ctx *cx = rq->cx;
    int64_t home = home_of(cx);
    p->at = home;
    if (web_query(rq, "place").len && place_parse(web_query(rq, "place"), &p->at))
        return ERR_NOT_FOUND;
    if (!may(cx, ACT_DUTY, p->at, NO_ORG))
        return ERR_NOT_FOUND;
    if (p->at != home)
        p->place = place_text(cx->mem, p->at);
    *f = (struct duty_filter){.county = cx->county, .lo = p->at, .hi = place_end(p->at)};
    read_counter(rq, p, f);
    read_after(rq, f);
    return OK;
}

/* ---- the queue --------------------------------------------------------- */

enum err duty_tickets(struct ctx *cx, const struct duty_row *rows, int n, struct duty_ticket *out)
{
    struct matter *m = NEW_N(cx->mem, struct matter, n);
    struct case_row *lines = NEW_N(cx->mem, struct case_row, n);
    enum err e = OK;
    for (int i = 0; !e && i < n; i++)
        e = matters_load(cx, cx->county, rows[i].matter, &m[i]);
    if (!e)
        e = cases_rows(cx, m, n, MATTERS_VIEW_STAFF, lines);
    for (int i = 0; !e && i < n; i++) {
        out[i] = (struct duty_ticket){
            .c = lines[i], .same = rows[i].near > 0, .early = rows[i].stage <= DUTY_DISPATCH};
        duty_why(cx, &rows[i], &m[i], &out[i].why);
    }
    return e;
}

static str address(struct ctx *cx, const struct board_page *p, const struct duty_row *last)
{
    return str_fmt(cx->mem, "/duty?s=%.*s&place=%.*s&after=%lld.%lld", STR_ARG(p->s),
                   STR_ARG(p->place), (long long)last->need_ms, (long long)last->matter);
}

static enum err fill_queue(struct ctx *cx, const struct duty_filter *f, struct board_page *p)
{
    struct duty_row rows[DUTY_PAGE];
    struct duty_ticket *tickets = NEW_N(cx->mem, struct duty_ticket, DUTY_PAGE);
    enum err e = duty_list(cx, f, rows, DUTY_PAGE, &p->n);
    if (!e)
        e = duty_tickets(cx, rows, p->n, tickets);
    if (!e && p->n == DUTY_PAGE)
        p->next = address(cx, p, &rows[DUTY_PAGE - 1]);
    p->rows = tickets;
    return e;
}

/* ---- the page ---------------------------------------------------------- */

static enum err fill(struct req *rq, struct board_page *p)
{
    struct duty_filter f;
    p->part = rq->fragment ? web_header(rq, "X-Fragment") : STR_NONE;
    p->layer = str_is(web_query(rq, "layer"), "workers")      ? S("workers")
               : str_is(web_query(rq, "layer"), "facilities") ? S("facilities")
                                                              : STR_NONE;
    enum err e = duty_read_filter(rq, p, &f);
    if (!e && !str_is(p->part, "map"))
        e = duty_count(rq->cx, &f, &p->counts);
    if (!e && !str_is(p->part, "map"))
        e = fill_queue(rq->cx, &f, p);
    if (!e && !str_is(p->part, "board"))
        e = duty_fill_map(rq->cx, &f, p);
    return e;
}

enum err duty_page(struct req *rq)
{
    struct board_page p = {.n = 0};
    enum err e = fill(rq, &p);
    if (e)
        return e;
    p.name = places_name(rq->cx, p.at);
    if (str_is(p.part, "board"))
        board_html_live(rq->page, &p);
    else if (str_is(p.part, "map"))
        board_html_map(rq->page, &p);
    else
        board_html_page(rq->page, &p);
    return OK;
}

enum err duty_stream(struct req *rq)
{
    char topic[40];
    snprintf(topic, sizeof topic, "county/%lld", (long long)rq->cx->county);
    return web_stream(rq, (const char *const[]){topic}, 1);
}
