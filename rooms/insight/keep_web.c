/* keep_web.c: months that stand, samples, and the rules of the score. */
#include "rooms/insight/keep_html.h" /* generated */
#include "rooms/insight/pages.h"

/* ---- months ------------------------------------------------------------------ */

static int64_t county_code(const struct ctx *cx)
{
    return cx->county * 1000000000;
}

static enum err fill_months(struct ctx *cx, struct insight_months *v)
{
    struct insight_period p = insight_period_of(INSIGHT_MONTH, day_of_ms(cx->now));
    enum err e = OK;
    v->may = may(cx, ACT_INSIGHT_FREEZE, county_code(cx), NO_ORG);
    for (int i = 0; !e && i < INSIGHT_TREND; i++) {
        struct insight_period at = insight_period_step(&p, -i);
        struct freeze_month m;
        struct insight_month *out = &v->at[i];
        e = freeze_find(cx, cx->county, at.from_day, &m);
        *out = (struct insight_month){.first_day = at.from_day,
                                      .name = insight_period_name(cx, &at),
                                      .running = ms_of_day(at.until_day) > cx->now};
        if (!e) {
            out->frozen_ms = m.at_ms;
            out->by = people_name(cx, cx->county, m.account);
        }
        e = e == ERR_NOT_FOUND ? OK : e;
    }
    return e;
}

enum err insight_months_show(struct req *rq)
{
    struct insight_months v = {.may = false};
    enum err e = fill_months(rq->cx, &v);
    if (!e)
        keep_html_months(rq->page, &v);
    return e;
}

enum err insight_months_freeze(struct req *rq)
{
    int64_t day;
    web_set_county(rq, rq->cx->county);
    enum err e = day_parse(web_field(rq, "month"), &day)
                     ? fail(rq->cx, ERR_INVALID, _("Choose a month of the list."))
                     : freeze_month(rq->cx, rq->cx->county, day);
    if (!e)
        return web_redirect(rq, "/insight/months?saved=1");
    struct insight_months v = {.may = false};
    if ((e == ERR_INVALID || e == ERR_CONFLICT || e == ERR_BUSY) && !fill_months(rq->cx, &v))
        keep_html_months(rq->page, &v);
    return e;
}

/* ---- samples ------------------------------------------------------------------- */

enum err insight_samples_show(struct req *rq)
{
    struct insight_samples *v = NEW(rq->cx->mem, struct insight_samples);
    enum err e = insight_read_filter(rq, &v->p);
    if (!e)
        e = insight_fill_choices(rq, &v->p);
    if (!e)
        e = sample_list(rq->cx, rq->cx->county, INT64_MAX, v->at, COUNT(v->at), &v->n);
    if (!e)
        keep_html_samples(rq->page, v);
    return e;
}

static int64_t how_many(const struct req *rq)
{
    int64_t n;
    return str_int(web_field(rq, "n"), &n) || n < 1 || n > SAMPLE_MOST ? 0 : n;
}

enum err insight_sample_draw(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct insight_samples *v = NEW(cx->mem, struct insight_samples);
    int64_t n = how_many(rq), id = 0;
    web_set_county(rq, cx->county);
    enum err e = insight_read_filter(rq, &v->p);
    if (e)
        return e;
    if (!may(cx, ACT_INSIGHT_SAMPLE, v->p.at.code, NO_ORG))
        return ERR_NOT_FOUND;
    struct insight_query q = v->p.q;
    e = n ? sample_draw(cx, &q, (int)n, &id)
          : fail_field(cx, "n", _("Choose a number from 1 to 50."));
    if (!e)
        return web_redirect(rq, "/insight/sample/%lld", (long long)id);
    if ((e == ERR_INVALID || e == ERR_CONFLICT) && !insight_fill_choices(rq, &v->p) &&
        !sample_list(cx, cx->county, INT64_MAX, v->at, COUNT(v->at), &v->n))
        keep_html_samples(rq->page, v);
    return e;
}

static enum err fill_sample(struct req *rq, struct insight_sample *v)
{
    struct ctx *cx = rq->cx;
    struct insight_case k[SAMPLE_MOST];
    int64_t id;
    if (str_int(web_param(rq, "id"), &id))
        return ERR_NOT_FOUND;
    enum err e = sample_find(cx, cx->county, id, &v->d, v->items, &v->n);
    for (int i = 0; !e && i < v->n; i++)
        k[i] = (struct insight_case){.id = v->items[i].id};
    for (int i = 0; !e && i < v->n; i += INSIGHT_PAGE)
        e = insight_read_rows(cx, k + i, v->n - i < INSIGHT_PAGE ? v->n - i : INSIGHT_PAGE,
                              v->rows + i);
    return e;
}

enum err insight_sample_show(struct req *rq)
{
    struct insight_sample *v = NEW(rq->cx->mem, struct insight_sample);
    enum err e = fill_sample(rq, v);
    if (!e)
        keep_html_sample(rq->page, v);
    return e;
}

enum err insight_sample_say(struct req *rq)
{
    struct ctx *cx = rq->cx;
    int64_t id, case_id;
    str word = web_field(rq, "verdict");
    web_set_county(rq, cx->county);
    if (str_int(web_param(rq, "id"), &id) || str_int(web_field(rq, "case"), &case_id) ||
        !(str_is(word, "good") || str_is(word, "bad")))
        return ERR_NOT_FOUND;
    enum err e = sample_say(cx, cx->county, id, case_id, str_is(word, "good"));
    return e ? e : web_redirect(rq, "/insight/sample/%lld?saved=1", (long long)id);
}

/* ---- the rules of the score ------------------------------------------------------ */

enum err insight_rules_show(struct req *rq)
{
    struct insight_rules v = {.seen = 0};
    enum err e = score_now(rq->cx, rq->cx->county, &v.rule);
    if (e)
        return e;
    v.seen = v.rule.rev;
    v.body = v.rule.body;
    keep_html_rules(rq->page, &v);
    return OK;
}

enum err insight_rules_save(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct insight_rules v = {.body = str_clean_text(cx->mem, web_field(rq, "body"))};
    web_set_county(rq, cx->county);
    if (str_int(web_field(rq, "seen"), &v.seen))
        return ERR_NOT_FOUND;
    enum err e = score_save(cx, cx->county, v.body, v.seen);
    if (!e)
        return web_redirect(rq, "/admin/indicators?saved=1");
    if ((e == ERR_INVALID || e == ERR_CONFLICT) && !score_now(cx, cx->county, &v.rule)) {
        v.seen = v.rule.rev;
        keep_html_rules(rq->page, &v);
    }
    return e;
}
