/* flow.c: looking things up in a flow, its canonical text and its picture. */
#include "civic/matters/flow_own.h"
#include "kit/base/yaml.h"

#include <sodium.h>

#define FIND(f, what, name_)                                                                       \
    do {                                                                                           \
        for (int i = 0; i < (f)->n_##what; i++)                                                    \
            if (str_is((name_), (f)->what[i].name))                                                \
                return i;                                                                          \
        return -1;                                                                                 \
    } while (0)

int flow_state_find(const struct flow *f, str name)
{
    FIND(f, states, name);
}
int flow_move_find(const struct flow *f, str name)
{
    FIND(f, moves, name);
}
int flow_task_find(const struct flow *f, str name)
{
    FIND(f, tasks, name);
}
int flow_clock_find(const struct flow *f, str name)
{
    FIND(f, clocks, name);
}

/* ---- canonical text ---------------------------------------------------- */

/* Keys in a fixed order, absent when empty, every word quoted: YAML that reads back the same. */

static void write_key(struct buf *b, const char *key, const char *value)
{
    if (!value)
        return;
    buf_fmt(b, ", %s: ", key);
    yaml_write_word(b, str_of(value));
}

static void write_list(struct buf *b, const char *key, const char *const *words, int n)
{
    if (!n)
        return;
    buf_fmt(b, ", %s: [", key);
    for (int i = 0; i < n; i++) {
        if (i)
            buf_z(b, ", ");
        yaml_write_word(b, str_of(words[i]));
    }
    buf_char(b, ']');
}

static const char *pair(struct arena *mem, const char *a, const char *b)
{
    return str_z(mem, str_fmt(mem, "%s %s", a, b));
}

static void write_tasks(struct buf *b, const char *key, const struct flow *f, const int *tasks,
                        int n)
{
    const char *words[FLOW_RULES_MAX];
    for (int i = 0; i < n; i++)
        words[i] = f->tasks[tasks[i]].name;
    write_list(b, key, words, n);
}

static void write_rules(struct buf *b, const char *key, const struct flow_rule *rules, int n)
{
    if (!n)
        return;
    const char *words[FLOW_RULES_MAX];
    for (int i = 0; i < n; i++)
        words[i] = *rules[i].arg ? pair(b->mem, rules[i].name, rules[i].arg) : rules[i].name;
    write_list(b, key, words, n);
}

static void write_ticks(struct buf *b, const struct flow *f, const struct flow_set_clock *c, int n)
{
    if (!n)
        return;
    buf_z(b, ", clocks: {");
    for (int i = 0; i < n; i++)
        buf_fmt(b, "%s%s: %s", i ? ", " : "", f->clocks[c[i].clock].name,
                flow_tick_names[c[i].tick]);
    buf_char(b, '}');
}

static void write_clock(struct buf *b, const struct flow_clock *c)
{
    buf_fmt(b, "  %s: {limit: \"%lld %s\"", c->name, (long long)c->limit, c->unit);
    write_key(b, "label", c->label);
    const char *steps[FLOW_RULES_MAX];
    for (int i = 0; i < c->n_steps; i++)
        steps[i] =
            c->steps[i].name[0] <= '9'
                ? c->steps[i].name
                : str_z(b->mem, str_fmt(b->mem, "%s@%d", c->steps[i].name, c->steps[i].percent));
    write_list(b, "steps", steps, c->n_steps);
    buf_z(b, "}\n");
}

static void write_task(struct buf *b, const struct flow *f, const struct flow_task *t)
{
    buf_fmt(b, "  %s: {kind: %s", t->name, flow_task_kind_names[t->kind]);
    write_key(b, "label", t->label);
    write_key(b, "act", t->act);
    write_key(b, "to", flow_to_names[t->to]);
    write_key(b, "same", t->same);
    write_key(b, "assign", flow_assign_names[t->assign]);
    write_key(b, "clock", t->clock >= 0 ? f->clocks[t->clock].name : NULL);
    write_list(b, "not", t->not_by, t->n_not_by);
    write_key(b, "near", t->near ? "yes" : NULL);
    write_key(b, "stays", t->stays ? "yes" : NULL);
    buf_z(b, "}\n");
}

static void write_state(struct buf *b, const struct flow *f, const struct flow_state *s)
{
    buf_fmt(b, "  %s: {standing: %s", s->name, flow_standing_names[s->standing]);
    write_key(b, "label", s->label);
    write_key(b, "resident", s->resident);
    write_key(b, "shows", s->shows);
    write_tasks(b, "tasks", f, s->tasks, s->n_tasks);
    write_ticks(b, f, s->clocks, s->n_clocks);
    buf_z(b, "}\n");
}

static void write_states(struct buf *b, const char *key, const struct flow *f, uint64_t set)
{
    const char *words[FLOW_STATES_MAX];
    int n = 0;
    for (int i = 0; i < f->n_states; i++)
        if (set >> i & 1)
            words[n++] = f->states[i].name;
    write_list(b, key, words, n);
}

static void write_who(struct buf *b, const struct flow_move *m)
{
    const char *words[FLOW_WHO_MAX];
    for (int i = 0; i < m->n_who; i++)
        words[i] = *m->who[i].word ? pair(b->mem, flow_who_names[m->who[i].kind], m->who[i].word)
                                   : flow_who_names[m->who[i].kind];
    write_list(b, "who", words, m->n_who);
}

static void write_needs(struct buf *b, const struct flow_move *m)
{
    const char *words[FLOW_NEEDS];
    int n = 0;
    for (int i = 0; i < FLOW_NEEDS; i++)
        if (m->needs >> i & 1)
            words[n++] = flow_need_names[i];
    write_list(b, "needs", words, n);
}

static void write_reasons(struct buf *b, const struct flow_move *m)
{
    for (int i = 0; i < m->n_reasons; i++) {
        buf_fmt(b, "%s%s: ", i ? ", " : ", reasons: {", m->reasons[i].code);
        yaml_write_word(b, str_of(m->reasons[i].label));
    }
    if (m->n_reasons)
        buf_char(b, '}');
}

static void write_on(struct buf *b, const struct flow_move *m)
{
    if (m->join_task && m->join == FLOW_SOME)
        buf_fmt(b, ", join: \"%d %s\"", m->join_n, m->join_task);
    else if (m->join_task)
        buf_fmt(b, ", join: \"%s %s\"", flow_join_names[m->join], m->join_task);
    if (m->on_clock)
        buf_fmt(b, ", on: \"clock %s %s\"", m->on_clock, m->on_step);
    else if (m->on_join)
        buf_fmt(b, ", on: \"join %s\"", m->on_join);
    else if (m->on_until)
        buf_z(b, ", on: until");
}

static void write_move(struct buf *b, const struct flow *f, const struct flow_move *m)
{
    buf_fmt(b, "  %s: {to: %s", m->name, m->to >= 0 ? f->states[m->to].name : "stays");
    write_states(b, "from", f, m->from);
    write_key(b, "label", m->label);
    write_key(b, "told", m->told);
    write_who(b, m);
    write_list(b, "not", m->not_by, m->n_not_by);
    write_list(b, "not_org", m->not_org, m->n_not_org);
    write_needs(b, m);
    write_key(b, "form", m->form);
    write_reasons(b, m);
    write_rules(b, "when", m->guards, m->n_guards);
    write_rules(b, "then", m->effects, m->n_effects);
    write_tasks(b, "opens", f, m->opens, m->n_opens);
    write_list(b, "closes", m->closes, m->n_closes);
    write_ticks(b, f, m->clocks, m->n_clocks);
    write_key(b, "outcome", m->outcome);
    write_key(b, "word", m->word);
    write_on(b, m);
    write_key(b, "reporter", m->told_reporter ? "yes" : "no");
    buf_z(b, "}\n");
}

void flow_write(struct arena *mem, struct flow *f)
{
    struct buf b = buf_new(mem, 2 * FLOW_TEXT_MAX);
    buf_fmt(&b, "name: %s\nkind: %s\nversion: %lld\ninitial: %s\nstarts: [", f->name, f->kind,
            (long long)f->version, f->states[f->initial].name);
    bool more = false;
    for (int i = 0; i < f->n_states; i++)
        if (f->starts >> i & 1) {
            buf_fmt(&b, "%s%s", more ? ", " : "", f->states[i].name);
            more = true;
        }
    buf_z(&b, "]\nclocks:\n");
    for (int i = 0; i < f->n_clocks; i++)
        write_clock(&b, &f->clocks[i]);
    buf_z(&b, "tasks:\n");
    for (int i = 0; i < f->n_tasks; i++)
        write_task(&b, f, &f->tasks[i]);
    buf_z(&b, "states:\n");
    for (int i = 0; i < f->n_states; i++)
        write_state(&b, f, &f->states[i]);
    buf_z(&b, "moves:\n");
    for (int i = 0; i < f->n_moves; i++)
        write_move(&b, f, &f->moves[i]);
    f->text = buf_done(&b);
    unsigned char sum[crypto_hash_sha256_BYTES];
    crypto_hash_sha256(sum, (const unsigned char *)f->text.at, f->text.len);
    sodium_bin2hex(f->hash, sizeof f->hash, sum, sizeof sum);
}

/* ---- Mermaid ----------------------------------------------------------- */

static str draw_id(struct arena *mem, const char *name)
{
    char *z = str_z(mem, str_of(name));
    for (char *c = z; *c; c++)
        if (*c == '-' || *c == '.')
            *c = '_';
    return str_of(z);
}

/* A label inside a diagram: no characters that end it. */
static void draw_text(struct buf *b, str s)
{
    for (size_t i = 0; i < s.len; i++)
        buf_char(b, strchr("\"\n:;{}", s.at[i]) ? ' ' : s.at[i]);
}

static void draw_state(struct buf *b, const struct flow_state *s, enum lang lang)
{
    buf_z(b, "    state \"");
    draw_text(b, tr(lang, s->label));
    str id = draw_id(b->mem, s->name);
    buf_fmt(b, "\" as %.*s\n", STR_ARG(id));
    if (s->standing == FLOW_FINAL)
        buf_fmt(b, "    %.*s --> [*]\n", STR_ARG(id));
}

static void draw_arrow(struct buf *b, const struct flow *f, int from, const struct flow_move *m,
                       enum lang lang)
{
    str a = draw_id(b->mem, f->states[from].name);
    str to = draw_id(b->mem, f->states[m->to < 0 ? from : m->to].name);
    buf_fmt(b, "    %.*s --> %.*s: ", STR_ARG(a), STR_ARG(to));
    draw_text(b, tr(lang, m->label));
    buf_char(b, '\n');
}

str flow_draw(struct arena *mem, const struct flow *f, enum lang lang)
{
    struct buf b = buf_new(mem, 2 * FLOW_TEXT_MAX);
    buf_z(&b, "stateDiagram-v2\n");
    for (int i = 0; i < f->n_states; i++)
        draw_state(&b, &f->states[i], lang);
    str first = draw_id(mem, f->states[f->initial].name);
    buf_fmt(&b, "    [*] --> %.*s\n", STR_ARG(first));
    for (int i = 0; i < f->n_moves; i++)
        for (int s = 0; s < f->n_states; s++)
            if (f->moves[i].from >> s & 1)
                draw_arrow(&b, f, s, &f->moves[i], lang);
    return buf_done(&b);
}
