/* entry_web.c: the desk where a call is taken: one form that Enter carries on, from the number to
 * the kind and the place, what it may be the same as, and the report. */
#include "civic/people/people.h"
#include "rooms/hotline/hotline_html.h" /* generated */
#include "rooms/hotline/hotline_own.h"

struct entry {
    str phone, who, name, kind, code, where, place, body;
    str seen_phone, seen_kind, seen_where, back; /* what the page shown last was about */
    int64_t may_contact, urgent;
};
static const struct field entry_fields[] = {
    FIELD(struct entry, phone, 0, 20, N_("Number of the caller")),
    FIELD(struct entry, who, 0, 20, N_("Who calls")),
    FIELD(struct entry, name, 0, 40, N_("Name")),
    FIELD(struct entry, kind, 0, 40, N_("Kind of problem")),
    FIELD(struct entry, code, 0, 40, N_("Kind of problem")),
    FIELD(struct entry, where, 0, 120, N_("Where")),
    FIELD(struct entry, place, 0, 40, N_("Where")),
    FIELD_AREA(struct entry, body, 0, CASES_BODY_MAX, N_("What they said")),
    FIELD(struct entry, seen_phone, 0, 20, N_("Number of the caller")),
    FIELD(struct entry, seen_kind, 0, 40, N_("Kind of problem")),
    FIELD(struct entry, seen_where, 0, 120, N_("Where")),
    FIELD(struct entry, back, 0, 20, N_("Call back")),
    FIELD(struct entry, may_contact, 0, 1, N_("The people handling it may call the caller back")),
    FIELD(struct entry, urgent, 0, 1, N_("Urgent")),
    {0},
};

/* ---- what to read aloud ------------------------------------------------------- */

static str aloud(struct ctx *cx, const struct case_row *c)
{
    struct tr_arg args[] = {
        TR("state", c->shown), TR("line", c->line),
        TR("day", c->due_ms ? frame_day_text(cx->mem, cx->lang, c->due_ms, cx->now) : STR_NONE)};
    if (!c->line.len)
        return c->shown;
    return tr_fill(cx->mem, cx->lang,
                   c->open && c->due_ms ? _("{state}. {line}, due {day}") : _("{state}. {line}"),
                   args, COUNT(args));
}

static enum err lines_of(struct ctx *cx, const struct matter *m, int n,
                         const struct hotline_line **out)
{
    struct case_row *rows = NEW_N(cx->mem, struct case_row, n);
    struct hotline_line *lines = NEW_N(cx->mem, struct hotline_line, n);
    enum err e = cases_rows(cx, m, n, MATTERS_VIEW_STAFF, rows);
    for (int i = 0; !e && i < n; i++)
        lines[i] = (struct hotline_line){rows[i], aloud(cx, &rows[i])};
    *out = lines;
    return e;
}

/* ---- what is known so far ------------------------------------------------------ */

static enum err fill_caller(struct ctx *cx, const struct entry *f, struct hotline_page *p)
{
    struct matter *m = NEW_N(cx->mem, struct matter, HOTLINE_CASES_MAX);
    if (!f->phone.len)
        return OK;
    enum err e = hotline_look(cx, f->phone, &p->caller);
    if (e)
        return e;
    p->looked = true;
    p->person = f->who;
    if (!p->person.len && p->caller.n == 1 && !f->name.len)
        p->person = str_fmt(cx->mem, "%lld", (long long)p->caller.at[0].person);
    e = hotline_matters(cx, &p->caller, m, &p->n_mine, &p->hidden);
    return e ? e : lines_of(cx, m, p->n_mine, &p->mine);
}

static enum err fill_kinds(struct ctx *cx, const struct entry *f, struct hotline_page *p)
{
    struct categories all;
    bool kept = false;
    enum err e = f->kind.len ? cases_category_list(cx, cx->county, &all) : OK;
    if (e || !f->kind.len)
        return e;
    p->n_kinds = cases_category_search(cx->mem, &all, f->kind, p->kinds, HOTLINE_FOUND_MAX);
    for (int i = 0; i < p->n_kinds; i++)
        kept |= str_eq(p->kinds[i].code, f->code);
    p->code = kept ? f->code : p->n_kinds ? p->kinds[0].code : STR_NONE;
    return OK;
}

