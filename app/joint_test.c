/* joint_test: difficult cases and the meeting that decides them, by the people of the demo. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "kit/test/test.h"
#include "rooms/joint/joint.h"

#include <pthread.h>

#define COUNTY 532503
#define WHOLE  532503000000000
#define HOME   532503001008000
#define LAMP   "facility-0118"

static void begin(struct ctx *cx)
{
    static const struct notices shown = {.demo = true};
    demo_begin(cx, 0);
    cx->notices = &shown;
    demo_be(cx, "duty");
}

static struct casefile find(struct ctx *cx, str no)
{
    struct casefile c;
    demo_be(cx, "duty");
    CHECK_OK(cases_find(cx, COUNTY, no, MATTERS_VIEW_TASK, &c));
    return c;
}

static enum err step(struct ctx *cx, const char *login, str no, const char *move, const char *unit)
{
    struct casefile c = find(cx, no);
    struct cases_move in = {.move = move,
                            .seen = c.m.row_ver,
                            .say = S("words"),
                            .in = {.text = S("words"), .reason = S("not_our_duty")}};
    if (unit)
        in.in.orgs[in.in.n_orgs++] = demo_org(cx, unit);
    demo_be(cx, login);
    return cases_move(cx, &c, &in);
}

static str report(struct ctx *cx)
{
    struct cases_receipt out;
    struct cases_report in = {.county = COUNTY,
                              .community = HOME,
                              .code = S(LAMP),
                              .source = "hotline",
                              .body = S("lamp"),
                              .spot = {.words = S("gate")}};
    demo_be(cx, "duty");
    CHECK_OK(cases_open(cx, &in, &out));
    return str_keep(cx->mem, str_of(out.number));
}

static void walk(struct ctx *cx, str no, const char *const (*way)[3], int n)
{
    for (int i = 0; i < n; i++)
        CHECK_OK(step(cx, way[i][0], no, way[i][1], way[i][2]));
}

/* Three units in turn say it is not theirs. */
static str thrice_returned(struct ctx *cx)
{
    static const char *const way[][3] = {{"duty", "accept"},
                                         {"duty", "file"},
                                         {"duty", "dispatch", "chengguan"},
                                         {"dept-chengguan", "ask_return"},
                                         {"duty", "return"},
                                         {"duty", "dispatch", "shuiwu"},
                                         {"dept-shuiwu", "ask_return_again"},
                                         {"centre", "return_again"},
                                         {"duty", "dispatch", "chengguan"},
                                         {"dept-chengguan", "ask_return_again"},
                                         {"centre", "return_to_joint"}};
    str no = report(cx);
    walk(cx, no, way, COUNT(way));
    return no;
}

static str by_hand(struct ctx *cx)
{
    static const char *const way[][3] = {{"duty", "accept"},
                                         {"duty", "file"},
                                         {"duty", "dispatch", "chengguan"},
                                         {"duty", "to_joint"}};
    str no = report(cx);
    walk(cx, no, way, COUNT(way));
    return no;
}

static struct joint_new wanted(struct ctx *cx)
{
    return (struct joint_new){
        .county = COUNTY,
        .place = WHOLE,
        .at_ms = cx->now + 2 * DAY_MS,
        .room = S("hall"),
        .chair = S("chair"),
        .orgs = {demo_org(cx, "chengguan"), demo_org(cx, "shuiwu"), demo_org(cx, "hzy")},
        .n_orgs = 3};
}

static struct joint meeting_of(struct ctx *cx, str no)
{
    struct joint j;
    CHECK_OK(joint_find(cx, COUNTY, no, &j));
    return j;
}

static str call(struct ctx *cx)
{
    struct joint_receipt r;
    struct joint_new in = wanted(cx);
    demo_be(cx, "duty");
    CHECK_OK(joint_open(cx, &in, &r));
    return str_keep(cx->mem, str_of(r.number));
}

static int waiting(struct ctx *cx, struct joint_item **out)
{
    int n = 0, hidden = 0;
    CHECK_OK(joint_agenda(cx, COUNTY, WHOLE, out, &n, &hidden));
    return n;
}

static enum err decide(struct ctx *cx, const char *login, str meeting, str no)
{
    struct casefile c = find(cx, no);
    struct joint_decision in = {
        .number = no,
        .seen = c.m.row_ver,
        .orgs = {demo_org(cx, "shuiwu"), demo_org(cx, "chengguan"), demo_org(cx, "minzheng")},
        .n_orgs = 3,
        .limit = {3, CALENDAR_WORKDAY},
        .words = S("minutes")};
    struct joint j = meeting_of(cx, meeting);
    demo_be(cx, login);
    return joint_decide(cx, &j, &in);
}

