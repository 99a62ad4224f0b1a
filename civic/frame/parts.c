/* parts.c: the components, from their C side to their templates. */
#include "civic/frame/frame.h"
#include "civic/frame/inside.h"
#include "civic/frame/parts_html.h"
#include "civic/people/people.h"
#include "civic/places/places.h"

const struct frame_look_form frame_looks[LOOKS] = {
    [LOOK_NEW] = {"new", "st-new", ""},          [LOOK_SENT] = {"new", "st-sent", ""},
    [LOOK_DOING] = {"doing", "st-doing", "act"}, [LOOK_ASK] = {"ask", "st-ask", "now"},
    [LOOK_PART] = {"part", "st-part", "done"},   [LOOK_DONE] = {"done", "st-done", "done"},
    [LOOK_BAD] = {"bad", "st-bad", "bad"},       [LOOK_GREY] = {"grey", "st-grey", ""},
};

static const struct frame_look_form *form_of(enum frame_look look)
{
    return &frame_looks[look < LOOKS ? look : LOOK_GREY];
}

void frame_icon(struct html *h, str name)
{
    parts_html_icon(h, name);
}

void frame_tag(struct html *h, enum frame_look look, str text)
{
    parts_html_tag(h, form_of(look), text);
}

void frame_flag(struct html *h, const char *msgid)
{
    parts_html_tag(h, form_of(LOOK_BAD), tr(h->cx->lang, msgid));
}

void frame_errsum(struct html *h)
{
    const struct failure *f = &h->cx->failure;
    int64_t n = 0;
    for (const struct failure_field *x = f->fields; x; x = x->next)
        n++;
    if (n || f->text.len)
        parts_html_errsum(h, f, n);
}

void frame_empty(struct html *h, const char *title, const char *advice)
{
    parts_html_empty(h, title, advice);
}

void frame_call(struct html *h, const struct frame_place *p)
{
    if (!p || !p->phone.len)
        return;
    frame_note_call(h);
    parts_html_call(h, p->phone, p->hours);
    if (p->slug.len && h->rq && !str_ends(h->rq->path, S("/call-me")))
        parts_html_call_me(h, p->slug);
}

void frame_address(struct html *h, str address)
{
    html_path(h, address);
}

void frame_next(struct html *h, str next)
{
    if (next.len)
        parts_html_next(h, next);
}

void frame_receipt(struct html *h, str number, str link)
{
    parts_html_receipt(h, number, link);
}

/* ---- fields ---------------------------------------------------------------- */

static str error_of(const struct html *h, const char *field)
{
    for (const struct failure_field *x = h->cx->failure.fields; x; x = x->next)
        if (strcmp(x->field, field) == 0)
            return x->text;
    return STR_NONE;
}

bool frame_is_wrong(struct html *h, const char *field)
{
    return error_of(h, field).len > 0;
}

void frame_field_error(struct html *h, const char *field)
{
    str text = error_of(h, field);
    if (text.len)
        parts_html_message(h, field, text);
}

static str typed(const struct html *h, const char *name, str otherwise)
{
    return h->rq ? web_typed_or(h, name, otherwise) : otherwise;
}

void frame_input(struct html *h, const struct frame_input *in)
{
    parts_html_input(h, in, typed(h, in->name, in->value));
}

void frame_chips(struct html *h, const struct frame_choice *c)
{
    parts_html_chips(h, c, typed(h, c->name, c->chosen));
}

void frame_picks(struct html *h, const struct frame_choice *c)
{
    parts_html_picks(h, c, typed(h, c->name, c->chosen));
}

void frame_select(struct html *h, const struct frame_choice *c)
{
    parts_html_select(h, c, typed(h, c->name, c->chosen));
}

void frame_photos(struct html *h, const char *name, const char *label, int most)
{
    parts_html_photos(h, name, label, most);
}

void frame_photo_field(struct html *h, const char *name, str label, int most)
{
    parts_html_photo_field(h, name, label, most);
}

void frame_voice(struct html *h)
{
    parts_html_voice(h);
}

void frame_file(struct html *h, const char *name, const char *accept, bool hint)
{
    parts_html_file(h, name, accept, hint);
}

void frame_brush(struct html *h, str photo)
{
    parts_html_brush(h, photo);
}

void frame_map_open(struct html *h, const struct frame_map *m)
{
    parts_html_map_open(h, m);
}

void frame_map_close(struct html *h, const struct frame_map *m)
{
    parts_html_map_close(h, m->lat != NULL);
}

void frame_step(struct html *h, const struct frame_step *s)
{
    parts_html_step(h, form_of(s->look), s);
}

/* ---- moments ---------------------------------------------------------------- */

void frame_day(struct html *h, int64_t ms)
{
    struct civil c = civil_of_ms(ms);
    str machine = str_fmt(h->out->mem, "%04d-%02d-%02d", c.year, c.month, c.day);
    parts_html_moment(h, machine, frame_day_text(h->out->mem, h->cx->lang, ms, h->cx->now));
}

void frame_time(struct html *h, int64_t ms)
{
    parts_html_moment(h, time_text(h->out->mem, ms),
                      frame_time_text(h->out->mem, h->cx->lang, ms, h->cx->now));
}

void frame_today(struct html *h)
{
    frame_day(h, h->cx->now);
}

void frame_due(struct html *h, int64_t ms)
{
    int64_t left = ms - h->cx->now;
    const char *how = left < 0 ? " late" : left < DAY_MS ? " soon" : "";
    parts_html_due(h, how, time_text(h->out->mem, ms),
                   frame_time_text(h->out->mem, h->cx->lang, ms, h->cx->now),
                   frame_left_text(h->out->mem, h->cx->lang, ms, h->cx->now));
}

void frame_phone(struct html *h, str phone)
{
    html_text(h, frame_phone_text(h->out->mem, phone));
}

void frame_money(struct html *h, int64_t fen)
{
    html_text(h, frame_money_text(h->out->mem, h->cx->lang, fen));
}

/* ---- where the reader may do something ------------------------------------- */

enum { PLACES_MOST = 1000 };

static void add_place(struct ctx *cx, struct frame_option *list, int *n, const struct place *p)
{
    if (*n < PLACES_MOST)
        list[(*n)++] = (struct frame_option){.value = str_z(cx->mem, place_text(cx->mem, p->code)),
                                             .text = p->name};
}

enum err frame_places(struct ctx *cx, const char *act, bool above, struct frame_choice *out)
{
    struct posts_reach reach;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, PLACES_MOST);
    enum err e = OK;
    posts_reach(cx, act, &reach);
    out->n = 0;
    for (int r = 0; !e && r < reach.ranges; r++) {
        struct place *below, own = {.code = reach.lo[r], .name = places_name(cx, reach.lo[r])};
        bool single = place_level_of(own.code) >= PLACE_COMMUNITY;
        int n = 0;
        if (single || above)
            add_place(cx, list, &out->n, &own);
        if (!single)
            e = places_list_level(cx, own.code, PLACE_COMMUNITY, &below, &n);
        for (int i = 0; !e && i < n; i++)
            add_place(cx, list, &out->n, &below[i]);
    }
    out->options = list;
    if (out->n == 1)
        out->chosen = str_of(list[0].value);
    return e;
}
