/* phone.c: binding a phone, opening it, taking it away. */
#include "rooms/field/phone.h"

#include "civic/facts/facts.h"
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "rooms/field/field.h"
#include "rooms/field/phone_sql.h"

static const char door_code[] = "phone-code", door_phone[] = "phone";

/* ---- whose ---------------------------------------------------------------- */

static bool has_act(str acts, const char *act)
{
    while (acts.len)
        if (str_is(str_cut(&acts, ' '), act))
            return true;
    return false;
}

struct street { /* roles that work on the street */
    struct role *at;
    int n;
};

static enum err read_street(struct ctx *cx, struct street *s)
{
    enum { ROLES_MAX = 200 };
    struct role *all = NEW_N(cx->mem, struct role, ROLES_MAX);
    int n = 0;
    enum err e = role_list(cx, all, ROLES_MAX, &n);
    s->at = all;
    for (int i = 0; !e && i < n; i++)
        if (has_act(all[i].acts, ACT_FIELD))
            s->at[s->n++] = all[i];
    return e;
}

static bool is_street(const struct street *s, str role)
{
    for (int i = 0; i < s->n; i++)
        if (str_eq(s->at[i].role, role))
            return true;
    return false;
}

static void add_worker(const struct people_at *p, struct phone_worker *out, int *n)
{
    for (int i = 0; i < *n; i++)
        if (out[i].account == p->account)
            return;
    if (*n < PHONE_WORKERS_MAX)
        out[(*n)++] = (struct phone_worker){p->account, p->name, p->label};
}

enum err phone_workers(struct ctx *cx, int64_t county, struct phone_worker *out, int *n)
{
    struct posts_reach r;
    struct street s = {.n = 0};
    int found = 0;
    posts_reach(cx, ACT_PHONES, &r);
    enum err e = read_street(cx, &s);
    for (int i = 0; !e && i < r.ranges; i++) {
        struct people_at *at;
        int k = 0;
        e = people_at(cx, county, r.lo[i], r.hi[i], &at, &k);
        for (int j = 0; !e && j < k; j++)
            if (is_street(&s, at[j].role))
                add_worker(&at[j], out, &found);
    }
    *n = found;
    return e;
}

static enum err is_mine(struct ctx *cx, int64_t county, int64_t account)
{
    struct phone_worker *all = NEW_N(cx->mem, struct phone_worker, PHONE_WORKERS_MAX);
    int n = 0;
    if (cx->county == county && may_somewhere(cx, ACT_SECURITY_ACCOUNTS))
        return OK;
    enum err e = phone_workers(cx, county, all, &n);
    for (int i = 0; !e && i < n; i++)
        if (all[i].account == account)
            return OK;
    return e ? e : ERR_NOT_FOUND;
}

/* ---- the code ------------------------------------------------------------- */

struct offer_args {
    int64_t county, account;
    struct seal_hash hash;
};

static enum err note(struct ctx *cx, const char *kind, int64_t county, int64_t account)
{
    return facts_add(cx, &(struct fact){.county = county,
                                        .subject_kind = "account",
                                        .subject = account,
                                        .kind = kind,
                                        .audience = FACTS_STAFF});
}

static enum err offer_tx(struct ctx *cx, void *arg)
{
    const struct offer_args *a = arg;
    enum err e = is_mine(cx, a->county, a->account);
    if (!e)
        e = door_open(cx, door_code, seal_hash_bytes(&a->hash), a->county, a->account,
                      clock_real_ms() + PHONE_CODE_MINUTES * MINUTE_MS);
    return e ? e : note(cx, "phone.offered", a->county, a->account);
}

enum err phone_offer(struct ctx *cx, int64_t county, int64_t account, str *code)
{
    str made = seal_token_short(cx->mem);
    struct offer_args a = {county, account, seal_sha256(made)};
    enum err e = db_write(cx, offer_tx, &a);
    if (!e)
        *code = made;
    return e;
}

enum err phone_offered(struct ctx *cx, str code, int64_t *county, int64_t *account)
{
    str clean;
    if (seal_token_clean(code, &clean, cx->mem))
        return ERR_NOT_FOUND;
    struct seal_hash h = seal_sha256(clean);
    return door_find(cx, door_code, seal_hash_bytes(&h), county, account);
}

/* ---- binding and opening ---------------------------------------------------- */

struct bind_args {
    int64_t county, account, id;
    str name, word, session;
    struct seal_hash code, hash;
    int64_t epoch;
};

static enum err open_session(struct ctx *cx, const struct bind_args *a)
{
    struct session s = {.kind = SESSION_STAFF,
                        .county = a->county,
                        .account = a->account,
                        .epoch = a->epoch,
                        .device = seal_hash_bytes(&a->hash)};
    return session_open(cx, &s, a->session);
}

