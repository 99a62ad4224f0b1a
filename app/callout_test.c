/* callout_test: a community calls departments to the spot, by the people of the demo. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "kit/test/test.h"
#include "rooms/callout/callout.h"

#include <pthread.h>

#define COUNTY 532503
#define PLACE  532503001008000
#define MINUTE 60000

static void begin(struct ctx *cx)
{
    static const struct notices shown = {.demo = true};
    demo_begin(cx, 0);
    cx->notices = &shown;
    demo_be(cx, "secretary");
}

static struct callout_new wanted(struct ctx *cx, enum callout_urgency u)
{
    return (struct callout_new){
        .county = COUNTY,
        .place = PLACE,
        .category = S("event-0406"),
        .body = S("The crossing is under water."),
        .spot = {.words = S("gate"), .measured = true, .lat_u = 23366000, .lon_u = 103385000},
        .urgency = u,
        .orgs = {demo_org(cx, "shuiwu"), demo_org(cx, "chengguan")},
        .n_orgs = 2};
}

static str call(struct ctx *cx, enum callout_urgency u)
{
    struct callout_receipt r;
    struct callout_new in = wanted(cx, u);
    demo_be(cx, "secretary");
    CHECK_OK(callout_open(cx, &in, &r));
    return str_keep(cx->mem, str_of(r.number));
}

static struct callout find(struct ctx *cx, str no)
{
    struct callout c;
    CHECK_OK(callout_find(cx, COUNTY, no, &c));
    return c;
}

static enum err answer(struct ctx *cx, const char *login, str no, const char *reason)
{
    demo_be(cx, login);
    struct callout c;
    struct callout_answer in = {
        .comes = !reason, .reason = str_of(reason ? reason : ""), .metres = 7};
    enum err e = callout_find(cx, COUNTY, no, &c);
    return e ? e : callout_answer(cx, &c, &in);
}

static enum err see(struct ctx *cx, const char *login, str no, const char *unit, bool here)
{
    demo_be(cx, login);
    struct callout c;
    enum err e = callout_find(cx, COUNTY, no, &c);
    return e ? e : callout_see(cx, &c, demo_org(cx, unit), here);
}

static enum err step(struct ctx *cx, const char *login, str no, const char *move)
{
    demo_be(cx, login);
    struct callout c;
    enum err e = callout_find(cx, COUNTY, no, &c);
    struct callout_move in = {
        .move = move,
        .say = S("words"),
        .in = {.text = S("words"), .outcome = S("solved"), .reason = S("settled")}};
    if (e)
        return e;
    in.seen = c.m.row_ver;
    return callout_move(cx, &c, &in);
}

static struct callout_unit unit(struct ctx *cx, str no, const char *code)
{
    struct callout c = find(cx, no);
    struct callout_unit u[MATTERS_ORGS_MAX];
    int n = 0;
    CHECK_OK(callout_units(cx, &c, u, &n));
    for (int i = 0; i < n; i++)
        if (u[i].org == demo_org(cx, code))
            return u[i];
    CHECK(n < 0 && "the unit was called");
    return u[0];
}

static int told(struct ctx *cx, const char *login, const char *kind)
{
    struct notice n[50];
    int all = 0, found = 0;
    demo_be(cx, login);
    CHECK_OK(notices_list(cx, 0, n, COUNT(n), &all));
    for (int i = 0; i < all; i++)
        found += str_starts(n[i].kind, str_of(kind));
    return found;
}

TEST(a_callout_goes_from_the_whistle_to_a_confirmed_outcome)
{
    begin(cx);
    str no = call(cx, CALLOUT_URGENT);
    CHECK_STR(find(cx, no).m.state, "called");
    CHECK_INT(find(cx, no).due_ms, cx->now + 30 * MINUTE);
    CHECK_OK(answer(cx, "dept-shuiwu", no, NULL));
    CHECK_STR(unit(cx, no, "shuiwu").answer, "arrived");
    CHECK_INT(unit(cx, no, "shuiwu").metres, 7);
    CHECK_STR(find(cx, no).m.state, "called");
    CHECK_OK(answer(cx, "dept-chengguan", no, "nobody_free"));
    CHECK_STR(find(cx, no).m.state, "gathered");                  /* all have answered */
    CHECK_ERR(step(cx, "secretary", no, "record"), ERR_CONFLICT); /* is shuiwu here? */
    CHECK_OK(see(cx, "secretary", no, "shuiwu", true));
    CHECK_OK(step(cx, "secretary", no, "record"));
    CHECK_ERR(step(cx, "secretary", no, "confirm"), ERR_DENIED);
    CHECK_OK(step(cx, "town-wenlan", no, "confirm"));
    demo_be(cx, "secretary");
    CHECK_STR(find(cx, no).m.state, "confirmed");
    CHECK_INT(find(cx, no).m.outcome, MATTERS_SOLVED);
}

