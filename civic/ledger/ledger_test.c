/* ledger_test.c: from a promise to a proof, on the database. */
#include "civic/ledger/ledger_own.h"
#include "kit/test/test.h"

#include <pthread.h>

#define COUNTY 532503

static const struct room *const rooms[] = {&facts_room, &ledger_part, NULL};
static const struct jobs_kind *const kinds[] = {&facts_job, &ledger_job, NULL};

static enum err add_tx(struct ctx *cx, void *arg)
{
    return ledger_add(cx, arg);
}

static int64_t add_to(struct ctx *cx, int64_t county, int64_t subject)
{
    str bytes = str_fmt(cx->mem, "publication %lld", (long long)subject);
    struct ledger_leaf l = ledger_leaf(cx, county, "publication", subject, bytes);
    CHECK_OK(db_write(cx, add_tx, &l));
    return l.id;
}

static int64_t add(struct ctx *cx, int64_t subject)
{
    return add_to(cx, COUNTY, subject);
}

static void work(struct ctx *cx)
{
    cx->rooms = rooms;
    CHECK_OK(jobs_run_due(cx, kinds));
}

/* The leaf's proof against the newest checkpoint, by its own numbers only. */
static void check_proved(struct ctx *cx, int64_t id)
{
    struct ledger_entry x = {.id = 0};
    struct ledger_checkpoint c = {.size = 0};
    struct ledger_proof p = {.n = 0};
    CHECK_OK(ledger_find(cx, COUNTY, id, &x));
    CHECK_INT(x.state, LEDGER_LOGGED);
    CHECK_OK(ledger_checkpoint(cx, COUNTY, INT64_MAX, &c));
    CHECK_INT(x.size, c.size);
    CHECK_OK(ledger_prove(cx, COUNTY, x.index, c.size, &p));
    struct seal_hash leaf = ledger_leaf_hash(seal_hash_bytes(&x.hash));
    CHECK(ledger_included(&leaf, x.index, c.size, &p, &c.root));
    CHECK(ledger_note_signed(cx->seal, COUNTY, c.note, cx->mem));
}

TEST(a_leaf_is_promised_and_then_provable)
{
    struct ledger_entry x = {.id = 0};
    int64_t id = add(cx, 7);
    CHECK_OK(ledger_find(cx, COUNTY, id, &x));
    CHECK_INT(x.state, LEDGER_PROMISED);
    CHECK_INT(x.since_ms, 0);
    str all = S("publication 7");
    char *salted = arena_alloc(cx->mem, 32 + all.len);
    memcpy(salted, x.salt.at, 32);
    memcpy(salted + 32, all.at, all.len);
    struct seal_hash h = seal_sha256((str){salted, 32 + all.len});
    CHECK(memcmp(h.at, x.hash.at, sizeof h.at) == 0);
    work(cx);
    check_proved(cx, id);
    CHECK_OK(ledger_find(cx, COUNTY, id, &x));
    CHECK_INT(x.since_ms, TEST_NOW);
    CHECK_ERR(ledger_find(cx, COUNTY + 1, id, &x), ERR_NOT_FOUND);
}

TEST(leaves_of_any_number_keep_their_order_and_old_checkpoints_stay_true)
{
    int64_t id[300], sizes[300];
    struct ledger_entry x = {.id = 0};
    int n = 0;
    for (int round = 1, made = 0; made < 300; round++) {
        for (int i = 0; i < round && made < 300; i++, made++)
            id[made] = add(cx, made + 1);
        work(cx);
        sizes[n++] = made;
    }
    for (int i = 0; i < 300; i++) {
        CHECK_OK(ledger_find(cx, COUNTY, id[i], &x));
        CHECK_INT(x.index, i);
    }
    check_proved(cx, id[0]);
    check_proved(cx, id[299]);
    for (int i = 0; i < n; i++) {
        struct ledger_checkpoint older = {.size = 0}, newer = {.size = 0};
        struct ledger_proof p = {.n = 0};
        CHECK_OK(ledger_checkpoint(cx, COUNTY, sizes[i], &older));
        CHECK_INT(older.size, sizes[i]);
        CHECK_OK(ledger_checkpoint(cx, COUNTY, INT64_MAX, &newer));
        CHECK_OK(ledger_prove_grown(cx, COUNTY, older.size, newer.size, &p));
        CHECK(ledger_consistent(older.size, &older.root, newer.size, &newer.root, &p));
    }
}

TEST(nothing_new_is_signed_when_nothing_was_added)
{
    struct ledger_checkpoint c = {.size = 0};
    struct ledger_proof p;
    add(cx, 1);
    work(cx);
    work(cx);
    CHECK_OK(ledger_checkpoint(cx, LEDGER_INSTANCE, INT64_MAX, &c));
    CHECK_INT(c.size, 1);
    CHECK_ERR(ledger_prove(cx, COUNTY, 1, 1, &p), ERR_NOT_FOUND);
    CHECK_ERR(ledger_prove(cx, COUNTY, 0, 2, &p), ERR_NOT_FOUND);
    CHECK_ERR(ledger_prove_grown(cx, COUNTY, 2, 1, &p), ERR_NOT_FOUND);
    CHECK_ERR(ledger_checkpoint(cx, 532504, INT64_MAX, &c), ERR_NOT_FOUND);
}

