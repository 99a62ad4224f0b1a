/* report_web.c: the report form, and what comes of it. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/questions_html.h" /* generated */
#include "rooms/cases/report_html.h"    /* generated */

struct report_fields {
    str code, code_all, body, spot, where, qr, name, phone, lat, lon, accuracy, same;
    int64_t wants_private, may_contact;
};
static const struct field report_fields[] = {
    FIELD(struct report_fields, code, 0, 40, N_("Kind of problem")),
    FIELD(struct report_fields, code_all, 0, 40, N_("Kind of problem")),
    FIELD_AREA(struct report_fields, body, 0, CASES_BODY_MAX, N_("Say a little more")),
    FIELD(struct report_fields, spot, 0, 120, N_("Say the place in words")),
    FIELD(struct report_fields, where, 0, 10, N_("Where is it?")),
    FIELD(struct report_fields, qr, 0, 60, N_("Where is it?")),
    FIELD(struct report_fields, name, 0, 40, N_("What should we call you?")),
    FIELD(struct report_fields, phone, 0, 40, N_("Mobile phone")),
    FIELD(struct report_fields, lat, 0, 24, N_("Where is it?")),
    FIELD(struct report_fields, lon, 0, 24, N_("Where is it?")),
    FIELD(struct report_fields, accuracy, 0, 24, N_("Where is it?")),
    FIELD(struct report_fields, same, 0, 40, N_("I met it too")),
    FIELD(struct report_fields, wants_private, 0, 1, N_("Who may see it?")),
    FIELD(struct report_fields, may_contact, 0, 1, N_("The people handling it may call me")),
    {0},
};

enum { CHIPS_MOST = 8 };

/* ---- the form ---------------------------------------------------------- */

static int by_chip(const void *a, const void *b)
{
    const struct category *x = a, *y = b;
    return (x->chip > y->chip) - (x->chip < y->chip);
}

/* The eight kinds shown first: a village has others than a town. */
static void choose_chips(struct ctx *cx, bool village, struct report_page *p)
{
    struct category *chips = NEW_N(cx->mem, struct category, p->all.n);
    for (int i = 0; i < p->all.n; i++) {
        struct category c = p->all.at[i];
        c.chip = village && c.rural_chip ? c.rural_chip : village ? c.chip * 100 : c.chip;
        if (c.chip)
            chips[p->n_chips++] = c;
    }
    qsort(chips, (size_t)p->n_chips, sizeof *chips, by_chip);
    if (p->n_chips > CHIPS_MOST)
        p->n_chips = CHIPS_MOST;
    p->chips = chips;
}

void report_put_first(struct ctx *cx, const str *codes, int n, struct report_page *p)
{
    struct category *chips = NEW_N(cx->mem, struct category, n + p->n_chips);
    int first = 0;
    for (int k = 0; k < n; k++)
        for (int i = 0; i < p->all.n; i++)
            if (str_eq(p->all.at[i].code, codes[k]))
                chips[first++] = p->all.at[i];
    int all = first;
    for (int i = 0; i < p->n_chips; i++) {
        bool there = false;
        for (int k = 0; k < first; k++)
            there = there || str_eq(chips[k].code, p->chips[i].code);
        if (!there)
            chips[all++] = p->chips[i];
    }
    p->chips = chips;
    p->n_chips = all > CHIPS_MOST ? CHIPS_MOST : all;
}

enum err report_offer(struct req *rq, struct report_page *p)
{
    struct ctx *cx = rq->cx;
    p->n_chips = 0;
    p->slug = p->place.slug;
    enum err e = cases_category_list(cx, rq->county, &p->all);
    if (e)
        return e;
    choose_chips(cx, place_is_village(p->place.code), p);
    p->code = web_typed(rq->page, "code");
    p->code_all = web_typed(rq->page, "code_all");
    e = cases_asks(cx, &p->all, p->code_all.len ? p->code_all : p->code, &p->asks);
    if (e)
        return e;
    p->find = (struct kind_find){.name = "code", .chosen = p->code};
    if (rq->method == POST)
        cases_find_kinds(rq, &p->all, &p->asks, &p->find);
    return OK;
}

