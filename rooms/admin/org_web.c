/* org_web: organisations, by the system administrator. An organisation is addressed by its code. */
#include "civic/places/places.h"
#include "rooms/admin/admin_html.h"
#include "rooms/admin/admin_own.h"

static enum org_kind kind_of(str word)
{
    int k = 0;
    while (k < ORG_KINDS && !str_is(word, org_kind_name((enum org_kind)k)))
        k++;
    return (enum org_kind)k;
}

enum err admin_org_list(struct req *rq)
{
    struct org *list;
    struct ctx *cx = rq->cx;
    struct admin_orgs v = {.kind = web_query(rq, "kind")};
    enum err e = org_list(cx, cx->county, 0, INT64_MAX, kind_of(v.kind), &list, &v.n);
    if (e)
        return e;
    v.at = list;
    admin_html_orgs(rq->page, &v);
    return OK;
}

enum err admin_org_new(struct req *rq)
{
    struct admin_org v = {.is_new = true};
    admin_html_org(rq->page, &v);
    return OK;
}

static enum err again(struct req *rq, struct admin_org *v, enum err e)
{
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    web_status(rq, err_status(e));
    admin_html_org(rq->page, v);
    return ERR_INVALID;
}

struct org_form {
    str code, kind, name, place, credit_code, phone;
};
static const struct field org_fields[] = {
    FIELD(struct org_form, code, 2, 32, N_("Short name")),
    FIELD(struct org_form, kind, 1, 20, N_("Kind of organisation")),
    FIELD(struct org_form, name, 1, 60, N_("Name of the organisation")),
    FIELD(struct org_form, place, 6, 15, N_("Place")),
    FIELD(struct org_form, credit_code, 0, 24, N_("Unified social credit code")),
    FIELD(struct org_form, phone, 0, 20, N_("Phone")),
    {0}};

static enum err org_read(struct req *rq, struct org *o)
{
    struct org_form in = {0};
    struct ctx *cx = rq->cx;
    int64_t county;
    enum err e = form_read(rq, org_fields, &in);
    if (e)
        return e;
    *o = (struct org){.county = cx->county,
                      .kind = kind_of(in.kind),
                      .name = in.name,
                      .credit_code = in.credit_code,
                      .phone = in.phone};
    o->code = people_login_clean(cx->mem, in.code);
    if (o->kind == ORG_KINDS)
        return fail_field(cx, "kind", _("Choose what kind of organisation it is."));
    if (!people_login_ok(o->code))
        return fail_field(cx, "code",
                          _("A short name has 2 to 32 small letters, digits or hyphens."));
    if (places_resolve(cx, in.place, &county, &o->place) || county != cx->county)
        return fail_field(cx, "place", _("This county has no place with this code."));
    o->scope = o->place;
    return OK;
}

enum err admin_org_add(struct req *rq)
{
    struct admin_org v = {.is_new = true};
    int64_t id;
    enum err e = org_read(rq, &v.o);
    if (!e)
        e = org_add(rq->cx, &v.o, &id);
    return e ? again(rq, &v, e) : web_redirect(rq, "/admin/orgs/%.*s?saved=1", STR_ARG(v.o.code));
}

static enum err org_of(struct req *rq, struct admin_org *v)
{
    struct people_worker *workers;
    struct ctx *cx = rq->cx;
    enum err e = org_find_code(cx, cx->county, web_param(rq, "code"), &v->o);
    if (!e && !may(cx, ACT_SYSTEM_ORGS, v->o.scope, NO_ORG))
        e = ERR_NOT_FOUND;
    if (!e)
        e = people_workers(cx, cx->county, v->o.id, &workers, &v->n);
    if (!e)
        v->workers = workers;
    return e;
}

enum err admin_org_show(struct req *rq)
{
    struct admin_org v = {0};
    enum err e = org_of(rq, &v);
    if (!e)
        admin_html_org(rq->page, &v);
    return e;
}

struct org_change_form {
    str name, credit_code, phone;
    int64_t seen;
    bool closed;
};
static const struct field change_fields[] = {
    FIELD(struct org_change_form, name, 1, 60, N_("Name of the organisation")),
    FIELD(struct org_change_form, credit_code, 0, 24, N_("Unified social credit code")),
    FIELD(struct org_change_form, phone, 0, 20, N_("Phone")),
    FIELD(struct org_change_form, seen, 1, INT64_MAX, N_("Version")),
    FIELD(struct org_change_form, closed, 0, 1, N_("Closed")),
    {0}};

enum err admin_org_change(struct req *rq)
{
    struct admin_org v = {0};
    struct org_change_form in = {0};
    enum err e = org_of(rq, &v);
    if (e)
        return e;
    e = form_read(rq, change_fields, &in);
    struct org o = v.o;
    o.name = in.name;
    o.credit_code = in.credit_code;
    o.phone = in.phone;
    o.closed = in.closed;
    o.row_ver = in.seen;
    if (!e)
        e = org_change(rq->cx, &o);
    return e ? again(rq, &v, e) : web_redirect(rq, "/admin/orgs/%.*s?saved=1", STR_ARG(o.code));
}
