/* api.c: /api/v1 for other programs: cases and places within a token's place, reporting, and what
 * changed by cursor. The rules are those of the pages: the token's acts at its place, the views of
 * civic/matters, and no personal field anywhere. Described by docs/api/openapi.json. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"

#include <jansson.h>

enum { CASES_MOST = 100, CHANGES_MOST = 200 };

/* ---- answers ------------------------------------------------------------- */

static enum err answer(struct req *rq, const char *type, json_t *tree)
{
    size_t len = json_dumpb(tree, NULL, 0, JSON_COMPACT);
    char *text = arena_alloc(rq->cx->mem, len + 1);
    json_dumpb(tree, text, len, JSON_COMPACT);
    json_decref(tree);
    return web_bytes(rq, type, (str){text, len});
}

static enum err answer_json(struct req *rq, json_t *tree)
{
    return answer(rq, "application/json; charset=utf-8", tree);
}

static json_t *text(str s)
{
    return json_stringn(s.at ? s.at : "", s.len);
}

static json_t *text_or_null(str s)
{
    return s.len ? text(s) : json_null();
}

static json_t *code(int64_t n) /* beyond 53 bits JSON readers lose digits */
{
    return json_sprintf("%lld", (long long)n);
}

static json_t *instant(struct ctx *cx, int64_t ms)
{
    return ms ? text(time_text(cx->mem, ms)) : json_null();
}

/* RFC 9457. */
void api_problem(struct req *rq, enum err e)
{
    json_t *o = json_object(), *errors = json_array();
    json_object_set_new(o, "type", json_string("about:blank"));
    json_object_set_new(o, "title", json_string(err_name(e)));
    json_object_set_new(o, "status", json_integer(err_status(e)));
    json_object_set_new(o, "detail", text(web_sentence(rq, e)));
    json_object_set_new(o, "request", text(rq->cx->request_id));
    for (const struct failure_field *f = rq->cx->failure.fields; f; f = f->next)
        json_array_append_new(errors,
                              json_pack("{s:s, s:o}", "field", f->field, "detail", text(f->text)));
    if (json_array_size(errors))
        json_object_set(o, "errors", errors);
    json_decref(errors);
    if (e == ERR_SIGN_IN)
        web_set_header(rq, "WWW-Authenticate", S("Bearer"));
    (void)!answer(rq, "application/problem+json", o);
}

/* ---- what is asked for ----------------------------------------------------- */

/* The place of ?under=, else the token's: within the token's place or not there at all. */
static enum err read_under(struct req *rq, int64_t *lo)
{
    const struct post *p = &rq->cx->posts->at[0];
    str asked = web_query(rq, "under");
    int64_t county;
    web_set_county(rq, rq->cx->county);
    *lo = p->scope;
    if (!asked.len)
        return OK;
    if (places_resolve(rq->cx, asked, &county, lo) || *lo < p->scope || *lo > p->scope_end)
        return fail_field(rq->cx, "under", _("There is no such place within the token's."));
    return OK;
}

static enum err read_number(struct req *rq, const char *name, int64_t least, int64_t most,
                            int64_t *n)
{
    str asked = web_query(rq, name);
    if (!asked.len || (!str_int(asked, n) && *n >= least && *n <= most))
        return OK;
    return fail_field(rq->cx, name, _("This is not a number that can be used here."));
}

/* ---- places ------------------------------------------------------------------ */

static json_t *place_tree(const struct place *p)
{
    static const char *const levels[] = {[PLACE_COUNTY] = "county",
                                         [PLACE_TOWN] = "town",
                                         [PLACE_COMMUNITY] = "community",
                                         [PLACE_GRID] = "grid"};
    const char *level = p->level < (int)COUNT(levels) ? levels[p->level] : NULL;
    return json_pack("{s:o, s:o, s:s, s:o}", "code", code(p->code), "name", text(p->name), "level",
                     level ? level : "other", "slug", text_or_null(p->slug));
}

/* The place itself, and the next level below it, down to communities. */
static enum err places(struct req *rq)
{
    struct place top, *below = NULL;
    int64_t lo;
    int n = 0;
    enum err e = read_under(rq, &lo);
    if (!e)
        e = places_find(rq->cx, lo, &top);
    if (!e && place_level_of(lo) < PLACE_COMMUNITY)
        e = places_list(rq->cx, lo, &below, &n);
    if (e)
        return e;
    json_t *list = json_array();
    for (int i = 0; i < n; i++)
        json_array_append_new(list, place_tree(&below[i]));
    return answer_json(rq, json_pack("{s:o, s:o}", "place", place_tree(&top), "places", list));
}

