/* disclosure (阳光公开): what a village, community, town or county tells everybody: party, affairs
 * and money, and beside them policies, guides, prices, jobs, training. This header is the room's
 * door.
 *
 * Kept true here, whoever calls (the course is the flow `publication`, kept by civic/matters):
 *  - nothing is public before somebody who wrote none of it has checked it, where the content asks
 *    for a check (content list: data/disclosure/items.csv);
 *  - identity numbers, cards, phones and, in lists of people, names and houses are masked before
 *    they are stored;
 *  - what is public never changes: a correction is another publication that points at it, and
 *    there is one at a time; a withdrawal takes two people, erases the words, and the log keeps
 *    hash and reason; a list of people ends by itself with its period, and is erased;
 *  - until then a draft does not exist for anybody but those who work on it;
 *  - what has to be published by a day comes up by itself, and is told in public when it is late.
 *
 * Money is in fen. A publication of a place holds for the places below it.
 */
#pragma once
#include "civic/ledger/ledger.h"
#include "civic/matters/matters.h"
#include "civic/media/media.h"

#define ACT_DISCLOSURE_WORK     "disclosure.work" /* see what is being written there */
#define ACT_DISCLOSURE_WRITE    "disclosure.write"
#define ACT_DISCLOSURE_CHECK    "disclosure.check"
#define ACT_DISCLOSURE_DEPUTY   "disclosure.deputy"
#define ACT_DISCLOSURE_PAPER    "disclosure.paper"
#define ACT_DISCLOSURE_WITHDRAW "disclosure.withdraw"
#define ACT_DISCLOSURE_ANSWER   "disclosure.answer"
#define ACT_DISCLOSURE_PLAN     "disclosure.plan" /* say what a place has to publish */

/* ---- what there is to publish ------------------------------------------- */

enum disclosure_stream {
    DISCLOSURE_PARTY,
    DISCLOSURE_AFFAIRS,
    DISCLOSURE_FINANCE,
    DISCLOSURE_SERVICE,
    DISCLOSURE_STREAMS
};
extern const char *const disclosure_stream_names[DISCLOSURE_STREAMS];
/* msgid; villages and neighbourhoods call their affairs by different words */
const char *disclosure_stream_label(enum disclosure_stream s, int64_t place);

enum disclosure_cycle {
    DISCLOSURE_MONTH,
    DISCLOSURE_QUARTER,
    DISCLOSURE_HALF,
    DISCLOSURE_YEAR,
    DISCLOSURE_CHANGE, /* when it changes */
    DISCLOSURE_ONCE,   /* at once */
    DISCLOSURE_CYCLES
};
const char *disclosure_cycle_label(enum disclosure_cycle c); /* msgid */
enum disclosure_form { DISCLOSURE_TEXT, DISCLOSURE_LIST, DISCLOSURE_MONEY, DISCLOSURE_FORMS };

struct disclosure_item {
    str code;
    enum disclosure_stream stream;
    str name[LANGS];
    enum disclosure_cycle cycle;
    int due_day;                /* of the month after its period; 0: none */
    int object_days, show_days; /* 0: no objections; shown for good */
    enum disclosure_form form;
    bool persons, check, keep_phones;
};
enum { DISCLOSURE_ITEMS_MAX = 80 };
struct disclosure_items {
    struct disclosure_item at[DISCLOSURE_ITEMS_MAX];
    int n;
};
const struct disclosure_items *disclosure_items(struct ctx *cx);
const struct disclosure_item *disclosure_item(struct ctx *cx, str code); /* NULL: none */

