/* flow (流程): states, moves, tasks and clocks of a kind of matter, as data. Part of the door of
 * civic/matters; docs/flows.md says how a flow file is written.
 *
 * Kept true here:
 *  - a flow that flow_check passed has no unreachable state, no dead end among its open states, no
 *    move nobody may make, and names only guards, effects and clocks that its kind has;
 *  - its canonical text decides its hash: other comments, spacing or order of keys are the
 *    same flow; the order of states and moves is that of lists and buttons; stored flows never
 *    change;
 *  - labels are msgids (po/), so a flow speaks both languages.
 *
 * A struct flow is read-only once read, may be shared by threads, and lives as long as the arena
 * it was read into (flow_find: as long as the process).
 */
#pragma once
#include "kit/base/base.h"
#include "kit/db/db.h"

enum flow_standing { FLOW_OPEN, FLOW_CLOSED, FLOW_FINAL, FLOW_STANDINGS };
extern const char *const flow_standing_names[FLOW_STANDINGS]; /* open, closed, final */

enum {
    FLOW_STATES_MAX = 48,
    FLOW_MOVES_MAX = 120,
    FLOW_TASKS_MAX = 48,
    FLOW_CLOCKS_MAX = 12,
    FLOW_WHO_MAX = 6,
    FLOW_RULES_MAX = 8, /* guards, effects, opened tasks … of one move */
    FLOW_REASONS_MAX = 16,
    FLOW_TEXT_MAX = 256 * 1024,
};

/* What entering a state, or a move, does to a clock. */
enum flow_tick { FLOW_RUN, FLOW_PAUSE, FLOW_STOP, FLOW_RESTART, FLOW_CANCEL, FLOW_TICKS };
extern const char *const flow_tick_names[FLOW_TICKS]; /* run, pause, stop, restart, cancel */
struct flow_set_clock {
    int clock;
    enum flow_tick tick;
};

struct flow_clock {
    const char *name;  /* whole, department, stage, supervision, resident, or the flow's own */
    const char *label; /* msgid */
    int64_t limit;     /* used unless the kind or the move gives another */
    const char *unit;  /* calendar_unit_names */
    struct flow_step {
        const char *name;    /* "80", "100", "leader": each fires once */
        int percent;         /* of the limit */
    } steps[FLOW_RULES_MAX]; /* ascending */
    int n_steps;
};

enum flow_task_kind {
    FLOW_LEAD,
    FLOW_ASSIST,
    FLOW_CHECK,
    FLOW_SIGN,
    FLOW_CONSULT,
    FLOW_REPLY,
    FLOW_INTAKE,
    FLOW_TASK_KINDS
};
extern const char *const flow_task_kind_names[FLOW_TASK_KINDS];

enum flow_to {
    FLOW_TO_PLACE,   /* the nearest place upwards where a post grants the act */
    FLOW_TO_UP,      /* the same, but above the nearest */
    FLOW_TO_LEAD,    /* the first organisation the move names */
    FLOW_TO_ASSIST,  /* each further organisation the move names */
    FLOW_TO_EACH,    /* each organisation the move names, the first too */
    FLOW_TO_SAME,    /* whoever had the task `same` last */
    FLOW_TO_ACCOUNT, /* the account the move names */
    FLOW_TOS
};
extern const char *const flow_to_names[FLOW_TOS];

/* Who of the owning desk or organisation gets it. */
enum flow_assign { FLOW_TRAY, FLOW_DUTY, FLOW_LEAST, FLOW_ASSIGNS };
extern const char *const flow_assign_names[FLOW_ASSIGNS]; /* tray, duty, least */

struct flow_task {
    const char *name;
    const char *label; /* msgid: what is to be done */
    enum flow_task_kind kind;
    enum flow_to to;
    enum flow_assign assign;
    const char *act;                    /* what its owner needs */
    const char *same;                   /* FLOW_TO_SAME */
    int clock;                          /* its due date is this clock's, or -1 */
    const char *not_by[FLOW_RULES_MAX]; /* never whoever did one of these tasks */
    int n_not_by;
    bool near;  /* workers of the same community's other grids too */
    bool stays; /* stays open when the state is left */
    int line;   /* of the text it was read from; so in moves and states */
};

