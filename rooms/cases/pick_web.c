/* pick_web.c: which of the things that stand there a report is about: by scanning its label, by the
 * number on it, or from those around the position. Also without script, by a button. */
#include "rooms/cases/cases_own.h"

#include "civic/homes/homes.h"
#include "civic/people/people.h"
#include "rooms/cases/pick_html.h" /* generated */

enum { PICKS_MOST = 8 };

/* ---- how it is called ------------------------------------------------------ */

static str kind_of(struct ctx *cx, int64_t county, str code, bool staff)
{
    struct category c;
    if (cases_category_find(cx, county, code, &c))
        return STR_NONE;
    return staff ? cases_category_name(&c, cx->lang) : cases_category_plain(&c, cx->lang);
}

str cases_facility_text(struct ctx *cx, const struct facility *f, bool staff)
{
    str kind = kind_of(cx, f->county, f->code, staff);
    return str_fmt(cx->mem, "%.*s %.*s", STR_ARG(kind.len ? kind : f->name), STR_ARG(f->label));
}

static struct pick_row row_of(struct ctx *cx, const struct facility *f, bool staff)
{
    return (struct pick_row){.no = f->identifier,
                             .text = cases_facility_text(cx, f, staff),
                             .hint = staff ? f->note : STR_NONE};
}

/* ---- those on offer --------------------------------------------------------- */

static bool read_spot(const struct pick_ask *ask, struct facility_around *at)
{
    double lat, lon;
    if (str_double(ask->lat, &lat) || str_double(ask->lon, &lon) || lat < -90 || lat > 90 ||
        lon < -180 || lon > 180 || (lat == 0 && lon == 0))
        return false;
    at->lat_u = (int64_t)(lat * 1e6);
    at->lon_u = (int64_t)(lon * 1e6);
    return true;
}

static enum err find_near(struct ctx *cx, const struct pick_ask *ask,
                          const struct facility_around *at, struct pick_row *rows, int *n)
{
    struct facility_near near[PICKS_MOST];
    enum err e = facility_near(cx, at, near, PICKS_MOST, n);
    for (int i = 0; !e && i < *n; i++) {
        rows[i] = row_of(cx, &near[i].f, ask->staff);
        struct tr_arg m = {"m", str_fmt(cx->mem, "%lld", (long long)near[i].metres)};
        rows[i].hint = tr_fill(cx->mem, cx->lang, _("{m} m away"), &m, 1);
    }
    return e;
}

static enum err find_named(struct ctx *cx, const struct pick_ask *ask, struct pick_row *rows,
                           int *n)
{
    struct facility found[PICKS_MOST];
    struct facility_named by = {ask->county, ask->community, ask->code, ask->typed};
    enum err e = ask->typed.len ? facility_named(cx, &by, found, PICKS_MOST, n)
                                : facility_of_kind(cx, &by, found, PICKS_MOST, n);
    for (int i = 0; !e && i < *n; i++)
        rows[i] = row_of(cx, &found[i], ask->staff);
    return e;
}

static enum err look(struct ctx *cx, const struct pick_ask *ask, struct facility_pick *out)
{
    struct facility_around at = {.county = ask->county, .code = ask->code};
    struct pick_row *rows = NEW_N(cx->mem, struct pick_row, PICKS_MOST);
    bool near = !ask->typed.len && read_spot(ask, &at);
    out->at = rows;
    out->asked = true;
    return near ? find_near(cx, ask, &at, rows, &out->n) : find_named(cx, ask, rows, &out->n);
}

/* Whatever is chosen already stands first: scanned, or ticked on the form that comes back. */
static void keep_chosen(struct req *rq, const struct pick_ask *ask, struct facility_pick *out)
{
    struct facility f;
    bool scanned = rq->method == GET;
    str no = scanned ? web_query(rq, "f") : web_field(rq, "facility");
    if (!no.len || facility_by_identifier(rq->cx, ask->county, no, &f) ||
        f.state == FACILITY_REMOVED)
        return;
    out->one = row_of(rq->cx, &f, ask->staff);
    out->code = f.code;
    out->scanned = scanned || web_field_has(rq, "scanned");
}

enum err report_offer_facilities(struct req *rq, const struct pick_ask *ask,
                                 struct facility_pick *out)
{
    struct pick_ask a = *ask;
    *out = (struct facility_pick){.typed = utf8_head(web_typed(rq->page, "facility_no"), 60),
                                  .from = ask->from};
    keep_chosen(rq, ask, out);
    a.typed = out->typed;
    a.lat = web_typed(rq->page, "lat");
    a.lon = web_typed(rq->page, "lon");
    bool looks =
        str_is(web_field(rq, "go"), "facility") || web_field_error(rq->page, "facility_no").len;
    return looks && (a.code.len || a.typed.len) ? look(rq->cx, &a, out) : OK;
}

void report_draw_facility(struct html *h, const struct facility_pick *p)
{
    pick_html_field(h, p);
}

bool report_looks_for_facility(const struct req *rq)
{
    return str_is(web_field(rq, "go"), "facility");
}

/* ---- what was chosen ---------------------------------------------------------- */

