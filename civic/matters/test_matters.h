/* test_matters: a town with posts and a kind of matter, for the tests of civic/matters. */
#pragma once
#include "civic/matters/matters_own.h"
#include "civic/people/test_people.h"
#include "kit/test/test.h"

#define T_TOWN  532503001000000
#define T_GRID  (T_COMMUNITY + 1)
#define T_GRID2 (T_COMMUNITY + 2)

struct town {
    int64_t centre, committee, lights, water, roads; /* organisations */
    int64_t desk, desk2, shift, leader;              /* of the command centre */
    int64_t grid1, grid2, clerk, secretary, townsman;
    int64_t lamp, lamp2, pipe, road; /* handlers of the departments */
    int64_t resident, neighbour;
};
/* Organisations, accounts, posts, flows; cx->rooms has the kind "case" with two lenient guards. */
void test_town(struct ctx *cx, struct town *t);

/* Staff with their posts, or a resident, or nobody (0), acts from now on. */
void test_act(struct ctx *cx, int64_t account);
/* Reports in grid 1 by the flow; `as` 0 is anonymous. */
void test_report(struct ctx *cx, const char *flow, const char *start, int64_t as,
                 struct matters_new *in, struct matter *m);
/* The actor makes a move; everything a move may need is there. Returns what came of it. */
enum err test_move(struct ctx *cx, int64_t as, struct matter *m, const char *move);
enum err test_move_org(struct ctx *cx, int64_t as, struct matter *m, const char *move, int64_t lead,
                       int64_t assist);
const struct matters_input *test_input(struct ctx *cx, const struct matter *m, const char *move);
int test_open_tasks(struct ctx *cx, const struct matter *m, const char *name);
struct task test_task(struct ctx *cx, const struct matter *m, const char *name);
struct matters_clock test_clock_of(struct ctx *cx, const struct matter *m, const char *name);
int64_t test_facts(struct ctx *cx, const struct matter *m, const char *kind);
extern const struct jobs_kind *const test_jobs[];
