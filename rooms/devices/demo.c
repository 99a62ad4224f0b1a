/* demo.c: a dozen devices from data/demo/devices.csv and what they reported, in every state, from
 * data/demo/device_events.csv, laid out backwards from the clock. Names and places are made up. */
#include "rooms/devices/devices_own.h"

#include "kit/base/csv.h"
#include "rooms/cases/demo_photos.h"

#define MINUTE_MS ((int64_t)60000)

static str column(const struct csv *c, const struct csv *head, const char *name)
{
    return csv_field(c, csv_column(head, str_of(name)));
}

static int64_t number(const struct csv *c, const struct csv *head, const char *name,
                      int64_t otherwise)
{
    int64_t n;
    return str_int(column(c, head, name), &n) ? otherwise : n;
}

static int64_t micro(const struct csv *c, const struct csv *head, const char *name)
{
    double d;
    return str_double(column(c, head, name), &d) ? 0 : llround(d * 1e6);
}

/* ---- devices --------------------------------------------------------------- */

static enum device_kind kind_named(str word)
{
    int k = 0;
    while (k < DEVICE_OTHER && !str_is(word, device_kind_names[k]))
        k++;
    return (enum device_kind)k;
}

struct demo_device {
    struct device d;
    struct device_said last;
    int64_t heard_ms;
};

static enum err read_device(struct ctx *cx, int64_t county, const struct csv *c,
                            const struct csv *head, struct demo_device *out)
{
    struct device *d = &out->d;
    struct org owner;
    *d = (struct device){.county = county,
                         .code = column(c, head, "code"),
                         .name = column(c, head, "name"),
                         .kind = kind_named(column(c, head, "kind")),
                         .spot = column(c, head, "spot"),
                         .category = column(c, head, "category"),
                         .alarm_at = number(c, head, "alarm", 0),
                         .has_alarm = number(c, head, "alarm", 0) > 0,
                         .sure_least = 50,
                         .window_ms = number(c, head, "window", 10) * MINUTE_MS,
                         .quiet_ms = number(c, head, "quiet", 26) * 60 * MINUTE_MS,
                         .located = true,
                         .lat_u = micro(c, head, "lat"),
                         .lon_u = micro(c, head, "lon")};
    out->last = (struct device_said){.sure = -1,
                                     .battery = (int)number(c, head, "battery", -1),
                                     .has_value = column(c, head, "value").len > 0,
                                     .value = number(c, head, "value", 0)};
    out->heard_ms = cx->now - number(c, head, "heard", 0) * MINUTE_MS;
    enum err e = org_find_code(cx, county, column(c, head, "org"), &owner);
    d->org = owner.id;
    if (!e)
        e = place_parse(column(c, head, "place"), &d->place);
    d->scope = d->place;
    return e;
}

/* Its token is known to everybody, like the demo's passwords. */
static enum err token_tx(struct ctx *cx, void *arg)
{
    const struct device *d = arg;
    return device_put_token(cx, d, str_fmt(cx->mem, "linli-demo-%.*s", STR_ARG(d->code)));
}

static enum err add_device(struct ctx *cx, int64_t county, const struct csv *c,
                           const struct csv *head)
{
    struct demo_device in;
    struct ctx then = *cx;
    enum err e = read_device(cx, county, c, head, &in);
    if (e)
        return e;
    then.now = cx->now - 60 * DAY_MS;
    e = device_add(&then, &in.d, &in.d.id);
    if (!e)
        e = device_find(cx, county, in.d.id, &in.d);
    if (!e)
        e = db_write(cx, token_tx, &in.d);
    if (e)
        return e;
    struct device_take heard = {
        .county = county, .device = in.d.id, .said = &in.last, .source = "mqtt", .n = 1};
    in.last.has_value = in.last.has_value && !(in.d.has_alarm && in.last.value >= in.d.alarm_at);
    then.now = in.heard_ms;
    return device_take(&then, &heard, 1);
}

/* ---- what they reported ------------------------------------------------------ */

