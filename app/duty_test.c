/* duty_test: the board of the command centre by the people of the demo. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/test/test.h"
#include "rooms/duty/duty.h"

#define COUNTY 532503
#define PLACE  532503000000000
#define HOME   532503001008000
#define LAMP   "facility-0118"
#define LITTER "event-0102"

enum { ROWS_MOST = 400 };

static void begin(struct ctx *cx, int cases)
{
    static const struct notices shown = {.demo = true}; /* messages are shown, not sent */
    cx->notices = &shown;
    demo_begin(cx, cases);
    demo_be(cx, "duty");
}

static int64_t report(struct ctx *cx, const char *code, int64_t lat_u, bool urgent)
{
    struct cases_receipt out;
    struct cases_report in = {
        .county = COUNTY,
        .community = HOME,
        .code = str_of(code),
        .source = "hotline",
        .body = S("lamp"),
        .urgent = urgent,
        .spot = {.words = S("gate"), .measured = true, .lat_u = lat_u, .lon_u = 103385000}};
    demo_be(cx, "duty");
    CHECK_OK(cases_open(cx, &in, &out));
    return out.id;
}

static struct casefile find(struct ctx *cx, int64_t id)
{
    struct matter m;
    struct casefile c;
    CHECK_OK(matters_load(cx, COUNTY, id, &m));
    CHECK_OK(cases_load(cx, &m, &c));
    return c;
}

static enum err step(struct ctx *cx, int64_t id, const char *move, const char *unit)
{
    struct casefile c = find(cx, id);
    struct cases_move in = {.move = move,
                            .seen = c.m.row_ver,
                            .say = S("words"),
                            .pass = S("told"),
                            .in = {.text = S("words"),
                                   .reason = S("not_ours"),
                                   .outcome = S("solved"),
                                   .photos = 1,
                                   .after_photos = 1,
                                   .until_ms = cx->now + DAY_MS}};
    struct cases_proof seen = {.at = c.spot, .why = CASES_WHY_UNSAFE}; /* needs no photo */
    in.proof = &seen;
    if (unit)
        in.in.orgs[in.in.n_orgs++] = demo_org(cx, unit);
    return cases_move(cx, &c, &in);
}

static void dispatch(struct ctx *cx, int64_t id, const char *unit)
{
    demo_be(cx, "duty");
    CHECK_OK(step(cx, id, "accept", NULL));
    CHECK_OK(step(cx, id, "file", NULL));
    CHECK_OK(step(cx, id, "dispatch", unit));
}

static struct duty_filter all(void)
{
    return (struct duty_filter){.county = COUNTY, .lo = PLACE, .hi = place_end(PLACE), .stage = -1};
}

static int list(struct ctx *cx, struct duty_filter f, struct duty_row *out)
{
    int n = 0;
    CHECK_OK(duty_list(cx, &f, out, ROWS_MOST, &n));
    return n;
}

static const struct duty_row *row_of(struct ctx *cx, int64_t id)
{
    struct duty_row *rows = NEW_N(cx->mem, struct duty_row, ROWS_MOST);
    struct duty_filter f = all();
    for (int stage = -1; stage < DUTY_STAGES; stage++) {
        f.stage = stage;
        for (int i = 0, n = list(cx, f, rows); i < n; i++)
            if (rows[i].matter == id)
                return &rows[i];
    }
    return NULL;
}

TEST(a_case_stands_on_the_board_in_its_stage_until_it_is_over)
{
    begin(cx, 0);
    int64_t id = report(cx, LAMP, 23366000, false);
    demo_settle(cx);
    CHECK_INT(row_of(cx, id)->stage, DUTY_NEW);
    CHECK_OK(step(cx, id, "accept", NULL));
    CHECK_OK(step(cx, id, "file", NULL));
    demo_settle(cx);
    CHECK_INT(row_of(cx, id)->stage, DUTY_DISPATCH);
    CHECK_OK(step(cx, id, "dispatch", "chengguan"));
    demo_settle(cx);
    CHECK_INT(row_of(cx, id)->stage, DUTY_WORK);
    CHECK(!row_of(cx, id)->signed_for);
    demo_be(cx, "dept-chengguan");
    CHECK_OK(step(cx, id, "feed_back", NULL));
    demo_be(cx, "inspector1");
    CHECK_OK(step(cx, id, "found_done", NULL));
    demo_be(cx, "duty");
    CHECK_OK(step(cx, id, "close", NULL));
    demo_settle(cx);
    CHECK_INT(row_of(cx, id)->stage, DUTY_CONFIRM);
    test_clock(cx, cx->now + 8 * DAY_MS); /* the resident says nothing */
    demo_settle(cx);
    CHECK(row_of(cx, id) == NULL);
}

