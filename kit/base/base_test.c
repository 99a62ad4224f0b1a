/* base: strings, buffers, time. */
#include "kit/test/test.h"

TEST(a_buf_stops_at_its_limit_and_says_so)
{
    struct buf b = buf_new(cx->mem, 4);
    buf_z(&b, "abc");
    CHECK(!b.over);
    buf_z(&b, "def");
    CHECK(b.over);
    CHECK(buf_done(&b).len <= 4);
}

TEST(utf8_refuses_what_is_not_utf8)
{
    (void)cx;
    CHECK(utf8_ok(S("\xe9\x82\xbb\xe9\x87\x8c")));
    CHECK(!utf8_ok(S("\xc0\xaf")));             /* overlong */
    CHECK(!utf8_ok(S("\xed\xa0\x80")));         /* surrogate */
    CHECK(!utf8_ok(S("\xf4\x90\x80\x80")));     /* above U+10FFFF */
    CHECK(!utf8_ok((str){"a\0b", 3}));          /* NUL */
    CHECK(utf8_count(S("\xe9\x82\xbb!")) == 2); /* code points, not bytes */
}

TEST(integers_are_whole_and_do_not_overflow)
{
    int64_t n = 7;
    (void)cx;
    CHECK(str_int(S("9223372036854775807"), &n) == OK && n == INT64_MAX);
    CHECK(str_int(S("-9223372036854775808"), &n) == OK && n == INT64_MIN);
    n = 7;
    CHECK(str_int(S("9223372036854775808"), &n) != OK);
    CHECK(str_int(S("12 "), &n) != OK);
    CHECK(str_int(S("+1"), &n) != OK);
    CHECK(str_int(S(""), &n) != OK);
    CHECK(n == 7); /* untouched */
}

TEST(days_are_counted_at_plus_eight)
{
    int64_t ms = 0;
    CHECK(time_parse(S("2024-02-29T00:00:00+08:00"), &ms) == OK);
    CHECK(ms == 1709136000000);
    struct civil c = civil_of_ms(ms);
    CHECK(c.year == 2024 && c.month == 2 && c.day == 29 && c.weekday == 4);
    CHECK(day_of_ms(ms) == day_of_ms(ms + DAY_MS - 1));
    CHECK(day_of_ms(ms - 1) == day_of_ms(ms) - 1);
    CHECK(str_is(time_text(cx->mem, ms), "2024-02-29T00:00:00+08:00"));
}
