/* import_test: a village accountant's sheet becomes a draft, a file of several villages one for
 * each, and what must be mended first stops it. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/test/test.h"
#include "rooms/disclosure/import.h"

#define COUNTY  532503
#define VILLAGE 532503005202000
#define OTHER   532503005203000

static void read_sheet(struct ctx *cx, str csv, struct import *im)
{
    struct sheets_table *t = NEW(cx->mem, struct sheets_table);
    struct accounts_how how = {.file_name = S("2026年2月.csv")};
    *im = (struct import){.n = 0};
    CHECK_OK(sheets_read_lines(cx, csv, t));
    CHECK_OK(accounts_read(cx, accounts_words(cx), t, &how, &im->a));
    CHECK_OK(accounts_recall(cx, COUNTY, ACT_DISCLOSURE_WRITE, &im->a));
    CHECK_OK(import_judge(cx, COUNTY, VILLAGE, im));
}

static str hundred_lines(struct ctx *cx)
{
    struct buf b = buf_new(cx->mem, 1 << 16);
    buf_z(&b, "日期,科目,摘要,收入,支出\n,上月结余,,100.00,\n");
    for (int i = 0; i < 100; i++)
        buf_fmt(&b, "2月%d日,管理费用,第%d笔,%s\n", i % 28 + 1, i + 1, i % 2 ? "1.10," : ",0.10");
    buf_z(&b, "合计,,,55.00,5.00\n本月结余,,,150.00,\n");
    return buf_done(&b);
}

static bool has(const struct import *im, enum accounts_found what)
{
    for (int i = 0; i < im->a.n_findings; i++)
        if (im->a.findings[i].what == what)
            return true;
    return false;
}

TEST(a_sheet_of_a_hundred_lines_becomes_a_draft_once)
{
    struct import im;
    struct publication p;
    demo_begin(cx, 0);
    demo_be(cx, "accountant");
    read_sheet(cx, hundred_lines(cx), &im);
    CHECK_INT(im.a.n_findings, 0);
    CHECK(!im.stops && im.n == 1);
    CHECK_OK(import_draft(cx, COUNTY, &im));
    CHECK(im.parts[0].number.len > 0);
    CHECK_OK(disclosure_find(cx, COUNTY, im.parts[0].number, &p));
    CHECK_OK(disclosure_lines(cx, &p));
    CHECK_STR(p.period, "2026-02");
    CHECK_INT(p.n_lines, 100);
    CHECK(p.in_fen == 5500 && p.out_fen == 500 && p.opening_fen == 10000);
    CHECK_INT(disclosure_closing(&p), 15000);
    CHECK_STR(p.lines[0].note, "第1笔");
    read_sheet(cx, hundred_lines(cx), &im);
    CHECK_OK(import_draft(cx, COUNTY, &im));
    CHECK_INT(im.parts[0].state, IMPORT_THERE); /* somebody may have written in it */
    CHECK(im.a.remembered);
}

TEST(a_file_of_two_villages_becomes_a_draft_for_each)
{
    struct import im;
    demo_begin(cx, 0);
    demo_be(cx, "accountant");
    struct buf b = buf_new(cx->mem, 4096);
    buf_fmt(&b, "村,项目,收入,支出\n%.*s,租金,5,\n%.*s,租金,6,\n没有的村,租金,7,\n",
            STR_ARG(places_name(cx, VILLAGE)), STR_ARG(places_name(cx, OTHER)));
    read_sheet(cx, buf_done(&b), &im);
    CHECK_INT(im.n, 3);
    CHECK_INT(im.parts[0].place, VILLAGE);
    CHECK_INT(im.parts[2].place, 0);
    CHECK(im.stops);
    CHECK_ERR(import_draft(cx, COUNTY, &im), ERR_CONFLICT);
    im.n = 2;
    im.stops = !im.parts[1].place; /* the other village is not everybody's */
    if (!im.stops) {
        CHECK_OK(import_draft(cx, COUNTY, &im));
        CHECK(!str_eq(im.parts[0].number, im.parts[1].number));
    }
}

TEST(numbers_of_people_are_found_and_last_months_file_too)
{
    struct import im;
    struct publication p;
    demo_begin(cx, 0);
    demo_be(cx, "accountant");
    static const char csv[] = "项目,摘要,支出\n补贴,付 532503195508152027,5\n电话,13800000001,6\n"
                              "卡,6222020000000000000,7\n";
    read_sheet(cx, str_of(csv), &im);
    CHECK(has(&im, FOUND_PERSON) && !im.stops);
    CHECK_OK(import_draft(cx, COUNTY, &im));
    CHECK_OK(disclosure_find(cx, COUNTY, im.parts[0].number, &p));
    CHECK_OK(disclosure_lines(cx, &p));
    CHECK(str_find(p.lines[0].note, S("19550815")) == SIZE_MAX);
    CHECK(str_find(p.lines[1].note, S("13800000001")) == SIZE_MAX);
    struct buf b = buf_new(cx->mem, 4096);
    buf_fmt(&b, "2026年3月\n%s", csv);
    read_sheet(cx, buf_done(&b), &im);
    CHECK(has(&im, FOUND_SAME));
}

TEST(who_may_not_write_there_makes_no_draft)
{
    struct import im;
    demo_begin(cx, 0);
    demo_be(cx, "supervisor");
    read_sheet(cx, S("村,项目,收入\n红竺园社区,租金,5\n"), &im);
    CHECK(im.stops && !im.parts[0].place);
}
