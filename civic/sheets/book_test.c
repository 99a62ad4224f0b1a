/* book_test: workbooks that tests make, good ones and those that somebody sends to see what
 * happens.
 */
#include "civic/sheets/sheets.h"

#include "civic/media/media.h"
#include "kit/child/child_own.h"
#include "kit/test/test.h"

#include <zip.h>

#define HEAD "<?xml version=\"1.0\"?>"
#define MAIN " xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\""

struct parts { /* of a workbook; NULL: a plain one */
    const char *book, *styles, *strings, *also, *also_text;
    str cells; /* within sheetData, or a whole part if it begins with '<?' */
};

static const char plain_book[] =
    HEAD "<workbook" MAIN " xmlns:r=\"r\"><workbookPr date1904=\"0\"/><sheets>"
         "<sheet name=\"cover\" state=\"hidden\" r:id=\"r2\"/><sheet name=\"October\" r:id=\"r1\"/>"
         "<sheet name=\"old\" state=\"veryHidden\" r:id=\"r2\"/></sheets></workbook>";
static const char late_book[] =
    HEAD "<workbook" MAIN " xmlns:r=\"r\"><workbookPr date1904=\"1\"/><sheets>"
         "<sheet name=\"s\" r:id=\"r1\"/></sheets></workbook>";
static const char rels[] =
    HEAD "<Relationships><Relationship Id=\"r1\" Target=\"worksheets/sheet1.xml\"/>"
         "<Relationship Id=\"r2\" Target=\"worksheets/sheet2.xml\"/></Relationships>";
/* 1: a day by its number; 2: an own one; 3: hours; 4: money with a colour; 5: month and year */
static const char styles[] =
    HEAD "<styleSheet" MAIN "><numFmts>"
         "<numFmt numFmtId=\"200\" formatCode=\"yyyy&quot;x&quot;m&quot;y&quot;d\"/>"
         "<numFmt numFmtId=\"201\" formatCode=\"h:mm;@\"/>"
         "<numFmt numFmtId=\"202\" formatCode=\"#,##0.00;[Red]&quot;day&quot;#,##0.00\"/>"
         "<numFmt numFmtId=\"203\" formatCode=\"[$-804]m/d h:mm\"/></numFmts>"
         "<cellStyleXfs><xf numFmtId=\"14\"/></cellStyleXfs><cellXfs><xf numFmtId=\"0\"/>"
         "<xf numFmtId=\"14\"/><xf numFmtId=\"200\"/><xf numFmtId=\"201\"/><xf numFmtId=\"202\"/>"
         "<xf numFmtId=\"203\"/></cellXfs></styleSheet>";

static void add(zip_t *z, const char *name, str s)
{
    CHECK(zip_file_add(z, name, zip_source_buffer(z, s.at, s.len, 0), 0) >= 0);
}

static str whole(struct arena *mem, str cells)
{
    if (str_starts(cells, S("<?")))
        return cells;
    struct buf b = buf_new(mem, 64 << 20);
    buf_z(&b, HEAD "<worksheet" MAIN "><sheetData>");
    buf_str(&b, cells);
    buf_z(&b, "</sheetData></worksheet>");
    return buf_done(&b);
}

static str read_file(struct arena *mem, const char *path)
{
    struct buf b = buf_new(mem, 64 << 20);
    FILE *f = fopen(path, "rb");
    char at[65536];
    size_t n;
    CHECK(f != NULL);
    while ((n = fread(at, 1, sizeof at, f)) > 0)
        buf_add(&b, at, n);
    fclose(f);
    return buf_done(&b);
}

static str book_of(struct arena *mem, const struct parts *p)
{
    char *path = str_z(mem, str_fmt(mem, "%s/book-XXXXXX", test_dir()));
    int err = 0;
    close(mkstemp(path));
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &err);
    CHECK(z != NULL);
    add(z, "[Content_Types].xml", S("<Types/>"));
    add(z, "xl/workbook.xml", str_of(p->book ? p->book : plain_book));
    add(z, "xl/_rels/workbook.xml.rels", str_of(rels));
    add(z, "xl/styles.xml", str_of(p->styles ? p->styles : styles));
    if (p->strings)
        add(z, "xl/sharedStrings.xml", str_of(p->strings));
    if (p->also)
        add(z, p->also, str_of(p->also_text));
    add(z, "xl/worksheets/sheet1.xml", whole(mem, p->cells));
    add(z, "xl/worksheets/sheet2.xml", whole(mem, S("<row r=\"1\"><c><v>7</v></c></row>")));
    CHECK(zip_close(z) == 0);
    return read_file(mem, path);
}

static str cells_book(struct arena *mem, const char *cells)
{
    return book_of(mem, &(struct parts){.cells = str_of(cells)});
}

/* Through the child, as a room does; one pool for all of these tests. A busy machine may end a
 * child of a sanitizer's build before it has answered, so what cannot be opened is tried again. */
