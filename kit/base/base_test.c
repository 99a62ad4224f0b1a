/* base: strings, buffers, time. */
#include "kit/test/test.h"

TEST(text_of_xml_is_escaped_and_holds_no_control_characters)
{
    struct buf b = buf_new(cx->mem, 100);
    buf_xml(&b, S("a<b>&c\x01\t\n\x1f\"\xe9\x82\xbb"));
    CHECK_STR(buf_done(&b), "a&lt;b&gt;&amp;c\t\n\"\xe9\x82\xbb");
}

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

/* ---- arenas ------------------------------------------------------------ */

TEST(an_arena_goes_back_to_its_mark_and_gives_zeroed_memory)
{
    struct arena *a = arena_new();
    char *kept = arena_alloc(a, 10);
    memcpy(kept, "keep me\0\0", 10);
    struct arena_point mark = arena_mark(a);
    for (int i = 0; i < 100; i++)
        memset(arena_alloc(a, 5000), 0xff, 5000); /* several blocks */
    size_t most = arena_bytes(a);
    arena_back(a, mark);
    CHECK(arena_bytes(a) < most);
    CHECK(strcmp(kept, "keep me") == 0);
    const unsigned char *again = arena_alloc(a, 5000);
    for (int i = 0; i < 5000; i++)
        CHECK(again[i] == 0);
    CHECK((uintptr_t)arena_alloc(a, 1) % 16 == 0);
    arena_free(a);
    arena_free(NULL);
}

TEST(a_great_piece_fits_into_an_arena_beside_small_ones)
{
    char *great = arena_alloc(cx->mem, 1000000);
    char *small = arena_alloc(cx->mem, 1);
    great[999999] = 1;
    *small = 2;
    CHECK(great[999999] == 1);
}

/* ---- strings ----------------------------------------------------------- */

TEST(strings_are_cut_trimmed_and_found)
{
    str rest = S("a,,b");
    CHECK_STR(str_cut(&rest, ','), "a");
    CHECK_STR(str_cut(&rest, ','), "");
    CHECK_STR(str_cut(&rest, ','), "b");
    CHECK_STR(str_cut(&rest, ','), "");
    CHECK_STR(str_trim(S(" \t\xe3\x80\x80 x y \xe3\x80\x80\r\n")), "x y");
    CHECK_STR(str_trim(S("\xe3\x80")), "\xe3\x80"); /* half a character is not white space */
    CHECK(str_find(S("banana"), S("nan")) == 2);
    CHECK(str_find(S("banana"), S("x")) == SIZE_MAX);
    CHECK(str_find(STR_NONE, S("x")) == SIZE_MAX);
    CHECK(str_eq(STR_NONE, S("")));
    CHECK(str_cmp(S("a"), S("ab")) < 0 && str_cmp(S("\xe9"), S("a")) > 0);
    CHECK(str_starts(S("ab"), S("a")) && !str_starts(S("a"), S("ab")));
    CHECK(str_ends(S("ab"), S("b")) && !str_ends(S("b"), S("ab")));
}

TEST(hex_comes_back_and_odd_hex_is_refused)
{
    unsigned char b[3] = {9, 9, 9};
    CHECK_STR(str_hex(cx->mem, "\x00\xaf\xff", 3), "00afff");
    CHECK_OK(str_unhex(S("00AFff"), b, 3));
    CHECK(memcmp(b, "\x00\xaf\xff", 3) == 0);
    CHECK_ERR(str_unhex(S("00af0"), b, 3), ERR_INVALID);
    CHECK_ERR(str_unhex(S("00afg0"), b, 3), ERR_INVALID);
    CHECK(memcmp(b, "\x00\xaf\xff", 3) == 0); /* untouched */
}

TEST(decimals_are_finite_and_plain)
{
    double d = 7;
    CHECK_OK(str_double(S("-23.375"), &d));
    CHECK(d == -23.375);
    CHECK_OK(str_double(S("103"), &d));
    CHECK(d == 103);
    static const char *const bad[] = {"",    "-",   ".",           "1.2.3", "1e5", "nan",
                                      "inf", "0x1", " 1",          "1 ",    "1,5", "+1",
                                      "--1", "1-",  "\xef\xbc\x91"}; /* a full-width digit */
    d = 7;
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_ERR(str_double(str_of(bad[i]), &d), ERR_INVALID);
    CHECK(d == 7);
}

/* ---- UTF-8: the table of "Well-Formed UTF-8 Byte Sequences" of the Unicode Standard -------- */

TEST(utf8_takes_the_ends_of_every_well_formed_range_and_nothing_beyond)
{
    static const char *const good[] = {"\x01",
                                       "\x7f",
                                       "\xc2\x80",
                                       "\xdf\xbf",
                                       "\xe0\xa0\x80",
                                       "\xe0\xbf\xbf",
                                       "\xe1\x80\x80",
                                       "\xec\xbf\xbf",
                                       "\xed\x80\x80",
                                       "\xed\x9f\xbf",
                                       "\xee\x80\x80",
                                       "\xef\xbf\xbf",
                                       "\xf0\x90\x80\x80",
                                       "\xf0\xbf\xbf\xbf",
                                       "\xf1\x80\x80\x80",
                                       "\xf3\xbf\xbf\xbf",
                                       "\xf4\x80\x80\x80",
                                       "\xf4\x8f\xbf\xbf"};
    static const char *const bad[] = {"\x80",
                                      "\xbf",
                                      "\xc0\x80",
                                      "\xc1\xbf",
                                      "\xc2",
                                      "\xc2\x7f",
                                      "\xc2\xc0",
                                      "\xe0\x9f\xbf",
                                      "\xe0\x80\xaf",
                                      "\xe1\x80",
                                      "\xed\xa0\x80",
                                      "\xed\xbf\xbf",
                                      "\xf0\x8f\xbf\xbf",
                                      "\xf0\x90\x80",
                                      "\xf4\x90\x80\x80",
                                      "\xf5\x80\x80\x80",
                                      "\xff",
                                      "\xfe",
                                      "a\xe9\x82",
                                      "\xe9\x82z"};
    for (size_t i = 0; i < COUNT(good); i++)
        CHECK(utf8_ok(str_of(good[i])) && utf8_count(str_of(good[i])) == 1);
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(!utf8_ok(str_of(bad[i])));
    CHECK(utf8_ok(S("")));
    CHECK_STR(utf8_head(S("\xe9\x82\xbb\xe9\x87\x8c!"), 2), "\xe9\x82\xbb\xe9\x87\x8c");
}

