/* matters_test.c: opening, numbers, who sees what, outside references, and what a report costs. */
#include "civic/matters/matters_sql.h"
#include "civic/matters/test_matters.h"

#include <pthread.h>

TEST(numbers_count_up_per_alias_and_year)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    CHECK_STR(m.number, "HZY-26-00001");
    test_report(cx, "case-full", "", 0, NULL, &m);
    CHECK_STR(m.number, "HZY-26-00002");
    test_clock(cx, cx->now + 366 * DAY_MS);
    test_report(cx, "case-full", "", 0, NULL, &m);
    CHECK_STR(m.number, "HZY-27-00001");
}

struct reporter {
    struct ctx *cx;
    pthread_t thread;
    char numbers[10][MATTERS_NUMBER_MAX];
};

static void *report_ten(void *arg)
{
    struct reporter *r = arg;
    for (int i = 0; i < 10; i++) {
        struct matter m;
        test_report(r->cx, "case-full", "", 0, NULL, &m);
        snprintf(r->numbers[i], MATTERS_NUMBER_MAX, "%.*s", STR_ARG(m.number));
    }
    return NULL;
}

TEST(reports_at_once_get_different_numbers_without_gaps)
{
    struct town t;
    struct reporter r[4];
    bool seen[41] = {false};
    test_town(cx, &t);
    for (int i = 0; i < 4; i++)
        r[i].cx = test_other(cx);
    for (int i = 0; i < 4; i++)
        CHECK(pthread_create(&r[i].thread, NULL, report_ten, &r[i]) == 0);
    for (int i = 0; i < 4; i++)
        pthread_join(r[i].thread, NULL);
    for (int i = 0; i < 40; i++) {
        int64_t n = 0;
        CHECK_OK(str_int(S("1"), &n));
        n = strtol(r[i / 10].numbers[i % 10] + 7, NULL, 10);
        CHECK(n >= 1 && n <= 40 && !seen[n]);
        seen[n] = true;
    }
    for (int i = 0; i < 4; i++)
        test_other_done(r[i].cx);
}

static enum matters_view view(struct ctx *cx, int64_t as, const struct matter *m)
{
    enum matters_view v = MATTERS_VIEW_NONE;
    test_act(cx, as);
    CHECK_OK(matters_view(cx, m, &v));
    return v;
}

TEST(everybody_sees_their_part_and_nobody_else_anything)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    CHECK_INT(view(cx, t.resident, &m), MATTERS_VIEW_REPORTER);
    CHECK_INT(view(cx, t.neighbour, &m), MATTERS_VIEW_NONE);
    CHECK_INT(view(cx, 0, &m), MATTERS_VIEW_NONE);
    CHECK_INT(view(cx, t.grid1, &m), MATTERS_VIEW_STAFF);
    CHECK_INT(view(cx, t.grid2, &m), MATTERS_VIEW_NONE);
    CHECK_INT(view(cx, t.lamp, &m), MATTERS_VIEW_NONE);
    CHECK_OK(test_move(cx, t.grid1, &m, "found_true"));
    CHECK_OK(test_move(cx, t.desk, &m, "accept"));
    CHECK_OK(test_move(cx, t.shift, &m, "file"));
    CHECK_OK(test_move_org(cx, t.desk, &m, "dispatch", t.lights, 0));
    CHECK_INT(view(cx, t.lamp, &m), MATTERS_VIEW_TASK);
    CHECK_INT(view(cx, t.pipe, &m), MATTERS_VIEW_NONE);
    test_as(cx, t.desk);
    CHECK_OK(matters_set_flags(cx, &m, MATTERS_LISTED, 0));
    CHECK_INT(view(cx, t.neighbour, &m), MATTERS_VIEW_PUBLIC);
    CHECK_INT(view(cx, 0, &m), MATTERS_VIEW_PUBLIC);
}

TEST(one_joins_what_one_can_see)
{
    struct town t;
    struct matter m;
    int64_t n = 0;
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    test_act(cx, t.neighbour);
    CHECK_ERR(matters_join_as(cx, &m, MATTERS_AFFECTED), ERR_NOT_FOUND);
    test_act(cx, t.desk);
    CHECK_OK(matters_set_flags(cx, &m, MATTERS_LISTED, 0));
    test_act(cx, t.neighbour);
    CHECK_OK(matters_join_as(cx, &m, MATTERS_AFFECTED));
    CHECK_OK(matters_join_as(cx, &m, MATTERS_AFFECTED)); /* once is enough */
    CHECK_OK(matters_count_affected(cx, &m, &n));
    CHECK_INT(n, 2);
    CHECK_OK(matters_leave(cx, &m, MATTERS_AFFECTED));
    CHECK_OK(matters_count_affected(cx, &m, &n));
    CHECK_INT(n, 1);
    test_act(cx, 0);
    CHECK_ERR(matters_join_as(cx, &m, MATTERS_FOLLOWER), ERR_SIGN_IN);
}

