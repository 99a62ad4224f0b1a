/* shift: handing a shift over: what is open, what happened, what the next one has to know, and who
 * takes it on. Inside the room.
 *
 * Kept true here:
 *  - a shift begins where the one before ended; it is handed over once, whoever presses first;
 *  - what was handed over is not changed afterwards: figures, the cases named, the notes;
 *  - whoever hands over does not take over; a shift named to somebody is taken by that one alone;
 *  - both are facts.
 */
#pragma once
#include "rooms/duty/duty_own.h"

#define ACT_DUTY_SHIFT "duty.shift"

enum duty_event {
    DUTY_REPORTED,
    DUTY_DISPATCHED,
    DUTY_RETURNED,
    DUTY_PRESSED,
    DUTY_BECAME_LATE,
    DUTY_CLOSED,
    DUTY_UNSOLVED,
    DUTY_MERGED,
    DUTY_EVENTS
};
extern const char *const duty_event_names[DUTY_EVENTS];
#define DUTY_LOG_MS (60 * DAY_MS)

enum { DUTY_NOTES_MAX = 2000, DUTY_NAMED_MAX = 25 };

struct duty_shift {
    int64_t id, scope, row_ver;
    int64_t from_ms, to_ms;
    int64_t giver, taker;       /* taker 0: whoever comes */
    int64_t given_ms, taken_ms; /* taken_ms 0: not yet */
    str notes;
    int64_t happened[DUTY_EVENTS];
    struct duty_counts open;
    str named; /* numbers of the cases named, with blanks between */
};

/* The shift that is running at a place, as it would be handed over now. */
enum err duty_shift_now(struct ctx *cx, int64_t scope, struct duty_shift *out) MUST_CHECK;
/* db_write of its own. ERR_CONFLICT: this shift was handed over already. */
enum err duty_shift_give(struct ctx *cx, struct duty_shift *s) MUST_CHECK;
/* db_write of its own. ERR_DENIED: not yours to take. ERR_CONFLICT: somebody has. */
enum err duty_shift_take(struct ctx *cx, const struct duty_shift *s) MUST_CHECK;
enum err duty_shift_find(struct ctx *cx, int64_t id, struct duty_shift *out) MUST_CHECK;
/* Of the places of the actor's posts, newest first, before that id (INT64_MAX: from the newest). */
enum err duty_shift_list(struct ctx *cx, int64_t before, struct duty_shift *out, int max,
                         int *n) MUST_CHECK;

extern const struct facts_subscriber duty_log;
