/* plan_web.c: what places have to publish, by the town; and questions of residents, for staff. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/disclosure/open_pages.h"
#include "rooms/disclosure/staff_html.h" /* generated */

enum { DUTIES_MOST = 500, QUESTIONS_MOST = 50 };

/* ---- the plan ------------------------------------------------------------------------ */

static str next_text(struct ctx *cx, const struct disclosure_duty *d,
                     const struct disclosure_item *i)
{
    struct disclosure_period p;
    if (disclosure_period_read(d->period, &p))
        return STR_NONE;
    const struct tr_arg args[] = {
        TR("period", disclosure_period_text(cx->mem, cx->lang, d->period)),
        TR("day",
           frame_day_text(cx->mem, cx->lang, ms_of_day(disclosure_period_due(i, &p)), cx->now))};
    return tr_fill(cx->mem, cx->lang, _("{period}, by {day}"), args, COUNT(args));
}

static enum err fill_plan(struct ctx *cx, struct desk_plan *p)
{
    struct posts_reach reach;
    struct disclosure_duty *all = NEW_N(cx->mem, struct disclosure_duty, DUTIES_MOST);
    struct desk_plan_row *rows = NEW_N(cx->mem, struct desk_plan_row, DUTIES_MOST);
    enum err e = OK;
    posts_reach(cx, ACT_DISCLOSURE_PLAN, &reach);
    for (int r = 0; !e && r < reach.ranges; r++) {
        int n = 0;
        e = disclosure_duties(cx, cx->county, reach.lo[r], all, DUTIES_MOST, &n);
        for (int i = 0; !e && i < n && p->n < DUTIES_MOST; i++) {
            const struct disclosure_item *item = disclosure_item(cx, all[i].item);
            if (!item)
                continue;
            rows[p->n++] =
                (struct desk_plan_row){.scope = all[i].scope,
                                       .code = item->code,
                                       .place = places_name(cx, all[i].scope),
                                       .item = item->name[cx->lang],
                                       .cycle = tr(cx->lang, disclosure_cycle_label(item->cycle)),
                                       .next = next_text(cx, &all[i], item)};
        }
    }
    p->rows = rows;
    return e;
}

static enum err show_plan(struct req *rq, enum err because)
{
    struct desk_plan p = {.item = {.name = "item", .label = _("What has to be published?")},
                          .place = {.name = "place", .label = _("Place")},
                          .saved = web_query_has(rq, "saved")};
    desk_item_options(rq->cx, true, &p.item);
    enum err e = frame_places(rq->cx, ACT_DISCLOSURE_PLAN, true, &p.place);
    if (!e)
        e = fill_plan(rq->cx, &p);
    if (e)
        return e;
    desk_html_plan(rq->page, &p);
    return because;
}

enum err desk_open_plan(struct req *rq)
{
    return show_plan(rq, OK);
}

struct plan_fields {
    str place, item;
    int64_t on;
};
static const struct field plan_fields[] = {
    FIELD(struct plan_fields, place, 0, 15, N_("Place")),
    FIELD(struct plan_fields, item, 0, 40, N_("What has to be published?")),
    FIELD(struct plan_fields, on, 0, 1, N_("Has to be published from now on")),
    {0}};

enum err desk_open_plan_send(struct req *rq)
{
    struct plan_fields f = {.on = 0};
    int64_t place = 0;
    web_set_county(rq, rq->cx->county);
    enum err e = form_read(rq, plan_fields, &f);
    if (!e && place_parse(f.place, &place))
        e = fail_field(rq->cx, "place", _("Choose a place that you look after."));
    if (!e)
        e = disclosure_duty_set(rq->cx, rq->cx->county, place, f.item, f.on);
    if (e == ERR_INVALID)
        return show_plan(rq, e);
    return e ? e : web_redirect(rq, "/desk/open/plan?saved=1");
}

/* ---- questions ----------------------------------------------------------------------------- */

static str about(struct ctx *cx, const struct question *q, struct publication *p)
{
    if (disclosure_lines(cx, p) || !q->line || q->line > p->n_lines)
        return STR_NONE;
    const struct disclosure_line *l = &p->lines[q->line - 1];
    return str_fmt(cx->mem, "%.*s %.*s", STR_ARG(l->item),
                   STR_ARG(frame_money_text(cx->mem, cx->lang, l->amount_fen)));
}

static enum err question_row(struct ctx *cx, const struct matter *m, int64_t due_ms,
                             struct desk_question_row *out)
{
    *out = (struct desk_question_row){
        .href = str_fmt(cx->mem, "/desk/questions/%.*s", STR_ARG(m->number)),
        .title = m->title,
        .about =
            str_fmt(cx->mem, "%.*s · %.*s", STR_ARG(m->number), STR_ARG(places_name(cx, m->scope))),
        .state = tr(cx->lang, m->flow->states[m->at].label),
        .look = m->open ? LOOK_NEW : LOOK_DONE,
        .due_ms = due_ms};
    return OK;
}

