/* slips_test: a handler without an account: what a code opens, once; and what it does not. */
#include "app/app.h"
#include "app/demo.h"
#include "app/test_demo.h"
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "kit/test/test.h"
#include "rooms/slips/slips.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000
#define LAMP      "facility-0118"

static void step(struct ctx *cx, struct casefile *c, const char *login, const char *name,
                 struct matters_input in)
{
    demo_be(cx, login);
    struct cases_move move = {.move = name, .seen = c->m.row_ver, .in = in, .say = in.text};
    CHECK_OK(cases_move(cx, c, &move));
}

/* A case at the lamps department, reported by somebody with a name and a secret. */
static struct casefile begin(struct ctx *cx)
{
    str why = STR_NONE;
    struct org o;
    struct casefile c;
    struct matter m;
    struct cases_receipt out;
    struct cases_report in = {.county = COUNTY,
                              .community = COMMUNITY,
                              .code = S(LAMP),
                              .source = "worker",
                              .body = S("mother of flat 302 fell"),
                              .name = S("Zhang Ming"),
                              .spot = {.words = S("hall 3")}};
    CHECK_OK(demo_load(cx, 0, &why));
    demo_be(cx, "clerk");
    CHECK_OK(cases_open(cx, &in, &out));
    CHECK_OK(matters_load(cx, COUNTY, out.id, &m));
    CHECK_OK(cases_load(cx, &m, &c));
    CHECK_OK(org_find_code(cx, COUNTY, S("chengguan"), &o));
    step(cx, &c, "duty", "accept", (struct matters_input){.photos = 0});
    step(cx, &c, "duty", "file", (struct matters_input){.photos = 0});
    step(cx, &c, "duty", "dispatch", (struct matters_input){.orgs = {o.id}, .n_orgs = 1});
    demo_be(cx, "dept-chengguan");
    return c;
}

static struct slip give(struct ctx *cx, const struct casefile *c, str *code)
{
    struct slip_new in = {.handler = S("Lamps Ltd"), .ask = S("mend it"), .days = 3};
    struct slip s;
    int64_t id = 0;
    CHECK_OK(slip_give(cx, c, &in, &id, code));
    CHECK_OK(slip_find(cx, COUNTY, id, &s));
    return s;
}

static void be_nobody(struct ctx *cx)
{
    cx->actor = cx->county = cx->post = 0;
    cx->posts = NULL;
    cx->failure = (struct failure){.fields = NULL};
}

static const struct slip_answer done = {.outcome = S("solved"), .text = S("new bulb")};

static int64_t facts_of(struct ctx *cx, const struct casefile *c, const char *kind)
{
    int64_t n = 0;
    CHECK_OK(facts_count(cx, COUNTY, "matter", c->m.id, kind, &n));
    return n;
}

/* Another secret behind the same six digits that find it. */
static str wrong(struct ctx *cx, str code)
{
    char *s = str_z(cx->mem, code);
    s[code.len - 1] = s[code.len - 1] == '9' ? '0' : (char)(s[code.len - 1] + 1);
    return str_of(s);
}

TEST(a_code_opens_its_slip_and_takes_one_answer_that_moves_nothing)
{
    struct casefile c = begin(cx);
    struct slip s, seen;
    str code;
    s = give(cx, &c, &code);
    be_nobody(cx);
    CHECK_OK(slip_open(cx, code, &seen));
    CHECK_INT(seen.id, s.id);
    CHECK_OK(slip_answer_by_code(cx, code, &done, &seen));
    CHECK_ERR(slip_answer_by_code(cx, code, &done, &seen), ERR_DENIED); /* used */
    CHECK_ERR(slip_open(cx, code, &seen), ERR_DENIED);
    demo_be(cx, "dept-chengguan");
    CHECK_OK(slip_find(cx, COUNTY, s.id, &s));
    CHECK_INT(s.state, SLIP_ANSWERED);
    CHECK_STR(s.way, "code");
    CHECK_OK(matters_load(cx, COUNTY, c.m.id, &c.m));
    CHECK_STR(c.m.state, "handling");
    CHECK_INT(facts_of(cx, &c, "slip.answered"), 1);
    CHECK_INT(facts_of(cx, &c, "slip.opened"), 1);
}

TEST(an_answer_is_accepted_by_a_step_of_its_owner_once)
{
    struct casefile c = begin(cx);
    struct slip s, seen;
    str code;
    const char *move = NULL;
    s = give(cx, &c, &code);
    CHECK_OK(slip_answer_by_code(cx, code, &done, &seen));
    demo_be(cx, "dept-chengguan");
    CHECK_OK(slip_find(cx, COUNTY, s.id, &s));
    CHECK_OK(slip_step(cx, &c, &move));
    CHECK_STR(str_of(move), "feed_back");
    struct slip_accept in = {
        .move = NULL, .outcome = S("solved"), .say = S("a new bulb"), .seen = c.m.row_ver};
    CHECK_OK(slip_accept(cx, &s, &c, &in)); /* only kept */
    CHECK_ERR(slip_accept(cx, &s, &c, &in), ERR_CONFLICT);
    CHECK_ERR(slip_end(cx, &s, SLIP_SENT_BACK), ERR_CONFLICT);
    CHECK_STR(c.m.state, "handling");
    CHECK_INT(facts_of(cx, &c, "slip.accepted"), 1);
}

