/* flow_read.c: a flow file to struct flow. What is missing or misspelt is told with its line. */
#include "civic/calendar/calendar.h"
#include "civic/matters/flow_own.h"
#include "kit/base/yaml.h"

const char *const flow_standing_names[FLOW_STANDINGS] = {"open", "closed", "final"};
const char *const flow_tick_names[FLOW_TICKS] = {"run", "pause", "stop", "restart", "cancel"};
const char *const flow_task_kind_names[FLOW_TASK_KINDS] = {"lead",    "assist", "check", "sign",
                                                           "consult", "reply",  "intake"};
const char *const flow_to_names[FLOW_TOS] = {"place", "up", "lead", "assist", "same", "account"};
const char *const flow_assign_names[FLOW_ASSIGNS] = {"tray", "duty", "least"};
const char *const flow_need_names[FLOW_NEEDS] = {"reason",  "text",   "photo",  "after_photo",
                                                 "outcome", "org",    "until",  "into",
                                                 "limit",   "rating", "account"};
static const char *const join_names[FLOW_JOINS] = {"all", "any", "some"};
static const char *const who_names[FLOW_BYS] = {"task", "act", "reporter", "system"};

struct reader {
    struct arena *mem;
    enum lang lang; /* of what is told */
    struct flow *f;
    str why;
};

/* `what` is a msgid. */
static enum err complain(struct reader *r, const struct yaml *at, const char *what, str word)
{
    str told = tr(r->lang, what);
    if (word.len)
        told = str_fmt(r->mem, "%.*s: %.*s", STR_ARG(told), STR_ARG(word));
    if (!r->why.len)
        r->why = flow_told(r->mem, r->lang, at ? at->line : 1, told);
    return ERR_INVALID;
}

str flow_told(struct arena *mem, enum lang lang, int line, str what)
{
    struct tr_arg args[] = {TR("line", str_fmt(mem, "%d", line)), TR("what", what)};
    return line ? tr_fill(mem, lang, _("line {line}: {what}"), args, COUNT(args)) : what;
}

int flow_name_in(const char *const *names, int n, str word)
{
    for (int i = 0; i < n; i++)
        if (str_is(word, names[i]))
            return i;
    return -1;
}

/* Every key of the map must be one of `known`. */
static enum err only_keys(struct reader *r, const struct yaml *map, const char *const *known, int n)
{
    if (map->type != YAML_MAP)
        return complain(r, map, N_("a map of keys belongs here"), map->key);
    for (const struct yaml *c = map->first; c; c = c->next)
        if (flow_name_in(known, n, c->key) < 0)
            return complain(r, c, N_("no such key"), c->key);
    return OK;
}
#define ONLY(r, map, ...)                                                                          \
    only_keys((r), (map), (const char *const[]){__VA_ARGS__},                                      \
              (int)COUNT(((const char *const[]){__VA_ARGS__})))

/* ---- single values ----------------------------------------------------- */

static bool is_name(str s)
{
    if (s.len < 1 || s.len > 40 || s.at[0] < 'a' || s.at[0] > 'z')
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!((s.at[i] >= 'a' && s.at[i] <= 'z') || (s.at[i] >= '0' && s.at[i] <= '9') ||
              s.at[i] == '_' || s.at[i] == '-' || s.at[i] == '.'))
            return false;
    return true;
}

/* A word of the map, kept as a C string; NULL if absent. */
static enum err read_word(struct reader *r, const struct yaml *map, const char *key,
                          const char **out)
{
    const struct yaml *v = yaml_find(map, key);
    if (!v)
        return OK;
    if (v->type != YAML_WORD || v->text.len > 200)
        return complain(r, v, N_("a word belongs here"), v->key);
    *out = str_z(r->mem, v->text);
    return OK;
}

static enum err read_name(struct reader *r, const struct yaml *map, const char *key,
                          const char **out)
{
    enum err e = read_word(r, map, key, out);
    if (!e && *out && !is_name(str_of(*out)))
        return complain(r, yaml_find(map, key), N_("a name is small letters, digits, - and _"),
                        str_of(*out));
    return e;
}

