/* flow_read_move.c: one move of a flow file: from where to where, who makes it, what it needs, what
 * it does, and when the system makes it by itself. */
#include "civic/matters/flow_reader.h"

static enum err read_from(struct flow_reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *from = yaml_find(v, "from"), *except = yaml_find(v, "except");
    uint64_t out = 0;
    enum err e = OK;
    FLOW_EACH(from, s)
    if (!e)
        e = flow_read_states(r, s, &m->from);
    FLOW_EACH(except, s)
    if (!e)
        e = flow_read_states(r, s, &out);
    m->from &= ~out;
    if (!e && !m->from)
        return flow_complain(r, v, N_("a move needs the states it starts from"), v->key);
    return e;
}

static enum err read_to(struct flow_reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *to = yaml_find(v, "to");
    m->to = -1;
    if (!to || to->type != YAML_WORD)
        return flow_complain(r, v, N_("a move needs `to`: a state, or `stays`"), v->key);
    if (str_is(to->text, "stays"))
        return OK;
    m->to = flow_state_find(r->f, to->text);
    return m->to >= 0 ? OK : flow_complain(r, to, N_("no such state"), to->text);
}

static enum err read_who(struct flow_reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *list = yaml_find(v, "who");
    FLOW_EACH(list, w)
    {
        enum err e = flow_word_of(r, w, m->n_who, FLOW_WHO_MAX);
        if (e)
            return e;
        str rest = w->text;
        int kind = flow_name_in(flow_who_names, FLOW_BYS, str_cut(&rest, ' '));
        rest = str_trim(rest);
        bool worded = kind == FLOW_BY_TASK || kind == FLOW_BY_ACT;
        if (kind < 0 || worded != (rest.len > 0))
            return flow_complain(r, w, N_("who is: task NAME, act NAME, reporter, or system"),
                                 w->text);
        if (kind == FLOW_BY_ACT && !flow_is_name(rest))
            return flow_complain(r, w, N_("an act is small letters, digits, . - and _"), rest);
        if (kind == FLOW_BY_TASK && flow_task_find(r->f, rest) < 0)
            return flow_complain(r, w, N_("no such task"), rest);
        m->who[m->n_who++] = (struct flow_who){(enum flow_who_kind)kind, str_z(r->mem, rest)};
    }
    return m->n_who ? OK : flow_complain(r, v, N_("a move needs somebody who may make it"), v->key);
}

static enum err read_needs(struct flow_reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *list = yaml_find(v, "needs");
    FLOW_EACH(list, w)
    {
        int i = w->type == YAML_WORD ? flow_name_in(flow_need_names, FLOW_NEEDS, w->text) : -1;
        if (i < 0)
            return flow_complain(r, w, N_("nothing a move can need"), w->text);
        m->needs |= 1u << i;
    }
    return OK;
}

static enum err read_reasons(struct flow_reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *map = yaml_find(v, "reasons");
    if (map && map->type != YAML_MAP)
        return flow_complain(r, map, N_("reasons are a map: code: Label"), STR_NONE);
    for (const struct yaml *c = map ? map->first : NULL; c; c = c->next) {
        enum err e = flow_word_of(r, c, m->n_reasons, FLOW_REASONS_MAX);
        if (!e && !flow_is_name(c->key))
            return flow_complain(r, c, N_("a reason's code is small letters, digits, - and _"),
                                 c->key);
        if (e)
            return e;
        m->reasons[m->n_reasons++] =
            (struct flow_reason){str_z(r->mem, c->key), str_z(r->mem, c->text)};
    }
    if (((m->needs & FLOW_NEED_REASON) != 0) != (m->n_reasons > 0))
        return flow_complain(r, v, N_("`needs: reason` and `reasons` go together"), v->key);
    return OK;
}

