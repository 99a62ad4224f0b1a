/* accounts: from rows to lines. Rows that add up others are held against them; a heading within
 * the rows says which side those below it are on. */
#include "civic/sheets/accounts_own.h"

const char *const accounts_kind_labels[ACCOUNTS_KINDS] = {N_("income and expense"), N_("balance"),
                                                          N_("register of assets and resources"),
                                                          N_("register of contracts")};
const char *const accounts_field_names[ACC_FIELDS] = {
    "-",    "village", "date", "month",  "voucher", "item",    "in-item", "out-item",
    "note", "in",      "out",  "amount", "side",    "balance", "detail"};
const char *const accounts_field_labels[ACC_FIELDS] = {N_("not used"),
                                                       N_("Village"),
                                                       N_("Date"),
                                                       N_("Month"),
                                                       N_("Voucher"),
                                                       N_("Item"),
                                                       N_("Item of income"),
                                                       N_("Item of expense"),
                                                       N_("Note"),
                                                       N_("Income"),
                                                       N_("Expense"),
                                                       N_("Amount"),
                                                       N_("Income or expense"),
                                                       N_("Balance"),
                                                       N_("Detail, into the note")};

enum role {
    ROW_LINE,
    ROW_TOTAL,
    ROW_SUBTOTAL,
    ROW_SIDE_TOTAL,
    ROW_SECTION,
    ROW_OPENING,
    ROW_CLOSING,
    ROW_RUNNING,
    ROW_FOOT
};

enum { ROLE_MOST = 120 }; /* bytes */

/* Sums of one side: since the last subtotal or section, since the beginning. */
struct sums {
    int64_t part[3], all[3];
};

struct reading {
    struct ctx *cx;
    const struct sheets_words *w;
    const struct sheets_table *t;
    const struct accounts_how *how;
    struct accounts *a;
    struct accounts_shape shape;
    struct sums sums;
    enum accounts_side section; /* SIDE_NONE: none yet */
    enum accounts_side titled;  /* what the title says of all */
    bool has_balance, balance_told;
    int64_t balance;
    str village, period; /* of the rows above */
};

void accounts_find(struct accounts *a, struct accounts_finding f)
{
    if (a->n_findings == ACCOUNTS_FINDINGS)
        a->more++;
    else
        a->findings[a->n_findings++] = f;
}

static const struct accounts_fix *fix_of(const struct reading *r, int row, int column)
{
    for (int i = 0; i < r->how->n_fixes; i++) {
        const struct accounts_fix *f = &r->how->fixes[i];
        if (f->row == row && (f->leave_out || f->column == column))
            return f;
    }
    return NULL;
}

/* ---- what kind of row ------------------------------------------------------------ */

/* Without "(1)", "1." or the like before it. */
static str without_number(str s)
{
    for (str rest = s; rest.len;) {
        uint32_t c = utf8_next(&rest);
        bool number = (c >= '0' && c <= '9') || c == '.' || c == '(' || c == ')' || c == 0xFF08 ||
                      c == 0xFF09 || c == 0x3001 || c == 0xFF0E || c == ' ' || c == 0x4E00 ||
                      c == 0x4E8C || c == 0x4E09 || c == 0x56DB || c == 0x4E94;
        if (!number)
            break;
        s = rest;
    }
    return s;
}

static enum role role_named(str means, enum accounts_side *side)
{
    static const struct {
        const char *word;
        enum role role;
        enum accounts_side side;
    } roles[] = {{"total", ROW_TOTAL, SIDE_NONE},       {"subtotal", ROW_SUBTOTAL, SIDE_NONE},
                 {"total-in", ROW_SIDE_TOTAL, SIDE_IN}, {"total-out", ROW_SIDE_TOTAL, SIDE_OUT},
                 {"section-in", ROW_SECTION, SIDE_IN},  {"section-out", ROW_SECTION, SIDE_OUT},
                 {"opening", ROW_OPENING, SIDE_NONE},   {"closing", ROW_CLOSING, SIDE_NONE},
                 {"running", ROW_RUNNING, SIDE_NONE}};
    for (size_t i = 0; i < COUNT(roles); i++)
        if (str_is(means, roles[i].word)) {
            *side = roles[i].side;
            return roles[i].role;
        }
    return ROW_LINE;
}

