/* inbox_test.c: the list is what may() allows, no more and no less, over random posts. */
#include "civic/matters/test_matters.h"

static uint32_t seed;
static int roll(int n)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)(seed >> 8) % n;
}

static int inbox(struct ctx *cx, enum matters_box box, struct task *out, int max)
{
    int n = 0, counted = 0;
    struct matters_inbox_filter f = {.county = T_COUNTY, .box = box};
    CHECK_OK(matters_inbox(cx, &f, out, max, &n));
    CHECK_OK(matters_inbox_count(cx, &f, &counted));
    if (max > 500)
        CHECK_INT(counted, n);
    return n;
}

static bool has(const struct task *list, int n, int64_t id)
{
    for (int i = 0; i < n; i++)
        if (list[i].id == id)
            return true;
    return false;
}

TEST(a_tray_shows_what_is_for_its_desk)
{
    struct town t;
    struct matter m;
    struct task list[8];
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    test_as(cx, t.grid1);
    CHECK_INT(inbox(cx, MATTERS_BOX_DESK, list, 8), 1);
    CHECK_STR(list[0].name, "verify");
    CHECK_INT(list[0].of->id, m.id);
    CHECK_STR(list[0].of->title, "Lamp");
    CHECK_STR(list[0].of->number, m.number.at);
    CHECK(list[0].of->flow == m.flow && list[0].of->at == m.at && list[0].of->round == m.round);
    CHECK_INT(inbox(cx, MATTERS_BOX_MINE, list, 8), 0);
    test_as(cx, t.grid2);
    CHECK_INT(inbox(cx, MATTERS_BOX_DESK, list, 8), 0);
    test_as(cx, t.desk);
    CHECK_INT(inbox(cx, MATTERS_BOX_DESK, list, 8), 0);
    CHECK_OK(test_move(cx, t.grid1, &m, "found_true"));
    CHECK_OK(test_move(cx, t.secretary, &m, "accept"));
    CHECK_OK(test_move(cx, t.shift, &m, "file"));
    test_as(cx, t.desk);
    CHECK_INT(inbox(cx, MATTERS_BOX_DESK, list, 8), 1);
    CHECK_OK(matters_claim(cx, &list[0]));
    CHECK_INT(inbox(cx, MATTERS_BOX_MINE, list, 8), 1);
    test_as(cx, t.desk2);
    CHECK_INT(inbox(cx, MATTERS_BOX_DESK, list, 8), 0); /* somebody has it */
    CHECK_INT(inbox(cx, MATTERS_BOX_ALL, list, 8), 1);
}

TEST(a_department_sees_its_tasks_wherever_they_are_and_no_others)
{
    struct town t;
    struct matter m;
    struct task list[8];
    test_town(cx, &t);
    test_report(cx, "case-full", "accepting", t.resident, NULL, &m);
    CHECK_OK(test_move(cx, t.desk, &m, "accept"));
    CHECK_OK(test_move(cx, t.shift, &m, "file"));
    CHECK_OK(test_move_org(cx, t.desk, &m, "dispatch", t.lights, t.water));
    test_as(cx, t.lamp);
    CHECK_INT(inbox(cx, MATTERS_BOX_DESK, list, 8), 1);
    CHECK_STR(list[0].name, "handle");
    test_as(cx, t.pipe);
    CHECK_INT(inbox(cx, MATTERS_BOX_ALL, list, 8), 1);
    CHECK_STR(list[0].name, "assist");
    test_as(cx, t.road);
    CHECK_INT(inbox(cx, MATTERS_BOX_ALL, list, 8), 0);
    CHECK_ERR(matters_find(cx, m.county, m.id, MATTERS_VIEW_PUBLIC, &m), ERR_NOT_FOUND);
}

/* A few dozen matters in many states. */
static int many(struct ctx *cx, const struct town *t, struct matter *all)
{
    static const char *const path[] = {"found_true", "accept", "file"};
    int n = 0;
    for (int i = 0; i < 24; i++) {
        struct matter *m = &all[n++];
        struct matters_subject about = {.org = i % 5 == 4 ? t->committee : 0};
        about.account = i % 5 == 3 ? t->lamp : 0;
        struct matters_new in = {.subjects = &about,
                                 .n_subjects = about.org || about.account ? 1 : 0,
                                 .flags = i % 3 == 0 ? MATTERS_SENSITIVE : 0};
        const int64_t who[] = {t->grid1, t->desk, t->shift};
        test_report(cx, i % 2 ? "case-full" : "case-small", "", t->resident, &in, m);
        for (int k = 0; k < roll(4) && k < 3 && i % 2; k++)
            if (test_move(cx, who[k], m, path[k]))
                break;
        if (str_is(m->state, "dispatching"))
            (void)!test_move_org(cx, t->desk, m, "dispatch", roll(2) ? t->lights : t->water, 0);
        if (!(i % 2) && roll(2))
            (void)!test_move(cx, about.org ? t->townsman : t->secretary, m, "accept");
        if (!(i % 2) && roll(2))
            (void)!test_move(cx, t->grid1, m, "feed_back");
    }
    return n;
}

/* What the rules say of one task, asked one by one. */
static bool allowed(struct ctx *cx, const struct matter *m, const struct task *t)
{
    struct standing s;
    CHECK_OK(matters_standing(cx, m, STR_NONE, &s));
    return t->state == MATTERS_TASK_OPEN && matters_is_mine(cx, t, true) &&
           (!s.subject || t->account == cx->actor);
}