static enum err read_enum(struct reader *r, const struct yaml *map, const char *key,
                          const char *const *names, int n, int *out)
{
    const struct yaml *v = yaml_find(map, key);
    if (!v)
        return OK;
    int i = v->type == YAML_WORD ? flow_name_in(names, n, v->text) : -1;
    if (i < 0)
        return complain(r, v, N_("none of the words possible here"), v->text);
    *out = i;
    return OK;
}

static enum err read_yes(struct reader *r, const struct yaml *map, const char *key, bool *out)
{
    static const char *const words[] = {"no", "yes"};
    int i = *out;
    enum err e = read_enum(r, map, key, words, 2, &i);
    *out = i == 1;
    return e;
}

/* ---- lists ------------------------------------------------------------- */

/* A list, or a single word standing for a list of one. */
static const struct yaml *list_first(const struct yaml *v)
{
    return v->type == YAML_LIST ? v->first : v;
}
static const struct yaml *list_next(const struct yaml *list, const struct yaml *v)
{
    return list->type == YAML_LIST ? v->next : NULL;
}
#define EACH(list, v)                                                                              \
    for (const struct yaml *v = (list) ? list_first(list) : NULL; v; v = list_next((list), v))

static enum err word_of(struct reader *r, const struct yaml *v, int n, int max)
{
    if (v->type != YAML_WORD)
        return complain(r, v, N_("a word belongs here"), v->key);
    return n < max ? OK : complain(r, v, N_("too many"), v->text);
}

static enum err read_names(struct reader *r, const struct yaml *map, const char *key,
                           const char **out, int *n)
{
    const struct yaml *list = yaml_find(map, key);
    EACH(list, v)
    {
        enum err e = word_of(r, v, *n, FLOW_RULES_MAX);
        if (e)
            return e;
        out[(*n)++] = str_z(r->mem, v->text);
    }
    return OK;
}

static enum err read_task_refs(struct reader *r, const struct yaml *map, const char *key, int *out,
                               int *n)
{
    const struct yaml *list = yaml_find(map, key);
    EACH(list, v)
    {
        enum err e = word_of(r, v, *n, FLOW_RULES_MAX);
        if (e)
            return e;
        int i = flow_task_find(r->f, v->text);
        if (i < 0)
            return complain(r, v, N_("no such task"), v->text);
        out[(*n)++] = i;
    }
    return OK;
}

static enum err read_rules(struct reader *r, const struct yaml *map, const char *key,
                           struct flow_rule *out, int *n)
{
    const struct yaml *list = yaml_find(map, key);
    EACH(list, v)
    {
        enum err e = word_of(r, v, *n, FLOW_RULES_MAX);
        if (e)
            return e;
        str rest = v->text;
        out[*n].name = str_z(r->mem, str_cut(&rest, ' '));
        out[(*n)++].arg = str_z(r->mem, str_trim(rest));
    }
    return OK;
}

static enum err read_ticks(struct reader *r, const struct yaml *map, struct flow_set_clock *out,
                           int *n)
{
    const struct yaml *clocks = yaml_find(map, "clocks");
    if (!clocks)
        return OK;
    if (clocks->type != YAML_MAP)
        return complain(r, clocks, N_("clocks are a map: department: run"), STR_NONE);
    for (const struct yaml *v = clocks->first; v; v = v->next) {
        enum err e = word_of(r, v, *n, FLOW_CLOCKS_MAX);
        if (e)
            return e;
        int clock = flow_clock_find(r->f, v->key);
        int tick = flow_name_in(flow_tick_names, FLOW_TICKS, v->text);
        if (clock < 0 || tick < 0)
            return complain(r, v,
                            clock < 0 ? N_("no such clock") : N_("run, pause, stop … belong here"),
                            clock < 0 ? v->key : v->text);
        out[(*n)++] = (struct flow_set_clock){clock, (enum flow_tick)tick};
    }
    return OK;
}

/* ---- clocks, tasks, states --------------------------------------------- */

