/* accounts (收支表识别): what a table of a village's money says: the monthly sheets of income and
 * expense in their usual shapes, balances, registers of assets and contracts.
 *
 * Kept true here, whoever calls:
 *  - money is read digit by digit into fen, never through a fraction of two; what is no amount is a
 *    finding, never a nought;
 *  - rows that only add up others are no lines: they are held against what was added, and where
 *    both differ a finding names row and column;
 *  - nothing is mended by itself: a finding offers the mend, and somebody takes it;
 *  - what columns mean is remembered per office and heading once somebody has said it;
 *  - words of headings and rows are data (data/sheets/words.csv).
 * Rows are numbered as in the file, columns from 1. Texts live in cx->mem.
 */
#pragma once
#include "civic/sheets/sheets.h"

/* ---- amounts and months: pure ------------------------------------------------ */

enum sheets_money {
    MONEY_READ,
    MONEY_NONE,  /* empty, or a dash */
    MONEY_WRONG, /* no amount */
    MONEY_FINE   /* read, but finer than a fen: rounded */
};
/* "1,234.50", "(500.00)" for less than nothing, a sign for yuan before or yuan and ten thousands
 * behind, in full or half width; fen_per_unit: what one is worth where the text does not say, 100
 * for yuan. */
enum sheets_money sheets_money(str s, int64_t fen_per_unit, int64_t *fen);
/* The first month or quarter that a text names: "2026-10", "2026-Q3"; "" if none. */
str sheets_period(struct arena *mem, str text);
/* A day as people and spreadsheets write it, days since 1970; the year may be missing if `period`
 * has one. */
enum err sheets_day(str s, str period, int64_t *day) MUST_CHECK;

/* ---- what a table says ---------------------------------------------------------- */

enum accounts_kind {
    ACCOUNTS_FLOW, /* income and expense */
    ACCOUNTS_BALANCE,
    ACCOUNTS_ASSETS,
    ACCOUNTS_CONTRACTS,
    ACCOUNTS_KINDS
};
extern const char *const accounts_kind_labels[ACCOUNTS_KINDS]; /* msgids */

enum accounts_field { /* what a column holds */
                      ACC_IGNORED,
                      ACC_VILLAGE,
                      ACC_DATE,
                      ACC_MONTH,
                      ACC_VOUCHER,
                      ACC_ITEM,
                      ACC_IN_ITEM,
                      ACC_OUT_ITEM,
                      ACC_NOTE,
                      ACC_IN,
                      ACC_OUT,
                      ACC_AMOUNT,
                      ACC_SIDE,
                      ACC_BALANCE,
                      ACC_DETAIL, /* goes into the note with its heading */
                      ACC_FIELDS
};
extern const char *const accounts_field_names[ACC_FIELDS], *const accounts_field_labels[ACC_FIELDS];

enum accounts_side { SIDE_IN, SIDE_OUT, SIDE_NONE };
struct accounts_line {
    int row, column; /* of its amount */
    enum accounts_side side;
    int64_t amount_fen, day; /* day INT64_MIN: none */
    str item, note, voucher, village, period;
};

enum accounts_found {
    FOUND_AMOUNT,  /* cannot be read; stops */
    FOUND_FORMULA, /* nobody reckoned it; stops */
    FOUND_FINE,    /* finer than a fen */
    FOUND_SUM,     /* does not add up */
    FOUND_BALANCE,
    FOUND_TWICE, /* the same line in `other` */
    FOUND_MONTH, /* a day outside the month */
    FOUND_SIDE,  /* neither income nor expense; stops */
    FOUND_NO_PERIOD,
    FOUND_NO_LINES, /* stops */
    FOUND_HIDDEN,   /* sheets that are hidden */
    FOUND_SAME,     /* these lines are in for another period */
    FOUND_PERSON,   /* numbers of people; the caller looks for them */
    FOUND_KINDS
};
enum accounts_mend { MEND_NOTHING, MEND_LEAVE_OUT, MEND_AMOUNT, MEND_RECKONED, MEND_SHEET };
struct accounts_finding {
    enum accounts_found what;
    enum accounts_mend mend;
    int row, column, other; /* 0: of the whole */
    int64_t said_fen, reckoned_fen;
    str text; /* what the cell says, names of sheets, a period */
};
enum { ACCOUNTS_FINDINGS = 100 };
/* Whether a table can be taken while this is not mended. */
bool accounts_stops(enum accounts_found f);
/* The sentence, and what can be done. */
str accounts_say(struct ctx *cx, const struct accounts_finding *f);
const char *accounts_mend_label(const struct accounts_finding *f); /* msgid, "" for nothing */

struct accounts_fix { /* a mend that somebody took */
    int row, column;
    bool leave_out;
    int64_t amount_fen; /* otherwise */
};
struct accounts_how {
    str file_name;
    const enum accounts_field *mapping; /* by column; NULL: as the headings say */
    const struct accounts_fix *fixes;
    int n_fixes;
};
struct accounts {
    enum accounts_kind kind;
    str title, period; /* period "": none was named */
    int64_t fen_per_unit;
    str heads[SHEETS_COLUMNS]; /* with the heading above them, where one stands over several */
    enum accounts_field mapping[SHEETS_COLUMNS];
    int columns;
    bool remembered;
    struct accounts_line *lines;
    int n_lines;
    bool has_opening, has_closing;
    int64_t opening_fen, closing_fen, in_fen, out_fen;
    struct accounts_finding findings[ACCOUNTS_FINDINGS];
    int n_findings, more; /* more: that found no room */
};
/* A finding of the caller's own. */
void accounts_find(struct accounts *a, struct accounts_finding f);
/* Pure. ERR_INVALID with its sentence: no headings, nothing below. */
enum err accounts_read(struct ctx *cx, const struct sheets_words *w, struct sheets_table *t,
                       const struct accounts_how *how, struct accounts *out) MUST_CHECK;
const struct sheets_words *accounts_words(struct ctx *cx);

/* One publication's worth: the lines of one village and one period. */
struct accounts_part {
    str village, period;
    const struct accounts_line *const *lines;
    int n;
    int64_t in_fen, out_fen;
};
enum { ACCOUNTS_PARTS = 1000 };
/* In the order of the file; more than ACCOUNTS_PARTS is ERR_TOO_BIG. */
enum err accounts_parts(struct ctx *cx, const struct accounts *a, struct accounts_part **out,
                        int *n) MUST_CHECK;

/* ---- what is remembered --------------------------------------------------------- */

/* By the office of the first post that grants `act`, under the same headings: into *a. OK without.
 */
enum err accounts_recall(struct ctx *cx, int64_t county, const char *act,
                         struct accounts *a) MUST_CHECK;
enum err accounts_remember(struct ctx *cx, int64_t county, const char *act,
                           const struct accounts *a) MUST_CHECK;
/* The same lines of a place under another period: its period, "" if none. */
enum err accounts_seen(struct ctx *cx, int64_t county, int64_t scope, const struct accounts_part *p,
                       str *period) MUST_CHECK;
enum err accounts_note(struct ctx *cx, int64_t county, int64_t scope,
                       const struct accounts_part *p) MUST_CHECK;

extern const struct room sheets_part; /* for app/rooms.c */
