/* media_job.c: what happens later: photos that waited are converted, leavings are swept away. */
#include "civic/media/media_own.h"
#include "civic/media/media_sql.h"
#include "kit/jobs/jobs.h"

#include <dirent.h>
#include <sys/stat.h>

#define HOUR_MS 3600000

/* ---- photos that wait -------------------------------------------------- */

struct converted {
    int64_t county, id, seen;
    bool good;
    struct child_photo photo;
    str full, thumb;
};

static enum err note_converted(struct ctx *cx, void *arg)
{
    const struct converted *c = arg;
    if (!c->good)
        return media_forget(cx, c->county, c->id);
    return db_exec(cx, NULL, &media_sql_converted, db_int("county", c->county), db_int("id", c->id),
                   db_int("seen", c->seen), db_int("bytes", (int64_t)c->photo.full.len),
                   db_int("width", c->photo.width), db_int("height", c->photo.height),
                   db_int("taken_ms", c->photo.taken_ms), db_text("full", c->full),
                   db_text("thumb", c->thumb));
}

static enum err next_waiting(struct ctx *cx, struct converted *c)
{
    AUTO_ROWS rows = db_query(cx, &media_sql_next, db_int("county", c->county));
    enum err e = db_one(&rows);
    if (e)
        return e;
    c->id = db_get_int(&rows, 0);
    c->seen = db_get_int(&rows, 1);
    return OK;
}

static enum err convert_fd(struct ctx *cx, struct converted *c, const struct seal_key *key, int fd)
{
    static const char *const columns[2] = {"full", "thumb"};
    enum err e = child_photo(cx, cx->media->child, fd, false, &c->photo);
    if (e == ERR_INVALID || e == ERR_TOO_BIG)
        return OK; /* not good: its content goes */
    if (!e)
        e = media_put_photo(cx, c->county, c->id, key, columns, &c->photo, &c->full, &c->thumb);
    c->good = !e;
    return e;
}

/* ERR_NOT_FOUND: nothing waits. */
static enum err convert_next(struct ctx *cx, int64_t county)
{
    struct converted c = {.county = county};
    struct media_content content;
    struct seal_key key;
    int fd;
    enum err e = next_waiting(cx, &c);
    if (!e)
        e = media_content(cx, county, c.id, &content);
    if (!e)
        e = media_key_of(cx, county, c.id, content.file_key, &key);
    if (e)
        return e;
    struct media_place where = {county, c.id, "full"};
    e = media_get(cx, where, &key, content.hash[MEDIA_FULL], &fd);
    if (!e) {
        e = convert_fd(cx, &c, &key, fd);
        close(fd);
    }
    if (e && e != ERR_NOT_FOUND && e != ERR_FAULT)
        return e; /* the converter or the disk is busy: later */
    return db_write(cx, note_converted, &c);
}

/* ---- leavings ---------------------------------------------------------- */

static enum err is_named(struct ctx *cx, int64_t county, str name, bool *named)
{
    str id_text = name;
    int64_t id;
    str hash = str_cut(&id_text, '-');
    if (hash.len != 64 || str_int(id_text, &id)) {
        *named = true; /* not ours: left alone */
        return OK;
    }
    AUTO_ROWS rows = db_query(cx, &media_sql_names, db_int("county", county), db_int("id", id),
                              db_text("hash", hash));
    enum err e = db_one(&rows);
    if (!e)
        *named = db_get_int(&rows, 0) > 0;
    return e;
}

static bool is_old(const char *path)
{
    struct stat st;
    return stat(path, &st) == 0 && S_ISREG(st.st_mode) &&
           clock_real_ms() - (int64_t)st.st_mtime * 1000 > HOUR_MS;
}

/* In one folder; county 0: temporary files, which no row names. */
static enum err sweep_folder(struct ctx *cx, int64_t county, const char *folder, int64_t *removed)
{
    DIR *d = opendir(folder);
    enum err e = OK;
    for (struct dirent *f; !e && d && (f = readdir(d));) {
        struct arena_point p = arena_mark(cx->mem);
        const char *path = str_fmt(cx->mem, "%s/%s", folder, f->d_name).at;
        bool named = false;
        if (f->d_name[0] != '.' && is_old(path)) {
            e = county ? is_named(cx, county, str_of(f->d_name), &named) : OK;
            *removed += !e && !named && unlink(path) == 0;
        }
        arena_back(cx->mem, p);
    }
    if (d)
        closedir(d);
    return e;
}

enum err media_sweep(struct ctx *cx, int64_t county, int64_t *removed)
{
    int64_t n = 0;
    const char *dir = cx->media->dir;
    enum err e = sweep_folder(cx, 0, str_fmt(cx->mem, "%s/tmp", dir).at, &n);
    for (int aa = 0; !e && aa < 256; aa++)
        e = sweep_folder(cx, county,
                         str_fmt(cx->mem, "%s/%lld/%02x", dir, (long long)county, aa).at, &n);
    if (!e)
        *removed = n;
    return e;
}

static enum err note_swept(struct ctx *cx, void *arg)
{
    const int64_t *county = arg;
    return db_exec(cx, NULL, &media_sql_swept, db_int("county", *county),
                   db_int("next", cx->now + HOUR_MS));
}

static enum err sweep_if_due(struct ctx *cx, int64_t county, int64_t *did)
{
    {
        AUTO_ROWS rows =
            db_query(cx, &media_sql_sweep_due, db_int("county", county), db_int("now", cx->now));
        enum err e = db_one(&rows);
        if (e)
            return e == ERR_NOT_FOUND ? OK : e;
    }
    int64_t removed;
    enum err e = media_sweep(cx, county, &removed);
    if (!e)
        e = db_write(cx, note_swept, &county);
    if (!e)
        *did = 1;
    return e;
}

static enum err step(struct ctx *cx, int64_t county, int64_t *did)
{
    *did = 0;
    if (!cx->media)
        return OK; /* a program that was given no folder leaves files to those that have one */
    enum err e = convert_next(cx, county);
    if (e == OK)
        *did = 1;
    if (e != ERR_NOT_FOUND)
        return e == ERR_BUSY ? OK : e;
    return sweep_if_due(cx, county, did);
}

const struct jobs_kind media_job = {.name = "media", .counties = &media_sql_counties, .step = step};
