/* demo load: fills the database with the demo of Mengzi. */
#include "app/app.h"
#include "app/demo.h"

#include "civic/facts/facts.h"
#include "civic/media/media.h"
#include "civic/places/places.h"

/* The demo is laid out backwards from now; LINLI_NOW says which now, as it does for serve. */
static enum app_exit set_clock(struct app *a)
{
    const char *now = getenv("LINLI_NOW");
    int64_t ms;
    if (!now || !*now)
        return APP_DONE;
    if (time_parse(str_of(now), &ms))
        return app_fail(a, "LINLI_NOW is no RFC 3339 instant: %s", now);
    clock_set_business(ms);
    a->cx->now = ms;
    return APP_DONE;
}

/* Whoever follows the facts has read them when the demo is served; nothing is sent. */
static enum err let_follow(struct ctx *cx)
{
    int64_t did = 1, county, code;
    enum err e = places_resolve(cx, S("532503"), &county, &code);
    while (!e && did) {
        did = 0;
        e = facts_job.step(cx, county, &did);
    }
    return e;
}

static enum app_exit run(struct app *a)
{
    str why = STR_NONE;
    enum app_exit x = set_clock(a);
    if (x)
        return x;
    if (strcmp(a->words[0], "mengzi") != 0)
        return app_fail(a, "there is one demo: mengzi");
    enum err e = OK;
    if (!a->cx->media && a->cx->seal) /* not so where a server runs it */
        e = media_start(app_path(a, app_setting(a, "data", "var")), a->cx->seal, NULL,
                        &a->cx->media, &why, a->mem);
    if (!e)
        e = demo_load(a->cx, DEMO_CASES, &why);
    if (!e)
        e = let_follow(a->cx);
    if (e && why.len)
        return app_fail(a, "%.*s", STR_ARG(why));
    if (e)
        return app_fail_err(a, e);
    fprintf(a->err, "the demo of Mengzi is loaded\n");
    return APP_DONE;
}

static const char *const options[] = {"db=", "data=", NULL};

const struct cmd cmd_demo_load = {
    .name = "demo load",
    .usage = "mengzi [--db URL]",
    .summary = "Loads the demo: places, people, cases",
    .options = options,
    .least = 1,
    .most = 1,
    .needs = CMD_WRITE,
    .run = run,
};
