/* new_web.c: the report form of a grid worker, and what comes of it. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/field/field_own.h"
#include "rooms/field/new_html.h" /* generated */
#include "rooms/field/outbox.h"

struct new_fields {
    str code, code_all, found, body, spot, grid, lat, lon, accuracy;
    int64_t solved, urgent;
};
static const struct field new_fields[] = {
    FIELD(struct new_fields, code, 0, 40, N_("Kind of problem")),
    FIELD(struct new_fields, code_all, 0, 40, N_("Kind of problem")),
    FIELD_AREA(struct new_fields, body, 0, CASES_BODY_MAX, N_("Say a little more")),
    FIELD(struct new_fields, spot, 0, 120, N_("Building or landmark")),
    FIELD(struct new_fields, grid, 0, 15, N_("Which grid")),
    FIELD(struct new_fields, lat, 0, 24, N_("Where is it?")),
    FIELD(struct new_fields, lon, 0, 24, N_("Where is it?")),
    FIELD(struct new_fields, accuracy, 0, 24, N_("Where is it?")),
    FIELD(struct new_fields, solved, 0, 1, N_("Solved on the spot")),
    FIELD(struct new_fields, urgent, 0, 1, N_("Urgent")),
    {0},
};

/* ---- the form ---------------------------------------------------------- */

static str chosen_grid(struct req *rq, const struct field_new_page *p)
{
    str typed = web_typed(rq->page, "grid");
    return typed.len || !p->n_grids ? typed : p->grids[0].code;
}

/* A scanned label says what it is and where. */
static enum err fill_facility(struct req *rq, int64_t place, struct report_page *r)
{
    struct ctx *cx = rq->cx;
    struct pick_ask ask = {.county = cx->county,
                           .community = place,
                           .code = r->code_all.len ? r->code_all : r->code,
                           .from = S("/desk/phone/facilities"),
                           .staff = true};
    enum err e = report_offer_facilities(rq, &ask, &r->facility);
    if (e || !r->facility.scanned || rq->method != GET)
        return e;
    r->code = r->facility.code;
    report_put_first(cx, &r->facility.code, 1, r);
    return OK;
}

static enum err fill(struct req *rq, struct field_new_page *p)
{
    struct ctx *cx = rq->cx;
    str usual[FIELD_KINDS_MAX];
    int n = 0;
    int64_t place = 0;
    web_set_county(rq, cx->county);
    enum err e = field_name_grids(cx, &p->grids, &p->n_grids);
    if (e)
        return e;
    p->grid = chosen_grid(rq, p);
    if (p->n_grids && !place_parse(p->grids[0].code, &place))
        place =
            place_level_of(place) > PLACE_COMMUNITY ? place_above(place, PLACE_COMMUNITY) : place;
    p->r.place = (struct frame_place){
        .code = place, .name = places_name(cx, place), .slug = places_slug(cx, place)};
    e = report_offer(rq, &p->r);
    if (!e)
        e = field_usual_kinds(cx, cx->county, usual, &n);
    if (!e)
        report_put_first(cx, usual, n, &p->r);
    return e ? e : fill_facility(rq, place, &p->r);
}

/* From a point of a patrol: the place is filled in. */
static void preset(struct req *rq)
{
    static const char *const names[] = {"spot", "grid"};
    for (size_t i = 0; i < COUNT(names); i++)
        if (web_query_has(rq, names[i]))
            web_field_put(rq, names[i],
                          utf8_head(str_clean_line(rq->cx->mem, web_query(rq, names[i])), 120));
}

enum err field_new(struct req *rq)
{
    struct field_new_page p = {.n_grids = 0};
    preset(rq);
    enum err e = fill(rq, &p);
    if (!e)
        new_html_page(rq->page, &p);
    return e;
}

/* ---- sending ----------------------------------------------------------- */

static enum err read_new(struct req *rq, struct field_report *out)
{
    struct new_fields f = {.code = STR_NONE};
    enum err e = form_read(rq, new_fields, &f);
    if (e)
        return e;
    struct cases_report *r = &out->r;
    *r = (struct cases_report){.county = rq->cx->county,
                               .code = f.code_all.len ? f.code_all : f.code,
                               .source = "worker",
                               .body = f.body,
                               .spot.words = f.spot,
                               .urgent = f.urgent};
    out->solved = f.solved;
    if (place_parse(f.grid, &r->community))
        e = fail_field(rq->cx, "grid", _("Choose one of your own grids."));
    if (!r->code.len)
        e = fail_field(rq->cx, "code", _("Please tap what kind of problem it is."));
    enum err e2 = report_position(rq, f.lat, f.lon, f.accuracy, &r->spot);
    enum err e3 = cases_read_answers(rq, r->code, &r->answers);
    enum err e4 = report_take_facility(rq, r);
    return e ? e : e2 ? e2 : e3 ? e3 : e4;
}

struct taken { /* all files of the form, and each kind by itself for when it is shown again */
    struct cases_files all, before, after, voice;
};

static enum err take(struct req *rq, struct taken *t)
{
    struct cases_files *const each[] = {&t->before, &t->after, &t->voice};
    static const char *const fields[] = {"photo", "after_photo", "voice"};
    static const char *const roles[] = {"report", "after", "voice"};
    enum err e = OK;
    for (size_t i = 0; i < COUNT(each); i++) {
        enum err one = cases_take(rq, fields[i], roles[i], each[i]);
        if (one && one != ERR_INVALID)
            return one;
        e = one ? one : e;
        for (int k = 0; k < each[i]->n && t->all.n < CASES_FILES_MAX; k++)
            t->all.at[t->all.n++] = each[i]->at[k];
    }
    return e;
}

/* The form as it was, with the files that were fine kept here. */
static enum err show_again(struct req *rq, enum err e, const struct taken *t)
{
    struct field_new_page p = {.n_grids = 0};
    struct failure told = rq->cx->failure;
    struct cases_files first = t->before;
    enum err again = fill(rq, &p);
    if (again)
        return again;
    rq->cx->failure = told;
    for (int i = 0; i < t->voice.n && first.n < CASES_FILES_MAX; i++)
        first.at[first.n++] = t->voice.at[i];
    cases_keep(rq, &first, p.r.kept, &p.r.n_kept);
    cases_keep(rq, &t->after, p.after, &p.n_after);
    new_html_page(rq->page, &p);
    return e;
}

static bool looks_for_kind(const struct req *rq)
{
    bool chosen = web_field(rq, "code").len || web_field(rq, "code_all").len;
    return str_is(web_field(rq, "go"), "find") || (web_field(rq, "find").len && !chosen);
}

enum err field_new_send(struct req *rq)
{
    struct field_report in = {.solved = false};
    struct cases_receipt out;
    struct taken t = {.all.n = 0};
    struct outbox_note note;
    web_set_county(rq, rq->cx->county);
    enum err taken = take(rq, &t); /* whatever else is wrong: they are not lost */
    if (taken && taken != ERR_INVALID)
        return taken;
    if (looks_for_kind(rq) || report_looks_for_facility(rq))
        return show_again(rq, OK, &t);
    enum err e = read_new(rq, &in);
    if (!e)
        e = taken;
    in.r.files = &t.all;
    in.note = outbox_of(rq, &note) ? &note : NULL;
    if (!e)
        e = field_report(rq->cx, &in, &out);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_again(rq, e, &t);
    return e ? e : web_redirect(rq, "/field?sent=%s", out.number);
}
