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
#include "kit/jobs/jobs.h"
#include "tests/bench/crowd.h"
#include "tests/bench/record.h"

#include <sqlite3.h>

enum { ALONE = 300 };

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

int main(int argc, char **argv)
{
    struct arena *mem = arena_new();
    int64_t clients, total, rounds;
    if (argc != 5 || str_int(str_of(argv[2]), &clients) || str_int(str_of(argv[3]), &total) ||
        str_int(str_of(argv[4]), &rounds))
        crowd_die("usage", S("durable DIR CLIENTS TOTAL ROUNDS"));
    const char *dir = argv[1];
    struct seal *seal = make_base(mem, dir);

    struct recording *r = record_begin();
    crowd_report(mem, seal, fresh(mem, dir, "ours.db"), (int)clients, total);
    record_end();
    int64_t closures = record_closures(r);
    record_count_commits();

    for (int64_t i = 0; i < rounds; i++) {
        int64_t before = record_commits();
        int64_t ours = crowd_report(mem, seal, fresh(mem, dir, "ours.db"), (int)clients, total);
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
