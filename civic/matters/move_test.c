/* move_test.c: cases along both flows: whole ways, refusals, two at once. */
#include "civic/matters/test_matters.h"

#include <pthread.h>

/* To the state `handling` of the full flow: lead lights, assisting water. */
static void handled(struct ctx *cx, const struct town *t, struct matter *m, int64_t assist)
{
    test_report(cx, "case-full", "", t->resident, NULL, m);
    CHECK_OK(test_move(cx, t->grid1, m, "found_true"));
    CHECK_OK(test_move(cx, t->desk, m, "accept"));
    CHECK_OK(test_move(cx, t->shift, m, "file"));
    CHECK_OK(test_move_org(cx, t->desk, m, "dispatch", t->lights, assist));
    CHECK_STR(m->state, "handling");
}

static void closed(struct ctx *cx, const struct town *t, struct matter *m)
{
    handled(cx, t, m, 0);
    CHECK_OK(test_move(cx, t->lamp, m, "feed_back"));
    CHECK_OK(test_move(cx, t->grid1, m, "found_done"));
    CHECK_OK(test_move(cx, t->shift, m, "close"));
    CHECK_STR(m->state, "closed");
}

TEST(a_case_goes_the_whole_way_and_every_step_is_a_fact)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    closed(cx, &t, &m);
    CHECK(!m.open);
    CHECK_INT(m.outcome, MATTERS_SOLVED);
    CHECK_INT(matters_shown(&m), MATTERS_SHOWN_YOUR_WORD);
    CHECK_INT(test_open_tasks(cx, &m, NULL), 0);
    CHECK_OK(test_move(cx, t.resident, &m, "word_yes"));
    CHECK_INT(matters_shown(&m), MATTERS_SHOWN_SOLVED);
    CHECK_OK(test_move(cx, t.resident, &m, "rate"));
    CHECK_INT(m.rating, 5);
    CHECK_INT(test_facts(cx, &m, "matter.opened"), 1);
    CHECK_INT(test_facts(cx, &m, "matter.moved"), 9);
    CHECK_INT(m.row_ver, 10);
}

TEST(what_staff_report_themselves_is_not_verified_first)
{
    struct town t;
    struct matter m;
    struct matters_new in = {.flags = 0};
    test_town(cx, &t);
    test_report(cx, "case-full", "accepting", 0, &in, &m);
    CHECK_STR(m.state, "accepting");
    in.start = S("closed");
    CHECK_ERR(matters_prepare(cx, &in), ERR_FAULT); /* not a start of the flow */
}

TEST(a_move_is_refused_to_everybody_else)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    CHECK_ERR(test_move(cx, t.grid2, &m, "found_true"), ERR_DENIED); /* another grid */
    CHECK_ERR(test_move(cx, t.desk, &m, "found_true"), ERR_DENIED);  /* another act */
    CHECK_ERR(test_move(cx, t.resident, &m, "found_true"), ERR_DENIED);
    CHECK_ERR(test_move(cx, 0, &m, "found_true"), ERR_DENIED);
    CHECK_ERR(test_move(cx, t.grid1, &m, "close"), ERR_CONFLICT); /* not from here */
    CHECK_ERR(test_move(cx, t.grid1, &m, "dance"), ERR_NOT_FOUND);
    CHECK_ERR(test_move(cx, t.grid1, &m, "silent"), ERR_CONFLICT);
    CHECK_OK(test_move(cx, t.grid1, &m, "found_true"));
    CHECK_ERR(test_move(cx, t.grid1, &m, "found_true"), ERR_CONFLICT); /* the task is closed */
}

TEST(the_systems_moves_are_nobodys)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    closed(cx, &t, &m);
    CHECK_ERR(test_move(cx, t.leader, &m, "silent"), ERR_DENIED);
}

static enum err bare(struct ctx *cx, int64_t as, struct matter *m, const char *move)
{
    static const struct matters_input nothing;
    test_as(cx, as);
    cx->failure = (struct failure){0};
    return matters_move(cx, m, move, &nothing);
}

static bool misses(const struct ctx *cx, const char *field)
{
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        if (strcmp(f->field, field) == 0)
            return true;
    return false;
}

