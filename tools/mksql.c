/* mksql: SQL files into C.
 *
 *   mksql --root DIR x.sql        x_sql.h x_sql.c         named statements
 *   mksql --root DIR x_schema.sql x_schema.h x_schema.c   numbered blocks for three engines
 *   mksql --root DIR --registry   out.c out.d             all of both, in the order of app/LAYERS
 */
#include "tools/sql.h"

#include <glob.h>
#include <openssl/evp.h>

static FILE *create(const char *path)
{
    FILE *f = fopen(path, "w");
    if (!f) {
        fprintf(stderr, "%s: %s\n", path, strerror(errno));
        exit(1);
    }
    return f;
}

static void finish(FILE *f, const char *path)
{
    if (ferror(f) | fclose(f)) {
        fprintf(stderr, "%s: could not be written\n", path);
        exit(1);
    }
}

/* x/y/z.sql without what is before the last two directories. */
static const char *short_path(const char *path)
{
    const char *at = path + strlen(path);
    for (int slashes = 0; at > path; at--)
        if (at[-1] == '/' && ++slashes == 3)
            break;
    return at;
}

static void put_literal(FILE *f, str s)
{
    fputc('"', f);
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '\n' && i + 1 < s.len)
            fputs("\\n\"\n    \"", f);
        else if (c == '\n')
            fputs("\\n", f);
        else if (c == '"' || c == '\\')
            fprintf(f, "\\%c", c);
        else
            fputc(c, f);
    }
    fputc('"', f);
}

static void made_from(FILE *f, const char *path)
{
    fprintf(f, "/* Made by tools/mksql from %s: do not edit. */\n", short_path(path));
}

/* ---- statements -------------------------------------------------------- */

static void put_statement(FILE *f, struct sql_source *src, const struct sql_statement *s)
{
    static const char *const scopes[] = {"DB_COUNTY", "DB_REFERENCE", "DB_LOCAL", "DB_DOOR",
                                         "DB_LOCAL"};
    fprintf(f, "\nstatic const char *const %.*s_params[] = {", STR_ARG(s->name));
    for (int i = 0; i < s->n_params; i++)
        fprintf(f, "\"%.*s\", ", STR_ARG(s->params[i]));
    fprintf(f, "NULL};\nconst struct db_sql %.*s = {\n    .name = \"%.*s\",\n    .text = {",
            STR_ARG(s->name), STR_ARG(s->name));
    for (int e = SQL_SQLITE; e <= SQL_PG; e++) {
        struct buf b = buf_new(src->mem, 65536);
        sql_write(&b, s, (enum sql_engine)e);
        put_literal(f, buf_done(&b));
        fputs(e == SQL_SQLITE ? ",\n             " : "},\n", f);
    }
    fprintf(f, "    .params = %.*s_params,\n    .n_params = %d,\n    .scope = %s,\n",
            STR_ARG(s->name), s->n_params, s->global ? "DB_GLOBAL" : scopes[s->widest]);
    fprintf(f, "    .writes = %s,\n};\n", s->writes ? "true" : "false");
}

static void make_statements(struct arena *mem, const char *root, char **path)
{
    struct sql_source *src = sql_read(mem, path[0]);
    struct sql_statement *list = sql_statements(src, sql_tables(mem, root));
    FILE *h = create(path[1]), *c = create(path[2]);
    made_from(h, path[0]);
    fputs("#pragma once\n#include \"kit/db/db.h\"\n\n", h);
    for (struct sql_statement *s = list; s; s = s->next)
        fprintf(h, "extern const struct db_sql %.*s;\n", STR_ARG(s->name));
    fprintf(h, "extern const struct db_sql *const %.*s_sql_all[]; /* ended by NULL */\n",
            STR_ARG(src->base));
    made_from(c, path[0]);
    fprintf(c, "#include \"%.*s\"\n", STR_ARG(str_of(short_path(path[1]))));
    for (struct sql_statement *s = list; s; s = s->next)
        put_statement(c, src, s);
    fprintf(c, "\nconst struct db_sql *const %.*s_sql_all[] = {\n", STR_ARG(src->base));
    for (struct sql_statement *s = list; s; s = s->next)
        fprintf(c, "    &%.*s,\n", STR_ARG(s->name));
    fputs("    NULL,\n};\n", c);
    finish(h, path[1]);
    finish(c, path[2]);
}

/* ---- schema ------------------------------------------------------------ */

static str sha256(struct arena *mem, str s)
{
    unsigned char sum[32];
    unsigned n = 0;
    if (!EVP_Digest(s.at, s.len, sum, &n, EVP_sha256(), NULL))
        abort();
    return str_hex(mem, sum, n);
}

