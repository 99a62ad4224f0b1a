/* accounts_test: sheets as village accountants keep them, made by the test, read into lines. */
#include "civic/sheets/accounts.h"

#include "civic/people/test_people.h"

static struct accounts read_sheet(struct ctx *cx, const char *csv, const char *file)
{
    struct sheets_table *t = NEW(cx->mem, struct sheets_table);
    struct accounts_how how = {.file_name = str_of(file)};
    struct accounts a = {.n_lines = 0};
    CHECK_OK(sheets_read_lines(cx, str_of(csv), t));
    CHECK_OK(accounts_read(cx, accounts_words(cx), t, &how, &a));
    return a;
}

static const struct accounts_finding *found(const struct accounts *a, enum accounts_found what)
{
    for (int i = 0; i < a->n_findings; i++)
        if (a->findings[i].what == what)
            return &a->findings[i];
    return NULL;
}

static bool is_line(const struct accounts *a, int i, enum accounts_side side, const char *item,
                    int64_t fen)
{
    return i < a->n_lines && a->lines[i].side == side && str_is(a->lines[i].item, item) &&
           a->lines[i].amount_fen == fen;
}

/* ---- amounts, months, days -------------------------------------------------------- */

TEST(amounts_are_read_digit_by_digit)
{
    static const struct {
        const char *text;
        enum sheets_money how;
        int64_t fen;
    } amounts[] = {{"1,234.50", MONEY_READ, 123450},
                   {"1234.5", MONEY_READ, 123450},
                   {"（500.00）", MONEY_READ, -50000},
                   {"(1,000)", MONEY_READ, -100000},
                   {"-0.07", MONEY_READ, -7},
                   {"－５００．２５", MONEY_READ, -50025},
                   {"￥１２，３４５．６７元", MONEY_READ, 1234567},
                   {"12.3456万元", MONEY_READ, 12345600},
                   {"3万", MONEY_READ, 3000000},
                   {"300元整", MONEY_READ, 30000},
                   {"90071992547409.93", MONEY_WRONG, 0},
                   {"9007199254740.93", MONEY_READ, 900719925474093},
                   {"0.1", MONEY_READ, 10},
                   {"1.005", MONEY_FINE, 101},
                   {"", MONEY_NONE, 0},
                   {"-", MONEY_NONE, 0},
                   {"—", MONEY_NONE, 0},
                   {"/", MONEY_NONE, 0},
                   {"1,23", MONEY_WRONG, 0},
                   {"12,3456", MONEY_WRONG, 0},
                   {"1.2.3", MONEY_WRONG, 0},
                   {"12345,678", MONEY_WRONG, 0},
                   {"(5", MONEY_WRONG, 0},
                   {"5)", MONEY_WRONG, 0},
                   {"5.3E+17", MONEY_WRONG, 0},
                   {"#REF!", MONEY_WRONG, 0},
                   {"五百", MONEY_WRONG, 0}};
    for (size_t i = 0; i < COUNT(amounts); i++) {
        int64_t fen = 0;
        enum sheets_money m = sheets_money(str_of(amounts[i].text), 100, &fen);
        if (m != amounts[i].how || (m == MONEY_READ && fen != amounts[i].fen))
            fprintf(stderr, "%s: %d %lld\n", amounts[i].text, m, (long long)fen);
        CHECK_INT(m, amounts[i].how);
        if (m == MONEY_READ || m == MONEY_FINE)
            CHECK_INT(fen, amounts[i].fen);
    }
    int64_t fen = 0;
    CHECK_INT(sheets_money(S("1.2"), 1000000, &fen), MONEY_READ); /* the column is in 10,000s */
    CHECK_INT(fen, 1200000);
    CHECK_INT(sheets_money(S("500元"), 1000000, &fen), MONEY_READ);
    CHECK_INT(fen, 50000);
}

TEST(months_are_found_in_titles_and_names_of_files)
{
    static const char *const texts[][2] = {{"红竺园社区2026年10月财务收支公开表", "2026-10"},
                                           {"2026年1月份", "2026-01"},
                                           {"２０２６年０９月", "2026-09"},
                                           {"二〇二六年十二月", "2026-12"},
                                           {"收支表202610.xlsx", "2026-10"},
                                           {"2026-3.csv", "2026-03"},
                                           {"2026.10 final", "2026-10"},
                                           {"2026年第三季度", "2026-Q3"},
                                           {"2026年二季度财务公开", "2026-Q2"},
                                           {"2026年", ""},
                                           {"凭证 20261005", ""},
                                           {"第10号 2026年13月", ""},
                                           {"12026年10月", ""}};
    for (size_t i = 0; i < COUNT(texts); i++)
        CHECK_STR(sheets_period(cx->mem, str_of(texts[i][0])), texts[i][1]);
}

