/* plan: a proposal for all grids of a community, as GeoJSON, looked at before it holds.
 *
 * Kept true here:
 *  - a grid keeps its code if the proposal says so, or if it is drawn (or listed) the very same;
 *    every other gets a number that its community never gave, in rows from north to south and in a
 *    row from west to east (rules for grids: 15 digits, retired codes are never given again);
 *  - only the nets that occur in the proposal are replaced: unit grids do not retire social ones;
 *  - what is wrong is said and never refused; a part that cannot be read at all is left out;
 *  - it is applied as it was shown, whole or not at all: who changed a grid of the county since
 *    makes it ERR_CONFLICT. Cases keep their place; their scope follows to the heir of their grid.
 */
#pragma once
#include "civic/places/places.h"

enum plan_fate { PLAN_SAME, PLAN_CHANGED, PLAN_NEW, PLAN_RETIRED, PLAN_LEFT_OUT, PLAN_FATES };
struct plan_grid {
    struct grid g; /* with the code it has or will have */
    enum plan_fate fate;
    str duty;        /* name of the responsibility grid it is to lie in */
    const char *why; /* LEFT_OUT: msgid */
    bool closed;     /* its outline was closed by us */
    bool renumbered; /* the code in the file could not be kept */
    int64_t heir;    /* RETIRED: a grid or the community */
};
struct grid_plan {
    int64_t county, community, version; /* version: of the county's grids, as read */
    struct plan_grid *at;               /* in the order of their numbers, then retired, left out */
    int n;
    struct grid_warning *warnings;
    int n_warnings, all_warnings;
};
/* `purpose` holds for grids that do not say theirs. ERR_INVALID: no GeoJSON, *why is a msgid. */
enum err plan_read(struct ctx *cx, int64_t county, int64_t community, str text,
                   enum grid_purpose purpose, struct grid_plan *out, const char **why) MUST_CHECK;
/* Inside db_write. */
enum err plan_apply(struct ctx *cx, const struct grid_plan *p) MUST_CHECK;
/* Today's grids in the form that plan_read takes. */
str plan_text(struct ctx *cx, const struct grid *all, int n);
