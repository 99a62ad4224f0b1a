/* slips (派工单): a handler without an account is told by a slip what to do, and answers once by
 * its code, or on the paper. This header is the room's door.
 *
 * Kept true here, whoever calls:
 *  - a slip is given by whoever has an open task of handling the case, and read, accepted, sent
 * back and taken back by the same office (account, or organisation of that task) alone; to anybody
 *    else it does not exist;
 *  - the code is known to nobody but its reader: six digits that find the slip, stored as a hash,
 * and six that open it, stored keyed. Five wrong tries close it, as do its day, its answer and its
 *    being taken back; all of these sound alike to whoever types a code;
 *  - a code shows what is to be done and where, what was released to the public, and nothing of who
 *    reported it or what they said;
 *  - one slip has one answer, whether it comes by code or on paper, whoever is first;
 *  - an answer moves no case: whoever accepts it does, by a step that is theirs;
 *  - giving, every try, answering and what becomes of it are facts.
 * Times are ms UTC. Source: requirement of handlers without accounts.
 */
#pragma once
#include "rooms/cases/cases_form.h"

#define ACT_SLIPS "slips.give"

enum slip_state {
    SLIP_OPEN,
    SLIP_ANSWERED,
    SLIP_ACCEPTED,
    SLIP_SENT_BACK,
    SLIP_TAKEN_BACK,
    SLIP_STATES
};
extern const char *const slip_state_names[SLIP_STATES];

enum {
    SLIP_TRIES_MOST = 5,
    SLIP_DAYS_USUAL = 3,
    SLIP_DAYS_MOST = 30,
    SLIP_CODE_MOST = 20,
    SLIP_TEXT_MOST = 500,
    SLIP_ANSWER_MOST = 1000,
    SLIPS_MAX = 100
};

struct slip {
    int64_t county, id, scope, case_id, row_ver;
    int64_t account, org; /* who gave it: one of them answers for it */
    str number, handler, ask;
    enum slip_state state;
    int64_t tries, made_ms, until_ms, answered_ms;
    str way, outcome, answer; /* way: "code" or "paper"; outcome: of matters_outcome_names */
};
bool slip_is_over(const struct slip *s, int64_t now); /* open, but its day or its tries are over */

struct slip_new {
    str handler, ask;
    int64_t days;
    str code; /* "": a new one; else these digits: the demo's, which its readers are told */
};
/* *code is shown once: "4827 1903 6251". ERR_CONFLICT: no task of handling it is the actor's. */
enum err slip_give(struct ctx *cx, const struct casefile *c, const struct slip_new *in, int64_t *id,
                   str *code) MUST_CHECK;
enum err slip_find(struct ctx *cx, int64_t county, int64_t id, struct slip *out) MUST_CHECK;
/* Of the actor's offices, those that wait first, newest first. */
enum err slip_list(struct ctx *cx, struct slip *out, int max, int *n) MUST_CHECK;

/* ---- by whoever has the code ---------------------------------------------- */

/* ERR_DENIED with one sentence for everything that is wrong with a code. A wrong one is counted. */
enum err slip_open(struct ctx *cx, str typed, struct slip *out) MUST_CHECK;

struct slip_answer {
    str outcome, text;
    const struct cases_files *files; /* of room "slips" */
};
/* The code is asked again, and used up with it. */
enum err slip_answer_by_code(struct ctx *cx, str typed, const struct slip_answer *in,
                             struct slip *out) MUST_CHECK;
/* The paper came back. */
enum err slip_answer_on_paper(struct ctx *cx, const struct slip *s,
                              const struct slip_answer *in) MUST_CHECK;

/* ---- what becomes of it ----------------------------------------------------- */

/* The step of the case by which the actor may report back now, or NULL. */
enum err slip_step(struct ctx *cx, const struct casefile *c, const char **move) MUST_CHECK;
/* With the case from then on: words as a note and photos; if `move`, by that step. */
struct slip_accept {
    const char *move; /* NULL: only kept */
    str outcome, say;
    int64_t seen; /* row_ver of the case */
};
enum err slip_accept(struct ctx *cx, const struct slip *s, struct casefile *c,
                     const struct slip_accept *in) MUST_CHECK;
/* SLIP_SENT_BACK an answer, SLIP_TAKEN_BACK an open slip. */
enum err slip_end(struct ctx *cx, const struct slip *s, enum slip_state to) MUST_CHECK;

enum err slips_demo_load(struct ctx *cx, int64_t county, str csv) MUST_CHECK;
extern const struct room slips_room; /* for app/rooms.c */