TEST(the_board_is_in_the_order_in_which_somebody_has_to_act)
{
    struct duty_row rows[ROWS_MOST];
    begin(cx, 0);
    int64_t lamp = report(cx, LAMP, 23366000, false);
    dispatch(cx, lamp, "chengguan");
    int64_t litter = report(cx, LITTER, 23367000, false); /* a quarter of an hour is left */
    int64_t flood = report(cx, LAMP, 23368000, true);
    demo_settle(cx);
    CHECK_INT(list(cx, all(), rows), 3);
    CHECK(rows[0].matter == flood && rows[1].matter == litter && rows[2].matter == lamp);
}

TEST(why_a_case_stands_there_is_said_in_words)
{
    struct duty_why why;
    begin(cx, 0);
    int64_t id = report(cx, LAMP, 23366000, false);
    dispatch(cx, id, "chengguan");
    test_clock(cx, cx->now + 10 * DAY_MS);
    demo_settle(cx);
    struct matter m = find(cx, id).m;
    cx->lang = LANG_EN;
    duty_why(cx, row_of(cx, id), &m, &why);
    CHECK_INT(why.look, LOOK_BAD);
    CHECK(str_ends(why.first, S("days late")));
    CHECK(str_find(why.rest, S("has not taken it on for 10 days")) != SIZE_MAX);
    CHECK(str_find(why.rest, S("pressed by a leader")) != SIZE_MAX);
    demo_be(cx, "dept-chengguan");
    struct task t[8];
    int n;
    CHECK_OK(matters_tasks(cx, &m, t, 8, &n));
    for (int i = 0; i < n; i++)
        if (str_is(t[i].name, "handle"))
            CHECK_OK(matters_claim(cx, &t[i]));
    demo_settle(cx);
    demo_be(cx, "duty");
    duty_why(cx, row_of(cx, id), &m, &why);
    CHECK(str_find(why.rest, S("not taken it on")) == SIZE_MAX);
}

TEST(two_reports_of_one_thing_are_seen_as_such_until_one_is_merged)
{
    begin(cx, 0);
    int64_t first = report(cx, LAMP, 23366000, false);
    int64_t far = report(cx, LAMP, 23367000, false); /* 110 m */
    int64_t other = report(cx, LITTER, 23366000, false);
    int64_t second = report(cx, LAMP, 23366200, false); /* 22 m */
    demo_settle(cx);
    CHECK_INT(row_of(cx, first)->near, 1);
    CHECK_INT(row_of(cx, second)->near, 1);
    CHECK_INT(row_of(cx, far)->near, 0);
    CHECK_INT(row_of(cx, other)->near, 0);
    struct casefile c = find(cx, second);
    struct cases_move in = {.move = "merge", .seen = c.m.row_ver, .in = {.into = first}};
    CHECK_OK(cases_move(cx, &c, &in));
    demo_settle(cx);
    CHECK_INT(row_of(cx, first)->near, 0);
    CHECK(row_of(cx, second) == NULL);
}

