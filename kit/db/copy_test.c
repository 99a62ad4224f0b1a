/* db_copy: bulk loading, whole and in slices. */
#include "kit/db/lab_test.h"

struct source {
    int next, end, bad; /* the row with the number bad repeats a key */
    char name[32];
};

static bool next_row(void *arg, struct db_arg *values)
{
    struct source *s = arg;
    if (s->next == s->end)
        return false;
    int n = s->next++;
    snprintf(s->name, sizeof s->name, "thing %07d", n);
    values[0] = db_int("county", LAB_COUNTY);
    values[1] = db_int("id", n == s->bad ? 1 : n + 1);
    values[2] = db_word("kind", n % 2 ? "lamp" : "road");
    values[3] = db_word("name", s->name);
    values[4] = n % 3 ? db_real("weight", n / 4.0) : db_null("weight");
    values[5] = db_blob("photo", S("\0\1\2"));
    return true;
}

static void check_loaded(struct ctx *cx, int n)
{
    CHECK_INT(lab_count(cx), n);
    AUTO_ROWS rows =
        db_query(cx, &lab_test_sql_find, db_int("county", LAB_COUNTY), db_int("id", n));
    CHECK_OK(db_one(&rows));
    CHECK_STR(db_get_text(&rows, 0), (n - 1) % 2 ? "lamp" : "road");
    CHECK(db_get_null(&rows, 2) == ((n - 1) % 3 == 0));
    CHECK(str_eq(db_get_blob(&rows, 3), S("\0\1\2")));
    CHECK_INT(db_get_int(&rows, 4), 1); /* a default */
}

TEST(rows_are_copied_whole_and_the_indexes_are_there_again)
{
    lab(cx);
    struct source s = {.end = 20001, .bad = -1};
    int64_t n = 0;
    CHECK_OK(db_copy(cx, &lab_test_sql_add, next_row, &s, DB_COPY_WHOLE, &n));
    CHECK_INT(n, 20001);
    check_loaded(cx, 20001);
    struct source again = {.end = 2, .bad = -1};
    CHECK_ERR(db_copy(cx, &lab_test_sql_add, next_row, &again, DB_COPY_WHOLE, &n), ERR_CONFLICT);
    CHECK_INT(n, 0);
    CHECK_ERR(lab_add(cx, 99999, S("thing 0000001")), ERR_CONFLICT); /* UNIQUE is on guard */
    check_loaded(cx, 20001);
}

TEST(rows_are_copied_in_slices_and_stay_in_when_one_fails)
{
    lab(cx);
    struct source s = {.end = 10001, .bad = -1};
    int64_t n = 0;
    CHECK_OK(db_copy(cx, &lab_test_sql_add, next_row, &s, DB_COPY_SLICES, &n));
    CHECK_INT(n, 10001);
    check_loaded(cx, 10001);
    struct source more = {.next = 10001, .end = 20001, .bad = 18000};
    CHECK_ERR(db_copy(cx, &lab_test_sql_add, next_row, &more, DB_COPY_SLICES, &n), ERR_CONFLICT);
    CHECK(n >= 4000);
    CHECK_INT(lab_count(cx), 10001 + n);
}
