/* facilities (部件): what stands in public space and is looked after by somebody: manhole covers,
 * lamps, bins. Each has an identifier of the standard and a label that people can read to one
 * another; a report can name one, and so one knows how often it was broken.
 *
 * Kept true here, whoever calls:
 *  - an identifier has 16 digits (county 6, class 4, serial 6) or 17 (class 5) and is never given
 *    again, nor is a label within its grid and kind;
 *  - the place of one with a position is the grid under it; of one without, the grid it names;
 *  - lists and boxes show what lies within the reader's posts; what lies beyond is ERR_NOT_FOUND;
 *  - every change is a fact; what was seen changed meanwhile is ERR_CONFLICT;
 *  - a file is looked at before it holds, taken over in slices that can be gone on with, and can be
 *    taken back for FACILITIES_UNDO_DAYS as far as nobody touched what came of it.
 *
 * Positions are microdegrees of WGS-84 (CGCS2000 is the same to a metre), days as everywhere.
 */
#pragma once
#include "civic/room.h"

#define ACT_FACILITIES_READ "facilities.read"
#define ACT_FACILITIES_KEEP "facilities.keep"

extern const struct room facilities_part; /* schema, rekeys and acts, for app/rooms.c */

enum facility_state {
    FACILITY_WHOLE,
    FACILITY_BROKEN,
    FACILITY_LOST,
    FACILITY_DISUSED,
    FACILITY_REMOVED,
    FACILITY_STATES
};
extern const char *const facility_state_names[FACILITY_STATES];
extern const char *const facility_state_labels[FACILITY_STATES]; /* msgids */

enum facility_origin { /* how its data came about */
                       FACILITY_UNKNOWN,
                       FACILITY_SURVEY,
                       FACILITY_MAP,
                       FACILITY_BASE,
                       FACILITY_OTHER,
                       FACILITY_ORIGINS
};
extern const char *const facility_origin_names[FACILITY_ORIGINS];
extern const char *const facility_origin_labels[FACILITY_ORIGINS]; /* msgids */

struct facility {
    int64_t county, id, place, scope, row_ver;
    str identifier; /* "": one is given when it is added */
    str code;       /* of its category */
    str label;      /* "08-014": grid and number; "": one is given */
    str name;       /* by the standard at most 30 characters */
    enum facility_state state;
    enum facility_origin origin;
    bool placed;
    int64_t lat_u, lon_u;
    str org_code, org_name;       /* in charge */
    str owner_code, owner_name;   /* whose it is */
    str keeper_code, keeper_name; /* who maintains it */
    str note;
    int64_t from_day, changed_day; /* changed_day 0: never */
    int64_t cases;                 /* how often it was reported */
};

/* ---- finding ------------------------------------------------------------ */

/* For anybody: a report names one. Staff pages ask facility_may_see. */
enum err facility_find(struct ctx *cx, int64_t county, int64_t id, struct facility *out) MUST_CHECK;
enum err facility_by_identifier(struct ctx *cx, int64_t county, str identifier,
                                struct facility *out) MUST_CHECK;
bool facility_may_see(struct ctx *cx, const struct facility *f);

/* By what somebody types or scans: an identifier, the address on a label, or a label's number
 * within a community; several may bear the same number. `code` "": any kind. */
struct facility_named {
    int64_t county, community;
    str code, typed;
};
enum err facility_named(struct ctx *cx, const struct facility_named *by, struct facility *out,
                        int max, int *n) MUST_CHECK;

/* Of a kind around a position, nearest first; none removed, none further than FACILITIES_NEAR_M. */
enum { FACILITIES_NEAR_M = 200 };
struct facility_near {
    struct facility f;
    int64_t metres;
};
struct facility_around {
    int64_t county, lat_u, lon_u;
    str code;
};
enum err facility_near(struct ctx *cx, const struct facility_around *at, struct facility_near *out,
                       int max, int *n) MUST_CHECK;
/* Of by->code in a community, by label: where no position is known; by->typed is not asked for. */
enum err facility_of_kind(struct ctx *cx, const struct facility_named *by, struct facility *out,
                          int max, int *n) MUST_CHECK;

struct facility_filter {
    int64_t county, place; /* place 0: everywhere */
    str code, q;
    str state; /* a word of facility_state_names; "": all that are not removed */
    int64_t after;
    bool most; /* the most often reported first, one page only */
};
enum err facility_list(struct ctx *cx, const struct facility_filter *f, struct facility *out,
                       int max, int *n) MUST_CHECK;