TEST(what_a_move_needs_is_told_field_by_field_and_nothing_changes)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    handled(cx, &t, &m, 0);
    int64_t ver = m.row_ver;
    CHECK_ERR(bare(cx, t.lamp, &m, "feed_back"), ERR_INVALID);
    CHECK(misses(cx, "outcome") && misses(cx, "text") && misses(cx, "after_photo"));
    CHECK_ERR(bare(cx, t.lamp, &m, "ask_return"), ERR_INVALID);
    CHECK(misses(cx, "reason"));
    CHECK_OK(matters_load(cx, m.county, m.id, &m));
    CHECK_INT(m.row_ver, ver);
    struct matters_input in = *test_input(cx, &m, "feed_back");
    in.after_photos = 0;
    in.why_no_photo = S("It was dark.");
    CHECK_OK(matters_move(cx, &m, "feed_back", &in));
}

TEST(a_stale_form_is_told_who_was_faster)
{
    struct town t;
    struct matter m, seen;
    test_town(cx, &t);
    test_report(cx, "case-full", "accepting", t.resident, NULL, &m);
    seen = m;
    CHECK_OK(test_move(cx, t.desk, &m, "accept"));
    CHECK_ERR(test_move(cx, t.desk2, &seen, "accept"), ERR_CONFLICT);
    CHECK(str_find(cx->failure.text, S("desk")) != SIZE_MAX);
    CHECK_INT(test_facts(cx, &m, "matter.moved"), 1);
    int64_t ver = seen.row_ver;
    CHECK_OK(matters_load(cx, m.county, m.id, &seen)); /* the state of now, the form of then */
    seen.row_ver = ver;
    CHECK_ERR(test_move(cx, t.desk2, &seen, "accept"), ERR_CONFLICT);
    CHECK(str_find(cx->failure.text, S("desk")) != SIZE_MAX);
}

struct racer {
    struct ctx *cx;
    struct matter m;
    int64_t as, org;
    enum err got;
    pthread_t thread;
};

static void *race(void *arg)
{
    struct racer *r = arg;
    struct matters_input in = {.orgs = {r->org}, .n_orgs = 1};
    r->got = matters_move(r->cx, &r->m, "dispatch", &in);
    return NULL;
}

TEST(of_two_dispatchers_at_once_exactly_one_wins)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    for (int round = 0; round < 10; round++) {
        struct racer r[2];
        test_report(cx, "case-full", "accepting", t.resident, NULL, &m);
        CHECK_OK(test_move(cx, t.desk, &m, "accept"));
        CHECK_OK(test_move(cx, t.shift, &m, "file"));
        for (int i = 0; i < 2; i++) {
            r[i] = (struct racer){test_other(cx),         m,  i ? t.desk2 : t.desk,
                                  i ? t.water : t.lights, OK, 0};
            test_as(r[i].cx, r[i].as);
        }
        for (int i = 0; i < 2; i++)
            CHECK(pthread_create(&r[i].thread, NULL, race, &r[i]) == 0);
        for (int i = 0; i < 2; i++)
            pthread_join(r[i].thread, NULL);
        CHECK_INT((r[0].got == OK) + (r[1].got == OK), 1);
        CHECK_INT((r[0].got == ERR_CONFLICT) + (r[1].got == ERR_CONFLICT), 1);
        CHECK_INT(test_open_tasks(cx, &m, "handle"), 1);
        CHECK_INT(test_facts(cx, &m, "matter.moved"), 3);
        for (int i = 0; i < 2; i++)
            test_other_done(r[i].cx);
    }
}

TEST(the_lead_waits_for_those_who_assist)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    handled(cx, &t, &m, t.water);
    CHECK_INT(test_open_tasks(cx, &m, "assist"), 1);
    CHECK_ERR(test_move(cx, t.lamp, &m, "feed_back"), ERR_CONFLICT);
    CHECK_ERR(test_move(cx, t.lamp, &m, "assisted"), ERR_DENIED);
    CHECK_ERR(test_move(cx, t.pipe, &m, "feed_back"), ERR_DENIED);
    CHECK_OK(test_move(cx, t.pipe, &m, "assisted"));
    CHECK_STR(m.state, "handling");
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
    CHECK_STR(m.state, "checking");
}

