/* order (热线工单): orders of other systems, as their own exports bring them and as they want
 * answers back. What a system calls its columns is data (data/hotline/systems.csv).
 *
 * Kept true here:
 *  - an order comes in once: (system, number) is unique in the county, whatever is imported again;
 *  - a line is taken whole or refused with its reason; refused lines hold up no other;
 *  - the deadline there is kept beside ours, and the system's data says which of the two wins;
 *  - what goes back holds the answers of closed cases alone, and counts as returned only once
 *    somebody has said that it is in there;
 *  - whoever may not see a place sees none of its orders.
 * Times are ms UTC; days and hours in files are those of +08:00.
 */
#pragma once
#include "civic/sheets/sheets.h"
#include "rooms/cases/cases.h"

#define ACT_ORDERS "hotline.orders"

/* ---- systems -------------------------------------------------------------- */

enum order_field {
    ORDER_NUMBER,
    ORDER_OPENED,
    ORDER_DUE,
    ORDER_TITLE,
    ORDER_BODY,
    ORDER_KIND,
    ORDER_PLACE,
    ORDER_SPOT,
    ORDER_NAME,
    ORDER_PHONE,
    ORDER_FIELDS
};
enum { ORDER_SYSTEMS_MAX = 12, ORDER_WORDS_MAX = 60, ORDER_OUT_MAX = 20 };

struct order_system {
    str code, name, date; /* date: "Y-M-D h:m:s", what follows the day may be missing */
    str source;           /* of a case's */
    bool wins;
    str in[ORDER_FIELDS]; /* their column, "" if they have none */
    struct order_word {   /* how they call a kind; "*" is any other */
        str theirs, code;
    } words[ORDER_WORDS_MAX];
    int n_words;
    struct order_out { /* their column, and what of a case stands in it */
        str theirs, ours;
    } out[ORDER_OUT_MAX];
    int n_out;
};
enum err order_systems(struct ctx *cx, struct order_system **out, int *n) MUST_CHECK;
enum err order_system_find(struct ctx *cx, str code, struct order_system *out) MUST_CHECK;

/* ---- reading an export (order_read.c): pure ---------------------------------- */

enum { ORDER_LINES_MAX = 500 };

struct order {
    int line; /* of the file */
    str field[ORDER_FIELDS];
    int64_t opened_ms, due_ms; /* 0: none said */
    const char *why;           /* msgid: refused; NULL if it can be read */
};
/* The lines below the heading, which may stand below a title. ERR_INVALID: no line holds the column
 * of the number; ERR_TOO_BIG: more than ORDER_LINES_MAX. *out in mem. */
enum err order_read(struct arena *mem, const struct order_system *s, const struct sheets_table *t,
                    struct order **out, int *n) MUST_CHECK;
/* By the system's form of a date. */
enum err order_time(str format, str text, int64_t *ms) MUST_CHECK;

/* ---- taking them in ------------------------------------------------------------ */

enum order_state { ORDER_NEW, ORDER_THERE, ORDER_REFUSED, ORDER_STATES };
struct order_line {
    struct order o;
    enum order_state state;
    str why, number; /* why it is refused; the number of the case that it is */
    str kind, place; /* as they are understood */
    str code;
    int64_t community;
};
/* What would become of each line; nothing is written. */
enum err order_preview(struct ctx *cx, const struct order_system *s, const struct sheets_table *t,
                       struct order_line **out, int *n) MUST_CHECK;
struct order_counts {
    int taken, there, refused;
};
/* Takes the new ones in, each in a transaction of its own; by ACT_CASES_ENTER at the place. */
enum err order_import(struct ctx *cx, const struct order_system *s, struct order_line *lines, int n,
                      struct order_counts *out) MUST_CHECK;

/* ---- what waits, and what goes back ---------------------------------------------- */

enum order_filter { ORDER_OPEN, ORDER_READY, ORDER_TO_ENTER, ORDER_FILTERS };
extern const char *const order_filter_names[ORDER_FILTERS]; /* open, ready, to_enter */
struct order_ref {
    struct matters_ref ref;
    str number, title, reply, unit; /* of the case */
    enum matters_outcome outcome;
    int64_t closed_ms, scope;
    unsigned lacks; /* of the answer, by quality.h */
};
enum { ORDER_REFS_MAX = 200 };
/* References of a system whose result has not gone back, by their number: all, those that are
 * answered and closed, those still to be entered there. */
enum err order_refs(struct ctx *cx, str system, enum order_filter f, struct order_ref *out, int max,
                    int *n) MUST_CHECK;
/* As their import wants it: UTF-8 with a mark, CRLF. */
str order_file(struct ctx *cx, const struct order_system *s, const struct order_ref *refs, int n);
/* They are in there: of those named, the answered ones become returned. *n: how many. */
enum err order_returned(struct ctx *cx, str system, const int64_t *refs, int n_refs,
                        int *n) MUST_CHECK;

/* Fields typed twice for a system, by hand, in the month of `ms` and in the one before. */
enum err order_typed(struct ctx *cx, str system, int64_t ms, int64_t *month,
                     int64_t *before) MUST_CHECK;
