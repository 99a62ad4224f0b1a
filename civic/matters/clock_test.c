/* clock_test.c: clocks over holidays, pauses, steps that fire once, changed calendars. */
#include "civic/matters/test_matters.h"

static int64_t at(const char *text)
{
    int64_t ms = 0;
    CHECK_OK(time_parse(str_of(text), &ms));
    return ms;
}

static void handled(struct ctx *cx, const struct town *t, struct matter *m)
{
    test_report(cx, "case-full", "accepting", t->resident, NULL, m);
    CHECK_OK(test_move(cx, t->desk, m, "accept"));
    CHECK_OK(test_move(cx, t->shift, m, "file"));
    CHECK_OK(test_move_org(cx, t->desk, m, "dispatch", t->lights, 0));
}

static void dispatch_with(struct ctx *cx, const struct town *t, struct matter *m, int64_t n,
                          enum calendar_unit unit)
{
    test_report(cx, "case-full", "accepting", t->resident, NULL, m);
    CHECK_OK(test_move(cx, t->desk, m, "accept"));
    CHECK_OK(test_move(cx, t->shift, m, "file"));
    test_as(cx, t->desk);
    struct matters_input in = {.orgs = {t->lights}, .n_orgs = 1, .limit = {n, unit}};
    CHECK_OK(matters_move(cx, m, "dispatch", &in));
}

/* Working hours and days of the national rules, periods 08:00-12:00 and 14:00-18:00. */
TEST(a_deadline_counts_by_the_calendar_of_the_country)
{
    static const struct {
        const char *start;
        int64_t n;
        enum calendar_unit unit;
        const char *due;
    } v[] = {
        {"2026-02-13T17:00:00+08:00", 4, CALENDAR_WORKHOUR, "2026-02-14T11:00:00+08:00"},
        {"2026-02-14T16:30:00+08:00", 4, CALENDAR_WORKHOUR, "2026-02-24T10:30:00+08:00"},
        {"2026-02-20T09:00:00+08:00", 2, CALENDAR_WORKHOUR, "2026-02-24T10:00:00+08:00"},
        {"2026-05-08T17:30:00+08:00", 1, CALENDAR_WORKHOUR, "2026-05-09T08:30:00+08:00"},
        {"2026-03-02T12:30:00+08:00", 2, CALENDAR_WORKHOUR, "2026-03-02T16:00:00+08:00"},
        {"2026-02-16T23:00:00+08:00", 4, CALENDAR_HOUR, "2026-02-17T03:00:00+08:00"},
    };
    struct town t;
    struct matter m;
    test_clock(cx, at("2026-02-02T08:00:00+08:00")); /* the posts begin */
    test_town(cx, &t);
    for (size_t i = 0; i < COUNT(v); i++) {
        test_clock(cx, at(v[i].start));
        dispatch_with(cx, &t, &m, v[i].n, v[i].unit);
        CHECK_INT(test_clock_of(cx, &m, "department").due_ms, at(v[i].due));
        CHECK_INT(test_task(cx, &m, "handle").due_ms, at(v[i].due));
    }
}

TEST(a_paused_clock_runs_on_with_what_was_left_after_the_holidays)
{
    struct town t;
    struct matter m;
    test_clock(cx, at("2026-02-02T08:00:00+08:00"));
    test_town(cx, &t);
    test_clock(cx, at("2026-02-13T16:00:00+08:00")); /* before the Spring Festival */
    dispatch_with(cx, &t, &m, 4, CALENDAR_WORKHOUR); /* one hour today, three tomorrow */
    test_clock(cx, at("2026-02-13T17:00:00+08:00"));
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
    CHECK_INT(test_clock_of(cx, &m, "department").state, MATTERS_CLOCK_PAUSED);
    test_clock(cx, at("2026-02-25T09:00:00+08:00"));
    CHECK_OK(test_move(cx, t.grid1, &m, "found_undone"));
    struct matters_clock k = test_clock_of(cx, &m, "department");
    CHECK_INT(k.state, MATTERS_CLOCK_RUNNING);
    CHECK_INT(k.due_ms, at("2026-02-25T12:00:00+08:00")); /* three hours were left */
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
    CHECK_OK(test_move(cx, t.grid1, &m, "found_done"));
    CHECK_OK(test_move(cx, t.shift, &m, "close"));
    CHECK_INT(test_clock_of(cx, &m, "department").state, MATTERS_CLOCK_MET);
}

TEST(what_was_fed_back_late_is_missed_and_its_rework_is_due_at_once)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    dispatch_with(cx, &t, &m, 2, CALENDAR_HOUR);
    test_clock(cx, cx->now + 3 * HOUR_MS);
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
    CHECK_OK(test_move(cx, t.grid1, &m, "found_undone"));
    CHECK(test_clock_of(cx, &m, "department").due_ms <= cx->now);
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
    CHECK_OK(test_move(cx, t.grid1, &m, "found_done"));
    CHECK_OK(test_move(cx, t.shift, &m, "close"));
    CHECK_INT(test_clock_of(cx, &m, "department").state, MATTERS_CLOCK_MISSED);
}

