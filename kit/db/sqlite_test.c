/* The writer of SQLite: batches, what survives a full disk, a kill, a second process. */
#include "kit/db/lab_test.h"
#include "kit/db/sqlite.h"

#include <signal.h>
#include <stdatomic.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

enum { QUEUE = 12, BLOB = 200000 };

static sqlite3 *sqlite_of(struct ctx *cx)
{
    return ((struct sqlite_conn *)cx->conn)->handle;
}

static bool is_sqlite(struct ctx *cx)
{
    return db_engine_of(cx->db) == DB_SQLITE;
}

/* ---- a batch made on purpose -------------------------------------------- */

static int queued_behind(struct sqlite_db *db)
{
    int n = 0;
    pthread_mutex_lock(&db->queue_lock);
    for (struct write *w = db->first; w; w = w->next)
        n++;
    pthread_mutex_unlock(&db->queue_lock);
    return n;
}

/* Holds the writer until the others are queued behind it: they become one batch. */
static enum err hold_tx(struct ctx *cx, void *arg)
{
    atomic_store((atomic_bool *)arg, true);
    while (queued_behind((struct sqlite_db *)cx->db) < QUEUE)
        usleep(1000);
    return OK;
}

struct queued {
    struct ctx *cx;
    db_fn *fn;
    int number, runs;
    int64_t size; /* of the blob; 0: none */
    enum err then, err;
    atomic_bool *held; /* of the one who holds the writer */
    pthread_t thread;
};

static enum err add_sized_tx(struct ctx *cx, void *arg)
{
    struct queued *q = arg;
    struct lab_thing t = {.id = q->number + 1, .name = str_fmt(cx->mem, "%d", q->number)};
    q->runs++;
    enum err e = lab_add_tx(cx, &t);
    if (!e && q->size)
        e = db_exec(cx, NULL, &lab_test_sql_fill, db_int("size", q->size),
                    db_int("county", LAB_COUNTY), db_int("id", t.id));
    return e ? e : q->then;
}

static void *queued_main(void *arg)
{
    struct queued *q = arg;
    q->err = db_write(q->cx, q->fn, q);
    return NULL;
}

static void *hold_main(void *arg)
{
    struct queued *q = arg;
    q->err = db_write(q->cx, hold_tx, q->held);
    return NULL;
}

static void one_batch(struct ctx *cx, struct queued *q)
{
    atomic_bool held = false;
    struct queued hold = {.cx = test_other(cx), .held = &held};
    pthread_create(&hold.thread, NULL, hold_main, &hold);
    while (!atomic_load(&held))
        usleep(1000);
    for (int i = 0; i < QUEUE; i++) {
        q[i].cx = test_other(cx);
        q[i].fn = q[i].fn ? q[i].fn : add_sized_tx;
        q[i].number = i;
        pthread_create(&q[i].thread, NULL, queued_main, &q[i]);
    }
    pthread_join(hold.thread, NULL);
    test_other_done(hold.cx);
    for (int i = 0; i < QUEUE; i++) {
        pthread_join(q[i].thread, NULL);
        test_other_done(q[i].cx);
    }
}

static enum err count_tx(struct ctx *cx, void *arg)
{
    (void)cx;
    atomic_fetch_add((atomic_int *)arg, 1);
    return OK;
}

TEST(a_batch_is_one_commit_and_a_function_that_fails_is_undone_alone)
{
    static atomic_int batches; /* closing the database is a batch too */
    struct queued q[QUEUE] = {[3] = {.then = ERR_DENIED}, [7] = {.then = ERR_CONFLICT}};
    if (!is_sqlite(cx))
        return;
    lab(cx);
    atomic_store(&batches, 0);
    db_at_batch_end(cx->db, count_tx, &batches);
    one_batch(cx, q);
    db_at_batch_end(cx->db, NULL, NULL); /* closing writes once more, after this test's frame */
    CHECK_INT(batches, 2);               /* the one that held the writer, and all others */
    for (int i = 0; i < QUEUE; i++)
        CHECK_ERR(q[i].err, q[i].then);
    CHECK_INT(lab_count(cx), QUEUE - 2);
}

static enum err refuse_tx(struct ctx *cx, void *arg)
{
    (void)arg;
    struct lab_thing t = {.id = 999, .name = S("at the end"), .then = ERR_FAULT};
    return lab_add_tx(cx, &t);
}

