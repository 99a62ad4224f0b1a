/* list.c: matters by kind, place, state and newest first, as the reader's posts allow. */
#include "civic/matters/matters_own.h"
#include "civic/matters/matters_sql.h"
#include "civic/places/places.h"

struct list_rights {
    struct posts_reach read, hidden;
    int64_t org[POSTS_MAX];
};

static void orgs_of(const struct ctx *cx, int64_t org[POSTS_MAX])
{
    for (int i = 0; i < POSTS_MAX; i++)
        org[i] = cx->posts && i < cx->posts->n ? cx->posts->at[i].org : -1;
}

static struct list_rights rights_of(struct ctx *cx, str kind)
{
    struct list_rights r;
    const struct matters_kind *k = matters_kind_find(cx, kind);
    posts_reach(cx, k && k->read_act ? k->read_act : "", &r.read);
    posts_reach(cx, k && k->private_act ? k->private_act : "", &r.hidden);
    orgs_of(cx, r.org);
    return r;
}

#define TOLD_ARGS(f, max_)                                                                         \
    db_int("county", (f)->county), db_int("before", (f)->before ? (f)->before : INT64_MAX),        \
        db_text("kind", (f)->kind), db_text("category", (f)->category),                            \
        db_text("state", (f)->state), db_int("open", (f)->open), db_int("lo", (f)->lo),            \
        db_int("hi", (f)->hi), db_int("max", (max_))

/* The rights with the filter: for lists that hold more than what everybody may read. */
#define LIST_ARGS(cx, f, r, max_)                                                                  \
    TOLD_ARGS(f, max_), db_int("listed", (f)->listed ? 1 : 0), POSTS_RANGE_ARGS((r).read),         \
        db_int("plo1", (r).hidden.lo[0]), db_int("phi1", (r).hidden.hi[0]),                        \
        db_int("plo2", (r).hidden.lo[1]), db_int("phi2", (r).hidden.hi[1]),                        \
        db_int("plo3", (r).hidden.lo[2]), db_int("phi3", (r).hidden.hi[2]),                        \
        db_int("plo4", (r).hidden.lo[3]), db_int("phi4", (r).hidden.hi[3]),                        \
        db_int("me", (cx)->actor), db_int("org1", (r).org[0]), db_int("org2", (r).org[1]),         \
        db_int("org3", (r).org[2]), db_int("org4", (r).org[3])

static enum err read_list(struct ctx *cx, struct rows *rows, struct matter *out, int max, int *n)
{
    int got = 0;
    while (got < max && db_next(rows))
        out[got++] = matters_read(rows, 0);
    enum err e = db_end(rows);
    db_rows_close(rows);
    for (int i = 0; !e && i < got; i++)
        e = matters_with_flow(cx, &out[i]);
    if (!e)
        *n = got;
    return e;
}

static bool one_community(const struct matters_list_filter *f)
{
    return f->lo / 1000 == f->hi / 1000;
}

enum err matters_list(struct ctx *cx, const struct matters_list_filter *f, struct matter *out,
                      int max, int *n)
{
    struct list_rights r = rights_of(cx, f->kind);
    if (f->listed && f->open == 1) {
        AUTO_ROWS rows = db_query(cx, &matters_sql_listed_in_work, TOLD_ARGS(f, max));
        return read_list(cx, &rows, out, max, n);
    }
    if (f->listed && f->category.len && one_community(f)) {
        AUTO_ROWS rows = db_query(cx, &matters_sql_listed_of, TOLD_ARGS(f, max),
                                  db_int("community", f->lo / 1000));
        return read_list(cx, &rows, out, max, n);
    }
    if (one_community(f)) {
        AUTO_ROWS rows = db_query(cx, &matters_sql_of_community, LIST_ARGS(cx, f, r, max),
                                  db_int("community", f->lo / 1000));
        return read_list(cx, &rows, out, max, n);
    }
    AUTO_ROWS rows = db_query(cx, &matters_sql_of_range, LIST_ARGS(cx, f, r, max));
    return read_list(cx, &rows, out, max, n);
}

enum err matters_tally_listed(struct ctx *cx, int64_t county, str kind, int64_t place,
                              int64_t since_ms, struct matters_tally *out)
{
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_tally_listed, db_int("county", county), db_text("kind", kind),
                 db_int("lo", place), db_int("hi", place_end(place)), db_int("since", since_ms));
    enum err e = db_one(&rows);
    if (!e)
        *out = (struct matters_tally){db_get_int(&rows, 0), db_get_int(&rows, 1)};
    return e;
}

enum err matters_list_mine(struct ctx *cx, int64_t county, int64_t before, struct matter *out,
                           int max, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &matters_sql_mine, db_int("county", county), db_int("me", cx->actor),
                 db_int("before", before ? before : INT64_MAX), db_int("max", max));
    return read_list(cx, &rows, out, max, n);
}
