/* field_own: shared by the files of this room. */
#pragma once
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/cases/cases_form.h"
#include "rooms/field/field.h"

enum { FIELD_TASKS_MAX = 50, FIELD_MINE_MAX = 5 };

struct field_task {
    struct case_row c;
    str todo, to; /* to: its page */
    int64_t due_ms;
    bool late;
};
struct field_patrol { /* a plan to walk */
    str to, name, how_often;
    int reached, of;
    bool going, paused;
};
struct field_page {
    str name, grids; /* of the worker; of the grids */
    const struct field_task *tasks, *mine;
    int n, n_mine;
    int64_t unread;
    struct field_load week, month;
    const struct field_patrol *patrols;
    int n_patrols;
    int n_visits, late_visits; /* due today and before; of those, before */
};
enum err visit_fill_today(struct ctx *cx, struct field_page *page) MUST_CHECK;
enum err patrol_fill_today(struct ctx *cx, struct field_page *page) MUST_CHECK;

struct field_grid {
    str code, name;
};
struct field_my_grid { /* with those whose post is at this very grid */
    struct grid g;
    str code;
    const struct people_at *who;
    int n_who;
};
struct field_community {
    struct place place;
    const struct people_at *who; /* at the community itself: its chief grid leader */
    int n_who;
    struct field_my_grid *grids;
    int n;
};
struct field_my_grids {
    struct field_community *at;
    int n;
};

struct field_new_page {
    struct report_page r;
    const struct field_grid *grids;
    int n_grids;
    str grid; /* chosen */
    struct kept_file after[CASES_FILES_MAX];
    int n_after;
};

/* Looking on the spot (task_web.c). */
struct field_task_page {
    struct case_row c;
    str heading, todo, body, reply, limit;
    int64_t seen, due_ms;
    bool pin, open_why; /* the case has a point on the map; the list of reasons is needed */
    const struct case_photo *photos;
    int n_photos;
    const struct choice *moves; /* what may have been found */
    int n_moves;
    struct frame_choice reasons, why;
    struct kept_file kept[CASES_FILES_MAX];
    int n_kept;
};
/* What a look is for, in plain words. */
str field_look_todo(struct ctx *cx, const struct task *t);
/* What the phone says of where it is; nothing is refused here. */
void field_read_here(struct req *rq, str lat, str lon, str accuracy, struct cases_spot *out);
enum err field_look(struct req *rq);
enum err field_look_send(struct req *rq);

/* Names of the actor's grids, each after its community if there are several of those. */
enum err field_name_grids(struct ctx *cx, const struct field_grid **out, int *n) MUST_CHECK;

/* The open tasks of the actor's grids. */
enum err field_fill_tasks(struct ctx *cx, struct field_page *p) MUST_CHECK;

enum err field_today(struct req *rq);
enum err field_me(struct req *rq);
enum err field_grids_show(struct req *rq);
enum err field_new(struct req *rq);
enum err field_new_send(struct req *rq);
