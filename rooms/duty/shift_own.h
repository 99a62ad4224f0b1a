/* shift_own: what the templates of the handover and of the wall are given. */
#pragma once
#include "rooms/duty/shift.h"

enum { SHIFTS_SHOWN = 20, WALL_ROWS = 10 };

struct shift_line {
    struct duty_shift s;
    str giver, taker;
};
struct shift_page {
    struct duty_shift s;
    str place, giver, taker;
    struct duty_ticket *rows; /* the cases named: their lines alone */
    int n;
    bool may_take;
    struct frame_choice next;
    const struct shift_line *past;
    int n_past;
};
struct wall_page {
    str name;
    struct duty_counts counts;
    const struct duty_ticket *rows;
    int n;
    const struct frame_area *drawn;
    int n_drawn;
};

enum err duty_shift_page(struct req *rq);
enum err duty_shift_send(struct req *rq);
enum err duty_shift_show(struct req *rq);
enum err duty_shift_sign(struct req *rq);
enum err duty_wall(struct req *rq);
