/* run.c: the rounds: which counties have work, one lease each, then everything it has. */
#include "kit/jobs/jobs_own.h"
#include "kit/jobs/jobs_sql.h"

#include <pthread.h>
#include <sodium.h>

enum { COUNTIES_MAX = 200, ROUNDS_MAX = 1000, THREADS_MAX = 8, FORGET_EVERY = 4096 };

void jobs_complain(struct ctx *cx, const char *event, str kind, int64_t id, enum err e)
{
    char number[24], *name = str_z(cx->mem, kind);
    snprintf(number, sizeof number, "%lld", (long long)id);
    log_event(LOG_ERROR, cx->request_id, event, "kind", name, "id", number, "error", err_name(e));
}

/* ---- counties with work ------------------------------------------------ */

struct counties {
    int64_t at[COUNTIES_MAX];
    int n;
};

static void add_county(struct counties *c, int64_t county)
{
    for (int i = 0; i < c->n; i++)
        if (c->at[i] == county)
            return;
    if (c->n < COUNTIES_MAX)
        c->at[c->n++] = county;
}

static enum err add_counties(struct ctx *cx, const struct db_sql *sql, int64_t now,
                             struct counties *c)
{
    struct db_arg arg = db_int("now", now);
    AUTO_ROWS rows = db_query_args(cx, sql, &arg, sql->params[0] ? 1 : 0);
    while (db_next(&rows))
        add_county(c, db_get_int(&rows, 0));
    return db_end(&rows);
}

static enum err find_counties(struct ctx *cx, const struct jobs_kind *const *kinds,
                              struct counties *c)
{
    enum err e = add_counties(cx, &jobs_sql_timer_counties, cx->now, c);
    if (!e)
        e = add_counties(cx, &jobs_sql_outbox_counties, clock_real_ms(), c);
    for (; !e && kinds && *kinds; kinds++)
        if ((*kinds)->counties)
            e = add_counties(cx, (*kinds)->counties, cx->now, c);
    return e;
}

/* ---- one county -------------------------------------------------------- */

static enum err run_county(struct ctx *cx, const struct jobs_kind *const *kinds, int64_t county,
                           int64_t *did)
{
    enum err e = jobs_fire_due(cx, kinds, county, did);
    for (int i = 0; !e && kinds && kinds[i]; i++) {
        int64_t n = 0; /* whatever a step makes of it, what the others did stands */
        if (kinds[i]->step)
            e = kinds[i]->step(cx, county, &n);
        *did += n;
    }
    return e ? e : jobs_send_due(cx, kinds, county, did);
}

static enum err run_leased(struct ctx *cx, const struct jobs_kind *const *kinds, int64_t county,
                           str holder, int64_t *did)
{
    bool got = !holder.len; /* whoever asks for one round now does not wait for a worker's lease */
    cx->county = county;
    enum err e = got ? OK : jobs_lease(cx, county, holder, &got);
    if (e || !got)
        return e;
    e = run_county(cx, kinds, county, did);
    if (!e && holder.len && randombytes_uniform(FORGET_EVERY) == 0)
        e = jobs_forget(cx, county);
    return e;
}

/* Every county that has something, once; one that stumbles does not keep the others. */
static enum err run_round(struct ctx *cx, const struct jobs_kind *const *kinds, str holder,
                          int64_t *did)
{
    struct counties c = {.n = 0};
    enum err e = find_counties(cx, kinds, &c);
    for (int i = 0; i < c.n; i++) {
        enum err x = run_leased(cx, kinds, c.at[i], holder, did);
        e = e ? e : x;
    }
    cx->county = 0;
    return e;
}

/* The worker's ctx: nobody acts, via "job"; what the caller is stays as it was. */
enum err jobs_run_due(struct ctx *cx, const struct jobs_kind *const *kinds)
{
    struct ctx job = {.mem = cx->mem,
                      .now = cx->now,
                      .lang = cx->lang,
                      .rooms = cx->rooms,
                      .db = cx->db,
                      .seal = cx->seal,
                      .media = cx->media,
                      .notices = cx->notices,
                      .request_id = cx->request_id,
                      .via = S("job")};
    for (int i = 0; i < ROUNDS_MAX; i++) {
        int64_t did = 0;
        enum err e = run_round(&job, kinds, STR_NONE, &did);
        if (e || !did)
            return e;
    }
    return ERR_FAULT; /* something makes work for ever */
}

/* ---- worker threads ---------------------------------------------------- */

