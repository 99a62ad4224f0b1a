/* new_web.c: calling departments to the spot, from a case or without one. */
#include "civic/places/places.h"
#include "rooms/callout/callout_html.h" /* generated */
#include "rooms/callout/callout_own.h"

struct new_fields {
    str code, body, place, spot, lat, lon, accuracy, urgency, case_no;
};
static const struct field new_fields[] = {
    FIELD(struct new_fields, code, 0, 40, N_("Kind of problem")),
    FIELD_AREA(struct new_fields, body, 0, CALLOUT_BODY_MAX, N_("What are they needed for?")),
    FIELD(struct new_fields, place, 0, 15, N_("Community")),
    FIELD(struct new_fields, spot, 0, CALLOUT_SPOT_MAX, N_("Where are they to come?")),
    FIELD(struct new_fields, lat, 0, 24, N_("Where are they to come?")),
    FIELD(struct new_fields, lon, 0, 24, N_("Where are they to come?")),
    FIELD(struct new_fields, accuracy, 0, 24, N_("Where are they to come?")),
    FIELD(struct new_fields, urgency, 0, 20, N_("How urgent is it?")),
    FIELD(struct new_fields, case_no, 0, 40, N_("Case")),
    {0}};

/* ---- what is on offer ---------------------------------------------------------- */

static enum err urgency_options(struct ctx *cx, struct frame_choice *out)
{
    struct callout_limit limits[CALLOUT_URGENCIES];
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, CALLOUT_URGENCIES);
    enum err e = callout_limits(cx, cx->county, limits);
    for (int u = 0; !e && u < CALLOUT_URGENCIES; u++)
        list[u] = (struct frame_option){.value = callout_urgency_names[u],
                                        .text = tr(cx->lang, callout_urgency_labels[u]),
                                        .hint = callout_limit_text(cx, &limits[u])};
    *out = (struct frame_choice){.name = "urgency",
                                 .label = _("How urgent is it?"),
                                 .hint = _("By then each of them is there, or has said why not."),
                                 .options = list,
                                 .n = CALLOUT_URGENCIES,
                                 .chosen = S("urgent")};
    return e;
}

static bool is_ticked(const struct req *rq, str key)
{
    for (size_t i = 0; web_field_at(rq, "org", i).len; i++)
        if (str_eq(web_field_at(rq, "org", i), key))
            return true;
    return false;
}

static bool in_list(const int64_t *list, int n, int64_t org)
{
    for (int i = 0; i < n; i++)
        if (list[i] == org)
            return true;
    return false;
}

/* The likely ones are ticked until somebody ticks; a button asks for those of another kind. */
static enum err fill_orgs(struct req *rq, int64_t place, struct callout_new_page *p)
{
    struct ctx *cx = rq->cx;
    struct org *orgs;
    int64_t likely[MATTERS_ORGS_MAX];
    int n = 0, n_likely = 0;
    bool ticked = web_field(rq, "org").len && !str_is(web_field(rq, "go"), "kind");
    enum err e = callout_orgs(cx, cx->county, place, &orgs, &n);
    if (!e && p->code.len)
        e = callout_likely(cx, cx->county, p->code, place, likely, COUNT(likely), &n_likely);
    struct callout_org *list = NEW_N(cx->mem, struct callout_org, e ? 0 : n);
    for (int first = 1; !e && first >= 0; first--)
        for (int i = 0; i < n; i++) {
            bool is_likely = in_list(likely, n_likely, orgs[i].id);
            str key = str_fmt(cx->mem, "%lld", (long long)orgs[i].id);
            if (is_likely == first)
                list[p->n_orgs++] = (struct callout_org){key, orgs[i].name, is_likely,
                                                         ticked ? is_ticked(rq, key) : is_likely};
        }
    p->orgs = list;
    return e;
}

/* ---- the form ------------------------------------------------------------------- */

static enum err find_case(struct req *rq, str number, struct casefile *out)
{
    enum err e = cases_find(rq->cx, rq->cx->county, number, MATTERS_VIEW_TASK, out);
    return !e && !may(rq->cx, ACT_CALLOUT_CALL, out->m.scope, NO_ORG) ? ERR_NOT_FOUND : e;
}

static str coordinate(struct ctx *cx, int64_t micro)
{
    return str_fmt(cx->mem, "%.6f", (double)micro / 1e6);
}