TEST(days_are_read_as_people_write_them)
{
    int64_t day = 0, want = day_of_civil(2026, 10, 5);
    static const char *const same[] = {"2026-10-05", "2026/10/5", "2026年10月5日", "20261005",
                                       "10月5日",    "10.5",      "2026.10.05"};
    for (size_t i = 0; i < COUNT(same); i++) {
        CHECK_OK(sheets_day(str_of(same[i]), S("2026-10"), &day));
        CHECK_INT(day, want);
    }
    CHECK_ERR(sheets_day(S("10-5"), S(""), &day), ERR_INVALID);
    CHECK_ERR(sheets_day(S("2026-02-30"), S(""), &day), ERR_INVALID);
    CHECK_ERR(sheets_day(S("today"), S("2026-10"), &day), ERR_INVALID);
}

/* ---- sheets ------------------------------------------------------------------------- */

static const char monthly[] =
    "红竺园社区2026年10月财务收支明细表,,,,,\n"
    "单位：元,,,,上月结余：12300.00,\n"
    "日期,凭证号,科目,摘要,收入,支出,余额\n"
    "2026-10-03,1,发包及上交收入,鱼塘承包费,\"48,300.00\",,\"60,600.00\"\n"
    "2026-10-08,2,管理费用,办公用品,,350.50,\"60,249.50\"\n"
    "2026-10-20,3,公益支出,道路修补,,\"18,500.00\",\"41,749.50\"\n"
    "合计,,,,\"48,300.00\",\"18,850.50\",\n"
    "本月结余,,,,,,\"41,749.50\"\n"
    "制表：张三,,审核：李四,,,,\n";

TEST(a_monthly_sheet_becomes_lines_and_nothing_is_found)
{
    struct accounts a = read_sheet(cx, monthly, "10.csv");
    CHECK_STR(a.period, "2026-10");
    CHECK_INT(a.kind, ACCOUNTS_FLOW);
    CHECK_INT(a.n_lines, 3);
    CHECK(is_line(&a, 0, SIDE_IN, "发包及上交收入", 4830000));
    CHECK(is_line(&a, 1, SIDE_OUT, "管理费用", 35050));
    CHECK_STR(a.lines[1].note, "办公用品");
    CHECK_STR(a.lines[2].voucher, "3");
    CHECK_INT(a.lines[2].day, day_of_civil(2026, 10, 20));
    CHECK_INT(a.in_fen, 4830000);
    CHECK_INT(a.out_fen, 1885050);
    CHECK(a.has_opening && a.opening_fen == 1230000 && a.has_closing && a.closing_fen == 4174950);
    CHECK_INT(a.n_findings, 0);
}

TEST(two_columns_side_by_side_are_income_and_expense)
{
    struct accounts a =
        read_sheet(cx,
                   "财务收支公开表（2026年第三季度）,,,\n收入,,支出,\n项目,金额,项目,金额\n"
                   "上级补助,20000,水电费,430.20\n利息,12.34,误工补贴,1200\n,,,\n"
                   "合计,20012.34,合计,1630.20\n",
                   "");
    CHECK_STR(a.period, "2026-Q3");
    CHECK_INT(a.n_lines, 4);
    CHECK(is_line(&a, 0, SIDE_IN, "上级补助", 2000000));
    CHECK(is_line(&a, 1, SIDE_OUT, "水电费", 43020));
    CHECK(is_line(&a, 3, SIDE_OUT, "误工补贴", 120000));
    CHECK_INT(a.n_findings, 0);
}

TEST(headings_within_the_rows_say_the_side)
{
    struct accounts a = read_sheet(cx,
                                   "项目,金额(万元),备注\n期初余额,1,\n一、收入,3.5,\n1.补助,2,\n"
                                   "2.租金,1.5,市场\n二、支出,0.25,\n修路,0.25,\n期末余额,4.25,\n",
                                   "2026年9月.csv");
    CHECK_STR(a.period, "2026-09");
    CHECK_INT(a.n_lines, 3);
    CHECK(is_line(&a, 0, SIDE_IN, "1.补助", 2000000));
    CHECK(is_line(&a, 1, SIDE_IN, "2.租金", 1500000));
    CHECK(is_line(&a, 2, SIDE_OUT, "修路", 250000));
    CHECK_STR(a.lines[1].note, "市场");
    CHECK_INT(a.n_findings, 0);
}

