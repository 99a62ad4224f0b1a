/* group (微信群): cases that came out of a chat group, and what its people are told in return.
 *
 * Kept true here:
 *  - a group is told what anybody may know: the kind, the community, the number, how far it is; the
 *    answer itself only of a case that was released to the public; of a sensitive case nothing but
 *    that it was received; never a name, a number to call somebody by, or a link;
 *  - a case stands on the list again whenever what residents are shown of it has changed since the
 *    group was told, and leaves it for good once the group was told its end;
 *  - to whoever may not enter reports for its place a case is not on the list.
 */
#pragma once
#include "rooms/cases/cases.h"

enum { GROUP_NAME_MOST = 40, GROUP_LINES_MAX = 100 };

struct group_line {
    struct casefile c;
    str group, told; /* told: of matters_shown_names, "" nothing yet */
    int64_t told_ms, seen;
    str picture; /* address of what may be shared as a picture, or "" */
    str reply;   /* to paste into the group */
    bool waits;  /* it has changed since */
};
/* Newest first; *out in cx->mem. */
enum err group_list(struct ctx *cx, struct group_line **out, int *n) MUST_CHECK;
/* What the group is told of a case as it is now. */
enum err group_reply(struct ctx *cx, const struct casefile *c, str *out) MUST_CHECK;
/* The reply is in the group. ERR_CONFLICT: a colleague was faster. */
enum err group_told(struct ctx *cx, const struct casefile *c, int64_t seen) MUST_CHECK;
/* Inside db_write, by cases_open. */
enum err group_keep(struct ctx *cx, int64_t county, int64_t id, str name) MUST_CHECK;