static void open_desk(struct ctx *cx)
{
    static struct child *child;
    str why = STR_NONE;
    for (int i = 0; !child && i < 5; i++)
        if (child_start(&(struct child_options){.at_once = 1}, &child, &why, cx->mem))
            child = NULL;
    CHECK(child != NULL);
    CHECK_OK(media_start(test_dir(), cx->seal, child, &cx->media, &why, cx->mem));
}

static enum err try_open(struct ctx *cx, str bytes, int which, struct sheets_table *t)
{
    enum err e = sheets_open(cx, bytes, which, t);
    for (int i = 0; e && i < 2; i++)
        e = sheets_open(cx, bytes, which, t);
    return e;
}

static struct sheets_table opened(struct ctx *cx, str bytes)
{
    struct sheets_table t = {.n = 0};
    open_desk(cx);
    CHECK_OK(try_open(cx, bytes, -1, &t));
    return t;
}

/* What is said of a file that is not taken. */
static str refused(struct ctx *cx, str bytes)
{
    struct sheets_table t;
    open_desk(cx);
    cx->lang = LANG_EN;
    enum err e = try_open(cx, bytes, -1, &t);
    CHECK(e == ERR_INVALID || e == ERR_TOO_BIG);
    return cx->failure.text;
}

static bool says(struct ctx *cx, str bytes, const char *word)
{
    return str_find(refused(cx, bytes), str_of(word)) != SIZE_MAX;
}

/* ---- what cells hold ---------------------------------------------------------- */

TEST(numbers_and_days_of_a_workbook_come_as_they_are_shown)
{
    struct sheets_table t =
        opened(cx, cells_book(cx->mem,
                              "<row r=\"1\"><c><v>1234.5600000000001</v></c>"
                              "<c><v>0.30000000000000004</v></c><c><v>-500</v></c>"
                              "<c><v>1E-2</v></c><c><v>5.3250319900307E+17</v></c></row>"
                              "<row r=\"2\"><c s=\"1\"><v>46300</v></c><c s=\"2\"><v>46300</v></c>"
                              "<c s=\"3\"><v>0.5</v></c><c s=\"4\"><v>46300</v></c>"
                              "<c s=\"5\"><v>46300.354166666664</v></c><c s=\"1\"><v>1</v></c>"
                              "<c s=\"1\"><v>61</v></c></row>"));
    static const char *const one[] = {"1234.56", "0.3", "-500", "0.01", "5.3250319900307E+17"};
    static const char *const two[] = {"2026-10-05",          "2026-10-05", "12:00:00",  "46300",
                                      "2026-10-05 08:30:00", "1900-01-01", "1900-03-01"};
    for (int c = 0; c < (int)COUNT(one); c++)
        CHECK_STR(sheets_cell(&t, 0, c), one[c]);
    for (int c = 0; c < (int)COUNT(two); c++)
        CHECK_STR(sheets_cell(&t, 1, c), two[c]);
}

TEST(days_of_a_workbook_from_1904_are_its_own)
{
    struct parts p = {.book = late_book,
                      .cells = S("<row><c s=\"1\"><v>0</v></c><c s=\"1\"><v>44838</v></c></row>")};
    struct sheets_table t = opened(cx, book_of(cx->mem, &p));
    CHECK_STR(sheets_cell(&t, 0, 0), "1904-01-01");
    CHECK_STR(sheets_cell(&t, 0, 1), "2026-10-05");
}

TEST(formulas_give_their_value_or_say_that_nobody_reckoned_it)
{
    struct sheets_table t =
        opened(cx, cells_book(cx->mem, "<row><c><f>A2+1</f><v>12</v></c><c><f>A2</f></c>"
                                       "<c t=\"e\"><f>1/0</f><v>#DIV/0!</v></c>"
                                       "<c t=\"str\"><f>\"a\"</f><v>a</v></c></row>"));
    CHECK_STR(sheets_cell(&t, 0, 0), "12");
    CHECK(t.rows[0].cells[1].unknown && !t.rows[0].cells[0].unknown);
    CHECK_STR(sheets_cell(&t, 0, 2), "#DIV/0!");
    CHECK_STR(sheets_cell(&t, 0, 3), "a");
}

TEST(the_first_sheet_that_is_not_hidden_is_shown_and_the_others_are_told_of)
{
    open_desk(cx);
    struct sheets_table t;
    str book = cells_book(cx->mem, "<row><c t=\"inlineStr\"><is><t>a&#10;b</t></is></c></row>");
    CHECK_OK(try_open(cx, book, -1, &t));
    CHECK_INT(t.n_sheets, 3);
    CHECK_INT(t.shown, 1);
    CHECK_STR(t.sheets[0].name, "cover");
    CHECK(t.sheets[0].hidden && !t.sheets[1].hidden && t.sheets[2].hidden);
    CHECK_STR(sheets_cell(&t, 0, 0), "a\nb");
    CHECK_OK(try_open(cx, book, 0, &t));
    CHECK_STR(sheets_cell(&t, 0, 0), "7");
    CHECK_ERR(sheets_open(cx, book, 3, &t), ERR_INVALID);
}

