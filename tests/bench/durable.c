/* durable: submissions of cases that are on disk before they are answered.
 *
 * durable DIR CLIENTS TOTAL ROUNDS: CLIENTS threads report TOTAL problems over all communities of
 * the demo county through rooms/cases, until every subscriber has caught up; then the same
 * statements in transactions of the same size by a bare loop, and a part of them committed one by
 * one. One line of JSON per round: submissions per second of each.
 *
 * In-process on purpose: the bare loop has no HTTP either; pages measure that. */
#include "app/app.h"
#include "app/demo.h"
#include "civic/facts/facts.h"
#include "civic/places/places.h"
#include "kit/jobs/jobs.h"
#include "kit/seal/seal.h"
#include "rooms/cases/cases.h"
#include "tests/bench/record.h"

#include <pthread.h>
#include <sqlite3.h>
#include <stdatomic.h>

enum { COUNTY = 532503, COMMUNITIES = 200, ALONE = 300 };

struct crowd {
    struct db *db;
    struct seal *seal;
    struct place *communities;
    int n;
    int64_t total;
    atomic_llong next, broken;
};

static _Noreturn void die(const char *what, str why)
{
    fprintf(stderr, "durable: %s: %.*s\n", what, STR_ARG(why));
    exit(1);
}

static const char *path_in(struct arena *mem, const char *dir, const char *name)
{
    return str_z(mem, str_fmt(mem, "%s/%s", dir, name));
}

static struct ctx context(struct arena *mem, struct db *db, const struct seal *seal)
{
    return (struct ctx){.mem = mem,
                        .now = clock_business_ms(),
                        .db = db,
                        .seal = seal,
                        .via = S("web"),
                        .request_id = S("bench")};
}

static struct db *open_at(struct arena *mem, const char *path)
{
    struct db_options o = {.readers = 4};
    struct db *db = NULL;
    str why = STR_NONE;
    if (db_open(str_z(mem, str_fmt(mem, "sqlite:%s", path)), &o, &db, &why, mem))
        die(path, why);
    return db;
}

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    char part[65536];
    size_t n;
    if (!in || !out)
        die(to, S("cannot copy"));
    while ((n = fread(part, 1, sizeof part, in)) > 0)
        if (fwrite(part, 1, n, out) != n)
            die(to, S("cannot copy"));
    if (fclose(in) || fflush(out) || fsync(fileno(out)) || fclose(out))
        die(to, S("cannot copy"));
}

/* A fresh copy of the base, without the log of an earlier one. */
static const char *fresh(struct arena *mem, const char *dir, const char *name)
{
    const char *path = path_in(mem, dir, name);
    unlink(str_z(mem, str_fmt(mem, "%s-wal", path)));
    unlink(str_z(mem, str_fmt(mem, "%s-shm", path)));
    copy_file(path_in(mem, dir, "base.db"), path);
    return path;
}

static struct seal *make_base(struct arena *mem, const char *dir)
{
    const char *keys = path_in(mem, dir, "keys"), *path = path_in(mem, dir, "base.db");
    struct seal *seal = NULL;
    str why = STR_NONE;
    if (access(keys, F_OK) && seal_keys_init(keys, &why, mem))
        die(keys, why);
    if (seal_open(keys, &seal, &why, mem))
        die(keys, why);
    if (access(path, F_OK) == 0)
        return seal;
    struct db *db = open_at(mem, path);
    struct ctx cx = context(mem, db, seal);
    cx.via = S("cli");
    if (db_migrate(db, db_all_parts, &why, mem))
        die("migrate", why);
    if (demo_load(&cx, 0, &why) || jobs_run_due(&cx, app_jobs(mem)))
        die("demo", why.len ? why : cx.failure.text);
    db_close(db);
    sqlite3 *s = NULL;
    if (sqlite3_open(path, &s) ||
        sqlite3_exec(s, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL))
        die(path, S("cannot be checkpointed"));
    sqlite3_close(s);
    return seal;
}

/* ---- our side ---------------------------------------------------------- */

static void *client(void *arg)
{
    struct crowd *c = arg;
    struct arena *mem = arena_new();
    for (int64_t k; (k = atomic_fetch_add(&c->next, 1)) < c->total;) {
        struct ctx cx = context(mem, c->db, c->seal);
        cx.county = COUNTY;
        struct cases_report in = {.county = COUNTY,
                                  .community = c->communities[k % c->n].code,
                                  .code = S("facility-0118"),
                                  .source = "resident",
                                  .body =
                                      str_fmt(mem, "the lamp at gate %lld is dark", (long long)k)};
        struct cases_receipt out = {0};
        enum err e = cases_open(&cx, &in, &out);
        if (e && !atomic_fetch_add(&c->broken, 1))
            fprintf(stderr, "durable: %s %.*s\n", err_name(e), STR_ARG(cx.failure.text));
        arena_reset(mem);
    }
    arena_free(mem);
    return NULL;
}

