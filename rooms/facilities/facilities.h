/* facilities (部件): the pages on which staff keep what stands in public space: the list and the
 * map, one with its cases, files, labels to be printed. What a facility is, and who may change it,
 * is kept by civic/facilities; this room has its addresses alone.
 */
#pragma once
#include "civic/room.h"

extern const struct room facilities_room; /* for app/rooms.c */

/* Some hundred made-up ones around a community, some of which were reported; once. */
enum err facilities_demo_load(struct ctx *cx, int64_t county, int64_t community) MUST_CHECK;
