/* row.c: a task of any kind of matter as one line of a list. */
#include "civic/moves/moves.h"

#include "civic/places/places.h"

str moves_page(struct ctx *cx, const struct matter *m)
{
    const struct matters_kind *k = matters_kind_find(cx, m->kind);
    return k && k->desk ? str_fmt(cx->mem, "%s%.*s", k->desk, STR_ARG(m->number)) : STR_NONE;
}

void moves_row(struct ctx *cx, const struct task *t, struct moves_row *out)
{
    const struct matter *m = t->of;
    const struct matters_kind *k = matters_kind_find(cx, m->kind);
    int task = flow_task_find(m->flow, t->name);
    *out = (struct moves_row){
        .no = m->number,
        .title = m->title,
        .to = moves_page(cx, m),
        .place = places_name(cx, place_above(m->scope, PLACE_COMMUNITY)),
        .kind = k ? tr(cx->lang, k->label) : STR_NONE,
        .todo = task < 0 ? t->name : tr(cx->lang, m->flow->tasks[task].label),
        .look = moves_look(matters_shown(m), m->level > 1),
        .shown = tr(cx->lang, m->flow->states[m->at].label),
        .late = t->due_ms && t->due_ms < cx->now,
        .urgent = m->flags & MATTERS_URGENT,
        .due_ms = t->due_ms,
    };
}
