/* phone_own: what the pages about phones show. */
#pragma once
#include "civic/frame/frame.h"
#include "rooms/field/phone.h"

struct phone_page {
    const struct phone *phones;
    const struct frame_option *options; /* workers */
    int n, n_workers;
    bool admin; /* taking away only */
    bool gone;  /* the code is none, or no more */
    str worker, link, code;
};
