/* facilities: identifiers, numbers, files, and what is near; places are grids without outlines. */
#include "civic/facilities/facilities.h"
#include "civic/facts/facts.h"
#include "civic/people/test_people.h"
#include "kit/base/csv.h"

#define LAMP "facility-0118"
#define GRID (T_COMMUNITY + 8)

static const struct facility_kind kind_list[] = {
    {{LAMP, 13}, {"路灯", 6}, {"Street lamp", 11}, {"01118", 5}},
    {{"facility-0305", 13}, {"垃圾箱", 9}, {"Litter bin", 10}, {NULL, 0}}};
static const struct facility_kinds kinds = {kind_list, 2};

static void begin(struct ctx *cx)
{
    const struct act_label *const known[] = {facilities_part.acts, NULL};
    str why;
    CHECK_OK(people_roles_load(cx,
                               S("role,zh,en,factor,acts\n"
                                 "keeper,管理,Keeper,0,facilities.read facilities.keep\n"
                                 "reader,查看,Reader,0,facilities.read\n"),
                               known, &why));
    int64_t org = test_org(cx, "office", T_SCOPE);
    int64_t keeper = test_staff(cx, "keeper", org, "keeper", T_COMMUNITY);
    test_staff(cx, "reader", org, "reader", T_COMMUNITY);
    test_staff(cx, "other", org, "keeper", T_COMMUNITY + 1000);
    test_as(cx, keeper);
}

static void be(struct ctx *cx, const char *login)
{
    struct account a;
    test_as(cx, 0);
    CHECK_OK(account_find_login(cx, str_of(login), &a));
    test_as(cx, a.id);
}

static struct facility lamp(int64_t lat_u, int64_t lon_u)
{
    return (struct facility){.county = T_COUNTY,
                             .scope = GRID,
                             .code = S(LAMP),
                             .name = S("路灯"),
                             .placed = true,
                             .lat_u = lat_u,
                             .lon_u = lon_u};
}

static struct facility added(struct ctx *cx, int64_t lat_u, int64_t lon_u)
{
    struct facility in = lamp(lat_u, lon_u), out = {0};
    CHECK_OK(facility_add(cx, &in, &out));
    return out;
}

TEST(an_identifier_of_a_facility_has_16_or_17_digits)
{
    struct facility_identifier id;
    CHECK_OK(facility_identifier_read(S("3205080101000001"), &id)); /* rules for identifiers */
    CHECK_STR(str_of(id.county), "320508");
    CHECK_STR(str_of(id.class), "0101");
    CHECK_INT(id.serial, 1);
    CHECK_OK(facility_identifier_read(S("53250301118000014"), &id));
    CHECK_STR(str_of(id.class), "01118");
    CHECK_INT(id.serial, 14);
    CHECK_ERR(facility_identifier_read(S("532503011800001"), &id), ERR_INVALID);
    CHECK_ERR(facility_identifier_read(S("532503011800001x"), &id), ERR_INVALID);
    CHECK_ERR(facility_identifier_read(S("5325030118000000"), &id), ERR_INVALID);
}

TEST(a_facility_gets_the_next_numbers_and_they_are_never_given_again)
{
    begin(cx);
    struct facility a = added(cx, 23366000, 103395000), b = added(cx, 23366100, 103395000);
    CHECK_STR(a.identifier, "5325030118000001");
    CHECK_STR(b.identifier, "5325030118000002");
    CHECK_STR(a.label, "08-001");
    CHECK_STR(b.label, "08-002");
    b.state = FACILITY_REMOVED;
    CHECK_OK(facility_change(cx, &b));
    CHECK_STR(added(cx, 23366200, 103395000).identifier, "5325030118000003");
    struct facility own = lamp(23366300, 103395000), out;
    own.identifier = S("5325030118000900");
    own.label = S("08-050");
    CHECK_OK(facility_add(cx, &own, &out));
    struct facility next = added(cx, 23366400, 103395000);
    CHECK_STR(next.identifier, "5325030118000901");
    CHECK_STR(next.label, "08-051");
    CHECK_ERR(facility_add(cx, &own, &out), ERR_INVALID); /* its number is another's */
}

