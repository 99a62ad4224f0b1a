/* search.c: the index and its rights. Terms of rights are one letter and a number, so that both
 * engines take each for one word: c county, a audience, k kind, p place and what lies above it,
 * o organisation, u account, x and y accounts and organisations that must not find it. */
#include "civic/search/search.h"

#include "civic/facts/facts.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "civic/room.h"
#include "civic/search/search_schema.h"
#include "civic/search/search_sql.h"

/* ---- terms of a document ----------------------------------------------- */

static void put_terms(struct buf *b, char letter, const int64_t *list)
{
    for (int i = 0; i < SEARCH_NAMED && list[i]; i++)
        buf_fmt(b, " %c%lld", letter, (long long)list[i]);
}

/* All but the places, which change when codes are renumbered. */
static str who_terms(struct ctx *cx, const struct search_doc *d)
{
    struct buf b = buf_new(cx->mem, 4000);
    buf_fmt(&b, "c%lld k%s%s", (long long)d->county, d->kind, d->open.len ? " apublic" : "");
    put_terms(&b, 'o', d->orgs);
    put_terms(&b, 'u', d->accounts);
    put_terms(&b, 'x', d->not_accounts);
    put_terms(&b, 'y', d->not_orgs);
    return buf_done(&b);
}

static str all_terms(struct ctx *cx, str who, int64_t scope)
{
    struct buf b = buf_new(cx->mem, 5000);
    buf_str(&b, who);
    buf_z(&b, " p0");
    for (enum place_level level = PLACE_PROVINCE; level <= place_level_of(scope); level++)
        buf_fmt(&b, " p%lld", (long long)place_above(scope, level));
    return buf_done(&b);
}

/* ---- writing ----------------------------------------------------------- */

struct doc_row {
    int64_t county, id, scope;
    str kind, who, tokens, inside, rights;
};

#define INDEX_ARGS(r)                                                                              \
    db_int("county", (r)->county), db_int("id", (r)->id), db_text("tokens", (r)->tokens),          \
        db_text("inside", (r)->inside), db_text("rights", (r)->rights)

