/* drawing: a map's areas, brought onto the paper, as the template writes them. */
#pragma once
#include "civic/frame/frame.h"

struct drawn_area {
    const struct frame_area *area;
    str path;
    int shade; /* 0 to 4 */
    int x, y;  /* of its name */
};
