/* db: bindings, rows, transactions, nesting, idempotency; the same on both engines. */
#include "kit/db/lab_test.h"

TEST(every_statement_of_the_program_fits_the_schema)
{
    for (const struct db_sql *const *const *file = db_all_sql; *file; file++)
        for (const struct db_sql *const *s = *file; *s; s++) {
            enum err e = db_prepare(cx, *s);
            if (e)
                print_error("%s\n", (*s)->name);
            CHECK_OK(e);
        }
}

TEST(a_row_comes_back_as_it_was_written)
{
    lab(cx);
    struct lab_thing t = {.id = db_new_id(cx), .name = S("\xe8\xb7\xaf\xe7\x81\xaf")};
    CHECK_OK(db_write(cx, lab_add_tx, &t));
    AUTO_ROWS rows =
        db_query(cx, &lab_test_sql_find, db_int("county", LAB_COUNTY), db_int("id", t.id));
    CHECK_OK(db_one(&rows));
    CHECK_STR(db_get_text(&rows, 0), "lamp");
    CHECK(str_eq(db_get_text(&rows, 1), t.name));
    CHECK(db_get_real(&rows, 2) == 2.5);
    CHECK(str_eq(db_get_blob(&rows, 3), S("\0\xff\1")));
    CHECK_INT(db_get_int(&rows, 4), 1);
    CHECK(!db_next(&rows));
    CHECK_OK(db_end(&rows));
}

static enum err wrong_tx(struct ctx *cx, void *arg)
{
    (void)arg;
    return db_exec(cx, NULL, &lab_test_sql_mark, db_text("county", S("x")), db_int("thing", 1),
                   db_text("mark", S("m")));
}

TEST(a_missing_surplus_or_mistyped_binding_is_our_fault)
{
    lab(cx);
    AUTO_ROWS missing = db_query(cx, &lab_test_sql_find, db_int("county", LAB_COUNTY));
    CHECK_ERR(db_one(&missing), ERR_FAULT);
    AUTO_ROWS surplus =
        db_query(cx, &lab_test_sql_count, db_int("county", LAB_COUNTY), db_int("id", 1));
    CHECK_ERR(db_one(&surplus), ERR_FAULT);
    CHECK_ERR(db_write(cx, wrong_tx, NULL), ERR_FAULT);
    CHECK(cx->failure.detail.len > 0);
}

TEST(nothing_is_written_outside_db_write)
{
    lab(cx);
    struct lab_thing t = {.id = 1, .name = S("a")};
    CHECK_ERR(lab_add_tx(cx, &t), ERR_FAULT);
    AUTO_ROWS rows =
        db_query(cx, &lab_test_sql_bump, db_int("county", LAB_COUNTY), db_int("id", 1));
    CHECK_ERR(rows.err, ERR_FAULT);
}

TEST(a_broken_key_is_a_conflict_and_undoes_the_function)
{
    lab(cx);
    struct lab_thing a = {.id = 1, .name = S("a")}, same = {.id = 2, .name = S("a")};
    struct lab_thing stray = {.id = 3, .name = S("b"), .kind = "sea"};
    CHECK_OK(db_write(cx, lab_add_tx, &a));
    CHECK_ERR(db_write(cx, lab_add_tx, &same), ERR_CONFLICT);
    CHECK_ERR(db_write(cx, lab_add_tx, &stray), ERR_CONFLICT);
    struct lab_thing refused = {.id = 4, .name = S("d"), .then = ERR_DENIED};
    CHECK_ERR(db_write(cx, lab_add_tx, &refused), ERR_DENIED);
    CHECK_INT(lab_count(cx), 1);
}

/* ---- nesting ----------------------------------------------------------- */

static enum err survive_tx(struct ctx *cx, void *arg)
{
    struct lab_thing *t = arg; /* three: the second fails, the outer goes on */
    enum err e = db_write(cx, lab_add_tx, &t[0]);
    if (e)
        return e;
    CHECK_ERR(db_write(cx, lab_add_tx, &t[1]), t[1].then ? t[1].then : ERR_CONFLICT);
    return db_write(cx, lab_add_tx, &t[2]);
}

