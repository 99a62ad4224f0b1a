/* calendar_test.c: dates worked out by hand from the State Council's notices, not by this code. */
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

static int64_t day(const char *text)
{
    int64_t d = 0;
    CHECK(day_parse(str_of(text), &d) == OK);
    return d;
}

static struct calendar load(struct ctx *cx)
{
    struct calendar cal = {0};
    CHECK(calendar_builtin(cx->mem, &cal) == OK);
    return cal;
}

static bool due_is(const struct calendar *cal, enum calendar_unit unit, const char *from,
                   int64_t limit, const char *due)
{
    struct calendar_clock k = {.from_ms = at(from), .unit = unit, .limit = limit};
    return calendar_due(cal, &k) == at(due);
}

TEST(working_days_follow_the_published_tables)
{
    static const struct {
        const char *from;
        int n;
        const char *due;
    } all[] = {
        {"2026-02-13T10:00", 1, "2026-02-14T10:00"},  {"2026-02-13T10:00", 5, "2026-02-27T10:00"},
        {"2026-02-14T10:00", 20, "2026-03-20T10:00"}, {"2026-04-30T10:00", 5, "2026-05-11T10:00"},
        {"2026-05-08T10:00", 1, "2026-05-09T10:00"},  {"2026-09-24T10:00", 10, "2026-10-15T10:00"},
        {"2026-09-24T10:00", 20, "2026-10-29T10:00"}, {"2026-01-30T10:00", 30, "2026-03-19T10:00"},
        {"2026-09-18T10:00", 1, "2026-09-20T10:00"},  {"2025-09-26T10:00", 1, "2025-09-28T10:00"},
    };
    struct calendar cal = load(cx);
    for (size_t i = 0; i < COUNT(all); i++)
        CHECK(due_is(&cal, CALENDAR_WORKDAY, all[i].from, all[i].n, all[i].due));
}

TEST(working_hours_run_inside_periods_only)
{
    static const struct {
        const char *from;
        int n;
        const char *due;
    } all[] = {
        {"2026-02-13T17:00", 4, "2026-02-14T11:00"}, {"2026-02-14T16:30", 4, "2026-02-24T10:30"},
        {"2026-02-20T09:00", 2, "2026-02-24T10:00"}, {"2026-05-08T17:30", 1, "2026-05-09T08:30"},
        {"2026-03-02T12:30", 2, "2026-03-02T16:00"}, {"2026-03-02T18:00", 1, "2026-03-03T09:00"},
    };
    struct calendar cal = load(cx);
    for (size_t i = 0; i < COUNT(all); i++)
        CHECK(due_is(&cal, CALENDAR_WORKHOUR, all[i].from, all[i].n, all[i].due));
    CHECK(due_is(&cal, CALENDAR_WORKMINUTE, "2026-03-02T11:50", 30, "2026-03-02T14:20"));
}

TEST(emergency_hours_run_through_the_spring_festival)
{
    struct calendar cal = load(cx);
    CHECK(due_is(&cal, CALENDAR_HOUR, "2026-02-16T23:00", 4, "2026-02-17T03:00"));
    CHECK(due_is(&cal, CALENDAR_MINUTE, "2026-02-16T23:50", 30, "2026-02-17T00:20"));
}

TEST(years_have_the_published_number_of_working_days)
{
    struct calendar cal = load(cx);
    CHECK(calendar_workdays_between(&cal, day("2024-12-31"), day("2025-12-31")) == 248);
    CHECK(calendar_workdays_between(&cal, day("2025-12-31"), day("2026-12-31")) == 248);
    static const char *const made_up[] = {"2026-01-04", "2026-02-14", "2026-02-28",
                                          "2026-05-09", "2026-09-20", "2026-10-10"};
    for (size_t i = 0; i < COUNT(made_up); i++)
        CHECK(calendar_is_workday(&cal, day(made_up[i])));
    CHECK(!calendar_is_workday(&cal, day("2026-10-07")));
    CHECK(calendar_is_workday(&cal, day("2026-10-08")));
}

