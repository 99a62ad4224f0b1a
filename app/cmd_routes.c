/* routes: every address of the program, who may enter it, and the room it belongs to. */
#include "app/app.h"

static const char *const methods[METHODS] = {"GET", "POST", "PUT"};

static void flags_text(const struct route *r, FILE *out)
{
    static const struct {
        unsigned flag;
        const char *word;
    } words[] = {{ROUTE_CACHE, "cache"},   {ROUTE_VISITORS, "visitors"}, {ROUTE_FILES, "files"},
                 {ROUTE_STREAM, "stream"}, {ROUTE_SLOW, "slow"},         {ROUTE_NO_CSRF, "no-csrf"},
                 {ROUTE_SHARED, "shared"}, {ROUTE_BEARER, "bearer"}};
    for (size_t i = 0; i < COUNT(words); i++)
        if (r->flags & words[i].flag)
            fprintf(out, " %s", words[i].word);
}

/* Prints a table and returns how many of its doors stand open. */
static int print_table(const struct route *r, const char *room, FILE *out)
{
    int open_doors = 0;
    for (; r && r->pattern; r++) {
        bool closed = r->act && *r->act && r->run;
        open_doors += !closed;
        fprintf(out, "%-4s %-44s %-22s %s", methods[r->method], r->pattern,
                closed ? r->act : "NOBODY ASKED", room);
        flags_text(r, out);
        fputc('\n', out);
    }
    return open_doors;
}

static enum app_exit run(struct app *a)
{
    int open_doors = 0;
    for (const struct route *const *own = web_own_routes; *own; own++)
        open_doors += print_table(*own, "web", a->out);
    for (const struct room *const *room = app_rooms; *room; room++)
        open_doors += print_table((*room)->routes, (*room)->name, a->out);
    if (open_doors)
        return app_fail(a, "%d route(s) name no act", open_doors);
    return APP_DONE;
}

const struct cmd cmd_routes = {
    .name = "routes",
    .usage = "",
    .summary = "Lists every route: method, path, who may enter, room",
    .run = run,
};