static enum err fill_spots(struct ctx *cx, const struct entry *f, struct hotline_page *p)
{
    bool kept = false;
    enum err e = hotline_spots(cx, f->where, p->spots, &p->n_spots);
    for (int i = 0; !e && i < p->n_spots; i++)
        kept |= str_eq(p->spots[i].key, f->place);
    p->place = kept ? f->place : p->n_spots ? p->spots[0].key : STR_NONE;
    return e;
}

static enum err fill_near(struct ctx *cx, const struct entry *f, struct hotline_page *p)
{
    struct matter m[HOTLINE_NEAR_MAX];
    struct cases_spot spot;
    int64_t community;
    if (!p->code.len || !p->place.len)
        return OK;
    enum err e = hotline_spot_read(cx, p->place, f->where, &community, &spot);
    if (!e)
        e = hotline_near(cx, p->code, community, &spot, m, &p->n_near);
    return e ? e : lines_of(cx, m, p->n_near, &p->near);
}

static const char *focus_of(struct ctx *cx, const struct entry *f, const struct hotline_page *p)
{
    if (cx->failure.fields)
        return cx->failure.fields->field;
    return !f->phone.len && !f->kind.len && !p->back.len ? "phone"
           : !f->kind.len                                ? "kind"
           : !f->where.len                               ? "where"
                                                         : "register";
}

static enum err fill(struct ctx *cx, const struct entry *f, struct hotline_page *p)
{
    struct hotline_back *backs = NEW_N(cx->mem, struct hotline_back, HOTLINE_BACKS_MAX);
    int n = 0;
    p->back = f->back;
    enum err e = fill_caller(cx, f, p);
    if (e && e != ERR_INVALID) /* what is wrong with the number stands at its field */
        return e;
    e = fill_kinds(cx, f, p);
    if (!e)
        e = fill_spots(cx, f, p);
    if (!e)
        e = fill_near(cx, f, p);
    if (!e)
        e = hotline_backs(cx, backs, HOTLINE_BACKS_MAX, &n);
    p->waiting = n;
    p->focus = focus_of(cx, f, p);
    return e;
}

/* The page with whatever sentences are there; returns `because`. */
static enum err show(struct req *rq, const struct entry *f, enum err because)
{
    struct hotline_page *p = NEW(rq->cx->mem, struct hotline_page);
    struct failure told = rq->cx->failure;
    enum err e = fill(rq->cx, f, p);
    if (e)
        return e;
    if (because)
        rq->cx->failure = told;
    hotline_html_desk(rq->page, p);
    return because;
}

/* ---- just done ------------------------------------------------------------------ */

