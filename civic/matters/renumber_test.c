/* renumber_test.c: a community gets another number while a lamp is broken there. */
#include "civic/matters/test_matters.h"
#include "civic/places/places.h"

struct renumbering {
    struct places_move move;
    int64_t moved;
};

static enum err renumber_tx(struct ctx *cx, void *arg)
{
    struct renumbering *r = arg;
    enum err e = OK;
    r->moved = 0;
    for (const struct places_rekey *const *k = matters_rekeys; !e && *k; k++) {
        int64_t n = 0;
        const struct places_move *m = &r->move;
        e = (*k)->run ? (*k)->run(cx, m, 1000, &n)
                      : db_exec(cx, &n, (*k)->sql, db_int("county", m->county), db_int("lo", m->lo),
                                db_int("hi", m->hi), db_int("keep", m->keep),
                                db_int("shift", m->shift), db_int("most", 1000));
        r->moved += n;
    }
    return e;
}

TEST(a_matter_and_its_tasks_follow_their_renumbered_community)
{
    enum { FAR = 5000000 }; /* five towns on */
    struct town t;
    struct matter m, now;
    struct renumbering r = {
        .move = {T_COUNTY, T_COMMUNITY, place_end(T_COMMUNITY), 1, (int64_t)FAR}};
    test_town(cx, &t);
    test_report(cx, "case-full", "", t.resident, NULL, &m);
    struct task before = test_task(cx, &m, "verify");
    CHECK_OK(db_write(cx, renumber_tx, &r));
    CHECK(r.moved >= 1);
    CHECK_OK(matters_load(cx, T_COUNTY, m.id, &now));
    CHECK_INT(now.scope, m.scope + FAR);
    CHECK_INT(now.place, m.place); /* of its day */
    struct task after = test_task(cx, &now, "verify");
    CHECK_INT(after.scope, before.scope + FAR);
    CHECK_INT(after.desk, before.desk >= r.move.lo && before.desk <= r.move.hi ? before.desk + FAR
                                                                               : before.desk);
    CHECK_OK(db_write(cx, renumber_tx, &r));
    CHECK_INT(r.moved, 0);
}
