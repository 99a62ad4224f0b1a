/* figures.c: adds up rows. What a row counts for was decided when it was written (count.c). */
#include "rooms/insight/insight_own.h"

#include "rooms/insight/insight_sql.h"

const char *const insight_by_names[INSIGHT_BYS] = {"", "place", "org", "category"};

#define EXCLUDED ((int64_t)1 << INSIGHT_EXCLUDED)

/* What is due only after now is not due yet. */
static int64_t until_of(const struct ctx *cx, const struct insight_query *q)
{
    return q->until_ms < cx->now + 1 ? q->until_ms : cx->now + 1;
}

#define SOME_ARGS(cx, q, step)                                                                     \
    db_int("county", (q)->county), db_int("step", (step)), db_int("from", (q)->from_ms),           \
        db_int("until", until_of((cx), (q))), db_int("lo", (q)->lo), db_int("hi", (q)->hi),        \
        db_int("org", (q)->org), db_text("category", (q)->category)
#define KEY_ARGS(q)                                                                                \
    db_word("by", insight_by_names[(q)->by]), db_int("unit", (q)->unit ? (q)->unit : 1)

struct sum {
    struct insight_figures *at;
    int n;
};

/* The group of a key, made where it is missing; NULL when there are too many. */
static struct insight_figures *group_of(struct ctx *cx, struct sum *s, str key)
{
    for (int i = s->n; i-- > 0;)
        if (str_eq(s->at[i].key, key))
            return &s->at[i];
    if (s->n == INSIGHT_GROUPS_MAX)
        return NULL;
    s->at[s->n].key = str_keep(cx->mem, key);
    return &s->at[s->n++];
}

static void add(struct insight_figures *f, int step, const struct rows *r)
{
    int64_t bits = db_get_int(r, 1), n = db_get_int(r, 2);
    int64_t *into = bits & EXCLUDED ? f->appealed : f->count;
    for (int m = 0; m < INSIGHT_MEASURES; m++)
        if (bits >> m & 1)
            into[m] += n;
    if (bits & EXCLUDED)
        return;
    f->took_ms[step] += db_get_int(r, 3);
    f->took_n[step] += db_get_int(r, 4);
}

static enum err count_step(struct ctx *cx, const struct insight_query *q, int step, struct sum *s)
{
    AUTO_ROWS rows = db_query(cx, &insight_sql_figures, SOME_ARGS(cx, q, step), KEY_ARGS(q));
    while (db_next(&rows)) {
        struct insight_figures *f = group_of(cx, s, db_get_text(&rows, 0));
        if (f)
            add(f, step, &rows);
    }
    return db_end(&rows);
}

/* The ranks asked for come in order: one or two in the middle, then the 90th; with few cases they
 * are the same row. */
static void take_rank(struct insight_median *t, int64_t n, int64_t rank, int64_t took)
{
    t->n = n;
    if (rank == (n + 1) / 2)
        t->median_ms = took;
    if (rank == n / 2 + 1)
        t->median_ms = (t->median_ms + took) / 2;
    if (rank == (9 * n + 9) / 10)
        t->p90_ms = took;
}

static enum err time_step(struct ctx *cx, const struct insight_query *q, int step, struct sum *s)
{
    AUTO_ROWS rows = db_query(cx, &insight_sql_times, SOME_ARGS(cx, q, step), KEY_ARGS(q),
                              db_int("excluded", EXCLUDED));
    while (db_next(&rows)) {
        struct insight_figures *f = group_of(cx, s, db_get_text(&rows, 0));
        if (f)
            take_rank(&f->times[step], db_get_int(&rows, 1), db_get_int(&rows, 2),
                      db_get_int(&rows, 3));
    }
    return db_end(&rows);
}

static int by_key(const void *a, const void *b)
{
    const struct insight_figures *x = a, *y = b;
    return str_cmp(x->key, y->key);
}

enum err insight_count(struct ctx *cx, const struct insight_query *q, unsigned steps,
                       struct insight_figures **out, int *n)
{
    size_t most = q->by == INSIGHT_WHOLE ? 1 : INSIGHT_GROUPS_MAX;
    struct sum s = {NEW_N(cx->mem, struct insight_figures, most), q->by == INSIGHT_WHOLE};
    enum err e = OK;
    for (int step = 0; !e && step < INSIGHT_STEPS; step++) {
        if (steps && !(steps >> step & 1))
            continue;
        e = count_step(cx, q, step, &s);
        if (!e)
            e = time_step(cx, q, step, &s);
    }
    if (e)
        return e;
    qsort(s.at, (size_t)s.n, sizeof *s.at, by_key);
    *out = s.at;
    *n = s.n;
    return OK;
}

enum err insight_cases(struct ctx *cx, const struct insight_query *q, enum insight_measure m,
                       int64_t before_ms, int64_t before, struct insight_case *out, int max, int *n)
{
    AUTO_ROWS rows = db_query(cx, &insight_sql_cases, SOME_ARGS(cx, q, insight_counted[m].step),
                              db_int("bit", (int64_t)1 << m), db_int("before_ms", before_ms),
                              db_int("before", before), db_int("max", max));
    int got = 0;
    while (got < max && db_next(&rows))
        out[got++] = (struct insight_case){.id = db_get_int(&rows, 0),
                                           .at_ms = db_get_int(&rows, 1),
                                           .appealed = db_get_int(&rows, 2) & EXCLUDED};
    enum err e = db_end(&rows);
    if (!e)
        *n = got;
    return e;
}
