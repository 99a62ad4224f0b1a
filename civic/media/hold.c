/* hold.c: files that were taken while the form they came with has to be shown again. */
#include "civic/media/media_own.h"
#include "civic/media/media_sql.h"
#include "kit/web/web.h"

#define HELD_MS (50 * 60000LL) /* files without a row are swept after an hour */

enum { FIELDS = 17, BLOB_MOST = 2000 };

static const struct seal_where where = {"media", "held", 0, 0};

static struct seal_key held_key(const struct ctx *cx)
{
    struct seal_key k;
    seal_derive(cx->seal, "media held", k.at);
    return k;
}

str media_hold(struct ctx *cx, const struct media_new *m)
{
    const struct media_file *f = &m->file;
    struct buf b = buf_new(cx->mem, BLOB_MOST);
    buf_fmt(&b,
            "%lld\n%lld\n%lld\n%.*s\n%lld\n%lld\n%d\n%d\n%.*s\n%lld\n%lld\n%lld\n%d\n%d\n%.*s\n%.*"
            "s\n%d\n",
            (long long)clock_real_ms(), (long long)f->county, (long long)f->id, STR_ARG(f->key),
            (long long)f->owner_county, (long long)f->owner, (int)f->kind, (int)f->state,
            STR_ARG(f->type), (long long)f->bytes, (long long)f->taken_ms, (long long)f->added_ms,
            f->width, f->height, STR_ARG(m->parts->full), STR_ARG(m->parts->thumb),
            (int)m->parts->file_key.len);
    buf_str(&b, m->parts->file_key);
    buf_str(&b, m->parts->name);
    struct seal_key k = held_key(cx);
    str sealed = seal_text(&k, where, buf_done(&b), cx->mem);
    seal_key_wipe(&k);
    return str_hex(cx->mem, sealed.at, sealed.len);
}

static enum err unseal(struct ctx *cx, str held, str *out)
{
    size_t len = held.len / 2;
    char *at = arena_alloc(cx->mem, len + 1);
    if (!len || len > 2 * BLOB_MOST || str_unhex(held, at, len))
        return ERR_NOT_FOUND;
    struct seal_key k = held_key(cx);
    enum err e = seal_read(&k, where, (str){at, len}, out, cx->mem);
    seal_key_wipe(&k);
    return e ? ERR_NOT_FOUND : OK;
}

static enum err read_numbers(const str *f, struct media_file *out, int64_t *held_ms,
                             int64_t *key_len)
{
    int64_t n[12];
    static const int at[COUNT(n)] = {0, 1, 2, 4, 5, 6, 7, 9, 10, 11, 12, 13};
    for (size_t i = 0; i < COUNT(n); i++)
        if (str_int(f[at[i]], &n[i]))
            return ERR_NOT_FOUND;
    *held_ms = n[0];
    out->county = n[1];
    out->id = n[2];
    out->owner_county = n[3];
    out->owner = n[4];
    out->kind = (enum media_kind)n[5];
    out->state = (enum media_state)n[6];
    out->bytes = n[7];
    out->taken_ms = n[8];
    out->added_ms = n[9];
    out->width = (int)n[10];
    out->height = (int)n[11];
    return str_int(f[16], key_len) ? ERR_NOT_FOUND : OK;
}

static enum err read_held(struct ctx *cx, str text, int64_t *held_ms, struct media_new *out)
{
    str f[FIELDS];
    int64_t key_len;
    for (int i = 0; i < FIELDS; i++)
        f[i] = str_cut(&text, '\n');
    enum err e = read_numbers(f, &out->file, held_ms, &key_len);
    if (e || key_len < 0 || (size_t)key_len > text.len)
        return ERR_NOT_FOUND;
    out->file.key = f[3];
    out->file.type = f[8];
    out->parts = NEW(cx->mem, struct media_parts);
    *out->parts = (struct media_parts){.full = f[14],
                                       .thumb = f[15],
                                       .file_key = {text.at, (size_t)key_len},
                                       .name = {text.at + key_len, text.len - (size_t)key_len}};
    return OK;
}

enum err media_held(struct ctx *cx, int64_t county, str held, struct media_new *out)
{
    str text;
    int64_t held_ms = 0;
    struct media_new m = {0};
    struct media_content sent;
    enum err e = unseal(cx, held, &text);
    if (!e)
        e = read_held(cx, text, &held_ms, &m);
    if (e)
        return e;
    bool there = m.file.county == county && clock_real_ms() - held_ms < HELD_MS &&
                 media_is_stored(cx, county, m.file.id, m.parts->full);
    if (!there || media_content(cx, county, m.file.id, &sent) == OK)
        return ERR_NOT_FOUND; /* gone meanwhile, or sent already */
    *out = m;
    return OK;
}

enum err media_held_show(struct req *rq)
{
    int64_t county;
    int fd;
    struct media_new m;
    struct seal_key key;
    if (str_int(web_query(rq, "county"), &county))
        return ERR_NOT_FOUND;
    enum err e = media_held(rq->cx, county, web_query(rq, "f"), &m);
    if (!e && (m.file.kind != MEDIA_PHOTO || !m.parts->thumb.len))
        e = ERR_NOT_FOUND;
    if (!e)
        e = media_key_of(rq->cx, county, m.file.id, m.parts->file_key, &key);
    if (e)
        return e;
    struct media_place at = {county, m.file.id, "thumb"};
    e = media_get(rq->cx, at, &key, m.parts->thumb, &fd);
    seal_key_wipe(&key);
    return e ? e : web_fd(rq, "image/jpeg", fd);
}
