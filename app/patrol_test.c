/* patrol_test: plans of patrols and walking them, by the people of the demo. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/people/people.h"
#include "kit/test/test.h"
#include "rooms/field/patrol.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000
#define GRID      532503001008001
#define GRID2     532503001008002
#define LAT       23366000
#define LON       103385000

static int64_t at_hour(int64_t day, int hour)
{
    return ms_of_day(day) + hour * 3600000LL;
}

/* The demo without its own plans, which the tests make themselves; grid1 is at work. */
static void begin(struct ctx *cx)
{
    struct patrol_plan plans[8];
    int n = 0;
    demo_begin(cx, 0);
    demo_be(cx, "secretary");
    CHECK_OK(patrol_plans(cx, COUNTY, plans, 8, &n));
    for (int i = 0; i < n; i++) {
        plans[i].live = false;
        CHECK_OK(patrol_plan_change(cx, &plans[i]));
    }
    cx->now = at_hour(day_of_ms(cx->now) + 1, 9);
}

static struct patrol_plan fresh(void)
{
    return (struct patrol_plan){.county = COUNTY,
                                .scope = COMMUNITY,
                                .name = S("round"),
                                .windows = S("08:00-11:00 19:00-21:00"),
                                .times = 1,
                                .per = PATROL_DAY,
                                .live = true,
                                .grids = {GRID},
                                .n_grids = 1};
}

static void add_point(struct ctx *cx, struct patrol_plan *p, const char *name, bool measured)
{
    struct patrol_point pt = {
        .name = str_of(name), .measured = measured, .lat_u = LAT, .lon_u = LON};
    CHECK_OK(patrol_plan_find(cx, COUNTY, p->id, p));
    CHECK_OK(patrol_point_add(cx, p, &pt));
}

/* A plan of three points, the last without a position; then grid1 is at work. */
static struct patrol_plan planned(struct ctx *cx, struct patrol_plan p)
{
    demo_be(cx, "secretary");
    CHECK_OK(patrol_plan_add(cx, &p, &p.id));
    add_point(cx, &p, "gate", true);
    add_point(cx, &p, "pump", true);
    add_point(cx, &p, "well", false);
    demo_be(cx, "grid1");
    return p;
}

static struct patrol_run look(struct ctx *cx, const struct patrol_plan *p,
                              struct patrol_point *points)
{
    struct patrol_run run;
    int n = 0;
    CHECK_OK(patrol_open_run(cx, p, &run, points, &n));
    return run;
}

static struct patrol_pass pass(int64_t point, int64_t north_u)
{
    return (struct patrol_pass){
        .point = point,
        .at = {.measured = true, .lat_u = LAT + north_u, .lon_u = LON, .accuracy_m = 10}};
}

static bool blames(const struct ctx *cx, const char *field, int64_t point)
{
    char name[60];
    snprintf(name, sizeof name, "%s-%lld", field, (long long)point);
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        if (strcmp(f->field, name) == 0)
            return true;
    return false;
}

TEST(a_patrol_is_proved_by_its_points_and_survives_a_pause)
{
    struct patrol_point pts[PATROL_POINTS_MAX];
    begin(cx);
    struct patrol_plan p = planned(cx, fresh());
    CHECK_OK(patrol_turn(cx, &p, PATROL_GOING));
    CHECK_OK(patrol_turn(cx, &p, PATROL_GOING)); /* from a second phone: the same one */
    struct patrol_run run = look(cx, &p, pts);
    CHECK_INT(run.of, 3);
    CHECK_INT(run.reached, 0);
    struct patrol_pass far = pass(pts[0].id, 5000), near = pass(pts[0].id, 500),
                       nowhere = {.point = pts[0].id};
    CHECK_ERR(patrol_pass(cx, &p, &far), ERR_INVALID);
    CHECK(blames(cx, "here", pts[0].id));
    CHECK_ERR(patrol_pass(cx, &p, &nowhere), ERR_INVALID);
    near.at.accuracy_m = 2000;
    CHECK_ERR(patrol_pass(cx, &p, &near), ERR_INVALID);
    near.at.accuracy_m = 10;
    CHECK_OK(patrol_pass(cx, &p, &near));
    CHECK_OK(patrol_pass(cx, &p, &near)); /* sent twice */
    CHECK_OK(patrol_turn(cx, &p, PATROL_PAUSED));
    run = look(cx, &p, pts);
    CHECK_INT(run.state, PATROL_PAUSED);
    CHECK_INT(run.reached, 1);
    CHECK_INT(pts[0].metres, 56);
    struct patrol_pass blocked = {.point = pts[1].id, .why = S("blocked")},
                       well = {.point = pts[2].id};
    CHECK_OK(patrol_pass(cx, &p, &blocked)); /* going on is passing the next one */
    CHECK_OK(patrol_pass(cx, &p, &well));    /* no position to be near to */
    run = look(cx, &p, pts);
    CHECK_INT(run.state, PATROL_GOING);
    CHECK_INT(run.reached, 3);
    CHECK_INT(run.reasons, 1);
}

