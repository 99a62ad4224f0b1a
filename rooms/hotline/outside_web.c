/* outside_web.c: other systems: what waits for them, taking their orders in, giving answers back.
 */
#include "civic/people/people.h"
#include "rooms/hotline/outside_html.h" /* generated */
#include "rooms/hotline/outside_own.h"

/* ---- the overview ------------------------------------------------------------------ */

static enum err fill_row(struct ctx *cx, const struct order_system *s, struct outside_row *out)
{
    struct order_ref *refs = NEW_N(cx->mem, struct order_ref, ORDER_REFS_MAX);
    *out = (struct outside_row){.code = s->code, .name = s->name};
    enum err e = order_refs(cx, s->code, ORDER_OPEN, refs, ORDER_REFS_MAX, &out->open);
    for (int i = 0; !e && i < out->open; i++) {
        const struct order_ref *r = &refs[i];
        out->to_enter += r->ref.state == MATTERS_REF_TO_ENTER;
        out->ready += r->ref.state == MATTERS_REF_ENTERED && r->closed_ms && r->reply.len;
        out->late += r->ref.due_ms && r->ref.due_ms < cx->now;
    }
    return e ? e : order_typed(cx, s->code, cx->now, &out->typed, &out->typed_before);
}

enum err outside_show(struct req *rq)
{
    struct order_system *systems;
    struct outside_list p = {.n = 0};
    enum err e = order_systems(rq->cx, &systems, &p.n);
    struct outside_row *rows = NEW_N(rq->cx->mem, struct outside_row, ORDER_SYSTEMS_MAX);
    for (int i = 0; !e && i < p.n; i++)
        e = fill_row(rq->cx, &systems[i], &rows[i]);
    p.rows = rows;
    if (!e)
        outside_html_list(rq->page, &p);
    return e;
}

/* ---- one system --------------------------------------------------------------------- */

static enum err show(struct req *rq, struct outside_page *p, enum err because)
{
    struct ctx *cx = rq->cx;
    struct order_ref *refs = NEW_N(cx->mem, struct order_ref, ORDER_REFS_MAX);
    str filter = web_query(rq, "show");
    for (int f = 0; f < ORDER_FILTERS; f++)
        if (str_is(filter, order_filter_names[f]))
            p->filter = (enum order_filter)f;
    enum err e = order_refs(cx, p->s.code, ORDER_READY, refs, ORDER_REFS_MAX, &p->ready);
    if (!e)
        e = order_refs(cx, p->s.code, p->filter, refs, ORDER_REFS_MAX, &p->n);
    if (!e)
        e = order_typed(cx, p->s.code, cx->now, &p->typed, &p->typed_before);
    if (e)
        return e;
    p->refs = refs;
    p->now_ms = cx->now;
    outside_html_system(rq->page, p);
    return because;
}

enum err outside_system_show(struct req *rq)
{
    struct outside_page p = {.filter = ORDER_OPEN};
    int64_t n;
    enum err e = order_system_find(rq->cx, web_param(rq, "system"), &p.s);
    if (e)
        return e;
    if (!str_int(web_query(rq, "returned"), &n))
        p.told = tr_count(rq->cx->mem, rq->cx->lang, "One order is marked as returned.",
                          "{n} orders are marked as returned.", n);
    return show(rq, &p, OK);
}

/* ---- taking orders in ------------------------------------------------------------------ */

/* The file chosen, or the lines of the one that was looked at. */
static enum err read_file(struct req *rq, struct sheets_table *t)
{
    struct sheets_source src;
    const struct upload *u = web_upload(rq, "file");
    if (!web_field(rq, "text").len && (!u || !u->size))
        return fail_field(rq->cx, "file", _("Choose the file that the other system exported."));
    return sheets_take(rq, "file", "text", &src, t);
}

static enum err read_lines(struct req *rq, const struct order_system *s,
                           const struct sheets_table *t, struct order_line **out, int *n)
{
    struct ctx *cx = rq->cx;
    struct tr_arg column = TR("column", s->in[ORDER_NUMBER]);
    enum err e = order_preview(cx, s, t, out, n);
    if (e == ERR_INVALID)
        return fail_field_args(cx, "file",
                               _("No line of it holds the column “{column}”: is it the export of "
                                 "this system, and whole?"),
                               &column, 1);
    if (e == ERR_TOO_BIG)
        return fail_field(cx, "file", _("It has more than 500 orders. Export fewer days."));
    return e;
}

static void count(const struct order_line *lines, int n, struct order_counts *out)
{
    for (int i = 0; i < n; i++) {
        out->taken += lines[i].state == ORDER_NEW;
        out->there += lines[i].state == ORDER_THERE;
        out->refused += lines[i].state == ORDER_REFUSED;
    }
}

enum err outside_import(struct req *rq)
{
    struct import_page p = {.n = 0};
    struct outside_page back = {.filter = ORDER_OPEN};
    struct sheets_table *t = NEW(rq->cx->mem, struct sheets_table);
    struct order_line *lines;
    enum err e = order_system_find(rq->cx, web_param(rq, "system"), &p.s);
    if (e)
        return e;
    e = read_file(rq, t);
    if (!e)
        e = read_lines(rq, &p.s, t, &lines, &p.n);
    back.s = p.s;
    if (e)
        return e == ERR_INVALID ? show(rq, &back, e) : e;
    if (str_is(web_field(rq, "go"), "take")) {
        e = order_import(rq->cx, &p.s, lines, p.n, &p.counts);
    } else {
        count(lines, p.n, &p.counts);
        p.text = sheets_write_lines(rq->cx->mem, t);
    }
    if (e)
        return e;
    p.lines = lines;
    outside_html_import(rq->page, &p);
    return OK;
}

/* ---- giving answers back ------------------------------------------------------------------ */

enum err outside_file(struct req *rq)
{
    struct order_system s;
    struct order_ref *refs = NEW_N(rq->cx->mem, struct order_ref, ORDER_REFS_MAX);
    int n = 0;
    enum err e = order_system_find(rq->cx, web_param(rq, "system"), &s);
    if (!e)
        e = order_refs(rq->cx, s.code, ORDER_READY, refs, ORDER_REFS_MAX, &n);
    if (e)
        return e;
    web_set_header(
        rq, "Content-Disposition",
        str_fmt(rq->cx->mem, "attachment; filename=\"%.*s-answers.csv\"", STR_ARG(s.code)));
    return web_bytes(rq, "text/csv; charset=utf-8", order_file(rq->cx, &s, refs, n));
}

enum err outside_returned(struct req *rq)
{
    struct outside_page p = {.filter = ORDER_READY};
    int64_t ids[ORDER_REFS_MAX];
    int n = 0, done = 0;
    enum err e = order_system_find(rq->cx, web_param(rq, "system"), &p.s);
    for (str one; !e && n < ORDER_REFS_MAX && (one = web_field_at(rq, "ref", (size_t)n)).len; n++)
        e = str_int(one, &ids[n]);
    if (!e && !n)
        e = fail_field(rq->cx, "ref", _("Tick the orders whose answers are in there."));
    if (!e)
        e = order_returned(rq->cx, p.s.code, ids, n, &done);
    if (e == ERR_INVALID)
        return show(rq, &p, e);
    return e ? e
             : web_redirect(rq, "/desk/outside/%.*s?show=ready&returned=%d", STR_ARG(p.s.code),
                            done);
}
