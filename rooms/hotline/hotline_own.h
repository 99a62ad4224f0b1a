/* hotline_own: shared by the files of this room, and what its templates are given. */
#pragma once
#include "civic/places/places.h"
#include "rooms/cases/cases_form.h"
#include "rooms/hotline/hotline.h"

enum { HOTLINE_SEEN_MAX = 60, HOTLINE_FOUND_MAX = 6, HOTLINE_NEAR_MAX = 4 };

/* A number as typed, canonical; the sentence stands at the field phone. */
enum err hotline_phone(struct ctx *cx, str typed, str *out) MUST_CHECK;

/* ---- kind and place from a few letters (find_web.c) ------------------------- */

/* A place somebody may mean: a community with the rest of what was typed as the spot, or the spot
 * of an earlier case, by whose number it is chosen. */
struct hotline_spot {
    str key; /* "532503001008000", or "HZY-26-00012" */
    str name, spot;
};
/* At most HOTLINE_FOUND_MAX, the likeliest first, where the actor may enter reports. */
enum err hotline_spots(struct ctx *cx, str typed, struct hotline_spot *out, int *n) MUST_CHECK;
/* The choice as a report has it: community and spot. ERR_NOT_FOUND: not to be chosen here. */
enum err hotline_spot_read(struct ctx *cx, str key, str typed, int64_t *community,
                           struct cases_spot *spot) MUST_CHECK;
/* Open cases that this may be, nearest or newest first; out has HOTLINE_NEAR_MAX. */
enum err hotline_near(struct ctx *cx, str code, int64_t community, const struct cases_spot *spot,
                      struct matter *out, int *n) MUST_CHECK;

/* ---- pages ------------------------------------------------------------------ */

struct hotline_line { /* a case on the side, with what to read aloud */
    struct case_row c;
    str aloud;
};
struct hotline_page {
    struct hotline_caller caller;
    bool looked; /* the number of the form has been looked up */
    str person;  /* chosen among the caller's, "" if none */
    const struct hotline_line *mine, *near;
    int n_mine, n_near, hidden;
    struct category kinds[HOTLINE_FOUND_MAX];
    int n_kinds;
    str code; /* chosen */
    struct hotline_spot spots[HOTLINE_FOUND_MAX];
    int n_spots;
    str place;           /* chosen: a key of spots */
    const char *focus;   /* name of the field to go on with, "register" for the button */
    str done, done_said; /* number of the report just made, and what to say */
    str told;
    str back; /* id of the call-back this is, or "" */
    int64_t waiting;
};

struct back_row {
    int64_t id, calls, tries, called_ms, row_ver;
    str phone, place;
};
struct backs_page {
    const struct back_row *rows;
    int n;
    const struct case_row *silent;
    int n_silent;
    int64_t shown; /* the call-back whose number is shown */
    str number;
    struct frame_choice place;
    str told;
};
struct ask_page {
    struct case_row c;
    str reporter, number, reply, unit, heading;
    bool may_ask, may_show;
    str tongue; /* language they like to speak, "" unknown */
};
struct call_me_page {
    struct frame_place place;
    bool done;
};

handler hotline_desk, hotline_desk_send, hotline_backs_show, hotline_backs_add, hotline_back_change;
handler hotline_ask, hotline_ask_send, hotline_ask_number, hotline_call_me, hotline_call_me_send;