static enum err read_limit(struct reader *r, const struct yaml *v, struct flow_clock *c)
{
    const struct yaml *limit = yaml_find(v, "limit");
    if (!limit || limit->type != YAML_WORD)
        return complain(r, v, N_("a clock needs its limit: \"2 workday\""), v->key);
    str rest = limit->text;
    if (str_int(str_cut(&rest, ' '), &c->limit) || c->limit < 0 || c->limit > CALENDAR_LIMIT_MAX)
        return complain(r, limit, N_("not a number of units"), limit->text);
    int unit = flow_name_in(calendar_unit_names, CALENDAR_UNITS, str_trim(rest));
    if (unit < 0)
        return complain(r, limit, N_("no such unit"), rest);
    c->unit = calendar_unit_names[unit];
    return OK;
}

/* "80", "100", "leader@150": ascending. */
static enum err read_steps(struct reader *r, const struct yaml *v, struct flow_clock *c)
{
    const struct yaml *list = yaml_find(v, "steps");
    EACH(list, s)
    {
        enum err e = word_of(r, s, c->n_steps, FLOW_RULES_MAX);
        if (e)
            return e;
        str rest = s->text;
        str name = str_cut(&rest, '@');
        int64_t percent;
        if (!name.len || str_int(rest.len ? rest : name, &percent) ||
            (rest.len && !is_name(name)) || percent < 1 || percent > 1000 ||
            (c->n_steps && percent <= c->steps[c->n_steps - 1].percent))
            return complain(r, s, N_("steps are rising percentages: 80, 100, leader@150"), s->text);
        c->steps[c->n_steps++] = (struct flow_step){str_z(r->mem, name), (int)percent};
    }
    return OK;
}

static enum err read_clock(struct reader *r, const struct yaml *v)
{
    struct flow_clock *c = &r->f->clocks[r->f->n_clocks++];
    c->name = str_z(r->mem, v->key);
    enum err e = ONLY(r, v, "label", "limit", "steps");
    if (!e)
        e = read_word(r, v, "label", &c->label);
    if (!e)
        e = read_limit(r, v, c);
    if (!e)
        e = read_steps(r, v, c);
    if (!e && !c->label)
        return complain(r, v, N_("a clock needs a label"), v->key);
    return e;
}

static enum err read_task_owner(struct reader *r, const struct yaml *v, struct flow_task *t)
{
    int to = t->to, assign = t->assign;
    enum err e = read_enum(r, v, "to", flow_to_names, FLOW_TOS, &to);
    if (!e)
        e = read_enum(r, v, "assign", flow_assign_names, FLOW_ASSIGNS, &assign);
    if (!e)
        e = read_name(r, v, "act", &t->act);
    if (!e)
        e = read_name(r, v, "same", &t->same);
    if (!e)
        e = read_yes(r, v, "near", &t->near);
    if (!e)
        e = read_names(r, v, "not", t->not_by, &t->n_not_by);
    t->to = (enum flow_to)to;
    t->assign = (enum flow_assign)assign;
    if (!e && !t->act)
        return complain(r, v, N_("a task needs the act its owner must have"), v->key);
    if (!e && (t->to == FLOW_TO_SAME) != (t->same != NULL))
        return complain(r, v, N_("`to: same` and `same: TASK` go together"), v->key);
    return e;
}

static enum err read_task(struct reader *r, const struct yaml *v)
{
    struct flow_task *t = &r->f->tasks[r->f->n_tasks++];
    *t = (struct flow_task){.name = str_z(r->mem, v->key), .clock = -1, .line = v->line};
    int kind = -1;
    const char *clock = NULL;
    enum err e =
        ONLY(r, v, "label", "kind", "act", "to", "same", "assign", "clock", "not", "near", "stays");
    if (!e)
        e = read_word(r, v, "label", &t->label);
    if (!e)
        e = read_enum(r, v, "kind", flow_task_kind_names, FLOW_TASK_KINDS, &kind);
    if (!e)
        e = read_word(r, v, "clock", &clock);
    if (!e)
        e = read_yes(r, v, "stays", &t->stays);
    if (!e)
        e = read_task_owner(r, v, t);
    if (e)
        return e;
    t->kind = (enum flow_task_kind)kind;
    t->clock = clock ? flow_clock_find(r->f, str_of(clock)) : -1;
    if (clock && t->clock < 0)
        return complain(r, v, N_("no such clock"), str_of(clock));
    return t->label && kind >= 0 ? OK : complain(r, v, N_("a task needs label and kind"), v->key);
}

