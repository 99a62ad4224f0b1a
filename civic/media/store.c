/* store.c: files on disk. Each is written beside its place, synced and renamed, so that a name
 * that exists is a whole file. The name is the hash of what lies there, then the id of the row
 * that owns it: no two rows share a file, so one may go without asking others. */
#include "civic/media/media_own.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>

struct seal_where media_where(struct media_place p)
{
    return (struct seal_where){"media", p.column, p.county, p.id};
}

static enum err no_room(struct ctx *cx)
{
    return fail(cx, ERR_BUSY, _("The file could not be stored just now."));
}

/* ---- paths ------------------------------------------------------------- */

static const char *folder_of(struct ctx *cx, int64_t county, str hash)
{
    return str_fmt(cx->mem, "%s/%lld/%.2s", cx->media->dir, (long long)county, hash.at).at;
}

str media_stored(struct arena *mem, int64_t county, int64_t id, str hash)
{
    return str_fmt(mem, "%lld/%.2s/%.*s-%lld", (long long)county, hash.at, STR_ARG(hash),
                   (long long)id);
}

static const char *path_of(struct ctx *cx, struct media_place where, str hash)
{
    str name = media_stored(cx->mem, where.county, where.id, hash);
    return str_fmt(cx->mem, "%s/%.*s", cx->media->dir, STR_ARG(name)).at;
}

bool media_is_stored(struct ctx *cx, int64_t county, int64_t id, str hash)
{
    struct media_place where = {county, id, "full"};
    return hash.len == 64 && access(path_of(cx, where, hash), R_OK) == 0;
}

