/* visit_test: visits and what is heard at them, by the people of the demo. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/test/test.h"
#include "rooms/field/visit.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000
#define GRID      532503001008001

static int64_t today(const struct ctx *cx)
{
    return day_of_ms(cx->now);
}

/* A household of grid 1 with an elder living alone, due today, and a question left by an import. */
static int64_t begin(struct ctx *cx, struct household *h)
{
    struct resident who = {.p = {.name = S("Li Wen"), .phone = S("13987300001"), .tongue = S("yi")},
                           .relation = HOME_HEAD,
                           .stay = HOME_REGISTERED,
                           .age = -1};
    struct home_need need = {.kind = NEED_LONE_ELDER, .resident = 1, .next_day = today(cx)};
    struct homes_new in = {.county = COUNTY,
                           .scope = GRID,
                           .building = S("Block 90"),
                           .door = S("1-101"),
                           .purpose = HOME_LIVED_IN,
                           .residents = &who,
                           .n = 1,
                           .needs = &need,
                           .n_needs = 1};
    int64_t id = 0;
    demo_begin(cx, 0);
    demo_be(cx, "clerk");
    CHECK_OK(homes_add(cx, &in, &id));
    demo_be(cx, "grid1");
    CHECK_OK(homes_find(cx, COUNTY, id, h));
    return id;
}

struct ask_args {
    int64_t household;
    struct home_question q;
    int64_t id;
};

static enum err ask_tx(struct ctx *cx, void *arg)
{
    struct ask_args *a = arg;
    return homes_ask(cx, COUNTY, a->household, &a->q, &a->id);
}

static struct visit_new met(int64_t household)
{
    return (struct visit_new){
        .county = COUNTY, .household = household, .answers = S("{\"how\":\"well\"}")};
}

static bool blames(const struct ctx *cx, const char *field)
{
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        if (strcmp(f->field, field) == 0)
            return true;
    return false;
}

static int64_t next_due(struct ctx *cx, int64_t id)
{
    struct household h;
    CHECK_OK(homes_load(cx, COUNTY, id, &h));
    return h.needs[0].next_day;
}

TEST(a_visit_makes_the_next_one_due_and_nobody_at_home_does_not)
{
    struct household h;
    struct visit_past past[4];
    str number;
    int n = 0;
    int64_t id = begin(cx, &h);
    struct visit_new in = met(id);
    in.outcome = VISIT_NOBODY;
    CHECK_OK(visit_save(cx, &in, &number));
    CHECK_INT(next_due(cx, id), today(cx)); /* it stays due */
    in.outcome = VISIT_UNWELCOME;
    CHECK_OK(visit_save(cx, &in, &number));
    CHECK_INT(next_due(cx, id), today(cx));
    cx->now += 1000;
    in.outcome = VISIT_MET;
    CHECK_OK(visit_save(cx, &in, &number));
    CHECK_INT(next_due(cx, id), today(cx) + homes_rhythm(NEED_LONE_ELDER));
    CHECK_INT(number.len, 0); /* nothing has changed: no matter */
    in.next_day = today(cx) + 2;
    cx->now += 1000;
    CHECK_OK(visit_save(cx, &in, &number));
    CHECK_INT(next_due(cx, id), today(cx) + 2);
    CHECK_OK(visit_list(cx, &h, past, 4, &n));
    CHECK_INT(n, 4);
    CHECK_STR(past[0].answers, "{\"how\":\"well\"}");
    CHECK_INT(past[3].outcome, VISIT_NOBODY);
    CHECK_INT(past[3].answers.len, 0);
}

TEST(next_visits_lie_ahead_and_within_a_year)
{
    struct household h;
    str number;
    int64_t id = begin(cx, &h);
    struct visit_new in = met(id);
    in.next_day = today(cx);
    CHECK_ERR(visit_save(cx, &in, &number), ERR_INVALID);
    CHECK(blames(cx, "next_day"));
    in.next_day = today(cx) + 400;
    CHECK_ERR(visit_save(cx, &in, &number), ERR_INVALID);
}

TEST(households_of_other_grids_are_not_there)
{
    struct household h;
    str number;
    int64_t id = begin(cx, &h);
    struct visit_new in = met(id);
    demo_be(cx, "grid2");
    CHECK_ERR(visit_save(cx, &in, &number), ERR_NOT_FOUND);
    demo_be(cx, "clerk"); /* sees it, but walks no grid */
    CHECK_ERR(visit_save(cx, &in, &number), ERR_NOT_FOUND);
    demo_be(cx, "dept-minzheng");
    CHECK_ERR(visit_save(cx, &in, &number), ERR_NOT_FOUND);
}

static struct visit_change reported(struct ctx *cx, const struct visit_new *in, str *number)
{
    struct visit_change c;
    CHECK_OK(visit_save(cx, in, number));
    CHECK(number->len > 0);
    demo_be(cx, "clerk");
    CHECK_OK(visit_change_find(cx, COUNTY, *number, &c));
    return c;
}

