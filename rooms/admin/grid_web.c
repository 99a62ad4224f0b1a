/* grid_web: the grids of a community as a list with who works there, and one grid: its words, its
 * list or point, retiring it. Outlines change by a proposal for the whole community. */
#include "rooms/admin/grid_own.h"

#include "rooms/admin/config_own.h"
#include "rooms/admin/grid_html.h"

/* ---- words ---------------------------------------------------------------- */

str admin_grid_area(struct ctx *cx, const struct grid *g)
{
    if (!g->shape.n)
        return STR_NONE;
    int64_t m2 = (int64_t)(geo_area_m2(&g->shape) + 0.5);
    return m2 < 1000 ? str_fmt(cx->mem, "%lld", (long long)m2)
           : m2 < 1000000
               ? str_fmt(cx->mem, "%lld,%03lld", (long long)(m2 / 1000), (long long)(m2 % 1000))
               : str_fmt(cx->mem, "%lld,%03lld,%03lld", (long long)(m2 / 1000000),
                         (long long)(m2 / 1000 % 1000), (long long)(m2 % 1000));
}

str admin_grid_number(struct ctx *cx, int64_t code)
{
    return code ? str_fmt(cx->mem, "%015lld", (long long)code) : STR_NONE;
}

str admin_grid_name(const struct admin_grids *v, int64_t code)
{
    for (int i = 0; i < v->n; i++)
        if (v->grids[i].g.code == code)
            return v->grids[i].g.name;
    return v->at.name;
}

/* ---- where to begin -------------------------------------------------------- */

int64_t admin_grid_count(const struct admin_grid_places *v, int64_t community)
{
    for (int i = 0; i < v->n_counts; i++)
        if (v->counts[i].community == community)
            return v->counts[i].grids;
    return 0;
}

static enum err read_below(struct ctx *cx, struct admin_grid_places *v)
{
    struct place *towns;
    enum err e = places_list(cx, v->at.code, &towns, &v->n);
    if (e)
        return e;
    const struct place **below = NEW_N(cx->mem, const struct place *, v->n + 1);
    int *n = NEW_N(cx->mem, int, v->n + 1);
    for (int i = 0; !e && i < v->n; i++) {
        struct place *communities;
        e = places_list(cx, towns[i].code, &communities, &n[i]);
        if (!e)
            below[i] = communities;
    }
    v->towns = towns;
    v->below = below;
    v->n_below = n;
    return e;
}

enum err admin_grid_places(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct grid_count *counts;
    int64_t code = cx->county * 1000000000;
    struct admin_grid_places v = {.n = 0};
    enum err e = places_find(cx, code, &v.at);
    if (!e)
        e = read_below(cx, &v);
    if (!e)
        e = grid_counts(cx, cx->county, code, &counts, &v.n_counts);
    if (e)
        return e;
    v.counts = counts;
    grid_html_places(rq->page, &v);
    return OK;
}

/* ---- a community ----------------------------------------------------------- */

enum err admin_grid_place(struct req *rq, struct place *out)
{
    struct ctx *cx = rq->cx;
    int64_t county, code;
    enum err e = places_resolve(cx, web_param(rq, "place"), &county, &code);
    if (!e && (county != cx->county || place_level_of(code) != PLACE_COMMUNITY ||
               !may(cx, ACT_SYSTEM_CONFIG, code, NO_ORG)))
        e = ERR_NOT_FOUND;
    return e ? e : places_find(cx, code, out);
}

static void put_workers(struct admin_grids *v, const struct people_at *who, int n)
{
    for (int i = 0; i < n; i++) {
        if (who[i].scope == v->at.code) {
            v->who = v->n_who ? v->who : &who[i];
            v->n_who++;
        }
        for (int k = 0; k < v->n; k++)
            if (v->grids[k].g.code == who[i].scope) { /* they come by place, one after the other */
                v->grids[k].who = v->grids[k].n_who ? v->grids[k].who : &who[i];
                v->grids[k].n_who++;
            }
    }
}

static void put_warnings(struct admin_grids *v)
{
    for (int i = 0; i < v->n_warnings; i++)
        for (int k = 0; k < v->n; k++)
            if (v->grids[k].g.code == v->warnings[i].code ||
                (v->warnings[i].other && v->grids[k].g.code == v->warnings[i].other))
                v->grids[k].n_warnings++;
}

