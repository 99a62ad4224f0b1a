/* desk_web.c: orders at the desk: all of them, starting one, how one stands while it runs and what
 * came of it, the screen on the wall, and the text for loudspeakers. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/base/csv.h"
#include "rooms/emergency/emergency_html.h" /* generated */
#include "rooms/emergency/spots_own.h"

enum { PAST_SHOWN = 30, TOWNS_MAX = 400, COMMUNITIES_MAX = 2000 };

/* ---- all of them ----------------------------------------------------------------- */

static enum err fill_row(struct ctx *cx, const struct emergency *o, struct emergency_row *out)
{
    struct emergency_count *at;
    int n = 0;
    *out = (struct emergency_row){.o = *o,
                                  .name = emergency_name(cx, o),
                                  .places = emergency_places_text(cx, o),
                                  .message = emergency_message(cx, o)};
    return emergency_counts(cx, o, ACT_EMERGENCY_READ, &at, &n, &out->all);
}

static enum err fill_rows(struct ctx *cx, const struct emergency *o, int n,
                          const struct emergency_row **out, int *n_out)
{
    struct emergency_row *rows = NEW_N(cx->mem, struct emergency_row, n + 1);
    enum err e = OK;
    *n_out = 0;
    for (int i = 0; !e && i < n; i++)
        if (emergency_touches(cx, &o[i], ACT_EMERGENCY_READ))
            e = fill_row(cx, &o[i], &rows[(*n_out)++]);
    *out = rows;
    return e;
}

enum err emergency_show_all(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct emergencies_page p = {.may_order = may_somewhere(cx, ACT_EMERGENCY_ORDER)};
    struct emergency *o = NEW_N(cx->mem, struct emergency, PAST_SHOWN);
    struct emergency_kind *kinds = NEW_N(cx->mem, struct emergency_kind, EMERGENCY_KINDS_MAX);
    int n = 0;
    enum err e = emergency_running(cx, cx->county, o, &n);
    if (!e)
        e = fill_rows(cx, o, n, &p.running, &p.n_running);
    if (!e)
        e = emergency_past(cx, INT64_MAX, o, PAST_SHOWN, &n);
    if (!e)
        e = fill_rows(cx, o, n, &p.past, &p.n_past);
    if (!e)
        e = emergency_kinds(cx, kinds, &p.n_kinds);
    p.kinds = kinds;
    if (!e)
        emergency_html_all(rq->page, &p);
    return e;
}

/* ---- starting one ------------------------------------------------------------------ */

static bool is_chosen(struct req *rq, str code)
{
    for (size_t i = 0; web_field_at(rq, "places", i).len; i++)
        if (str_eq(web_field_at(rq, "places", i), code))
            return true;
    return false;
}

static enum err add_town(struct req *rq, const struct place *town, struct emergency_new_page *p,
                         struct emergency_town *towns)
{
    struct ctx *cx = rq->cx;
    struct place *at;
    int n = 0;
    struct emergency_town *t = &towns[p->n_towns];
    enum err e = places_list_level(cx, town->code, PLACE_COMMUNITY, &at, &n);
    if (e)
        return e;
    struct emergency_choice *list = NEW_N(cx->mem, struct emergency_choice, n + 1);
    *t = (struct emergency_town){.code = place_text(cx->mem, town->code),
                                 .name = town->name,
                                 .may = may(cx, ACT_EMERGENCY_ORDER, town->code, NO_ORG),
                                 .at = list};
    t->chosen = is_chosen(rq, t->code);
    t->on = t->chosen;
    for (int i = 0; i < n; i++) {
        if (at[i].code == town->code || !may(cx, ACT_EMERGENCY_ORDER, at[i].code, NO_ORG))
            continue;
        str code = place_text(cx->mem, at[i].code);
        list[t->n] = (struct emergency_choice){code, at[i].name, is_chosen(rq, code)};
        t->on += list[t->n++].on;
    }
    p->n_towns += t->may || t->n;
    return OK;
}

