/* places (地点): where things are: the division of the land, its grids, its history and its names.
 * The front door of civic/places; codes by arithmetic are in code.h, shapes in geo.h.
 *
 * Kept true here:
 *  - a row carries `place`, the code of its day, for ever, and `scope`, today's code, for every
 *    question of rights and lists;
 *  - a retired code is never given to another place; its rows are found through its successor;
 *  - an alias is unique in the instance and never reassigned;
 *  - a point in no grid and a point in two are both answered.
 */
#pragma once
#include "civic/places/code.h"
#include "kit/db/db.h"

/* ---- names and addresses ----------------------------------------------- */

/* What stands behind "/c/{word}": an alias, or a code in any of its written forms, of today or of
 * a former day (then the successor). `canonical` false: the page's address is another. */
enum err places_resolve(struct ctx *cx, str word, int64_t *county, int64_t *code) MUST_CHECK;
str places_name(struct ctx *cx, int64_t code); /* today's or its last name; "" if unknown */
/* For addresses: the alias, or the code without trailing zeros. */
str places_slug(struct ctx *cx, int64_t code);
/* For numbers: upper-case letters and digits, made when the place was loaded. */
str places_alias(struct ctx *cx, int64_t code);
/* A number that somebody answers and when ("Mon to Fri 8:00-18:00"), of the place or the nearest
 * above it that has one; both empty if none. */
void places_phone(struct ctx *cx, int64_t code, str *phone, str *hours);
/* The flow that matters of a kind follow here ("case-full", "case-small"): set per place,
 * inherited downwards. */
str places_flow(struct ctx *cx, int64_t code, const char *kind);

/* ---- positions --------------------------------------------------------- */

struct place_hit {
    int64_t code; /* of a grid */
};
/* The grids of the county that contain the point, by code; n 0: none has it. */
enum err places_grid_at(struct ctx *cx, int64_t county, int64_t lat_u, int64_t lon_u,
                        struct place_hit *out, int max, int *n) MUST_CHECK;
/* Within the county's bounding box, widened by about 5 km: a position worth keeping at all. True
 * where the county has no geometry. */
bool places_in_county(struct ctx *cx, int64_t county, int64_t lat_u, int64_t lon_u);
