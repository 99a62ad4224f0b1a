/* sheets (表格): tables as people have them (.xlsx, .csv in UTF-8, UTF-16 or GB18030, rows pasted
 * from a spreadsheet), read once for all rooms.
 *
 * Kept true here, whoever calls:
 *  - a workbook is opened by kit/child alone; lines are read by kit/base/csv;
 *  - nothing is cut off in silence: what is too much for a table is refused with the sentence that
 *    says what, where and what to do;
 *  - a row knows its number in the file, so that whoever made it finds it again;
 *  - a cell that a merge covers holds what the first one does, and says so.
 * Everything of a table lives in cx->mem or is a view of what it was read from.
 */
#pragma once
#include "civic/room.h"

enum {
    SHEETS_COLUMNS = 64,
    SHEETS_ROWS = 60000,
    SHEETS_CELL = 4000, /* characters of a cell */
    SHEETS_FILE = 20 << 20
};

struct sheets_cell {
    str text;     /* trimmed; lines within it stay */
    bool filled;  /* by a merge */
    bool unknown; /* a formula that nobody reckoned; text is "" */
};
struct sheets_row {
    int line; /* in the file, from 1 */
    int n;    /* cells up to the last that holds something */
    struct sheets_cell *cells;
};
struct sheets_table {
    struct sheets_row *rows;
    int n, columns;
    int head;                  /* the row of the headings, or -1: sheets_head */
    str heads[SHEETS_COLUMNS]; /* what they say */
    struct {
        str name;
        bool hidden;
    } sheets[24];        /* of a workbook; n_sheets 0: it was none */
    int n_sheets, shown; /* shown: the one this is */
};
str sheets_cell(const struct sheets_table *t, int row, int column); /* "" where there is none */

/* Text as child_sheet gives it; lines parted by commas, semicolons or tabs. ERR_INVALID,
 * ERR_TOO_BIG with the sentence. */
enum err sheets_read_cells(struct ctx *cx, str text, struct sheets_table *out) MUST_CHECK;
enum err sheets_read_lines(struct ctx *cx, str bytes, struct sheets_table *out) MUST_CHECK;
/* As lines that sheets_read_lines reads back, rows at their lines unless cells hold several: for a
 * form that brings along what it showed. */
str sheets_write_lines(struct arena *mem, const struct sheets_table *t);

/* The row, of the first dozen, in which most cells are known as headings, at least two of them. Of
 * several the lowest: where headings are merged over two rows, it holds all of them. */
typedef bool sheets_known_fn(void *arg, str heading);
void sheets_head(struct sheets_table *t, sheets_known_fn *known, void *arg);

/* A file by what its first bytes say it is; which: of a workbook's sheets, -1 the first visible. */
enum err sheets_open(struct ctx *cx, str bytes, int which, struct sheets_table *out) MUST_CHECK;

struct sheets_source {
    str name;  /* of the file, cleaned; "" if rows were pasted */
    str bytes; /* as they came, for a hash */
};
/* What a form brings: a file in the field `file`, or else rows in the field `paste` (NULL: none);
 * the field `sheet`, if there is one, says which of a workbook, from 1.
 * What is wrong with either is said at the field `file`. */
enum err sheets_take(struct req *rq, const char *file, const char *paste, struct sheets_source *src,
                     struct sheets_table *out) MUST_CHECK;
/* A sentence about the whole becomes one about a field. Returns e. */
enum err sheets_blame(struct ctx *cx, const char *field, enum err e) MUST_CHECK;

/* ---- words ------------------------------------------------------------------ */

/* What words in tables mean: lines "kind,word,means" of a file of data/. */
struct sheets_words;
const struct sheets_words *sheets_words_read(struct arena *mem, str csv); /* NULL: too many */
/* The meaning of a word of this kind, or "". Blanks, stars, colons and what stands in brackets do
 * not count. */
str sheets_means(const struct sheets_words *w, struct arena *mem, const char *kind, str word);
/* The first word of this kind that stands in a text, or "". */
str sheets_holds(const struct sheets_words *w, const char *kind, str text);
/* The words of a kind one after the other, from *i = 0; false at the end. */
bool sheets_word_next(const struct sheets_words *w, const char *kind, int *i, str *word);
