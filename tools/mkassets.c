/* mkassets: puts what web/build.mjs made into the program.
 *
 *     mkassets DIR manifest.tsv asset_names.h asset_table.c asset_data.s
 *
 * The bytes enter by .incbin, once as they are and once per compression; the table names them and
 * the header numbers them, so that a template that asks for a missing one does not compile. */
#define _GNU_SOURCE
#include "tool.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { NAME, FILE_NAME, TYPE, HASH, COLUMNS };
static const char *const endings[] = {"", ".gz", ".br"};

static struct text names, table, data;

static long size_of(const char *path)
{
    FILE *f = fopen(path, "rb");
    if (!f)
        return -1;
    fseek(f, 0, SEEK_END);
    long n = ftell(f);
    fclose(f);
    return n;
}

static void put_bytes(const char *dir, const char *file, int n, int variant)
{
    char *path = NULL;
    if (asprintf(&path, "%s/%s%s", dir, file, endings[variant]) < 0)
        abort();
    long size = size_of(path);
    if (size < 0 && variant == 0)
        tool_error(path, 1, "the manifest names it, but it is not there");
    if (size < 0) {
        text_z(&table, "     {NULL, 0},\n");
        return;
    }
    text_fmt(&data, "\t.global asset_%d_%d\nasset_%d_%d:\n\t.incbin \"%s\"\n\t.byte 0\n", n,
             variant, n, variant, path);
    text_fmt(&table, "     {asset_%d_%d, %ld},\n", n, variant, size);
}

static void put_name(const char *name, int n)
{
    text_z(&names, "    ASSET_");
    for (; *name; name++) {
        char c = isalnum((unsigned char)*name) ? (char)toupper((unsigned char)*name) : '_';
        text_add(&names, &c, 1);
    }
    text_fmt(&names, " = %d,\n", n);
}

static void put_asset(const char *dir, char *columns[COLUMNS], int n)
{
    put_name(columns[NAME], n);
    text_fmt(&table, "    {\"%s\", \"/assets/%s\", \"%s\", \"\\\"%s\\\"\",\n", columns[NAME],
             columns[FILE_NAME], columns[TYPE], columns[HASH]);
    for (int v = 0; v < 3; v++)
        put_bytes(dir, columns[FILE_NAME], n, v);
    text_z(&table, "    },\n");
}

int main(int argc, char **argv)
{
    if (argc != 6) {
        fprintf(stderr, "usage: mkassets DIR manifest.tsv names.h table.c data.s\n");
        return 2;
    }
    struct text in = tool_read(argv[2]), externs = {0}, out = {0};
    text_z(&names, "/* made from web/ by tools/mkassets */\n#pragma once\nenum asset_name {\n");
    text_z(&data, "\t.section .rodata\n\t.balign 16\n");
    int n = 0;
    for (char *line, *rest = in.at; (line = strsep(&rest, "\n")) && *line; n++) {
        char *columns[COLUMNS];
        for (int i = 0; i < COLUMNS; i++)
            columns[i] = strsep(&line, "\t");
        if (!columns[HASH]) {
            tool_error(argv[2], n + 1, "not name, file, type, hash");
            return 1;
        }
        put_asset(argv[1], columns, n);
        for (int v = 0; v < 3; v++)
            text_fmt(&externs, "extern const unsigned char asset_%d_%d[];\n", n, v);
    }
    text_fmt(&names, "    ASSET_NAMES = %d\n};\n", n);
    text_z(&data, "\t.section .note.GNU-stack,\"\",%progbits\n");
    text_z(&out, "/* made from web/ by tools/mkassets */\n#include \"kit/web/assets.h\"\n\n");
    text_add(&out, externs.at, externs.len);
    text_z(&out, "\nconst struct asset assets[] = {\n");
    text_add(&out, table.at, table.len);
    text_fmt(&out, "};\nconst size_t assets_len = %d;\n", n);
    if (tool_errors)
        return 1;
    tool_write(argv[3], &names);
    tool_write(argv[4], &out);
    tool_write(argv[5], &data);
    return 0;
}
