/* jobs: what happens without anybody asking: timers by business time, messages that leave the
 * house, and the standing work of a county (sequencer, subscribers, clocks).
 *
 * Kept true here (sql: Q1–Q3):
 *  - one lease row per county serves all of that county's standing work, timers and outbox; the
 *    lease only spares effort: what must happen once is kept by rows, not by the lease;
 *  - a timer is known by (county, kind, key), fires by business time (cx->now), and is gone in the
 *    same transaction as its effect: so it fires exactly once, or not at all;
 *  - a message is claimed with its state in the outer WHERE, sent outside any transaction, tried
 *    again after min(1 h, 2^tries s) with jitter, and after 12 tries is left for an operator;
 *  - leases, claims and retries live on the real clock, timers on business time.
 *
 * A kind is constant data of its part (civic/room.h lists them). A worker's ctx has no actor, via
 * "job", and the program's rooms.
 */
#pragma once
#include "kit/base/base.h"
#include "kit/db/db.h"

extern const struct db_part jobs_schema;

struct jobs_timer {
    int64_t county, id;
    str kind, key;
    int64_t due_ms;
    int64_t ref; /* whatever the kind means by it */
    str payload; /* JSON, never personal */
};
struct jobs_message {
    int64_t county, id;
    str kind, key;
    str payload;
    int tries; /* this one included */
};

struct jobs_kind {
    const char *name; /* "matters.clocks" */

    /* A timer of this kind has come due. Runs inside db_write, may run several times; OK takes the
     * timer away, ERR_BUSY leaves it for the next round, anything else leaves it marked as failed
     * for an operator. May be NULL. */
    enum err (*fire)(struct ctx *cx, const struct jobs_timer *t);

    /* A message of this kind has been claimed. Runs outside any transaction. OK: done. ERR_BUSY or
     * ERR_FAULT: try again later. Anything else: given up, an operator sees it. May be NULL. */
    enum err (*send)(struct ctx *cx, const struct jobs_message *m);

    /* Standing work of one county, called while its lease is held until it did nothing.
     * `counties` is a statement without parameters or with :now whose rows are the counties that
     * have such work (scope global, LIMIT 200). Both or neither. */
    const struct db_sql *counties;
    enum err (*step)(struct ctx *cx, int64_t county, int64_t *did);
};

/* Inside db_write. A timer of this name that exists is moved to the new time. */
enum err jobs_timer_set(struct ctx *cx, const char *kind, const struct jobs_timer *t) MUST_CHECK;
enum err jobs_timer_drop(struct ctx *cx, int64_t county, const char *kind, str key) MUST_CHECK;

/* Inside db_write. The key makes it one message, however often it is asked for. */
enum err jobs_send(struct ctx *cx, int64_t county, const char *kind, str key,
                   str payload) MUST_CHECK;

/* What an operator sees: messages given up and timers failed. */
struct jobs_trouble {
    int64_t county, id, at_ms;
    str kind, key, error;
    int tries;
    bool timer;
};
enum err jobs_list_trouble(struct ctx *cx, int64_t county, struct jobs_trouble *out, int max,
                           int *n) MUST_CHECK;
/* Inside db_write: another twelve tries. */
enum err jobs_retry(struct ctx *cx, int64_t county, int64_t id, bool timer) MUST_CHECK;

/* ---- running ----------------------------------------------------------- */

/* Everything that is due at cx->now, on this thread, in a fixed order, until nothing is left: for
 * tests, for the demo's clock, and for commands. Messages waiting for a later try are left. */
enum err jobs_run_due(struct ctx *cx, const struct jobs_kind *const *kinds) MUST_CHECK;

struct jobs_options {
    struct db *db;
    const struct jobs_kind *const *kinds; /* NULL-terminated */
    const struct room *const *rooms;      /* handed on as cx->rooms */
    const struct seal *seal;              /* handed on as cx->seal */
    struct media *media;                  /* handed on as cx->media */
    const struct notices *notices;        /* handed on as cx->notices */
    /* After each round of the first worker, whether or not it did anything; may be NULL. */
    void (*round)(struct ctx *cx, void *arg);
    void *arg;
    int threads;      /* 0: one */
    int64_t pause_ms; /* between rounds without a wake-up; 0: 250 */
};
struct jobs;
enum err jobs_start(const struct jobs_options *o, struct jobs **out) MUST_CHECK;
void jobs_wake(struct jobs *j); /* from any thread: something was committed; cheap */
void jobs_stop(struct jobs *j); /* finishes the step under way, then returns; accepts NULL */