TEST(one_of_two_who_assist_does_not_end_the_others_part)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    handled(cx, &t, &m, 0);
    CHECK_OK(test_move(cx, t.shift, &m, "to_joint"));
    test_act(cx, t.leader);
    struct matters_input in = {.text = S("words"),
                               .orgs = {t.lights, t.water, t.roads},
                               .n_orgs = 3,
                               .limit = {3, CALENDAR_WORKDAY}};
    CHECK_OK(matters_move(cx, &m, "decide_jointly", &in));
    CHECK_INT(test_open_tasks(cx, &m, "assist"), 2);
    CHECK_OK(test_move(cx, t.pipe, &m, "assisted"));
    CHECK_INT(test_open_tasks(cx, &m, "assist"), 1);
    CHECK_ERR(test_move(cx, t.lamp, &m, "feed_back"), ERR_CONFLICT); /* one is still at it */
    CHECK_ERR(test_move(cx, t.pipe, &m, "assisted"), ERR_DENIED);
    CHECK_OK(test_move(cx, t.road, &m, "assisted"));
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
}

TEST(a_case_put_before_the_joint_meeting_is_nobodys_until_it_decides)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    handled(cx, &t, &m, t.water);
    CHECK_ERR(test_move(cx, t.lamp, &m, "to_joint"), ERR_DENIED);
    CHECK_OK(test_move(cx, t.shift, &m, "to_joint"));
    CHECK_STR(m.state, "hard");
    CHECK(m.flags & MATTERS_HARD);
    CHECK_INT(test_open_tasks(cx, &m, "handle") + test_open_tasks(cx, &m, "assist"), 0);
    CHECK_INT(test_clock_of(cx, &m, "department").state, MATTERS_CLOCK_CANCELLED);
    CHECK_INT(test_clock_of(cx, &m, "whole").state, MATTERS_CLOCK_RUNNING);
    test_act(cx, t.leader);
    struct matters_input in = {.text = S("words"), .orgs = {t.roads}, .n_orgs = 1};
    CHECK_ERR(matters_move(cx, &m, "decide_jointly", &in), ERR_INVALID); /* by when? */
    in.limit = (struct matters_limit){3, CALENDAR_WORKDAY};
    CHECK_OK(matters_move(cx, &m, "decide_jointly", &in));
    struct matters_clock k = test_clock_of(cx, &m, "department");
    CHECK_INT(k.state, MATTERS_CLOCK_RUNNING);
    CHECK(k.k.limit == 3 && k.k.unit == CALENDAR_WORKDAY);
    CHECK_INT(test_task(cx, &m, "handle").due_ms, k.due_ms);
    CHECK_INT(test_task(cx, &m, "handle").org, t.roads);
}

TEST(whoever_handled_does_not_check)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    test_report(cx, "case-small", "", t.resident, NULL, &m);
    CHECK_OK(test_move(cx, t.secretary, &m, "accept"));
    CHECK_OK(test_move(cx, t.grid1, &m, "feed_back")); /* nearest with the act: grid 1 */
    CHECK_ERR(test_move(cx, t.grid1, &m, "found_done"), ERR_DENIED);
    struct task check = test_task(cx, &m, "check");
    CHECK_INT(check.desk, T_COMMUNITY);                 /* not the handler's own grid */
    CHECK_OK(test_move(cx, t.grid2, &m, "found_done")); /* the neighbouring grid's worker */
    CHECK_STR(m.state, "closed");
}

TEST(in_a_small_village_the_reporter_may_check)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    test_report(cx, "case-small", "", t.resident, NULL, &m);
    CHECK_OK(test_move(cx, t.secretary, &m, "accept"));
    CHECK_OK(test_move(cx, t.grid1, &m, "feed_back"));
    CHECK_ERR(test_move(cx, t.neighbour, &m, "word_yes"), ERR_DENIED);
    CHECK_OK(test_move(cx, t.resident, &m, "word_yes"));
    CHECK_STR(m.state, "ended");
    CHECK_INT(matters_shown(&m), MATTERS_SHOWN_SOLVED);
}

TEST(a_handler_who_reported_it_does_not_confirm_the_own_work)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    test_report(cx, "case-small", "", t.grid1, NULL, &m);
    CHECK_OK(test_move(cx, t.secretary, &m, "accept"));
    CHECK_OK(test_move(cx, t.grid1, &m, "feed_back"));
    CHECK_ERR(test_move(cx, t.grid1, &m, "word_yes"), ERR_DENIED);
    CHECK_OK(test_move(cx, t.townsman, &m, "found_done")); /* or the town */
}

