/* db: many at once. The same tests on both engines: one wins, nothing is lost, nothing doubled. */
#include "kit/db/lab_test.h"

#include <pthread.h>
#include <stdatomic.h>

enum { CROWD = 16, ROUNDS = 25 };

struct walker {
    struct ctx *cx;
    enum err (*walk)(struct walker *w);
    int number;
    atomic_int *count; /* what all of them share */
    pthread_t thread;
};

static void *walker_main(void *arg)
{
    struct walker *w = arg;
    enum err e = w->walk(w);
    if (e)
        print_error("%.*s\n", STR_ARG(w->cx->failure.detail));
    CHECK_OK(e);
    return NULL;
}

static void crowd(struct ctx *cx, enum err (*walk)(struct walker *w), atomic_int *count)
{
    struct walker w[CROWD];
    for (int i = 0; i < CROWD; i++) {
        w[i] = (struct walker){test_other(cx), walk, i, count, 0};
        CHECK(pthread_create(&w[i].thread, NULL, walker_main, &w[i]) == 0);
    }
    for (int i = 0; i < CROWD; i++) {
        pthread_join(w[i].thread, NULL);
        test_other_done(w[i].cx);
    }
}

/* ---- compare and set --------------------------------------------------- */

struct move {
    int64_t seen;
    str name;
};

static enum err move_tx(struct ctx *cx, void *arg)
{
    const struct move *m = arg;
    int64_t moved = 0;
    enum err e = db_exec(cx, &moved, &lab_test_sql_move, db_int("county", LAB_COUNTY),
                         db_int("id", 1), db_int("seen", m->seen), db_text("name", m->name));
    return !e && !moved ? ERR_CONFLICT : e;
}

static int64_t version(struct ctx *cx)
{
    AUTO_ROWS rows =
        db_query(cx, &lab_test_sql_find, db_int("county", LAB_COUNTY), db_int("id", 1));
    return db_one(&rows) ? -1 : db_get_int(&rows, 4);
}

/* Everybody saw the same version: exactly one may move it. */
static enum err move_once(struct walker *w)
{
    struct move m = {1, str_fmt(w->cx->mem, "moved by %d", w->number)};
    enum err e = db_write(w->cx, move_tx, &m);
    if (!e)
        atomic_fetch_add(w->count, 1);
    return e == ERR_CONFLICT ? OK : e;
}

/* Everybody looks, tries, and looks again until it worked, several times. */
static enum err move_often(struct walker *w)
{
    for (int done = 0; done < ROUNDS;) {
        struct move m = {version(w->cx), str_fmt(w->cx->mem, "%d %d", w->number, done)};
        enum err e = db_write(w->cx, move_tx, &m);
        if (e && e != ERR_CONFLICT)
            return e;
        done += !e;
    }
    atomic_fetch_add(w->count, ROUNDS);
    return OK;
}

TEST(of_many_who_saw_the_same_row_one_moves_it)
{
    atomic_int won = 0;
    lab(cx);
    CHECK_OK(lab_add(cx, 1, S("a")));
    crowd(cx, move_once, &won);
    CHECK_INT(won, 1);
    CHECK_INT(version(cx), 2);
}

TEST(no_move_is_lost_in_a_crowd)
{
    atomic_int moved = 0;
    lab(cx);
    CHECK_OK(lab_add(cx, 1, S("a")));
    crowd(cx, move_often, &moved);
    CHECK_INT(version(cx), 1 + moved);
    CHECK_INT(moved, CROWD * ROUNDS);
}

/* ---- unique keys ------------------------------------------------------- */

static enum err add_same_names(struct walker *w)
{
    for (int i = 0; i < ROUNDS; i++) {
        enum err e = lab_add(w->cx, w->number * 1000 + i + 1, str_fmt(w->cx->mem, "name %d", i));
        if (e && e != ERR_CONFLICT)
            return e;
        atomic_fetch_add(w->count, !e);
    }
    return OK;
}

TEST(of_many_with_one_name_one_is_added)
{
    atomic_int added = 0;
    lab(cx);
    crowd(cx, add_same_names, &added);
    CHECK_INT(added, ROUNDS);
    CHECK_INT(lab_count(cx), ROUNDS);
}

/* ---- idempotency ------------------------------------------------------- */

static enum err tap(struct walker *w)
{
    struct idem id = {.county = LAB_COUNTY, .owner = 7, .key = S("0123456789abcdef")};
    str result = STR_NONE;
    w->cx->idem = &id;
    enum err e = lab_add(w->cx, db_new_id(w->cx), S("five taps"));
    atomic_fetch_add(w->count, !e && !db_idem_repeat(w->cx, &result));
    return e;
}

TEST(many_taps_on_one_form_are_one_row_and_every_tap_is_told_ok)
{
    atomic_int first = 0;
    lab(cx);
    crowd(cx, tap, &first);
    CHECK_INT(first, 1);
    CHECK_INT(lab_count(cx), 1);
}

/* ---- a deadlock, which only row locks know ------------------------------ */

static enum err bump_tx(struct ctx *cx, int64_t id)
{
    AUTO_ROWS rows =
        db_query(cx, &lab_test_sql_bump, db_int("county", LAB_COUNTY), db_int("id", id));
    return db_one(&rows);
}

static enum err bump_both_tx(struct ctx *cx, void *arg)
{
    const int64_t *ids = arg;
    enum err e = bump_tx(cx, ids[0]);
    return e ? e : bump_tx(cx, ids[1]);
}

static enum err bump_crosswise(struct walker *w)
{
    int64_t ids[] = {1 + w->number % 2, 2 - w->number % 2};
    for (int i = 0; i < ROUNDS; i++) {
        enum err e = db_write(w->cx, bump_both_tx, ids);
        if (e)
            return e;
        atomic_fetch_add(w->count, 1);
    }
    return OK;
}

TEST(who_locks_crosswise_is_run_again_and_everybody_succeeds)
{
    atomic_int bumps = 0;
    lab(cx);
    CHECK_OK(lab_add(cx, 1, S("a")));
    CHECK_OK(lab_add(cx, 2, S("b")));
    crowd(cx, bump_crosswise, &bumps);
    CHECK_INT(bumps, CROWD * ROUNDS);
    CHECK_INT(version(cx), 1 + bumps);
}

/* ---- readers ----------------------------------------------------------- */

static enum err read_nested(struct walker *w)
{
    for (int i = 0; i < ROUNDS; i++) {
        AUTO_ROWS outer =
            db_query(w->cx, &lab_test_sql_names, db_int("county", LAB_COUNTY), db_int("n", 10));
        while (db_next(&outer)) { /* the same statement twice at once, on one reader */
            AUTO_ROWS inner =
                db_query(w->cx, &lab_test_sql_names, db_int("county", LAB_COUNTY), db_int("n", 1));
            if (db_one(&inner))
                return ERR_FAULT;
            atomic_fetch_add(w->count, str_is(db_get_text(&inner, 0), "a"));
        }
        if (db_end(&outer))
            return ERR_FAULT;
    }
    return w->cx->conn ? ERR_FAULT : OK; /* given back */
}

TEST(more_readers_than_connections_wait_and_read)
{
    atomic_int reads = 0;
    lab(cx);
    CHECK_OK(lab_add(cx, 1, S("a")));
    CHECK_OK(lab_add(cx, 2, S("b")));
    crowd(cx, read_nested, &reads);
    CHECK_INT(reads, CROWD * ROUNDS * 2);
}
