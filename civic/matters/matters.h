/* matters (事): anything somebody must bring to an end by a deadline. One engine for all kinds;
 * rooms add detail tables and never own states, duties, clocks, numbers or history.
 *
 * Kept true here, whoever calls (house: a matter; flows are data):
 *  - a matter moves only along the moves of its flow, made by somebody the move names, with all it
 *    needs; the first statement of every move is the compare-and-set of row_ver, every guard is
 *    asked after it, and each move is a fact;
 *  - a duty is a task with an owner: a desk (an act at a place), an organisation or an account. An
 *    open matter always has one; nobody moves by a task that is closed or not theirs;
 *  - whoever handled does not check, where the flow says so; the subject of a matter is excluded
 *    from it and its tasks go one level up;
 *  - clocks are rows; each step of a clock fires exactly once, never for a paused clock or a merged
 *    matter; a calendar change never turns a met deadline into a missed one;
 *  - what a resident sees is computed from state, outcome and word;
 *  - to whoever may not see it a matter does not exist (ERR_NOT_FOUND).
 *
 * Use by a room, in one transaction function (db_write joins):
 *    before:  matters_prepare(cx, &new)
 *    inside:  matters_open(cx, &new, &opened); the room's rows; matters_number(cx, &new, &opened)
 *    or:      matters_move(cx, &seen, "feedback", &in) FIRST; then the room's rows
 * Rows and index entries of one submission are counted in matters_test.c.
 */
#pragma once
#include "civic/calendar/calendar.h"
#include "civic/facts/facts.h"
#include "civic/matters/flow.h"
#include "civic/room.h"
#include "kit/jobs/jobs.h"

extern const struct db_part matters_schema;

/* ---- words ------------------------------------------------------------- */

enum matters_outcome {
    MATTERS_NO_OUTCOME,
    MATTERS_SOLVED,   /* chosen at feedback, confirmed at closing */
    MATTERS_PARTLY,   /* partly solved */
    MATTERS_ANSWERED, /* cannot be solved, and told why */
    MATTERS_DECLINED, /* not accepted or not filed */
    MATTERS_VOID,
    MATTERS_MERGED,
    MATTERS_OUTCOMES
};
extern const char *const matters_outcome_names[MATTERS_OUTCOMES];

enum matters_word { /* the resident's */
                    MATTERS_NO_WORD,
                    MATTERS_YES,
                    MATTERS_IN_PART,
                    MATTERS_NOT,
                    MATTERS_SILENT,
                    MATTERS_WORDS
};
extern const char *const matters_word_names[MATTERS_WORDS]; /* "", yes, partly, no, silent */

/* What a resident's list shows; late and urgent are flags beside it. */
enum matters_shown {
    MATTERS_SHOWN_SUBMITTED,
    MATTERS_SHOWN_REGISTERED,
    MATTERS_SHOWN_HANDED, /* to an organisation: name it */
    MATTERS_SHOWN_HANDLING,
    MATTERS_SHOWN_HELD, /* until a date: name it */
    MATTERS_SHOWN_YOUR_WORD,
    MATTERS_SHOWN_SOLVED,
    MATTERS_SHOWN_PARTLY,
    MATTERS_SHOWN_ANSWERED,
    MATTERS_SHOWN_DECLINED,
    MATTERS_SHOWN_VOID,
    MATTERS_SHOWN_MERGED,
    MATTERS_SHOWN_UNCONFIRMED, /* silence is never satisfaction */
    MATTERS_SHOWNS
};
extern const char *const matters_shown_names[MATTERS_SHOWNS];
const char *matters_shown_label(enum matters_shown s); /* msgid */

/* ---- a matter ---------------------------------------------------------- */

