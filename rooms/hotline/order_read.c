/* order_read.c: the lines of another system's export. Pure: a table in, orders out. */
#include "rooms/hotline/order.h"

/* ---- dates ------------------------------------------------------------------- */

static bool digits(str *s, size_t most, int *out)
{
    size_t n = 0;
    int v = 0;
    while (n < most && n < s->len && s->at[n] >= '0' && s->at[n] <= '9')
        v = v * 10 + (s->at[n++] - '0');
    *s = (str){s->at + n, s->len - n};
    *out = v;
    return n > 0;
}

static int *part_of(struct civil *c, uint32_t letter)
{
    switch (letter) {
    case 'Y':
        return &c->year;
    case 'M':
        return &c->month;
    case 'D':
        return &c->day;
    case 'h':
        return &c->hour;
    case 'm':
        return &c->minute;
    case 's':
        return &c->second;
    default:
        return NULL;
    }
}

static bool is_a_time(const struct civil *c)
{
    struct civil same = civil_of_day(day_of_civil(c->year, c->month, c->day));
    return c->year >= 2000 && c->year <= 2199 && same.month == c->month && same.day == c->day &&
           c->hour <= 23 && c->minute <= 59 && c->second <= 59;
}

enum err order_time(str format, str text, int64_t *ms)
{
    struct civil c = {.year = 0};
    text = str_trim(text);
    while (format.len && (text.len || !c.day)) {
        uint32_t want = utf8_next(&format);
        int *part = part_of(&c, want);
        if (part ? !digits(&text, want == 'Y' ? 4 : 2, part)
                 : !text.len || utf8_next(&text) != want)
            return ERR_INVALID;
    }
    if (text.len || c.month < 1 || c.month > 12 || c.day < 1 || !is_a_time(&c))
        return ERR_INVALID;
    *ms = ms_of_civil(c);
    return OK;
}

/* ---- lines ------------------------------------------------------------------- */

struct heading {
    int column[ORDER_FIELDS];
};

static int column_of(const struct sheets_row *row, str name)
{
    for (int i = 0; name.len && i < row->n; i++)
        if (str_eq(row->cells[i].text, name))
            return i;
    return -1;
}

/* The first lines may be a title, or what was asked for. */
static bool find_heading(const struct sheets_table *t, const struct order_system *s, int *at,
                         struct heading *h)
{
    enum { LINES_ABOVE = 10 };
    for (*at = 0; *at < LINES_ABOVE && *at < t->n; ++*at) {
        const struct sheets_row *row = &t->rows[*at];
        if (column_of(row, s->in[ORDER_NUMBER]) < 0)
            continue;
        for (int f = 0; f < ORDER_FIELDS; f++)
            h->column[f] = column_of(row, s->in[f]);
        return true;
    }
    return false;
}

static bool is_empty(const struct order *o)
{
    for (int f = 0; f < ORDER_FIELDS; f++)
        if (o->field[f].len)
            return false;
    return true;
}

static const char *what_is_wrong(const struct order_system *s, struct order *o)
{
    static const size_t most[ORDER_FIELDS] = {
        [ORDER_NUMBER] = 60, [ORDER_OPENED] = 40, [ORDER_DUE] = 40,   [ORDER_TITLE] = 200,
        [ORDER_BODY] = 3800, [ORDER_KIND] = 60,   [ORDER_PLACE] = 60, [ORDER_SPOT] = 120,
        [ORDER_NAME] = 40,   [ORDER_PHONE] = 40};
    if (!o->field[ORDER_NUMBER].len)
        return N_("It has no number.");
    for (int f = 0; f < ORDER_FIELDS; f++)
        if (utf8_count(o->field[f]) > most[f])
            return N_("A field of it is too long.");
    if (o->field[ORDER_OPENED].len && order_time(s->date, o->field[ORDER_OPENED], &o->opened_ms))
        return N_("When it came in cannot be read.");
    if (o->field[ORDER_DUE].len && order_time(s->date, o->field[ORDER_DUE], &o->due_ms))
        return N_("Its deadline cannot be read.");
    return NULL;
}

static void mark_twice(struct order *at, int n)
{
    for (int i = 0; i < n; i++)
        for (int k = 0; k < i && !at[i].why; k++)
            if (str_eq(at[k].field[ORDER_NUMBER], at[i].field[ORDER_NUMBER]))
                at[i].why = N_("The number stands in the file twice.");
}

static struct order order_of(struct arena *mem, const struct sheets_table *t, int row,
                             const struct heading *h)
{
    struct order o = {.line = t->rows[row].line};
    for (int f = 0; f < ORDER_FIELDS; f++) {
        str cell = sheets_cell(t, row, h->column[f]);
        o.field[f] = f == ORDER_BODY ? str_clean_text(mem, cell) : str_clean_line(mem, cell);
    }
    return o;
}

enum err order_read(struct arena *mem, const struct order_system *s, const struct sheets_table *t,
                    struct order **out, int *n)
{
    struct order *at = NEW_N(mem, struct order, ORDER_LINES_MAX);
    struct heading h;
    int got = 0, head = 0;
    if (!find_heading(t, s, &head, &h))
        return ERR_INVALID;
    for (int r = head + 1; r < t->n; r++) {
        struct order o = order_of(mem, t, r, &h);
        if (is_empty(&o))
            continue;
        if (got == ORDER_LINES_MAX)
            return ERR_TOO_BIG;
        o.why = what_is_wrong(s, &o);
        at[got++] = o;
    }
    mark_twice(at, got);
    *out = at;
    *n = got;
    return OK;
}
