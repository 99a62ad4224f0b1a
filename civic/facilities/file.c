/* file.c: a table of facilities as somebody's spreadsheet has it: columns by any of their names,
 * rows that are refused one by one with the reason. Asks no database. */
#include "civic/facilities/facilities_own.h"

#include "civic/places/places.h"
#include "kit/base/csv.h"

struct table {
    struct ctx *cx;
    struct facility_columns columns;
    const struct facility_kinds *kinds;
    struct csv csv;
    int at[COLUMNS]; /* of the file, or -1 */
};

static str cell(const struct table *t, enum facility_column c)
{
    return t->at[c] < 0 ? STR_NONE : str_clean_line(t->cx->mem, csv_field(&t->csv, t->at[c]));
}

/* ---- the heading ------------------------------------------------------------ */

static enum err read_heading(struct table *t, struct facility_file *out)
{
    str *passed = NEW_N(t->cx->mem, str, CSV_FIELDS);
    for (int i = 0; i < COLUMNS; i++)
        t->at[i] = -1;
    if (!csv_next(&t->csv))
        return t->csv.err ? t->csv.err : ERR_INVALID;
    for (int i = 0; i < t->csv.n; i++) {
        int c = facility_column_of(&t->columns, t->csv.field[i]);
        if (c >= 0 && t->at[c] < 0)
            t->at[c] = i;
        else if (str_trim(t->csv.field[i]).len)
            passed[out->n_passed++] = str_keep(t->cx->mem, utf8_head(t->csv.field[i], 40));
    }
    out->passed_over = passed;
    return OK;
}

static bool has_what_it_needs(const struct table *t)
{
    bool kind = t->at[COL_IDENTIFIER] >= 0 || t->at[COL_NAME] >= 0;
    bool spot = (t->at[COL_LON] >= 0 && t->at[COL_LAT] >= 0) || t->at[COL_GRID] >= 0 ||
                t->at[COL_COMMUNITY_CODE] >= 0;
    return kind && spot;
}

/* ---- one row ---------------------------------------------------------------- */

static void refuse(const struct table *t, struct facility_row *r, enum facility_column c,
                   const char *why)
{
    if (r->fate == FACILITY_REFUSED)
        return;
    r->fate = FACILITY_REFUSED;
    r->column = t->cx->lang == LANG_ZH ? t->columns.at[c].zh : t->columns.at[c].en;
    r->why = why;
}

static const struct facility_kind *kind_by_class(const struct table *t, const char *class)
{
    str code = str_fmt(t->cx->mem, "facility-%s", class);
    for (int i = 0; i < t->kinds->n; i++)
        if (strlen(class) == 5 ? str_is(t->kinds->at[i].five, class)
                               : str_eq(t->kinds->at[i].code, code))
            return &t->kinds->at[i];
    return NULL;
}

static const struct facility_kind *kind_by_name(const struct table *t, str name)
{
    for (int i = 0; name.len && i < t->kinds->n; i++)
        if (str_eq(t->kinds->at[i].name, name) || str_eq(t->kinds->at[i].name_en, name))
            return &t->kinds->at[i];
    return NULL;
}

static void take_kind(const struct table *t, struct facility_row *r)
{
    struct facility_identifier id;
    const struct facility_kind *k;
    r->f.name = cell(t, COL_NAME);
    r->f.identifier = cell(t, COL_IDENTIFIER);
    if (!r->f.identifier.len) {
        k = kind_by_name(t, r->f.name);
        if (!k)
            refuse(t, r, COL_NAME,
                   _("Without an identifier the name must be that of a kind of the list."));
    } else if (facility_identifier_read(r->f.identifier, &id)) {
        refuse(t, r, COL_IDENTIFIER, _("An identifier has 16 or 17 digits and a serial number."));
        return;
    } else {
        k = kind_by_class(t, id.class);
        if (!k)
            refuse(t, r, COL_IDENTIFIER, _("Its class is none of the kinds of this county."));
    }
    if (!k)
        return;
    r->f.code = k->code;
    if (!r->f.name.len)
        r->f.name = k->name;
}

