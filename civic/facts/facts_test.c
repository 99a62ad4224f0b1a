/* facts_test.c: numbers without gaps, subscribers that miss nothing and are fed once. */
#include "kit/test/test.h"

#include "civic/facts/facts.h"
#include "civic/room.h"

static int64_t taken[64];
static int n_taken, bad_fact;

static enum err take(struct ctx *cx, const struct fact *f)
{
    if (bad_fact && f->subject == bad_fact)
        return fail(cx, ERR_INVALID, "not this one");
    if (n_taken < 64)
        taken[n_taken++] = f->pos;
    return OK;
}

static const char *const wanted[] = {"lamp.", NULL};
static const struct facts_subscriber picky = {"picky", wanted, take};
static const struct facts_subscriber *const subscribers[] = {&picky, NULL};
static const struct room test_room = {.name = "test", .subscribers = subscribers};
static const struct room *const rooms[] = {&test_room, NULL};
static const struct jobs_kind *const kinds[] = {&facts_job, NULL};

static enum err add_tx(struct ctx *cx, void *arg)
{
    return facts_add(cx, arg);
}

static enum err undone_tx(struct ctx *cx, void *arg)
{
    enum err e = facts_add(cx, arg);
    return e ? e : ERR_INVALID;
}

static void add(struct ctx *cx, int64_t county, int64_t subject, const char *kind)
{
    struct fact f = {.county = county,
                     .subject_kind = "lamp",
                     .subject = subject,
                     .kind = kind,
                     .from = S("on"),
                     .to = S("off"),
                     .audience = FACTS_STAFF};
    CHECK_OK(db_write(cx, add_tx, &f));
}

static void begin(struct ctx *cx)
{
    n_taken = 0;
    bad_fact = 0;
    cx->rooms = rooms;
}

TEST(facts_are_numbered_per_county_without_gaps)
{
    struct fact f[8], undone = {.county = 1, .subject_kind = "lamp", .subject = 5, .kind = "x.y"};
    int n = 0;
    begin(cx);
    add(cx, 1, 5, "lamp.broken");
    CHECK_ERR(db_write(cx, undone_tx, &undone), ERR_INVALID);
    add(cx, 2, 5, "lamp.broken");
    add(cx, 1, 6, "door.broken");
    add(cx, 1, 5, "lamp.mended");
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(facts_since(cx, 1, 0, f, 8, &n));
    CHECK_INT(n, 3);
    for (int i = 0; i < n; i++)
        CHECK_INT(f[i].pos, i + 1);
    CHECK_OK(facts_since(cx, 2, 0, f, 8, &n));
    CHECK_INT(n, 1);
    CHECK_INT(f[0].pos, 1);
}

TEST(a_subscriber_sees_its_kinds_in_order_and_once)
{
    int64_t behind = -1;
    begin(cx);
    add(cx, 1, 5, "lamp.broken");
    add(cx, 1, 6, "door.broken");
    CHECK_OK(jobs_run_due(cx, kinds));
    add(cx, 1, 5, "lamp.mended");
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(n_taken, 2);
    CHECK_INT(taken[0], 1);
    CHECK_INT(taken[1], 3);
    CHECK_OK(facts_behind(cx, 1, "picky", &behind));
    CHECK_INT(behind, 0);
}

TEST(a_fact_a_subscriber_cannot_take_stops_it_there_until_it_can)
{
    int64_t behind = 0;
    begin(cx);
    add(cx, 1, 5, "lamp.broken");
    add(cx, 1, 6, "lamp.broken");
    add(cx, 1, 7, "lamp.broken");
    bad_fact = 6;
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(facts_behind(cx, 1, "picky", &behind));
    CHECK_INT(behind, 2);
    bad_fact = 0;
    n_taken = 0;
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(n_taken, 2);
    CHECK_INT(taken[0], 2);
}

TEST(a_history_shows_each_audience_its_part)
{
    struct fact f[4];
    int n = 0;
    begin(cx);
    add(cx, 1, 5, "lamp.broken");
    CHECK_OK(facts_list(cx, 1, "lamp", 5, FACTS_REPORTER, 0, f, 4, &n));
    CHECK_INT(n, 0);
    CHECK_OK(facts_list(cx, 1, "lamp", 5, FACTS_STAFF, 0, f, 4, &n));
    CHECK_INT(n, 1);
    CHECK_STR(f[0].from, "on");
    CHECK_OK(facts_list(cx, 1, "lamp", 5, FACTS_STAFF, f[0].id, f, 4, &n));
    CHECK_INT(n, 0);
}

TEST(the_auditor_asks_for_one_kind_and_gets_no_other)
{
    struct fact f[8];
    struct facts_filter lit = {.kind = S("lamp.lit"), .before = INT64_MAX, .to_ms = INT64_MAX},
                        all = {.before = INT64_MAX, .to_ms = INT64_MAX};
    int n = 0;
    begin(cx);
    add(cx, 1, 5, "lamp.lit");
    add(cx, 1, 5, "lamp.lit_again");
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(facts_newest(cx, 1, &lit, f, COUNT(f), &n));
    CHECK(n == 1 && str_is(str_of(f[0].kind), "lamp.lit"));
    CHECK_OK(facts_newest(cx, 1, &all, f, COUNT(f), &n));
    CHECK_INT(n, 2);
}