static int64_t end_of(int64_t real_ms)
{
    return real_ms + PHONE_DAYS * (int64_t)DAY_MS;
}

static enum err bind_tx(struct ctx *cx, void *arg)
{
    const struct bind_args *a = arg;
    int64_t now = clock_real_ms();
    enum err e = db_exec(cx, NULL, &phone_sql_add, db_int("county", a->county), db_int("id", a->id),
                         db_int("account", a->account), db_text("name", a->name),
                         db_blob("hash", seal_hash_bytes(&a->hash)),
                         db_blob("code", seal_hash_bytes(&a->code)), db_int("now", now),
                         db_int("until", end_of(now)));
    if (e == ERR_CONFLICT)
        return fail(cx, ERR_NOT_FOUND, _("This code was used already. Ask for a new one."));
    if (!e)
        e = door_close(cx, door_code, seal_hash_bytes(&a->code));
    if (!e)
        e = door_open(cx, door_phone, seal_hash_bytes(&a->hash), a->county, a->id, end_of(now));
    if (!e)
        e = open_session(cx, a);
    return e ? e : note(cx, "phone.bound", a->county, a->account);
}

/* From now on the request is the worker's: the account has to be open. */
static enum err be(struct ctx *cx, int64_t county, int64_t account, int64_t *epoch)
{
    cx->county = county;
    cx->actor = account;
    enum err e = people_load(cx);
    if (!e)
        *epoch = cx->posts->epoch;
    return e;
}

enum err phone_bind(struct ctx *cx, str code, str name, struct phone_bound *out)
{
    str clean;
    struct bind_args a = {.name = utf8_head(str_clean_line(cx->mem, name), 60)};
    enum err e = seal_token_clean(code, &clean, cx->mem) ? ERR_NOT_FOUND : OK;
    if (!e)
        e = phone_offered(cx, clean, &a.county, &a.account);
    if (!e)
        e = be(cx, a.county, a.account, &a.epoch);
    if (e == ERR_NOT_FOUND)
        return fail(cx, e, _("This code was used already, or is too old. Ask for a new one."));
    if (e)
        return e;
    a.id = db_new_id(cx);
    a.word = seal_token(cx->mem);
    a.session = seal_token(cx->mem);
    a.code = seal_sha256(clean);
    a.hash = seal_sha256(a.word);
    cx->idem = NULL; /* its answer holds secrets: a repeat is a new try, and the code is used */
    e = db_write(cx, bind_tx, &a);
    if (!e)
        *out = (struct phone_bound){a.county, a.account, a.word, a.session};
    return e;
}

static enum err find(struct ctx *cx, int64_t county, int64_t id, struct phone *out,
                     struct seal_hash *hash)
{
    AUTO_ROWS r = db_query(cx, &phone_sql_find, db_int("county", county), db_int("id", id));
    enum err e = db_one(&r);
    if (e)
        return e;
    *out = (struct phone){.county = county,
                          .id = id,
                          .account = db_get_int(&r, 0),
                          .name = db_keep_text(&r, 1),
                          .bound_ms = db_get_int(&r, 3),
                          .seen_ms = db_get_int(&r, 4),
                          .until_ms = db_get_int(&r, 5),
                          .revoked_ms = db_get_int(&r, 6)};
    str h = db_get_blob(&r, 2);
    memcpy(hash->at, h.at, h.len < sizeof hash->at ? h.len : sizeof hash->at);
    return OK;
}

static enum err open_tx(struct ctx *cx, void *arg)
{
    const struct bind_args *a = arg;
    int64_t changed = 0, now = clock_real_ms();
    enum err e =
        db_exec(cx, &changed, &phone_sql_seen, db_int("now", now), db_int("until", end_of(now)),
                db_int("county", a->county), db_int("id", a->id));
    if (!e && !changed)
        return ERR_NOT_FOUND;
    if (!e)
        e = door_close(cx, door_phone, seal_hash_bytes(&a->hash));
    if (!e)
        e = door_open(cx, door_phone, seal_hash_bytes(&a->hash), a->county, a->id, end_of(now));
    return e ? e : open_session(cx, a);
}

enum err phone_open(struct ctx *cx, str word, str *session)
{
    struct bind_args a = {.hash = seal_sha256(word), .session = seal_token(cx->mem)};
    struct seal_hash hash;
    struct phone p;
    enum err e = door_find(cx, door_phone, seal_hash_bytes(&a.hash), &a.county, &a.id);
    if (!e)
        e = find(cx, a.county, a.id, &p, &hash);
    if (!e)
        e = be(cx, a.county, p.account, &a.epoch);
    a.account = e ? 0 : p.account;
    cx->idem = NULL;
    if (!e)
        e = db_write(cx, open_tx, &a);
    if (e == ERR_NOT_FOUND)
        return fail(cx, ERR_DENIED,
                    _("This phone is not bound any more. Have it bound again at the desk."));
    if (!e)
        *session = a.session;
    return e;
}

