/* sheet.c: the cells of one sheet of a workbook. Only five parts of the zip are read, each as a
 * stream of XML without entities; merged cells are filled with what stands in their first. */
#include "kit/child/child_own.h"

#include <expat.h>
#include <zip.h>

enum {
    CHUNK = 65536,
    PATH_MOST = 200,
    FILLS_MOST = 1000000,
    STYLES_MOST = 4096,
    FORMATS_MOST = 400,
    PART_MOST = 400 << 20
};

struct reader;
struct book {
    struct arena *mem;
    zip_t *zip;
    struct sheet *out;
    enum child_fault fault;
    XML_Parser parser;
    const struct reader *reader;
    int merges, fills;
    /* strings shared by the cells */
    str *strings;
    size_t n_strings, room_strings;
    /* what is being read */
    char text[CHILD_SHEET_CELL];
    size_t len;
    bool in_text, in_phonetic;
    char type;
    bool has_value, has_formula;
    enum sheet_style style;
    int row, col;
    str target; /* the part of the sheet that is read */
    size_t bytes;
    /* styles */
    struct {
        int64_t id;
        enum sheet_style style;
    } formats[FORMATS_MOST];
    enum sheet_style styles[STYLES_MOST];
    int n_formats, n_styles;
    bool late, in_cells; /* days are counted from 1904; within cellXfs */
};

static str attribute(const char **a, const char *name)
{
    for (; *a; a += 2)
        if (strcmp(a[0], name) == 0)
            return str_of(a[1]);
    return S("");
}

static bool named(const char *qualified, const char *name)
{
    const char *colon = strrchr(qualified, ':');
    return strcmp(colon ? colon + 1 : qualified, name) == 0;
}

static void stop(struct book *b, enum child_fault f)
{
    b->fault = f;
    XML_StopParser(b->parser, XML_FALSE);
}

static void XMLCALL no_types(void *arg, const char *name, const char *sys, const char *pub, int own)
{
    (void)name, (void)sys, (void)pub, (void)own;
    stop(arg, CHILD_BROKEN);
}

/* ---- one part --------------------------------------------------------------- */

struct reader {
    void (*start)(struct book *b, const char *name, const char **a);
    void (*end)(struct book *b, const char *name);
};

static void XMLCALL on_start(void *arg, const char *name, const char **a)
{
    struct book *b = arg;
    const struct reader *r = b->reader;
    if (r->start)
        r->start(b, name, a);
}

static void XMLCALL on_end(void *arg, const char *name)
{
    struct book *b = arg;
    const struct reader *r = b->reader;
    if (r->end)
        r->end(b, name);
}

static void XMLCALL on_text(void *arg, const char *at, int len)
{
    struct book *b = arg;
    if (!b->in_text || b->in_phonetic)
        return;
    if ((size_t)len > sizeof b->text - b->len) {
        stop(b, CHILD_FAT);
        return;
    }
    memcpy(b->text + b->len, at, (size_t)len);
    b->len += (size_t)len;
}

static enum child_fault feed(struct book *b, zip_file_t *f)
{
    size_t all = 0;
    for (;;) {
        void *room = XML_GetBuffer(b->parser, CHUNK);
        zip_int64_t n = room ? zip_fread(f, room, CHUNK) : -1;
        if (n < 0)
            return CHILD_BROKEN;
        if (XML_ParseBuffer(b->parser, (int)n, n == 0) != XML_STATUS_OK)
            return b->fault ? b->fault : CHILD_BROKEN;
        all += (size_t)n;
        if (all > PART_MOST) /* more than its directory said */
            return CHILD_SWOLLEN;
        if (n == 0)
            return CHILD_FINE;
    }
}