TEST(what_deceives_is_cleaned_out_of_a_line)
{
    CHECK_STR(str_clean_line(cx->mem, S("  a\xe2\x80\xae"
                                        "b\x07\xe2\x80\x8b  c\r\nd ")),
              "ab c d");
    CHECK_STR(str_clean_line(cx->mem, S("\xef\xbb\xbf\xe9\x82\xbb\xe3\x80\x80\xe9\x87\x8c")),
              "\xe9\x82\xbb \xe9\x87\x8c");
    CHECK_STR(str_clean_text(cx->mem, S("a\r\n\r\n\r\n\r\nb\nc \n ")), "a\n\nb\nc");
    CHECK_STR(str_clean_line(cx->mem, S("\xe2\x80\xae\x01")), "");
}

/* ---- time: the examples of RFC 3339 section 5.8, leap days, and both sides of midnight ------ */

TEST(instants_are_read_as_rfc_3339_says)
{
    int64_t a = 0, b = 0;
    CHECK_OK(time_parse(S("1985-04-12T23:20:50.52Z"), &a));
    CHECK_INT(a, 482196050520);
    CHECK_OK(time_parse(S("1996-12-19T16:39:57-08:00"), &a));
    CHECK_OK(time_parse(S("1996-12-20T00:39:57Z"), &b));
    CHECK_INT(a, b);
    CHECK_OK(time_parse(S("1937-01-01T12:00:27.87+00:20"), &a));
    CHECK_INT(a, -1041337172130);
    CHECK_STR(time_text(cx->mem, 0), "1970-01-01T08:00:00+08:00");
    CHECK_STR(time_text(cx->mem, -1), "1970-01-01T07:59:59+08:00");
    static const char *const bad[] = {"2026-02-29T00:00:00Z",  "2026-13-01T00:00:00Z",
                                      "2026-00-01T00:00:00Z",  "2026-01-32T00:00:00Z",
                                      "2026-01-01T24:00:00Z",  "2026-01-01T00:60:00Z",
                                      "2026-01-01T00:00:00",   "2026-01-01",
                                      "2026-01-01T00:00Z",     "26-01-01T00:00:00Z",
                                      "2026-01-01T00:00:00+8", "2026-01-01T00:00:00Z "};
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_ERR(time_parse(str_of(bad[i]), &a), ERR_INVALID);
    CHECK_INT(a, -1041337172130);
}

TEST(days_and_civil_dates_agree_over_four_centuries)
{
    int64_t day = day_of_civil(1801, 1, 1);
    int weekday = civil_of_day(day).weekday;
    CHECK_INT(weekday, 4); /* 1801-01-01 was a Thursday */
    for (; day <= day_of_civil(2200, 12, 31); day++) {
        struct civil c = civil_of_day(day);
        CHECK(day_of_civil(c.year, c.month, c.day) == day && c.weekday == weekday);
        weekday = weekday % 7 + 1;
    }
    CHECK_OK(day_parse(S("2000-02-29"), &day));
    CHECK_ERR(day_parse(S("1900-02-29"), &day), ERR_INVALID);
    CHECK_ERR(day_parse(S("2026-1-01"), &day), ERR_INVALID);
    struct civil c = civil_of_ms(TEST_NOW);
    CHECK(c.year == 2026 && c.month == 3 && c.day == 2 && c.hour == 9 && c.weekday == 1);
    CHECK_INT(ms_of_civil(c), TEST_NOW);
}

/* ---- configuration, errors ----------------------------------------------- */

TEST(the_last_line_of_a_key_wins_and_a_line_without_a_key_is_named)
{
    struct conf *c = NULL;
    int line = 0;
    CHECK_OK(conf_read(cx->mem, S("# a comment\n\nport = 80\nname= x = y \nport=8080"), &c, &line));
    CHECK_INT(conf_int(c, "port", 1), 8080);
    CHECK_STR(conf_str(c, "name", ""), "x = y");
    CHECK_STR(conf_str(c, "none", "otherwise"), "otherwise");
    CHECK_INT(conf_int(c, "name", 5), 5);
    CHECK_STR(conf_str(NULL, "name", "n"), "n");
    CHECK_ERR(conf_read(cx->mem, S("a = 1\nnonsense\n"), &c, &line), ERR_INVALID);
    CHECK_INT(line, 2);
}

TEST(every_error_has_a_name_and_a_status)
{
    for (enum err e = OK; e < ERRS; e++) {
        CHECK(err_name(e)[0] != 0);
        CHECK(err_status(e) == 200 || (err_status(e) >= 400 && err_status(e) < 600));
    }
    CHECK_ERR(fail_field(cx, "a", "one"), ERR_INVALID);
    CHECK_ERR(fail_field(cx, "b", "two"), ERR_INVALID);
    CHECK_STR(str_of(cx->failure.fields->field), "a");
    CHECK_STR(str_of(cx->failure.fields->next->field), "b");
}