TEST(what_runs_at_the_end_of_a_batch_cannot_harm_it)
{
    if (!is_sqlite(cx))
        return;
    lab(cx);
    db_at_batch_end(cx->db, refuse_tx, NULL);
    CHECK_OK(lab_add(cx, 1, S("a")));
    CHECK_INT(lab_count(cx), 1);
}

/* ---- no statement reads a whole county -------------------------------------- */

/* Their rows pile up with every report; the others stay small however long a county works. */
static const char *const growing[] = {
    "facts",    "outbox",      "timers",  "matters",    "parties",        "tasks",
    "clocks",   "clock_steps", "cases",   "media",      "case_followers", "case_notes",
    "accounts", "persons",     "notices", "access_log", "outside_refs"};
/* Partial indexes of what waits: small too. */
static const char *const small[] = {"case_groups_open", "facts_waiting",  "media_quarantined",
                                    "outbox_waiting",   "outbox_claimed", "outbox_failed",
                                    "timers_failed"};
/* Looked at by hand: what is read whole is small, or seldom. */
static const char *const excused[] = {
    "people_sql_person_counties", /* key rotation */
    "people_sql_factor_counties", /* the same */
    "media_sql_key_counties",     /* the same */
    "people_sql_person_keys",     /* the same */
    "people_sql_factor_keys",     /* the same */
    "media_sql_keys",             /* the same */
    "media_sql_forget_owner",     /* erasure of a person */
    "people_sql_devices_shared",  /* the auditor's page */
    "people_sql_holders",         /* the posts of staff */
    "duty_sql_count",             /* a row per case in work, gone when it is over */
    "duty_sql_places",            /* the same */
    "callout_sql_list",           /* callouts alone: newest first until it is full */
    "appeal_sql_list",            /* appeals alone: newest first until it is full */
    "people_sql_access",          /* the auditor's page: newest first until it is full */
    "matters_sql_of_range",       /* the same for lists of a county or a town */
    "matters_sql_old_clocks",     /* after a change of the calendar, in slices */
    "renumber_sql_desks",         /* a new edition of places, in slices */
    "cases_sql_rekey",            /* the same */
    "notices_sql_latest",         /* the demo's outbox */
    "open311_sql_list",           /* of a window of ninety days */
    "facts_sql_counties",         /* one row for each county */
    "facts_sql_heads",            /* the same */
    "matters_sql_counties",       /* the same */
    "media_sql_counties",         /* the same */
    "ledger_sql_lost",            /* linli verify */
    "matters_sql_affected",       /* what it gathered itself */
    "matters_sql_flow_list",      /* every stored flow, a handful; their matters by an index */
    "matters_sql_inbox_mine_count",
    "matters_sql_inbox_tray_count",
    "matters_sql_inbox_all_count",
};

static bool listed(str word, const char *const *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (str_eq(word, str_of(list[i])))
            return true;
    return false;
}

static str word_after(str s, const char *mark)
{
    size_t at = str_find(s, str_of(mark));
    if (at == SIZE_MAX)
        return STR_NONE;
    at += strlen(mark);
    size_t n = 0;
    while (at + n < s.len && s.at[at + n] != ' ')
        n++;
    return (str){s.at + at, n};
}

/* The tables a statement names, since the plan names aliases only. */
static bool touches_growing(const struct db_sql *q)
{
    for (size_t i = 0; i < COUNT(growing); i++)
        for (const char *at = q->text[DB_SQLITE]; (at = strstr(at, growing[i])); at++)
            if (at > q->text[DB_SQLITE] && at[-1] == ' ' && strchr(" \n;)", at[strlen(growing[i])]))
                return true;
    return false;
}

/* "SEARCH t USING … (county=?)" names every row of the county, "SCAN t" every row there is; so does
 * a primary key of which only a range is known, as "id < :before". */
static bool is_key_range(str step)
{
    static const char *const marks[] = {"PRIMARY KEY (county=? AND ", "_1 (county=? AND "};
    for (size_t i = 0; i < COUNT(marks); i++) {
        size_t at = str_find(step, str_of(marks[i]));
        if (at == SIZE_MAX)
            continue;
        at += strlen(marks[i]);
        return str_find((str){step.at + at, step.len - at}, S("=?")) == SIZE_MAX;
    }
    return false;
}