static void fill_from_case(struct ctx *cx, const struct casefile *c, struct callout_new_page *p)
{
    p->case_no = c->m.number;
    p->case_title = cases_title(c, cx->lang, MATTERS_VIEW_STAFF);
    if (!p->code.len)
        p->code = c->category.code;
    p->spot = c->spot.words;
    p->lat = c->spot.measured ? coordinate(cx, c->spot.lat_u) : STR_NONE;
    p->lon = c->spot.measured ? coordinate(cx, c->spot.lon_u) : STR_NONE;
}

static int64_t place_of(const struct req *rq, const struct frame_choice *places)
{
    int64_t place = 0;
    str typed = web_typed(rq->page, "place");
    if (place_parse(typed.len ? typed : places->chosen, &place))
        place = rq->cx->county * 1000000000;
    return place;
}

static enum err show_form(struct req *rq, enum err because)
{
    struct ctx *cx = rq->cx;
    struct casefile c;
    struct callout_new_page p = {.place = {.name = "place", .label = _("Community")}};
    str no = rq->method == POST ? web_field(rq, "case_no") : web_query(rq, "case");
    struct failure told = cx->failure;
    p.code = web_typed(rq->page, "code");
    enum err e = no.len ? find_case(rq, no, &c) : OK;
    if (!e && no.len)
        fill_from_case(cx, &c, &p);
    if (!e)
        e = no.len ? OK : frame_places(cx, ACT_CALLOUT_CALL, false, &p.place);
    if (!e)
        e = urgency_options(cx, &p.urgency);
    if (!e)
        e = cases_category_list(cx, cx->county, &p.all);
    int64_t place = !e && no.len ? c.m.scope : place_of(rq, &p.place);
    if (!e)
        e = fill_orgs(rq, place, &p);
    if (e)
        return e;
    cx->failure = told;
    p.areas = str_fmt(cx->mem, "/c/%.*s/grids.geojson",
                      STR_ARG(place_text(cx->mem, place_level_of(place) >= PLACE_COMMUNITY
                                                      ? place_above(place, PLACE_COMMUNITY)
                                                      : place)));
    callout_html_new(rq->page, &p);
    return because;
}

enum err callout_new_form(struct req *rq)
{
    return show_form(rq, OK);
}

/* ---- sending it ------------------------------------------------------------------ */

static enum callout_urgency urgency_named(str name)
{
    int u = 0;
    while (u < CALLOUT_URGENCIES && !str_is(name, callout_urgency_names[u]))
        u++;
    return (enum callout_urgency)u;
}

static enum err read_orgs(struct req *rq, struct callout_new *in)
{
    size_t i = 0;
    for (; web_field_at(rq, "org", i).len && in->n_orgs < MATTERS_ORGS_MAX; i++)
        if (str_int(web_field_at(rq, "org", i), &in->orgs[in->n_orgs++]))
            return fail_field(rq->cx, "org", _("Tick whom you call."));
    return web_field_at(rq, "org", i).len
               ? fail_field(rq->cx, "org", _("Not more than eight at once."))
               : OK;
}

static enum err read_new(struct req *rq, struct callout_new *in)
{
    struct new_fields f = {.code = STR_NONE};
    enum err e = form_read(rq, new_fields, &f);
    if (e)
        return e;
    *in = (struct callout_new){.county = rq->cx->county,
                               .category = f.code,
                               .body = str_clean_text(rq->cx->mem, f.body),
                               .spot.words = str_clean_line(rq->cx->mem, f.spot),
                               .urgency = urgency_named(f.urgency)};
    if (f.case_no.len) {
        struct casefile c;
        e = find_case(rq, f.case_no, &c);
        if (e)
            return e;
        in->case_id = c.m.id;
        in->place = c.m.scope;
    } else if (place_parse(f.place, &in->place)) {
        in->place = 0; /* said with the others that are missing */
    }
    e = report_position(rq, f.lat, f.lon, f.accuracy, &in->spot);
    enum err e2 = read_orgs(rq, in);
    return e ? e : e2;
}

enum err callout_new_send(struct req *rq)
{
    struct callout_new in;
    struct callout_receipt r;
    web_set_county(rq, rq->cx->county);
    if (str_is(web_field(rq, "go"), "kind"))
        return show_form(rq, OK);
    enum err e = read_new(rq, &in);
    if (!e)
        e = callout_open(rq->cx, &in, &r);
    if (e == ERR_INVALID)
        return show_form(rq, e);
    return e ? e : web_redirect(rq, "/desk/callouts/%s?saved=1", r.number);
}
