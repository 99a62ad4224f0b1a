/* list_web.c: the cases behind a figure. Whoever may not open one sees that it is there, its kind
 * and place, and nothing else of it. */
#include "rooms/insight/insight_html.h" /* generated */
#include "rooms/insight/pages.h"

static str kind_of(struct ctx *cx, str code)
{
    struct category c;
    return cases_category_find(cx, cx->county, code, &c) ? code : cases_category_name(&c, cx->lang);
}

static enum err read_row(struct ctx *cx, const struct insight_case *k, struct insight_row *r,
                         struct matter *m, bool *open)
{
    enum err e = matters_find(cx, cx->county, k->id, MATTERS_VIEW_TASK, m);
    *open = !e;
    if (e == ERR_NOT_FOUND)
        e = matters_load(cx, cx->county, k->id, m);
    if (e)
        return e;
    *r = (struct insight_row){.shown = *open,
                              .kind = kind_of(cx, m->category),
                              .place = places_name(cx, place_above(m->scope, PLACE_COMMUNITY)),
                              .at_ms = k->at_ms,
                              .appealed = k->appealed,
                              .may_appeal = *open && !k->appealed && appeal_org(cx, m) != 0};
    return OK;
}

enum err insight_read_rows(struct ctx *cx, const struct insight_case *k, int n,
                           struct insight_row *out)
{
    struct matter m[INSIGHT_PAGE], one;
    struct case_row rows[INSIGHT_PAGE];
    int at[INSIGHT_PAGE], shown = 0;
    enum err e = OK;
    for (int i = 0; !e && i < n; i++) {
        bool open;
        e = read_row(cx, &k[i], &out[i], &one, &open);
        if (!e && open) {
            at[shown] = i;
            m[shown++] = one;
        }
    }
    if (!e && shown)
        e = cases_rows(cx, m, shown, MATTERS_VIEW_STAFF, rows);
    for (int i = 0; !e && i < shown; i++)
        out[at[i]].c = rows[i];
    return e;
}

static int64_t number_of(const struct req *rq, const char *name, int64_t otherwise)
{
    int64_t n;
    return str_int(web_query(rq, name), &n) ? otherwise : n;
}

static enum err fill_list(struct req *rq, struct insight_list *v)
{
    struct ctx *cx = rq->cx;
    struct insight_case k[INSIGHT_PAGE];
    struct insight_query q = v->p.q;
    struct insight_figures *f;
    int n = 0;
    q.by = INSIGHT_WHOLE;
    enum err e = insight_count(cx, &q, 1u << insight_counted[v->m].step, &f, &n);
    if (!e)
        e = insight_cases(cx, &v->p.q, v->m, number_of(rq, "before_ms", INT64_MAX),
                          number_of(rq, "before", 0), k, INSIGHT_PAGE, &v->n);
    if (!e)
        e = insight_read_rows(cx, k, v->n, v->rows);
    if (e)
        return e;
    v->all = f->count[v->m] + f->appealed[v->m];
    if (v->n == INSIGHT_PAGE)
        v->next = str_fmt(cx->mem, "%.*s?%.*s&m=%s&before_ms=%lld&before=%lld", STR_ARG(rq->path),
                          STR_ARG(v->p.here), insight_counted[v->m].code,
                          (long long)k[v->n - 1].at_ms, (long long)k[v->n - 1].id);
    return OK;
}

static enum err show(struct req *rq, int m, bool reopen)
{
    struct insight_list *v = NEW(rq->cx->mem, struct insight_list);
    if (m < 0)
        return ERR_NOT_FOUND;
    v->m = (enum insight_measure)m;
    v->reopen = reopen;
    enum err e = insight_read_filter(rq, &v->p);
    if (!e)
        e = fill_list(rq, v);
    if (!e)
        insight_html_cases(rq->page, v);
    return e;
}

enum err insight_cases_show(struct req *rq)
{
    return show(rq, insight_measure_find(web_query(rq, "m")), false);
}

/* What had to be done again, by the check or by the resident. */
enum err insight_reopen_show(struct req *rq)
{
    return show(rq, str_is(web_query(rq, "m"), "reworked") ? M_REWORKED : M_REOPENED, true);
}
