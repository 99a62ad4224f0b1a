/* phone (绑定手机): a grid worker's phone is bound once, by a code shown at the desk, and then
 * opens without network by six digits for thirty days.
 *
 * Kept true here, whoever calls:
 *  - a code is good for ten minutes and one phone; it names the worker it was made for;
 *  - the database knows the phone's word as a hash; the digits never leave the phone;
 *  - whoever may bind a worker's phone, and whoever keeps accounts, may take it away: its word, and
 *    every session that it opened, end in the same transaction;
 *  - a phone that was not here for thirty days has to be bound again.
 * All on the real clock.
 */
#pragma once
#include "kit/base/base.h"

#define ACT_PHONES "field.phones" /* bind phones of the grid workers of a place */
enum { PHONE_DAYS = 30, PHONE_CODE_MINUTES = 10, PHONES_MAX = 200, PHONE_WORKERS_MAX = 200 };

struct phone {
    int64_t county, id, account;
    str name, worker; /* of the phone; of who uses it */
    int64_t bound_ms, seen_ms, until_ms, revoked_ms;
};
struct phone_worker {
    int64_t account;
    str name, label; /* label: of the post */
};
/* Whose phones the actor may bind: who works on the street at the places of the actor's posts. */
enum err phone_workers(struct ctx *cx, int64_t county, struct phone_worker *out,
                       int *n) MUST_CHECK; /* PHONE_WORKERS_MAX */
/* *code is shown once, as a QR code. ERR_NOT_FOUND: not one of the above. */
enum err phone_offer(struct ctx *cx, int64_t county, int64_t account, str *code) MUST_CHECK;
/* Whom a code is for. ERR_NOT_FOUND: used, too old, or none. */
enum err phone_offered(struct ctx *cx, str code, int64_t *county, int64_t *account) MUST_CHECK;

struct phone_bound {
    int64_t county, account;
    str word;    /* opens sessions: told to the phone alone */
    str session; /* the first of them */
};
enum err phone_bind(struct ctx *cx, str code, str name, struct phone_bound *out) MUST_CHECK;
/* A session for whoever opened the phone by PIN; the thirty days begin anew. ERR_DENIED: taken
 * away, too old, or the account is closed. */
enum err phone_open(struct ctx *cx, str word, str *session) MUST_CHECK;

/* Newest first: those the actor may take away. */
enum err phone_list(struct ctx *cx, int64_t county, struct phone *out, int *n) MUST_CHECK;
enum err phone_revoke(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;

/* Two phones of made-up history, one bound and one taken away, where there are none. */
enum err phone_demo(struct ctx *cx, int64_t county, int64_t account) MUST_CHECK;

extern const struct room phone_room; /* for app/rooms.c */
