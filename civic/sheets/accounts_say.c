/* accounts_say: findings in words, each with what can be done; and the parts of a table. */
#include "civic/sheets/accounts_own.h"

#include "civic/frame/frame.h"

bool accounts_stops(enum accounts_found f)
{
    return f == FOUND_AMOUNT || f == FOUND_FORMULA || f == FOUND_SIDE || f == FOUND_NO_LINES;
}

static const char *const sentences[FOUND_KINDS] = {
    [FOUND_AMOUNT] = N_("Row {row}, column {column}: “{text}” cannot be read as an amount."),
    [FOUND_FORMULA] =
        N_("Row {row}, column {column}: a formula whose value was never reckoned. Open "
           "the file, save it, and send it again, or type the amount."),
    [FOUND_FINE] = N_("Row {row}, column {column}: {text} is finer than a fen and was rounded."),
    [FOUND_SUM] = N_("Row {row}, column {column}: the sheet says {said}, the rows add up to "
                     "{reckoned}."),
    [FOUND_BALANCE] = N_("Row {row}, column {column}: the balance should be {reckoned}, the sheet "
                         "says {said}."),
    [FOUND_TWICE] = N_("Row {row}, column {column}: the same line stands in row {other}."),
    [FOUND_MONTH] = N_("Row {row}, column {column}: this day is in {text}, not in the month of the "
                       "sheet."),
    [FOUND_SIDE] =
        N_("Row {row}, column {column}: neither income nor expense. Say what the columns "
           "hold."),
    [FOUND_NO_PERIOD] = N_("No month was found, neither in the title nor in the name of the file."),
    [FOUND_NO_LINES] = N_("No line with an amount was found. Say what the columns hold."),
    [FOUND_HIDDEN] = N_("Hidden sheets are not read: {text}."),
    [FOUND_PERSON] = N_("Row {row}: a number of a person; it will be shown as {text}."),
    [FOUND_SAME] = N_("These very lines are there already, for {text}. Is it the right file?"),
};

str accounts_say(struct ctx *cx, const struct accounts_finding *f)
{
    struct arena *mem = cx->mem;
    const struct tr_arg args[] = {TR("row", str_fmt(mem, "%d", f->row)),
                                  TR("column", str_fmt(mem, "%d", f->column)),
                                  TR("other", str_fmt(mem, "%d", f->other)),
                                  TR("said", frame_money_text(mem, cx->lang, f->said_fen)),
                                  TR("reckoned", frame_money_text(mem, cx->lang, f->reckoned_fen)),
                                  TR("text", f->text)};
    return tr_fill(mem, cx->lang, sentences[f->what], args, COUNT(args));
}

const char *accounts_mend_label(const struct accounts_finding *f)
{
    static const char *const labels[] = {
        [MEND_NOTHING] = "",
        [MEND_LEAVE_OUT] = N_("Leave this row out"),
        [MEND_AMOUNT] = N_("The amount is"),
        [MEND_RECKONED] = N_("The reckoned sum is what will be published."),
        [MEND_SHEET] = N_("To read one of them, choose the file again and say which sheet.")};
    return labels[f->mend];
}

/* ---- parts ------------------------------------------------------------------ */

static struct accounts_part *part_of(struct accounts_part *at, int *n,
                                     const struct accounts_line *l)
{
    for (int i = *n - 1; i >= 0; i--) /* most lines belong where the one before does */
        if (str_eq(at[i].village, l->village) && str_eq(at[i].period, l->period))
            return &at[i];
    if (*n == ACCOUNTS_PARTS)
        return NULL;
    at[*n] = (struct accounts_part){.village = l->village, .period = l->period};
    return &at[(*n)++];
}

enum err accounts_parts(struct ctx *cx, const struct accounts *a, struct accounts_part **out,
                        int *n)
{
    struct accounts_part *at = NEW_N(cx->mem, struct accounts_part, ACCOUNTS_PARTS);
    const struct accounts_line **all = NEW_N(cx->mem, const struct accounts_line *, a->n_lines);
    int *of = NEW_N(cx->mem, int, a->n_lines), got = 0, used = 0;
    for (int i = 0; i < a->n_lines; i++) {
        struct accounts_part *p = part_of(at, &got, &a->lines[i]);
        if (!p)
            return fail(cx, ERR_TOO_BIG,
                        _("This file holds more than 1,000 months of villages. Please send it in "
                          "parts."));
        p->n++;
        p->in_fen += a->lines[i].side == SIDE_IN ? a->lines[i].amount_fen : 0;
        p->out_fen += a->lines[i].side == SIDE_OUT ? a->lines[i].amount_fen : 0;
        of[i] = (int)(p - at);
    }
    int *next = NEW_N(cx->mem, int, ACCOUNTS_PARTS);
    for (int k = 0; k < got; k++) {
        next[k] = used;
        at[k].lines = all + used;
        used += at[k].n;
    }
    for (int i = 0; i < a->n_lines; i++)
        all[next[of[i]]++] = &a->lines[i];
    *out = at;
    *n = got;
    return OK;
}
