/* rewrap.c: keys wrapped again by the newest key of the file; the fields they seal stay as they
 * are. Meanwhile anybody may read and write: the old keys open until they are retired. */
#include "kit/seal/seal_own.h"

enum { SLICE = 100 };

struct wrapped {
    int64_t id;
    str blob;
};

static enum err slice(struct ctx *cx, const struct seal_rewrap *r, int64_t county, int64_t after,
                      struct wrapped *out, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, r->list, db_int("county", county), db_int("after", after), db_int("n", SLICE));
    for (*n = 0; *n < SLICE && db_next(&rows); ++*n)
        out[*n] = (struct wrapped){db_get_int(&rows, 0), str_keep(cx->mem, db_get_blob(&rows, 1))};
    return db_end(&rows);
}

struct set_args {
    const struct seal_rewrap *r;
    int64_t county, id;
    str old, fresh;
};

static enum err set_tx(struct ctx *cx, void *arg)
{
    const struct set_args *a = arg;
    return db_exec(cx, NULL, a->r->set, db_blob("new", a->fresh), db_int("county", a->county),
                   db_int("id", a->id), db_blob("old", a->old));
}

static enum err wrap_again(struct ctx *cx, struct set_args *a)
{
    struct seal_key k;
    struct seal_where where = {a->r->table, a->r->column, a->county, a->id};
    enum err e = seal_unwrap(cx->seal, a->old, where, &k);
    if (e)
        return e;
    a->fresh = seal_wrap(cx->seal, &k, where, cx->mem);
    seal_key_wipe(&k);
    return db_write(cx, set_tx, a);
}

enum err seal_rewrap_step(struct ctx *cx, const struct seal_rewrap *r, int64_t county,
                          int64_t *after, int64_t *done)
{
    struct wrapped w[SLICE];
    int n = 0;
    enum err e = slice(cx, r, county, *after, w, &n);
    for (int i = 0; !e && i < n; i++) {
        struct set_args a = {.r = r, .county = county, .id = w[i].id, .old = w[i].blob};
        if (!seal_is_current(cx->seal, w[i].blob)) {
            e = wrap_again(cx, &a);
            ++*done;
        }
        if (!e)
            *after = w[i].id;
    }
    return e ? e : n ? OK : ERR_NOT_FOUND;
}
