/* appeal.h (申诉): a unit or a community asks for a case not to be counted; the head of the command
 * centre decides.
 *
 * Kept true here:
 *  - only the unit that handles a case, or the community where it lies, appeals, with a reason, and
 *    once;
 *  - nobody decides on an appeal of their own or of their organisation, nor about a case that it
 *    handles;
 *  - a case that is taken out is taken out by a fact, and stays visible: figures are shown with and
 *    without it.
 */
#pragma once
#include "civic/matters/matters.h"
#include "rooms/insight/insight.h"

#define ACT_INSIGHT_APPEAL "insight.appeal"
#define ACT_INSIGHT_DECIDE "insight.decide"

struct appeal {
    int64_t id, case_id, org, account, at_ms;
    str body, answer;
    struct matter m, about;
};
enum { APPEAL_BODY_MAX = 1000 };
enum err appeal_open(struct ctx *cx, const struct matter *about, str body, int64_t *id) MUST_CHECK;
/* For whoever appealed, whoever decides and whoever sees the figures there. */
enum err appeal_find(struct ctx *cx, int64_t county, str number, struct appeal *out) MUST_CHECK;
enum err appeal_list(struct ctx *cx, int64_t county, int64_t before, struct appeal *out, int max,
                     int *n) MUST_CHECK;
/* The organisation in whose name the actor could appeal about a case; 0: none. */
int64_t appeal_org(struct ctx *cx, const struct matter *about);
/* A step of the flow, with its words. */
enum err appeal_move(struct ctx *cx, struct appeal *a, const char *move,
                     const struct matters_input *in, str say) MUST_CHECK;

extern const struct matters_kind appeal_kind;
