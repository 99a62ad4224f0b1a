/* grids: what grids.c, edition.c and find.c share. */
#pragma once
#include "civic/places/places.h"

/* Inside db_write: the county's outlines or grids have changed. */
enum err grids_touch(struct ctx *cx, int64_t county) MUST_CHECK;
