/* home_web.c: a community's home page and its notices. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/cases_sql.h"
#include "rooms/cases/home_html.h" /* generated */

enum { HOME_NEW = 5, HOME_NOTICES = 10 };

/* Those of this browser and, signed in, of this account; a matter reported signed in from this
 * browser is both and stands once. */
static bool has_matter(const struct matter *m, int n, const struct matter *one)
{
    for (int i = 0; i < n; i++)
        if (m[i].id == one->id)
            return true;
    return false;
}

static enum err list_mine(struct req *rq, struct home_page *p)
{
    struct ctx *cx = rq->cx;
    struct matter m[CASES_MINE];
    int n = 0;
    if (cx->actor) {
        enum err e = matters_list_mine(cx, rq->county, 0, m, CASES_MINE, &n);
        if (e)
            return e;
    }
    str tokens[CASES_TOKENS];
    int n_tokens = cases_tokens(rq, tokens);
    for (int i = 0; i < n_tokens && n < CASES_MINE; i++)
        if (matters_by_token(cx, tokens[i], &m[n]) == OK && m[n].county == rq->county &&
            !has_matter(m, n, &m[n]))
            n++;
    struct case_row *rows = NEW_N(cx->mem, struct case_row, CASES_MINE);
    enum err e = cases_rows(cx, m, n, MATTERS_VIEW_REPORTER, rows);
    p->mine = rows;
    p->n_mine = e ? 0 : n;
    return e;
}

static enum err list_new(struct req *rq, struct home_page *p)
{
    struct matter m[HOME_NEW];
    int n = 0;
    struct matters_list_filter f = {.county = rq->county,
                                    .lo = p->place.code,
                                    .hi = place_end(p->place.code),
                                    .kind = S("case"),
                                    .open = -1,
                                    .listed = true};
    struct case_row *rows = NEW_N(rq->cx->mem, struct case_row, HOME_NEW);
    enum err e = matters_list(rq->cx, &f, m, HOME_NEW, &n);
    if (!e)
        e = cases_rows(rq->cx, m, n, MATTERS_VIEW_PUBLIC, rows);
    p->new = rows;
    p->n_new = e ? 0 : n;
    return e;
}

enum err home_list_notices(struct req *rq, struct home_page *p)
{
    struct ctx *cx = rq->cx;
    struct home_notice *list = NEW_N(cx->mem, struct home_notice, HOME_NOTICES);
    int64_t code = p->place.code;
    AUTO_ROWS rows =
        db_query(cx, &cases_sql_notices, db_int("county", rq->county), db_int("community", code),
                 db_int("town", place_above(code, PLACE_TOWN)),
                 db_int("all", place_above(code, PLACE_COUNTY)), db_int("now", cx->now));
    while (p->n_notices < HOME_NOTICES && db_next(&rows))
        list[p->n_notices++] = (struct home_notice){
            .key = str_fmt(cx->mem, "%lld", (long long)db_get_int(&rows, 4)),
            .title = db_keep_text(&rows, 0),
            .body = db_keep_text(&rows, 1),
            .owner = people_name(cx, rq->county, db_get_int(&rows, 2)),
            .until = frame_day_text(cx->mem, cx->lang, db_get_int(&rows, 3), cx->now)};
    p->notices = list;
    return db_end(&rows);
}

static enum err count_open(struct req *rq, struct home_page *p)
{
    struct cases_figures f;
    enum err e = cases_count_open(rq->cx, rq->county, p->place.code, &f);
    if (!e)
        p->open = f.open;
    return e;
}

/* The first grid worker of the community who gave a number for it. */
static enum err find_worker(struct req *rq, struct home_page *p)
{
    struct people_holder h[8];
    int n = 0;
    enum err e =
        people_holders(rq->cx, rq->county, ACT_CASES_GRID, p->place.code, NO_ORG, h, COUNT(h), &n);
    for (int i = 0; !e && i < n; i++)
        if (h[i].phone.len) {
            p->worker = h[i].name;
            p->worker_phone = h[i].phone;
            break;
        }
    return e;
}

static enum err begin(struct req *rq, struct home_page *p)
{
    enum err e = cases_place(rq, &p->place);
    if (e)
        return e;
    p->slug = p->place.slug;
    p->phone = p->place.phone;
    p->home = cases_home_of(rq, &p->place);
    return home_list_notices(rq, p);
}

enum err home_show(struct req *rq)
{
    struct home_page p = {0};
    enum err e = begin(rq, &p);
    if (!e)
        e = list_mine(rq, &p);
    if (!e && rq->cx->actor)
        e = notices_count_unread(rq->cx, &p.unread);
    if (!e && p.place.reports.len)
        e = list_new(rq, &p);
    if (!e && p.place.reports.len)
        e = count_open(rq, &p);
    if (!e)
        e = find_worker(rq, &p);
    if (!e)
        home_html_page(rq->page, &p);
    return e;
}

enum err cases_closed_page(struct req *rq, const struct frame_place *p)
{
    web_status(rq, 404); /* a page of its own, not the one for a wrong address */
    closed_html_page(rq->page, p, cases_home_of(rq, p));
    return OK;
}

enum err home_notices(struct req *rq)
{
    struct home_page p = {0};
    enum err e = begin(rq, &p);
    if (!e)
        notices_html_page(rq->page, &p);
    return e;
}
