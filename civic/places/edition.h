/* edition: a national edition as read from its files, before it meets the database. */
#pragma once
#include "civic/places/match.h"
#include "civic/places/places.h"

struct edition {
    struct place_row
        *rows; /* all levels, ascending; a city that is its own county once, as county */
    size_t n;
};
/* The lines of the files, those under in->under and what lies above it; each with its parent. The
 * names are views of the files. */
enum err edition_read(struct ctx *cx, const struct places_import *in, struct edition *out,
                      struct places_counts *counts) MUST_CHECK;
/* The rows from a code to another. */
struct place_edition edition_part(const struct edition *e, int64_t lo, int64_t hi);

/* What a county's change of edition writes, made before the transaction. */
struct edition_plan {
    int64_t county, code, old_code; /* of the county itself; old_code 0: it is new */
    int64_t day;
    const struct place_change *changes;
    size_t n;
    struct places_move
        *moves; /* in an order in which no move meets what another still has to move */
    size_t n_moves;
};
void edition_moves(struct arena *mem, struct edition_plan *p, const struct place_matching *m);

/* One batch of the county's moves; adds to *rows what was re-keyed. did 0: nothing is left. */
enum err edition_rekey(struct ctx *cx, int64_t county, int64_t *did, int64_t *rows) MUST_CHECK;

/* Inside db_write: one more range to re-key, behind what waits already. */
enum err edition_move_add(struct ctx *cx, int64_t day, const struct places_move *m) MUST_CHECK;
