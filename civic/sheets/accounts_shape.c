/* accounts_shape: what the headings of a table of money say of its columns, and its title of all.
 */
#include "civic/sheets/accounts_own.h"

struct asked {
    struct ctx *cx;
    const struct sheets_words *w;
};

static str column_means(const struct asked *q, str head)
{
    return sheets_means(q->w, q->cx->mem, "column", head);
}

static bool is_known(void *arg, str head)
{
    return head.len && column_means(arg, head).len > 0;
}

/* "Income" over "item" and "amount": what stands above holds to the right until something else
 * does, as a merge leaves it or as a CSV file lost it. */
static str group_above(const struct asked *q, const struct sheets_table *t, int column)
{
    for (int c = column; t->head > 0 && c >= 0; c--) {
        str above = sheets_cell(t, t->head - 1, c);
        if (above.len)
            return sheets_means(q->w, q->cx->mem, "group", above).len ? above : S("");
    }
    return S("");
}

static str composed(const struct asked *q, str above, str head)
{
    str both = str_fmt(q->cx->mem, "%.*s%.*s", STR_ARG(above), STR_ARG(head));
    return above.len && !str_eq(above, head) ? both : head;
}

enum err accounts_heads(struct ctx *cx, const struct sheets_words *w, struct sheets_table *t,
                        struct accounts *a)
{
    struct asked q = {cx, w};
    sheets_head(t, is_known, &q);
    if (t->head < 0)
        return fail(cx, ERR_INVALID,
                    _("No headings were found. One of the first rows has to say what the columns "
                      "hold: item, note, income, expense, amount."));
    if (t->head + 1 >= t->n)
        return fail(cx, ERR_INVALID, _("There is nothing below the headings."));
    a->columns = t->columns;
    for (int c = 0; c < t->columns; c++)
        a->heads[c] = str_clean_line(
            cx->mem, utf8_head(composed(&q, group_above(&q, t, c), t->heads[c]), 30));
    return OK;
}

static enum accounts_field field_named(str name)
{
    for (int f = 1; f < ACC_FIELDS; f++)
        if (str_is(name, accounts_field_names[f]))
            return (enum accounts_field)f;
    return ACC_IGNORED;
}

/* The side of a group alone: "income" over "remark". */
static enum accounts_field by_end(const struct asked *q, str head)
{
    static const struct {
        const char *group;
        enum accounts_field item, amount;
    } sides[] = {{"in", ACC_IN_ITEM, ACC_IN}, {"out", ACC_OUT_ITEM, ACC_OUT}};
    int i = 0;
    str word;
    while (sheets_word_next(q->w, "group", &i, &word)) {
        if (!str_starts(head, word) || head.len == word.len)
            continue;
        str side = sheets_means(q->w, q->cx->mem, "group", word);
        str means = column_means(q, (str){head.at + word.len, head.len - word.len});
        enum accounts_field f = field_named(means);
        for (size_t k = 0; k < COUNT(sides); k++)
            if (str_is(side, sides[k].group))
                f = f == ACC_ITEM || f == ACC_NOTE ? sides[k].item
                    : f == ACC_AMOUNT              ? sides[k].amount
                                                   : f;
        if (f)
            return f;
    }
    return ACC_IGNORED;
}

static bool repeats(enum accounts_field f)
{
    return f == ACC_ITEM || f == ACC_AMOUNT || f == ACC_DETAIL || f == ACC_NOTE;
}

void accounts_guess(struct ctx *cx, const struct sheets_words *w, struct accounts *a)
{
    struct asked q = {cx, w};
    unsigned used = 0;
    for (int c = 0; c < a->columns; c++) {
        str means = column_means(&q, a->heads[c]);
        enum accounts_field f = means.len ? field_named(means) : by_end(&q, a->heads[c]);
        if (used & 1u << f && !repeats(f))
            f = ACC_IGNORED;
        used |= f ? 1u << f : 0;
        a->mapping[c] = f;
    }
}

/* ---- title, kind, month, unit --------------------------------------------------- */

static enum accounts_kind kind_of(const struct asked *q, str text)
{
    str word = sheets_holds(q->w, "kind", text);
    str means = word.len ? sheets_means(q->w, q->cx->mem, "kind", word) : S("");
    return str_is(means, "balance")     ? ACCOUNTS_BALANCE
           : str_is(means, "assets")    ? ACCOUNTS_ASSETS
           : str_is(means, "contracts") ? ACCOUNTS_CONTRACTS
                                        : ACCOUNTS_FLOW;
}

