/* rolls_test: lists as offices keep them, with everything that is wrong in them, looked at, stored,
 * taken back. */
#include "rooms/rolls/rolls_own.h"

#include "civic/people/test_people.h"
#include "civic/places/places.h"
#include "kit/child/child.h"
#include "kit/jobs/jobs.h"

#include <fcntl.h>

/* Of libxlsxwriter, whose own header uses what kit/base/banned.h poisons. */
struct lxw_workbook *workbook_new(const char *path);
struct lxw_worksheet *workbook_add_worksheet(struct lxw_workbook *wb, const char *name);
int worksheet_merge_range(struct lxw_worksheet *ws, uint32_t row, uint16_t col, uint32_t last_row,
                          uint16_t last_col, const char *text, void *format);
int worksheet_write_string(struct lxw_worksheet *ws, uint32_t row, uint16_t col, const char *text,
                           void *format);
int worksheet_write_number(struct lxw_worksheet *ws, uint32_t row, uint16_t col, double n,
                           void *format);
int workbook_close(struct lxw_workbook *wb);

#define GRID 532503001008001

struct cast {
    int64_t clerk, worker;
};

static const char roles[] = "role,zh,en,factor,acts\n"
                            "clerk,a,Clerk,0,homes.read homes.keep rolls.import\n"
                            "worker,b,Worker,0,homes.read\n";

static struct cast begin(struct ctx *cx)
{
    struct cast c = {0};
    struct grid g = {.county = T_COUNTY,
                     .code = T_COMMUNITY,
                     .kind = GRID_GROUPS,
                     .name = S("Grid 1"),
                     .parts = S("one")};
    const struct act_label *const known[] = {homes_room.acts, rolls_room.acts, NULL};
    str why = STR_NONE;
    int64_t code = 0;
    CHECK_OK(people_roles_load(cx, str_of(roles), known, &why));
    int64_t org = test_org(cx, "hzy", T_COMMUNITY);
    c.clerk = test_staff(cx, "clerk", org, "clerk", T_COMMUNITY);
    c.worker = test_staff(cx, "worker", org, "worker", GRID);
    CHECK_OK(grid_add(cx, &g, &code));
    CHECK_INT(code, GRID);
    test_as(cx, c.clerk);
    return c;
}

static struct rolls_new list_of(struct ctx *cx, const char *csv, struct sheets_table *t)
{
    CHECK_OK(sheets_read_lines(cx, str_of(csv), t));
    CHECK_OK(rolls_table(cx, t));
    return (struct rolls_new){.county = T_COUNTY,
                              .scope = T_COMMUNITY,
                              .kind = S("residents"),
                              .source = S("civil affairs"),
                              .basis = S("rules of the county"),
                              .purpose = S("visits"),
                              .keep_until_day = day_of_ms(cx->now) + 365,
                              .file_name = S("list.csv"),
                              .bytes = str_of(csv),
                              .table = t};
}

static struct rolls_import drafted(struct ctx *cx, const char *csv)
{
    struct sheets_table t;
    struct rolls_import im;
    struct rolls_new in = list_of(cx, csv, &t);
    int64_t id = 0;
    CHECK_OK(rolls_draft(cx, &in, &id));
    CHECK_OK(rolls_find(cx, T_COUNTY, id, &im));
    return im;
}

static struct rolls_import stored(struct ctx *cx, const char *csv)
{
    static const struct jobs_kind *const kinds[] = {&rolls_job, NULL};
    struct rolls_import im = drafted(cx, csv);
    CHECK_OK(rolls_store(cx, T_COUNTY, im.id, im.row_ver));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(rolls_find(cx, T_COUNTY, im.id, &im));
    CHECK_INT(im.state, ROLLS_STORED);
    return im;
}

static struct rolls_import undone(struct ctx *cx, struct rolls_import im)
{
    static const struct jobs_kind *const kinds[] = {&rolls_job, NULL};
    CHECK_OK(rolls_undo(cx, T_COUNTY, im.id, im.row_ver));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(rolls_find(cx, T_COUNTY, im.id, &im));
    CHECK_INT(im.state, ROLLS_UNDONE);
    return im;
}

