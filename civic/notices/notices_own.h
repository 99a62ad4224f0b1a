/* notices_own: inside civic/notices only. */
#pragma once
#include "civic/notices/notices.h"
#include "kit/db/db.h"
#include "kit/jobs/jobs.h"
#include "kit/seal/seal.h"

#define NOTICES_DIGEST_KIND  "notices.digest"
#define NOTICES_CODE_KIND    "notices.code"
#define NOTICES_UNCLEAR_KIND "notices.unclear"

extern const struct notices_kind notices_own_kinds[];
extern const struct jobs_kind notices_send_job, notices_later_job, notices_digest_job;

/* A row with what only this part needs. */
struct notice_row {
    struct notice n;
    str phone; /* of a bare number, plain */
    int64_t digest;
};
struct notice_row notices_row(struct ctx *cx, const struct rows *r);
enum err notices_load(struct ctx *cx, int64_t county, int64_t id,
                      struct notice_row *out) MUST_CHECK;

/* Sealing of texts, numbers and addresses under a key derived from the key file. */
str notices_close(struct ctx *cx, const char *column, int64_t county, int64_t id, str plain);
str notices_open(struct ctx *cx, const char *column, int64_t county, int64_t id, str sealed);

/* The text in a tongue, at most `most` characters: {title} is cut until it fits. */
str notices_fit(struct ctx *cx, enum lang lang, const char *text, const struct tr_arg *args,
                size_t n, size_t most);
size_t notices_most(const struct ctx *cx); /* what the sign leaves of NOTICES_LONGEST */

/* Inside db_write: on its way, now or when it is no longer quiet. */
enum err notices_dispatch(struct ctx *cx, int64_t county, int64_t id,
                          enum notices_when when) MUST_CHECK;
/* What one channel could not bring after all goes by the others. */
enum err notices_dispatch_again(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;
int64_t notices_quiet_end(const struct ctx *cx); /* 0: it is not quiet */
int64_t notices_digest_time(const struct ctx *cx);

/* off.c: what a mail lets its reader turn off by one tap: a kind, or "mail" for all of them. The
 * mark is ours alone to make; whoever has the mail can turn off what it is about, and no more. */
struct notices_off {
    int64_t county, account;
    str kind;
};
str notices_off_mark(const struct ctx *cx, const struct notices_off *o);
str notices_off_query(const struct ctx *cx, const struct notices_off *o); /* "c=…&a=…&k=…&s=…" */
enum err notices_turn_off(struct ctx *cx, const struct notices_off *o) MUST_CHECK;

/* reply.c: an answer that somebody typed, wherever. */
struct notices_asker {
    int64_t county, account; /* account 0: whoever has the number */
    struct seal_hash phone;
};
enum notices_typed { TYPED_TAKEN, TYPED_NOBODY_ASKED, TYPED_UNCLEAR };
enum err notices_take_typed(struct ctx *cx, const struct notices_asker *who, const char *via,
                            str text, enum notices_typed *out) MUST_CHECK;
bool notices_is_stop(str text); /* "T", "TD", "R" and their Chinese: no more of these */
/* wishes.c: everybody who uses the number hears no more by text. Repeating it changes nothing. */
enum err notices_stop_texts(struct ctx *cx, str phone) MUST_CHECK;
enum err notices_take_reply(struct ctx *cx, str from, str text) MUST_CHECK;
enum err notices_take_report(struct ctx *cx, str id, str state) MUST_CHECK;
/* May be called by what holds the secret: time and HMAC over time, a dot and the body. */
bool notices_is_signed(const struct ctx *cx, str time, str signature, str body);
str notices_sign(const struct ctx *cx, str time, str body, struct arena *mem);