TEST(facilities_are_kept_by_posts_and_not_seen_beyond_them)
{
    begin(cx);
    struct facility a = added(cx, 23366000, 103395000), in = lamp(23366000, 103395000), out;
    struct facility_filter all = {.county = T_COUNTY};
    int n = 0;
    be(cx, "reader");
    CHECK(facility_may_see(cx, &a));
    CHECK_ERR(facility_add(cx, &in, &out), ERR_INVALID);
    CHECK_ERR(facility_change(cx, &a), ERR_INVALID);
    CHECK_OK(facility_list(cx, &all, &out, 1, &n));
    CHECK_INT(n, 1);
    be(cx, "other");
    CHECK(!facility_may_see(cx, &a));
    CHECK_ERR(facility_change(cx, &a), ERR_NOT_FOUND);
    CHECK_OK(facility_list(cx, &all, &out, 1, &n));
    CHECK_INT(n, 0);
    struct facility_box box = {T_COUNTY, 23000000, 103000000, 24000000, 104000000, STR_NONE};
    CHECK_OK(facility_list_box(cx, &box, &out, 1, &n));
    CHECK_INT(n, 0);
}

TEST(two_who_change_one_facility_do_not_undo_each_other)
{
    begin(cx);
    struct facility a = added(cx, 23366000, 103395000), b = a;
    int64_t facts = 0;
    a.state = FACILITY_BROKEN;
    a.lat_u += 50;
    b.note = S("beside the gate");
    CHECK_OK(facility_change(cx, &a));
    CHECK_ERR(facility_change(cx, &b), ERR_CONFLICT);
    CHECK_OK(facts_count(cx, T_COUNTY, "facility", a.id, "facility.state", &facts));
    CHECK_INT(facts, 1);
    CHECK_OK(facts_count(cx, T_COUNTY, "facility", a.id, "facility.moved", &facts));
    CHECK_INT(facts, 1);
    CHECK_OK(facts_count(cx, T_COUNTY, "facility", a.id, "facility.changed", &facts));
    CHECK_INT(facts, 0);
}

TEST(the_nearest_of_a_kind_come_first_and_what_is_gone_does_not)
{
    begin(cx);
    struct facility far = added(cx, 23366800, 103395000), near = added(cx, 23366100, 103395000),
                    gone = added(cx, 23366010, 103395000);
    struct facility_near out[4];
    int n = 0;
    gone.state = FACILITY_REMOVED;
    CHECK_OK(facility_change(cx, &gone));
    added(cx, 23370000, 103395000); /* 445 m away */
    struct facility_around at = {T_COUNTY, 23366000, 103395000, S(LAMP)};
    CHECK_OK(facility_near(cx, &at, out, 4, &n));
    CHECK_INT(n, 2);
    CHECK_INT(out[0].f.id, near.id);
    CHECK_INT(out[0].metres, 11);
    CHECK_INT(out[1].f.id, far.id);
    CHECK_INT(out[1].metres, 89);
    CHECK_OK(facility_near(cx, &at, out, 1, &n));
    CHECK_INT(out[0].f.id, near.id);
    at.code = S("facility-0305");
    CHECK_OK(facility_near(cx, &at, out, 4, &n));
    CHECK_INT(n, 0);
}

TEST(a_facility_is_found_by_whatever_is_on_its_label)
{
    begin(cx);
    struct facility a = added(cx, 23366000, 103395000), out[2];
    struct facility_named by = {.county = T_COUNTY, .community = T_COMMUNITY};
    static const char *const typed[] = {
        "08-001",           "8-1",
        "路灯 08-001",      "０８－００１",
        "5325030118000001", "https://linli.example/f/5325030118000001"};
    int n = 0;
    for (size_t i = 0; i < COUNT(typed); i++) {
        by.typed = str_of(typed[i]);
        CHECK_OK(facility_named(cx, &by, out, 2, &n));
        CHECK_INT(n, 1);
        CHECK_INT(out[0].id, a.id);
    }
    by.typed = S("08-002");
    CHECK_OK(facility_named(cx, &by, out, 2, &n));
    CHECK_INT(n, 0);
    by.typed = S("08-001");
    by.community = T_COMMUNITY + 1000; /* the neighbours' numbers are their own */
    CHECK_OK(facility_named(cx, &by, out, 2, &n));
    CHECK_INT(n, 0);
}

/* ---- files ------------------------------------------------------------------ */

#define HEAD                                                                                                   \
    "管理部件标识码,glbjmc,经度,latitude,所在单元网格标识码,GLBJZT,CSRQ,主管部门代码," \
    "主管部门名称,colour\n"

static struct facility_file read_file(struct ctx *cx, const char *text)
{
    struct facility_file f = {0};
    CHECK_OK(facility_file_read(cx, str_of(text), &kinds, &f));
    return f;
}