TEST(the_board_shows_no_case_that_its_reader_may_not_read)
{
    struct duty_counts c;
    begin(cx, 0);
    int64_t id = report(cx, LAMP, 23366000, false);
    struct matter m = find(cx, id).m;
    demo_settle(cx);
    struct duty_filter f = all();
    demo_be(cx, "dept-chengguan"); /* by its tasks alone */
    CHECK(row_of(cx, id) == NULL);
    CHECK_OK(duty_count(cx, &f, &c));
    CHECK_INT(c.stage[DUTY_NEW], 0);
    demo_be(cx, "town-mingjiu"); /* another town */
    CHECK(row_of(cx, id) == NULL);
    demo_be(cx, "leader"); /* reads, but nothing sensitive */
    CHECK(row_of(cx, id) != NULL);
    CHECK_OK(matters_set_flags(cx, &m, MATTERS_SENSITIVE, 0));
    demo_settle(cx);
    CHECK(row_of(cx, id) == NULL);
    demo_be(cx, "duty");
    CHECK(row_of(cx, id) != NULL);
    CHECK_OK(matters_add_subject(cx, &m, &(struct matters_subject){.account = cx->actor}));
    demo_settle(cx);
    CHECK(row_of(cx, id) == NULL);
    CHECK_OK(duty_count(cx, &f, &c));
    CHECK_INT(c.stage[DUTY_NEW], 0);
}

static int64_t paged(struct ctx *cx, struct duty_filter f)
{
    struct duty_row rows[7];
    int64_t total = 0, last = INT64_MIN;
    for (int n = 7; n == 7; total += n) {
        CHECK_OK(duty_list(cx, &f, rows, 7, &n));
        for (int i = 0; i < n; i++) {
            CHECK(rows[i].need_ms >= last);
            last = rows[i].need_ms;
        }
        if (n)
            f.after_need = rows[n - 1].need_ms, f.after = rows[n - 1].matter;
    }
    return total;
}

TEST(each_counter_is_the_length_of_the_list_behind_it)
{
    struct duty_counts c;
    begin(cx, 80);
    demo_settle(cx);
    struct duty_filter f = all();
    CHECK_OK(duty_count(cx, &f, &c));
    int64_t open = c.stage[DUTY_NEW] + c.stage[DUTY_DISPATCH] + c.stage[DUTY_WORK];
    CHECK(c.stage[DUTY_NEW] && c.stage[DUTY_WORK] && c.stage[DUTY_CONFIRM] && c.late);
    CHECK_INT(paged(cx, f), open);
    struct duty_at *at;
    int n;
    CHECK_OK(duty_count_places(cx, &f, &at, &n));
    for (int i = 0; i < n; i++)
        open -= at[i].open;
    CHECK_INT(open, 0);
    for (f.stage = 0; f.stage < DUTY_STAGES; f.stage++)
        CHECK_INT(paged(cx, f), c.stage[f.stage]);
    f.stage = -1;
    f.when = DUTY_LATE;
    CHECK_INT(paged(cx, f), c.late);
    f.when = DUTY_TODAY;
    CHECK_INT(paged(cx, f), c.today);
}

static enum err again_tx(struct ctx *cx, void *arg)
{
    (void)arg;
    return facts_again(cx, COUNTY, "duty.board");
}

TEST(a_board_made_anew_from_the_facts_is_the_same)
{
    struct duty_row before[ROWS_MOST], after[ROWS_MOST];
    begin(cx, 40);
    demo_settle(cx);
    int n = list(cx, all(), before);
    CHECK(n > 5);
    CHECK_OK(db_write(cx, again_tx, NULL));
    demo_settle(cx);
    CHECK_INT(list(cx, all(), after), n);
    for (int i = 0; i < n; i++)
        CHECK(before[i].matter == after[i].matter && before[i].need_ms == after[i].need_ms);
}

/* ---- handing on ---------------------------------------------------------- */

static struct duty_choice choice_of(struct ctx *cx, int64_t id)
{
    struct casefile c = find(cx, id);
    struct duty_choice out;
    struct org *units;
    int n;
    CHECK_OK(duty_units(cx, &c, &units, &n));
    CHECK_OK(duty_choose(cx, &c, units, n, &out));
    return out;
}

