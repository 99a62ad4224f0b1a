/* registry_web.c: the registry of devices, by the system administrator. A device is addressed by
 * its code. */
#include "rooms/devices/devices_own.h"
#include "rooms/devices/pages.h"
#include "rooms/devices/registry_html.h" /* generated */

/* ---- words --------------------------------------------------------------------- */

str device_rate_text(struct arena *mem, const struct device_rate *r)
{
    if (!r->decided)
        return S("\xe2\x80\x94");
    return str_fmt(mem, "%lld %%", (long long)((r->wrong * 100 + r->decided / 2) / r->decided));
}

const char *device_refusal_label(str reason)
{
    static const struct {
        const char *reason, *label;
    } labels[] = {{"unknown", N_("From a device that is not registered")},
                  {"malformed", N_("Not readable")},
                  {"oversized", N_("Too large")}};
    for (size_t i = 0; i < COUNT(labels); i++)
        if (str_is(reason, labels[i].reason))
            return labels[i].label;
    return N_("Not readable");
}

/* "1.5" of thousandths. */
static str milli_text(struct arena *mem, int64_t n)
{
    return device_value_text(mem, DEVICE_OTHER, n);
}

/* ---- the list ------------------------------------------------------------------- */

static struct device_rate rate_of(const struct device_rate *all, int n, int64_t device)
{
    for (int i = 0; i < n; i++)
        if (all[i].device == device)
            return all[i];
    return (struct device_rate){.device = device};
}

static str org_name(struct ctx *cx, const struct device *list, int i, const struct registry_row *at)
{
    struct org o;
    for (int k = 0; k < i; k++)
        if (list[k].org == list[i].org)
            return at[k].org;
    return org_find(cx, list[i].county, list[i].org, &o) ? STR_NONE : o.name;
}

static enum err fill_registry(struct ctx *cx, struct registry_page *p)
{
    struct device *list;
    struct device_rate *rates;
    int n_rates = 0;
    enum err e = device_list(cx, cx->county, 0, INT64_MAX, &list, &p->n);
    if (!e)
        e = device_rates(cx, cx->county, &rates, &n_rates);
    if (!e)
        e = device_refused(cx, cx->county, p->refused, DEVICE_REFUSALS, &p->n_refused);
    if (e)
        return e;
    struct registry_row *rows = NEW_N(cx->mem, struct registry_row, p->n + 1);
    for (int i = 0; i < p->n; i++) {
        rows[i] = (struct registry_row){
            .d = list[i],
            .rate = rate_of(rates, n_rates, list[i].id),
            .place = places_name(cx, place_above(list[i].scope, PLACE_COMMUNITY)),
            .org = org_name(cx, list, i, rows)};
        if (list[i].has_value)
            rows[i].value = device_value_text(cx->mem, list[i].kind, list[i].value);
    }
    p->rows = rows;
    return OK;
}

enum err devices_registry(struct req *rq)
{
    struct registry_page p = {.n = 0};
    enum err e = fill_registry(rq->cx, &p);
    if (!e)
        registry_html_list(rq->page, &p);
    return e;
}

/* ---- one device -------------------------------------------------------------------- */

static enum err show(struct req *rq, struct device_page *p, enum err because)
{
    struct ctx *cx = rq->cx;
    struct org *orgs;
    const struct device *d = &p->d;
    enum err e = org_list(cx, cx->county, 0, INT64_MAX, ORG_KINDS, &orgs, &p->n_orgs);
    if (!e)
        e = cases_category_names(cx, cx->county, &p->all);
    if (!e && !p->is_new)
        e = device_rate(cx, d->county, d->id, &p->rate);
    if (e)
        return e;
    p->orgs = orgs;
    p->place = d->scope ? places_slug(cx, d->scope) : STR_NONE;
    p->alarm_at = d->has_alarm ? milli_text(cx->mem, d->alarm_at) : STR_NONE;
    p->window = str_fmt(cx->mem, "%lld", (long long)(d->window_ms / 60000));
    p->quiet = str_fmt(cx->mem, "%lld", (long long)(d->quiet_ms / 60000));
    if (d->located) {
        p->lat = str_fmt(cx->mem, "%.6f", (double)d->lat_u / 1e6);
        p->lon = str_fmt(cx->mem, "%.6f", (double)d->lon_u / 1e6);
    }
    if (p->secret.len)
        p->address =
            frame_whole(rq, str_fmt(cx->mem, "/api/v1/devices/events/%.*s", STR_ARG(p->secret)));
    registry_html_device(rq->page, p);
    return because;
}

static enum err find(struct req *rq, struct device *out)
{
    enum err e = device_find_code(rq->cx, rq->cx->county, web_param(rq, "code"), out);
    return !e && out->closed_ms ? ERR_NOT_FOUND : e;
}

enum err devices_new(struct req *rq)
{
    struct device_page p = {
        .is_new = true, .d = {.sure_least = 50, .window_ms = 600000, .quiet_ms = DAY_MS + 7200000}};
    return show(rq, &p, OK);
}

enum err devices_show(struct req *rq)
{
    struct device_page p = {.is_new = false};
    enum err e = find(rq, &p.d);
    return e ? e : show(rq, &p, OK);
}

/* ---- what was typed ------------------------------------------------------------------ */