enum matters_flag { /* in matter.flags */
                    MATTERS_SENSITIVE =
                        1, /* private by default; only those with a task, or the private act */
                    MATTERS_LISTED = 2, /* staff have released it to the public lists */
                    MATTERS_HARD = 4,   /* third return or third department: decided jointly */
                    MATTERS_URGENT = 8,
                    MATTERS_ANONYMOUS = 16, /* no account reported it: only the token speaks */
};

struct matter {
    int64_t county, id, row_ver;
    int64_t place, scope; /* code of its day; today's code */
    str kind, state, category, title, source, number;
    enum matters_outcome outcome;
    enum matters_word word;
    bool open;
    unsigned flags;
    int64_t merged_into; /* another matter of the county, or 0 */
    int64_t lead_org;    /* who handles it, or 0 */
    int64_t opened_ms, changed_ms, closed_ms, until_ms;
    int rating; /* 1 to 5, 0 none */
    int returns, reworks, extensions, holds, reopens;
    int level; /* of supervision: 0 none, 1 yellow, 2 red, 3 leader */
    str flow_hash;
    int64_t round; /* row_ver when the state was entered */
    const struct flow *flow;
    int at; /* index of state in flow */
};

struct matters_subject { /* whom the matter is about: account or org is 0 */
    int64_t account, org;
};

struct matters_limit {
    int64_t n;
    enum calendar_unit unit;
};

enum { MATTERS_ORGS_MAX = 8, MATTERS_SUBJECTS_MAX = 4, MATTERS_NUMBER_MAX = 40 };

struct matters_new {
    const char *kind; /* "case" */
    str flow;         /* name of the flow: its current version is taken; empty: the kind's */
    str start;        /* one of the flow's `starts`; empty: its initial state */
    int64_t county, place, scope;
    str category; /* (standard, kind, code) as one word of the room's choice */
    str title;    /* one line for staff lists, never shown to the public */
    str source;   /* resident, grid_worker, hotline … */
    str alias;    /* of the place that receives it: "HZY" */
    unsigned flags;
    int64_t reporter; /* account, 0: by token alone */
    bool may_contact; /* handlers may see who reported */
    const struct matters_subject *subjects;
    int n_subjects;
    int64_t opened_ms; /* 0: cx->now; earlier for slips entered later */
    bool no_token;     /* nobody gets a receipt (sensor, import) */

    /* filled by matters_prepare */
    int64_t id;
    char token[48]; /* "532503-" and 26 letters: shown once, in the receipt */
    unsigned char token_hash[32];
    const struct flow *f;
    int at; /* state in f */
    const struct calendar *cal;
    struct matters_desk { /* whose the first tasks are */
        int64_t place, org, account;
    } desks[FLOW_RULES_MAX];
};
struct matters_opened { /* results, by value */
    int64_t id;
    char number[MATTERS_NUMBER_MAX]; /* HZY-26-00123, after matters_number */
};

/* Before db_write: finds the flow, makes id and token. */
enum err matters_prepare(struct ctx *cx, struct matters_new *in) MUST_CHECK;
/* Inside db_write: matter, parties, tasks, clocks, fact. */
enum err matters_open(struct ctx *cx, const struct matters_new *in,
                      struct matters_opened *out) MUST_CHECK;
/* Inside db_write, as its last call: one counter per alias and year serialises whoever shares it.
 */
enum err matters_number(struct ctx *cx, const struct matters_new *in,
                        struct matters_opened *out) MUST_CHECK;

/* How the actor stands to a matter. Subjects stand nowhere, whatever else they are. */
enum matters_view {
    MATTERS_VIEW_NONE,
    MATTERS_VIEW_PUBLIC,   /* it is listed: the public text only */
    MATTERS_VIEW_REPORTER, /* reported it, follows it, or holds its token */
    MATTERS_VIEW_TASK,     /* has or had a task of it, by account or organisation */
    MATTERS_VIEW_STAFF     /* a post grants the kind's read act there */
};
enum err matters_view(struct ctx *cx, const struct matter *m, enum matters_view *out) MUST_CHECK;

