/* visit_own: shared by the files of visits. */
#pragma once
#include "rooms/field/field_own.h"
#include "rooms/field/visit.h"
#include "rooms/field/visit_sql.h" /* generated */

extern const str visit_form_data;

struct visit_plan { /* made before the write */
    struct household h;
    int64_t id, person;
    str answers, form; /* sealed; its hash */
    struct visit_line lines[VISIT_LINES_MAX];
    str said[VISIT_LINES_MAX]; /* sealed */
    int n;
    struct matters_new change;
};
struct visit_args {
    const struct visit_new *in;
    const struct visit_plan *p;
    struct matters_opened opened; /* result */
};

extern const struct matters_kind visit_change_kind;

/* ---- pages ------------------------------------------------------------------- */

struct visit_line_page { /* a household on a list */
    int64_t id, next_day;
    str line, head, why, tongue, last, grid;
    bool late;
    int questions;
};
struct visit_told { /* a change the worker reported */
    str number, line, state, declined;
    enum frame_look look;
    int64_t at_ms;
};
struct visits_page {
    const struct visit_line_page *at;
    int n, late;
    const struct visit_told *told;
    int n_told;
    bool more;
};
struct visit_ask { /* an open question */
    int64_t id;
    str text;
};
struct visit_before {
    str who, outcome, said;
    int64_t at_ms;
};
struct visit_page {
    struct household h;
    struct form form;
    str tongue, why;
    const struct visit_ask *asks;
    int n_asks;
    const struct visit_before *before;
    int n_before;
    struct frame_choice what, who;
    str usual; /* when it is due again by the usual rhythm */
    bool open_change;
};
struct visit_change_row {
    str what, who, said;
};
struct visit_change_page {
    struct visit_change c;
    str heading, state, by, line;
    enum frame_look look;
    const struct visit_change_row *rows;
    int n;
    bool by_hand; /* something the clerk changes on the roll first */
    const struct moves_form *moves;
    int n_moves;
    str chosen;
    const struct frame_step *steps;
    int n_steps;
};

struct absence_row {
    int64_t post, from_day, to_day;
    str who, stand_in, grid;
    bool now, over;
};
struct absence_page {
    const struct absence_row *rows;
    int n;
    const struct frame_option *workers;
    int n_workers;
};
enum err absence_list(struct req *rq);
enum err absence_add(struct req *rq);
enum err absence_end(struct req *rq);

/* Why somebody looks in: "lone elder · low income". */
str visit_needs_text(struct ctx *cx, unsigned needs);
enum err visit_fill_today(struct ctx *cx, struct field_page *page) MUST_CHECK;
/* The pages of the visits due first, at most so many: for the phone, which may find no network at
 * the door. */
enum err visit_due_pages(struct ctx *cx, str *out, int max, int *n) MUST_CHECK;
enum err visit_due(struct req *rq);
enum err visit_show(struct req *rq);
enum err visit_send(struct req *rq);
enum err visit_overdue(struct req *rq);
enum err visit_change_show(struct req *rq);
enum err visit_change_send(struct req *rq);