static void make_schema(struct arena *mem, const char *root, char **path)
{
    struct sql_source *src = sql_read(mem, path[0]);
    struct sql_table *tables = sql_tables(mem, root), *none = NULL;
    struct sql_block *list = sql_blocks(src, tables, &none);
    FILE *h = create(path[1]), *c = create(path[2]);
    made_from(h, path[0]);
    fprintf(h,
            "#pragma once\n#include \"kit/db/db.h\"\n\nextern const struct db_part %.*s_schema;\n",
            STR_ARG(src->base));
    made_from(c, path[0]);
    fprintf(c, "#include \"%s\"\n\nstatic const struct db_block blocks[] = {\n",
            short_path(path[1]));
    for (struct sql_block *b = list; b; b = b->next) {
        fprintf(c, "    {%d, \"%s\",\n    {", b->number, sha256(mem, b->source).at);
        for (int e = 0; e < SQL_ENGINES; e++) {
            put_literal(c, buf_done(&b->out[e]));
            fputs(e + 1 < SQL_ENGINES ? ",\n    " : "}},\n", c);
        }
    }
    fprintf(c, "};\n\nconst struct db_part %.*s_schema = {\"%.*s\", blocks, COUNT(blocks)};\n",
            STR_ARG(src->base), STR_ARG(src->base));
    finish(h, path[1]);
    finish(c, path[2]);
}

/* ---- registry ---------------------------------------------------------- */

struct found { /* base names of one kind, in order */
    str base;
    struct found *next;
};
struct registry {
    struct arena *mem;
    FILE *depends;
    const struct sql_table *tables;
    struct found *sql, **sql_end, *schema, **schema_end;
};

static void add_found(struct arena *mem, struct found ***end, str base)
{
    struct found *f = NEW(mem, struct found);
    f->base = base;
    **end = f;
    *end = &f->next;
}

/* Files named *_test.sql and *_test_schema.sql belong to unit tests. */
static void registry_file(struct registry *r, const char *path)
{
    bool schema = str_ends(str_of(path), S("_schema.sql"));
    struct sql_source *src = sql_read(r->mem, path);
    fprintf(r->depends, " \\\n  %s", path);
    if (str_ends(src->base, S("_test")))
        return;
    if (schema) {
        add_found(r->mem, &r->schema_end, src->base);
        return;
    }
    sql_statements(src, r->tables); /* again, since a table may have changed its class */
    add_found(r->mem, &r->sql_end, src->base);
}

static void registry_directory(struct registry *r, const char *root, str directory)
{
    glob_t g;
    str d = str_fmt(r->mem, "%s/%.*s", root, STR_ARG(directory));
    if (access(d.at, R_OK))
        return;
    fprintf(r->depends, " \\\n  %s", d.at);
    if (glob(str_fmt(r->mem, "%s/*.sql", d.at).at, 0, NULL, &g))
        return;
    for (size_t i = 0; i < g.gl_pathc; i++)
        registry_file(r, str_keep(r->mem, str_of(g.gl_pathv[i])).at);
    globfree(&g);
}

/* Whole tables out and in again, for export and import: all but this node's own. */
static void put_columns(FILE *c, const struct sql_table *t, const char *before, bool keys)
{
    const char *sep = "";
    for (const struct sql_column *x = t->columns; x; x = x->next)
        if (!keys || x->key) {
            fprintf(c, "%s%s%.*s", sep, before, STR_ARG(x->name));
            sep = ", ";
        }
}

static void put_values(FILE *c, const struct sql_table *t, char mark)
{
    int i = 0;
    for (const struct sql_column *x = t->columns; x; x = x->next)
        fprintf(c, "%s%c%d", i ? ", " : "", mark, i + 1), i++;
}

static int count_columns(const struct sql_table *t)
{
    int n = 0;
    for (const struct sql_column *x = t->columns; x; x = x->next)
        n++;
    return n;
}

