/* table: which row of a list is its heading, and what its columns hold. */
#include "rooms/rolls/rolls_own.h"

enum { CELL_MOST = 500 }; /* characters of a cell that are looked at */

static enum rolls_field field_of(struct ctx *cx, str head)
{
    str means = sheets_means(rolls_words(cx), cx->mem, "column", head);
    int f = home_word(rolls_field_names, ROLL_FIELDS, means);
    return means.len && f < ROLL_FIELDS ? (enum rolls_field)f : ROLL_IGNORED;
}

static bool is_known(void *arg, str head)
{
    return field_of(arg, head) != ROLL_IGNORED;
}

static void as_lines(struct ctx *cx, struct sheets_table *t)
{
    for (int r = 0; r < t->n; r++)
        for (int c = 0; c < t->rows[r].n; c++) {
            str *s = &t->rows[r].cells[c].text;
            *s = str_clean_line(cx->mem, utf8_head(*s, CELL_MOST));
        }
}

enum err rolls_table(struct ctx *cx, struct sheets_table *t)
{
    as_lines(cx, t);
    sheets_head(t, is_known, cx);
    if (t->head < 0)
        return fail(cx, ERR_INVALID,
                    _("No headings were found. One of the first rows has to say what the columns "
                      "hold: name, identity number, phone, address."));
    if (t->head + 1 >= t->n)
        return fail(cx, ERR_INVALID, _("There is nothing below the headings."));
    return OK;
}

void rolls_guess(struct ctx *cx, const struct sheets_table *t, enum rolls_field *mapping)
{
    unsigned used = 0;
    for (int c = 0; c < t->columns; c++) {
        enum rolls_field f = field_of(cx, t->heads[c]);
        mapping[c] = used & 1u << f ? ROLL_IGNORED : f;
        used |= f ? 1u << f : 0;
    }
    /* a list of heads alone calls its only name that */
    for (int c = 0; !(used & 1u << ROLL_NAME) && c < t->columns; c++)
        if (mapping[c] == ROLL_HEAD) {
            mapping[c] = ROLL_NAME;
            used |= 1u << ROLL_NAME;
        }
}
