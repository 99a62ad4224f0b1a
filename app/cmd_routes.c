/* routes: every address of the program, who may enter it, and the room it belongs to. */
#include "app/app.h"

static const char *const methods[METHODS] = {"GET", "POST", "PUT"};

static void flags_text(const struct route *r, FILE *out)
{
    static const struct {
        unsigned flag;
        const char *word;
    } words[] = {{ROUTE_CACHE, "cache"},
                 {ROUTE_FILES, "files"},
                 {ROUTE_STREAM, "stream"},
                 {ROUTE_SLOW, "slow"},
                 {ROUTE_NO_CSRF, "no-csrf"}};
    for (size_t i = 0; i < COUNT(words); i++)
        if (r->flags & words[i].flag)
            fprintf(out, " %s", words[i].word);
}

static enum app_exit run(struct app *a)
{
    int open_doors = 0;
    for (const struct room *const *room = app_rooms; *room; room++)
        for (const struct route *r = (*room)->routes; r && r->pattern; r++) {
            bool closed = r->act && *r->act && r->run;
            open_doors += !closed;
            fprintf(a->out, "%-4s %-44s %-22s %s", methods[r->method], r->pattern,
                    closed ? r->act : "NOBODY ASKED", (*room)->name);
            flags_text(r, a->out);
            fputc('\n', a->out);
        }
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
