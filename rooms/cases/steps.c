/* steps.c: the history of a case as its reader may know it: the room's notes say what was said with
 * the steps of civic/moves. */
#include "rooms/cases/cases_own.h"

#include "rooms/cases/cases_sql.h"

enum { NOTES_MOST = 200 };

struct said { /* a note, to be put under the step it was made with */
    int64_t account, at_ms;
    str body;
    bool reporter; /* the reporter may read it */
};
struct telling {
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

static str words_of(void *arg, const struct fact *f, const struct flow_move *move)
{
    const struct telling *t = arg;
    for (int i = 0; i < t->n_notes; i++)
        if (t->notes[i].at_ms == f->at_ms && t->notes[i].account == f->actor &&
            (t->notes[i].reporter || t->view > MATTERS_VIEW_REPORTER))
            return t->notes[i].body;
    return move && move->needs & FLOW_NEED_OUTCOME ? t->c->reply : STR_NONE;
}

enum err cases_steps(struct ctx *cx, const struct casefile *c, enum matters_view view,
                     struct frame_step **out, int *n)
{
    struct said *notes = NEW_N(cx->mem, struct said, NOTES_MOST);
    struct telling t = {.c = c, .view = view, .notes = notes};
    struct moves_words words = {words_of, &t};
    enum err e = read_notes(cx, c, notes, &t.n_notes);
    return e ? e : moves_history(cx, &c->m, view, &words, out, n);
}
