/* import: an export into an empty database, on either engine, with its files.
 *
 * Rows are taken as they are written; a line that is no row of its table ends it. CSV is not read.
 */
#include "app/export.h"

enum { LINE_MAX_BYTES = 16 << 20 };

static const char *file_in(const struct app *a, const char *dir, const char *name)
{
    return str_z(a->mem, str_fmt(a->mem, "%s/%s", app_path(a, dir), name));
}

struct reader {
    FILE *f;
    struct export_files *files;
    enum err files_err;
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

static enum err take_files(struct reader *r, const struct db_arg *values)
{
    const struct db_table *t = r->t;
    enum err e = OK;
    if (strcmp(t->name, "media") != 0)
        return OK;
    int64_t county = values[export_column(t, "county")].i, id = values[export_column(t, "id")].i;
    for (const char *const *c = export_file_columns; !e && *c; c++)
        e = export_files_copy(r->files, r->mem, county, id, values[export_column(t, *c)].s);
    return e;
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
    if (!r->broken)
        r->files_err = take_files(r, values);
    return !r->broken && !r->files_err;
}

static bool is_empty(struct ctx *cx, const struct db_table *t)
{
    AUTO_ROWS r = db_query(cx, t->read);
    return !db_next(&r) && !db_end(&r);
}

static enum app_exit read_table(struct export_files *files, const char *dir,
                                const struct db_table *t, int64_t *rows)
{
    const struct app *a = files->app;
    const char *path = file_in(a, dir, str_z(a->mem, str_fmt(a->mem, "%s.jsonl", t->name)));
    struct reader r = {.f = fopen(path, "rb"), .files = files, .t = t, .mem = arena_new()};
    int64_t n = 0;
    if (!r.f)
        return app_fail(a, "%s: %s", path, strerror(errno));
    enum err e = db_copy(a->cx, t->add, next_row, &r, DB_COPY_WHOLE, &n);
    *rows += n;
    enum app_exit x = APP_DONE;
    if (r.broken)
        x = app_fail(a, "%s:%lld: no row of this table", path, (long long)r.lines);
    else if (e || r.files_err)
        x = app_fail_err(a, e ? e : r.files_err);
    fclose(r.f);
    free(r.line);
    arena_free(r.mem);
    return x;
}

static enum app_exit check_schema(const struct app *a, const char *dir)
{
    json_t *theirs = json_load_file(file_in(a, dir, "schema.json"), 0, NULL);
    json_t *ours = export_schema();
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

static enum app_exit check_empty(const struct app *a)
{
    for (const struct db_table *const *t = db_all_tables; *t; t++)
        if (export_keeps(*t) && !is_empty(a->cx, *t))
            return app_fail(a, "the database is not empty: %s has rows", (*t)->name);
    return APP_DONE;
}

static enum app_exit start_files(struct export_files *files)
{
    enum app_exit e = app_make_data(files->app);
    enum err f = e ? OK : export_files_start(files);
    return f == ERR_CONFLICT ? app_fail(files->app, "%s belongs to another instance", files->to)
           : f               ? app_fail(files->app, "%s: %s", files->to, strerror(errno))
                             : e;
}

static enum app_exit read_tables(struct export_files *files, const char *dir)
{
    int64_t rows = 0;
    enum app_exit e = APP_DONE;
    for (const struct db_table *const *t = db_all_tables; !e && *t; t++)
        if (export_keeps(*t))
            e = read_table(files, dir, *t, &rows);
    if (e)
        return e;
    fprintf(files->app->err, "read %lld rows, %lld files\n", (long long)rows,
            (long long)files->copied);
    return files->missing ? app_fail(files->app, "%lld files are missing or damaged",
                                     (long long)files->missing)
                          : APP_DONE;
}

static enum app_exit run_import(struct app *a)
{
    const char *dir = a->words[0];
    struct export_files files = {
        .app = a, .from = file_in(a, dir, "files"), .to = app_data(a, "files")};
    enum app_exit e = check_schema(a, dir);
    if (!e && a->served)
        e = app_fail(a, "stop the server first");
    if (!e)
        e = check_empty(a);
    if (!e)
        e = start_files(&files);
    return e ? e : read_tables(&files, dir);
}

static const char *const options[] = {"db=", "data=", "keys=", NULL};

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