static enum rolls_why why_of(struct ctx *cx, const struct rolls_import *im, int64_t n)
{
    struct rolls_row rows[20];
    int count = 0;
    CHECK_OK(rolls_rows(cx, im, ROLLS_SHOW_REFUSED, 0, rows, 20, &count));
    for (int i = 0; i < count; i++)
        if (rows[i].n == n)
            return rows[i].why;
    return ROLL_FINE;
}

static int64_t people(struct ctx *cx, int64_t *households)
{
    int64_t n = 0;
    CHECK_OK(homes_count(cx, T_COUNTY, 0, households, &n));
    return n;
}

static struct household only(struct ctx *cx, const char *find)
{
    struct homes_line out[2];
    struct homes_filter f = {.county = T_COUNTY, .need = HOMES_ALL, .find = str_of(find)};
    struct household h = {0};
    int64_t next;
    int n = 0;
    CHECK_OK(homes_list(cx, &f, out, 2, &n, &next));
    CHECK_INT(n, 1);
    CHECK_OK(homes_find(cx, T_COUNTY, out[0].id, &h));
    return h;
}

static bool blames(const struct ctx *cx, const char *field)
{
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        if (strcmp(f->field, field) == 0)
            return true;
    return false;
}

#define LI   "532503195508152027"
#define WANG "532503199003070016"

static const char family[] = "Roll of the community,,,,,\n"
                             "name,identity number,phone,relation,building,door\n"
                             "Li," LI ",13800001234,head,Block 3,301\n"
                             "Wang," WANG ",12,son,,\n"
                             "Zhao,,,head,Block 3,302\n";

/* ---- a workbook ---------------------------------------------------------- */

static str workbook(struct ctx *cx)
{
    const char *path = str_fmt(cx->mem, "%s/list.xlsx", test_dir()).at;
    struct lxw_workbook *wb = workbook_new(path);
    struct lxw_worksheet *ws = workbook_add_worksheet(wb, NULL);
    static const char *const heads[] = {"head", "name", "identity number", "phone", "address"};
    worksheet_merge_range(ws, 0, 0, 0, 4, "Residents of the community", NULL);
    for (uint16_t c = 0; c < 5; c++)
        if (c == 0 || c == 4)
            worksheet_merge_range(ws, 1, c, 2, c, heads[c], NULL); /* two rows high */
        else
            worksheet_write_string(ws, 2, c, heads[c], NULL);
    worksheet_merge_range(ws, 1, 1, 1, 3, "person", NULL);
    worksheet_merge_range(ws, 3, 0, 4, 0, "Li", NULL); /* a household block */
    worksheet_merge_range(ws, 3, 4, 4, 4, "Spring Lane 3", NULL);
    worksheet_write_string(ws, 3, 1, "Li", NULL);
    worksheet_write_string(ws, 3, 2, LI, NULL);
    worksheet_write_number(ws, 3, 3, 13800001234, NULL);
    worksheet_write_string(ws, 4, 1, "Wang", NULL);
    worksheet_write_number(ws, 4, 2, 532503199003070016, NULL); /* ruined */
    CHECK_INT(workbook_close(wb), 0);
    return str_of(path);
}

static str sheet_of(struct ctx *cx, str path)
{
    struct child *c = NULL;
    str why = STR_NONE, text = STR_NONE;
    CHECK_OK(child_start(&(struct child_options){.at_once = 1}, &c, &why, cx->mem));
    int fd = open(path.at, O_RDONLY | O_CLOEXEC);
    CHECK_OK(child_sheet(cx, c, fd, &text));
    close(fd);
    child_stop(c);
    return text;
}