TEST(a_missing_post_falls_to_the_town)
{
    struct town t;
    struct matter m;
    struct post_line posts[4];
    int n = 0;
    test_town(cx, &t);
    cx->via = S("cli");
    test_be(cx, 0);
    CHECK_OK(post_list(cx, T_COUNTY, t.secretary, posts, 4, &n));
    CHECK_OK(post_end(cx, T_COUNTY, t.secretary, posts[0].id));
    test_clock(cx, cx->now + DAY_MS);
    test_report(cx, "case-small", "", t.resident, NULL, &m);
    CHECK_INT(test_task(cx, &m, "accept").desk, T_TOWN);
    CHECK_OK(test_move(cx, t.townsman, &m, "accept"));
}

TEST(a_first_return_is_the_shift_leaders_the_second_the_centres_the_third_makes_it_hard)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    handled(cx, &t, &m, 0);
    CHECK_OK(test_move(cx, t.lamp, &m, "ask_return"));
    CHECK_ERR(test_move(cx, t.lamp, &m, "ask_return"), ERR_CONFLICT); /* asked already */
    CHECK_ERR(test_move(cx, t.leader, &m, "return"), ERR_DENIED);
    CHECK_OK(test_move(cx, t.shift, &m, "return"));
    CHECK_STR(m.state, "dispatching");
    CHECK_INT(m.returns, 1);
    CHECK_OK(test_move_org(cx, t.desk, &m, "dispatch", t.water, 0));
    CHECK_ERR(test_move(cx, t.lamp, &m, "feed_back"), ERR_DENIED); /* no longer theirs */
    CHECK_ERR(test_move(cx, t.pipe, &m, "ask_return"), ERR_CONFLICT);
    CHECK_OK(test_move(cx, t.pipe, &m, "ask_return_again"));
    CHECK_ERR(test_move(cx, t.shift, &m, "return_again"), ERR_DENIED);
    CHECK_OK(test_move(cx, t.leader, &m, "return_again"));
    CHECK_ERR(test_move_org(cx, t.desk, &m, "dispatch", t.roads, 0), ERR_CONFLICT); /* a third */
    CHECK_OK(test_move_org(cx, t.desk, &m, "dispatch", t.lights, 0));
    CHECK_OK(test_move(cx, t.lamp2, &m, "ask_return_again"));
    CHECK_ERR(test_move(cx, t.leader, &m, "return_again"), ERR_CONFLICT);
    CHECK_OK(test_move(cx, t.leader, &m, "return_to_joint"));
    CHECK_STR(m.state, "hard");
    CHECK(m.flags & MATTERS_HARD);
    CHECK_INT(m.returns, 3);
    CHECK_OK(test_move_org(cx, t.leader, &m, "decide_jointly", t.roads, t.water));
    CHECK_ERR(test_move(cx, t.road, &m, "ask_return_again"), ERR_CONFLICT);
    CHECK_OK(test_move(cx, t.pipe, &m, "assisted"));
    CHECK_OK(test_move(cx, t.road, &m, "feed_back"));
}

TEST(a_third_department_is_decided_jointly)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    handled(cx, &t, &m, 0);
    CHECK_OK(test_move(cx, t.lamp, &m, "ask_return"));
    CHECK_OK(test_move(cx, t.shift, &m, "return"));
    CHECK_OK(test_move_org(cx, t.desk, &m, "dispatch", t.water, 0));
    CHECK_OK(test_move(cx, t.pipe, &m, "ask_return_again"));
    CHECK_OK(test_move(cx, t.leader, &m, "return_again"));
    CHECK_OK(test_move(cx, t.desk, &m, "make_hard"));
    CHECK_STR(m.state, "hard");
}

TEST(a_return_comes_in_its_window_only)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    handled(cx, &t, &m, 0);
    test_clock(cx, cx->now + 3 * 3600000); /* two working hours are over */
    CHECK_ERR(test_move(cx, t.lamp, &m, "ask_return"), ERR_CONFLICT);
}

TEST(a_refused_return_stays_with_the_unit)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    handled(cx, &t, &m, 0);
    CHECK_OK(test_move(cx, t.lamp, &m, "ask_return"));
    CHECK_OK(test_move(cx, t.shift, &m, "keep"));
    CHECK_INT(test_open_tasks(cx, &m, "handle"), 1);
    CHECK_INT(test_open_tasks(cx, &m, "allow_return"), 0);
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
}

