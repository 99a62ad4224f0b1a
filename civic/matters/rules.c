/* rules.c: the guards and effects every kind of matter has. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"

/* ---- guards ------------------------------------------------------------ */

static enum err refuse(struct ctx *cx)
{
    return fail(cx, ERR_CONFLICT, _("This step is not possible now."));
}

static int64_t number(const char *arg)
{
    int64_t n = 0;
    return str_int(str_of(arg), &n) ? 0 : n;
}

static enum err below(struct ctx *cx, int64_t have, const char *arg)
{
    return have < number(arg) ? OK : refuse(cx);
}

static enum err from(struct ctx *cx, int64_t have, const char *arg)
{
    return have >= number(arg) ? OK : refuse(cx);
}

#define COUNT_GUARDS(name, have)                                                                   \
    static enum err name##_below(struct ctx *cx, const struct matters_step *s, const char *arg)    \
    {                                                                                              \
        return below(cx, (have), arg);                                                             \
    }                                                                                              \
    static enum err name##_from(struct ctx *cx, const struct matters_step *s, const char *arg)     \
    {                                                                                              \
        return from(cx, (have), arg);                                                              \
    }

static bool in_list(const int64_t *list, int n, int64_t org)
{
    for (int i = 0; i < n; i++)
        if (list[i] == org)
            return true;
    return false;
}

/* Organisations that have led it, with the one named now. */
static int departments(const struct matters_step *s)
{
    int64_t list[TASKS_MAX + 1];
    int n = 0;
    for (int i = 0; i < s->n_tasks; i++)
        if (str_is(s->tasks[i].kind, "lead") && s->tasks[i].org &&
            !in_list(list, n, s->tasks[i].org))
            list[n++] = s->tasks[i].org;
    if (s->in->n_orgs && !in_list(list, n, s->in->orgs[0]))
        n++;
    return n;
}

COUNT_GUARDS(returns, s->m->returns)
COUNT_GUARDS(reworks, s->m->reworks)
COUNT_GUARDS(extensions, s->m->extensions)
COUNT_GUARDS(holds, s->m->holds)
COUNT_GUARDS(reopens, s->m->reopens)
COUNT_GUARDS(level, s->m->level)

static enum err departments_below(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    return departments(s) < number(arg)
               ? OK
               : fail(cx, ERR_CONFLICT,
                      _("Too many departments have had it: it is to be decided jointly."));
}

static enum err departments_from(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    return from(cx, departments(s), arg);
}

static enum err find_active(struct ctx *cx, const struct matters_step *s, const char *name,
                            struct matters_clock *out, bool *found)
{
    struct matters_clock *c = NEW_N(cx->mem, struct matters_clock, MATTERS_CLOCKS_MAX);
    int n = 0;
    *found = false;
    enum err e = matters_clocks(cx, s->m, c, &n);
    for (int i = 0; !e && i < n; i++)
        if (str_is(c[i].name, name) &&
            (c[i].state == MATTERS_CLOCK_RUNNING || c[i].state == MATTERS_CLOCK_PAUSED)) {
            *out = c[i];
            *found = true;
        }
    return e;
}

static enum err before_due(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    struct matters_clock c;
    bool found;
    enum err e = find_active(cx, s, arg, &c, &found);
    if (e)
        return e;
    return found && cx->now <= c.due_ms ? OK
                                        : fail(cx, ERR_CONFLICT, _("The time for this is over."));
}

static enum err has_no(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    struct matters_clock c;
    bool found;
    enum err e = find_active(cx, s, arg, &c, &found);
    return e || !found ? e : refuse(cx);
}

static enum err flag(struct ctx *cx, const struct matters_step *s, unsigned bit, bool wanted)
{
    return ((s->m->flags & bit) != 0) == wanted ? OK : refuse(cx);
}

static enum err hard(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return flag(cx, s, MATTERS_HARD, true);
}

static enum err not_hard(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return flag(cx, s, MATTERS_HARD, false);
}

static enum err sensitive(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return flag(cx, s, MATTERS_SENSITIVE, true);
}