static enum err choose(struct req *rq, const struct cases_report *r, struct facility *out, int *n)
{
    struct ctx *cx = rq->cx;
    str no = web_field(rq, "facility"), typed = web_field(rq, "facility_no");
    struct facility found[2];
    struct facility_named by = {r->county, place_above(r->community, PLACE_COMMUNITY), r->code,
                                str_clean_line(cx->mem, utf8_head(typed, 60))};
    *n = 0;
    if (no.len) {
        enum err e = facility_by_identifier(cx, r->county, no, out);
        *n = e == OK;
        return e == ERR_NOT_FOUND ? OK : e;
    }
    if (!by.typed.len)
        return OK;
    enum err e = facility_named(cx, &by, found, 2, n);
    if (!e && !*n && by.code.len) { /* the kind tapped may be another than the thing's own */
        by.code = STR_NONE;
        e = facility_named(cx, &by, found, 2, n);
    }
    if (e)
        return e;
    if (!*n)
        return fail_field(cx, "facility_no",
                          _("Nothing here has this number. Leave it empty, or choose below."));
    if (*n > 1)
        return fail_field(cx, "facility_no",
                          _("Several things here have this number. Choose the right one below."));
    *out = found[0];
    return OK;
}

/* It knows where it stands better than any phone. */
enum err report_take_facility(struct req *rq, struct cases_report *io)
{
    struct facility f;
    int n;
    enum err e = choose(rq, io, &f, &n);
    if (e || n != 1)
        return e;
    io->facility = f.id;
    if (f.placed)
        io->spot = (struct cases_spot){
            .words = io->spot.words, .measured = true, .lat_u = f.lat_u, .lon_u = f.lon_u};
    if (!io->spot.words.len)
        io->spot.words = cases_facility_text(rq->cx, &f, false);
    if (!io->code.len)
        io->code = f.code;
    return OK;
}

/* ---- buildings ---------------------------------------------------------------- */

enum { BUILDINGS_MOST = 400 };

enum err report_buildings(struct ctx *cx, int64_t community, const str **out, int *n)
{
    struct building *all = NEW_N(cx->mem, struct building, BUILDINGS_MOST);
    str *names = NEW_N(cx->mem, str, BUILDINGS_MOST);
    enum err e = homes_buildings(cx, cx->county, community, all, BUILDINGS_MOST, n);
    for (int i = 0; !e && i < *n; i++)
        names[i] = all[i].name;
    *out = names;
    return e;
}

enum err report_take_building(struct req *rq, struct cases_report *io)
{
    struct building *all = NEW_N(rq->cx->mem, struct building, BUILDINGS_MOST);
    int n = 0;
    if (!io->spot.words.len || io->spot.measured)
        return OK;
    enum err e = homes_buildings(rq->cx, io->county, place_above(io->community, PLACE_COMMUNITY),
                                 all, BUILDINGS_MOST, &n);
    for (int i = 0; !e && i < n; i++) {
        if (!str_eq(all[i].name, io->spot.words))
            continue;
        io->community = all[i].scope;
        if (all[i].located)
            io->spot = (struct cases_spot){.words = all[i].name,
                                           .measured = true,
                                           .lat_u = all[i].lat_u,
                                           .lon_u = all[i].lon_u};
        break;
    }
    return e;
}

/* ---- what a form's element fetches -------------------------------------------- */

static enum err show_rows(struct req *rq, struct pick_ask *ask)
{
    struct facility_pick p = {0};
    str kind = web_query(rq, "code_all");
    ask->code = kind.len ? kind : web_query(rq, "code");
    if (web_query(rq, "found").len)
        ask->code = web_query(rq, "found");
    ask->lat = web_query(rq, "lat");
    ask->lon = web_query(rq, "lon");
    ask->typed = utf8_head(str_clean_line(rq->cx->mem, web_query(rq, "facility_no")), 60);
    bool quiet = !ask->lat.len && !ask->typed.len; /* nothing is known yet that narrows it */
    enum err e = ask->code.len && !quiet ? look(rq->cx, ask, &p) : OK;
    p.asked = p.n > 0;
    if (!e)
        pick_html_rows(rq->page, &p);
    return e;
}

enum err report_facilities(struct req *rq)
{
    struct frame_place place;
    enum err e = cases_place(rq, &place);
    if (!e && !place.reports.len)
        e = ERR_NOT_FOUND;
    struct pick_ask ask = {.county = rq->county, .community = place.code};
    return e ? e : show_rows(rq, &ask);
}

enum err desk_facilities(struct req *rq)
{
    struct pick_ask ask = {.county = rq->cx->county, .staff = true};
    str at = web_query(rq, "community");
    if (place_parse(at.len ? at : web_query(rq, "grid"), &ask.community) ||
        place_level_of(ask.community) < PLACE_COMMUNITY ||
        !may(rq->cx, ACT_CASES_ENTER, ask.community, NO_ORG))
        return ERR_NOT_FOUND;
    ask.community = place_above(ask.community, PLACE_COMMUNITY);
    return show_rows(rq, &ask);
}

/* ---- the code on a label -------------------------------------------------------- */

/* The form that a scanned code leads to: a grid worker's own, else the community's. */
enum err facility_scan(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct facility_identifier id;
    struct facility f;
    int64_t county, code;
    str no = web_param(rq, "no");
    if (facility_identifier_read(no, &id) || places_resolve(cx, str_of(id.county), &county, &code))
        return ERR_NOT_FOUND;
    enum err e = facility_by_identifier(cx, county, no, &f);
    if (e)
        return e;
    if (cx->actor && cx->county == county && may(cx, ACT_FIELD, f.scope, NO_ORG))
        return web_redirect(rq, "/field/new?f=%.*s", STR_ARG(no));
    str slug = places_slug(cx, place_above(f.scope, PLACE_COMMUNITY));
    return web_redirect(rq, "/c/%.*s/report?f=%.*s", STR_ARG(slug), STR_ARG(no));
}
