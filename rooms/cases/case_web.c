/* case_web.c: one case for its reporter and for the public. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/case_html.h" /* generated */

/* A case on this address, as whoever asks may see it. */
struct seen {
    struct casefile c;
    enum matters_view view;
    str token; /* that speaks for the reporter, or STR_NONE */
};

/* The public sees listed cases; the reporter by account or by this browser's tokens. Anything
 * else does not exist, so numbers can be guessed in vain. */
static enum err find_seen(struct req *rq, struct seen *out)
{
    struct ctx *cx = rq->cx;
    struct matter m;
    str number = web_param(rq, "no");
    str have[CASES_TOKENS];
    int n = cases_tokens(rq, have);
    for (int i = 0; i < n; i++)
        if (matters_by_token(cx, have[i], &m) == OK && str_eq(m.number, number) &&
            m.county == rq->county) {
            out->view = MATTERS_VIEW_REPORTER;
            out->token = have[i];
            return cases_load(cx, &m, &out->c);
        }
    enum err e = cases_find(cx, rq->county, number, MATTERS_VIEW_PUBLIC, &out->c);
    if (!e)
        e = matters_view(cx, &out->c.m, &out->view);
    if (!e && out->view > MATTERS_VIEW_REPORTER)
        out->view = MATTERS_VIEW_PUBLIC; /* staff work at the desk; here they see what people see */
    out->token = STR_NONE;
    return e;
}

/* ---- the page ---------------------------------------------------------- */

static str unit_name(struct ctx *cx, int64_t county, int64_t org)
{
    struct org o;
    return org && org_find(cx, county, org, &o) == OK ? o.name : STR_NONE;
}

/* Who has it and what comes next by when: never a bare "in progress". Before a unit has it, the
 * clock is that of looking at it, and no more is promised than that. */
static enum err say_next(struct ctx *cx, struct case_page *p, const struct casefile *c)
{
    struct matters_clock k;
    enum err e = cases_clock(cx, &c->m, &k);
    if (e || !c->m.open || !k.due_ms)
        return e;
    bool handled = str_is(k.name, "department") || str_is(k.name, "whole");
    str unit = handled ? unit_name(cx, c->m.county, c->m.lead_org) : STR_NONE;
    struct tr_arg args[] = {TR("who", unit.len ? unit : p->place.name),
                            TR("when", frame_time_text(cx->mem, cx->lang, k.due_ms, cx->now))};
    const char *text = k.due_ms < cx->now
                           ? _("{who} should have answered by {when}. It is being chased.")
                       : handled ? _("{who} answers you by {when}.")
                                 : _("{who} looks at it by {when}.");
    p->next = tr_fill(cx->mem, cx->lang, text, args, COUNT(args));
    return OK;
}

/* What was found and what became of it stand side by side; the rest below each other. */
static void split_pairs(struct arena *mem, struct case_page *p, const struct case_photo *all, int n)
{
    const struct case_photo *first[2] = {NULL, NULL}; /* before, after */
    struct case_photo *rest = NEW_N(mem, struct case_photo, n),
                      *pair = NEW_N(mem, struct case_photo, 2);
    for (int i = 0; i < n; i++)
        if (!all[i].sound && !first[all[i].after])
            first[all[i].after] = &all[i];
    bool both = first[0] && first[1] && p->c.reply.len; /* beside the answer */
    for (int i = 0; i < n; i++)
        if (!both || (&all[i] != first[0] && &all[i] != first[1]))
            rest[p->n_photos++] = all[i];
    for (int k = 0; both && k < 2; k++)
        pair[p->n_pairs++] = *first[k];
    p->photos = rest;
    p->pairs = pair;
}

static str word_by(struct ctx *cx, const struct matter *m)
{
    return frame_day_text(cx->mem, cx->lang, m->closed_ms + 7 * DAY_MS, cx->now);
}