/* ERR_NOT_FOUND unless the actor's view is at least `least`. */
enum err matters_find(struct ctx *cx, int64_t county, int64_t id, enum matters_view least,
                      struct matter *out) MUST_CHECK;
enum err matters_by_number(struct ctx *cx, int64_t county, str number, enum matters_view least,
                           struct matter *out) MUST_CHECK;
/* The token opens exactly its matter, as its reporter. */
enum err matters_by_token(struct ctx *cx, str token, struct matter *out) MUST_CHECK;
/* No view is asked: for jobs, subscribers, and rooms that have asked already. */
enum err matters_load(struct ctx *cx, int64_t county, int64_t id, struct matter *out) MUST_CHECK;

enum matters_shown matters_shown(const struct matter *m);

/* A page of a community's or a place's matters, newest first; `before` is the last id seen or 0. */
struct matters_list_filter {
    int64_t county, lo, hi;    /* scope; one community is served by its own index */
    str kind, category, state; /* empty: any */
    int open;                  /* 1 open, 0 closed, -1 any */
    bool listed;               /* released to the public only; false asks for the read act */
    int64_t before;
};
enum err matters_list(struct ctx *cx, const struct matters_list_filter *f, struct matter *out,
                      int max, int *n) MUST_CHECK;
/* How many of a place (a community or more) were reported since and released to the public, and how
 * many of those are solved in the word of their reporter. */
struct matters_tally {
    int64_t received, confirmed;
};
enum err matters_tally_listed(struct ctx *cx, int64_t county, str kind, int64_t place,
                              int64_t since_ms, struct matters_tally *out) MUST_CHECK;
/* Those of the actor, merged ones included, newest first. */
enum err matters_list_mine(struct ctx *cx, int64_t county, int64_t before, struct matter *out,
                           int max, int *n) MUST_CHECK;

/* ---- moves ------------------------------------------------------------- */

struct matters_input {
    str reason;               /* a code of the move's */
    str text;                 /* that there are words; the room keeps them */
    int photos, after_photos; /* how many the room attaches in this transaction */
    str why_no_photo;
    str outcome;                    /* solved, partly, answered */
    int64_t orgs[MATTERS_ORGS_MAX]; /* the first leads, the others assist */
    int n_orgs;
    int64_t account; /* a named person */
    int64_t until_ms;
    int64_t into;               /* the matter to merge into */
    struct matters_limit limit; /* n 0: the table's */
    str form;                   /* hash of the form answered */
    str answers;                /* canonical JSON by forms_check; kept by the room */
    int rating;
    str token;        /* speaks for the reporter */
    bool heard;       /* the actor heard the reporter say it; whether it may, the room has asked */
    int64_t task;     /* which of several open tasks is meant; 0: whichever is the actor's */
    const void *room; /* for the room's own guards and effects */
};

/* Makes a move on the matter as it was seen. ERR_CONFLICT: somebody was faster (the sentence says
 * who and when), or it is not possible now. ERR_DENIED: not the actor's to make. ERR_INVALID:
 * something is missing (fields: reason, text, photo, after_photo, outcome, org, until, into,
 * limit, rating, account). On success *m is as it is now. */
enum err matters_move(struct ctx *cx, struct matter *m, const char *move,
                      const struct matters_input *in) MUST_CHECK;

/* The moves the actor could make now (guards asked, needs not): for buttons. */
struct matters_offer {
    const struct flow_move *move;
    int64_t task; /* the task it would be made by, or 0 */
    str waits;    /* not possible yet, and why; empty otherwise */
};
enum err matters_offers(struct ctx *cx, const struct matter *m, str token,
                        struct matters_offer *out, int max, int *n) MUST_CHECK;

/* The resident's word on a closed matter. On a merged one it is kept in its own thread, and
 * "no" makes the matter it was merged into be done again. */
