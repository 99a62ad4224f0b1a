/* log.c: what happened at the command centre, one line per fact worth counting, for the handover of
 * a shift. Two months are kept: facts keep everything. */
#include "rooms/duty/shift.h"

#include "rooms/duty/duty_sql.h"

#include <jansson.h>

const char *const duty_event_names[DUTY_EVENTS] = {"reported", "dispatched", "returned", "pressed",
                                                   "late",     "closed",     "unsolved", "merged"};

static const char *arg_of(const struct flow_move *v, const char *effect)
{
    for (int i = 0; i < v->n_effects; i++)
        if (strcmp(v->effects[i].name, effect) == 0)
            return v->effects[i].arg ? v->effects[i].arg : "";
    return NULL;
}

/* By what the move does, not by its name: flows differ. */
static int event_of_move(const struct flow *f, const struct flow_move *v)
{
    const char *counts = arg_of(v, "count"), *level = arg_of(v, "level");
    if (arg_of(v, "merge"))
        return DUTY_MERGED;
    if (counts && strcmp(counts, "returns") == 0)
        return DUTY_RETURNED;
    if (counts && strcmp(counts, "reopens") == 0)
        return DUTY_UNSOLVED;
    if (arg_of(v, "lead"))
        return DUTY_DISPATCHED;
    if (level)
        return !v->on_clock ? DUTY_PRESSED : strcmp(level, "2") == 0 ? DUTY_BECAME_LATE : -1;
    return v->to >= 0 && strcmp(f->states[v->to].shows, "your_word") == 0 ? DUTY_CLOSED : -1;
}

static int event_of(const struct matter *m, const struct fact *f)
{
    if (strcmp(f->kind, "matter.opened") == 0)
        return DUTY_REPORTED;
    json_t *payload = json_loadb(f->payload.at, f->payload.len, 0, NULL);
    const char *name = json_string_value(json_object_get(payload, "move"));
    int i = name ? flow_move_find(m->flow, str_of(name)) : -1;
    json_decref(payload);
    return i < 0 ? -1 : event_of_move(m->flow, &m->flow->moves[i]);
}

static enum err take(struct ctx *cx, const struct fact *f)
{
    struct matter m;
    enum err e = matters_load(cx, f->county, f->subject, &m);
    if (e == ERR_NOT_FOUND || (!e && !str_is(m.kind, "case")))
        return OK;
    int what = e ? -1 : event_of(&m, f);
    if (e || what < 0 || f->at_ms < cx->now - DUTY_LOG_MS)
        return e;
    return db_exec(cx, NULL, &duty_sql_log_add, db_int("county", f->county), db_int("fact", f->id),
                   db_int("at", f->at_ms), db_int("scope", m.scope),
                   db_word("what", duty_event_names[what]));
}

static const char *const kinds[] = {"matter.opened", "matter.moved", NULL};
const struct facts_subscriber duty_log = {.name = "duty.log", .kinds = kinds, .take = take};