TEST(columns_are_known_by_each_of_their_names)
{
    cx->lang = LANG_ZH;
    struct facility_file f = read_file(
        cx, HEAD "5325030118000001,路灯,103.395612,23.366204,532503001008008,破损,20200229,"
                 "11532523015173020X,城管局,red\n"
                 ",Litter bin,103.3957,23.3663,,,2021/3/1,,,\n"
                 "53250301118000002,,103.3957,23.3663,,,2021-03-01,,,\n");
    CHECK_INT(f.n, 3);
    CHECK_INT(f.count[FACILITY_REFUSED], 0);
    CHECK_INT(f.n_passed, 1);
    CHECK_STR(f.passed_over[0], "colour");
    CHECK_STR(f.rows[0].f.code, LAMP);
    CHECK_INT(f.rows[0].f.lat_u, 23366204);
    CHECK_INT(f.rows[0].f.lon_u, 103395612);
    CHECK_INT(f.rows[0].f.state, FACILITY_BROKEN);
    CHECK_INT(f.rows[0].f.from_day, day_of_civil(2020, 2, 29));
    CHECK_INT(f.rows[0].missing, 0);
    CHECK_STR(f.rows[1].f.code, "facility-0305");
    CHECK_INT(f.rows[1].f.from_day, day_of_civil(2021, 3, 1));
    CHECK_INT(f.rows[1].missing, 5);   /* identifier, state, grid, department's code and name */
    CHECK_STR(f.rows[2].f.code, LAMP); /* by the five digits of the newer standard */
    CHECK_STR(f.rows[2].f.name, "路灯");
    CHECK_INT(f.incomplete, 2);
}

TEST(a_row_that_cannot_be_is_refused_with_its_column_and_the_others_stand)
{
    cx->lang = LANG_ZH;
    struct facility_file f = read_file(
        cx,
        HEAD "5325030118000001,,103.39,23.36,,,,,,\n"
             "5325030118000001,,103.39,23.36,,,,,,\n" /* the same once more */
             "532503011800001,,103.39,23.36,,,,,,\n"  /* 15 digits */
             "5325039999000001,,103.39,23.36,,,,,,\n" /* no such class */
             "5325030118000002,,103.39,,,,,,,\n"      /* half a position */
             "5325030118000003,,,,,,,,,\n"            /* nowhere */
             "5325030118000004,,103.39,23.36,,坏了,,,,\n"
             "5325030118000005,,103.39,23.36,,,20210229,,,\n"
             "5325030118000006,,0,0,,,,,,\n"
             ",no such thing,103.39,23.36,,,,,,\n"
             "5325030118000007,名字太长名字太长名字太长名字太长名字太长名字太长名字太长名字太长,"
             "103.39,23.36,,,,,,\n"
             "5325030118000008,,103.39,23.36,,,,,,\n");
    static const char *const columns[] = {
        "",     "管理部件标识码", "管理部件标识码", "管理部件标识码",
        "纬度", "纬度",           "管理部件状态",   "初始日期",
        "经度", "管理部件名称",   "管理部件名称",   ""};
    CHECK_INT(f.n, 12);
    CHECK_INT(f.count[FACILITY_REFUSED], 10);
    for (int i = 0; i < f.n; i++) {
        CHECK_INT(f.rows[i].fate, columns[i][0] ? FACILITY_REFUSED : FACILITY_NEW);
        CHECK_STR(f.rows[i].column, columns[i]);
        CHECK_INT(f.rows[i].line, i + 2);
    }
}

TEST(a_file_without_the_columns_it_needs_says_which)
{
    struct facility_file f;
    CHECK_ERR(facility_file_read(cx, S("name,colour\nlamp,red\n"), &kinds, &f), ERR_INVALID);
    CHECK_STR(str_of(cx->failure.fields->field), "file");
    CHECK_ERR(facility_file_read(cx, S(""), &kinds, &f), ERR_INVALID);
    CHECK_ERR(facility_file_read(cx, S("GLBJMC,grid\n\"lamp,1\n"), &kinds, &f), ERR_INVALID);
    CHECK_ERR(facility_file_read(cx, S("\xff\xfe\x00\xd8"), &kinds, &f), ERR_INVALID);
}

#define FILE_HEAD "identifier,name,longitude,latitude,grid,note\n"

static struct facility_import run(struct ctx *cx, str text)
{
    struct facility_import in = {
        .county = T_COUNTY, .scope = T_COMMUNITY, .name = S("lamps.csv"), .total = 200};
    int64_t id = 0;
    CHECK_OK(facility_import_add(cx, &in, text, &id));
    CHECK_OK(facility_import_find(cx, T_COUNTY, id, &in));
    CHECK_OK(facility_import_run(cx, &in, &kinds));
    return in;
}

static str many(struct ctx *cx, int n, const char *note)
{
    struct buf b = buf_new(cx->mem, 1 << 20);
    buf_z(&b, FILE_HEAD);
    for (int i = 1; i <= n; i++)
        buf_fmt(&b, "5325030118%06d,,103.39%04d,23.36,%lld,%s\n", i, i,
                (long long)(i == 5 ? GRID + 1000 : GRID), note);
    return buf_done(&b);
}