TEST(more_time_once_by_the_shift_leader_then_by_the_centre)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    handled(cx, &t, &m, 0);
    int64_t due = test_clock_of(cx, &m, "department").due_ms;
    CHECK_OK(test_move(cx, t.lamp, &m, "ask_longer"));
    CHECK_ERR(test_move(cx, t.lamp, &m, "extend"), ERR_DENIED);
    CHECK_OK(test_move(cx, t.shift, &m, "extend"));
    struct matters_clock k = test_clock_of(cx, &m, "department");
    CHECK_INT(k.due_ms, due + 2 * DAY_MS);
    CHECK_INT(test_task(cx, &m, "handle").due_ms, k.due_ms);
    CHECK_ERR(test_move(cx, t.lamp, &m, "ask_longer"), ERR_CONFLICT);
    CHECK_OK(test_move(cx, t.lamp, &m, "ask_longer_again"));
    CHECK_ERR(test_move(cx, t.shift, &m, "extend"), ERR_DENIED);
    CHECK_OK(test_move(cx, t.leader, &m, "no_longer"));
    CHECK_INT(test_clock_of(cx, &m, "department").due_ms, k.due_ms);
    test_clock(cx, k.due_ms + 1);
    CHECK_ERR(test_move(cx, t.lamp, &m, "ask_longer_again"), ERR_CONFLICT); /* too late */
}

TEST(a_case_on_hold_wakes_up_on_its_day)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    handled(cx, &t, &m, 0);
    CHECK_OK(test_move(cx, t.lamp, &m, "ask_hold"));
    CHECK_OK(test_move(cx, t.leader, &m, "hold"));
    CHECK_STR(m.state, "held");
    CHECK_INT(matters_shown(&m), MATTERS_SHOWN_HELD);
    CHECK_INT(test_clock_of(cx, &m, "department").state, MATTERS_CLOCK_PAUSED);
    test_clock(cx, m.until_ms);
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_OK(matters_load(cx, m.county, m.id, &m));
    CHECK_STR(m.state, "handling");
    CHECK_INT(m.until_ms, 0);
    CHECK_INT(test_clock_of(cx, &m, "department").state, MATTERS_CLOCK_RUNNING);
    CHECK_INT(test_task(cx, &m, "handle").org, t.lights);
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
}

TEST(rework_goes_back_to_whoever_did_it_with_the_time_that_is_left)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    handled(cx, &t, &m, 0);
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
    CHECK_OK(test_move(cx, t.grid1, &m, "found_undone"));
    CHECK_INT(m.reworks, 1);
    CHECK_INT(m.outcome, MATTERS_NO_OUTCOME);
    struct task h = test_task(cx, &m, "handle");
    CHECK_INT(h.account, t.lamp);
    CHECK_INT(h.org, t.lights);
    CHECK_ERR(test_move(cx, t.lamp2, &m, "feed_back"), ERR_CONFLICT); /* it is their colleague's */
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
}

TEST(a_case_not_solved_is_done_again)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    closed(cx, &t, &m);
    test_act(cx, t.resident);
    CHECK_OK(matters_say(cx, &m, MATTERS_NOT, 1, STR_NONE));
    CHECK_STR(m.state, "dispatching");
    CHECK(m.open);
    CHECK_INT(m.reopens, 1);
    CHECK_INT(m.rating, 1);
    CHECK_INT(test_open_tasks(cx, &m, "dispatch"), 1);
    CHECK_INT(test_clock_of(cx, &m, "resident").state, MATTERS_CLOCK_MET);
    CHECK_OK(test_move_org(cx, t.desk, &m, "dispatch", t.lights, 0));
    CHECK_OK(test_move(cx, t.lamp, &m, "feed_back"));
    CHECK_OK(test_move(cx, t.grid1, &m, "found_done"));
    CHECK_OK(test_move(cx, t.shift, &m, "close"));
    CHECK_INT(m.word, MATTERS_NO_WORD); /* the first word was about the first time */
    CHECK_INT(matters_shown(&m), MATTERS_SHOWN_YOUR_WORD);
}