void report_draw_kinds(struct html *h, const struct report_page *p)
{
    report_html_chips(h, p);
}

void report_draw_questions(struct html *h, const struct report_page *p)
{
    questions_html_blocks(h, &p->asks);
}

void report_draw_kept(struct html *h, const struct report_page *p)
{
    questions_html_kept(h, p->kept, p->n_kept);
}

/* A scanned label says what it is and where. */
static enum err fill_facility(struct req *rq, struct report_page *p)
{
    struct ctx *cx = rq->cx;
    struct pick_ask ask = {.county = rq->county,
                           .community = p->place.code,
                           .code = p->code_all.len ? p->code_all : p->code,
                           .from = str_fmt(cx->mem, "/c/%.*s/report/facilities", STR_ARG(p->slug))};
    enum err e = report_offer_facilities(rq, &ask, &p->facility);
    if (e || !p->facility.scanned || rq->method != GET)
        return e;
    p->qr = p->preset = p->facility.one.text;
    p->code = p->facility.code;
    report_put_first(cx, &p->facility.code, 1, p);
    return cases_asks(cx, &p->all, p->code, &p->asks);
}

enum err report_fill(struct req *rq, struct report_page *p)
{
    struct ctx *cx = rq->cx;
    enum err e = cases_place(rq, &p->place);
    if (!e)
        e = report_offer(rq, p);
    if (e)
        return e;
    p->home = cases_home_of(rq, &p->place);
    p->where = web_typed(rq->page, "where");
    p->wants_private = str_is(web_typed(rq->page, "wants_private"), "1");
    p->open_contact = web_typed(rq->page, "phone").len || web_field_error(rq->page, "phone").len;
    p->qr = str_clean_line(cx->mem,
                           rq->method == GET ? web_query(rq, "at") : web_typed(rq->page, "qr"));
    p->preset = utf8_head(p->qr, 60);
    return fill_facility(rq, p);
}

/* ---- reading what was sent --------------------------------------------- */

/* Microdegrees of a latitude or longitude as a phone sends it. */
static bool read_degrees(str s, double most, int64_t *out)
{
    double d;
    if (str_double(s, &d) || d < -most || d > most)
        return false;
    *out = (int64_t)(d * 1e6 + (d < 0 ? -0.5 : 0.5));
    return true;
}

/* 0/0 is what broken receivers send. */
enum err report_position(struct req *rq, str lat, str lon, str accuracy, struct cases_spot *out)
{
    if (!lat.len && !lon.len)
        return OK;
    if (!read_degrees(lat, 90, &out->lat_u) || !read_degrees(lon, 180, &out->lon_u))
        return fail_field(rq->cx, "spot",
                          _("The position cannot be read. Please say the place in words."));
    if (out->lat_u == 0 && out->lon_u == 0)
        return OK;
    if (!places_in_county(rq->cx, rq->county, out->lat_u, out->lon_u))
        return fail_field(
            rq->cx, "spot",
            _("That position is outside this county. Please say the place in words."));
    double metres;
    bool known = str_double(accuracy, &metres) == OK && metres >= 0 && metres < 100000;
    out->accuracy_m = known ? (int64_t)metres : 0;
    out->measured = true;
    return OK;
}

/* A photo or a recording alone is a whole report: staff see and hear what it is about. Its kind is
 * the form's own for everything else, the one with the three dots. */
static str other_kind(const struct report_page *p, const struct cases_files *files)
{
    for (int i = 0; files->n && i < p->n_chips; i++)
        if (str_is(p->chips[i].icon, "ellipsis"))
            return p->chips[i].code;
    return STR_NONE;
}

