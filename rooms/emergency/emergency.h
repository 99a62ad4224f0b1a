/* emergency (应急令): people of places are called out of danger: one order, household by household,
 * with its end. This header is the room's door.
 *
 * Kept true here, whoever calls (requirement: calling people out):
 *  - an order has an end, at most EMERGENCY_HOURS_MAX from when it is set, and ends by itself;
 *    whoever may start one for all of its places may move the end or end it;
 *  - what a page says of an order follows from rows that facts change, never from the clock alone:
 *    a kept copy of a public page is right as soon as the county's facts say it is old;
 *  - a household stands as its newest mark says, newest by the clock of whoever called: what comes
 *    late from a phone without network is in the history and changes nothing newer;
 *  - who was called and did not answer is asked for once more from somebody else, and so is a grid
 *    from which nothing was heard for the order's minutes;
 *  - what is told of a running order goes out at night too; nothing else of this room does;
 *  - numbers are masked until somebody who may unmask them taps, and every tap is written down;
 *  - no track of anybody is kept.
 *
 * Times are ms UTC. Texts live as long as cx->mem.
 */
#pragma once
#include "civic/homes/homes.h"
#include "civic/room.h"

#define ACT_EMERGENCY_ORDER "emergency.order" /* start, extend and end orders */
#define ACT_EMERGENCY_READ  "emergency.read"  /* see orders and how they stand */
#define ACT_EMERGENCY_CALL  "emergency.call"  /* call households and write down what came of it */
#define ACT_DANGER_SPOTS    "emergency.spots" /* keep danger spots */

enum {
    EMERGENCY_HOURS_MAX = 72,
    EMERGENCY_PLACES_MAX = 200,
    EMERGENCY_MESSAGE_MAX = 200,
    EMERGENCY_SPEECH_MAX = 1000,
    EMERGENCY_SECOND_USUAL = 30, /* minutes */
    EMERGENCY_LATE_HOURS = 72,   /* paper and phones may bring marks so long after the end */
    EMERGENCY_RUNNING_MAX = 8    /* of one county at a time */
};

/* ---- kinds and levels, data ---------------------------------------------- */

enum { EMERGENCY_KINDS_MAX = 20 };
struct emergency_kind { /* a line of data/emergency/kinds.csv */
    str kind, zh, en, icon, message_zh, message_en, speech_zh;
    int64_t hours;
};
enum err emergency_kinds(struct ctx *cx, struct emergency_kind out[EMERGENCY_KINDS_MAX],
                         int *n) MUST_CHECK;
str emergency_kind_text(struct ctx *cx, str kind); /* in the reader's language */

enum emergency_level { LEVEL_BLUE, LEVEL_YELLOW, LEVEL_ORANGE, LEVEL_RED, EMERGENCY_LEVELS };
extern const char *const emergency_level_names[EMERGENCY_LEVELS];
extern const char *const emergency_level_labels[EMERGENCY_LEVELS]; /* msgids */

/* ---- orders --------------------------------------------------------------- */

struct emergency {
    int64_t county, id, scope, row_ver, account, ended_by, end_told;
    str kind, message, message_en, speech;
    enum emergency_level level;
    int64_t started_ms, until_ms, ended_ms; /* ended_ms 0: it runs */
    int64_t second_minutes, households;
    int64_t *places; /* today's codes */
    int n_places;
};
struct emergency_new {
    int64_t county;
    str kind, message, message_en, speech;
    int level; /* EMERGENCY_LEVELS: none was chosen */
    int64_t hours, second_minutes;
    int64_t places[EMERGENCY_PLACES_MAX];
    int n_places;
};
/* ERR_INVALID names kind, level, message, places, hours, second. */
enum err emergency_start(struct ctx *cx, const struct emergency_new *in, int64_t *id) MUST_CHECK;
/* Anybody's: what is public of it. ERR_NOT_FOUND. */
enum err emergency_load(struct ctx *cx, int64_t county, int64_t id,
                        struct emergency *out) MUST_CHECK;
/* ERR_NOT_FOUND where no post of the actor with `act` reaches any of its places. */
enum err emergency_find(struct ctx *cx, int64_t county, int64_t id, const char *act,
                        struct emergency *out) MUST_CHECK;
/* `hours` from now; ERR_INVALID names hours, ERR_CONFLICT: it is over, or was changed first. */
enum err emergency_extend(struct ctx *cx, const struct emergency *o, int64_t hours) MUST_CHECK;
enum err emergency_end(struct ctx *cx, const struct emergency *o) MUST_CHECK;