TEST(whoever_is_called_answers_once_and_only_for_itself)
{
    begin(cx);
    str no = call(cx, CALLOUT_URGENT);
    CHECK_ERR(answer(cx, "dept-minzheng", no, NULL), ERR_NOT_FOUND);  /* was not called */
    CHECK_ERR(answer(cx, "dept-shuiwu", no, "weather"), ERR_INVALID); /* no such reason */
    CHECK_STR(unit(cx, no, "shuiwu").answer, "");
    CHECK_OK(answer(cx, "dept-shuiwu", no, NULL));
    CHECK_ERR(answer(cx, "dept-shuiwu", no, "not_needed"), ERR_CONFLICT);
    CHECK(str_find(cx->failure.text, S("{")) == SIZE_MAX);
    CHECK_STR(unit(cx, no, "shuiwu").answer, "arrived");
    CHECK_STR(unit(cx, no, "chengguan").answer, "");
}

TEST(who_came_is_for_the_community_to_say)
{
    begin(cx);
    str no = call(cx, CALLOUT_URGENT);
    CHECK_ERR(see(cx, "secretary", no, "shuiwu", true), ERR_CONFLICT); /* said nothing yet */
    CHECK_OK(answer(cx, "dept-shuiwu", no, NULL));
    CHECK_ERR(see(cx, "dept-shuiwu", no, "shuiwu", true), ERR_DENIED);
    CHECK_ERR(see(cx, "dept-chengguan", no, "shuiwu", true), ERR_DENIED);
    CHECK_OK(see(cx, "secretary", no, "shuiwu", false));
    CHECK_STR(unit(cx, no, "shuiwu").seen, "no");
    CHECK_ERR(see(cx, "secretary", no, "shuiwu", true), ERR_CONFLICT); /* said once */
}

struct racer {
    struct ctx *cx;
    str no;
    enum err e;
};

static void *arrives(void *arg)
{
    struct racer *r = arg;
    struct callout c;
    struct callout_answer in = {.comes = true, .metres = -1};
    r->e = callout_find(r->cx, COUNTY, r->no, &c);
    if (!r->e)
        r->e = callout_answer(r->cx, &c, &in);
    return NULL;
}

TEST(two_departments_that_arrive_at_once_both_get_through)
{
    begin(cx);
    for (int round = 0; round < 8; round++) {
        static const char *const who[] = {"dept-shuiwu", "dept-chengguan"};
        struct racer r[2];
        pthread_t at[2];
        str no = call(cx, CALLOUT_URGENT);
        for (int i = 0; i < 2; i++) {
            r[i] = (struct racer){.cx = test_other(cx), .no = no};
            demo_be(r[i].cx, who[i]);
        }
        for (int i = 0; i < 2; i++)
            CHECK_INT(pthread_create(&at[i], NULL, arrives, &r[i]), 0);
        for (int i = 0; i < 2; i++)
            pthread_join(at[i], NULL);
        for (int i = 0; i < 2; i++) {
            CHECK_OK(r[i].e);
            test_other_done(r[i].cx);
        }
        demo_be(cx, "secretary");
        CHECK_STR(find(cx, no).m.state, "gathered");
        CHECK_STR(unit(cx, no, "shuiwu").answer, "arrived");
        CHECK_STR(unit(cx, no, "chengguan").answer, "arrived");
    }
}

