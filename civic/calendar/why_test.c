/* why_test.c: the explanation in words. */
#include "civic/calendar/calendar.h"
#include "kit/test/test.h"

static int64_t at(const char *text)
{
    int64_t ms = 0;
    char full[32];
    snprintf(full, sizeof full, "%s:00+08:00", text);
    CHECK(time_parse(str_of(full), &ms) == OK);
    return ms;
}

static struct calendar load(struct ctx *cx)
{
    struct calendar cal = {0};
    CHECK(calendar_builtin(cx->mem, &cal) == OK);
    return cal;
}

static void join_steps(struct ctx *cx, const struct calendar_why *why, struct buf *b)
{
    for (size_t i = 0; i < why->n; i++) {
        buf_str(b, calendar_step_text(cx->mem, LANG_EN, &why->steps[i]));
        buf_char(b, '\n');
    }
}

TEST(the_explanation_tells_each_step)
{
    struct calendar cal = load(cx);
    struct calendar_why why;
    struct buf b = buf_new(cx->mem, 4096);
    struct calendar_clock k = {
        .from_ms = at("2026-02-13T17:00"), .unit = CALENDAR_WORKDAY, .limit = 5};
    calendar_explain(&cal, &k, cx->mem, &why);
    join_steps(cx, &why, &b);
    CHECK(why.due_ms == calendar_due(&cal, &k));
    CHECK(!why.provisional);
    CHECK(str_is(buf_done(&b), "The clock starts on 2/13 17:00.\n"
                               "2/14: working day 1, worked in exchange for Spring Festival.\n"
                               "2/15 to 2/23: Spring Festival, not counted.\n"
                               "2/24 to 2/27: working day 2 to 5.\n"
                               "So it is due on 2/27 2026 at 17:00.\n"));
}

TEST(the_explanation_of_hours_names_the_periods)
{
    struct calendar cal = load(cx);
    struct calendar_why why;
    struct buf b = buf_new(cx->mem, 4096);
    struct calendar_clock k = {
        .from_ms = at("2026-12-31T17:30"), .unit = CALENDAR_WORKHOUR, .limit = 1};
    calendar_explain(&cal, &k, cx->mem, &why);
    join_steps(cx, &why, &b);
    CHECK(str_is(buf_done(&b), "The clock starts on 12/31 17:30.\n"
                               "12/31 17:30–18:00 counts: 30 min.\n"
                               "1/1 to 1/3: rest, not counted.\n"
                               "1/4 8:00–8:30 counts: 30 min.\n"
                               "The holidays of 2027 are not published yet: this may move.\n"
                               "So it is due on 1/4 2027 at 8:30.\n"));
}

TEST(the_explanation_says_which_days_are_the_countys_own)
{
    const int county = 532503;
    struct calendar cal;
    struct calendar_why why;
    struct buf b = buf_new(cx->mem, 4096);
    int line = 0;
    CHECK_OK(calendar_put_days(
        cx, county, S("2026-11-18,off,Founding day,x\n2026-11-21,work,Flood drill,x\n"), &line));
    CHECK_OK(calendar_load(cx, county, &cal));
    struct calendar_clock k = {
        .from_ms = at("2026-11-17T17:00"), .unit = CALENDAR_WORKDAY, .limit = 3};
    calendar_explain(&cal, &k, cx->mem, &why);
    join_steps(cx, &why, &b);
    CHECK_STR(buf_done(&b), "The clock starts on 11/17 17:00.\n"
                            "11/18: Founding day, off by the county's own calendar, not counted.\n"
                            "11/19 to 11/20: working day 1 to 2.\n"
                            "11/21: working day 3, by the county's own calendar: Flood drill.\n"
                            "So it is due on 11/21 2026 at 17:00.\n");
}
