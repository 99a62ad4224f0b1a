/* insight_web.c: the page of figures, and the addresses of the room. A new page is one handler and
 * one row of routes. */
#include "rooms/insight/insight_html.h" /* generated */
#include "rooms/insight/pages.h"

enum err insight_show(struct req *rq)
{
    struct insight_page *p = NEW(rq->cx->mem, struct insight_page);
    enum err e = insight_read_filter(rq, p);
    if (!e)
        e = insight_fill(rq, p);
    if (e)
        return e;
    if (rq->csv)
        return insight_csv(rq, p);
    if (str_is(web_query(rq, "format"), "xlsx"))
        return insight_xlsx(rq, p);
    insight_html_page(rq->page, p);
    return OK;
}

const struct route insight_routes[] = {
    {GET, "/insight", insight_show, ACT_INSIGHT},
    {GET, "/insight/cases", insight_cases_show, ACT_INSIGHT},
    {GET, "/insight/reopen", insight_reopen_show, ACT_INSIGHT},
    {GET, "/insight/months", insight_months_show, ACT_INSIGHT},
    {POST, "/insight/months", insight_months_freeze, ACT_INSIGHT_FREEZE},
    {GET, "/insight/appeals", insight_appeals_show, ACT_INSIGHT},
    {GET, "/insight/appeals/:no", insight_appeal_show, ACT_INSIGHT},
    {POST, "/insight/appeals/:no", insight_appeal_decide, ACT_INSIGHT},
    {GET, "/insight/appeal/:no", insight_appeal_new, ACT_INSIGHT_APPEAL},
    {POST, "/insight/appeal/:no", insight_appeal_send, ACT_INSIGHT_APPEAL},
    {GET, "/insight/sample", insight_samples_show, ACT_INSIGHT_SAMPLE},
    {POST, "/insight/sample", insight_sample_draw, ACT_INSIGHT_SAMPLE},
    {GET, "/insight/sample/:id", insight_sample_show, ACT_INSIGHT_SAMPLE},
    {POST, "/insight/sample/:id", insight_sample_say, ACT_INSIGHT_SAMPLE},
    {GET, "/admin/indicators", insight_rules_show, ACT_SYSTEM_CONFIG},
    {POST, "/admin/indicators", insight_rules_save, ACT_SYSTEM_CONFIG},
    {0},
};