TEST(a_workbook_with_merged_headings_and_blocks_is_read_in_the_child)
{
    begin(cx);
    struct sheets_table t;
    str text = sheet_of(cx, workbook(cx));
    CHECK_OK(sheets_read_cells(cx, text, &t));
    CHECK_OK(rolls_table(cx, &t));
    CHECK_INT(t.head, 2);
    CHECK_STR(t.heads[0], "head");
    CHECK_STR(t.heads[2], "identity number");
    struct rolls_new in = list_of(cx, family, &(struct sheets_table){.n = 0});
    struct rolls_import im;
    int64_t id = 0;
    in.table = &t;
    in.bytes = text;
    CHECK_OK(rolls_draft(cx, &in, &id));
    CHECK_OK(rolls_find(cx, T_COUNTY, id, &im));
    CHECK(im.rows == 2 && im.good == 1 && im.refused == 1);
    CHECK_INT(why_of(cx, &im, 5), ROLL_ID_RUINED);
    struct rolls_row row;
    int n = 0;
    CHECK_OK(rolls_rows(cx, &im, ROLLS_SHOW_GOOD, 0, &row, 1, &n));
    CHECK_STR(row.cells[ROLL_PHONE], "138****1234");
    CHECK_STR(row.cells[ROLL_ADDRESS], "Spring Lane 3");
}

/* ---- looking -------------------------------------------------------------- */

TEST(nothing_is_kept_before_it_is_said_what_for)
{
    begin(cx);
    struct sheets_table t;
    struct rolls_new in = list_of(cx, family, &t);
    struct rolls_import list[2];
    int64_t id = 0;
    int n = 0;
    in.source = in.basis = in.purpose = S(" ");
    in.keep_until_day = day_of_ms(cx->now);
    CHECK_ERR(rolls_draft(cx, &in, &id), ERR_INVALID);
    CHECK(blames(cx, "source") && blames(cx, "basis") && blames(cx, "purpose") &&
          blames(cx, "keep"));
    CHECK_OK(rolls_list(cx, T_COUNTY, list, 2, &n));
    CHECK_INT(n, 0);
}

TEST(a_draft_changes_nothing_on_the_roll_and_is_erased_after_a_day)
{
    begin(cx);
    static const struct jobs_kind *const kinds[] = {&rolls_job, NULL};
    struct rolls_import im = drafted(cx, family);
    int64_t households = 0;
    CHECK(im.rows == 3 && im.good == 3 && im.asked == 2);
    CHECK_INT(people(cx, &households), 0);
    test_clock(cx, cx->now + DAY_MS + 1);
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_ERR(rolls_find(cx, T_COUNTY, im.id, &im), ERR_NOT_FOUND);
}

TEST(each_refused_row_says_why)
{
    begin(cx);
    struct rolls_import im = drafted(cx, "name,identity number,address,grid\n"
                                         "A,5.32503E+17,Lane 1,\n"
                                         "B,532503195508152028,Lane 1,\n"
                                         "," LI ",Lane 1,\n"
                                         "D," LI ",,\n"
                                         "E," LI ",Lane 1,\n"
                                         "F," WANG ",Lane 1,9\n"
                                         "G," WANG ",Lane 1,1\n"
                                         "\xe5\x90\x88\xe8\xae\xa1,,7,\n");
    CHECK_INT(im.rows, 7); /* the sum is no row */
    CHECK_INT(why_of(cx, &im, 2), ROLL_ID_RUINED);
    CHECK_INT(why_of(cx, &im, 3), ROLL_ID_WRONG);
    CHECK_INT(why_of(cx, &im, 4), ROLL_NO_NAME);
    CHECK_INT(why_of(cx, &im, 5), ROLL_NO_ADDRESS);
    CHECK_INT(why_of(cx, &im, 6), ROLL_TWICE);
    CHECK_INT(why_of(cx, &im, 7), ROLL_GRID_UNKNOWN);
    CHECK_INT(why_of(cx, &im, 8), ROLL_TWICE);
}

TEST(special_population_is_refused_as_a_list_and_as_a_row)
{
    begin(cx);
    struct sheets_table t;
    struct rolls_new in =
        list_of(cx,
                "\xe7\xa4\xbe\xe5\x8c\xba\xe7\x9f\xab\xe6\xad\xa3\n" /* corrections */
                "name,address\nA,Lane 1\n",
                &t);
    int64_t id = 0;
    CHECK_ERR(rolls_draft(cx, &in, &id), ERR_INVALID);
    CHECK(blames(cx, "file"));
    struct rolls_import im = drafted(cx, "name,address,remark\n"
                                         "A,Lane 1,\xe6\x88\x92\xe6\xaf\x92\n" /* drugs */
                                         "B,Lane 2,\n");
    CHECK(im.good == 1 && im.refused == 1);
    CHECK_INT(why_of(cx, &im, 2), ROLL_SPECIAL);
}

