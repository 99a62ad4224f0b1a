/* freeze.h: what evaluators keep: months that stand, the rules of a score, samples.
 *
 * Kept true here:
 *  - a month is frozen once, after its end, and when every fact of it has been counted; what
 * changes later changes today's figures, never the frozen ones;
 *  - a score is made of rates of the shipped definitions alone, each in its own direction; quotas
 * and counts of activity are refused with the reason;
 *  - a sample is drawn by a seed that is kept, so that anybody can draw it again.
 */
#pragma once
#include "rooms/insight/insight.h"

#define ACT_INSIGHT_FREEZE "insight.freeze"
#define ACT_INSIGHT_SAMPLE "insight.sample"

/* ---- months ------------------------------------------------------------- */

struct freeze_month {
    int64_t month; /* its first day */
    int64_t at_ms, account;
};
enum err freeze_month(struct ctx *cx, int64_t county, int64_t first_day) MUST_CHECK;
/* ERR_NOT_FOUND: it is not frozen. */
enum err freeze_find(struct ctx *cx, int64_t county, int64_t first_day,
                     struct freeze_month *out) MUST_CHECK;
/* A part as it stood: of the whole, a place, a unit or a kind; ERR_NOT_FOUND: it had no cases. */
enum err freeze_figures(struct ctx *cx, int64_t county, int64_t first_day, enum insight_by by,
                        str part, struct insight_figures *out) MUST_CHECK;

/* ---- the score ----------------------------------------------------------- */

enum { SCORE_LINES = 20, SCORE_BODY_MAX = 4000 };
struct score_line {
    int64_t weight; /* of 100 */
    int indicator;  /* of insight_indicators */
    int64_t target; /* per cent, or -1 */
    str name;       /* as this county calls it, or "" */
};
struct score_rule {
    struct score_line line[SCORE_LINES];
    int n;
    int64_t rev, account, at_ms; /* rev 0: the one that ships */
    str body;
};
/* "weight,indicator,target,name" by line. ERR_INVALID: the field "body" says what is refused and
 * why. */
enum err score_read(struct ctx *cx, str body, struct score_rule *out) MUST_CHECK;
enum err score_now(struct ctx *cx, int64_t county, struct score_rule *out) MUST_CHECK;
/* By the system administrator; `seen` is the revision that was edited. */
enum err score_save(struct ctx *cx, int64_t county, str body, int64_t seen) MUST_CHECK;
/* What kind of measure that is not allowed a text names: a msgid, or NULL. */
const char *score_forbidden(struct ctx *cx, str text);

enum score_level { SCORE_EXCELLENT, SCORE_GOOD, SCORE_FAIR, SCORE_POOR, SCORE_LEVELS };
struct score {
    int64_t tenths[SCORE_LINES]; /* points of each line */
    int64_t total;               /* tenths */
    enum score_level level;
    bool empty; /* a line has nothing to divide by, or too few cases: no score */
};
struct score score_of(const struct score_rule *r, const struct insight_figures *f, int least);

/* ---- samples -------------------------------------------------------------- */

enum { SAMPLE_MOST = 50 };
struct sample_draw {
    int64_t id, scope, from_ms, until_ms, among, account, at_ms;
    str seed;
};
struct sample_item {
    int64_t id, account, at_ms;
    str verdict; /* "", good, bad */
};
/* Draws n of the closed cases of a query; how many there were is `among`. */
enum err sample_draw(struct ctx *cx, const struct insight_query *q, int n, int64_t *id) MUST_CHECK;
/* The cases a seed draws of a list: pure, so that anybody can draw again. */
void sample_pick(str seed, int64_t *ids, int n_ids);
enum err sample_find(struct ctx *cx, int64_t county, int64_t id, struct sample_draw *out,
                     struct sample_item *items, int *n) MUST_CHECK;
enum err sample_list(struct ctx *cx, int64_t county, int64_t before, struct sample_draw *out,
                     int max, int *n) MUST_CHECK;
enum err sample_say(struct ctx *cx, int64_t county, int64_t sample, int64_t id,
                    bool good) MUST_CHECK;
