/* dispatch_web.c: handing several cases on: each with the unit proposed for it, then what came of
 * each. */
#include "rooms/duty/dispatch_html.h" /* generated */
#include "rooms/duty/duty_own.h"

/* ---- which ------------------------------------------------------------- */

enum err duty_read_case(struct ctx *cx, str number, struct casefile *out)
{
    return cases_find(cx, cx->county, number, MATTERS_VIEW_STAFF, out);
}

static str named(const struct req *rq, size_t i)
{
    return rq->method == POST ? web_field_at(rq, "case", i) : web_query_at(rq, "case", i);
}

static bool is_twice(const struct dispatch_page *p, int64_t id)
{
    for (int i = 0; i < p->n; i++)
        if (p->rows[i].c.m.id == id)
            return true;
    return false;
}

enum err duty_read_cases(struct req *rq, struct dispatch_page *p)
{
    p->rows = NEW_N(rq->cx->mem, struct dispatch_row, DUTY_PAGE);
    for (size_t i = 0; p->n < DUTY_PAGE && named(rq, i).len; i++) {
        struct casefile c;
        enum err e = duty_read_case(rq->cx, named(rq, i), &c);
        if (e)
            return e;
        if (!is_twice(p, c.m.id))
            p->rows[p->n++] = (struct dispatch_row){.c = c, .at = i};
    }
    return OK;
}

/* ---- to whom ----------------------------------------------------------- */

static enum err fill_row(struct req *rq, struct dispatch_row *r)
{
    struct ctx *cx = rq->cx;
    struct duty_choice choice;
    enum err e = duty_may_dispatch(cx, &r->c.m, &r->may);
    if (!e)
        e = duty_units(cx, &r->c, &r->units, &r->n_units);
    if (!e)
        e = duty_choose(cx, &r->c, r->units, r->n_units, &choice);
    if (e)
        return e;
    r->chosen = choice.org;
    r->why = duty_choice_why(cx, &choice);
    r->desk = tr(cx->lang, r->c.m.flow->states[r->c.m.at].label);
    return OK;
}

static enum err fill_page(struct req *rq, struct dispatch_page *p)
{
    struct matter *m = NEW_N(rq->cx->mem, struct matter, DUTY_PAGE);
    struct case_row *lines = NEW_N(rq->cx->mem, struct case_row, DUTY_PAGE);
    enum err e = OK;
    for (int i = 0; !e && i < p->n; i++) {
        m[i] = p->rows[i].c.m;
        e = fill_row(rq, &p->rows[i]);
        p->n_may += p->rows[i].may;
    }
    if (!e)
        e = cases_rows(rq->cx, m, p->n, MATTERS_VIEW_STAFF, lines);
    for (int i = 0; !e && i < p->n; i++)
        p->rows[i].line = lines[i];
    return e;
}

static enum err show(struct req *rq, struct dispatch_page *p, enum err because)
{
    enum err e = fill_page(rq, p);
    if (e)
        return e;
    dispatch_html_page(rq->page, p);
    return because;
}

enum err duty_dispatch_page(struct req *rq)
{
    struct dispatch_page p = {.n = 0};
    enum err e = duty_read_cases(rq, &p);
    return e ? e : show(rq, &p, OK);
}

/* ---- done -------------------------------------------------------------- */

static enum err read_orders(struct req *rq, const struct dispatch_page *p, struct duty_orders *out)
{
    for (int i = 0; i < p->n; i++) {
        const struct dispatch_row *r = &p->rows[i];
        struct duty_order *o = &out->at[out->n];
        *o = (struct duty_order){.c = &r->c};
        if (!web_field_at(rq, "org", r->at).len)
            continue; /* left where it is */
        if (str_int(web_field_at(rq, "org", r->at), &o->org) ||
            str_int(web_field_at(rq, "seen", r->at), &o->seen))
            return ERR_INVALID;
        out->n++;
    }
    return out->n ? OK : fail_field(rq->cx, "org", _("Choose a unit for at least one of them."));
}

enum err duty_dispatch_send(struct req *rq)
{
    struct dispatch_page p = {.n = 0};
    struct duty_orders *all = NEW(rq->cx->mem, struct duty_orders);
    enum err e = duty_read_cases(rq, &p);
    if (e)
        return e;
    e = read_orders(rq, &p, all);
    if (e)
        return show(rq, &p, e);
    e = duty_order(rq->cx, all);
    return e ? e : web_redirect(rq, "%s", str_z(rq->cx->mem, duty_results_address(rq->cx, all)));
}

/* ---- what came of it --------------------------------------------------- */

/* The last who took a step: whoever was faster. */
static enum err last_hand(struct ctx *cx, const struct matter *m, struct done_row *r)
{
    struct task *t = NEW_N(cx->mem, struct task, FLOW_TASKS_MAX);
    int n = 0;
    enum err e = matters_tasks(cx, m, t, FLOW_TASKS_MAX, &n);
    for (int i = 0; !e && i < n; i++)
        if (t[i].closed_by && t[i].closed_ms >= r->by_ms) {
            r->by_ms = t[i].closed_ms;
            r->by = people_name(cx, m->county, t[i].closed_by);
        }
    return e;
}

static enum err fill_done(struct ctx *cx, str number, char letter, struct done_row *r)
{
    struct casefile c;
    struct org o;
    enum err e = duty_read_case(cx, number, &c);
    if (e)
        return e;
    r->letter = letter;
    r->state = tr(cx->lang, c.m.flow->states[c.m.at].label);
    if (c.m.lead_org && org_find(cx, c.m.county, c.m.lead_org, &o) == OK)
        r->unit = o.name;
    e = last_hand(cx, &c.m, r);
    return e ? e : cases_rows(cx, &c.m, 1, MATTERS_VIEW_STAFF, &r->line);
}

/* "HZY-26-00123.d,…": who may not read a case is not told of it. */
enum err duty_done_page(struct req *rq)
{
    str rest = web_query(rq, "r");
    struct done_page p = {.rows = NEW_N(rq->cx->mem, struct done_row, DUTY_PAGE)};
    while (rest.len && p.n < DUTY_PAGE) {
        str letter = str_cut(&rest, ','), number = str_cut(&letter, '.');
        if (letter.len != 1)
            return ERR_NOT_FOUND;
        enum err e = fill_done(rq->cx, number, letter.at[0], &p.rows[p.n]);
        if (e)
            return e;
        p.done += letter.at[0] == 'd' || letter.at[0] == 'm' || letter.at[0] == 'p';
        p.n++;
    }
    if (!p.n)
        return ERR_NOT_FOUND;
    dispatch_html_done(rq->page, &p);
    return OK;
}
