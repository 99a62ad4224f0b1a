/* outbox (待发送): what a phone wrote without network and sends later. Any form of a grid worker's
 * page that says data-outbox can wait there; the handler that answers it hardly knows.
 *
 * Kept true here, whoever calls:
 *  - what is sent twice under one key is one thing: the key is the phone's (Idempotency-Key), and
 *    db_write keeps it for forty days;
 *  - a photo arrives in pieces, each taken once and in order, and belongs to what its text became
 *    exactly once, whether it came before the text or after;
 *  - both clocks are kept where they matter: when we received it, and when the phone says it was
 *    written; a phone whose clock is wrong is believed in how long ago that was, not in when;
 *  - what waits on a phone is sealed by a key that only its owner is given, and nobody else's
 *    browser shows it.
 */
#pragma once
#include "rooms/cases/cases.h"

enum {
    OUTBOX_UUID_MAX = 64,
    OUTBOX_PIECE_MAX = 1 << 20, /* bytes of a photo sent at once */
    OUTBOX_SKEW_MS = 10 * 60000 /* a clock that is off by more is said to be wrong */
};

/* What the header X-Outbox says of a form that waited: false if it came straight from its page. */
struct outbox_note {
    str uuid;
    int64_t written_ms, claimed_ms;
};
bool outbox_of(const struct req *rq, struct outbox_note *out);
/* Is the phone's clock so wrong that both times are shown. */
bool outbox_is_skewed(const struct outbox_note *n);
/* Inside db_write: the matter that came of it. Its photos find it by the note. */
enum err outbox_keep(struct ctx *cx, int64_t county, const struct outbox_note *n,
                     int64_t matter) MUST_CHECK;

struct outbox_piece {    /* of a photo, or of a recording */
    str uuid, field;     /* field: of the form, "photo" */
    int64_t n, at, size; /* which file of the form; from which byte on; of the whole file */
    str bytes;
    bool late; /* the text was received already: it joins the matter that came of it */
};
struct outbox_have {
    int64_t at; /* bytes received so far: the next piece begins there */
    bool done;
    str word; /* done and not late: what a field kept_… carries in its place */
};
/* ERR_INVALID, ERR_TOO_BIG: this file is not taken, and why. ERR_NOT_FOUND: late, but its text was
 * never received. A piece that is here already, or begins too far on, changes nothing. */
enum err outbox_put(struct ctx *cx, int64_t county, const struct outbox_piece *p,
                    struct outbox_have *out) MUST_CHECK;
enum err outbox_has(struct ctx *cx, int64_t county, str uuid, int64_t n,
                    struct outbox_have *out) MUST_CHECK;

/* The key that seals what waits on the actor's phones, and what an exported file says of its owner:
 * both for the actor's own browser alone. */
struct seal_key outbox_key(struct ctx *cx, int64_t county, int64_t account);

extern const struct room outbox_room, bundle_room; /* for app/rooms.c */
