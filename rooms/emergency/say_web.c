/* say_web.c: what residents say while an order runs, without signing in: that they are safe, or
 * what becomes an urgent case. */
#include "rooms/cases/cases_form.h"
#include "rooms/emergency/emergency_own.h"
#include "rooms/emergency/say_html.h" /* generated */

/* The kinds of case it becomes, the first that the county has. */
static const char *const codes[] = {"event-0499", "event-2199", "event-2299"};

static enum err begin(struct req *rq, struct emergency_say_page *p)
{
    struct emergency all[EMERGENCY_RUNNING_MAX];
    int n = 0;
    enum err e = cases_place(rq, &p->place);
    if (!e)
        e = emergency_running(rq->cx, rq->county, all, &n);
    p->over = true;
    for (int i = 0; !e && i < n && p->over; i++)
        if (emergency_holds(&all[i], p->place.code)) {
            p->o = all[i];
            p->over = false;
        }
    p->back = str_fmt(rq->cx->mem, "/c/%.*s", STR_ARG(p->place.slug));
    return e;
}

static enum err show(struct req *rq, struct emergency_say_page *p, enum err because)
{
    struct ctx *cx = rq->cx;
    struct frame_option *list = NEW_N(cx->mem, struct frame_option, 3);
    list[0] = (struct frame_option){.value = "help", .text = tr(cx->lang, _("I need help"))};
    list[1] = (struct frame_option){.value = "danger", .text = tr(cx->lang, _("I see danger"))};
    list[2] = (struct frame_option){.value = "safe", .text = tr(cx->lang, _("I am safe"))};
    p->what = (struct frame_choice){
        .name = "what", .label = _("How are things"), .options = list, .n = 3};
    p->safe = web_query_has(rq, "safe");
    say_html_page(rq->page, p);
    return because;
}

enum err emergency_say_show(struct req *rq)
{
    struct emergency_say_page p = {.over = true};
    enum err e = begin(rq, &p);
    return e ? e : show(rq, &p, OK);
}

struct say_fields {
    str what, where, body, name, phone;
};
static const struct field say_fields[] = {
    FIELD(struct say_fields, what, 0, 10, N_("How are things")),
    FIELD(struct say_fields, where, 0, 100, N_("Where")),
    FIELD_AREA(struct say_fields, body, 0, 500, N_("What is going on")),
    FIELD(struct say_fields, name, 0, 40, N_("Your name")),
    FIELD(struct say_fields, phone, 0, 20, N_("Phone number")),
    {0}};

static enum err say_safe(struct req *rq, const struct emergency_say_page *p,
                         const struct say_fields *f, str phone)
{
    struct emergency_safe in = {.name = f->name, .phone = phone, .house = f->where};
    enum err e = emergency_say_safe(rq->cx, &p->o, p->place.code, &in);
    return e ? e : web_redirect(rq, "/c/%.*s/emergency?safe=1", STR_ARG(p->place.slug));
}

static enum err code_of(struct ctx *cx, int64_t county, str *code)
{
    struct category c;
    enum err e = ERR_NOT_FOUND;
    for (size_t i = 0; e == ERR_NOT_FOUND && i < COUNT(codes); i++) {
        *code = str_of(codes[i]);
        e = cases_category_find(cx, county, *code, &c);
    }
    return e;
}

static enum err open_case(struct req *rq, const struct emergency_say_page *p,
                          const struct say_fields *f, str phone)
{
    struct ctx *cx = rq->cx;
    bool help = str_is(f->what, "help");
    str head = tr(LANG_ZH, help ? _("Needs help") : _("Sees danger"));
    struct cases_receipt r;
    struct cases_report in = {
        .county = rq->county,
        .community = p->place.code,
        .source = "resident",
        .answers = S(""),
        .spot = {.words = str_fmt(cx->mem, "%.*s · %.*s", STR_ARG(head), STR_ARG(f->where))},
        .may_contact = true,
        .urgent = true,
        .name = f->name,
        .phone = phone,
        .body =
            f->body.len ? str_fmt(cx->mem, "%.*s: %.*s", STR_ARG(head), STR_ARG(f->body)) : head};
    enum err e =
        f->where.len ? OK : fail_field(cx, "where", _("Say where, so that somebody can come."));
    if (!e)
        e = code_of(cx, rq->county, &in.code);
    if (!e)
        e = cases_open(cx, &in, &r);
    if (e)
        return e;
    cases_remember(rq, str_of(r.token));
    return web_redirect(rq, "/c/%.*s/cases/%s?new=1", STR_ARG(p->place.slug), r.number);
}

enum err emergency_say_send(struct req *rq)
{
    struct emergency_say_page p = {.over = true};
    struct say_fields f = {.what = STR_NONE};
    str phone = STR_NONE;
    enum err e = begin(rq, &p);
    if (!e && p.over)
        return show(rq, &p, ERR_CONFLICT);
    if (!e)
        e = form_read(rq, say_fields, &f);
    if (!e)
        e = cases_read_phone(rq->cx, "phone", f.phone, &phone);
    if (!e && str_is(f.what, "safe"))
        e = say_safe(rq, &p, &f, phone);
    else if (!e && (str_is(f.what, "help") || str_is(f.what, "danger")))
        e = open_case(rq, &p, &f, phone);
    else if (!e)
        e = fail_field(rq->cx, "what", _("Say how things are."));
    return e == ERR_INVALID || e == ERR_CONFLICT ? show(rq, &p, e) : e;
}