static bool read_degrees(str s, double most, int64_t *out)
{
    double d;
    if (str_double(s, &d) || d < -most || d > most)
        return false;
    *out = (int64_t)(d * 1e6 + (d < 0 ? -0.5 : 0.5));
    return true;
}

/* A position, else the grid, else the community: what the row knows best. */
static void take_spot(const struct table *t, struct facility_row *r)
{
    str lon = cell(t, COL_LON), lat = cell(t, COL_LAT), grid = cell(t, COL_GRID),
        community = cell(t, COL_COMMUNITY_CODE);
    if (lon.len || lat.len) {
        r->f.placed = read_degrees(lat, 90, &r->f.lat_u) && read_degrees(lon, 180, &r->f.lon_u) &&
                      (r->f.lat_u || r->f.lon_u);
        if (!r->f.placed)
            refuse(t, r, lat.len ? COL_LON : COL_LAT,
                   _("Longitude and latitude in degrees, such as 103.395612 and 23.366204."));
    }
    if (grid.len && (place_parse(grid, &r->f.scope) || place_level_of(r->f.scope) != PLACE_GRID))
        refuse(t, r, COL_GRID, _("The code of a grid has 15 digits."));
    if (!grid.len && community.len &&
        (place_parse(community, &r->f.scope) || place_level_of(r->f.scope) != PLACE_COMMUNITY))
        refuse(t, r, COL_COMMUNITY_CODE, _("The code of a community has 12 digits."));
    if (!r->f.placed && !r->f.scope)
        refuse(t, r, COL_LAT, _("Say where it stands: a position or a grid."));
}

/* The standard's word in either language, or ours. */
static int word_of(const struct table *t, enum facility_column c, const char *const *names,
                   const char *const *labels, int n)
{
    str s = cell(t, c);
    for (int i = 0; i < n; i++)
        for (int lang = 0; lang < LANGS; lang++)
            if (str_is(s, names[i]) || str_eq(s, tr((enum lang)lang, labels[i])))
                return i;
    return s.len ? -1 : 0;
}

static void take_words(const struct table *t, struct facility_row *r)
{
    int state = word_of(t, COL_STATE, facility_state_names, facility_state_labels, FACILITY_STATES);
    int origin =
        word_of(t, COL_ORIGIN, facility_origin_names, facility_origin_labels, FACILITY_ORIGINS);
    if (state < 0)
        refuse(t, r, COL_STATE, _("One of the five states of the standard, please."));
    else
        r->f.state = (enum facility_state)state;
    r->f.origin = origin < 0 ? FACILITY_OTHER : (enum facility_origin)origin;
}

/* YYYYMMDD, or with a dash or slash between. */
static bool read_day(str s, int64_t *out)
{
    int64_t parts[3], whole;
    str rest = s;
    char sep = str_find(s, S("/")) == SIZE_MAX ? '-' : '/';
    bool plain = s.len == 8 && str_int(s, &whole) == OK;
    for (int i = 0; i < 3; i++) {
        str part = plain ? (str){s.at + (i ? 2 + 2 * i : 0), i ? 2 : 4} : str_cut(&rest, sep);
        if (str_int(part, &parts[i]) || parts[i] < 1 || parts[i] > 9999)
            return false;
    }
    *out = day_of_civil((int)parts[0], (int)parts[1], (int)parts[2]);
    struct civil c = civil_of_day(*out);
    return (plain || !rest.len) && c.year == parts[0] && c.year >= 1900 && c.month == parts[1] &&
           c.day == parts[2];
}