/* The towns of the actor's posts with what lies in them; of a community's post that one. */
static enum err fill_towns(struct req *rq, struct emergency_new_page *p)
{
    struct ctx *cx = rq->cx;
    struct posts_reach reach;
    struct emergency_town *towns = NEW_N(cx->mem, struct emergency_town, TOWNS_MAX);
    enum err e = OK;
    posts_reach(cx, ACT_EMERGENCY_ORDER, &reach);
    for (int r = 0; !e && r < reach.ranges; r++) {
        struct place *at, own = {.code = place_above(reach.lo[r], PLACE_TOWN)};
        int n = 1;
        own.name = places_name(cx, own.code);
        if (place_level_of(reach.lo[r]) < PLACE_TOWN)
            e = places_list_level(cx, reach.lo[r], PLACE_TOWN, &at, &n);
        else
            at = &own;
        for (int i = 0; !e && i < n && p->n_towns < TOWNS_MAX; i++)
            e = add_town(rq, &at[i], p, towns);
    }
    p->towns = towns;
    return e;
}

static void fill_choices(struct ctx *cx, const struct emergency_kind *kinds, int n,
                         struct emergency_new_page *p)
{
    struct frame_option *kind = NEW_N(cx->mem, struct frame_option, n);
    struct frame_option *level = NEW_N(cx->mem, struct frame_option, EMERGENCY_LEVELS);
    for (int i = 0; i < n; i++)
        kind[i] = (struct frame_option){.value = str_z(cx->mem, kinds[i].kind),
                                        .text = cx->lang == LANG_EN ? kinds[i].en : kinds[i].zh,
                                        .icon = kinds[i].icon};
    for (int i = 0; i < EMERGENCY_LEVELS; i++)
        level[i] = (struct frame_option){.value = emergency_level_names[i],
                                         .text = tr(cx->lang, emergency_level_labels[i])};
    p->kind = (struct frame_choice){
        .name = "kind", .label = _("What has happened"), .options = kind, .n = n};
    p->level = (struct frame_choice){.name = "level",
                                     .label = _("Level"),
                                     .chosen = S("orange"),
                                     .options = level,
                                     .n = EMERGENCY_LEVELS};
}

/* The places of the order before are those that are likely now. */
static enum err suggest_places(struct req *rq)
{
    struct emergency before;
    int n = 0;
    enum err e = emergency_past(rq->cx, INT64_MAX, &before, 1, &n);
    for (int i = 0; !e && n && i < before.n_places; i++)
        web_field_put(rq, "places", place_text(rq->cx->mem, before.places[i]));
    return e;
}

static enum err show_form(struct req *rq, enum err because)
{
    struct ctx *cx = rq->cx;
    struct failure told = cx->failure;
    struct emergency_kind kinds[EMERGENCY_KINDS_MAX];
    struct emergency_new_page p = {.n_towns = 0};
    int n = 0;
    enum err e = emergency_kinds(cx, kinds, &n);
    if (!e)
        e = fill_towns(rq, &p);
    if (e)
        return e;
    fill_choices(cx, kinds, n, &p);
    str wanted = because ? web_field(rq, "kind") : web_query(rq, "kind");
    const struct emergency_kind *k = &kinds[0];
    for (int i = 0; i < n; i++)
        if (str_eq(kinds[i].kind, wanted))
            k = &kinds[i];
    p.kind.chosen = k->kind;
    p.hours = str_fmt(cx->mem, "%lld", (long long)k->hours);
    p.second = str_fmt(cx->mem, "%d", EMERGENCY_SECOND_USUAL);
    p.message = k->message_zh;
    p.message_en = k->message_en;
    p.speech = k->speech_zh;
    cx->failure = told;
    emergency_html_new(rq->page, &p);
    return because;
}

enum err emergency_show_new(struct req *rq)
{
    enum err e = suggest_places(rq);
    return e ? e : show_form(rq, OK);
}

struct new_fields {
    str kind, level, message, message_en, speech;
    int64_t hours, second;
};
static const struct field new_fields[] = {
    FIELD(struct new_fields, kind, 0, 20, N_("What has happened")),
    FIELD(struct new_fields, level, 0, 10, N_("Level")),
    FIELD_AREA(struct new_fields, message, 0, EMERGENCY_MESSAGE_MAX, N_("What people should do")),
    FIELD_AREA(struct new_fields, message_en, 0, 400, N_("The same in English")),
    FIELD_AREA(struct new_fields, speech, 0, EMERGENCY_SPEECH_MAX, N_("To be read aloud")),
    FIELD(struct new_fields, hours, 0, 1000, N_("Hours until it ends")),
    FIELD(struct new_fields, second, 0, 100000, N_("Minutes until a second caller is asked")),
    {0}};