static enum child_fault read_part(struct book *b, const char *name, const struct reader *r)
{
    zip_file_t *f = zip_fopen(b->zip, name, 0);
    if (!f)
        return CHILD_BROKEN;
    b->parser = XML_ParserCreate(NULL);
    b->reader = r;
    b->in_text = b->in_phonetic = false;
    b->len = 0;
    XML_SetHashSalt(b->parser, 1); /* no randomness is asked of a jail */
    XML_SetUserData(b->parser, b);
    XML_SetElementHandler(b->parser, on_start, on_end);
    XML_SetCharacterDataHandler(b->parser, on_text);
    XML_SetStartDoctypeDeclHandler(b->parser, no_types);
    enum child_fault fault = feed(b, f);
    XML_ParserFree(b->parser);
    zip_fclose(f);
    return fault;
}

/* ---- which sheet ------------------------------------------------------------ */

static void book_start(struct book *b, const char *name, const char **a)
{
    struct sheet *o = b->out;
    if (named(name, "workbookPr")) {
        str late = attribute(a, "date1904");
        b->late = str_is(late, "1") || str_is(late, "true");
    }
    if (!named(name, "sheet") || o->n_sheets == CHILD_SHEETS)
        return;
    str state = attribute(a, "state");
    struct sheet_name *s = &o->sheets[o->n_sheets++];
    s->hidden = state.len && !str_is(state, "visible");
    s->name = str_keep(b->mem, utf8_head(attribute(a, "name"), 40));
    for (; *a; a += 2)
        if (strchr(a[0], ':') && named(a[0], "id"))
            s->rel = str_keep(b->mem, str_of(a[1]));
}

static bool choose(struct sheet *o, int which)
{
    for (int i = 0; which < 0 && i < o->n_sheets; i++)
        if (!o->sheets[i].hidden)
            which = i;
    if (which < 0 || which >= o->n_sheets)
        return false;
    o->shown = which;
    return true;
}

static void rels_start(struct book *b, const char *name, const char **a)
{
    if (named(name, "Relationship") &&
        str_eq(attribute(a, "Id"), b->out->sheets[b->out->shown].rel))
        b->target = str_keep(b->mem, attribute(a, "Target"));
}

/* ---- styles ------------------------------------------------------------------ */

static enum sheet_style style_of(const struct book *b, int64_t format)
{
    for (int i = 0; i < b->n_formats; i++)
        if (b->formats[i].id == format)
            return b->formats[i].style;
    return sheet_style_builtin(format);
}

static void styles_start(struct book *b, const char *name, const char **a)
{
    int64_t id;
    if (named(name, "cellXfs"))
        b->in_cells = true;
    if (named(name, "numFmt") && b->n_formats < FORMATS_MOST &&
        !str_int(attribute(a, "numFmtId"), &id)) {
        b->formats[b->n_formats].id = id;
        b->formats[b->n_formats++].style = sheet_style_of(attribute(a, "formatCode"));
    }
    if (named(name, "xf") && b->in_cells && b->n_styles < STYLES_MOST)
        b->styles[b->n_styles++] =
            str_int(attribute(a, "numFmtId"), &id) ? SHEET_PLAIN : style_of(b, id);
}

static void styles_end(struct book *b, const char *name)
{
    if (named(name, "cellXfs"))
        b->in_cells = false;
}

/* ---- shared strings ---------------------------------------------------------- */

static str text_of(struct book *b)
{
    str s = {b->text, b->len};
    while (s.len && !utf8_ok(s)) /* cut inside a sign */
        s.len--;
    return s;
}

static str kept(struct book *b, str s)
{
    b->bytes += s.len;
    if (b->bytes > CHILD_SHEET_BYTES)
        stop(b, CHILD_SWOLLEN);
    return s.len ? str_keep(b->mem, s) : S("");
}

static void texts_start(struct book *b, const char *name)
{
    if (named(name, "rPh"))
        b->in_phonetic = true;
    if (named(name, "t"))
        b->in_text = true;
}

static void texts_end(struct book *b, const char *name)
{
    if (named(name, "rPh"))
        b->in_phonetic = false;
    if (named(name, "t"))
        b->in_text = false;
}