static bool reads_county(str step)
{
    if (listed(word_after(step, "INDEX "), small, COUNT(small)))
        return false;
    if (str_starts(step, S("SCAN ")))
        return str_find(step, S("VIRTUAL")) == SIZE_MAX &&
               str_find(step, S("CONSTANT")) == SIZE_MAX;
    return str_ends(step, S("(county=?)")) || is_key_range(step);
}

static bool plan_reads_county(sqlite3 *db, struct arena *mem, const struct db_sql *q)
{
    sqlite3_stmt *s = NULL;
    bool all = false;
    const char *sql = str_z(mem, str_fmt(mem, "EXPLAIN QUERY PLAN %s", q->text[DB_SQLITE]));
    CHECK_INT(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW)
        if (reads_county(str_of((const char *)sqlite3_column_text(s, 3)))) {
            all = true;
            print_error("%s: %s\n", q->name, sqlite3_column_text(s, 3));
        }
    sqlite3_finalize(s);
    return all;
}

static enum err plans_tx(struct ctx *cx, void *arg)
{
    for (const struct db_sql *const *const *file = db_all_sql; *file; file++)
        for (const struct db_sql *const *q = *file; *q; q++)
            if (touches_growing(*q) && !listed(str_of((*q)->name), excused, COUNT(excused)))
                *(int *)arg += plan_reads_county(sqlite_of(cx), cx->mem, *q);
    return OK;
}

TEST(no_statement_reads_all_that_a_county_has_piled_up)
{
    int bad = 0;
    if (!is_sqlite(cx))
        return;
    CHECK_OK(db_write(cx, plans_tx, &bad));
    CHECK_INT(bad, 0);
}

/* Statements that must take one index, though another would do: it holds what is finished too. */
static const struct {
    const char *statement, *index;
} taken[] = {{"cases_sql_in_work", "INDEX matters_in_work "},
             {"matters_sql_listed_in_work", "INDEX matters_in_work "},
             {"matters_sql_listed_of", "INDEX matters_told_of "},
             {"matters_sql_tally_listed", "INDEX matters_told "}};

static bool plan_takes(sqlite3 *db, struct arena *mem, const struct db_sql *q, const char *index)
{
    sqlite3_stmt *s = NULL;
    bool takes = false;
    const char *sql = str_z(mem, str_fmt(mem, "EXPLAIN QUERY PLAN %s", q->text[DB_SQLITE]));
    CHECK_INT(sqlite3_prepare_v2(db, sql, -1, &s, NULL), SQLITE_OK);
    while (sqlite3_step(s) == SQLITE_ROW)
        takes |= strstr((const char *)sqlite3_column_text(s, 3), index) != NULL;
    sqlite3_finalize(s);
    return takes;
}

static enum err takes_tx(struct ctx *cx, void *arg)
{
    for (const struct db_sql *const *const *file = db_all_sql; *file; file++)
        for (const struct db_sql *const *q = *file; *q; q++)
            for (size_t i = 0; i < COUNT(taken); i++)
                if (strcmp((*q)->name, taken[i].statement) == 0)
                    *(size_t *)arg += plan_takes(sqlite_of(cx), cx->mem, *q, taken[i].index);
    return OK;
}

TEST(what_is_in_work_is_not_looked_for_among_what_is_finished)
{
    size_t right = 0;
    if (!is_sqlite(cx))
        return;
    CHECK_OK(db_write(cx, takes_tx, &right));
    CHECK_INT(right, COUNT(taken));
}

/* ---- the disk is full ---------------------------------------------------- */

static enum err limit_tx(struct ctx *cx, void *arg)
{
    char sql[64];
    snprintf(sql, sizeof sql, "PRAGMA max_page_count = %lld", *(long long *)arg);
    return sqlite3_exec(sqlite_of(cx), sql, NULL, NULL, NULL) ? ERR_FAULT : OK;
}

static enum err pages_tx(struct ctx *cx, void *arg)
{
    sqlite3_stmt *s = NULL;
    sqlite3_prepare_v2(sqlite_of(cx), "PRAGMA page_count", -1, &s, NULL);
    sqlite3_step(s);
    *(long long *)arg = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return OK;
}