TEST(the_unit_proposed_is_the_one_that_kept_most_of_its_kind)
{
    begin(cx, 0);
    int64_t id = report(cx, LITTER, 23366000, false);
    CHECK_INT(choice_of(cx, id).why, DUTY_BY_RULE);
    int64_t past[4];
    for (int i = 0; i < 4; i++) {
        past[i] = report(cx, LITTER, 23367000 + i * 1000, false);
        dispatch(cx, past[i], i < 3 ? "shuiwu" : "minzheng");
    }
    demo_settle(cx);
    struct duty_choice c = choice_of(cx, id);
    CHECK(c.why == DUTY_HERE && c.org == demo_org(cx, "shuiwu") && c.n == 3 && c.of == 4);
    for (int i = 0; i < 2; i++) { /* not theirs, they say */
        demo_be(cx, "dept-shuiwu");
        CHECK_OK(cases_move(cx, (struct casefile[]){find(cx, past[i])},
                            &(struct cases_move){.move = "ask_return",
                                                 .seen = find(cx, past[i]).m.row_ver,
                                                 .in = {.reason = S("not_our_duty")}}));
        demo_be(cx, "duty");
        CHECK_OK(step(cx, past[i], "return", NULL));
    }
    demo_settle(cx);
    CHECK_INT(choice_of(cx, id).why, DUTY_BY_RULE); /* two are too few */
}

TEST(no_department_kind_is_proposed_to_a_community)
{
    begin(cx, 0);
    struct casefile c = find(cx, report(cx, LAMP, 23366000, false));
    struct org *units;
    int n;
    CHECK_OK(duty_units(cx, &c, &units, &n));
    CHECK(n > 3);
    for (int i = 0; i < n; i++)
        CHECK(units[i].kind != ORG_COMMITTEE);
}

static struct duty_order order_for(struct ctx *cx, struct casefile *c, int64_t id, const char *unit)
{
    *c = find(cx, id);
    return (struct duty_order){.c = c, .seen = c->m.row_ver, .org = demo_org(cx, unit)};
}

TEST(several_are_dispatched_at_once_and_what_somebody_did_first_is_told)
{
    struct casefile c[3];
    struct duty_orders all = {.n = 3};
    begin(cx, 0);
    for (int i = 0; i < 3; i++)
        all.at[i] = order_for(cx, &c[i], report(cx, LAMP, 23366000 + i * 2000, false), "chengguan");
    all.at[2].org = demo_org(cx, "hzy"); /* would have to agree */
    CHECK_OK(step(cx, c[1].m.id, "accept", NULL));
    CHECK_OK(duty_order(cx, &all));
    CHECK_INT(all.at[0].result, DUTY_DONE);
    CHECK_INT(all.at[1].result, DUTY_FIRST);
    CHECK_INT(all.at[2].result, DUTY_CONSENT);
    CHECK_STR(find(cx, c[0].m.id).m.state, "handling");
    CHECK_STR(find(cx, c[1].m.id).m.state, "filing");
    CHECK_STR(find(cx, c[2].m.id).m.state, "accepting"); /* not half done */
    demo_be(cx, "leader");
    all = (struct duty_orders){.n = 1};
    all.at[0] = order_for(cx, &c[2], c[2].m.id, "chengguan");
    CHECK_OK(duty_order(cx, &all));
    CHECK(all.at[0].result != DUTY_DONE);
    CHECK_STR(find(cx, c[2].m.id).m.state, "accepting");
}

/* ---- supervision --------------------------------------------------------- */

static int told(struct ctx *cx, const char *login, const char *kind, const char *sms)
{
    struct notice n[40];
    int got = 0, fit = 0;
    demo_be(cx, login);
    CHECK_OK(notices_list(cx, 0, n, 40, &got));
    for (int i = 0; i < got; i++)
        fit += str_is(n[i].kind, kind) && (!sms || str_is(n[i].sms, sms));
    return fit;
}

static enum err again_told_tx(struct ctx *cx, void *arg)
{
    (void)arg;
    return facts_again(cx, COUNTY, "duty.told");
}