static enum err not_sensitive(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return flag(cx, s, MATTERS_SENSITIVE, false);
}

static enum err reporter_known(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return flag(cx, s, MATTERS_ANONYMOUS, false);
}

static enum err no_open_task(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    for (int i = 0; i < s->n_tasks; i++)
        if (s->tasks[i].state == MATTERS_TASK_OPEN && str_is(s->tasks[i].name, arg))
            return fail(cx, ERR_CONFLICT, _("It has been asked for already."));
    return OK;
}

const struct matters_guard matters_guards[] = {
    {"returns_below", returns_below},
    {"returns_from", returns_from},
    {"reworks_below", reworks_below},
    {"reworks_from", reworks_from},
    {"extensions_below", extensions_below},
    {"extensions_from", extensions_from},
    {"holds_below", holds_below},
    {"holds_from", holds_from},
    {"reopens_below", reopens_below},
    {"reopens_from", reopens_from},
    {"level_below", level_below},
    {"level_from", level_from},
    {"departments_below", departments_below},
    {"departments_from", departments_from},
    {"before_due", before_due},
    {"has_no", has_no},
    {"hard", hard},
    {"not_hard", not_hard},
    {"sensitive", sensitive},
    {"not_sensitive", not_sensitive},
    {"reporter_known", reporter_known},
    {"no_open_task", no_open_task},
    {0},
};

/* ---- effects on the matter's own row, before the first statement -------- */

static int *counter(struct matter *m, const char *name)
{
    const struct {
        const char *name;
        int *at;
    } all[] = {{"returns", &m->returns},
               {"reworks", &m->reworks},
               {"holds", &m->holds},
               {"extensions", &m->extensions},
               {"reopens", &m->reopens}};
    for (size_t i = 0; i < COUNT(all); i++)
        if (strcmp(all[i].name, name) == 0)
            return all[i].at;
    return NULL;
}

/* The organisation of the post by which the actor makes this move. */
static int64_t own_org(struct ctx *cx, const struct run *r)
{
    for (int i = 0; i < r->move->n_who; i++) {
        const struct flow_who *w = &r->move->who[i];
        int task = w->kind == FLOW_BY_TASK ? flow_task_find(r->was.flow, str_of(w->word)) : -1;
        const char *act = task >= 0 ? r->was.flow->tasks[task].act : w->word;
        for (int k = 0; cx->posts && k < cx->posts->n; k++)
            if (may(cx, act, r->was.scope, cx->posts->at[k].org) && cx->post == cx->posts->at[k].id)
                return cx->posts->at[k].org;
    }
    return 0;
}

static void apply(struct ctx *cx, struct run *r, const struct flow_rule *e)
{
    struct matter *m = &r->now;
    int *count = strcmp(e->name, "count") == 0 ? counter(m, e->arg) : NULL;
    if (count)
        (*count)++;
    else if (strcmp(e->name, "hard") == 0)
        m->flags |= MATTERS_HARD;
    else if (strcmp(e->name, "level") == 0)
        m->level = (int)number(e->arg);
    else if (strcmp(e->name, "until") == 0)
        m->until_ms = r->in.until_ms;
    else if (strcmp(e->name, "clear_until") == 0)
        m->until_ms = 0;
    else if (strcmp(e->name, "forget_outcome") == 0)
        m->outcome = MATTERS_NO_OUTCOME;
    else if (strcmp(e->name, "lead") == 0 && r->in.n_orgs)
        m->lead_org = r->in.orgs[0];
    else if (strcmp(e->name, "lead_own") == 0)
        m->lead_org = own_org(cx, r);
    else if (strcmp(e->name, "merge") == 0)
        m->merged_into = r->in.into;
}

static void apply_words(struct run *r)
{
    const struct flow_move *m = r->move;
    if (m->needs & FLOW_NEED_OUTCOME) {
        int i = flow_name_in(matters_outcome_names, MATTERS_OUTCOMES, r->in.outcome);
        r->now.outcome = i > 0 ? (enum matters_outcome)i : r->now.outcome;
    }
    if (m->outcome)
        r->now.outcome = (enum matters_outcome)flow_name_in(matters_outcome_names, MATTERS_OUTCOMES,
                                                            str_of(m->outcome));
    if (m->word)
        r->now.word =
            (enum matters_word)flow_name_in(matters_word_names, MATTERS_WORDS, str_of(m->word));
    if (r->in.rating)
        r->now.rating = r->in.rating;
}