enum flow_join { FLOW_ALL, FLOW_ANY, FLOW_SOME, FLOW_JOINS }; /* FLOW_SOME: `join_n` of them */

enum flow_who_kind { FLOW_BY_TASK, FLOW_BY_ACT, FLOW_BY_REPORTER, FLOW_BY_SYSTEM, FLOW_BYS };
struct flow_who {
    enum flow_who_kind kind;
    const char *word; /* the task's name, the act */
};

/* What a move needs; fields of struct matters_input. */
enum flow_need {
    FLOW_NEED_REASON = 1,      /* one of its reason codes */
    FLOW_NEED_TEXT = 2,        /* words */
    FLOW_NEED_PHOTO = 4,       /* at least one */
    FLOW_NEED_AFTER_PHOTO = 8, /* at least one, or a reason why none */
    FLOW_NEED_OUTCOME = 16,    /* solved, partly, answered */
    FLOW_NEED_ORG = 32,        /* at least one organisation: the first leads */
    FLOW_NEED_UNTIL = 64,      /* a time in the future */
    FLOW_NEED_INTO = 128,      /* another matter */
    FLOW_NEED_LIMIT = 256,     /* a limit for the clock it starts */
    FLOW_NEED_RATING = 512,    /* 1 to 5 */
    FLOW_NEED_ACCOUNT = 1024,  /* a person of the same organisation or desk */
};
#define FLOW_NEEDS 11
extern const char *const flow_need_names[FLOW_NEEDS]; /* by bit */

struct flow_rule { /* a guard or an effect: "returns_below 1" */
    const char *name, *arg;
};
struct flow_reason {
    const char *code, *label; /* msgid */
};

struct flow_move {
    const char *name;
    const char *label; /* msgid: the button, for staff */
    const char *told;  /* msgid: the line in the history */
    uint64_t from;     /* bit per state */
    int to;            /* a state, or -1: it stays */
    struct flow_who who[FLOW_WHO_MAX];
    int n_who;
    const char *not_by[FLOW_RULES_MAX]; /* never the account that did or held one of these tasks */
    int n_not_by;
    const char *not_org[FLOW_RULES_MAX]; /* nor anyone of its organisation */
    int n_not_org;
    unsigned needs;
    const char *form; /* name of a form, or NULL */
    struct flow_reason reasons[FLOW_REASONS_MAX];
    int n_reasons;
    struct flow_rule guards[FLOW_RULES_MAX], effects[FLOW_RULES_MAX];
    int n_guards, n_effects;
    int opens[FLOW_RULES_MAX]; /* tasks, beside those of the state entered */
    int n_opens;
    const char *closes[FLOW_RULES_MAX]; /* tasks, beside the one it is made by */
    int n_closes;
    struct flow_set_clock clocks[FLOW_CLOCKS_MAX];
    int n_clocks;
    enum flow_join join;
    const char *join_task; /* waits until these are done, or NULL */
    int join_n;
    const char *outcome, *word;     /* set by it, or NULL */
    const char *on_clock, *on_step; /* made by the system when this step of this clock fires */
    const char *on_join; /* made by the system when tasks of this name satisfy the join */
    bool on_until;       /* made by the system when the matter's `until` has come */
    bool told_reporter;  /* the reporter's history shows it */
    int line;
};

struct flow_state {
    const char *name;
    const char *label, *resident; /* msgids */
    const char *shows;            /* matters_shown_names: what a resident's list shows */
    enum flow_standing standing;
    int tasks[FLOW_RULES_MAX]; /* opened on entering */
    int n_tasks;
    struct flow_set_clock clocks[FLOW_CLOCKS_MAX];
    int n_clocks;
    int line;
};