TEST(a_year_without_a_table_is_provisional_but_its_first_day_is_off)
{
    struct calendar cal = load(cx);
    CHECK(!calendar_is_workday(&cal, day("2027-01-01"))); /* a Friday */
    CHECK(calendar_is_workday(&cal, day("2027-01-04")));
    CHECK(calendar_is_provisional(&cal, day("2027-01-04")));
    CHECK(!calendar_is_provisional(&cal, day("2026-12-31")));
    CHECK(!calendar_is_provisional(&cal, day("2004-01-01")));
    CHECK(calendar_is_provisional(&cal, day("2003-12-31")));
    CHECK(calendar_may_move(&cal, at("2026-12-30T09:00"), at("2027-01-04T09:00")));
    CHECK(!calendar_may_move(&cal, at("2026-12-30T09:00"), at("2026-12-31T09:00")));
    struct calendar_clock k = {
        .from_ms = at("2026-12-31T15:00"), .unit = CALENDAR_WORKDAY, .limit = 1};
    struct calendar_why why;
    calendar_explain(&cal, &k, cx->mem, &why);
    CHECK(why.due_ms == at("2027-01-04T15:00"));
    CHECK(why.provisional);
}

TEST(natural_days_end_with_a_working_day)
{
    struct calendar cal = load(cx);
    /* Seven days from Friday 6 February end on the 13th, a Friday; from the 8th within the
     * holidays, so on 24 February; the day of the act is not counted. */
    struct calendar_clock k = {.from_ms = at("2026-02-06T09:00"), .unit = CALENDAR_DAY, .limit = 7};
    CHECK(calendar_due(&cal, &k) == at("2026-02-13T23:59") + 59000);
    k.from_ms = at("2026-02-08T09:00");
    CHECK(calendar_due(&cal, &k) == at("2026-02-24T23:59") + 59000);
}

TEST(a_working_day_limit_may_end_at_the_close_of_business)
{
    struct calendar cal = load(cx);
    cal.end = CALENDAR_CLOSE;
    CHECK(due_is(&cal, CALENDAR_WORKDAY, "2026-02-13T10:00", 1, "2026-02-14T18:00"));
    cal.end = CALENDAR_MIDNIGHT;
    struct calendar_clock k = {
        .from_ms = at("2026-02-13T10:00"), .unit = CALENDAR_WORKDAY, .limit = 1};
    CHECK(calendar_due(&cal, &k) == at("2026-02-14T23:59") + 59000);
    cal.end = CALENDAR_SAME_TIME;
    CHECK(due_is(&cal, CALENDAR_WORKDAY, "2026-02-15T10:00", 1, "2026-02-24T10:00"));
    CHECK(due_is(&cal, CALENDAR_WORKDAY, "2026-02-13T10:00", 0, "2026-02-13T10:00"));
}

/* Pausing at `paused` and resuming at `resumed` gives this due date. */
static bool resumes(const struct calendar *cal, struct calendar_clock k, const char *paused,
                    const char *resumed, const char *due)
{
    k.used_ms = calendar_used(cal, &k, at(paused));
    k.from_ms = at(resumed);
    return calendar_due(cal, &k) == at(due);
}

TEST(a_paused_clock_keeps_what_was_left)
{
    struct calendar cal = load(cx);
    struct calendar_clock k = {
        .from_ms = at("2026-03-02T09:00"), .unit = CALENDAR_WORKHOUR, .limit = 4};
    CHECK(resumes(&cal, k, "2026-03-02T10:00", "2026-03-03T08:00", "2026-03-03T11:00"));
    /* Paused at night: three hours of the morning were used, and the hour of the afternoon counts.
     */
    CHECK(resumes(&cal, k, "2026-03-02T22:00", "2026-03-04T10:30", "2026-03-04T10:30"));
    k.unit = CALENDAR_HOUR;
    CHECK(resumes(&cal, k, "2026-03-02T10:00", "2026-03-07T23:00", "2026-03-08T02:00"));
    k.unit =
        CALENDAR_WORKDAY; /* due Friday 6 at 9:00; a day and a half left on Wednesday at 21:00 */
    CHECK(resumes(&cal, k, "2026-03-04T21:00", "2026-03-06T21:00", "2026-03-10T09:00"));
    CHECK(resumes(&cal, k, "2026-03-02T09:00", "2026-03-09T09:00", "2026-03-13T09:00"));
    /* Missed before the pause: due at once. */
    CHECK(resumes(&cal, k, "2026-03-09T09:00", "2026-03-16T08:00", "2026-03-16T08:00"));
    k.unit = CALENDAR_DAY;
    k.used_ms = calendar_used(&cal, &k, at("2026-03-03T09:00"));
    k.from_ms = at("2026-03-10T09:00");
    CHECK(calendar_due(&cal, &k) == at("2026-03-13T23:59") + 59000);
}