TEST(two_of_one_department_arrive_once)
{
    begin(cx);
    struct account_new more = {.county = COUNTY,
                               .login = S("dept-shuiwu2"),
                               .name = S("A"),
                               .password = S("linli-test"),
                               .waived = true};
    int64_t id, post;
    str password;
    struct post_new p = {.county = COUNTY,
                         .org = demo_org(cx, "shuiwu"),
                         .scope = 532503000000000,
                         .role = S("handler")};
    demo_be(cx, "security");
    CHECK_OK(account_add(cx, &more, &password, &id));
    p.account = id;
    CHECK_OK(post_give(cx, &p, &post));
    str no = call(cx, CALLOUT_URGENT);
    static const char *const who[] = {"dept-shuiwu", "dept-shuiwu2"};
    struct racer r[2];
    pthread_t at[2];
    for (int i = 0; i < 2; i++) {
        r[i] = (struct racer){.cx = test_other(cx), .no = no};
        demo_be(r[i].cx, who[i]);
    }
    for (int i = 0; i < 2; i++)
        CHECK_INT(pthread_create(&at[i], NULL, arrives, &r[i]), 0);
    for (int i = 0; i < 2; i++)
        pthread_join(at[i], NULL);
    CHECK((r[0].e == OK) + (r[1].e == OK) == 1);
    CHECK((r[0].e == ERR_CONFLICT) + (r[1].e == ERR_CONFLICT) == 1);
    for (int i = 0; i < 2; i++)
        test_other_done(r[i].cx);
    demo_be(cx, "secretary");
    CHECK_STR(find(cx, no).m.state, "called"); /* chengguan is still awaited */
}

TEST(the_silent_are_told_once_per_step_and_then_their_heads_and_the_centre)
{
    begin(cx);
    str no = call(cx, CALLOUT_URGENT);
    int64_t from = cx->now;
    demo_settle(cx);
    CHECK_INT(told(cx, "dept-shuiwu", "callout.called"), 1);
    CHECK_OK(answer(cx, "dept-chengguan", no, NULL));
    test_clock(cx, from + 25 * MINUTE);
    demo_settle(cx);
    demo_settle(cx);
    CHECK_INT(told(cx, "dept-shuiwu", "callout.reminded"), 1);
    CHECK_INT(told(cx, "dept-chengguan", "callout.reminded"), 0);
    demo_be(cx, "secretary");
    CHECK_STR(find(cx, no).m.state, "called");
    test_clock(cx, from + 31 * MINUTE);
    demo_settle(cx);
    demo_be(cx, "secretary");
    CHECK_STR(find(cx, no).m.state, "gathered");
    CHECK_INT(find(cx, no).m.level, 2);
    test_clock(cx, from + 61 * MINUTE);
    demo_settle(cx);
    demo_settle(cx);
    CHECK_INT(told(cx, "centre", "callout.centre"), 1);
    CHECK_OK(answer(cx, "dept-shuiwu", no, NULL)); /* late is better than not */
    demo_be(cx, "secretary");
    CHECK(unit(cx, no, "shuiwu").answered_ms > find(cx, no).due_ms);
}

TEST(whoever_answers_late_spares_the_head_of_the_centre)
{
    begin(cx);
    str no = call(cx, CALLOUT_URGENT);
    int64_t from = cx->now;
    CHECK_OK(answer(cx, "dept-chengguan", no, NULL));
    test_clock(cx, from + 31 * MINUTE);
    demo_settle(cx);
    CHECK_OK(answer(cx, "dept-shuiwu", no, NULL));
    test_clock(cx, from + 90 * MINUTE);
    demo_settle(cx);
    demo_be(cx, "secretary");
    CHECK_INT(find(cx, no).m.level, 2);
    CHECK_INT(told(cx, "centre", "callout.centre"), 0);
}

