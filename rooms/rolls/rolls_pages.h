/* rolls_pages: what the pages of this room are given. */
#pragma once
#include "civic/frame/frame.h"
#include "rooms/rolls/rolls_own.h"

enum { ROLLS_MEMBERS = 6, ROLLS_PAGE = 50, ROLLS_LIST = 60, ROLLS_OPTIONS = NEED_KINDS + 1 };

struct rolls_list_page {
    const struct rolls_import *imports;
    int n;
    const struct homes_grid *grids;
    int n_grids;
    const struct frame_option *kinds;
    str told;
};
struct rolls_import_page {
    struct rolls_import im;
    str place, kind, who, told;
    str heads[ROLLS_COLUMNS];
    enum rolls_show show;
    const struct rolls_row *rows;
    int n;
    str next;
    bool can_undo;
};

struct rolls_paper_page {
    const struct homes_grid *grids;
    int n_grids;
    str held, picture; /* the photo's word and address, "" if there is none */
    int64_t entered;
    bool saved;
};
enum err rolls_paper(struct req *rq);
enum err rolls_paper_send(struct req *rq);

str rolls_kind_label(const struct ctx *cx, str kind);
str rolls_asked_text(const struct html *h, unsigned asked);
enum frame_look rolls_look(enum rolls_state s);
