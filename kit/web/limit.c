/* limit.c: token buckets per (name, client), in the memory of this process, on the real clock.
 * The table has a fixed size: a stranger with many addresses pushes out the fullest bucket of
 * a neighbourhood, which is the one that loses least by being forgotten. */
#include "kit/web/job.h"

#include <sodium.h>

enum { SLOTS = 1 << 15, PROBES = 8 };

struct bucket {
    uint64_t who; /* keyed hash: addresses are not kept; 0: free */
    float tokens, burst;
    double per_ms;
    int64_t at_ms;
};
struct limits {
    pthread_mutex_t lock;
    unsigned char key[crypto_shorthash_KEYBYTES];
    struct bucket slots[SLOTS];
};

struct limits *limits_new(void)
{
    struct limits *l = calloc(1, sizeof *l);
    if (!l)
        abort();
    pthread_mutex_init(&l->lock, NULL);
    crypto_shorthash_keygen(l->key);
    return l;
}

void limits_free(struct limits *l)
{
    if (l)
        pthread_mutex_destroy(&l->lock);
    free(l);
}

static uint64_t hash(const struct limits *l, str name, str who)
{
    unsigned char in[160], out[8];
    size_t n = name.len < 80 ? name.len : 80, w = who.len < 79 ? who.len : 79;
    uint64_t h;
    memcpy(in, name.at, n);
    in[n] = 0;
    memcpy(in + n + 1, who.at, w);
    crypto_shorthash(out, in, n + 1 + w, l->key);
    memcpy(&h, out, sizeof h);
    return h ? h : 1;
}

static double filled(const struct bucket *b, int64_t now_ms)
{
    double t = (double)b->tokens + (double)(now_ms - b->at_ms) * b->per_ms;
    return t < (double)b->burst ? t : (double)b->burst;
}

static struct bucket *find(struct limits *l, uint64_t who, int64_t now_ms)
{
    struct bucket *best = NULL;
    double most = -1;
    for (uint64_t i = 0; i < PROBES; i++) {
        struct bucket *b = &l->slots[(who + i) % SLOTS];
        if (b->who == who)
            return b;
        double share = b->who ? filled(b, now_ms) / (double)b->burst : 2;
        if (share > most) {
            most = share;
            best = b;
        }
    }
    best->who = 0;
    return best;
}

bool limits_take(struct limits *l, str name, str who, double per_minute, double burst,
                 int64_t now_ms, int *wait_s)
{
    uint64_t h = hash(l, name, who);
    pthread_mutex_lock(&l->lock);
    struct bucket *b = find(l, h, now_ms);
    if (!b->who)
        *b = (struct bucket){.who = h, .tokens = (float)burst, .at_ms = now_ms};
    b->burst = (float)burst;
    b->per_ms = per_minute / 60000;
    double tokens = filled(b, now_ms);
    bool has = tokens >= 1;
    b->tokens = (float)(has ? tokens - 1 : tokens);
    b->at_ms = now_ms;
    pthread_mutex_unlock(&l->lock);
    *wait_s = has ? 0 : (int)((1 - tokens) / (per_minute / 60)) + 1;
    return has;
}