TEST(a_code_is_guessed_five_times_and_then_even_the_right_one_opens_nothing)
{
    struct casefile c = begin(cx);
    struct slip seen;
    str code;
    give(cx, &c, &code);
    be_nobody(cx);
    CHECK_ERR(slip_open(cx, S("000000000000"), &seen), ERR_DENIED); /* finds none: counts nowhere */
    CHECK_ERR(slip_open(cx, S("drop table"), &seen), ERR_DENIED);
    for (int i = 0; i < SLIP_TRIES_MOST; i++)
        CHECK_ERR(slip_open(cx, wrong(cx, code), &seen), ERR_DENIED);
    CHECK_ERR(slip_open(cx, code, &seen), ERR_DENIED);
    CHECK_ERR(slip_answer_by_code(cx, code, &done, &seen), ERR_DENIED);
    CHECK_INT(facts_of(cx, &c, "slip.refused"), SLIP_TRIES_MOST);
}

TEST(a_code_is_over_on_its_day_and_when_it_is_taken_back)
{
    struct casefile c = begin(cx);
    struct slip s, seen;
    str code, other;
    give(cx, &c, &code);
    s = give(cx, &c, &other);
    CHECK_OK(slip_end(cx, &s, SLIP_TAKEN_BACK));
    be_nobody(cx);
    CHECK_ERR(slip_open(cx, other, &seen), ERR_DENIED);
    CHECK_OK(slip_open(cx, code, &seen));
    cx->now += 3 * DAY_MS;
    CHECK_ERR(slip_open(cx, code, &seen), ERR_DENIED);
    CHECK_ERR(slip_answer_by_code(cx, code, &done, &seen), ERR_DENIED);
}

TEST(of_code_and_paper_the_first_is_the_answer)
{
    struct casefile c = begin(cx);
    struct slip s, seen;
    str code;
    s = give(cx, &c, &code);
    CHECK_OK(slip_answer_on_paper(cx, &s, &done));
    CHECK_ERR(slip_answer_on_paper(cx, &s, &done), ERR_CONFLICT); /* as it was seen */
    be_nobody(cx);
    CHECK_ERR(slip_answer_by_code(cx, code, &done, &seen), ERR_DENIED);
    CHECK_INT(facts_of(cx, &c, "slip.answered"), 1);
}

TEST(slips_are_given_by_whoever_handles_and_are_nobody_elses)
{
    struct casefile c = begin(cx);
    struct slip_new in = {.ask = S("mend it"), .days = 3};
    struct slip s, seen;
    int64_t id;
    str code;
    s = give(cx, &c, &code);
    demo_be(cx, "dept-shuiwu");
    CHECK_ERR(slip_find(cx, COUNTY, s.id, &seen), ERR_NOT_FOUND);
    CHECK_ERR(slip_end(cx, &s, SLIP_TAKEN_BACK), ERR_NOT_FOUND);
    demo_be(cx, "secretary"); /* sees the case, has no task of handling it */
    CHECK_ERR(slip_find(cx, COUNTY, s.id, &seen), ERR_NOT_FOUND);
    CHECK_ERR(slip_give(cx, &c, &in, &id, &code), ERR_CONFLICT);
}

/* ---- the page of whoever has the code ------------------------------------------ */

static struct web_answer send(struct ctx *cx, const char *url, str form)
{
    struct web_gate gate;
    struct web_options o = demo_site(cx, &gate);
    struct web_answer a;
    CHECK_OK(web_call(&o, cx->mem, "POST", url, NULL, form, &a));
    return a;
}

static bool holds(str text, const char *words)
{
    return str_find(text, str_of(words)) != SIZE_MAX;
}

TEST(a_code_shows_what_is_to_be_done_and_nobodys_name)
{
    struct casefile c = begin(cx);
    str code;
    give(cx, &c, &code);
    be_nobody(cx);
    str bare = str_fmt(cx->mem, "%.4s%.4s%.4s", code.at, code.at + 5, code.at + 10);
    struct web_answer a = send(cx, "/w", str_fmt(cx->mem, "code=%.*s", STR_ARG(bare)));
    CHECK_INT(a.status, 200);
    CHECK(holds(a.body, "mend it") && holds(a.body, "hall 3"));
    CHECK(!holds(a.body, "Zhang") && !holds(a.body, "flat 302"));
    a = send(cx, "/w", S("code=123412341234"));
    CHECK_INT(a.status, 422);
    CHECK(!holds(a.body, "mend it"));
    a = send(cx, "/w/answer", str_fmt(cx->mem, "code=%.*s&outcome=solved&text=", STR_ARG(bare)));
    CHECK_INT(a.status, 422); /* nothing used up, the code is still there */
    CHECK(holds(a.body, bare.at));
    a = send(cx, "/w/answer",
             str_fmt(cx->mem, "code=%.*s&outcome=solved&text=bulb", STR_ARG(bare)));
    CHECK_INT(a.status, 303);
}
