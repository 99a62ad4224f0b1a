/* callout_own: shared by the files of this room. */
#pragma once
#include "civic/moves/moves.h"
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "rooms/callout/callout.h"
#include "rooms/cases/cases_form.h"

enum {
    CALLOUT_PAGE = 25,
    CALLOUT_PHOTOS_MAX = 40,
    CALLOUT_BODY_MAX = 1000,
    CALLOUT_SPOT_MAX = 120
};

/* What a move of this room brings along for its guards and effects (matters_input.room). */
struct callout_input {
    int64_t org; /* whom the community has seen, or not */
    const struct callout_answer *answer;
};
extern const struct matters_guard callout_guards[];
extern const struct matters_effect callout_effects[];
/* matters_kind.limit */
enum err callout_limit_of(struct ctx *cx, const struct matter *m, const char *clock,
                          struct matters_limit *out) MUST_CHECK;

enum err callout_load(struct ctx *cx, const struct matter *m, struct callout *out) MUST_CHECK;
/* Inside db_write: words of the actor. */
enum err callout_keep_note(struct ctx *cx, const struct matter *m, str body) MUST_CHECK;
const char *callout_reason_label(const struct matter *m, str reason); /* msgid */

extern const struct facts_subscriber callout_told;
extern const struct notices_kind callout_notices[];

/* ---- what the templates are given --------------------------------------- */

struct callout_row {
    str no, title, place, state, to;
    enum frame_look look;
    int64_t called_ms, due_ms;
    bool open, late;
};
struct callouts_page {
    bool closed; /* those that have ended */
    const struct callout_row *rows;
    int n;
    str next;
    bool may_call;
};
struct callout_org { /* to be ticked */
    str key, name;
    bool likely, chosen;
};
struct callout_new_page {
    struct categories all;
    str code;                /* kind chosen so far */
    str case_no, case_title; /* of the case it is about, or "" */
    struct frame_choice place, urgency;
    const struct callout_org *orgs;
    int n_orgs;
    str body, spot, lat, lon, areas;
};
struct callout_unit_row {
    str key, name, said, by, words, reason;
    enum frame_look look;
    int64_t at_ms;
    bool mine, may_see; /* mine: of the actor's organisation and not answered */
};
struct callout_page {
    const struct callout *c;
    struct callout_row r;
    str kind, urgency, saved, action, case_no, case_title, map;
    const struct callout_unit_row *units;
    int n_units;
    const struct frame_step *steps;
    int n_steps;
    const struct moves_form *moves;
    int n_moves;
    const str *photos; /* addresses */
    int n_photos;
    struct frame_choice reasons;
    str may_answer; /* name of the actor's organisation that is to answer, or "" */
    bool may_make_case;
};
struct callout_figures_page {
    const struct callout_figure *rows;
    int n;
    str months; /* "1", "3", "12" */
};
struct callout_limits_page {
    struct callout_limit now[CALLOUT_URGENCIES];
    str saved;
};

struct callout_row callout_row(struct ctx *cx, const struct callout *c);
enum err callout_new_form(struct req *rq);
enum err callout_new_send(struct req *rq);
enum err callout_show(struct req *rq);
enum err callout_send_answer(struct req *rq);
enum err callout_send_seen(struct req *rq);
enum err callout_send_move(struct req *rq);
enum err callout_send_case(struct req *rq);
enum err callout_show_figures(struct req *rq);
enum err callout_show_limits(struct req *rq);
enum err callout_send_limit(struct req *rq);
