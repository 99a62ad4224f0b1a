/* visit_desk_web.c: a change of household data at the clerk's desk. */
#include "civic/moves/moves.h"
#include "civic/people/people.h"
#include "rooms/field/visit_html.h" /* generated */
#include "rooms/field/visit_own.h"

static str name_of(const struct household *h, int64_t resident)
{
    for (int i = 0; i < h->n; i++)
        if (h->residents[i].id == resident)
            return h->residents[i].p.name;
    return STR_NONE;
}

/* Numbers stay masked: accepting puts them where they belong without anybody reading them. */
static str shown(struct ctx *cx, const struct visit_line *l)
{
    return l->what == CHANGE_PHONE       ? people_mask_phone(cx->mem, l->said)
           : l->what == CHANGE_ID_NUMBER ? people_mask_id(cx->mem, l->said)
                                         : l->said;
}

static bool is_by_hand(enum visit_what what)
{
    return what == CHANGE_NEW || what == CHANGE_RELATION || what == CHANGE_ADDRESS ||
           what == CHANGE_OTHER;
}

static void fill_rows(struct ctx *cx, struct visit_change_page *p)
{
    struct visit_change_row *rows = NEW_N(cx->mem, struct visit_change_row, VISIT_LINES_MAX);
    for (int i = 0; i < p->c.n_lines; i++) {
        const struct visit_line *l = &p->c.lines[i];
        rows[i] = (struct visit_change_row){.what = tr(cx->lang, visit_what_labels[l->what]),
                                            .who = name_of(&p->c.h, l->resident),
                                            .said = shown(cx, l)};
        p->by_hand = p->by_hand || (p->c.m.open && is_by_hand(l->what));
    }
    p->rows = rows;
    p->n = p->c.n_lines;
}

static enum err show(struct req *rq, enum err because)
{
    struct ctx *cx = rq->cx;
    struct failure told = cx->failure;
    struct visit_change_page p = {.n = 0};
    struct moves_form *forms;
    struct frame_step *steps;
    enum err e = visit_change_find(cx, cx->county, web_param(rq, "no"), &p.c);
    if (!e)
        e = moves_forms(cx, &p.c.m, STR_NONE, 0, &forms, &p.n_moves);
    if (!e)
        e = moves_history(cx, &p.c.m, MATTERS_VIEW_STAFF, NULL, &steps, &p.n_steps);
    if (e)
        return e;
    p.moves = forms;
    p.steps = steps;
    p.chosen = web_typed(rq->page, "move");
    p.line = p.c.m.title;
    p.by = people_name(cx, cx->county, p.c.account);
    p.state = tr(cx->lang, p.c.m.flow->states[p.c.m.at].label);
    p.look = moves_look(matters_shown(&p.c.m), p.c.m.level > 1);
    p.heading = str_fmt(cx->mem, "%.*s %.*s", STR_ARG(tr(cx->lang, _("Change of household data"))),
                        STR_ARG(p.c.m.number));
    fill_rows(cx, &p);
    cx->failure = told;
    visit_html_change(rq->page, &p);
    return because;
}

enum err visit_change_show(struct req *rq)
{
    return show(rq, OK);
}

enum err visit_change_send(struct req *rq)
{
    struct visit_change c;
    struct moves_step step;
    web_set_county(rq, rq->cx->county);
    enum err e = visit_change_find(rq->cx, rq->cx->county, web_param(rq, "no"), &c);
    if (!e)
        e = moves_read(rq, &step);
    if (!e)
        e = visit_change_move(rq->cx, &c, step.move, step.seen, &step.in, step.say);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, e);
    return e ? e : web_redirect(rq, "/desk/changes/%.*s?saved=1", STR_ARG(c.m.number));
}
