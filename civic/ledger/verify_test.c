/* verify_test.c: a ledger as it was published, and each way of tampering with it. Both verifiers
 * look: the one in the program, on the database, and tools/verify, on the export, which shares no
 * code with it. */
#include "civic/ledger/ledger_own.h"
#include "civic/ledger/tamper_test_sql.h"
#include "kit/test/test.h"

#include <sys/wait.h>

#define COUNTY 532503
enum { LEAVES = 40, FIRST = 10, SECOND = 25, GONE = 7 };

/* ---- a room whose content is a table of words ------------------------------------------ */

static char said[LEAVES + 1][40];
static int64_t ids[LEAVES + 1];

static enum err bytes_of(struct ctx *cx, int64_t county, int64_t subject, int64_t leaf, str *out)
{
    (void)cx;
    (void)county;
    (void)leaf;
    if (!said[subject][0])
        return ERR_NOT_FOUND;
    *out = str_of(said[subject]);
    return OK;
}

static const struct ledger_source words[] = {{"words", bytes_of, true}, {0}};
static const struct room test_room = {.name = "test", .ledger = words};
static const struct room *const rooms[] = {&facts_room, &ledger_part, &test_room, NULL};
static const struct jobs_kind *const kinds[] = {&facts_job, &ledger_job, NULL};

static enum err add_tx(struct ctx *cx, void *arg)
{
    return ledger_add(cx, arg);
}

static enum err withdraw_tx(struct ctx *cx, void *arg)
{
    return ledger_withdraw(cx, arg);
}

static void add(struct ctx *cx, int from, int to)
{
    for (int i = from; i <= to; i++) {
        snprintf(said[i], sizeof said[i], "income of village %d: 48300.00", i);
        struct ledger_leaf l = ledger_leaf(cx, COUNTY, "words", i, str_of(said[i]));
        CHECK_OK(db_write(cx, add_tx, &l));
        ids[i] = l.id;
    }
    CHECK_OK(jobs_run_due(cx, kinds));
}

/* Forty publications signed in three parts, one of them withdrawn. */
static void publish(struct ctx *cx)
{
    struct ledger_withdrawal w;
    cx->rooms = rooms;
    add(cx, 1, FIRST);
    add(cx, FIRST + 1, SECOND);
    add(cx, SECOND + 1, LEAVES);
    CHECK_OK(ledger_withdrawal(cx, COUNTY, ids[GONE], S("period over"), &w));
    CHECK_OK(db_write(cx, withdraw_tx, &w));
    CHECK_OK(jobs_run_due(cx, kinds));
    said[GONE][0] = '\0';
}

/* ---- the two verifiers -------------------------------------------------------------------- */

static int seen[LEDGER_FAULTS];

static void count(void *arg, enum ledger_fault f, int64_t where)
{
    (void)arg;
    (void)where;
    seen[f]++;
}

static int64_t faults_of(struct ctx *cx, const struct ledger_checkpoint *known)
{
    int64_t all = 0;
    const int64_t logs[] = {LEDGER_INSTANCE, COUNTY};
    memset(seen, 0, sizeof seen);
    for (size_t i = 0; i < COUNT(logs); i++) {
        struct ledger_check c = {
            .fault = count, .known = known, .n_known = known && logs[i] ? 1 : 0};
        CHECK_OK(ledger_verify(cx, logs[i], &c));
        all += c.faults;
    }
    return all;
}

static bool put_line(void *arg, str text)
{
    return fprintf(arg, "%.*s\n", STR_ARG(text)) > 0;
}

static const char *write_file(struct ctx *cx, const char *name, str text)
{
    const char *path = str_z(cx->mem, str_fmt(cx->mem, "%s/%s", test_dir(), name));
    FILE *f = fopen(path, "w");
    CHECK(f != NULL);
    if (text.len)
        fprintf(f, "%.*s", STR_ARG(text));
    else {
        fprintf(f, "{\"format\":\"linli-ledger\",\"version\":1}\n");
        CHECK_OK(ledger_export(cx, LEDGER_INSTANCE, put_line, f));
        CHECK_OK(ledger_export(cx, COUNTY, put_line, f));
    }
    CHECK(fclose(f) == 0);
    return path;
}

