/* visit (走访): looking in on households that need it, in half a minute at the door; and what is
 * heard there of changes, which the clerk decides.
 *
 * Kept true here, whoever calls:
 *  - a worker visits households of own grids; others do not exist;
 *  - a visit where nobody opened, or nobody wanted it, leaves the household due: a list of visits
 *    never lapses silently, and whoever oversees the place sees what is overdue;
 *  - a visit in the evening is a visit;
 *  - what was said is sealed with the person's own key; facts and lists have none of it;
 *  - a worker never changes the register: what is heard becomes a matter (flow household-change),
 *    accepting it changes the register in the same transaction, declining says why, and who heard
 *    it reads what came of it;
 *  - an open question of an import is answered by right, wrong (which is a change) or not known
 *    (which leaves it open).
 */
#pragma once
#include "civic/forms/forms.h"
#include "civic/homes/homes.h"
#include "civic/matters/matters.h"

#define ACT_VISITS_OVERSEE "visits.oversee"

enum visit_outcome { VISIT_MET, VISIT_NOBODY, VISIT_UNWELCOME, VISIT_OUTCOMES };
extern const char *const visit_outcome_names[VISIT_OUTCOMES];
extern const char *const visit_outcome_labels[VISIT_OUTCOMES]; /* msgids */

enum visit_what {
    CHANGE_PHONE,
    CHANGE_MOVED, /* away, or died: the resident leaves the roll */
    CHANGE_NEW,   /* somebody lives there too */
    CHANGE_NAME,
    CHANGE_RELATION,
    CHANGE_ADDRESS,
    CHANGE_ID_NUMBER,
    CHANGE_OTHER,
    CHANGES
};
extern const char *const visit_what_names[CHANGES];
extern const char *const visit_what_labels[CHANGES]; /* msgids */

enum { VISIT_LINES_MAX = 12, VISIT_SAID_MAX = 200, VISIT_NEXT_MOST_DAYS = 370 };
struct visit_line { /* something heard */
    enum visit_what what;
    int64_t resident; /* 0: of the household */
    str said;         /* the new value, in words or digits */
};
struct visit_question {
    int64_t id;
    enum { VISIT_RIGHT, VISIT_WRONG, VISIT_NOT_KNOWN } answer;
    str said; /* when wrong: how it really is */
};
struct visit_new {
    int64_t county, household;
    enum visit_outcome outcome;
    str answers;      /* canonical JSON of the form, checked */
    int64_t next_day; /* 0: by the usual rhythm */
    struct visit_line lines[VISIT_LINES_MAX];
    int n_lines;
    struct visit_question questions[HOMES_QUESTIONS_MAX];
    int n_questions;
};
/* ERR_INVALID names next_day, what, said, and "q-" + id of a question; *number: of the change that
 * came of it, or "". */
enum err visit_save(struct ctx *cx, const struct visit_new *in, str *number) MUST_CHECK;

/* The form of the day: the current one named "visit", or that which ships. */
enum err visit_form(struct ctx *cx, struct form *out) MUST_CHECK;

struct visit_past {
    int64_t id, account, day, at_ms, next_day;
    enum visit_outcome outcome;
    str answers; /* in plain text for whoever may see the household; "" if there are none */
    str form;
};
enum err visit_list(struct ctx *cx, const struct household *h, struct visit_past *out, int max,
                    int *n) MUST_CHECK;

/* ---- changes ------------------------------------------------------------- */

struct visit_change {
    struct matter m;
    struct household h; /* as this reader may see it; id 0: it is no longer there */
    int64_t account, at_ms;
    str declined;
    struct visit_line lines[VISIT_LINES_MAX];
    int n_lines;
};
enum err visit_change_find(struct ctx *cx, int64_t county, str number,
                           struct visit_change *out) MUST_CHECK;
enum err visit_change_move(struct ctx *cx, struct visit_change *c, const char *move, int64_t seen,
                           const struct matters_input *in, str say) MUST_CHECK;
/* What the actor heard and reported, newest first. */
enum err visit_changes_mine(struct ctx *cx, int64_t county, struct visit_change *out, int max,
                            int *n) MUST_CHECK;

extern const struct room visit_room; /* for app/rooms.c */

/* Some visits in the demo's first grid, and two changes that wait. */
enum err visit_demo_load(struct ctx *cx, int64_t county) MUST_CHECK;
