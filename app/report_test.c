/* report_test: how a report comes in by the pages of one question each. */
#include "app/app.h"
#include "app/test_demo.h"
#include "kit/test/test.h"
#include "rooms/cases/cases.h"

struct visitor {
    struct ctx *cx;
    struct web_options o;
    struct web_gate gate;
    struct web_answer a;
};

static void enter(struct ctx *cx, struct visitor *v)
{
    *v = (struct visitor){.cx = cx};
    demo_begin(cx, 0);
    v->o = demo_site(cx, &v->gate);
}

static int call(struct visitor *v, const char *method, const char *url, str form)
{
    CHECK_OK(web_call(&v->o, v->cx->mem, method, url, NULL, form, &v->a));
    return v->a.status;
}

static int post(struct visitor *v, const char *url, const char *fields)
{
    str keys = web_keys_of(v->cx->mem, v->a.body);
    return call(v, "POST", url, str_fmt(v->cx->mem, "%.*s&%s", STR_ARG(keys), fields));
}

static bool shows(const struct visitor *v, const char *words)
{
    return str_find(v->a.body, str_of(words)) != SIZE_MAX;
}

static const struct route *route_of(const char *path)
{
    for (const struct room *const *room = app_rooms; *room; room++)
        for (const struct route *r = (*room)->routes; r && r->pattern; r++)
            if (r->method == POST && strcmp(r->pattern, path) == 0)
                return r;
    return NULL;
}

/* Going from question to question is cheap and frequent; what comes in is not. */
TEST(sending_question_after_question_is_counted_like_any_report)
{
    (void)cx;
    CHECK_STR(str_of(route_of("/c/:c/report/send")->limit), "report");
    CHECK_STR(str_of(route_of("/c/:c/report/step")->limit), "step");
}

TEST(going_on_sends_nothing_and_says_so)
{
    struct visitor v;
    enter(cx, &v);
    CHECK_INT(call(&v, "GET", "/c/hzy/report", STR_NONE), 200);
    CHECK_INT(
        post(&v, "/c/hzy/report/step", "step=check&go=send&code=facility-0118&body=kept&spot=3"),
        422);
    CHECK(shows(&v, "还没有提交，请再按一次提交。") && shows(&v, "kept"));
    CHECK(shows(&v, "formaction=\"/c/hzy/report/send\""));
    CHECK_INT(post(&v, "/c/hzy/report/send", "code=facility-0118&body=kept&spot=3"), 303);
}

TEST(what_a_kind_says_first_is_said_in_the_language_of_the_page)
{
    struct visitor v;
    enter(cx, &v);
    CHECK_INT(call(&v, "GET", "/c/hzy/report?whole=1", STR_NONE), 200);
    CHECK(shows(&v, "先开窗") && !shows(&v, "open the windows"));
    CHECK_INT(call(&v, "GET", "/en/c/hzy/report?whole=1", STR_NONE), 200);
    CHECK(shows(&v, "open the windows") && !shows(&v, "先开窗"));
}
