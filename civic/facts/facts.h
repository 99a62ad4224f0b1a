/* facts (事实): every change leaves one, in its own transaction, and nobody edits it.
 *
 * Kept true here (house: a fact is appended for every change):
 *  - facts are only ever added, inside the db_write that makes the change;
 *  - a fact carries references and values, never personal data: ids, codes, states, numbers,
 *    reason codes. Words that people wrote stay in the tables of their part;
 *  - committed facts of a county are numbered 1, 2, 3 … by `pos`, in an order in which every fact
 *    that was committed before another began (on clocks that agree) has the smaller number, without
 *    gaps. PostgreSQL: a
 *    fact is inserted with pos NULL and the sequencer (a job under the county's lease) numbers it.
 *    SQLite: one writer commits in the order of insertion, so the insert numbers it;
 *  - a subscriber sees each fact of a county in order of pos, at least once, and must be idempotent
 *    by fact id; its effect and its cursor are written in one transaction where it writes rows;
 *  - order is promised per county, never between counties.
 */
#pragma once
#include "kit/base/base.h"
#include "kit/db/db.h"
#include "kit/jobs/jobs.h"

extern const struct db_part facts_schema;

/* Who may see a fact in a timeline; each sees those above it too, except that STAFF facts with
 * `org` are for that organisation only. */
enum facts_audience {
    FACTS_PUBLIC,   /* anyone who may see the subject */
    FACTS_REPORTER, /* the reporter and those who follow with the reporter's token */
    FACTS_STAFF,    /* whoever works on it */
    FACTS_AUDIT,    /* auditors */
    FACTS_AUDIENCES
};
extern const char *const facts_audience_names[FACTS_AUDIENCES];

struct fact {
    /* given */
    int64_t county;
    int64_t place, scope;     /* of the subject; 0 where there is none */
    const char *subject_kind; /* "matter", "account", "place", "flow" … */
    int64_t subject;
    const char *kind; /* "matter.moved": part, then past participle */
    str from, to;     /* states, values; may be empty */
    str reason;       /* a reason code of the flow, never free text */
    str payload;      /* canonical JSON object or empty */
    enum facts_audience audience;
    /* filled by facts_add */
    int64_t id, pos, at_ms; /* pos 0: not numbered yet */
    int64_t actor_county, actor, post;
    str via;
};

/* Inside db_write. Takes actor, post, time and via from cx; the id is made inside. */
enum err facts_add(struct ctx *cx, const struct fact *f) MUST_CHECK;

/* The history of one subject, oldest first, for an audience and those above it. `after` is the id
 * of the last one seen, 0 at first. Texts live as long as cx->mem. */
enum err facts_list(struct ctx *cx, int64_t county, const char *subject_kind, int64_t subject,
                    enum facts_audience audience, int64_t after, struct fact *out, int max,
                    int *n) MUST_CHECK;
enum err facts_count(struct ctx *cx, int64_t county, const char *subject_kind, int64_t subject,
                     const char *kind, int64_t *n) MUST_CHECK;

/* Facts of a county after a position, for feeds and exchange. */
enum err facts_since(struct ctx *cx, int64_t county, int64_t pos, struct fact *out, int max,
                     int *n) MUST_CHECK;
enum err facts_last_pos(struct ctx *cx, int64_t county, int64_t *pos) MUST_CHECK;

/* Newest first, for the auditor. */
struct facts_filter {
    str kind;                       /* empty: all */
    int64_t actor;                  /* 0: everybody */
    int64_t from_ms, to_ms, before; /* before: a pos; to_ms is behind the end */
};
enum err facts_newest(struct ctx *cx, int64_t county, const struct facts_filter *f,
                      struct fact *out, int max, int *n) MUST_CHECK;

/* ---- subscribers ------------------------------------------------------- */

struct facts_subscriber {
    const char *name; /* "search"; its cursor is (name, county) */
    /* Prefixes of the kinds it wants, NULL-terminated ("matter."); NULL: all. */
    const char *const *kinds;
    /* One transaction for the batch and the cursor; called inside db_write, in order, and again
     * for the same fact after a crash or a rerun. An error stops this subscriber at that fact (it
     * is tried again, and operators see how far it is behind); it never stops another. */
    enum err (*take)(struct ctx *cx, const struct fact *f);
};
/* How far each subscriber of cx->rooms is behind in a county: for /metrics and for tests. */
enum err facts_behind(struct ctx *cx, int64_t county, const char *subscriber,
                      int64_t *n) MUST_CHECK;

/* Inside db_write: the subscriber takes every fact of the county once more, from the first on. */
enum err facts_again(struct ctx *cx, int64_t county, const char *subscriber) MUST_CHECK;

/* Standing work: number, then feed every subscriber of cx->rooms. */
extern const struct jobs_kind facts_job;

/* How far each county is, for live pages: main asks after each round of jobs, in every process,
 * and wakes the topics of the counties that went on. */
enum err facts_heads(struct ctx *cx, void (*each)(void *arg, int64_t county, int64_t pos),
                     void *arg) MUST_CHECK;

extern const struct room facts_room; /* schema and job, for app/rooms.c */