TEST(where_nobody_is_silent_nothing_is_escalated)
{
    begin(cx);
    str no = call(cx, CALLOUT_URGENT);
    CHECK_OK(answer(cx, "dept-shuiwu", no, NULL));
    CHECK_OK(answer(cx, "dept-chengguan", no, "not_needed"));
    test_clock(cx, cx->now + 3 * 60 * MINUTE);
    demo_settle(cx);
    demo_be(cx, "secretary");
    CHECK_INT(find(cx, no).m.level, 0);
    CHECK_INT(told(cx, "centre", "callout"), 0);
}

TEST(nothing_is_written_down_before_the_time_to_answer_is_over)
{
    begin(cx);
    str no = call(cx, CALLOUT_NORMAL);
    CHECK_INT(find(cx, no).due_ms, cx->now + 15 * 60 * MINUTE); /* nine o'clock to midnight */
    CHECK_OK(answer(cx, "dept-shuiwu", no, NULL));
    CHECK_OK(see(cx, "secretary", no, "shuiwu", true));
    CHECK_ERR(step(cx, "secretary", no, "record"), ERR_CONFLICT); /* the other may still come */
    test_clock(cx, cx->now + 16 * 60 * MINUTE);
    demo_settle(cx);
    CHECK_OK(step(cx, "secretary", no, "record"));
    CHECK_ERR(answer(cx, "dept-chengguan", no, NULL), ERR_CONFLICT); /* too late */
}

TEST(an_outcome_that_nobody_objects_to_counts_as_confirmed)
{
    begin(cx);
    str no = call(cx, CALLOUT_URGENT);
    CHECK_OK(answer(cx, "dept-shuiwu", no, "not_our_duty"));
    CHECK_OK(answer(cx, "dept-chengguan", no, "not_our_duty"));
    CHECK_OK(step(cx, "secretary", no, "record"));
    CHECK_OK(step(cx, "town-wenlan", no, "send_back"));
    CHECK_STR(find(cx, no).m.state, "gathered");
    CHECK_OK(step(cx, "secretary", no, "record"));
    test_clock(cx, cx->now + 8 * DAY_MS);
    demo_settle(cx);
    demo_be(cx, "secretary");
    CHECK_STR(find(cx, no).m.state, "confirmed");
}

TEST(a_county_sets_how_long_they_have_for_later_callouts)
{
    struct callout_limit all[CALLOUT_URGENCIES], hour = {1, 0, CALENDAR_HOUR};
    begin(cx);
    str before = call(cx, CALLOUT_URGENT);
    CHECK_OK(callout_limits(cx, COUNTY, all));
    CHECK(all[CALLOUT_URGENT].n == 30 && all[CALLOUT_LONG].n == 7 && !all[CALLOUT_NORMAL].n);
    CHECK_ERR(callout_set_limit(cx, COUNTY, CALLOUT_URGENT, &hour), ERR_NOT_FOUND);
    demo_be(cx, "admin");
    CHECK_OK(callout_set_limit(cx, COUNTY, CALLOUT_URGENT, &hour));
    CHECK_ERR(callout_set_limit(cx, COUNTY, CALLOUT_URGENT, &hour), ERR_CONFLICT); /* as seen */
    str after = call(cx, CALLOUT_URGENT);
    CHECK_INT(find(cx, before).due_ms, cx->now + 30 * MINUTE);
    CHECK_INT(find(cx, after).due_ms, cx->now + 60 * MINUTE);
}

TEST(what_is_missing_of_a_callout_is_said_at_once)
{
    struct callout_new in = {.county = COUNTY, .urgency = CALLOUT_URGENCIES};
    struct callout_receipt r;
    int n = 0;
    begin(cx);
    CHECK_ERR(callout_open(cx, &in, &r), ERR_INVALID);
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        n++;
    CHECK_INT(n, 6);
    in = wanted(cx, CALLOUT_URGENT);
    in.place = 532503001001000; /* another's community */
    CHECK_ERR(callout_open(cx, &in, &r), ERR_INVALID);
}

