/* memo.c: immutable things made from rows, once per process. */
#include "kit/db/engine.h"

struct memo_entry {
    str key;
    const void *value;
    struct memo_entry *next;
};
struct memo {
    pthread_mutex_t lock;
    struct arena *mem;
    struct memo_entry *first;
};

struct memo *memo_new(void)
{
    struct arena *mem = arena_new();
    struct memo *m = NEW(mem, struct memo);
    m->mem = mem;
    pthread_mutex_init(&m->lock, NULL);
    return m;
}

void memo_free(struct memo *m)
{
    if (!m)
        return;
    pthread_mutex_destroy(&m->lock);
    arena_free(m->mem);
}

static const void *find(const struct memo *m, str key)
{
    for (const struct memo_entry *e = m->first; e; e = e->next)
        if (str_eq(e->key, key))
            return e->value;
    return NULL;
}

static const void *make_entry(struct memo *m, str key,
                              const void *(*make)(struct arena *mem, const void *arg),
                              const void *arg)
{
    struct arena_point mark = arena_mark(m->mem);
    const void *value = make(m->mem, arg);
    if (!value) {
        arena_back(m->mem, mark);
        return NULL;
    }
    struct memo_entry *e = NEW(m->mem, struct memo_entry);
    *e = (struct memo_entry){str_keep(m->mem, key), value, m->first};
    m->first = e;
    return value;
}

const void *db_memo(struct db *db, str key, const void *(*make)(struct arena *mem, const void *arg),
                    const void *arg)
{
    struct memo *m = db->memo;
    pthread_mutex_lock(&m->lock);
    const void *value = find(m, key);
    if (!value && make)
        value = make_entry(m, key, make, arg);
    pthread_mutex_unlock(&m->lock);
    return value;
}
