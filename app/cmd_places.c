/* places import: the national tables of divisions, whole or one part of the country; an edition of
 * a later day renumbers what was renumbered and keeps the history. */
#include "app/app.h"
#include "civic/places/places.h"

enum { TABLE_MAX = 256 << 20 };

struct table {
    const char *word;
    str *text;
};

/* Which table a file is, by its name: ".../villages.csv". */
static enum app_exit read_table(const struct app *a, const char *path, const struct table *tables)
{
    const char *base = strrchr(path, '/');
    base = base ? base + 1 : path;
    for (const struct table *t = tables; t->word; t++)
        if (strncmp(base, t->word, strlen(t->word)) == 0) {
            enum err e = app_read_file(a, path, TABLE_MAX, t->text);
            return e ? app_fail(a, "%s: %s", path, e == ERR_TOO_BIG ? "too big" : strerror(errno))
                     : APP_DONE;
        }
    return app_fail(a, "%s: expected provinces, cities, areas, streets or villages", path);
}

static void progress(void *arg, int64_t done, int64_t total)
{
    app_progress(arg, "places", done, total);
}

static void print_one(const struct app *a, const char *before, const char *name, int64_t n)
{
    if (app_flag(a, "json"))
        fprintf(a->out, "%s\"%s\":%lld", before, name, (long long)n);
    else
        fprintf(a->out, "%s%lld %s", before, (long long)n, name);
}

static void print(const struct app *a, const struct places_counts *n)
{
    static const char *const levels[PLACE_LEVELS] = {
        [PLACE_PROVINCE] = "provinces", [PLACE_CITY] = "cities",        [PLACE_COUNTY] = "counties",
        [PLACE_TOWN] = "towns",         [PLACE_COMMUNITY] = "villages", [PLACE_GRID] = "grids"};
    const struct {
        const char *name;
        int64_t n;
    } what[] = {{"same", n->same},           {"renamed", n->renamed}, {"recoded", n->recoded},
                {"respelled", n->respelled}, {"added", n->added},     {"gone", n->gone},
                {"rekeyed", n->rekeyed}};
    bool json = app_flag(a, "json");
    const char *before = json ? "{" : "read ";
    for (int i = 0; i < PLACE_LEVELS; i++)
        if (levels[i] && n->read[i]) {
            print_one(a, before, levels[i], n->read[i]);
            before = json ? "," : ", ";
        }
    if (!json)
        before = "\ntowns and villages: ";
    for (size_t i = 0; i < COUNT(what); i++) {
        print_one(a, before, what[i].name, what[i].n);
        before = json ? "," : ", ";
    }
    fputs(json ? "}\n" : "\n", a->out);
}

static enum app_exit read_options(const struct app *a, struct places_import *in)
{
    const char *under = app_option(a, "under"), *day = app_option(a, "as-of");
    in->day = day_of_ms(a->cx->now);
    if (day && day_parse(str_of(day), &in->day))
        return app_fail(a, "--as-of: write the day of the edition like 2023-06-30");
    if (under && place_parse(str_of(under), &in->under))
        return app_fail(a, "--under: no division code: %s", under);
    return APP_DONE;
}

static enum app_exit run(struct app *a)
{
    struct places_import in = {.served = a->served, .progress = progress, .arg = a};
    struct places_counts n = {0};
    const struct table tables[] = {{"provinces", &in.provinces}, {"cities", &in.cities},
                                   {"areas", &in.areas},         {"streets", &in.streets},
                                   {"villages", &in.villages},   {0}};
    enum app_exit x = read_options(a, &in);
    for (int i = 0; !x && i < a->n; i++)
        x = read_table(a, a->words[i], tables);
    if (x)
        return x;
    enum err e = places_load(a->cx, &in, &n);
    if (e)
        return app_fail_err(a, e);
    print(a, &n);
    return APP_DONE;
}

static const char *const options[] = {"db=", "data=", "keys=", "under=", "as-of=", "json", NULL};

const struct cmd cmd_places_import = {
    .name = "places import",
    .usage = "FILE... [--under CODE] [--as-of DATE] [--json]",
    .summary = "Reads provinces, cities, areas, streets and villages as CSV, keeping history",
    .options = options,
    .least = 1,
    .most = 5,
    .needs = CMD_WRITE,
    .run = run,
};