TEST(a_sensitive_matter_is_for_those_with_a_task_or_the_right)
{
    struct town t;
    struct matter m;
    struct matters_new in = {.flags = MATTERS_SENSITIVE};
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, &in, &m);
    CHECK_INT(view(cx, t.grid1, &m), MATTERS_VIEW_TASK);
    CHECK_INT(view(cx, t.secretary, &m), MATTERS_VIEW_NONE);
    CHECK_INT(view(cx, t.leader, &m), MATTERS_VIEW_STAFF);
    CHECK_INT(view(cx, t.resident, &m), MATTERS_VIEW_REPORTER);
}

TEST(the_subject_stands_nowhere_even_as_staff_or_reporter)
{
    struct town t;
    struct matter m;
    struct matters_subject about = {0};
    struct matters_new in = {.subjects = &about, .n_subjects = 1};
    test_town(cx, &t);
    about.account = t.leader;
    test_report(cx, "case-full", "", t.leader, &in, &m);
    CHECK_INT(view(cx, t.leader, &m), MATTERS_VIEW_NONE);
    test_as(cx, t.leader);
    CHECK_ERR(matters_by_number(cx, T_COUNTY, m.number, MATTERS_VIEW_PUBLIC, &m), ERR_NOT_FOUND);
}

static int list(struct ctx *cx, int64_t as, int64_t lo, int64_t hi, bool listed)
{
    struct matter *m = NEW_N(cx->mem, struct matter, 50);
    struct matters_list_filter f = {
        .county = T_COUNTY, .lo = lo, .hi = hi, .kind = S("case"), .open = -1, .listed = listed};
    int n = 0;
    test_act(cx, as);
    CHECK_OK(matters_list(cx, &f, m, 50, &n));
    for (int i = 0; i < n; i++) {
        enum matters_view v;
        CHECK_OK(matters_view(cx, &m[i], &v));
        CHECK(listed ? v >= MATTERS_VIEW_PUBLIC : v == MATTERS_VIEW_STAFF);
    }
    return n;
}

TEST(lists_show_what_a_page_would_open)
{
    struct town t;
    struct matter m;
    struct matters_subject about = {0};
    struct matters_new hidden = {.flags = MATTERS_SENSITIVE};
    struct matters_new own = {.subjects = &about, .n_subjects = 1};
    test_town(cx, &t);
    about.org = t.committee;
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    test_report(cx, "case-full", "", t.resident, &hidden, &m);
    test_report(cx, "case-full", "", t.resident, &own, &m);
    CHECK_INT(list(cx, t.secretary, T_COMMUNITY, T_COMMUNITY + 999, false), 1);
    CHECK_INT(list(cx, t.townsman, T_COMMUNITY, T_COMMUNITY + 999, false), 2);
    CHECK_INT(list(cx, t.leader, T_SCOPE, T_SCOPE + 999999999, false), 3);
    CHECK_INT(list(cx, t.leader, T_TOWN, T_TOWN + 999999, false), 3);
    CHECK_INT(list(cx, t.grid1, T_GRID, T_GRID, false), 1);
    CHECK_INT(list(cx, t.grid2, T_GRID, T_GRID, false), 0);
    CHECK_INT(list(cx, t.lamp, T_COMMUNITY, T_COMMUNITY + 999, false), 0);
    CHECK_INT(list(cx, 0, T_COMMUNITY, T_COMMUNITY + 999, true), 0);
    test_as(cx, t.desk);
    CHECK_OK(matters_set_flags(cx, &m, MATTERS_LISTED, 0));
    CHECK_INT(list(cx, 0, T_COMMUNITY, T_COMMUNITY + 999, true), 1);
    CHECK_INT(list(cx, t.resident, T_GRID2, T_GRID2, true), 0);
    cx->actor = t.resident;
    struct matter mine[8];
    int n = 0;
    CHECK_OK(matters_list_mine(cx, T_COUNTY, 0, mine, 8, &n));
    CHECK_INT(n, 3);
}

