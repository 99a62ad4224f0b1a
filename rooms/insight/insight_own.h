/* insight_own: shared by the files of this room. */
#pragma once
#include "civic/matters/matters.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/insight/insight.h"

extern const struct route insight_routes[];

/* How far a case has come: the stages of the chain, in their order. Each but the last is done when
 * the case goes on from it. */
enum stage {
    STAGE_VERIFY,
    STAGE_ACCEPT,
    STAGE_FILE,
    STAGE_DISPATCH,
    STAGE_HANDLE,
    STAGE_CHECK,
    STAGE_CLOSE,
    STAGES
};
/* Why a case counts nowhere. */
enum left_out { OUT_NOT, OUT_VOID, OUT_HELD, OUT_MERGED, OUT_APPEAL, OUTS };

struct case_course { /* of one case, from its facts and clocks */
    struct matter m;
    int64_t pos; /* of the last numbered fact that is in it */
    int64_t first_closed_ms;
    int64_t done_ms[STAGES]; /* 0: not, or begun again */
    int64_t from_ms[STAGES]; /* when the stage was entered that was done then */
    int64_t due_ms[STAGES];  /* 0: no limit, or none now */
    bool late[STAGES];       /* done after its limit */
    bool refused, declined, on_spot, kind_changed;
    const char *word; /* the resident's last, of this closing or the one before it */
    enum left_out out;
};
/* Reads a case's course; ERR_NOT_FOUND: the matter is no case. */
enum err course_read(struct ctx *cx, int64_t county, int64_t id,
                     struct case_course *out) MUST_CHECK;

struct case_count {               /* what it counts for in a step; at_ms 0: nothing */
    int64_t at_ms, bits, took_ms; /* took_ms < 0: nothing to measure */
};
void course_count(const struct case_course *c, struct case_count out[INSIGHT_STEPS]);