enum err admin_grid_lines(struct ctx *cx, struct admin_grids *v, const struct grid *all, int n)
{
    struct people_at *who;
    int n_who = 0;
    v->grids = NEW_N(cx->mem, struct admin_grid, n + 1);
    v->n = n;
    for (int i = 0; i < n; i++)
        v->grids[i] = (struct admin_grid){.g = all[i]};
    enum err e = people_at(cx, cx->county, v->at.code, place_end(v->at.code), &who, &n_who);
    if (e)
        return e;
    put_workers(v, who, n_who);
    put_warnings(v);
    return OK;
}

static enum err read_list(struct req *rq, struct admin_grids *v)
{
    struct ctx *cx = rq->cx;
    struct grid *all;
    struct grid_closed *closed;
    struct grid_warning *warnings;
    int n = 0;
    enum err e = admin_grid_place(rq, &v->at);
    if (!e)
        e = grid_list(cx, cx->county, v->at.code, true, &all, &n);
    if (!e)
        e = grid_closed_list(cx, cx->county, v->at.code, &closed, &v->n_closed);
    if (!e && n)
        e = grid_check(cx, cx->county, v->at.code, all, n, &warnings, &v->n_warnings,
                       &v->all_warnings);
    if (e)
        return e;
    v->closed = closed;
    v->warnings = n ? warnings : NULL;
    return admin_grid_lines(cx, v, all, n);
}

void admin_grid_drawing(struct html *h, const struct admin_grids *v)
{
    struct frame_area *areas = NEW_N(h->out->mem, struct frame_area, v->n + 1);
    int n = 0;
    for (int i = 0; i < v->n; i++) {
        const struct admin_grid *g = &v->grids[i];
        bool goes = g->plan && g->plan->fate >= PLAN_RETIRED;
        if (!g->g.shape.n || goes)
            continue;
        areas[n++] =
            (struct frame_area){.shape = &g->g.shape,
                                .name = str_fmt(h->out->mem, "%lld", (long long)(g->g.code % 1000)),
                                .n = g->n_warnings};
    }
    frame_draw_outlines(h, areas, n, _("The grids with their numbers"));
}

enum err admin_grid_list(struct req *rq)
{
    struct admin_grids v = {.n = 0};
    enum err e = read_list(rq, &v);
    if (!e)
        grid_html_list(rq->page, &v);
    return e;
}

enum err admin_grid_download(struct req *rq)
{
    struct place at;
    struct grid *all;
    int n = 0;
    enum err e = admin_grid_place(rq, &at);
    if (!e)
        e = grid_list(rq->cx, rq->cx->county, at.code, true, &all, &n);
    return e ? e : web_bytes(rq, "application/geo+json", plan_text(rq->cx, all, n));
}

/* ---- one grid -------------------------------------------------------------- */

struct grid_form {
    str name, kind, purpose, parts, duty;
    int64_t households, seen;
    double lon, lat;
};
static const struct field grid_fields[] = {
    FIELD(struct grid_form, name, 1, 60, N_("Name of the grid")),
    FIELD(struct grid_form, kind, 0, 20, N_("What it consists of")),
    FIELD(struct grid_form, purpose, 0, 20, N_("Kind of grid")),
    FIELD_AREA(struct grid_form, parts, 0, 20000, N_("Groups or households")),
    FIELD(struct grid_form, duty, 0, 15, N_("Responsibility grid")),
    FIELD(struct grid_form, households, 0, 100000, N_("Households")),
    FIELD(struct grid_form, seen, 0, INT64_MAX, N_("Version")),
    FIELD(struct grid_form, lon, -180, 180, N_("Longitude")),
    FIELD(struct grid_form, lat, -90, 90, N_("Latitude")),
    {0}};

static int word_in(str word, const char *const *words, int n, int otherwise)
{
    for (int i = 0; i < n; i++)
        if (str_is(word, words[i]))
            return i;
    return otherwise;
}

static enum err take_form(struct req *rq, struct admin_grids *v, struct grid *g)
{
    struct grid_form in = {0};
    enum err e = form_read(rq, grid_fields, &in);
    g->name = in.name;
    g->households = in.households;
    g->parts = in.parts;
    if (g->kind == GRID_POINT && (in.lon != 0 || in.lat != 0) &&
        geo_point_of(in.lon, in.lat, &g->point))
        e = fail_field(rq->cx, "lon", _("This is not a position on the earth."));
    g->duty = 0;
    if (in.duty.len && str_int(in.duty, &g->duty) == OK) {
        bool there = false;
        for (int i = 0; i < v->n; i++)
            there |= v->grids[i].g.code == g->duty && v->grids[i].g.purpose == GRID_DUTY;
        if (!there)
            e = fail_field(rq->cx, "duty", _("Choose from the list."));
    }
    g->row_ver = in.seen;
    return e;
}