static enum err end(struct ctx *cx, str meeting, const char *move)
{
    demo_be(cx, "duty");
    struct joint j = meeting_of(cx, meeting);
    struct matters_input in = {.text = S("all came"), .reason = S("another_day")};
    return joint_move(cx, &j, move, j.m.row_ver, &in);
}

TEST(a_case_returned_three_times_comes_on_the_agenda_with_whoever_objected)
{
    struct joint_item *items;
    begin(cx);
    str no = thrice_returned(cx);
    demo_settle(cx);
    demo_be(cx, "duty");
    CHECK_INT(waiting(cx, &items), 1);
    CHECK_STR(items[0].c.m.number, str_z(cx->mem, no));
    CHECK_INT(items[0].n_objections, 3);
    struct org o;
    CHECK_OK(org_find_code(cx, COUNTY, S("shuiwu"), &o));
    CHECK(str_eq(items[0].objections[1].unit, o.name));
    CHECK(items[0].objections[0].reason.len &&
          !str_is(items[0].objections[0].reason, "not_our_duty"));
}

TEST(one_put_there_by_hand_is_nobodys_until_it_is_decided)
{
    struct joint_item *items;
    begin(cx);
    str no = by_hand(cx);
    demo_settle(cx);
    demo_be(cx, "duty");
    CHECK_INT(waiting(cx, &items), 1);
    CHECK_ERR(step(cx, "dept-chengguan", no, "feed_back", NULL), ERR_CONFLICT);
    CHECK_STR(find(cx, no).m.state, "hard");
}

TEST(a_decision_moves_the_case_to_lead_and_assistants_with_its_deadline)
{
    struct joint_item *items;
    struct task t[40];
    struct matters_clock k[MATTERS_CLOCKS_MAX];
    int n = 0, lead = 0, assist = 0, hidden = 0;
    begin(cx);
    str no = by_hand(cx), meeting = call(cx);
    CHECK_ERR(decide(cx, "secretary", meeting, no), ERR_DENIED);
    CHECK_ERR(decide(cx, "dept-shuiwu", meeting, no), ERR_NOT_FOUND);
    CHECK_OK(decide(cx, "duty", meeting, no));
    demo_settle(cx);
    struct casefile c = find(cx, no);
    CHECK_STR(c.m.state, "handling");
    CHECK_INT(c.m.lead_org, demo_org(cx, "shuiwu"));
    CHECK_OK(matters_tasks(cx, &c.m, t, COUNT(t), &n));
    for (int i = 0; i < n; i++) {
        lead += t[i].state == MATTERS_TASK_OPEN && str_is(t[i].name, "handle");
        assist += t[i].state == MATTERS_TASK_OPEN && str_is(t[i].name, "assist");
    }
    CHECK_INT(lead, 1);
    CHECK_INT(assist, 2);
    CHECK_OK(matters_clocks(cx, &c.m, k, &n));
    for (int i = 0; i < n; i++)
        if (str_is(k[i].name, "department"))
            CHECK(k[i].state == MATTERS_CLOCK_RUNNING && k[i].k.limit == 3);
    struct joint j = meeting_of(cx, meeting);
    CHECK_OK(joint_decisions(cx, &j, &items, &n, &hidden));
    CHECK_INT(n, 1);
    CHECK(items[0].decided && items[0].lead.len && items[0].assist.len && items[0].due_ms);
    CHECK_STR(items[0].words, "minutes");
    CHECK_INT(waiting(cx, &items), 0);
    struct room_line lines[ROOM_LINES_MAX];
    CHECK_OK(joint_room.about(cx, &c.m, lines, ROOM_LINES_MAX, &n));
    CHECK_INT(n, 1);
    CHECK(str_find(lines[0].href, meeting) != SIZE_MAX);
}

TEST(the_lead_waits_for_every_unit_the_meeting_named)
{
    begin(cx);
    str no = by_hand(cx), meeting = call(cx);
    CHECK_OK(decide(cx, "duty", meeting, no));
    CHECK_OK(step(cx, "dept-chengguan", no, "assisted", NULL));
    struct casefile c = find(cx, no);
    struct cases_move in = {.move = "feed_back",
                            .seen = c.m.row_ver,
                            .say = S("words"),
                            .pass = S("told"),
                            .in = {.text = S("words"), .outcome = S("solved"), .after_photos = 1}};
    demo_be(cx, "dept-shuiwu");
    CHECK_ERR(cases_move(cx, &c, &in), ERR_CONFLICT);
    CHECK_OK(step(cx, "dept-minzheng", no, "assisted", NULL));
    c = find(cx, no);
    in.seen = c.m.row_ver;
    demo_be(cx, "dept-shuiwu");
    CHECK_OK(cases_move(cx, &c, &in));
}