static enum err read_state(struct reader *r, const struct yaml *v)
{
    struct flow_state *s = &r->f->states[r->f->n_states++];
    s->name = str_z(r->mem, v->key);
    s->line = v->line;
    int standing = FLOW_OPEN;
    enum err e = ONLY(r, v, "label", "resident", "shows", "standing", "tasks", "clocks");
    if (!e)
        e = read_word(r, v, "label", &s->label);
    if (!e)
        e = read_word(r, v, "resident", &s->resident);
    if (!e)
        e = read_name(r, v, "shows", &s->shows);
    if (!e)
        e = read_enum(r, v, "standing", flow_standing_names, FLOW_STANDINGS, &standing);
    if (!e)
        e = read_task_refs(r, v, "tasks", s->tasks, &s->n_tasks);
    if (!e)
        e = read_ticks(r, v, s->clocks, &s->n_clocks);
    s->standing = (enum flow_standing)standing;
    if (!e && !(s->label && s->resident && s->shows))
        return complain(r, v, N_("a state needs label, resident and shows"), v->key);
    return e;
}

/* ---- moves ------------------------------------------------------------- */

static enum err add_from(struct reader *r, const struct yaml *v, uint64_t *set)
{
    int one = flow_state_find(r->f, v->text);
    int standing = flow_name_in(flow_standing_names, FLOW_STANDINGS, v->text);
    if (one < 0 && standing < 0 && !str_is(v->text, "any"))
        return complain(r, v, N_("no such state"), v->text);
    for (int i = 0; i < r->f->n_states; i++)
        if (one >= 0 ? i == one : standing < 0 || (int)r->f->states[i].standing == standing)
            *set |= UINT64_C(1) << i;
    return OK;
}

static enum err read_from(struct reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *from = yaml_find(v, "from"), *except = yaml_find(v, "except");
    uint64_t out = 0;
    enum err e = OK;
    EACH(from, s)
    if (!e)
        e = add_from(r, s, &m->from);
    EACH(except, s)
    if (!e)
        e = add_from(r, s, &out);
    m->from &= ~out;
    if (!e && !m->from)
        return complain(r, v, N_("a move needs the states it starts from"), v->key);
    return e;
}

static enum err read_to(struct reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *to = yaml_find(v, "to");
    m->to = -1;
    if (!to || to->type != YAML_WORD)
        return complain(r, v, N_("a move needs `to`: a state, or `stays`"), v->key);
    if (str_is(to->text, "stays"))
        return OK;
    m->to = flow_state_find(r->f, to->text);
    return m->to >= 0 ? OK : complain(r, to, N_("no such state"), to->text);
}

static enum err read_who(struct reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *list = yaml_find(v, "who");
    EACH(list, w)
    {
        enum err e = word_of(r, w, m->n_who, FLOW_WHO_MAX);
        if (e)
            return e;
        str rest = w->text;
        int kind = flow_name_in(who_names, FLOW_BYS, str_cut(&rest, ' '));
        rest = str_trim(rest);
        bool worded = kind == FLOW_BY_TASK || kind == FLOW_BY_ACT;
        if (kind < 0 || worded != (rest.len > 0))
            return complain(r, w, N_("who is: task NAME, act NAME, reporter, or system"), w->text);
        if (kind == FLOW_BY_ACT && !is_name(rest))
            return complain(r, w, N_("an act is small letters, digits, . - and _"), rest);
        if (kind == FLOW_BY_TASK && flow_task_find(r->f, rest) < 0)
            return complain(r, w, N_("no such task"), rest);
        m->who[m->n_who++] = (struct flow_who){(enum flow_who_kind)kind, str_z(r->mem, rest)};
    }
    return m->n_who ? OK : complain(r, v, N_("a move needs somebody who may make it"), v->key);
}

