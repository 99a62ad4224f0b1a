/* media.c: the rows: what belongs to whom, what is released, what is forgotten. */
#include "civic/facts/facts.h"
#include "civic/media/media_own.h"
#include "civic/media/media_sql.h"

const char *const media_kind_names[MEDIA_KINDS] = {"photo", "pdf", "office", "sound"};
const char *const media_state_names[MEDIA_STATES] = {"quarantined", "ready", "refused"};

#define HOUR_MS 3600000

/* ---- adding ------------------------------------------------------------ */

enum err media_add(struct ctx *cx, const struct media_new *m)
{
    const struct media_file *f = &m->file;
    assert(f->room.len && f->role.len);
    enum err e = db_exec(cx, NULL, &media_sql_add, db_int("county", f->county), db_int("id", f->id),
                         db_text("key", f->key), db_text("room", f->room), db_int("ref", f->ref),
                         db_text("role", f->role), db_int("owner_county", f->owner_county),
                         db_int("owner", f->owner), db_word("kind", media_kind_names[f->kind]),
                         db_word("state", media_state_names[f->state]), db_text("type", f->type),
                         db_int("bytes", f->bytes), db_int("width", f->width),
                         db_int("height", f->height), db_int("taken_ms", f->taken_ms),
                         db_int("now", f->added_ms), db_blob("file_key", m->parts->file_key),
                         db_blob("name", m->parts->name), db_text("full", m->parts->full),
                         db_text("thumb", m->parts->thumb.len ? m->parts->thumb : S("")));
    if (e)
        return e;
    return db_exec(cx, NULL, &media_sql_sweep_soon, db_int("county", f->county),
                   db_int("next", cx->now + HOUR_MS));
}

enum err media_hand_on(struct ctx *cx, int64_t county, int64_t id, const struct media_file *to)
{
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &media_sql_hand_on, db_text("room", to->room), db_int("ref", to->ref),
                db_text("role", to->role), db_int("county", county), db_int("id", id));
    return !e && !changed ? ERR_NOT_FOUND : e;
}

/* ---- finding ----------------------------------------------------------- */

static struct media_file file_of(struct ctx *cx, const struct rows *r)
{
    (void)cx;
    return (struct media_file){
        .county = db_get_int(r, 0),
        .id = db_get_int(r, 1),
        .row_ver = db_get_int(r, 2),
        .key = db_keep_text(r, 3),
        .room = db_keep_text(r, 4),
        .ref = db_get_int(r, 5),
        .role = db_keep_text(r, 6),
        .owner_county = db_get_int(r, 7),
        .owner = db_get_int(r, 8),
        .kind = (enum media_kind)db_get_enum(r, 9, media_kind_names, MEDIA_KINDS),
        .state = (enum media_state)db_get_enum(r, 10, media_state_names, MEDIA_STATES),
        .type = db_keep_text(r, 11),
        .bytes = db_get_int(r, 12),
        .width = (int)db_get_int(r, 13),
        .height = (int)db_get_int(r, 14),
        .taken_ms = db_get_int(r, 15),
        .added_ms = db_get_int(r, 16),
        .released = db_get_text(r, 17).len > 0,
    };
}

enum err media_find(struct ctx *cx, int64_t county, str key, struct media_file *out)
{
    AUTO_ROWS rows = db_query(cx, &media_sql_by_key, db_int("county", county), db_text("key", key));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = file_of(cx, &rows);
    return OK;
}

enum err media_list(struct ctx *cx, int64_t county, const char *room, int64_t ref,
                    struct media_file *out, int max, int *n)
{
    AUTO_ROWS rows = db_query(cx, &media_sql_of, db_int("county", county), db_word("room", room),
                              db_int("ref", ref), db_int("max", max));
    int count = 0;
    while (count < max && db_next(&rows))
        out[count++] = file_of(cx, &rows);
    enum err e = rows.err;
    if (!e)
        *n = count;
    return e;
}

enum err media_count(struct ctx *cx, int64_t county, const char *room, int64_t ref,
                     const char *role, enum media_kind kind, int64_t *n)
{
    AUTO_ROWS rows = db_query(cx, &media_sql_count, db_int("county", county), db_word("room", room),
                              db_int("ref", ref), db_word("role", role),
                              db_word("kind", media_kind_names[kind]));
    enum err e = db_one(&rows);
    if (!e)
        *n = db_get_int(&rows, 0);
    return e;
}

static str keep_blob(struct ctx *cx, const struct rows *r, int col)
{
    return str_keep(cx->mem, db_get_blob(r, col));
}