static void take_days(const struct table *t, struct facility_row *r)
{
    str from = cell(t, COL_FROM_DAY), changed = cell(t, COL_CHANGED_DAY);
    if (from.len && !read_day(from, &r->f.from_day))
        refuse(t, r, COL_FROM_DAY, _("A day as 20260301, please."));
    if (changed.len && !read_day(changed, &r->f.changed_day))
        refuse(t, r, COL_CHANGED_DAY, _("A day as 20260301, please."));
}

static void take_texts(const struct table *t, struct facility_row *r)
{
    r->f.org_code = cell(t, COL_ORG_CODE);
    r->f.org_name = cell(t, COL_ORG_NAME);
    r->f.owner_code = cell(t, COL_OWNER_CODE);
    r->f.owner_name = cell(t, COL_OWNER_NAME);
    r->f.keeper_code = cell(t, COL_KEEPER_CODE);
    r->f.keeper_name = cell(t, COL_KEEPER_NAME);
    r->f.note = cell(t, COL_NOTE);
    r->f.label = cell(t, COL_LABEL);
    for (int c = 0; c < COLUMNS; c++) {
        str text = cell(t, (enum facility_column)c);
        if ((int64_t)utf8_count(text) > t->columns.at[c].most)
            refuse(t, r, (enum facility_column)c, _("Longer than the standard allows."));
        r->missing += t->columns.at[c].must && !text.len;
    }
}

static void take_row(const struct table *t, struct facility_row *r)
{
    *r = (struct facility_row){.line = t->csv.line, .fate = FACILITY_NEW};
    take_kind(t, r);
    take_spot(t, r);
    take_words(t, r);
    take_days(t, r);
    take_texts(t, r);
}

/* ---- the whole -------------------------------------------------------------- */

static int by_identifier(const void *a, const void *b)
{
    const struct facility_row *x = *(const struct facility_row *const *)a,
                              *y = *(const struct facility_row *const *)b;
    int c = str_cmp(x->f.identifier, y->f.identifier);
    return c ? c : x->line - y->line;
}

/* Of two rows with one identifier the first stands. */
static void refuse_doubles(const struct table *t, struct facility_file *file)
{
    struct facility_row **at = NEW_N(t->cx->mem, struct facility_row *, (size_t)file->n + 1);
    for (int i = 0; i < file->n; i++)
        at[i] = &file->rows[i];
    qsort(at, (size_t)file->n, sizeof *at, by_identifier);
    for (int i = 1; i < file->n; i++)
        if (at[i]->f.identifier.len && str_eq(at[i]->f.identifier, at[i - 1]->f.identifier))
            refuse(t, at[i], COL_IDENTIFIER, _("A row above has the same identifier."));
}

static enum err no_table(struct ctx *cx, const struct csv *c, enum err e)
{
    struct tr_arg line = {"line", str_fmt(cx->mem, "%d", c->line)};
    if (e == ERR_TOO_BIG)
        return fail_field(cx, "file", _("This table is too large. At most 20,000 rows at a time."));
    return e == ERR_INVALID
               ? fail_field_args(cx, "file", _("Line {line} of the table cannot be read."), &line,
                                 1)
               : e;
}

static enum err read_rows(struct table *t, struct facility_file *out)
{
    int cap = 256;
    out->rows = NEW_N(t->cx->mem, struct facility_row, cap);
    while (csv_next(&t->csv)) {
        if (out->n == FACILITIES_ROWS_MAX)
            return ERR_TOO_BIG;
        if (out->n == cap) {
            struct facility_row *more = NEW_N(t->cx->mem, struct facility_row, (size_t)cap * 2);
            memcpy(more, out->rows, (size_t)cap * sizeof *more);
            out->rows = more;
            cap *= 2;
        }
        take_row(t, &out->rows[out->n++]);
    }
    return t->csv.err;
}

