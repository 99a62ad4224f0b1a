/* ledger: a log of N leaves on SQLite: how fast it grows, and how fast a leaf is proved.
 *
 * ledger DIR N: leaves that have their index are put into the tree and signed, against a bare loop
 * of the same hashes; proofs of leaves anywhere, against bare look-ups of as many rows in the same
 * file; and the whole way of a leaf (promise, fact, index, tree, checkpoint) with the log empty and
 * with N leaves in it. One line of JSON for each. */
#include "civic/ledger/ledger.h"
#include "app/app.h"
#include "kit/jobs/jobs.h"
#include "tests/bench/crowd.h"

#include <sqlite3.h>

enum { COUNTY = 532503, WHOLE = 2000, PROOFS = 2000, HASHES = 1000000 };

static const char *path_in(struct arena *mem, const char *dir, const char *name)
{
    return str_z(mem, str_fmt(mem, "%s/%s", dir, name));
}

static struct seal *open_keys(struct arena *mem, const char *path)
{
    struct seal *seal = NULL;
    str why = STR_NONE;
    if (access(path, F_OK) && seal_keys_init(path, &why, mem))
        crowd_die(path, why);
    if (seal_open(path, &seal, &why, mem))
        crowd_die(path, why);
    return seal;
}

/* ---- leaves that wait for the tree, put there by hand -------------------------- */

static void must(sqlite3 *s, int rc)
{
    if (rc != SQLITE_OK && rc != SQLITE_DONE)
        crowd_die("sqlite", str_of(sqlite3_errmsg(s)));
}

static void fill(sqlite3 *s, int64_t from, int64_t n)
{
    sqlite3_stmt *add = NULL;
    must(s, sqlite3_exec(s, "PRAGMA synchronous = OFF; BEGIN", NULL, NULL, NULL));
    must(s, sqlite3_prepare_v2(s,
                               "INSERT INTO ledger_leaves (county, id, kind, subject, hash, salt, "
                               "at_ms, idx) VALUES (532503, ?1, 'bench', ?1, ?2, ?2, 0, ?3)",
                               -1, &add, NULL));
    for (int64_t i = from; i < from + n; i++) {
        struct seal_hash h = seal_sha256((str){(const char *)&i, sizeof i});
        sqlite3_bind_int64(add, 1, i + 1);
        sqlite3_bind_blob(add, 2, h.at, sizeof h.at, SQLITE_STATIC);
        sqlite3_bind_int64(add, 3, i);
        must(s, sqlite3_step(add));
        must(s, sqlite3_reset(add));
    }
    sqlite3_finalize(add);
    str head = str_fmt(arena_new(),
                       "INSERT INTO ledger_heads VALUES (532503, %lld, %lld, %lld) ON CONFLICT "
                       "(county) DO UPDATE SET next = excluded.next; COMMIT",
                       (long long)(from + n), (long long)from, (long long)from);
    must(s, sqlite3_exec(s, head.at, NULL, NULL, NULL));
}

/* ---- growing --------------------------------------------------------------------- */

static const struct jobs_kind *ledger_job(void)
{
    return ledger_part.jobs[0];
}

static double grow(struct ctx *cx, int64_t n)
{
    int64_t began = clock_steady_ns(), did = 1;
    while (did) {
        did = 0;
        if (ledger_job()->step(cx, COUNTY, &did))
            crowd_die("grow", cx->failure.text);
    }
    double rate = (double)n * 1e9 / (double)(clock_steady_ns() - began);
    struct ledger_checkpoint c = {.size = 0};
    if (ledger_checkpoint(cx, COUNTY, INT64_MAX, &c) || c.size != n + WHOLE)
        crowd_die("grow", S("the log did not grow to its end"));
    return rate;
}

/* A leaf and, on the average, a node each: what no implementation can do without. */
static double bare_hashes(void)
{
    struct seal_hash h = seal_sha256(STR_NONE);
    int64_t began = clock_steady_ns();
    for (int i = 0; i < HASHES; i++) {
        struct seal_hash leaf = ledger_leaf_hash(seal_hash_bytes(&h));
        h = ledger_node_hash(&h, &leaf);
    }
    return (double)HASHES * 1e9 / (double)(clock_steady_ns() - began);
}

/* ---- proving ------------------------------------------------------------------------ */

static uint64_t next_random(uint64_t *seed)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return *seed >> 20;
}

