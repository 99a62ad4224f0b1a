/* jobs_test.c: timers fire once, messages are tried again, leases spare effort. */
#include "kit/test/test.h"

#include "kit/jobs/jobs_own.h"
#include "kit/jobs/jobs_sql.h"

#include <stdatomic.h>

static atomic_int fired, sent;
static enum err answer; /* what the next message gets */

static enum err fire(struct ctx *cx, const struct jobs_timer *t)
{
    atomic_fetch_add(&fired, 1);
    return t->ref == 13 ? fail(cx, ERR_INVALID, "unlucky") : OK;
}

static enum err send(struct ctx *cx, const struct jobs_message *m)
{
    (void)cx, (void)m;
    atomic_fetch_add(&sent, 1);
    return answer;
}

static const struct jobs_kind test_kind = {.name = "test", .fire = fire, .send = send};
static const struct jobs_kind *const kinds[] = {&test_kind, NULL};

static enum err set_tx(struct ctx *cx, void *arg)
{
    return jobs_timer_set(cx, "test", arg);
}

static enum err send_tx(struct ctx *cx, void *arg)
{
    (void)arg;
    return jobs_send(cx, 7, "test", S("one"), S("{}"));
}

static void begin(void)
{
    atomic_store(&fired, 0);
    atomic_store(&sent, 0);
    answer = OK;
}

TEST(a_timer_fires_once_when_business_time_has_come)
{
    struct jobs_timer t = {.county = 7, .key = S("a"), .due_ms = cx->now + 1000};
    begin();
    CHECK_OK(db_write(cx, set_tx, &t));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(fired, 0);
    test_clock(cx, cx->now + 1000);
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(fired, 1);
}

TEST(a_timer_set_again_is_moved_not_doubled)
{
    struct jobs_timer t = {.county = 7, .key = S("a"), .due_ms = cx->now};
    begin();
    CHECK_OK(db_write(cx, set_tx, &t));
    t.due_ms += 5000;
    CHECK_OK(db_write(cx, set_tx, &t));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(fired, 0);
    test_clock(cx, cx->now + 5000);
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(fired, 1);
}

TEST(a_timer_that_fails_is_shown_to_an_operator_and_can_be_tried_again)
{
    struct jobs_timer t = {.county = 7, .key = S("a"), .due_ms = cx->now, .ref = 13};
    struct jobs_trouble list[4];
    int n = 0;
    begin();
    CHECK_OK(db_write(cx, set_tx, &t));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(fired, 1);
    CHECK_OK(jobs_list_trouble(cx, 7, list, 4, &n));
    CHECK_INT(n, 1);
    CHECK(list[0].timer);
    CHECK_STR(list[0].key, "a");
}

TEST(a_message_asked_for_twice_is_sent_once)
{
    begin();
    CHECK_OK(db_write(cx, send_tx, NULL));
    CHECK_OK(db_write(cx, send_tx, NULL));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(sent, 1);
}

TEST(a_message_that_cannot_go_now_waits_and_one_that_never_can_is_given_up)
{
    struct jobs_trouble list[4];
    int n = 0;
    begin();
    answer = ERR_BUSY;
    CHECK_OK(db_write(cx, send_tx, NULL));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(jobs_run_due(cx, kinds)); /* its next try lies in the future */
    CHECK_INT(sent, 1);
    CHECK_OK(jobs_list_trouble(cx, 7, list, 4, &n));
    CHECK_INT(n, 0);
    answer = ERR_INVALID;
    usleep(2600000); /* 2^1 s and at most a quarter */
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(sent, 2);
    CHECK_OK(jobs_list_trouble(cx, 7, list, 4, &n));
    CHECK_INT(n, 1);
    CHECK(!list[0].timer);
}

TEST(the_pause_between_tries_doubles_up_to_an_hour)
{
    for (int tries = 1; tries <= 12; tries++) {
        int64_t least = tries < 12 ? (INT64_C(1) << tries) * 1000 : 3600000;
        int64_t ms = jobs_backoff_ms(tries);
        CHECK(ms >= (least < 3600000 ? least : 3600000));
        CHECK(ms <= 4500000);
    }
}

TEST(a_county_is_leased_to_one_worker)
{
    bool got = false;
    CHECK_OK(jobs_lease(cx, 7, S("a"), &got));
    CHECK(got);
    CHECK_OK(jobs_lease(cx, 7, S("b"), &got));
    CHECK(!got);
    CHECK_OK(jobs_lease(cx, 7, S("a"), &got));
    CHECK(got);
    CHECK_OK(jobs_lease(cx, 8, S("b"), &got));
    CHECK(got);
}

TEST(workers_fire_each_timer_once_and_stop)
{
    begin();
    for (int i = 0; i < 40; i++) {
        struct jobs_timer t = {
            .county = i % 4, .key = str_fmt(cx->mem, "t%d", i), .due_ms = cx->now};
        CHECK_OK(db_write(cx, set_tx, &t));
    }
    struct jobs *j;
    struct jobs_options o = {.db = cx->db, .kinds = kinds, .threads = 3, .pause_ms = 20};
    CHECK_OK(jobs_start(&o, &j));
    for (int i = 0; i < 200 && fired < 40; i++) {
        jobs_wake(j);
        usleep(20000);
    }
    jobs_stop(j);
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(fired, 40);
}
