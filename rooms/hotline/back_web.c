/* back_web.c: the list of call-backs, and "call me back" for residents. */
#include "civic/people/behind.h"
#include "civic/people/people.h"
#include "rooms/hotline/back_html.h" /* generated */
#include "rooms/hotline/hotline_own.h"

enum { SILENT_MOST = 30 };

/* ---- the list ------------------------------------------------------------------- */

static enum err fill_rows(struct ctx *cx, struct backs_page *p)
{
    struct hotline_back *backs = NEW_N(cx->mem, struct hotline_back, HOTLINE_BACKS_MAX);
    struct back_row *rows = NEW_N(cx->mem, struct back_row, HOTLINE_BACKS_MAX);
    enum err e = hotline_backs(cx, backs, HOTLINE_BACKS_MAX, &p->n);
    for (int i = 0; !e && i < p->n; i++)
        rows[i] = (struct back_row){.id = backs[i].id,
                                    .calls = backs[i].calls,
                                    .tries = backs[i].tries,
                                    .called_ms = backs[i].called_ms,
                                    .row_ver = backs[i].row_ver,
                                    .phone = backs[i].phone,
                                    .place = places_name(cx, backs[i].scope)};
    p->rows = rows;
    return e;
}

static enum err fill_silent(struct ctx *cx, struct backs_page *p)
{
    struct matter *m = NEW_N(cx->mem, struct matter, SILENT_MOST);
    struct case_row *rows = NEW_N(cx->mem, struct case_row, SILENT_MOST);
    enum err e = hotline_silent(cx, m, SILENT_MOST, &p->n_silent);
    if (!e)
        e = cases_rows(cx, m, p->n_silent, MATTERS_VIEW_STAFF, rows);
    p->silent = rows;
    return e;
}

/* The actor's own places first: a county's desk need not say more. */
static enum err fill_places(struct ctx *cx, struct backs_page *p)
{
    p->place = (struct frame_choice){.name = "place", .label = _("Where")};
    return frame_places(cx, ACT_HOTLINE, true, &p->place);
}

static enum err show(struct req *rq, struct backs_page *p, enum err because)
{
    struct ctx *cx = rq->cx;
    enum err e = fill_rows(cx, p);
    if (!e)
        e = fill_silent(cx, p);
    if (!e)
        e = fill_places(cx, p);
    if (e)
        return e;
    back_html_page(rq->page, p);
    return because;
}

enum err hotline_backs_show(struct req *rq)
{
    struct backs_page p = {0};
    if (web_query_has(rq, "saved"))
        p.told = tr(rq->cx->lang, _("Saved."));
    if (web_query_has(rq, "heard"))
        p.told = tr(rq->cx->lang, _("The resident's word is taken down."));
    return show(rq, &p, OK);
}

/* ---- writing one down -------------------------------------------------------------- */

struct missed {
    str phone, name, place;
};
static const struct field missed_fields[] = {
    FIELD(struct missed, phone, 1, 20, N_("Number of the caller")),
    FIELD(struct missed, name, 0, 40, N_("Name")),
    FIELD(struct missed, place, 0, 15, N_("Where")),
    {0}};

enum err hotline_backs_add(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct missed f = {.phone = STR_NONE};
    struct backs_page p = {0};
    int64_t place = 0;
    enum err e = form_read(rq, missed_fields, &f);
    if (!e && (place_parse(f.place, &place) || !may(cx, ACT_HOTLINE, place, NO_ORG)))
        e = fail_field(cx, "place", _("Choose the place it concerns."));
    if (!e)
        e = hotline_missed(cx, cx->county, place, f.phone, f.name, cx->now);
    if (e == ERR_INVALID)
        return show(rq, &p, e);
    return e ? e : web_redirect(rq, "/desk/hotline/calls?saved=1");
}

/* ---- one of them ------------------------------------------------------------------- */

/* On to the desk, with the number there already. */
static enum err take(struct req *rq, const struct hotline_back *b)
{
    str phone;
    enum err e = hotline_back_number(rq->cx, b, &phone);
    if (e)
        return e;
    web_field_put(rq, "phone", phone);
    web_field_put(rq, "back", str_fmt(rq->cx->mem, "%lld", (long long)b->id));
    return hotline_desk_send(rq);
}

static enum err end(struct req *rq, const struct hotline_back *b, enum hotline_end how)
{
    struct backs_page p = {0};
    enum err e = hotline_back_end(rq->cx, b, how);
    if (e == ERR_CONFLICT)
        return show(rq, &p, e);
    return e ? e : web_redirect(rq, "/desk/hotline/calls?saved=1");
}

enum err hotline_back_change(struct req *rq)
{
    struct hotline_back b;
    struct backs_page p = {0};
    str go = web_field(rq, "go");
    int64_t id;
    if (str_int(web_param(rq, "id"), &id))
        return ERR_NOT_FOUND;
    enum err e = hotline_back_find(rq->cx, id, &b);
    if (!e && str_int(web_field(rq, "seen"), &b.row_ver))
        e = ERR_INVALID;
    if (e)
        return e;
    if (str_is(go, "take"))
        return take(rq, &b);
    if (str_is(go, "show")) {
        e = hotline_back_number(rq->cx, &b, &p.number);
        p.shown = id;
        return e ? e : show(rq, &p, OK);
    }
    return end(rq, &b,
               str_is(go, "reached") ? HOTLINE_REACHED
               : str_is(go, "drop")  ? HOTLINE_DROPPED
                                     : HOTLINE_OPEN);
}

/* ---- for residents ------------------------------------------------------------------ */

static enum err place_of(struct req *rq, struct frame_place *out)
{
    struct ctx *cx = rq->cx;
    int64_t county, code;
    enum err e = places_resolve(cx, web_param(rq, "c"), &county, &code);
    if (e)
        return e;
    web_set_county(rq, county);
    *out = (struct frame_place){.code = code,
                                .name = places_name(cx, code),
                                .parent = places_name(cx, place_parent(code)),
                                .slug = places_slug(cx, code)};
    places_phone(cx, code, &out->phone, &out->hours);
    return OK;
}

static const struct field call_me_fields[] = {
    FIELD(struct missed, phone, 1, 20, N_("Your phone number")),
    FIELD(struct missed, name, 0, 40, N_("Your name")),
    {0}};

enum err hotline_call_me(struct req *rq)
{
    struct call_me_page p = {.done = web_query_has(rq, "done")};
    enum err e = place_of(rq, &p.place);
    if (!e)
        back_html_call_me(rq->page, &p);
    return e;
}

enum err hotline_call_me_send(struct req *rq)
{
    struct call_me_page p = {.done = false};
    struct missed f = {.phone = STR_NONE};
    enum err e = place_of(rq, &p.place);
    if (e)
        return e;
    e = form_read(rq, call_me_fields, &f);
    if (!e)
        e = hotline_missed(rq->cx, rq->county, p.place.code, f.phone, f.name, rq->cx->now);
    if (e == ERR_INVALID) {
        back_html_call_me(rq->page, &p);
        return e;
    }
    return e ? e : web_redirect(rq, "/c/%.*s/call-me?done=1", STR_ARG(p.place.slug));
}
