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

/* ---- handing on --------------------------------------------------------- */

/* Two phones stand off by some 15 m each around the 20 m within which reports of one kind are held
 * to be one. */
enum { DUTY_SAME_METRES = 50, DUTY_SAME_MAX = 20 };
/* Open cases of the same kind that may be the same, nearest first; out has room for DUTY_SAME_MAX.
 */
enum err duty_same(struct ctx *cx, const struct casefile *c, struct cases_near *out,
                   int *n) MUST_CHECK;

struct org;
/* The units a case may be given to: departments, and others of its own place; of a department's
 * kind no community. */
enum err duty_units(struct ctx *cx, const struct casefile *c, struct org **out, int *n) MUST_CHECK;

enum duty_choice_kind { DUTY_NO_CHOICE, DUTY_HERE, DUTY_COUNTY, DUTY_BY_RULE };
struct duty_choice { /* org 0: none */
    int64_t org;
    enum duty_choice_kind why;
    int64_t n, of; /* had n of the last `of` of this kind, in the town (HERE) or the county */
};
/* The unit proposed, one of those given. */
enum err duty_choose(struct ctx *cx, const struct casefile *c, const struct org *units, int n,
                     struct duty_choice *out) MUST_CHECK;

/* Could the actor hand it to a unit now, with the steps on the way that are the actor's too. */
enum err duty_may_dispatch(struct ctx *cx, const struct matter *m, bool *yes) MUST_CHECK;

/* Could the actor press its unit now; if not, `why` may have a sentence. */
enum err duty_may_press(struct ctx *cx, const struct matter *m, bool *yes, str *why) MUST_CHECK;

enum duty_result {
    DUTY_DONE,
    DUTY_FIRST,   /* somebody else took a step first */
    DUTY_CONSENT, /* a community would have to agree */
    DUTY_REFUSED
};
struct duty_order { /* hand `c` to `org`, merge it into the matter `into`, or press its unit */
    const struct casefile *c;
    int64_t seen, org, into;
    str press;               /* what they are to do; "" where it is another order */
    enum duty_result result; /* result */
};
enum { DUTY_ORDERS_MAX = 25 };
struct duty_orders {
    struct duty_order at[DUTY_ORDERS_MAX];
    int n;
};
/* db_write of its own. Each is done or not by itself; OK also where none was. A repeat of the same
 * form is answered by the address of the first's results. */
enum err duty_order(struct ctx *cx, struct duty_orders *all) MUST_CHECK;

extern const struct room duty_room; /* for app/rooms.c */