TEST(gbk_is_understood_and_a_broken_quote_is_named_by_its_line)
{
    begin(cx);
    struct sheets_table t;
    /* name, address; Li, Spring Street 1 - in GBK */
    CHECK_OK(sheets_read_lines(
        cx, S("\xd0\xd5\xc3\xfb,\xb5\xd8\xd6\xb7\n\xc0\xee,\xb4\xba\xbd\xd6 1\n"), &t));
    CHECK_OK(rolls_table(cx, &t));
    CHECK_INT(t.head, 0);
    CHECK_STR(sheets_cell(&t, 1, 0), "\xe6\x9d\x8e");
    CHECK_ERR(sheets_read_lines(cx, S("name,address\nA,\"Lane\n"), &t), ERR_INVALID);
    CHECK_OK(sheets_read_lines(cx, S("1,2\n3,4\n"), &t));
    CHECK_ERR(rolls_table(cx, &t), ERR_INVALID);
    CHECK_OK(sheets_read_lines(cx, S("name,address\n,\n"), &t));
    CHECK_ERR(rolls_table(cx, &t), ERR_INVALID); /* nothing below */
}

/* ---- storing and taking back -------------------------------------------------- */

TEST(a_list_becomes_households_with_questions_for_the_next_visit)
{
    begin(cx);
    int64_t households = 0;
    struct rolls_import im = stored(cx, family);
    CHECK_INT(people(cx, &households), 3);
    CHECK_INT(households, 2);
    CHECK_INT(im.done, 3);
    struct household h = only(cx, LI);
    CHECK_STR(h.line, "Block 3 301");
    CHECK_INT(h.n, 2);
    CHECK_INT(h.residents[1].relation, HOME_SON);
    CHECK_INT(h.residents[0].keep_until_day, day_of_ms(cx->now) + 365);
    CHECK_INT(h.n_questions, 1); /* the son's phone has two digits */
    CHECK_INT(h.questions[0].kind, ASK_PHONE);
}

TEST(an_import_is_taken_back_whole_but_for_what_was_changed_since)
{
    begin(cx);
    int64_t households = 0;
    struct rolls_import im = stored(cx, family);
    struct household h = only(cx, LI);
    struct resident r = h.residents[1];
    r.p = (struct person){.name = r.p.name, .phone = S("13900001111")};
    CHECK_OK(homes_resident_change(cx, T_COUNTY, h.id, &r));
    im = undone(cx, im);
    CHECK_INT(im.left, 1);
    CHECK_INT(people(cx, &households), 1);
    CHECK_INT(households, 1);
    CHECK_INT(only(cx, "13900001111").n, 1);
}

TEST(after_thirty_days_nothing_is_taken_back)
{
    begin(cx);
    struct rolls_import im = stored(cx, family);
    test_clock(cx, cx->now + (ROLLS_UNDO_DAYS + 1) * DAY_MS);
    CHECK_ERR(rolls_undo(cx, T_COUNTY, im.id, im.row_ver), ERR_CONFLICT);
}

TEST(the_same_file_is_taken_once_until_it_was_taken_back)
{
    begin(cx);
    struct sheets_table t;
    struct rolls_new in = list_of(cx, family, &t);
    int64_t id = 0;
    struct rolls_import im = stored(cx, family);
    CHECK_ERR(rolls_draft(cx, &in, &id), ERR_INVALID);
    CHECK(blames(cx, "file"));
    undone(cx, im);
    CHECK_OK(rolls_draft(cx, &in, &id));
}

TEST(a_longer_list_adds_who_is_missing_to_the_family_that_is_there)
{
    begin(cx);
    int64_t households = 0;
    stored(cx, "name,identity number,relation,building,door\nLi," LI ",head,Block 3,301\n");
    struct rolls_import im = stored(cx, "name,identity number,relation,building,door\n"
                                        "Li," LI ",head,Block 3,301\nWang," WANG ",son,,\n");
    CHECK_INT(im.known, 1);
    CHECK_INT(people(cx, &households), 2);
    CHECK_INT(only(cx, WANG).n, 1); /* alone in the list that is stored: his family is not named */
}