TEST(what_is_not_decided_stays_for_the_next_meeting)
{
    struct joint_item *items;
    int n = 0, hidden = 0;
    begin(cx);
    str one = by_hand(cx), two = by_hand(cx);
    demo_settle(cx);
    str meeting = call(cx);
    CHECK_OK(decide(cx, "duty", meeting, one));
    CHECK_OK(end(cx, meeting, "hold"));
    demo_settle(cx);
    demo_be(cx, "duty");
    struct joint j = meeting_of(cx, meeting);
    CHECK(!j.m.open);
    CHECK_OK(joint_decisions(cx, &j, &items, &n, &hidden));
    CHECK_INT(n, 2);
    CHECK(items[0].decided != items[1].decided && items[0].left != items[1].left);
    CHECK_ERR(decide(cx, "duty", meeting, two), ERR_CONFLICT); /* it has ended */
    CHECK_STR(find(cx, two).m.state, "hard");
    CHECK_INT(waiting(cx, &items), 1);
    str next = call(cx);
    CHECK_OK(decide(cx, "duty", next, two));
}

struct racer {
    struct ctx *cx;
    struct joint j;
    struct joint_decision in;
    enum err e;
};

static void *decides(void *arg)
{
    struct racer *r = arg;
    r->e = joint_decide(r->cx, &r->j, &r->in);
    return NULL;
}

TEST(of_two_who_decide_one_case_one_gets_through)
{
    static const char *const who[] = {"duty", "centre"}, *const unit[] = {"shuiwu", "minzheng"};
    begin(cx);
    for (int round = 0; round < 5; round++) {
        struct racer r[2];
        pthread_t at[2];
        str no = by_hand(cx), meeting = call(cx);
        int64_t seen = find(cx, no).m.row_ver;
        for (int i = 0; i < 2; i++) {
            r[i] = (struct racer){.cx = test_other(cx),
                                  .in = {.number = no,
                                         .seen = seen,
                                         .orgs = {demo_org(cx, unit[i])},
                                         .n_orgs = 1,
                                         .limit = {1, CALENDAR_WORKDAY},
                                         .words = S("minutes")}};
            demo_be(r[i].cx, who[i]);
            r[i].j = meeting_of(r[i].cx, meeting);
        }
        for (int i = 0; i < 2; i++)
            CHECK_INT(pthread_create(&at[i], NULL, decides, &r[i]), 0);
        for (int i = 0; i < 2; i++)
            pthread_join(at[i], NULL);
        CHECK((r[0].e == OK) + (r[1].e == OK) == 1);
        CHECK((r[0].e == ERR_CONFLICT) + (r[1].e == ERR_CONFLICT) == 1);
        struct joint_item *items;
        int n = 0, hidden = 0, won = r[0].e == OK ? 0 : 1;
        struct joint j = meeting_of(cx, meeting);
        CHECK_OK(joint_decisions(cx, &j, &items, &n, &hidden));
        CHECK_INT(n, 1);
        CHECK_INT(find(cx, no).m.lead_org, demo_org(cx, unit[won]));
        for (int i = 0; i < 2; i++)
            test_other_done(r[i].cx);
    }
}

static int told(struct ctx *cx, const char *login, const char *kind)
{
    struct notice n[50];
    int all = 0, found = 0;
    demo_be(cx, login);
    CHECK_OK(notices_list(cx, 0, n, COUNT(n), &all));
    for (int i = 0; i < all; i++)
        found += str_is(n[i].kind, kind);
    return found;
}

TEST(whoever_is_invited_reads_agenda_and_minutes_and_nobody_else)
{
    struct joint j;
    struct joint_item *items;
    struct matters_inbox_filter inbox = {
        .county = COUNTY, .box = MATTERS_BOX_DESK, .kind = S("joint")};
    struct task t[8];
    int n = 0;
    begin(cx);
    str no = by_hand(cx);
    demo_settle(cx);
    str meeting = call(cx);
    demo_settle(cx);
    static const char *const these[] = {"dept-chengguan", "dept-shuiwu", "secretary", "centre"};
    for (size_t i = 0; i < COUNT(these); i++) {
        demo_be(cx, these[i]);
        CHECK_OK(joint_find(cx, COUNTY, meeting, &j));
        CHECK_INT(waiting(cx, &items), 1);
        CHECK(str_eq(items[0].c.m.number, no));
    }
    static const char *const others[] = {"dept-minzheng", "town-mingjiu", "clerk", "grid1"};
    for (size_t i = 0; i < COUNT(others); i++) {
        demo_be(cx, others[i]);
        CHECK_ERR(joint_find(cx, COUNTY, meeting, &j), ERR_NOT_FOUND);
    }
    demo_be(cx, "dept-shuiwu");
    CHECK_OK(matters_inbox(cx, &inbox, t, COUNT(t), &n));
    CHECK_INT(n, 1);
    CHECK_INT(t[0].due_ms, j.at_ms);
    CHECK_INT(told(cx, "dept-shuiwu", "joint.called"), 1);
    CHECK_INT(told(cx, "secretary", "joint.called"), 1);
    CHECK_INT(told(cx, "dept-minzheng", "joint.called"), 0);
    CHECK_OK(end(cx, meeting, "hold"));
    demo_settle(cx);
    CHECK_INT(told(cx, "dept-shuiwu", "joint.held"), 1);
    demo_be(cx, "dept-shuiwu");
    CHECK_OK(joint_find(cx, COUNTY, meeting, &j));
    CHECK_STR(j.words, "all came");
    CHECK_OK(matters_inbox(cx, &inbox, t, COUNT(t), &n));
    CHECK_INT(n, 0);
}