/* What the second verifier says of the export, and its exit status. */
static str second(struct ctx *cx, const struct ledger_checkpoint *known, int *status)
{
    const char *tool = access("tools/verify/verify.mjs", R_OK) ? "../tools/verify/verify.mjs"
                                                               : "tools/verify/verify.mjs";
    str command = str_fmt(cx->mem, "node %s %s", tool, write_file(cx, "export", STR_NONE));
    if (known)
        command = str_fmt(cx->mem, "%.*s --since %s", STR_ARG(command),
                          write_file(cx, "known", known->note));
    char *out = arena_alloc(cx->mem, 65536);
    FILE *f = popen(str_z(cx->mem, command), "r");
    CHECK(f != NULL);
    size_t n = fread(out, 1, 65535, f);
    *status = WEXITSTATUS(pclose(f));
    return (str){out, n};
}

/* Both find it: the first this fault, the second says this. */
static void both_find(struct ctx *cx, const struct ledger_checkpoint *known, enum ledger_fault f,
                      const char *says)
{
    int status = 0;
    CHECK(faults_of(cx, known) > 0);
    CHECK(seen[f] > 0);
    str said_of = second(cx, known, &status);
    CHECK_INT(status, 1);
    if (str_find(said_of, str_of(says)) == SIZE_MAX)
        CHECK_STR(said_of, says);
}

static enum err tamper_tx(struct ctx *cx, void *arg)
{
    const struct {
        const struct db_sql *sql;
        const struct db_arg *args;
        size_t n;
    } *t = arg;
    return db_exec_args(cx, NULL, t->sql, t->args, t->n);
}

#define TAMPER(cx_, sql_, ...)                                                                     \
    do {                                                                                           \
        const struct db_arg args_[] = {db_int("county", COUNTY) __VA_OPT__(, ) __VA_ARGS__};       \
        struct {                                                                                   \
            const struct db_sql *sql;                                                              \
            const struct db_arg *args;                                                             \
            size_t n;                                                                              \
        } t_ = {(sql_), args_, COUNT(args_)};                                                      \
        CHECK_OK(db_write((cx_), tamper_tx, &t_));                                                 \
    } while (0)

/* ---- as published ---------------------------------------------------------------------------- */

TEST(both_verifiers_accept_what_was_published)
{
    struct ledger_checkpoint kept = {.size = 0};
    int status = -1;
    publish(cx);
    CHECK_OK(ledger_checkpoint(cx, COUNTY, SECOND, &kept));
    CHECK_INT(faults_of(cx, &kept), 0);
    str out = second(cx, &kept, &status);
    CHECK_INT(status, 0);
    CHECK(str_find(out, S("41 entries (content of 40 checked, 1 withdrawn), 4 checkpoints")) !=
          SIZE_MAX);
    CHECK(str_find(out, S("everything is as it was published")) != SIZE_MAX);
}

/* ---- one thing changed -------------------------------------------------------------------------
 */

TEST(one_byte_of_content_changed_is_found_by_both)
{
    publish(cx);
    said[12][21] ^= 1;
    both_find(cx, NULL, LEDGER_FAULT_CONTENT, "entry 11: the content is not what was published");
    CHECK_INT(seen[LEDGER_FAULT_CONTENT], 1);
}

TEST(content_that_is_gone_is_found_by_both)
{
    publish(cx);
    said[12][0] = '\0';
    both_find(cx, NULL, LEDGER_FAULT_NO_CONTENT, "entry 11: its content is missing");
}

TEST(a_leaf_dropped_is_found_by_both)
{
    publish(cx);
    TAMPER(cx, &tamper_test_sql_drop, db_int("idx", 17));
    both_find(cx, NULL, LEDGER_FAULT_MISSING, "entry 17: missing");
}

TEST(two_leaves_reordered_are_found_by_both)
{
    publish(cx);
    TAMPER(cx, &tamper_test_sql_move, db_int("to", 1000), db_int("idx", 17));
    TAMPER(cx, &tamper_test_sql_move, db_int("to", 17), db_int("idx", 18));
    TAMPER(cx, &tamper_test_sql_move, db_int("to", 18), db_int("idx", 1000));
    both_find(cx, NULL, LEDGER_FAULT_ORDER, "entry 18: not in the order of publication");
    CHECK(seen[LEDGER_FAULT_ROOT] > 0 && seen[LEDGER_FAULT_TREE] > 0);
}

