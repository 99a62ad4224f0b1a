/* table: what came, as rows of cells, and which of them is the heading. */
#include "rooms/rolls/rolls_own.h"

#include "kit/base/csv.h"
#include "kit/child/child.h"

enum { HEAD_WITHIN = 12, HEAD_LEAST = 2 };

static enum err too_many(struct ctx *cx)
{
    return fail(cx, ERR_TOO_BIG,
                _("This list has more than 60,000 rows. Please send it in parts."));
}

static void begin(struct ctx *cx, struct rolls_table *t, int rows)
{
    *t = (struct rolls_table){.rows = NEW_N(cx->mem, struct rolls_cell *, rows),
                              .n_cells = NEW_N(cx->mem, int, rows),
                              .head = -1};
}

static void put(struct ctx *cx, struct rolls_table *t, const struct rolls_cell *cells, int n)
{
    while (n && !cells[n - 1].text.len)
        n--;
    struct rolls_cell *row = NEW_N(cx->mem, struct rolls_cell, n);
    for (int i = 0; i < n; i++)
        row[i] = cells[i];
    t->rows[t->n] = row;
    t->n_cells[t->n++] = n;
    t->columns = n > t->columns ? n : t->columns;
}

static int count(str text, char c)
{
    int n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.at[i] == c;
    return n;
}

static enum err finish(struct ctx *cx, struct rolls_table *t)
{
    rolls_head(cx, t);
    if (t->head < 0)
        return fail(cx, ERR_INVALID,
                    _("No headings were found. One of the first rows has to say what the columns "
                      "hold: name, identity number, phone, address."));
    if (t->head + 1 >= t->n)
        return fail(cx, ERR_INVALID, _("There is nothing below the headings."));
    return OK;
}

enum err rolls_read_sheet(struct ctx *cx, str text, struct rolls_table *out)
{
    struct rolls_cell cells[ROLLS_COLUMNS];
    int rows = count(text, CHILD_ROW_END);
    if (rows > ROLLS_ROWS)
        return too_many(cx);
    begin(cx, out, rows + 1);
    while (text.len) {
        str row = str_cut(&text, CHILD_ROW_END);
        int n = 0;
        for (; row.len && n < ROLLS_COLUMNS; n++) {
            str cell = str_cut(&row, CHILD_CELL_END);
            bool filled = cell.len && cell.at[0] == CHILD_CELL_FILLED;
            if (filled)
                cell = (str){cell.at + 1, cell.len - 1};
            cells[n] = (struct rolls_cell){str_trim(cell), filled};
        }
        put(cx, out, cells, n);
    }
    return finish(cx, out);
}

/* Whatever parts the first lines most often. */
static char parted_by(str text)
{
    str head = {text.at, text.len < 4000 ? text.len : 4000};
    int tabs = count(head, '\t'), commas = count(head, ','), semis = count(head, ';');
    return tabs >= commas && tabs >= semis && tabs ? '\t' : semis > commas ? ';' : ',';
}

enum err rolls_read_lines(struct ctx *cx, str bytes, struct rolls_table *out)
{
    struct csv *c = NEW(cx->mem, struct csv);
    struct rolls_cell cells[ROLLS_COLUMNS];
    str text;
    if (csv_decode(cx->mem, bytes, &text))
        return fail(cx, ERR_INVALID,
                    _("This is no list of lines. Save it as .xlsx, or as .csv in UTF-8 or GBK."));
    begin(cx, out, ROLLS_ROWS + 1);
    csv_open(c, cx->mem, text);
    c->sep = parted_by(text);
    while (csv_next(c)) {
        int n = c->n < ROLLS_COLUMNS ? c->n : ROLLS_COLUMNS;
        if (out->n == ROLLS_ROWS)
            return too_many(cx);
        for (int i = 0; i < n; i++)
            cells[i] = (struct rolls_cell){
                str_clean_line(cx->mem, utf8_head(c->field[i], CHILD_SHEET_CELL / 4)), false};
        put(cx, out, cells, n);
    }
    if (c->err) {
        struct tr_arg at[] = {TR("line", str_fmt(cx->mem, "%d", c->line))};
        return fail_args(cx, ERR_INVALID,
                         _("Line {line} cannot be read: a quotation mark has no end, or there are "
                           "too many columns."),
                         at, 1);
    }
    return finish(cx, out);
}

/* ---- the heading ----------------------------------------------------------- */

static enum rolls_field field_of(struct ctx *cx, str head)
{
    str means = rolls_means(rolls_words(cx), cx->mem, "column", head);
    int f = home_word(rolls_field_names, ROLL_FIELDS, means);
    return means.len && f < ROLL_FIELDS ? (enum rolls_field)f : ROLL_IGNORED;
}

static int known_words(struct ctx *cx, const struct rolls_table *t, int r)
{
    int n = 0;
    for (int c = 0; c < t->n_cells[r]; c++)
        n += field_of(cx, t->rows[r][c].text) != ROLL_IGNORED;
    return n;
}

/* Where a heading has two rows, merged downwards, the lower one holds all of it. */
void rolls_head(struct ctx *cx, struct rolls_table *t)
{
    int most = HEAD_LEAST;
    for (int r = 0; r < t->n && r < HEAD_WITHIN; r++) {
        int n = known_words(cx, t, r);
        if (n >= most) {
            most = n;
            t->head = r;
        }
    }
    for (int c = 0; t->head >= 0 && c < t->n_cells[t->head]; c++)
        t->heads[c] = t->rows[t->head][c].text;
}

void rolls_guess(struct ctx *cx, const struct rolls_table *t, enum rolls_field *mapping)
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