static enum err read_report(struct req *rq, const struct report_page *p,
                            const struct report_fields *f, const struct cases_files *files,
                            struct cases_report *out)
{
    str words = f->spot;
    if (!words.len && f->qr.len && !str_is(f->where, "text"))
        words = p->preset;
    *out = (struct cases_report){.county = rq->county,
                                 .community = p->place.code,
                                 .code = f->code_all.len ? f->code_all : f->code,
                                 .source = "resident",
                                 .body = f->body,
                                 .wants_private = f->wants_private,
                                 .may_contact = f->may_contact,
                                 .name = f->name};
    enum err e = report_position(rq, f->lat, f->lon, f->accuracy, &out->spot),
             e2 = cases_read_phone(rq->cx, "phone", f->phone, &out->phone);
    out->spot.words = words;
    if (!out->code.len)
        out->code = other_kind(p, files);
    if (!out->code.len)
        e2 = fail_field(rq->cx, "code", _("Please tap what kind of problem it is."));
    enum err e3 = cases_read_answers(rq, out->code, &out->answers);
    bool elsewhere = web_field_has(rq, "scanned") && str_is(f->where, "text");
    enum err e4 = elsewhere ? OK : report_take_facility(rq, out);
    return e ? e : e2 ? e2 : e3 ? e3 : e4;
}

/* ---- similar ones nearby ----------------------------------------------- */

static enum err similar_by_spot(struct req *rq, str code, const struct cases_spot *at,
                                struct matter *out, int max, int *n)
{
    struct cases_near near[8];
    int found = 0;
    enum err e = cases_list_near(rq->cx, rq->county, code, at, 0, near, COUNT(near), &found);
    for (int i = 0; !e && i < found && *n < max; i++)
        if (!matters_find(rq->cx, rq->county, near[i].id, MATTERS_VIEW_PUBLIC, &out[*n]))
            (*n)++; /* what is not public is not mentioned */
    return e;
}

/* Near the spot if one is known, else the community's newest of the kind. */
static enum err find_similar(struct req *rq, str code, const struct cases_spot *at,
                             struct report_page *p)
{
    enum { MOST = 3 };
    struct matter m[MOST];
    int n = 0;
    struct case_row *rows = NEW_N(rq->cx->mem, struct case_row, MOST);
    struct matters_list_filter f = {.county = rq->county,
                                    .lo = p->place.code,
                                    .hi = place_end(p->place.code),
                                    .kind = S("case"),
                                    .category = code,
                                    .open = 1,
                                    .listed = true};
    enum err e = at->measured ? similar_by_spot(rq, code, at, m, MOST, &n)
                              : matters_list(rq->cx, &f, m, MOST, &n);
    if (!e)
        e = cases_rows(rq->cx, m, n, MATTERS_VIEW_PUBLIC, rows);
    p->similar = rows;
    p->n_similar = e ? 0 : n;
    return e;
}

/* What the form's element fetches once kind or position are known. */
enum err report_similar(struct req *rq)
{
    struct report_page p = {0};
    struct cases_spot at = {0};
    enum err e = cases_place(rq, &p.place);
    if (!e && !p.place.reports.len)
        e = ERR_NOT_FOUND;
    if (e)
        return e;
    p.slug = p.place.slug;
    at.measured = read_degrees(web_query(rq, "lat"), 90, &at.lat_u) &&
                  read_degrees(web_query(rq, "lon"), 180, &at.lon_u);
    e = find_similar(rq, web_query(rq, "code"), &at, &p);
    if (!e)
        report_html_similar(rq->page, &p);
    return e;
}

static enum err join_similar(struct req *rq, const struct report_page *p,
                             const struct report_fields *f)
{
    struct casefile c;
    str phone = STR_NONE;
    enum err e = cases_find(rq->cx, rq->county, f->same, MATTERS_VIEW_PUBLIC, &c);
    if (!e)
        e = cases_read_phone(rq->cx, "phone", f->phone, &phone);
    if (!e)
        e = cases_follow(rq->cx, &c, phone, true);
    if (e)
        return e;
    return web_redirect(rq, "/c/%.*s/cases/%.*s?also=1", STR_ARG(p->slug), STR_ARG(f->same));
}

