/* search: the index of what can be found, made anew from the facts. */
#include "app/app.h"
#include "civic/people/people.h"
#include "civic/search/search.h"

static enum err again_tx(struct ctx *cx, void *arg)
{
    return search_again(cx, *(const int64_t *)arg);
}

static enum app_exit run_rebuild(struct app *a)
{
    int64_t county = people_first_county(a->cx);
    enum err e = county ? db_write(a->cx, again_tx, &county) : OK;
    if (e)
        return app_fail_err(a, e);
    fputs("the server looks at everything anew; what was found before stays found meanwhile\n",
          a->err);
    return APP_DONE;
}

const struct cmd cmd_search_rebuild = {
    .name = "search rebuild",
    .usage = "",
    .summary = "Makes the search index anew from the facts, while serving",
    .needs = CMD_WRITE,
    .run = run_rebuild,
};
