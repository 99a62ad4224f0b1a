/* signin: how people sign in, stay and leave: for the pages of rooms/me, and for commands.
 *
 * Kept true here:
 *  - tokens, codes, passwords and PINs are stored as hashes, compared in constant time;
 *  - every try is counted before it is judged; five wrong ones close the door for a while, and a
 *    name that does not exist behaves like one that does;
 *  - a session ends when it was idle too long, when it is too old, and when its account's epoch
 *    moved on (new password, disabled, erased);
 *  - a family's number opens one person's things at a time.
 * All on the real clock. These functions write several small transactions each and so drop the
 * request's idempotency key: a repeated sign-in is a sign-in.
 */
#pragma once
#include "civic/people/people.h"
#include "kit/seal/seal.h"
#include "kit/web/web.h"

#define MINUTE_MS 60000
#define HOUR_MS   3600000

#define COOKIE_SESSION "linli"  /* the token */
#define COOKIE_DESK    "desk"   /* tokens of parked sessions, with dots between */
#define COOKIE_DEVICE  "device" /* names this browser; not a right to anything */
#define DESK_MAX       6        /* parked sessions on one desk */

/* ---- sessions ---------------------------------------------------------- */
enum session_kind { SESSION_RESIDENT, SESSION_STAFF, SESSION_WHO, SESSION_KINDS };
struct session {
    enum session_kind kind;
    int64_t county, account, epoch;
    int64_t seen_ms, idle_ms, expires_ms;
    bool parked;
    struct seal_hash hash;   /* of its token */
    str phone_index, device; /* may be empty */
};
/* Makes a token; the row is written inside the caller's db_write or an own one. */
enum err session_open(struct ctx *cx, const struct session *in, str token) MUST_CHECK;
/* ERR_SIGN_IN if there is none, or it ended. */
enum err session_find(struct ctx *cx, str token, struct session *out) MUST_CHECK;
/* Of the request's cookie: also one that only waits for the person to be named. */
enum err session_of(struct req *rq, struct session *out) MUST_CHECK;
bool session_has_ended(const struct session *s, int64_t real_ms);
enum err session_touch(struct ctx *cx, const struct session *s) MUST_CHECK;
enum err session_park(struct ctx *cx, const struct session *s, bool parked) MUST_CHECK;
/* What the CSRF tokens of a session's forms are made from; not to be had from the database. */
str people_secret(struct arena *mem, str token);
enum err session_close(struct ctx *cx, const struct session *s) MUST_CHECK;
/* Inside db_write: all that an account has open on one device. */
enum err session_close_device(struct ctx *cx, int64_t county, int64_t account,
                              str device) MUST_CHECK;

/* ---- staff ------------------------------------------------------------- */
struct sign_in {
    str login, password, code; /* staff; code: of the second factor, may be empty */
    str client, device;        /* address; hash of the desk's cookie */
};
/* *token is the new session's. ERR_DENIED with one sentence for every wrong name or password. */
enum err sign_in_staff(struct ctx *cx, const struct sign_in *in, str *token) MUST_CHECK;
/* The password or desk PIN of the account of a parked session on this desk. */
enum err sign_in_parked(struct ctx *cx, const struct session *s, str secret) MUST_CHECK;
/* Is this the account's password: before a change of it. Counted like a sign-in. */
enum err sign_in_again(struct ctx *cx, int64_t county, int64_t account, str password) MUST_CHECK;

/* ---- residents: a phone and six digits --------------------------------- */
#define CODE_DIGITS      6
#define CODE_MS          (5 * (int64_t)MINUTE_MS)
#define PHONE_PEOPLE_MAX 8 /* persons on one number */
enum err code_send(struct ctx *cx, str phone, int64_t county, str client) MUST_CHECK;
struct code_answer {
    int64_t county;
    struct seal_hash phone;
    int64_t account[PHONE_PEOPLE_MAX];
    int n; /* accounts of this number, none: not known yet */
};
/* ERR_DENIED: wrong or used up; the sentence says which. */
enum err code_check(struct ctx *cx, str phone, int64_t county, str code,
                    struct code_answer *out) MUST_CHECK;
/* A new person of this number, with an account. ERR_CONFLICT: one of this name (or, without a
 * name, anybody) is there already. */
enum err resident_add(struct ctx *cx, int64_t county, str typed, str name,
                      int64_t *account) MUST_CHECK;
enum err resident_open(struct ctx *cx, int64_t county, int64_t account, str *token) MUST_CHECK;
struct seal_hash people_phone_index(const struct ctx *cx, str phone); /* canonical form */
enum err phone_accounts(struct ctx *cx, int64_t county, str index, int64_t *account,
                        int *n) MUST_CHECK;
