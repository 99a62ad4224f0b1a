/* snapshot_web.c: what somebody saw on a screen of the video room, entered by hand. */
#include "rooms/devices/devices_html.h" /* generated */
#include "rooms/devices/devices_own.h"
#include "rooms/devices/pages.h"

#include "rooms/cases/cases_form.h"

enum { PLACES_MOST = 400 };

static const char *const seen[] = {"flood", "fire",   "smoke",   "rubbish", "parking",  "crowd",
                                   "stall", "person", "vehicle", "animal",  "intrusion"};

/* ---- what may be chosen ---------------------------------------------------------- */

static enum err fill_cameras(struct ctx *cx, struct snapshot_page *p)
{
    struct device *list;
    int n = 0;
    enum err e = device_list(cx, cx->county, 0, INT64_MAX, &list, &n);
    p->cameras[p->n_cameras++] =
        (struct frame_option){"", tr(cx->lang, _("Another camera: say where below"))};
    for (int i = 0; !e && i < n; i++)
        if (list[i].kind == DEVICE_CAMERA && may(cx, ACT_DEVICES, list[i].scope, NO_ORG))
            p->cameras[p->n_cameras++] =
                (struct frame_option){str_z(cx->mem, list[i].code), list[i].name};
    p->camera = (struct frame_choice){
        .name = "camera", .label = _("Camera"), .options = p->cameras, .n = p->n_cameras};
    return e;
}

static void fill_seen(struct ctx *cx, struct snapshot_page *p)
{
    struct frame_option *o = NEW_N(cx->mem, struct frame_option, COUNT(seen));
    for (size_t i = 0; i < COUNT(seen); i++)
        o[i] = (struct frame_option){seen[i], device_what_text(cx, str_of(seen[i]))};
    p->what = (struct frame_choice){
        .name = "what", .label = _("What is to be seen"), .options = o, .n = COUNT(seen)};
}

static enum err fill_communities(struct ctx *cx, struct snapshot_page *p)
{
    struct frame_option *o = NEW_N(cx->mem, struct frame_option, PLACES_MOST + 1);
    struct posts_reach reach;
    int n = 0;
    enum err e = OK;
    posts_reach(cx, ACT_DEVICES, &reach);
    o[n++] = (struct frame_option){"", tr(cx->lang, _("Please choose"))};
    for (int i = 0; !e && i < reach.ranges; i++) {
        int64_t codes[PLACES_MOST];
        int got = 0;
        e = places_communities(cx, reach.lo[i], reach.hi[i], codes, PLACES_MOST, &got);
        for (int k = 0; !e && k < got && n <= PLACES_MOST; k++)
            o[n++] = (struct frame_option){str_z(cx->mem, place_text(cx->mem, codes[k])),
                                           places_name(cx, codes[k])};
    }
    p->community = (struct frame_choice){
        .name = "community", .label = _("Community"), .options = o, .n = n, .optional = true};
    return e;
}

static enum err show(struct req *rq, enum err because)
{
    struct snapshot_page *p = NEW(rq->cx->mem, struct snapshot_page);
    enum err e = fill_cameras(rq->cx, p);
    if (!e)
        e = fill_communities(rq->cx, p);
    if (e)
        return e;
    fill_seen(rq->cx, p);
    devices_html_snapshot(rq->page, p);
    return because;
}

enum err devices_snapshot(struct req *rq)
{
    return show(rq, OK);
}

/* ---- what was sent ---------------------------------------------------------------- */

struct seen_form {
    str camera, community, spot, time, what, said;
};
static const struct field fields[] = {
    FIELD(struct seen_form, camera, 0, DEVICE_CODE_MAX, N_("Camera")),
    FIELD(struct seen_form, community, 0, 15, N_("Community")),
    FIELD(struct seen_form, spot, 0, 120, N_("Say the place in words")),
    FIELD(struct seen_form, time, 0, 5, N_("Time on the screen")),
    FIELD(struct seen_form, what, 1, DEVICE_CODE_MAX, N_("What is to be seen")),
    FIELD_AREA(struct seen_form, said, 0, 200, N_("In words")),
    {0}};

/* "14:05" is the last such time; empty is now. */
static enum err read_time(struct req *rq, str time, int64_t *out)
{
    struct ctx *cx = rq->cx;
    str rest = time;
    int64_t hour, minute;
    *out = cx->now;
    if (!time.len)
        return OK;
    str before = str_cut(&rest, ':');
    if (str_int(before, &hour) || str_int(rest, &minute) || hour < 0 || hour > 23 || minute < 0 ||
        minute > 59)
        return fail_field(cx, "time", _("Write the time like 14:05."));
    *out = ms_of_day(day_of_ms(cx->now)) + (hour * 60 + minute) * 60000;
    if (*out > cx->now)
        *out -= DAY_MS;
    return OK;
}

static enum err read_where(struct req *rq, const struct seen_form *in, struct device_seen *out)
{
    struct ctx *cx = rq->cx;
    struct device d;
    if (in->camera.len) {
        enum err e = device_find_code(cx, cx->county, in->camera, &d);
        if (e || d.kind != DEVICE_CAMERA || !may(cx, ACT_DEVICES, d.scope, NO_ORG))
            return fail_field(cx, "camera", _("Choose from the list."));
        out->device = d.id;
        out->scope = d.scope;
        return OK;
    }
    enum err e = OK;
    if (place_parse(in->community, &out->scope) || !may(cx, ACT_DEVICES, out->scope, NO_ORG))
        e = fail_field(cx, "community", _("Choose the community it concerns."));
    if (!in->spot.len)
        e = fail_field(cx, "spot", _("Say where the camera hangs."));
    return e;
}

static enum err read_seen(struct req *rq, struct device_seen *out, struct cases_files *files)
{
    struct seen_form in = {0};
    enum err e = form_read(rq, fields, &in), e2 = read_where(rq, &in, out);
    *out = (struct device_seen){.county = rq->cx->county,
                                .device = out->device,
                                .scope = out->scope,
                                .what = in.what,
                                .spot = in.spot,
                                .said = in.said};
    if (!e)
        e = e2;
    e2 = read_time(rq, in.time, &out->at_ms);
    if (!e)
        e = e2;
    if (!e && !device_what_label(in.what))
        e = fail_field(rq->cx, "what", _("Choose from the list."));
    rq->county = rq->cx->county;
    e2 = cases_take(rq, "photo", "report", files);
    return e ? e : e2;
}

enum err devices_snapshot_send(struct req *rq)
{
    struct device_seen in = {0};
    struct cases_files files = {.n = 0};
    int64_t id = 0;
    enum err e = read_seen(rq, &in, &files);
    in.photo = files.n ? &files.at[0] : NULL;
    if (!e)
        e = device_see(rq->cx, &in, &id);
    if (e == ERR_INVALID)
        return show(rq, e);
    return e ? e : web_redirect(rq, "/desk/devices/%lld", (long long)id);
}
