/* rekey.c: scope follows the successors, batch by batch, table by table. A move stays open until a
 * round over all tables finds nothing in its range, so a crash in between costs nothing. */
#include "civic/places/edition.h"

#include "civic/places/edition_sql.h"
#include "civic/places/places_schema.h"
#include "civic/room.h"
#include "kit/jobs/jobs.h"

#define BATCH 1000 /* rows */
#define MOVES 500

static enum err next_move(struct ctx *cx, int64_t county, struct places_move *m, int64_t *edition,
                          int64_t *seq)
{
    AUTO_ROWS rows = db_query(cx, &edition_sql_move_next, db_int("county", county));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *edition = db_get_int(&rows, 0);
    *seq = db_get_int(&rows, 1);
    *m = (struct places_move){county, db_get_int(&rows, 2), db_get_int(&rows, 3),
                              db_get_int(&rows, 4), db_get_int(&rows, 5)};
    return OK;
}

static enum err rekey_table(struct ctx *cx, const struct places_rekey *r,
                            const struct places_move *m, int64_t *moved)
{
    if (r->run)
        return r->run(cx, m, BATCH, moved);
    return db_exec(cx, moved, r->sql, db_int("county", m->county), db_int("lo", m->lo),
                   db_int("hi", m->hi), db_int("keep", m->keep), db_int("shift", m->shift),
                   db_int("most", BATCH));
}

/* The first table that still has rows in the range; what it moved is one batch. */
static enum err rekey_tables(struct ctx *cx, const struct places_move *m, int64_t *moved)
{
    for (const struct room *const *r = rooms_of(cx); *r; r++)
        for (const struct places_rekey *const *k = (*r)->rekeys; k && *k; k++) {
            enum err e = rekey_table(cx, *k, m, moved);
            if (e || *moved)
                return e;
        }
    return OK;
}

struct step {
    int64_t county, did, rows;
};

/* One move's next batch; a move whose range is empty everywhere is done. */
static enum err step_move(struct ctx *cx, struct step *s, bool *more)
{
    struct places_move m;
    int64_t edition, seq, moved = 0;
    enum err e = next_move(cx, s->county, &m, &edition, &seq);
    *more = e == OK;
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    e = rekey_tables(cx, &m, &moved);
    if (!e && !moved)
        e = db_exec(cx, NULL, &edition_sql_move_done, db_int("county", s->county),
                    db_int("edition", edition), db_int("seq", seq), db_int("now", cx->now));
    s->did++;
    s->rows += moved;
    return e;
}

/* Most ranges are empty: many of them fit into one transaction, and one full batch does. */
static enum err step_tx(struct ctx *cx, void *arg)
{
    struct step *s = arg;
    bool more = true;
    enum err e = OK;
    for (s->did = s->rows = 0; !e && more && s->did < MOVES && s->rows < BATCH;)
        e = step_move(cx, s, &more);
    return e;
}

enum err edition_rekey(struct ctx *cx, int64_t county, int64_t *did, int64_t *rows)
{
    struct step s = {.county = county};
    enum err e = db_write(cx, step_tx, &s);
    if (e)
        return e;
    *did = s.did;
    *rows += s.rows;
    return OK;
}

enum err places_rekey_step(struct ctx *cx, int64_t county, int64_t *did)
{
    int64_t rows = 0;
    return edition_rekey(cx, county, did, &rows);
}

static const struct jobs_kind rekey_job = {
    .name = "places.rekey", .counties = &edition_sql_moving, .step = places_rekey_step};
static const struct jobs_kind *const jobs[] = {&rekey_job, NULL};

const struct room places_room = {.name = "places", .schema = &places_schema, .jobs = jobs};