TEST(a_register_keeps_its_details_in_the_note)
{
    struct accounts a = read_sheet(cx,
                                   "固定资产台账 2026年10月\n编号,资产名称,数量,原值,坐落\n"
                                   "1,办公楼,1,\"860,000.00\",二组\n2,路灯,40,\"52,000\",主街\n",
                                   "");
    CHECK_INT(a.kind, ACCOUNTS_ASSETS);
    CHECK(is_line(&a, 0, SIDE_NONE, "办公楼", 86000000));
    CHECK_STR(a.lines[0].note, "数量 1; 坐落 二组");
    CHECK_INT(a.n_findings, 0);
}

TEST(one_file_of_many_villages_parts_by_village_and_month)
{
    struct accounts a = read_sheet(cx,
                                   "村,月份,项目,收入,支出\n红竺园社区,2026年9月,租金,100,\n"
                                   "新安所村,2026年9月,租金,200,\n红竺园社区,2026年10月,租金,100,\n"
                                   ",,水费,,30\n",
                                   "");
    struct accounts_part *p;
    int n = 0;
    CHECK_OK(accounts_parts(cx, &a, &p, &n));
    CHECK_INT(n, 3);
    CHECK_STR(p[0].village, "红竺园社区");
    CHECK_STR(p[0].period, "2026-09");
    CHECK_STR(p[2].period, "2026-10");
    CHECK(p[2].n == 2 && p[2].in_fen == 10000 && p[2].out_fen == 3000);
    CHECK_STR(p[1].lines[0]->village, "新安所村");
    CHECK(!found(&a, FOUND_TWICE));
}

/* ---- findings -------------------------------------------------------------------------- */

TEST(what_does_not_add_up_is_found_by_row_and_column)
{
    struct accounts a = read_sheet(cx,
                                   "2026年10月\n项目,收入,支出\n上月结余,100,\n租金,48300,\n"
                                   "电费,,36000\n合计,48300,36100\n本月结余,12300,\n",
                                   "");
    const struct accounts_finding *f = found(&a, FOUND_SUM);
    CHECK(f && f->row == 6 && f->column == 3);
    CHECK(f->said_fen == 3610000 && f->reckoned_fen == 3600000 && f->mend == MEND_RECKONED);
    f = found(&a, FOUND_BALANCE);
    CHECK(f && f->row == 7 && f->reckoned_fen == 1240000 && f->said_fen == 1230000);
    CHECK_INT(a.n_findings, 2);
}

TEST(a_running_balance_that_breaks_is_told_once)
{
    struct accounts a = read_sheet(cx,
                                   "2026年10月\n摘要,收入,支出,余额\n甲,100,,100\n乙,50,,160\n"
                                   "丙,,10,150\n丁,,10,130\n",
                                   "");
    const struct accounts_finding *f = found(&a, FOUND_BALANCE);
    CHECK(f && f->row == 4 && f->column == 4 && f->reckoned_fen == 15000);
    CHECK_INT(a.n_findings, 1);
}

TEST(amounts_that_cannot_be_read_stop_and_a_mend_lets_them_pass)
{
    static const char csv[] = "2026年10月\n项目,收入,支出\n租金,若干,\n电费,,36\n电费,,36\n";
    struct accounts a = read_sheet(cx, csv, "");
    const struct accounts_finding *f = found(&a, FOUND_AMOUNT), *twice = found(&a, FOUND_TWICE);
    CHECK(f && f->row == 3 && f->column == 2 && f->mend == MEND_AMOUNT);
    CHECK(accounts_stops(f->what) && !accounts_stops(FOUND_TWICE));
    CHECK(twice && twice->row == 5 && twice->other == 4 && twice->mend == MEND_LEAVE_OUT);
    cx->lang = LANG_EN;
    CHECK_STR(accounts_say(cx, f), "Row 3, column 2: “若干” cannot be read as an amount.");

    struct accounts_fix fixes[] = {{.row = 3, .column = 2, .amount_fen = 12345},
                                   {.row = 5, .leave_out = true}};
    struct accounts_how how = {.file_name = S(""), .fixes = fixes, .n_fixes = 2};
    struct sheets_table t;
    CHECK_OK(sheets_read_lines(cx, str_of(csv), &t));
    CHECK_OK(accounts_read(cx, accounts_words(cx), &t, &how, &a));
    CHECK_INT(a.n_findings, 0);
    CHECK(a.n_lines == 2 && a.in_fen == 12345 && a.out_fen == 3600);
}

