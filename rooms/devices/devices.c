/* devices.c: the registry: which cameras and sensors there are, where, whose, and their tokens. */
#include "rooms/devices/devices_own.h"

#include "kit/seal/seal.h"

const char *const device_kind_names[DEVICE_KINDS] = {"water", "tilt", "smoke", "camera", "other"};

const char *device_kind_label(enum device_kind k)
{
    static const char *const labels[DEVICE_KINDS] = {N_("Water level"), N_("Manhole cover"),
                                                     N_("Smoke"), N_("Camera"), N_("Other device")};
    return labels[k];
}

const char *device_kind_unit(enum device_kind k)
{
    static const char *const units[DEVICE_KINDS] = {"m", "\xc2\xb0", "%/m", "", ""};
    return units[k];
}

enum err device_fact(struct ctx *cx, const struct device_fact *f)
{
    return facts_add(cx, &(struct fact){.county = f->county,
                                        .place = f->scope,
                                        .scope = f->scope,
                                        .subject_kind = f->subject_kind,
                                        .subject = f->subject,
                                        .kind = f->kind,
                                        .to = f->to,
                                        .reason = f->reason,
                                        .audience = FACTS_STAFF});
}

static enum err registry_fact(struct ctx *cx, const struct device *d, const char *kind)
{
    return device_fact(
        cx, &(struct device_fact){kind, "device", d->county, d->scope, d->id, .to = d->code});
}

/* ---- finding ------------------------------------------------------------- */

static struct device read_row(const struct rows *r, int64_t county)
{
    return (struct device){
        .county = county,
        .id = db_get_int(r, 0),
        .code = db_keep_text(r, 1),
        .name = db_keep_text(r, 2),
        .kind = (enum device_kind)db_get_enum(r, 3, device_kind_names, DEVICE_KINDS),
        .place = db_get_int(r, 4),
        .scope = db_get_int(r, 5),
        .spot = db_keep_text(r, 6),
        .located = !db_get_null(r, 7),
        .lat_u = db_get_int(r, 7),
        .lon_u = db_get_int(r, 8),
        .org = db_get_int(r, 9),
        .category = db_keep_text(r, 10),
        .has_alarm = !db_get_null(r, 11),
        .alarm_at = db_get_int(r, 11),
        .sure_least = db_get_int(r, 12),
        .window_ms = db_get_int(r, 13),
        .quiet_ms = db_get_int(r, 14),
        .added_ms = db_get_int(r, 15),
        .heard_ms = db_get_int(r, 16),
        .silent_ms = db_get_int(r, 17),
        .clock_off_ms = db_get_int(r, 18),
        .has_battery = !db_get_null(r, 19),
        .battery = db_get_int(r, 19),
        .has_value = !db_get_null(r, 20),
        .value = db_get_int(r, 20),
        .closed_ms = db_get_int(r, 21),
        .row_ver = db_get_int(r, 22),
        .token_hash = db_keep_text(r, 23),
    };
}

enum err device_find(struct ctx *cx, int64_t county, int64_t id, struct device *out)
{
    AUTO_ROWS r = db_query(cx, &devices_sql_by_id, db_int("county", county), db_int("id", id));
    enum err e = db_one(&r);
    if (!e)
        *out = read_row(&r, county);
    return e;
}

enum err device_find_code(struct ctx *cx, int64_t county, str code, struct device *out)
{
    AUTO_ROWS r =
        db_query(cx, &devices_sql_by_code, db_int("county", county), db_text("code", code));
    enum err e = db_one(&r);
    if (!e)
        *out = read_row(&r, county);
    return e;
}

enum err device_by_token(struct ctx *cx, str secret, struct device *out)
{
    struct seal_hash hash = seal_sha256(secret);
    int64_t county, id;
    enum err e = door_find(cx, "device", seal_hash_bytes(&hash), &county, &id);
    if (!e)
        e = device_find(cx, county, id, out);
    return !e && out->closed_ms ? ERR_NOT_FOUND : e;
}

enum err device_list(struct ctx *cx, int64_t county, int64_t lo, int64_t hi, struct device **out,
                     int *n)
{
    struct device *at = NEW_N(cx->mem, struct device, DEVICES_MAX);
    AUTO_ROWS r = db_query(cx, &devices_sql_list, db_int("county", county), db_int("lo", lo),
                           db_int("hi", hi), db_word("after", ""), db_int("max", DEVICES_MAX));
    *n = 0;
    while (*n < DEVICES_MAX && db_next(&r))
        at[(*n)++] = read_row(&r, county);
    *out = at;
    return db_end(&r);
}

