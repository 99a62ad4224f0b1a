/* events.c: events for people: lists, confirming, dismissing, entering by hand. */
#include "rooms/devices/devices_own.h"

const char *const device_state_names[DEVICE_STATES] = {"open", "filed", "dismissed"};

/* ---- writing a new one ------------------------------------------------------- */

enum err device_photo_add(struct ctx *cx, const struct media_new *photo, int64_t county,
                          int64_t event)
{
    struct media_new m = *photo;
    m.file.county = county;
    m.file.room = S("devices");
    m.file.role = S("report");
    m.file.ref = event;
    return media_add(cx, &m);
}

/* Where the device hangs, unless it says better. */
static struct device_event_new placed(const struct device_event_new *in)
{
    struct device_event_new at = *in;
    if (in->d) {
        at.place = in->d->place;
        at.scope = in->d->scope;
        at.spot = in->d->spot;
        at.located = in->d->located;
        at.lat_u = in->d->lat_u;
        at.lon_u = in->d->lon_u;
    }
    if (in->said->located) {
        at.located = true;
        at.lat_u = in->said->lat_u;
        at.lon_u = in->said->lon_u;
    }
    return at;
}

enum err device_event_insert(struct ctx *cx, const struct device_event_new *in)
{
    const struct device_said *s = in->said;
    struct device_event_new at = placed(in);
    enum device_kind kind = in->d ? in->d->kind : DEVICE_CAMERA;
    enum err e = db_exec(cx, NULL, &devices_sql_event_insert, db_int("county", in->county),
                         db_int("id", in->id), db_int("device", in->d ? in->d->id : 0),
                         db_word("kind", device_kind_names[kind]), db_text("what", s->what),
                         db_text("occurrence", s->occurrence), db_word("source", in->source),
                         db_int("place", at.place), db_int("scope", at.scope),
                         db_text("spot", at.spot), device_maybe("lat_u", at.located, at.lat_u),
                         device_maybe("lon_u", at.located, at.lon_u), db_int("sure", s->sure),
                         device_maybe("value", s->has_value, s->value), db_text("said", s->text),
                         db_int("photos", in->photo != NULL), db_int("n", in->n),
                         db_int("happened", in->happened_ms), db_int("now", cx->now));
    if (!e && in->photo)
        e = device_photo_add(cx, in->photo, in->county, in->id);
    return e ? e
             : device_fact(cx, &(struct device_fact){"device.alarm", "device_event", in->county,
                                                     at.scope, in->id, .to = s->what});
}

/* ---- finding ------------------------------------------------------------------- */

static struct device_event read_row(const struct rows *r, int64_t county)
{
    return (struct device_event){
        .county = county,
        .id = db_get_int(r, 0),
        .device = db_get_int(r, 1),
        .kind = (enum device_kind)db_get_enum(r, 2, device_kind_names, DEVICE_KINDS),
        .what = db_keep_text(r, 3),
        .source = db_keep_text(r, 4),
        .state = (enum device_state)db_get_enum(r, 5, device_state_names, DEVICE_STATES),
        .place = db_get_int(r, 6),
        .scope = db_get_int(r, 7),
        .spot = db_keep_text(r, 8),
        .located = !db_get_null(r, 9),
        .lat_u = db_get_int(r, 9),
        .lon_u = db_get_int(r, 10),
        .sure = db_get_int(r, 11),
        .has_value = !db_get_null(r, 12),
        .value = db_get_int(r, 12),
        .said = db_keep_text(r, 13),
        .photos = db_get_int(r, 14),
        .n = db_get_int(r, 15),
        .happened_ms = db_get_int(r, 16),
        .first_ms = db_get_int(r, 17),
        .last_ms = db_get_int(r, 18),
        .matter = db_get_int(r, 19),
        .number = db_keep_text(r, 20),
        .reason = db_keep_text(r, 21),
        .words = db_keep_text(r, 22),
        .account = db_get_int(r, 23),
        .decided_ms = db_get_int(r, 24),
        .device_name = db_keep_text(r, 25),
        .device_code = db_keep_text(r, 26),
        .category = db_keep_text(r, 27),
    };
}

