/* static.c: the embedded files as routes. A hashed address is kept for ever; the service worker
 * and the icon that browsers ask for by a fixed name are asked for again each time. */
#include "kit/web/assets.h"
#include "kit/web/job.h"

#include <fcntl.h>
#include <sys/stat.h>

/* For development: the file as it lies in assets_dir, under its plain name. */
static enum err from_dir(struct req *rq, const struct asset *a, const char *dir)
{
    struct arena *mem = rq->job->mem;
    const char *path = str_z(mem, str_fmt(mem, "%s/%s", dir, a->name));
    struct stat st;
    int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ERR_NOT_FOUND;
    if (fstat(fd, &st) || st.st_size > PAGE_MAX) {
        close(fd);
        return ERR_NOT_FOUND;
    }
    char *at = arena_alloc(mem, (size_t)st.st_size + 1);
    ssize_t n = read(fd, at, (size_t)st.st_size);
    close(fd);
    web_set_header(rq, "Cache-Control", S("no-cache"));
    return n < 0 ? ERR_NOT_FOUND : web_bytes(rq, a->type, (str){at, (size_t)n});
}

static enum err send_asset(struct req *rq, const struct asset *a, const char *keep)
{
    const char *dir = rq->job->web->o.assets_dir, *coding = NULL;
    if (!a)
        return ERR_NOT_FOUND;
    if (dir)
        return from_dir(rq, a, dir);
    struct asset_body b = asset_choose(a, web_header(rq, "Accept-Encoding"), &coding);
    web_set_header(rq, "Cache-Control", str_of(keep));
    web_set_header(rq, "Vary", S("Accept-Encoding"));
    str tag = str_of(a->etag);
    if (coding) { /* each form is a representation of its own */
        web_set_header(rq, "Content-Encoding", str_of(coding));
        tag = str_fmt(rq->job->mem, "%.*s-%s\"", (int)tag.len - 1, tag.at, coding);
    }
    web_set_header(rq, "ETag", tag);
    return web_bytes(rq, a->type, (str){(const char *)b.at, b.len});
}

static enum err hashed(struct req *rq)
{
    return send_asset(rq, asset_find(rq->path), "public, max-age=31536000, immutable");
}

static enum err worker(struct req *rq)
{
    return send_asset(rq, asset_named(S("sw.js")), "no-cache");
}

static enum err icon(struct req *rq)
{
    const struct asset *a = asset_named(S("favicon.ico"));
    return send_asset(rq, a ? a : asset_named(S("logo.svg")), "public, max-age=86400");
}

const struct route static_routes[] = {
    {GET, "/assets/:file", hashed, ACT_PUBLIC, ROUTE_NO_CSRF | ROUTE_INLINE},
    {GET, "/sw.js", worker, ACT_PUBLIC, ROUTE_NO_CSRF | ROUTE_INLINE},
    {GET, "/favicon.ico", icon, ACT_PUBLIC, ROUTE_NO_CSRF | ROUTE_INLINE},
    {0},
};
