/* cache.c: rendered public pages, ready to be handed out by the thread that read the request.
 *
 * Kept true here: a copy is handed out only while nothing it may show has changed, as far as
 * web_changed and this process's own writes tell, and never for longer than AGE_MS, since a page
 * may speak of days left. Who has just written sees the page anew: every request
 * that is not a GET makes the copies of its county stale before it is answered. */
#include "kit/web/job.h"

#include <microhttpd.h>
#include <sodium.h>

enum {
    SETS = 1024,
    WAYS = 4,
    LOCKS = 64,
    COUNTIES = 1024,
    AGE_MS = 10000,
    PAGE_BYTES_MAX = 256 << 10,
    BYTES_MAX = 24 << 20,
};

struct copy {
    char *key; /* malloc; NULL: free */
    size_t key_len, bytes;
    int64_t county, made_ms;
    unsigned writes;
    char tag[48];
    struct MHD_Response *page, *unchanged; /* 200 and 304 */
};
struct cache {
    pthread_mutex_t locks[LOCKS];
    struct copy copies[SETS][WAYS];
    atomic_uint writes[COUNTIES], all_writes;
    atomic_llong positions[COUNTIES]; /* as last told by web_changed */
    atomic_llong bytes;
    unsigned char hash_key[crypto_shorthash_KEYBYTES];
};

struct cache *cache_new(void)
{
    struct cache *c = calloc(1, sizeof *c);
    if (!c)
        abort();
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_init(&c->locks[i], NULL);
    crypto_shorthash_keygen(c->hash_key);
    return c;
}

static void drop(struct cache *c, struct copy *p)
{
    if (!p->key)
        return;
    atomic_fetch_sub(&c->bytes, (long long)p->bytes);
    MHD_destroy_response(p->page);
    MHD_destroy_response(p->unchanged);
    free(p->key);
    *p = (struct copy){.key = NULL};
}

void cache_free(struct cache *c)
{
    if (!c)
        return;
    for (int s = 0; s < SETS; s++)
        for (int i = 0; i < WAYS; i++)
            drop(c, &c->copies[s][i]);
    for (int i = 0; i < LOCKS; i++)
        pthread_mutex_destroy(&c->locks[i]);
    free(c);
}

/* ---- what a copy depends on -------------------------------------------- */

static unsigned writes_of(struct cache *c, int64_t county)
{
    unsigned own = atomic_load(&c->writes[(uint64_t)county % COUNTIES]);
    return county ? own : atomic_load(&c->all_writes);
}

void cache_wrote(struct cache *c, int64_t county)
{
    atomic_fetch_add(&c->all_writes, 1);
    if (county)
        atomic_fetch_add(&c->writes[(uint64_t)county % COUNTIES], 1);
    else
        for (int i = 0; i < COUNTIES; i++)
            atomic_fetch_add(&c->writes[i], 1);
}

/* Two counties that share a slot look like one that changes at every word: no harm but the
 * loss of copies. */
void web_changed(struct web *w, int64_t county, int64_t position)
{
    atomic_llong *known = &w->cache->positions[(uint64_t)county % COUNTIES];
    if (atomic_exchange(known, position) != position)
        cache_wrote(w->cache, county);
}

static bool fresh(struct cache *c, const struct copy *p)
{
    return p->writes == writes_of(c, p->county) &&
           clock_steady_ns() / 1000000 - p->made_ms < AGE_MS;
}

bool cache_applies(const struct web_job *j)
{
    return j->blind && j->rq.method == GET && !j->refused && !atomic_load(&j->web->draining);
}

/* Target, language (in the target) and what else the bytes depend on. */
static str key_of(struct web_job *j)
{
    const struct req *rq = &j->rq;
    return str_fmt(j->mem, "%c%c%c%c%.*s", rq->json ? 'j' : '-', rq->fragment ? 'f' : '-',
                   rq->elder ? 'e' : '-', rq->max_size ? 'm' : '-', STR_ARG(j->target));
}

static uint64_t hash(const struct cache *c, str key)
{
    uint64_t h;
    crypto_shorthash((unsigned char *)&h, (const unsigned char *)key.at, key.len, c->hash_key);
    return h;
}

