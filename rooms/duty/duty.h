/* duty (指挥中心): what the command centre looks at and directs: every case that is not over, in
 * the order in which it needs somebody, with the reason in words. This header is the room's door.
 *
 * Kept true here, whoever calls:
 *  - the board shows what the reader's posts may read (cases.read, cases.private) and no more; whom
 *    a case is about never sees it there;
 *  - it is made from the facts: a row per case in work or awaiting the resident's word, gone when
 *    the case is over, so what a look costs does not grow with history;
 *  - its order is one moment per case, the one by which somebody has to act; urgent ones stand
 *    before all others.
 *
 * Times are ms UTC.
 */
#pragma once
#include "rooms/cases/cases.h"

#define ACT_DUTY "duty.board" /* see the board */

enum duty_stage { DUTY_NEW, DUTY_DISPATCH, DUTY_WORK, DUTY_CONFIRM, DUTY_STAGES };
extern const char *const duty_stage_names[DUTY_STAGES]; /* new, dispatch, work, confirm */

enum duty_when { DUTY_ANY_TIME, DUTY_TODAY, DUTY_LATE, DUTY_WHENS };

#define DUTY_NEVER INT64_C(253402214400000) /* no time is set: sorts last */

struct duty_row {
    int64_t matter, need_ms;
    int64_t due_ms; /* DUTY_NEVER: none */
    int64_t since_ms;
    enum duty_stage stage;
    str task; /* which the flow opened: what is to be done next */
    bool urgent, signed_for;
    int near; /* others of its kind that may be the same */
};
struct duty_filter {
    int64_t county, lo, hi; /* scope */
    int stage;              /* enum duty_stage, or -1: all that is not waiting for the resident */
    enum duty_when when;
    int64_t after_need, after; /* keyset: of the last one seen, 0 at first */
};
enum err duty_list(struct ctx *cx, const struct duty_filter *f, struct duty_row *out, int max,
                   int *n) MUST_CHECK;

struct duty_counts {
    int64_t stage[DUTY_STAGES], today, late;
};
/* Stage and time of the filter are not asked. */
enum err duty_count(struct ctx *cx, const struct duty_filter *f,
                    struct duty_counts *out) MUST_CHECK;

struct duty_at {
    int64_t scope, open, late;
};
enum { DUTY_PLACES_MAX = 4000 };
/* By today's code, the codes in order; *out in cx->mem. */
enum err duty_count_places(struct ctx *cx, const struct duty_filter *f, struct duty_at **out,
                           int *n) MUST_CHECK;

/* Why it stands where it stands, in the reader's words: the one thing first, the others after. */
struct duty_why {
    enum frame_look look;
    str first, rest;
};
void duty_why(struct ctx *cx, const struct duty_row *r, const struct matter *m,
              struct duty_why *out);

extern const struct room duty_room; /* for app/rooms.c */
