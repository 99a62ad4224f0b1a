/* callout (吹哨报到): a community calls departments to the spot; they come or say why not; the
 * community sees who came and writes down what came of it. This header is the room's door.
 *
 * Kept true here, whoever calls (the course is the flow `callout`, kept by civic/matters):
 *  - each organisation called answers once, by its own task: it comes, with the time, or it does
 *    not, with a reason; two that answer at once both get through;
 *  - whether somebody came is for the community to say, never for whoever was called;
 *  - nothing is written down before the time to answer is over or all have answered, nor before
 *    every arrival was confirmed or denied;
 *  - how long they have depends on how urgent it is; a county sets it, later callouts alone obey;
 *  - a callout is about one case or none, and becomes one at most once;
 *  - where somebody's phone was is not kept, only how far from the spot.
 * The limits shipped are what the capital practises: 30 minutes, the same day, 7 days.
 *
 * Coordinates are WGS-84 microdegrees. Times are ms UTC.
 */
#pragma once
#include "rooms/cases/cases.h"

#define ACT_CALLOUT_CALL   "callout.call"
#define ACT_CALLOUT_ANSWER "callout.answer"
#define ACT_CALLOUT_READ   "callout.read"

enum callout_urgency { CALLOUT_URGENT, CALLOUT_NORMAL, CALLOUT_LONG, CALLOUT_URGENCIES };
extern const char *const callout_urgency_names[CALLOUT_URGENCIES];  /* urgent, normal, long */
extern const char *const callout_urgency_labels[CALLOUT_URGENCIES]; /* msgids */

struct callout_new {
    int64_t county, place; /* a community, or a grid of it */
    int64_t case_id;       /* 0: none */
    str category, body;
    struct cases_spot spot;
    enum callout_urgency urgency;
    int64_t orgs[MATTERS_ORGS_MAX];
    int n_orgs;
};
struct callout_receipt {
    int64_t id;
    char number[MATTERS_NUMBER_MAX];
};
/* ERR_INVALID names the fields code, body, place, spot, urgency, org. */
enum err callout_open(struct ctx *cx, const struct callout_new *in,
                      struct callout_receipt *out) MUST_CHECK;

struct callout {
    struct matter m;
    int64_t case_id;
    str category, body;
    struct cases_spot spot;
    enum callout_urgency urgency;
    int64_t called_ms, due_ms;
};
enum err callout_find(struct ctx *cx, int64_t county, str number, struct callout *out) MUST_CHECK;
/* Those of a case, newest first; no view is asked. */
enum err callout_of_case(struct ctx *cx, int64_t county, int64_t case_id, struct callout *out,
                         int max, int *n) MUST_CHECK;

struct callout_unit {
    int64_t org, answered_ms, account, metres, seen_ms; /* metres -1: not known */
    str name, answer, reason, words, seen; /* answer: "", arrived, refused; seen: "", yes, no */
};
enum err callout_units(struct ctx *cx, const struct callout *c,
                       struct callout_unit out[MATTERS_ORGS_MAX], int *n) MUST_CHECK;

/* What the actor's organisation answers. ERR_CONFLICT: a colleague has answered. ERR_INVALID:
 * reason. */
struct callout_answer {
    bool comes;
    str reason, words; /* reason: a code of the flow's */
    int64_t metres;    /* from the spot, -1: not known */
    const struct media_new *photos;
    int n_photos;
};
enum err callout_answer(struct ctx *cx, struct callout *c,
                        const struct callout_answer *in) MUST_CHECK;
/* The community has seen them, or nobody of theirs. */
enum err callout_see(struct ctx *cx, struct callout *c, int64_t org, bool here) MUST_CHECK;

/* Any other step of the flow, on the matter as it was seen. */
struct callout_move {
    const char *move;
    int64_t seen;
    struct matters_input in;
    str say;
};
enum err callout_move(struct ctx *cx, struct callout *c, const struct callout_move *in) MUST_CHECK;

/* Makes a case of it, which then shows the callout. ERR_CONFLICT: there is one. */
enum err callout_make_case(struct ctx *cx, const struct callout *c,
                           struct cases_receipt *out) MUST_CHECK;

/* Organisations of the county that could answer there, by name; those likely for the kind first
 * named in `likely`. *out in cx->mem. */
struct org;
enum err callout_orgs(struct ctx *cx, int64_t county, int64_t place, struct org **out,
                      int *n) MUST_CHECK;
enum err callout_likely(struct ctx *cx, int64_t county, str category, int64_t place, int64_t *out,
                        int max, int *n) MUST_CHECK;

/* ---- how long they have -------------------------------------------------- */

struct callout_limit {
    int64_t n, row_ver; /* n 0: till the end of the day; row_ver 0: as shipped */
    enum calendar_unit unit;
};
enum err callout_limits(struct ctx *cx, int64_t county,
                        struct callout_limit out[CALLOUT_URGENCIES]) MUST_CHECK;
/* By ACT_SYSTEM_CONFIG, with a fact. ERR_CONFLICT: not as it was seen. */
enum err callout_set_limit(struct ctx *cx, int64_t county, enum callout_urgency u,
                           const struct callout_limit *in) MUST_CHECK;
str callout_limit_text(struct ctx *cx, const struct callout_limit *l);

/* ---- figures ------------------------------------------------------------- */

/* What was called in a period and is due or answered, per organisation, by name. Called off: not
 * counted. asked = in_time + late + refused + silent + not_seen. */
struct callout_figure {
    int64_t org, asked, in_time, late, refused, silent, not_seen;
    str name;
};
enum { CALLOUT_FIGURES_MAX = 500 };
enum err callout_figures(struct ctx *cx, int64_t from_ms, int64_t until_ms,
                         struct callout_figure **out, int *n) MUST_CHECK;

/* Two made-up callouts, for a county that has none; once the demo's people and cases are there. */
enum err callout_demo_load(struct ctx *cx, int64_t county) MUST_CHECK;

extern const struct room callout_room; /* for app/rooms.c */