/* ---- taking away ---------------------------------------------------------------- */

enum err phone_list(struct ctx *cx, int64_t county, struct phone *out, int *n)
{
    int got = 0;
    struct phone *all = NEW_N(cx->mem, struct phone, PHONES_MAX);
    AUTO_ROWS r =
        db_query(cx, &phone_sql_list, db_int("county", county), db_int("max", PHONES_MAX));
    while (got < PHONES_MAX && db_next(&r))
        all[got++] = (struct phone){.county = county,
                                    .id = db_get_int(&r, 0),
                                    .account = db_get_int(&r, 1),
                                    .name = db_keep_text(&r, 2),
                                    .bound_ms = db_get_int(&r, 3),
                                    .seen_ms = db_get_int(&r, 4),
                                    .until_ms = db_get_int(&r, 5),
                                    .revoked_ms = db_get_int(&r, 6)};
    enum err e = db_end(&r);
    *n = 0;
    for (int i = 0; !e && i < got; i++) {
        enum err seen = is_mine(cx, county, all[i].account);
        if (seen == ERR_NOT_FOUND)
            continue;
        e = seen;
        all[i].worker = people_name(cx, county, all[i].account);
        out[(*n)++] = all[i];
    }
    return e;
}

struct revoke_args {
    int64_t county, id;
};

static enum err revoke_tx(struct ctx *cx, void *arg)
{
    const struct revoke_args *a = arg;
    struct phone p;
    struct seal_hash hash;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &phone_sql_revoke, db_int("now", clock_real_ms()),
                         db_int("county", a->county), db_int("id", a->id));
    if (!e && !changed)
        e = ERR_NOT_FOUND;
    if (!e)
        e = find(cx, a->county, a->id, &p, &hash);
    if (!e)
        e = is_mine(cx, a->county, p.account);
    if (!e)
        e = door_close(cx, door_phone, seal_hash_bytes(&hash));
    if (!e)
        e = session_close_device(cx, a->county, p.account, seal_hash_bytes(&hash));
    return e ? e : note(cx, "phone.revoked", a->county, p.account);
}

enum err phone_revoke(struct ctx *cx, int64_t county, int64_t id)
{
    struct revoke_args a = {county, id};
    return db_write(cx, revoke_tx, &a);
}

/* ---- the demo ---------------------------------------------------------------------- */

static enum err demo_phone(struct ctx *cx, const struct bind_args *a, int64_t bound_ms)
{
    return db_exec(cx, NULL, &phone_sql_add, db_int("county", a->county), db_int("id", a->id),
                   db_int("account", a->account), db_text("name", a->name),
                   db_blob("hash", seal_hash_bytes(&a->hash)),
                   db_blob("code", seal_hash_bytes(&a->code)), db_int("now", bound_ms),
                   db_int("until", end_of(bound_ms)));
}

static enum err demo_tx(struct ctx *cx, void *arg)
{
    const struct bind_args *two = arg;
    int64_t now = cx->now;
    enum err e = demo_phone(cx, &two[0], now - 20 * (int64_t)DAY_MS);
    if (!e)
        e = db_exec(cx, NULL, &phone_sql_revoke, db_int("now", now - 6 * (int64_t)DAY_MS),
                    db_int("county", two[0].county), db_int("id", two[0].id));
    return e ? e : demo_phone(cx, &two[1], now - 6 * (int64_t)DAY_MS);
}

static enum err is_empty(struct ctx *cx, int64_t county, bool *out)
{
    AUTO_ROWS r = db_query(cx, &phone_sql_list, db_int("county", county), db_int("max", 1));
    *out = !db_next(&r);
    return db_end(&r);
}

/* Nobody knows the word of either. */
enum err phone_demo(struct ctx *cx, int64_t county, int64_t account)
{
    static const char *const names[] = {"Redmi 9A", "HUAWEI nova Y61"};
    struct bind_args two[COUNT(names)];
    bool empty = false;
    enum err e = is_empty(cx, county, &empty);
    if (e || !empty)
        return e;
    for (size_t i = 0; i < COUNT(two); i++) {
        str word = seal_token(cx->mem), code = seal_token(cx->mem);
        two[i] = (struct bind_args){.county = county,
                                    .account = account,
                                    .id = db_new_id(cx),
                                    .name = str_of(names[i]),
                                    .code = seal_sha256(code),
                                    .hash = seal_sha256(word)};
    }
    return db_write(cx, demo_tx, two);
}