struct device_form {
    str code, name, kind, place, spot, category, alarm_at, lat, lon;
    int64_t org, sure_least, window, quiet, seen;
};
static const struct field fields[] = {
    FIELD(struct device_form, code, 0, DEVICE_CODE_MAX, N_("Code")),
    FIELD(struct device_form, name, 1, 60, N_("Name of the device")),
    FIELD(struct device_form, kind, 1, 20, N_("Kind of device")),
    FIELD(struct device_form, place, 1, 15, N_("Place")),
    FIELD(struct device_form, spot, 0, 120, N_("Say the place in words")),
    FIELD(struct device_form, category, 0, 40, N_("Kind of problem")),
    FIELD(struct device_form, alarm_at, 0, 12, N_("Alarm from")),
    FIELD(struct device_form, lat, 0, 12, N_("Latitude")),
    FIELD(struct device_form, lon, 0, 12, N_("Longitude")),
    FIELD(struct device_form, org, 0, INT64_MAX, N_("Who looks after it")),
    FIELD(struct device_form, sure_least, 0, 100, N_("Least confidence")),
    FIELD(struct device_form, window, 1, 1440, N_("Put together over minutes")),
    FIELD(struct device_form, quiet, 5, 129600, N_("May be silent for minutes")),
    FIELD(struct device_form, seen, 0, INT64_MAX, N_("Version")),
    {0}};

static enum err read_where(struct ctx *cx, const struct device_form *in, struct device *d)
{
    int64_t county;
    double lat, lon;
    enum err e = OK;
    d->located = in->lat.len || in->lon.len;
    if (places_resolve(cx, in->place, &county, &d->scope) || county != cx->county)
        e = fail_field(cx, "place", _("This county has no place with this code."));
    else if (place_level_of(d->scope) < PLACE_COMMUNITY)
        e = fail_field(cx, "place", _("Name a community, village or grid."));
    d->place = d->scope;
    if (!d->located)
        return e;
    if (str_double(in->lat, &lat) || str_double(in->lon, &lon) || fabs(lat) > 90 || fabs(lon) > 180)
        return fail_field(cx, "lat", _("This is not a position on the earth."));
    d->lat_u = llround(lat * 1e6);
    d->lon_u = llround(lon * 1e6);
    return e;
}

static enum err read_kind(struct ctx *cx, const struct device_form *in, struct device *d)
{
    double alarm = 0;
    int k = 0;
    while (k < DEVICE_KINDS && !str_is(in->kind, device_kind_names[k]))
        k++;
    if (k == DEVICE_KINDS)
        return fail_field(cx, "kind", _("Choose from the list."));
    d->kind = (enum device_kind)k;
    d->has_alarm = in->alarm_at.len > 0;
    if (d->has_alarm && (str_double(in->alarm_at, &alarm) || fabs(alarm) > 1e6))
        return fail_field(cx, "alarm_at", _("Write a number like 1.5, or leave it empty."));
    d->alarm_at = llround(alarm * 1000);
    return OK;
}

static enum err read_device(struct req *rq, struct device *d)
{
    struct device_form in = {0};
    enum err e = form_read(rq, fields, &in), e2;
    if ((e2 = read_where(rq->cx, &in, d)))
        e = e2;
    if ((e2 = read_kind(rq->cx, &in, d)))
        e = e2;
    d->county = rq->cx->county;
    if (!d->id)
        d->code = in.code;
    d->name = in.name;
    d->spot = in.spot;
    d->category = in.category;
    d->org = in.org;
    d->sure_least = in.sure_least;
    d->window_ms = in.window * 60000;
    d->quiet_ms = in.quiet * 60000;
    d->row_ver = in.seen;
    return e;
}

static bool is_shown_again(enum err e)
{
    return e == ERR_INVALID || e == ERR_CONFLICT;
}

enum err devices_add(struct req *rq)
{
    struct device_page p = {.is_new = true};
    int64_t id = 0;
    enum err e = read_device(rq, &p.d);
    if (!e)
        e = device_add(rq->cx, &p.d, &id);
    if (is_shown_again(e))
        return show(rq, &p, e);
    return e ? e : web_redirect(rq, "/admin/devices/%.*s?saved=1", STR_ARG(p.d.code));
}

enum err devices_change(struct req *rq)
{
    struct device_page p = {.is_new = false};
    enum err e = find(rq, &p.d);
    if (e)
        return e;
    e = read_device(rq, &p.d);
    if (!e)
        e = device_change(rq->cx, &p.d);
    if (is_shown_again(e))
        return show(rq, &p, e);
    return e ? e : web_redirect(rq, "/admin/devices/%.*s?saved=1", STR_ARG(p.d.code));
}

/* The secret is made for this answer alone: a repeated submit finds the device without it. */
enum err devices_new_token(struct req *rq)
{
    struct device_page p = {.is_new = false};
    str stored;
    enum err e = find(rq, &p.d);
    if (!e)
        e = device_token(rq->cx, &p.d, &p.secret);
    if (e)
        return e == ERR_CONFLICT ? show(rq, &p, e) : e;
    if (db_idem_repeat(rq->cx, &stored))
        return web_redirect(rq, "/admin/devices/%.*s", STR_ARG(p.d.code));
    e = find(rq, &p.d);
    return e ? e : show(rq, &p, OK);
}

enum err devices_close(struct req *rq)
{
    struct device_page p = {.is_new = false};
    enum err e = find(rq, &p.d);
    if (!e)
        e = device_close(rq->cx, &p.d);
    if (e == ERR_CONFLICT)
        return show(rq, &p, e);
    return e ? e : web_redirect(rq, "/admin/devices?saved=1");
}