/* ---- cases ------------------------------------------------------------------- */

static json_t *spot_tree(const struct cases_spot *at)
{
    return at->measured ? json_pack("{s:f, s:f}", "lat", (double)at->lat_u / 1e6, "long",
                                    (double)at->lon_u / 1e6)
                        : json_null();
}

/* What staff of the place see, without what the reporter said and who it was. */
static json_t *case_tree(struct ctx *cx, const struct casefile *c)
{
    const struct matter *m = &c->m;
    json_t *o = json_object();
    json_object_set_new(o, "number", text(m->number));
    json_object_set_new(o, "state", text(m->state));
    json_object_set_new(o, "shown", json_string(matters_shown_names[matters_shown(m)]));
    json_object_set_new(o, "open", json_boolean(m->open));
    json_object_set_new(o, "public", json_boolean(c->shown));
    json_object_set_new(o, "urgent", json_boolean(m->flags & MATTERS_URGENT));
    json_object_set_new(o, "category", text(c->category.code));
    json_object_set_new(o, "category_name", text(cases_category_name(&c->category, cx->lang)));
    json_object_set_new(o, "place", code(m->scope));
    json_object_set_new(o, "address", text_or_null(c->spot.words));
    json_object_set_new(o, "position", spot_tree(&c->spot));
    json_object_set_new(o, "public_text", text_or_null(c->public_text));
    json_object_set_new(o, "reply", text_or_null(c->reply));
    json_object_set_new(o, "source", text(m->source));
    json_object_set_new(o, "opened", instant(cx, m->opened_ms));
    json_object_set_new(o, "changed", instant(cx, m->changed_ms));
    json_object_set_new(o, "closed", instant(cx, m->closed_ms));
    return o;
}

static enum err read_filter(struct req *rq, struct matters_list_filter *f, int64_t *limit)
{
    int64_t lo;
    str state = web_query(rq, "state");
    enum err e = read_under(rq, &lo);
    *f = (struct matters_list_filter){.county = rq->cx->county,
                                      .lo = lo,
                                      .hi = people_scope_end(lo),
                                      .kind = S("case"),
                                      .category = web_query(rq, "category"),
                                      .open = str_is(state, "open")     ? 1
                                              : str_is(state, "closed") ? 0
                                                                        : -1};
    *limit = 50;
    if (!e && state.len && f->open < 0)
        e = fail_field(rq->cx, "state", _("A state is open or closed."));
    if (!e)
        e = read_number(rq, "before", 1, INT64_MAX, &f->before);
    return e ? e : read_number(rq, "limit", 1, CASES_MOST, limit);
}

static enum err cases(struct req *rq)
{
    struct matter m[CASES_MOST];
    struct matters_list_filter f;
    int64_t limit;
    int n = 0;
    enum err e = read_filter(rq, &f, &limit);
    if (!e)
        e = matters_list(rq->cx, &f, m, (int)limit, &n);
    json_t *list = json_array();
    for (int i = 0; !e && i < n; i++) {
        struct casefile c;
        e = cases_load(rq->cx, &m[i], &c);
        if (!e)
            json_array_append_new(list, case_tree(rq->cx, &c));
    }
    if (!e)
        return answer_json(rq, json_pack("{s:o, s:o}", "cases", list, "next",
                                         n == limit ? code(m[n - 1].id) : json_null()));
    json_decref(list);
    return e;
}

static enum err one_case(struct req *rq)
{
    struct casefile c;
    enum err e = cases_find(rq->cx, rq->cx->county, web_param(rq, "no"), MATTERS_VIEW_STAFF, &c);
    return e ? e : answer_json(rq, case_tree(rq->cx, &c));
}

struct report_fields {
    str category, place, text, address;
    double lat, lon;
    int64_t urgent;
};
static const struct field report_fields[] = {
    FIELD(struct report_fields, category, 1, 40, N_("Kind of problem")),
    FIELD(struct report_fields, place, 1, 15, N_("Community")),
    FIELD_AREA(struct report_fields, text, 0, CASES_BODY_MAX, N_("What they said")),
    FIELD(struct report_fields, address, 0, 120, N_("Say the place in words")),
    FIELD(struct report_fields, lat, -90, 90, N_("Address")),
    FIELD(struct report_fields, lon, -180, 180, N_("Address")),
    FIELD(struct report_fields, urgent, 0, 1, N_("Urgent")),
    {0},
};