static enum err read_needs(struct reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *list = yaml_find(v, "needs");
    EACH(list, w)
    {
        int i = w->type == YAML_WORD ? flow_name_in(flow_need_names, FLOW_NEEDS, w->text) : -1;
        if (i < 0)
            return complain(r, w, N_("nothing a move can need"), w->text);
        m->needs |= 1u << i;
    }
    return OK;
}

static enum err read_reasons(struct reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *map = yaml_find(v, "reasons");
    if (map && map->type != YAML_MAP)
        return complain(r, map, N_("reasons are a map: code: Label"), STR_NONE);
    for (const struct yaml *c = map ? map->first : NULL; c; c = c->next) {
        enum err e = word_of(r, c, m->n_reasons, FLOW_REASONS_MAX);
        if (!e && !is_name(c->key))
            return complain(r, c, N_("a reason's code is small letters, digits, - and _"), c->key);
        if (e)
            return e;
        m->reasons[m->n_reasons++] =
            (struct flow_reason){str_z(r->mem, c->key), str_z(r->mem, c->text)};
    }
    if (((m->needs & FLOW_NEED_REASON) != 0) != (m->n_reasons > 0))
        return complain(r, v, N_("`needs: reason` and `reasons` go together"), v->key);
    return OK;
}

/* "all assist", "any assist", "2 assist" */
static enum err read_join(struct reader *r, const struct yaml *v, struct flow_move *m)
{
    const struct yaml *j = yaml_find(v, "join");
    if (!j)
        return OK;
    str rest = j->text;
    str how = str_cut(&rest, ' ');
    int64_t n = 0;
    int i = flow_name_in(join_names, FLOW_SOME, how);
    if (i < 0 && (str_int(how, &n) || n < 1 || n > MATTERS_JOIN_MAX))
        return complain(r, j, N_("join is: all TASK, any TASK, or N TASK"), j->text);
    m->join = i < 0 ? FLOW_SOME : (enum flow_join)i;
    m->join_n = (int)n;
    m->join_task = str_z(r->mem, str_trim(rest));
    return flow_task_find(r->f, str_of(m->join_task)) >= 0
               ? OK
               : complain(r, j, N_("no such task"), rest);
}

/* "clock department 80", "join assist", "until" */
static enum err read_on(struct reader *r, const struct yaml *v, struct flow_move *m)
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
        return complain(r, on, N_("on is: clock NAME STEP, join TASK, or until"), on->text);
    m->on_clock = r->f->clocks[clock].name;
    m->on_step = str_z(r->mem, rest);
    for (int i = 0; i < r->f->clocks[clock].n_steps; i++)
        if (strcmp(r->f->clocks[clock].steps[i].name, m->on_step) == 0)
            return OK;
    return complain(r, on, N_("the clock has no such step"), rest);
}

static enum err read_move_rules(struct reader *r, const struct yaml *v, struct flow_move *m)
{
    enum err e = read_names(r, v, "not", m->not_by, &m->n_not_by);
    if (!e)
        e = read_names(r, v, "not_org", m->not_org, &m->n_not_org);
    if (!e)
        e = read_rules(r, v, "when", m->guards, &m->n_guards);
    if (!e)
        e = read_rules(r, v, "then", m->effects, &m->n_effects);
    if (!e)
        e = read_task_refs(r, v, "opens", m->opens, &m->n_opens);
    if (!e)
        e = read_names(r, v, "closes", m->closes, &m->n_closes);
    if (!e)
        e = read_ticks(r, v, m->clocks, &m->n_clocks);
    if (!e)
        e = read_join(r, v, m);
    return e ? e : read_on(r, v, m);
}

static enum err read_move_words(struct reader *r, const struct yaml *v, struct flow_move *m)
{
    enum err e = read_word(r, v, "label", &m->label);
    if (!e)
        e = read_word(r, v, "told", &m->told);
    if (!e)
        e = read_name(r, v, "form", &m->form);
    if (!e)
        e = read_name(r, v, "outcome", &m->outcome);
    if (!e)
        e = read_name(r, v, "word", &m->word);
    if (!e)
        e = read_yes(r, v, "reporter", &m->told_reporter);
    if (!e && !(m->label && m->told))
        return complain(r, v, N_("a move needs label and told"), v->key);
    return e;
}

