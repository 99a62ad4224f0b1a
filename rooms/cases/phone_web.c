/* phone_web.c: a report entered by staff for somebody else: a call, a visit, a chat group. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/chat.h"
#include "rooms/cases/group.h"
#include "rooms/cases/phone_html.h"     /* generated */
#include "rooms/cases/questions_html.h" /* generated */

enum { COMMUNITIES_MOST = 1000 };

struct phone_fields {
    str phone, name, source, group, code, found, body, community, spot, lat, lon, accuracy;
    int64_t may_contact, urgent;
};
static const struct field phone_fields[] = {
    FIELD(struct phone_fields, phone, 0, 20, N_("Number of the caller")),
    FIELD(struct phone_fields, name, 0, 40, N_("Name")),
    FIELD(struct phone_fields, source, 1, 20, N_("Source")),
    FIELD(struct phone_fields, group, 0, GROUP_NAME_MOST, N_("Which group")),
    FIELD(struct phone_fields, code, 0, 40, N_("Kind of problem")),
    FIELD(struct phone_fields, found, 0, 40, N_("Kind of problem")),
    FIELD_AREA(struct phone_fields, body, 0, CASES_BODY_MAX, N_("What they said")),
    FIELD(struct phone_fields, community, 1, 15, N_("Community")),
    FIELD(struct phone_fields, spot, 0, 120, N_("Say the place in words")),
    FIELD(struct phone_fields, lat, 0, 24, N_("Where is it?")),
    FIELD(struct phone_fields, lon, 0, 24, N_("Where is it?")),
    FIELD(struct phone_fields, accuracy, 0, 24, N_("Where is it?")),
    FIELD(struct phone_fields, may_contact, 0, 1, N_("The people handling it may call me")),
    FIELD(struct phone_fields, urgent, 0, 1, N_("Urgent")),
    {0},
};

static const char *const sources[] = {"hotline",  "resident", "wechat", "property",
                                      "superior", "media",    "sensor"};

static const struct frame_option *source_options(struct ctx *cx, int *n)
{
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, COUNT(sources));
    for (size_t i = 0; i < COUNT(sources); i++)
        list[i] = (struct frame_option){
            .value = sources[i], .text = tr(cx->lang, cases_source_label(str_of(sources[i])))};
    *n = COUNT(sources);
    return list;
}

/* The communities where the actor may enter reports. */
static enum err community_options(struct ctx *cx, struct frame_choice *out)
{
    struct posts_reach reach;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, COMMUNITIES_MOST);
    enum err e = OK;
    posts_reach(cx, ACT_CASES_ENTER, &reach);
    for (int r = 0; !e && r < reach.ranges; r++) {
        struct place *places;
        int n = 0;
        e = places_list_level(cx, reach.lo[r], PLACE_COMMUNITY, &places, &n);
        for (int i = 0; !e && i < n && out->n < COMMUNITIES_MOST; i++)
            list[out->n++] =
                (struct frame_option){.value = str_z(cx->mem, place_text(cx->mem, places[i].code)),
                                      .text = places[i].name};
    }
    out->options = list;
    return e;
}

static enum err fill_facility(struct req *rq, struct phone_page *p)
{
    struct pick_ask ask = {.county = rq->cx->county,
                           .code = p->code,
                           .from = S("/desk/phone/facilities"),
                           .staff = true};
    if (place_parse(web_typed(rq->page, "community"), &ask.community))
        ask.community = 0;
    if (!ask.community && p->community.n == 1 &&
        place_parse(str_of(p->community.options[0].value), &ask.community))
        ask.community = 0;
    int64_t drawn =
        ask.community ? ask.community : place_above(rq->cx->county * 1000000000, PLACE_COUNTY);
    p->areas =
        str_fmt(rq->cx->mem, "/c/%.*s/grids.geojson", STR_ARG(place_text(rq->cx->mem, drawn)));
    enum err e = ask.community
                     ? report_buildings(rq->cx, ask.community, &p->buildings, &p->n_buildings)
                     : OK;
    return e ? e : report_offer_facilities(rq, &ask, &p->facility);
}

/* Groups that wait for an answer, each once. */
static enum err fill_groups(struct ctx *cx, struct phone_page *p)
{
    struct group_line *lines;
    int n = 0;
    enum err e = group_list(cx, &lines, &n);
    str *names = NEW_N(cx->mem, str, n);
    for (int i = 0; !e && i < n; i++) {
        bool there = !lines[i].group.len;
        for (int k = 0; k < p->n_groups; k++)
            there |= str_eq(names[k], lines[i].group);
        if (!there)
            names[p->n_groups++] = lines[i].group;
    }
    p->groups = names;
    return e;
}