/* "all assist", "any assist", "2 assist" */
static enum err read_join(struct flow_reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *j = yaml_find(v, "join");
    if (!j)
        return OK;
    str rest = j->text;
    str how = str_cut(&rest, ' ');
    int64_t n = 0;
    int i = flow_name_in(flow_join_names, FLOW_SOME, how);
    if (i < 0 && (str_int(how, &n) || n < 1 || n > MATTERS_JOIN_MAX))
        return flow_complain(r, j, N_("join is: all TASK, any TASK, or N TASK"), j->text);
    m->join = i < 0 ? FLOW_SOME : (enum flow_join)i;
    m->join_n = (int)n;
    m->join_task = str_z(r->mem, str_trim(rest));
    return flow_task_find(r->f, str_of(m->join_task)) >= 0
               ? OK
               : flow_complain(r, j, N_("no such task"), rest);
}

/* "clock department 80", "join assist", "until" */
static enum err read_on(struct flow_reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *on = yaml_find(v, "on");
    if (!on)
        return OK;
    str rest = on->text;
    str what = str_cut(&rest, ' ');
    if (str_is(what, "until") && !rest.len) {
        m->on_until = true;
        return OK;
    }
    if (str_is(what, "join") && flow_task_find(r->f, rest) >= 0) {
        m->on_join = str_z(r->mem, rest);
        return OK;
    }
    int clock = str_is(what, "clock") ? flow_clock_find(r->f, str_cut(&rest, ' ')) : -1;
    if (clock < 0)
        return flow_complain(r, on, N_("on is: clock NAME STEP, join TASK, or until"), on->text);
    m->on_clock = r->f->clocks[clock].name;
    m->on_step = str_z(r->mem, rest);
    for (int i = 0; i < r->f->clocks[clock].n_steps; i++)
        if (strcmp(r->f->clocks[clock].steps[i].name, m->on_step) == 0)
            return OK;
    return flow_complain(r, on, N_("the clock has no such step"), rest);
}

static enum err read_move_rules(struct flow_reader *r, const struct yaml *v, struct flow_move *m)
{
    enum err e = flow_read_names(r, v, "not", m->not_by, &m->n_not_by);
    if (!e)
        e = flow_read_names(r, v, "not_org", m->not_org, &m->n_not_org);
    if (!e)
        e = flow_read_rules(r, v, "when", m->guards, &m->n_guards);
    if (!e)
        e = flow_read_rules(r, v, "then", m->effects, &m->n_effects);
    if (!e)
        e = flow_read_task_refs(r, v, "opens", m->opens, &m->n_opens);
    if (!e)
        e = flow_read_names(r, v, "closes", m->closes, &m->n_closes);
    if (!e)
        e = flow_read_ticks(r, v, m->clocks, &m->n_clocks);
    if (!e)
        e = read_join(r, v, m);
    return e ? e : read_on(r, v, m);
}

static enum err read_move_words(struct flow_reader *r, const struct yaml *v, struct flow_move *m)
{
    enum err e = flow_read_word(r, v, "label", &m->label);
    if (!e)
        e = flow_read_word(r, v, "told", &m->told);
    if (!e)
        e = flow_read_name(r, v, "form", &m->form);
    if (!e)
        e = flow_read_name(r, v, "outcome", &m->outcome);
    if (!e)
        e = flow_read_name(r, v, "word", &m->word);
    if (!e)
        e = flow_read_yes(r, v, "reporter", &m->told_reporter);
    if (!e && !(m->label && m->told))
        return flow_complain(r, v, N_("a move needs label and told"), v->key);
    return e;
}

enum err flow_read_move(struct flow_reader *r, const struct yaml *v)
{
    struct flow_move *m = &r->f->moves[r->f->n_moves++];
    m->name = str_z(r->mem, v->key);
    m->line = v->line;
    enum err e = FLOW_ONLY(r, v, "label", "told", "from", "except", "to", "who", "not", "not_org",
                           "needs", "form", "reasons", "when", "then", "opens", "closes", "clocks",
                           "join", "outcome", "word", "on", "reporter");
    if (!e)
        e = read_move_words(r, v, m);
    if (!e)
        e = read_from(r, v, m);
    if (!e)
        e = read_to(r, v, m);
    if (!e)
        e = read_who(r, v, m);
    if (!e)
        e = read_needs(r, v, m);
    if (!e)
        e = read_reasons(r, v, m);
    m->told_reporter |= m->to >= 0 && !yaml_find(v, "reporter");
    return e ? e : read_move_rules(r, v, m);
}
