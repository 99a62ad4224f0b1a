/* flow_web: the ways matters go, as the system administrator reads them: every stored flow with
 * what goes by it, and one flow drawn as a table of its states and steps. */
#include "rooms/admin/config_own.h"
#include "rooms/admin/flow_html.h"

static const char *const needs[FLOW_NEEDS] = {
    N_("a reason"),     N_("words"),    N_("a photo"),    N_("a photo after the work"),
    N_("an outcome"),   N_("a unit"),   N_("a day"),      N_("the number of another case"),
    N_("a time limit"), N_("a rating"), N_("a colleague")};

static const char *const standings[FLOW_STANDINGS] = {
    [FLOW_OPEN] = N_("In work"),
    [FLOW_CLOSED] = N_("Ended, may be taken up again"),
    [FLOW_FINAL] = N_("Ended for good"),
};

const char *admin_flow_standing(const struct flow_state *s)
{
    return standings[s->standing];
}

static str fill(const struct ctx *cx, const char *msgid, str word)
{
    return tr_fill(cx->mem, cx->lang, msgid, &TR("word", word), 1);
}

static str who_text(const struct ctx *cx, const struct flow *f, const struct flow_who *w)
{
    int task = w->kind == FLOW_BY_TASK ? flow_task_find(f, str_of(w->word)) : -1;
    if (task >= 0)
        return fill(cx, _("whoever has the task “{word}”"), tr(cx->lang, f->tasks[task].label));
    if (w->kind == FLOW_BY_ACT)
        return fill(cx, _("whoever may: {word}"), admin_act_label(cx, str_of(w->word)));
    return tr(cx->lang,
              w->kind == FLOW_BY_REPORTER ? _("Whoever reported it") : _("The system, by itself"));
}

static void add_word(struct buf *b, const struct ctx *cx, str word)
{
    if (b->len)
        buf_z(b, cx->lang == LANG_ZH ? "\xe3\x80\x81" : ", ");
    buf_str(b, word);
}

str admin_flow_who(struct ctx *cx, const struct flow *f, const struct flow_move *m)
{
    struct buf b = buf_new(cx->mem, 2000);
    for (int i = 0; i < m->n_who; i++)
        add_word(&b, cx, who_text(cx, f, &m->who[i]));
    return buf_done(&b);
}

str admin_flow_needs(struct ctx *cx, const struct flow_move *m)
{
    struct buf b = buf_new(cx->mem, 2000);
    for (int i = 0; i < FLOW_NEEDS; i++)
        if (m->needs >> i & 1)
            add_word(&b, cx, tr(cx->lang, needs[i]));
    return buf_done(&b);
}

int admin_flow_leaves(const struct flow *f, int state)
{
    int n = 0;
    for (int i = 0; i < f->n_moves; i++)
        n += (f->moves[i].from >> state & 1) != 0;
    return n;
}

static enum err list(struct ctx *cx, struct admin_flows *v)
{
    struct flow_stored *at = NEW_N(cx->mem, struct flow_stored, FLOWS_SHOWN);
    if (!may(cx, ACT_SYSTEM_CONFIG, cx->county * 1000000000, NO_ORG))
        return ERR_NOT_FOUND;
    v->at = at;
    return flow_list(cx, cx->county, at, FLOWS_SHOWN, &v->n);
}

enum err admin_flow_list(struct req *rq)
{
    struct admin_flows v = {.n = 0};
    enum err e = list(rq->cx, &v);
    if (!e)
        flow_html_list(rq->page, &v);
    return e;
}

enum err admin_flow_show(struct req *rq)
{
    struct admin_flows v = {.n = 0};
    enum err e = list(rq->cx, &v);
    if (!e)
        e = flow_pick(rq->cx, web_param(rq, "flow"), &v.flow);
    for (int i = 0; !e && i < v.n; i++)
        if (str_is(v.at[i].hash, v.flow->hash))
            v.one = &v.at[i];
    if (!e)
        flow_html_page(rq->page, &v);
    return e;
}