enum err matters_say(struct ctx *cx, struct matter *m, enum matters_word word, int rating,
                     str token) MUST_CHECK;
/* The same as the actor heard it of the reporter, on the phone or at the door. Whether this actor
 * may take it down is the room's to ask, in the same transaction. */
enum err matters_hear(struct ctx *cx, struct matter *m, enum matters_word word) MUST_CHECK;

/* Whom the matter is about. Adding one takes its tasks away from it, one level up. */
enum err matters_add_subject(struct ctx *cx, struct matter *m,
                             const struct matters_subject *s) MUST_CHECK;
enum err matters_subjects(struct ctx *cx, const struct matter *m, struct matters_subject *out,
                          int *n) MUST_CHECK; /* MATTERS_SUBJECTS_MAX */

/* "Affects me too", follow, leave: parties other than the reporter. */
enum matters_party {
    MATTERS_REPORTER,
    MATTERS_AFFECTED,
    MATTERS_FOLLOWER,
    MATTERS_SUBJECT,
    MATTERS_PARTIES
};
extern const char *const matters_party_names[MATTERS_PARTIES];
enum err matters_join_as(struct ctx *cx, const struct matter *m, enum matters_party as) MUST_CHECK;
enum err matters_leave(struct ctx *cx, const struct matter *m, enum matters_party as) MUST_CHECK;
/* Whose matters lie in a range of places and were opened since: who follows what happens there.
 * By account, behind `after`. */
enum err matters_followers(struct ctx *cx, int64_t county, int64_t lo, int64_t hi, int64_t since_ms,
                           int64_t after, int64_t *out, int max, int *n) MUST_CHECK;
enum err matters_follows(struct ctx *cx, int64_t county, int64_t account, int64_t lo, int64_t hi,
                         bool *out) MUST_CHECK;
/* The accounts to be told, merged threads included. */
struct matters_person {
    int64_t account;
    enum matters_party as;
    bool may_contact;
    int64_t matter; /* through which matter: itself or one merged into it */
};
enum err matters_people(struct ctx *cx, const struct matter *m, struct matters_person *out, int max,
                        int *n) MUST_CHECK;
enum err matters_count_affected(struct ctx *cx, const struct matter *m, int64_t *n) MUST_CHECK;

/* Change what lists show; whether the actor may is the room's to ask. Facts are written; row_ver is
 * not needed, so nobody's form is refused. */
enum err matters_set_flags(struct ctx *cx, struct matter *m, unsigned set,
                           unsigned clear) MUST_CHECK;
enum err matters_set_title(struct ctx *cx, struct matter *m, str category, str title) MUST_CHECK;

/* ---- tasks ------------------------------------------------------------- */

enum matters_task_state {
    MATTERS_TASK_OPEN,
    MATTERS_TASK_DONE,
    MATTERS_TASK_DROPPED,
    MATTERS_TASK_STATES
};
extern const char *const matters_task_state_names[MATTERS_TASK_STATES];

struct task {
    int64_t county, matter, id, row_ver;
    str name, kind, act;
    enum matters_task_state state;
    int64_t scope, desk; /* of the matter; of the owning place, 0 when an organisation owns it */
    int64_t org, account, post;
    int64_t due_ms; /* 0: none */
    int64_t opened_ms, claimed_ms, closed_ms, closed_by;
    bool near;
    str clock;
    int64_t round;     /* of its matter, when it was opened */
    struct matter *of; /* its matter, in an inbox; NULL elsewhere */
};
/* Does it belong to the actor: named, or by the act at the place or within the organisation.
 * `named_too`: also if another account has claimed it. */
bool matters_is_mine(struct ctx *cx, const struct task *t, bool named_too);
enum err matters_tasks(struct ctx *cx, const struct matter *m, struct task *out, int max,
                       int *n) MUST_CHECK; /* all of one matter, oldest first */

