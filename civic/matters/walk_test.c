/* walk_test.c: random walks over both flows; whatever is done, what is promised holds. */
#include "civic/matters/test_matters.h"

static uint32_t seed;
static int roll(int n)
{
    seed = seed * 1664525u + 1013904223u;
    return (int)(seed >> 8) % n;
}

enum { PEOPLE = 14, MATTERS = 4 };
struct walk {
    struct town t;
    int64_t people[PEOPLE];
    struct matter m[MATTERS];
    int64_t made[MATTERS]; /* moves that succeeded, by people */
};

static void begin(struct ctx *cx, struct walk *w)
{
    test_town(cx, &w->t);
    const int64_t all[PEOPLE] = {w->t.desk,     w->t.desk2,    w->t.shift,     w->t.leader,
                                 w->t.grid1,    w->t.grid2,    w->t.secretary, w->t.townsman,
                                 w->t.lamp,     w->t.lamp2,    w->t.pipe,      w->t.road,
                                 w->t.resident, w->t.neighbour};
    memcpy(w->people, all, sizeof all);
    for (int i = 0; i < MATTERS; i++) {
        test_report(cx, i % 2 ? "case-full" : "case-small", "", w->t.resident, NULL, &w->m[i]);
        w->made[i] = 0;
    }
}

/* Every open matter has an open task with an owner; nothing that is closed has one. */
static void check_tasks(struct ctx *cx, const struct matter *m)
{
    struct task *t = NEW_N(cx->mem, struct task, TASKS_MAX);
    int n = 0, open = 0;
    CHECK_OK(matters_tasks(cx, m, t, TASKS_MAX, &n));
    for (int i = 0; i < n; i++) {
        if (t[i].state != MATTERS_TASK_OPEN)
            continue;
        open++;
        CHECK(t[i].desk || t[i].org || t[i].account);
    }
    CHECK(m->open ? open > 0 : open == 0);
}

static void check_clocks(struct ctx *cx, const struct matter *m)
{
    struct clocks *c = NEW(cx->mem, struct clocks);
    CHECK_OK(matters_clocks_load(cx, m, c));
    for (int i = 0; i < c->n; i++) {
        const struct matters_clock *k = &c->at[i];
        int def = flow_clock_find(m->flow, k->name);
        CHECK(def >= 0 && k->fired <= m->flow->clocks[def].n_steps);
        if (m->merged_into)
            CHECK(k->state != MATTERS_CLOCK_RUNNING);
        for (int j = 0; j < i; j++) /* one of a name runs at a time */
            CHECK(!(str_eq(c->at[j].name, k->name) && c->at[j].state <= MATTERS_CLOCK_PAUSED &&
                    k->state <= MATTERS_CLOCK_PAUSED));
    }
}

static void check(struct ctx *cx, struct walk *w)
{
    for (int i = 0; i < MATTERS; i++) {
        struct matter *m = &w->m[i];
        CHECK_OK(matters_load(cx, m->county, m->id, m));
        check_tasks(cx, m);
        check_clocks(cx, m);
        CHECK_INT(test_facts(cx, m, "matter.moved"), m->row_ver - 1);
        CHECK(m->row_ver - 1 >= w->made[i]);
        CHECK_INT(m->open, m->flow->states[m->at].standing == FLOW_OPEN);
        CHECK((m->closed_ms != 0) == !m->open);
        (void)matters_shown(m);
    }
}

/* Somebody tries something; what is refused must not change anything. */
static void step(struct ctx *cx, struct walk *w)
{
    int i = roll(MATTERS);
    struct matter *m = &w->m[i], before = *m;
    const struct flow_move *move = &m->flow->moves[roll(m->flow->n_moves)];
    const int64_t org[] = {w->t.lights, w->t.water, w->t.roads};
    int64_t who = w->people[roll(PEOPLE)];
    int lead = roll(3);
    int64_t named = move->needs & FLOW_NEED_ORG ? org[lead] : 0;
    if (move->needs & FLOW_NEED_INTO)
        return;
    enum err e =
        test_move_org(cx, who, m, move->name, named, named && roll(2) ? org[(lead + 1) % 3] : 0);
    CHECK(e == OK || e == ERR_DENIED || e == ERR_CONFLICT || e == ERR_INVALID ||
          e == ERR_NOT_FOUND);
    w->made[i] += e == OK;
    if (e) {
        struct matter now;
        CHECK_OK(matters_load(cx, m->county, m->id, &now));
        CHECK_INT(now.row_ver, before.row_ver);
    }
}

/* Moves that have a chance: of those on offer to whoever has one. */
static void guided(struct ctx *cx, struct walk *w)
{
    struct matters_offer offers[40];
    int i = roll(MATTERS), n = 0;
    struct matter *m = &w->m[i];
    int64_t who = w->people[roll(PEOPLE)];
    const int64_t org[] = {w->t.lights, w->t.water, w->t.roads};
    test_act(cx, who);
    CHECK_OK(matters_offers(cx, m, STR_NONE, offers, 40, &n));
    if (!n)
        return;
    const struct matters_offer *o = &offers[roll(n)];
    if (o->move->needs & FLOW_NEED_INTO)
        return;
    int64_t named = o->move->needs & FLOW_NEED_ORG ? org[roll(3)] : 0;
    enum err e = test_move_org(cx, who, m, o->move->name, named, 0);
    if (o->waits.len)
        CHECK(e == ERR_CONFLICT || e == ERR_INVALID);
    else /* an organisation may still be one too many, or cannot take it */
        CHECK(e == OK || (named && (e == ERR_CONFLICT || e == ERR_INVALID)));
    w->made[i] += e == OK;
}

TEST(random_walks_keep_what_is_promised)
{
    struct walk w;
    for (uint32_t round = 1; round <= 3; round++) {
        seed = round * 977;
        cx->now = TEST_NOW;
        if (round == 1)
            begin(cx, &w);
        for (int i = 0; i < 150; i++) {
            if (roll(3))
                guided(cx, &w);
            else
                step(cx, &w);
            if (roll(10) == 0) {
                test_clock(cx, cx->now + roll(3) * DAY_MS / 4);
                CHECK_OK(jobs_run_due(cx, test_jobs));
            }
            for (int k = 0; k < MATTERS; k++)
                CHECK_OK(matters_load(cx, w.m[k].county, w.m[k].id, &w.m[k]));
            if (i % 10 == 9)
                check(cx, &w);
        }
    }
}
