/* shelf: what a process may keep ready because it can be made again from the rows of its database:
 * immutable things, known by kind and county, each of one version. Nothing here is the truth: who
 * takes a thing names the version that the rows have now.
 *
 * Kept true here: a thing on the shelf is never changed; it is dropped when a newer one has taken
 * its place and the last who took it has given it back. Any thread may ask.
 */
#pragma once
#include "kit/db/db.h"

struct shelf_thing;
struct shelf_hold { /* give it back with db_shelf_return */
    struct db *db;
    struct shelf_thing *thing;
};
void db_shelf_return(struct shelf_hold *h); /* accepts an empty one */
#define AUTO_HOLD __attribute__((cleanup(db_shelf_return))) struct shelf_hold

/* NULL if there is none of that version. `kind` is a constant. */
const void *db_shelf_take(struct db *db, const char *kind, int64_t county, int64_t version,
                          struct shelf_hold *hold);
/* Owns `thing` from now on; returns what stands there (another thread may have been faster). */
const void *db_shelf_put(struct db *db, const char *kind, int64_t county, int64_t version,
                         void *thing, void (*drop)(void *), struct shelf_hold *hold);
void db_shelf_clear(struct db *db); /* by db_close */
