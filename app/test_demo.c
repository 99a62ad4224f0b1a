#include "app/test_demo.h"

#include "app/demo.h"
#include "civic/people/people.h"
#include "kit/jobs/jobs.h"
#include "kit/test/test.h"
#include "rooms/me/me.h"

static void load(struct ctx *cx)
{
    str why = STR_NONE;
    CHECK_OK(demo_load(cx, 0, &why));
}

void demo_begin(struct ctx *cx, int cases)
{
    str why = STR_NONE;
    CHECK_INT(cx->now, TEST_NOW);
    CHECK(!cx->media);
    if (cases)
        CHECK_OK(demo_load(cx, cases, &why));
    else
        test_prepared(cx, "demo", load);
    cx->posts = NULL;
    cx->county = cx->actor = 0;
}

void demo_be(struct ctx *cx, const char *login)
{
    struct account a;
    cx->posts = NULL;
    CHECK_OK(account_find_login(cx, str_of(login), &a));
    cx->county = a.county;
    cx->actor = a.id;
    CHECK_OK(people_load(cx));
}

void demo_settle(struct ctx *cx)
{
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
}

int64_t demo_org(struct ctx *cx, const char *code)
{
    struct org o;
    CHECK_OK(org_find_code(cx, 532503, str_of(code), &o));
    return o.id;
}

struct web_options demo_site(struct ctx *cx, struct web_gate *gate)
{
    *gate = people_gate;
    gate->error_page = me_error_page;
    return (struct web_options){.db = cx->db,
                                .seal = cx->seal,
                                .media = cx->media,
                                .gate = gate,
                                .routes = app_routes(cx->mem),
                                .csrf_key = {1, 2, 3}};
}
