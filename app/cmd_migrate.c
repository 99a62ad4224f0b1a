/* migrate: brings the schema up to date. Safe from several hosts at once: one takes the lock, the
 * others find nothing left to do. */
#include "app/app.h"

/* On a schema that is there: whoever writes rows needs a node number, which is a row too. */
static enum err load_roles(struct app *a, const struct db_options *o, str *why)
{
    struct db *db = NULL;
    enum err e = db_open(app_db_url(a), o, &db, why, a->mem);
    if (e)
        return e;
    struct ctx cx = {.mem = a->mem, .now = clock_business_ms(), .db = db, .via = S("cli")};
    e = app_load_roles(&cx, why);
    db_close(db);
    return e;
}

static enum app_exit run(struct app *a)
{
    struct db_options o = {.readers = 1, .writers = 1};
    struct db *db = NULL;
    str why = STR_NONE;
    enum app_exit made = app_make_data(a);
    if (made)
        return made;
    enum err e = db_open(app_db_url(a), &o, &db, &why, a->mem);
    if (e == ERR_BUSY)
        return app_fail(a, "stop the server first: %.*s", STR_ARG(why));
    if (e)
        return app_fail(a, "%.*s", STR_ARG(why));
    e = db_migrate(db, db_all_parts, &why, a->mem);
    db_close(db);
    if (!e)
        e = load_roles(a, &o, &why);
    if (e)
        return app_fail(a, "%.*s", STR_ARG(why.len ? why : str_of(err_name(e))));
    fprintf(a->err, "the schema is up to date\n");
    return APP_DONE;
}

static const char *const options[] = {"db=", "data=", NULL};

const struct cmd cmd_migrate = {
    .name = "migrate",
    .usage = "[--db URL]",
    .summary = "Brings the schema of the database up to date; on SQLite, with the server stopped",
    .options = options,
    .run = run,
};
