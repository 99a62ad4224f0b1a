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

/* ---- gone at the worst moment ---------------------------------------------- */

/* After the function's last statement, before its COMMIT, the first time only. */
struct cut {
    struct lab_thing thing;
    int runs;
};

static enum err cut_tx(struct ctx *cx, void *arg)
{
    struct cut *cut = arg;
    enum err e = lab_add_tx(cx, &cut->thing);
    if (e || cut->runs++)
        return e;
    char sql[64];
    PGconn *axe = PQconnectdb(test_url());
    snprintf(sql, sizeof sql, "SELECT pg_terminate_backend(%d, 5000)",
             PQbackendPID(((struct pg_conn *)cx->conn)->pg));
    PQclear(PQexec(axe, sql));
    PQfinish(axe);
    return OK;
}

TEST(an_unknown_outcome_is_not_told_saved_and_a_key_makes_it_known)
{
    struct idem id = {.county = LAB_COUNTY, .owner = 7, .key = S("0123456789abcdef")};
    struct cut cut = {.thing = {.id = 1, .name = S("a")}};
    if (!is_pg(cx))
        return;
    lab(cx);
    CHECK_ERR(db_write(cx, cut_tx, &cut), ERR_BUSY);
    CHECK_INT(cut.runs, 1);
    CHECK_INT(lab_count(cx), 0);
    cut = (struct cut){.thing = {.id = 2, .name = S("b")}};
    cx->idem = &id;
    CHECK_OK(db_write(cx, cut_tx, &cut));
    CHECK_INT(cut.runs, 2);
    CHECK_INT(lab_count(cx), 1);
}

/* ---- many processes --------------------------------------------------------- */

enum { HANDLES = 6 };

static void *open_main(void *arg)
{
    struct ctx *cx = arg;
    str why;
    struct db_options o = {.readers = 1, .writers = 1};
    if (db_open(test_url(), &o, &cx->db, &why, cx->mem))
        cx->db = NULL;
    return NULL;
}

TEST(no_two_processes_hold_one_node_number)
{
    struct ctx *one[HANDLES];
    pthread_t thread[HANDLES];
    bool held[1024] = {false};
    if (!is_pg(cx))
        return;
    for (int i = 0; i < HANDLES; i++) {
        one[i] = test_other(cx);
        pthread_create(&thread[i], NULL, open_main, one[i]);
    }
    for (int i = 0; i < HANDLES; i++)
        pthread_join(thread[i], NULL);
    held[db_new_id(cx) >> 12 & 1023] = true;
    for (int i = 0; i < HANDLES; i++) {
        CHECK(one[i]->db != NULL);
        int node = (int)(db_new_id(one[i]) >> 12 & 1023);
        CHECK(!held[node]);
        held[node] = true;
        db_close(one[i]->db);
        test_other_done(one[i]);
    }
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
