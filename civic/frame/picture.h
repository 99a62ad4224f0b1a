/* picture (长图): a page of text as one long picture, to be shared where links are not opened: in a
 * chat group. Large print, dark on light, a QR code at the foot.
 *
 * Kept true here: what stands in it is what the caller gives; the caller gives what anybody may
 * read. Fonts are those of this machine (fontconfig); without a Chinese one it draws boxes (doctor
 * warns).
 */
#pragma once
#include "kit/base/base.h"

struct frame_picture {
    str head;  /* who says it: the community */
    str title; /* what it is about */
    str state; /* a word for how it stands, or "" */
    str lines[4];
    int n_lines;     /* small print below the title: number, day, place */
    str label, text; /* the words themselves; label: who says them, or "" */
    str qr, foot;    /* what the code holds, or ""; the sentence beside it */
};
enum { FRAME_PICTURE_WIDTH = 1080, FRAME_PICTURE_TEXT_MOST = 1200 };
/* *png in cx->mem. Text beyond FRAME_PICTURE_TEXT_MOST characters ends in an ellipsis. ERR_FAULT.
 */
enum err frame_draw_picture(struct ctx *cx, const struct frame_picture *p, str *png) MUST_CHECK;