/* Before closing, the reporter is asked where the flow has them look: in a village. */
static bool is_asked(struct ctx *cx, const struct seen *s)
{
    struct matters_offer offers[24];
    int n = 0;
    if (matters_offers(cx, &s->c.m, s->token, offers, COUNT(offers), &n))
        return false;
    for (int i = 0; i < n; i++)
        if (strcmp(offers[i].move->name, "word_yes") == 0)
            return true;
    return false;
}

static void allow(struct ctx *cx, struct case_page *p, const struct seen *s)
{
    const struct matter *m = &s->c.m;
    bool mine = s->view == MATTERS_VIEW_REPORTER;
    p->mine = mine;
    p->may_word = mine && (m->open ? is_asked(cx, s)
                                   : m->word == MATTERS_NO_WORD &&
                                         matters_shown(m) == MATTERS_SHOWN_YOUR_WORD);
    p->may_rate =
        mine && !m->open && m->word != MATTERS_NO_WORD && !m->rating && m->word != MATTERS_NOT;
    p->may_reopen = mine && !m->open && !p->may_word && m->outcome <= MATTERS_ANSWERED &&
                    m->outcome != MATTERS_NO_OUTCOME;
}

static enum err fill_page(struct req *rq, const struct seen *s, struct case_page *p)
{
    struct ctx *cx = rq->cx;
    struct case_photo *photos;
    struct frame_step *steps;
    int n = 0;
    enum err e = cases_row(cx, &s->c, s->view, &p->c);
    if (!e)
        e = cases_photos(cx, &s->c, s->view, &photos, &n);
    if (e)
        return e;
    split_pairs(cx->mem, p, photos, n);
    e = cases_steps(cx, &s->c, s->view, &steps, &p->n_steps);
    if (e)
        return e;
    p->steps = steps;
    allow(cx, p, s);
    e = cases_answered(cx, &s->c, !p->mine, &p->answers);
    if (e)
        return e;
    p->body = p->mine ? s->c.body : s->c.public_text;
    p->handler = unit_name(cx, s->c.m.county, s->c.reply_org);
    if (!p->handler.len)
        p->handler = p->place.name;
    p->word_by = word_by(cx, &s->c.m);
    p->heading = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(p->c.title), STR_ARG(p->c.no));
    p->just = web_query_has(rq, "new") && p->mine;
    return say_next(cx, p, &s->c);
}

static enum err show(struct req *rq, const struct seen *s, struct case_page *p)
{
    enum err e = fill_page(rq, s, p);
    if (e)
        return e;
    if (s->token.len) {
        p->link_path = str_fmt(rq->cx->mem, "/q/%.*s", STR_ARG(s->token));
        p->link = frame_whole(rq, p->link_path);
    }
    case_html_page(rq->page, p);
    return OK;
}

enum err case_show(struct req *rq)
{
    struct case_page p = {0};
    struct seen s = {0};
    enum err e = cases_place(rq, &p.place);
    if (e)
        return e;
    p.slug = p.place.slug;
    p.home = cases_home_of(rq, &p.place);
    e = find_seen(rq, &s);
    return e ? e : show(rq, &s, &p);
}

/* ---- the receipt's address --------------------------------------------- */

/* The token goes from the address into a cookie, so that it stays in no history and no log. */
enum err case_receipt(struct req *rq)
{
    struct matter m;
    str token = web_param(rq, "token");
    enum err e = matters_by_token(rq->cx, token, &m);
    if (e)
        return e;
    cases_remember(rq, token);
    str slug = places_slug(rq->cx, place_above(m.scope, PLACE_COMMUNITY));
    return web_redirect(rq, "/c/%.*s/cases/%.*s", STR_ARG(slug), STR_ARG(m.number));
}

/* ---- the resident's word ----------------------------------------------- */