/* All that run in a county; out has room for EMERGENCY_RUNNING_MAX. Newest first. */
enum err emergency_running(struct ctx *cx, int64_t county, struct emergency *out,
                           int *n) MUST_CHECK;
/* Those that are over and reach the actor's places, newest first, begun before. */
enum err emergency_past(struct ctx *cx, int64_t before, struct emergency *out, int max,
                        int *n) MUST_CHECK;
/* Does it hold at this place: the place or one above it is named; or, of a community, one of its
 * grids is. */
bool emergency_holds(const struct emergency *o, int64_t place);
/* Does it touch the places of the actor's posts with this act. */
bool emergency_touches(const struct ctx *cx, const struct emergency *o, const char *act);
str emergency_name(struct ctx *cx, const struct emergency *o);        /* "Rainstorm, orange" */
str emergency_places_text(struct ctx *cx, const struct emergency *o); /* names, three at most */
str emergency_message(const struct ctx *cx, const struct emergency *o);

/* ---- calling households ---------------------------------------------------- */

enum emergency_outcome { CALL_REACHED, CALL_NO_ANSWER, CALL_MOVED, CALL_REFUSED, CALL_OUTCOMES };
extern const char *const emergency_outcome_names[CALL_OUTCOMES];
extern const char *const emergency_outcome_labels[CALL_OUTCOMES]; /* msgids */

enum emergency_way { WAY_PAGE, WAY_PHONE, WAY_PAPER, EMERGENCY_WAYS };
struct emergency_mark {
    int64_t county, emergency, household;
    enum emergency_outcome outcome;
    enum emergency_way way;
    int64_t at_ms; /* when it was so; 0: now. Never before the order nor behind its end or now */
};
/* ERR_NOT_FOUND: the household is not the actor's to call, or the order does not hold there.
 * ERR_CONFLICT: it is over, and has been for longer than marks may come late. */
enum err emergency_call(struct ctx *cx, const struct emergency_mark *in) MUST_CHECK;

struct emergency_household {
    struct homes_line home;
    int outcome; /* CALL_OUTCOMES: nobody has called yet */
    int64_t at_ms, account;
    bool asked; /* the actor is asked to call once more */
    bool shown; /* the actor was shown the numbers */
    struct emergency_number {
        str name, phone;
    } * numbers; /* shown ones only */
    int n_numbers;
};
enum { EMERGENCY_LIST_MAX = 600 };
/* Those of one grid that the actor may call; who needs visits first. */
enum err emergency_list(struct ctx *cx, const struct emergency *o, int64_t grid,
                        struct emergency_household **out, int *n) MUST_CHECK;
/* The actor sees the numbers of these households from now on (0: of all of the grid that have no
 * result); each look is recorded. ERR_DENIED without the right to unmask. */
enum err emergency_show_numbers(struct ctx *cx, const struct emergency *o, int64_t grid,
                                int64_t household) MUST_CHECK;

struct emergency_count {
    int64_t scope, households; /* households: when it started */
    int64_t by[CALL_OUTCOMES];
    int64_t second; /* account asked, 0: nobody */
};
int64_t emergency_open(const struct emergency_count *c); /* nobody has called yet */
/* Of the grids that the actor's posts with `act` reach, by code; *all: their sum. */
enum err emergency_counts(struct ctx *cx, const struct emergency *o, const char *act,
                          struct emergency_count **out, int *n,
                          struct emergency_count *all) MUST_CHECK;
/* Until nine of ten households had been called and answered; -1: they were not. */
enum err emergency_minutes_to_90(struct ctx *cx, const struct emergency *o,
                                 int64_t *minutes) MUST_CHECK;

/* ---- what residents say ------------------------------------------------------ */

struct emergency_safe {
    str name, phone, house;
    int64_t at_ms;
};
enum err emergency_say_safe(struct ctx *cx, const struct emergency *o, int64_t place,
                            const struct emergency_safe *in) MUST_CHECK;
/* Of the community around a grid, newest first, numbers masked; asks ACT_EMERGENCY_CALL there. */
enum { EMERGENCY_SAFE_MAX = 50 };
enum err emergency_safe_list(struct ctx *cx, const struct emergency *o, int64_t grid,
                             struct emergency_safe *out, int *n) MUST_CHECK;

enum err emergency_demo_load(struct ctx *cx, int64_t county) MUST_CHECK;

extern const struct room emergency_room; /* for app/rooms.c */
