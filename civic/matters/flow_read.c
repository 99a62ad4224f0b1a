/* flow_read.c: a flow file to struct flow: its head, its clocks, tasks and states, and the whole.
 * One move is read in flow_read_move.c, single values in flow_value.c. */
#include "civic/calendar/calendar.h"
#include "civic/matters/flow_reader.h"

const char *const flow_standing_names[FLOW_STANDINGS] = {"open", "closed", "final"};
const char *const flow_tick_names[FLOW_TICKS] = {"run", "pause", "stop", "restart", "cancel"};
const char *const flow_task_kind_names[FLOW_TASK_KINDS] = {"lead",    "assist", "check", "sign",
                                                           "consult", "reply",  "intake"};
const char *const flow_to_names[FLOW_TOS] = {"place", "up",   "lead",   "assist",
                                             "each",  "same", "account"};
const char *const flow_assign_names[FLOW_ASSIGNS] = {"tray", "duty", "least"};
const char *const flow_need_names[FLOW_NEEDS] = {"reason",  "text",   "photo",  "after_photo",
                                                 "outcome", "org",    "until",  "into",
                                                 "limit",   "rating", "account"};
const char *const flow_join_names[FLOW_JOINS] = {"all", "any", "some"};
const char *const flow_who_names[FLOW_BYS] = {"task", "act", "reporter", "system"};

/* ---- clocks, tasks, states --------------------------------------------- */

static enum err read_limit(struct flow_reader *r, const struct yaml *v, struct flow_clock *c)
{
    const struct yaml *limit = yaml_find(v, "limit");
    if (!limit || limit->type != YAML_WORD)
        return flow_complain(r, v, N_("a clock needs its limit: \"2 workday\""), v->key);
    str rest = limit->text;
    if (str_int(str_cut(&rest, ' '), &c->limit) || c->limit < 0 || c->limit > CALENDAR_LIMIT_MAX)
        return flow_complain(r, limit, N_("not a number of units"), limit->text);
    int unit = flow_name_in(calendar_unit_names, CALENDAR_UNITS, str_trim(rest));
    if (unit < 0)
        return flow_complain(r, limit, N_("no such unit"), rest);
    c->unit = calendar_unit_names[unit];
    return OK;
}

/* "80", "100", "leader@150": ascending. */
static enum err read_steps(struct flow_reader *r, const struct yaml *v, struct flow_clock *c)
{
    const struct yaml *list = yaml_find(v, "steps");
    FLOW_EACH(list, s)
    {
        enum err e = flow_word_of(r, s, c->n_steps, FLOW_RULES_MAX);
        if (e)
            return e;
        str rest = s->text;
        str name = str_cut(&rest, '@');
        int64_t percent;
        if (!name.len || str_int(rest.len ? rest : name, &percent) ||
            (rest.len && !flow_is_name(name)) || percent < 1 || percent > 1000 ||
            (c->n_steps && percent <= c->steps[c->n_steps - 1].percent))
            return flow_complain(r, s, N_("steps are rising percentages: 80, 100, leader@150"),
                                 s->text);
        c->steps[c->n_steps++] = (struct flow_step){str_z(r->mem, name), (int)percent};
    }
    return OK;
}

static enum err read_clock(struct flow_reader *r, const struct yaml *v)
{
    struct flow_clock *c = &r->f->clocks[r->f->n_clocks++];
    c->name = str_z(r->mem, v->key);
    enum err e = FLOW_ONLY(r, v, "label", "limit", "steps");
    if (!e)
        e = flow_read_word(r, v, "label", &c->label);
    if (!e)
        e = read_limit(r, v, c);
    if (!e)
        e = read_steps(r, v, c);
    if (!e && !c->label)
        return flow_complain(r, v, N_("a clock needs a label"), v->key);
    return e;
}

static enum err read_task_owner(struct flow_reader *r, const struct yaml *v, struct flow_task *t)
{
    int to = t->to, assign = t->assign;
    enum err e = flow_read_enum(r, v, "to", flow_to_names, FLOW_TOS, &to);
    if (!e)
        e = flow_read_enum(r, v, "assign", flow_assign_names, FLOW_ASSIGNS, &assign);
    if (!e)
        e = flow_read_name(r, v, "act", &t->act);
    if (!e)
        e = flow_read_name(r, v, "same", &t->same);
    if (!e)
        e = flow_read_yes(r, v, "near", &t->near);
    if (!e)
        e = flow_read_names(r, v, "not", t->not_by, &t->n_not_by);
    t->to = (enum flow_to)to;
    t->assign = (enum flow_assign)assign;
    if (!e && !t->act)
        return flow_complain(r, v, N_("a task needs the act its owner must have"), v->key);
    if (!e && (t->to == FLOW_TO_SAME) != (t->same != NULL))
        return flow_complain(r, v, N_("`to: same` and `same: TASK` go together"), v->key);
    return e;
}

