/* durable: submissions of cases that are on disk before they are answered.
 *
 * durable DIR CLIENTS TOTAL ROUNDS SYNC_US: CLIENTS threads report TOTAL problems over all
 * communities of the demo county through rooms/cases, until every subscriber has caught up; then
 * the same statements in transactions of the same size by a bare loop, and a part of them committed
 * one by one, and all in the largest batches. One line of JSON per round: submissions per second of
 * each, and what a sync cost. Every sync takes SYNC_US longer than the disk needs for it.
 *
 * In-process on purpose: the bare loop has no HTTP either; pages measure that. */
#include "app/app.h"
#include "app/demo.h"
#include "kit/jobs/jobs.h"
#include "tests/bench/crowd.h"
#include "tests/bench/record.h"
#include "tests/bench/sync.h"

#include <sqlite3.h>

enum { ALONE = 300, LARGEST = 512 };

static const char *path_in(struct arena *mem, const char *dir, const char *name)
{
    return str_z(mem, str_fmt(mem, "%s/%s", dir, name));
}

static void copy_file(const char *from, const char *to)
{
    FILE *in = fopen(from, "rb"), *out = fopen(to, "wb");
    char part[65536];
    size_t n;
    if (!in || !out)
        crowd_die(to, S("cannot copy"));
    while ((n = fread(part, 1, sizeof part, in)) > 0)
        if (fwrite(part, 1, n, out) != n)
            crowd_die(to, S("cannot copy"));
    if (fclose(in) || fflush(out) || fsync(fileno(out)) || fclose(out))
        crowd_die(to, S("cannot copy"));
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
        crowd_die(keys, why);
    if (seal_open(keys, &seal, &why, mem))
        crowd_die(keys, why);
    if (access(path, F_OK) == 0)
        return seal;
    struct db *db = crowd_open(mem, path);
    struct ctx cx = crowd_context(mem, db, seal);
    cx.via = S("cli");
    if (db_migrate(db, db_all_parts, &why, mem))
        crowd_die("migrate", why);
    if (demo_load(&cx, 0, &why) || jobs_run_due(&cx, app_jobs(mem)))
        crowd_die("demo", why.len ? why : cx.failure.text);
    db_close(db);
    sqlite3 *s = NULL;
    if (sqlite3_open(path, &s) ||
        sqlite3_exec(s, "PRAGMA wal_checkpoint(TRUNCATE)", NULL, NULL, NULL))
        crowd_die(path, S("cannot be checkpointed"));
    sqlite3_close(s);
    return seal;
}

/* ---- one round --------------------------------------------------------- */

static double per_second(int64_t n, int64_t ns)
{
    return ns > 0 ? (double)n * 1e9 / (double)ns : 0;
}

struct round {
    int64_t commits, batch, sync_ns;
    double ours, bare, alone, largest;
};

/* All four in turn, each on a fresh copy. */
static struct round measure(struct arena *mem, struct seal *seal, struct recording *r,
                            const char *dir, int clients, int64_t total)
{
    int64_t closures = record_closures(r), before = record_commits();
    struct sync_cost was = sync_so_far();
    const struct crowd_plan plan = {.clients = clients, .total = total};
    int64_t ours = crowd_report(mem, seal, fresh(mem, dir, "ours.db"), &plan);
    struct sync_cost is = sync_so_far();
    struct round o = {.commits = record_commits() - before, .batch = 1};
    o.sync_ns = is.n > was.n ? (is.ns - was.ns) / (is.n - was.n) : 0;
    if (o.commits > 0 && closures > o.commits)
        o.batch = closures / o.commits;
    int64_t some = closures < ALONE ? closures : ALONE;
    int64_t bare = record_replay(r, fresh(mem, dir, "bare.db"), o.batch, closures);
    int64_t alone = record_replay(r, fresh(mem, dir, "bare.db"), 1, some);
    int64_t largest = record_replay(r, fresh(mem, dir, "bare.db"), LARGEST, closures);
    if (bare < 0 || alone < 0 || largest < 0)
        exit(1);
    o.ours = per_second(total, ours);
    o.bare = per_second(total, bare);
    o.alone = per_second(some * total / closures, alone);
    o.largest = per_second(total, largest);
    return o;
}

int main(int argc, char **argv)
{
    struct arena *mem = arena_new();
    int64_t clients, total, rounds, sync_us;
    if (argc != 6 || str_int(str_of(argv[2]), &clients) || str_int(str_of(argv[3]), &total) ||
        str_int(str_of(argv[4]), &rounds) || str_int(str_of(argv[5]), &sync_us))
        crowd_die("usage", S("durable DIR CLIENTS TOTAL ROUNDS SYNC_US"));
    const char *dir = argv[1];
    struct seal *seal = make_base(mem, dir);

    struct recording *r = record_begin();
    crowd_report(mem, seal, fresh(mem, dir, "ours.db"),
                 &(struct crowd_plan){.clients = (int)clients, .total = total});
    record_end();
    record_count_commits();
    sync_slow_down(sync_us);
    for (int64_t i = 0; i < rounds; i++) {
        struct round o = measure(mem, seal, r, dir, (int)clients, total);
        printf("{\"clients\":%d,\"total\":%lld,\"closures\":%lld,\"commits\":%lld,"
               "\"batch\":%lld,\"sync_us\":%.1f,\"ours\":%.1f,\"bare\":%.1f,\"alone\":%.1f,"
               "\"largest\":%.1f}\n",
               (int)clients, (long long)total, (long long)record_closures(r), (long long)o.commits,
               (long long)o.batch, (double)o.sync_ns / 1e3, o.ours, o.bare, o.alone, o.largest);
        fflush(stdout);
    }
    seal_done(seal);
    arena_free(mem);
    return 0;
}
