/* matters_own: what the files of civic/matters share. */
#pragma once
#include "civic/matters/flow_own.h"
#include "civic/people/people.h"

enum {
    TASKS_MAX = 200, /* of one matter, closed ones included */
    DEPTH_MAX = 6,   /* moves that follow from a move */
};
#define NO_DUE INT64_C(253402214400000) /* year 9999: sorts last */

/* matters.c */
/* Its columns stand from `at` on. Without flow: matters_with_flow. */
struct matter matters_read(const struct rows *r, int at);
const char *matters_json(struct arena *mem, const char *const *name_value); /* {"a":"b"} */

/* find.c */
enum err matters_with_flow(struct ctx *cx, struct matter *m) MUST_CHECK;

/* party.c */
struct standing { /* of the actor to one matter */
    bool subject, reporter;
};
enum err matters_standing(struct ctx *cx, const struct matter *m, str token,
                          struct standing *out) MUST_CHECK;
enum err matters_party_add(struct ctx *cx, int64_t county, int64_t matter, enum matters_party as,
                           const struct matters_subject *who, bool may_contact) MUST_CHECK;

/* desk.c: whose a new task is */
struct owner {
    int64_t desk, org, account;
};
struct wanted { /* what is known when it is asked */
    const struct matter *m;
    const struct flow_task *def;
    const struct matters_subject *subjects;
    int n_subjects;
    const struct task *tasks; /* of the matter, oldest first */
    int n_tasks;
    int64_t org, account; /* named by the move */
};
enum err matters_owner(struct ctx *cx, const struct wanted *w, struct owner *out) MUST_CHECK;
enum { LEVELS = 7 }; /* itself, community, town, county, prefecture, province, instance */
void matters_levels(int64_t scope, int64_t out[LEVELS]);

/* task.c */
struct task matters_task_read(const struct rows *r, int64_t county);
enum err matters_task_open(struct ctx *cx, const struct matter *m, const struct flow_task *def,
                           const struct owner *o, int64_t due_ms) MUST_CHECK;
enum err matters_task_close(struct ctx *cx, const struct task *t,
                            enum matters_task_state state) MUST_CHECK;

/* clock.c */
enum err matters_calendar(struct ctx *cx, int64_t county, const struct calendar **out) MUST_CHECK;
struct clocks { /* of one matter, while it moves */
    struct matters_clock at[MATTERS_CLOCKS_MAX];
    bool changed[MATTERS_CLOCKS_MAX], fresh[MATTERS_CLOCKS_MAX];
    enum matters_clock_state was[MATTERS_CLOCKS_MAX];
    int64_t was_due[MATTERS_CLOCKS_MAX];
    int n;
    const struct calendar *cal;
};
enum err matters_clocks_load(struct ctx *cx, const struct matter *m, struct clocks *out) MUST_CHECK;
/* `limit` n 0: the kind's, else the flow's. */
enum err matters_tick(struct ctx *cx, const struct matter *m, struct clocks *c, int clock,
                      enum flow_tick tick, const struct matters_limit *limit) MUST_CHECK;
enum err matters_extend(struct ctx *cx, const struct matter *m, struct clocks *c, const char *name,
                        const struct matters_limit *more) MUST_CHECK;
enum err matters_clocks_save(struct ctx *cx, const struct matter *m, struct clocks *c) MUST_CHECK;
struct matters_clock *matters_clock_last(struct clocks *c, const char *name); /* or NULL */
int64_t matters_due_by(struct clocks *c, const char *name);                   /* or NO_DUE */

int64_t matters_step_ms(const struct calendar *cal, const struct calendar_clock *k, int64_t due,
                        int percent);
/* steps.c */
enum err matters_recompute_with(struct ctx *cx, int64_t county, const struct calendar *cal,
                                str reason, int64_t *changed) MUST_CHECK;

/* move.c */
struct run { /* one move, from its first statement to its fact */
    struct matter was, now;
    const struct matters_kind *kind;
    const struct flow_move *move; /* NULL: opening */
    struct matters_input in;
    bool system, asking;
    struct standing standing;
    struct matters_subject subjects[MATTERS_SUBJECTS_MAX];
    int n_subjects;
    struct task *tasks; /* TASKS_MAX */
    int n_tasks;
    const struct task *by;
    struct clocks *clocks;
    int depth;
};
enum err matters_run_load(struct ctx *cx, struct run *r) MUST_CHECK; /* tasks, standing, subjects */
enum err matters_open_tasks(struct ctx *cx, struct run *r, const int *tasks, int n) MUST_CHECK;
enum err matters_tick_all(struct ctx *cx, struct run *r, const struct flow_set_clock *set, int n,
                          const struct matters_limit *limit) MUST_CHECK;
/* The system's move. ERR_BUSY: raced, try all again. */
enum err matters_move_by_system(struct ctx *cx, struct matter *m, const struct flow_move *move,
                                const struct matters_input *in, int depth) MUST_CHECK;

/* who.c */
enum err matters_who(struct ctx *cx, struct run *r) MUST_CHECK; /* sets r->by */
enum err matters_needs(struct ctx *cx, const struct run *r) MUST_CHECK;
enum err matters_guards_ask(struct ctx *cx, const struct run *r) MUST_CHECK;
bool matters_joined(const struct run *r, const char *task, enum flow_join join, int n);

/* rules.c */
void matters_apply(struct ctx *cx, struct run *r); /* what the move does to r->now; reads no rows */
enum err matters_effects_run(struct ctx *cx, struct run *r) MUST_CHECK;

extern const struct places_rekey *const matters_rekeys[]; /* renumber.c, NULL-terminated */
