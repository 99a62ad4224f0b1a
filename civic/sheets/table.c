/* table: rows and cells, from the cells that a child found or from lines. */
#include "civic/sheets/accounts.h"

#include "kit/base/csv.h"
#include "kit/child/child.h"

enum { HEAD_WITHIN = 12, HEAD_LEAST = 2 };

static enum err too_many(struct ctx *cx)
{
    return fail(cx, ERR_TOO_BIG,
                _("This table has more than 60,000 rows. Please send it in parts."));
}

static enum err at_line(struct ctx *cx, int line, const char *msgid)
{
    struct tr_arg at[] = {TR("line", str_fmt(cx->mem, "%d", line))};
    return fail_args(cx, ERR_TOO_BIG, msgid, at, 1);
}

/* ---- building ---------------------------------------------------------------- */

struct building {
    struct ctx *cx;
    struct sheets_table *t;
    struct sheets_cell cells[CSV_FIELDS];
};

static struct building *begin(struct ctx *cx, struct sheets_table *t, int rows)
{
    struct building *b = NEW(cx->mem, struct building);
    *t = (struct sheets_table){.rows = NEW_N(cx->mem, struct sheets_row, rows), .head = -1};
    *b = (struct building){.cx = cx, .t = t};
    return b;
}

static enum err put(struct building *b, int line, int n)
{
    struct sheets_table *t = b->t;
    while (n && !b->cells[n - 1].text.len && !b->cells[n - 1].unknown)
        n--;
    if (n > SHEETS_COLUMNS)
        return at_line(
            b->cx, line,
            N_("Row {line} has more than 64 columns. Keep those that are needed and send "
               "it again."));
    struct sheets_cell *cells = NEW_N(b->cx->mem, struct sheets_cell, n);
    for (int i = 0; i < n; i++) {
        if (b->cells[i].text.len > SHEETS_CELL && utf8_count(b->cells[i].text) > SHEETS_CELL)
            return at_line(b->cx, line,
                           N_("Row {line} has a cell with more than 4,000 characters. Shorten it "
                              "and send it again."));
        cells[i] = b->cells[i];
    }
    t->rows[t->n++] = (struct sheets_row){.line = line, .n = n, .cells = cells};
    t->columns = n > t->columns ? n : t->columns;
    return OK;
}

/* Rows that a spreadsheet keeps below the last one that anybody wrote in. */
static void drop_empty_end(struct sheets_table *t)
{
    while (t->n && !t->rows[t->n - 1].n)
        t->n--;
}

static int count(str text, char c)
{
    int n = 0;
    for (size_t i = 0; i < text.len; i++)
        n += text.at[i] == c;
    return n;
}

static struct sheets_cell cell_of(struct arena *mem, str s, bool filled)
{
    if (s.len && s.at[0] == CHILD_CELL_UNKNOWN)
        return (struct sheets_cell){.text = S(""), .filled = filled, .unknown = true};
    s = str_trim(s);
    if (count(s, CHILD_CELL_LINE)) {
        char *at = arena_alloc(mem, s.len);
        for (size_t i = 0; i < s.len; i++)
            at[i] = s.at[i] == CHILD_CELL_LINE ? '\n' : s.at[i];
        s = (str){at, s.len};
    }
    return (struct sheets_cell){.text = s, .filled = filled};
}

enum err sheets_read_cells(struct ctx *cx, str text, struct sheets_table *out)
{
    int rows = count(text, CHILD_ROW_END);
    if (rows > SHEETS_ROWS)
        return too_many(cx);
    struct building *b = begin(cx, out, rows + 1);
    enum err e = OK;
    for (int line = 1; !e && text.len; line++) {
        str row = str_cut(&text, CHILD_ROW_END);
        int n = 0;
        for (; row.len && n < CSV_FIELDS; n++) {
            str cell = str_cut(&row, CHILD_CELL_END);
            bool filled = cell.len && cell.at[0] == CHILD_CELL_FILLED;
            if (filled)
                cell = (str){cell.at + 1, cell.len - 1};
            b->cells[n] = cell_of(cx->mem, cell, filled);
        }
        e = put(b, line, n);
    }
    drop_empty_end(out);
    return e;
}

