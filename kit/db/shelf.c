/* shelf.c: a short list under a lock; things are counted by those who hold them. */
#include "kit/db/shelf.h"

#include "kit/db/engine.h"

struct shelf_thing {
    const char *kind;
    int64_t county, version;
    void *thing;
    void (*drop)(void *);
    int held; /* the shelf's own hold included */
    struct shelf_thing *next;
};

static void let_go(struct shelf_thing *t)
{
    if (--t->held)
        return;
    t->drop(t->thing);
    free(t);
}

static struct shelf_thing **place_of(struct db *db, const char *kind, int64_t county)
{
    struct shelf_thing **at = &db->shelf;
    while (*at && !((*at)->county == county && !strcmp((*at)->kind, kind)))
        at = &(*at)->next;
    return at;
}

static const void *hold_it(struct db *db, struct shelf_thing *t, struct shelf_hold *hold)
{
    t->held++;
    *hold = (struct shelf_hold){db, t};
    return t->thing;
}

void db_shelf_return(struct shelf_hold *h)
{
    if (!h->thing)
        return;
    pthread_mutex_lock(&h->db->shelf_lock);
    let_go(h->thing);
    pthread_mutex_unlock(&h->db->shelf_lock);
    *h = (struct shelf_hold){0};
}

const void *db_shelf_take(struct db *db, const char *kind, int64_t county, int64_t version,
                          struct shelf_hold *hold)
{
    const void *found = NULL;
    pthread_mutex_lock(&db->shelf_lock);
    struct shelf_thing *t = *place_of(db, kind, county);
    if (t && t->version == version)
        found = hold_it(db, t, hold);
    pthread_mutex_unlock(&db->shelf_lock);
    return found;
}

const void *db_shelf_put(struct db *db, const char *kind, int64_t county, int64_t version,
                         void *thing, void (*drop)(void *), struct shelf_hold *hold)
{
    struct shelf_thing *new = calloc(1, sizeof *new);
    assert(new);
    *new = (struct shelf_thing){kind, county, version, thing, drop, 1, NULL};
    pthread_mutex_lock(&db->shelf_lock);
    struct shelf_thing **at = place_of(db, kind, county), *old = *at;
    bool faster = old && old->version == version; /* another thread made the same one */
    if (!faster) {
        new->next = old ? old->next : NULL;
        if (old)
            let_go(old);
        *at = new;
    }
    const void *stands = hold_it(db, *at, hold);
    if (faster)
        let_go(new);
    pthread_mutex_unlock(&db->shelf_lock);
    return stands;
}

void db_shelf_clear(struct db *db)
{
    while (db->shelf) {
        struct shelf_thing *t = db->shelf;
        db->shelf = t->next;
        let_go(t);
    }
}