/* ---- what may be written ---------------------------------------------------- */

static bool is_code(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!islower((unsigned char)s.at[i]) && !isdigit((unsigned char)s.at[i]) &&
            s.at[i] != '-' && s.at[i] != '_')
            return false;
    return s.len >= 2 && s.len <= DEVICE_CODE_MAX;
}

static enum err check_owner(struct ctx *cx, const struct device *d)
{
    struct org o;
    if (org_find(cx, d->county, d->org, &o) || o.closed)
        return fail_field(cx, "org", _("Choose the organisation that looks after the device."));
    return OK;
}

static enum err check_category(struct ctx *cx, const struct device *d)
{
    struct category c;
    enum err e = d->category.len ? cases_category_find(cx, d->county, d->category, &c) : OK;
    return e == ERR_NOT_FOUND ? fail_field(cx, "category", _("Choose from the list.")) : e;
}

static enum err check_numbers(struct ctx *cx, const struct device *d)
{
    enum err e = OK;
    if (d->sure_least < 0 || d->sure_least > 100)
        e = fail_field(cx, "sure_least", _("Write a number from 0 to 100."));
    if (d->window_ms < 60000 || d->window_ms > DAY_MS)
        e = fail_field(cx, "window", _("A burst is put together over 1 to 1,440 minutes."));
    if (d->quiet_ms < 300000 || d->quiet_ms > 90 * DAY_MS)
        e = fail_field(cx, "quiet", _("A device may be silent for 5 minutes to 90 days."));
    return e;
}

static enum err check(struct ctx *cx, const struct device *d)
{
    enum err e = OK, e2;
    if (!is_code(d->code))
        e = fail_field(cx, "code",
                       _("2 to 40 small letters, digits, hyphens: as it calls itself."));
    if (!d->name.len)
        e = fail_field(cx, "name", _("Give the device a name that says where it hangs."));
    if ((e2 = check_owner(cx, d)) || (e2 = check_category(cx, d)))
        e = e2;
    e2 = check_numbers(cx, d);
    return e ? e : e2;
}

static bool keeps(struct ctx *cx, int64_t county)
{
    return may(cx, ACT_SYSTEM_CONFIG, county * 1000000000, NO_ORG);
}

/* ---- writing ------------------------------------------------------------------ */

static enum err add_tx(struct ctx *cx, void *arg)
{
    const struct device *d = arg;
    if (!keeps(cx, d->county))
        return ERR_DENIED;
    enum err e = db_exec(
        cx, NULL, &devices_sql_insert, db_int("county", d->county), db_int("id", d->id),
        db_text("code", d->code), db_text("name", d->name),
        db_word("kind", device_kind_names[d->kind]), db_int("place", d->place),
        db_int("scope", d->scope), db_text("spot", d->spot),
        device_maybe("lat_u", d->located, d->lat_u), device_maybe("lon_u", d->located, d->lon_u),
        db_int("org", d->org), db_text("category", d->category),
        device_maybe("alarm_at", d->has_alarm, d->alarm_at), db_int("sure_least", d->sure_least),
        db_int("window_ms", d->window_ms), db_int("quiet_ms", d->quiet_ms), db_int("now", cx->now),
        db_int("due", cx->now + d->quiet_ms));
    return e ? e : registry_fact(cx, d, "device.added");
}

enum err device_add(struct ctx *cx, const struct device *in, int64_t *id)
{
    struct device d = *in;
    enum err e = check(cx, &d);
    if (e)
        return e;
    d.id = db_new_id(cx);
    e = db_write(cx, add_tx, &d);
    if (e == ERR_CONFLICT)
        return fail_field(cx, "code", _("Another device has this code already."));
    if (!e)
        *id = d.id;
    return e;
}

