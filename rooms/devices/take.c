/* take.c: what a device said becomes a sign of life, a new event, or more of one. */
#include "rooms/devices/devices_own.h"

const char *const device_answer_names[DEVICE_ANSWERS] = {"heard", "below", "opened", "counted"};

#define BACK_MS  DAY_MS /* how old and how far ahead a device's own time may be */
#define AHEAD_MS ((int64_t)300000)
#define KNOWN_MS DAY_MS /* an occurrence is known by its name for so long */

struct event_row {
    int64_t id, photos, matter, decided_ms, last_ms;
    enum device_state state;
};
struct taking { /* one of many */
    struct device_take *at;
    struct media_new *photo; /* or NULL */
    int64_t id;              /* of the event, should it be a new one */
};

/* ---- is it an alarm --------------------------------------------------------- */

/* What a reading beyond the threshold is called where the device does not say. */
static str usual_what(enum device_kind k)
{
    static const char *const words[DEVICE_KINDS] = {"water_level", "tilt", "smoke", "motion",
                                                    "alarm"};
    return str_of(words[k]);
}

static bool is_beyond(const struct device *d, const struct device_said *s)
{
    return d->has_alarm && s->has_value && s->value >= d->alarm_at;
}

/* A state is one if it measures too much; an event, unless it measures little or is unsure. */
static bool is_alarm(const struct device *d, const struct device_said *s)
{
    if (!s->alarm)
        return is_beyond(d, s);
    if (d->has_alarm && s->has_value)
        return is_beyond(d, s);
    return s->sure < 0 || s->sure >= d->sure_least;
}

/* ---- the clock ----------------------------------------------------------------- */

static int64_t clock_off(const struct ctx *cx, const struct device_said *s)
{
    int64_t off = s->at_ms ? s->at_ms - cx->now : 0;
    return off > AHEAD_MS || off < -BACK_MS ? off : 0;
}

static int64_t happened(const struct ctx *cx, const struct device_said *s)
{
    return s->at_ms && !clock_off(cx, s) && s->at_ms < cx->now ? s->at_ms : cx->now;
}

/* ---- which event it belongs to --------------------------------------------------- */

static enum err read_event(struct rows *r, struct event_row *out)
{
    enum err e = db_one(r);
    if (!e)
        *out = (struct event_row){
            .id = db_get_int(r, 0),
            .state = (enum device_state)db_get_enum(r, 1, device_state_names, DEVICE_STATES),
            .photos = db_get_int(r, 2),
            .matter = db_get_int(r, 3),
            .decided_ms = db_get_int(r, 4),
            .last_ms = db_get_int(r, 5)};
    return e;
}

static enum err find_occurrence(struct ctx *cx, const struct device *d, str name,
                                struct event_row *out)
{
    if (!name.len)
        return ERR_NOT_FOUND;
    AUTO_ROWS r =
        db_query(cx, &devices_sql_occurrence, db_int("county", d->county), db_int("device", d->id),
                 db_text("occurrence", name), db_int("since", cx->now - KNOWN_MS));
    return read_event(&r, out);
}

static enum err find_last(struct ctx *cx, const struct device *d, str what, struct event_row *out)
{
    AUTO_ROWS r = db_query(cx, &devices_sql_last, db_int("county", d->county),
                           db_int("device", d->id), db_text("what", what));
    return read_event(&r, out);
}

