/* duty_test: the board of the command centre by the people of the demo. */
#include "app/app.h"
#include "app/demo.h"
#include "app/test_demo.h"
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
    str why = STR_NONE;
    CHECK_OK(demo_load(cx, cases, &why));
    demo_be(cx, "duty");
}

/* What every process does by itself a moment after each change. */
static void settle(struct ctx *cx)
{
    CHECK_OK(jobs_run_due(cx, app_jobs(cx->mem)));
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

static int64_t org_of(struct ctx *cx, const char *code)
{
    struct org o;
    CHECK_OK(org_find_code(cx, COUNTY, str_of(code), &o));
    return o.id;
}

static enum err step(struct ctx *cx, int64_t id, const char *move, const char *unit)
{
    struct casefile c = find(cx, id);
    struct cases_move in = {.move = move,
                            .seen = c.m.row_ver,
                            .say = S("words"),
                            .in = {.text = S("words"),
                                   .reason = S("not_ours"),
                                   .outcome = S("solved"),
                                   .photos = 1,
                                   .after_photos = 1,
                                   .until_ms = cx->now + DAY_MS}};
    struct cases_proof seen = {.at = c.spot, .why = CASES_WHY_UNSAFE}; /* needs no photo */
    in.proof = &seen;
    if (unit)
        in.in.orgs[in.in.n_orgs++] = org_of(cx, unit);
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
    settle(cx);
    CHECK_INT(row_of(cx, id)->stage, DUTY_NEW);
    CHECK_OK(step(cx, id, "accept", NULL));
    CHECK_OK(step(cx, id, "file", NULL));
    settle(cx);
    CHECK_INT(row_of(cx, id)->stage, DUTY_DISPATCH);
    CHECK_OK(step(cx, id, "dispatch", "chengguan"));
    settle(cx);
    CHECK_INT(row_of(cx, id)->stage, DUTY_WORK);
    CHECK(!row_of(cx, id)->signed_for);
    demo_be(cx, "dept-chengguan");
    CHECK_OK(step(cx, id, "feed_back", NULL));
    demo_be(cx, "inspector1");
    CHECK_OK(step(cx, id, "found_done", NULL));
    demo_be(cx, "duty");
    CHECK_OK(step(cx, id, "close", NULL));
    settle(cx);
    CHECK_INT(row_of(cx, id)->stage, DUTY_CONFIRM);
    test_clock(cx, cx->now + 8 * DAY_MS); /* the resident says nothing */
    settle(cx);
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
    settle(cx);
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
    settle(cx);
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
    settle(cx);
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
    settle(cx);
    CHECK_INT(row_of(cx, first)->near, 1);
    CHECK_INT(row_of(cx, second)->near, 1);
    CHECK_INT(row_of(cx, far)->near, 0);
    CHECK_INT(row_of(cx, other)->near, 0);
    struct casefile c = find(cx, second);
    struct cases_move in = {.move = "merge", .seen = c.m.row_ver, .in = {.into = first}};
    CHECK_OK(cases_move(cx, &c, &in));
    settle(cx);
    CHECK_INT(row_of(cx, first)->near, 0);
    CHECK(row_of(cx, second) == NULL);
}

TEST(the_board_shows_no_case_that_its_reader_may_not_read)
{
    struct duty_counts c;
    begin(cx, 0);
    int64_t id = report(cx, LAMP, 23366000, false);
    struct matter m = find(cx, id).m;
    settle(cx);
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
    settle(cx);
    CHECK(row_of(cx, id) == NULL);
    demo_be(cx, "duty");
    CHECK(row_of(cx, id) != NULL);
    CHECK_OK(matters_add_subject(cx, &m, &(struct matters_subject){.account = cx->actor}));
    settle(cx);
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
    settle(cx);
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
    settle(cx);
    int n = list(cx, all(), before);
    CHECK(n > 5);
    CHECK_OK(db_write(cx, again_tx, NULL));
    settle(cx);
    CHECK_INT(list(cx, all(), after), n);
    for (int i = 0; i < n; i++)
        CHECK(before[i].matter == after[i].matter && before[i].need_ms == after[i].need_ms);
}