/* ---- handing out ------------------------------------------------------- */

static struct copy *find(struct cache *c, uint64_t h, str key)
{
    struct copy *set = c->copies[h % SETS];
    for (int i = 0; i < WAYS; i++)
        if (set[i].key && str_eq((str){set[i].key, set[i].key_len}, key))
            return &set[i];
    return NULL;
}

bool cache_answer(struct web_job *j)
{
    struct cache *c = j->web->cache;
    str key = key_of(j), match = web_header(&j->rq, "If-None-Match");
    uint64_t h = hash(c, key);
    pthread_mutex_t *lock = &c->locks[h % SETS % LOCKS];
    j->all_writes = atomic_load(&c->all_writes);
    pthread_mutex_lock(lock);
    struct copy *p = find(c, h, key);
    bool hit = p && fresh(c, p);
    if (hit) { /* queued under the lock: nobody can destroy it meanwhile */
        bool same = match.len && str_find(match, str_of(p->tag)) != SIZE_MAX;
        j->answer.status = same ? 304 : 200;
        j->answer.body = (str){"", same ? 0 : p->bytes};
        hit = MHD_queue_response(j->connection, (unsigned)j->answer.status,
                                 same ? p->unchanged : p->page) == MHD_YES;
    }
    pthread_mutex_unlock(lock);
    return hit;
}

/* ---- keeping ----------------------------------------------------------- */

static struct MHD_Response *make(const struct web_job *j, str body)
{
    union { /* it is copied */
        const char *from;
        char *to;
    } at = {.from = body.at};
    struct MHD_Response *r =
        MHD_create_response_from_buffer(body.len, at.to, MHD_RESPMEM_MUST_COPY);
    for (size_t i = 0; r && i < j->answer.headers.n; i++) {
        const struct pair *p = &j->answer.headers.at[i];
        if (!str_is(p->name, "X-Request-Id"))
            MHD_add_response_header(r, str_z(j->mem, p->name), str_z(j->mem, p->value));
    }
    return r;
}

static struct copy *oldest(struct copy *set)
{
    struct copy *p = set;
    for (int i = 0; i < WAYS; i++) {
        if (!set[i].key)
            return &set[i];
        if (set[i].made_ms < p->made_ms)
            p = &set[i];
    }
    return p;
}

static bool make_copy(struct web_job *j, str key, struct copy *out)
{
    const struct pair *tag = pairs_find_header(&j->answer.headers, S("ETag"));
    str bare = tag ? tag->value : S("");
    *out = (struct copy){.county = j->rq.county, .bytes = j->answer.body.len};
    out->made_ms = clock_steady_ns() / 1000000;
    if (!str_starts(bare, S("W/")) || bare.len - 2 >= sizeof out->tag)
        return false;
    memcpy(out->tag, bare.at + 2, bare.len - 2);
    out->writes = writes_of(j->web->cache, out->county);
    out->key = malloc(key.len + 1);
    out->page = make(j, j->answer.body);
    out->unchanged = make(j, S(""));
    if (!out->key || !out->page || !out->unchanged)
        abort();
    memcpy(out->key, key.at, key.len);
    out->key_len = key.len;
    return true;
}

/* Only if nothing at all changed while it was rendered: which county it shows was not known
 * when it began. */
void cache_keep(struct web_job *j)
{
    struct cache *c = j->web->cache;
    struct copy made;
    size_t n = j->answer.body.len;
    if (!cache_applies(j) || !answer_has_copies(j) || j->head || n > PAGE_BYTES_MAX ||
        atomic_load(&c->bytes) > BYTES_MAX)
        return;
    str key = key_of(j);
    uint64_t h = hash(c, key);
    pthread_mutex_t *lock = &c->locks[h % SETS % LOCKS];
    if (!make_copy(j, key, &made))
        return;
    pthread_mutex_lock(lock);
    struct copy *p = find(c, h, key);
    p = p ? p : oldest(c->copies[h % SETS]);
    drop(c, p);
    *p = made;
    atomic_fetch_add(&c->bytes, (long long)made.bytes);
    if (atomic_load(&c->all_writes) != j->all_writes)
        drop(c, p);
    pthread_mutex_unlock(lock);
}