enum err device_event_list(struct ctx *cx, const struct device_filter *f, struct device_event *out,
                           int max, int *n)
{
    struct posts_reach reach;
    posts_reach(cx, ACT_DEVICES, &reach);
    AUTO_ROWS r = db_query(
        cx, &devices_sql_event_list, db_int("county", f->county), db_text("state", f->state),
        db_text("kind", f->kind), db_int("device", f->device),
        db_int("before", f->before ? f->before : INT64_MAX), db_int("lo", f->lo),
        db_int("hi", f->lo ? f->hi : INT64_MAX), POSTS_RANGE_ARGS(reach), db_int("max", max));
    *n = 0;
    while (*n < max && db_next(&r))
        out[(*n)++] = read_row(&r, f->county);
    return db_end(&r);
}

enum err device_event_find(struct ctx *cx, int64_t county, int64_t id, struct device_event *out)
{
    struct device_event ev;
    AUTO_ROWS r = db_query(cx, &devices_sql_event, db_int("county", county), db_int("id", id));
    enum err e = db_one(&r);
    if (e)
        return e;
    ev = read_row(&r, county);
    if (!may(cx, ACT_DEVICES, ev.scope, NO_ORG))
        return ERR_NOT_FOUND;
    *out = ev;
    return OK;
}

enum err device_event_waiting(struct ctx *cx, int64_t county, int64_t *n)
{
    struct posts_reach reach;
    posts_reach(cx, ACT_DEVICES, &reach);
    AUTO_ROWS r =
        db_query(cx, &devices_sql_event_open, db_int("county", county), POSTS_RANGE_ARGS(reach));
    enum err e = db_one(&r);
    if (!e)
        *n = db_get_int(&r, 0);
    return e;
}

/* ---- deciding ------------------------------------------------------------------- */

struct decide_args {
    const struct device_event *ev;
    enum device_state state;
    str reason, words;
    const struct cases_report *report; /* filing */
    struct cases_receipt receipt;      /* result */
};

static enum err decide(struct ctx *cx, const struct decide_args *a)
{
    const struct device_event *ev = a->ev;
    int64_t changed = 0;
    enum err e = db_exec(
        cx, &changed, &devices_sql_event_decide, db_word("state", device_state_names[a->state]),
        db_text("reason", a->reason), db_text("words", a->words), db_int("account", cx->actor),
        db_int("now", cx->now), db_int("county", ev->county), db_int("id", ev->id));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Somebody has decided about this already."));
    if (!e && !may(cx, ACT_DEVICES, ev->scope, NO_ORG))
        return ERR_NOT_FOUND;
    return e;
}

static enum err file_tx(struct ctx *cx, void *arg)
{
    struct decide_args *a = arg;
    enum err e = decide(cx, a);
    if (!e)
        e = cases_open(cx, a->report, &a->receipt);
    str number = str_of(a->receipt.number);
    if (!e)
        e = db_exec(cx, NULL, &devices_sql_event_filed, db_int("matter", a->receipt.id),
                    db_text("number", number), db_int("county", a->ev->county),
                    db_int("id", a->ev->id));
    if (!e)
        e = db_idem_result(cx, str_fmt(cx->mem, "/desk/devices?filed=%.*s", STR_ARG(number)));
    return e ? e
             : device_fact(cx, &(struct device_fact){"device.filed", "device_event", a->ev->county,
                                                     a->ev->scope, a->ev->id, .to = number});
}

/* The picture becomes the case's own: a second file, made anew like every other. */
static enum err copy_photo(struct ctx *cx, const struct media_file *f, struct cases_files *out)
{
    struct media_take how = {.county = f->county, .takes = MEDIA_TAKES(MEDIA_PHOTO)};
    struct media_new *m = &out->at[out->n];
    int fd = -1;
    size_t got = 0;
    char *at = NEW_N(cx->mem, char, DEVICE_PHOTO_BYTES);
    enum err e = media_open(cx, f, MEDIA_FULL, &fd);
    if (e)
        return e;
    for (ssize_t n;
         got < DEVICE_PHOTO_BYTES && (n = read(fd, at + got, DEVICE_PHOTO_BYTES - got)) > 0;)
        got += (size_t)n;
    close(fd);
    e = media_take_bytes(cx, (str){at, got}, S("snapshot.jpg"), &how, m);
    if (e)
        return e;
    m->file.room = S("cases");
    m->file.role = S("report");
    out->n++;
    return OK;
}

static enum err copy_photos(struct ctx *cx, const struct device_event *ev, struct cases_files *out)
{
    struct media_file files[DEVICE_PHOTOS_MAX];
    int n = 0;
    enum err e = cx->media
                     ? media_list(cx, ev->county, "devices", ev->id, files, DEVICE_PHOTOS_MAX, &n)
                     : OK;
    for (int i = 0; !e && i < n; i++)
        if (files[i].state == MEDIA_READY)
            e = copy_photo(cx, &files[i], out);
    return e;
}