static enum err fill_page(struct req *rq, struct phone_page *p)
{
    struct ctx *cx = rq->cx;
    p->source =
        (struct frame_choice){.name = "source", .label = _("Source"), .chosen = S("hotline")};
    p->community = (struct frame_choice){.name = "community", .label = _("Community")};
    p->source.options = source_options(cx, &p->source.n);
    p->code = web_typed(rq->page, "found");
    if (!p->code.len)
        p->code = web_typed(rq->page, "code");
    enum err e = cases_category_list(cx, cx->county, &p->all);
    if (!e)
        e = cases_asks(cx, &p->all, p->code, &p->asks);
    p->find =
        (struct kind_find){.name = "found", .chosen = web_typed(rq->page, "found"), .staff = true};
    if (rq->method == POST)
        cases_find_kinds(rq, &p->all, &p->asks, &p->find);
    if (!e)
        e = community_options(cx, &p->community);
    p->group = str_is(web_typed(rq->page, "source"), "wechat");
    if (!e && p->group)
        e = fill_groups(cx, p);
    return e ? e : fill_facility(rq, p);
}

/* With the files that were fine kept here. */
static enum err show(struct req *rq, enum err because, const struct cases_files *files)
{
    struct phone_page p = {.group = false};
    struct failure told = rq->cx->failure;
    enum err e = fill_page(rq, &p);
    if (e)
        return e;
    rq->cx->failure = told;
    cases_keep(rq, files, p.kept, &p.n_kept);
    phone_html_page(rq->page, &p);
    return because;
}

enum err desk_phone(struct req *rq)
{
    return show(rq, OK, &(struct cases_files){.n = 0});
}

enum err desk_phone_draft(struct req *rq, const struct cases_files *files, const struct chat *said)
{
    struct phone_page p = {.drafted = true, .names = said->names, .n_names = said->n_names};
    enum err e = fill_page(rq, &p);
    if (e)
        return e;
    cases_keep(rq, files, p.kept, &p.n_kept);
    phone_html_page(rq->page, &p);
    return OK;
}

static const char *source_named(str s)
{
    for (size_t i = 0; i < COUNT(sources); i++)
        if (str_is(s, sources[i]))
            return sources[i];
    return sources[0];
}

static enum err read_report(struct req *rq, struct cases_report *out)
{
    struct ctx *cx = rq->cx;
    struct phone_fields f = {0};
    enum err e = form_read(rq, phone_fields, &f);
    if (e)
        return e;
    *out = (struct cases_report){.county = cx->county,
                                 .code = f.found.len ? f.found : f.code,
                                 .source = source_named(f.source),
                                 .body = f.body,
                                 .spot.words = f.spot,
                                 .may_contact = f.may_contact,
                                 .urgent = f.urgent,
                                 .name = f.name,
                                 .group = f.group};
    if (!out->code.len)
        e = fail_field(cx, "code", _("Choose the kind of problem, or find it by a word."));
    if (place_parse(f.community, &out->community) ||
        !may(cx, ACT_CASES_ENTER, out->community, NO_ORG))
        return fail_field(cx, "community", _("Choose the community it concerns."));
    enum err e2 = cases_read_phone(cx, "phone", f.phone, &out->phone);
    enum err e3 = cases_read_answers(rq, out->code, &out->answers);
    web_set_county(rq, cx->county);
    enum err e4 = report_position(rq, f.lat, f.lon, f.accuracy, &out->spot);
    if (!e4)
        e4 = report_take_building(rq, out);
    if (!e4)
        e4 = report_take_facility(rq, out);
    return e ? e : e2 ? e2 : e3 ? e3 : e4;
}

/* What the search box among the kinds shows while somebody types. */
enum err desk_kinds(struct req *rq)
{
    struct phone_page p = {0};
    enum err e = fill_page(rq, &p);
    if (e)
        return e;
    cases_find_kinds(rq, &p.all, &p.asks, &p.find);
    questions_html_kinds(rq->page, &p.find);
    return OK;
}

static bool looks_for_kind(const struct req *rq)
{
    bool chosen = web_field(rq, "code").len || web_field(rq, "found").len;
    return str_is(web_field(rq, "go"), "find") || (web_field(rq, "find").len && !chosen);
}

enum err desk_phone_send(struct req *rq)
{
    struct cases_report in;
    struct cases_files files = {.n = 0};
    struct cases_receipt receipt;
    enum err taken = cases_take(rq, "photo", "report", &files); /* not lost, whatever else lacks */
    if (taken && taken != ERR_INVALID)
        return taken;
    if (looks_for_kind(rq) || report_looks_for_facility(rq))
        return show(rq, OK, &files);
    enum err e = read_report(rq, &in);
    if (!e)
        e = taken;
    in.files = &files;
    if (!e)
        e = cases_open(rq->cx, &in, &receipt);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, e, &files);
    if (e)
        return e;
    return strcmp(in.source, "wechat") == 0
               ? web_redirect(rq, "/desk/paste?done=%s", receipt.number)
               : web_redirect(rq, "/desk/cases/%s?saved=1", receipt.number);
}
