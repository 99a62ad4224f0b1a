/* one_web.c: one facility: what it is, what happened to it and with it, and changing that. */
#include "rooms/facilities/facilities_own.h"

#include "civic/people/people.h"
#include "rooms/facilities/facility_one_html.h" /* generated */

struct one_fields {
    str code, name, state, grid, lat, lon, org_name, org_code, owner_name, owner_code, keeper_name,
        keeper_code, note, identifier, label, accuracy;
    int64_t seen;
};
static const struct field one_fields[] = {
    FIELD(struct one_fields, code, 1, 40, N_("Kind of facility")),
    FIELD(struct one_fields, name, 0, 30, N_("Name by the standard")),
    FIELD(struct one_fields, state, 0, 20, N_("State of the facility")),
    FIELD(struct one_fields, grid, 0, 15, N_("Code of its grid")),
    FIELD(struct one_fields, lat, 0, 24, N_("Latitude")),
    FIELD(struct one_fields, lon, 0, 24, N_("Longitude")),
    FIELD(struct one_fields, accuracy, 0, 24, N_("Latitude")),
    FIELD(struct one_fields, org_name, 0, 100, N_("In charge")),
    FIELD(struct one_fields, org_code, 0, 18, N_("Its code")),
    FIELD(struct one_fields, owner_name, 0, 100, N_("Owner")),
    FIELD(struct one_fields, owner_code, 0, 18, N_("Its code")),
    FIELD(struct one_fields, keeper_name, 0, 100, N_("Maintained by")),
    FIELD(struct one_fields, keeper_code, 0, 18, N_("Its code")),
    FIELD(struct one_fields, note, 0, 200, N_("Note")),
    FIELD(struct one_fields, identifier, 0, 17, N_("Identifier")),
    FIELD(struct one_fields, label, 0, 12, N_("Number on the label")),
    FIELD(struct one_fields, seen, 0, INT64_MAX, N_("Version")),
    {0}};

enum err facilities_of_address(struct req *rq, struct facility *out)
{
    struct facility f;
    enum err e = facility_by_identifier(rq->cx, rq->cx->county, web_param(rq, "no"), &f);
    if (!e && !facility_may_see(rq->cx, &f))
        e = ERR_NOT_FOUND;
    if (!e)
        *out = f;
    return e;
}

/* ---- what happened -------------------------------------------------------------- */

static enum err fill_cases(struct ctx *cx, struct facility_page *p)
{
    int64_t ids[FACILITIES_CASES_MAX];
    struct matter m[FACILITIES_CASES_MAX];
    struct case_row *rows = NEW_N(cx->mem, struct case_row, FACILITIES_CASES_MAX);
    bool *opens = NEW_N(cx->mem, bool, FACILITIES_CASES_MAX);
    int n = 0;
    enum err e = cases_of_facility(cx, cx->county, p->at.f.id, ids, FACILITIES_CASES_MAX, &n);
    for (int i = 0; !e && i < n; i++) {
        enum matters_view view = MATTERS_VIEW_PUBLIC;
        if (matters_find(cx, cx->county, ids[i], MATTERS_VIEW_PUBLIC, &m[p->n_cases])) {
            p->hidden++;
            continue;
        }
        e = matters_view(cx, &m[p->n_cases], &view);
        opens[p->n_cases++] = view >= MATTERS_VIEW_TASK;
    }
    if (!e)
        e = cases_rows(cx, m, p->n_cases, MATTERS_VIEW_PUBLIC, rows);
    p->cases = rows;
    p->opens = opens;
    return e;
}

static const char *event_label(const char *kind)
{
    static const struct {
        const char *kind, *label;
    } known[] = {{"facility.added", N_("Facility added")},
                 {"facility.moved", N_("Facility moved")},
                 {"facility.state", N_("State of a facility changed")}};
    for (size_t i = 0; i < COUNT(known); i++)
        if (str_is(str_of(kind), known[i].kind))
            return known[i].label;
    return N_("Facility changed");
}

static str state_label(struct ctx *cx, str word)
{
    for (int i = 0; i < FACILITY_STATES; i++)
        if (str_is(word, facility_state_names[i]))
            return tr(cx->lang, facility_state_labels[i]);
    return STR_NONE;
}

static enum err fill_events(struct ctx *cx, struct facility_page *p)
{
    enum { MOST = 60 };
    struct fact facts[MOST];
    struct facility_event *events = NEW_N(cx->mem, struct facility_event, MOST);
    enum err e = facts_list(cx, cx->county, "facility", p->at.f.id, FACTS_STAFF, 0, facts, MOST,
                            &p->n_events);
    for (int i = 0; !e && i < p->n_events; i++) {
        const struct fact *f = &facts[p->n_events - 1 - i]; /* newest first */
        events[i] = (struct facility_event){.what = tr(cx->lang, event_label(f->kind)),
                                            .from = state_label(cx, f->from),
                                            .to = state_label(cx, f->to),
                                            .who = people_name(cx, f->actor_county, f->actor),
                                            .at_ms = f->at_ms};
    }
    p->events = events;
    return e;
}

