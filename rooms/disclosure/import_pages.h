/* import_pages: what the page of importing shows. */
#pragma once
#include "civic/frame/frame.h"
#include "rooms/disclosure/import.h"

struct import_row { /* a finding, and the field its mend goes into */
    str text, field, value;
    const char *mend; /* msgid, "" */
    bool stops, tick, typed;
};
enum { IMPORT_SHOWN = 200 };
struct import_page {
    const struct import *im; /* NULL: nothing was sent yet */
    const struct sheets_table *t;
    str text, file_name;
    struct frame_choice place, item;
    str period;
    const struct import_row *rows;
    const struct accounts_fix *fixes; /* that were taken: the form brings them along */
    int n_rows, n_fixes, shown;
    bool done, asks_place, asks_period;
};

enum err import_show(struct req *rq);
enum err import_send(struct req *rq);