/* Each round adds rows; what stands now is found however many there are. */
TEST(a_case_may_come_back_a_hundred_times)
{
    struct town t;
    struct matter m;
    struct matters_clock k[MATTERS_CLOCKS_MAX];
    int n = 0;
    test_town(cx, &t);
    dispatch_with(cx, &t, &m, 2, CALENDAR_HOUR);
    for (int i = 0; i < 100; i++) {
        CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
        CHECK_OK(test_move(cx, t.grid1, &m, "found_undone"));
    }
    CHECK_INT(test_clock_of(cx, &m, "department").state, MATTERS_CLOCK_RUNNING);
    CHECK_INT(test_clock_of(cx, &m, "whole").state, MATTERS_CLOCK_RUNNING);
    CHECK_OK(matters_clocks(cx, &m, k, &n));
    for (int i = 1; i < n; i++)
        CHECK(k[i - 1].id < k[i].id && !str_eq(k[i - 1].name, k[i].name));
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
    CHECK_OK(test_move(cx, t.grid1, &m, "found_done"));
}

TEST(each_step_of_a_clock_fires_exactly_once)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    dispatch_with(cx, &t, &m, 10, CALENDAR_HOUR);
    int64_t start = cx->now;
    test_clock(cx, start + 7 * HOUR_MS);
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_OK(matters_load(cx, m.county, m.id, &m));
    CHECK_INT(m.level, 0);
    test_clock(cx, start + 8 * HOUR_MS);
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_OK(matters_load(cx, m.county, m.id, &m));
    CHECK_INT(m.level, 1); /* yellow */
    CHECK_INT(test_clock_of(cx, &m, "department").fired, 1);
    test_clock(cx, start + 40 * HOUR_MS); /* the clock was not looked at for a while */
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_OK(matters_load(cx, m.county, m.id, &m));
    CHECK_INT(m.level, 3);
    CHECK_INT(test_clock_of(cx, &m, "department").fired, 3);
    CHECK_INT(test_open_tasks(cx, &m, "answer"), 1);
    CHECK_OK(test_move(cx, t.lamp, &m, "answered"));
    CHECK_INT(test_open_tasks(cx, &m, "answer"), 0);
    CHECK_INT(test_open_tasks(cx, &m, "handle"), 1);
}

TEST(a_paused_clock_fires_nothing)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    dispatch_with(cx, &t, &m, 10, CALENDAR_HOUR);
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
    test_clock(cx, cx->now + 20 * HOUR_MS);
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_INT(test_clock_of(cx, &m, "department").fired, 0);
}

TEST(what_was_extended_is_pressed_later_but_not_twice)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    dispatch_with(cx, &t, &m, 2, CALENDAR_WORKDAY);
    int64_t due = test_clock_of(cx, &m, "department").due_ms;
    CHECK_OK(test_move(cx, t.lamp, &m, "ask_longer"));
    CHECK_OK(test_move(cx, t.shift, &m, "extend"));
    test_clock(cx, due);
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_OK(matters_load(cx, m.county, m.id, &m));
    CHECK_INT(m.level, 0); /* four days now: half of them are gone */
    test_clock(cx, due + 2 * DAY_MS);
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_OK(matters_load(cx, m.county, m.id, &m));
    CHECK_INT(m.level, 2);
}

TEST(four_fifths_of_working_time_are_counted_in_working_time)
{
    const struct calendar *cal;
    CHECK_OK(matters_calendar(cx, T_COUNTY, &cal));
    /* ten hours from Monday 08:00: eight are gone on Monday 18:00, ten on Tuesday 10:00 */
    struct calendar_clock k = {at("2026-03-02T08:00:00+08:00"), CALENDAR_WORKHOUR, 10, 0};
    int64_t due = calendar_due(cal, &k);
    CHECK_INT(due, at("2026-03-03T10:00:00+08:00"));
    int64_t step = matters_step_ms(cal, &k, due, 80);
    CHECK(step >= at("2026-03-02T17:59:00+08:00") && step <= at("2026-03-02T18:01:00+08:00"));
    CHECK_INT(matters_step_ms(cal, &k, due, 100), due);
    CHECK_INT(matters_step_ms(cal, &k, due, 150), at("2026-03-03T17:00:00+08:00"));
}

