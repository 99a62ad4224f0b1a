/* spots_web.c: the list of danger spots, one of them, and a file of them. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/emergency/emergency_own.h"
#include "rooms/emergency/spots_html.h" /* generated */
#include "rooms/emergency/spots_own.h"

enum { PLACES_MOST = 1000, FILE_MOST = 2 << 20 };

struct danger_row danger_row_of(struct ctx *cx, const struct danger_spot *s)
{
    return (struct danger_row){
        .s = *s,
        .kind = tr(cx->lang, danger_kind_labels[s->kind]),
        .place = grid_words(cx, cx->county, s->scope),
        .looked = s->looked_day
                      ? frame_day_text(cx->mem, cx->lang, ms_of_day(s->looked_day), cx->now)
                      : STR_NONE,
        .map = s->located
                   ? str_fmt(cx->mem, "%.5f, %.5f", (double)s->lat_u / 1e6, (double)s->lon_u / 1e6)
                   : STR_NONE};
}

struct danger_row *danger_rows(struct ctx *cx, const struct danger_spot *all, int n)
{
    struct danger_row *rows = NEW_N(cx->mem, struct danger_row, n + 1);
    for (int i = 0; i < n; i++)
        rows[i] = danger_row_of(cx, &all[i]);
    return rows;
}

/* ---- the list -------------------------------------------------------------------------- */

static enum err show_list(struct req *rq, const struct danger_file *file, enum err because)
{
    struct ctx *cx = rq->cx;
    struct failure told = cx->failure;
    struct dangers_page p = {.may_keep = may_somewhere(cx, ACT_DANGER_SPOTS),
                             .saved = web_query(rq, "saved")};
    struct danger_spot *all = NEW_N(cx->mem, struct danger_spot, DANGER_SPOTS_MAX);
    enum err e = danger_list(cx, ACT_DANGER_SPOTS, all, DANGER_SPOTS_MAX, &p.n);
    if (e)
        return e;
    p.rows = danger_rows(cx, all, p.n);
    if (file)
        p.file = *file;
    cx->failure = told;
    spots_html_list(rq->page, &p);
    return because;
}

enum err danger_show_list(struct req *rq)
{
    return show_list(rq, NULL, OK);
}

enum err danger_send_file(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct danger_file file = {.taken = 0};
    const struct upload *u = web_upload(rq, "file");
    str raw = STR_NONE;
    web_set_county(rq, cx->county);
    enum err e = u && u->size
                     ? web_upload_bytes(cx, u, FILE_MOST, &raw)
                     : fail_field(cx, "file", _("Choose a file with a heading and lines."));
    if (e == ERR_TOO_BIG)
        e = fail_field(cx, "file", _("This file is too large."));
    if (!e)
        e = danger_import(cx, raw, &file);
    if (e == ERR_INVALID)
        return show_list(rq, &file, e);
    return e ? e : web_redirect(rq, "/desk/danger-spots?saved=%d", file.taken);
}

/* ---- one of them ------------------------------------------------------------------------- */

/* The communities where the actor may keep one, and wider places of the own posts. */
static enum err fill_places(struct ctx *cx, int64_t chosen, struct frame_choice *out)
{
    struct posts_reach reach;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, PLACES_MOST);
    enum err e = OK;
    int at = 0;
    posts_reach(cx, ACT_DANGER_SPOTS, &reach);
    if (chosen)
        list[at++] = (struct frame_option){.value = str_z(cx->mem, place_text(cx->mem, chosen)),
                                           .text = grid_words(cx, cx->county, chosen)};
    for (int i = 0; !e && i < reach.ranges; i++) {
        struct place *places;
        int n = 0;
        e = places_list_level(cx, reach.lo[i], PLACE_COMMUNITY, &places, &n);
        for (int k = 0; !e && k < n && at < PLACES_MOST; k++)
            if (places[k].code != chosen)
                list[at++] = (struct frame_option){
                    .value = str_z(cx->mem, place_text(cx->mem, places[k].code)),
                    .text = places[k].name};
    }
    *out = (struct frame_choice){.name = "place", .label = _("Place"), .options = list, .n = at};
    return e;
}

static enum err show_form(struct req *rq, const struct danger_spot *s, enum err because)
{
    struct ctx *cx = rq->cx;
    struct failure told = cx->failure;
    struct frame_option *kinds = NEW_N(cx->mem, struct frame_option, DANGER_KINDS);
    struct danger_page p = {.s = *s, .row = {.map = STR_NONE}};
    enum err e = fill_places(cx, s->scope, &p.place);
    if (e)
        return e;
    if (s->id)
        p.row = danger_row_of(cx, s);
    for (int k = 0; k < DANGER_KINDS; k++)
        kinds[k] = (struct frame_option){.value = danger_kind_names[k],
                                         .text = tr(cx->lang, danger_kind_labels[k])};
    p.kind = (struct frame_choice){.name = "kind",
                                   .label = _("Kind of danger"),
                                   .chosen = str_of(danger_kind_names[s->id ? s->kind : 0]),
                                   .options = kinds,
                                   .n = DANGER_KINDS};
    cx->failure = told;
    spots_html_one(rq->page, &p);
    return because;
}

