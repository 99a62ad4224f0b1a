/* edition_read.c: the five files of a national edition. */
#include "civic/places/edition.h"

#include "kit/base/csv.h"

struct file {
    str text;
    enum place_level level;
    size_t digits;
    const char *name;
};

static size_t lines_in(str s)
{
    size_t n = 1;
    for (const char *p = s.at, *end = s.at + s.len; p && (p = memchr(p, '\n', (size_t)(end - p)));
         p++)
        n++;
    return s.len ? n : 0;
}

static enum err fail_line(struct ctx *cx, const struct file *f, int line)
{
    return fail_with(cx, ERR_INVALID, _("Line {line} of {file} cannot be read."),
                     TR("line", str_fmt(cx->mem, "%d", line)), TR("file", str_of(f->name)));
}

static enum err read_line(const struct csv *c, const struct file *f, int code, int name,
                          struct place_row *out)
{
    int64_t n;
    str digits = csv_field(c, code), text = str_trim(csv_field(c, name));
    if (digits.len != f->digits || str_int(digits, &n) || n <= 0)
        return ERR_INVALID;
    if (!text.len || text.len > 240)
        return ERR_INVALID;
    *out = (struct place_row){n * place_span(f->level), text, f->level};
    return OK;
}

static bool wanted(const struct place_row *r, int64_t under)
{
    return !under || place_within(r->code, under) ||
           (r->level < PLACE_TOWN && place_within(under, r->code));
}

static enum err read_file(struct ctx *cx, const struct places_import *in, const struct file *f,
                          struct edition *e, int64_t *count)
{
    struct csv *c = NEW(cx->mem, struct csv);
    str text;
    if (csv_decode(cx->mem, f->text, &text))
        return fail_line(cx, f, 1);
    csv_open(c, cx->mem, text);
    int code = csv_next(c) ? csv_column(c, S("code")) : -1, name = csv_column(c, S("name"));
    if (code < 0 || name < 0)
        return fail_line(cx, f, 1);
    while (csv_next(c)) {
        struct place_row *r = &e->rows[e->n];
        if (read_line(c, f, code, name, r))
            return fail_line(cx, f, c->line);
        if (!wanted(r, in->under))
            continue;
        e->n++;
        (*count)++;
    }
    return c->err ? fail_line(cx, f, c->line) : OK;
}

static int by_code(const void *a, const void *b)
{
    const struct place_row *x = a, *y = b;
    return x->code != y->code ? (x->code > y->code) - (x->code < y->code)
                              : (int)x->level - (int)y->level;
}

/* A city that is its own county has one code for both, and Jinmen one for county, town and
 * village: the county stays. */
static void drop_repeats(struct edition *e)
{
    size_t kept = 0;
    for (size_t i = 0; i < e->n; i++) {
        struct place_row *last = kept ? &e->rows[kept - 1] : NULL;
        if (!last || last->code != e->rows[i].code)
            e->rows[kept++] = e->rows[i];
        else if (e->rows[i].level <= PLACE_COUNTY)
            *last = e->rows[i];
    }
    e->n = kept;
}

/* Each row's parent stands before it, since parents have the smaller code. */
static const struct place_row *find_orphan(const struct edition *e)
{
    int64_t last[PLACE_LEVELS] = {0};
    for (size_t i = 0; i < e->n; i++) {
        int64_t code = e->rows[i].code, parent = place_parent(code);
        if (!place_ok(code) || (parent && last[place_level_of(parent)] != parent))
            return &e->rows[i];
        last[place_level_of(code)] = code;
    }
    return NULL;
}

enum err edition_read(struct ctx *cx, const struct places_import *in, struct edition *out,
                      struct places_counts *counts)
{
    const struct file files[] = {{in->provinces, PLACE_PROVINCE, 2, "provinces"},
                                 {in->cities, PLACE_CITY, 4, "cities"},
                                 {in->areas, PLACE_COUNTY, 6, "areas"},
                                 {in->streets, PLACE_TOWN, 9, "streets"},
                                 {in->villages, PLACE_COMMUNITY, 12, "villages"}};
    struct edition e = {0};
    size_t most = 1;
    for (size_t i = 0; i < COUNT(files); i++)
        most += lines_in(files[i].text);
    e.rows = NEW_N(cx->mem, struct place_row, most);
    for (size_t i = 0; i < COUNT(files); i++) {
        enum err err = files[i].text.len
                           ? read_file(cx, in, &files[i], &e, &counts->read[files[i].level])
                           : OK;
        if (err)
            return err;
    }
    qsort(e.rows, e.n, sizeof *e.rows, by_code);
    drop_repeats(&e);
    const struct place_row *orphan = find_orphan(&e);
    if (orphan)
        return fail_with(cx, ERR_INVALID,
                         _("{code} stands below a place that is not in the files."),
                         TR("code", place_text(cx->mem, orphan->code)));
    *out = e;
    return OK;
}

static size_t first_from(const struct edition *e, int64_t code)
{
    size_t from = 0, to = e->n;
    while (from < to) {
        size_t mid = from + (to - from) / 2;
        if (e->rows[mid].code < code)
            from = mid + 1;
        else
            to = mid;
    }
    return from;
}

struct place_edition edition_part(const struct edition *e, int64_t lo, int64_t hi)
{
    size_t from = first_from(e, lo), to = first_from(e, hi + 1);
    return (struct place_edition){e->rows + from, to - from};
}