/* A calendar in which a day more is free, or a rest day is worked. */
static struct calendar changed(struct ctx *cx, const struct calendar *cal, const char *day,
                               bool work)
{
    struct calendar c = *cal;
    int64_t d = 0;
    CHECK_OK(day_parse(str_of(day), &d));
    struct calendar_day *days = NEW_N(cx->mem, struct calendar_day, cal->n_days + 1);
    size_t n = 0;
    bool in = false;
    for (size_t i = 0; i < cal->n_days; i++) {
        if (!in && cal->days[i].day >= d) {
            days[n++] = (struct calendar_day){.day = d, .work = work};
            in = true;
        }
        if (cal->days[i].day != d)
            days[n++] = cal->days[i];
    }
    c.days = days;
    c.n_days = n;
    c.revision = cal->revision + 1;
    return c;
}

TEST(a_changed_calendar_moves_running_deadlines_and_says_why)
{
    struct town t;
    struct matter m;
    int64_t n = 0;
    test_town(cx, &t); /* Monday 2 March */
    dispatch_with(cx, &t, &m, 2, CALENDAR_WORKDAY);
    int64_t due = test_clock_of(cx, &m, "department").due_ms;
    const struct calendar *cal;
    CHECK_OK(matters_calendar(cx, T_COUNTY, &cal));
    struct calendar c = changed(cx, cal, "2026-03-03", false);
    CHECK_OK(matters_recompute_with(cx, T_COUNTY, &c, S("a day off"), &n));
    CHECK(n >= 1);
    CHECK_INT(test_clock_of(cx, &m, "department").due_ms, due + DAY_MS);
    CHECK_INT(test_task(cx, &m, "handle").due_ms, due + DAY_MS);
    CHECK(test_facts(cx, &m, "matter.recomputed") >= 1);
    CHECK_OK(matters_recompute_with(cx, T_COUNTY, &c, S("again"), &n));
    CHECK_INT(n, 0);
}

TEST(a_changed_calendar_never_turns_a_met_deadline_into_a_missed_one)
{
    struct town t;
    struct matter met, running;
    int64_t n = 0;
    test_town(cx, &t);
    test_clock(cx, at("2026-03-06T10:00:00+08:00"));  /* Friday */
    dispatch_with(cx, &t, &met, 1, CALENDAR_WORKDAY); /* due on Monday */
    dispatch_with(cx, &t, &running, 1, CALENDAR_WORKDAY);
    test_clock(cx, at("2026-03-08T10:00:00+08:00"));
    CHECK_OK(test_move(cx, t.lamp, &met, "feed_back"));
    CHECK_OK(test_move(cx, t.grid1, &met, "found_done"));
    CHECK_OK(test_move(cx, t.shift, &met, "close"));
    int64_t due = test_clock_of(cx, &running, "department").due_ms;
    const struct calendar *cal;
    CHECK_OK(matters_calendar(cx, T_COUNTY, &cal));
    struct calendar c = changed(cx, cal, "2026-03-07", true); /* Saturday is worked after all */
    CHECK_OK(matters_recompute_with(cx, T_COUNTY, &c, S("a Saturday worked"), &n));
    CHECK_INT(test_clock_of(cx, &met, "department").state, MATTERS_CLOCK_MET);
    CHECK_INT(test_clock_of(cx, &running, "department").due_ms, due); /* not late by decree */
}

TEST(a_fired_step_is_never_taken_back)
{
    struct town t;
    struct matter m;
    int64_t n = 0;
    test_town(cx, &t);
    handled(cx, &t, &m); /* two working days from Monday 09:00 */
    test_clock(cx, test_clock_of(cx, &m, "department").due_ms);
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_INT(test_clock_of(cx, &m, "department").fired, 2);
    const struct calendar *cal;
    CHECK_OK(matters_calendar(cx, T_COUNTY, &cal));
    struct calendar c = changed(cx, cal, "2026-03-03", false);
    CHECK_OK(matters_recompute_with(cx, T_COUNTY, &c, S("a day off"), &n));
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_INT(test_clock_of(cx, &m, "department").fired, 2);
    CHECK_OK(matters_load(cx, m.county, m.id, &m));
    CHECK_INT(m.level, 2);
}

TEST(a_new_revision_of_the_calendar_is_noticed_by_itself)
{
    struct town t;
    struct matter m;
    int bad = 0;
    test_town(cx, &t);
    dispatch_with(cx, &t, &m, 2, CALENDAR_WORKDAY);
    CHECK_OK(jobs_run_due(cx, test_jobs));
    int64_t due = test_clock_of(cx, &m, "department").due_ms;
    CHECK_OK(calendar_put_days(cx, T_COUNTY, S("2026-03-03,off,Market day,赶集\n"), &bad));
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_INT(test_clock_of(cx, &m, "department").due_ms, due + DAY_MS);
    CHECK_INT(test_facts(cx, &m, "matter.recomputed"), 2); /* the department's and the whole */
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_INT(test_facts(cx, &m, "matter.recomputed"), 2);
}
