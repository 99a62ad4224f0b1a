/* outside_own: what the pages of other systems are given. */
#pragma once
#include "civic/frame/frame.h"
#include "rooms/hotline/order.h"

struct outside_row { /* a system on the overview */
    str code, name;
    int open, ready, to_enter, late;
    int64_t typed, typed_before;
};
struct outside_list {
    const struct outside_row *rows;
    int n;
};
struct outside_page {
    struct order_system s;
    enum order_filter filter;
    const struct order_ref *refs;
    int n, ready;
    int64_t typed, typed_before, now_ms;
    str told;
};
struct import_page {
    struct order_system s;
    const struct order_line *lines;
    int n;
    struct order_counts counts;
    str text; /* the file, for the form that takes it in; "" once it is done */
};

handler outside_show, outside_system_show, outside_import, outside_file, outside_returned;