static enum err fill_done(struct ctx *cx, str number, struct hotline_page *p)
{
    struct casefile c;
    struct case_row row;
    enum err e = cases_find(cx, cx->county, number, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = cases_rows(cx, &c.m, 1, MATTERS_VIEW_STAFF, &row);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    struct tr_arg args[] = {TR("title", row.category), TR("number", c.m.number),
                            TR("progress", aloud(cx, &row))};
    p->done = c.m.number;
    p->done_said = tr_fill(cx->mem, cx->lang,
                           _("“{title}” is registered under the number {number}. {progress}. You "
                             "will be told what comes of it."),
                           args, COUNT(args));
    return OK;
}

enum err hotline_desk(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct hotline_page *p = NEW(cx->mem, struct hotline_page);
    struct entry f = {.phone = STR_NONE};
    enum err e = fill(cx, &f, p);
    if (!e)
        e = fill_done(cx, web_query(rq, "done"), p);
    if (e)
        return e;
    if (web_query_has(rq, "noted"))
        p->told = tr(cx->lang, _("Noted that they called about it."));
    hotline_html_desk(rq->page, p);
    return OK;
}

/* ---- taking it down --------------------------------------------------------------- */

static enum err read_who(struct ctx *cx, const struct entry *f, struct hotline_who *out)
{
    *out = (struct hotline_who){.name = f->name};
    enum err e = f->phone.len ? hotline_phone(cx, f->phone, &out->phone) : OK;
    if (!e && f->who.len && !f->name.len && str_int(f->who, &out->person))
        return fail_field(cx, "who", _("Choose who calls."));
    return e;
}

static enum err read_report(struct req *rq, const struct entry *f, struct cases_report *out)
{
    struct ctx *cx = rq->cx;
    *out = (struct cases_report){.county = cx->county,
                                 .code = f->code,
                                 .source = "hotline",
                                 .body = f->body,
                                 .may_contact = f->may_contact,
                                 .urgent = f->urgent};
    enum err e = f->phone.len ? hotline_phone(cx, f->phone, &out->phone) : OK;
    enum err e2 = hotline_spot_read(cx, f->place, f->where, &out->community, &out->spot);
    if (e2 == ERR_NOT_FOUND)
        e2 = fail_field(cx, "where", _("Choose where it is."));
    return e ? e : e2;
}

static enum err take_down(struct req *rq, const struct entry *f)
{
    struct cases_report in;
    struct hotline_who who;
    struct cases_receipt out;
    int64_t back = 0;
    enum err e = read_report(rq, f, &in);
    if (!e)
        e = read_who(rq->cx, f, &who);
    if (!e && f->back.len && str_int(f->back, &back))
        e = ERR_INVALID;
    if (!e)
        e = hotline_register(rq->cx, &in, &who, back, &out);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, f, e);
    return e ? e : web_redirect(rq, "/desk/hotline?done=%s", out.number);
}

/* They call about a case on the side: `same` says that it is theirs too. */
static enum err take_about(struct req *rq, const struct entry *f, str number, bool same)
{
    struct casefile c;
    struct hotline_who who;
    enum err e = cases_find(rq->cx, rq->cx->county, number, MATTERS_VIEW_TASK, &c);
    if (!e)
        e = read_who(rq->cx, f, &who);
    if (!e)
        e = hotline_called(rq->cx, &c, &who, same);
    if (e == ERR_INVALID)
        return show(rq, f, e);
    return e ? e
             : web_redirect(rq, "/desk/hotline?%s=%.*s", same ? "done" : "noted", STR_ARG(number));
}

/* Nothing was typed since the page that shows what it means, and a kind and a place are chosen. */
static bool is_settled(const struct entry *f)
{
    return f->code.len && f->place.len && str_eq(f->phone, f->seen_phone) &&
           str_eq(f->kind, f->seen_kind) && str_eq(f->where, f->seen_where);
}

static void say_what_lacks(struct ctx *cx, const struct entry *f, const struct hotline_page *p)
{
    enum err e = OK;
    if (f->kind.len && !p->n_kinds)
        e = fail_field(cx, "kind", _("No kind is called so. Try another word or its initials."));
    if (f->where.len && !p->n_spots)
        e = fail_field(cx, "where",
                       _("No place is called so. Type a community first, then the spot."));
    (void)!e; /* the sentences are recorded: the page is shown all the same */
}

enum err hotline_desk_send(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct entry f = {.phone = STR_NONE};
    struct hotline_page *p = NEW(cx->mem, struct hotline_page);
    enum err e = form_read(rq, entry_fields, &f);
    if (e)
        return show(rq, &f, e);
    if (web_field(rq, "same").len)
        return take_about(rq, &f, web_field(rq, "same"), true);
    if (web_field(rq, "asked").len)
        return take_about(rq, &f, web_field(rq, "asked"), false);
    if (is_settled(&f))
        return take_down(rq, &f);
    cx->idem = NULL; /* looking is written down, and is not what the form will have done */
    e = fill(cx, &f, p);
    if (e)
        return e;
    say_what_lacks(cx, &f, p);
    p->focus = focus_of(cx, &f, p);
    hotline_html_desk(rq->page, p);
    return cx->failure.fields ? ERR_INVALID : OK;
}