static void add_text(struct buf *b, str s)
{
    buf_str(b, s);
    buf_z(b, "\n");
}

/* All that stands above the headings, then the sheet's name, then the file's. */
static str about(struct ctx *cx, const struct sheets_table *t, const struct accounts_how *how)
{
    struct buf b = buf_new(cx->mem, 64 * SHEETS_CELL);
    for (int r = 0; r <= t->head; r++)
        for (int c = 0; c < t->rows[r].n; c++)
            if (!t->rows[r].cells[c].filled)
                add_text(&b, t->rows[r].cells[c].text);
    if (t->n_sheets)
        add_text(&b, t->sheets[t->shown].name);
    add_text(&b, how->file_name);
    return b.over ? S("") : buf_done(&b);
}

static str first_line(const struct sheets_table *t)
{
    for (int r = 0; r < t->head; r++)
        for (int c = 0; c < t->rows[r].n; c++)
            if (t->rows[r].cells[c].text.len)
                return t->rows[r].cells[c].text;
    return S("");
}

void accounts_title(struct ctx *cx, const struct sheets_words *w, const struct sheets_table *t,
                    const struct accounts_how *how, struct accounts *a)
{
    struct asked q = {cx, w};
    str all = about(cx, t, how);
    int64_t unit = 0;
    str word = sheets_holds(w, "unit", all);
    if (word.len && str_int(sheets_means(w, cx->mem, "unit", word), &unit))
        unit = 0;
    a->fen_per_unit = unit > 0 ? unit : 100;
    a->kind = kind_of(&q, all);
    a->title = str_clean_line(cx->mem, utf8_head(first_line(t), 60));
    a->period = sheets_period(cx->mem, all);
}

/* ---- columns that belong together -------------------------------------------------- */

static void add_amount(struct accounts_shape *s, int column, enum accounts_side side)
{
    if (!s->n)
        s->half[s->n++] = (struct accounts_half){.item = -1};
    struct accounts_half *h = &s->half[s->n - 1];
    if (h->n == AMOUNTS_MAX)
        return;
    h->amount[h->n].column = column;
    h->amount[h->n++].side = side;
}

/* A text behind amounts begins what belongs to the next ones. */
static void add_item(struct accounts_shape *s, int column)
{
    struct accounts_half *h = s->n ? &s->half[s->n - 1] : NULL;
    if (h && !h->n && h->item < 0)
        h->item = column;
    else if ((!h || h->n) && s->n < HALVES_MAX)
        s->half[s->n++] = (struct accounts_half){.item = column};
}

static enum accounts_side side_of_half(const struct accounts *a, const struct accounts_shape *s)
{
    int item = s->n ? s->half[s->n - 1].item : -1;
    enum accounts_field f = item >= 0 ? a->mapping[item] : ACC_IGNORED;
    return f == ACC_IN_ITEM ? SIDE_IN : f == ACC_OUT_ITEM ? SIDE_OUT : SIDE_NONE;
}

static void add_column(const struct accounts *a, struct accounts_shape *s, int c)
{
    switch (a->mapping[c]) {
    case ACC_ITEM:
    case ACC_IN_ITEM:
    case ACC_OUT_ITEM:
        add_item(s, c);
        break;
    case ACC_IN:
        add_amount(s, c, SIDE_IN);
        break;
    case ACC_OUT:
        add_amount(s, c, SIDE_OUT);
        break;
    case ACC_AMOUNT:
        add_amount(s, c, side_of_half(a, s));
        break;
    default:
        break;
    }
}

struct accounts_shape accounts_shape_of(const struct accounts *a)
{
    struct accounts_shape s = {.village = -1,
                               .date = -1,
                               .month = -1,
                               .voucher = -1,
                               .note = -1,
                               .side = -1,
                               .balance = -1};
    const struct {
        enum accounts_field field;
        int *column;
    } single[] = {{ACC_VILLAGE, &s.village}, {ACC_DATE, &s.date}, {ACC_MONTH, &s.month},
                  {ACC_VOUCHER, &s.voucher}, {ACC_NOTE, &s.note}, {ACC_SIDE, &s.side},
                  {ACC_BALANCE, &s.balance}};
    for (int c = 0; c < a->columns; c++) {
        for (size_t i = 0; i < COUNT(single); i++)
            if (a->mapping[c] == single[i].field && *single[i].column < 0)
                *single[i].column = c;
        add_column(a, &s, c);
    }
    return s;
}