enum err media_content(struct ctx *cx, int64_t county, int64_t id, struct media_content *out)
{
    AUTO_ROWS rows = db_query(cx, &media_sql_content, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = (struct media_content){.file_key = keep_blob(cx, &rows, 0),
                                  .name = keep_blob(cx, &rows, 1)};
    for (int i = 0; i < MEDIA_SIZES; i++)
        out->hash[i] = db_keep_text(&rows, 2 + i);
    return OK;
}

enum err media_name(struct ctx *cx, const struct media_file *f, str *out)
{
    struct media_content c;
    struct seal_key key;
    struct media_place where = {f->county, f->id, "name"};
    enum err e = media_content(cx, f->county, f->id, &c);
    if (e)
        return e;
    if (!c.file_key.len) {
        *out = S("");
        return OK;
    }
    e = media_key_of(cx, f->county, f->id, c.file_key, &key);
    return e ? e : seal_read(&key, media_where(where), c.name, out, cx->mem);
}

/* ---- content ----------------------------------------------------------- */

static const char *const sizes[MEDIA_SIZES] = {"full", "thumb", "public", "public-thumb"};

str media_address(struct arena *mem, const struct media_file *f, enum media_size size)
{
    return str_fmt(mem, "/media/%lld/%.*s/%s", (long long)f->county, STR_ARG(f->key), sizes[size]);
}

enum err media_open(struct ctx *cx, const struct media_file *f, enum media_size size, int *fd)
{
    struct media_content c;
    struct seal_key key;
    struct media_place where = {f->county, f->id, sizes[size]};
    enum err e = media_content(cx, f->county, f->id, &c);
    if (e)
        return e;
    if (size == MEDIA_PUBLIC || size == MEDIA_PUBLIC_THUMB)
        return media_get(cx, where, NULL, c.hash[size], fd);
    if (f->state != MEDIA_READY)
        return ERR_NOT_FOUND;
    e = media_key_of(cx, f->county, f->id, c.file_key, &key);
    if (e)
        return e;
    e = media_get(cx, where, &key, c.hash[size], fd);
    seal_key_wipe(&key);
    return e;
}

/* ---- releasing and forgetting ------------------------------------------ */

static enum err prepare_photo(struct ctx *cx, const struct media_file *f, int in,
                              const struct child_shape *shapes, int n, struct media_public *out)
{
    static const char *const columns[2] = {"public", "public-thumb"};
    struct child_photo p;
    enum err e = child_redact(cx, cx->media->child, in, shapes, n, &p);
    return e ? e
             : media_put_photo(cx, f->county, f->id, NULL, columns, &p, &out->full, &out->thumb);
}

enum err media_prepare(struct ctx *cx, const struct media_file *f, const struct child_shape *shapes,
                       int n, struct media_public *out)
{
    int in;
    struct media_public p = {.county = f->county, .id = f->id, .seen = f->row_ver, .thumb = S("")};
    struct media_place where = {f->county, f->id, "public"};
    enum err e = media_open(cx, f, MEDIA_FULL, &in);
    if (e)
        return e;
    if (f->kind == MEDIA_PHOTO)
        e = prepare_photo(cx, f, in, shapes, n, &p);
    else
        e = media_put(cx, where, NULL, in, &p.full);
    close(in);
    if (!e)
        *out = p;
    return e;
}

struct one {
    int64_t county, id;
};

/* A file's own history: who released, withdrew or forgot it. */
static enum err note(struct ctx *cx, struct one f, const char *kind)
{
    return facts_add(cx, &(struct fact){.county = f.county,
                                        .subject_kind = "media",
                                        .subject = f.id,
                                        .kind = kind,
                                        .audience = FACTS_STAFF});
}

enum err media_release(struct ctx *cx, const struct media_public *p)
{
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &media_sql_release, db_int("county", p->county), db_int("id", p->id),
                db_int("seen", p->seen), db_text("full", p->full), db_text("thumb", p->thumb));
    if (e)
        return e;
    if (!changed)
        return fail(cx, ERR_CONFLICT, _("Someone changed this file first."));
    return note(cx, (struct one){p->county, p->id}, "media.released");
}

enum err media_withdraw(struct ctx *cx, int64_t county, int64_t id)
{
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &media_sql_withdraw, db_int("county", county), db_int("id", id));
    return e || !changed ? e : note(cx, (struct one){county, id}, "media.withdrawn");
}

enum err media_forget(struct ctx *cx, int64_t county, int64_t id)
{
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &media_sql_forget, db_int("county", county), db_int("id", id));
    return e || !changed ? e : note(cx, (struct one){county, id}, "media.forgotten");
}

enum err media_forget_owner(struct ctx *cx, int64_t county, int64_t owner_county, int64_t owner)
{
    return db_exec(cx, NULL, &media_sql_forget_owner, db_int("county", county),
                   db_int("owner_county", owner_county), db_int("owner", owner));
}

static bool read_shape(str text, struct child_shape *out)
{
    int64_t v[4];
    for (int i = 0; i < 4; i++)
        if (str_int(str_trim(str_cut(&text, ',')), &v[i]) || v[i] < -10000 || v[i] > 10000)
            return false;
    str last = str_trim(text);
    *out = (struct child_shape){(int)v[0], (int)v[1], (int)v[2], (int)v[3], str_is(last, "round")};
    return v[2] > 0 && v[3] > 0 && (last.len == 0 || out->round);
}

enum err media_read_shapes(struct ctx *cx, str text, struct child_shape *out, int *n)
{
    int count = 0;
    while (str_trim(text).len) {
        if (count == CHILD_SHAPES)
            return fail(cx, ERR_INVALID, _("That is too many places to blur in one photo."));
        if (!read_shape(str_cut(&text, ';'), &out[count++]))
            return fail(cx, ERR_INVALID, _("The places to blur could not be read."));
    }
    *n = count;
    return OK;
}
