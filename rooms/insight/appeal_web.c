/* appeal_web.c: appeals: the list, one of them, and the form beside a case. */
#include "rooms/insight/appeal_html.h" /* generated */
#include "rooms/insight/pages.h"

enum err insight_appeals_show(struct req *rq)
{
    struct insight_appeals *v = NEW(rq->cx->mem, struct insight_appeals);
    enum err e = appeal_list(rq->cx, rq->cx->county, INT64_MAX, v->at, COUNT(v->at), &v->n);
    if (!e)
        appeal_html_list(rq->page, v);
    return e;
}

static str said(void *arg, const struct fact *f, const struct flow_move *move)
{
    const struct appeal *a = arg;
    (void)f;
    return !move ? a->body : move->needs & FLOW_NEED_TEXT ? a->answer : STR_NONE;
}

/* The count of the case's month with it and without it stand on the page of figures. */
static enum err fill(struct req *rq, struct insight_appeal *v)
{
    struct ctx *cx = rq->cx;
    struct moves_words words = {said, &v->a};
    struct matter seen;
    struct org o;
    v->number = v->a.about.number;
    v->may_open = matters_find(cx, cx->county, v->a.case_id, MATTERS_VIEW_TASK, &seen) == OK;
    v->unit = org_find(cx, cx->county, v->a.org, &o) ? STR_NONE : o.name;
    v->state = tr(cx->lang, v->a.m.flow->states[v->a.m.at].label);
    v->look = moves_look(matters_shown(&v->a.m), false);
    enum err e = moves_history(cx, &v->a.m, MATTERS_VIEW_STAFF, &words, &v->steps, &v->n_steps);
    return e ? e : moves_forms(cx, &v->a.m, STR_NONE, 0, &v->forms, &v->n_forms);
}

enum err insight_appeal_show(struct req *rq)
{
    struct insight_appeal *v = NEW(rq->cx->mem, struct insight_appeal);
    enum err e = appeal_find(rq->cx, rq->cx->county, web_param(rq, "no"), &v->a);
    if (!e)
        e = fill(rq, v);
    if (!e)
        appeal_html_page(rq->page, v);
    return e;
}

enum err insight_appeal_decide(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct insight_appeal *v = NEW(cx->mem, struct insight_appeal);
    struct moves_step step = {.move = NULL};
    web_set_county(rq, cx->county);
    enum err e = appeal_find(cx, cx->county, web_param(rq, "no"), &v->a);
    if (e)
        return e;
    e = moves_read(rq, &step);
    v->a.m.row_ver = step.seen;
    if (!e)
        e = appeal_move(cx, &v->a, step.move, &step.in, step.say);
    if (!e)
        return web_redirect(rq, "/insight/appeals/%.*s?saved=1", STR_ARG(v->a.m.number));
    if ((e == ERR_INVALID || e == ERR_CONFLICT) &&
        !appeal_find(cx, cx->county, web_param(rq, "no"), &v->a) && !fill(rq, v)) {
        v->chosen = str_of(step.move);
        appeal_html_page(rq->page, v);
    }
    return e;
}

/* ---- a new one ------------------------------------------------------------------- */

static enum err find_case(struct req *rq, struct insight_appeal_new *v)
{
    enum err e = matters_by_number(rq->cx, rq->cx->county, web_param(rq, "no"), MATTERS_VIEW_TASK,
                                   &v->about);
    if (!e && !appeal_org(rq->cx, &v->about))
        e = ERR_NOT_FOUND;
    return e;
}

enum err insight_appeal_new(struct req *rq)
{
    struct insight_appeal_new v = {.body = STR_NONE};
    enum err e = find_case(rq, &v);
    if (!e)
        appeal_html_new(rq->page, &v);
    return e;
}

enum err insight_appeal_send(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct insight_appeal_new v = {.body = STR_NONE};
    int64_t id = 0;
    web_set_county(rq, cx->county);
    enum err e = find_case(rq, &v);
    if (e)
        return e;
    v.body = utf8_head(str_trim(str_clean_text(cx->mem, web_field(rq, "body"))), APPEAL_BODY_MAX);
    e = appeal_open(cx, &v.about, v.body, &id);
    if (!e)
        return web_redirect(rq, "/insight/appeals?saved=1");
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        appeal_html_new(rq->page, &v);
    return e;
}