TEST(days_of_another_month_and_sides_unsaid_are_found)
{
    struct accounts a =
        read_sheet(cx, "2026年10月\n日期,项目,金额\n10月5日,租金,5\n9月30日,电费,6\n", "");
    const struct accounts_finding *f = found(&a, FOUND_MONTH);
    CHECK(f && f->row == 4 && f->column == 1);
    CHECK_STR(f->text, "2026-09");
    CHECK(found(&a, FOUND_SIDE) != NULL);
    a = read_sheet(cx, "支出明细表\n项目,金额\n电费,6\n", "");
    CHECK(is_line(&a, 0, SIDE_OUT, "电费", 600));
    CHECK(found(&a, FOUND_NO_PERIOD) && !found(&a, FOUND_SIDE));
}

TEST(a_sheet_without_headings_says_what_is_missing)
{
    struct sheets_table t;
    struct accounts a;
    struct accounts_how how = {.file_name = S("")};
    CHECK_OK(sheets_read_lines(cx, S("1,2\n3,4\n"), &t));
    CHECK_ERR(accounts_read(cx, accounts_words(cx), &t, &how, &a), ERR_INVALID);
    CHECK_OK(sheets_read_lines(cx, S("项目,金额\n"), &t));
    CHECK_ERR(accounts_read(cx, accounts_words(cx), &t, &how, &a), ERR_INVALID);
    a = read_sheet(cx, "项目,金额\n没有金额,\n", "2026年10月");
    CHECK(found(&a, FOUND_NO_LINES) != NULL);
}

/* ---- what is remembered -------------------------------------------------------------------- */

TEST(columns_said_once_are_remembered_by_the_office_under_the_same_headings)
{
    static const char odd[] = "2026年10月\n项目,摘要,进项,销项\n租金,,5,\n";
    static const char roles[] = "role,zh,en,factor,acts\nclerk,a,Clerk,0,homes.read\n";
    static const struct act_label acts[] = {{"homes.read", N_("Look at households")}, {0}};
    const struct act_label *const known[] = {acts, NULL};
    str why = STR_NONE;
    CHECK_OK(people_roles_load(cx, str_of(roles), known, &why));
    int64_t org = test_org(cx, "hzy", T_COMMUNITY), other = test_org(cx, "xas", T_COMMUNITY);
    int64_t clerk = test_staff(cx, "clerk", org, "clerk", T_COMMUNITY);
    int64_t stranger = test_staff(cx, "stranger", other, "clerk", T_COMMUNITY);
    test_as(cx, clerk);
    struct accounts a = read_sheet(cx, odd, ""), b = a, c = a;
    a.mapping[2] = ACC_IN;
    a.mapping[3] = ACC_OUT;
    CHECK_OK(accounts_remember(cx, T_COUNTY, "homes.read", &a));
    CHECK_OK(accounts_recall(cx, T_COUNTY, "homes.read", &b));
    CHECK(b.remembered && b.mapping[0] == ACC_ITEM && b.mapping[2] == ACC_IN &&
          b.mapping[3] == ACC_OUT);
    test_as(cx, stranger);
    CHECK_OK(accounts_recall(cx, T_COUNTY, "homes.read", &c));
    CHECK(!c.remembered);
}

TEST(last_months_lines_are_known_when_they_come_again)
{
    static const char lines[] = "%s\n项目,收入,支出\n租金,5,\n电费,,3\n";
    struct accounts a = read_sheet(cx, str_z(cx->mem, str_fmt(cx->mem, lines, "2026年9月")), "");
    struct accounts b = read_sheet(cx, str_z(cx->mem, str_fmt(cx->mem, lines, "2026年10月")), "");
    struct accounts_part *p;
    str period = STR_NONE;
    int n = 0;
    CHECK_OK(accounts_parts(cx, &a, &p, &n));
    CHECK_OK(accounts_note(cx, T_COUNTY, T_COMMUNITY, p));
    CHECK_OK(accounts_note(cx, T_COUNTY, T_COMMUNITY, p)); /* twice is once */
    CHECK_OK(accounts_seen(cx, T_COUNTY, T_COMMUNITY, p, &period));
    CHECK_STR(period, ""); /* the same month is corrected, not repeated */
    CHECK_OK(accounts_parts(cx, &b, &p, &n));
    CHECK_OK(accounts_seen(cx, T_COUNTY, T_COMMUNITY, p, &period));
    CHECK_STR(period, "2026-09");
    CHECK_OK(accounts_seen(cx, T_COUNTY, T_COMMUNITY + 1000, p, &period));
    CHECK_STR(period, "");
}