static void set_free_pages(struct ctx *cx, long long pages)
{
    long long n = 0;
    CHECK_OK(db_write(cx, pages_tx, &n));
    n += pages;
    CHECK_OK(db_write(cx, limit_tx, &n));
}

/* Seven small, a great one in the middle that does not fit, the rest small again. */
TEST(a_full_disk_in_the_middle_of_a_batch_tells_nobody_saved_wrongly)
{
    struct queued q[QUEUE] = {[6] = {.size = BLOB}};
    if (!is_sqlite(cx))
        return;
    lab(cx);
    set_free_pages(cx, 12);
    one_batch(cx, q);
    int saved = 0;
    for (int i = 0; i < QUEUE; i++) {
        CHECK_ERR(q[i].err, i == 6 ? ERR_BUSY : OK);
        saved += !q[i].err;
    }
    CHECK_INT(lab_count(cx), saved);
    CHECK(db_can_write(cx->db));
    set_free_pages(cx, 10000);
    CHECK_OK(lab_add(cx, 100, S("there is room again")));
}

TEST(nobody_is_told_saved_when_there_is_no_room_for_anybody)
{
    struct queued q[QUEUE] = {0};
    if (!is_sqlite(cx))
        return;
    for (int i = 0; i < QUEUE; i++)
        q[i].size = BLOB;
    lab(cx);
    set_free_pages(cx, 2 * BLOB / 4096 + 8); /* two of them fit */
    one_batch(cx, q);
    int saved = 0, again = 0;
    for (int i = 0; i < QUEUE; i++) {
        CHECK(q[i].err == OK || q[i].err == ERR_BUSY);
        saved += !q[i].err;
        again += q[i].runs > 1;
    }
    CHECK_INT(saved, 2);
    CHECK_INT(lab_count(cx), saved);
    CHECK(again > 0); /* those before the full one were undone with it, and run again */
}

/* ---- COMMIT itself fails ------------------------------------------------- */

/* A mistake that SQLite is told to look for at COMMIT only. */
static enum err defer_tx(struct ctx *cx, void *arg)
{
    struct queued *q = arg;
    q->runs++;
    if (sqlite3_exec(sqlite_of(cx), "PRAGMA defer_foreign_keys = ON", NULL, NULL, NULL))
        return ERR_FAULT;
    return db_exec(cx, NULL, &lab_test_sql_mark, db_int("county", LAB_COUNTY), db_int("thing", 777),
                   db_text("mark", S("of nothing")));
}

TEST(a_commit_that_one_function_spoils_fails_for_it_alone)
{
    struct queued q[QUEUE] = {[4] = {.fn = defer_tx}};
    if (!is_sqlite(cx))
        return;
    lab(cx);
    one_batch(cx, q);
    for (int i = 0; i < QUEUE; i++)
        CHECK_ERR(q[i].err, i == 4 ? ERR_FAULT : OK);
    CHECK_INT(lab_count(cx), QUEUE - 1);
    CHECK_OK(lab_add(cx, 100, S("after")));
}

/* Every write(2) beyond the limit fails, as on a disk that breaks. */
static void limit_files(rlim_t bytes)
{
    struct rlimit r;
    getrlimit(RLIMIT_FSIZE, &r);
    r.rlim_cur = bytes;
    setrlimit(RLIMIT_FSIZE, &r);
}

TEST(a_disk_that_fails_at_the_commit_tells_nobody_saved)
{
    struct queued q[QUEUE] = {0};
    char path[256];
    struct stat st;
    if (!is_sqlite(cx))
        return;
    lab(cx);
    CHECK_OK(lab_add(cx, 1000, S("before")));
    snprintf(path, sizeof path, "%s/test.db-wal", test_dir());
    CHECK(stat(path, &st) == 0);
    signal(SIGXFSZ, SIG_IGN);
    limit_files((rlim_t)st.st_size + 5000);
    one_batch(cx, q);
    limit_files(RLIM_INFINITY);
    for (int i = 0; i < QUEUE; i++)
        CHECK_ERR(q[i].err, ERR_BUSY);
    CHECK_INT(lab_count(cx), 1);
    CHECK(db_can_write(cx->db)); /* it looks, and the disk is well again */
    CHECK_OK(lab_add(cx, 1001, S("after")));
    CHECK_INT(lab_count(cx), 2);
}

