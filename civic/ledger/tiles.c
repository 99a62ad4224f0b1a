/* tiles.c: where a log's tree is kept: rows of up to 16 hashes of complete subtrees, four levels of
 * the tree to a row (as the tiles of C2SP tlog-tiles, smaller, so that a row stays within a page).
 * Level 0 holds the leaves' hashes, level 1 the roots of full rows of level 0, and so on: 17 rows
 * for 16 times 16 leaves. The nodes between are hashed when asked for, at most 15 hashes each. Rows
 * are filled, never changed: an older tree is read from the same rows as the newest. */
#include "civic/ledger/ledger_own.h"
#include "civic/ledger/ledger_sql.h"

struct tile {
    int level;
    int64_t number;
    int n;
    struct seal_hash at[TILE];
    struct tile *next; /* of those kept */
};

static enum err read_tile(struct ctx *cx, int64_t log, struct tile *t)
{
    AUTO_ROWS rows = db_query(cx, &ledger_sql_tile, db_int("county", log),
                              db_int("level", t->level), db_int("tile", t->number));
    enum err e = db_one(&rows);
    if (e)
        return e == ERR_NOT_FOUND ? ERR_FAULT : e;
    str hashes = db_get_blob(&rows, 0);
    if (hashes.len > sizeof t->at || hashes.len % sizeof *t->at)
        return ERR_FAULT;
    t->n = (int)(hashes.len / sizeof *t->at);
    memcpy(t->at, hashes.at, hashes.len);
    return OK;
}

static enum err keep_tile(struct tiles *ts, int level, int64_t number, struct tile **out)
{
    for (struct tile *t = ts->kept; t; t = t->next)
        if (t->level == level && t->number == number) {
            *out = t;
            return OK;
        }
    struct tile *t = NEW(ts->cx->mem, struct tile);
    *t = (struct tile){.level = level, .number = number, .next = ts->kept};
    enum err e = read_tile(ts->cx, ts->log, t);
    if (e)
        return e;
    *out = ts->kept = t;
    return OK;
}

/* arg: struct tiles. ERR_FAULT: a row is missing or too short. */
enum err tiles_node(void *arg, int level, int64_t index, struct seal_hash *out)
{
    int below = level % TILE_BITS, n = 1 << below;
    int64_t first = index << below;
    struct tile *t;
    enum err e = keep_tile(arg, level / TILE_BITS, first / TILE, &t);
    if (e)
        return e;
    if (first % TILE + n > t->n)
        return ERR_FAULT;
    *out = tree_fold(t->at + first % TILE, n);
    return OK;
}

/* ---- adding ------------------------------------------------------------ */

struct edge {
    struct ctx *cx;
    int64_t log;
    enum err (*put)(const struct edge *g, const struct tile *t); /* a tile that is done */
    void (*differs)(void *arg, int64_t tile);
    void *arg;
    struct tile open[TILE_LEVELS]; /* the one at the right of each level; n may be 0 */
};

static enum err write_tile(const struct edge *g, const struct tile *t)
{
    str hashes = {(const char *)t->at, (size_t)t->n * sizeof *t->at};
    return db_exec(g->cx, NULL, &ledger_sql_tile_put, db_int("county", g->log),
                   db_int("level", t->level), db_int("tile", t->number), db_blob("hashes", hashes));
}

enum err edge_open(struct ctx *cx, int64_t log, int64_t size, struct edge **out)
{
    struct edge *g = NEW(cx->mem, struct edge);
    g->cx = cx;
    g->log = log;
    g->put = write_tile;
    for (int level = 0; level < TILE_LEVELS; level++) {
        struct tile *t = &g->open[level];
        int64_t hashes = level * TILE_BITS < 63 ? size >> level * TILE_BITS : 0;
        *t = (struct tile){.level = level, .number = hashes / TILE};
        enum err e = hashes % TILE ? read_tile(cx, log, t) : OK;
        if (e || t->n < hashes % TILE)
            return e ? e : ERR_FAULT;
        t->n = (int)(hashes % TILE);
    }
    *out = g;
    return OK;
}