struct jobs {
    struct jobs_options o;
    pthread_t threads[THREADS_MAX];
    int n;
    pthread_mutex_t lock;
    pthread_cond_t woken;
    uint64_t wakes;
    bool stop;
    char holder[THREADS_MAX][33];
};
struct worker {
    struct jobs *jobs;
    int index;
};

static struct timespec soon(int64_t ms)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += ms / 1000;
    t.tv_nsec += ms % 1000 * 1000000;
    if (t.tv_nsec >= 1000000000) {
        t.tv_sec++;
        t.tv_nsec -= 1000000000;
    }
    return t;
}

/* True while the worker should go on; *seen is how many wake-ups it knows of. */
static bool wait_for_work(struct jobs *j, uint64_t *seen, int64_t ms)
{
    struct timespec until = soon(ms);
    pthread_mutex_lock(&j->lock);
    while (!j->stop && j->wakes == *seen &&
           pthread_cond_timedwait(&j->woken, &j->lock, &until) == 0)
        continue;
    *seen = j->wakes;
    bool on = !j->stop;
    pthread_mutex_unlock(&j->lock);
    return on;
}

static bool stopped(struct jobs *j)
{
    pthread_mutex_lock(&j->lock);
    bool stop = j->stop;
    pthread_mutex_unlock(&j->lock);
    return stop;
}

static struct ctx worker_ctx(const struct jobs *j, struct arena *mem)
{
    arena_reset(mem);
    return (struct ctx){.mem = mem,
                        .now = clock_business_ms(),
                        .rooms = j->o.rooms,
                        .db = j->o.db,
                        .seal = j->o.seal,
                        .media = j->o.media,
                        .notices = j->o.notices,
                        .request_id = S("jobs"),
                        .via = S("job")};
}

static void work_round(struct jobs *j, struct arena *mem, const char *holder)
{
    int64_t did = 1;
    while (did && !stopped(j)) {
        struct ctx cx = worker_ctx(j, mem);
        did = 0;
        enum err e = run_round(&cx, j->o.kinds, str_of(holder), &did);
        if (e) {
            jobs_complain(&cx, "jobs stumbled", STR_NONE, 0, e);
            return; /* the pause before the next round is the back-off */
        }
    }
}

static void *work(void *arg)
{
    struct worker *w = arg;
    struct jobs *j = w->jobs;
    struct arena *mem = arena_new();
    int64_t pause = j->o.pause_ms ? j->o.pause_ms : 250;
    uint64_t seen = 0;
    do {
        work_round(j, mem, j->holder[w->index]);
        struct ctx cx = worker_ctx(j, mem);
        if (j->o.round && w->index == 0)
            j->o.round(&cx, j->o.arg);
    } while (wait_for_work(j, &seen, pause));
    arena_free(mem);
    free(w);
    return NULL;
}

static enum err start_thread(struct jobs *j)
{
    struct worker *w = malloc(sizeof *w);
    if (!w)
        abort();
    *w = (struct worker){j, j->n};
    unsigned char bytes[16];
    randombytes_buf(bytes, sizeof bytes);
    sodium_bin2hex(j->holder[j->n], sizeof j->holder[j->n], bytes, sizeof bytes);
    if (pthread_create(&j->threads[j->n], NULL, work, w)) {
        free(w);
        return ERR_BUSY;
    }
    j->n++;
    return OK;
}

enum err jobs_start(const struct jobs_options *o, struct jobs **out)
{
    struct jobs *j = calloc(1, sizeof *j);
    if (!j)
        abort();
    j->o = *o;
    pthread_condattr_t monotonic;
    pthread_condattr_init(&monotonic);
    pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
    pthread_cond_init(&j->woken, &monotonic);
    pthread_condattr_destroy(&monotonic);
    pthread_mutex_init(&j->lock, NULL);
    int wanted = o->threads > 0 ? o->threads : 1;
    enum err e = OK;
    while (!e && j->n < wanted && j->n < THREADS_MAX)
        e = start_thread(j);
    if (e) {
        jobs_stop(j);
        return e;
    }
    *out = j;
    return OK;
}

void jobs_wake(struct jobs *j)
{
    pthread_mutex_lock(&j->lock);
    j->wakes++;
    pthread_cond_broadcast(&j->woken);
    pthread_mutex_unlock(&j->lock);
}

void jobs_stop(struct jobs *j)
{
    if (!j)
        return;
    pthread_mutex_lock(&j->lock);
    j->stop = true;
    pthread_cond_broadcast(&j->woken);
    pthread_mutex_unlock(&j->lock);
    for (int i = 0; i < j->n; i++)
        pthread_join(j->threads[i], NULL);
    pthread_cond_destroy(&j->woken);
    pthread_mutex_destroy(&j->lock);
    free(j);
}