TEST(a_nested_write_that_fails_is_undone_alone)
{
    lab(cx);
    struct lab_thing t[] = {{.id = 1, .name = S("a")},
                            {.id = 2, .name = S("a")}, /* the name is taken */
                            {.id = 3, .name = S("c")}};
    CHECK_OK(db_write(cx, survive_tx, t));
    CHECK_INT(lab_count(cx), 2);
    struct lab_thing u[] = {{.id = 4, .name = S("d")},
                            {.id = 5, .name = S("e"), .then = ERR_DENIED},
                            {.id = 6, .name = S("f")}};
    CHECK_OK(db_write(cx, survive_tx, u));
    CHECK_INT(lab_count(cx), 4);
}

static enum err ignore_tx(struct ctx *cx, void *arg)
{
    struct lab_thing *t = arg;
    enum err e = lab_add_tx(cx, &t[0]);
    (void)e;
    e = lab_add_tx(cx, &t[1]);
    CHECK_ERR(e, ERR_CONFLICT); /* the first failure ended it */
    return OK;                  /* a lie that db_write does not believe */
}

TEST(a_failed_statement_cannot_be_ignored)
{
    lab(cx);
    struct lab_thing a = {.id = 1, .name = S("a")};
    struct lab_thing t[] = {{.id = 2, .name = S("a")}, {.id = 3, .name = S("b")}};
    CHECK_OK(db_write(cx, lab_add_tx, &a));
    CHECK_ERR(db_write(cx, ignore_tx, t), ERR_CONFLICT);
    CHECK_INT(lab_count(cx), 1);
}

/* ---- after the commit -------------------------------------------------- */

struct told {
    struct lab_thing thing, nested;
    int outer, inner;
};

static void tell(void *arg)
{
    ++*(int *)arg;
}

static enum err tell_nested_tx(struct ctx *cx, void *arg)
{
    struct told *t = arg;
    db_after_commit(cx, tell, &t->inner);
    return lab_add_tx(cx, &t->nested);
}

static enum err tell_tx(struct ctx *cx, void *arg)
{
    struct told *t = arg;
    db_after_commit(cx, tell, &t->outer);
    enum err e = db_write(cx, tell_nested_tx, t);
    (void)e;
    return lab_add_tx(cx, &t->thing);
}

TEST(after_commit_runs_once_and_only_for_what_was_committed)
{
    lab(cx);
    struct told t = {.thing = {.id = 1, .name = S("a")},
                     .nested = {.id = 2, .name = S("b"), .then = ERR_DENIED}};
    CHECK_OK(db_write(cx, tell_tx, &t));
    CHECK_INT(t.outer, 1);
    CHECK_INT(t.inner, 0);
    CHECK_ERR(db_write(cx, tell_tx, &t), ERR_CONFLICT); /* id 1 is taken */
    CHECK_INT(t.outer, 1);
}

/* ---- idempotency ------------------------------------------------------- */

struct once {
    int64_t id;
    str name, answer;
};

static enum err once_tx(struct ctx *cx, void *arg)
{
    const struct once *o = arg;
    struct lab_thing t = {.id = o->id, .name = o->name};
    enum err e = lab_add_tx(cx, &t);
    return e ? e : db_idem_result(cx, o->answer);
}

TEST(a_repeat_under_one_key_is_answered_not_done)
{
    lab(cx);
    struct idem id = {.county = LAB_COUNTY, .owner = 7, .key = S("0123456789abcdef"), .body = {1}};
    struct once o = {1, S("a"), S("/cases/1")};
    str result = STR_NONE;
    cx->idem = &id;
    CHECK_OK(db_write(cx, once_tx, &o));
    CHECK(!db_idem_repeat(cx, &result));
    CHECK(!cx->idem); /* so that another write of the same request is done too */
    o = (struct once){2, S("b"), S("/cases/2")};
    cx->idem = &id;
    CHECK_OK(db_write(cx, once_tx, &o));
    CHECK(db_idem_repeat(cx, &result));
    CHECK_STR(result, "/cases/1");
    id.body[0] = 2;
    CHECK_ERR(db_write(cx, once_tx, &o), ERR_INVALID);
    CHECK(!db_idem_repeat(cx, &result));
    id.owner = 8; /* another's key is another key */
    CHECK_OK(db_write(cx, once_tx, &o));
    CHECK(!db_idem_repeat(cx, &result));
    CHECK_INT(lab_count(cx), 2);
}

