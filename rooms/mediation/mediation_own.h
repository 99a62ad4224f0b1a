/* mediation_own: shared by the files of this room. */
#pragma once
#include "civic/moves/moves.h"
#include "rooms/mediation/mediation.h"

enum { MEDIATION_PAGE = 25, MEDIATION_FEW = 5 };

enum err mediation_load(struct ctx *cx, const struct matter *m, struct mediation *out) MUST_CHECK;
extern const struct matters_effect mediation_effects[];

struct mediation_row {
    str no, title, place, state, to;
    enum frame_look look;
    int64_t opened_ms;
    bool open, late;
};
struct mediation_figure {
    str label;
    int64_t n; /* under MEDIATION_FEW it is not told */
};
struct mediations_page {
    bool closed; /* those that have ended */
    const struct mediation_row *rows;
    int n;
    str next;
    struct mediation_figure kinds[MEDIATION_KINDS];
    int n_kinds;
    bool may_enter;
};
struct mediation_new_page {
    struct frame_choice kind, place;
    str now; /* chosen place */
};
struct mediation_office {
    str name, receipt, result;
    int64_t handed_ms, receipt_ms, ended_ms;
};
struct mediation_page {
    const struct mediation *d;
    struct mediation_row r;
    str kind, saved, action, plain;
    const struct mediation_party *parties;
    int n_parties;
    const struct frame_step *steps;
    int n_steps;
    const struct moves_form *moves;
    int n_moves;
    const struct mediation_office *offices;
    int n_offices;
    const str *photos; /* addresses */
    int n_photos;
    bool may_unmask;
};

struct mediation_row mediation_row(struct ctx *cx, const struct mediation *d);
enum err mediation_show(struct req *rq);
enum err mediation_send_move(struct req *rq);
enum err mediation_send_unmask(struct req *rq);
