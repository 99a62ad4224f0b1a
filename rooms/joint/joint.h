/* joint (联席会): difficult cases (疑难工单: third return, third department, or put there by hand)
 * are decided by the departments together: who leads, who assists, by when. This header is the
 * room's door.
 *
 * Kept true here, whoever calls (a meeting goes by the flow `joint`, a case by its own):
 *  - the agenda is every case in the state `hard` of the meeting's place, by itself; a case that is
 *    not decided stays on the next one, and the meeting that left it says so;
 *  - a decision and the step of the case by the case's flow are one transaction: of two who decide
 *    one case, one gets through and the other hears who was faster;
 *  - a meeting that has ended decides nothing more;
 *  - whoever is invited reads agenda and minutes and nothing else of the cases; one that is private
 *    is shown to those alone who may see it anyway, and never to whom it is about.
 *
 * Times are ms UTC.
 */
#pragma once
#include "rooms/cases/cases.h"

#define ACT_JOINT_HOLD   "joint.hold"   /* call and end meetings */
#define ACT_JOINT_DECIDE "joint.decide" /* write down what was decided */
#define ACT_JOINT_READ   "joint.read"
#define ACT_JOINT_ATTEND "joint.attend"

enum { JOINT_INVITED_MAX = MATTERS_ORGS_MAX, JOINT_AGENDA_MAX = 50 };

struct joint_new {
    int64_t county, place; /* whose cases: a county, a town */
    int64_t at_ms;
    str room, chair;
    int64_t orgs[JOINT_INVITED_MAX];
    int n_orgs;
};
struct joint_receipt {
    int64_t id;
    char number[MATTERS_NUMBER_MAX];
};
/* ERR_INVALID names the fields day, room, chair, org, place. */
enum err joint_open(struct ctx *cx, const struct joint_new *in,
                    struct joint_receipt *out) MUST_CHECK;

struct joint {
    struct matter m;
    int64_t at_ms;
    str room, chair, words;
};
enum err joint_find(struct ctx *cx, int64_t county, str number, struct joint *out) MUST_CHECK;
/* Another time, place or chair; the invited are told. */
enum err joint_change(struct ctx *cx, struct joint *j, int64_t seen,
                      const struct joint_new *in) MUST_CHECK;

struct joint_org {
    int64_t org;
    str name;
};
enum err joint_invited(struct ctx *cx, const struct joint *j,
                       struct joint_org out[JOINT_INVITED_MAX], int *n) MUST_CHECK;

/* Of the actor's places or invitations, the latest first. */
enum err joint_list(struct ctx *cx, bool open, struct joint *out, int max, int *n) MUST_CHECK;

/* A unit that said a case is not its own. */
struct joint_objection {
    str unit, reason; /* reason in the reader's language */
    int64_t at_ms;
};
enum { JOINT_OBJECTIONS_MAX = 6 };
struct joint_item {
    struct casefile c;
    int64_t since_ms; /* it waits; 0: decided here or left open here */
    struct joint_objection objections[JOINT_OBJECTIONS_MAX];
    int n_objections;
    /* of a meeting's decision */
    bool decided, left;
    str lead, assist, words;
    struct matters_limit limit;
    int64_t due_ms;
};
/* What waits now in a place; what the reader may not see is counted in *hidden. */
enum err joint_agenda(struct ctx *cx, int64_t county, int64_t place, struct joint_item **out,
                      int *n, int *hidden) MUST_CHECK;
/* What a meeting decided, and what it left open. */
enum err joint_decisions(struct ctx *cx, const struct joint *j, struct joint_item **out, int *n,
                         int *hidden) MUST_CHECK;

struct joint_decision {
    str number;                     /* of the case */
    int64_t seen;                   /* its row_ver on the page */
    int64_t orgs[MATTERS_ORGS_MAX]; /* the first leads */
    int n_orgs;
    struct matters_limit limit;
    str words; /* for the minutes */
};
/* ERR_CONFLICT: the meeting has ended, or somebody decided it first. ERR_INVALID: org, limit, text.
 */
enum err joint_decide(struct ctx *cx, const struct joint *j,
                      const struct joint_decision *in) MUST_CHECK;

/* End it (text: the minutes' general words) or call it off (reason), as it was seen. */
enum err joint_move(struct ctx *cx, struct joint *j, const char *move, int64_t seen,
                    const struct matters_input *in) MUST_CHECK;

/* Two cases for a meeting to come and a meeting with minutes, for a county that has none; once the
 * demo's people and cases are there. */
enum err joint_demo_load(struct ctx *cx, int64_t county) MUST_CHECK;

extern const struct room joint_room; /* for app/rooms.c */
