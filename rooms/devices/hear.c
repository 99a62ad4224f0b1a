/* hear.c: a batch from the broker: who speaks by the topic, what by the payload. What says the
 * same again within a batch is taken once, with its count. */
#include "rooms/devices/devices_own.h"

#include "kit/mqtt/mqtt.h"

/* Shared: of several processes each message comes to one. */
const char *const device_topics[] = {"$share/linli/linli/+/+/event", "$share/linli/linli/+/+/state",
                                     "$share/linli/frigate/events",
                                     "$share/linli/frigate/+/+/snapshot", NULL};

struct hearing { /* one kind of thing one device said */
    struct device_take take;
    struct device_said said;
    enum device_refusal refused; /* DEVICE_REFUSALS: none */
    str code;
};
struct batch {
    struct hearing *at;
    int n;
};

/* ---- reading one ------------------------------------------------------------- */

static enum err read_topic(struct ctx *cx, str topic, int64_t *county, str *code, bool *alarm)
{
    str rest = topic;
    int64_t place = 0;
    str_cut(&rest, '/');
    str number = str_cut(&rest, '/');
    *code = str_cut(&rest, '/');
    *alarm = str_is(rest, "event");
    if (number.len != 6 || str_int(number, &place) || !utf8_ok(*code))
        return ERR_NOT_FOUND;
    return places_county(cx, place * 1000000000, county);
}

static enum err read_own(struct ctx *cx, const struct mqtt_message *m, struct hearing *h)
{
    bool alarm = false;
    enum err e = read_topic(cx, m->topic, &h->take.county, &h->code, &alarm);
    if (e)
        return e;
    h->take.source = "mqtt";
    return m->large ? ERR_TOO_BIG : device_read_json(m->payload, alarm, &h->said, cx->mem);
}

/* "frigate/CAMERA/LABEL/snapshot": the picture of what was seen there last. */
static enum err read_snapshot(struct ctx *cx, const struct mqtt_message *m, struct hearing *h)
{
    str rest = m->topic;
    str_cut(&rest, '/');
    h->code = str_cut(&rest, '/');
    str label = str_cut(&rest, '/');
    str json =
        str_fmt(cx->mem, "{\"type\":\"update\",\"after\":{\"camera\":\"x\",\"label\":\"%.*s\"}}",
                STR_ARG(label));
    str camera;
    if (m->large)
        return ERR_TOO_BIG;
    enum err e = device_read_frigate(json, &camera, &h->said, cx->mem);
    h->said.photo = m->payload;
    h->said.more = true;
    return e;
}

static enum err read_frigate(struct ctx *cx, const struct mqtt_message *m, int64_t frigate,
                             struct hearing *h)
{
    enum err e = frigate ? places_county(cx, frigate * 1000000000, &h->take.county) : ERR_NOT_FOUND;
    if (e)
        return e;
    h->take.source = "frigate";
    if (str_ends(m->topic, S("/snapshot")))
        return read_snapshot(cx, m, h);
    return m->large ? ERR_TOO_BIG : device_read_frigate(m->payload, &h->code, &h->said, cx->mem);
}

static enum err find_device(struct ctx *cx, struct hearing *h)
{
    struct device d;
    enum err e = device_find_code(cx, h->take.county, h->code, &d);
    if (!e && d.closed_ms)
        e = ERR_NOT_FOUND;
    if (!e)
        h->take.device = d.id;
    return e;
}

/* OK also for what is refused; ERR_NOT_FOUND: nobody's county. */
static enum err read_one(struct ctx *cx, const struct mqtt_message *m, int64_t frigate,
                         struct hearing *h)
{
    *h = (struct hearing){.refused = DEVICE_REFUSALS, .take = {.n = 1}};
    bool own = str_starts(m->topic, S("linli/"));
    enum err e = own ? read_own(cx, m, h) : read_frigate(cx, m, frigate, h);
    if (e == ERR_INVALID || e == ERR_TOO_BIG) {
        h->refused = e == ERR_INVALID ? DEVICE_MALFORMED : DEVICE_OVERSIZED;
        return OK;
    }
    if (e)
        return e;
    e = find_device(cx, h);
    if (e == ERR_NOT_FOUND)
        h->refused = DEVICE_UNKNOWN;
    return e == ERR_NOT_FOUND ? OK : e;
}

/* ---- the same again -------------------------------------------------------------- */

static bool is_same(const struct hearing *a, const struct hearing *b)
{
    if (a->take.county != b->take.county || a->refused != b->refused)
        return false;
    if (a->refused != DEVICE_REFUSALS)
        return true;
    return a->take.device == b->take.device && a->said.alarm == b->said.alarm &&
           a->said.more == b->said.more && str_eq(a->said.what, b->said.what) &&
           str_eq(a->said.occurrence, b->said.occurrence);
}

/* The strongest of what was said is kept, the newest reading, and the first picture. */
static void join(struct hearing *to, const struct hearing *more)
{
    to->take.n++;
    to->code = more->code;
    if (more->said.sure > to->said.sure)
        to->said.sure = more->said.sure;
    if (more->said.has_value &&
        (!to->said.has_value || !to->said.alarm || more->said.value > to->said.value)) {
        to->said.has_value = true;
        to->said.value = more->said.value;
    }
    if (more->said.battery >= 0)
        to->said.battery = more->said.battery;
    if (!to->said.photo.len)
        to->said.photo = more->said.photo;
}

static void put(struct batch *b, const struct hearing *h)
{
    for (int i = 0; i < b->n; i++)
        if (is_same(&b->at[i], h)) {
            join(&b->at[i], h);
            return;
        }
    b->at[b->n++] = *h;
}

/* A reading beyond the threshold in a state must not hide behind a lower one that came later. */
static bool is_reading(const struct hearing *h)
{
    return !h->said.alarm && h->said.has_value;
}

/* ---- taking ------------------------------------------------------------------------- */

static enum err take_county(struct ctx *cx, const struct batch *b, int64_t county)
{
    struct device_take *list = NEW_N(cx->mem, struct device_take, b->n);
    int n = 0;
    enum err e = OK;
    for (int i = 0; !e && i < b->n; i++) {
        struct hearing *h = &b->at[i];
        if (h->take.county != county)
            continue;
        h->take.said = &h->said;
        if (h->refused == DEVICE_REFUSALS)
            list[n++] = h->take;
        else
            e = device_refuse(cx, county, h->refused, h->code, h->take.n);
    }
    return e || !n ? e : device_take(cx, list, n);
}

static bool is_first_of_county(const struct batch *b, int i)
{
    for (int k = 0; k < i; k++)
        if (b->at[k].take.county == b->at[i].take.county)
            return false;
    return true;
}

enum err device_hear(struct ctx *cx, const struct mqtt_message *m, int n, int64_t frigate)
{
    struct batch b = {NEW_N(cx->mem, struct hearing, n), 0};
    struct hearing h;
    enum err e = OK;
    for (int i = 0; !e && i < n; i++) {
        e = read_one(cx, &m[i], frigate, &h);
        if (e == ERR_NOT_FOUND)
            e = OK; /* another county's, or nobody's: not ours to count */
        else if (!e && is_reading(&h))
            b.at[b.n++] = h;
        else if (!e)
            put(&b, &h);
    }
    for (int i = 0; !e && i < b.n; i++)
        if (is_first_of_county(&b, i))
            e = take_county(cx, &b, b.at[i].take.county);
    return e;
}
