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
const struct notices_kind *notices_kind_named(struct ctx *cx, str name); /* NULL: no room's */

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
int64_t notices_quiet_end(const struct ctx *cx); /* 0: it is not quiet */
int64_t notices_digest_time(const struct ctx *cx);

/* reply.c */
enum err notices_take_reply(struct ctx *cx, str from, str text) MUST_CHECK;
enum err notices_take_report(struct ctx *cx, str id, str state) MUST_CHECK;
/* May be called by what holds the secret: time and HMAC over time, a dot and the body. */
bool notices_is_signed(const struct ctx *cx, str time, str signature, str body);
str notices_sign(const struct ctx *cx, str time, str body, struct arena *mem);