enum err danger_show_new(struct req *rq)
{
    return show_form(rq, &(struct danger_spot){.county = rq->cx->county}, OK);
}

static enum err find(struct req *rq, struct danger_spot *out)
{
    int64_t id;
    web_set_county(rq, rq->cx->county);
    return str_int(web_param(rq, "id"), &id) ? ERR_NOT_FOUND
                                             : danger_find(rq->cx, rq->cx->county, id, out);
}

enum err danger_show_one(struct req *rq)
{
    struct danger_spot s;
    enum err e = find(rq, &s);
    return e ? e : show_form(rq, &s, OK);
}

struct spot_fields {
    str kind, name, place, position, keeper, phone, deputy, deputy_phone, note;
    int64_t looked, seen;
};
static const struct field spot_fields[] = {
    FIELD(struct spot_fields, kind, 0, 20, N_("Kind of danger")),
    FIELD(struct spot_fields, name, 0, 60, N_("Name of the spot")),
    FIELD(struct spot_fields, place, 0, 15, N_("Place")),
    FIELD(struct spot_fields, position, 0, 40, N_("Position")),
    FIELD(struct spot_fields, keeper, 0, 40, N_("Keeper")),
    FIELD(struct spot_fields, phone, 0, 20, N_("Phone")),
    FIELD(struct spot_fields, deputy, 0, 40, N_("Deputy")),
    FIELD(struct spot_fields, deputy_phone, 0, 20, N_("Deputy phone")),
    FIELD_AREA(struct spot_fields, note, 0, 300, N_("Note")),
    FIELD(struct spot_fields, looked, 0, 1, NULL),
    FIELD(struct spot_fields, seen, 0, INT64_MAX, NULL),
    {0}};

/* "23.36000, 103.38000", as maps give it. */
static bool read_position(str text, struct danger_spot *s)
{
    double lat, lon;
    s->located = false;
    if (!text.len)
        return true;
    if (str_double(str_trim(str_cut(&text, ',')), &lat) || str_double(str_trim(text), &lon))
        return false;
    s->lat_u = (int64_t)(lat * 1e6);
    s->lon_u = (int64_t)(lon * 1e6);
    return s->located = true;
}

static enum err read_spot(struct req *rq, struct danger_spot *s)
{
    struct ctx *cx = rq->cx;
    struct spot_fields f = {.kind = STR_NONE};
    enum err e = form_read(rq, spot_fields, &f);
    if (e)
        return e;
    s->kind = DANGER_KINDS;
    for (int k = 0; k < DANGER_KINDS; k++)
        if (str_is(f.kind, danger_kind_names[k]))
            s->kind = k;
    if (place_parse(f.place, &s->scope))
        s->scope = 0;
    s->name = f.name;
    s->note = str_clean_text(cx->mem, f.note);
    s->keeper = (struct danger_person){s->keeper.person, f.keeper, f.phone};
    s->deputy = (struct danger_person){s->deputy.person, f.deputy, f.deputy_phone};
    s->row_ver = f.seen;
    if (f.looked)
        s->looked_day = day_of_ms(cx->now);
    return read_position(f.position, s)
               ? OK
               : fail_field(cx, "position",
                            _("Write latitude and longitude with a comma between."));
}

static enum err send(struct req *rq, struct danger_spot *s)
{
    int64_t id = 0;
    struct danger_spot before = *s;
    enum err e = read_spot(rq, s);
    if (!e)
        e = danger_put(rq->cx, s, &id);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_form(rq, &before, e);
    return e ? e : web_redirect(rq, "/desk/danger-spots?saved=1");
}

enum err danger_send_new(struct req *rq)
{
    struct danger_spot s = {.county = rq->cx->county};
    web_set_county(rq, s.county);
    return send(rq, &s);
}

enum err danger_send_one(struct req *rq)
{
    struct danger_spot s;
    enum err e = find(rq, &s);
    return e ? e : send(rq, &s);
}

enum err danger_send_retire(struct req *rq)
{
    struct danger_spot s;
    enum err e = find(rq, &s);
    if (!e && str_int(web_field(rq, "seen"), &s.row_ver))
        e = ERR_INVALID;
    if (!e)
        e = danger_retire(rq->cx, &s);
    if (e == ERR_CONFLICT)
        return show_form(rq, &s, e);
    return e ? e : web_redirect(rq, "/desk/danger-spots?saved=1");
}

void danger_draw(struct html *h, const struct danger_row *rows, int n)
{
    spots_html_under(h, rows, n);
}
