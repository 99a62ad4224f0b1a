/* rolls (名册导入): how lists of residents that offices keep in spreadsheets get in, so that nobody
 * begins with an empty program and nobody types them again. This header is the room's door.
 *
 * Kept true here, whoever calls:
 *  - nothing of a list is kept before source, legal basis, purpose and the day until which it may
 *    be kept are stated; what is kept of it is sealed under a key of the import's own;
 *  - nothing enters the roll before somebody saw what would, row by row with every refusal and its
 *    reason, and said so; a draft that nobody stores is erased after a day;
 *  - a number that a spreadsheet ruined (5.3E+17) is refused and never guessed; what is doubtful
 *    enters with a question for the next visit;
 *  - special population (rules for base data) is refused whole, and so is every row that names it;
 *  - the same file is taken once; two people who import the same person at once make one;
 *  - for 30 days the whole import can be taken back: exactly what it made and nobody changed
 *    since, and what stays is counted; after that its rows are erased;
 *  - a column means what somebody of the same office said it means under the same heading before.
 */
#pragma once
#include "civic/homes/homes.h"
#include "civic/sheets/sheets.h"

#define ACT_ROLLS "rolls.import"

enum rolls_field { /* what a column holds */
                   ROLL_IGNORED,
                   ROLL_NAME,
                   ROLL_ID,
                   ROLL_PHONE,
                   ROLL_RELATION,
                   ROLL_HEAD,
                   ROLL_HOUSE,
                   ROLL_BUILDING,
                   ROLL_DOOR,
                   ROLL_ADDRESS,
                   ROLL_GRID,
                   ROLL_STAY,
                   ROLL_TONGUE,
                   ROLL_NEED,
                   ROLL_FIELDS
};
extern const char *const rolls_field_names[ROLL_FIELDS], *const rolls_field_labels[ROLL_FIELDS];

enum rolls_why { /* why a row is not taken */
                 ROLL_FINE,
                 ROLL_NO_NAME,
                 ROLL_LONG_NAME,
                 ROLL_ID_RUINED,
                 ROLL_ID_WRONG,
                 ROLL_NO_ADDRESS,
                 ROLL_GRID_UNKNOWN,
                 ROLL_SPECIAL,
                 ROLL_TWICE, /* the number stands in an earlier row */
                 ROLL_KNOWN, /* on the roll already: nothing to do */
                 ROLL_TAKEN, /* somebody else's roll came first */
                 ROLL_WHYS
};
extern const char *const rolls_why_names[ROLL_WHYS], *const rolls_why_labels[ROLL_WHYS];

enum rolls_state {
    ROLLS_DRAFT,
    ROLLS_STORING,
    ROLLS_STORED,
    ROLLS_UNDOING,
    ROLLS_UNDONE,
    ROLLS_STATES
};
extern const char *const rolls_state_names[ROLLS_STATES], *const rolls_state_labels[ROLLS_STATES];

enum { ROLLS_COLUMNS = SHEETS_COLUMNS, ROLLS_UNDO_DAYS = 30, ROLLS_KEEP_DAYS_MAX = 3660 };

/* Finds the headings of a table that was read; its cells become single lines. ERR_INVALID with its
 * sentence: there are none, or nothing below them. */
enum err rolls_table(struct ctx *cx, struct sheets_table *t) MUST_CHECK;

/* ---- an import ----------------------------------------------------------- */

struct rolls_new {
    int64_t county, scope;
    str kind; /* "residents", or a word of home_need_names: a list of such people */
    str source, basis, purpose;
    int64_t keep_until_day;
    str file_name; /* empty: pasted */
    str bytes;     /* of the file or the paste, for its hash */
    const struct sheets_table *table;
};
struct rolls_import {
    int64_t county, id, scope, row_ver, account;
    str kind, file_name, source, basis, purpose;
    enum rolls_state state;
    int64_t keep_until_day, made_ms, stored_ms;
    int64_t rows, good, refused, known, asked, done, left;
    str heads;                               /* parted by tabs */
    enum rolls_field mapping[ROLLS_COLUMNS]; /* by column */
    int columns;
    bool remembered; /* the mapping is one that somebody of the office settled */
};
/* Judged, sealed and stored as a draft. ERR_CONFLICT: this very file is in already. */
enum err rolls_draft(struct ctx *cx, const struct rolls_new *in, int64_t *id) MUST_CHECK;
enum err rolls_find(struct ctx *cx, int64_t county, int64_t id,
                    struct rolls_import *out) MUST_CHECK;
enum err rolls_list(struct ctx *cx, int64_t county, struct rolls_import *out, int max,
                    int *n) MUST_CHECK; /* newest first */
/* What the columns hold, said anew: every row is judged again, and the office remembers it. */
enum err rolls_remap(struct ctx *cx, const struct rolls_import *im,
                     const enum rolls_field *mapping) MUST_CHECK;
/* By one click; the work is the job's. */
enum err rolls_store(struct ctx *cx, int64_t county, int64_t id, int64_t seen) MUST_CHECK;
enum err rolls_undo(struct ctx *cx, int64_t county, int64_t id, int64_t seen) MUST_CHECK;
enum err rolls_drop(struct ctx *cx, int64_t county, int64_t id, int64_t seen) MUST_CHECK;

enum rolls_show { ROLLS_SHOW_REFUSED, ROLLS_SHOW_ASKED, ROLLS_SHOW_GOOD, ROLLS_SHOWS };
struct rolls_row {
    int64_t n; /* in the file, from 1 */
    enum rolls_why why;
    unsigned asked;         /* 1 << enum home_question_kind */
    str cells[ROLL_FIELDS]; /* as understood; numbers masked */
    int64_t household;      /* where it went, once stored */
};
/* Behind row `after`, in order. */
enum err rolls_rows(struct ctx *cx, const struct rolls_import *im, enum rolls_show show,
                    int64_t after, struct rolls_row *out, int max, int *n) MUST_CHECK;

/* A list as a clerk brings it in, for the demo: by the actor, stored by the job once it is served.
 */
enum err rolls_demo_load(struct ctx *cx, int64_t county, int64_t community, str csv) MUST_CHECK;

extern const struct room rolls_room; /* for app/rooms.c */
