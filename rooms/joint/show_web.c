/* show_web.c: the page of one meeting: the agenda with whoever objected, a form for each decision,
 * the minutes; and the same on paper. */
#include "rooms/joint/joint_html.h" /* generated */
#include "rooms/joint/joint_own.h"

/* ---- the cases ----------------------------------------------------------------- */

static enum err fill_row(struct ctx *cx, const struct joint_item *i, struct joint_item_row *out)
{
    enum matters_view view = MATTERS_VIEW_NONE;
    enum err e = matters_view(cx, &i->c.m, &view);
    if (!e)
        e = cases_rows(cx, &i->c.m, 1, MATTERS_VIEW_STAFF, &out->line);
    out->i = i;
    if (view >= MATTERS_VIEW_TASK)
        out->to = moves_page(cx, &i->c.m);
    if (i->limit.n)
        out->limit = calendar_limit_text(cx->mem, cx->lang, i->limit.unit, i->limit.n);
    return e;
}

static enum err fill_rows(struct req *rq, const struct joint_item *items, int n,
                          const struct joint_item_row **out)
{
    struct joint_item_row *rows = NEW_N(rq->cx->mem, struct joint_item_row, n + 1);
    enum err e = OK;
    for (int i = 0; !e && i < n; i++) {
        e = fill_row(rq->cx, &items[i], &rows[i]);
        rows[i].open = str_eq(web_typed(rq->page, "case"), items[i].c.m.number);
    }
    *out = rows;
    return e;
}

static enum err fill_cases(struct req *rq, struct joint_page *p)
{
    struct ctx *cx = rq->cx;
    const struct joint *j = p->j;
    struct joint_item *waiting = NULL, *done = NULL;
    int hidden = 0;
    enum err e = joint_decisions(cx, j, &done, &p->n_done, &p->hidden);
    if (!e)
        e = fill_rows(rq, done, p->n_done, &p->done);
    if (e || !j->m.open)
        return e;
    e = joint_agenda(cx, j->m.county, j->m.scope, &waiting, &p->n_items, &hidden);
    p->hidden += hidden;
    return e ? e : fill_rows(rq, waiting, p->n_items, &p->items);
}

/* Whoever could be given a case: departments first by name, then the others. */
static enum err fill_orgs(struct ctx *cx, struct joint_page *p)
{
    struct org *orgs;
    int n = 0;
    int64_t place = cx->county * 1000000000;
    enum err e = org_list(cx, cx->county, place, place_end(place), ORG_KINDS, &orgs, &n);
    struct joint_tick *list = NEW_N(cx->mem, struct joint_tick, e ? 0 : n);
    for (int departments = 1; !e && departments >= 0; departments--)
        for (int i = 0; i < n; i++)
            if ((orgs[i].kind == ORG_DEPARTMENT) == departments)
                list[p->n_orgs++] = (struct joint_tick){
                    .key = str_fmt(cx->mem, "%lld", (long long)orgs[i].id), .name = orgs[i].name};
    p->orgs = list;
    return e;
}

/* ---- the page ---------------------------------------------------------------------- */

static str words_of(void *arg, const struct fact *f, const struct flow_move *move)
{
    const struct joint *j = arg;
    (void)f;
    return move && strcmp(move->name, "hold") == 0 ? j->words : STR_NONE;
}

static enum err fill_moves(struct req *rq, struct joint_page *p)
{
    struct ctx *cx = rq->cx;
    struct moves_form *forms = NULL;
    int n = 0, kept = 0;
    enum err e = moves_forms(cx, &p->j->m, STR_NONE, 0, &forms, &n);
    for (int i = 0; !e && i < n; i++)
        if (!str_is(forms[i].key, "change") && !str_is(forms[i].key, "call"))
            forms[kept++] = forms[i];
    for (int i = 0; i < kept; i++) {
        struct moves_field *say = moves_field(&forms[i], "say");
        if (say)
            say->hint = tr(cx->lang, _("For the minutes: who was there, and what holds for all. "
                                       "Cases not decided stay on the next agenda."));
    }
    p->moves = forms;
    p->n_moves = kept;
    return e;
}

