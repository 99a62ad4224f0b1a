/* desk_web: households added, changed and removed at the desk. */
#include "civic/homes/homes_html.h" /* generated */
#include "civic/homes/homes_pages.h"

#include "civic/places/places.h"

/* ---- what is typed ---------------------------------------------------------- */

struct home_form {
    str grid, building, address, door, code, purpose;
    bool rented;
    int64_t seen;
};
static const struct field home_fields[] = {
    FIELD(struct home_form, grid, 0, 15, N_("Grid or community")),
    FIELD(struct home_form, building, 0, 80, N_("Building or villagers' group")),
    FIELD(struct home_form, address, 0, 160, N_("Standard address")),
    FIELD(struct home_form, door, 0, 60, N_("Door or house number")),
    FIELD(struct home_form, code, 0, 60, N_("Code of the house")),
    FIELD(struct home_form, purpose, 0, 20, N_("Use")),
    FIELD(struct home_form, rented, 0, 1, N_("Rented out")),
    FIELD(struct home_form, seen, 0, INT64_MAX, N_("Version")),
    {0}};

struct resident_form {
    str name, phone, id_number, tongue, relation, stay, consent;
    int64_t seen;
};
static const struct field resident_fields[] = {
    FIELD(struct resident_form, name, 0, 60, N_("Name")),
    FIELD(struct resident_form, phone, 0, 40, N_("Phone")),
    FIELD(struct resident_form, id_number, 0, 40, N_("Identity number")),
    FIELD(struct resident_form, tongue, 0, 20, N_("Spoken language")),
    FIELD(struct resident_form, relation, 0, 20, N_("Relation to the head")),
    FIELD(struct resident_form, stay, 0, 20, N_("Registration")),
    FIELD(struct resident_form, consent, 0, 20, N_("Consent")),
    FIELD(struct resident_form, seen, 0, INT64_MAX, N_("Version")),
    {0}};

/* A word that is not in the list is the first: what forms offer first. */
static int word(const char *const *names, int n, str typed)
{
    int k = home_word(names, n, typed);
    return k < n ? k : 0;
}

static enum err read_resident(struct req *rq, struct resident *r)
{
    struct resident_form f = {0};
    enum err e = form_read(rq, resident_fields, &f);
    *r = (struct resident){
        .p = {.name = f.name, .phone = f.phone, .id_number = f.id_number, .tongue = f.tongue},
        .row_ver = f.seen,
        .relation = (enum home_relation)word(home_relation_names, HOME_RELATIONS, f.relation),
        .stay = (enum home_stay)word(home_stay_names, HOME_STAYS, f.stay),
        .consent = (enum home_consent)word(home_consent_names, HOME_CONSENTS, f.consent)};
    return e;
}

static enum err read_home(struct req *rq, struct homes_new *in, int64_t *seen)
{
    struct home_form f = {0};
    enum err e = form_read(rq, home_fields, &f);
    *in = (struct homes_new){
        .county = rq->cx->county,
        .building = f.building,
        .address = f.address,
        .door = f.door,
        .code = f.code,
        .purpose = (enum home_purpose)word(home_purpose_names, HOME_PURPOSES, f.purpose),
        .rented = f.rented};
    *seen = f.seen;
    if (place_parse(f.grid, &in->scope))
        in->scope = 0;
    return e;
}

/* ---- a new one -------------------------------------------------------------- */

enum err homes_new(struct req *rq)
{
    struct homes_page p = {.keeps = true};
    enum err e = homes_grids_of(rq->cx, ACT_HOMES_KEEP, &p.grids, &p.n_grids);
    if (!e)
        homes_html_new(rq->page, &p);
    return e;
}

enum err homes_new_send(struct req *rq)
{
    struct homes_new in;
    struct resident head;
    struct homes_page p = {.keeps = true};
    int64_t id, seen;
    web_set_county(rq, rq->cx->county);
    enum err e = read_home(rq, &in, &seen);
    enum err e2 = read_resident(rq, &head);
    head.relation = HOME_HEAD;
    in.residents = &head;
    in.n = 1;
    e = e ? e : e2;
    if (!e)
        e = homes_add(rq->cx, &in, &id);
    if (!e)
        return web_redirect(rq, "/desk/homes/%lld?done=added", (long long)id);
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    struct failure told = rq->cx->failure;
    if (homes_grids_of(rq->cx, ACT_HOMES_KEEP, &p.grids, &p.n_grids))
        return e;
    rq->cx->failure = told;
    homes_html_new(rq->page, &p);
    return e;
}

/* ---- one that is there ------------------------------------------------------ */

enum err homes_again(struct req *rq, enum err e, struct homes_page *p)
{
    if (!e)
        return web_redirect(rq, "/desk/homes/%lld?done=saved", (long long)p->h.id);
    if (e != ERR_INVALID && e != ERR_CONFLICT)
        return e;
    homes_html_desk_one(rq->page, p);
    return e;
}

enum err homes_dwelling_send(struct req *rq)
{
    struct homes_page p = {0};
    struct homes_new in;
    int64_t seen = 0;
    enum err e = homes_page_of(rq, &p);
    if (e)
        return e;
    e = read_home(rq, &in, &seen);
    struct household h = p.h;
    h.row_ver = seen;
    h.door = in.door;
    h.code = in.code;
    h.purpose = in.purpose;
    h.rented = in.rented;
    return homes_again(rq, e ? e : homes_change(rq->cx, &h), &p);
}