enum err facility_counts(struct ctx *cx, int64_t county, int64_t place,
                         int64_t out[FACILITY_STATES]) MUST_CHECK;
struct facility_box {
    int64_t county, south, west, north, east; /* microdegrees */
    str code;
};
enum err facility_list_box(struct ctx *cx, const struct facility_box *b, struct facility *out,
                           int max, int *n) MUST_CHECK;

/* ---- keeping ------------------------------------------------------------ */

/* The grid under its position, else `scope` as it is; ERR_INVALID names the field "lat". */
enum err facility_locate(struct ctx *cx, struct facility *f) MUST_CHECK;
/* With ACT_FACILITIES_KEEP where it stands; identifier and label are given where they are "". */
enum err facility_add(struct ctx *cx, const struct facility *in, struct facility *out) MUST_CHECK;
/* county, id, and row_ver as seen; identifier, label, place and cases stay. */
enum err facility_change(struct ctx *cx, const struct facility *in) MUST_CHECK;

/* Inside db_write, by whoever may open or finish the case: the right to that is the case's. */
enum err facility_reported(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;
enum err facility_set_state(struct ctx *cx, int64_t county, int64_t id,
                            enum facility_state to) MUST_CHECK;

/* ---- identifiers -------------------------------------------------------- */

struct facility_identifier {
    char county[7], class[6]; /* class: four or five digits */
    int64_t serial;
};
enum err facility_identifier_read(str s, struct facility_identifier *out) MUST_CHECK;

/* ---- files -------------------------------------------------------------- */

enum { FACILITIES_ROWS_MAX = 20000, FACILITIES_TEXT_MAX = 4 << 20, FACILITIES_UNDO_DAYS = 30 };

struct facility_kind { /* a category, as far as files need it */
    str code;          /* facility-0118 */
    str name, name_en;
    str five; /* class of the 17-digit identifier, or "" */
};
struct facility_kinds {
    const struct facility_kind *at;
    int n;
};

enum facility_fate {
    FACILITY_NEW,
    FACILITY_SAME,
    FACILITY_CHANGED,
    FACILITY_REFUSED,
    FACILITY_FATES
};
struct facility_row {
    int line; /* of the file */
    struct facility f;
    enum facility_fate fate;
    str column;      /* REFUSED: where, in the reader's language */
    const char *why; /* and why; msgid */
    int missing;     /* attributes that the standard demands and the row lacks */
};
struct facility_file {
    struct facility_row *rows;
    int n, count[FACILITY_FATES];
    int incomplete;         /* rows that lack what the standard demands */
    const str *passed_over; /* headings that say nothing to us */
    int n_passed;
};
/* The text alone, without asking the database: rows are NEW or REFUSED. ERR_INVALID with a sentence
 * at the field "file" if it is no such table. */
enum err facility_file_read(struct ctx *cx, str text, const struct facility_kinds *kinds,
                            struct facility_file *out) MUST_CHECK;
/* And held against what is there; rows beyond the place are refused. */
enum err facility_file_check(struct ctx *cx, int64_t county, int64_t place,
                             struct facility_file *io) MUST_CHECK;

enum facility_import_state {
    IMPORT_LOOKED,
    IMPORT_RUNNING,
    IMPORT_DONE,
    IMPORT_UNDONE,
    IMPORT_STATES
};
struct facility_import {
    int64_t county, id, account, scope, at_ms, row_ver;
    str name;
    enum facility_import_state state;
    int64_t total, done, added, changed, refused, kept;
};
/* Keeps the file to be looked at; in->scope is the place, in->name the file's. */
enum err facility_import_add(struct ctx *cx, const struct facility_import *in, str text,
                             int64_t *id) MUST_CHECK;
enum err facility_import_find(struct ctx *cx, int64_t county, int64_t id,
                              struct facility_import *out) MUST_CHECK;
enum err facility_import_text(struct ctx *cx, int64_t county, int64_t id, str *out) MUST_CHECK;
enum err facility_import_list(struct ctx *cx, int64_t county, struct facility_import *out, int max,
                              int *n) MUST_CHECK;
/* From where it stopped to the end. */
enum err facility_import_run(struct ctx *cx, struct facility_import *io,
                             const struct facility_kinds *kinds) MUST_CHECK;
enum err facility_import_undo(struct ctx *cx, struct facility_import *io) MUST_CHECK;

/* The columns of the standard and ours, in both tongues: as a heading, and one facility. */
void facility_write_heading(struct buf *b, enum lang lang);
void facility_write_line(struct buf *b, struct ctx *cx, const struct facility *f);