/* ---- what is not taken ----------------------------------------------------------- */

static str repeated(struct arena *mem, const char *before, const char *piece, int n,
                    const char *after)
{
    struct buf b = buf_new(mem, 64 << 20);
    buf_z(&b, before);
    for (int i = 0; i < n; i++)
        buf_z(&b, piece);
    buf_z(&b, after);
    return buf_done(&b);
}

TEST(a_workbook_that_swells_is_not_opened)
{
    struct parts p = {.cells = repeated(cx->mem, HEAD "<worksheet><!--", "0000000000", 1 << 21,
                                        "--></worksheet>")};
    CHECK(says(cx, book_of(cx->mem, &p), "larger inside"));
}

TEST(entities_that_multiply_are_not_expanded)
{
    static const char bomb[] =
        "<?xml version=\"1.0\"?><!DOCTYPE w [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b "
        "\"&a;&a;&a;&a;&a;&a;&a;&a;&a;\"><!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;&b;\">]>"
        "<worksheet><sheetData><row><c t=\"str\"><v>&c;</v></c></row></sheetData></worksheet>";
    CHECK(says(cx, cells_book(cx->mem, bomb), "cannot be read"));
}

TEST(a_cell_of_a_megabyte_and_ten_thousand_columns_are_named)
{
    struct parts fat = {
        .cells = repeated(cx->mem, "<row><c t=\"str\"><v>", "wx7p", 1 << 18, "</v></c></row>")};
    str strings = repeated(cx->mem, HEAD "<sst><si><t>", "wx7p", 5000, "</t></si></sst>");
    struct parts shared = {.strings = str_z(cx->mem, strings),
                           .cells = S("<row><c t=\"s\"><v>0</v></c></row>")};
    struct parts wide = {.cells = repeated(cx->mem, "<row r=\"1\"/><row r=\"2\">",
                                           "<c><v>1</v></c>", 10000, "</row>")};
    struct parts empty = {
        .cells = repeated(cx->mem, "<row><c><v>1</v></c>", "<c s=\"1\"/>", 10000, "</row>")};
    str text = STR_NONE;
    /* incompressible enough: the ratio is not what refuses them */
    CHECK(says(cx, book_of(cx->mem, &shared), "4,000 characters"));
    CHECK(says(cx, book_of(cx->mem, &wide), "Row 2 has more than 64"));
    text = refused(cx, book_of(cx->mem, &fat));
    CHECK(str_find(text, S("4,000")) != SIZE_MAX || str_find(text, S("inside")) != SIZE_MAX);
    CHECK_INT(opened(cx, book_of(cx->mem, &empty)).columns, 1); /* formats alone are nothing */
}

TEST(programs_macros_passwords_and_broken_files_are_told_apart)
{
    static const char exe[] = "MZ\x90\0\x03\0\0\0\x04\0\0\0\xff\xff\0\0\xb8\0\0\0PE\0\0L\x01";
    static const char locked[] = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\0\0"
                                 "E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0";
    str good = cells_book(cx->mem, "<row><c><v>1</v></c></row>");
    struct parts macro = {.also = "xl/vbaProject.bin", .also_text = "x", .cells = S("<row/>")};
    CHECK(says(cx, (str){exe, sizeof exe}, "no list of lines"));
    CHECK(says(cx, (str){locked, sizeof locked}, "password"));
    CHECK(says(cx, book_of(cx->mem, &macro), "macros"));
    CHECK(says(cx, (str){good.at, good.len / 2}, "cannot be read"));
    CHECK(says(cx, S("\xff\xd8\xff\xe0 a photo"), "no table"));
}

TEST(a_text_document_is_no_spreadsheet)
{
    char *path = str_z(cx->mem, str_fmt(cx->mem, "%s/doc-XXXXXX", test_dir()));
    int err = 0;
    close(mkstemp(path));
    zip_t *z = zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, &err);
    add(z, "[Content_Types].xml", S("<Types/>"));
    add(z, "word/document.xml", S("<x/>"));
    CHECK(zip_close(z) == 0);
    CHECK(says(cx, read_file(cx->mem, path), "no spreadsheet"));
}

TEST(styles_tell_days_from_amounts_by_their_letters)
{
    static const struct {
        const char *code;
        enum sheet_style style;
    } codes[] = {{"yyyy/m/d", SHEET_DAY},   {"[$-F800]dddd\\,\\ mmmm\\ dd\\,\\ yyyy", SHEET_DAY},
                 {"m", SHEET_DAY},          {"h:mm AM/PM", SHEET_HOUR},
                 {"[h]:mm", SHEET_HOUR},    {"General", SHEET_PLAIN},
                 {"@", SHEET_PLAIN},        {"0.00_ ;[Red]\\-0.00\\ ", SHEET_PLAIN},
                 {"\"day\"0", SHEET_PLAIN}, {"#,##0\\d", SHEET_PLAIN}};
    for (size_t i = 0; i < COUNT(codes); i++)
        CHECK_INT(sheet_style_of(str_of(codes[i].code)), codes[i].style);
}
