/* same_web.c: reports that may be of one thing, side by side, and merging them. */
#include "rooms/duty/dispatch_html.h" /* generated */
#include "rooms/duty/duty_own.h"

static bool can_merge(const struct matter *m)
{
    int i = flow_move_find(m->flow, S("merge"));
    return i >= 0 && (m->flow->moves[i].from >> m->at & 1);
}

/* The one that is furthest is kept: a unit may be at work on it; else the oldest. */
static bool stands_before(const struct same_row *a, const struct same_row *b)
{
    if (a->may != b->may)
        return !a->may;
    return a->c.m.opened_ms < b->c.m.opened_ms;
}

static enum err add_row(struct ctx *cx, int64_t id, int64_t metres, struct same_page *p)
{
    struct matter m;
    struct same_row r = {.metres = metres};
    enum err e = matters_find(cx, cx->county, id, MATTERS_VIEW_STAFF, &m);
    if (e == ERR_NOT_FOUND)
        return OK; /* not for this reader */
    if (!e)
        e = cases_load(cx, &m, &r.c);
    if (!e)
        e = cases_rows(cx, &m, 1, MATTERS_VIEW_STAFF, &r.line);
    if (e)
        return e;
    r.may = can_merge(&m);
    int at = p->n++;
    for (; at > 0 && stands_before(&r, &p->rows[at - 1]); at--)
        p->rows[at] = p->rows[at - 1];
    p->rows[at] = r;
    return OK;
}

static enum err read_group(struct req *rq, struct same_page *p)
{
    struct casefile c;
    struct cases_near near[DUTY_SAME_MAX];
    int n = 0;
    p->rows = NEW_N(rq->cx->mem, struct same_row, DUTY_SAME_MAX + 1);
    enum err e = duty_read_case(rq->cx, web_param(rq, "no"), &c);
    if (!e)
        e = duty_same(rq->cx, &c, near, &n);
    if (!e)
        e = add_row(rq->cx, c.m.id, 0, p);
    for (int i = 0; !e && i < n; i++)
        e = add_row(rq->cx, near[i].id, near[i].metres, p);
    if (!e) {
        p->no = c.m.number;
        p->into = p->rows[0].c.m.number;
    }
    return e;
}

enum err duty_same_page(struct req *rq)
{
    struct same_page p = {.n = 0};
    enum err e = read_group(rq, &p);
    if (!e)
        dispatch_html_same(rq->page, &p);
    return e;
}

static bool is_ticked(const struct req *rq, str number)
{
    for (size_t i = 0; web_field_at(rq, "case", i).len; i++)
        if (str_eq(web_field_at(rq, "case", i), number))
            return true;
    return false;
}

static enum err read_merge(struct req *rq, const struct same_page *p, struct duty_orders *all)
{
    int64_t into = 0;
    for (int i = 0; i < p->n; i++)
        if (str_eq(p->rows[i].c.m.number, web_field(rq, "into")))
            into = p->rows[i].c.m.id;
    if (!into)
        return fail_field(rq->cx, "into", _("Choose which of them stays."));
    for (int i = 0; i < p->n; i++) {
        const struct same_row *r = &p->rows[i];
        if (r->may && r->c.m.id != into && is_ticked(rq, r->c.m.number))
            all->at[all->n++] =
                (struct duty_order){.c = &r->c, .seen = r->c.m.row_ver, .into = into};
    }
    return all->n ? OK
                  : fail_field(rq->cx, "case", _("Tick at least one that goes into the other."));
}

enum err duty_same_send(struct req *rq)
{
    struct same_page p = {.n = 0};
    struct duty_orders *all = NEW(rq->cx->mem, struct duty_orders);
    enum err e = read_group(rq, &p);
    if (e)
        return e;
    e = read_merge(rq, &p, all);
    if (e) {
        dispatch_html_same(rq->page, &p);
        return e;
    }
    e = duty_order(rq->cx, all);
    return e ? e : web_redirect(rq, "%s", str_z(rq->cx->mem, duty_results_address(rq->cx, all)));
}
