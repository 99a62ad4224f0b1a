/* ids.c: ids of 63 bits: milliseconds since 2024, node, counter; and the lease of the node.
 *
 * Two processes never make the same id: each holds a node number by a lease row, renewed long
 * before it ends; when it cannot be renewed, or when the clock stepped back, nothing is written. */
#include "kit/db/db_sql.h"
#include "kit/db/engine.h"

#include <sys/random.h>

#define EPOCH_MS 1704067200000 /* 2024-01-01T00:00:00Z */
enum {
    COUNTER_BITS = 12,
    NODE_BITS = 10,
    NODES = 1 << NODE_BITS,
    LEASE_MS = 600000,
    KEEP_S = 120,
    AGAIN_S = 5,
    FORGET_ROUNDS = 30, /* an hour */
    STEP_BACK_MS = 5000,
};

/* last_id holds (ms << COUNTER_BITS | counter): in a burst it runs ahead of the clock. */
int64_t db_new_id(struct ctx *cx)
{
    struct db *db = cx->db;
    int64_t now = (clock_real_ms() - EPOCH_MS) << COUNTER_BITS;
    int64_t last = atomic_load(&db->last_id), next;
    int node = atomic_load(&db->node);
    assert(node >= 0); /* migrated, and not read-only */
    do
        next = now > last ? now : last + 1;
    while (!atomic_compare_exchange_weak(&db->last_id, &last, next));
    int64_t ms = next >> COUNTER_BITS, counter = next & ((1 << COUNTER_BITS) - 1);
    return ms << (NODE_BITS + COUNTER_BITS) | (int64_t)node << COUNTER_BITS | counter;
}

int64_t db_id_ms(int64_t id)
{
    return (id >> (NODE_BITS + COUNTER_BITS)) + EPOCH_MS;
}

bool ids_may_write(struct db *db)
{
    if (atomic_load(&db->node) < 0)
        return true; /* nothing but migrations can be under way */
    int64_t now = clock_real_ms();
    int64_t ahead = (atomic_load(&db->last_id) >> COUNTER_BITS) + EPOCH_MS - now;
    return now < atomic_load(&db->lease_until_ms) && ahead < STEP_BACK_MS;
}

/* ---- the lease --------------------------------------------------------- */

struct lease {
    struct db *db;
    int64_t now, until;
    int node;
};

/* The lowest number nobody holds; NODES if there is none. */
static enum err free_node(struct ctx *cx, int64_t now, int *out)
{
    int next = 0;
    AUTO_ROWS rows = db_query_args(cx, &db_sql_nodes, NULL, 0);
    while (db_next(&rows)) {
        int node = (int)db_get_int(&rows, 0);
        if (node != next || db_get_int(&rows, 1) < now)
            break;
        next++;
    }
    *out = next;
    return db_end(&rows);
}

static enum err take_tx(struct ctx *cx, void *arg)
{
    struct lease *l = arg;
    int64_t changed = 0;
    enum err e = free_node(cx, l->now, &l->node);
    if (e)
        return e;
    if (l->node >= NODES)
        return db_fault(cx, ERR_BUSY, "nodes", "all 1024 node numbers are held");
    e = db_exec(cx, &changed, &db_sql_node_take, db_int("node", l->node),
                db_word("holder", l->db->holder), db_int("until", l->until), db_int("now", l->now));
    return !e && !changed ? ERR_CONFLICT : e;
}

static enum err keep_tx(struct ctx *cx, void *arg)
{
    const struct lease *l = arg;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &db_sql_node_keep, db_int("node", l->node),
                         db_word("holder", l->db->holder), db_int("until", l->until));
    return !e && !changed ? ERR_CONFLICT : e;
}

static enum err lease(struct db *db, db_fn *fn, int64_t length_ms)
{
    struct arena *mem = arena_new();
    int64_t now = clock_real_ms();
    struct lease l = {db, now, now + length_ms, atomic_load(&db->node)};
    enum err e = ERR_CONFLICT;
    for (int tries = 0; e == ERR_CONFLICT && tries < 20; tries++)
        e = db_run_as(db, mem, fn, &l, NULL);
    if (!e) {
        atomic_store(&db->lease_until_ms, l.until);
        atomic_store(&db->node, l.node);
    }
    arena_free(mem);
    return e;
}

/* ---- the keeper -------------------------------------------------------- */

static void wait_seconds(struct db *db, int seconds)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    t.tv_sec += seconds;
    while (!db->keeper_stop &&
           pthread_cond_timedwait(&db->keeper_wake, &db->keeper_lock, &t) != ETIMEDOUT)
        ;
}

/* When the lease has run out, the old number may be somebody's by now: take another. */
static enum err renew(struct db *db)
{
    bool held = clock_real_ms() < atomic_load(&db->lease_until_ms);
    return lease(db, held ? keep_tx : take_tx, LEASE_MS);
}

/* A phone may be without network for weeks, and then repeat what it had sent. */
enum { IDEM_DAYS = 40 };

static enum err forget_keys(struct db *db)
{
    int64_t n;
    struct ctx cx = {.mem = arena_new(), .now = clock_business_ms(), .db = db, .via = S("job")};
    enum err e = db_idem_forget(&cx, clock_real_ms() - IDEM_DAYS * (int64_t)DAY_MS, &n);
    arena_free(cx.mem);
    return e;
}

static void *keeper_main(void *arg)
{
    struct db *db = arg;
    enum err e = OK;
    int rounds = 0;
    pthread_mutex_lock(&db->keeper_lock);
    while (!db->keeper_stop) {
        wait_seconds(db, e ? AGAIN_S : KEEP_S);
        if (db->keeper_stop)
            break;
        pthread_mutex_unlock(&db->keeper_lock);
        e = renew(db);
        if (!e && ++rounds % FORGET_ROUNDS == 0)
            e = forget_keys(db);
        pthread_mutex_lock(&db->keeper_lock);
    }
    pthread_mutex_unlock(&db->keeper_lock);
    return NULL;
}

void ids_probe(struct db *db)
{
    enum err e = atomic_load(&db->node) >= 0 ? renew(db) : OK;
    (void)e; /* db->well says it */
}

void ids_init(struct db *db)
{
    static const char digits[] = "0123456789abcdef";
    unsigned char bytes[sizeof db->holder - 1];
    pthread_condattr_t attr;
    atomic_store(&db->node, -1);
    if (getrandom(bytes, sizeof bytes, 0) != (ssize_t)sizeof bytes)
        abort();
    for (size_t i = 0; i < sizeof bytes; i++)
        db->holder[i] = digits[bytes[i] & 15];
    pthread_mutex_init(&db->keeper_lock, NULL);
    pthread_condattr_init(&attr);
    pthread_condattr_setclock(&attr, CLOCK_MONOTONIC);
    pthread_cond_init(&db->keeper_wake, &attr);
    pthread_condattr_destroy(&attr);
}

void ids_start(struct db *db)
{
    if (db->read_only || db->keeper_runs || lease(db, take_tx, LEASE_MS))
        return; /* not migrated yet: db_migrate calls again */
    db->keeper_runs = pthread_create(&db->keeper, NULL, keeper_main, db) == 0;
}

void ids_stop(struct db *db)
{
    if (!db->keeper_runs)
        return;
    pthread_mutex_lock(&db->keeper_lock);
    db->keeper_stop = true;
    pthread_cond_signal(&db->keeper_wake);
    pthread_mutex_unlock(&db->keeper_lock);
    pthread_join(db->keeper, NULL);
    db->keeper_runs = false;
    lease(db, keep_tx, 0); /* the next process may have the number at once */
}