/* "2026-10", "2026-Q3", "2026-H1", "2026": sorts by time within a cycle. */
struct disclosure_period {
    enum disclosure_cycle cycle;
    int year, n; /* n: month, quarter, half; from 1 */
};
enum err disclosure_period_read(str s, struct disclosure_period *out) MUST_CHECK;
str disclosure_period_write(struct arena *mem, const struct disclosure_period *p);
struct disclosure_period disclosure_period_of(enum disclosure_cycle c, int64_t day);
struct disclosure_period disclosure_period_next(struct disclosure_period p, int by);
int64_t disclosure_period_end(const struct disclosure_period *p); /* the day after it */
int64_t disclosure_period_due(const struct disclosure_item *i, const struct disclosure_period *p);
str disclosure_period_text(struct arena *mem, enum lang lang, str period);

/* ---- a publication -------------------------------------------------------- */

enum { DISCLOSURE_LINES_MAX = 2000, DISCLOSURE_FILES_MAX = 12 };
enum disclosure_side { DISCLOSURE_IN, DISCLOSURE_OUT, DISCLOSURE_NO_SIDE, DISCLOSURE_SIDES };
extern const char *const disclosure_side_names[DISCLOSURE_SIDES]; /* in, out, none */
struct disclosure_line {
    enum disclosure_side side;
    str item, note; /* item: the person in a list of people */
    int64_t amount_fen;
};
struct publication {
    int64_t county, id, place, scope, replaces, replaced_by, author, checked_by, withdraw_by;
    const struct disclosure_item *item;
    str period, title, gist, body, how, over, withdraw_reason, number, state;
    int version;
    bool has_opening;
    int64_t opening_fen, in_fen, out_fen;
    int64_t draft, row_ver; /* of the words; of the matter */
    int64_t due_ms, waiting_ms, published_ms, object_ms, until_ms, over_ms;
    int64_t leaf;                  /* of the county's log */
    str digest;                    /* of that leaf */
    struct disclosure_line *lines; /* where they were asked for */
    int n_lines;
};
static inline int64_t disclosure_closing(const struct publication *p)
{
    return p->opening_fen + p->in_fen - p->out_fen;
}

/* What is written, in a form or read from a sheet. */
struct disclosure_text {
    str title, gist, body;
    bool has_opening;
    int64_t opening_fen;
    const struct disclosure_line *lines;
    int n_lines;
};
struct disclosure_new {
    int64_t county, place;
    str item, period; /* period: where its cycle has one; empty: the last one over */
    int64_t replaces; /* the one it corrects, whose words it takes unless `text` is given */
    const struct disclosure_text *text;
};
/* Opens a draft; where the same period is being written already, that one (*there). ERR_INVALID:
 * place, item, period. ERR_CONFLICT: it is public already, or being corrected. */
enum err disclosure_open(struct ctx *cx, const struct disclosure_new *in, int64_t *id,
                         bool *there) MUST_CHECK;
/* The words of a draft as they were seen (draft). Masks them: *masked says how many places.
 * ERR_INVALID: title, gist, line. */
enum err disclosure_save(struct ctx *cx, const struct publication *p,
                         const struct disclosure_text *in, int *masked) MUST_CHECK;

/* For those who work on it: ERR_NOT_FOUND to anybody else. */
enum err disclosure_find(struct ctx *cx, int64_t county, str number,
                         struct publication *out) MUST_CHECK;
/* For everybody: only what is or was public. */
enum err disclosure_find_public(struct ctx *cx, int64_t county, str number,
                                struct publication *out) MUST_CHECK;
/* No right is asked. */
enum err disclosure_load(struct ctx *cx, int64_t county, int64_t id,
                         struct publication *out) MUST_CHECK;
enum err disclosure_lines(struct ctx *cx, struct publication *p) MUST_CHECK;
/* The bytes that are proved: JSON, keys sorted, of words and lines as they became public. */
str disclosure_canonical(struct ctx *cx, const struct publication *p);

/* A step of the flow. Files that become public are prepared before. */
struct disclosure_move {
    const char *move;
    int64_t seen; /* row_ver of the matter */
    struct matters_input in;
    str say;
    const struct media_new *photos; /* of a paper that was signed */
    int n_photos;
};
enum err disclosure_step(struct ctx *cx, struct publication *p,
                         const struct disclosure_move *in) MUST_CHECK;