TEST(what_is_heard_changes_the_register_once_the_clerk_accepts)
{
    struct household h, now;
    struct visit_change mine[4];
    str number;
    int n = 0;
    int64_t id = begin(cx, &h);
    struct visit_new in = met(id);
    in.lines[in.n_lines++] = (struct visit_line){
        .what = CHANGE_PHONE, .resident = h.residents[0].id, .said = S("13987300002")};
    in.lines[in.n_lines++] = (struct visit_line){.what = CHANGE_OTHER, .said = S("a dog")};
    struct visit_change c = reported(cx, &in, &number);
    CHECK_OK(homes_load(cx, COUNTY, id, &now));
    CHECK_STR(now.residents[0].p.phone, "13987300001"); /* the worker changes nothing */
    CHECK_INT(c.n_lines, 2);
    CHECK_STR(c.lines[0].said, "13987300002");
    struct matters_input none = {.n_orgs = 0};
    demo_be(cx, "grid1");
    CHECK_ERR(visit_change_move(cx, &c, "accept", c.m.row_ver, &none, STR_NONE), ERR_DENIED);
    demo_be(cx, "clerk");
    CHECK_OK(visit_change_move(cx, &c, "accept", c.m.row_ver, &none, STR_NONE));
    CHECK_ERR(visit_change_move(cx, &c, "accept", c.m.row_ver, &none, STR_NONE), ERR_CONFLICT);
    CHECK_OK(homes_load(cx, COUNTY, id, &now));
    CHECK_STR(now.residents[0].p.phone, "13987300002");
    CHECK_STR(now.residents[0].p.name, "Li Wen");
    demo_be(cx, "grid1");
    CHECK_OK(visit_changes_mine(cx, COUNTY, mine, 4, &n));
    CHECK_INT(n, 1);
    CHECK_STR(mine[0].m.state, "changed");
}

TEST(a_declined_change_says_why_to_whoever_heard_it)
{
    struct household h;
    struct visit_change mine[4];
    str number;
    int n = 0;
    int64_t id = begin(cx, &h);
    struct visit_new in = met(id);
    in.lines[in.n_lines++] =
        (struct visit_line){.what = CHANGE_MOVED, .resident = h.residents[0].id};
    struct visit_change c = reported(cx, &in, &number);
    struct matters_input why = {.reason = S("not_so"), .text = S("rang: still there")};
    CHECK_OK(visit_change_move(cx, &c, "decline", c.m.row_ver, &why, S("rang: still there")));
    CHECK_OK(homes_find(cx, COUNTY, id, &h));
    CHECK_INT(h.n, 1);
    demo_be(cx, "grid1");
    CHECK_OK(visit_changes_mine(cx, COUNTY, mine, 4, &n));
    CHECK_STR(mine[0].declined, "rang: still there");
    demo_be(cx, "grid2");
    CHECK_OK(visit_changes_mine(cx, COUNTY, mine, 4, &n));
    CHECK_INT(n, 0);
}

TEST(whoever_moved_away_leaves_the_roll_and_with_them_what_was_said)
{
    struct household h;
    struct visit_change c;
    str number;
    int64_t id = begin(cx, &h);
    struct visit_new in = met(id);
    in.lines[in.n_lines++] = (struct visit_line){
        .what = CHANGE_MOVED, .resident = h.residents[0].id, .said = S("to Kunming")};
    c = reported(cx, &in, &number);
    struct matters_input none = {.n_orgs = 0};
    CHECK_OK(visit_change_move(cx, &c, "accept", c.m.row_ver, &none, STR_NONE));
    CHECK_ERR(homes_find(cx, COUNTY, id, &h), ERR_NOT_FOUND); /* the last one */
    CHECK_OK(visit_change_find(cx, COUNTY, number, &c));
    CHECK_INT(c.h.id, 0);
    CHECK_INT(c.lines[0].said.len, 0); /* its key is destroyed */
}

TEST(questions_of_imports_are_answered_right_wrong_or_stay_open)
{
    struct household h;
    struct visit_change c;
    str number;
    int64_t id = begin(cx, &h);
    struct ask_args a = {.household = id, .q = {.kind = ASK_PHONE, .resident = h.residents[0].id}};
    CHECK_OK(db_write(cx, ask_tx, &a));
    struct visit_new in = met(id);
    in.questions[in.n_questions++] = (struct visit_question){.id = a.id, .answer = VISIT_NOT_KNOWN};
    CHECK_OK(visit_save(cx, &in, &number));
    CHECK_OK(homes_find(cx, COUNTY, id, &h));
    CHECK_INT(h.n_questions, 1);
    in.questions[0].answer = VISIT_WRONG;
    in.questions[0].said = S("12");
    CHECK_ERR(visit_save(cx, &in, &number), ERR_INVALID);
    char field[40];
    snprintf(field, sizeof field, "q-%lld", (long long)a.id);
    CHECK(blames(cx, field));
    in.questions[0].said = S("13987300003");
    cx->now += 1000;
    c = reported(cx, &in, &number);
    CHECK_INT(c.lines[0].what, CHANGE_PHONE);
    demo_be(cx, "grid1");
    CHECK_OK(homes_find(cx, COUNTY, id, &h));
    CHECK_INT(h.n_questions, 0);
    cx->failure = (struct failure){.err = OK};
    CHECK_ERR(visit_save(cx, &in, &number), ERR_NOT_FOUND); /* it was answered */
}

TEST(what_was_said_at_a_door_stands_in_no_fact)
{
    struct household h;
    struct fact f[20];
    str number;
    int n = 0;
    int64_t id = begin(cx, &h);
    struct visit_new in = met(id);
    in.answers = S("{\"how\":\"unwell\",\"said\":\"secret word\"}");
    CHECK_OK(visit_save(cx, &in, &number));
    CHECK_OK(facts_list(cx, COUNTY, "household", id, FACTS_AUDIT, 0, f, 20, &n));
    CHECK(n > 0);
    for (int i = 0; i < n; i++)
        CHECK(str_find(f[i].payload, S("secret")) == SIZE_MAX &&
              str_find(f[i].payload, S("unwell")) == SIZE_MAX);
}
