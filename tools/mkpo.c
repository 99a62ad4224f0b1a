/* mkpo: compiles the catalogues in po/ into kit/base/tr_table.h's table, and holds the texts of
 * the program against them.
 *
 *     mkpo SOURCE_ROOT DIRS… -- zh_CN.po en.po out.c out.d
 *
 * Texts are _("…"), N_("…") and tr_count(…, "one", "many", …) in C, {{_ … }} in templates, and
 * whatever is quoted in a flow (data/flows). mkpo_read.c reads the catalogues, mkpo_scan.c finds
 * the texts; the table of both and the C made of it are here.
 *
 * A text without Chinese is an error at its place, placeholders must agree, a line of the
 * catalogue that nobody uses is a warning. The .d file names everything that was read. */
#define _GNU_SOURCE
#include "mkpo.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct {
    struct po_row *rows;
    size_t n, cap;
} table;
struct text po_deps;

/* ---- the table, sorted by msgid ------------------------------------------ */

static size_t place_of(const char *msgid, bool *found)
{
    size_t low = 0, high = table.n;
    *found = false;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = strcmp(msgid, table.rows[mid].msgid);
        if (c == 0) {
            *found = true;
            return mid;
        }
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return low;
}

struct po_row *po_row_find(const char *msgid)
{
    bool found;
    size_t i = place_of(msgid, &found);
    return found ? &table.rows[i] : NULL;
}

struct po_row *po_row_for(const char *msgid)
{
    bool found;
    size_t i = place_of(msgid, &found);
    if (found)
        return &table.rows[i];
    if (table.n == table.cap) {
        table.cap = table.cap ? table.cap * 2 : 1024;
        table.rows = realloc(table.rows, table.cap * sizeof table.rows[0]);
        if (!table.rows)
            abort();
    }
    memmove(&table.rows[i + 1], &table.rows[i], (table.n - i) * sizeof table.rows[0]);
    table.n++;
    table.rows[i] = (struct po_row){.msgid = tool_copy(msgid, strlen(msgid))};
    return &table.rows[i];
}

/* ---- the result ----------------------------------------------------------- */

static void put_string(struct text *out, const char *z)
{
    if (!z) {
        text_z(out, "NULL");
        return;
    }
    text_z(out, "\"");
    text_c(out, z, strlen(z));
    text_z(out, "\"");
}

static void put_row(struct text *out, const struct po_row *row)
{
    const char *const parts[] = {row->msgid, row->text[PO_ZH], row->text[PO_EN], row->many[PO_ZH],
                                 row->many[PO_EN] ? row->many[PO_EN] : row->plural};
    static const char *const between[] = {"    {", ", {", ", ", "}, {", ", "};
    for (size_t i = 0; i < 5; i++) {
        text_z(out, between[i]);
        put_string(out, parts[i]);
    }
    text_z(out, "}},\n");
}

static bool has_placeholder(const char *text, const char *name, size_t len)
{
    for (const char *p = text; (p = strchr(p, '{')); p++)
        if (strncmp(p + 1, name, len) == 0 && p[1 + len] == '}')
            return true;
    return false;
}

static bool covers(const char *a, const char *b)
{
    for (const char *p = a; (p = strchr(p, '{')); p++) {
        const char *close = strchr(p, '}');
        if (close && !has_placeholder(b, p + 1, (size_t)(close - p - 1)))
            return false;
    }
    return true;
}

static void check_placeholders(const struct po_row *row)
{
    const char *said = row->plural ? row->plural : row->msgid;
    for (int lang = 0; lang < PO_LANGUAGES; lang++) {
        const char *text = row->many[lang] ? row->many[lang] : row->text[lang];
        if (text && (!covers(said, text) || !covers(text, said)))
            tool_error(row->po, row->po_line, "placeholders differ: \"%s\" and \"%s\"", said, text);
    }
}

static void write_table(const char *path)
{
    struct text out = {0};
    text_z(&out, "/* made from po/ by tools/mkpo */\n#include \"kit/base/tr_table.h\"\n\n");
    text_z(&out, "const struct tr_entry tr_table[] = {\n");
    for (size_t i = 0; i < table.n; i++) {
        const struct po_row *row = &table.rows[i];
        check_placeholders(row);
        if (!row->used)
            tool_warn(row->po, row->po_line, "nobody says \"%s\"", row->msgid);
        put_row(&out, row);
    }
    text_fmt(&out, "    {NULL, {NULL, NULL}, {NULL, NULL}},\n};\n");
    text_fmt(&out, "const size_t tr_entries = %zu;\n", table.n);
    if (!tool_errors)
        tool_write(path, &out);
}

int main(int argc, char **argv)
{
    int dash = 2;
    while (dash < argc && strcmp(argv[dash], "--") != 0)
        dash++;
    if (dash + 5 != argc) {
        fprintf(stderr, "usage: mkpo ROOT DIR… -- zh_CN.po en.po out.c out.d\n");
        return 2;
    }
    text_fmt(&po_deps, "%s:", argv[dash + 3]);
    po_read(argv[dash + 1], PO_ZH);
    po_read(argv[dash + 2], PO_EN);
    for (int i = 2; i < dash; i++) {
        char *dir = NULL;
        if (asprintf(&dir, "%s/%s", argv[1], argv[i]) > 0)
            po_scan(dir);
    }
    text_z(&po_deps, "\n");
    write_table(argv[dash + 3]);
    if (tool_errors)
        return 1;
    tool_write(argv[dash + 4], &po_deps);
    return 0;
}
