/* course.c: when each stage of a case was done, read from its facts; whether in time, from its
 * clocks. A stage that is begun again is measured by its last time; handling runs from the dispatch
 * on, however often the work has to be done again. */
#include "rooms/insight/insight_own.h"

#include <jansson.h>

enum { NO_STAGE = -1, FACTS_AT_ONCE = 100 };

/* By the names of the states that ship; a flow's own are known by what its residents are shown. */
static const struct {
    const char *state;
    int stage;
} named[] = {
    {"verifying", STAGE_VERIFY},
    {"accepting", STAGE_ACCEPT},
    {"received", STAGE_ACCEPT},
    {"not_accepted", STAGE_ACCEPT},
    {"filing", STAGE_FILE},
    {"not_filed", STAGE_FILE},
    {"dispatching", STAGE_DISPATCH},
    {"hard", STAGE_DISPATCH},
    {"handling", STAGE_HANDLE},
    {"held", STAGE_HANDLE},
    {"checking", STAGE_CHECK},
    {"closing", STAGE_CLOSE},
    {"closed", STAGES},
    {"ended", STAGES},
    {"void", NO_STAGE},
    {"merged", NO_STAGE},
};
static const struct {
    const char *shows;
    int stage;
} shown[] = {
    {"submitted", STAGE_ACCEPT}, {"registered", STAGE_DISPATCH}, {"handed", STAGE_HANDLE},
    {"handling", STAGE_HANDLE},  {"held", STAGE_HANDLE},         {"declined", STAGE_ACCEPT},
    {"void", NO_STAGE},          {"merged", NO_STAGE},
};

static const struct flow_state *state_of(const struct flow *f, str name)
{
    for (int i = 0; i < f->n_states; i++)
        if (str_is(name, f->states[i].name))
            return &f->states[i];
    return NULL;
}

static int stage_of(const struct flow *f, str name)
{
    for (size_t i = 0; i < COUNT(named); i++)
        if (str_is(name, named[i].state))
            return named[i].stage;
    const struct flow_state *s = state_of(f, name);
    for (size_t i = 0; s && i < COUNT(shown); i++)
        if (strcmp(s->shows, shown[i].shows) == 0)
            return shown[i].stage;
    return s && s->standing != FLOW_OPEN ? STAGES : NO_STAGE;
}

/* ---- the facts ---------------------------------------------------------- */

static void enter(struct case_course *c, int stage, int64_t at)
{
    if (stage < STAGES)
        c->from_ms[stage] = at;
    if (stage == STAGES) {
        c->word = "";
        if (!c->first_closed_ms)
            c->first_closed_ms = at;
    }
}

static void go_on(struct case_course *c, int from, int to, int64_t at)
{
    for (int s = from; s < to; s++) {
        c->done_ms[s] = at;
        if (s > from)
            c->from_ms[s] = at;
    }
    c->on_spot = to == STAGES && from <= STAGE_ACCEPT;
    enter(c, to, at);
}

static void go_back(struct case_course *c, int from, int to, int64_t at)
{
    for (int s = to; s < STAGES; s++)
        c->done_ms[s] = 0;
    c->on_spot = false;
    if (to != STAGE_HANDLE || from < STAGE_HANDLE)
        enter(c, to, at);
}

static void take_word(struct case_course *c, str payload)
{
    json_t *o = payload.len ? json_loadb(payload.at, payload.len, 0, NULL) : NULL;
    const char *word = json_string_value(json_object_get(o, "word"));
    for (int w = MATTERS_NO_WORD + 1; word && w < MATTERS_WORDS; w++)
        if (strcmp(word, matters_word_names[w]) == 0)
            c->word = matters_word_names[w];
    json_decref(o);
}

static void take_move(struct case_course *c, const struct fact *f)
{
    int from = stage_of(c->m.flow, f->from), to = stage_of(c->m.flow, f->to);
    c->refused = str_is(f->to, "not_accepted");
    c->declined = str_is(f->to, "not_filed");
    if (from == NO_STAGE || to == NO_STAGE)
        return;
    if (to > from)
        go_on(c, from, to, f->at_ms);
    else if (to < from)
        go_back(c, from, to, f->at_ms);
    take_word(c, f->payload);
}

static void take(struct case_course *c, const struct fact *f)
{
    if (f->pos > c->pos)
        c->pos = f->pos;
    if (strcmp(f->kind, "matter.opened") == 0)
        enter(c, stage_of(c->m.flow, f->to), c->m.opened_ms);
    else if (strcmp(f->kind, "matter.moved") == 0)
        take_move(c, f);
    else if (strcmp(f->kind, "matter.categorised") == 0)
        c->kind_changed |= c->done_ms[STAGE_FILE] != 0;
}

static enum err read_facts(struct ctx *cx, struct case_course *c)
{
    struct fact *f = NEW_N(cx->mem, struct fact, FACTS_AT_ONCE);
    int64_t after = 0;
    int n = FACTS_AT_ONCE;
    enum err e = OK;
    while (!e && n == FACTS_AT_ONCE) {
        e = facts_list(cx, c->m.county, "matter", c->m.id, FACTS_AUDIT, after, f, FACTS_AT_ONCE,
                       &n);
        for (int i = 0; !e && i < n; i++) {
            take(c, &f[i]);
            after = f[i].id;
        }
    }
    return e;
}

/* ---- the clocks --------------------------------------------------------- */

static const char *const clock_names[STAGES] = {"verify",     "accept", "file", "dispatch",
                                                "department", "check",  "whole"};

/* A clock that rests is due at no time; one that was taken away limits nothing. */
static void set_due(struct case_course *c, int stage, const struct matters_clock *k)
{
    int64_t done = c->done_ms[stage];
    bool limits = done ? k->state != MATTERS_CLOCK_CANCELLED : k->state == MATTERS_CLOCK_RUNNING;
    int64_t at = k->state == MATTERS_CLOCK_PAUSED ? k->stopped_ms : done;
    c->due_ms[stage] = limits ? k->due_ms : 0;
    c->late[stage] = limits && done && k->state != MATTERS_CLOCK_MET &&
                     (k->state == MATTERS_CLOCK_MISSED || at > k->due_ms);
}

static enum err read_clocks(struct ctx *cx, struct case_course *c)
{
    struct matters_clock *k = NEW_N(cx->mem, struct matters_clock, MATTERS_CLOCKS_MAX);
    int n = 0;
    enum err e = matters_clocks(cx, &c->m, k, &n);
    for (int i = 0; !e && i < n; i++) /* the last of a name stands */
        for (int s = 0; s < STAGES; s++)
            if (str_is(k[i].name, clock_names[s]))
                set_due(c, s, &k[i]);
    return e;
}

static enum left_out left_out_of(const struct matter *m)
{
    const struct flow_state *s = &m->flow->states[m->at];
    if (m->merged_into)
        return OUT_MERGED;
    if (m->outcome == MATTERS_VOID || strcmp(s->shows, "void") == 0)
        return OUT_VOID;
    return strcmp(s->shows, "held") == 0 ? OUT_HELD : OUT_NOT;
}

enum err course_read(struct ctx *cx, int64_t county, int64_t id, struct case_course *out)
{
    struct case_course c = {.word = ""};
    enum err e = matters_load(cx, county, id, &c.m);
    if (!e && !str_is(c.m.kind, "case"))
        return ERR_NOT_FOUND;
    if (!e)
        e = read_facts(cx, &c);
    if (!e)
        e = read_clocks(cx, &c);
    if (e)
        return e;
    c.out = left_out_of(&c.m);
    *out = c;
    return OK;
}
