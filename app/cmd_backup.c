/* backup, restore: a consistent copy of the database while it is served, and back.
 *
 * SQLite: VACUUM INTO by a reader of its own, so the writer never waits; files and keys are
 * folders beside it and are copied by ordinary means (docs/operations.md). */
#include "app/app.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <sys/stat.h>

static const char *sqlite_path(const struct app *a)
{
    const char *url = app_db_url(a);
    return strncmp(url, "sqlite:", 7) == 0 ? url + 7 : NULL;
}

static enum app_exit elsewhere(const struct app *a)
{
    return app_fail(a, "PostgreSQL keeps its own copies: use pg_dump or a base backup, see "
                       "docs/operations.md");
}

static enum app_exit vacuum_into(const struct app *a, const char *from, const char *to)
{
    sqlite3 *db = NULL;
    sqlite3_stmt *st = NULL;
    enum app_exit e = APP_DONE;
    int rc = sqlite3_open_v2(from, &db, SQLITE_OPEN_READONLY, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_prepare_v2(db, "VACUUM INTO ?1", -1, &st, NULL);
    if (rc == SQLITE_OK)
        rc = sqlite3_bind_text(st, 1, to, -1, SQLITE_STATIC);
    if (rc == SQLITE_OK)
        rc = sqlite3_step(st) == SQLITE_DONE ? SQLITE_OK : sqlite3_errcode(db);
    if (rc != SQLITE_OK)
        e = app_fail(a, "%s: %s", from, sqlite3_errmsg(db));
    sqlite3_finalize(st);
    sqlite3_close(db);
    return e;
}

/* On disk before the last name is given: a backup that exists is a whole one. */
static enum app_exit publish(const struct app *a, const char *part, const char *to)
{
    int fd = open(part, O_RDONLY | O_CLOEXEC);
    bool ok = fd >= 0 && fchmod(fd, 0600) == 0 && fsync(fd) == 0 && link(part, to) == 0;
    int broken = errno;
    if (fd >= 0)
        close(fd);
    unlink(part);
    return ok ? APP_DONE : app_fail(a, "%s: %s", to, strerror(broken));
}

static enum app_exit copy(const struct app *a, const char *from, const char *to)
{
    if (access(to, F_OK) == 0)
        return app_fail(a, "%s exists already", to);
    const char *part = str_z(a->mem, str_fmt(a->mem, "%s.part", to));
    unlink(part);
    enum app_exit e = vacuum_into(a, from, part);
    if (e) {
        unlink(part);
        return e;
    }
    return publish(a, part, to);
}

enum app_exit app_copy_database(const struct app *a, const char *to)
{
    const char *from = sqlite_path(a);
    return from ? copy(a, from, to) : elsewhere(a);
}

static enum app_exit run_backup(struct app *a)
{
    const char *to = app_path(a, a->words[0]);
    enum app_exit e = app_copy_database(a, to);
    if (!e)
        fprintf(a->err, "wrote %s\n", to);
    return e;
}

static enum app_exit run_restore(struct app *a)
{
    const char *to = sqlite_path(a);
    enum app_exit e = to ? app_make_data(a) : elsewhere(a);
    if (!e)
        e = copy(a, app_path(a, a->words[0]), to);
    if (!e)
        fprintf(a->err, "wrote %s\n", to);
    return e;
}

static const char *const options[] = {"db=", "data=", NULL};

const struct cmd cmd_backup = {
    .name = "backup",
    .usage = "FILE [--db URL]",
    .summary = "Writes a consistent copy of an SQLite database, while it is served",
    .options = options,
    .least = 1,
    .most = 1,
    .run = run_backup,
};
const struct cmd cmd_restore = {
    .name = "restore",
    .usage = "FILE [--db URL]",
    .summary = "Puts a backup in place; refuses to overwrite a database",
    .options = options,
    .least = 1,
    .most = 1,
    .run = run_restore,
};