TEST(seven_days_without_a_word_are_silence_never_satisfaction)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    closed(cx, &t, &m);
    test_clock(cx, cx->now + 6 * DAY_MS);
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_OK(matters_load(cx, m.county, m.id, &m));
    CHECK_STR(m.state, "closed");
    test_clock(cx, cx->now + 3 * DAY_MS); /* the seventh ends on a working day */
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_OK(matters_load(cx, m.county, m.id, &m));
    CHECK_STR(m.state, "ended");
    CHECK_INT(m.word, MATTERS_SILENT);
    CHECK_INT(matters_shown(&m), MATTERS_SHOWN_UNCONFIRMED);
}

TEST(an_anonymous_reporter_speaks_by_the_token_alone)
{
    struct town t;
    struct matter m, other;
    struct matters_new in = {.flags = 0};
    test_town(cx, &t);
    test_report(cx, "case-small", "", 0, &in, &m);
    CHECK(m.flags & MATTERS_ANONYMOUS);
    CHECK_OK(test_move(cx, t.secretary, &m, "accept"));
    CHECK_OK(test_move(cx, t.grid1, &m, "feed_back"));
    test_act(cx, 0);
    CHECK_ERR(matters_say(cx, &m, MATTERS_YES, 0, STR_NONE), ERR_DENIED);
    CHECK_ERR(matters_say(cx, &m, MATTERS_YES, 0, S("532503-00000000000000000000000000")),
              ERR_DENIED);
    CHECK_OK(matters_by_token(cx, str_of(in.token), &other));
    CHECK_INT(other.id, m.id);
    in.token[10] = in.token[10] == 'a' ? 'b' : 'a';
    CHECK_ERR(matters_by_token(cx, str_of(in.token), &other), ERR_NOT_FOUND);
    in.token[10] = 0;
    CHECK_ERR(matters_by_token(cx, str_of(in.token), &other), ERR_NOT_FOUND);
}

static enum err merge(struct ctx *cx, int64_t as, struct matter *m, int64_t into)
{
    struct matters_input in = {.into = into};
    test_as(cx, as);
    return matters_move(cx, m, "merge", &in);
}

TEST(a_merged_reporter_keeps_the_thread_and_the_word)
{
    struct town t;
    struct matter a, b;
    struct matters_person who[8];
    int n = 0;
    int64_t affected = 0;
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.neighbour, NULL, &b);
    CHECK_OK(test_move(cx, t.grid1, &b, "found_true"));
    closed(cx, &t, &a);
    CHECK_ERR(merge(cx, t.desk, &b, a.id), ERR_INVALID); /* into an open one only */
    handled(cx, &t, &a, 0);
    CHECK_ERR(merge(cx, t.desk, &b, b.id), ERR_INVALID);
    CHECK_OK(merge(cx, t.desk, &b, a.id));
    CHECK_INT(matters_shown(&b), MATTERS_SHOWN_MERGED);
    CHECK_INT(test_open_tasks(cx, &b, NULL), 0);
    CHECK_OK(matters_people(cx, &a, who, 8, &n));
    CHECK_INT(n, 2);
    CHECK_OK(matters_count_affected(cx, &a, &affected));
    CHECK_INT(affected, 2);
    CHECK_OK(test_move(cx, t.lamp, &a, "feed_back"));
    CHECK_OK(test_move(cx, t.grid1, &a, "found_done"));
    CHECK_OK(test_move(cx, t.shift, &a, "close"));
    CHECK_ERR(test_move(cx, t.neighbour, &a, "word_yes"), ERR_DENIED); /* not that thread's */
    CHECK_OK(matters_load(cx, b.county, b.id, &b));
    test_act(cx, t.neighbour);
    CHECK_OK(matters_say(cx, &b, MATTERS_NOT, 0, STR_NONE));
    CHECK_INT(b.word, MATTERS_NOT);
    CHECK_OK(matters_load(cx, a.county, a.id, &a));
    CHECK_STR(a.state, "dispatching"); /* and the whole is done again */
}

TEST(a_merged_case_never_escalates)
{
    struct town t;
    struct matter a, b;
    test_town(cx, &t);
    handled(cx, &t, &a, 0);
    test_report(cx, "case-full", "", t.neighbour, NULL, &b);
    CHECK_OK(test_move(cx, t.grid1, &b, "found_true"));
    CHECK_OK(merge(cx, t.desk, &b, a.id));
    test_clock(cx, cx->now + 30 * DAY_MS);
    CHECK_OK(jobs_run_due(cx, test_jobs));
    CHECK_INT(test_facts(cx, &b, "matter.step"), 0);
}

