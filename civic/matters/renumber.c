/* renumber.c: matters, their tasks, trays and turns follow the codes of today. */
#include "civic/matters/matters_own.h"

#include "civic/matters/renumber_sql.h"
#include "civic/places/places.h"

/* A matter's tasks first, found through the matters that are still in the range. */
static enum err move_matters(struct ctx *cx, const struct places_move *m, int64_t most,
                             int64_t *moved)
{
#define MOVE_ARGS                                                                                  \
    db_int("county", m->county), db_int("lo", m->lo), db_int("hi", m->hi),                         \
        db_int("keep", m->keep), db_int("shift", m->shift), db_int("most", most)
    enum err e = db_exec(cx, NULL, &renumber_sql_tasks, MOVE_ARGS);
    return e ? e : db_exec(cx, moved, &renumber_sql_matters, MOVE_ARGS);
}

static const struct places_rekey matters = {.table = "matters", .run = move_matters};
static const struct places_rekey desks = {.table = "tasks", .sql = &renumber_sql_desks};
static const struct places_rekey turns = {.table = "turns", .sql = &renumber_sql_turns};
const struct places_rekey *const matters_rekeys[] = {&matters, &desks, &turns, NULL};