TEST(the_checkpoints_of_all_counties_stand_in_the_log_of_the_instance)
{
    struct ledger_checkpoint county = {.size = 0}, c = {.size = 0};
    struct ledger_proof p = {.n = 0};
    add(cx, 1);
    work(cx);
    add_to(cx, 532504, 1);
    work(cx);
    add(cx, 2);
    work(cx);
    CHECK_OK(ledger_checkpoint(cx, COUNTY, INT64_MAX, &county));
    CHECK_OK(ledger_checkpoint(cx, LEDGER_INSTANCE, INT64_MAX, &c));
    CHECK_INT(county.size, 2);
    CHECK_INT(c.size, 3);
    CHECK_OK(ledger_prove(cx, LEDGER_INSTANCE, 2, 3, &p));
    struct seal_hash leaf = ledger_leaf_hash(county.note);
    CHECK(ledger_included(&leaf, 2, 3, &p, &c.root));
    CHECK(ledger_note_signed(cx->seal, LEDGER_INSTANCE, c.note, cx->mem));
}

static enum err withdraw_tx(struct ctx *cx, void *arg)
{
    return ledger_withdraw(cx, arg);
}

TEST(a_withdrawal_leaves_hash_and_reason_and_every_other_proof)
{
    struct ledger_withdrawal w, again;
    struct ledger_entry x = {.id = 0}, of = {.id = 0};
    int64_t first = add(cx, 1), gone = add(cx, 2);
    work(cx);
    CHECK_OK(ledger_withdrawal(cx, COUNTY, gone, S("period over"), &w));
    CHECK_OK(ledger_withdrawal(cx, COUNTY, gone, S("period over"), &again));
    CHECK_OK(db_write(cx, withdraw_tx, &w));
    CHECK_ERR(db_write(cx, withdraw_tx, &again), ERR_CONFLICT);
    CHECK_ERR(ledger_withdrawal(cx, COUNTY, gone, S("again"), &again), ERR_CONFLICT);
    work(cx);
    CHECK_OK(ledger_find(cx, COUNTY, gone, &x));
    CHECK_INT(x.salt.len, 0);
    CHECK_STR(x.reason, "period over");
    CHECK_INT(x.withdrawn_ms, TEST_NOW);
    CHECK_OK(ledger_find(cx, COUNTY, w.leaf.id, &of));
    CHECK_INT(of.index, 2);
    check_proved(cx, first);
    check_proved(cx, gone);
    check_proved(cx, w.leaf.id);
}

TEST(leaves_of_one_subject_are_found_oldest_first)
{
    struct ledger_entry x[4];
    int n = 0;
    int64_t first = add(cx, 9);
    add(cx, 8);
    work(cx);
    int64_t second = add(cx, 9);
    CHECK_OK(ledger_list(cx, COUNTY, "publication", 9, x, 4, &n));
    CHECK_INT(n, 2);
    CHECK(x[0].id == first && x[0].state == LEDGER_LOGGED);
    CHECK(x[1].id == second && x[1].state == LEDGER_PROMISED);
    CHECK_OK(ledger_list(cx, COUNTY, "ballot", 9, x, 4, &n));
    CHECK_INT(n, 0);
}

static enum err undone_tx(struct ctx *cx, void *arg)
{
    enum err e = ledger_add(cx, arg);
    return e ? e : ERR_INVALID;
}

TEST(a_leaf_whose_change_was_not_made_is_never_in_the_log)
{
    struct ledger_leaf l = ledger_leaf(cx, COUNTY, "publication", 1, S("never"));
    struct ledger_entry x = {.id = 0};
    CHECK_ERR(db_write(cx, undone_tx, &l), ERR_INVALID);
    int64_t id = add(cx, 2);
    work(cx);
    CHECK_ERR(ledger_find(cx, COUNTY, l.id, &x), ERR_NOT_FOUND);
    CHECK_OK(ledger_find(cx, COUNTY, id, &x));
    CHECK_INT(x.index, 0);
}

/* ---- two at once ---------------------------------------------------------------- */

static void *worker(void *arg)
{
    struct ctx *cx = arg;
    cx->rooms = rooms;
    for (int i = 0; i < 30; i++) {
        add(cx, i + 1);
        CHECK_OK(jobs_run_due(cx, kinds));
    }
    return NULL;
}

/* Each added thirty, and all sixty stand in the log, once. */
static void check_all_placed(struct ctx *cx)
{
    struct ledger_checkpoint c = {.size = 0};
    struct ledger_entry x[4];
    bool seen[60] = {false};
    work(cx);
    CHECK_OK(ledger_checkpoint(cx, COUNTY, INT64_MAX, &c));
    CHECK_INT(c.size, 60);
    for (int s = 1; s <= 30; s++) {
        int n = 0;
        CHECK_OK(ledger_list(cx, COUNTY, "publication", s, x, 4, &n));
        CHECK_INT(n, 2);
        for (int i = 0; i < n; i++) {
            CHECK(x[i].index >= 0 && x[i].index < 60 && !seen[x[i].index]);
            seen[x[i].index] = true;
            check_proved(cx, x[i].id);
        }
    }
}

TEST(two_workers_give_each_leaf_one_place)
{
    pthread_t other;
    struct ctx *them = test_other(cx);
    CHECK_INT(pthread_create(&other, NULL, worker, them), 0);
    worker(cx);
    pthread_join(other, NULL);
    test_other_done(them);
    check_all_placed(cx);
}

/* On PostgreSQL: another handle is another program, with connections and a node of its own. */
TEST(two_programs_on_one_database_give_each_leaf_one_place)
{
    pthread_t other;
    struct db_options o = {.readers = 2, .writers = 2, .no_sync = true};
    str why = STR_NONE;
    if (db_engine_of(cx->db) == DB_SQLITE)
        return; /* where only one program may write */
    struct ctx *them = test_other(cx);
    CHECK_OK(db_open(test_url(), &o, &them->db, &why, them->mem));
    CHECK_INT(pthread_create(&other, NULL, worker, them), 0);
    worker(cx);
    pthread_join(other, NULL);
    db_close(them->db);
    test_other_done(them);
    check_all_placed(cx);
}
