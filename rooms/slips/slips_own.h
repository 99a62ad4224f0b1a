/* slips_own: shared by the files of this room, and what its templates are given. */
#pragma once
#include "kit/seal/seal.h"
#include "rooms/slips/slips.h"

/* ---- code.c ---- */
struct slip_code {
    str text;                     /* twelve digits */
    struct seal_hash door, index; /* of the first six; of all with the id */
};
struct slip_code slip_code_of(struct ctx *cx, str digits, int64_t id);
/* A new one for the slip of this id. */
struct slip_code slip_code_new(struct ctx *cx, int64_t id);
/* What somebody typed: blanks and hyphens are forgiven. ERR_DENIED with the sentence. */
enum err slip_code_read(struct ctx *cx, str typed, int64_t *county, int64_t *id,
                        struct slip_code *out) MUST_CHECK;
enum err slip_code_refuse(struct ctx *cx) MUST_CHECK; /* the one sentence */
enum err slip_count_wrong(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;
str slip_code_text(struct arena *mem, str digits); /* in fours */

/* ---- slips.c ---- */
enum err slip_load(struct ctx *cx, int64_t county, int64_t id, struct slip *out) MUST_CHECK;
bool slip_is_mine(struct ctx *cx, const struct slip *s);
enum err slip_note(struct ctx *cx, const struct slip *s, const char *kind, str to) MUST_CHECK;
/* Inside db_write: its code finds nothing any more. */
enum err slip_close_door(struct ctx *cx, const struct slip *s) MUST_CHECK;

/* ---- pages ---- */
struct slip_row {
    struct slip s;
    str title, place, shown;
    enum frame_look look;
};
struct slips_page {
    const struct slip_row *rows;
    int n;
};
struct slip_new_page {
    str no, title, place;
    struct frame_choice days;
};
struct slip_given_page { /* the paper */
    struct slip s;
    str code, link, kind, place, spot, org, phone, due;
};
struct slip_page {
    struct slip_row r;
    struct case_row c;
    bool over, may_step;
    int64_t seen;
    const struct case_photo *photos;
    int n_photos;
    struct frame_choice outcome;
    struct report_page form; /* what of it was kept */
    str told;
};
struct work_page { /* whoever has only the code */
    struct slip s;
    str code, kind, place, spot, due, org, phone;
    const struct case_photo *photos;
    int n_photos;
    struct frame_choice outcome;
    struct report_page form; /* what of it was kept */
    bool done;
};
void slip_outcomes(struct ctx *cx, struct frame_choice *out);

handler slips_show, slip_new_show, slip_new_send, slip_show, slip_send, slip_paper_send;
handler work_show, work_open, work_answer;