TEST(the_subject_is_shut_out_and_the_matter_goes_one_level_up)
{
    struct town t;
    struct matter m;
    struct matters_subject about = {0};
    struct matters_new in = {.subjects = &about, .n_subjects = 1};
    test_town(cx, &t);
    about.org = t.committee; /* a complaint about the committee */
    test_report(cx, "case-small", "", t.resident, &in, &m);
    CHECK_INT(test_task(cx, &m, "accept").desk, T_TOWN);
    CHECK_ERR(test_move(cx, t.secretary, &m, "accept"), ERR_NOT_FOUND);
    test_as(cx, t.secretary);
    CHECK_ERR(matters_find(cx, m.county, m.id, MATTERS_VIEW_PUBLIC, &m), ERR_NOT_FOUND);
    CHECK_OK(test_move(cx, t.townsman, &m, "accept"));
}

TEST(one_who_becomes_the_subject_loses_the_task)
{
    struct town t;
    struct matter m;
    test_town(cx, &t);
    test_report(cx, "case-small", "", t.resident, NULL, &m);
    CHECK_INT(test_task(cx, &m, "accept").desk, T_COMMUNITY);
    struct matters_subject about = {.account = t.secretary};
    CHECK_OK(matters_add_subject(cx, &m, &about));
    CHECK_INT(test_task(cx, &m, "accept").desk, T_TOWN);
    CHECK_ERR(test_move(cx, t.secretary, &m, "accept"), ERR_NOT_FOUND);
    CHECK_OK(test_move(cx, t.townsman, &m, "accept"));
}

TEST(a_task_is_claimed_once_and_handed_over_inside_its_organisation)
{
    struct town t;
    struct matter m;
    struct matters_candidate c[8];
    int n = 0;
    test_town(cx, &t);
    handled(cx, &t, &m, 0);
    struct task h = test_task(cx, &m, "handle");
    test_as(cx, t.pipe);
    CHECK_ERR(matters_claim(cx, &h), ERR_NOT_FOUND);
    test_as(cx, t.lamp);
    CHECK_OK(matters_claim(cx, &h));
    test_as(cx, t.lamp2);
    CHECK_ERR(matters_claim(cx, &h), ERR_CONFLICT); /* as it was seen */
    h = test_task(cx, &m, "handle");
    CHECK_INT(h.account, t.lamp);
    CHECK_ERR(matters_claim(cx, &h), ERR_CONFLICT);
    CHECK_ERR(matters_hand_over(cx, &h, t.lamp2), ERR_DENIED); /* not theirs to give */
    CHECK_ERR(test_move(cx, t.lamp2, &m, "feed_back"), ERR_CONFLICT);
    test_as(cx, t.lamp);
    CHECK_OK(matters_candidates(cx, &h, c, 8, &n));
    CHECK_INT(n, 2);
    CHECK_ERR(matters_hand_over(cx, &h, t.pipe), ERR_INVALID);
    CHECK_OK(matters_hand_over(cx, &h, t.lamp2));
    CHECK_OK(test_move(cx, t.lamp2, &m, "feed_back"));
    CHECK_INT(test_facts(cx, &m, "matter.claimed"), 1);
    CHECK_INT(test_facts(cx, &m, "matter.handed"), 1);
}

TEST(buttons_are_what_could_be_done)
{
    struct town t;
    struct matter m;
    struct matters_offer offers[24];
    int n = 0;
    test_town(cx, &t);
    handled(cx, &t, &m, t.water);
    test_as(cx, t.lamp);
    CHECK_OK(matters_offers(cx, &m, STR_NONE, offers, 24, &n));
    int feed = -1, back = -1, again = -1;
    for (int i = 0; i < n; i++) {
        feed = strcmp(offers[i].move->name, "feed_back") == 0 ? i : feed;
        back = strcmp(offers[i].move->name, "ask_return") == 0 ? i : back;
        again = strcmp(offers[i].move->name, "ask_return_again") == 0 && !offers[i].waits.len
                    ? i
                    : again;
    }
    CHECK(feed >= 0 && offers[feed].waits.len > 0); /* the others have not answered */
    CHECK(back >= 0 && offers[back].waits.len == 0);
    CHECK_INT(again, -1);
    test_as(cx, t.road);
    CHECK_OK(matters_offers(cx, &m, STR_NONE, offers, 24, &n));
    CHECK_INT(n, 0);
}