enum err edge_add(struct edge *g, const struct seal_hash *leaf)
{
    struct seal_hash h = *leaf;
    for (struct tile *t = g->open; t < g->open + TILE_LEVELS; t++) {
        t->at[t->n++] = h;
        if (t->n < TILE)
            return OK;
        enum err e = g->put(g, t);
        if (e)
            return e;
        h = tree_fold(t->at, TILE);
        t->number++;
        t->n = 0;
    }
    return ERR_FAULT; /* longer than any log gets */
}

/* Complete subtrees of the open tiles, from the right edge up. */
void edge_root(const struct edge *g, struct seal_hash *root)
{
    bool any = false;
    *root = seal_sha256(STR_NONE);
    for (const struct tile *t = g->open; t < g->open + TILE_LEVELS; t++)
        for (int bit = 0; bit < TILE_BITS; bit++) {
            int n = 1 << bit, from = t->n >> (bit + 1) << (bit + 1);
            if (!(t->n & n))
                continue;
            struct seal_hash h = tree_fold(t->at + from, n);
            *root = any ? ledger_node_hash(&h, root) : h;
            any = true;
        }
}

enum err edge_done(struct edge *g, struct seal_hash *root)
{
    enum err e = OK;
    for (struct tile *t = g->open; !e && t < g->open + TILE_LEVELS; t++)
        if (t->n)
            e = g->put(g, t);
    if (!e)
        edge_root(g, root);
    return e;
}

static enum err compare_tile(const struct edge *g, const struct tile *t)
{
    struct tile stored = {.level = t->level, .number = t->number};
    enum err e = read_tile(g->cx, g->log, &stored);
    if (e && e != ERR_FAULT)
        return e;
    if (e || stored.n != t->n || memcmp(stored.at, t->at, (size_t)t->n * sizeof *t->at) != 0)
        g->differs(g->arg, t->number);
    return OK;
}

struct edge *edge_compare(struct ctx *cx, int64_t log, void (*differs)(void *arg, int64_t tile),
                          void *arg)
{
    struct edge *g = NEW(cx->mem, struct edge);
    *g = (struct edge){.cx = cx, .log = log, .put = compare_tile, .differs = differs, .arg = arg};
    for (int level = 0; level < TILE_LEVELS; level++)
        g->open[level].level = level;
    return g;
}

/* ---- proofs ------------------------------------------------------------ */

static bool has_size(struct ctx *cx, int64_t log, int64_t size, enum err *e)
{
    struct head h = {0};
    *e = head_read(cx, log, &h);
    if (!*e && (size < 0 || size > h.size))
        *e = ERR_NOT_FOUND;
    return !*e;
}

enum err ledger_prove(struct ctx *cx, int64_t log, int64_t index, int64_t size,
                      struct ledger_proof *out)
{
    struct tiles ts = {.cx = cx, .log = log};
    struct ledger_proof p;
    enum err e = OK;
    if (!has_size(cx, log, size, &e) || index < 0 || index >= size)
        return e ? e : ERR_NOT_FOUND;
    e = tree_prove(tiles_node, &ts, index, size, &p);
    if (!e)
        *out = p;
    return e;
}

enum err ledger_prove_grown(struct ctx *cx, int64_t log, int64_t from, int64_t size,
                            struct ledger_proof *out)
{
    struct tiles ts = {.cx = cx, .log = log};
    struct ledger_proof p;
    enum err e = OK;
    if (!has_size(cx, log, size, &e) || from < 0 || from > size)
        return e ? e : ERR_NOT_FOUND;
    e = tree_prove_grown(tiles_node, &ts, from, size, &p);
    if (!e)
        *out = p;
    return e;
}