static void read_places(struct req *rq, struct emergency_new *in)
{
    for (size_t i = 0; web_field_at(rq, "places", i).len && in->n_places < EMERGENCY_PLACES_MAX;
         i++)
        if (!place_parse(web_field_at(rq, "places", i), &in->places[in->n_places]))
            in->n_places++;
}

enum err emergency_send_new(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct emergency_new *in = NEW(cx->mem, struct emergency_new);
    struct new_fields f = {.kind = STR_NONE};
    int64_t id = 0;
    web_set_county(rq, cx->county);
    enum err e = form_read(rq, new_fields, &f);
    *in = (struct emergency_new){.county = cx->county,
                                 .kind = f.kind,
                                 .level = EMERGENCY_LEVELS,
                                 .message = str_clean_text(cx->mem, f.message),
                                 .message_en = str_clean_text(cx->mem, f.message_en),
                                 .speech = str_clean_text(cx->mem, f.speech),
                                 .hours = f.hours,
                                 .second_minutes = f.second};
    for (int i = 0; i < EMERGENCY_LEVELS; i++)
        if (str_is(f.level, emergency_level_names[i]))
            in->level = i;
    read_places(rq, in);
    if (!e)
        e = emergency_start(cx, in, &id);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_form(rq, e);
    return e ? e : web_redirect(rq, "/desk/emergencies/%lld?saved=started", (long long)id);
}

/* ---- one of them --------------------------------------------------------------------- */

enum err emergency_find_of(struct req *rq, const char *act, struct emergency *out)
{
    int64_t id;
    web_set_county(rq, rq->cx->county);
    if (str_int(web_param(rq, "id"), &id))
        return ERR_NOT_FOUND;
    return emergency_find(rq->cx, rq->cx->county, id, act, out);
}

enum err emergency_fill_counts(struct ctx *cx, const char *act, struct emergency_page *p)
{
    struct emergency_count *at;
    enum err e = emergency_counts(cx, &p->o, act, &at, &p->n, &p->all);
    struct emergency_line *lines = NEW_N(cx->mem, struct emergency_line, e ? 0 : p->n);
    for (int i = 0; !e && i < p->n; i++)
        lines[i] = (struct emergency_line){
            .c = at[i],
            .name = grid_words(cx, cx->county, at[i].scope),
            .code = place_text(cx->mem, at[i].scope),
            .second = at[i].second ? people_name(cx, p->o.county, at[i].second) : STR_NONE,
            .may_call = may(cx, ACT_EMERGENCY_CALL, at[i].scope, NO_ORG)};
    p->lines = lines;
    p->name = emergency_name(cx, &p->o);
    p->places = emergency_places_text(cx, &p->o);
    p->message = emergency_message(cx, &p->o);
    return e;
}

static str saved_text(struct req *rq)
{
    str saved = web_query(rq, "saved");
    const char *text = str_is(saved, "started")    ? _("The order runs. People are being told.")
                       : str_is(saved, "extended") ? _("The end is moved.")
                       : str_is(saved, "ended")    ? _("The order is over.")
                                                   : NULL;
    return text ? tr(rq->cx->lang, text) : STR_NONE;
}

static enum err fill_spots(struct ctx *cx, struct emergency_page *p)
{
    struct danger_spot *all = NEW_N(cx->mem, struct danger_spot, DANGER_SPOTS_MAX);
    enum err e =
        danger_of_order(cx, &p->o, ACT_EMERGENCY_READ, 0, all, DANGER_SPOTS_MAX, &p->n_spots);
    if (!e)
        p->spots = danger_rows(cx, all, p->n_spots);
    return e;
}

