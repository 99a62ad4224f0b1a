/* csv_test.c: the cases of RFC 4180 and what Chinese spreadsheets add to them. */
#include "kit/base/csv.h"
#include "kit/test/test.h"

/* Records as "a|b;c|d;", an error as its name. */
static str read_all(struct ctx *cx, str text)
{
    struct csv c;
    struct buf b = buf_new(cx->mem, 4096);
    csv_open(&c, cx->mem, text);
    while (csv_next(&c)) {
        for (int i = 0; i < c.n; i++) {
            buf_z(&b, i ? "|" : "");
            buf_str(&b, c.field[i]);
        }
        buf_char(&b, ';');
    }
    if (c.err)
        buf_fmt(&b, "%s at %d", err_name(c.err), c.line);
    return buf_done(&b);
}

TEST(csv_reads_the_records_of_rfc_4180)
{
    static const char *const all[][2] = {
        {"aaa,bbb,ccc\r\nzzz,yyy,xxx\r\n", "aaa|bbb|ccc;zzz|yyy|xxx;"},
        {"aaa,bbb,ccc\r\nzzz,yyy,xxx", "aaa|bbb|ccc;zzz|yyy|xxx;"},
        {"\"aaa\",\"b\r\nbb\",\"ccc\"\r\nzzz,yyy,xxx", "aaa|b\r\nbb|ccc;zzz|yyy|xxx;"},
        {"\"aaa\",\"b\"\"bb\",\"ccc\"", "aaa|b\"bb|ccc;"},
        {"a,,\n,b,", "a||;|b|;"},
        {"\"\",\"\"\"\"", "|\";"},
        {"a\rb\n\n\r\nc", "a;b;c;"},
        {"", ""},
        {"a b, c d ", "a b| c d ;"},
        {"a\"b,c", "a\"b|c;"},
    };
    for (size_t i = 0; i < COUNT(all); i++)
        CHECK(str_is(read_all(cx, str_of(all[i][0])), all[i][1]));
}

TEST(csv_names_the_line_of_a_broken_quote)
{
    struct csv c;
    csv_open(&c, cx->mem, S("a,\"b\nc\",d\n\"x\"y,z\n"));
    CHECK(csv_next(&c) && c.line == 1 && c.n == 3);
    CHECK(!csv_next(&c));
    CHECK(c.err == ERR_INVALID && c.line == 3);
    csv_open(&c, cx->mem, S("a\n\"never closed"));
    CHECK(csv_next(&c) && !csv_next(&c));
    CHECK(c.err == ERR_INVALID && c.line == 2);
}

TEST(csv_refuses_too_many_fields)
{
    struct csv c;
    char row[CSV_FIELDS + 2];
    memset(row, ',', sizeof row);
    csv_open(&c, cx->mem, (str){row, CSV_FIELDS - 1});
    CHECK(csv_next(&c) && c.n == CSV_FIELDS);
    csv_open(&c, cx->mem, (str){row, CSV_FIELDS});
    CHECK(!csv_next(&c) && c.err == ERR_TOO_BIG);
}

TEST(csv_takes_the_encodings_of_chinese_spreadsheets)
{
    static const str same = {"\xe7\xba\xa2\xe7\xab\xba\xe5\x9b\xad,1", 11};
    str all[] = {
        same,
        S("\xef\xbb\xbf\xe7\xba\xa2\xe7\xab\xba\xe5\x9b\xad,1"), /* UTF-8 with its mark */
        S("\xba\xec\xf3\xc3\xd4\xb0,1"),                         /* GB2312 */
        S("\xff\xfe\xa2\x7e\xfa\x7a\xed\x56,\x00\x31\x00"),      /* UTF-16, as Excel saves */
        S("\xfe\xff\x7e\xa2\x7a\xfa\x56\xed\x00,\x00\x31"),
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        str text = STR_NONE;
        CHECK(csv_decode(cx->mem, all[i], &text) == OK);
        CHECK(str_eq(text, same));
    }
    str text = S("untouched");
    CHECK(csv_decode(cx->mem, S("a\xff\xff"), &text) == ERR_INVALID);
    CHECK(csv_decode(cx->mem, S("a\0b"), &text) == ERR_INVALID);
    CHECK(str_is(text, "untouched"));
}

TEST(csv_written_comes_back_and_is_no_formula)
{
    static const char *const all[] = {"plain", "a,b", "say \"hi\"", "two\nlines", "", "-12.5"};
    struct buf b = buf_new(cx->mem, 1000);
    for (size_t i = 0; i < COUNT(all); i++) {
        buf_z(&b, i ? "," : "");
        csv_write(&b, str_of(all[i]));
    }
    struct csv c;
    csv_open(&c, cx->mem, buf_done(&b));
    CHECK(csv_next(&c) && c.n == (int)COUNT(all));
    for (int i = 0; i < c.n; i++)
        CHECK(str_is(c.field[i], all[i]));
    struct buf f = buf_new(cx->mem, 100);
    csv_write(&f, S("=cmd()"));
    CHECK(str_is(buf_done(&f), "\"'=cmd()\""));
}