static double prove(struct ctx *cx, int64_t n)
{
    uint64_t seed = 1;
    struct ledger_proof p;
    int64_t began = clock_steady_ns();
    for (int i = 0; i < PROOFS; i++) {
        struct arena_point mark = arena_mark(cx->mem);
        int64_t index = (int64_t)(next_random(&seed) % (uint64_t)n);
        if (ledger_prove(cx, COUNTY, index, n, &p))
            crowd_die("prove", cx->failure.text);
        arena_back(cx->mem, mark);
    }
    return (double)PROOFS * 1e9 / (double)(clock_steady_ns() - began);
}

/* As many rows as a proof reads: those over the leaf and those at the right edge. */
static double look_up(sqlite3 *s, int64_t n)
{
    uint64_t seed = 1;
    sqlite3_stmt *get = NULL;
    must(s, sqlite3_prepare_v2(s,
                               "SELECT hashes FROM ledger_tiles WHERE county = 532503 AND level = "
                               "?1 AND tile = ?2",
                               -1, &get, NULL));
    int64_t began = clock_steady_ns();
    for (int i = 0; i < PROOFS; i++) {
        int64_t index = (int64_t)(next_random(&seed) % (uint64_t)n);
        for (int level = 0; n >> (4 * level); level++)
            for (int edge = 0; edge < 2; edge++) {
                sqlite3_bind_int(get, 1, level);
                sqlite3_bind_int64(get, 2, (edge ? n - 1 : index) >> (4 * level + 4));
                int rc = sqlite3_step(get);
                must(s, rc == SQLITE_ROW ? SQLITE_OK : rc);
                must(s, sqlite3_reset(get));
            }
    }
    int64_t ns = clock_steady_ns() - began;
    sqlite3_finalize(get);
    return (double)PROOFS * 1e9 / (double)ns;
}

/* ---- the whole way --------------------------------------------------------------------- */

struct many {
    const struct ledger_leaf *at;
    int n;
};

static enum err add_tx(struct ctx *cx, void *arg)
{
    const struct many *m = arg;
    enum err e = OK;
    for (int i = 0; !e && i < m->n; i++)
        e = ledger_add(cx, &m->at[i]);
    return e;
}

static double whole(struct ctx *cx)
{
    static const struct room *const rooms[] = {&facts_room, &ledger_part, NULL};
    static struct ledger_leaf leaf[WHOLE];
    const struct jobs_kind *const kinds[] = {&facts_job, ledger_job(), NULL};
    int64_t began = clock_steady_ns();
    cx->rooms = rooms;
    for (int i = 0; i < WHOLE; i++)
        leaf[i] = ledger_leaf(cx, COUNTY, "bench", i + 1, S("income of a village: 48300.00"));
    struct many m = {leaf, WHOLE};
    if (db_write(cx, add_tx, &m) || jobs_run_due(cx, kinds))
        crowd_die("whole", cx->failure.text);
    return (double)WHOLE * 1e9 / (double)(clock_steady_ns() - began);
}

/* ---- ------------------------------------------------------------------------------------- */

static void print(const char *what, double ours, double bare)
{
    printf("{\"what\":\"%s\",\"per_second\":%.0f,\"bare\":%.0f}\n", what, ours, bare);
}

static struct db *open_file(struct arena *mem, const char *path, struct ctx *cx,
                            const struct seal *seal)
{
    str why = STR_NONE;
    struct db *db = crowd_open(mem, path);
    *cx = crowd_context(mem, db, seal);
    cx->via = S("cli");
    if (db_migrate(db, db_all_parts, &why, mem))
        crowd_die("migrate", why);
    return db;
}

int main(int argc, char **argv)
{
    struct arena *mem = arena_new();
    int64_t n = 0;
    struct ctx cx;
    sqlite3 *s = NULL;
    if (argc != 3 || str_int(str_of(argv[2]), &n) || n < 1)
        return 2;
    const struct seal *seal = open_keys(mem, path_in(mem, argv[1], "keys"));
    const char *path = path_in(mem, argv[1], "log.db");
    struct db *db = open_file(mem, path, &cx, seal);
    double empty = whole(&cx);
    db_close(db);
    if (sqlite3_open(path, &s))
        crowd_die(path, S("cannot be opened"));
    fill(s, WHOLE, n - WHOLE);
    sqlite3_close(s);
    db = open_file(mem, path, &cx, seal);
    double hashed = bare_hashes();
    print("grow", grow(&cx, n - WHOLE), hashed);
    double proved = prove(&cx, n);
    double full = whole(&cx);
    db_close(db);
    if (sqlite3_open_v2(path, &s, SQLITE_OPEN_READONLY, NULL))
        crowd_die(path, S("cannot be opened"));
    print("prove", proved, look_up(s, n));
    sqlite3_close(s);
    print("whole", full, empty);
    arena_free(mem);
    return 0;
}