/* What a reader is warned of: nothing here keeps it from being published. */
struct disclosure_warning {
    bool masked; /* made unreadable, else something about sums or the last period */
    str text;    /* a sentence */
    int line;    /* 0: none */
};
enum { DISCLOSURE_WARNINGS_MAX = 60 };
enum err disclosure_warnings(struct ctx *cx, const struct publication *p,
                             struct disclosure_warning *out, int *n) MUST_CHECK;

/* ---- lists ------------------------------------------------------------------ */

struct disclosure_filter {
    int64_t county, place; /* and what holds there from above */
    str stream, item, words;
    int64_t before_ms, before_id; /* 0, 0: from the newest */
};
enum err disclosure_shown(struct ctx *cx, const struct disclosure_filter *f,
                          struct publication *out, int max, int *n) MUST_CHECK;
/* The one that counts, of a place, content and period; with its lines. */
enum err disclosure_of_period(struct ctx *cx, int64_t county, int64_t place, str item, str period,
                              struct publication *out) MUST_CHECK;
/* Not public yet, of a place: late ones and those that wait for their check too long. */
enum err disclosure_late(struct ctx *cx, int64_t county, int64_t place, struct publication *out,
                         int max, int *n) MUST_CHECK;
/* In the actor's places: what is not finished; what became public within 400 days before then. */
enum err disclosure_work(struct ctx *cx, struct publication *out, int max, int *n) MUST_CHECK;
enum err disclosure_done(struct ctx *cx, int64_t before_ms, struct publication *out, int max,
                         int *n) MUST_CHECK;

/* ---- what has to be published -------------------------------------------------- */

struct disclosure_duty {
    int64_t scope, next_ms;
    str item, period; /* the next one to come up */
};
/* For a place, or every community of a town. From the period that runs now on. */
enum err disclosure_duty_set(struct ctx *cx, int64_t county, int64_t place, str item,
                             bool on) MUST_CHECK;
enum err disclosure_duties(struct ctx *cx, int64_t county, int64_t place,
                           struct disclosure_duty *out, int max, int *n) MUST_CHECK;
extern const struct jobs_kind disclosure_job; /* what comes up, comes up by itself */

/* ---- questions and objections ----------------------------------------------------- */

struct question {
    struct matter m;
    int64_t publication, asked_ms, answered_ms, answered_by;
    int line;
    bool objection, open_wish, open_answer;
    str body, answer;
};
struct question_new {
    int64_t publication, county;
    int line; /* from 1; 0: the whole of it */
    bool objection, open_wish;
    str body;
};
struct question_receipt {
    char number[MATTERS_NUMBER_MAX], token[48];
};
/* By anybody. ERR_INVALID: body, line, objection (its time is over). */
enum err disclosure_ask(struct ctx *cx, const struct question_new *in,
                        struct question_receipt *out) MUST_CHECK;
/* By whoever works on it, or whoever asked (token). */
enum err disclosure_question(struct ctx *cx, int64_t county, str number, str token,
                             struct question *out) MUST_CHECK;
/* Those answered in public, oldest first; *waiting: how many more wait for an answer. */
enum err disclosure_questions(struct ctx *cx, const struct publication *p, struct question *out,
                              int max, int *n, int *waiting) MUST_CHECK;
enum err disclosure_answer(struct ctx *cx, struct question *q, const char *move, int64_t seen,
                           str say) MUST_CHECK;

/* ---- the room ------------------------------------------------------------------------ */

/* Made-up publications of data/demo/publications.csv, once the demo's people are there. */
enum err disclosure_demo_load(struct ctx *cx, int64_t county, str csv, str lines) MUST_CHECK;

extern const struct room disclosure_room; /* for app/rooms.c */
