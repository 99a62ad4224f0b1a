/* leaves.c: promising a leaf, taking its content back, and saying how it stands. */
#include "civic/ledger/ledger_own.h"
#include "civic/ledger/ledger_schema.h"
#include "civic/ledger/ledger_sql.h"

struct ledger_leaf ledger_leaf(struct ctx *cx, int64_t county, const char *kind, int64_t subject,
                               str bytes)
{
    struct ledger_leaf l = {.county = county, .kind = kind, .subject = subject};
    struct arena_point mark = arena_mark(cx->mem);
    l.id = db_new_id(cx);
    seal_random(l.salt, sizeof l.salt);
    char *all = arena_room(cx->mem, sizeof l.salt + bytes.len);
    memcpy(all, l.salt, sizeof l.salt);
    if (bytes.len)
        memcpy(all + sizeof l.salt, bytes.at, bytes.len);
    l.hash = seal_sha256((str){all, sizeof l.salt + bytes.len});
    arena_back(cx->mem, mark);
    return l;
}

enum err ledger_add(struct ctx *cx, const struct ledger_leaf *l)
{
    struct fact f = {.county = l->county,
                     .subject_kind = "ledger",
                     .subject = l->id,
                     .kind = "ledger.added",
                     .to = str_of(l->kind),
                     .audience = FACTS_AUDIT};
    enum err e = db_exec(cx, NULL, &ledger_sql_add, db_int("county", l->county),
                         db_int("id", l->id), db_word("kind", l->kind),
                         db_int("subject", l->subject), db_blob("hash", seal_hash_bytes(&l->hash)),
                         db_blob("salt", (str){(const char *)l->salt, sizeof l->salt}),
                         db_int("at", cx->now));
    return e ? e : facts_add(cx, &f);
}

/* ---- withdrawal --------------------------------------------------------- */

str withdrawal_bytes(struct arena *mem, const struct seal_hash *of, str reason)
{
    return str_fmt(mem, "withdrawal 1\n%.*s\n%.*s\n", STR_ARG(seal_hash_hex(of, mem)),
                   STR_ARG(reason));
}

enum err ledger_withdrawal(struct ctx *cx, int64_t county, int64_t leaf, str reason,
                           struct ledger_withdrawal *out)
{
    struct ledger_entry entry;
    enum err e = ledger_find(cx, county, leaf, &entry);
    if (e)
        return e;
    reason = utf8_head(str_clean_line(cx->mem, reason), LEDGER_REASON);
    str bytes = withdrawal_bytes(cx->mem, &entry.hash, reason);
    if (entry.withdrawn_ms)
        return ERR_CONFLICT;
    *out = (struct ledger_withdrawal){.of = leaf, .reason = reason};
    out->leaf = ledger_leaf(cx, county, LEDGER_WITHDRAWAL, leaf, bytes);
    return OK;
}

enum err ledger_withdraw(struct ctx *cx, const struct ledger_withdrawal *w)
{
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &ledger_sql_withdraw, db_int("now", cx->now),
                         db_text("reason", w->reason), db_int("county", w->leaf.county),
                         db_int("id", w->of));
    if (e || !changed)
        return e ? e : ERR_CONFLICT;
    return ledger_add(cx, &w->leaf);
}

/* What the ledger itself promised: made again from the row that was withdrawn. */
static enum err bytes_of_withdrawal(struct ctx *cx, int64_t county, int64_t subject, int64_t leaf,
                                    str *out)
{
    struct ledger_entry of;
    enum err e = ledger_find(cx, county, subject, &of);
    (void)leaf;
    if (e || !of.withdrawn_ms)
        return e ? e : ERR_NOT_FOUND;
    *out = withdrawal_bytes(cx->mem, &of.hash, of.reason);
    return OK;
}

/* ---- how it stands -------------------------------------------------------- */

static void read_entry(const struct rows *r, int64_t county, struct ledger_entry *out)
{
    str hash = db_get_blob(r, 3), salt = db_get_blob(r, 4);
    *out = (struct ledger_entry){.county = county,
                                 .id = db_get_int(r, 0),
                                 .kind = db_keep_text(r, 1),
                                 .subject = db_get_int(r, 2),
                                 .salt = str_keep(r->cx->mem, salt),
                                 .at_ms = db_get_int(r, 5),
                                 .index = db_get_null(r, 6) ? -1 : db_get_int(r, 6),
                                 .withdrawn_ms = db_get_int(r, 7),
                                 .reason = db_keep_text(r, 8)};
    if (hash.len == sizeof out->hash.at)
        memcpy(out->hash.at, hash.at, hash.len);
}

/* Is there a checkpoint that holds it? */
static enum err read_state(struct ctx *cx, struct ledger_entry *x)
{
    struct ledger_checkpoint first, newest;
    if (x->index < 0)
        return OK;
    enum err e = ledger_checkpoint_since(cx, x->county, x->index + 1, &first);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    e = ledger_checkpoint(cx, x->county, INT64_MAX, &newest);
    if (e)
        return e;
    x->state = LEDGER_LOGGED;
    x->since_ms = first.at_ms;
    x->size = newest.size;
    return OK;
}

static enum err read_row(struct ctx *cx, int64_t county, int64_t id, struct ledger_entry *out)
{
    AUTO_ROWS rows = db_query(cx, &ledger_sql_find, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (!e)
        read_entry(&rows, county, out);
    return e;
}

enum err ledger_find(struct ctx *cx, int64_t county, int64_t id, struct ledger_entry *out)
{
    struct ledger_entry x;
    enum err e = read_row(cx, county, id, &x);
    if (!e)
        e = read_state(cx, &x);
    if (!e)
        *out = x;
    return e;
}

static enum err list_rows(struct ctx *cx, int64_t county, const char *kind, int64_t subject,
                          struct ledger_entry *out, int max, int *n)
{
    int got = 0;
    AUTO_ROWS rows =
        db_query(cx, &ledger_sql_list, db_int("county", county), db_int("subject", subject),
                 db_word("kind", kind), db_int("max", max));
    while (got < max && db_next(&rows))
        read_entry(&rows, county, &out[got++]);
    enum err e = db_end(&rows);
    if (!e)
        *n = got;
    return e;
}

enum err ledger_list(struct ctx *cx, int64_t county, const char *kind, int64_t subject,
                     struct ledger_entry *out, int max, int *n)
{
    int got = 0;
    enum err e = list_rows(cx, county, kind, subject, out, max, &got);
    for (int i = 0; !e && i < got; i++)
        e = read_state(cx, &out[i]);
    if (!e)
        *n = got;
    return e;
}

/* ---- the part --------------------------------------------------------------- */

static const struct ledger_source sources[] = {
    {LEDGER_WITHDRAWAL, bytes_of_withdrawal, true},
    {0},
};
static const struct facts_subscriber *const subscribers[] = {&ledger_subscriber, NULL};
static const struct jobs_kind *const jobs[] = {&ledger_job, NULL};
const struct room ledger_part = {.name = "ledger",
                                 .schema = &ledger_schema,
                                 .routes = ledger_routes,
                                 .subscribers = subscribers,
                                 .jobs = jobs,
                                 .ledger = sources};