static enum err read_row(struct ctx *cx, int64_t county, int64_t id, struct doc_row *out)
{
    AUTO_ROWS rows = db_query(cx, &search_sql_get, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = (struct doc_row){.county = county,
                            .id = id,
                            .kind = db_keep_text(&rows, 0),
                            .scope = db_get_int(&rows, 1),
                            .who = db_keep_text(&rows, 2),
                            .tokens = db_keep_text(&rows, 3),
                            .inside = db_keep_text(&rows, 4),
                            .rights = db_keep_text(&rows, 5)};
    return OK;
}

static bool own_index(const struct ctx *cx)
{
    return db_engine_of(cx->db) == DB_SQLITE;
}

/* The index is told what it held before the row changes. */
static enum err forget(struct ctx *cx, int64_t county, int64_t id)
{
    struct doc_row was;
    enum err e = read_row(cx, county, id, &was);
    if (e == ERR_NOT_FOUND)
        return OK;
    if (e || !own_index(cx))
        return e;
    return db_exec(cx, NULL, &search_sql_index_drop, INDEX_ARGS(&was));
}

static enum err write_row(struct ctx *cx, const struct doc_row *r)
{
    enum err e = forget(cx, r->county, r->id);
    if (!e)
        e = db_exec(cx, NULL, &search_sql_put, INDEX_ARGS(r), db_text("kind", r->kind),
                    db_int("scope", r->scope), db_text("who", r->who));
    if (e || !own_index(cx))
        return e;
    return db_exec(cx, NULL, &search_sql_index_add, INDEX_ARGS(r));
}

enum err search_put(struct ctx *cx, const struct search_doc *d)
{
    struct doc_row r = {.county = d->county,
                        .id = d->id,
                        .scope = d->scope,
                        .kind = str_of(d->kind),
                        .who = who_terms(cx, d),
                        .tokens = search_tokens(cx->mem, d->open),
                        .inside = search_tokens(cx->mem, d->inside)};
    r.rights = all_terms(cx, r.who, r.scope);
    return write_row(cx, &r);
}

enum err search_drop(struct ctx *cx, int64_t county, int64_t id)
{
    enum err e = forget(cx, county, id);
    return e ? e : db_exec(cx, NULL, &search_sql_drop, db_int("county", county), db_int("id", id));
}

enum err search_again(struct ctx *cx, int64_t county)
{
    return facts_again(cx, county, "search");
}

/* ---- asking ------------------------------------------------------------ */

enum op { AND, OR, BUT_NOT };

/* The two languages differ in their marks only. */
static void put_op(struct buf *b, bool fts5, enum op op)
{
    static const char *const marks[2][3] = {{" & ", " | ", " & !"}, {" AND ", " OR ", " NOT "}};
    buf_z(b, marks[fts5][op]);
}

static void put_term(struct buf *b, bool fts5, char letter, int64_t n)
{
    buf_fmt(b, fts5 ? "\"%c%lld\"" : "'%c%lld'", letter, (long long)n);
}

static void put_word(struct buf *b, bool fts5, const char *before, const char *word)
{
    buf_fmt(b, fts5 ? "\"%s%s\"" : "'%s%s'", before, word);
}

/* What every answer must have: county, place, kind. */
static void put_frame(struct buf *b, bool fts5, const struct search_ask *a)
{
    put_term(b, fts5, 'c', a->county);
    if (a->within) {
        put_op(b, fts5, AND);
        put_term(b, fts5, 'p', a->within);
    }
    if (a->kind) {
        put_op(b, fts5, AND);
        put_word(b, fts5, "k", a->kind);
    }
}

/* By place, by the own organisation's task within a place, or because it is one's own. */
static void put_ways(struct buf *b, bool fts5, const struct ctx *cx, const struct posts_reach *r)
{
    put_term(b, fts5, 'u', cx->actor);
    for (int i = 0; i < r->ranges; i++) {
        put_op(b, fts5, OR);
        put_term(b, fts5, 'p', r->lo[i]);
    }
    for (int i = 0; i < r->orgs; i++) {
        put_op(b, fts5, OR);
        buf_char(b, '(');
        put_term(b, fts5, 'o', r->org[i]);
        put_op(b, fts5, AND);
        put_term(b, fts5, 'p', r->olo[i]);
        buf_char(b, ')');
    }
}

static void put_exclusions(struct buf *b, bool fts5, const struct ctx *cx)
{
    put_term(b, fts5, 'x', cx->actor);
    for (int i = 0; cx->posts && i < cx->posts->n; i++)
        if (cx->posts->at[i].org) {
            put_op(b, fts5, OR);
            put_term(b, fts5, 'y', cx->posts->at[i].org);
        }
}

static str open_rights(struct ctx *cx, bool fts5, const struct search_ask *a)
{
    struct buf b = buf_new(cx->mem, 1000);
    put_frame(&b, fts5, a);
    put_op(&b, fts5, AND);
    put_word(&b, fts5, "a", "public");
    return buf_done(&b);
}

static str closed_rights(struct ctx *cx, bool fts5, const struct search_ask *a)
{
    struct buf b = buf_new(cx->mem, 4000);
    struct posts_reach reach = {0};
    if (!cx->actor || !a->act) {
        put_word(&b, fts5, "", "nobody"); /* a term that no document has */
        return buf_done(&b);
    }
    posts_reach(cx, a->act, &reach);
    buf_z(&b, "(");
    put_frame(&b, fts5, a);
    put_op(&b, fts5, AND);
    buf_z(&b, "(");
    put_ways(&b, fts5, cx, &reach);
    buf_z(&b, "))");
    put_op(&b, fts5, BUT_NOT);
    buf_z(&b, "(");
    put_exclusions(&b, fts5, cx);
    buf_z(&b, ")");
    return buf_done(&b);
}

enum err search_find(struct ctx *cx, const struct search_ask *ask, struct search_hit *out, int max,
                     int *n)
{
    bool fts5 = own_index(cx);
    int count = 0, most = max < SEARCH_MOST ? max : SEARCH_MOST;
    struct search_query q = search_parse(cx->mem, ask->text);
    if (!q.n) {
        *n = 0;
        return OK;
    }
    AUTO_ROWS rows =
        db_query(cx, &search_sql_find, db_int("county", ask->county),
                 db_text("query", fts5 ? search_fts5(cx->mem, &q) : search_tsquery(cx->mem, &q)),
                 db_text("open", open_rights(cx, fts5, ask)),
                 db_text("closed", closed_rights(cx, fts5, ask)),
                 db_int("before", ask->before ? ask->before : INT64_MAX), db_int("n", most));
    while (count < most && db_next(&rows))
        out[count++] =
            (struct search_hit){db_get_int(&rows, 0), db_get_int(&rows, 2), db_keep_text(&rows, 1)};
    enum err e = db_end(&rows);
    if (!e)
        *n = count;
    return e;
}

/* ---- following the facts ----------------------------------------------- */

/* The first room that knows the subject; a thing that nobody knows any more is dropped. */
static enum err take(struct ctx *cx, const struct fact *f)
{
    bool asked = false;
    for (const struct room *const *r = rooms_of(cx); *r; r++) {
        const struct search_source *s = (*r)->search;
        struct search_doc d = {.county = f->county, .id = f->subject, .scope = f->scope};
        if (!s || strcmp(s->subject_kind, f->subject_kind) != 0)
            continue;
        enum err e = s->doc(cx, f->county, f->subject, &d);
        if (e == OK)
            return search_put(cx, &d);
        if (e != ERR_NOT_FOUND)
            return e;
        asked = true;
    }
    return asked ? search_drop(cx, f->county, f->subject) : OK;
}

/* ---- renumbered places ------------------------------------------------- */

static enum err list_range(struct ctx *cx, const struct places_move *m, int64_t *ids, int64_t most,
                           int64_t *n)
{
    AUTO_ROWS rows = db_query(cx, &search_sql_in_range, db_int("county", m->county),
                              db_int("lo", m->lo), db_int("hi", m->hi), db_int("n", most));
    *n = 0;
    while (*n < most && db_next(&rows))
        ids[(*n)++] = db_get_int(&rows, 0);
    return db_end(&rows);
}

static enum err rekey_doc(struct ctx *cx, const struct places_move *m, int64_t id)
{
    struct doc_row r;
    enum err e = read_row(cx, m->county, id, &r);
    if (e)
        return e;
    r.scope = r.scope * m->keep + m->shift;
    r.rights = all_terms(cx, r.who, r.scope);
    return write_row(cx, &r);
}

static enum err rekey(struct ctx *cx, const struct places_move *m, int64_t most, int64_t *moved)
{
    enum { BATCH = 200 };
    int64_t ids[BATCH], n;
    enum err e = list_range(cx, m, ids, most < BATCH ? most : BATCH, &n);
    for (int64_t i = 0; !e && i < n; i++)
        e = rekey_doc(cx, m, ids[i]);
    *moved = n;
    return e;
}

static const struct places_rekey doc_rekey = {.table = "doc", .run = rekey};
static const struct places_rekey *const rekeys[] = {&doc_rekey, NULL};
static const struct facts_subscriber subscriber = {.name = "search", .take = take};
static const struct facts_subscriber *const subscribers[] = {&subscriber, NULL};

const struct room search_room = {
    .name = "search", .schema = &search_schema, .subscribers = subscribers, .rekeys = rekeys};
