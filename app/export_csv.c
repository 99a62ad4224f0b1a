/* export_csv.c: the tables that a person opens in a spreadsheet, as CSV beside the JSON lines.
 *
 * The first line names the columns; moments are written out (RFC 3339, +08:00), bytes and hashes
 * of passwords left out. Import does not read it. */
#include "app/export.h"
#include "kit/base/csv.h"

enum { RECORD_MAX = 16 << 20 };

bool export_csv_wanted(const struct db_table *t)
{
    static const char *const names[] = {
        "places",     "place_aliases",  "grids",           "orgs",         "accounts",
        "posts",      "categories",     "category_limits", "matters",      "cases",
        "case_notes", "case_followers", "tasks",           "clocks",       "facts",
        "media",      "home_notices",   "reply_templates", "outside_refs", "handovers"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (strcmp(names[i], t->name) == 0)
            return true;
    return false;
}

static bool shown(const struct db_table *t, int column)
{
    const char *name = t->columns[column];
    return t->types[column] != 'b' && strcmp(name, "password") != 0 && strcmp(name, "pin") != 0;
}

static bool put_record(FILE *f, struct buf *b)
{
    buf_z(b, "\r\n");
    str record = buf_done(b);
    return !b->over && fwrite(record.at, 1, record.len, f) == record.len;
}

bool export_csv_head(FILE *f, const struct db_table *t)
{
    struct arena *mem = arena_new();
    struct buf b = buf_new(mem, RECORD_MAX);
    buf_z(&b, "\xEF\xBB\xBF"); /* spreadsheets take it for Latin-1 otherwise */
    for (int i = 0, n = 0; t->types[i]; i++)
        if (shown(t, i)) {
            buf_z(&b, n++ ? "," : "");
            csv_write(&b, str_of(t->columns[i]));
        }
    bool ok = put_record(f, &b);
    arena_free(mem);
    return ok;
}

static str cell(struct arena *mem, const struct db_table *t, const struct rows *r, int column)
{
    if (db_get_null(r, column))
        return STR_NONE;
    if (t->types[column] == 't')
        return db_get_text(r, column);
    if (t->types[column] == 'r')
        return str_fmt(mem, "%.17g", db_get_real(r, column));
    int64_t n = db_get_int(r, column);
    str name = str_of(t->columns[column]);
    if (str_ends(name, S("_ms")) && !str_is(name, "used_ms")) /* that one is a span */
        return n ? time_text(mem, n) : STR_NONE;
    return str_fmt(mem, "%lld", (long long)n);
}

bool export_csv_row(struct arena *mem, FILE *f, const struct db_table *t, const struct rows *r)
{
    struct buf b = buf_new(mem, RECORD_MAX);
    for (int i = 0, n = 0; t->types[i]; i++)
        if (shown(t, i)) {
            buf_z(&b, n++ ? "," : "");
            csv_write(&b, cell(mem, t, r, i));
        }
    return put_record(f, &b);
}