struct word_fields {
    str word, say;
    int64_t rating;
};
static const struct field word_fields[] = {
    FIELD(struct word_fields, word, 0, 10, N_("Is the problem solved now?")),
    FIELD_AREA(struct word_fields, say, 0, 1000, N_("Anything to add?")),
    {0},
};
static const struct field rating_fields[] = {
    FIELD(struct word_fields, rating, 1, 5, N_("How was it handled?")), {0}};

static enum err word_of(struct req *rq, str word, enum matters_word *out)
{
    for (int w = MATTERS_YES; w <= MATTERS_NOT; w++)
        if (str_is(word, matters_word_names[w])) {
            *out = (enum matters_word)w;
            return OK;
        }
    return fail_field(rq->cx, "word", _("Please tap one of the three answers."));
}

static enum err back_to_case(struct req *rq, enum err e, const struct seen *s)
{
    if (e)
        return e;
    return web_redirect(rq, "/c/%.*s/cases/%.*s", STR_ARG(web_param(rq, "c")),
                        STR_ARG(s->c.m.number));
}

static enum err find_mine(struct req *rq, struct seen *s)
{
    struct frame_place place;
    enum err e = cases_place(rq, &place);
    if (!e)
        e = find_seen(rq, s);
    if (!e && s->view != MATTERS_VIEW_REPORTER)
        e = ERR_NOT_FOUND;
    return e;
}

enum err case_confirm(struct req *rq)
{
    struct word_fields f = {0};
    struct seen s = {0};
    enum matters_word word = MATTERS_NO_WORD;
    enum err e = find_mine(rq, &s);
    if (!e)
        e = form_read(rq, word_fields, &f);
    if (!e)
        e = word_of(rq, f.word, &word);
    if (!e)
        e = cases_say(rq->cx, &s.c, word, 0, f.say, s.token);
    return back_to_case(rq, e, &s);
}

/* A step of the flow that the reporter takes: rating, opening again. */
static enum err step(struct req *rq, struct seen *s, const char *move, str say, int rating)
{
    struct cases_move in = {.move = move, .seen = s->c.m.row_ver, .say = say};
    in.in = (struct matters_input){.text = say, .rating = rating, .token = s->token};
    return cases_move(rq->cx, &s->c, &in);
}

enum err case_rate(struct req *rq)
{
    struct word_fields f = {0};
    struct seen s = {0};
    enum err e = find_mine(rq, &s);
    if (!e)
        e = form_read(rq, rating_fields, &f);
    if (!e)
        e = step(rq, &s, "rate", STR_NONE, (int)f.rating);
    return back_to_case(rq, e, &s);
}

static const struct field reopen_fields[] = {
    FIELD_AREA(struct word_fields, say, 1, 1000, N_("What is wrong again?")), {0}};

enum err case_reopen(struct req *rq)
{
    struct word_fields f = {0};
    struct seen s = {0};
    enum err e = find_mine(rq, &s);
    if (!e)
        e = form_read(rq, reopen_fields, &f);
    if (!e)
        e = step(rq, &s, "reopen", f.say, 0);
    return back_to_case(rq, e, &s);
}

/* ---- follow, me too ---------------------------------------------------- */

struct follow_fields {
    str phone;
    int64_t also;
};
static const struct field follow_fields[] = {
    FIELD(struct follow_fields, phone, 0, 120, N_("Mobile phone")),
    FIELD(struct follow_fields, also, 0, 1, N_("I met it too")),
    {0},
};

enum err case_follow(struct req *rq)
{
    struct follow_fields f = {0};
    struct seen s = {0};
    struct frame_place place;
    str phone = STR_NONE;
    enum err e = cases_place(rq, &place);
    if (!e)
        e = find_seen(rq, &s);
    if (!e)
        e = form_read(rq, follow_fields, &f);
    if (!e)
        e = cases_read_phone(rq->cx, "phone", f.phone, &phone);
    if (!e)
        e = cases_follow(rq->cx, &s.c, phone, f.also);
    return back_to_case(rq, e, &s);
}
