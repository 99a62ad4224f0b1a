/* export, import: everything in open formats, and back, byte for byte.
 *
 * A folder with schema.json (which blocks the rows belong to) and TABLE.jsonl, one JSON object per
 * row in the order of the primary key; NULL is left out, bytes are {"hex": "..."}. What is sealed
 * stays sealed: the key file goes its own way. On SQLite the rows come from a copy of one moment;
 * on PostgreSQL stop the servers first. */
#include "app/app.h"

#include <jansson.h>
#include <sys/stat.h>

enum { LINE_MAX_BYTES = 16 << 20 };

static const char *file_in(const struct app *a, const char *dir, const char *name, const char *end)
{
    return str_z(a->mem, str_fmt(a->mem, "%s/%s%s", app_path(a, dir), name, end));
}

/* Who runs at this moment is no part of what is kept, nor are the roles: they ship with the program
 * and migrate loads them. */
static bool is_kept(const struct db_table *t)
{
    static const char *const others[] = {"nodes", "leases", "roles"};
    for (size_t i = 0; i < COUNT(others); i++)
        if (strcmp(t->name, others[i]) == 0)
            return false;
    return true;
}

/* ---- one row ----------------------------------------------------------- */

static json_t *value_of(const struct rows *r, int col, char type)
{
    str s;
    switch (type) {
    case 'i':
        return json_integer(db_get_int(r, col));
    case 'r':
        return json_real(db_get_real(r, col));
    case 't':
        s = db_get_text(r, col);
        return json_stringn(s.at, s.len);
    default:
        s = db_get_blob(r, col);
        return json_pack("{s:s}", "hex", str_hex(r->cx->mem, s.at, s.len).at);
    }
}

static bool write_row(FILE *f, const struct rows *r, const struct db_table *t)
{
    json_t *row = json_object();
    bool ok = row != NULL;
    for (int i = 0; ok && t->types[i]; i++)
        if (!db_get_null(r, i))
            ok = json_object_set_new(row, t->columns[i], value_of(r, i, t->types[i])) == 0;
    ok = ok && json_dumpf(row, f, JSON_COMPACT | JSON_REAL_PRECISION(17)) == 0;
    json_decref(row);
    return ok && fputc('\n', f) != EOF;
}

static enum err write_table(struct ctx *cx, FILE *f, const struct db_table *t, int64_t *n)
{
    AUTO_ROWS r = db_query(cx, t->read);
    for (struct arena_point p = arena_mark(cx->mem); db_next(&r); arena_back(cx->mem, p)) {
        if (!write_row(f, &r, t))
            return ERR_FAULT;
        ++*n;
    }
    return db_end(&r);
}

static json_t *schema_of_program(void)
{
    json_t *all = json_object();
    for (const struct db_part *const *p = db_all_parts; *p; p++) {
        json_t *blocks = json_array();
        for (int i = 0; i < (*p)->n; i++)
            json_array_append_new(blocks, json_string((*p)->blocks[i].sha256));
        json_object_set_new(all, (*p)->name, blocks);
    }
    return all;
}

static enum app_exit write_tables(const struct app *a, struct ctx *cx, const char *dir)
{
    int64_t rows = 0, tables = 0;
    for (const struct db_table *const *t = db_all_tables; *t; t++) {
        if (!is_kept(*t))
            continue;
        const char *path = file_in(a, dir, (*t)->name, ".jsonl");
        FILE *f = fopen(path, "wx");
        enum err e = f ? write_table(cx, f, *t, &rows) : ERR_FAULT;
        if ((f && fclose(f)) || e)
            return app_fail(a, "%s: %s", path, e ? err_name(e) : strerror(errno));
        tables++;
    }
    fprintf(a->err, "wrote %lld rows of %lld tables\n", (long long)rows, (long long)tables);
    return APP_DONE;
}

/* SQLite: a copy of this moment beside the export, gone afterwards. */
static enum app_exit export_copy(struct app *a, const char *dir)
{
    const char *copy = file_in(a, dir, "snapshot", ".db");
    struct db_options o = {.readers = 1, .read_only = true};
    struct db *db = NULL;
    str why = STR_NONE;
    enum app_exit e = app_copy_database(a, copy);
    if (e)
        return e;
    if (db_open(str_z(a->mem, str_fmt(a->mem, "sqlite:%s", copy)), &o, &db, &why, a->mem)) {
        e = app_fail(a, "%.*s", STR_ARG(why));
    } else {
        struct ctx cx = *a->cx;
        cx.db = db;
        e = write_tables(a, &cx, dir);
        db_close(db);
    }
    static const char *const ends[] = {"", "-wal", "-shm", "-lock"};
    for (size_t i = 0; i < COUNT(ends); i++)
        unlink(str_z(a->mem, str_fmt(a->mem, "%s%s", copy, ends[i])));
    return e;
}

static enum app_exit run_export(struct app *a)
{
    const char *dir = a->words[0];
    if (mkdir(app_path(a, dir), 0700))
        return app_fail(a, "%s: %s", dir, strerror(errno));
    json_t *schema = schema_of_program();
    int broken =
        json_dump_file(schema, file_in(a, dir, "schema", ".json"), JSON_INDENT(1) | JSON_SORT_KEYS);
    json_decref(schema);
    if (broken)
        return app_fail(a, "%s: %s", dir, strerror(errno));
    return db_engine_of(a->cx->db) == DB_SQLITE ? export_copy(a, dir) : write_tables(a, a->cx, dir);
}