TEST(pausing_twice_uses_no_time_twice)
{
    struct calendar cal = load(cx);
    struct calendar_clock k = {
        .from_ms = at("2026-02-13T17:00"), .unit = CALENDAR_WORKDAY, .limit = 10};
    int64_t due = calendar_due(&cal, &k);
    static const char *const stops[] = {"2026-02-14T03:00", "2026-02-20T12:00", "2026-02-25T08:00"};
    for (size_t i = 0; i < COUNT(stops); i++) { /* paused and resumed in the same moment */
        k.used_ms = calendar_used(&cal, &k, at(stops[i]));
        k.from_ms = at(stops[i]);
        CHECK(calendar_due(&cal, &k) == due);
    }
}

TEST(summer_hours_begin_on_their_day)
{
    struct calendar cal = load(cx);
    cal.n_hours = 2;
    cal.hours[1].from_day = day("2026-05-11");
    CHECK(calendar_read_periods(S("08:30-12:00 15:00-18:30"), &cal.hours[1]) == OK);
    CHECK(due_is(&cal, CALENDAR_WORKHOUR, "2026-05-09T17:00", 2, "2026-05-11T09:30"));
    CHECK(calendar_is_worktime(&cal, at("2026-05-11T18:15")));
    CHECK(!calendar_is_worktime(&cal, at("2026-05-09T18:15")));
}

TEST(a_new_table_moves_a_clock_but_never_makes_a_met_deadline_missed)
{
    struct calendar cal = load(cx), later = cal;
    struct calendar_day *more = NEW_N(cx->mem, struct calendar_day, cal.n_days + 2);
    memcpy(more, cal.days, cal.n_days * sizeof *more);
    more[cal.n_days] = (struct calendar_day){.day = day("2027-01-02"), .work = true};
    more[cal.n_days + 1] = (struct calendar_day){.day = day("2027-10-01")};
    later.days = more;
    later.n_days = cal.n_days + 2;
    struct calendar_clock k = {
        .from_ms = at("2026-12-31T15:00"), .unit = CALENDAR_WORKDAY, .limit = 1};
    int64_t old = calendar_due(&cal, &k);
    CHECK(calendar_recompute(&later, &k, old, at("2026-12-31T16:00")) == at("2027-01-02T15:00"));
    CHECK(calendar_recompute(&later, &k, old, at("2027-01-03T09:00")) == old);
    CHECK(calendar_recompute(&later, &k, old, old + 1) == at("2027-01-02T15:00"));
    CHECK(!calendar_is_provisional(&later, day("2027-05-01")));
}

TEST(working_periods_are_read_strictly)
{
    static const char *const bad[] = {
        "",
        "8:00-12:00",
        "08:00-25:00",
        "12:00-08:00",
        "08:00-12:00 11:00-18:00",
        "08:00-12:00 12:00-18:00",
        "08:00",
        "08:00-24:01",
        "-8:00-12:00",
        "01:00-02:00 03:00-04:00 05:00-06:00 07:00-08:00 09:00-10:00"};
    struct calendar_hours h = {0};
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(calendar_read_periods(str_of(bad[i]), &h) == ERR_INVALID);
    CHECK(calendar_read_periods(S("00:00-24:00"), &h) == OK);
    CHECK(h.n == 1 && h.periods[0].to == 1440);
    CHECK(calendar_read_periods(S(" 08:00-12:00  14:00-18:00 "), &h) == OK);
    CHECK(str_is(calendar_write_periods(cx->mem, &h), "08:00-12:00 14:00-18:00"));
}

TEST(day_tables_are_read_strictly)
{
    static const char *const bad[] = {"2026-02-30,off,a,b",
                                      "2026-02-03,holiday,a,b",
                                      "2026-02-03",
                                      "2026-02-03,off,a,b,c",
                                      "2026-02-03,off,a,b\n2026-02-03,work,a,b",
                                      "2026-02-03,off,\xff,b"};
    struct calendar_day *days = NULL;
    size_t n = 0;
    int line = 0;
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(calendar_read_days(cx->mem, str_of(bad[i]), &days, &n, &line) == ERR_INVALID);
    CHECK(calendar_read_days(cx->mem, S("date,kind,name,name_zh\r\n\r\n2026-02-03,off,a,b\r\n"),
                             &days, &n, &line) == OK);
    CHECK(n == 1 && !days[0].work && str_is(days[0].name[LANG_ZH], "b"));
}
