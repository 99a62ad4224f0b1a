/* draw.c: samples of closed cases, drawn by lot. */
#include "kit/seal/seal.h"
#include "rooms/insight/freeze.h"
#include "rooms/insight/freeze_sql.h"
#include "rooms/insight/insight_own.h"

enum { AMONG_MOST = 20000 };

/* ---- the lot ----------------------------------------------------------------- */

struct lot {
    struct seal_hash hash;
    int64_t id;
};

static int by_hash(const void *a, const void *b)
{
    const struct lot *x = a, *y = b;
    return str_cmp(seal_hash_bytes(&x->hash), seal_hash_bytes(&y->hash));
}

/* The order of SHA-256(seed, ":", id): whoever knows the seed and the list gets the same. */
void sample_pick(str seed, int64_t *ids, int n_ids)
{
    struct arena *mem = arena_new();
    struct lot *lots = NEW_N(mem, struct lot, n_ids + 1);
    for (int i = 0; i < n_ids; i++)
        lots[i] = (struct lot){
            seal_sha256(str_fmt(mem, "%.*s:%lld", STR_ARG(seed), (long long)ids[i])), ids[i]};
    qsort(lots, (size_t)n_ids, sizeof *lots, by_hash);
    for (int i = 0; i < n_ids; i++)
        ids[i] = lots[i].id;
    arena_free(mem);
}

static enum err all_closed(struct ctx *cx, const struct insight_query *q, int64_t **out, int *n)
{
    struct insight_case *k = NEW_N(cx->mem, struct insight_case, AMONG_MOST);
    int64_t *ids = NEW_N(cx->mem, int64_t, AMONG_MOST);
    enum err e = insight_cases(cx, q, M_CLOSED, INT64_MAX, 0, k, AMONG_MOST, n);
    for (int i = 0; !e && i < *n; i++)
        ids[i] = k[i].id;
    *out = ids;
    return e;
}

struct draw_args {
    struct sample_draw d;
    int64_t county;
    const int64_t *ids;
    int n;
};

static enum err draw_tx(struct ctx *cx, void *arg)
{
    const struct draw_args *a = arg;
    const struct sample_draw *d = &a->d;
    if (!may(cx, ACT_INSIGHT_SAMPLE, d->scope, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e =
        db_exec(cx, NULL, &freeze_sql_sample_put, db_int("county", a->county), db_int("id", d->id),
                db_int("scope", d->scope), db_int("from", d->from_ms), db_int("until", d->until_ms),
                db_text("seed", d->seed), db_int("among", d->among), db_int("account", cx->actor),
                db_int("now", cx->now));
    for (int i = 0; !e && i < a->n; i++)
        e = db_exec(cx, NULL, &freeze_sql_item_put, db_int("county", a->county),
                    db_int("sample", d->id), db_int("case_id", a->ids[i]), db_int("turn", i));
    struct fact f = {.county = a->county,
                     .place = d->scope,
                     .scope = d->scope,
                     .subject_kind = "sample",
                     .subject = d->id,
                     .kind = "insight.sampled",
                     .to = d->seed,
                     .audience = FACTS_STAFF};
    return e ? e : facts_add(cx, &f);
}

enum err sample_draw(struct ctx *cx, const struct insight_query *q, int n, int64_t *id)
{
    unsigned char random[8];
    int64_t *ids;
    int among = 0;
    enum err e = all_closed(cx, q, &ids, &among);
    if (e)
        return e;
    if (!among)
        return fail(cx, ERR_CONFLICT, _("No case was closed there in this period."));
    seal_random(random, sizeof random);
    struct draw_args a = {.d = {.id = db_new_id(cx),
                                .scope = q->lo,
                                .from_ms = q->from_ms,
                                .until_ms = q->until_ms,
                                .among = among,
                                .seed = str_hex(cx->mem, random, sizeof random)},
                          .county = q->county,
                          .ids = ids,
                          .n = n < among ? n : among};
    sample_pick(a.d.seed, ids, among);
    e = db_write(cx, draw_tx, &a);
    if (!e)
        *id = a.d.id;
    return e;
}

/* ---- looking at them ----------------------------------------------------------- */

static struct sample_draw read_draw(const struct rows *r)
{
    return (struct sample_draw){.id = db_get_int(r, 0),
                                .scope = db_get_int(r, 1),
                                .from_ms = db_get_int(r, 2),
                                .until_ms = db_get_int(r, 3),
                                .seed = db_keep_text(r, 4),
                                .among = db_get_int(r, 5),
                                .account = db_get_int(r, 6),
                                .at_ms = db_get_int(r, 7)};
}

enum err sample_list(struct ctx *cx, int64_t county, int64_t before, struct sample_draw *out,
                     int max, int *n)
{
    struct posts_reach reach;
    posts_reach(cx, ACT_INSIGHT_SAMPLE, &reach);
    AUTO_ROWS rows =
        db_query(cx, &freeze_sql_samples, db_int("county", county), db_int("before", before),
                 POSTS_RANGE_ARGS(reach), db_int("max", max));
    int got = 0;
    while (got < max && db_next(&rows))
        out[got++] = read_draw(&rows);
    enum err e = db_end(&rows);
    if (!e)
        *n = got;
    return e;
}

static enum err find_draw(struct ctx *cx, int64_t county, int64_t id, struct sample_draw *out)
{
    AUTO_ROWS rows = db_query(cx, &freeze_sql_sample, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = read_draw(&rows);
    return may(cx, ACT_INSIGHT_SAMPLE, out->scope, NO_ORG) ? OK : ERR_NOT_FOUND;
}

enum err sample_find(struct ctx *cx, int64_t county, int64_t id, struct sample_draw *out,
                     struct sample_item *items, int *n)
{
    enum err e = find_draw(cx, county, id, out);
    if (e)
        return e;
    AUTO_ROWS rows =
        db_query(cx, &freeze_sql_items, db_int("county", county), db_int("sample", id));
    int got = 0;
    while (got < SAMPLE_MOST && db_next(&rows))
        items[got++] = (struct sample_item){.id = db_get_int(&rows, 0),
                                            .verdict = db_keep_text(&rows, 1),
                                            .account = db_get_int(&rows, 2),
                                            .at_ms = db_get_int(&rows, 3)};
    *n = got;
    return rows.err;
}

struct say_args {
    int64_t county, sample, id;
    bool good;
};

static enum err say_tx(struct ctx *cx, void *arg)
{
    const struct say_args *a = arg;
    struct sample_draw d;
    int64_t changed = 0;
    enum err e = find_draw(cx, a->county, a->sample, &d);
    if (!e)
        e = db_exec(cx, &changed, &freeze_sql_verdict, db_word("verdict", a->good ? "good" : "bad"),
                    db_int("account", cx->actor), db_int("now", cx->now),
                    db_int("county", a->county), db_int("sample", a->sample),
                    db_int("case_id", a->id));
    if (e || !changed)
        return e ? e : ERR_NOT_FOUND;
    struct fact f = {.county = a->county,
                     .place = d.scope,
                     .scope = d.scope,
                     .subject_kind = "matter",
                     .subject = a->id,
                     .kind = "insight.looked_again",
                     .to = a->good ? S("good") : S("bad"),
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

enum err sample_say(struct ctx *cx, int64_t county, int64_t sample, int64_t id, bool good)
{
    struct say_args a = {county, sample, id, good};
    return db_write(cx, say_tx, &a);
}
