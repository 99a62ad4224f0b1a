/* silent.c: a device that is not heard any more is noticed, and so is its return; and pictures of
 * what turned out to be nothing are forgotten. */
#include "rooms/devices/devices_own.h"

enum { OWNERS_MOST = 20, OLD_DAYS = 30, EACH_MOST = 50 };

enum kind { SILENT, BACK, KINDS };
const struct notices_kind devices_notices[] = {
    [SILENT] = {.name = "devices.silent",
                .text = N_("{title} has not been heard since {time}. Please look after it."),
                .when = NOTICES_SOON},
    [BACK] = {.name = "devices.back",
              .text = N_("{title} is heard again since {time}."),
              .when = NOTICES_SOON},
    [KINDS] = {0},
};

static enum err tell_owners(struct ctx *cx, const struct device *d, enum kind kind, int64_t at_ms)
{
    struct people_holder who[OWNERS_MOST];
    int n = 0;
    const struct tr_arg args[] = {TR("title", d->name),
                                  TR("time", frame_time_text(cx->mem, LANG_ZH, at_ms, cx->now))};
    struct notice_new in = {.county = d->county,
                            .kind = devices_notices[kind].name,
                            .ref = d->id,
                            .args = args,
                            .n_args = COUNT(args)};
    enum err e = people_holders(cx, d->county, ACT_DESK, d->scope, d->org, who, OWNERS_MOST, &n);
    for (int i = 0; !e && i < n; i++) {
        in.account = who[i].account;
        e = notices_tell(cx, &in);
    }
    return e;
}

enum err devices_tell(struct ctx *cx, const struct device *d, bool back)
{
    int64_t since = back ? cx->now : d->heard_ms ? d->heard_ms : d->added_ms;
    enum err e =
        device_fact(cx, &(struct device_fact){back ? "device.back" : "device.silent", "device",
                                              d->county, d->scope, d->id, .to = d->code});
    return e ? e : tell_owners(cx, d, back ? BACK : SILENT, since);
}

/* ---- falling silent ---------------------------------------------------------- */

static enum err silent_tx(struct ctx *cx, void *arg)
{
    const struct device *d = arg;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &devices_sql_silent, db_int("now", cx->now),
                         db_int("county", d->county), db_int("id", d->id));
    return e || !changed ? e : devices_tell(cx, d, false);
}

static enum err list_ids(struct rows *r, int64_t *ids, int *n)
{
    *n = 0;
    while (*n < EACH_MOST && db_next(r))
        ids[(*n)++] = db_get_int(r, 0);
    return db_end(r);
}

static enum err silent_ids(struct ctx *cx, int64_t county, int64_t *ids, int *n)
{
    AUTO_ROWS r =
        db_query(cx, &devices_sql_silent_list, db_int("county", county), db_int("now", cx->now));
    return list_ids(&r, ids, n);
}

static enum err silent_step(struct ctx *cx, int64_t county, int64_t *did)
{
    int64_t ids[EACH_MOST];
    int n = 0;
    enum err e = silent_ids(cx, county, ids, &n);
    for (int i = 0; !e && i < n; i++) {
        struct device d;
        e = device_find(cx, county, ids[i], &d);
        if (!e)
            e = db_write(cx, silent_tx, &d);
    }
    *did += n;
    return e;
}

const struct jobs_kind devices_silent_job = {
    .name = "devices.silent", .counties = &devices_sql_silent_counties, .step = silent_step};

/* ---- forgetting pictures ------------------------------------------------------ */

struct forget_args {
    int64_t county, id;
    struct media_file files[DEVICE_PHOTOS_MAX];
    int n;
};

static enum err forget_tx(struct ctx *cx, void *arg)
{
    const struct forget_args *a = arg;
    enum err e = db_exec(cx, NULL, &devices_sql_old_forget, db_int("county", a->county),
                         db_int("id", a->id));
    for (int i = 0; !e && i < a->n; i++)
        e = media_forget(cx, a->county, a->files[i].id);
    return e;
}

static enum err old_ids(struct ctx *cx, int64_t county, int64_t *ids, int *n)
{
    AUTO_ROWS r = db_query(cx, &devices_sql_old_list, db_int("county", county),
                           db_int("before", cx->now - OLD_DAYS * DAY_MS));
    return list_ids(&r, ids, n);
}

static enum err old_step(struct ctx *cx, int64_t county, int64_t *did)
{
    int64_t ids[EACH_MOST];
    int n = 0;
    enum err e = old_ids(cx, county, ids, &n);
    for (int i = 0; !e && i < n; i++) {
        struct forget_args a = {.county = county, .id = ids[i]};
        e = media_list(cx, county, "devices", ids[i], a.files, DEVICE_PHOTOS_MAX, &a.n);
        if (!e)
            e = db_write(cx, forget_tx, &a);
    }
    *did += n;
    return e;
}

const struct jobs_kind devices_old_job = {
    .name = "devices.old", .counties = &devices_sql_old_counties, .step = old_step};