/* ---- back -------------------------------------------------------------- */

struct reader {
    FILE *f;
    const struct db_table *t;
    struct arena *mem; /* of the row being handed over */
    char *line;
    size_t room;
    int64_t lines;
    bool broken;
};

static bool read_value(struct reader *r, const json_t *v, char type, struct db_arg *out)
{
    const char *name = out->name;
    if (!v)
        *out = db_null(name);
    else if (type == 'i' && json_is_integer(v))
        *out = db_int(name, json_integer_value(v));
    else if (type == 'r' && json_is_number(v))
        *out = db_real(name, json_number_value(v));
    else if (type == 't' && json_is_string(v))
        *out = db_text(name, str_keep(r->mem, (str){json_string_value(v), json_string_length(v)}));
    else if (type == 'b' && json_is_object(v)) {
        str hex = str_of(json_string_value(json_object_get(v, "hex")));
        char *bytes = arena_alloc(r->mem, hex.len / 2 + 1);
        if (str_unhex(hex, bytes, hex.len / 2))
            return false;
        *out = db_blob(name, (str){bytes, hex.len / 2});
    } else {
        return false;
    }
    return true;
}

/* Fewer members than columns are NULLs; a member that is no column is refused. */
static bool read_row(struct reader *r, const json_t *row, struct db_arg *values)
{
    size_t used = 0;
    for (int i = 0; r->t->types[i]; i++) {
        const json_t *v = json_object_get(row, r->t->columns[i]);
        values[i].name = r->t->columns[i];
        used += v != NULL;
        if (!read_value(r, v, r->t->types[i], &values[i]))
            return false;
    }
    return used == json_object_size(row);
}

static bool next_row(void *arg, struct db_arg *values)
{
    struct reader *r = arg;
    ssize_t n = getline(&r->line, &r->room, r->f);
    if (n <= 0 || r->broken)
        return false;
    r->lines++;
    arena_reset(r->mem);
    json_t *row =
        n < LINE_MAX_BYTES ? json_loadb(r->line, (size_t)n, JSON_REJECT_DUPLICATES, NULL) : NULL;
    r->broken = !row || !read_row(r, row, values);
    json_decref(row);
    return !r->broken;
}

static bool is_empty(struct ctx *cx, const struct db_table *t)
{
    AUTO_ROWS r = db_query(cx, t->read);
    return !db_next(&r) && !db_end(&r);
}

static enum app_exit read_table(const struct app *a, const char *dir, const struct db_table *t,
                                int64_t *rows)
{
    const char *path = file_in(a, dir, t->name, ".jsonl");
    struct reader r = {.f = fopen(path, "rb"), .t = t, .mem = arena_new()};
    int64_t n = 0;
    if (!r.f)
        return app_fail(a, "%s: %s", path, strerror(errno));
    enum err e = db_copy(a->cx, t->add, next_row, &r, DB_COPY_WHOLE, &n);
    *rows += n;
    enum app_exit x = APP_DONE;
    if (r.broken)
        x = app_fail(a, "%s:%lld: no row of this table", path, (long long)r.lines);
    else if (e)
        x = app_fail_err(a, e);
    fclose(r.f);
    free(r.line);
    arena_free(r.mem);
    return x;
}

static enum app_exit check_schema(const struct app *a, const char *dir)
{
    json_t *theirs = json_load_file(file_in(a, dir, "schema", ".json"), 0, NULL);
    json_t *ours = schema_of_program();
    bool same = theirs && json_equal(theirs, ours);
    bool there = theirs != NULL;
    json_decref(theirs);
    json_decref(ours);
    if (!there)
        return app_fail(a, "%s is no export", dir);
    return same ? APP_DONE
                : app_fail(a, "%s was written by another version: import it there, then migrate",
                           dir);
}

static enum app_exit run_import(struct app *a)
{
    const char *dir = a->words[0];
    int64_t rows = 0;
    enum app_exit e = check_schema(a, dir);
    if (!e && a->served)
        e = app_fail(a, "stop the server first");
    for (const struct db_table *const *t = db_all_tables; !e && *t; t++)
        if (is_kept(*t) && !is_empty(a->cx, *t))
            e = app_fail(a, "the database is not empty: %s has rows", (*t)->name);
    for (const struct db_table *const *t = db_all_tables; !e && *t; t++)
        if (is_kept(*t))
            e = read_table(a, dir, *t, &rows);
    if (!e)
        fprintf(a->err, "read %lld rows\n", (long long)rows);
    return e;
}

static const char *const options[] = {"db=", "data=", "keys=", NULL};

const struct cmd cmd_export = {
    .name = "export",
    .usage = "DIR [--db URL]",
    .summary = "Writes every table as JSON lines into a new folder; sealed fields stay sealed",
    .options = options,
    .least = 1,
    .most = 1,
    .needs = CMD_READ,
    .run = run_export,
};
const struct cmd cmd_import = {
    .name = "import",
    .usage = "DIR [--db URL]",
    .summary = "Reads an export into an empty database, on either engine",
    .options = options,
    .least = 1,
    .most = 1,
    .needs = CMD_WRITE,
    .run = run_import,
};