static enum err read_task(struct flow_reader *r, const struct yaml *v)
{
    struct flow_task *t = &r->f->tasks[r->f->n_tasks++];
    *t = (struct flow_task){.name = str_z(r->mem, v->key), .clock = -1, .line = v->line};
    int kind = -1;
    const char *clock = NULL;
    enum err e = FLOW_ONLY(r, v, "label", "kind", "act", "to", "same", "assign", "clock", "not",
                           "near", "stays");
    if (!e)
        e = flow_read_word(r, v, "label", &t->label);
    if (!e)
        e = flow_read_enum(r, v, "kind", flow_task_kind_names, FLOW_TASK_KINDS, &kind);
    if (!e)
        e = flow_read_word(r, v, "clock", &clock);
    if (!e)
        e = flow_read_yes(r, v, "stays", &t->stays);
    if (!e)
        e = read_task_owner(r, v, t);
    if (e)
        return e;
    t->kind = (enum flow_task_kind)kind;
    t->clock = clock ? flow_clock_find(r->f, str_of(clock)) : -1;
    if (clock && t->clock < 0)
        return flow_complain(r, v, N_("no such clock"), str_of(clock));
    return t->label && kind >= 0 ? OK
                                 : flow_complain(r, v, N_("a task needs label and kind"), v->key);
}

static enum err read_state(struct flow_reader *r, const struct yaml *v)
{
    struct flow_state *s = &r->f->states[r->f->n_states++];
    s->name = str_z(r->mem, v->key);
    s->line = v->line;
    int standing = FLOW_OPEN;
    enum err e = FLOW_ONLY(r, v, "label", "resident", "shows", "standing", "tasks", "clocks");
    if (!e)
        e = flow_read_word(r, v, "label", &s->label);
    if (!e)
        e = flow_read_word(r, v, "resident", &s->resident);
    if (!e)
        e = flow_read_name(r, v, "shows", &s->shows);
    if (!e)
        e = flow_read_enum(r, v, "standing", flow_standing_names, FLOW_STANDINGS, &standing);
    if (!e)
        e = flow_read_task_refs(r, v, "tasks", s->tasks, &s->n_tasks);
    if (!e)
        e = flow_read_ticks(r, v, s->clocks, &s->n_clocks);
    s->standing = (enum flow_standing)standing;
    if (!e && !(s->label && s->resident && s->shows))
        return flow_complain(r, v, N_("a state needs label, resident and shows"), v->key);
    return e;
}
/* ---- the whole --------------------------------------------------------- */

typedef enum err read_part(struct flow_reader *r, const struct yaml *v);

static enum err read_parts(struct flow_reader *r, const struct yaml *root, const char *key, int max,
                           read_part *part)
{
    const struct yaml *map = yaml_find(root, key);
    if (!map || map->type != YAML_MAP || !map->n)
        return flow_complain(r, map ? map : root, N_("a flow needs"), str_of(key));
    if (map->n > max)
        return flow_complain(r, map, N_("too many"), str_of(key));
    for (const struct yaml *v = map->first; v; v = v->next) {
        if (!flow_is_name(v->key))
            return flow_complain(r, v, N_("a name is small letters, digits, - and _"), v->key);
        if (v->type != YAML_MAP)
            return flow_complain(r, v, N_("a map of keys belongs here"), v->key);
        enum err e = part(r, v);
        if (e)
            return e;
    }
    return OK;
}

static enum err read_head(struct flow_reader *r, const struct yaml *root)
{
    const char *version = NULL;
    enum err e = FLOW_ONLY(r, root, "name", "kind", "version", "initial", "starts", "clocks",
                           "tasks", "states", "moves");
    if (!e)
        e = flow_read_name(r, root, "name", &r->f->name);
    if (!e)
        e = flow_read_name(r, root, "kind", &r->f->kind);
    if (!e)
        e = flow_read_word(r, root, "version", &version);
    if (e)
        return e;
    if (!r->f->name || !r->f->kind || !version || str_int(str_of(version), &r->f->version) ||
        r->f->version < 1)
        return flow_complain(r, root, N_("a flow needs name, kind and version"), STR_NONE);
    return OK;
}

static enum err read_flow(struct flow_reader *r, const struct yaml *root)
{
    enum err e = read_head(r, root);
    if (!e)
        e = read_parts(r, root, "clocks", FLOW_CLOCKS_MAX, read_clock);
    if (!e)
        e = read_parts(r, root, "tasks", FLOW_TASKS_MAX, read_task);
    if (!e)
        e = read_parts(r, root, "states", FLOW_STATES_MAX, read_state);
    if (!e)
        e = read_parts(r, root, "moves", FLOW_MOVES_MAX, flow_read_move);
    if (e)
        return e;
    const struct yaml *initial = yaml_find(root, "initial"), *starts = yaml_find(root, "starts");
    FLOW_EACH(starts, s)
    if (!e)
        e = flow_read_states(r, s, &r->f->starts);
    if (e)
        return e;
    r->f->initial = initial ? flow_state_find(r->f, initial->text) : -1;
    return r->f->initial >= 0
               ? OK
               : flow_complain(r, initial ? initial : root, N_("initial is no state"),
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
    struct flow_reader r = {.mem = mem, .lang = lang, .f = NEW(mem, struct flow)};
    e = read_flow(&r, root);
    if (e) {
        *why = r.why;
        return e;
    }
    flow_write(mem, r.f);
    *out = r.f;
    return OK;
}