TEST(a_callout_becomes_one_case_and_the_case_shows_it)
{
    struct cases_receipt one, two;
    struct matter m;
    struct room_line lines[ROOM_LINES_MAX];
    int n = 0;
    begin(cx);
    struct callout c = find(cx, call(cx, CALLOUT_URGENT));
    CHECK_OK(callout_make_case(cx, &c, &one));
    CHECK_ERR(callout_make_case(cx, &c, &two), ERR_CONFLICT);
    CHECK_INT(find(cx, c.m.number).case_id, one.id);
    CHECK_OK(matters_load(cx, COUNTY, one.id, &m));
    CHECK_STR(m.kind, "case");
    CHECK_OK(callout_room.about(cx, &m, lines, ROOM_LINES_MAX, &n));
    CHECK_INT(n, 2);
    CHECK(lines[0].begins && !lines[1].begins);
    demo_be(cx, "dept-weijian");
    CHECK_OK(callout_room.about(cx, &m, lines, ROOM_LINES_MAX, &n));
    CHECK_INT(n, 1); /* calls nobody */
}

TEST(a_callout_is_not_there_for_whom_it_does_not_concern)
{
    struct callout c;
    begin(cx);
    str no = call(cx, CALLOUT_URGENT);
    static const char *const others[] = {"dept-weijian", "town-mingjiu", "property", "grid1"};
    for (size_t i = 0; i < COUNT(others); i++) {
        demo_be(cx, others[i]);
        CHECK_ERR(callout_find(cx, COUNTY, no, &c), ERR_NOT_FOUND);
    }
    static const char *const these[] = {"duty", "centre", "town-wenlan", "dept-shuiwu"};
    for (size_t i = 0; i < COUNT(these); i++) {
        demo_be(cx, these[i]);
        CHECK_OK(callout_find(cx, COUNTY, no, &c));
    }
}

static struct callout_figure figure(struct ctx *cx, const char *code, bool *found)
{
    struct callout_figure *all;
    int n = 0;
    demo_be(cx, "duty");
    CHECK_OK(callout_figures(cx, 0, cx->now + DAY_MS, &all, &n));
    *found = false;
    for (int i = 0; i < n; i++)
        if (all[i].org == demo_org(cx, code)) {
            *found = true;
            return all[i];
        }
    return (struct callout_figure){.asked = 0};
}

TEST(figures_count_arrivals_in_time_against_calls)
{
    bool found;
    begin(cx);
    str no = call(cx, CALLOUT_URGENT), off = call(cx, CALLOUT_URGENT);
    figure(cx, "shuiwu", &found);
    CHECK(!found); /* may still be answered in time */
    CHECK_OK(answer(cx, "dept-shuiwu", off, NULL));
    CHECK_OK(step(cx, "secretary", off, "withdraw"));
    figure(cx, "shuiwu", &found);
    CHECK(!found); /* called off */
    CHECK_OK(answer(cx, "dept-shuiwu", no, NULL));
    str late = call(cx, CALLOUT_URGENT), lie = call(cx, CALLOUT_URGENT);
    CHECK_OK(answer(cx, "dept-shuiwu", lie, NULL));
    CHECK_OK(see(cx, "secretary", lie, "shuiwu", false));
    test_clock(cx, cx->now + 40 * MINUTE);
    demo_settle(cx);
    CHECK_OK(answer(cx, "dept-shuiwu", late, NULL));
    struct callout_figure f = figure(cx, "shuiwu", &found);
    CHECK(found);
    CHECK_INT(f.asked, 3);
    CHECK_INT(f.in_time, 1);
    CHECK_INT(f.late, 1);
    CHECK_INT(f.not_seen, 1);
    f = figure(cx, "chengguan", &found);
    CHECK_INT(f.asked, 3);
    CHECK_INT(f.silent, 3);
}

TEST(the_demo_has_a_callout_under_way_and_one_that_is_over)
{
    struct callout_figure *all;
    int n = 0;
    begin(cx);
    CHECK_OK(callout_demo_load(cx, COUNTY));
    CHECK_OK(callout_demo_load(cx, COUNTY)); /* what is there stays */
    demo_be(cx, "secretary");
    CHECK_OK(callout_figures(cx, 0, cx->now + DAY_MS, &all, &n));
    CHECK_INT(n, 3);
}