TEST(a_case_about_somebody_is_not_on_the_agenda_they_read)
{
    struct joint_item *items;
    begin(cx);
    str no = by_hand(cx);
    struct matter m = find(cx, no).m;
    demo_settle(cx);
    call(cx);
    struct matters_subject about = {.org = demo_org(cx, "shuiwu")};
    CHECK_OK(matters_add_subject(cx, &m, &about));
    demo_be(cx, "dept-shuiwu");
    CHECK_INT(waiting(cx, &items), 0);
    demo_be(cx, "dept-chengguan");
    CHECK_INT(waiting(cx, &items), 1);
}

TEST(a_private_case_is_shown_to_those_in_charge_alone)
{
    struct joint_item *items;
    int n = 0, hidden = 0;
    begin(cx);
    str no = by_hand(cx);
    struct matter m = find(cx, no).m;
    CHECK_OK(matters_set_flags(cx, &m, MATTERS_SENSITIVE, 0));
    demo_settle(cx);
    call(cx);
    demo_be(cx, "dept-shuiwu");
    CHECK_OK(joint_agenda(cx, COUNTY, WHOLE, &items, &n, &hidden));
    CHECK(n == 0 && hidden == 1);
    demo_be(cx, "centre");
    CHECK_OK(joint_agenda(cx, COUNTY, WHOLE, &items, &n, &hidden));
    CHECK(n == 1 && hidden == 0);
}

TEST(a_meeting_may_be_moved_and_whoever_is_invited_is_told)
{
    begin(cx);
    str meeting = call(cx);
    demo_settle(cx);
    demo_be(cx, "duty");
    struct joint j = meeting_of(cx, meeting);
    struct joint_new in = wanted(cx);
    int64_t seen = j.m.row_ver;
    in.at_ms = cx->now + 4 * DAY_MS;
    CHECK_OK(joint_change(cx, &j, seen, &in));
    CHECK_INT(j.at_ms, in.at_ms);
    struct joint old = j;
    CHECK_ERR(joint_change(cx, &old, seen, &in), ERR_CONFLICT); /* as it was seen */
    in.at_ms = cx->now - 1;
    CHECK_ERR(joint_change(cx, &old, old.m.row_ver, &in), ERR_INVALID);
    demo_settle(cx);
    CHECK_INT(told(cx, "dept-shuiwu", "joint.changed"), 1);
    CHECK_OK(end(cx, meeting, "withdraw"));
    demo_settle(cx);
    CHECK_INT(told(cx, "dept-shuiwu", "joint.off"), 1);
}

TEST(what_is_missing_of_a_meeting_or_a_decision_is_said_at_once)
{
    struct joint_new in = {.county = COUNTY};
    struct joint_receipt r;
    int n = 0;
    begin(cx);
    CHECK_ERR(joint_open(cx, &in, &r), ERR_INVALID);
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        n++;
    CHECK_INT(n, 4);
    str no = by_hand(cx);
    struct joint j = meeting_of(cx, call(cx));
    struct joint_decision none = {.number = no, .seen = find(cx, no).m.row_ver};
    cx->failure = (struct failure){0};
    n = 0;
    CHECK_ERR(joint_decide(cx, &j, &none), ERR_INVALID);
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        n++;
    CHECK_INT(n, 3);
    CHECK_STR(find(cx, no).m.state, "hard");
}

TEST(the_demo_has_a_meeting_with_minutes_and_two_cases_for_the_next)
{
    struct joint j[3];
    struct joint_item *items;
    int n = 0;
    begin(cx);
    CHECK_OK(joint_demo_load(cx, COUNTY));
    CHECK_OK(joint_demo_load(cx, COUNTY)); /* what is there stays */
    demo_settle(cx);
    demo_be(cx, "duty");
    CHECK_OK(joint_list(cx, true, j, 3, &n));
    CHECK_INT(n, 1);
    CHECK_INT(waiting(cx, &items), 2);
    CHECK_INT(items[0].n_objections, 2);
    CHECK_OK(joint_list(cx, false, j, 3, &n));
    CHECK_INT(n, 1);
}
