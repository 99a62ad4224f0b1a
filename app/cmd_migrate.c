/* migrate: brings the schema up to date. Safe from several hosts at once: one takes the lock, the
 * others find nothing left to do. */
#include "app/app.h"

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
