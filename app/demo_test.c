/* The demo is the whole product at once: its people walk a case from the report to the rating, in
 * both flows, by the rules alone. */
#include "app/test_demo.h"

#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/test/test.h"
#include "rooms/cases/cases.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000
#define VILLAGE   532503106201000

static void be_nobody(struct ctx *cx)
{
    cx->county = cx->actor = cx->post = 0;
    cx->posts = NULL;
}

static void report(struct ctx *cx, int64_t community, struct cases_receipt *r, struct casefile *c)
{
    struct cases_report in = {.county = COUNTY,
                              .community = community,
                              .code = S("facility-0118"),
                              .source = "resident",
                              .body = S("dark since Monday"),
                              .spot.words = S("entrance 1")};
    be_nobody(cx);
    CHECK_OK(cases_open(cx, &in, r));
    CHECK_OK(cases_by_token(cx, str_of(r->token), c));
}

static void step(struct ctx *cx, struct casefile *c, const char *move, struct matters_input in)
{
    struct cases_move m = {.move = move, .seen = c->m.row_ver, .say = S("said"), .in = in};
    m.in.text = S("said");
    m.in.photos = 1;
    m.in.why_no_photo = S("dark");
    cx->now += 600000;
    CHECK_OK(cases_move(cx, c, &m));
}

static int64_t org(struct ctx *cx, const char *code)
{
    struct org o;
    CHECK_OK(org_find_code(cx, COUNTY, str_of(code), &o));
    return o.id;
}

TEST(a_lamp_is_reported_repaired_and_confirmed_by_the_full_flow)
{
    struct cases_receipt r;
    struct casefile c;
    demo_begin(cx, 0);
    report(cx, COMMUNITY, &r, &c);
    CHECK_STR(c.m.state, "verifying");
    demo_be(cx, "secretary"); /* no grid yet under the report: the community's own */
    step(cx, &c, "found_true", (struct matters_input){.n_orgs = 0});
    demo_be(cx, "clerk");
    step(cx, &c, "accept", (struct matters_input){.n_orgs = 0});
    demo_be(cx, "secretary");
    step(cx, &c, "file", (struct matters_input){.n_orgs = 0});
    step(cx, &c, "dispatch", (struct matters_input){.orgs = {org(cx, "chengguan")}, .n_orgs = 1});
    demo_be(cx, "dept-chengguan");
    step(cx, &c, "feed_back", (struct matters_input){.outcome = S("solved")});
    demo_be(cx, "secretary");
    step(cx, &c, "found_done", (struct matters_input){.n_orgs = 0});
    step(cx, &c, "close", (struct matters_input){.n_orgs = 0});
    CHECK_STR(c.m.state, "closed");
    CHECK_INT(matters_shown(&c.m), MATTERS_SHOWN_YOUR_WORD);
    be_nobody(cx);
    CHECK_OK(cases_say(cx, &c, MATTERS_YES, 0, STR_NONE, str_of(r.token)));
    CHECK_OK(cases_by_token(cx, str_of(r.token), &c));
    CHECK_INT(matters_shown(&c.m), MATTERS_SHOWN_SOLVED);
    step(cx, &c, "rate", (struct matters_input){.rating = 5, .token = str_of(r.token)});
    CHECK_INT(c.m.rating, 5);
    CHECK_STR(c.reply.len ? c.reply : S("said"), "said");
}

TEST(nobody_but_its_people_sees_a_case_that_is_not_released)
{
    struct cases_receipt r;
    struct casefile c;
    demo_begin(cx, 0);
    report(cx, COMMUNITY, &r, &c);
    str number = str_of(r.number);
    be_nobody(cx);
    CHECK_ERR(cases_find(cx, COUNTY, number, MATTERS_VIEW_PUBLIC, &c), ERR_NOT_FOUND);
    demo_be(cx, "dept-shuiwu");
    CHECK_ERR(cases_find(cx, COUNTY, number, MATTERS_VIEW_PUBLIC, &c), ERR_NOT_FOUND);
    demo_be(cx, "admin");
    CHECK_ERR(cases_find(cx, COUNTY, number, MATTERS_VIEW_PUBLIC, &c), ERR_NOT_FOUND);
    demo_be(cx, "clerk");
    CHECK_OK(cases_find(cx, COUNTY, number, MATTERS_VIEW_STAFF, &c));
    CHECK_OK(cases_release(cx, &c, S("a lamp is out"), true));
    be_nobody(cx);
    CHECK_OK(cases_find(cx, COUNTY, number, MATTERS_VIEW_PUBLIC, &c));
}

/* Asks one thing of every lamp; the form is made new each time, as the page does. */
static void ask_of_lamps(struct ctx *cx, str question)
{
    struct category c;
    struct form f;
    str why = STR_NONE;
    struct forms_field field = {.key = S("pole"),
                                .type = FORMS_LINE,
                                .most = 20,
                                .must = true,
                                .purpose = S("to find it"),
                                .label.in = {[LANG_ZH] = question}};
    demo_be(cx, "admin");
    CHECK_OK(cases_category_find(cx, COUNTY, S("facility-0118"), &c));
    CHECK_OK(forms_make(cx->mem, S("lamps"), c.rev, &field, 1, &f, &why));
    CHECK_OK(cases_category_save(cx, COUNTY, &(struct category_edit){.category = &c, .form = &f}));
}

