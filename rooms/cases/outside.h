/* outside (外部系统): what another system asks for when a case must be typed there too, as data:
 * data/cases/outside.csv holds, per system, its fields in its order, by its names, with its lengths
 * in characters. A system that the file does not name is shown the rows of "*".
 *
 * Kept true here: what was typed here and there is counted in fields, per system, when it is kept;
 * what came or went as a file is not.
 */
#pragma once
#include "rooms/cases/cases.h"

enum { OUTSIDE_FIELDS_MAX = 24 };
struct outside_system {
    str code, name; /* name empty: call it by its code */
    struct outside_field {
        str field; /* which of a case: number, title, kind, place … */
        str label; /* as it is called there */
        int64_t most;
    } at[OUTSIDE_FIELDS_MAX];
    int n;
};
enum err outside_find(struct ctx *cx, str code, struct outside_system *out) MUST_CHECK;

/* A reference as somebody keeps it by hand, at a case page: the fields that were typed twice for it
 * are counted with it. `was`: as it stood, NULL for a new one. */
enum err outside_keep(struct ctx *cx, const struct matters_ref *was,
                      const struct matters_ref *now) MUST_CHECK;