enum err homes_building_send(struct req *rq)
{
    struct homes_page p = {0};
    struct homes_new in;
    int64_t seen = 0;
    enum err e = homes_page_of(rq, &p);
    if (e)
        return e;
    e = read_home(rq, &in, &seen);
    struct building b = p.h.building;
    b.row_ver = seen;
    b.name = in.building;
    b.address = in.address;
    b.scope = in.scope ? in.scope : b.scope;
    return homes_again(rq, e ? e : homes_building_change(rq->cx, &b), &p);
}

enum err homes_remove_send(struct req *rq)
{
    struct homes_page p = {0};
    struct home_form f = {0};
    enum err e = homes_page_of(rq, &p);
    if (!e)
        e = form_read(rq, home_fields, &f);
    if (!e)
        e = homes_remove(rq->cx, p.h.county, p.h.id, f.seen);
    return e ? homes_again(rq, e, &p) : web_redirect(rq, "/desk/homes?done=removed");
}

/* ---- residents -------------------------------------------------------------- */

enum err homes_resident_new_send(struct req *rq)
{
    struct homes_page p = {0};
    struct resident r;
    int64_t id;
    enum err e = homes_page_of(rq, &p);
    if (!e)
        e = read_resident(rq, &r);
    if (!e)
        e = homes_resident_add(rq->cx, p.h.county, p.h.id, &r, &id);
    return homes_again(rq, e, &p);
}

static enum err one_of(struct req *rq, struct homes_page *p)
{
    int64_t id;
    enum err e = homes_page_of(rq, p);
    if (!e && (!p->keeps || str_int(web_param(rq, "resident"), &id)))
        e = ERR_NOT_FOUND;
    for (int i = 0; !e && i < p->h.n; i++)
        if (p->h.residents[i].id == id)
            p->one = &p->h.residents[i];
    return e || p->one ? e : ERR_NOT_FOUND;
}

enum err homes_resident_form(struct req *rq)
{
    struct homes_page p = {0};
    enum err e = one_of(rq, &p);
    if (!e)
        homes_html_resident(rq->page, &p);
    return e;
}

enum err homes_resident_send(struct req *rq)
{
    struct homes_page p = {0};
    struct resident r;
    enum err e = one_of(rq, &p);
    if (e)
        return e;
    e = read_resident(rq, &r);
    r.id = p.one->id;
    r.keep_until_day = p.one->keep_until_day;
    if (r.consent == p.one->consent)
        r.consent_day = p.one->consent_day;
    if (!p.h.named && str_eq(str_clean_line(rq->cx->mem, r.p.name), p.one->p.name))
        r.p.name = STR_NONE; /* the mask, left as it was */
    if (!e)
        e = homes_resident_change(rq->cx, p.h.county, p.h.id, &r);
    if (e == ERR_INVALID || e == ERR_CONFLICT) {
        homes_html_resident(rq->page, &p);
        return e;
    }
    return homes_again(rq, e, &p);
}

enum err homes_resident_remove_send(struct req *rq)
{
    struct homes_page p = {0};
    struct home_form f = {0};
    enum err e = one_of(rq, &p);
    if (!e)
        e = form_read(rq, home_fields, &f);
    if (!e)
        e = homes_resident_remove(rq->cx, p.h.county, p.h.id, p.one->id, f.seen);
    if (!e && p.h.n == 1)
        return web_redirect(rq, "/desk/homes?done=removed");
    return homes_again(rq, e, &p);
}

/* ---- reasons to visit ------------------------------------------------------- */

struct need_form {
    str kind;
    int64_t every, resident, need;
};
static const struct field need_fields[] = {
    FIELD(struct need_form, kind, 0, 20, N_("Reason to visit")),
    FIELD(struct need_form, every, 0, 366, N_("Every so many days")),
    FIELD(struct need_form, resident, 0, INT64_MAX, N_("Whom it is about")),
    FIELD(struct need_form, need, 0, INT64_MAX, N_("Reason to visit")),
    {0}};

enum err homes_need_send(struct req *rq)
{
    struct homes_page p = {0};
    struct need_form f = {0};
    int64_t id;
    enum err e = homes_page_of(rq, &p);
    if (!e)
        e = form_read(rq, need_fields, &f);
    struct home_need n = {.kind =
                              (enum home_need_kind)home_word(home_need_names, NEED_KINDS, f.kind),
                          .every_days = f.every,
                          .resident = f.resident};
    if (!e && n.kind == NEED_KINDS)
        e = fail_field(rq->cx, "kind", _("Choose one from the list."));
    if (!e)
        e = homes_need_add(rq->cx, p.h.county, p.h.id, &n, &id);
    return homes_again(rq, e, &p);
}

enum err homes_need_drop_send(struct req *rq)
{
    struct homes_page p = {0};
    struct need_form f = {0};
    enum err e = homes_page_of(rq, &p);
    if (!e)
        e = form_read(rq, need_fields, &f);
    if (!e)
        e = homes_need_remove(rq->cx, p.h.county, p.h.id, f.need);
    return homes_again(rq, e, &p);
}