TEST(a_form_that_comes_after_the_end_counts_for_its_patrol)
{
    struct patrol_point pts[PATROL_POINTS_MAX];
    struct patrol_run runs[4];
    int n = 0;
    begin(cx);
    struct patrol_plan p = planned(cx, fresh());
    CHECK_OK(patrol_turn(cx, &p, PATROL_GOING));
    struct patrol_run run = look(cx, &p, pts);
    CHECK_OK(patrol_turn(cx, &p, PATROL_DONE));
    CHECK_OK(patrol_turn(cx, &p, PATROL_DONE)); /* nothing is open: nothing to do */
    struct patrol_pass late = pass(pts[0].id, 0);
    late.run = run.id;
    CHECK_OK(patrol_pass(cx, &p, &late));
    CHECK_OK(patrol_runs(cx, &p, runs, 4, &n));
    CHECK_INT(n, 1);
    CHECK_INT(runs[0].state, PATROL_DONE);
    CHECK_INT(runs[0].reached, 1);
    demo_be(cx, "grid2"); /* nobody else adds to it */
    CHECK_ERR(patrol_pass(cx, &p, &late), ERR_NOT_FOUND);
}

TEST(a_reason_for_a_point_is_from_the_list_with_words_where_it_says_nothing)
{
    struct patrol_point pts[PATROL_POINTS_MAX];
    begin(cx);
    struct patrol_plan p = planned(cx, fresh());
    look(cx, &p, pts);
    struct patrol_pass in = {.point = pts[0].id, .why = S("tired")};
    CHECK_ERR(patrol_pass(cx, &p, &in), ERR_INVALID);
    CHECK(blames(cx, "why", pts[0].id));
    in.why = S("other");
    CHECK_ERR(patrol_pass(cx, &p, &in), ERR_INVALID);
    CHECK(blames(cx, "why_words", pts[0].id));
    in.words = S("a dog");
    CHECK_OK(patrol_pass(cx, &p, &in));
    in.point = 1;
    CHECK_ERR(patrol_pass(cx, &p, &in), ERR_NOT_FOUND);
}

TEST(plans_are_made_by_whoever_plans_there_and_walked_in_their_grids_alone)
{
    struct patrol_plan got, mine[4];
    struct account a;
    int n = 0;
    begin(cx);
    struct patrol_plan p = planned(cx, fresh());
    CHECK_OK(patrol_mine(cx, COUNTY, mine, 4, &n));
    CHECK_INT(n, 1);
    CHECK_ERR(patrol_plan_find(cx, COUNTY, p.id, &got), ERR_NOT_FOUND);
    CHECK_ERR(patrol_plan_add(cx, &p, &(int64_t){0}), ERR_NOT_FOUND);
    demo_be(cx, "grid2");
    CHECK_ERR(patrol_mine_find(cx, COUNTY, p.id, &got), ERR_NOT_FOUND);
    demo_be(cx, "town-mingjiu"); /* plans, but not here */
    CHECK_ERR(patrol_plan_find(cx, COUNTY, p.id, &got), ERR_NOT_FOUND);
    demo_be(cx, "secretary");
    CHECK_OK(account_find_login(cx, S("grid2"), &a));
    CHECK_OK(patrol_plan_find(cx, COUNTY, p.id, &got));
    got.account = a.id;
    CHECK_ERR(patrol_plan_change(cx, &got), ERR_INVALID); /* grid2 has none of its grids */
    got.grids[got.n_grids++] = GRID2;
    CHECK_OK(patrol_plan_change(cx, &got));
    CHECK_ERR(patrol_plan_change(cx, &got), ERR_CONFLICT); /* seen before that */
    demo_be(cx, "grid1");
    CHECK_ERR(patrol_mine_find(cx, COUNTY, p.id, &p), ERR_NOT_FOUND); /* it is named to another */
}

TEST(coverage_counts_rounds_that_are_over_and_none_more_often_than_due)
{
    struct patrol_point pts[PATROL_POINTS_MAX];
    struct patrol_coverage c;
    begin(cx);
    int64_t day = day_of_ms(cx->now);
    struct patrol_plan p = planned(cx, fresh());
    look(cx, &p, pts);
    CHECK_OK(patrol_covered(cx, &p, day - 30, day, &c));
    CHECK_INT(c.due, 0); /* no round is over: "—" */
    struct patrol_pass in = pass(pts[0].id, 0), well = {.point = pts[2].id};
    CHECK_OK(patrol_pass(cx, &p, &in)); /* first day: two of three */
    CHECK_OK(patrol_pass(cx, &p, &well));
    CHECK_OK(patrol_turn(cx, &p, PATROL_DONE));
    CHECK_OK(patrol_pass(cx, &p, &in)); /* and one of them again */
    CHECK_OK(patrol_turn(cx, &p, PATROL_DONE));
    cx->now = at_hour(day + 2, 9); /* second day: none; the third is not over */
    CHECK_OK(patrol_pass(cx, &p, &in));
    CHECK_OK(patrol_covered(cx, &p, day - 30, day + 2, &c));
    CHECK_INT(c.due, 6);
    CHECK_INT(c.reached, 2);
    CHECK_INT(c.reasons, 0);
}