TEST(an_outside_number_belongs_to_one_matter)
{
    struct town t;
    struct matter a, b;
    struct matters_ref list[4];
    int n = 0;
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, NULL, &a);
    test_report(cx, "case-full", "", t.resident, NULL, &b);
    test_as(cx, t.desk);
    struct matters_ref r = {.county = T_COUNTY, .matter = a.id, .system = S("12345")};
    CHECK_OK(matters_ref_add(cx, &r)); /* to be entered there: no number yet */
    r.matter = b.id;
    CHECK_OK(matters_ref_add(cx, &r));
    CHECK_OK(matters_refs(cx, &a, list, 4, &n));
    CHECK_INT(n, 1);
    list[0].state = MATTERS_REF_ENTERED;
    CHECK_ERR(matters_ref_change(cx, &list[0]), ERR_INVALID);
    list[0].number = S("HH2026-7");
    CHECK_OK(matters_ref_change(cx, &list[0]));
    CHECK_OK(matters_by_ref(cx, T_COUNTY, S("12345"), S("HH2026-7"), &b));
    CHECK_INT(b.id, a.id);
    CHECK_OK(matters_load(cx, T_COUNTY, a.id, &a));
    r = (struct matters_ref){.county = T_COUNTY,
                             .matter = a.id,
                             .system = S("12345"),
                             .number = S("HH2026-7"),
                             .state = MATTERS_REF_ENTERED};
    CHECK_ERR(matters_ref_add(cx, &r), ERR_INVALID);
}

TEST(whose_turn_it_is_gets_it_then_whoever_has_least)
{
    struct town t;
    struct matter m;
    struct owner o;
    test_town(cx, &t);
    test_report(cx, "case-full", "accepting", t.resident, NULL, &m);
    struct flow_task def = {.name = "accept", .act = "cases.accept", .assign = FLOW_DUTY};
    struct wanted w = {.m = &m, .def = &def};
    CHECK_OK(matters_owner(cx, &w, &o));
    CHECK_INT(o.desk, T_COMMUNITY);
    CHECK_INT(o.account, t.secretary);
    def.act = "cases.dispatch";
    struct matters_turn turn = {.county = T_COUNTY,
                                .act = S("cases.dispatch"),
                                .scope = T_SCOPE,
                                .account = t.desk2,
                                .from_ms = cx->now - 1,
                                .to_ms = cx->now + DAY_MS};
    CHECK_OK(matters_owner(cx, &w, &o));
    CHECK_INT(o.account, t.desk); /* nobody's turn: both have nothing, the first */
    CHECK_OK(matters_turn_add(cx, &turn));
    CHECK_OK(matters_owner(cx, &w, &o));
    CHECK_INT(o.account, t.desk2);
    test_clock(cx, cx->now + 2 * DAY_MS);
    struct task accept = test_task(cx, &m, "accept");
    test_as(cx, t.secretary);
    CHECK_OK(matters_claim(cx, &accept));
    def.assign = FLOW_LEAST;
    CHECK_OK(matters_owner(cx, &w, &o));
    CHECK_INT(o.account, t.desk);
}

/* ---- the row diet ------------------------------------------------------ */

/* Tables a submission writes, rows in each, and entries in secondary indexes (the primary key is
 * the row itself where tables are clustered): written down here so that a new index is a decision.
 * The room adds its detail row with at most two indexes. app/diet_test.c counts in the database. */
static const struct {
    const char *what;
    int rows, entries;
} diet[] = {
    {"idem: the form's key", 1, 0},
    {"matters: number, token, community, flow", 1, 4},
    {"parties: account", 1, 1},
    {"tasks: tray, due", 1, 2},
    {"clocks: next step", 1, 1},
    {"facts: pos", 1, 1},
    {"numbers", 1, 0},
    {"cases: the room's own", 1, 2},
};

TEST(a_report_writes_few_rows)
{
    struct town t;
    struct matter m;
    int rows = 0, entries = 0;
    for (size_t i = 0; i < COUNT(diet); i++) {
        rows += diet[i].rows;
        entries += diet[i].entries;
    }
    CHECK(rows <= 10);
    CHECK(entries <= 12);
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    CHECK_INT(test_open_tasks(cx, &m, NULL), 1);
    CHECK_INT(test_facts(cx, &m, "matter.opened"), 1);
    struct clocks *c = NEW(cx->mem, struct clocks);
    CHECK_OK(matters_clocks_load(cx, &m, c));
    CHECK_INT(c->n, 1);
}
