/* import (从表格公开): a table of accounts becomes drafts, one for each village and period in it.
 *
 * Kept true here:
 *  - nothing is written while anything that stops is unmended, a village is unknown or a period is
 *    missing;
 *  - a draft that holds lines already is left as it is; so is what is public;
 *  - what somebody said of the columns is remembered once drafts come of it.
 */
#pragma once
#include "civic/sheets/accounts.h"
#include "rooms/disclosure/disclosure.h"

struct import_part {
    struct accounts_part part;
    int64_t place;          /* 0: the village is not known to the actor */
    str place_name, number; /* number: of the draft that was made */
    enum import_state { IMPORT_NEW, IMPORT_FILLED, IMPORT_THERE, IMPORT_PUBLIC } state;
};
struct import {
    struct accounts a;
    str item; /* of disclosure's */
    struct import_part *parts;
    int n;
    bool stops; /* something has to be mended first */
};
/* Parts with their places: by the name in the table, or `place` where it names none. Findings about
 * persons and about lines that came before are added to those of the table. */
enum err import_judge(struct ctx *cx, int64_t county, int64_t place, struct import *im) MUST_CHECK;
/* ERR_CONFLICT: it stops. */
enum err import_draft(struct ctx *cx, int64_t county, struct import *im) MUST_CHECK;