/* What stands before a colon of either width; *rest is what stands behind. */
static str before_colon(str *rest)
{
    str all = *rest;
    for (str s = all; s.len;) {
        str from = s;
        uint32_t c = utf8_next(&s);
        if (c == ':' || c == 0xFF1A) {
            *rest = s;
            return (str){all.at, all.len - from.len};
        }
    }
    *rest = S("");
    return all;
}

static enum role role_of_text(const struct reading *r, str text, enum accounts_side *side)
{
    str bare = without_number(text);
    if (bare.len > ROLE_MOST) /* longer than any such word with what may stand behind it */
        return ROW_LINE;
    str means = bare.len ? sheets_means(r->w, r->cx->mem, "row", bare) : S("");
    if (!means.len && bare.len) /* "closing balance: 12.00" */
        means = sheets_means(r->w, r->cx->mem, "row", before_colon(&bare));
    return role_named(means, side);
}

static bool is_foot(const struct reading *r, str text)
{
    int i = 0;
    str word;
    while (sheets_word_next(r->w, "foot", &i, &word))
        if (str_starts(text, word))
            return true;
    return false;
}

/* ---- amounts ------------------------------------------------------------------------- */

struct got {
    bool there;
    int64_t fen;
};

static void tell(struct reading *r, enum accounts_found what, enum accounts_mend mend, int row,
                 int column, str text)
{
    accounts_find(r->a, (struct accounts_finding){.what = what,
                                                  .mend = mend,
                                                  .row = r->t->rows[row].line,
                                                  .column = column + 1,
                                                  .text = utf8_head(text, 40)});
}

static struct got amount(struct reading *r, int row, int column, bool quiet)
{
    struct got g = {false, 0};
    const struct sheets_row *line = &r->t->rows[row];
    const struct accounts_fix *fix = fix_of(r, line->line, column + 1);
    if (fix && !fix->leave_out)
        return (struct got){true, fix->amount_fen};
    if (column < 0 || column >= line->n || line->cells[column].filled)
        return g;
    const struct sheets_cell *c = &line->cells[column];
    enum sheets_money m =
        c->unknown ? MONEY_WRONG : sheets_money(c->text, r->a->fen_per_unit, &g.fen);
    if (m == MONEY_WRONG && !quiet)
        tell(r, c->unknown ? FOUND_FORMULA : FOUND_AMOUNT, MEND_AMOUNT, row, column, c->text);
    if (m == MONEY_FINE && !quiet)
        tell(r, FOUND_FINE, MEND_NOTHING, row, column, c->text);
    g.there = m == MONEY_READ || m == MONEY_FINE;
    return g;
}

/* ---- rows that add up ------------------------------------------------------------------ */

static void differs(struct reading *r, enum accounts_found what, int row, int column, int64_t said,
                    int64_t reckoned)
{
    accounts_find(r->a, (struct accounts_finding){.what = what,
                                                  .mend = MEND_RECKONED,
                                                  .row = r->t->rows[row].line,
                                                  .column = column + 1,
                                                  .said_fen = said,
                                                  .reckoned_fen = reckoned});
}

static void hold_sum(struct reading *r, int row, int column, enum accounts_side side,
                     enum role role)
{
    struct got g = amount(r, row, column, false);
    int64_t part = r->sums.part[side], all = r->sums.all[side];
    if (!g.there)
        return;
    if (side == SIDE_NONE && r->section != SIDE_NONE) {
        part += r->sums.part[r->section];
        all += r->sums.all[r->section];
    }
    if (g.fen != part && (role == ROW_SUBTOTAL || g.fen != all))
        differs(r, FOUND_SUM, row, column, g.fen, role == ROW_SUBTOTAL ? part : all);
}

static void hold_sums(struct reading *r, int row, enum role role, enum accounts_side side)
{
    for (int h = 0; h < r->shape.n; h++)
        for (int i = 0; i < r->shape.half[h].n; i++) {
            enum accounts_side s = r->shape.half[h].amount[i].side;
            hold_sum(r, row, r->shape.half[h].amount[i].column,
                     s == SIDE_NONE && role == ROW_SIDE_TOTAL ? side : s, role);
        }
    if (role == ROW_SUBTOTAL || role == ROW_TOTAL)
        memset(r->sums.part, 0, sizeof r->sums.part);
}

static void hold_closing(struct reading *r, int row, int column, int64_t said)
{
    struct accounts *a = r->a;
    int64_t reckoned = a->opening_fen + r->sums.all[SIDE_IN] - r->sums.all[SIDE_OUT];
    a->has_closing = true;
    a->closing_fen = said;
    if (a->has_opening && said != reckoned)
        differs(r, FOUND_BALANCE, row, column, said, reckoned);
}