static int64_t count(struct ctx *cx)
{
    int64_t n[FACILITY_STATES];
    CHECK_OK(facility_counts(cx, T_COUNTY, 0, n));
    return n[FACILITY_WHOLE];
}

TEST(a_file_is_taken_over_in_slices_refusing_what_lies_beyond_the_post)
{
    begin(cx);
    struct facility_import a = run(cx, many(cx, 200, "first"));
    CHECK_INT(a.state, IMPORT_DONE);
    CHECK_INT(a.done, 200);
    CHECK_INT(a.added, 199); /* the fifth stands in another community */
    CHECK_INT(count(cx), 199);
    struct facility_import again = run(cx, many(cx, 200, "first"));
    CHECK_INT(again.added + again.changed, 0);
    again = run(cx, many(cx, 3, "second"));
    CHECK_INT(again.changed, 3);
    CHECK_INT(count(cx), 199);
    CHECK_ERR(facility_import_run(cx, &again, &kinds), ERR_CONFLICT);
    be(cx, "other");
    CHECK_ERR(facility_import_find(cx, T_COUNTY, a.id, &again), ERR_NOT_FOUND);
}

TEST(a_file_that_was_interrupted_goes_on_where_it_stopped)
{
    begin(cx);
    struct facility_import in = {
        .county = T_COUNTY, .scope = T_COMMUNITY, .name = S("a.csv"), .total = 200};
    int64_t id = 0;
    CHECK_OK(facility_import_add(cx, &in, many(cx, 200, ""), &id));
    CHECK_OK(facility_import_find(cx, T_COUNTY, id, &in));
    struct facility_import stale = in;
    CHECK_OK(facility_import_run(cx, &in, &kinds));
    CHECK_ERR(facility_import_run(cx, &stale, &kinds), ERR_CONFLICT); /* two at once */
    CHECK_INT(count(cx), 199);
}

TEST(a_file_taken_back_leaves_what_somebody_touched_since)
{
    begin(cx);
    struct facility before = added(cx, 23366000, 103395000), f;
    struct facility_import in =
        run(cx, S(FILE_HEAD "5325030118000001,,103.395,23.366,532503001008008,by the file\n"
                            "5325030118000011,,103.395,23.367,532503001008008,\n"
                            "5325030118000012,,103.395,23.368,532503001008008,\n"
                            "5325030118000013,,103.395,23.369,532503001008008,\n"));
    CHECK_INT(in.added, 3);
    CHECK_INT(in.changed, 1);
    CHECK_OK(facility_by_identifier(cx, T_COUNTY, S("5325030118000011"), &f));
    f.state = FACILITY_BROKEN;
    CHECK_OK(facility_change(cx, &f));
    CHECK_OK(facility_import_undo(cx, &in));
    CHECK_INT(in.kept, 1);
    CHECK_INT(in.state, IMPORT_UNDONE);
    CHECK_OK(facility_by_identifier(cx, T_COUNTY, S("5325030118000011"), &f));
    CHECK_ERR(facility_by_identifier(cx, T_COUNTY, S("5325030118000012"), &f), ERR_NOT_FOUND);
    CHECK_OK(facility_find(cx, T_COUNTY, before.id, &f));
    CHECK_STR(f.note, "");
    CHECK_STR(f.name, "路灯");
    CHECK_STR(added(cx, 23366000, 103395000).identifier, "5325030118000014");
    CHECK_ERR(facility_import_undo(cx, &in), ERR_CONFLICT);
    test_clock(cx, cx->now + 31 * DAY_MS);
    in.state = IMPORT_DONE;
    CHECK_ERR(facility_import_undo(cx, &in), ERR_CONFLICT);
}

TEST(what_is_written_out_reads_back_the_same)
{
    begin(cx);
    struct facility in = lamp(23366001, 103395002), out, back;
    in.note = S("beside, the \"gate\"");
    in.state = FACILITY_LOST;
    in.org_name = S("城管局");
    CHECK_OK(facility_add(cx, &in, &out));
    struct buf b = buf_new(cx->mem, 8192);
    cx->lang = LANG_ZH;
    facility_write_heading(&b, cx->lang);
    facility_write_line(&b, cx, &out);
    struct facility_file f = read_file(cx, str_z(cx->mem, buf_done(&b)));
    back = f.rows[0].f;
    CHECK_INT(f.count[FACILITY_NEW], 1);
    CHECK_STR(back.identifier, "5325030118000001");
    CHECK_STR(back.label, "08-001");
    CHECK_STR(back.note, "beside, the \"gate\"");
    CHECK_INT(back.lat_u, 23366001);
    CHECK_INT(back.state, FACILITY_LOST);
    CHECK_INT(back.scope, GRID);
}
