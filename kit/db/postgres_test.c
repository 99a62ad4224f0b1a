/* PostgreSQL: the server goes away and comes back; types are known before anything is sent. */
#include "kit/db/lab_test.h"
#include "kit/db/postgres.h"

#include <stdatomic.h>

enum { WRITERS = 8, MOST = 20000 };
static const struct db_options durable = {.readers = 2, .writers = WRITERS};

static bool is_pg(struct ctx *cx)
{
    return db_engine_of(cx->db) == DB_PG;
}

/* "stop -m immediate", "start": only where the cluster is the tests' own. */
static bool ctl(const char *what)
{
    char command[1024];
    const char *line = getenv("LINLI_PG_CTL");
    if (!line)
        return false;
    snprintf(command, sizeof command, "%s %s >/dev/null 2>&1 </dev/null", line, what);
    return system(command) == 0;
}

TEST(a_database_that_is_gone_is_busy_and_comes_back_by_itself)
{
    if (!is_pg(cx) || !getenv("LINLI_PG_CTL"))
        return;
    test_close(cx);
    test_open(cx, &durable);
    lab(cx);
    CHECK_OK(lab_add(cx, 1, S("a")));
    CHECK(ctl("stop -m immediate"));
    CHECK_ERR(lab_add(cx, 2, S("b")), ERR_BUSY);
    CHECK_ERR(db_ping(cx), ERR_BUSY);
    CHECK(!db_can_write(cx->db));
    CHECK(ctl("start"));
    CHECK_OK(db_ping(cx));
    CHECK(db_can_write(cx->db));
    CHECK_OK(lab_add(cx, 3, S("c")));
    CHECK_INT(lab_count(cx), 2);
}

TEST(a_server_that_was_restarted_between_two_requests_is_not_noticed)
{
    if (!is_pg(cx) || !getenv("LINLI_PG_CTL"))
        return;
    lab(cx);
    CHECK_OK(lab_add(cx, 1, S("a")));
    CHECK_INT(lab_count(cx), 1);
    CHECK(ctl("restart -m fast"));
    CHECK_OK(lab_add(cx, 2, S("b")));
    CHECK_INT(lab_count(cx), 2);
}

/* ---- gone under load ------------------------------------------------------ */

struct load {
    struct ctx *cx;
    int number, told;
    int64_t *ids;
    atomic_bool *stop;
    pthread_t thread;
};

static void *load_main(void *arg)
{
    struct load *l = arg;
    for (int i = 0; i < MOST && !atomic_load(l->stop); i++) {
        int64_t id = l->number * 1000000 + i + 1;
        enum err e = lab_add(l->cx, id, str_fmt(l->cx->mem, "%d %d", l->number, i));
        CHECK(e == OK || e == ERR_BUSY);
        if (!e)
            l->ids[l->told++] = id;
        else
            usleep(5000);
    }
    return NULL;
}

static bool is_there(struct ctx *cx, int64_t id)
{
    AUTO_ROWS rows =
        db_query(cx, &lab_test_sql_find, db_int("county", LAB_COUNTY), db_int("id", id));
    return db_one(&rows) == OK;
}

TEST(every_row_acknowledged_before_a_crash_of_the_server_is_there_afterwards)
{
    struct load l[WRITERS];
    atomic_bool end = false;
    int told = 0;
    if (!is_pg(cx) || !getenv("LINLI_PG_CTL"))
        return;
    test_close(cx);
    test_open(cx, &durable);
    lab(cx);
    for (int i = 0; i < WRITERS; i++) {
        l[i] = (struct load){test_other(cx), i, 0, NEW_N(cx->mem, int64_t, MOST), &end, 0};
        pthread_create(&l[i].thread, NULL, load_main, &l[i]);
    }
    usleep(200000);
    bool stopped = ctl("stop -m immediate");
    usleep(200000);
    bool started = ctl("start");
    usleep(300000);
    atomic_store(&end, true);
    for (int i = 0; i < WRITERS; i++)
        pthread_join(l[i].thread, NULL);
    CHECK(stopped && started);
    for (int i = 0; i < WRITERS; i++) {
        for (int n = 0; n < l[i].told; n++)
            CHECK(is_there(cx, l[i].ids[n]));
        told += l[i].told;
        test_other_done(l[i].cx);
    }
    CHECK(told > 20);
}

/* ---- types ---------------------------------------------------------------- */

TEST(a_value_that_does_not_fit_its_column_is_refused_before_it_is_sent)
{
    struct pg_params p = {0};
    struct db_arg big = db_int("n", (int64_t)1 << 31), text = db_text("n", S("1"));
    struct db_arg fits = db_int("n", -((int64_t)1 << 31)), blob = db_blob("n", S("\0"));
    CHECK(!pg_put(cx->mem, INT4, &big, &p, 0));
    CHECK(pg_put(cx->mem, INT4, &fits, &p, 0));
    CHECK(pg_put(cx->mem, INT8, &big, &p, 0));
    CHECK(!pg_put(cx->mem, INT8, &text, &p, 0));
    CHECK(!pg_put(cx->mem, TEXT, &blob, &p, 0));
    CHECK(pg_put(cx->mem, BYTEA, &blob, &p, 0));
    CHECK(!pg_put(cx->mem, BYTEA, &text, &p, 0));
}