static enum err fill_one(struct req *rq, struct emergency_page *p)
{
    struct ctx *cx = rq->cx;
    enum err e = emergency_find_of(rq, ACT_EMERGENCY_READ, &p->o);
    if (!e)
        e = emergency_fill_counts(cx, ACT_EMERGENCY_READ, p);
    if (!e)
        e = emergency_minutes_to_90(cx, &p->o, &p->minutes);
    if (!e)
        e = fill_spots(cx, p);
    if (e)
        return e;
    p->by = people_name(cx, p->o.county, p->o.account);
    p->may_order = true;
    for (int i = 0; i < p->o.n_places; i++)
        p->may_order &= may(cx, ACT_EMERGENCY_ORDER, p->o.places[i], NO_ORG);
    p->saved = saved_text(rq);
    p->part = rq->fragment ? web_header(rq, "X-Fragment") : STR_NONE;
    return OK;
}

static void write_line(struct buf *b, str name, const struct emergency_count *c)
{
    csv_write(b, name);
    buf_fmt(b, ",%lld", (long long)c->households);
    for (int i = 0; i < CALL_OUTCOMES; i++)
        buf_fmt(b, ",%lld", (long long)c->by[i]);
    buf_fmt(b, ",%lld\r\n", (long long)emergency_open(c));
}

static enum err write_csv(struct req *rq, const struct emergency_page *p)
{
    struct ctx *cx = rq->cx;
    struct buf b = buf_new(cx->mem, 4 << 20);
    buf_z(&b, "\xef\xbb\xbf"); /* so that office programs read it as UTF-8 */
    csv_write(&b, tr(cx->lang, _("Grid")));
    buf_char(&b, ',');
    csv_write(&b, tr(cx->lang, _("Households")));
    for (int i = 0; i < CALL_OUTCOMES; i++) {
        buf_char(&b, ',');
        csv_write(&b, tr(cx->lang, emergency_outcome_labels[i]));
    }
    buf_char(&b, ',');
    csv_write(&b, tr(cx->lang, _("Not called yet")));
    buf_z(&b, "\r\n");
    for (int i = 0; i < p->n; i++)
        write_line(&b, p->lines[i].name, &p->lines[i].c);
    write_line(&b, tr(cx->lang, _("All together")), &p->all);
    return b.over ? ERR_TOO_BIG : web_bytes(rq, "text/csv; charset=utf-8", buf_done(&b));
}

static enum err show_one(struct req *rq, enum err because)
{
    struct emergency_page p = {.n = 0};
    struct failure told = rq->cx->failure;
    enum err e = fill_one(rq, &p);
    if (e)
        return e;
    if (rq->csv)
        return write_csv(rq, &p);
    rq->cx->failure = told;
    emergency_html_one(rq->page, &p);
    return because;
}

enum err emergency_show_one(struct req *rq)
{
    return show_one(rq, OK);
}

enum err emergency_show_wall(struct req *rq)
{
    struct emergency_page p = {.n = 0};
    enum err e = fill_one(rq, &p);
    if (!e)
        emergency_html_wall(rq->page, &p);
    return e;
}

enum err emergency_show_speech(struct req *rq)
{
    struct emergency_page p = {.n = 0};
    enum err e = fill_one(rq, &p);
    if (!e)
        emergency_html_speech(rq->page, &p);
    return e;
}

enum err emergency_stream(struct req *rq)
{
    char topic[40];
    snprintf(topic, sizeof topic, "county/%lld", (long long)rq->cx->county);
    return web_stream(rq, (const char *const[]){topic}, 1);
}

/* ---- its end --------------------------------------------------------------------------- */

struct end_fields {
    int64_t hours, seen;
};
static const struct field end_fields[] = {
    FIELD(struct end_fields, hours, 0, 1000, N_("Hours until it ends")),
    FIELD(struct end_fields, seen, 0, INT64_MAX, NULL),
    {0}};

static enum err change(struct req *rq, bool end)
{
    struct emergency o;
    struct end_fields f = {.hours = 0};
    enum err e = emergency_find_of(rq, ACT_EMERGENCY_ORDER, &o);
    if (!e)
        e = form_read(rq, end_fields, &f);
    o.row_ver = f.seen;
    if (!e)
        e = end ? emergency_end(rq->cx, &o) : emergency_extend(rq->cx, &o, f.hours);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_one(rq, e);
    return e ? e
             : web_redirect(rq, "/desk/emergencies/%lld?saved=%s", (long long)o.id,
                            end ? "ended" : "extended");
}

enum err emergency_send_extend(struct req *rq)
{
    return change(rq, false);
}

enum err emergency_send_end(struct req *rq)
{
    return change(rq, true);
}
