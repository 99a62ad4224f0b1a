/* export_files.c: the files that rows of media name, copied from one folder of files to another,
 * each held against the hash it is named by. */
#include "app/export.h"
#include "civic/media/media.h"

#include <fcntl.h>
#include <sys/sendfile.h>
#include <sys/stat.h>

const char *const export_file_columns[] = {"full_hash", "thumb_hash", "public_hash",
                                           "public_thumb_hash", NULL};

static const char *below(struct arena *mem, const char *dir, str name)
{
    return str_z(mem, str_fmt(mem, "%s/%.*s", dir, STR_ARG(name)));
}

/* ---- the marker: whose files these are --------------------------------- */

static str marker_of(struct arena *mem, const char *dir)
{
    char text[64];
    int fd = open(below(mem, dir, S("instance")), O_RDONLY | O_CLOEXEC);
    ssize_t n = fd < 0 ? 0 : read(fd, text, sizeof text);
    if (fd >= 0)
        close(fd);
    return n > 0 ? str_keep(mem, (str){text, (size_t)n}) : STR_NONE;
}

static enum err put_marker(struct arena *mem, const char *dir, str marker)
{
    int fd = open(below(mem, dir, S("instance")), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return ERR_FAULT;
    bool ok = write(fd, marker.at, marker.len) == (ssize_t)marker.len;
    return close(fd) || !ok ? ERR_FAULT : OK;
}

enum err export_files_start(struct export_files *x)
{
    struct arena *mem = x->app->mem;
    str theirs = marker_of(mem, x->from), ours = marker_of(mem, x->to);
    if (!theirs.len)
        return OK; /* there are no files yet */
    if (mkdir(x->to, 0700) && errno != EEXIST)
        return ERR_FAULT;
    if (!ours.len)
        return put_marker(mem, x->to, theirs);
    return str_eq(ours, theirs) ? OK : ERR_CONFLICT;
}

/* ---- one file ---------------------------------------------------------- */

static bool is_named_right(int fd, str hash, struct arena *mem)
{
    struct seal_hash h;
    return !seal_sha256_file(fd, &h) && str_eq(seal_hash_hex(&h, mem), hash);
}

static bool copy(int in, int out)
{
    ssize_t n;
    do
        n = sendfile(out, in, NULL, 1 << 20);
    while (n > 0 || (n < 0 && errno == EINTR));
    return n == 0;
}

static bool make_folders(char *path)
{
    char *last = strrchr(path, '/');
    *last = 0;
    char *upper = strrchr(path, '/');
    *upper = 0;
    bool ok = mkdir(path, 0700) == 0 || errno == EEXIST;
    *upper = '/';
    ok = ok && (mkdir(path, 0700) == 0 || errno == EEXIST);
    *last = '/';
    return ok;
}

static enum err write_file(int in, char *path)
{
    int out = make_folders(path) ? open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600) : -1;
    if (out < 0)
        return errno == EEXIST ? OK : ERR_FAULT;
    bool ok = copy(in, out);
    ok = close(out) == 0 && ok;
    if (!ok)
        unlink(path);
    return ok ? OK : ERR_FAULT;
}

enum err export_files_copy(struct export_files *x, struct arena *mem, int64_t county, int64_t id,
                           str hash)
{
    if (hash.len != 64)
        return OK; /* forgotten, or never released */
    str name = media_stored(mem, county, id, hash);
    int in = open(below(mem, x->from, name), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0 || !is_named_right(in, hash, mem)) {
        (void)app_fail(x->app, "%.*s: %s", STR_ARG(name), in < 0 ? strerror(errno) : "damaged");
        x->missing++;
        if (in >= 0)
            close(in);
        return OK;
    }
    char *to = str_z(mem, str_fmt(mem, "%s/%.*s", x->to, STR_ARG(name)));
    enum err e = write_file(in, to);
    int broken = errno;
    close(in);
    if (e)
        (void)app_fail(x->app, "%s: %s", to, strerror(broken));
    x->copied += !e;
    return e;
}