static void apply_state(struct run *r)
{
    const struct flow_state *s = &r->now.flow->states[r->move->to];
    bool was_open = r->now.open;
    r->now.at = r->move->to;
    r->now.state = str_of(s->name);
    r->now.round = r->was.row_ver + 1;
    r->now.open = s->standing == FLOW_OPEN;
    if (was_open && !r->now.open) {
        r->now.closed_ms = r->now.changed_ms;
        r->now.word = MATTERS_NO_WORD; /* an earlier word was about an earlier closing */
    }
    if (!was_open && r->now.open)
        r->now.closed_ms = 0;
}

void matters_apply(struct ctx *cx, struct run *r)
{
    r->now.row_ver = r->was.row_ver + 1;
    if (r->move->to >= 0)
        apply_state(r);
    apply_words(r);
    for (int i = 0; i < r->move->n_effects; i++)
        apply(cx, r, &r->move->effects[i]);
}

/* ---- effects that read or write other rows ------------------------------ */

static enum err none(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)cx, (void)s, (void)arg; /* done by apply */
    return OK;
}

/* Into an open matter of the same county that is not merged itself; its clocks end here. */
static enum err merge(struct ctx *cx, struct run *r)
{
    struct matter into;
    enum matters_view view = MATTERS_VIEW_NONE;
    enum err e = matters_load(cx, r->was.county, r->in.into, &into);
    if (!e)
        e = matters_view(cx, &into, &view);
    if (e == ERR_NOT_FOUND || (!e && (into.merged_into || !into.open || view < MATTERS_VIEW_TASK)))
        return fail_field(cx, "into", _("It cannot be joined to this one."));
    for (int i = 0; !e && i < r->clocks->n; i++) {
        int clock = flow_clock_find(r->was.flow, r->clocks->at[i].name);
        if (clock >= 0)
            e = matters_tick(cx, &r->was, r->clocks, clock, FLOW_CANCEL, NULL);
    }
    if (e)
        return e;
    struct fact f = {.county = into.county,
                     .place = into.place,
                     .scope = into.scope,
                     .subject_kind = "matter",
                     .subject = into.id,
                     .kind = "matter.joined",
                     .from = r->was.number,
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

static enum err run_own(struct ctx *cx, struct run *r, const struct flow_rule *e, bool *own)
{
    *own = true;
    if (strcmp(e->name, "merge") == 0)
        return merge(cx, r);
    if (strcmp(e->name, "extend") == 0)
        return matters_extend(cx, &r->now, r->clocks, e->arg, &r->in.limit);
    *own = false;
    return OK;
}

static enum err run_rooms(struct ctx *cx, const struct run *r, const struct flow_rule *e)
{
    struct matters_step s = {&r->now, r->move, &r->in, r->by, false, r->tasks, r->n_tasks};
    for (const struct matters_effect *x = r->kind ? r->kind->effects : NULL; x && x->name; x++)
        if (strcmp(x->name, e->name) == 0)
            return x->run(cx, &s, e->arg);
    return OK;
}

enum err matters_effects_run(struct ctx *cx, struct run *r)
{
    for (int i = 0; i < r->move->n_effects; i++) {
        bool own;
        enum err e = run_own(cx, r, &r->move->effects[i], &own);
        if (!e && !own)
            e = run_rooms(cx, r, &r->move->effects[i]);
        if (e)
            return e;
    }
    return OK;
}

const struct matters_effect matters_effects[] = {
    {"count", none},
    {"hard", none},
    {"level", none},
    {"merge", none},
    {"extend", none},
    {"until", none},
    {"clear_until", none},
    {"lead", none},
    {"lead_own", none},
    {"forget_outcome", none},
    {0},
};
