/* outbox.c: what came of what a phone sent later, and photos in pieces. */
#include "rooms/field/outbox.h"

#include "civic/people/people.h"
#include "kit/jobs/jobs.h"
#include "rooms/field/outbox_own.h"
#include "rooms/field/outbox_sql.h"

enum {
    FILES_OF_FORM = CASES_FILES_MAX * 2,
    WAITING_MOST = 200 << 20, /* bytes of all unfinished files of one account */
    WAIT_DAYS = 14
};

/* ---- both clocks -------------------------------------------------------- */

/* "CREATED NOW", both by the phone's clock: the difference is true even where the clock is not. */
bool outbox_of(const struct req *rq, struct outbox_note *out)
{
    str given = web_header(rq, "X-Outbox"), key = web_header(rq, "Idempotency-Key");
    int64_t created, now;
    if (!given.len || !key.len || str_int(str_cut(&given, ' '), &created) || str_int(given, &now))
        return false;
    int64_t age = now - created, skew = now - clock_real_ms();
    int64_t most = 365 * (int64_t)DAY_MS;
    if (now < 0 || created < 0 || skew > 100 * most || skew < -100 * most)
        return false;
    age = age < 0 ? 0 : age > most ? most : age;
    *out = (struct outbox_note){
        .uuid = key, .written_ms = rq->cx->now - age, .claimed_ms = rq->cx->now - age + skew};
    return true;
}

bool outbox_is_skewed(const struct outbox_note *n)
{
    int64_t off = n->claimed_ms - n->written_ms;
    return off > OUTBOX_SKEW_MS || off < -OUTBOX_SKEW_MS;
}

enum err outbox_keep(struct ctx *cx, int64_t county, const struct outbox_note *n, int64_t matter)
{
    return db_exec(cx, NULL, &outbox_sql_sent_add, db_int("county", county),
                   db_int("account", cx->actor), db_text("uuid", n->uuid), db_int("matter", matter),
                   db_int("written", n->written_ms), db_int("claimed", n->claimed_ms),
                   db_int("now", cx->now));
}

static enum err matter_of(struct ctx *cx, int64_t county, str uuid, int64_t *out)
{
    AUTO_ROWS r = db_query(cx, &outbox_sql_sent, db_int("county", county),
                           db_int("account", cx->actor), db_text("uuid", uuid));
    enum err e = db_one(&r);
    if (!e)
        *out = db_get_int(&r, 0);
    return e;
}

/* ---- pieces -------------------------------------------------------------- */

static struct seal_key piece_key(const struct ctx *cx)
{
    struct seal_key k;
    seal_derive(cx->seal, "outbox piece", k.at);
    return k;
}

static struct seal_where where_of(const struct ctx *cx, int64_t county)
{
    return (struct seal_where){"outbox_parts", "bytes", county, cx->actor};
}

static enum err have(struct ctx *cx, int64_t county, str uuid, int64_t n, int64_t *out)
{
    AUTO_ROWS r = db_query(cx, &outbox_sql_parts_have, db_int("county", county),
                           db_int("account", cx->actor), db_text("uuid", uuid), db_int("n", n));
    enum err e = db_one(&r);
    if (!e)
        *out = db_get_int(&r, 0);
    return e;
}

