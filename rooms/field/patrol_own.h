/* patrol_own: shared by the files of patrols. */
#pragma once
#include "rooms/field/field_own.h"
#include "rooms/field/patrol.h"
#include "rooms/field/patrol_sql.h" /* generated */

/* To nobody by name, to the actor, or to whom the actor stands in for. */
bool patrol_named_to(struct ctx *cx, const struct patrol_plan *p);
/* No right is asked. */
enum err patrol_load(struct ctx *cx, int64_t county, int64_t id,
                     struct patrol_plan *out) MUST_CHECK;
/* Also points that left the route on or after that day. */
enum err patrol_points_since(struct ctx *cx, int64_t county, int64_t plan, int64_t day,
                             struct patrol_point *out, int max, int *n) MUST_CHECK;

enum err patrol_walk(struct req *rq);
enum err patrol_walk_turn(struct req *rq);
enum err patrol_walk_point(struct req *rq);
enum err patrol_list(struct req *rq);
enum err patrol_add(struct req *rq);
enum err patrol_show(struct req *rq);
enum err patrol_change(struct req *rq);
enum err patrol_route(struct req *rq);

/* A worker's patrol on a page. */
struct patrol_page {
    struct patrol_plan p;
    struct patrol_run run;
    struct patrol_point *points;
    int n;
    str how_often, report; /* report: address of the form, before the point's name */
    struct frame_option whys[PATROL_WHYS];
    bool in_hours;
    int64_t limit;
    int64_t wrong; /* the point whose form has to be looked at again */
};

/* The planner's pages. */
struct patrol_line {
    struct patrol_plan p;
    str how_often, grids, place, covered;
    int n_points;
};
struct patrol_past {
    struct patrol_run run;
    str who;
};
struct patrol_plan_page {
    struct patrol_plan p;
    bool is_new;
    str slug, name; /* of the community */
    const struct frame_option *grids, *workers, *places;
    int n_grids, n_workers, n_places;
    struct patrol_point *points;
    int n_points;
    const struct patrol_past *runs;
    int n_runs;
    str covered;
};
struct patrol_list_page {
    const struct patrol_line *at;
    int n;
};
bool patrol_has_grid(const struct patrol_plan *p, str code);
str patrol_often_text(struct ctx *cx, const struct patrol_plan *p);
str patrol_covered_text(struct ctx *cx, const struct patrol_coverage *c);