static void compare(struct ctx *cx, int64_t who, const struct matter *all, int n)
{
    struct task *list = NEW_N(cx->mem, struct task, 600), *desk = NEW_N(cx->mem, struct task, 600);
    struct task *tasks = NEW_N(cx->mem, struct task, TASKS_MAX);
    test_as(cx, who);
    int listed = inbox(cx, MATTERS_BOX_ALL, list, 600), right = 0;
    int on_desk = inbox(cx, MATTERS_BOX_DESK, desk, 600);
    for (int i = 0; i < n; i++) {
        int k = 0;
        CHECK_OK(matters_tasks(cx, &all[i], tasks, TASKS_MAX, &k));
        while (k-- > 0)
            if (allowed(cx, &all[i], &tasks[k])) {
                CHECK(has(list, listed, tasks[k].id));
                right++;
            }
    }
    CHECK_INT(listed, right);
    for (int i = 0; i < on_desk; i++)
        CHECK(has(list, listed, desk[i].id));
    for (int i = 1; i < listed; i++)
        CHECK(list[i - 1].due_ms <= list[i].due_ms || !list[i].due_ms);
}

TEST(the_list_and_the_question_agree_over_random_posts)
{
    static const char *const role[] = {"desk",   "shift",   "high", "dept",
                                       "worker", "village", "town"};
    static const int64_t scope[] = {T_SCOPE, T_TOWN, T_COMMUNITY, T_GRID, T_GRID2};
    struct town t;
    struct matter *all = NEW_N(cx->mem, struct matter, 24);
    seed = 7;
    test_town(cx, &t);
    int n = many(cx, &t, all);
    const int64_t org[] = {t.centre, t.committee, t.lights, t.water, t.roads};
    for (int round = 0; round < 25; round++) {
        char login[24];
        snprintf(login, sizeof login, "random%d", round);
        int64_t id = test_staff(cx, login, org[roll(5)], role[roll(7)], scope[roll(5)]);
        for (int more = roll(3); more > 0; more--) {
            int64_t post;
            struct post_new p = {.county = T_COUNTY,
                                 .account = id,
                                 .org = org[roll(5)],
                                 .scope = scope[roll(5)],
                                 .role = str_of(role[roll(7)])};
            test_be(cx, 0);
            cx->via = S("cli");
            CHECK_OK(post_give(cx, &p, &post));
        }
        compare(cx, id, all, n);
    }
    compare(cx, t.lamp, all, n);
    compare(cx, t.grid2, all, n);
}

TEST(the_inbox_pages_without_loss_or_doubles)
{
    struct town t;
    struct matter *all = NEW_N(cx->mem, struct matter, 24);
    struct task whole[64], page[5];
    seed = 3;
    test_town(cx, &t);
    many(cx, &t, all);
    test_as(cx, t.secretary);
    int n = inbox(cx, MATTERS_BOX_ALL, whole, 64), seen = 0, got = 0;
    CHECK(n > 5);
    struct matters_inbox_filter f = {.county = T_COUNTY, .box = MATTERS_BOX_ALL};
    do {
        CHECK_OK(matters_inbox(cx, &f, page, 5, &got));
        for (int i = 0; i < got; i++)
            CHECK_INT(page[i].id, whole[seen++].id);
        if (got) {
            f.after_due = page[got - 1].due_ms;
            f.after_matter = page[got - 1].matter;
            f.after_task = page[got - 1].id;
        }
    } while (got == 5);
    CHECK_INT(seen, n);
}

TEST(the_inbox_filters_by_name_due_and_what_is_owed_to_other_systems)
{
    struct town t;
    struct matter m;
    struct task list[8];
    int n = 0;
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    test_as(cx, t.grid1);
    struct matters_inbox_filter f = {
        .county = T_COUNTY, .box = MATTERS_BOX_DESK, .task = S("check")};
    CHECK_OK(matters_inbox(cx, &f, list, 8, &n));
    CHECK_INT(n, 0);
    f.task = S("verify");
    CHECK_OK(matters_inbox(cx, &f, list, 8, &n));
    CHECK_INT(n, 1);
    f.due = MATTERS_DUE_LATE;
    CHECK_OK(matters_inbox(cx, &f, list, 8, &n));
    CHECK_INT(n, 0);
    test_clock(cx, cx->now + 3600000);
    CHECK_OK(matters_inbox(cx, &f, list, 8, &n));
    CHECK_INT(n, 1);
    f.due = MATTERS_DUE_ANY;
    f.unreturned = true;
    CHECK_OK(matters_inbox(cx, &f, list, 8, &n));
    CHECK_INT(n, 0);
    struct matters_ref r = {.county = T_COUNTY, .matter = m.id, .system = S("12345")};
    CHECK_OK(matters_ref_add(cx, &r));
    CHECK_OK(matters_inbox(cx, &f, list, 8, &n));
    CHECK_INT(n, 1);
}

TEST(the_newest_come_first_where_that_is_asked)
{
    struct town t;
    struct matter *all = NEW_N(cx->mem, struct matter, 24);
    struct task page[3], last = {.matter = INT64_MAX};
    int n = 0, got = 0, seen = 0;
    seed = 5;
    test_town(cx, &t);
    many(cx, &t, all);
    test_as(cx, t.secretary);
    for (enum matters_box box = MATTERS_BOX_MINE; box < MATTERS_BOXES; box++) {
        struct matters_inbox_filter f = {.county = T_COUNTY, .box = box, .newest = true};
        last = (struct task){.matter = INT64_MAX};
        seen = 0;
        do {
            CHECK_OK(matters_inbox(cx, &f, page, 3, &got));
            for (int i = 0; i < got; i++, seen++) {
                CHECK(page[i].matter < last.matter ||
                      (page[i].matter == last.matter && page[i].id < last.id));
                last = page[i];
            }
            f.after_matter = last.matter;
            f.after_task = last.id;
        } while (got == 3);
        CHECK_OK(matters_inbox_count(cx, &f, &n));
        CHECK_INT(seen, n);
    }
    CHECK(n > 5);
}
