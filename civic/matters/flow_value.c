/* flow_value.c: the words, names, yes and no, and lists a flow file is made of, and what is told of
 * those that are missing or misspelt: the first only, with its line. */
#include "civic/matters/flow_reader.h"

/* `what` is a msgid. */
enum err flow_complain(struct flow_reader *r, const struct yaml *at, const char *what, str word)
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
enum err flow_only_keys(struct flow_reader *r, const struct yaml *map, const char *const *known,
                        int n)
{
    if (map->type != YAML_MAP)
        return flow_complain(r, map, N_("a map of keys belongs here"), map->key);
    for (const struct yaml *c = map->first; c; c = c->next)
        if (flow_name_in(known, n, c->key) < 0)
            return flow_complain(r, c, N_("no such key"), c->key);
    return OK;
}

/* ---- single values ----------------------------------------------------- */

bool flow_is_name(str s)
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
enum err flow_read_word(struct flow_reader *r, const struct yaml *map, const char *key,
                        const char **out)
{
    const struct yaml *v = yaml_find(map, key);
    if (!v)
        return OK;
    if (v->type != YAML_WORD || v->text.len > 200)
        return flow_complain(r, v, N_("a word belongs here"), v->key);
    *out = str_z(r->mem, v->text);
    return OK;
}

enum err flow_read_name(struct flow_reader *r, const struct yaml *map, const char *key,
                        const char **out)
{
    enum err e = flow_read_word(r, map, key, out);
    if (!e && *out && !flow_is_name(str_of(*out)))
        return flow_complain(r, yaml_find(map, key), N_("a name is small letters, digits, - and _"),
                             str_of(*out));
    return e;
}

enum err flow_read_enum(struct flow_reader *r, const struct yaml *map, const char *key,
                        const char *const *names, int n, int *out)
{
    const struct yaml *v = yaml_find(map, key);
    if (!v)
        return OK;
    int i = v->type == YAML_WORD ? flow_name_in(names, n, v->text) : -1;
    if (i < 0)
        return flow_complain(r, v, N_("none of the words possible here"), v->text);
    *out = i;
    return OK;
}

enum err flow_read_yes(struct flow_reader *r, const struct yaml *map, const char *key, bool *out)
{
    static const char *const words[] = {"no", "yes"};
    int i = *out;
    enum err e = flow_read_enum(r, map, key, words, 2, &i);
    *out = i == 1;
    return e;
}

/* ---- lists ------------------------------------------------------------- */

/* A list, or a single word standing for a list of one. */
const struct yaml *flow_list_first(const struct yaml *v)
{
    return v->type == YAML_LIST ? v->first : v;
}
const struct yaml *flow_list_next(const struct yaml *list, const struct yaml *v)
{
    return list->type == YAML_LIST ? v->next : NULL;
}

enum err flow_word_of(struct flow_reader *r, const struct yaml *v, int n, int max)
{
    if (v->type != YAML_WORD)
        return flow_complain(r, v, N_("a word belongs here"), v->key);
    return n < max ? OK : flow_complain(r, v, N_("too many"), v->text);
}

enum err flow_read_names(struct flow_reader *r, const struct yaml *map, const char *key,
                         const char **out, int *n)
{
    const struct yaml *list = yaml_find(map, key);
    FLOW_EACH(list, v)
    {
        enum err e = flow_word_of(r, v, *n, FLOW_RULES_MAX);
        if (e)
            return e;
        out[(*n)++] = str_z(r->mem, v->text);
    }
    return OK;
}

enum err flow_read_task_refs(struct flow_reader *r, const struct yaml *map, const char *key,
                             int *out, int *n)
{
    const struct yaml *list = yaml_find(map, key);
    FLOW_EACH(list, v)
    {
        enum err e = flow_word_of(r, v, *n, FLOW_RULES_MAX);
        if (e)
            return e;
        int i = flow_task_find(r->f, v->text);
        if (i < 0)
            return flow_complain(r, v, N_("no such task"), v->text);
        out[(*n)++] = i;
    }
    return OK;
}

enum err flow_read_rules(struct flow_reader *r, const struct yaml *map, const char *key,
                         struct flow_rule *out, int *n)
{
    const struct yaml *list = yaml_find(map, key);
    FLOW_EACH(list, v)
    {
        enum err e = flow_word_of(r, v, *n, FLOW_RULES_MAX);
        if (e)
            return e;
        str rest = v->text;
        out[*n].name = str_z(r->mem, str_cut(&rest, ' '));
        out[(*n)++].arg = str_z(r->mem, str_trim(rest));
    }
    return OK;
}

enum err flow_read_ticks(struct flow_reader *r, const struct yaml *map, struct flow_set_clock *out,
                         int *n)
{
    const struct yaml *clocks = yaml_find(map, "clocks");
    if (!clocks)
        return OK;
    if (clocks->type != YAML_MAP)
        return flow_complain(r, clocks, N_("clocks are a map: department: run"), STR_NONE);
    for (const struct yaml *v = clocks->first; v; v = v->next) {
        enum err e = flow_word_of(r, v, *n, FLOW_CLOCKS_MAX);
        if (e)
            return e;
        int clock = flow_clock_find(r->f, v->key);
        int tick = flow_name_in(flow_tick_names, FLOW_TICKS, v->text);
        if (clock < 0 || tick < 0)
            return flow_complain(
                r, v, clock < 0 ? N_("no such clock") : N_("run, pause, stop … belong here"),
                clock < 0 ? v->key : v->text);
        out[(*n)++] = (struct flow_set_clock){clock, (enum flow_tick)tick};
    }
    return OK;
}
enum err flow_read_states(struct flow_reader *r, const struct yaml *v, uint64_t *set)
{
    int one = flow_state_find(r->f, v->text);
    int standing = flow_name_in(flow_standing_names, FLOW_STANDINGS, v->text);
    if (one < 0 && standing < 0 && !str_is(v->text, "any"))
        return flow_complain(r, v, N_("no such state"), v->text);
    for (int i = 0; i < r->f->n_states; i++)
        if (one >= 0 ? i == one : standing < 0 || (int)r->f->states[i].standing == standing)
            *set |= UINT64_C(1) << i;
    return OK;
}
