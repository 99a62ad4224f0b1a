/* show_web.c: the page of one dispute: who, what was said, other offices, the next step. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/mediation/mediation_html.h" /* generated */
#include "rooms/mediation/mediation_own.h"
#include "rooms/mediation/mediation_sql.h"

struct mediation_row mediation_row(struct ctx *cx, const struct mediation *d)
{
    return (struct mediation_row){
        .no = d->m.number,
        .title = tr(cx->lang, mediation_kind_label(d->kind)),
        .place = places_name(cx, place_above(d->m.scope, PLACE_COMMUNITY)),
        .state = tr(cx->lang, d->m.flow->states[d->m.at].label),
        .to = moves_page(cx, &d->m),
        .look = moves_look(matters_shown(&d->m), d->m.level > 1),
        .opened_ms = d->m.opened_ms,
        .open = d->m.open,
        .late = d->m.open && d->m.level > 1,
    };
}

static enum err fill_history(struct ctx *cx, const struct mediation *d, struct mediation_page *p)
{
    struct moves_words words;
    struct frame_step *steps = NULL;
    enum err e = moves_notes(cx, &mediation_sql_notes, &d->m, &words);
    if (!e)
        e = moves_history(cx, &d->m, MATTERS_VIEW_STAFF, &words, &steps, &p->n_steps);
    p->steps = steps;
    return e;
}

static str office_name(struct ctx *cx, str office)
{
    return tr(cx->lang, str_is(office, "police")    ? _("Police")
                        : str_is(office, "justice") ? _("Office of justice or court")
                                                    : _("Petition office"));
}

static enum err fill_offices(struct ctx *cx, const struct mediation *d, struct mediation_page *p)
{
    struct mediation_handover all[MEDIATION_HANDOVERS_MAX];
    enum err e = mediation_handovers(cx, d, all, &p->n_offices);
    struct mediation_office *out = NEW_N(cx->mem, struct mediation_office, COUNT(all));
    for (int i = 0; !e && i < p->n_offices; i++)
        out[i] = (struct mediation_office){office_name(cx, all[i].office),
                                           all[i].receipt,
                                           all[i].result,
                                           all[i].handed_ms,
                                           all[i].receipt_ms,
                                           all[i].ended_ms};
    p->offices = out;
    return e;
}

static enum err fill_photos(struct ctx *cx, const struct mediation *d, struct mediation_page *p)
{
    struct media_file files[MEDIATION_PHOTOS_MAX];
    str *out = NEW_N(cx->mem, str, MEDIATION_PHOTOS_MAX);
    enum err e =
        media_list(cx, d->m.county, "mediation", d->m.id, files, COUNT(files), &p->n_photos);
    for (int i = 0; !e && i < p->n_photos; i++)
        out[i] = media_address(cx->mem, &files[i], MEDIA_FULL);
    p->photos = out;
    return e;
}

static enum err fill_page(struct req *rq, const struct mediation *d, struct mediation_page *p)
{
    struct ctx *cx = rq->cx;
    struct mediation_party *parties = NEW_N(cx->mem, struct mediation_party, MEDIATION_PARTIES_MAX);
    struct moves_form *forms = NULL;
    enum err e = mediation_parties(cx, d, parties, &p->n_parties);
    if (!e)
        e = fill_history(cx, d, p);
    if (!e)
        e = fill_offices(cx, d, p);
    if (!e)
        e = fill_photos(cx, d, p);
    if (!e)
        e = moves_forms(cx, &d->m, STR_NONE, 0, &forms, &p->n_moves);
    p->d = d;
    p->r = mediation_row(cx, d);
    p->kind = tr(cx->lang, mediation_kind_label(d->kind));
    p->parties = parties;
    p->moves = forms;
    p->action = str_fmt(cx->mem, "/desk/mediations/%.*s/move", STR_ARG(d->m.number));
    p->may_unmask = may(cx, ACT_PEOPLE_UNMASK, d->m.scope, NO_ORG);
    p->saved = web_query_has(rq, "saved") ? tr(cx->lang, _("Saved.")) : STR_NONE;
    return e;
}

static enum err show(struct req *rq, enum err because, struct mediation_page *p)
{
    struct mediation d;
    enum err e = mediation_find(rq->cx, rq->cx->county, web_param(rq, "no"), &d);
    if (!e)
        e = fill_page(rq, &d, p);
    if (e)
        return e;
    if (rq->print)
        mediation_html_paper(rq->page, p);
    else
        mediation_html_page(rq->page, p);
    return because;
}

enum err mediation_show(struct req *rq)
{
    struct mediation_page p = {0};
    return show(rq, OK, &p);
}

static enum err take_photos(struct req *rq, struct media_new *out, int *n)
{
    struct media_take how = {.county = rq->cx->county, .takes = MEDIA_TAKES(MEDIA_PHOTO)};
    enum err e = OK;
    *n = 0;
    for (const struct upload *u = rq->uploads; !e && u; u = u->next)
        if (u->size && str_is(u->field, "photo") && *n < MEDIATION_PHOTOS_MAX)
            e = media_take(rq->cx, u, &how, &out[(*n)++]);
    if (e != ERR_INVALID && e != ERR_TOO_BIG)
        return e;
    return fail_field(rq->cx, "photo", _("This is not a photo that can be shown. Choose another."));
}

enum err mediation_send_move(struct req *rq)
{
    struct mediation d;
    struct moves_step s;
    struct media_new photos[MEDIATION_PHOTOS_MAX];
    int n = 0;
    enum err e = mediation_find(rq->cx, rq->cx->county, web_param(rq, "no"), &d);
    if (e)
        return e;
    e = moves_read(rq, &s);
    if (!e)
        e = take_photos(rq, photos, &n);
    s.in.photos = n;
    struct mediation_move move = {
        .move = s.move, .seen = s.seen, .in = s.in, .say = s.say, .photos = photos, .n_photos = n};
    if (!e)
        e = mediation_move(rq->cx, &d, &move);
    if (e == ERR_INVALID || e == ERR_CONFLICT) {
        struct mediation_page p = {0};
        return show(rq, e, &p);
    }
    return e ? e : web_redirect(rq, "/desk/mediations/%.*s?saved=1", STR_ARG(d.m.number));
}

struct why_fields {
    str why;
    int64_t party;
};
static const struct field why_fields[] = {
    FIELD(struct why_fields, why, 1, 40, N_("Why do you need the number?")),
    FIELD(struct why_fields, party, 0, MEDIATION_PARTIES_MAX - 1, N_("Party")),
    {0}};

enum err mediation_send_unmask(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct mediation d;
    struct mediation_party parties[MEDIATION_PARTIES_MAX];
    struct why_fields f = {.party = 0};
    struct mediation_page p = {0};
    struct person who;
    int n = 0;
    enum err e = mediation_find(cx, cx->county, web_param(rq, "no"), &d);
    if (!e)
        e = form_read(rq, why_fields, &f);
    if (e == ERR_INVALID)
        return show(rq, e, &p);
    if (!e)
        e = mediation_parties(cx, &d, parties, &n);
    if (!e && f.party >= n)
        return ERR_NOT_FOUND;
    if (!e)
        e = person_unmask(cx, d.m.county, parties[f.party].person, d.m.scope, d.m.id, f.why, &who);
    if (e)
        return e;
    p.plain = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(who.name), STR_ARG(who.phone));
    return show(rq, OK, &p);
}