/* db_write of their own. Claim: ERR_CONFLICT if somebody has it. Hand over: to an account that
 * could claim it, by whoever has it or may assign there (MATTERS_ASSIGN). */
#define ACT_MATTERS_ASSIGN "matters.assign"
enum err matters_claim(struct ctx *cx, const struct task *t) MUST_CHECK;
enum err matters_release(struct ctx *cx, const struct task *t) MUST_CHECK;
enum err matters_hand_over(struct ctx *cx, const struct task *t, int64_t account) MUST_CHECK;
/* Who could claim it. */
struct matters_candidate {
    int64_t account, post, org, scope;
    int64_t open; /* tasks it has */
    str name;
};
enum err matters_candidates(struct ctx *cx, const struct task *t, struct matters_candidate *out,
                            int max, int *n) MUST_CHECK;

/* The duty table: who has the turn for an act at a place. */
struct matters_turn {
    int64_t county, id, scope, account, from_ms, to_ms;
    str act;
};
enum err matters_turn_add(struct ctx *cx, const struct matters_turn *t) MUST_CHECK;
enum err matters_turn_close(struct ctx *cx, int64_t county, int64_t id, int64_t to_ms) MUST_CHECK;

/* ---- the inbox --------------------------------------------------------- */

enum matters_box {
    MATTERS_BOX_MINE, /* named or claimed by the actor */
    MATTERS_BOX_DESK, /* and the trays of my posts' own places and organisations */
    MATTERS_BOX_ALL,  /* everything open that may() lets me do, down to every grid */
    MATTERS_BOXES
};
enum matters_due {
    MATTERS_DUE_ANY,
    MATTERS_DUE_LATE,
    MATTERS_DUE_TODAY,
    MATTERS_DUE_WEEK,
    MATTERS_DUES
};
struct matters_inbox_filter {
    int64_t county;
    enum matters_box box;
    str kind;       /* kind of matter; empty: any */
    str task;       /* name of task; empty: any */
    str category;   /* empty: any */
    int64_t lo, hi; /* scope; 0, 0: any */
    enum matters_due due;
    bool unreturned; /* has an outside reference whose result has not come back */
    bool newest;     /* those opened last come first, instead of those due first */
    int64_t after_due, after_matter, after_task; /* keyset: of the last one seen, 0 at first */
};
/* By due date, those without one last; or by the age of the matter. Each task comes with its
 * matter (`of`, in cx->mem). */
enum err matters_inbox(struct ctx *cx, const struct matters_inbox_filter *f, struct task *out,
                       int max, int *n) MUST_CHECK;
/* How many in all, wherever the page stands; up to 1,000. */
enum err matters_inbox_count(struct ctx *cx, const struct matters_inbox_filter *f,
                             int *n) MUST_CHECK;

/* ---- clocks ------------------------------------------------------------ */

enum matters_clock_state {
    MATTERS_CLOCK_RUNNING,
    MATTERS_CLOCK_PAUSED,
    MATTERS_CLOCK_MET,
    MATTERS_CLOCK_MISSED,
    MATTERS_CLOCK_CANCELLED,
    MATTERS_CLOCK_STATES
};
extern const char *const matters_clock_state_names[MATTERS_CLOCK_STATES];

struct matters_clock {
    int64_t county, matter, id;
    str name;
    struct calendar_clock k;
    int64_t calendar; /* revision it was computed with */
    int64_t started_ms, due_ms, stopped_ms;
    enum matters_clock_state state;
    int fired;       /* how many of its steps */
    int64_t next_ms; /* when the next step fires; 0: none */
};
/* As they stand: the last clock of each name, in the order they were started; earlier rounds are
 * history. At most MATTERS_CLOCKS_MAX, whatever flows the matter has been through. */
enum { MATTERS_CLOCKS_MAX = 60 };
enum err matters_clocks(struct ctx *cx, const struct matter *m, struct matters_clock *out,
                        int *n) MUST_CHECK;
