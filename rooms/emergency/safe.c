/* safe.c: residents who say that they are safe, so that nobody goes looking for them. */
#include "civic/facts/facts.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/seal/seal.h"
#include "rooms/emergency/emergency_own.h"
#include "rooms/emergency/emergency_sql.h"

struct safe_args {
    const struct emergency *o;
    const struct emergency_safe *in;
    int64_t place, id;
};

static struct seal_where house_of(const struct emergency *o, int64_t id)
{
    return (struct seal_where){"emergency_words", "house", o->county, id};
}

static enum err safe_tx(struct ctx *cx, void *arg)
{
    const struct safe_args *a = arg;
    struct person who = {.county = a->o->county, .name = a->in->name, .phone = a->in->phone};
    struct seal_where where = house_of(a->o, a->id);
    int64_t person = 0;
    str house;
    enum err e = person_add(cx, &who, &person);
    if (!e)
        e = person_seal(cx, a->o->county, person, &where, a->in->house, &house);
    if (!e)
        e = db_exec(cx, NULL, &emergency_sql_word_add, db_int("county", a->o->county),
                    db_int("id", a->id), db_int("emergency", a->o->id), db_int("place", a->place),
                    db_int("person", person), db_blob("house", house), db_int("now", cx->now));
    return e ? e : emergency_fact(cx, a->o, "emergency.said_safe", STR_NONE, STR_NONE);
}

enum err emergency_say_safe(struct ctx *cx, const struct emergency *o, int64_t place,
                            const struct emergency_safe *in)
{
    struct safe_args a = {.o = o, .in = in, .place = place, .id = db_new_id(cx)};
    enum err e = OK;
    if (!in->name.len)
        e = fail_field(cx, "name", _("Write your name, so that we know who is safe."));
    if (!in->house.len)
        e = fail_field(cx, "where", _("Write where you live, or where you are."));
    return e ? e : db_write(cx, safe_tx, &a);
}

enum err emergency_safe_list(struct ctx *cx, const struct emergency *o, int64_t grid,
                             struct emergency_safe *out, int *n)
{
    int64_t ids[EMERGENCY_SAFE_MAX], persons[EMERGENCY_SAFE_MAX];
    int64_t community = place_above(grid, PLACE_COMMUNITY);
    str sealed[EMERGENCY_SAFE_MAX];
    int got = 0;
    *n = 0;
    if (!may(cx, ACT_EMERGENCY_CALL, grid, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e;
    {
        AUTO_ROWS r =
            db_query(cx, &emergency_sql_words, db_int("county", o->county),
                     db_int("emergency", o->id), db_int("lo", community),
                     db_int("hi", place_end(community)), db_int("max", EMERGENCY_SAFE_MAX));
        while (got < EMERGENCY_SAFE_MAX && db_next(&r)) {
            ids[got] = db_get_int(&r, 0);
            persons[got] = db_get_int(&r, 1);
            sealed[got] = str_keep(cx->mem, db_get_blob(&r, 2));
            out[got++].at_ms = db_get_int(&r, 3);
        }
        e = db_end(&r);
    }
    for (int i = 0; !e && i < got; i++) {
        struct person p = {.name = STR_NONE};
        struct seal_where where = house_of(o, ids[i]);
        e = person_find(cx, o->county, persons[i], &p);
        if (!e)
            e = person_unseal(cx, o->county, persons[i], &where, sealed[i], &out[i].house);
        if (e == ERR_NOT_FOUND)
            e = OK; /* erased meanwhile */
        out[i].name = p.name;
        out[i].phone = people_masked(cx->mem, &p).phone;
    }
    if (!e)
        *n = got;
    return e;
}
