/* accounts_own: shared by the files that read tables of money. */
#pragma once
#include "civic/sheets/accounts.h"

#define NO_DAY INT64_MIN

enum { HALVES_MAX = 2, AMOUNTS_MAX = 3 };
struct accounts_half { /* columns whose amounts belong to one text; the usual sheet has one */
    int item;          /* -1: none */
    int n;
    struct {
        int column;
        enum accounts_side side;
    } amount[AMOUNTS_MAX];
};
struct accounts_shape {
    struct accounts_half half[HALVES_MAX];
    int n;
    int village, date, month, voucher, note, side, balance; /* columns, -1: none */
};

/* ---- accounts_shape.c: headings, columns, kind, title ---- */
enum err accounts_heads(struct ctx *cx, const struct sheets_words *w, struct sheets_table *t,
                        struct accounts *a) MUST_CHECK;
void accounts_guess(struct ctx *cx, const struct sheets_words *w, struct accounts *a);
void accounts_title(struct ctx *cx, const struct sheets_words *w, const struct sheets_table *t,
                    const struct accounts_how *how, struct accounts *a);
struct accounts_shape accounts_shape_of(const struct accounts *a);