static enum err change_tx(struct ctx *cx, void *arg)
{
    const struct device *d = arg;
    int64_t changed = 0, from = d->heard_ms > d->added_ms ? d->heard_ms : d->added_ms;
    if (!keeps(cx, d->county))
        return ERR_DENIED;
    enum err e = db_exec(
        cx, &changed, &devices_sql_change, db_text("name", d->name),
        db_word("kind", device_kind_names[d->kind]), db_int("place", d->place),
        db_int("scope", d->scope), db_text("spot", d->spot),
        device_maybe("lat_u", d->located, d->lat_u), device_maybe("lon_u", d->located, d->lon_u),
        db_int("org", d->org), db_text("category", d->category),
        device_maybe("alarm_at", d->has_alarm, d->alarm_at), db_int("sure_least", d->sure_least),
        db_int("window_ms", d->window_ms), db_int("quiet_ms", d->quiet_ms),
        db_int("due", from + d->quiet_ms), db_int("county", d->county), db_int("id", d->id),
        db_int("seen", d->row_ver));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Someone changed this first. Look again."));
    return e ? e : registry_fact(cx, d, "device.changed");
}

enum err device_change(struct ctx *cx, const struct device *in)
{
    struct device d = *in;
    enum err e = check(cx, &d);
    return e ? e : db_write(cx, change_tx, &d);
}

static enum err drop_door(struct ctx *cx, const struct device *d)
{
    struct seal_hash hash;
    if (!d->token_hash.len || str_unhex(d->token_hash, hash.at, sizeof hash.at))
        return OK;
    return door_close(cx, "device", seal_hash_bytes(&hash));
}

static enum err close_tx(struct ctx *cx, void *arg)
{
    const struct device *d = arg;
    int64_t changed = 0;
    if (!keeps(cx, d->county))
        return ERR_DENIED;
    enum err e =
        db_exec(cx, &changed, &devices_sql_close, db_int("now", cx->now),
                db_int("county", d->county), db_int("id", d->id), db_int("seen", d->row_ver));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Someone changed this first. Look again."));
    if (!e)
        e = drop_door(cx, d);
    return e ? e : registry_fact(cx, d, "device.closed");
}

enum err device_close(struct ctx *cx, const struct device *d)
{
    struct device own = *d;
    return db_write(cx, close_tx, &own);
}

/* ---- tokens ---------------------------------------------------------------------- */

enum err device_put_token(struct ctx *cx, const struct device *d, str secret)
{
    struct seal_hash hash = seal_sha256(secret);
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &devices_sql_token, db_text("hash", seal_hash_hex(&hash, cx->mem)),
                db_int("county", d->county), db_int("id", d->id), db_int("seen", d->row_ver));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Someone changed this first. Look again."));
    if (!e)
        e = drop_door(cx, d);
    return e ? e : door_open(cx, "device", seal_hash_bytes(&hash), d->county, d->id, 0);
}

struct token_args {
    const struct device *d;
    str secret;
};

static enum err token_tx(struct ctx *cx, void *arg)
{
    const struct token_args *a = arg;
    if (!keeps(cx, a->d->county))
        return ERR_DENIED;
    enum err e = device_put_token(cx, a->d, a->secret);
    return e ? e : registry_fact(cx, a->d, "device.token");
}

enum err device_token(struct ctx *cx, const struct device *d, str *secret)
{
    struct token_args a = {d, seal_token(cx->mem)};
    enum err e = db_write(cx, token_tx, &a);
    if (!e)
        *secret = a.secret;
    return e;
}

/* ---- how often they were right ---------------------------------------------------- */

enum { RATE_DAYS = 90 };

enum err device_rates(struct ctx *cx, int64_t county, struct device_rate **out, int *n)
{
    struct device_rate *at = NEW_N(cx->mem, struct device_rate, DEVICES_MAX);
    AUTO_ROWS r = db_query(cx, &devices_sql_rates, db_int("county", county),
                           db_int("since", cx->now - RATE_DAYS * DAY_MS));
    *n = 0;
    while (*n < DEVICES_MAX && db_next(&r))
        at[(*n)++] = (struct device_rate){db_get_int(&r, 0), db_get_int(&r, 1), db_get_int(&r, 2)};
    *out = at;
    return db_end(&r);
}

enum err device_rate(struct ctx *cx, int64_t county, int64_t device, struct device_rate *out)
{
    AUTO_ROWS r = db_query(cx, &devices_sql_rate, db_int("county", county),
                           db_int("device", device), db_int("since", cx->now - RATE_DAYS * DAY_MS));
    enum err e = db_one(&r);
    if (!e)
        *out = (struct device_rate){device, db_get_int(&r, 0), db_get_int(&r, 1)};
    return e;
}
