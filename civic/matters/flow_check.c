/* flow_check.c: what a flow must keep before anybody works by it. */
#include "civic/matters/flow_own.h"

struct checker {
    const struct flow *f;
    const struct matters_kind *kind; /* NULL: unknown, which is a complaint of its own */
    struct buf *out;
    struct arena *mem;
    enum lang lang;
};

/* `text` is a msgid with {a}, {b} and {c}. */
static void say(struct checker *c, int line, const char *text, const char *a, const char *b,
                const char *third)
{
    struct arena *mem = c->mem;
    struct tr_arg args[] = {TR("a", str_of(a)), TR("b", str_of(b ? b : "")),
                            TR("c", str_of(third ? third : ""))};
    str told = tr_fill(mem, c->lang, text, args, COUNT(args));
    buf_str(c->out, flow_told(mem, c->lang, line, told));
    buf_char(c->out, '\n');
}

static bool leaves(const struct flow_move *m, int state)
{
    return (m->from >> state & 1) && m->to >= 0 && m->to != state;
}

/* ---- states ------------------------------------------------------------ */

static uint64_t reachable(const struct flow *f)
{
    uint64_t seen = UINT64_C(1) << f->initial | f->starts, before = 0;
    while (seen != before) {
        before = seen;
        for (int i = 0; i < f->n_moves; i++)
            if (f->moves[i].to >= 0 && (f->moves[i].from & seen))
                seen |= UINT64_C(1) << f->moves[i].to;
    }
    return seen;
}

/* The states from which some state that is not open can be reached. */
static uint64_t ending(const struct flow *f)
{
    uint64_t ok = 0, before = 1;
    for (int s = 0; s < f->n_states; s++)
        if (f->states[s].standing != FLOW_OPEN)
            ok |= UINT64_C(1) << s;
    while (ok != before) {
        before = ok;
        for (int i = 0; i < f->n_moves; i++)
            if (f->moves[i].to >= 0 && (ok >> f->moves[i].to & 1))
                ok |= f->moves[i].from;
    }
    return ok;
}

static void check_state(struct checker *c, int i)
{
    const struct flow_state *s = &c->f->states[i];
    bool exit = false;
    for (int m = 0; m < c->f->n_moves; m++)
        exit |= leaves(&c->f->moves[m], i);
    if (!(reachable(c->f) >> i & 1))
        say(c, s->line, _("state {a}: no move leads to it"), s->name, NULL, NULL);
    if (s->standing == FLOW_OPEN && !exit)
        say(c, s->line, _("state {a}: a dead end, no move leaves it"), s->name, NULL, NULL);
    else if (!(ending(c->f) >> i & 1))
        say(c, s->line, _("state {a}: from here no move leads to an end"), s->name, NULL, NULL);
    if (s->standing == FLOW_FINAL && exit)
        say(c, s->line, _("state {a}: is final, but a move leaves it"), s->name, NULL, NULL);
    if (s->standing == FLOW_OPEN && !s->n_tasks)
        say(c, s->line, _("state {a}: is open, but opens no task: nobody would have it"), s->name,
            NULL, NULL);
    if (s->standing != FLOW_OPEN && s->n_tasks)
        say(c, s->line, _("state {a}: is not open, but opens a task"), s->name, NULL, NULL);
    if (flow_name_in(matters_shown_names, MATTERS_SHOWNS, str_of(s->shows)) < 0)
        say(c, s->line, _("state {a}: shows {b}, which residents cannot be shown"), s->name,
            s->shows, NULL);
}

/* ---- moves ------------------------------------------------------------- */

static bool opens_task(const int *tasks, int n, int task)
{
    for (int i = 0; i < n; i++)
        if (tasks[i] == task)
            return true;
    return false;
}

/* Can a task of this name be open in this state? */
static bool may_be_open(const struct flow *f, int task, int state)
{
    bool stays = f->tasks[task].stays;
    for (int s = 0; s < f->n_states; s++)
        if ((s == state || stays) && opens_task(f->states[s].tasks, f->states[s].n_tasks, task))
            return true;
    for (int i = 0; i < f->n_moves; i++) {
        const struct flow_move *m = &f->moves[i];
        bool lands = m->to < 0 ? m->from >> state & 1 : m->to == state;
        if ((lands || stays) && opens_task(m->opens, m->n_opens, task))
            return true;
    }
    return false;
}

static bool somebody(const struct checker *c, const struct flow_move *m, int state)
{
    for (int i = 0; i < m->n_who; i++)
        if (m->who[i].kind != FLOW_BY_TASK ||
            may_be_open(c->f, flow_task_find(c->f, str_of(m->who[i].word)), state))
            return true;
    return false;
}

static void check_who(struct checker *c, const struct flow_move *m)
{
    bool system = false;
    for (int i = 0; i < m->n_who; i++)
        system |= m->who[i].kind == FLOW_BY_SYSTEM;
    bool on = m->on_clock || m->on_join || m->on_until;
    if (on != system)
        say(c, m->line, _("move {a}: `on` and `who: system` go together"), m->name, NULL, NULL);
    if (on && m->needs)
        say(c, m->line, _("move {a}: the system makes it, so it cannot need anything"), m->name,
            NULL, NULL);
    for (int s = 0; s < c->f->n_states; s++)
        if ((m->from >> s & 1) && !somebody(c, m, s))
            say(c, m->line, _("move {a}: nobody may make it in state {b}"), m->name,
                c->f->states[s].name, NULL);
}

