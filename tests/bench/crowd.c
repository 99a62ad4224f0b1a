/* crowd.c */
#include "tests/bench/crowd.h"

#include "app/app.h"
#include "civic/facts/facts.h"
#include "civic/places/places.h"
#include "kit/jobs/jobs.h"
#include "rooms/cases/cases.h"

#include <pthread.h>
#include <stdatomic.h>

enum { COUNTY = 532503 };

struct crowd {
    struct db *db;
    struct seal *seal;
    struct place *communities;
    int n;
    int64_t total;
    atomic_llong next, broken;
};

_Noreturn void crowd_die(const char *what, str why)
{
    fprintf(stderr, "bench: %s: %.*s\n", what, STR_ARG(why));
    exit(1);
}

struct ctx crowd_context(struct arena *mem, struct db *db, const struct seal *seal)
{
    return (struct ctx){.mem = mem,
                        .now = clock_business_ms(),
                        .db = db,
                        .seal = seal,
                        .via = S("web"),
                        .request_id = S("bench")};
}

struct db *crowd_open(struct arena *mem, const char *where)
{
    struct db_options o = {.readers = 8, .writers = 16};
    struct db *db = NULL;
    str why = STR_NONE;
    const char *kind = str_starts(str_of(where), S("postgres")) ? "" : "sqlite:";
    if (db_open(str_z(mem, str_fmt(mem, "%s%s", kind, where)), &o, &db, &why, mem))
        crowd_die(where, why);
    return db;
}

/* Strewn over a box in the middle of the county (degrees in millionths), the same each time. */
static struct cases_spot spot_of(int64_t k)
{
    uint64_t x = (uint64_t)k * 0x9e3779b97f4a7c15u;
    return (struct cases_spot){.measured = true,
                               .lat_u = 23300000 + (int64_t)(x >> 32) % 200000,
                               .lon_u = 103300000 + (int64_t)(x & 0xffffffff) % 200000};
}

static void *client(void *arg)
{
    struct crowd *c = arg;
    struct arena *mem = arena_new();
    for (int64_t k; (k = atomic_fetch_add(&c->next, 1)) < c->total;) {
        struct ctx cx = crowd_context(mem, c->db, c->seal);
        cx.county = COUNTY;
        struct cases_report in = {.county = COUNTY,
                                  .community = c->communities[k % c->n].code,
                                  .code = S("facility-0118"),
                                  .spot = spot_of(k),
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

/* Nanoseconds until every client has had its last answer. */
static int64_t run_clients(struct arena *mem, struct crowd *c, int clients)
{
    pthread_t *threads = NEW_N(mem, pthread_t, (size_t)clients);
    pthread_attr_t small;
    pthread_attr_init(&small);
    pthread_attr_setstacksize(&small, 512 << 10);
    int64_t began = clock_steady_ns();
    for (int i = 0; i < clients; i++)
        if (pthread_create(&threads[i], &small, client, c))
            crowd_die("threads", S("too many"));
    for (int i = 0; i < clients; i++)
        pthread_join(threads[i], NULL);
    return clock_steady_ns() - began;
}

/* The same, and until every subscriber has seen them. */
static int64_t run_with_jobs(struct arena *mem, struct crowd *c, int clients)
{
    struct jobs_options o = {
        .db = c->db, .kinds = app_jobs(mem), .rooms = app_rooms, .seal = c->seal, .pause_ms = 5};
    struct jobs *jobs = NULL;
    struct arena *own = arena_new();
    if (jobs_start(&o, &jobs))
        crowd_die("jobs", S("did not start"));
    int64_t began = clock_steady_ns();
    run_clients(mem, c, clients);
    for (struct ctx cx = crowd_context(own, c->db, c->seal); !all_caught_up(&cx); arena_reset(own))
        usleep(1000);
    int64_t took = clock_steady_ns() - began;
    jobs_stop(jobs);
    arena_free(own);
    return took;
}

int64_t crowd_report(struct arena *mem, struct seal *seal, const char *where,
                     const struct crowd_plan *plan)
{
    struct crowd c = {.db = crowd_open(mem, where), .seal = seal, .total = plan->total};
    struct ctx cx = crowd_context(mem, c.db, seal);
    if (places_list_level(&cx, INT64_C(532503) * 1000000000, PLACE_COMMUNITY, &c.communities,
                          &c.n) ||
        !c.n)
        crowd_die("communities", S("none"));
    int64_t took = plan->answered ? run_clients(mem, &c, plan->clients)
                                  : run_with_jobs(mem, &c, plan->clients);
    db_close(c.db);
    if (atomic_load(&c.broken))
        crowd_die("submissions", S("some were refused"));
    return took;
}
