/* push_web.c: what devices push by HTTP: ours as JSON, and the alarms of common cameras as they
 * come: XML or JSON, alone or as parts with a picture. The token is the device's own, as a bearer
 * or, for a camera that can be given nothing but an address, as the last word of the address. */
#include "rooms/devices/devices_own.h"

#include <jansson.h>

void devices_problem(struct req *rq, enum err e)
{
    api_problem(rq, e);
}

static enum err find_sender(struct req *rq, struct device *out)
{
    str given = web_param(rq, "token"), header = web_header(rq, "Authorization");
    if (!given.len && str_starts(header, S("Bearer ")))
        given = str_trim((str){header.at + 7, header.len - 7});
    enum err e = given.len && given.len <= 64 ? device_by_token(rq->cx, given, out) : ERR_NOT_FOUND;
    return e == ERR_NOT_FOUND ? fail(rq->cx, ERR_SIGN_IN, _("No device has this token.")) : e;
}

/* ---- the parts of what came -------------------------------------------------- */

static bool is_picture(const struct upload *u)
{
    return str_starts(u->type, S("image/")) || str_ends(u->name, S(".jpg")) ||
           str_ends(u->name, S(".jpeg"));
}

/* The text of an alarm: the body, a field, or a part that is called a file. */
static enum err find_text(struct req *rq, str *out)
{
    str name, value;
    size_t i = 0;
    *out = web_body(rq);
    for (const struct upload *u = rq->uploads; u && !out->len; u = u->next)
        if (!is_picture(u)) {
            enum err e = web_upload_text(rq->cx, u, DEVICE_MESSAGE_BYTES, out);
            if (e)
                return e;
        }
    while (!out->len && web_field_each(rq, &i, &name, &value))
        if (str_starts(value, S("<")) || str_starts(value, S("{")))
            *out = value;
    return out->len ? OK : ERR_INVALID;
}

static const struct upload *find_picture(const struct req *rq)
{
    const struct upload *u = rq->uploads;
    while (u && !is_picture(u))
        u = u->next;
    return u;
}

/* ---- the answer ----------------------------------------------------------------- */

static enum err answer(struct req *rq, const struct device_take *t)
{
    json_t *o = json_pack("{s:s}", "result", device_answer_names[t->answer]);
    if (t->clock_off_ms)
        json_object_set_new(o, "clock_off_s", json_integer(t->clock_off_ms / 1000));
    size_t len = json_dumpb(o, NULL, 0, JSON_COMPACT);
    char *text = arena_alloc(rq->cx->mem, len + 1);
    json_dumpb(o, text, len, JSON_COMPACT);
    json_decref(o);
    return web_json_text(rq, (str){text, len});
}

/* Counted for the administrator: a camera tells nobody that it was refused. */
static enum err malformed(struct req *rq, const struct device *d)
{
    enum err e = device_refuse(rq->cx, d->county, DEVICE_MALFORMED, d->code, 1);
    return e ? e
             : fail(rq->cx, ERR_INVALID,
                    _("This is no message of a known format: see the page on devices of the "
                      "interface."));
}

enum err devices_push(struct req *rq)
{
    struct device d;
    struct device_said said;
    struct device_take t = {.said = &said, .n = 1};
    str text = STR_NONE;
    enum err e = find_sender(rq, &d);
    if (e)
        return e;
    web_set_county(rq, d.county);
    rq->cx->county = d.county;
    rq->cx->via = S("device");
    e = find_text(rq, &text);
    if (!e)
        e = device_read_any(text, &said, &t.source, rq->cx->mem);
    if (e)
        return e == ERR_INVALID ? malformed(rq, &d) : e;
    t.county = d.county;
    t.device = d.id;
    t.upload = find_picture(rq);
    e = device_take(rq->cx, &t, 1);
    return e ? e : answer(rq, &t);
}