TEST(when_time_runs_out_each_is_told_once_by_the_ladder)
{
    begin(cx, 0);
    int64_t id = report(cx, LAMP, 23366000, false);
    dispatch(cx, id, "chengguan");
    test_clock(cx, cx->now + 20 * DAY_MS);
    demo_settle(cx);
    for (int twice = 0; twice < 2; twice++) {
        CHECK_INT(told(cx, "dept-chengguan", "duty.yellow", NULL), 1);
        CHECK_INT(told(cx, "dept-chengguan", "duty.red", NULL), 1);
        CHECK_INT(told(cx, "duty", "duty.red", NULL), 1);
        CHECK_INT(told(cx, "centre", "duty.leader", NULL), 1);
        CHECK_INT(told(cx, "centre", "duty.yellow", NULL), 0);
        CHECK_INT(told(cx, "dept-shuiwu", "duty.red", NULL), 0);
        CHECK_OK(db_write(cx, again_told_tx, NULL)); /* the same facts once more */
        demo_settle(cx);
    }
    struct matter m = find(cx, id).m;
    struct task t[20];
    int n, open = 0;
    CHECK_OK(matters_tasks(cx, &m, t, 20, &n));
    for (int i = 0; i < n; i++)
        open += str_is(t[i].name, "answer") && t[i].state == MATTERS_TASK_OPEN && t[i].due_ms;
    CHECK_INT(open, 1); /* the reply, with its own deadline */
    test_clock(cx, cx->now + 3 * DAY_MS);
    demo_settle(cx);
    CHECK_INT(told(cx, "duty", "duty.silent", NULL), 1);
}

TEST(what_is_put_aside_or_merged_is_not_pressed)
{
    begin(cx, 0);
    int64_t held = report(cx, LAMP, 23366000, false), gone = report(cx, LAMP, 23366200, false);
    dispatch(cx, held, "chengguan");
    demo_be(cx, "dept-chengguan");
    CHECK_OK(cases_move(cx, (struct casefile[]){find(cx, held)},
                        &(struct cases_move){.move = "ask_hold",
                                             .seen = find(cx, held).m.row_ver,
                                             .in = {.reason = S("weather"), .text = S("rain")}}));
    demo_be(cx, "centre");
    CHECK_OK(cases_move(
        cx, (struct casefile[]){find(cx, held)},
        &(struct cases_move){.move = "hold",
                             .seen = find(cx, held).m.row_ver,
                             .in = {.reason = S("weather"), .until_ms = cx->now + 60 * DAY_MS}}));
    demo_be(cx, "duty");
    struct casefile c = find(cx, gone);
    CHECK_OK(cases_move(
        cx, &c, &(struct cases_move){.move = "merge", .seen = c.m.row_ver, .in = {.into = held}}));
    test_clock(cx, cx->now + 30 * DAY_MS);
    demo_settle(cx);
    CHECK_INT(told(cx, "dept-chengguan", "duty.yellow", NULL), 0);
    CHECK_INT(told(cx, "dept-chengguan", "duty.red", NULL), 0);
    CHECK_INT(told(cx, "duty", "duty.red", NULL), 0);
}

/* Handled within so many hours by the clock on the wall, night and day. */
static void limit_hours(struct ctx *cx, const char *code, int64_t n)
{
    struct category_limit l = {.id = db_new_id(cx), .n = n, .hi = INT64_MAX};
    l.stage = S("handle");
    l.unit = S("hour");
    l.from_ms = cx->now;
    demo_be(cx, "admin");
    CHECK_OK(cases_category_limit_set(cx, COUNTY, str_of(code), &l));
}

TEST(nobody_is_woken_at_night_unless_it_is_urgent)
{
    begin(cx, 0);
    limit_hours(cx, "event-2112", 10);
    limit_hours(cx, "event-2113", 10);
    test_clock(cx, TEST_NOW + 6 * 3600000LL); /* three in the afternoon: late at one at night */
    int64_t calm = report(cx, "event-2112", 23366000, false);
    int64_t urgent = report(cx, "event-2113", 23368000, true);
    dispatch(cx, calm, "shuiwu");
    dispatch(cx, urgent, "shuiwu");
    test_clock(cx, TEST_NOW + 17 * 3600000LL);
    demo_settle(cx);
    CHECK_INT(told(cx, "dept-shuiwu", "duty.red", "wait"), 1);
    CHECK_INT(told(cx, "dept-shuiwu", "duty.red.urgent", "wait"), 0);
    CHECK_INT(told(cx, "dept-shuiwu", "duty.red.urgent", NULL), 1);
    test_clock(cx, TEST_NOW + 24 * 3600000LL);
    demo_settle(cx);
    CHECK_INT(told(cx, "dept-shuiwu", "duty.red", "wait"), 0);
}