/* The amount of an opening or closing row: the balance's column, or the first that has one, or what
 * stands behind a colon. */
static void balance_row(struct reading *r, int row, bool opening)
{
    const struct sheets_row *line = &r->t->rows[row];
    struct got g = amount(r, row, r->shape.balance, true);
    int at = r->shape.balance;
    for (int c = 0; !g.there && c < line->n; c++) {
        str rest = line->cells[c].text;
        (void)before_colon(&rest);
        g = amount(r, row, c, true);
        if (!g.there)
            g.there = sheets_money(rest, r->a->fen_per_unit, &g.fen) == MONEY_READ;
        at = c;
    }
    if (!g.there)
        return;
    if (!opening) {
        hold_closing(r, row, at, g.fen);
        return;
    }
    r->a->has_opening = r->has_balance = true;
    r->a->opening_fen = r->balance = g.fen;
}

/* ---- lines ---------------------------------------------------------------------------------- */

static enum accounts_side side_said(const struct reading *r, int row)
{
    str said = r->shape.side < 0 ? S("") : sheets_cell(r->t, row, r->shape.side);
    str means = said.len ? sheets_means(r->w, r->cx->mem, "side", said) : S("");
    return str_is(means, "in")       ? SIDE_IN
           : str_is(means, "out")    ? SIDE_OUT
           : r->section != SIDE_NONE ? r->section
                                     : r->titled;
}

static void add_details(struct reading *r, int row, struct buf *b)
{
    for (int c = 0; c < r->a->columns; c++) {
        str s = sheets_cell(r->t, row, c);
        bool note = r->a->mapping[c] == ACC_NOTE;
        if (!s.len || (!note && r->a->mapping[c] != ACC_DETAIL))
            continue;
        if (b->len)
            buf_z(b, "; ");
        if (!note)
            buf_fmt(b, "%.*s ", STR_ARG(r->a->heads[c]));
        buf_str(b, s);
    }
}

static str cell_line(struct reading *r, int row, int column)
{
    return column < 0 ? S("") : str_clean_line(r->cx->mem, sheets_cell(r->t, row, column));
}

static void add_line(struct reading *r, int row, int item, int column, enum accounts_side side,
                     int64_t fen)
{
    struct accounts *a = r->a;
    struct buf note = buf_new(r->cx->mem, 4 * SHEETS_CELL);
    struct accounts_line *l = &a->lines[a->n_lines++];
    add_details(r, row, &note);
    *l = (struct accounts_line){.row = r->t->rows[row].line,
                                .column = column + 1,
                                .side = side,
                                .amount_fen = fen,
                                .day = NO_DAY,
                                .item = cell_line(r, row, item),
                                .note = str_clean_line(r->cx->mem, buf_done(&note)),
                                .voucher = cell_line(r, row, r->shape.voucher),
                                .village = r->village,
                                .period = r->period};
    str day = cell_line(r, row, r->shape.date);
    if (day.len && sheets_day(day, a->period, &l->day))
        l->day = NO_DAY;
    if (!l->item.len) {
        l->item = l->note;
        l->note = S("");
    }
    r->sums.part[side] += fen;
    r->sums.all[side] += fen;
}

static void hold_balance(struct reading *r, int row, int64_t change)
{
    struct got g = amount(r, row, r->shape.balance, false);
    r->balance += change;
    if (g.there && r->has_balance && g.fen != r->balance && !r->balance_told) {
        differs(r, FOUND_BALANCE, row, r->shape.balance, g.fen, r->balance);
        r->balance_told = true; /* those below go wrong with it */
    }
    if (g.there) {
        r->balance = g.fen;
        r->has_balance = true;
    }
}

static void read_half(struct reading *r, int row, const struct accounts_half *h, int64_t *change)
{
    for (int i = 0; i < h->n; i++) {
        int column = h->amount[i].column;
        struct got g = amount(r, row, column, false);
        if (!g.there || (!g.fen && h->n > 1))
            continue;
        enum accounts_side side = h->amount[i].side;
        if (side == SIDE_NONE && r->a->kind == ACCOUNTS_FLOW) {
            side = side_said(r, row);
            if (side == SIDE_NONE)
                tell(r, FOUND_SIDE, MEND_NOTHING, row, column, sheets_cell(r->t, row, column));
        }
        *change += side == SIDE_IN ? g.fen : side == SIDE_OUT ? -g.fen : 0;
        add_line(r, row, h->item, column, side, g.fen);
    }
}

