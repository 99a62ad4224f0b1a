/* columns.c: the attributes of the standard's table and ours by the names that files give them. */
#include "civic/facilities/facilities_own.h"
#include "kit/base/csv.h"

extern const str facilities_data_columns; /* data/facilities/columns.csv, compiled in */

enum err facility_columns_read(struct arena *mem, struct facility_columns *out)
{
    struct csv *c = NEW(mem, struct csv);
    int n = -1; /* the heading */
    csv_open(c, mem, facilities_data_columns);
    for (; csv_next(c); n++) {
        if (n < 0)
            continue;
        if (n == COLUMNS || str_int(csv_field(c, 5), &out->at[n].most))
            return ERR_FAULT;
        out->at[n].field = csv_field(c, 0);
        out->at[n].abbr = csv_field(c, 1);
        out->at[n].zh = csv_field(c, 2);
        out->at[n].en = csv_field(c, 3);
        out->at[n].also = csv_field(c, 4);
        out->at[n].must = str_is(csv_field(c, 6), "M");
    }
    return c->err || n != COLUMNS ? ERR_FAULT : OK;
}

static char small(char c)
{
    return c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
}

static bool same_word(str a, str b)
{
    if (a.len != b.len || !a.len)
        return false;
    for (size_t i = 0; i < a.len; i++)
        if (small(a.at[i]) != small(b.at[i]))
            return false;
    return true;
}

static bool is_among(str list, str word)
{
    while (list.len)
        if (same_word(str_cut(&list, ';'), word))
            return true;
    return false;
}

int facility_column_of(const struct facility_columns *c, str heading)
{
    str word = str_trim(heading);
    for (int i = 0; i < COLUMNS; i++)
        if (same_word(c->at[i].zh, word) || same_word(c->at[i].abbr, word) ||
            same_word(c->at[i].en, word) || same_word(c->at[i].field, word) ||
            is_among(c->at[i].also, word))
            return i;
    return -1;
}