enum err facility_file_read(struct ctx *cx, str text, const struct facility_kinds *kinds,
                            struct facility_file *out)
{
    struct table *t = NEW(cx->mem, struct table);
    struct facility_file file = {.n = 0};
    str clean;
    t->cx = cx;
    t->kinds = kinds;
    enum err e = facility_columns_read(cx->mem, &t->columns);
    if (e)
        return e;
    if (csv_decode(cx->mem, text, &clean))
        return fail_field(cx, "file", _("This file is no table of text. Save it as CSV."));
    csv_open(&t->csv, cx->mem, clean);
    e = read_heading(t, &file);
    if (!e && !has_what_it_needs(t))
        return fail_field(cx, "file",
                          _("The first line must name the columns: at least the identifier or the "
                            "name, and longitude and latitude or the grid."));
    if (!e)
        e = read_rows(t, &file);
    if (e)
        return no_table(cx, &t->csv, e);
    refuse_doubles(t, &file);
    for (int i = 0; i < file.n; i++) {
        file.count[file.rows[i].fate]++;
        file.incomplete += file.rows[i].fate != FACILITY_REFUSED && file.rows[i].missing > 0;
    }
    *out = file;
    return OK;
}

/* ---- written out ------------------------------------------------------------ */

static void put(struct buf *b, int i, str s)
{
    if (i)
        buf_char(b, ',');
    csv_write(b, s);
}

void facility_write_heading(struct buf *b, enum lang lang)
{
    struct facility_columns *c = NEW(b->mem, struct facility_columns);
    if (facility_columns_read(b->mem, c))
        return;
    for (int i = 0; i < COLUMNS; i++)
        put(b, i, lang == LANG_ZH ? c->at[i].zh : c->at[i].en);
    buf_z(b, "\r\n");
}

static str day_word(struct arena *mem, int64_t day)
{
    struct civil c = civil_of_day(day);
    return day ? str_fmt(mem, "%04d%02d%02d", c.year, c.month, c.day) : STR_NONE;
}

static str degree_word(struct arena *mem, const struct facility *f, int64_t v)
{
    return f->placed ? str_fmt(mem, "%.6f", (double)v / 1e6) : STR_NONE;
}

void facility_write_line(struct buf *b, struct ctx *cx, const struct facility *f)
{
    struct arena *mem = b->mem;
    int64_t town = place_above(f->scope, PLACE_TOWN),
            community = place_above(f->scope, PLACE_COMMUNITY);
    const str cells[COLUMNS] = {
        [COL_IDENTIFIER] = f->identifier,
        [COL_NAME] = f->name,
        [COL_ORG_CODE] = f->org_code,
        [COL_ORG_NAME] = f->org_name,
        [COL_OWNER_CODE] = f->owner_code,
        [COL_OWNER_NAME] = f->owner_name,
        [COL_KEEPER_CODE] = f->keeper_code,
        [COL_KEEPER_NAME] = f->keeper_name,
        [COL_GRID] = f->scope % 1000 ? str_fmt(mem, "%015lld", (long long)f->scope) : STR_NONE,
        [COL_STATE] = tr(cx->lang, facility_state_labels[f->state]),
        [COL_FROM_DAY] = day_word(mem, f->from_day),
        [COL_CHANGED_DAY] = day_word(mem, f->changed_day),
        [COL_ORIGIN] = f->origin ? tr(cx->lang, facility_origin_labels[f->origin]) : STR_NONE,
        [COL_NOTE] = f->note,
        [COL_TOWN_CODE] = place_text(mem, town),
        [COL_TOWN_NAME] = places_name(cx, town),
        [COL_COMMUNITY_CODE] = place_text(mem, community),
        [COL_COMMUNITY_NAME] = places_name(cx, community),
        [COL_LABEL] = f->label,
        [COL_LON] = degree_word(mem, f, f->lon_u),
        [COL_LAT] = degree_word(mem, f, f->lat_u),
    };
    for (int i = 0; i < COLUMNS; i++)
        put(b, i, cells[i]);
    buf_z(b, "\r\n");
}
