/* order_test.c: reading another system's export. */
#include "kit/test/test.h"
#include "rooms/hotline/order.h"

static struct order_system lamps(void)
{
    return (struct order_system){.code = S("x"),
                                 .date = S("Y-M-D h:m:s"),
                                 .in = {[ORDER_NUMBER] = S("no"),
                                        [ORDER_OPENED] = S("at"),
                                        [ORDER_DUE] = S("due"),
                                        [ORDER_BODY] = S("what")}};
}

static int64_t at(const char *format, const char *text)
{
    int64_t ms = -1;
    return order_time(str_of(format), str_of(text), &ms) ? -1 : ms;
}

TEST(dates_are_read_by_the_systems_own_form)
{
    int64_t day = ms_of_day(day_of_civil(2026, 11, 5)), hour = 3600000;
    CHECK_INT(at("Y-M-D h:m:s", "2026-11-05 09:30:00"), day + 9 * hour + hour / 2);
    CHECK_INT(at("Y-M-D h:m:s", " 2026-11-5 "), day); /* the hours may be missing */
    CHECK_INT(at("Y/M/D h:m", "2026/11/5 9:05"), day + 9 * hour + 300000);
    CHECK_INT(at("YMD", "20261105"), day);
    static const char *const bad[] = {"",
                                      "2026-11",
                                      "2026-13-01",
                                      "2026-02-30",
                                      "2026-11-05 25:00:00",
                                      "2026-11-05x",
                                      "05-11-2026",
                                      "2026/11/05",
                                      "1-1-1",
                                      "tomorrow"};
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_INT(at("Y-M-D h:m:s", bad[i]), -1);
}

static enum err read_csv(struct ctx *cx, const struct order_system *s, str csv, struct order **out,
                         int *n)
{
    struct sheets_table t;
    enum err e = sheets_read_lines(cx, csv, &t);
    return e ? e : order_read(cx->mem, s, &t, out, n);
}

TEST(lines_below_a_title_are_taken_or_refused_with_a_reason)
{
    struct order_system s = lamps();
    struct order *o;
    int n = 0;
    str csv = S("Export of today\nno,what,at,due\nA1,dark,2026-11-05 08:00:00,\n,dark,,\n"
                "A2,dark,yesterday,\nA1,dark,,\n,,,\nA3,\"two\nlines\",,2026-12-01\n");
    CHECK_OK(read_csv(cx, &s, csv, &o, &n));
    CHECK_INT(n, 5); /* an empty line is none */
    CHECK(!o[0].why && o[0].line == 3);
    CHECK(o[1].why && o[2].why && o[3].why); /* no number; a date; twice */
    CHECK(!o[4].why);
    CHECK_STR(o[4].field[ORDER_BODY], "two\nlines");
    CHECK_INT(o[4].due_ms, ms_of_day(day_of_civil(2026, 12, 1)));
    CHECK_INT(o[4].opened_ms, 0);
}

TEST(a_file_of_something_else_or_too_long_is_refused_whole)
{
    struct order_system s = lamps();
    struct order *o;
    int n = 0;
    struct buf b = buf_new(cx->mem, 1 << 16);
    CHECK_ERR(read_csv(cx, &s, S("a,b\n1,2\n"), &o, &n), ERR_INVALID);
    CHECK_ERR(read_csv(cx, &s, S(""), &o, &n), ERR_INVALID);
    CHECK_ERR(read_csv(cx, &s, S("no\n\"open"), &o, &n), ERR_INVALID);
    buf_z(&b, "no\n");
    for (int i = 0; i <= ORDER_LINES_MAX; i++)
        buf_fmt(&b, "%d\n", i + 1);
    CHECK_ERR(read_csv(cx, &s, buf_done(&b), &o, &n), ERR_TOO_BIG);
}
