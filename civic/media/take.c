/* take.c: a file from outside is judged, converted, sealed and stored. */
#include "civic/media/media_own.h"
#include "civic/media/media_sql.h"

#include <fcntl.h>
#include <sys/stat.h>

struct taking {
    const struct media_take *how;
    int fd;
    enum child_kind is;
    struct seal_key key;
    struct media_new *m;
};

static const struct {
    int64_t most;
    const char *too_big;
} limits[MEDIA_KINDS] = {
    [MEDIA_PHOTO] = {MEDIA_PHOTO_MOST, N_("This photo is larger than 25 MB.")},
    [MEDIA_PDF] = {MEDIA_DOCUMENT_MOST, N_("This file is larger than 40 MB.")},
    [MEDIA_OFFICE] = {MEDIA_DOCUMENT_MOST, N_("This file is larger than 40 MB.")},
    [MEDIA_SOUND] = {MEDIA_SOUND_MOST, N_("This recording is larger than 20 MB.")},
};

/* ---- judging ----------------------------------------------------------- */

static bool kind_of(enum child_kind is, enum media_kind *kind)
{
    if (child_is_photo(is))
        *kind = MEDIA_PHOTO;
    else if (is == CHILD_PDF)
        *kind = MEDIA_PDF;
    else if (is == CHILD_OFFICE || is == CHILD_OFFICE_OLD)
        *kind = MEDIA_OFFICE;
    else if (child_is_sound(is))
        *kind = MEDIA_SOUND;
    else
        return false;
    return true;
}

static enum err not_taken(struct ctx *cx, const struct taking *t)
{
    if (t->is == CHILD_HEIC)
        return fail(cx, ERR_INVALID,
                    _("This photo is in Apple's HEIC format, which we cannot take. Please send it "
                      "as JPEG: in the camera's settings choose \"Most Compatible\"."));
    if (t->how->takes == MEDIA_TAKES(MEDIA_PHOTO))
        return fail(cx, ERR_INVALID, _("This is not a photo. Please choose a JPEG or PNG photo."));
    return fail(cx, ERR_INVALID, _("This kind of file cannot be taken here."));
}

static enum err judge(struct ctx *cx, struct taking *t)
{
    char head[CHILD_HEAD];
    struct stat st;
    struct media_file *f = &t->m->file;
    ssize_t n = pread(t->fd, head, sizeof head, 0);
    if (n < 0 || fstat(t->fd, &st))
        return ERR_FAULT;
    t->is = child_kind_of(head, (size_t)n);
    if (!kind_of(t->is, &f->kind) || !(t->how->takes & MEDIA_TAKES(f->kind)))
        return not_taken(cx, t);
    if (st.st_size > limits[f->kind].most)
        return fail(cx, ERR_TOO_BIG, limits[f->kind].too_big);
    f->type = str_of(child_kind_type(t->is));
    f->bytes = st.st_size;
    if (t->is == CHILD_PDF && !child_is_pdf(t->fd))
        return fail(cx, ERR_INVALID, _("This file cannot be read. Please choose another."));
    return t->is == CHILD_OFFICE ? child_office(cx, cx->media->child, t->fd) : OK;
}

/* ---- storing ----------------------------------------------------------- */

enum err media_put_photo(struct ctx *cx, int64_t county, int64_t id, const struct seal_key *key,
                         const char *const columns[2], const struct child_photo *p, str *full,
                         str *thumb)
{
    struct media_place a = {county, id, columns[0]}, b = {county, id, columns[1]};
    enum err e = media_put_bytes(cx, a, key, p->full, full);
    return e ? e : media_put_bytes(cx, b, key, p->thumb, thumb);
}

static enum err count_waiting(struct ctx *cx, int64_t county, int64_t *n)
{
    AUTO_ROWS rows = db_query(cx, &media_sql_waiting, db_int("county", county));
    enum err e = db_one(&rows);
    if (!e)
        *n = db_get_int(&rows, 0);
    return e;
}

static enum err store_raw(struct ctx *cx, struct taking *t, enum media_state state)
{
    struct media_file *f = &t->m->file;
    f->state = state;
    struct media_place where = {f->county, f->id, "full"};
    return media_put(cx, where, &t->key, t->fd, &t->m->parts->full);
}

/* The converter has no time now: the photo waits, sealed, unless a crowd waits already. */
static enum err quarantine(struct ctx *cx, struct taking *t)
{
    int64_t n = 0;
    enum err e = count_waiting(cx, t->how->county, &n);
    if (e)
        return e;
    if (n >= MEDIA_WAITING_MOST)
        return ERR_BUSY; /* kit/child has said why */
    cx->failure = (struct failure){0};
    return store_raw(cx, t, MEDIA_QUARANTINED);
}