static enum err is_done(struct ctx *cx, int64_t county, str uuid, int64_t n, bool *out)
{
    AUTO_ROWS r = db_query(cx, &outbox_sql_photo, db_int("county", county),
                           db_int("account", cx->actor), db_text("uuid", uuid), db_int("n", n));
    enum err e = db_one(&r);
    *out = e == OK;
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err outbox_has(struct ctx *cx, int64_t county, str uuid, int64_t n, struct outbox_have *out)
{
    struct outbox_have h = {.at = 0};
    enum err e = is_done(cx, county, uuid, n, &h.done);
    if (!e)
        e = have(cx, county, uuid, n, &h.at);
    if (!e)
        *out = h;
    return e;
}

struct put_args {
    const struct outbox_piece *p;
    int64_t county;
    str sealed;
    int64_t at; /* result */
};

static enum err room_left(struct ctx *cx, int64_t county)
{
    AUTO_ROWS r = db_query(cx, &outbox_sql_parts_waiting, db_int("county", county),
                           db_int("account", cx->actor));
    enum err e = db_one(&r);
    if (!e && db_get_int(&r, 0) > WAITING_MOST)
        return fail(cx, ERR_TOO_BIG,
                    _("Too many unfinished photos wait here. Send fewer at once."));
    return e;
}

static enum err put_tx(struct ctx *cx, void *arg)
{
    struct put_args *a = arg;
    const struct outbox_piece *p = a->p;
    enum err e = have(cx, a->county, p->uuid, p->n, &a->at);
    if (e || a->at != p->at)
        return e;
    e = room_left(cx, a->county);
    if (!e)
        e = db_exec(cx, NULL, &outbox_sql_part_add, db_int("county", a->county),
                    db_int("account", cx->actor), db_text("uuid", p->uuid), db_int("n", p->n),
                    db_int("at", p->at), db_int("size", (int64_t)p->bytes.len),
                    db_blob("bytes", a->sealed),
                    db_int("until", cx->now + WAIT_DAYS * (int64_t)DAY_MS));
    a->at += (int64_t)p->bytes.len;
    return e;
}

static enum err gather(struct ctx *cx, int64_t county, const struct outbox_piece *p, str *out)
{
    struct seal_key k = piece_key(cx);
    struct buf b = buf_new(cx->mem, (size_t)p->size + 1);
    AUTO_ROWS r =
        db_query(cx, &outbox_sql_parts, db_int("county", county), db_int("account", cx->actor),
                 db_text("uuid", p->uuid), db_int("n", p->n));
    enum err e = OK;
    while (!e && db_next(&r)) {
        str piece;
        e = seal_read(&k, where_of(cx, county), db_get_blob(&r, 1), &piece, cx->mem);
        if (!e)
            buf_str(&b, piece);
    }
    seal_key_wipe(&k);
    *out = buf_done(&b);
    return e ? e : db_end(&r);
}

/* ---- whole ---------------------------------------------------------------- */

struct whole_args {
    const struct outbox_piece *p;
    int64_t county, matter;
    struct media_new m;
};

static enum err drop_parts(struct ctx *cx, const struct whole_args *a)
{
    return db_exec(cx, NULL, &outbox_sql_parts_drop, db_int("county", a->county),
                   db_int("account", cx->actor), db_text("uuid", a->p->uuid), db_int("n", a->p->n));
}

static enum err drop_tx(struct ctx *cx, void *arg)
{
    return drop_parts(cx, arg);
}

static enum err join_tx(struct ctx *cx, void *arg)
{
    const struct whole_args *a = arg;
    struct matter m;
    int64_t first = 0;
    enum err e = db_exec(cx, &first, &outbox_sql_photo_add, db_int("county", a->county),
                         db_int("account", cx->actor), db_text("uuid", a->p->uuid),
                         db_int("n", a->p->n), db_int("matter", a->matter), db_int("now", cx->now));
    if (!e && first)
        e = media_add(cx, &a->m);
    if (!e && first)
        e = matters_load(cx, a->county, a->matter, &m);
    if (!e && first)
        e = facts_add(cx, &(struct fact){.county = a->county,
                                         .place = m.place,
                                         .scope = m.scope,
                                         .subject_kind = "matter",
                                         .subject = m.id,
                                         .kind = "case.photo_added",
                                         .audience = FACTS_STAFF});
    return e ? e : drop_parts(cx, a);
}

static const struct {
    const char *field, *role;
    unsigned takes;
} roles[] = {{"photo", "report", MEDIA_TAKES(MEDIA_PHOTO)},
             {"after_photo", "after", MEDIA_TAKES(MEDIA_PHOTO)},
             {"voice", "voice", MEDIA_TAKES(MEDIA_SOUND)}};

/* A file that is not taken leaves nothing behind: it would only be refused again. */
static enum err refuse(struct ctx *cx, struct whole_args *a, enum err e)
{
    struct failure told = cx->failure;
    enum err dropped = db_write(cx, drop_tx, a);
    cx->failure = told;
    return dropped ? dropped : e;
}

static enum err take_whole(struct ctx *cx, struct whole_args *a, struct outbox_have *out)
{
    const struct outbox_piece *p = a->p;
    struct media_take how = {.county = a->county,
                             .takes = MEDIA_TAKES(MEDIA_PHOTO) | MEDIA_TAKES(MEDIA_SOUND)};
    const char *role = "report";
    str bytes;
    for (size_t i = 0; i < COUNT(roles); i++)
        if (str_is(p->field, roles[i].field)) {
            how.takes = roles[i].takes;
            role = roles[i].role;
        }
    enum err e = gather(cx, a->county, p, &bytes);
    if (!e &&
        (int64_t)bytes.len != p->size) /* the same piece came twice: the other made it whole */
        return outbox_has(cx, a->county, p->uuid, p->n, out);
    if (!e)
        e = media_take_bytes(cx, bytes, S(""), &how, &a->m);
    if (e == ERR_INVALID || e == ERR_TOO_BIG)
        return refuse(cx, a, e);
    if (e)
        return e;
    a->m.file.room = S("cases");
    a->m.file.role = str_of(role);
    a->m.file.county = a->county;
    a->m.file.ref = a->matter;
    e = db_write(cx, p->late ? join_tx : drop_tx, a);
    if (!e)
        *out = (struct outbox_have){.at = p->size, .done = true};
    if (!e && !p->late)
        out->word = media_hold(cx, &a->m);
    return e;
}

static enum err check(struct ctx *cx, const struct outbox_piece *p)
{
    if (!p->uuid.len || p->uuid.len > OUTBOX_UUID_MAX || p->n < 0 || p->n >= FILES_OF_FORM ||
        p->at < 0 || p->size < 1 || p->at + (int64_t)p->bytes.len > p->size)
        return ERR_INVALID;
    if (p->size > MEDIA_PHOTO_MOST)
        return fail(cx, ERR_TOO_BIG, _("This photo is larger than 25 MB."));
    return OK;
}

enum err outbox_put(struct ctx *cx, int64_t county, const struct outbox_piece *p,
                    struct outbox_have *out)
{
    struct whole_args w = {.p = p, .county = county};
    struct outbox_have h = {.at = 0};
    enum err e = check(cx, p);
    if (!e && p->late)
        e = matter_of(cx, county, p->uuid, &w.matter);
    if (!e)
        e = is_done(cx, county, p->uuid, p->n, &h.done);
    if (e || h.done) {
        if (!e)
            *out = h;
        return e;
    }
    struct seal_key k = piece_key(cx);
    struct put_args a = {
        .p = p, .county = county, .sealed = seal_text(&k, where_of(cx, county), p->bytes, cx->mem)};
    seal_key_wipe(&k);
    e = db_write(cx, put_tx, &a);
    if (e)
        return e;
    *out = (struct outbox_have){.at = a.at};
    return a.at < p->size ? OK : take_whole(cx, &w, out);
}

/* ---- keys ----------------------------------------------------------------- */

struct seal_key outbox_key(struct ctx *cx, int64_t county, int64_t account)
{
    unsigned char by[32];
    struct seal_key k;
    seal_derive(cx->seal, "outbox key", by);
    struct seal_hash h =
        seal_hmac((str){(const char *)by, sizeof by},
                  str_fmt(cx->mem, "%lld.%lld", (long long)county, (long long)account));
    memcpy(k.at, h.at, sizeof k.at);
    return k;
}

/* ---- a job: what never became whole --------------------------------------- */

struct sweep_args {
    int64_t county, did;
};

static enum err sweep_tx(struct ctx *cx, void *arg)
{
    struct sweep_args *a = arg;
    return db_exec(cx, &a->did, &outbox_sql_parts_sweep, db_int("county", a->county),
                   db_int("now", cx->now));
}

static enum err sweep(struct ctx *cx, int64_t county, int64_t *did)
{
    struct sweep_args a = {.county = county};
    enum err e = db_write(cx, sweep_tx, &a);
    if (!e)
        *did = a.did;
    return e;
}

const struct jobs_kind outbox_sweep_job = {
    .name = "outbox.sweep", .counties = &outbox_sql_sweeps, .step = sweep};