/* ---- kill -9 -------------------------------------------------------------- */

struct victim {
    struct ctx *cx;
    int number, fd;
    pthread_t thread;
};

static void *victim_main(void *arg)
{
    struct victim *v = arg;
    for (int i = 0; i < 100000; i++) {
        int64_t id = v->number * 1000000 + i + 1;
        if (lab_add(v->cx, id, str_fmt(v->cx->mem, "%d %d", v->number, i)))
            continue;
        if (write(v->fd, &id, sizeof id) != (ssize_t)sizeof id)
            break;
    }
    return NULL;
}

/* The child: 16 threads that tell the parent each id they were told is saved. */
static _Noreturn void be_killed(int fd)
{
    struct arena *mem = arena_new();
    struct ctx cx = {.mem = mem, .via = S("cli")};
    struct db_options o = {.readers = 2};
    struct victim v[16];
    str why;
    if (db_open(test_url(), &o, &cx.db, &why, mem))
        _exit(1);
    for (int i = 0; i < 16; i++) {
        v[i] = (struct victim){test_other(&cx), i, fd, 0};
        pthread_create(&v[i].thread, NULL, victim_main, &v[i]);
    }
    for (;;)
        pause();
}

static bool is_there(struct ctx *cx, int64_t id)
{
    AUTO_ROWS rows =
        db_query(cx, &lab_test_sql_find, db_int("county", LAB_COUNTY), db_int("id", id));
    return db_one(&rows) == OK;
}

TEST(every_row_acknowledged_before_a_kill_is_there_afterwards)
{
    int ends[2], told = 0;
    int64_t id;
    struct db_options o = {.readers = 2, .no_sync = true};
    if (!is_sqlite(cx))
        return;
    lab(cx);
    test_close(cx); /* no thread is left: fork is safe */
    CHECK(pipe(ends) == 0);
    pid_t child = fork();
    if (child == 0)
        be_killed(ends[1]);
    close(ends[1]);
    int64_t *ids = NEW_N(cx->mem, int64_t, 200000);
    while (told < 2000 && read(ends[0], &id, sizeof id) > 0)
        ids[told++] = id;
    kill(child, SIGKILL);
    while (told < 200000 && read(ends[0], &id, sizeof id) > 0)
        ids[told++] = id;
    waitpid(child, NULL, 0);
    close(ends[0]);
    test_open(cx, &o);
    CHECK(told > 100);
    for (int i = 0; i < told; i++)
        CHECK(is_there(cx, ids[i]));
}

/* ---- who may open it ------------------------------------------------------ */

TEST(a_second_writer_is_refused_and_a_reader_is_let_in)
{
    struct db *second = NULL;
    struct db_options write = {.readers = 1}, look = {.readers = 1, .read_only = true};
    str why = STR_NONE;
    if (!is_sqlite(cx))
        return;
    lab(cx);
    CHECK_OK(lab_add(cx, 1, S("a")));
    CHECK_ERR(db_open(test_url(), &write, &second, &why, cx->mem), ERR_BUSY);
    CHECK(str_find(why, S("in use")) != SIZE_MAX);
    CHECK_OK(db_open(test_url(), &look, &second, &why, cx->mem));
    struct ctx *other = test_other(cx);
    other->db = second;
    CHECK_INT(lab_count(other), 1);
    CHECK_ERR(lab_add(other, 2, S("b")), ERR_BUSY);
    CHECK(!db_can_write(second));
    test_other_done(other);
    db_close(second);
}

TEST(the_log_does_not_grow_without_end)
{
    char path[256];
    if (!is_sqlite(cx))
        return;
    lab(cx);
    snprintf(path, sizeof path, "%s/test.db-wal", test_dir());
    for (int i = 0; i < 800; i++) {
        struct queued q = {.number = i, .size = BLOB / 4};
        CHECK_OK(db_write(cx, add_sized_tx, &q));
    }
    FILE *f = fopen(path, "rb");
    CHECK(f && fseek(f, 0, SEEK_END) == 0);
    CHECK(ftell(f) < 20000000); /* 800 times 50 kB would be 40 MB */
    fclose(f);
}
