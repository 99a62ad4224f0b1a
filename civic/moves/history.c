/* history.c: what happened to a matter, as its reader may know it. The facts say what, the flow how
 * it is called. */
#include "civic/moves/moves.h"

#include "civic/people/people.h"

#include <jansson.h>

enum { STEPS_MOST = 200, NOTES_MOST = 200 };

struct telling {
    struct ctx *cx;
    const struct matter *m;
    enum matters_view view;
    const struct moves_words *words;
};

enum frame_look moves_look(enum matters_shown s, bool late)
{
    static const enum frame_look looks[MATTERS_SHOWNS] = {
        [MATTERS_SHOWN_SUBMITTED] = LOOK_NEW,    [MATTERS_SHOWN_REGISTERED] = LOOK_NEW,
        [MATTERS_SHOWN_HANDED] = LOOK_SENT,      [MATTERS_SHOWN_HANDLING] = LOOK_DOING,
        [MATTERS_SHOWN_HELD] = LOOK_GREY,        [MATTERS_SHOWN_YOUR_WORD] = LOOK_ASK,
        [MATTERS_SHOWN_SOLVED] = LOOK_DONE,      [MATTERS_SHOWN_PARTLY] = LOOK_PART,
        [MATTERS_SHOWN_ANSWERED] = LOOK_GREY,    [MATTERS_SHOWN_DECLINED] = LOOK_GREY,
        [MATTERS_SHOWN_VOID] = LOOK_GREY,        [MATTERS_SHOWN_MERGED] = LOOK_GREY,
        [MATTERS_SHOWN_UNCONFIRMED] = LOOK_GREY,
    };
    return late && looks[s] <= LOOK_DOING ? LOOK_BAD : looks[s];
}

/* Staff are named to the reporter and among themselves; residents to nobody here. */
static str who_of(const struct telling *t, const struct fact *f)
{
    if (!f->actor || t->view == MATTERS_VIEW_PUBLIC || !strcmp(f->kind, "matter.opened"))
        return STR_NONE;
    str name = people_name(t->cx, f->actor_county, f->actor);
    struct tr_arg who = TR("who", name);
    if (str_is(f->via, "call")) /* the reporter's word, taken down */
        return tr_fill(t->cx->mem, t->cx->lang, _("heard on the phone by {who}"), &who, 1);
    if (str_is(f->via, "visit"))
        return tr_fill(t->cx->mem, t->cx->lang, _("heard at the door by {who}"), &who, 1);
    return name;
}

static const struct flow_move *move_of(const struct telling *t, const struct fact *f)
{
    json_t *payload = json_loadb(f->payload.at, f->payload.len, 0, NULL);
    const char *name = json_string_value(json_object_get(payload, "move"));
    int i = name ? flow_move_find(t->m->flow, str_of(name)) : -1;
    json_decref(payload);
    return i < 0 ? NULL : &t->m->flow->moves[i];
}

static enum frame_look look_of(const struct telling *t, str state)
{
    int i = flow_state_find(t->m->flow, state);
    for (int s = 0; i >= 0 && s < MATTERS_SHOWNS; s++)
        if (strcmp(t->m->flow->states[i].shows, matters_shown_names[s]) == 0)
            return moves_look((enum matters_shown)s, false);
    return LOOK_GREY;
}

static str words_of(const struct telling *t, const struct fact *f, const struct flow_move *move)
{
    str said = t->words && t->view != MATTERS_VIEW_PUBLIC ? t->words->of(t->words->arg, f, move)
                                                          : STR_NONE;
    for (int i = 0; move && !said.len && f->reason.len && i < move->n_reasons; i++)
        if (str_is(f->reason, move->reasons[i].code) && t->view != MATTERS_VIEW_PUBLIC)
            said = tr(t->cx->lang, move->reasons[i].label);
    return said;
}

static bool tell(const struct telling *t, const struct fact *f, struct frame_step *out)
{
    bool opened = !strcmp(f->kind, "matter.opened");
    const struct flow_move *move = strcmp(f->kind, "matter.moved") ? NULL : move_of(t, f);
    if (!opened && (!move || (t->view <= MATTERS_VIEW_REPORTER && !move->told_reporter)))
        return false;
    *out = (struct frame_step){.look = look_of(t, f->to),
                               .by = who_of(t, f),
                               .words = words_of(t, f, move),
                               .at_ms = f->at_ms};
    if (opened)
        out->title = tr(t->cx->lang,
                        t->view == MATTERS_VIEW_REPORTER ? _("You reported it") : _("Reported"));
    else
        out->title = tr(t->cx->lang, move->told ? move->told : move->label);
    return true;
}

/* ---- a room's own notes ------------------------------------------------------- */

struct notes {
    struct note {
        int64_t account, at_ms;
        str body;
    } at[NOTES_MOST];
    int n;
};

static str note_of(void *arg, const struct fact *f, const struct flow_move *move)
{
    const struct notes *notes = arg;
    (void)move;
    for (int i = 0; i < notes->n; i++)
        if (notes->at[i].at_ms == f->at_ms && notes->at[i].account == f->actor)
            return notes->at[i].body;
    return STR_NONE;
}

enum err moves_notes(struct ctx *cx, const struct db_sql *sql, const struct matter *m,
                     struct moves_words *out)
{
    struct notes *notes = NEW(cx->mem, struct notes);
    *out = (struct moves_words){note_of, notes};
    AUTO_ROWS r = db_query(cx, sql, db_int("county", m->county), db_int("id", m->id),
                           db_int("max", NOTES_MOST));
    while (notes->n < NOTES_MOST && db_next(&r))
        notes->at[notes->n++] = (struct note){
            .account = db_get_int(&r, 0), .body = db_keep_text(&r, 1), .at_ms = db_get_int(&r, 2)};
    return db_end(&r);
}

/* ---- all of it ------------------------------------------------------------------ */

enum err moves_history(struct ctx *cx, const struct matter *m, enum matters_view view,
                       const struct moves_words *words, struct frame_step **out, int *n)
{
    struct fact *facts = NEW_N(cx->mem, struct fact, STEPS_MOST);
    struct telling t = {.cx = cx, .m = m, .view = view, .words = words};
    /* Once a matter is public, so are its stages: when and which, without words and names. */
    enum facts_audience audience = view > MATTERS_VIEW_REPORTER ? FACTS_STAFF : FACTS_REPORTER;
    int found = 0, told = 0;
    enum err e = facts_list(cx, m->county, "matter", m->id, audience, 0, facts, STEPS_MOST, &found);
    if (e)
        return e;
    struct frame_step *steps = NEW_N(cx->mem, struct frame_step, found);
    for (int i = 0; i < found; i++)
        if (tell(&t, &facts[i], &steps[told]))
            told++;
    *out = steps;
    *n = told;
    return OK;
}