static enum err goes_on(struct ctx *cx, const struct device *d, const struct event_row *ev,
                        bool *on)
{
    struct matter m;
    enum err e = OK;
    int64_t from = ev->state == DEVICE_OPEN ? ev->last_ms : ev->decided_ms;
    *on = from + d->window_ms > cx->now;
    if (ev->state != DEVICE_FILED)
        return OK;
    e = matters_load(cx, d->county, ev->matter, &m);
    *on = *on || (!e && m.open);
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ERR_NOT_FOUND: a new one. */
static enum err find_burst(struct ctx *cx, const struct device *d, const struct device_said *s,
                           struct event_row *out)
{
    bool on = false;
    enum err e = find_occurrence(cx, d, s->occurrence, out);
    if (e != ERR_NOT_FOUND)
        return e;
    e = find_last(cx, d, s->what.len ? s->what : usual_what(d->kind), out);
    if (!e)
        e = goes_on(cx, d, out, &on);
    return e ? e : on ? OK : ERR_NOT_FOUND;
}

/* ---- writing -------------------------------------------------------------------------- */

static enum err heard(struct ctx *cx, const struct device *d, const struct device_said *s)
{
    int64_t changed = 0, was_silent = 0;
    enum err e = db_exec(cx, &changed, &devices_sql_heard, db_int("now", cx->now),
                         db_int("off", clock_off(cx, s)),
                         device_maybe("battery", s->battery >= 0, s->battery),
                         device_maybe("value", s->has_value, s->value), db_int("county", d->county),
                         db_int("id", d->id));
    if (!e && !changed)
        return ERR_NOT_FOUND; /* closed meanwhile */
    if (!e)
        e = db_exec(cx, &was_silent, &devices_sql_back, db_int("county", d->county),
                    db_int("id", d->id));
    return e || !was_silent ? e : devices_tell(cx, d, true);
}

static enum err count(struct ctx *cx, const struct taking *t, const struct event_row *ev)
{
    const struct device_said *s = t->at->said;
    bool more = t->photo && ev->photos < DEVICE_PHOTOS_MAX;
    enum err e = db_exec(cx, NULL, &devices_sql_event_count, db_int("n", t->at->n),
                         db_int("now", cx->now), db_int("photos", more), db_int("sure", s->sure),
                         device_maybe("value", s->has_value, s->value),
                         db_int("county", t->at->county), db_int("id", ev->id));
    t->at->answer = DEVICE_COUNTED;
    t->at->event = ev->id;
    return e || !more ? e : device_photo_add(cx, t->photo, t->at->county, ev->id);
}

static enum err open_event(struct ctx *cx, const struct taking *t, const struct device *d)
{
    struct device_said said = *t->at->said;
    struct device_event_new in = {.d = d,
                                  .county = d->county,
                                  .id = t->id,
                                  .source = t->at->source,
                                  .said = &said,
                                  .n = t->at->n,
                                  .happened_ms = happened(cx, &said),
                                  .photo = t->photo};
    if (!said.what.len)
        said.what = usual_what(d->kind);
    t->at->answer = DEVICE_OPENED;
    t->at->event = t->id;
    return device_event_insert(cx, &in);
}

static enum err take_one_tx(struct ctx *cx, void *arg)
{
    struct taking *t = arg;
    struct event_row ev;
    struct device d;
    enum err e = device_find(cx, t->at->county, t->at->device, &d);
    if (!e)
        e = heard(cx, &d, t->at->said);
    if (e)
        return e;
    t->at->clock_off_ms = clock_off(cx, t->at->said);
    if (!is_alarm(&d, t->at->said)) {
        t->at->answer = t->at->said->alarm ? DEVICE_BELOW : DEVICE_HEARD;
        return OK;
    }
    e = find_burst(cx, &d, t->at->said, &ev);
    if (e != ERR_NOT_FOUND)
        return e ? e : count(cx, t, &ev);
    t->at->answer = DEVICE_HEARD;
    return t->at->said->more ? OK : open_event(cx, t, &d);
}

struct take_args {
    struct taking *list;
    int n;
};

static enum err take_all_tx(struct ctx *cx, void *arg)
{
    const struct take_args *a = arg;
    for (int i = 0; i < a->n; i++) {
        enum err e = db_write(cx, take_one_tx, &a->list[i]);
        if (e == ERR_BUSY || e == ERR_FAULT)
            return e;
        if (e)
            a->list[i].at->answer = DEVICE_ANSWERS;
    }
    return OK;
}

/* ---- pictures --------------------------------------------------------------------------- */

/* Of a burst only the first pictures are kept: the others are not even opened. */
static bool wants_photo(struct ctx *cx, const struct device_take *t)
{
    struct device d;
    struct event_row ev;
    if (!(t->said->photo.len || t->upload) || !cx->media ||
        device_find(cx, t->county, t->device, &d) || !is_alarm(&d, t->said))
        return false;
    enum err e = find_burst(cx, &d, t->said, &ev);
    return e ? e == ERR_NOT_FOUND && !t->said->more : ev.photos < DEVICE_PHOTOS_MAX;
}

/* One that cannot be used does not keep the alarm from being heard. */
static struct media_new *take_photo(struct ctx *cx, const struct device_take *t)
{
    struct media_take how = {.county = t->county, .takes = MEDIA_TAKES(MEDIA_PHOTO)};
    struct media_new *m = NEW(cx->mem, struct media_new);
    if (!wants_photo(cx, t))
        return NULL;
    struct failure before = cx->failure;
    enum err e = t->upload ? media_take(cx, t->upload, &how, m)
                           : media_take_bytes(cx, t->said->photo, S("snapshot.jpg"), &how, m);
    if (e)
        cx->failure = before;
    return e ? NULL : m;
}

enum err device_take(struct ctx *cx, struct device_take *at, int n)
{
    struct take_args a = {NEW_N(cx->mem, struct taking, n), n};
    for (int i = 0; i < n; i++)
        a.list[i] = (struct taking){&at[i], take_photo(cx, &at[i]), db_new_id(cx)};
    return db_write(cx, n == 1 ? take_one_tx : take_all_tx, n == 1 ? (void *)a.list : (void *)&a);
}

/* ---- what is refused ----------------------------------------------------------------------- */

static const char *const refusal_names[DEVICE_REFUSALS] = {"unknown", "malformed", "oversized"};
enum { KEPT_DAYS = 30, SHOWN_DAYS = 7 };

struct refuse_args {
    int64_t county, n;
    const char *reason;
    str code;
};

static enum err refuse_tx(struct ctx *cx, void *arg)
{
    const struct refuse_args *a = arg;
    int64_t today = day_of_ms(cx->now);
    enum err e = db_exec(cx, NULL, &devices_sql_refuse, db_int("county", a->county),
                         db_int("day", today), db_word("reason", a->reason), db_int("n", a->n),
                         db_text("code", a->code), db_int("now", cx->now));
    return e ? e
             : db_exec(cx, NULL, &devices_sql_refusals_drop, db_int("county", a->county),
                       db_int("before", today - KEPT_DAYS));
}

enum err device_refuse(struct ctx *cx, int64_t county, enum device_refusal why, str code, int64_t n)
{
    struct refuse_args a = {county, n, refusal_names[why],
                            utf8_head(str_clean_line(cx->mem, code), DEVICE_CODE_MAX)};
    return db_write(cx, refuse_tx, &a);
}

enum err device_refused(struct ctx *cx, int64_t county, struct device_refused *out, int max, int *n)
{
    AUTO_ROWS r = db_query(cx, &devices_sql_refusals, db_int("county", county),
                           db_int("since", day_of_ms(cx->now) - SHOWN_DAYS));
    *n = 0;
    while (*n < max && db_next(&r))
        out[(*n)++] = (struct device_refused){.reason = db_keep_text(&r, 0),
                                              .n = db_get_int(&r, 1),
                                              .last_ms = db_get_int(&r, 2),
                                              .code = db_keep_text(&r, 3)};
    return db_end(&r);
}
