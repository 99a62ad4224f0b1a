/* sheets_test: tables as people bring them, and what is too much for one. */
#include "civic/sheets/sheets.h"

#include "kit/child/child.h"
#include "kit/test/test.h"

static struct sheets_table lines_of(struct ctx *cx, str bytes)
{
    struct sheets_table t;
    CHECK_OK(sheets_read_lines(cx, bytes, &t));
    return t;
}

TEST(lines_are_parted_by_what_stands_most_often_in_them)
{
    static const char *const same[] = {"a,b\n1,2;3\n", "a;b\n1;\"2;3\"\n", "a\tb\n1\t2;3\n",
                                       "\xef\xbb\xbf\x61,b\r\n1,2;3\r\n"};
    for (size_t i = 0; i < COUNT(same); i++) {
        struct sheets_table t = lines_of(cx, str_of(same[i]));
        CHECK(t.n == 2 && t.columns == 2);
        CHECK_STR(sheets_cell(&t, 0, 0), "a");
        CHECK_STR(sheets_cell(&t, 1, 1), "2;3");
        CHECK_STR(sheets_cell(&t, 1, 2), "");
    }
}

TEST(a_row_knows_its_line_and_empty_ones_at_the_end_are_none)
{
    struct sheets_table t = lines_of(cx, S("a,b\n\n1,\"two\nlines\"\n3,4\n,\n , \n"));
    CHECK_INT(t.n, 3);
    CHECK_INT(t.rows[1].line, 3);
    CHECK_INT(t.rows[2].line, 5);
    CHECK_STR(sheets_cell(&t, 1, 1), "two\nlines");
    struct sheets_table again = lines_of(cx, sheets_write_lines(cx->mem, &t));
    CHECK_INT(again.n, 3);
    CHECK_STR(sheets_cell(&again, 1, 1), "two\nlines");
}

TEST(cells_of_a_child_say_which_of_them_a_merge_filled)
{
    struct sheets_table t;
    CHECK_OK(sheets_read_cells(cx, S("title\t\vtitle\n\na\t b \n\n\n"), &t));
    CHECK_INT(t.n, 3);
    CHECK(t.rows[0].cells[1].filled && !t.rows[0].cells[0].filled);
    CHECK_STR(sheets_cell(&t, 2, 1), "b");
    CHECK_INT(t.rows[2].line, 3);
}

static bool known(void *arg, str s)
{
    (void)arg;
    return str_is(s, "name") || str_is(s, "sum");
}

TEST(the_heading_is_the_lowest_row_with_most_known_words)
{
    struct sheets_table t = lines_of(cx, S("name of it\nname,sum,\nname,sum,x\nA,1,\n"));
    sheets_head(&t, known, NULL);
    CHECK_INT(t.head, 2);
    CHECK_STR(t.heads[2], "x");
    t = lines_of(cx, S("name,b\n1,2\n"));
    sheets_head(&t, known, NULL);
    CHECK_INT(t.head, -1); /* one word is none */
}

TEST(what_is_too_much_for_a_table_is_refused_and_says_where)
{
    struct sheets_table t;
    struct buf wide = buf_new(cx->mem, 1000), tall = buf_new(cx->mem, 1 << 20);
    struct buf fat = buf_new(cx->mem, 1 << 20);
    buf_z(&wide, "a\n");
    for (int c = 0; c < SHEETS_COLUMNS - 1; c++)
        buf_z(&wide, "1,");
    CHECK_OK(sheets_read_lines(cx, buf_done(&wide), &t));
    buf_z(&wide, "1,2\n");
    CHECK_ERR(sheets_read_lines(cx, buf_done(&wide), &t), ERR_TOO_BIG);
    CHECK(str_find(cx->failure.text, S("2")) != SIZE_MAX);
    for (int r = 0; r <= SHEETS_ROWS; r++)
        buf_z(&tall, "1\n");
    CHECK_ERR(sheets_read_lines(cx, buf_done(&tall), &t), ERR_TOO_BIG);
    CHECK_ERR(sheets_read_cells(cx, buf_done(&tall), &t), ERR_TOO_BIG);
    for (int i = 0; i < SHEETS_CELL + 1; i++)
        buf_z(&fat, "\xe5\x85\x83");
    CHECK_ERR(sheets_read_lines(cx, buf_done(&fat), &t), ERR_TOO_BIG);
    CHECK_OK(sheets_read_lines(cx, (str){fat.at, fat.len - 3}, &t));
}
