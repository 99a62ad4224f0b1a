/* list.c: the disputes of the actor's places, and what the flow's steps keep of other offices. */
#include "civic/people/people.h"
#include "rooms/mediation/mediation_own.h"
#include "rooms/mediation/mediation_sql.h"

static int by_age(const void *a, const void *b)
{
    const struct matter *x = a, *y = b;
    return x->id < y->id ? 1 : x->id > y->id ? -1 : 0;
}

/* Each of the actor's places has its own list; together they are at most that many pages. */
static enum err list_matters(struct ctx *cx, int open, int64_t before, struct matter *all, int max,
                             int *n)
{
    struct posts_reach r;
    enum err e = OK;
    posts_reach(cx, ACT_MEDIATION_READ, &r);
    *n = 0;
    for (int i = 0; !e && i < r.ranges; i++) {
        int k = 0;
        struct matters_list_filter f = {.county = cx->county,
                                        .lo = r.lo[i],
                                        .hi = r.hi[i],
                                        .kind = S("mediation"),
                                        .open = open,
                                        .before = before};
        e = matters_list(cx, &f, all + *n, max, &k);
        *n += k;
    }
    qsort(all, (size_t)*n, sizeof *all, by_age);
    return e;
}

enum err mediation_list(struct ctx *cx, int open, int64_t before, struct mediation *out, int max,
                        int *n)
{
    struct matter *all = NEW_N(cx->mem, struct matter, POSTS_MAX * max);
    int found = 0;
    *n = 0;
    enum err e = list_matters(cx, open, before, all, max, &found);
    for (int i = 0; !e && i < found && *n < max; i++)
        if (!i || all[i].id != all[i - 1].id) /* two posts may reach one place */
            e = mediation_load(cx, &all[i], &out[(*n)++]);
    return e;
}

enum err mediation_count(struct ctx *cx, int64_t since_ms, int64_t out[MEDIATION_KINDS])
{
    struct posts_reach r;
    posts_reach(cx, ACT_MEDIATION_READ, &r);
    memset(out, 0, MEDIATION_KINDS * sizeof *out);
    AUTO_ROWS rows = db_query(cx, &mediation_sql_count, db_int("county", cx->county),
                              db_int("since", since_ms), POSTS_RANGE_ARGS(r));
    while (db_next(&rows))
        for (int i = 0; i < MEDIATION_KINDS; i++)
            if (str_is(db_get_text(&rows, 0), mediation_kind_names[i]))
                out[i] = db_get_int(&rows, 1);
    return db_end(&rows);
}

/* ---- effects that the flow names ------------------------------------------- */

static enum err hand_over(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    return db_exec(cx, NULL, &mediation_sql_handover_insert, db_int("county", s->m->county),
                   db_int("mediation", s->m->id), db_int("id", db_new_id(cx)),
                   db_word("office", arg), db_int("now", cx->now));
}

static enum err keep_receipt(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return db_exec(cx, NULL, &mediation_sql_handover_receipt, db_text("text", s->in->text),
                   db_int("now", cx->now), db_int("county", s->m->county),
                   db_int("mediation", s->m->id));
}

static enum err keep_result(struct ctx *cx, const struct matters_step *s, const char *arg)
{
    (void)arg;
    return db_exec(cx, NULL, &mediation_sql_handover_end, db_text("text", s->in->text),
                   db_int("now", cx->now), db_int("county", s->m->county),
                   db_int("mediation", s->m->id));
}

const struct matters_effect mediation_effects[] = {
    {"hand_over", hand_over}, {"keep_receipt", keep_receipt}, {"keep_result", keep_result}, {0}};