static enum err store_photo(struct ctx *cx, struct taking *t)
{
    static const char *const columns[2] = {"full", "thumb"};
    struct child_photo p;
    struct media_new *m = t->m;
    enum err e = child_photo(cx, cx->media->child, t->fd, t->how->want_location, &p);
    if (e == ERR_BUSY)
        return quarantine(cx, t);
    if (e)
        return e;
    m->file.type = S("image/jpeg");
    m->file.bytes = (int64_t)p.full.len;
    m->file.width = p.width;
    m->file.height = p.height;
    m->file.taken_ms = p.taken_ms;
    m->file.state = MEDIA_READY;
    m->located = p.located;
    m->lat = p.lat;
    m->lon = p.lon;
    return media_put_photo(cx, m->file.county, m->file.id, &t->key, columns, &p, &m->parts->full,
                           &m->parts->thumb);
}

/* ---- the door ---------------------------------------------------------- */

static void begin(struct ctx *cx, struct taking *t, str name)
{
    struct media_new *m = t->m;
    m->parts = NEW(cx->mem, struct media_parts);
    m->file = (struct media_file){.county = t->how->county,
                                  .id = db_new_id(cx),
                                  .key = seal_token_short(cx->mem),
                                  .owner_county = cx->actor ? cx->county : 0,
                                  .owner = cx->actor,
                                  .added_ms = cx->now};
    m->name = utf8_head(str_clean_line(cx->mem, utf8_ok(name) ? name : S("")), 120);
    struct media_place key = {m->file.county, m->file.id, "file_key"},
                       own = {m->file.county, m->file.id, "name"};
    t->key = seal_key_new();
    m->parts->file_key = seal_wrap(cx->seal, &t->key, media_where(key), cx->mem);
    m->parts->name = seal_text(&t->key, media_where(own), m->name, cx->mem);
}

static enum err take(struct ctx *cx, int fd, str name, const struct media_take *how,
                     struct media_new *out)
{
    struct media_new m = {0};
    struct taking t = {.how = how, .fd = fd, .m = &m};
    begin(cx, &t, name);
    enum err e = judge(cx, &t);
    if (!e)
        e = m.file.kind == MEDIA_PHOTO ? store_photo(cx, &t) : store_raw(cx, &t, MEDIA_READY);
    seal_key_wipe(&t.key);
    if (e)
        return e;
    *out = m;
    return OK;
}

enum err media_take(struct ctx *cx, const struct upload *u, const struct media_take *how,
                    struct media_new *out)
{
    int fd = open(str_z(cx->mem, u->path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return ERR_FAULT;
    enum err e = take(cx, fd, u->name, how, out);
    close(fd);
    return e;
}

static enum err publish_drawn(struct ctx *cx, const struct media_file *f,
                              const struct media_drawn *d, struct media_public *out)
{
    struct media_place full = {f->county, f->id, "public"},
                       thumb = {f->county, f->id, "public-thumb"};
    *out = (struct media_public){.county = f->county, .id = f->id, .seen = MEDIA_FIRST_VER};
    enum err e = media_put_bytes(cx, full, NULL, d->full, &out->full);
    return e ? e : media_put_bytes(cx, thumb, NULL, d->thumb, &out->thumb);
}

enum err media_take_drawn(struct ctx *cx, int64_t county, const struct media_drawn *d,
                          struct media_new *out, struct media_public *public)
{
    struct media_take how = {.county = county};
    struct media_new m = {0};
    struct taking t = {.how = &how, .m = &m};
    begin(cx, &t, STR_NONE);
    m.file.kind = MEDIA_PHOTO;
    m.file.state = MEDIA_READY;
    m.file.type = d->type;
    m.file.bytes = (int64_t)d->full.len;
    m.file.width = d->width;
    m.file.height = d->height;
    struct media_place full = {county, m.file.id, "full"}, thumb = {county, m.file.id, "thumb"};
    enum err e = media_put_bytes(cx, full, &t.key, d->full, &m.parts->full);
    if (!e)
        e = media_put_bytes(cx, thumb, &t.key, d->thumb, &m.parts->thumb);
    seal_key_wipe(&t.key);
    if (!e && public)
        e = publish_drawn(cx, &m.file, d, public);
    if (!e)
        *out = m;
    return e;
}

enum err media_take_bytes(struct ctx *cx, str bytes, str name, const struct media_take *how,
                          struct media_new *out)
{
    int fd = media_memory(bytes);
    if (fd < 0)
        return fail(cx, ERR_BUSY, _("The file could not be stored just now."));
    enum err e = take(cx, fd, name, how, out);
    close(fd);
    return e;
}