/* What the search box among the kinds shows while somebody types. */
enum err report_kinds(struct req *rq)
{
    struct report_page p = {0};
    enum err e = report_fill(rq, &p);
    if (!e && !p.place.reports.len)
        e = ERR_NOT_FOUND;
    if (e)
        return e;
    cases_find_kinds(rq, &p.all, &p.asks, &p.find);
    questions_html_kinds(rq->page, &p.find);
    return OK;
}

/* ---- pages ------------------------------------------------------------- */

enum err report_form(struct req *rq)
{
    struct report_page p = {0};
    struct cases_spot nowhere = {0};
    if (rq->elder && !web_query_has(rq, "whole"))
        return guided_first(rq);
    enum err e = report_fill(rq, &p);
    if (!e && !p.place.reports.len)
        return cases_closed_page(rq, &p.place);
    if (!e)
        e = find_similar(rq, STR_NONE, &nowhere, &p);
    if (!e)
        report_html_page(rq->page, &p);
    return e;
}

/* ---- sending ----------------------------------------------------------- */

/* The form as it was, with the photos that were fine kept here. */
static enum err show_again(struct req *rq, enum err e, struct report_page *p,
                           const struct cases_files *files)
{
    struct failure told = rq->cx->failure;
    enum err again = report_fill(rq, p);
    if (again)
        return again;
    rq->cx->failure = told;
    cases_keep(rq, files, p->kept, &p->n_kept);
    report_html_page(rq->page, p);
    return e;
}

enum err report_take(struct req *rq, struct cases_files *files)
{
    enum err e = cases_take(rq, "photo", "report", files);
    enum err e2 = e && e != ERR_INVALID ? OK : cases_take(rq, "voice", "voice", files);
    return e ? e : e2;
}

bool report_looks_for_kind(const struct req *rq, const struct report_page *p)
{
    return str_is(web_field(rq, "go"), "find") ||
           (p->find.typed.len && !p->code.len && !p->code_all.len);
}

enum err report_read(struct req *rq, const struct report_page *p, const struct cases_files *files,
                     struct cases_report *out)
{
    struct report_fields f = {0};
    enum err e = form_read(rq, report_fields, &f);
    return e ? e : read_report(rq, p, &f, files, out);
}

enum err report_open(struct req *rq, const struct report_page *p, const struct cases_report *in)
{
    struct cases_receipt receipt;
    enum err e = cases_open(rq->cx, in, &receipt);
    if (e)
        return e;
    cases_remember(rq, str_of(receipt.token));
    return web_redirect(rq, "/c/%.*s/cases/%s?new=1", STR_ARG(p->slug), receipt.number);
}

enum err report_send(struct req *rq)
{
    struct report_page p = {0};
    struct report_fields f = {0};
    struct cases_report in;
    struct cases_files files = {.n = 0};
    enum err e = report_fill(rq, &p);
    if (e)
        return e;
    e = form_read(rq, report_fields, &f);
    if (!e && f.same.len)
        return join_similar(rq, &p, &f);
    enum err taken = report_take(rq, &files); /* whatever else is wrong: they are not lost */
    if (taken && taken != ERR_INVALID)
        return taken;
    if (report_looks_for_kind(rq, &p) || report_looks_for_facility(rq))
        return show_again(rq, OK, &p, &files);
    if (!e)
        e = read_report(rq, &p, &f, &files, &in);
    if (!e)
        e = taken;
    in.files = &files;
    if (!e)
        e = report_open(rq, &p, &in);
    bool refused = e == ERR_INVALID || e == ERR_CONFLICT; /* or closed in the meantime */
    return refused ? show_again(rq, e, &p, &files) : e;
}
