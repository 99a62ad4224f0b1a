/* dev.c: what only the demo has: its clock. (The messages that would have gone out are the
 * notices' own page.) Business time moves; the jobs that fall due have run when the answer comes.
 */
#include "app/dev.h"
#include "app/app.h"
#include "app/dev_html.h"
#include "civic/frame/frame.h"
#include "kit/jobs/jobs.h"

static enum err answer(struct req *rq)
{
    rq->cx->now = clock_business_ms();
    if (rq->json)
        return web_json_text(
            rq, str_fmt(rq->cx->mem, "{\"now\":\"%s\"}", time_text(rq->cx->mem, rq->cx->now).at));
    dev_html_clock(rq->page);
    return OK;
}

/* As a job would: nobody acts, and the whole program's rooms listen. */
static enum err run_due(struct req *rq)
{
    struct ctx cx = *rq->cx;
    cx.actor = cx.post = 0;
    cx.posts = NULL;
    cx.idem = NULL;
    cx.via = S("job");
    cx.rooms = app_rooms;
    cx.now = clock_business_ms();
    return jobs_run_due(&cx, app_jobs(cx.mem));
}

static enum err move_clock(struct req *rq)
{
    int64_t minutes = 0, to = 0;
    str at = web_field(rq, "to");
    if (at.len && time_parse(at, &to))
        return fail_field(rq->cx, "to", _("Write the time like 2026-11-05T09:00:00+08:00."));
    if (!at.len && (str_int(web_field(rq, "minutes"), &minutes) || minutes < 0 ||
                    minutes > INT64_C(60) * 24 * 3660))
        return fail_field(rq->cx, "minutes", _("Write a number of minutes."));
    clock_set_business(at.len ? to : clock_business_ms() + minutes * 60000);
    enum err e = run_due(rq);
    if (e)
        return e;
    return rq->json ? answer(rq) : web_redirect(rq, "/dev/clock");
}

static const struct route routes[] = {
    {.method = GET, .pattern = "/dev/clock", .run = answer, .act = ACT_DEMO},
    {.method = POST, .pattern = "/dev/clock", .run = move_clock, .act = ACT_DEMO},
    {0}};

const struct room dev_room = {.name = "dev", .routes = routes};