static bool all_caught_up(struct ctx *cx)
{
    for (const struct room *const *r = app_rooms; *r; r++)
        for (const struct facts_subscriber *const *s = (*r)->subscribers; s && *s; s++) {
            int64_t behind = 0;
            if (facts_behind(cx, COUNTY, (*s)->name, &behind) || behind)
                return false;
        }
    return true;
}

/* Nanoseconds until all are stored and every subscriber has seen them. */
static int64_t run_crowd(struct arena *mem, struct crowd *c, int clients)
{
    struct jobs_options o = {
        .db = c->db, .kinds = app_jobs(mem), .rooms = app_rooms, .seal = c->seal, .pause_ms = 5};
    struct jobs *jobs = NULL;
    pthread_t *threads = NEW_N(mem, pthread_t, (size_t)clients);
    struct arena *own = arena_new();
    if (jobs_start(&o, &jobs))
        die("jobs", S("did not start"));
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 512 << 10);
    int64_t began = clock_steady_ns();
    for (int i = 0; i < clients; i++)
        if (pthread_create(&threads[i], &small, client, c))
            die("threads", S("too many"));
    for (int i = 0; i < clients; i++)
        pthread_join(threads[i], NULL);
    for (struct ctx cx = context(own, c->db, c->seal); !all_caught_up(&cx); arena_reset(own))
        usleep(1000);
    int64_t took = clock_steady_ns() - began;
    jobs_stop(jobs);
    arena_free(own);
    return took;
}

static int64_t run_ours(struct arena *mem, struct seal *seal, const char *path, int clients,
                        int64_t total)
{
    struct crowd c = {.db = open_at(mem, path), .seal = seal, .total = total};
    struct ctx cx = context(mem, c.db, seal);
    if (places_list_level(&cx, INT64_C(532503) * 1000000000, PLACE_COMMUNITY, &c.communities,
                          &c.n) ||
        !c.n)
        die("communities", S("none"));
    int64_t took = run_crowd(mem, &c, clients);
    db_close(c.db);
    if (atomic_load(&c.broken))
        die("submissions", S("some were refused"));
    return took;
}

/* ---- one round --------------------------------------------------------- */

static double per_second(int64_t n, int64_t ns)
{
    return ns > 0 ? (double)n * 1e9 / (double)ns : 0;
}

int main(int argc, char **argv)
{
    struct arena *mem = arena_new();
    int64_t clients, total, rounds;
    if (argc != 5 || str_int(str_of(argv[2]), &clients) || str_int(str_of(argv[3]), &total) ||
        str_int(str_of(argv[4]), &rounds))
        die("usage", S("durable DIR CLIENTS TOTAL ROUNDS"));
    const char *dir = argv[1];
    struct seal *seal = make_base(mem, dir);

    struct recording *r = record_begin();
    run_ours(mem, seal, fresh(mem, dir, "ours.db"), (int)clients, total);
    record_end();
    int64_t closures = record_closures(r);
    record_count_commits();

    for (int64_t i = 0; i < rounds; i++) {
        int64_t before = record_commits();
        int64_t ours = run_ours(mem, seal, fresh(mem, dir, "ours.db"), (int)clients, total);
        int64_t commits = record_commits() - before;
        int64_t batch = commits > 0 && closures > commits ? closures / commits : 1;
        int64_t bare = record_replay(r, fresh(mem, dir, "bare.db"), batch, closures);
        int64_t some = closures < ALONE ? closures : ALONE;
        int64_t alone = record_replay(r, fresh(mem, dir, "bare.db"), 1, some);
        if (bare < 0 || alone < 0)
            return 1;
        printf("{\"clients\":%d,\"total\":%lld,\"closures\":%lld,\"commits\":%lld,\"batch\":%lld,"
               "\"ours\":%.1f,\"bare\":%.1f,\"alone\":%.1f}\n",
               (int)clients, (long long)total, (long long)closures, (long long)commits,
               (long long)batch, per_second(total, ours), per_second(total, bare),
               per_second(some * total / closures, alone));
        fflush(stdout);
    }
    seal_done(seal);
    arena_free(mem);
    return 0;
}