/* ---- one row after the other ------------------------------------------------------------- */

static str label_of(const struct reading *r, int row, int from)
{
    const struct sheets_row *line = &r->t->rows[row];
    int64_t fen;
    for (int c = from; c < line->n; c++) {
        str s = line->cells[c].text;
        if (s.len && !line->cells[c].filled && sheets_money(s, 100, &fen) == MONEY_WRONG)
            return s;
    }
    return S("");
}

/* The first of its texts that says what it is; a row of two halves may say it of each. */
static enum role role_of(const struct reading *r, int row, enum accounts_side *side)
{
    str label = label_of(r, row, 0);
    enum role role = role_of_text(r, label, side);
    if (role == ROW_LINE && is_foot(r, label))
        return ROW_FOOT;
    for (int h = 0; role == ROW_LINE && h < r->shape.n; h++)
        if (r->shape.half[h].item >= 0)
            role = role_of_text(r, sheets_cell(r->t, row, r->shape.half[h].item), side);
    if (role == ROW_LINE && r->shape.note >= 0)
        role = role_of_text(r, sheets_cell(r->t, row, r->shape.note), side);
    return role;
}

static void remember_above(struct reading *r, int row)
{
    str village = cell_line(r, row, r->shape.village), month = cell_line(r, row, r->shape.month);
    if (village.len)
        r->village = village;
    if (month.len)
        r->period = sheets_period(r->cx->mem, month);
}

static void read_line(struct reading *r, int row)
{
    int64_t change = 0;
    int before = r->a->n_lines;
    const struct accounts_fix *fix = fix_of(r, r->t->rows[row].line, 0);
    if (fix && fix->leave_out)
        return;
    remember_above(r, row);
    for (int h = 0; h < r->shape.n; h++)
        read_half(r, row, &r->shape.half[h], &change);
    if (r->shape.balance >= 0 && r->a->n_lines > before)
        hold_balance(r, row, change);
}

static void read_row(struct reading *r, int row)
{
    enum accounts_side side = SIDE_NONE;
    enum role role = role_of(r, row, &side);
    switch (role) {
    case ROW_LINE:
        read_line(r, row);
        break;
    case ROW_SECTION:
        r->section = side;
        memset(r->sums.part, 0, sizeof r->sums.part);
        break;
    case ROW_TOTAL:
    case ROW_SUBTOTAL:
    case ROW_SIDE_TOTAL:
        hold_sums(r, row, role, side);
        break;
    case ROW_OPENING:
    case ROW_CLOSING:
        balance_row(r, row, role == ROW_OPENING);
        break;
    default:
        break;
    }
}

/* Between title and headings often stands what the month began with. */
static void read_above(struct reading *r, int row)
{
    enum accounts_side side;
    for (int c = 0; c < r->t->rows[row].n; c++)
        if (role_of_text(r, r->t->rows[row].cells[c].text, &side) == ROW_OPENING) {
            balance_row(r, row, true);
            return;
        }
}

/* ---- the whole ------------------------------------------------------------------------------ */

static uint64_t mixed(uint64_t h, str s)
{
    for (size_t i = 0; i < s.len; i++)
        h = (h ^ (unsigned char)s.at[i]) * 1099511628211u;
    return h * 31 + s.len;
}

static uint64_t line_hash(const struct accounts_line *l)
{
    uint64_t h = mixed(mixed(mixed(1469598103934665603u, l->item), l->note), l->voucher);
    h = mixed(mixed(h, l->village), l->period);
    h = (h ^ (uint64_t)l->amount_fen) * 1099511628211u;
    return (h ^ (uint64_t)l->day ^ (uint64_t)l->side) * 1099511628211u;
}

static bool same_line(const struct accounts_line *a, const struct accounts_line *b)
{
    return a->side == b->side && a->amount_fen == b->amount_fen && a->day == b->day &&
           str_eq(a->item, b->item) && str_eq(a->note, b->note) && str_eq(a->voucher, b->voucher) &&
           str_eq(a->village, b->village) && str_eq(a->period, b->period) && a->row != b->row;
}