static str body_of(struct ctx *cx, const struct device_event *ev, str words)
{
    struct buf b = buf_new(cx->mem, CASES_BODY_MAX);
    buf_fmt(&b, "%.*s%s%.*s", STR_ARG(ev->device_name), ev->device_name.len ? ": " : "",
            STR_ARG(device_what_text(cx, ev->what)));
    if (ev->has_value)
        buf_fmt(&b, " %.*s", STR_ARG(device_value_text(cx->mem, ev->kind, ev->value)));
    if (ev->said.len)
        buf_fmt(&b, "\n%.*s", STR_ARG(ev->said));
    if (words.len)
        buf_fmt(&b, "\n%.*s", STR_ARG(words));
    return buf_done(&b);
}

enum err device_file(struct ctx *cx, const struct device_event *ev, const struct device_filing *in,
                     char *number)
{
    struct cases_files files = {.n = 0};
    struct cases_report report = {.county = ev->county,
                                  .community = ev->scope,
                                  .code = in->category,
                                  .source = "sensor",
                                  .body = body_of(cx, ev, in->words),
                                  .spot = {.words = ev->spot,
                                           .measured = ev->located,
                                           .lat_u = ev->lat_u,
                                           .lon_u = ev->lon_u},
                                  .urgent = in->urgent,
                                  .files = &files};
    struct decide_args a = {ev, DEVICE_FILED, .words = in->words, .report = &report};
    struct category c;
    enum err e = cases_category_find(cx, ev->county, in->category, &c);
    if (e == ERR_NOT_FOUND)
        return fail_field(cx, "category", _("Choose the kind of problem."));
    if (!e)
        e = copy_photos(cx, ev, &files);
    if (!e)
        e = db_write(cx, file_tx, &a);
    if (!e)
        snprintf(number, MATTERS_NUMBER_MAX, "%s", a.receipt.number);
    return e;
}

const char *const device_reasons[] = {"nothing", "animal", "fault", "test", "known", NULL};

const char *device_reason_label(str reason)
{
    static const char *const labels[] = {N_("Nothing there"), N_("Animal, plant or weather"),
                                         N_("The device is faulty"), N_("Test or maintenance"),
                                         N_("Known already, somebody is on it")};
    for (size_t i = 0; device_reasons[i]; i++)
        if (str_is(reason, device_reasons[i]))
            return labels[i];
    return NULL;
}

static enum err dismiss_tx(struct ctx *cx, void *arg)
{
    const struct decide_args *a = arg;
    enum err e = decide(cx, a);
    return e ? e
             : device_fact(cx,
                           &(struct device_fact){"device.dismissed", "device_event", a->ev->county,
                                                 a->ev->scope, a->ev->id, .reason = a->reason});
}

enum err device_dismiss(struct ctx *cx, const struct device_event *ev, str reason, str words)
{
    struct decide_args a = {ev, DEVICE_DISMISSED, reason, words};
    if (!device_reason_label(reason))
        return fail_field(cx, "reason", _("Say why it is not followed up."));
    return db_write(cx, dismiss_tx, &a);
}

/* ---- by hand ---------------------------------------------------------------------- */

struct see_args {
    struct device_event_new in;
};

static enum err see_tx(struct ctx *cx, void *arg)
{
    const struct see_args *a = arg;
    int64_t scope = a->in.d ? a->in.d->scope : a->in.scope;
    if (!may(cx, ACT_DEVICES, scope, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = device_event_insert(cx, &a->in);
    return e ? e : db_idem_result(cx, str_fmt(cx->mem, "/desk/devices/%lld", (long long)a->in.id));
}

enum err device_see(struct ctx *cx, const struct device_seen *in, int64_t *event)
{
    struct device d;
    struct device_said said = {
        .alarm = true, .what = in->what, .text = in->said, .sure = -1, .battery = -1};
    struct see_args a = {{.county = in->county,
                          .id = db_new_id(cx),
                          .place = in->scope,
                          .scope = in->scope,
                          .spot = in->spot,
                          .source = "hand",
                          .said = &said,
                          .n = 1,
                          .happened_ms = in->at_ms,
                          .photo = in->photo}};
    enum err e = in->device ? device_find(cx, in->county, in->device, &d) : OK;
    if (!e && in->device)
        a.in.d = &d;
    if (!e)
        e = db_write(cx, see_tx, &a);
    if (!e)
        *event = a.in.id;
    return e;
}
