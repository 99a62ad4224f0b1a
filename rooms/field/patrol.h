/* patrol (巡查): plans of a community say which points are passed how often and in which hours; a
 * grid worker passes them, in one go or with pauses, and what was passed is on the server at once.
 *
 * Kept true here, whoever calls:
 *  - a patrol is proved by its points, and by nothing else: no track is kept, a point keeps how far
 *    the phone was from it or the reason named instead, never where the phone was;
 *  - a plan is made by whoever holds ACT_PATROL_PLAN in its community; its patrols are made by the
 *    workers of its grids, or by the one worker it names; to others it does not exist;
 *  - passing a point twice is passing it once, so a form sent again changes nothing; a form that
 *    comes after the patrol has ended still counts for it;
 *  - one open patrol per plan and worker, whatever phone it is on;
 *  - workers are never compared by numbers: coverage belongs to a plan.
 */
#pragma once
#include "rooms/cases/cases.h"

#define ACT_PATROL_PLAN "patrol.plan"

enum patrol_per { PATROL_DAY, PATROL_WEEK, PATROL_MONTH, PATROL_PERS };
extern const char *const patrol_per_names[PATROL_PERS];

enum {
    PATROL_POINTS_MAX = 60,
    PATROL_GRIDS_MAX = 24,
    PATROL_PLANS_MAX = 200,
    PATROL_TIMES_MAX = 10
};
struct patrol_plan {
    int64_t county, id, scope, row_ver; /* scope: the community */
    str name, windows;                  /* "08:00-11:00 19:00-21:00", "" any time */
    int64_t times, account, from_day;   /* account: the one worker, or 0 */
    enum patrol_per per;
    bool live;
    int64_t grids[PATROL_GRIDS_MAX];
    int n_grids;
};
/* Fields of ERR_INVALID: name, times, per, windows, grid, account. */
enum err patrol_plan_add(struct ctx *cx, const struct patrol_plan *in, int64_t *id) MUST_CHECK;
enum err patrol_plan_change(struct ctx *cx, const struct patrol_plan *in) MUST_CHECK;
enum err patrol_plans(struct ctx *cx, int64_t county, struct patrol_plan *out, int max,
                      int *n) MUST_CHECK; /* where the actor plans, or reads all of it */
enum err patrol_plan_find(struct ctx *cx, int64_t county, int64_t id,
                          struct patrol_plan *out) MUST_CHECK; /* by whoever plans there */
/* Is now within the plan's hours? */
bool patrol_in_hours(const struct patrol_plan *p, int64_t now);
/* Hours as typed, with commas, dashes and colons of either script; "" is fine. */
enum err patrol_read_windows(struct ctx *cx, str typed, str *out) MUST_CHECK;

struct patrol_point {
    int64_t id, at_no, from_day, gone_day;
    str name, words; /* words: where it is, in villages */
    bool measured;
    int64_t lat_u, lon_u;
    bool reached; /* from here on: of one patrol */
    int64_t at_ms, metres;
    str why, said;
};
/* The route as it is today, in order. `seen` is the plan's row_ver. */
enum err patrol_points(struct ctx *cx, int64_t county, int64_t plan, struct patrol_point *out,
                       int *n) MUST_CHECK; /* PATROL_POINTS_MAX */
enum err patrol_point_add(struct ctx *cx, const struct patrol_plan *p,
                          const struct patrol_point *in) MUST_CHECK;
enum err patrol_point_drop(struct ctx *cx, const struct patrol_plan *p, int64_t point) MUST_CHECK;
/* One place up (-1) or down (1). */
enum err patrol_point_move(struct ctx *cx, const struct patrol_plan *p, int64_t point,
                           int by) MUST_CHECK;

/* ---- patrols --------------------------------------------------------------- */

enum patrol_state { PATROL_NONE, PATROL_GOING, PATROL_PAUSED, PATROL_DONE, PATROL_STATES };
struct patrol_run {
    int64_t id, plan, account, day, started_ms, changed_ms, row_ver;
    enum patrol_state state; /* NONE: none is open */
    bool outside;            /* begun outside the plan's hours */
    int reached, reasons, of;
};
/* The plans the actor walks. */
enum err patrol_mine(struct ctx *cx, int64_t county, struct patrol_plan *out, int max,
                     int *n) MUST_CHECK;
enum err patrol_mine_find(struct ctx *cx, int64_t county, int64_t id,
                          struct patrol_plan *out) MUST_CHECK;
/* The actor's open patrol of a plan, and its points as far as they were passed. */
enum err patrol_open_run(struct ctx *cx, const struct patrol_plan *p, struct patrol_run *out,
                         struct patrol_point *points, int *n) MUST_CHECK;
/* Starting what is started, pausing what is paused: all fine. */
enum err patrol_turn(struct ctx *cx, const struct patrol_plan *p, enum patrol_state to) MUST_CHECK;

struct patrol_pass {
    int64_t run; /* 0: the open one; it is started if there is none */
    int64_t point;
    struct cases_spot at;
    str why, words; /* one of patrol_why_names */
};
enum { PATROL_WHYS = 6 };
extern const char *const patrol_why_names[PATROL_WHYS];
extern const char *const patrol_why_labels[PATROL_WHYS]; /* msgids */
/* ERR_INVALID names here, why or why_words, each followed by "-" and the point's id. */
enum err patrol_pass(struct ctx *cx, const struct patrol_plan *p,
                     const struct patrol_pass *in) MUST_CHECK;

/* The plan's last patrols, newest first. */
enum err patrol_runs(struct ctx *cx, const struct patrol_plan *p, struct patrol_run *out, int max,
                     int *n) MUST_CHECK;

/* Points passed of points due in the rounds that ended between two days; a point passed more often
 * than due counts as often as due. due 0: no round has ended. */
struct patrol_coverage {
    int64_t due, reached, reasons; /* reasons: of those reached, by a reason named */
};
enum err patrol_covered(struct ctx *cx, const struct patrol_plan *p, int64_t first, int64_t last,
                        struct patrol_coverage *out) MUST_CHECK;

extern const struct room patrol_room; /* for app/rooms.c */

/* Plans, points and some weeks of patrols for the demo's community. */
enum err patrol_demo_load(struct ctx *cx, int64_t county, str csv) MUST_CHECK;