static void find_twice(struct reading *r)
{
    struct accounts *a = r->a;
    size_t room = 64;
    while (room < (size_t)a->n_lines * 2)
        room *= 2;
    int *seen = NEW_N(r->cx->mem, int, room);
    for (int i = 0; i < a->n_lines; i++) {
        size_t at = line_hash(&a->lines[i]) & (room - 1);
        while (seen[at] && !same_line(&a->lines[seen[at] - 1], &a->lines[i]))
            at = (at + 1) & (room - 1);
        if (seen[at])
            accounts_find(a, (struct accounts_finding){.what = FOUND_TWICE,
                                                       .mend = MEND_LEAVE_OUT,
                                                       .row = a->lines[i].row,
                                                       .column = a->lines[i].column,
                                                       .other = a->lines[seen[at] - 1].row});
        else
            seen[at] = i + 1;
    }
}

static str month_of(struct arena *mem, int64_t day)
{
    struct civil c = civil_of_day(day);
    return str_fmt(mem, "%04d-%02d", c.year, c.month);
}

/* Every line has its period: its own, else the table's, else that of its day. */
static void give_periods(struct reading *r)
{
    struct accounts *a = r->a;
    bool named = a->period.len > 0;
    for (int i = 0; i < a->n_lines; i++) {
        struct accounts_line *l = &a->lines[i];
        str month = l->day == NO_DAY ? S("") : month_of(r->cx->mem, l->day);
        bool monthly = a->period.len == 7 && a->period.at[5] != 'Q';
        if (!l->period.len && named && monthly && month.len && !str_eq(month, a->period))
            accounts_find(a, (struct accounts_finding){.what = FOUND_MONTH,
                                                       .row = l->row,
                                                       .column = r->shape.date + 1,
                                                       .text = month});
        if (!l->period.len)
            l->period = named ? a->period : month;
        if (!a->period.len)
            a->period = l->period;
    }
    if (!a->period.len)
        accounts_find(a, (struct accounts_finding){.what = FOUND_NO_PERIOD});
}

static void find_hidden(struct reading *r)
{
    struct buf b = buf_new(r->cx->mem, 2000);
    for (int i = 0; i < r->t->n_sheets; i++)
        if (r->t->sheets[i].hidden && i != r->t->shown)
            buf_fmt(&b, "%s%.*s", b.len ? ", " : "", STR_ARG(r->t->sheets[i].name));
    if (b.len)
        accounts_find(r->a, (struct accounts_finding){
                                .what = FOUND_HIDDEN, .mend = MEND_SHEET, .text = buf_done(&b)});
}

static enum accounts_side titled(const struct reading *r)
{
    str s = r->a->title.len || !r->t->n_sheets ? r->a->title : r->t->sheets[r->t->shown].name;
    bool in = false, out = false;
    int i = 0;
    str word;
    while (sheets_word_next(r->w, "group", &i, &word)) {
        bool has = str_find(s, word) != SIZE_MAX;
        str means = sheets_means(r->w, r->cx->mem, "group", word);
        in |= has && str_is(means, "in");
        out |= has && str_is(means, "out");
    }
    return in == out ? SIDE_NONE : in ? SIDE_IN : SIDE_OUT;
}

static int amounts_in(const struct accounts_shape *s)
{
    int n = 1;
    for (int h = 0; h < s->n; h++)
        n += s->half[h].n;
    return n;
}

enum err accounts_read(struct ctx *cx, const struct sheets_words *w, struct sheets_table *t,
                       const struct accounts_how *how, struct accounts *a)
{
    *a = (struct accounts){.n_lines = 0};
    enum err e = accounts_heads(cx, w, t, a);
    if (e)
        return e;
    accounts_title(cx, w, t, how, a);
    accounts_guess(cx, w, a);
    for (int c = 0; how->mapping && c < a->columns; c++)
        a->mapping[c] = how->mapping[c];
    struct reading r = {.cx = cx, .w = w, .t = t, .how = how, .a = a, .section = SIDE_NONE};
    r.shape = accounts_shape_of(a);
    r.titled = titled(&r);
    a->lines = NEW_N(cx->mem, struct accounts_line, (size_t)(t->n * amounts_in(&r.shape)));
    for (int row = 0; row < t->n; row++)
        if (row > t->head)
            read_row(&r, row);
        else
            read_above(&r, row);
    a->in_fen = r.sums.all[SIDE_IN];
    a->out_fen = r.sums.all[SIDE_OUT];
    give_periods(&r);
    find_twice(&r);
    find_hidden(&r);
    if (!a->n_lines)
        accounts_find(a, (struct accounts_finding){.what = FOUND_NO_LINES});
    return OK;
}