TEST(two_who_import_the_same_person_at_once_make_one)
{
    begin(cx);
    static const struct jobs_kind *const kinds[] = {&rolls_job, NULL};
    int64_t households = 0;
    struct rolls_import a = drafted(cx, "name,identity number,address\nLi," LI ",Lane 1 a\n");
    struct rolls_import b = drafted(cx, "name,identity number,address\nLi," LI ",Lane 2 b\n");
    CHECK_OK(rolls_store(cx, T_COUNTY, a.id, a.row_ver));
    CHECK_OK(rolls_store(cx, T_COUNTY, b.id, b.row_ver));
    CHECK_ERR(rolls_store(cx, T_COUNTY, b.id, b.row_ver), ERR_CONFLICT);
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(people(cx, &households), 1);
    CHECK_INT(households, 1);
}

TEST(a_list_of_people_in_need_gives_those_on_the_roll_a_reason_to_visit)
{
    begin(cx);
    static const struct jobs_kind *const kinds[] = {&rolls_job, NULL};
    stored(cx, family);
    struct sheets_table t;
    struct rolls_new in = list_of(cx, "name,identity number,address\nLi," LI ",Block 3 301\n", &t);
    struct rolls_import im;
    int64_t id = 0;
    in.kind = S("lone-elder");
    CHECK_OK(rolls_draft(cx, &in, &id));
    CHECK_OK(rolls_find(cx, T_COUNTY, id, &im));
    CHECK_OK(rolls_store(cx, T_COUNTY, id, im.row_ver));
    CHECK_OK(jobs_run_due(cx, kinds));
    struct household h = only(cx, LI);
    CHECK_INT(h.n, 2);
    CHECK_INT(h.n_needs, 1);
    CHECK_INT(h.needs[0].kind, NEED_LONE_ELDER);
    CHECK_OK(rolls_find(cx, T_COUNTY, id, &im));
    undone(cx, im);
    CHECK_INT(only(cx, LI).n_needs, 0);
}

TEST(columns_said_once_are_remembered_by_the_office)
{
    begin(cx);
    static const char odd[] = "name,identity number,who,address\nLi," LI ",13800001234,Lane 1 a\n";
    struct rolls_import im = drafted(cx, odd);
    enum rolls_field m[ROLLS_COLUMNS] = {ROLL_NAME, ROLL_ID, ROLL_PHONE, ROLL_ADDRESS};
    CHECK(!im.remembered && im.mapping[2] == ROLL_IGNORED);
    CHECK_OK(rolls_remap(cx, &im, m));
    CHECK_ERR(rolls_remap(cx, &im, m), ERR_CONFLICT); /* seen is stale */
    struct rolls_row row;
    int n = 0;
    CHECK_OK(rolls_find(cx, T_COUNTY, im.id, &im));
    CHECK_OK(rolls_rows(cx, &im, ROLLS_SHOW_GOOD, 0, &row, 1, &n));
    CHECK_STR(row.cells[ROLL_PHONE], "138****1234");
    m[0] = ROLL_IGNORED;
    CHECK_ERR(rolls_remap(cx, &im, m), ERR_INVALID);
    im = drafted(cx, "name,identity number,who,address\nWang," WANG ",13800001235,Lane 2 b\n");
    CHECK(im.remembered && im.mapping[2] == ROLL_PHONE);
}

TEST(who_may_not_import_sees_no_import)
{
    struct cast c = begin(cx);
    struct rolls_import im = drafted(cx, family), list[2];
    struct sheets_table t;
    struct rolls_new in = list_of(cx, family, &t);
    int64_t id = 0;
    int n = 0;
    test_as(cx, c.worker);
    CHECK_ERR(rolls_find(cx, T_COUNTY, im.id, &im), ERR_NOT_FOUND);
    CHECK_OK(rolls_list(cx, T_COUNTY, list, 2, &n));
    CHECK_INT(n, 0);
    CHECK_ERR(rolls_draft(cx, &in, &id), ERR_INVALID);
    CHECK_ERR(rolls_store(cx, T_COUNTY, im.id, im.row_ver), ERR_NOT_FOUND);
}
