/* count: how many households lie where, for rooms that act on all of a place. */
#include "civic/homes/homes_own.h"

static void take_row(struct ctx *cx, const struct rows *r, struct homes_at **out, int *n, int *room)
{
    if (*n == *room) {
        struct homes_at *more = NEW_N(cx->mem, struct homes_at, 2 * (size_t)*room);
        memcpy(more, *out, (size_t)*n * sizeof **out);
        *out = more;
        *room *= 2;
    }
    (*out)[(*n)++] = (struct homes_at){db_get_int(r, 0), db_get_int(r, 1)};
}

enum err homes_count_at(struct ctx *cx, int64_t county, int64_t lo, int64_t hi,
                        struct homes_at **out, int *n)
{
    int room = 64, got = 0;
    struct homes_at *all = NEW_N(cx->mem, struct homes_at, room);
    AUTO_ROWS rows = db_query(cx, &homes_sql_count_at, db_int("county", county), db_int("lo", lo),
                              db_int("hi", hi));
    while (db_next(&rows))
        take_row(cx, &rows, &all, &got, &room);
    enum err e = db_end(&rows);
    if (e)
        return e;
    *out = all;
    *n = got;
    return OK;
}

enum err homes_scope(struct ctx *cx, int64_t county, int64_t id, int64_t *scope)
{
    struct homes_row row;
    enum err e = homes_row_of(cx, county, id, &row);
    if (!e)
        *scope = row.scope;
    return e;
}
