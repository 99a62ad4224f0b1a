/* export: everything, or one place, in open formats.
 *
 * A folder with schema.json (which blocks the rows belong to), TABLE.jsonl, one JSON object per row
 * in the order of the primary key (NULL is left out, bytes are {"hex": "..."}), TABLE.csv beside it
 * where people want one, and files/ as in the data folder. What is sealed stays sealed: the key
 * file goes its own way. On SQLite the rows come from a copy of one moment; on PostgreSQL stop the
 * servers first. */
#include "app/export.h"
#include "civic/places/places.h"

#include <sys/stat.h>

struct out {
    const struct app *app;
    const char *dir;
    int64_t place;            /* 0: everything */
    struct export_part *part; /* NULL: everything */
    struct export_files files;
    int64_t rows, tables;
};

static const char *file_in(const struct app *a, const char *dir, const char *name, const char *end)
{
    return str_z(a->mem, str_fmt(a->mem, "%s/%s%s", app_path(a, dir), name, end));
}

bool export_keeps(const struct db_table *t)
{
    static const char *const others[] = {"nodes", "leases", "roles", "doc"};
    for (size_t i = 0; i < COUNT(others); i++)
        if (strcmp(t->name, others[i]) == 0)
            return false;
    return true;
}

int export_column(const struct db_table *t, const char *name)
{
    for (int i = 0; t->types[i]; i++)
        if (strcmp(t->columns[i], name) == 0)
            return i;
    return -1;
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

/* The text index is made anew where the rows arrive: its subscriber begins at the first fact. */
static bool starts_again(const struct rows *r, const struct db_table *t, int column)
{
    return strcmp(t->name, "fact_cursors") == 0 && strcmp(t->columns[column], "pos") == 0 &&
           str_is(db_get_text(r, export_column(t, "subscriber")), "search");
}

static bool write_row(const struct out *x, FILE *f, const struct rows *r, const struct db_table *t)
{
    json_t *row = json_object();
    bool ok = row != NULL;
    for (int i = 0; ok && t->types[i]; i++)
        if (starts_again(r, t, i))
            ok = json_object_set_new(row, t->columns[i], json_integer(0)) == 0;
        else if (!db_get_null(r, i) && !export_part_blanks(x->part, t, r, i))
            ok = json_object_set_new(row, t->columns[i], value_of(r, i, t->types[i])) == 0;
    ok = ok && json_dumpf(row, f, JSON_COMPACT | JSON_REAL_PRECISION(17)) == 0;
    json_decref(row);
    return ok && fputc('\n', f) != EOF;
}

static enum err copy_files(struct out *x, struct arena *mem, const struct db_table *t,
                           const struct rows *r)
{
    enum err e = OK;
    if (strcmp(t->name, "media") != 0)
        return OK;
    int64_t county = db_get_int(r, export_column(t, "county"));
    int64_t id = db_get_int(r, export_column(t, "id"));
    for (const char *const *c = export_file_columns; !e && *c; c++)
        e = export_files_copy(&x->files, mem, county, id, db_get_text(r, export_column(t, *c)));
    return e;
}

static enum err write_rows(struct out *x, struct ctx *cx, const struct db_table *t, FILE *json,
                           FILE *csv)
{
    AUTO_ROWS r = db_query(cx, t->read);
    for (struct arena_point p = arena_mark(cx->mem); db_next(&r); arena_back(cx->mem, p)) {
        if (!export_part_has(x->part, t, &r))
            continue;
        if (!write_row(x, json, &r, t) || (csv && !export_csv_row(cx->mem, csv, t, &r)))
            return ERR_FAULT;
        enum err e = copy_files(x, cx->mem, t, &r);
        if (e)
            return e;
        x->rows++;
    }
    return db_end(&r);
}

static enum app_exit write_table(struct out *x, struct ctx *cx, const struct db_table *t)
{
    const struct app *a = x->app;
    const char *path = file_in(a, x->dir, t->name, ".jsonl");
    FILE *json = fopen(path, "wx"), *csv = NULL;
    bool wants_csv = export_csv_wanted(t);
    if (wants_csv)
        csv = fopen(file_in(a, x->dir, t->name, ".csv"), "wx");
    bool open = json && (!wants_csv || (csv && export_csv_head(csv, t)));
    enum err e = open ? write_rows(x, cx, t, json, csv) : ERR_FAULT;
    bool json_broken = json && fclose(json), csv_broken = csv && fclose(csv);
    bool broken = json_broken || csv_broken;
    x->tables++;
    return e || broken ? app_fail(a, "%s: %s", path, e ? err_name(e) : strerror(errno)) : APP_DONE;
}

static enum app_exit write_tables(struct out *x, struct ctx *cx)
{
    enum app_exit e = APP_DONE;
    for (const struct db_table *const *t = db_all_tables; !e && *t; t++)
        if (export_keeps(*t))
            e = write_table(x, cx, *t);
    if (e)
        return e;
    fprintf(x->app->err, "wrote %lld rows of %lld tables, %lld files\n", (long long)x->rows,
            (long long)x->tables, (long long)x->files.copied);
    return x->files.missing
               ? app_fail(x->app, "%lld files are missing or damaged", (long long)x->files.missing)
               : APP_DONE;
}

/* The part of the country that --under names. */
static enum app_exit find_part(struct out *x, struct ctx *cx)
{
    const char *under = app_option(x->app, "under");
    if (!under)
        return APP_DONE;
    enum err e = export_part_find(cx, x->place, &x->part);
    return e == ERR_NOT_FOUND ? app_fail(x->app, "--under %s: no county, town or community", under)
           : e                ? app_fail_err(x->app, e)
                              : APP_DONE;
}

static enum app_exit write_all(struct out *x, struct ctx *cx)
{
    x->files = (struct export_files){.app = x->app,
                                     .from = app_data(x->app, "files"),
                                     .to = file_in(x->app, x->dir, "files", "")};
    if (export_files_start(&x->files))
        return app_fail(x->app, "%s: %s", x->files.to, strerror(errno));
    enum app_exit e = find_part(x, cx);
    if (!e)
        e = write_tables(x, cx);
    return !e && app_option(x->app, "unseal") ? export_open_write(x->app, cx, x->part, x->dir) : e;
}

static enum app_exit read_options(struct app *a, struct out *x)
{
    const char *under = app_option(a, "under"), *why = app_option(a, "unseal");
    if (under && place_parse(str_of(under), &x->place))
        return app_fail(a, "--under CODE is a county, a town or a community");
    if (why && !(under && app_option(a, "by")))
        return app_fail(a, "--unseal REASON wants --under CODE and --by LOGIN: who may see the "
                           "personal data of that whole place");
    return why ? export_open_ask(a, x->place) : APP_DONE;
}

json_t *export_schema(void)
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

/* SQLite: a copy of this moment beside the export, gone afterwards. */
static enum app_exit export_copy(struct out *x)
{
    const struct app *a = x->app;
    const char *copy = file_in(a, x->dir, "snapshot", ".db");
    struct db_options o = {.readers = 2, .read_only = true};
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
        e = write_all(x, &cx);
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
    struct out x = {.app = a, .dir = dir};
    enum app_exit e = read_options(a, &x);
    if (e)
        return e;
    if (mkdir(app_path(a, dir), 0700))
        return app_fail(a, "%s: %s", dir, strerror(errno));
    json_t *schema = export_schema();
    int broken =
        json_dump_file(schema, file_in(a, dir, "schema", ".json"), JSON_INDENT(1) | JSON_SORT_KEYS);
    json_decref(schema);
    if (broken)
        return app_fail(a, "%s: %s", dir, strerror(errno));
    return db_engine_of(a->cx->db) == DB_SQLITE ? export_copy(&x) : write_all(&x, a->cx);
}

static const char *const options[] = {"db=", "data=", "keys=", "under=", "unseal=", "by=", NULL};

const struct cmd cmd_export = {
    .name = "export",
    .usage = "DIR [--under CODE [--unseal REASON --by LOGIN]] [--db URL]",
    .summary =
        "Writes all tables and files, or one place's, into a new folder; what is sealed stays so",
    .options = options,
    .least = 1,
    .most = 1,
    .needs = CMD_READ,
    .run = run_export,
};
