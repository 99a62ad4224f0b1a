/* joint_own: shared by the files of this room. */
#pragma once
#include "civic/moves/moves.h"
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "rooms/cases/cases_form.h"
#include "rooms/joint/joint.h"

enum { JOINT_PAGE = 25, JOINT_TEXT_MAX = 120, JOINT_WORDS_MAX = 2000 };

enum err joint_load(struct ctx *cx, const struct matter *m, struct joint *out) MUST_CHECK;
/* Inside db_write, as a meeting ends: what still waits is left for the next one. */
enum err joint_leave_undecided(struct ctx *cx, const struct matter *m) MUST_CHECK;
extern const struct matters_effect joint_effects[];
enum err joint_limit_of(struct ctx *cx, const struct matter *m, const char *clock,
                        struct matters_limit *out) MUST_CHECK;
extern const struct facts_subscriber joint_keep, joint_told;
extern const struct notices_kind joint_notices[];
/* Organisations of the county some of whose people may attend, by name. */
enum err joint_orgs(struct ctx *cx, int64_t county, struct org **out, int *n) MUST_CHECK;
bool joint_is_own(const struct ctx *cx, int64_t org);

/* ---- what the templates are given --------------------------------------- */

struct joint_row {
    str no, room, chair, state, place;
    enum frame_look look;
    int64_t at_ms;
};
struct joints_page {
    const struct joint_row *next, *past;
    int n_next, n_past, waiting;
    bool may_hold, may_read;
};
struct joint_tick { /* an organisation to be ticked */
    str key, name;
    bool chosen, likely;
};
struct joint_new_page {
    str no; /* of the meeting that is changed, or "" */
    int64_t seen;
    struct frame_choice place;
    const struct joint_tick *orgs;
    int n_orgs;
    str day, clock, room, chair;
};
struct joint_item_row {
    const struct joint_item *i;
    struct case_row line;
    str to, limit; /* to: its page, "" for who may not open it */
    bool open;     /* its form was sent and comes back */
};
struct joint_page {
    const struct joint *j;
    struct joint_row r;
    str saved, action;
    const struct joint_org *invited;
    int n_invited;
    const struct joint_item_row *items, *done;
    int n_items, n_done, hidden;
    const struct joint_tick *orgs;
    int n_orgs;
    const struct moves_form *moves;
    int n_moves;
    const struct frame_step *steps;
    int n_steps;
    bool may_decide, may_hold;
};

struct joint_row joint_row(struct ctx *cx, const struct joint *j);
enum err joint_new_form(struct req *rq);
enum err joint_new_send(struct req *rq);
enum err joint_change_form(struct req *rq);
enum err joint_change_send(struct req *rq);
enum err joint_show(struct req *rq);
enum err joint_send_move(struct req *rq);
enum err joint_send_decision(struct req *rq);