static bool make_folder(const char *path)
{
    return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static bool sync_folder(const char *path)
{
    int fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    bool good = fd >= 0 && fsync(fd) == 0;
    if (fd >= 0)
        close(fd);
    return good;
}

static bool make_folders(struct ctx *cx, int64_t county, str hash)
{
    const char *upper = str_fmt(cx->mem, "%s/%lld", cx->media->dir, (long long)county).at;
    return make_folder(upper) && make_folder(folder_of(cx, county, hash)) && sync_folder(upper);
}

/* ---- writing ----------------------------------------------------------- */

static enum err copy(int in, int out)
{
    char part[65536];
    ssize_t n;
    for (off_t at = 0; (n = pread(in, part, sizeof part, at)) > 0; at += n)
        for (ssize_t done = 0; done < n;) {
            ssize_t put = write(out, part + done, (size_t)(n - done));
            if (put < 0 && errno != EINTR)
                return ERR_BUSY;
            done += put > 0 ? put : 0;
        }
    return n < 0 ? ERR_FAULT : OK;
}

static enum err fill(struct media_place where, const struct seal_key *key, int in, int out)
{
    if (lseek(in, 0, SEEK_SET) < 0)
        return ERR_FAULT;
    enum err e = key ? seal_file(key, media_where(where), in, out) : copy(in, out);
    return !e && fsync(out) ? ERR_BUSY : e;
}

/* Names the finished file by its hash. */
static enum err settle(struct ctx *cx, struct media_place where, const char *tmp, int fd, str *hash)
{
    struct seal_hash h;
    if (seal_sha256_file(fd, &h))
        return ERR_FAULT;
    str name = seal_hash_hex(&h, cx->mem);
    if (!make_folders(cx, where.county, name) || rename(tmp, path_of(cx, where, name)) ||
        !sync_folder(folder_of(cx, where.county, name)))
        return ERR_BUSY;
    *hash = name;
    return OK;
}

enum err media_put(struct ctx *cx, struct media_place where, const struct seal_key *key, int in,
                   str *hash)
{
    char *tmp = str_z(cx->mem, str_fmt(cx->mem, "%s/tmp/XXXXXX", cx->media->dir));
    int fd = mkostemp(tmp, O_CLOEXEC);
    if (fd < 0)
        return no_room(cx);
    enum err e = fill(where, key, in, fd);
    if (!e)
        e = settle(cx, where, tmp, fd, hash);
    close(fd);
    if (e)
        (void)unlink(tmp);
    return e == ERR_BUSY ? no_room(cx) : e;
}

int media_memory(str bytes)
{
    int fd = memfd_create("linli-media", MFD_CLOEXEC);
    while (fd >= 0 && bytes.len) {
        ssize_t n = write(fd, bytes.at, bytes.len);
        if (n < 0 && errno != EINTR) {
            close(fd);
            return -1;
        }
        bytes.at += n > 0 ? n : 0;
        bytes.len -= n > 0 ? (size_t)n : 0;
    }
    return fd;
}

enum err media_put_bytes(struct ctx *cx, struct media_place where, const struct seal_key *key,
                         str bytes, str *hash)
{
    int in = media_memory(bytes);
    if (in < 0)
        return no_room(cx);
    enum err e = media_put(cx, where, key, in, hash);
    close(in);
    return e;
}

/* ---- reading ----------------------------------------------------------- */

enum err media_get(struct ctx *cx, struct media_place where, const struct seal_key *key, str hash,
                   int *fd)
{
    if (hash.len != 64)
        return ERR_NOT_FOUND;
    int in = open(path_of(cx, where, hash), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (in < 0)
        return errno == ENOENT ? ERR_NOT_FOUND : ERR_FAULT;
    if (!key) {
        *fd = in;
        return OK;
    }
    int out = media_memory(STR_NONE);
    enum err e = out < 0 ? no_room(cx) : seal_file_read(key, media_where(where), in, out);
    close(in);
    if (!e && lseek(out, 0, SEEK_SET) < 0)
        e = ERR_FAULT;
    if (!e)
        *fd = out;
    else if (out >= 0)
        close(out);
    return e;
}

enum err media_key_of(struct ctx *cx, int64_t county, int64_t id, str blob, struct seal_key *out)
{
    struct media_place where = {county, id, "file_key"};
    return blob.len ? seal_unwrap(cx->seal, blob, media_where(where), out) : ERR_NOT_FOUND;
}

/* ---- starting ---------------------------------------------------------- */

static enum err refuse(str *why, struct arena *mem, const char *dir, const char *what)
{
    *why = str_fmt(mem, "files in %s: %s", dir, what);
    return ERR_INVALID;
}

static enum err write_marker(const char *path, str instance)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    if (fd < 0)
        return errno == EEXIST ? OK : ERR_FAULT; /* the other host was faster */
    bool good = write(fd, instance.at, instance.len) == (ssize_t)instance.len && fsync(fd) == 0;
    close(fd);
    return good ? OK : ERR_FAULT;
}

static enum err check_marker(const char *path, str instance)
{
    char text[64];
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ERR_NOT_FOUND;
    ssize_t n = read(fd, text, sizeof text);
    close(fd);
    return n > 0 && str_eq(str_trim((str){text, (size_t)n}), instance) ? OK : ERR_CONFLICT;
}

enum err media_start(const char *dir, const struct seal *seal, struct child *child,
                     struct media **out, str *why, struct arena *mem)
{
    struct media *m = NEW(mem, struct media);
    *m = (struct media){str_fmt(mem, "%s/files", dir).at, child};
    const char *marker = str_fmt(mem, "%s/instance", m->dir).at;
    bool fresh = mkdir(m->dir, 0700) == 0;
    if (!fresh && errno != EEXIST)
        return refuse(why, mem, m->dir, strerror(errno));
    if (fresh && write_marker(marker, seal_instance(seal)))
        return refuse(why, mem, m->dir, "the marker file cannot be written");
    enum err e = check_marker(marker, seal_instance(seal));
    if (e == ERR_NOT_FOUND)
        return refuse(why, mem, m->dir, "the marker file is missing: is the folder mounted?");
    if (e)
        return refuse(why, mem, m->dir, "belongs to another installation");
    if (!make_folder(str_fmt(mem, "%s/tmp", m->dir).at))
        return refuse(why, mem, m->dir, strerror(errno));
    *out = m;
    return OK;
}

struct child *media_child(const struct ctx *cx)
{
    return cx->media ? cx->media->child : NULL;
}