static void strings_start(struct book *b, const char *name, const char **a)
{
    (void)a;
    if (named(name, "si"))
        b->len = 0;
    texts_start(b, name);
}

static void strings_end(struct book *b, const char *name)
{
    texts_end(b, name);
    if (!named(name, "si"))
        return;
    if (b->n_strings == b->room_strings) {
        size_t room = b->room_strings ? b->room_strings * 2 : 1024;
        str *more = arena_room(b->mem, room * sizeof *more);
        if (b->n_strings)
            memcpy(more, b->strings, b->n_strings * sizeof *more);
        b->strings = more;
        b->room_strings = room;
    }
    b->strings[b->n_strings++] = kept(b, text_of(b));
    if (b->n_strings > CHILD_SHEET_ROWS * 20)
        stop(b, CHILD_SWOLLEN);
}

/* ---- cells ------------------------------------------------------------------- */

/* "BC12": 54 and 11, counted from 0; what is too far out is cut off. */
static bool reference(str s, int *col, int *row)
{
    int64_t c = 0, r = 0;
    size_t i = 0;
    for (; i < s.len && s.at[i] >= 'A' && s.at[i] <= 'Z' && i < 4; i++)
        c = c * 26 + (s.at[i] - 'A' + 1);
    if (!i || str_int((str){s.at + i, s.len - i}, &r) || r < 1 || r > 10000000)
        return false;
    *col = (int)c - 1;
    *row = (int)r - 1;
    return true;
}

static bool put(struct book *b, int row, int col, str s, bool filled)
{
    struct sheet *o = b->out;
    if (row < 0 || col < 0 || (filled && (col >= CHILD_SHEET_COLS || row >= CHILD_SHEET_ROWS)))
        return true;
    if (col >= CHILD_SHEET_COLS) {
        o->wide = row + 1;
        stop(b, CHILD_WIDE);
        return true;
    }
    if (row >= CHILD_SHEET_ROWS)
        return false;
    if (!o->rows[row])
        o->rows[row] = NEW_N(b->mem, struct sheet_cell, CHILD_SHEET_COLS);
    o->rows[row][col] = (struct sheet_cell){s, filled};
    if (row >= o->n)
        o->n = row + 1;
    return true;
}

static void cell_start(struct book *b, const char **a)
{
    str type = attribute(a, "t"), at = attribute(a, "r");
    int64_t style;
    int row = b->row, col = b->col + 1;
    if (at.len && !reference(at, &col, &row)) {
        stop(b, CHILD_BROKEN);
        return;
    }
    b->row = row;
    b->col = col;
    b->has_value = b->has_formula = false;
    b->style = str_int(attribute(a, "s"), &style) || style < 0 || style >= b->n_styles
                   ? SHEET_PLAIN
                   : b->styles[style];
    b->type = str_is(type, "s")           ? 's'
              : str_is(type, "inlineStr") ? 'i'
              : str_is(type, "str")       ? 't'
              : str_is(type, "e")         ? 'e'
              : str_is(type, "b")         ? 'b'
              : str_is(type, "d")         ? 'd'
                                          : 'n';
    b->len = 0;
}

static void cell_end(struct book *b)
{
    static const char unknown[] = {CHILD_CELL_UNKNOWN, 0};
    str s = str_trim(text_of(b));
    int64_t i;
    if (b->type == 's') {
        if (str_int(s, &i) || i < 0 || (size_t)i >= b->n_strings)
            s = S("");
        else
            s = str_trim(b->strings[i]);
    } else
        s = kept(b, b->type == 'n' ? sheet_number(b->mem, s, b->style, b->late) : s);
    if (b->has_formula && !b->has_value)
        s = (str){unknown, 1};
    if (s.len && !put(b, b->row, b->col, s, false))
        stop(b, CHILD_LARGE);
}

