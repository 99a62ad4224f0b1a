/* county_test.c: a county's calendar and its revisions. */
#include "civic/calendar/calendar.h"
#include "kit/test/test.h"

#define COUNTY 532503

static int64_t day(const char *text)
{
    int64_t d = 0;
    CHECK_OK(day_parse(str_of(text), &d));
    return d;
}

static struct calendar load(struct ctx *cx)
{
    struct calendar cal = {0};
    CHECK_OK(calendar_load(cx, COUNTY, &cal));
    return cal;
}

TEST(a_county_without_settings_works_by_the_national_calendar)
{
    struct calendar cal = load(cx);
    CHECK_INT(cal.revision, 0);
    CHECK_STR(calendar_write_hours(cx->mem, &cal), "08:00-12:00 14:00-18:00");
    CHECK(!calendar_is_workday(&cal, day("2026-10-01")));
    CHECK(calendar_is_provisional(&cal, day("2027-03-01")));
}

TEST(next_years_table_is_loaded_when_it_is_published)
{
    int line = 0;
    CHECK_OK(calendar_put_days(cx, 0,
                               S("2027-10-01,off,National Day,x\n2027-10-09,work,National Day,x\n"
                                 "2026-10-10,off,Moved,x\n"),
                               &line));
    struct calendar cal = load(cx);
    CHECK(cal.revision > 0);
    CHECK(!calendar_is_provisional(&cal, day("2027-03-01")));
    CHECK(calendar_is_workday(&cal, day("2027-10-09")));
    CHECK(!calendar_is_workday(&cal, day("2026-10-10"))); /* what was loaded counts */
    CHECK(!calendar_is_workday(&cal, day("2026-10-07")));
    CHECK_ERR(calendar_put_days(cx, 0, S("2027-13-01,off,a,b\n"), &line), ERR_INVALID);
    CHECK_INT(line, 1);
}

TEST(a_day_of_the_county_makes_no_national_table_and_ends_none)
{
    struct calendar_day first = {.day = day("2027-10-01"), .name = {S("a"), S("b")}};
    CHECK_OK(calendar_put_day(cx, COUNTY, &first));
    first = (struct calendar_day){.day = day("2026-10-01"), .work = true, .name = {S("a"), S("b")}};
    CHECK_OK(calendar_put_day(cx, COUNTY, &first));
    struct calendar cal = load(cx);
    CHECK(calendar_is_provisional(&cal, day("2027-03-01")));
    CHECK(!calendar_is_provisional(&cal, day("2026-03-01")));
    CHECK(calendar_is_workday(&cal, day("2026-10-01")));
}

TEST(a_county_has_days_of_its_own)
{
    int line = 0;
    int64_t before = load(cx).revision, other = 0;
    CHECK_OK(calendar_put_days(cx, COUNTY, S("2026-11-18,off,Founding day of the prefecture,x\n"),
                               &line));
    struct calendar cal = load(cx);
    CHECK(!calendar_is_workday(&cal, day("2026-11-18")));
    CHECK(cal.revision > before);
    CHECK_OK(calendar_revision(cx, COUNTY + 1, &other));
    CHECK_INT(other, 0);
    CHECK_OK(calendar_drop_day(cx, COUNTY, day("2026-11-18")));
    struct calendar later = load(cx);
    CHECK(calendar_is_workday(&later, day("2026-11-18")));
    CHECK(later.revision > cal.revision);
}

TEST(changed_hours_are_a_new_revision_and_the_slower_is_told)
{
    int64_t revision = 0;
    struct calendar_change in = {.week = 0x7e,
                                 .end = CALENDAR_CLOSE,
                                 .hours = S("08:00-12:00 14:00-18:00\n"
                                            "2026-05-01 08:30-12:00 15:00-18:30"),
                                 .reason = S("summer"),
                                 .seen = 0};
    CHECK_OK(calendar_change(cx, COUNTY, &in, &revision));
    struct calendar cal = load(cx);
    CHECK_INT(cal.revision, revision);
    CHECK(cal.n_hours == 2 && cal.end == CALENDAR_CLOSE);
    CHECK(calendar_is_workday(&cal, day("2026-03-07"))); /* a Saturday */
    CHECK_STR(calendar_write_hours(cx->mem, &cal), in.hours.at);
    CHECK_ERR(calendar_change(cx, COUNTY, &in, &revision), ERR_CONFLICT);
    in.seen = cal.revision;
    CHECK_OK(calendar_change(cx, COUNTY, &in, &revision));
}

TEST(impossible_hours_are_refused)
{
    static const char *const bad[] = {"", "never", "08:00-12:00\n08:00-12:00",
                                      "2026-05-01 08:00-12:00\n2026-04-01 08:00-12:00"};
    struct calendar_change in = {.week = 0x3e};
    int64_t revision = 0;
    for (size_t i = 0; i < COUNT(bad); i++) {
        in.hours = str_of(bad[i]);
        CHECK_ERR(calendar_change(cx, COUNTY, &in, &revision), ERR_INVALID);
    }
    in.hours = S("08:00-12:00");
    in.week = 1; /* no day */
    CHECK_ERR(calendar_change(cx, COUNTY, &in, &revision), ERR_INVALID);
    in.week = 0x100;
    CHECK_ERR(calendar_change(cx, COUNTY, &in, &revision), ERR_INVALID);
}
