/* pages: what the frame's own pages are given. */
#pragma once
#include "civic/frame/frame.h"

struct frame_trouble {
    const char *title, *advice; /* msgids */
    str said;                   /* the sentence of the rule that refused, instead of the advice */
    str to;                     /* a way on, or "" */
    const char *to_label;
    const struct failure_field *fields;
    str reference; /* what to say on the phone; "" unless it is our fault */
};

enum err frame_show_grids(struct req *rq); /* map_web.c */
