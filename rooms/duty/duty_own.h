/* duty_own: shared by the files of this room. */
#pragma once
#include "rooms/cases/cases_form.h"
#include "rooms/duty/duty.h"

enum { DUTY_PAGE = 25 };

/* "3 h", "2 days": how long something has lasted. */
str duty_lasted(struct ctx *cx, int64_t ms);

extern const struct facts_subscriber duty_board;

/* ---- what the templates are given --------------------------------------- */

struct duty_ticket { /* a case in the queue */
    struct case_row c;
    struct duty_why why;
    bool same; /* there is one beside it that may be the same */
};
struct duty_area { /* a place of the map or the list beside it */
    str name, href;
    int64_t code, open, late;
    const struct geo_shape *shape; /* NULL: not drawn */
};
struct duty_worker {
    str name, label, place;
};
struct board_page {
    str part;     /* the piece that is asked for again: "board", "map", or "" for all */
    str s;        /* the counter that is chosen, "" for none */
    str place;    /* the place chosen, as in the address */
    str layer;    /* "" cases, "workers" */
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