struct flow {
    char hash[65];
    const char *name, *kind;
    int64_t version;
    int initial;
    uint64_t starts; /* other states a matter may begin in, bit per state */
    struct flow_state states[FLOW_STATES_MAX];
    struct flow_move moves[FLOW_MOVES_MAX];
    struct flow_task tasks[FLOW_TASKS_MAX];
    struct flow_clock clocks[FLOW_CLOCKS_MAX];
    int n_states, n_moves, n_tasks, n_clocks;
    str text; /* canonical */
};

/* Reads YAML (or canonical text, which is YAML too). ERR_INVALID: `why` names line and reason. */
enum err flow_read(struct arena *mem, str yaml, const struct flow **out, str *why) MUST_CHECK;

/* The same, with `why` in that language (what is no YAML at all is told in English). */
enum err flow_read_in(struct arena *mem, enum lang lang, str yaml, const struct flow **out,
                      str *why) MUST_CHECK;

/* Every complaint, one per line; empty when there is none. Kinds come from cx->rooms. */
str flow_check(struct ctx *cx, const struct flow *f); /* in English */
str flow_check_in(struct ctx *cx, enum lang lang, const struct flow *f);

/* -1 if there is none. */
int flow_state_find(const struct flow *f, str name);
int flow_move_find(const struct flow *f, str name);
int flow_task_find(const struct flow *f, str name);
int flow_clock_find(const struct flow *f, str name);

/* db_write of its own. Checks, stores by hash, makes it the current one of its name. */
enum err flow_load(struct ctx *cx, const struct flow *f) MUST_CHECK;
/* By hash; kept for the life of the process. */
enum err flow_find(struct ctx *cx, str hash, const struct flow **out) MUST_CHECK;
enum err flow_current(struct ctx *cx, str name, const struct flow **out) MUST_CHECK;
/* The current one of every name, those of a kind together. */
enum { FLOW_CURRENT_MAX = 60 };
enum err flow_list_current(struct ctx *cx, const struct flow **out, int max, int *n) MUST_CHECK;

/* By name (the current one), NAME@VERSION (the last stored of them), or the beginning of its hash
 * (eight letters at least). */
enum err flow_pick(struct ctx *cx, str word, const struct flow **out) MUST_CHECK;

/* Whether the database serves one county alone: a flow is loaded for all of them. */
enum err flow_one_county(struct ctx *cx, bool *alone) MUST_CHECK;

/* Every stored flow, the current one of a name first; `open` counts the county's open matters. */
struct flow_stored {
    str name, hash;
    int64_t version, stored_ms, open;
    bool current;
};
enum err flow_list(struct ctx *cx, int64_t county, struct flow_stored *out, int max,
                   int *n) MUST_CHECK;

/* Those that ship with the program (data/flows), where no flow of their name is stored and a
 * room has their kind. */
enum err flow_load_shipped(struct ctx *cx) MUST_CHECK;
extern const str *const flow_shipped[]; /* their texts; NULL-terminated */

/* Before serving: ERR_INVALID with `why` if an open matter's flow is missing, broken, or names
 * something the program lacks. */
enum err flow_serve_check(struct ctx *cx, str *why) MUST_CHECK;

/* Mermaid (stateDiagram-v2). */
str flow_draw(struct arena *mem, const struct flow *f, enum lang lang);

/* Moves open matters from one flow to another. `map` is lines "old = new"; states of the same name
 * map to themselves. Without `apply` it only counts; with it, each matter is moved in a db_write
 * with a fact. Running clocks and open tasks whose names exist in the new flow stay, other tasks
 * are closed and those of the new state opened. */
struct flow_migrated {
    int64_t matters, moved, failed;
};
enum err flow_migrate(struct ctx *cx, const struct flow *old, const struct flow *new_flow, str map,
                      bool apply, struct flow_migrated *out, str *why) MUST_CHECK;
