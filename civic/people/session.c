/* session: who is signed in on this device. The database knows the hash of the token only; a
 * session also ends when its account's epoch moves on (new password, disabled, erased). */
#include "civic/people/people_own.h"
#include "kit/jobs/jobs.h"

static const char *const kinds[SESSION_KINDS] = {"resident", "staff", "who"};

/* Residents stay signed in on their phone; a desk is left alone for two hours at most. */
static const struct {
    int64_t idle_ms, whole_ms;
} limits[SESSION_KINDS] = {
    [SESSION_RESIDENT] = {30 * (int64_t)DAY_MS, 180 * (int64_t)DAY_MS},
    [SESSION_STAFF] = {2 * HOUR_MS, 12 * HOUR_MS},
    [SESSION_WHO] = {10 * MINUTE_MS, 10 * MINUTE_MS},
};

struct open_args {
    const struct session *s;
    str hash;
    int64_t now;
};

static struct db_arg blob_or_null(const char *name, str v)
{
    return v.len ? db_blob(name, v) : db_null(name);
}

static enum err open_tx(struct ctx *cx, void *arg)
{
    const struct open_args *a = arg;
    const struct session *s = a->s;
    enum err e = db_exec(cx, NULL, &people_sql_session_add, db_blob("hash", a->hash),
                         db_int("county", s->county), db_int("account", s->account),
                         db_int("epoch", s->epoch), db_word("kind", kinds[s->kind]),
                         blob_or_null("device", s->device), blob_or_null("phone", s->phone_index),
                         db_int("now", a->now), db_int("idle", limits[s->kind].idle_ms),
                         db_int("expires", a->now + limits[s->kind].whole_ms));
    if (e || s->kind != SESSION_STAFF || !s->device.len)
        return e;
    return db_exec(cx, NULL, &people_sql_device_used, db_int("county", s->county),
                   db_blob("device", s->device), db_int("account", s->account),
                   db_int("now", a->now));
}

enum err session_open(struct ctx *cx, const struct session *in, str token)
{
    struct seal_hash h = seal_sha256(token);
    struct open_args a = {in, seal_hash_bytes(&h), clock_real_ms()};
    return db_write(cx, open_tx, &a);
}

bool session_has_ended(const struct session *s, int64_t now)
{
    return now >= s->expires_ms || now >= s->seen_ms + s->idle_ms;
}

enum err session_find(struct ctx *cx, str token, struct session *out)
{
    struct session s = {.hash = seal_sha256(token)};
    AUTO_ROWS rows = db_query(cx, &people_sql_session, db_blob("hash", seal_hash_bytes(&s.hash)));
    enum err e = db_one(&rows);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_SIGN_IN : e;
    s.county = db_get_int(&rows, 0);
    s.account = db_get_int(&rows, 1);
    s.epoch = db_get_int(&rows, 2);
    s.kind = (enum session_kind)db_get_enum(&rows, 3, kinds, SESSION_KINDS);
    s.parked = db_get_int(&rows, 4);
    s.seen_ms = db_get_int(&rows, 5);
    s.idle_ms = db_get_int(&rows, 6);
    s.expires_ms = db_get_int(&rows, 7);
    s.phone_index = str_keep(cx->mem, db_get_blob(&rows, 8));
    s.device = str_keep(cx->mem, db_get_blob(&rows, 9));
    if (session_has_ended(&s, clock_real_ms()))
        return ERR_SIGN_IN;
    *out = s;
    return OK;
}

struct seen_args {
    str hash;
    int64_t now;
    bool parked;
};

static enum err touch_tx(struct ctx *cx, void *arg)
{
    const struct seen_args *a = arg;
    return db_exec(cx, NULL, &people_sql_session_seen, db_int("now", a->now),
                   db_blob("hash", a->hash));
}

/* Once a minute is enough to know whether somebody is still there. */
enum err session_touch(struct ctx *cx, const struct session *s)
{
    struct seen_args a = {.hash = seal_hash_bytes(&s->hash), .now = clock_real_ms()};
    if (a.now - s->seen_ms < MINUTE_MS)
        return OK;
    return db_write(cx, touch_tx, &a);
}

static enum err park_tx(struct ctx *cx, void *arg)
{
    const struct seen_args *a = arg;
    return db_exec(cx, NULL, &people_sql_session_park, db_int("parked", a->parked),
                   db_int("now", a->now), db_blob("hash", a->hash));
}

enum err session_park(struct ctx *cx, const struct session *s, bool parked)
{
    struct seen_args a = {
        .hash = seal_hash_bytes(&s->hash), .now = clock_real_ms(), .parked = parked};
    return db_write(cx, park_tx, &a);
}

static enum err close_tx(struct ctx *cx, void *arg)
{
    const struct seen_args *a = arg;
    return db_exec(cx, NULL, &people_sql_session_close, db_blob("hash", a->hash));
}

enum err session_close(struct ctx *cx, const struct session *s)
{
    struct seen_args a = {.hash = seal_hash_bytes(&s->hash)};
    return db_write(cx, close_tx, &a);
}

enum err session_close_device(struct ctx *cx, int64_t county, int64_t account, str device)
{
    return db_exec(cx, NULL, &people_sql_sessions_close_device, db_blob("device", device),
                   db_int("account", account), db_int("county", county));
}

str people_tag(const struct ctx *cx)
{
    unsigned char key[32];
    if (!cx->actor || !cx->seal)
        return S("");
    seal_derive(cx->seal, "people tag", key);
    struct seal_hash h =
        seal_hmac((str){(const char *)key, sizeof key},
                  str_fmt(cx->mem, "%lld.%lld", (long long)cx->county, (long long)cx->actor));
    return str_hex(cx->mem, h.at, 8);
}

/* ---- a job: what has ended is removed ----------------------------------- */

struct sweep_args {
    int64_t now, did;
};

/* Tries older than a day count for nothing any more. */
static enum err sweep_tx(struct ctx *cx, void *arg)
{
    struct sweep_args *a = arg;
    enum err e = db_exec(cx, &a->did, &people_sql_sessions_sweep, db_int("now", a->now));
    if (!e)
        e = db_exec(cx, NULL, &people_sql_codes_sweep, db_int("now", a->now));
    return e ? e
             : db_exec(cx, NULL, &people_sql_attempts_sweep, db_int("old", a->now - DAY_MS),
                       db_int("now", a->now));
}

static enum err sweep(struct ctx *cx, int64_t county, int64_t *did)
{
    struct sweep_args a = {.now = clock_real_ms()};
    (void)county;
    enum err e = db_write(cx, sweep_tx, &a);
    if (!e)
        *did = a.did;
    return e;
}

const struct jobs_kind people_sweep_job = {
    .name = "people.sweep", .counties = &people_sql_sweeps, .step = sweep};
