/* ask_web.c: asking a resident whether it is solved, on the phone or at the door. */
#include "civic/people/people.h"
#include "rooms/hotline/back_html.h" /* generated */
#include "rooms/hotline/hotline_own.h"

/* Who reported it and can be asked; ERR_NOT_FOUND: nobody who left a number. */
static enum err reporter_of(struct ctx *cx, const struct casefile *c, struct person *out)
{
    struct matters_person people[8];
    int n = 0;
    enum err e = c->contact ? person_find(cx, c->m.county, c->contact, out) : ERR_NOT_FOUND;
    if (e != ERR_NOT_FOUND)
        return e;
    e = matters_people(cx, &c->m, people, COUNT(people), &n);
    if (e || !n || people[0].as != MATTERS_REPORTER)
        return e ? e : ERR_NOT_FOUND;
    return person_of_account(cx, c->m.county, people[0].account, out);
}

static enum err fill(struct ctx *cx, const struct casefile *c, struct ask_page *p)
{
    struct person who;
    struct org o;
    enum err e = cases_rows(cx, &c->m, 1, MATTERS_VIEW_STAFF, &p->c);
    if (e)
        return e;
    p->heading = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(p->c.title), STR_ARG(p->c.no));
    p->reply = c->reply;
    p->may_ask = !c->m.open && c->m.word == MATTERS_NO_WORD && str_is(c->m.state, "closed");
    if (c->m.lead_org && org_find(cx, c->m.county, c->m.lead_org, &o) == OK)
        p->unit = o.name;
    e = reporter_of(cx, c, &who);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    struct person masked = people_masked(cx->mem, &who);
    p->reporter = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(masked.name), STR_ARG(masked.phone));
    p->tongue = who.tongue;
    p->may_show = who.phone.len && may(cx, ACT_PEOPLE_UNMASK, c->m.scope, NO_ORG);
    return OK;
}

static enum err find(struct req *rq, struct casefile *c)
{
    enum err e = cases_find(rq->cx, rq->cx->county, web_param(rq, "no"), MATTERS_VIEW_TASK, c);
    return !e && !may(rq->cx, ACT_CASES_HEAR, c->m.scope, NO_ORG) ? ERR_NOT_FOUND : e;
}

static enum err show(struct req *rq, const struct casefile *c, str number, enum err because)
{
    struct ask_page p = {.number = number};
    enum err e = fill(rq->cx, c, &p);
    if (e)
        return e;
    back_html_ask(rq->page, &p);
    return because;
}

enum err hotline_ask(struct req *rq)
{
    struct casefile c;
    enum err e = find(rq, &c);
    return e ? e : show(rq, &c, STR_NONE, OK);
}

enum err hotline_ask_number(struct req *rq)
{
    struct casefile c;
    struct person who;
    enum err e = find(rq, &c);
    if (!e)
        e = reporter_of(rq->cx, &c, &who);
    if (!e)
        e = person_unmask(rq->cx, c.m.county, who.id, c.m.scope, c.m.id, S("call-back"), &who);
    return e ? e : show(rq, &c, who.phone, OK);
}

struct word_fields {
    str way, say;
    int64_t word;
};
static const struct field word_fields[] = {
    FIELD(struct word_fields, way, 1, 10, N_("How you asked")),
    FIELD_AREA(struct word_fields, say, 0, 1000, N_("What they said")),
    FIELD(struct word_fields, word, 1, 3, N_("What they answered")),
    {0}};

enum err hotline_ask_send(struct req *rq)
{
    static const enum matters_word words[] = {MATTERS_NO_WORD, MATTERS_YES, MATTERS_IN_PART,
                                              MATTERS_NOT};
    struct casefile c;
    struct word_fields f = {.word = 0};
    enum err e = find(rq, &c);
    if (e)
        return e;
    e = form_read(rq, word_fields, &f);
    if (!e)
        e = cases_hear(rq->cx, &c, words[f.word], f.say,
                       str_is(f.way, "visit") ? CASES_BY_VISIT : CASES_BY_CALL);
    if (e == ERR_INVALID || e == ERR_CONFLICT || e == ERR_DENIED)
        return show(rq, &c, STR_NONE, e);
    return e ? e : web_redirect(rq, "/desk/hotline/calls?heard=1");
}
