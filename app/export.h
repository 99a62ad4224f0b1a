/* export: inside app's export and import only.
 *
 * Kept true here:
 *  - an export read into an empty database and exported again is the same, byte for byte, its files
 *    included;
 *  - a row belongs to one place by the rules of export_part.c alone; a table without a rule there
 *    is left out, and a test says so;
 *  - nothing is unsealed but by export_open.c, and its reader was written down before.
 */
#pragma once
#include "app/app.h"

#include <jansson.h>

/* What is neither of the moment (nodes, leases) nor made again from other rows (roles, doc). */
bool export_keeps(const struct db_table *t);
int export_column(const struct db_table *t, const char *name); /* -1: the table has none */

/* The blocks of every part's schema, by hash, as schema.json has them; the caller's to drop. */
json_t *export_schema(void);
/* The columns of media that name files, ended by NULL. */
extern const char *const export_file_columns[];

/* ---- export_part.c: the rows of one place and below -------------------- */

struct export_part;
/* Reads the database for what the rows of the place refer to. */
enum err export_part_find(struct ctx *cx, int64_t place, struct export_part **out) MUST_CHECK;
/* part NULL: every row. */
bool export_part_has(const struct export_part *p, const struct db_table *t, const struct rows *r);
/* Credentials of those that the place's rows only name do not leave with them. */
bool export_part_blanks(const struct export_part *p, const struct db_table *t, const struct rows *r,
                        int column);
bool export_has_rule(const struct db_table *t); /* for the test */

/* ---- export_csv.c: for people with a spreadsheet ----------------------- */

bool export_csv_wanted(const struct db_table *t);
bool export_csv_head(FILE *f, const struct db_table *t);
bool export_csv_row(struct arena *mem, FILE *f, const struct db_table *t, const struct rows *r);

/* ---- export_files.c: what rows of media name --------------------------- */

struct export_files {
    const struct app *app;
    const char *from, *to; /* folders of files */
    int64_t copied,
        missing; /* missing: named by a row, not to be read, or not what its name says */
};
/* Copies the instance's marker. ERR_CONFLICT: `to` belongs to another instance. */
enum err export_files_start(struct export_files *x) MUST_CHECK;
enum err export_files_copy(struct export_files *x, struct arena *mem, int64_t county, int64_t id,
                           str hash) MUST_CHECK;

/* ---- export_open.c: what is sealed, in plain text ---------------------- */

/* Asks on the terminal who --by is, and has it written down: APP_DONE, or nothing may be opened. */
enum app_exit export_open_ask(struct app *a, int64_t place);
/* DIR/opened: persons, notices, wishes, and the files as they were sent, of the part alone. */
enum app_exit export_open_write(const struct app *a, struct ctx *cx, const struct export_part *p,
                                const char *dir);