static enum err read_report(struct req *rq, struct cases_report *in)
{
    struct report_fields f = {0};
    int64_t county;
    enum err e = form_read(rq, report_fields, &f);
    if (e)
        return e;
    bool measured = web_field_has(rq, "lat") && web_field_has(rq, "lon");
    *in = (struct cases_report){.county = rq->cx->county,
                                .code = f.category,
                                .source = "sensor",
                                .body = f.text,
                                .spot = {.words = f.address,
                                         .measured = measured,
                                         .lat_u = (int64_t)lround(f.lat * 1e6),
                                         .lon_u = (int64_t)lround(f.lon * 1e6)},
                                .urgent = f.urgent};
    if (places_resolve(rq->cx, f.place, &county, &in->community) || county != in->county ||
        !may(rq->cx, ACT_CASES_ENTER, in->community, NO_ORG))
        return fail_field(rq->cx, "place", _("There is no such place within the token's."));
    if (place_above(in->community, PLACE_COMMUNITY) % 1000000 == 0)
        return fail_field(rq->cx, "place", _("Name a community or village."));
    return OK;
}

static enum err report(struct req *rq)
{
    struct cases_report in;
    struct cases_receipt receipt;
    web_set_county(rq, rq->cx->county);
    enum err e = read_report(rq, &in);
    if (!e)
        e = cases_open(rq->cx, &in, &receipt);
    if (e)
        return e;
    web_status(rq, 201);
    return answer_json(rq, json_pack("{s:s}", "number", receipt.number));
}

/* ---- changes ------------------------------------------------------------------ */

/* A fact about a case that the token may see; everything else is passed over. */
static enum err add_change(struct ctx *cx, const struct fact *f, json_t *list)
{
    struct matter m;
    if (strcmp(f->subject_kind, "matter") || f->audience > FACTS_STAFF)
        return OK;
    enum err e = matters_find(cx, f->county, f->subject, MATTERS_VIEW_STAFF, &m);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    json_t *o = json_object();
    json_object_set_new(o, "pos", code(f->pos));
    json_object_set_new(o, "at", instant(cx, f->at_ms));
    json_object_set_new(o, "kind", json_string(f->kind));
    json_object_set_new(o, "number", text(m.number));
    json_object_set_new(o, "place", code(m.scope));
    json_object_set_new(o, "from", text_or_null(f->from));
    json_object_set_new(o, "to", text_or_null(f->to));
    json_array_append_new(list, o);
    return OK;
}

/* `next` is how far this look went, also past facts that are not for the token. */
static enum err changes(struct req *rq)
{
    struct fact *facts = NEW_N(rq->cx->mem, struct fact, CHANGES_MOST);
    int64_t after = 0, limit = CHANGES_MOST;
    int n = 0;
    enum err e = read_number(rq, "after", 0, INT64_MAX, &after);
    if (!e)
        e = read_number(rq, "limit", 1, CHANGES_MOST, &limit);
    if (!e)
        e = facts_since(rq->cx, rq->cx->county, after, facts, (int)limit, &n);
    json_t *list = json_array();
    for (int i = 0; !e && i < n; i++)
        e = add_change(rq->cx, &facts[i], list);
    if (!e)
        return answer_json(rq, json_pack("{s:o, s:o, s:b}", "changes", list, "next",
                                         code(n ? facts[n - 1].pos : after), "more", n == limit));
    json_decref(list);
    return e;
}

extern const str api_openapi; /* docs/api/openapi.json */

static enum err openapi(struct req *rq)
{
    return web_json_text(rq, api_openapi);
}

#define BEARER .limit = "api", .error = api_problem
static const struct route routes[] = {
    {GET, "/api/v1/openapi.json", openapi, ACT_PUBLIC, .error = api_problem},
    {GET, "/api/v1/places", places, ACT_CASES_READ, ROUTE_BEARER, BEARER},
    {GET, "/api/v1/cases", cases, ACT_CASES_READ, ROUTE_BEARER, BEARER},
    {GET, "/api/v1/cases/:no", one_case, ACT_CASES_READ, ROUTE_BEARER, BEARER},
    {POST, "/api/v1/cases", report, ACT_CASES_ENTER, ROUTE_BEARER | ROUTE_NO_CSRF, BEARER},
    {GET, "/api/v1/changes", changes, ACT_CASES_READ, ROUTE_BEARER, BEARER},
    {0},
};

const struct room api_room = {.name = "api", .routes = routes};
