/* code: a place as a 15-digit integer: province 2, city 2, county 2, town 3, community 3, grid 3
 * (GB/T 2260, GB/T 10114, GB/T 47678.3), zero-filled: 532503001008000 is a community.
 *
 * Kept true here: a subtree is an integer range; the level is the position of the last group that
 * is not zero; no group before it is zero. 0 is the whole instance. Pure arithmetic.
 */
#pragma once
#include "kit/base/base.h"

enum place_level {
    PLACE_ALL,
    PLACE_PROVINCE,
    PLACE_CITY,
    PLACE_COUNTY,
    PLACE_TOWN,
    PLACE_COMMUNITY,
    PLACE_GRID,
    PLACE_LEVELS
};
extern const char *const place_level_names[PLACE_LEVELS];  /* "town": the word in the database */
extern const char *const place_level_labels[PLACE_LEVELS]; /* msgids */

/* What one unit of the level's last group is worth: the size of its subtree. */
int64_t place_span(enum place_level level);
bool place_ok(int64_t code); /* not 0 */
/* Three cities have no counties and stand for their own county (441900 Dongguan): by its digits
 * such a county is a city. */
enum place_level place_level_of(int64_t code);
int64_t place_above(int64_t code, enum place_level level); /* the code cut to a level */
int64_t place_parent(int64_t code);                        /* 0 above a province */
int64_t place_end(int64_t code);                           /* last code of the subtree */
bool place_within(int64_t inner, int64_t outer);           /* or the same */

/* Without its zero groups: "53", "5325", "532503", "532503001", "532503001008", or 15 digits. */
str place_text(struct arena *mem, int64_t code);
/* Those forms, and the zero-filled one; ERR_INVALID for anything else. */
enum err place_parse(str s, int64_t *code) MUST_CHECK;

/* By the digits of rules for codes: 001-199, 400-499 residents; 200-399, 500-599 villagers. */
bool place_is_village(int64_t code);
