/* facilities_own: shared by the files of this part. */
#pragma once
#include "civic/facilities/facilities.h"

#define FACILITY_LABEL_MAX 12
#define FACILITY_TEXT_FIELDS                                                                       \
    X(org_code) X(org_name) X(owner_code) X(owner_name) X(keeper_code) X(keeper_name) X(note)

/* Inside db_write, without asking for the right: the caller has. */
enum err facility_insert(struct ctx *cx, struct facility *io, const char *why) MUST_CHECK;
enum err facility_update(struct ctx *cx, const struct facility *was, const struct facility *to,
                         const char *why) MUST_CHECK;

/* One record of a county's index table as one line of text, and back: for taking back. */
str facility_pack(struct arena *mem, const struct facility *f);
enum err facility_unpack(struct arena *mem, str line, struct facility *io) MUST_CHECK;

bool facility_equal(const struct facility *a, const struct facility *b);

/* ---- columns (columns.c) -------------------------------------------------- */

enum facility_column {
    COL_IDENTIFIER,
    COL_NAME,
    COL_ORG_CODE,
    COL_ORG_NAME,
    COL_OWNER_CODE,
    COL_OWNER_NAME,
    COL_KEEPER_CODE,
    COL_KEEPER_NAME,
    COL_GRID,
    COL_STATE,
    COL_FROM_DAY,
    COL_CHANGED_DAY,
    COL_ORIGIN,
    COL_NOTE,
    COL_TOWN_CODE,
    COL_TOWN_NAME,
    COL_COMMUNITY_CODE,
    COL_COMMUNITY_NAME,
    COL_LABEL,
    COL_LON,
    COL_LAT,
    COLUMNS
};
struct facility_columns {
    struct {
        str field, abbr, zh, en, also;
        int64_t most;
        bool must; /* the standard's M */
    } at[COLUMNS];
};
enum err facility_columns_read(struct arena *mem, struct facility_columns *out) MUST_CHECK;
int facility_column_of(const struct facility_columns *c, str heading); /* or -1 */