static enum err fill_page(struct req *rq, struct joint_page *p)
{
    struct ctx *cx = rq->cx;
    struct joint_org *invited = NEW_N(cx->mem, struct joint_org, JOINT_INVITED_MAX);
    struct moves_words words = {words_of, (void *)(uintptr_t)p->j};
    struct frame_step *steps = NULL;
    p->r = joint_row(cx, p->j);
    p->may_hold = p->j->m.open && may(cx, ACT_JOINT_HOLD, p->j->m.scope, NO_ORG);
    p->may_decide = p->j->m.open && may(cx, ACT_JOINT_DECIDE, p->j->m.scope, NO_ORG);
    enum err e = joint_invited(cx, p->j, invited, &p->n_invited);
    if (!e)
        e = fill_cases(rq, p);
    if (!e && p->may_decide)
        e = fill_orgs(cx, p);
    if (!e && p->may_hold)
        e = fill_moves(rq, p);
    if (!e)
        e = moves_history(cx, &p->j->m, MATTERS_VIEW_STAFF, &words, &steps, &p->n_steps);
    p->invited = invited;
    p->steps = steps;
    if (!e && p->n_steps > 1) { /* it is opened and called in one breath: one line */
        p->steps++;
        p->n_steps--;
    }
    p->action = str_fmt(cx->mem, "/desk/joint/%.*s/move", STR_ARG(p->j->m.number));
    p->saved = web_query_has(rq, "saved") ? tr(cx->lang, _("Saved.")) : STR_NONE;
    return e;
}

static enum err show(struct req *rq, enum err because)
{
    struct joint j;
    struct joint_page p = {.j = &j};
    struct failure told = rq->cx->failure;
    enum err e = joint_find(rq->cx, rq->cx->county, web_param(rq, "no"), &j);
    if (!e)
        e = fill_page(rq, &p);
    if (e)
        return e;
    rq->cx->failure = told;
    if (rq->print)
        joint_html_paper(rq->page, &p);
    else
        joint_html_page(rq->page, &p);
    return because;
}

enum err joint_show(struct req *rq)
{
    return show(rq, OK);
}

static enum err back(struct req *rq, enum err e)
{
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, e);
    return e ? e : web_redirect(rq, "/desk/joint/%.*s?saved=1", STR_ARG(web_param(rq, "no")));
}

enum err joint_send_move(struct req *rq)
{
    struct joint j;
    struct moves_step s;
    enum err e = joint_find(rq->cx, rq->cx->county, web_param(rq, "no"), &j);
    if (e)
        return e;
    e = moves_read(rq, &s);
    if (!e)
        e = joint_move(rq->cx, &j, s.move, s.seen, &s.in);
    return back(rq, e);
}

/* ---- a decision ------------------------------------------------------------------------ */

struct decide_fields {
    str lead, limit, words;
    int64_t seen;
};
static const struct field decide_fields[] = {
    FIELD(struct decide_fields, lead, 0, 20, N_("Who leads")),
    FIELD(struct decide_fields, limit, 0, 20, N_("By when")),
    FIELD_AREA(struct decide_fields, words, 0, JOINT_WORDS_MAX, N_("What was decided")),
    FIELD(struct decide_fields, seen, 0, INT64_MAX, N_("Version")),
    {0}};

static void read_limit(str text, struct matters_limit *out)
{
    str n = str_cut(&text, ' ');
    if (str_int(n, &out->n))
        out->n = 0;
    for (int u = 0; u < CALENDAR_UNITS; u++)
        if (str_is(text, calendar_unit_names[u]))
            out->unit = (enum calendar_unit)u;
}

static enum err read_orgs(struct req *rq, str lead, struct joint_decision *in)
{
    int64_t org;
    if (lead.len && !str_int(lead, &org))
        in->orgs[in->n_orgs++] = org;
    for (size_t i = 0; in->n_orgs && web_field_at(rq, "assist", i).len; i++) {
        if (in->n_orgs == MATTERS_ORGS_MAX)
            return fail_field(rq->cx, "assist", _("Not more than eight at once."));
        if (str_int(web_field_at(rq, "assist", i), &org))
            return ERR_INVALID;
        in->orgs[in->n_orgs++] = org;
    }
    return OK;
}

enum err joint_send_decision(struct req *rq)
{
    struct joint j;
    struct decide_fields f = {.seen = 0};
    enum err e = joint_find(rq->cx, rq->cx->county, web_param(rq, "no"), &j);
    if (!e)
        e = form_read(rq, decide_fields, &f);
    if (e)
        return e == ERR_INVALID ? show(rq, e) : e;
    struct joint_decision in = {.number = web_field(rq, "case"),
                                .seen = f.seen,
                                .words = str_clean_text(rq->cx->mem, f.words)};
    read_limit(f.limit, &in.limit);
    e = read_orgs(rq, f.lead, &in);
    if (!e)
        e = joint_decide(rq->cx, &j, &in);
    return back(rq, e);
}