static void check_task_names(struct checker *c, int line, const char *where, const char *what,
                             const char *const *names, int n)
{
    for (int i = 0; i < n; i++)
        if (flow_task_find(c->f, str_of(names[i])) < 0)
            say(c, line, _("{a}: `{b}` names no task: {c}"), where, what, names[i]);
}

static bool knows_guard(const struct checker *c, const char *name)
{
    for (const struct matters_guard *g = matters_guards; g->name; g++)
        if (strcmp(g->name, name) == 0)
            return true;
    for (const struct matters_guard *g = c->kind ? c->kind->guards : NULL; g && g->name; g++)
        if (strcmp(g->name, name) == 0)
            return true;
    return false;
}

static bool knows_effect(const struct checker *c, const char *name)
{
    for (const struct matters_effect *g = matters_effects; g->name; g++)
        if (strcmp(g->name, name) == 0)
            return true;
    for (const struct matters_effect *g = c->kind ? c->kind->effects : NULL; g && g->name; g++)
        if (strcmp(g->name, name) == 0)
            return true;
    return false;
}

static void check_rules(struct checker *c, const struct flow_move *m)
{
    for (int i = 0; i < m->n_guards; i++)
        if (!knows_guard(c, m->guards[i].name))
            say(c, m->line, _("move {a}: no guard is called {b}"), m->name, m->guards[i].name,
                NULL);
    for (int i = 0; i < m->n_effects; i++)
        if (!knows_effect(c, m->effects[i].name))
            say(c, m->line, _("move {a}: no effect is called {b}"), m->name, m->effects[i].name,
                NULL);
    if (m->outcome && flow_name_in(matters_outcome_names, MATTERS_OUTCOMES, str_of(m->outcome)) < 0)
        say(c, m->line, _("move {a}: no outcome is called {b}"), m->name, m->outcome, NULL);
    if (m->word && flow_name_in(matters_word_names, MATTERS_WORDS, str_of(m->word)) < 0)
        say(c, m->line, _("move {a}: no word is called {b}"), m->name, m->word, NULL);
}

/* A task for organisations that are named needs a move that names them, the first time. */
static void check_opened(struct checker *c, const struct flow_move *m, int task)
{
    const struct flow_task *t = &c->f->tasks[task];
    if (t->to == FLOW_TO_ACCOUNT && !(m->needs & FLOW_NEED_ACCOUNT))
        say(c, m->line, _("move {a}: opens {b} for a person, but does not need one"), m->name,
            t->name, NULL);
}

static void check_move(struct checker *c, const struct flow_move *m)
{
    char where[64];
    snprintf(where, sizeof where, "move %s", m->name);
    check_who(c, m);
    check_rules(c, m);
    check_task_names(c, m->line, where, "not", m->not_by, m->n_not_by);
    check_task_names(c, m->line, where, "not_org", m->not_org, m->n_not_org);
    check_task_names(c, m->line, where, "closes", m->closes, m->n_closes);
    for (int i = 0; i < m->n_opens; i++)
        check_opened(c, m, m->opens[i]);
}

static void check_task(struct checker *c, int task)
{
    const struct flow_task *t = &c->f->tasks[task];
    char where[64];
    bool opened = false;
    snprintf(where, sizeof where, "task %s", t->name);
    check_task_names(c, t->line, where, "not", t->not_by, t->n_not_by);
    if (t->same)
        check_task_names(c, t->line, where, "same", &t->same, 1);
    for (int s = 0; s < c->f->n_states; s++)
        opened |= may_be_open(c->f, task, s);
    if (!opened)
        say(c, t->line, _("task {a}: nothing opens it"), t->name, NULL, NULL);
}

str flow_check(struct ctx *cx, const struct flow *f)
{
    return flow_check_in(cx, LANG_EN, f);
}

str flow_check_in(struct ctx *cx, enum lang lang, const struct flow *f)
{
    struct buf out = buf_new(cx->mem, 64 * 1024);
    struct checker c = {f, matters_kind_find(cx, str_of(f->kind)), &out, cx->mem, lang};
    if (!c.kind)
        say(&c, 0, _("kind {a}: no room registers it"), f->kind, NULL, NULL);
    for (int i = 0; i < f->n_states; i++) {
        check_state(&c, i);
        if ((f->starts >> i & 1 || i == f->initial) && f->states[i].standing != FLOW_OPEN)
            say(&c, f->states[i].line, _("state {a}: nothing begins there that is not open"),
                f->states[i].name, NULL, NULL);
    }
    for (int i = 0; i < f->n_tasks; i++)
        check_task(&c, i);
    for (int i = 0; i < f->n_moves; i++)
        check_move(&c, &f->moves[i]);
    return buf_done(&out);
}
