/* duty_own: shared by the files of this room. */
#pragma once
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "rooms/cases/cases_form.h"
#include "rooms/duty/duty.h"

enum { DUTY_PAGE = DUTY_ORDERS_MAX };

/* "3 h", "2 days": how long something has lasted. */
str duty_lasted(struct ctx *cx, int64_t ms);

extern const struct facts_subscriber duty_board, duty_told;
extern const struct notices_kind duty_notices[];
/* Inside db_write: which unit has it, as far as it is one's. */
enum err duty_keep_choice(struct ctx *cx, const struct matter *m) MUST_CHECK;
str duty_choice_why(struct ctx *cx, const struct duty_choice *c);
/* Of the page that says what came of each. */
str duty_results_address(struct ctx *cx, const struct duty_orders *all);

/* ---- what the templates are given --------------------------------------- */

struct duty_ticket { /* a case in the queue */
    struct case_row c;
    struct duty_why why;
    bool same;  /* there is one beside it that may be the same */
    bool early; /* no unit has it yet */
};
struct duty_area { /* a place of the map or the list beside it */
    str name, href;
    int64_t code, open, late;
    int64_t things, broken;        /* facilities that stand there; of those, not in order */
    const struct geo_shape *shape; /* NULL: not drawn */
};
struct duty_worker {
    str name, label, place;
};
struct board_page {
    str part;     /* the piece that is asked for again: "board", "map", or "" for all */
    str s;        /* the counter that is chosen, "" for none */
    str place;    /* the place chosen, as in the address */
    str layer;    /* "" cases, "workers", "facilities" */
    int64_t at;   /* the place looked at */
    str name, up; /* its name; the address of the place around it, "" where posts end */
    str next;
    struct duty_counts counts;
    const struct duty_ticket *rows;
    int n;
    const struct duty_area *areas;
    int n_areas;
    const struct frame_area *drawn;
    int n_drawn;
    int64_t things; /* facilities of all areas together */
    const struct duty_worker *workers;
    int n_workers;
};

enum err duty_page(struct req *rq);
enum err duty_stream(struct req *rq);
/* The filter that the address names, within the actor's posts; ERR_NOT_FOUND outside them. */
enum err duty_read_filter(struct req *rq, struct board_page *p, struct duty_filter *f) MUST_CHECK;
/* A page's tickets: cases in the order of rows. */
enum err duty_tickets(struct ctx *cx, const struct duty_row *rows, int n,
                      struct duty_ticket *out) MUST_CHECK;
enum err duty_fill_map(struct ctx *cx, const struct duty_filter *f,
                       struct board_page *p) MUST_CHECK;

/* ---- handing on --------------------------------------------------------- */

struct dispatch_row {
    struct casefile c;
    struct case_row line;
    size_t at; /* its place among the fields of the form */
    bool may;
    str desk; /* where it stands */
    struct org *units;
    int n_units;
    int64_t chosen; /* 0: none */
    str why;        /* it is chosen */
};
struct dispatch_page {
    struct dispatch_row *rows;
    int n, n_may;
};
struct done_row {
    struct case_row line;
    char letter; /* d dispatched, m merged, p pressed, f somebody was first, c consent, x refused */
    str state, unit, by;
    int64_t by_ms;
};
struct done_page {
    struct done_row *rows;
    int n, done;
};
struct same_row {
    struct casefile c;
    struct case_row line;
    int64_t metres;
    bool may; /* be merged into another */
};
struct same_page {
    str no, into;
    struct same_row *rows; /* the one to stay first */
    int n;
};

/* A case of the board by its number; ERR_NOT_FOUND for whom it is not. */
enum err duty_read_case(struct ctx *cx, str number, struct casefile *out) MUST_CHECK;
/* Those that the form or the address names. */
enum err duty_read_cases(struct req *rq, struct dispatch_page *p) MUST_CHECK;
enum err duty_press_page(struct req *rq);
enum err duty_press_send(struct req *rq);
enum err duty_dispatch_page(struct req *rq);
enum err duty_dispatch_send(struct req *rq);
enum err duty_done_page(struct req *rq);
enum err duty_same_page(struct req *rq);
enum err duty_same_send(struct req *rq);