static void merge(struct book *b, str ref)
{
    struct sheet *o = b->out;
    int c1, r1, c2, r2;
    str from = str_cut(&ref, ':');
    if (!reference(from, &c1, &r1) || !ref.len || !reference(ref, &c2, &r2) || r1 >= o->n ||
        c1 >= CHILD_SHEET_COLS || !o->rows[r1])
        return;
    str s = o->rows[r1][c1].text;
    for (int r = r1; s.len && r <= r2 && r < o->n; r++)
        for (int c = c1; c <= c2 && c < CHILD_SHEET_COLS; c++)
            if ((r != r1 || c != c1) && (b->fills++ > FILLS_MOST || !put(b, r, c, s, true)))
                return;
}

static void sheet_start(struct book *b, const char *name, const char **a)
{
    int64_t r;
    if (named(name, "row")) {
        b->row = !str_int(attribute(a, "r"), &r) && r > 0 && r < 10000000 ? (int)r - 1 : b->row + 1;
        b->col = -1;
    } else if (named(name, "c"))
        cell_start(b, a);
    else if (named(name, "v"))
        b->in_text = b->has_value = true;
    else if (named(name, "f"))
        b->has_formula = true;
    else if (named(name, "mergeCell") && b->merges++ < CHILD_SHEET_ROWS)
        merge(b, attribute(a, "ref"));
    else if (b->type == 'i')
        texts_start(b, name);
}

static void sheet_end(struct book *b, const char *name)
{
    if (named(name, "v"))
        b->in_text = false;
    else if (named(name, "c")) {
        cell_end(b);
        b->type = 0;
    } else
        texts_end(b, name);
}

/* ---- the workbook ------------------------------------------------------------ */

static const char *part(struct book *b)
{
    str t = b->target;
    return str_starts(t, S("/")) ? str_z(b->mem, (str){t.at + 1, t.len - 1})
                                 : str_fmt(b->mem, "xl/%.*s", STR_ARG(t)).at;
}

static enum child_fault read_if_there(struct book *b, const char *name, const struct reader *r)
{
    return zip_name_locate(b->zip, name, 0) >= 0 ? read_part(b, name, r) : CHILD_FINE;
}

static enum child_fault read_book(struct book *b, int which)
{
    static const struct reader workbook = {book_start, NULL}, rels = {rels_start, NULL},
                               styles = {styles_start, styles_end},
                               strings = {strings_start, strings_end},
                               cells = {sheet_start, sheet_end};
    if (zip_name_locate(b->zip, "xl/workbook.xml", 0) < 0)
        return CHILD_OTHER;
    enum child_fault f = read_part(b, "xl/workbook.xml", &workbook);
    if (!f)
        f = choose(b->out, which) ? read_part(b, "xl/_rels/workbook.xml.rels", &rels)
                                  : CHILD_BROKEN;
    if (!f && (!b->target.len || b->target.len > PATH_MOST))
        f = CHILD_BROKEN;
    if (!f)
        f = read_if_there(b, "xl/styles.xml", &styles);
    if (!f)
        f = read_if_there(b, "xl/sharedStrings.xml", &strings);
    b->row = b->col = -1;
    return f ? f : read_part(b, part(b), &cells);
}

enum child_fault sheet_read(struct arena *mem, const unsigned char *at, size_t len, int which,
                            struct sheet *out)
{
    enum child_fault f = office_check(at, len);
    if (f)
        return f;
    zip_error_t why;
    zip_error_init(&why);
    zip_source_t *source = zip_source_buffer_create(at, len, 0, &why);
    zip_t *z = source ? zip_open_from_source(source, ZIP_RDONLY, &why) : NULL;
    *out = (struct sheet){.rows = NEW_N(mem, struct sheet_cell *, CHILD_SHEET_ROWS)};
    struct book *b = NEW(mem, struct book);
    b->mem = mem;
    b->zip = z;
    b->out = out;
    f = z ? read_book(b, which) : CHILD_BROKEN;
    if (z)
        zip_discard(z);
    else if (source)
        zip_source_free(source);
    zip_error_fini(&why);
    return f;
}