static void put_table(FILE *c, const struct sql_table *t)
{
    fprintf(c, "\nstatic const char *const %.*s_columns[] = {", STR_ARG(t->name));
    for (const struct sql_column *x = t->columns; x; x = x->next)
        fprintf(c, "\"%.*s\", ", STR_ARG(x->name));
    fprintf(c, "NULL};\nstatic const struct db_sql %.*s_read = {.name = \"%.*s_read\", .text = {",
            STR_ARG(t->name), STR_ARG(t->name));
    for (int e = 0; e < 2; e++) {
        fputs("\n    \"SELECT ", c);
        put_columns(c, t, "", false);
        fprintf(c, " FROM %.*s ORDER BY ", STR_ARG(t->name));
        put_columns(c, t, "", true);
        fputs("\",", c);
    }
    fprintf(c,
            "},\n    .params = %.*s_columns, .n_params = 0, .scope = DB_GLOBAL};\n"
            "static const struct db_sql %.*s_add = {.name = \"%.*s_add\", .text = {",
            STR_ARG(t->name), STR_ARG(t->name), STR_ARG(t->name));
    for (int e = 0; e < 2; e++) {
        fprintf(c, "\n    \"INSERT INTO %.*s (", STR_ARG(t->name));
        put_columns(c, t, "", false);
        fputs(") VALUES (", c);
        put_values(c, t, e ? '$' : '?');
        fputs(")\",", c);
    }
    fprintf(c,
            "},\n    .params = %.*s_columns, .n_params = %d, .scope = DB_GLOBAL, .writes = true};\n"
            "static const struct db_table %.*s_table = {\"%.*s\", \"",
            STR_ARG(t->name), count_columns(t), STR_ARG(t->name), STR_ARG(t->name));
    for (const struct sql_column *x = t->columns; x; x = x->next)
        fputc(x->type, c);
    fprintf(c, "\", %.*s_columns, &%.*s_read, &%.*s_add};\n", STR_ARG(t->name), STR_ARG(t->name),
            STR_ARG(t->name));
}

/* In the order of their files, which is that of their foreign keys. */
static void put_tables(FILE *c, const struct registry *r)
{
    struct buf list = buf_new(r->mem, 65536);
    for (const struct found *f = r->schema; f; f = f->next) {
        const struct sql_table *file[64];
        size_t n = 0;
        str name = str_fmt(r->mem, "/%.*s_schema.sql", STR_ARG(f->base));
        for (const struct sql_table *t = r->tables; t; t = t->next) /* the last one first */
            if (str_ends(str_of(t->path), name) && t->class != SQL_LOCAL && t->class != SQL_INDEX &&
                n < COUNT(file))
                file[n++] = t;
        while (n--) {
            put_table(c, file[n]);
            buf_fmt(&list, "    &%.*s_table,\n", STR_ARG(file[n]->name));
        }
    }
    fprintf(c, "\nconst struct db_table *const db_all_tables[] = {\n%.*s    NULL,\n};\n",
            STR_ARG(buf_done(&list)));
}

static void put_registry(const struct registry *r, const char *path)
{
    FILE *c = create(path);
    fputs("/* Made by tools/mksql from all .sql files, in the order of app/LAYERS. */\n"
          "#include \"kit/db/db.h\"\n\n",
          c);
    for (const struct found *f = r->sql; f; f = f->next)
        fprintf(c, "extern const struct db_sql *const %.*s_sql_all[];\n", STR_ARG(f->base));
    for (const struct found *f = r->schema; f; f = f->next)
        fprintf(c, "extern const struct db_part %.*s_schema;\n", STR_ARG(f->base));
    fputs("\nconst struct db_sql *const *const db_all_sql[] = {\n", c);
    for (const struct found *f = r->sql; f; f = f->next)
        fprintf(c, "    %.*s_sql_all,\n", STR_ARG(f->base));
    fputs("    NULL,\n};\n\nconst struct db_part *const db_all_parts[] = {\n", c);
    for (const struct found *f = r->schema; f; f = f->next)
        fprintf(c, "    &%.*s_schema,\n", STR_ARG(f->base));
    fputs("    NULL,\n};\n", c);
    put_tables(c, r);
    finish(c, path);
}

static void make_registry(struct arena *mem, const char *root, char **path)
{
    struct registry r = {.mem = mem, .depends = create(path[1])};
    str layers = sql_read_text(mem, str_fmt(mem, "%s/app/LAYERS", root).at);
    r.sql_end = &r.sql;
    r.schema_end = &r.schema;
    r.tables = sql_tables(mem, root);
    fprintf(r.depends, "%s: %s/app/LAYERS", path[0], root);
    while (layers.len) {
        str line = str_cut(&layers, '\n');
        str directory = str_trim(str_cut(&line, ':'));
        if (directory.len && directory.at[0] != '#')
            registry_directory(&r, root, directory);
    }
    fputc('\n', r.depends);
    finish(r.depends, path[1]);
    put_registry(&r, path[0]);
}

int main(int argc, char **argv)
{
    struct arena *mem = arena_new();
    if (argc == 6 && strcmp(argv[1], "--root") == 0) {
        if (strcmp(argv[3], "--registry") == 0)
            make_registry(mem, argv[2], argv + 4);
        else if (str_ends(str_of(argv[3]), S("_schema.sql")))
            make_schema(mem, argv[2], argv + 3);
        else
            make_statements(mem, argv[2], argv + 3);
        arena_free(mem);
        return 0;
    }
    fputs("usage: mksql --root DIR FILE.sql OUT.h OUT.c | --registry OUT.c OUT.d\n", stderr);
    return 2;
}