/* Content changed and its leaf with it: what stands in the checkpoints gives it away. */
static void rewrite(struct ctx *cx, int i)
{
    struct ledger_entry x = {.id = 0};
    said[i][21] ^= 1;
    CHECK_OK(ledger_find(cx, COUNTY, ids[i], &x));
    char *salted = arena_alloc(cx->mem, 32 + strlen(said[i]));
    memcpy(salted, x.salt.at, 32);
    memcpy(salted + 32, said[i], strlen(said[i]));
    struct seal_hash h = seal_sha256((str){salted, 32 + strlen(said[i])});
    TAMPER(cx, &tamper_test_sql_rehash, db_blob("hash", seal_hash_bytes(&h)), db_int("id", ids[i]));
}

TEST(a_leaf_rewritten_to_fit_is_found_by_both)
{
    publish(cx);
    rewrite(cx, 12);
    both_find(cx, NULL, LEDGER_FAULT_ROOT, "checkpoint of 25 entries: the entries give another");
    CHECK(seen[LEDGER_FAULT_TREE] > 0);
    CHECK_INT(seen[LEDGER_FAULT_CONTENT], 0);
}

TEST(a_salt_erased_without_a_word_is_found_by_both)
{
    publish(cx);
    TAMPER(cx, &tamper_test_sql_erase, db_int("idx", 17));
    both_find(cx, NULL, LEDGER_FAULT_SILENT, "entry 17: erased without a withdrawal");
}

TEST(a_row_of_the_stored_tree_changed_is_found)
{
    char zero[512] = "";
    publish(cx);
    TAMPER(cx, &tamper_test_sql_tile, db_blob("hashes", ((str){zero, sizeof zero})));
    CHECK_INT(faults_of(cx, NULL), 1);
    CHECK_INT(seen[LEDGER_FAULT_TREE], 1);
}

/* ---- history
 * ------------------------------------------------------------------------------------- */

static enum err no_instance_tx(struct ctx *cx, void *arg)
{
    struct db_arg log = db_int("county", LEDGER_INSTANCE), above = db_int("above", 0);
    struct db_arg args[] = {log, above}, sizes[] = {log, db_int("size", 0)};
    (void)arg;
    enum err e = db_exec_args(cx, NULL, &tamper_test_sql_no_tiles, &log, 1);
    if (!e)
        e = db_exec_args(cx, NULL, &tamper_test_sql_no_joins, &log, 1);
    if (!e)
        e = db_exec_args(cx, NULL, &tamper_test_sql_no_checkpoints, args, 2);
    if (!e)
        e = db_exec_args(cx, NULL, &tamper_test_sql_head, sizes, 2);
    return e ? e : db_exec_args(cx, NULL, &tamper_test_sql_next, sizes, 2);
}

/* By somebody who has the key too: everything signed anew. Only a checkpoint that was kept
 * elsewhere tells. */
TEST(history_rewritten_and_signed_anew_is_found_by_both_with_a_checkpoint_kept_elsewhere)
{
    struct ledger_checkpoint kept = {.size = 0};
    publish(cx);
    CHECK_OK(ledger_checkpoint(cx, COUNTY, SECOND, &kept));
    rewrite(cx, 12);
    TAMPER(cx, &tamper_test_sql_no_tiles);
    TAMPER(cx, &tamper_test_sql_no_checkpoints, db_int("above", 0));
    TAMPER(cx, &tamper_test_sql_head, db_int("size", 0));
    CHECK_OK(db_write(cx, no_instance_tx, NULL));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(faults_of(cx, NULL), 0);
    both_find(cx, &kept, LEDGER_FAULT_ROOT, "checkpoint of 25 entries: the entries give another");
}

TEST(a_checkpoint_of_a_forked_history_is_found_by_both)
{
    struct ledger_checkpoint forked = {.size = SECOND};
    struct seal_hash root = seal_sha256(S("another history"));
    publish(cx);
    forked.note = note_write(cx->seal, COUNTY, SECOND, &root, cx->mem);
    forked.root = root;
    both_find(cx, &forked, LEDGER_FAULT_ROOT, "checkpoint of 25 entries: the entries give another");
    TAMPER(cx, &tamper_test_sql_note, db_text("note", forked.note), db_int("size", SECOND));
    both_find(cx, NULL, LEDGER_FAULT_FORK, "checkpoint of 25 entries: the log of the instance has");
}