/* ---- the page -------------------------------------------------------------------- */

static enum err show(struct req *rq, const struct facility *f, enum err because)
{
    struct ctx *cx = rq->cx;
    struct facility_page p = {.saved = web_query_has(rq, "saved")};
    struct failure told = cx->failure;
    enum err e = facilities_kinds(cx, &p.kinds);
    if (e)
        return e;
    facilities_name(cx, &p.kinds, f, &p.at);
    p.slug = places_slug(cx, place_above(f->scope, PLACE_COMMUNITY));
    p.scan = facilities_scan(rq, f->identifier);
    p.may_keep = may(cx, ACT_FACILITIES_KEEP, f->scope, NO_ORG);
    e = fill_cases(cx, &p);
    if (!e)
        e = fill_events(cx, &p);
    if (e)
        return e;
    cx->failure = told;
    facility_one_html_page(rq->page, &p);
    return because;
}

enum err facilities_show(struct req *rq)
{
    struct facility f;
    enum err e = facilities_of_address(rq, &f);
    return e ? e : show(rq, &f, OK);
}

/* ---- the form -------------------------------------------------------------------- */

static enum err read_spot(struct req *rq, const struct one_fields *in, struct facility *f)
{
    struct cases_spot at = {.measured = false};
    if (in->grid.len &&
        (place_parse(in->grid, &f->scope) || place_level_of(f->scope) < PLACE_COMMUNITY))
        return fail_field(rq->cx, "grid", _("The code of a grid has 15 digits."));
    web_set_county(rq, rq->cx->county);
    enum err e = report_position(rq, in->lat, in->lon, in->accuracy, &at);
    if (e)
        return fail_field(rq->cx, "lat", _("That position is outside this county."));
    f->placed = at.measured;
    f->lat_u = at.lat_u;
    f->lon_u = at.lon_u;
    return OK;
}

static enum err read_form(struct req *rq, struct facility *f)
{
    struct one_fields in = {.seen = 0};
    struct category kind;
    enum err e = form_read(rq, one_fields, &in);
    f->county = rq->cx->county;
    f->row_ver = in.seen;
    f->name = in.name;
    f->org_name = in.org_name;
    f->org_code = in.org_code;
    f->owner_name = in.owner_name;
    f->owner_code = in.owner_code;
    f->keeper_name = in.keeper_name;
    f->keeper_code = in.keeper_code;
    f->note = in.note;
    for (int i = 0; i < FACILITY_STATES; i++)
        if (str_is(in.state, facility_state_names[i]))
            f->state = (enum facility_state)i;
    if (cases_category_find(rq->cx, f->county, in.code, &kind) || !str_is(kind.kind, "facility"))
        return fail_field(rq->cx, "code", _("Choose from the list."));
    f->code = kind.code;
    if (!f->name.len)
        f->name = utf8_head(kind.name, 30);
    enum err e2 = read_spot(rq, &in, f);
    return e ? e : e2;
}

enum err facilities_change(struct req *rq)
{
    struct facility f, to;
    enum err e = facilities_of_address(rq, &f);
    if (e)
        return e;
    to = f;
    e = read_form(rq, &to);
    if (!e)
        e = facility_change(rq->cx, &to);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, &f, e);
    return e ? e : web_redirect(rq, "/desk/facilities/%.*s?saved=1", STR_ARG(f.identifier));
}

/* ---- a new one --------------------------------------------------------------------- */

static enum err show_new(struct req *rq, enum err because)
{
    struct facility_page p = {.may_keep = true};
    const struct place *places;
    int n = 0;
    struct failure told = rq->cx->failure;
    enum err e = facilities_kinds(rq->cx, &p.kinds);
    if (!e)
        e = facilities_places(rq->cx, ACT_FACILITIES_KEEP, &places, &n);
    if (e)
        return e;
    rq->cx->failure = told;
    p.slug = n ? places[0].slug : STR_NONE;
    facility_one_html_new(rq->page, &p);
    return because;
}

enum err facilities_new(struct req *rq)
{
    return show_new(rq, OK);
}

enum err facilities_new_send(struct req *rq)
{
    struct facility f = {.origin = FACILITY_OTHER}, made;
    struct facility_identifier id;
    f.identifier = str_trim(web_field(rq, "identifier"));
    f.label = utf8_head(str_clean_line(rq->cx->mem, web_field(rq, "label")), 12);
    enum err e = read_form(rq, &f);
    if (!e && f.identifier.len && facility_identifier_read(f.identifier, &id))
        e = fail_field(rq->cx, "identifier",
                       _("An identifier has 16 or 17 digits and a serial number."));
    if (!e)
        e = facility_add(rq->cx, &f, &made);
    if (e == ERR_INVALID)
        return show_new(rq, e);
    return e ? e : web_redirect(rq, "/desk/facilities/%.*s?saved=1", STR_ARG(made.identifier));
}
