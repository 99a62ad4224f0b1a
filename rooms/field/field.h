/* field (网格工作): the grid worker's day on a cheap phone: what there is to do, reporting what is
 * found, looking whether reports are so and whether work is done. This header is the room's door.
 *
 * Kept true here, whoever calls:
 *  - a worker sees the own grids only: those of posts that grant ACT_FIELD;
 *  - what is reported belongs to the place under the phone, or, where the phone does not know well
 *    enough where it is, to the grid that the worker names; a position known worse than
 *    FIELD_ROUGH_M is no pin, and then the place is said in words;
 *  - what is solved on the spot is reported and closed in one transaction, with photos of before
 *    and after, where the category allows it;
 *  - work is never ranked or counted against others; no track is kept.
 *
 * Lengths in metres, positions in microdegrees of WGS-84, times in ms UTC.
 */
#pragma once
#include "rooms/cases/cases.h"

struct outbox_note;

enum { FIELD_ROUGH_M = 300, FIELD_GRIDS_MAX = 24, FIELD_KINDS_MAX = 8 };

struct field_grids { /* where the actor works, by code; wider posts stand for all below */
    int64_t code[FIELD_GRIDS_MAX];
    int n;
};
void field_grids(struct ctx *cx, struct field_grids *out);

struct field_report {
    struct cases_report r; /* community: a grid of the worker's, used where no position says more */
    bool solved;           /* on the spot */
    const struct outbox_note *note; /* it waited on a phone; or NULL */
};
/* ERR_INVALID names the fields spot, photo, after_photo; ERR_CONFLICT: this kind is not solved on
 * the spot. A repeat of the same form answers with the first number. */
enum err field_report(struct ctx *cx, const struct field_report *in,
                      struct cases_receipt *out) MUST_CHECK;

/* The kinds the actor reported most within 90 days, most often first. */
enum err field_usual_kinds(struct ctx *cx, int64_t county, str out[FIELD_KINDS_MAX],
                           int *n) MUST_CHECK;
/* The actor's own last reports, newest first: ids of cases. */
enum err field_my_reports(struct ctx *cx, int64_t county, int64_t *out, int max, int *n) MUST_CHECK;

struct field_load { /* the actor's own work since a day */
    int64_t reported, solved;
};
enum err field_count(struct ctx *cx, int64_t county, int64_t since_ms,
                     struct field_load *out) MUST_CHECK;

extern const struct room field_room; /* for app/rooms.c */
