/* figures.c: a place's public cases in figures. */
#include "rooms/cases/cases_own.h"
#include "rooms/cases/cases_sql.h"

static void add_place(struct ctx *cx, const struct rows *r, struct cases_figures *f, int *room)
{
    if (f->n == *room) {
        struct cases_at *more = NEW_N(cx->mem, struct cases_at, 2 * *room + 16);
        for (int i = 0; i < f->n; i++)
            more[i] = f->at[i];
        f->at = more;
        *room = 2 * *room + 16;
    }
    f->at[f->n++] = (struct cases_at){
        .scope = db_get_int(r, 0), .open = db_get_int(r, 1), .late = db_get_int(r, 2)};
}

enum err cases_count_open(struct ctx *cx, int64_t county, int64_t place, struct cases_figures *out)
{
    struct cases_figures f = {.open = 0};
    int room = 0;
    AUTO_ROWS rows = db_query(cx, &cases_sql_in_work, db_int("county", county), db_int("lo", place),
                              db_int("hi", place_end(place)), db_int("now", cx->now));
    while (db_next(&rows)) {
        add_place(cx, &rows, &f, &room);
        f.open += f.at[f.n - 1].open;
        f.late += f.at[f.n - 1].late;
    }
    enum err e = db_end(&rows);
    if (!e)
        *out = f;
    return e;
}

enum err cases_count(struct ctx *cx, int64_t county, int64_t place, int64_t since_ms,
                     struct cases_figures *out)
{
    struct matters_tally t;
    enum err e = cases_count_open(cx, county, place, out);
    if (!e)
        e = matters_tally_listed(cx, county, S("case"), place, since_ms, &t);
    if (e)
        return e;
    out->received = t.received;
    out->confirmed = t.confirmed;
    return OK;
}
