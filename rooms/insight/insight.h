/* insight (研判考评): how well the chain works: outcomes of cases in figures that resist gaming.
 *
 * Kept true here:
 *  - a figure is a ratio or a duration of the shipped definitions (measures.c); there are no quotas
 *    and nobody is ranked by how much was reported, clicked or walked;
 *  - every figure can be followed to its cases: it is the number of rows of the same table that the
 *    list reads;
 *  - a case counts once in each step, in the period in which the step was done early or in which
 * its deadline fell; what is put aside or void counts nowhere, silence is never satisfaction;
 *  - an empty denominator is "—", and few cases are shown as few;
 *  - the rows are made from the cases alone and can be made again (insight_rebuild): telling a fact
 *    twice changes nothing.
 *
 * Days, weeks, months, quarters and years are those at +08:00.
 */
#pragma once
#include "civic/room.h"
#include "kit/db/db.h"

#define ACT_INSIGHT "insight.read"

extern const struct room insight_room;

/* ---- one case ---------------------------------------------------------- */

enum insight_step {
    INSIGHT_REPORT,
    INSIGHT_VERIFY,
    INSIGHT_ACCEPT,
    INSIGHT_FILE,
    INSIGHT_DISPATCH,
    INSIGHT_HANDLE,
    INSIGHT_CHECK,
    INSIGHT_CLOSE,
    INSIGHT_WORD, /* closed for the first time: what the resident says of it */
    INSIGHT_STEPS
};
/* Inside db_write: makes the rows of a case again from the case itself. A matter that is no case is
 * passed over. */
enum err insight_rebuild(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;

/* ---- what is counted ---------------------------------------------------- */

enum insight_measure {
    M_REPORTED,
    M_VALID,
    M_VERIFY_DUE,
    M_VERIFIED_IN_TIME,
    M_ACCEPT_DUE,
    M_ACCEPTED,
    M_ACCEPTED_IN_TIME,
    M_ACCEPTED_RIGHT,
    M_ACCEPTED_FILED,
    M_FILED_OR_HELD,
    M_HELD,
    M_FILED,
    M_FILED_IN_TIME,
    M_FILED_RIGHT,
    M_FILED_PUBLIC,
    M_FILED_FOUND, /* reported by grid workers, or missed by them */
    M_MISSED,
    M_DISPATCH_DUE,
    M_DISPATCHED,
    M_DISPATCHED_IN_TIME,
    M_DISPATCHED_RIGHT,
    M_RETURNED,
    M_HANDLE_DUE,
    M_HANDLED,
    M_HANDLED_IN_TIME,
    M_HANDLED_LATE,
    M_UNHANDLED_LATE,
    M_EXTENDED,
    M_CHECK_DUE,
    M_CHECKED_IN_TIME,
    M_CLOSE_DUE,
    M_CLOSED,
    M_CLOSED_IN_TIME,
    M_REWORKED,
    M_ASKED,
    M_SAID_YES,
    M_SAID_PARTLY,
    M_SAID_NO,
    M_SILENT,
    M_NOT_SAID,
    M_REOPENED,
    M_RATED,
    M_CONTENT,
    INSIGHT_MEASURES
};
/* In a row's bits besides its measures: an appeal took the case out. */
#define INSIGHT_EXCLUDED 62

struct insight_counted { /* a measure, for readers */
    const char *code;
    enum insight_step step;
    const char *label; /* msgid */
};
extern const struct insight_counted insight_counted[INSIGHT_MEASURES];
int insight_measure_find(str code); /* -1: none */

/* ---- indicators --------------------------------------------------------- */

enum insight_kind { INSIGHT_RATIO, INSIGHT_MEAN };
enum insight_good { INSIGHT_MORE, INSIGHT_LESS, INSIGHT_NEITHER };
enum insight_group { INSIGHT_OUTCOMES, INSIGHT_TIMES, INSIGHT_CARE, INSIGHT_GROUPS };
extern const char *const insight_group_labels[INSIGHT_GROUPS]; /* msgids */

struct indicator {
    const char *code;
    enum insight_group group;
    const char *label;      /* msgid */
    enum insight_kind kind; /* MEAN: of the time that `above` cases took */
    enum insight_measure above, below;
    enum insight_good good;
    const char *words;         /* msgid: the formula for readers */
    const char *sure, *source; /* how well the rule is attested, and where it comes from (msgid) */
};
extern const struct indicator insight_indicators[];
extern const int insight_n_indicators;
int insight_find(str code); /* -1: none */

/* ---- figures ------------------------------------------------------------ */

enum insight_by {
    INSIGHT_WHOLE,
    INSIGHT_BY_PLACE,
    INSIGHT_BY_ORG,
    INSIGHT_BY_CATEGORY,
    INSIGHT_BYS
};
extern const char *const insight_by_names[INSIGHT_BYS];

struct insight_query {
    int64_t county, lo, hi;    /* scope */
    int64_t org;               /* 0: any */
    str category;              /* empty: any */
    int64_t from_ms, until_ms; /* until is behind the end; what lies after now is left off */
    enum insight_by by;
    int64_t unit; /* BY_PLACE: 1000000 towns, 1000 communities, 1 grids */
};
struct insight_median { /* of the steps' durations; n 0: none */
    int64_t n, median_ms, p90_ms;
};
struct insight_figures {
    str key; /* of the group; empty for the whole */
    int64_t count[INSIGHT_MEASURES];
    int64_t appealed[INSIGHT_MEASURES]; /* taken out by appeals, not in count */
    int64_t took_ms[INSIGHT_STEPS], took_n[INSIGHT_STEPS];
    struct insight_median times[INSIGHT_STEPS];
};
#define INSIGHT_GROUPS_MAX 1000
/* Of those steps only that `steps` names (1 << step); 0: all. Groups in the order of their keys; a
 * whole without cases is one group of zeros. */
enum err insight_count(struct ctx *cx, const struct insight_query *q, unsigned steps,
                       struct insight_figures **out, int *n) MUST_CHECK;

struct insight_value {
    int64_t above, below; /* MEAN: sum of ms and how many */
    bool empty;           /* nothing to divide by: "—" */
    int64_t permille;     /* RATIO, rounded half up */
    int64_t mean_ms;
};
struct insight_value insight_value(const struct indicator *i, const struct insight_figures *f);

/* The cases behind a count, newest first; `before_ms` and `before` are of the last one seen. */
struct insight_case {
    int64_t id, at_ms;
    bool appealed;
};
enum err insight_cases(struct ctx *cx, const struct insight_query *q, enum insight_measure m,
                       int64_t before_ms, int64_t before, struct insight_case *out, int max,
                       int *n) MUST_CHECK;

/* ---- periods ------------------------------------------------------------ */

enum insight_span {
    INSIGHT_DAY,
    INSIGHT_WEEK,
    INSIGHT_MONTH,
    INSIGHT_QUARTER,
    INSIGHT_YEAR,
    INSIGHT_SPANS
};
extern const char *const insight_span_names[INSIGHT_SPANS];
struct insight_period {
    enum insight_span span;
    int64_t from_day, until_day; /* until is behind the end */
};
struct insight_period insight_period_of(enum insight_span span, int64_t day);
/* n periods later (earlier if n < 0). */
struct insight_period insight_period_step(const struct insight_period *p, int n);