TEST(a_key_whose_request_failed_may_be_used_again)
{
    lab(cx);
    struct idem id = {.county = LAB_COUNTY, .owner = 7, .key = S("0123456789abcdef"), .body = {1}};
    struct lab_thing t = {.id = 1, .name = S("a"), .then = ERR_DENIED};
    str result = STR_NONE;
    cx->idem = &id;
    CHECK_ERR(db_write(cx, lab_add_tx, &t), ERR_DENIED);
    t.then = OK;
    CHECK_OK(db_write(cx, lab_add_tx, &t));
    CHECK(!db_idem_repeat(cx, &result));
    CHECK_INT(lab_count(cx), 1);
}

TEST(old_keys_are_forgotten_and_young_ones_kept)
{
    struct idem id = {.county = LAB_COUNTY, .owner = 7, .body = {1}};
    int64_t n = 0, now = clock_real_ms();
    str result = STR_NONE;
    lab(cx);
    for (int i = 0; i < 600; i++) { /* more than one batch of forgetting */
        id.key = str_fmt(cx->mem, "key %012d", i);
        cx->idem = &id;
        cx->idem_repeat = false;
        CHECK_OK(lab_add(cx, i + 1, id.key));
    }
    cx->idem = NULL;
    CHECK_OK(db_idem_forget(cx, now - 1, &n));
    CHECK_INT(n, 0);
    CHECK_OK(db_idem_forget(cx, clock_real_ms() + 1, &n));
    CHECK_INT(n, 600);
    cx->idem = &id;
    CHECK_OK(lab_add(cx, 9999, S("the key is free again")));
    CHECK(!db_idem_repeat(cx, &result));
}

/* ---- the schema ---------------------------------------------------------- */

TEST(a_schema_that_is_behind_or_was_changed_is_noticed)
{
    struct db_block blocks[] = {lab_test_schema.blocks[0],
                                {2, "2", {"SELECT 1", "SELECT 1", "SELECT 1"}}};
    struct db_part part = {"lab_test", blocks, 2};
    const struct db_part *parts[] = {&part, NULL};
    enum db_schema state = DB_SCHEMA_CHANGED;
    str why = STR_NONE;
    CHECK_OK(db_schema_state(cx, db_all_parts, &state, &why));
    CHECK_INT(state, DB_SCHEMA_FITS);
    lab(cx);
    CHECK_OK(db_schema_state(cx, parts, &state, &why));
    CHECK_INT(state, DB_SCHEMA_BEHIND);
    CHECK_STR(why, "lab_test, block 2 is missing");
    CHECK_OK(db_migrate(cx->db, parts, &why, cx->mem));
    CHECK_OK(db_migrate(cx->db, parts, &why, cx->mem)); /* again: nothing to do */
    CHECK_OK(db_schema_state(cx, parts, &state, &why));
    CHECK_INT(state, DB_SCHEMA_FITS);
    blocks[0].sha256 = "another";
    CHECK_OK(db_schema_state(cx, parts, &state, &why));
    CHECK_INT(state, DB_SCHEMA_CHANGED);
    CHECK_ERR(db_migrate(cx->db, parts, &why, cx->mem), ERR_FAULT);
    CHECK(str_find(why, S("was changed")) != SIZE_MAX);
}

/* ---- ids --------------------------------------------------------------- */

TEST(ids_rise_and_fit_63_bits)
{
    int64_t last = 0;
    for (int i = 0; i < 20000; i++) {
        int64_t id = db_new_id(cx);
        CHECK(id > last);
        last = id;
    }
    CHECK(last > (int64_t)1 << 57 && last < INT64_MAX / 2);
}