TEST(an_edited_question_leaves_the_cases_that_answered_it)
{
    struct cases_receipt r;
    struct casefile c;
    struct form f;
    demo_begin(cx, 0);
    ask_of_lamps(cx, S("Which pole?"));
    be_nobody(cx);
    struct cases_report in = {.county = COUNTY,
                              .community = COMMUNITY,
                              .code = S("facility-0118"),
                              .source = "resident",
                              .answers = S("{\"pole\":\"A7\"}")};
    CHECK_OK(cases_open(cx, &in, &r));
    ask_of_lamps(cx, S("What does the plate say?"));
    be_nobody(cx);
    CHECK_OK(cases_by_token(cx, str_of(r.token), &c));
    CHECK_OK(cases_category_form(cx, &c.category, &f));
    CHECK_STR(f.fields[0].label.in[LANG_ZH], "Which pole?");
    CHECK_STR(forms_shown(cx->mem, LANG_ZH, &f, c.answers, S("pole")), "A7");
    CHECK_OK(cases_category_find(cx, COUNTY, S("facility-0118"), &c.category));
    CHECK_OK(cases_category_form(cx, &c.category, &f));
    CHECK_STR(f.fields[0].label.in[LANG_ZH], "What does the plate say?");
}

TEST(nobody_but_the_system_administrator_edits_kinds)
{
    static const char *const others[] = {"security", "audit", "clerk", "secretary", "duty"};
    struct category c;
    demo_begin(cx, 0);
    CHECK_OK(cases_category_find(cx, COUNTY, S("facility-0118"), &c));
    for (size_t i = 0; i < COUNT(others); i++) {
        demo_be(cx, others[i]);
        struct category_edit edit = {.category = &c};
        CHECK_ERR(cases_category_save(cx, COUNTY, &edit), ERR_NOT_FOUND);
        CHECK_ERR(cases_category_withdraw(cx, COUNTY, c.code, c.rev), ERR_NOT_FOUND);
    }
}

static int64_t limit_of(struct ctx *cx, const struct casefile *c, const char *clock)
{
    struct matters_clock k[MATTERS_CLOCKS_MAX];
    int n = 0;
    CHECK_OK(matters_clocks(cx, &c->m, k, &n));
    for (int i = 0; i < n; i++)
        if (str_is(k[i].name, clock))
            return k[i].k.limit;
    return -1;
}

TEST(a_limit_set_later_does_not_touch_a_clock_that_runs)
{
    struct cases_receipt r;
    struct casefile before, after;
    struct category_limit l = {
        .stage = S("verify"), .n = 77, .unit = S("workhour"), .hi = INT64_MAX};
    demo_begin(cx, 0);
    report(cx, COMMUNITY, &r, &before);
    int64_t was = limit_of(cx, &before, "verify");
    demo_be(cx, "admin");
    CHECK_OK(cases_category_limit_set(cx, COUNTY, S("facility-0118"), &l));
    CHECK_INT(limit_of(cx, &before, "verify"), was);
    report(cx, COMMUNITY, &r, &after);
    CHECK_INT(limit_of(cx, &after, "verify"), 77);
}

TEST(a_kind_that_needs_a_photo_is_not_reported_without_one)
{
    struct cases_receipt r;
    struct category c;
    demo_begin(cx, 0);
    demo_be(cx, "admin");
    CHECK_OK(cases_category_find(cx, COUNTY, S("facility-0118"), &c));
    c.evidence = S("must");
    CHECK_OK(cases_category_save(cx, COUNTY, &(struct category_edit){.category = &c}));
    be_nobody(cx);
    struct cases_report in = {
        .county = COUNTY, .community = COMMUNITY, .code = S("facility-0118"), .source = "resident"};
    CHECK_ERR(cases_open(cx, &in, &r), ERR_INVALID);
    struct cases_files files = {.n = 1, .at[0].file.role = S("report")};
    files.at[0].file.role = S("voice");
    in.files = &files;
    CHECK_ERR(cases_open(cx, &in, &r), ERR_INVALID); /* a voice is no photo */
}

static enum err forget_aliases(struct ctx *cx, void *arg)
{
    static const char *const none[] = {NULL};
    static const struct db_sql all = {
        .name = "forget_aliases",
        .text = {"DELETE FROM place_aliases", "DELETE FROM place_aliases"},
        .params = none,
        .scope = DB_REFERENCE,
        .writes = true};
    (void)arg;
    return db_exec_args(cx, NULL, &all, NULL, 0);
}

/* As in a county that was loaded with the whole country. */
TEST(a_report_in_a_place_without_a_short_name_is_numbered_by_its_code)
{
    struct cases_receipt r;
    struct cases_report in = {
        .county = COUNTY, .community = COMMUNITY, .code = S("facility-0118"), .source = "resident"};
    demo_begin(cx, 0);
    CHECK_OK(db_write(cx, forget_aliases, NULL));
    CHECK_OK(cases_open(cx, &in, &r));
    str code = place_text(cx->mem, COMMUNITY);
    CHECK(str_starts(str_of(r.number), code) && r.number[code.len] == '-');
}

TEST(a_demo_has_cases_in_many_states)
{
    struct matter m[200];
    int n = 0, open = 0, shown[MATTERS_SHOWNS] = {0}, kinds = 0;
    demo_begin(cx, 60);
    struct matters_list_filter f = {.county = COUNTY,
                                    .lo = 532503000000000,
                                    .hi = 532503999999999,
                                    .kind = S("case"),
                                    .open = -1,
                                    .listed = true};
    CHECK_OK(matters_list(cx, &f, m, COUNT(m), &n));
    CHECK(n > 20);
    for (int i = 0; i < n; i++) {
        open += m[i].open;
        shown[matters_shown(&m[i])]++;
    }
    for (int s = 0; s < MATTERS_SHOWNS; s++)
        kinds += shown[s] > 0;
    CHECK(open > 5 && open < n);
    CHECK(kinds >= 5);
}