TEST(weeks_count_from_monday_and_only_whole_ones)
{
    struct patrol_coverage c;
    struct patrol_point pts[PATROL_POINTS_MAX];
    struct patrol_plan weekly = fresh();
    begin(cx);
    weekly.per = PATROL_WEEK;
    weekly.times = 2;
    int64_t monday = day_of_civil(2027, 3, 1); /* is one */
    cx->now = at_hour(monday + 2, 9);
    struct patrol_plan p = planned(cx, weekly);
    look(cx, &p, pts);
    struct patrol_pass in = pass(pts[0].id, 0);
    CHECK_OK(patrol_pass(cx, &p, &in)); /* in the week it began: not counted */
    cx->now = at_hour(monday + 7, 9);
    CHECK_OK(patrol_turn(cx, &p, PATROL_DONE));
    CHECK_OK(patrol_pass(cx, &p, &in));
    CHECK_OK(patrol_turn(cx, &p, PATROL_DONE));
    cx->now = at_hour(monday + 13, 20);
    CHECK_OK(patrol_covered(cx, &p, monday, monday + 13, &c));
    CHECK_INT(c.due, 0);
    cx->now = at_hour(monday + 14, 8);
    CHECK_OK(patrol_covered(cx, &p, monday, monday + 13, &c));
    CHECK_INT(c.due, 6); /* three points, twice */
    CHECK_INT(c.reached, 1);
}

TEST(hours_are_read_as_people_type_them)
{
    str out;
    struct patrol_plan p = fresh();
    int64_t day = day_of_ms(cx->now);
    CHECK_OK(patrol_read_windows(cx, S("8:00至11:30，19：00～21：00"), &out));
    CHECK_STR(out, "08:00-11:30 19:00-21:00");
    CHECK_OK(patrol_read_windows(cx, S(""), &out));
    CHECK_ERR(patrol_read_windows(cx, S("mornings"), &out), ERR_INVALID);
    CHECK_ERR(patrol_read_windows(cx, S("08:00-25:00"), &out), ERR_INVALID);
    CHECK_ERR(patrol_read_windows(cx, S("08:00-08:00"), &out), ERR_INVALID);
    CHECK(patrol_in_hours(&p, at_hour(day, 20)));
    CHECK(!patrol_in_hours(&p, at_hour(day, 12)));
    p.windows = S("22:00-02:00");
    CHECK(patrol_in_hours(&p, at_hour(day, 23)));
    CHECK(patrol_in_hours(&p, at_hour(day, 1)));
    CHECK(!patrol_in_hours(&p, at_hour(day, 3)));
}

/* No track: no table says where somebody was and when. What has a position has no account beside
 * it; in what a device reports, the position is the device's and the account whose who decided. */
TEST(no_table_keeps_where_anybody_walked)
{
    int with_position = 0;
    for (const struct db_table *const *t = db_all_tables; *t; t++) {
        bool position = false, who = false;
        for (const char *const *c = (*t)->columns; *c; c++) {
            position = position || !strcmp(*c, "lat_u") || !strcmp(*c, "lat");
            who = who || !strcmp(*c, "account") || !strcmp(*c, "run") || !strcmp(*c, "worker");
        }
        with_position += position;
        if (!strcmp((*t)->name, "device_events"))
            continue;
        if (position && who)
            fprintf(stderr, "%s keeps where an account was\n", (*t)->name);
        CHECK(!(position && who));
    }
    CHECK(with_position > 1); /* the test looks at something */
}

TEST(what_is_said_of_a_patrol_holds_no_position)
{
    struct patrol_point pts[PATROL_POINTS_MAX];
    struct fact f[10];
    int n = 0;
    begin(cx);
    struct patrol_plan p = planned(cx, fresh());
    struct patrol_run run = look(cx, &p, pts);
    struct patrol_pass in = pass(pts[0].id, 300);
    CHECK_OK(patrol_pass(cx, &p, &in));
    run = look(cx, &p, pts);
    CHECK_OK(facts_list(cx, COUNTY, "patrol", run.id, FACTS_STAFF, 0, f, 10, &n));
    CHECK_INT(n, 2); /* started, passed */
    for (int i = 0; i < n; i++) {
        CHECK(str_find(f[i].payload, S("23366")) == SIZE_MAX);
        CHECK(str_find(f[i].payload, S("103385")) == SIZE_MAX);
    }
}