static enum err take_scene(struct ctx *cx, int64_t county, str scenes, str name,
                           struct media_new *out, bool *has)
{
    struct demo_scene scene;
    *has = name.len && cx->media;
    enum err e = *has ? demo_scene_draw(cx, scenes, name, &scene) : OK;
    return e || !*has ? e : media_take_drawn(cx, county, &scene.moment[0], out, NULL);
}

static enum err insert_tx(struct ctx *cx, void *arg)
{
    return device_event_insert(cx, arg);
}

static enum err become_duty(struct ctx *cx, int64_t county)
{
    struct account a;
    enum err e = account_find_login(cx, S("duty"), &a);
    cx->county = county;
    cx->actor = a.id;
    cx->posts = NULL;
    return e ? e : people_load(cx);
}

static enum err decide(struct ctx *cx, int64_t county, int64_t event, str outcome)
{
    struct ctx duty = *cx;
    struct device_event ev;
    char no[MATTERS_NUMBER_MAX];
    if (!outcome.len)
        return OK;
    duty.now = cx->now + 4 * MINUTE_MS;
    enum err e = become_duty(&duty, county);
    if (!e)
        e = device_event_find(&duty, county, event, &ev);
    if (e)
        return e;
    struct device_filing in = {.category = ev.category};
    return str_is(outcome, "filed") ? device_file(&duty, &ev, &in, no)
                                    : device_dismiss(&duty, &ev, outcome, STR_NONE);
}

static const char *source_named(str word)
{
    static const char *const words[] = {"mqtt", "frigate", "http", "hikvision", "dahua"};
    for (size_t i = 0; i < COUNT(words); i++)
        if (str_is(word, words[i]))
            return words[i];
    return "hand";
}

static enum err add_event(struct ctx *cx, int64_t county, str scenes, const struct csv *c,
                          const struct csv *head)
{
    struct device d;
    struct media_new photo;
    struct ctx then = *cx;
    bool has_photo = false;
    struct device_said said = {.alarm = true,
                               .what = column(c, head, "what"),
                               .text = column(c, head, "said"),
                               .sure = (int)number(c, head, "sure", -1),
                               .battery = -1,
                               .has_value = column(c, head, "value").len > 0,
                               .value = number(c, head, "value", 0)};
    enum err e = device_find_code(cx, county, column(c, head, "device"), &d);
    if (!e)
        e = take_scene(cx, county, scenes, column(c, head, "scene"), &photo, &has_photo);
    if (e)
        return e;
    then.now = cx->now - number(c, head, "ago", 0) * MINUTE_MS;
    struct device_event_new in = {.d = &d,
                                  .county = county,
                                  .id = db_new_id(cx),
                                  .source = source_named(column(c, head, "source")),
                                  .said = &said,
                                  .n = number(c, head, "n", 1),
                                  .happened_ms = then.now,
                                  .photo = has_photo ? &photo : NULL};
    e = db_write(&then, insert_tx, &in);
    return e ? e : decide(&then, county, in.id, column(c, head, "outcome"));
}

/* ---- all of it ------------------------------------------------------------------ */

static enum err each_line(struct ctx *cx, int64_t county, const struct devices_demo *in, str file)
{
    struct csv *c = NEW(cx->mem, struct csv), *head = NEW(cx->mem, struct csv);
    bool devices = file.at == in->devices.at;
    enum err e = OK;
    csv_open(c, cx->mem, file);
    if (!csv_next(c))
        return ERR_INVALID;
    *head = *c;
    while (!e && csv_next(c))
        e = devices ? add_device(cx, county, c, head) : add_event(cx, county, in->scenes, c, head);
    return e ? e : c->err;
}

static const struct posts keeper = {
    .kind = PEOPLE_STAFF,
    .n = 1,
    .at = {{.scope = 0, .scope_end = INT64_MAX, .acts = {" system.config ", 15}}},
};

enum err devices_demo_load(struct ctx *cx, int64_t county, const struct devices_demo *in)
{
    struct device *there;
    struct ctx own = *cx;
    int n = 0;
    enum err e = device_list(cx, county, 0, INT64_MAX, &there, &n);
    if (e || n)
        return e;
    own.posts = &keeper;
    e = each_line(&own, county, in, in->devices);
    return e ? e : each_line(&own, county, in, in->events);
}