/* The county's calendar has changed: recomputes its running clocks, one fact each (old, new,
 * reason), in transactions of their own. Standing work does it by itself when a revision is new. */
enum err matters_recompute(struct ctx *cx, int64_t county, str reason, int64_t *changed) MUST_CHECK;

/* ---- outside references ------------------------------------------------ */

enum matters_ref_state {
    MATTERS_REF_TO_ENTER,
    MATTERS_REF_ENTERED,
    MATTERS_REF_RETURNED,
    MATTERS_REF_STATES
};
extern const char *const matters_ref_state_names[MATTERS_REF_STATES];
struct matters_ref {
    int64_t county, matter, id;
    str system;     /* code of the outside system */
    str number;     /* there; empty while it is to be entered */
    int64_t due_ms; /* there, or 0 */
    bool wins;      /* its deadline and state stand before ours */
    enum matters_ref_state state;
};
/* db_write of their own, rights are the room's to ask; (system, number) is unique in the county:
 * ERR_CONFLICT. */
enum err matters_ref_add(struct ctx *cx, const struct matters_ref *r) MUST_CHECK;
enum err matters_ref_change(struct ctx *cx, const struct matters_ref *r) MUST_CHECK;
enum err matters_refs(struct ctx *cx, const struct matter *m, struct matters_ref *out, int max,
                      int *n) MUST_CHECK;
enum err matters_by_ref(struct ctx *cx, int64_t county, str system, str number,
                        struct matter *out) MUST_CHECK; /* no view is asked */

/* ---- what a room registers --------------------------------------------- */

/* A move being made, as guards and effects see it. */
struct matters_step {
    const struct matter *m;         /* as it was */
    const struct flow_move *move;   /* NULL when the matter is being opened */
    const struct matters_input *in; /* never NULL */
    const struct task *task;        /* the one it is made by, or NULL */
    bool asking; /* only to show buttons: inputs are not there yet, be lenient about them */
    const struct task *tasks; /* of the matter, oldest first */
    int n_tasks;
};
struct matters_guard {
    const char *name;
    /* OK or a fail() with the sentence. Reads only. */
    enum err (*ask)(struct ctx *cx, const struct matters_step *s, const char *arg);
};
struct matters_effect {
    const char *name;
    /* Inside db_write, after tasks and clocks, before the fact. */
    enum err (*run)(struct ctx *cx, const struct matters_step *s, const char *arg);
};
struct matters_kind {
    const char *name;        /* "case" */
    const char *label;       /* msgid */
    const char *read_act;    /* see matters of this kind at a place */
    const char *private_act; /* … sensitive ones too */
    const char *flow;        /* followed where a place names none */
    const char *desk; /* address of its page for staff, the number after it; NULL: it has none */
    const struct matters_guard *guards; /* ended by {0}, or NULL */
    const struct matters_effect *effects;
    /* The limit of a clock for this matter. ERR_NOT_FOUND: the flow's default. May be NULL. */
    enum err (*limit)(struct ctx *cx, const struct matter *m, const char *clock,
                      struct matters_limit *out);
};
/* Guards every kind has: X_below N and X_from N for X in returns, reworks, extensions, holds,
 *   reopens, level, departments (distinct lead organisations, the one now named included);
 *   before_due CLOCK, has_no CLOCK, hard, not_hard, sensitive, not_sensitive, reporter_known,
 *   no_open_task NAME.
 * Effects every kind has: count returns|reworks|extensions|holds|reopens, hard, level N, lead (the
 *   first organisation named), lead_own (that of the actor's post), until, clear_until, extend
 * CLOCK (by the move's limit), forget_outcome, merge. */

const struct matters_kind *matters_kind_find(const struct ctx *cx, str name);

/* Standing work: steps of clocks, times of holds. */
extern const struct jobs_kind matters_job;
extern const struct room matters_room; /* schema, acts, job, for app/rooms.c */
