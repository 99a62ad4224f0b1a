/* sheet_text.c: the cells of a sheet as the text that goes back to the server. */
#include "kit/child/child_own.h"

static void write_text(struct buf *o, str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        buf_char(o, c == '\n' ? CHILD_CELL_LINE : (unsigned char)c < ' ' ? ' ' : c);
    }
}

static void write_cell(struct buf *o, const struct sheet_cell *c)
{
    if (c->filled && c->text.len)
        buf_char(o, CHILD_CELL_FILLED);
    if (c->text.len == 1 && c->text.at[0] == CHILD_CELL_UNKNOWN)
        buf_char(o, CHILD_CELL_UNKNOWN);
    else
        write_text(o, c->text);
}

static void write_names(struct buf *o, const struct sheet *s)
{
    for (int i = 0; i < s->n_sheets; i++) {
        if (i)
            buf_char(o, CHILD_CELL_END);
        buf_char(o, i == s->shown ? '*' : s->sheets[i].hidden ? '-' : '+');
        for (size_t k = 0; k < s->sheets[i].name.len; k++) {
            char c = s->sheets[i].name.at[k];
            buf_char(o, (unsigned char)c < ' ' ? ' ' : c);
        }
    }
    buf_char(o, CHILD_ROW_END);
}

str sheet_text(struct arena *mem, const struct sheet *s)
{
    struct buf o = buf_new(mem, CHILD_SHEET_BYTES);
    write_names(&o, s);
    for (int r = 0; r < s->n; r++) {
        int last = CHILD_SHEET_COLS;
        while (s->rows[r] && last && !s->rows[r][last - 1].text.len)
            last--;
        for (int c = 0; s->rows[r] && c < last; c++) {
            if (c)
                buf_char(&o, CHILD_CELL_END);
            write_cell(&o, &s->rows[r][c]);
        }
        buf_char(&o, CHILD_ROW_END);
    }
    return o.over ? STR_NONE : buf_done(&o);
}