TEST(a_checkpoint_that_nobody_signed_is_found_by_both)
{
    struct ledger_checkpoint c = {.size = 0};
    publish(cx);
    CHECK_OK(ledger_checkpoint(cx, COUNTY, SECOND, &c));
    char *note = str_z(cx->mem, c.note);
    note[c.note.len - 12] ^= 1;
    TAMPER(cx, &tamper_test_sql_note, db_text("note", str_of(note)), db_int("size", SECOND));
    both_find(cx, NULL, LEDGER_FAULT_SIGNATURE, "checkpoint of 25 entries: not signed");
}

TEST(the_end_cut_off_is_found_by_both)
{
    struct ledger_checkpoint kept = {.size = 0};
    publish(cx);
    CHECK_OK(ledger_checkpoint(cx, COUNTY, INT64_MAX, &kept));
    for (int i = SECOND; i <= LEAVES; i++)
        TAMPER(cx, &tamper_test_sql_drop, db_int("idx", i));
    TAMPER(cx, &tamper_test_sql_no_checkpoints, db_int("above", SECOND));
    TAMPER(cx, &tamper_test_sql_head, db_int("size", SECOND));
    both_find(cx, NULL, LEDGER_FAULT_FORK, "the log of the instance has another one, or none");
    both_find(cx, &kept, LEDGER_FAULT_SHORT, "checkpoint of 41 entries: the log is shorter");
}

/* ---- promises
 * --------------------------------------------------------------------------------------- */

TEST(a_promise_that_was_not_kept_is_reported)
{
    publish(cx);
    struct ledger_leaf late = ledger_leaf(cx, COUNTY, "words", 1, S("late"));
    struct ledger_leaf young = ledger_leaf(cx, COUNTY, "words", 2, S("young"));
    late.id -= (int64_t)20000 << 22; /* made twenty seconds ago */
    CHECK_OK(db_write(cx, add_tx, &late));
    CHECK_OK(db_write(cx, add_tx, &young));
    CHECK_INT(faults_of(cx, NULL), 1);
    CHECK_INT(seen[LEDGER_FAULT_PROMISE], 1);
}

TEST(a_promised_leaf_that_vanished_is_reported)
{
    publish(cx);
    struct ledger_leaf lost = ledger_leaf(cx, COUNTY, "words", 1, S("lost"));
    CHECK_OK(db_write(cx, add_tx, &lost));
    TAMPER(cx, &tamper_test_sql_drop_id, db_int("id", lost.id));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(faults_of(cx, NULL), 1);
    CHECK_INT(seen[LEDGER_FAULT_LOST], 1);
}

/* It stops the log, not the county's messages and clocks. */
TEST(a_leaf_that_vanished_before_the_tree_had_it_stops_nothing_but_the_log)
{
    const struct jobs_kind *const placing[] = {&facts_job, NULL};
    publish(cx);
    struct ledger_leaf lost = ledger_leaf(cx, COUNTY, "words", 1, S("lost"));
    CHECK_OK(db_write(cx, add_tx, &lost));
    CHECK_OK(jobs_run_due(cx, placing));
    TAMPER(cx, &tamper_test_sql_drop_id, db_int("id", lost.id));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_INT(faults_of(cx, NULL), 1);
    CHECK_INT(seen[LEDGER_FAULT_LOST], 1);
}

TEST(a_leaf_that_came_late_is_counted_and_is_no_fault)
{
    struct ledger_check c = {.fault = count};
    publish(cx);
    struct ledger_leaf late = ledger_leaf(cx, COUNTY, "words", 1, str_of(said[1]));
    late.id -= (int64_t)20000 << 22; /* made twenty seconds ago */
    CHECK_OK(db_write(cx, add_tx, &late));
    CHECK_OK(jobs_run_due(cx, kinds));
    CHECK_OK(ledger_verify(cx, COUNTY, &c));
    CHECK_INT(c.faults, 0);
    CHECK_INT(c.late, 1);
}