static enum err list_open(struct ctx *cx, struct desk_question_row *rows, int *n)
{
    struct task *all = NEW_N(cx->mem, struct task, QUESTIONS_MOST);
    struct matters_inbox_filter f = {
        .county = cx->county, .box = MATTERS_BOX_ALL, .kind = S("publication_question")};
    enum err e = matters_inbox(cx, &f, all, QUESTIONS_MOST, n);
    for (int i = 0; !e && i < *n; i++)
        e = question_row(cx, all[i].of, all[i].due_ms, &rows[i]);
    return e;
}

static enum err list_done(struct ctx *cx, struct desk_question_row *rows, int *n)
{
    struct posts_reach reach;
    struct matter *all = NEW_N(cx->mem, struct matter, QUESTIONS_MOST);
    enum err e = OK;
    posts_reach(cx, ACT_DISCLOSURE_WORK, &reach);
    for (int r = 0; !e && r < reach.ranges; r++) {
        int k = 0;
        struct matters_list_filter f = {.county = cx->county,
                                        .lo = reach.lo[r],
                                        .hi = reach.hi[r],
                                        .kind = S("publication_question"),
                                        .open = 0};
        e = matters_list(cx, &f, all, QUESTIONS_MOST, &k);
        for (int i = 0; !e && i < k && *n < QUESTIONS_MOST; i++)
            e = question_row(cx, &all[i], 0, &rows[(*n)++]);
    }
    return e;
}

enum err desk_question_list(struct req *rq)
{
    struct desk_question_row *rows = NEW_N(rq->cx->mem, struct desk_question_row, QUESTIONS_MOST);
    struct desk_questions p = {.rows = rows, .done = str_is(web_query(rq, "state"), "done")};
    enum err e = p.done ? list_done(rq->cx, rows, &p.n) : list_open(rq->cx, rows, &p.n);
    if (!e)
        desk_html_questions(rq->page, &p);
    return e;
}

static enum err find_question(struct req *rq, struct question *q)
{
    enum matters_view view = MATTERS_VIEW_NONE;
    enum err e = disclosure_question(rq->cx, rq->cx->county, web_param(rq, "no"), STR_NONE, q);
    if (!e)
        e = matters_view(rq->cx, &q->m, &view);
    return e ? e : view < MATTERS_VIEW_TASK ? ERR_NOT_FOUND : OK;
}

static enum err show_question(struct req *rq, struct question *q, enum err because)
{
    struct ctx *cx = rq->cx;
    struct publication p;
    struct moves_form *forms = NULL;
    struct frame_step *steps = NULL;
    struct desk_question page = {.q = q, .p = &p};
    enum err e = disclosure_load(cx, q->m.county, q->publication, &p);
    if (!e)
        e = moves_history(cx, &q->m, MATTERS_VIEW_STAFF, NULL, &steps, &page.n_steps);
    if (!e)
        e = moves_forms(cx, &q->m, STR_NONE, 0, &forms, &page.n_moves);
    if (e)
        return e;
    if (page.n_steps)
        steps[0].title = tr(cx->lang, _("Asked"));
    page.steps = steps;
    page.moves = forms;
    page.about = about(cx, q, &p);
    page.public_href = open_address(cx, &p);
    page.action = str_fmt(cx->mem, "/desk/questions/%.*s/move", STR_ARG(q->m.number));
    page.state = tr(cx->lang, q->m.flow->states[q->m.at].label);
    page.look = q->m.open ? LOOK_NEW : LOOK_DONE;
    page.saved = web_query_has(rq, "saved") ? tr(cx->lang, _("Saved.")) : STR_NONE;
    desk_html_question(rq->page, &page);
    return because;
}

enum err desk_question_show(struct req *rq)
{
    struct question q;
    enum err e = find_question(rq, &q);
    return e ? e : show_question(rq, &q, OK);
}

enum err desk_question_move(struct req *rq)
{
    struct question q;
    struct moves_step s;
    web_set_county(rq, rq->cx->county);
    enum err e = find_question(rq, &q);
    if (e)
        return e;
    e = moves_read(rq, &s);
    if (!e)
        e = disclosure_answer(rq->cx, &q, s.move, s.seen, s.say);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show_question(rq, &q, e);
    return e ? e : web_redirect(rq, "/desk/questions/%.*s?saved=1", STR_ARG(q.m.number));
}
