/* labels_web.c: labels to be printed and stuck on: sheets of A4, or one. */
#include "rooms/facilities/facilities_own.h"

#include "rooms/facilities/facility_labels_html.h" /* generated */

static enum err read_one(struct req *rq, struct facility *out)
{
    enum err e = facility_by_identifier(rq->cx, rq->cx->county, web_query(rq, "one"), out);
    return !e && !facility_may_see(rq->cx, out) ? ERR_NOT_FOUND : e;
}

enum err facilities_show_labels(struct req *rq)
{
    enum { MOST = FACILITIES_SHEETS_MAX * FACILITIES_PER_SHEET };
    struct ctx *cx = rq->cx;
    struct facilities_list list = {.n = 0};
    struct facility *all = NEW_N(cx->mem, struct facility, MOST);
    struct facility_labels p = {.back = S("/desk/facilities")};
    enum err e = facilities_read_filter(rq, &list);
    if (e)
        return e;
    bool one = web_query(rq, "one").len;
    e = one ? read_one(rq, all) : facility_list(cx, &list.filter, all, MOST, &p.n);
    p.n = one ? !e : p.n;
    struct facility_line *rows = NEW_N(cx->mem, struct facility_line, MOST);
    str *scans = NEW_N(cx->mem, str, MOST);
    for (int i = 0; !e && i < p.n; i++) {
        facilities_name(cx, &list.kinds, &all[i], &rows[i]);
        scans[i] = facilities_scan(rq, all[i].identifier);
    }
    if (e)
        return e;
    p.rows = rows;
    p.scans = scans;
    p.back = one ? str_fmt(cx->mem, "/desk/facilities/%.*s", STR_ARG(all[0].identifier))
                 : str_fmt(cx->mem, "/desk/facilities?%.*s", STR_ARG(list.here));
    if (!one && p.n == MOST && !list.filter.most)
        p.next = str_fmt(cx->mem, "/desk/facility-labels?%.*s&after=%lld", STR_ARG(list.here),
                         (long long)all[MOST - 1].id);
    facility_labels_html_page(rq->page, &p);
    return OK;
}
