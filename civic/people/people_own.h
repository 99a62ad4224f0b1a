/* people_own: what the files of civic/people share among themselves. */
#pragma once
#include "civic/people/people.h"
#include "civic/people/people_sql.h"
#include "civic/people/signin.h"
#include "kit/db/db.h"

#define NO_ARGS NULL, 0

/* ---- may.c ---- */
bool post_may(const struct post *p, const char *act, int64_t scope, int64_t org);

/* ---- facts, through the hook ---- */
enum err people_fact(struct ctx *cx, const char *kind, int64_t county, int64_t scope, int64_t ref,
                     str from, str to, str reason) MUST_CHECK;

/* ---- attempt.c: rate limits and lock-out, on the real clock ---- */
struct attempt_rule {
    const char *kind;
    int most;          /* so many within window_ms; one more is refused */
    int64_t window_ms; /* counted from the first */
    int64_t lock_ms;   /* refused for so long after that; 0: until the window ends */
};
/* Counts one, before the deed. *until is 0, or when it may be tried again. Own transaction. */
enum err attempt_count(struct ctx *cx, const struct attempt_rule *rule, const struct seal_hash *who,
                       int64_t *until) MUST_CHECK;
enum err attempt_clear(struct ctx *cx, const struct attempt_rule *rule,
                       const struct seal_hash *who) MUST_CHECK;
/* The sentence "Too many tries. Try again after 10:42." */
enum err attempt_refuse(struct ctx *cx, int64_t until) MUST_CHECK;

/* ---- session.c ---- */
struct jobs_kind;
extern const struct jobs_kind people_sweep_job;

/* ---- code.c ---- */
struct seal_hash code_hash(const struct ctx *cx, str phone, str code);

/* ---- person.c ---- */
enum err person_open(struct ctx *cx, int64_t county, int64_t id, struct person *out,
                     struct seal_key *key, int64_t *row_ver) MUST_CHECK;

/* ---- account.c ---- */
bool keeps_accounts(struct ctx *cx, const char *act, int64_t county);
extern const char *const people_kind_names[PEOPLE_KINDS];
struct seal_hash people_login_index(const struct ctx *cx, str login);
/* OK once: the step is used up with it. wrapped and last as read from the account. */
enum err account_totp(struct ctx *cx, int64_t county, int64_t id, str wrapped, int64_t last,
                      str code) MUST_CHECK;