static enum err one_of(struct req *rq, struct admin_grids *v)
{
    int64_t code;
    enum err e = read_list(rq, v);
    if (!e && str_int(web_param(rq, "grid"), &code))
        e = ERR_NOT_FOUND;
    if (e)
        return e;
    for (int i = 0; i < v->n; i++)
        if (v->grids[i].g.code == code) {
            v->one = v->grids[i];
            return OK;
        }
    return ERR_NOT_FOUND;
}

enum err admin_grid_show(struct req *rq)
{
    struct admin_grids v = {.n = 0};
    enum err e = one_of(rq, &v);
    if (!e)
        grid_html_one(rq->page, &v);
    return e;
}

enum err admin_grid_fact(struct ctx *cx, const struct grid *g, const char *kind)
{
    return facts_add(cx, &(struct fact){.county = g->county,
                                        .place = g->code,
                                        .scope = g->code,
                                        .subject_kind = "place",
                                        .subject = g->code,
                                        .kind = kind,
                                        .to = admin_grid_number(cx, g->code),
                                        .audience = FACTS_AUDIT});
}

static enum err change_tx(struct ctx *cx, void *arg)
{
    const struct grid *g = arg;
    enum err e = grid_change(cx, g);
    return e ? e : admin_grid_fact(cx, g, "grid.changed");
}

enum err admin_grid_change(struct req *rq)
{
    struct admin_grids v = {.n = 0};
    enum err e = one_of(rq, &v);
    if (e)
        return e;
    struct grid g = v.one.g;
    e = take_form(rq, &v, &g);
    if (!e)
        e = db_write(rq->cx, change_tx, &g);
    if (!e)
        return web_redirect(rq, "/admin/grids/%.*s/%lld?saved=1", STR_ARG(v.at.slug),
                            (long long)g.code);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        grid_html_one(rq->page, &v);
    return e;
}

static enum err retire_tx(struct ctx *cx, void *arg)
{
    const struct grid *g = arg;
    enum err e = grid_close(cx, g->county, g->code, g->row_ver);
    return e ? e : admin_grid_fact(cx, g, "grid.retired");
}

enum err admin_grid_retire(struct req *rq)
{
    struct admin_grids v = {.n = 0};
    int64_t seen = 0;
    enum err e = one_of(rq, &v);
    if (!e && str_int(web_field(rq, "seen"), &seen))
        e = ERR_INVALID;
    if (e)
        return e;
    struct grid g = v.one.g;
    g.row_ver = seen;
    e = db_write(rq->cx, retire_tx, &g);
    if (e == ERR_CONFLICT)
        grid_html_one(rq->page, &v);
    return e ? e : web_redirect(rq, "/admin/grids/%.*s?saved=1", STR_ARG(v.at.slug));
}

/* ---- a list or a point ------------------------------------------------------ */

struct adding {
    struct grid g;
    int64_t code;
};

static enum err add_tx(struct ctx *cx, void *arg)
{
    struct adding *a = arg;
    enum err e = grid_add(cx, &a->g, &a->code);
    if (e)
        return e;
    struct grid made = a->g;
    made.code = a->code;
    return admin_grid_fact(cx, &made, "grid.added");
}

enum err admin_grid_add(struct req *rq)
{
    struct admin_grids v = {.n = 0};
    struct adding a = {.code = 0};
    enum err e = read_list(rq, &v);
    if (e)
        return e;
    a.g.county = rq->cx->county;
    a.g.kind =
        (enum grid_kind)word_in(web_field(rq, "kind"), grid_kind_names, GRID_KINDS, GRID_GROUPS);
    a.g.purpose = (enum grid_purpose)word_in(web_field(rq, "purpose"), grid_purpose_names,
                                             GRID_PURPOSES, GRID_SOCIAL);
    if (a.g.purpose == GRID_DUTY)
        a.g.kind = GRID_GROUPS;
    e = take_form(rq, &v, &a.g);
    a.g.code = v.at.code;
    if (!e && a.g.kind == GRID_OUTLINE)
        e = fail_field(rq->cx, "kind", _("An outline is drawn or read from a file; see above."));
    if (!e)
        e = db_write(rq->cx, add_tx, &a);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        grid_html_list(rq->page, &v);
    return e ? e : web_redirect(rq, "/admin/grids/%.*s?saved=1", STR_ARG(v.at.slug));
}