static enum err read_move(struct reader *r, const struct yaml *v)
{
    struct flow_move *m = &r->f->moves[r->f->n_moves++];
    m->name = str_z(r->mem, v->key);
    m->line = v->line;
    enum err e = ONLY(r, v, "label", "told", "from", "except", "to", "who", "not", "not_org",
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

/* ---- the whole --------------------------------------------------------- */

typedef enum err read_part(struct reader *r, const struct yaml *v);

static enum err read_parts(struct reader *r, const struct yaml *root, const char *key, int max,
                           read_part *part)
{
    const struct yaml *map = yaml_find(root, key);
    if (!map || map->type != YAML_MAP || !map->n)
        return complain(r, map ? map : root, N_("a flow needs"), str_of(key));
    if (map->n > max)
        return complain(r, map, N_("too many"), str_of(key));
    for (const struct yaml *v = map->first; v; v = v->next) {
        if (!is_name(v->key))
            return complain(r, v, N_("a name is small letters, digits, - and _"), v->key);
        if (v->type != YAML_MAP)
            return complain(r, v, N_("a map of keys belongs here"), v->key);
        enum err e = part(r, v);
        if (e)
            return e;
    }
    return OK;
}

static enum err read_head(struct reader *r, const struct yaml *root)
{
    const char *version = NULL;
    enum err e = ONLY(r, root, "name", "kind", "version", "initial", "starts", "clocks", "tasks",
                      "states", "moves");
    if (!e)
        e = read_name(r, root, "name", &r->f->name);
    if (!e)
        e = read_name(r, root, "kind", &r->f->kind);
    if (!e)
        e = read_word(r, root, "version", &version);
    if (e)
        return e;
    if (!r->f->name || !r->f->kind || !version || str_int(str_of(version), &r->f->version) ||
        r->f->version < 1)
        return complain(r, root, N_("a flow needs name, kind and version"), STR_NONE);
    return OK;
}

static enum err read_flow(struct reader *r, const struct yaml *root)
{
    enum err e = read_head(r, root);
    if (!e)
        e = read_parts(r, root, "clocks", FLOW_CLOCKS_MAX, read_clock);
    if (!e)
        e = read_parts(r, root, "tasks", FLOW_TASKS_MAX, read_task);
    if (!e)
        e = read_parts(r, root, "states", FLOW_STATES_MAX, read_state);
    if (!e)
        e = read_parts(r, root, "moves", FLOW_MOVES_MAX, read_move);
    if (e)
        return e;
    const struct yaml *initial = yaml_find(root, "initial"), *starts = yaml_find(root, "starts");
    EACH(starts, s)
    if (!e)
        e = add_from(r, s, &r->f->starts);
    if (e)
        return e;
    r->f->initial = initial ? flow_state_find(r->f, initial->text) : -1;
    return r->f->initial >= 0 ? OK
                              : complain(r, initial ? initial : root, N_("initial is no state"),
                                         initial ? initial->text : STR_NONE);
}

enum err flow_read(struct arena *mem, str yaml, const struct flow **out, str *why)
{
    return flow_read_in(mem, LANG_EN, yaml, out, why);
}

enum err flow_read_in(struct arena *mem, enum lang lang, str yaml, const struct flow **out,
                      str *why)
{
    const struct yaml *root;
    if (yaml.len > FLOW_TEXT_MAX) {
        *why = tr(lang, _("too long"));
        return ERR_INVALID;
    }
    enum err e = yaml_read(mem, yaml, &root, why);
    if (e)
        return e;
    struct reader r = {.mem = mem, .lang = lang, .f = NEW(mem, struct flow)};
    e = read_flow(&r, root);
    if (e) {
        *why = r.why;
        return e;
    }
    flow_write(mem, r.f);
    *out = r.f;
    return OK;
}
