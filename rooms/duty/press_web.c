/* press_web.c: pressing the units of several cases with one sentence. */
#include "rooms/duty/dispatch_html.h" /* generated */
#include "rooms/duty/duty_own.h"

static enum err fill(struct req *rq, struct dispatch_page *p)
{
    struct ctx *cx = rq->cx;
    enum err e = duty_read_cases(rq, p);
    for (int i = 0; !e && i < p->n; i++) {
        struct dispatch_row *r = &p->rows[i];
        e = duty_may_press(cx, &r->c.m, &r->may, &r->why);
        if (!e)
            e = cases_rows(cx, &r->c.m, 1, MATTERS_VIEW_STAFF, &r->line);
        r->desk = tr(cx->lang, r->c.m.flow->states[r->c.m.at].label);
        p->n_may += r->may;
    }
    return e;
}

enum err duty_press_page(struct req *rq)
{
    struct dispatch_page p = {.n = 0};
    enum err e = fill(rq, &p);
    if (!e)
        dispatch_html_press(rq->page, &p);
    return e;
}

static bool is_sent(const struct req *rq, str number, int64_t *seen)
{
    for (size_t i = 0; web_field_at(rq, "case", i).len; i++)
        if (str_eq(web_field_at(rq, "case", i), number))
            return !str_int(web_field_at(rq, "seen", i), seen);
    return false;
}

enum err duty_press_send(struct req *rq)
{
    struct dispatch_page p = {.n = 0};
    struct duty_orders *all = NEW(rq->cx->mem, struct duty_orders);
    str say = str_trim(utf8_head(web_field(rq, "say"), 500));
    enum err e = fill(rq, &p);
    if (!e && !say.len)
        e = fail_field(rq->cx, "say", _("Say it in words."));
    if (e == ERR_INVALID)
        dispatch_html_press(rq->page, &p);
    for (int i = 0; !e && i < p.n; i++) {
        struct duty_order o = {.c = &p.rows[i].c, .press = say};
        if (is_sent(rq, p.rows[i].c.m.number, &o.seen))
            all->at[all->n++] = o;
    }
    if (!e && !all->n)
        e = ERR_INVALID;
    if (!e)
        e = duty_order(rq->cx, all);
    return e ? e : web_redirect(rq, "%s", str_z(rq->cx->mem, duty_results_address(rq->cx, all)));
}
