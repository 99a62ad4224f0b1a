/* items.c: the content list and its periods. */
#include "civic/places/places.h"
#include "kit/base/csv.h"
#include "rooms/disclosure/disclosure_own.h"

extern const str disclosure_data_items; /* data/disclosure/items.csv */

const char *const disclosure_stream_names[DISCLOSURE_STREAMS] = {"party", "affairs", "finance",
                                                                 "service"};
static const char *const cycle_names[DISCLOSURE_CYCLES] = {"month", "quarter", "half",
                                                           "year",  "change",  "once"};
static const char *const cycle_labels[DISCLOSURE_CYCLES] = {
    N_("Every month"), N_("Every quarter"),       N_("Every half year"),
    N_("Every year"),  N_("Whenever it changes"), N_("At once, when it happens")};
static const char *const form_names[DISCLOSURE_FORMS] = {"text", "list", "money"};
const char *const disclosure_side_names[DISCLOSURE_SIDES] = {"in", "out", "none"};

const char *disclosure_stream_label(enum disclosure_stream s, int64_t place)
{
    switch (s) {
    case DISCLOSURE_PARTY:
        return _("Party affairs");
    case DISCLOSURE_FINANCE:
        return _("Money");
    case DISCLOSURE_SERVICE:
        return _("Good to know");
    default:
        return place_level_of(place) < PLACE_COMMUNITY ? _("Public affairs")
               : place_is_village(place)               ? _("Village affairs")
                                                       : _("Neighbourhood affairs");
    }
}

const char *disclosure_cycle_label(enum disclosure_cycle c)
{
    return cycle_labels[c];
}

/* ---- the list ---------------------------------------------------------------- */

int disclosure_word(str s, const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (str_is(s, names[i]))
            return i;
    return -1;
}

static int number_of(str s)
{
    int64_t n = 0;
    return str_int(s, &n) ? 0 : (int)n;
}

static bool read_item(const struct csv *c, const struct csv *head, struct disclosure_item *out)
{
#define FIELD_OF(name) csv_field(c, csv_column(head, S(name)))
    int stream = disclosure_word(FIELD_OF("stream"), disclosure_stream_names, DISCLOSURE_STREAMS);
    int cycle = disclosure_word(FIELD_OF("cycle"), cycle_names, DISCLOSURE_CYCLES);
    int form = disclosure_word(FIELD_OF("form"), form_names, DISCLOSURE_FORMS);
    if (stream < 0 || cycle < 0 || form < 0)
        return false;
    *out = (struct disclosure_item){.code = FIELD_OF("code"),
                                    .stream = (enum disclosure_stream)stream,
                                    .name = {FIELD_OF("zh"), FIELD_OF("en")},
                                    .cycle = (enum disclosure_cycle)cycle,
                                    .due_day = number_of(FIELD_OF("due")),
                                    .object_days = number_of(FIELD_OF("object")),
                                    .show_days = number_of(FIELD_OF("show")),
                                    .form = (enum disclosure_form)form,
                                    .persons = str_is(FIELD_OF("persons"), "1"),
                                    .check = str_is(FIELD_OF("check"), "1"),
                                    .keep_phones = str_is(FIELD_OF("phones"), "1")};
#undef FIELD_OF
    return true;
}

static const void *make_items(struct arena *mem, const void *arg)
{
    struct csv *c = NEW(mem, struct csv), *head = NEW(mem, struct csv);
    struct disclosure_items *all = NEW(mem, struct disclosure_items);
    (void)arg;
    csv_open(c, mem, disclosure_data_items);
    if (!csv_next(c))
        return NULL;
    *head = *c;
    while (all->n < DISCLOSURE_ITEMS_MAX && csv_next(c))
        if (read_item(c, head, &all->at[all->n]))
            all->n++;
    return all;
}

const struct disclosure_items *disclosure_items(struct ctx *cx)
{
    const struct disclosure_items *all = db_memo(cx->db, S("disclosure/items"), make_items, NULL);
    assert(all && all->n);
    return all;
}

