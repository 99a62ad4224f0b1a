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

static enum err unseal(struct ctx *cx, const struct seal_key *k, struct seal_where at_where,
                       str word, str *out)
{
    size_t len = word.len / 2;
    char *at = arena_alloc(cx->mem, len + 1);
    if (!len || len > 2 * BLOB_MOST || str_unhex(word, at, len))
        return ERR_NOT_FOUND;
    return seal_read(k, at_where, (str){at, len}, out, cx->mem) ? ERR_NOT_FOUND : OK;
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
    struct seal_key k = held_key(cx);
    enum err e = unseal(cx, &k, where, held, &text);
    seal_key_wipe(&k);
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

/* ---- its picture -------------------------------------------------------- */

/* Which browser holds it: worth nothing but to show what that browser has just sent. */
#define COOKIE_HOLDER "holder"

enum { SHOW_FIELDS = 5 };

static const struct seal_where shown = {"media", "held picture", 0, 0};

static struct seal_key show_key(const struct ctx *cx)
{
    struct seal_key k;
    seal_derive(cx->seal, "media held picture", k.at);
    return k;
}

static str holder_of(struct ctx *cx, str token)
{
    struct seal_hash h = seal_sha256(token);
    return str_hex(cx->mem, seal_hash_bytes(&h).at, 16);
}

str media_holder(struct req *rq)
{
    str token = web_cookie(rq, COOKIE_HOLDER);
    if (token.len)
        return token;
    token = seal_token_short(rq->cx->mem);
    web_set_cookie(rq, COOKIE_HOLDER, token, 24 * 3600, true);
    return token;
}

str media_held_address(struct ctx *cx, const struct media_new *m, str holder)
{
    struct buf b = buf_new(cx->mem, BLOB_MOST);
    buf_fmt(&b, "%lld\n%lld\n%lld\n%.*s\n%.*s\n", (long long)clock_real_ms(),
            (long long)m->file.county, (long long)m->file.id, STR_ARG(holder_of(cx, holder)),
            STR_ARG(m->parts->thumb));
    buf_str(&b, m->parts->file_key);
    struct seal_key k = show_key(cx);
    str sealed = seal_text(&k, shown, buf_done(&b), cx->mem);
    seal_key_wipe(&k);
    return str_fmt(cx->mem, "/media/held?f=%.*s", STR_ARG(str_hex(cx->mem, sealed.at, sealed.len)));
}

struct picture {
    struct media_place at;
    str thumb, file_key;
};

static enum err read_picture(struct req *rq, str text, struct picture *out)
{
    struct ctx *cx = rq->cx;
    str f[SHOW_FIELDS];
    int64_t n[3];
    struct media_content sent;
    for (int i = 0; i < SHOW_FIELDS; i++)
        f[i] = str_cut(&text, '\n');
    for (int i = 0; i < 3; i++)
        if (str_int(f[i], &n[i]))
            return ERR_NOT_FOUND;
    *out = (struct picture){{n[1], n[2], "thumb"}, f[4], text};
    bool holds = seal_same(f[3], holder_of(cx, web_cookie(rq, COOKIE_HOLDER)));
    bool there = holds && clock_real_ms() - n[0] < HELD_MS;
    return there && media_content(cx, n[1], n[2], &sent) ? OK : ERR_NOT_FOUND;
}

enum err media_held_show(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct picture p;
    struct seal_key k = show_key(cx), key;
    str text;
    int fd;
    enum err e = unseal(cx, &k, shown, web_query(rq, "f"), &text);
    seal_key_wipe(&k);
    if (!e)
        e = read_picture(rq, text, &p);
    if (!e)
        e = media_key_of(cx, p.at.county, p.at.id, p.file_key, &key);
    if (e)
        return e;
    e = media_get(cx, p.at, &key, p.thumb, &fd);
    seal_key_wipe(&key);
    return e ? e : web_fd(rq, "image/jpeg", fd);
}
