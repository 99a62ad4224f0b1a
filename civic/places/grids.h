/* grids: what grids.c, plan.c, edition.c and locate.c share. */
#pragma once
#include "civic/places/places.h"

/* Inside db_write: the county's outlines or grids have changed. */
enum err grids_touch(struct ctx *cx, int64_t county) MUST_CHECK;
enum err grids_version(struct ctx *cx, int64_t county, int64_t *version) MUST_CHECK;
/* Inside db_write: a grid under a code of its own that was never used; the caller touches. */
enum err grids_put(struct ctx *cx, const struct grid *in) MUST_CHECK;
struct grid_close {
    int64_t county, code, seen, heir; /* heir: a grid or the community */
};
enum err grids_close(struct ctx *cx, const struct grid_close *in) MUST_CHECK;