/* ---- lines ------------------------------------------------------------------- */

/* Whatever parts the first lines most often. */
static char parted_by(str text)
{
    str head = {text.at, text.len < 4000 ? text.len : 4000};
    int tabs = count(head, '\t'), commas = count(head, ','), semis = count(head, ';');
    return tabs >= commas && tabs >= semis && tabs ? '\t' : semis > commas ? ';' : ',';
}

static enum err bad_line(struct ctx *cx, int line)
{
    struct tr_arg at[] = {TR("line", str_fmt(cx->mem, "%d", line))};
    return fail_args(cx, ERR_INVALID,
                     _("Line {line} cannot be read: a quotation mark has no end, or there are too "
                       "many columns."),
                     at, 1);
}

enum err sheets_read_lines(struct ctx *cx, str bytes, struct sheets_table *out)
{
    struct csv *c = NEW(cx->mem, struct csv);
    enum err e = OK;
    str text;
    if (csv_decode(cx->mem, bytes, &text))
        return fail(cx, ERR_INVALID,
                    _("This is no list of lines. Save it as .xlsx, or as .csv in UTF-8 or GBK."));
    struct building *b = begin(cx, out, SHEETS_ROWS + 1);
    csv_open(c, cx->mem, text);
    c->sep = parted_by(text);
    while (!e && csv_next(c)) {
        if (out->n == SHEETS_ROWS)
            return too_many(cx);
        for (int i = 0; i < c->n; i++)
            b->cells[i] = (struct sheets_cell){.text = str_clean_text(cx->mem, c->field[i])};
        e = put(b, c->line, c->n);
    }
    if (!e && c->err)
        return bad_line(cx, c->line);
    drop_empty_end(out);
    return e;
}

/* What a merge spread is a text everywhere, a number once; "=" is no number when it comes back. */
static str as_written(const struct sheets_cell *c)
{
    int64_t fen;
    if (c->unknown)
        return S("=");
    return c->filled && sheets_money(c->text, 100, &fen) != MONEY_WRONG ? S("") : c->text;
}

str sheets_write_lines(struct arena *mem, const struct sheets_table *t)
{
    struct buf b = buf_new(mem, 4 * SHEETS_FILE);
    int line = 1;
    for (int r = 0; r < t->n; r++) {
        const struct sheets_row *row = &t->rows[r];
        for (; line < row->line; line++)
            buf_z(&b, "\n");
        for (int c = 0; c < row->n; c++) {
            str s = as_written(&row->cells[c]);
            buf_z(&b, c ? ",\"" : "\"");
            for (size_t i = 0; i < s.len; i++) {
                if (s.at[i] == '"')
                    buf_char(&b, '"');
                buf_char(&b, s.at[i]);
            }
            buf_char(&b, '"');
        }
        buf_z(&b, "\n");
        line++;
    }
    return b.over ? STR_NONE : buf_done(&b);
}

/* ---- the heading --------------------------------------------------------------- */

str sheets_cell(const struct sheets_table *t, int row, int column)
{
    return column >= 0 && column < t->rows[row].n ? t->rows[row].cells[column].text : S("");
}

void sheets_head(struct sheets_table *t, sheets_known_fn *known, void *arg)
{
    int most = HEAD_LEAST;
    t->head = -1;
    for (int r = 0; r < t->n && r < HEAD_WITHIN; r++) {
        int n = 0;
        for (int c = 0; c < t->rows[r].n; c++)
            n += known(arg, t->rows[r].cells[c].text);
        if (n >= most) {
            most = n;
            t->head = r;
        }
    }
    for (int c = 0; t->head >= 0 && c < SHEETS_COLUMNS; c++)
        t->heads[c] = sheets_cell(t, t->head, c);
}
