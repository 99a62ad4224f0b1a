/* steps.c: the history of a case as its reader may know it. The facts say what happened, the flow
 * how it is called, the room's notes what was said with it. */
#include "rooms/cases/cases_own.h"

#include "civic/people/people.h"
#include "rooms/cases/cases_sql.h"

#include <jansson.h>

enum { STEPS_MOST = 200, NOTES_MOST = 200 };

struct said { /* a note, to be put under the step it was made with */
    int64_t account, at_ms;
    str body;
    bool reporter; /* the reporter may read it */
};
struct telling {
    struct ctx *cx;
    const struct casefile *c;
    enum matters_view view;
    const struct said *notes;
    int n_notes;
};

static enum err read_notes(struct ctx *cx, const struct casefile *c, struct said *out, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &cases_sql_notes, db_int("county", c->m.county), db_int("case_id", c->m.id));
    while (*n < NOTES_MOST && db_next(&rows))
        out[(*n)++] = (struct said){.reporter = str_is(db_get_text(&rows, 0), "reporter"),
                                    .account = db_get_int(&rows, 1),
                                    .body = db_keep_text(&rows, 2),
                                    .at_ms = db_get_int(&rows, 3)};
    return db_end(&rows);
}

static str words_of(const struct telling *t, const struct fact *f)
{
    if (t->view == MATTERS_VIEW_PUBLIC)
        return STR_NONE;
    for (int i = 0; i < t->n_notes; i++)
        if (t->notes[i].at_ms == f->at_ms && t->notes[i].account == f->actor &&
            (t->notes[i].reporter || t->view > MATTERS_VIEW_REPORTER))
            return t->notes[i].body;
    return STR_NONE;
}

/* Staff are named to the reporter and among themselves; residents to nobody here. */
static str who_of(const struct telling *t, const struct fact *f)
{
    if (!f->actor || t->view == MATTERS_VIEW_PUBLIC || !strcmp(f->kind, "matter.opened"))
        return STR_NONE;
    return people_name(t->cx, f->actor_county, f->actor);
}

static const struct flow_move *move_of(const struct telling *t, const struct fact *f)
{
    json_t *payload = json_loadb(f->payload.at, f->payload.len, 0, NULL);
    const char *name = json_string_value(json_object_get(payload, "move"));
    int i = name ? flow_move_find(t->c->m.flow, str_of(name)) : -1;
    json_decref(payload);
    return i < 0 ? NULL : &t->c->m.flow->moves[i];
}

static enum frame_look look_of(const struct telling *t, str state)
{
    int i = flow_state_find(t->c->m.flow, state);
    for (int s = 0; i >= 0 && s < MATTERS_SHOWNS; s++)
        if (strcmp(t->c->m.flow->states[i].shows, matters_shown_names[s]) == 0)
            return cases_look((enum matters_shown)s, false);
    return LOOK_GREY;
}

static bool tell_move(const struct telling *t, const struct fact *f, struct frame_step *out)
{
    const struct flow_move *move = move_of(t, f);
    if (!move || (t->view <= MATTERS_VIEW_REPORTER && !move->told_reporter))
        return false;
    out->title = tr(t->cx->lang, move->told ? move->told : move->label);
    if (t->view == MATTERS_VIEW_PUBLIC)
        return true;
    if (!out->words.len && move->needs & FLOW_NEED_OUTCOME)
        out->words = t->c->reply;
    for (int i = 0; f->reason.len && i < move->n_reasons; i++)
        if (str_is(f->reason, move->reasons[i].code) && !out->words.len)
            out->words = tr(t->cx->lang, move->reasons[i].label);
    return true;
}

static bool tell(const struct telling *t, const struct fact *f, struct frame_step *out)
{
    *out = (struct frame_step){
        .look = look_of(t, f->to), .by = who_of(t, f), .words = words_of(t, f), .at_ms = f->at_ms};
    if (!strcmp(f->kind, "matter.opened")) {
        out->title = tr(t->cx->lang,
                        t->view == MATTERS_VIEW_REPORTER ? _("You reported it") : _("Reported"));
        return true;
    }
    return !strcmp(f->kind, "matter.moved") && tell_move(t, f, out);
}

enum err cases_steps(struct ctx *cx, const struct casefile *c, enum matters_view view,
                     struct frame_step **out, int *n)
{
    struct said *notes = NEW_N(cx->mem, struct said, NOTES_MOST);
    struct fact *facts = NEW_N(cx->mem, struct fact, STEPS_MOST);
    struct telling t = {.cx = cx, .c = c, .view = view, .notes = notes};
    /* Once a case is public, so are its stages: when and which, without words and names. */
    enum facts_audience audience = view > MATTERS_VIEW_REPORTER ? FACTS_STAFF : FACTS_REPORTER;
    int found = 0;
    enum err e = read_notes(cx, c, notes, &t.n_notes);
    if (!e)
        e = facts_list(cx, c->m.county, "matter", c->m.id, audience, 0, facts, STEPS_MOST, &found);
    if (e)
        return e;
    *out = NEW_N(cx->mem, struct frame_step, found);
    *n = 0;
    for (int i = 0; i < found; i++)
        if (tell(&t, &facts[i], &(*out)[*n]))
            (*n)++;
    return OK;
}