const struct disclosure_item *disclosure_item(struct ctx *cx, str code)
{
    const struct disclosure_items *all = disclosure_items(cx);
    for (int i = 0; i < all->n; i++)
        if (str_eq(all->at[i].code, code))
            return &all->at[i];
    return NULL;
}

/* ---- periods ------------------------------------------------------------------- */

static int months_of(enum disclosure_cycle c)
{
    return c == DISCLOSURE_MONTH ? 1 : c == DISCLOSURE_QUARTER ? 3 : c == DISCLOSURE_HALF ? 6 : 12;
}

enum err disclosure_period_read(str s, struct disclosure_period *out)
{
    int64_t year, n = 1;
    struct disclosure_period p = {.cycle = DISCLOSURE_YEAR};
    str rest = s, y = str_cut(&rest, '-');
    if (y.len != 4 || str_int(y, &year) || year < 1980 || year > 2200)
        return ERR_INVALID;
    if (s.len > 4) {
        p.cycle = str_starts(rest, S("Q"))   ? DISCLOSURE_QUARTER
                  : str_starts(rest, S("H")) ? DISCLOSURE_HALF
                                             : DISCLOSURE_MONTH;
        str digits = p.cycle == DISCLOSURE_MONTH ? rest : (str){rest.at + 1, rest.len - 1};
        if (digits.len != (p.cycle == DISCLOSURE_MONTH ? 2u : 1u) || str_int(digits, &n))
            return ERR_INVALID;
    }
    if (n < 1 || n > 12 / months_of(p.cycle))
        return ERR_INVALID;
    p.year = (int)year;
    p.n = (int)n;
    *out = p;
    return OK;
}

str disclosure_period_write(struct arena *mem, const struct disclosure_period *p)
{
    switch (p->cycle) {
    case DISCLOSURE_MONTH:
        return str_fmt(mem, "%04d-%02d", p->year, p->n);
    case DISCLOSURE_QUARTER:
        return str_fmt(mem, "%04d-Q%d", p->year, p->n);
    case DISCLOSURE_HALF:
        return str_fmt(mem, "%04d-H%d", p->year, p->n);
    case DISCLOSURE_YEAR:
        return str_fmt(mem, "%04d", p->year);
    default:
        return STR_NONE;
    }
}

struct disclosure_period disclosure_period_of(enum disclosure_cycle c, int64_t day)
{
    struct civil d = civil_of_day(day);
    return (struct disclosure_period){c, d.year, (d.month - 1) / months_of(c) + 1};
}

struct disclosure_period disclosure_period_next(struct disclosure_period p, int by)
{
    int a_year = 12 / months_of(p.cycle), all = p.year * a_year + p.n - 1 + by;
    return (struct disclosure_period){p.cycle, all / a_year, all % a_year + 1};
}

int64_t disclosure_period_end(const struct disclosure_period *p)
{
    struct disclosure_period next = disclosure_period_next(*p, 1);
    return day_of_civil(next.year, (next.n - 1) * months_of(p->cycle) + 1, 1);
}

int64_t disclosure_period_due(const struct disclosure_item *i, const struct disclosure_period *p)
{
    return disclosure_period_end(p) + (i->due_day ? i->due_day - 1 : 0);
}

str disclosure_period_text(struct arena *mem, enum lang lang, str period)
{
    struct disclosure_period p;
    if (disclosure_period_read(period, &p))
        return STR_NONE;
    struct tr_arg args[] = {TR("year", str_fmt(mem, "%d", p.year)),
                            TR("n", str_fmt(mem, "%d", p.n))};
    const char *text = p.cycle == DISCLOSURE_MONTH     ? _("{n}/{year}")
                       : p.cycle == DISCLOSURE_QUARTER ? _("Quarter {n} of {year}")
                       : p.cycle == DISCLOSURE_YEAR    ? _("Year {year}")
                       : p.n == 1                      ? _("First half of {year}")
                                                       : _("Second half of {year}");
    return tr_fill(mem, lang, text, args, COUNT(args));
}
