/* drawing: a map's areas, brought onto the paper, as the template writes them. */
#pragma once
#include "civic/frame/frame.h"

enum { SHADES = 5 }; /* 0 is nothing */

struct drawn_area {
    const struct frame_area *area;
    str path;
    int shade; /* 0 to SHADES - 1 */
    int x, y;  /* of its name */
};

struct drawn_map {
    const struct drawn_area *at;
    int n, width, height;
    const char *label;
    int64_t unit; /* what the shades count in: 1, 2, 5, 10 … */
};

/* The numbers that a shade above 0 stands for, as the legend says it: "1", "2–3", "6+". */
str map_html_shade(struct html *h, int shade, int64_t unit);
