/* test: unit tests beside the code they test, run by cmocka.
 *
 * Kept true here: each TEST gets a context of its own, with an arena, a freshly migrated database
 * (SQLite, or PostgreSQL when LINLI_TEST_DB=postgres://... names a server), business time frozen
 * at TEST_NOW and nobody signed in; a CHECK that does not hold names file, line, expression and
 * what the context says went wrong. A test's name is the sentence that must hold.
 * `linli-test WORD…` runs those whose name or file contains a word, `linli-test 1/2 WORD…` the
 * first of two parts of them.
 */
#pragma once
#include "kit/base/base.h"
#include "kit/db/db.h"
#include <setjmp.h> /* cmocka wants these before it */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* base.h has its own */

#define TEST_NOW 1772413200000 /* 2026-03-02T09:00:00+08:00, a Monday */

typedef void test_fn(struct ctx *cx);
struct test {
    const char *name, *file;
    test_fn *run;
    struct test *next;
};
void test_add(struct test *t); /* by TEST only */

#define TEST(name_)                                                                                \
    static void name_(struct ctx *cx);                                                             \
    __attribute__((constructor)) static void name_##_add(void)                                     \
    {                                                                                              \
        static struct test t = {.name = #name_, .file = __FILE__, .run = name_};                   \
        test_add(&t);                                                                              \
    }                                                                                              \
    static void name_(__attribute__((unused)) struct ctx *cx)

/* In the test's own thread a failed CHECK ends the test; in another thread it is recorded and the
 * test goes on, since nobody can jump out of a thread. */
#define CHECK(expr)        test_check(!!(expr), #expr, __FILE__, __LINE__)
#define CHECK_INT(a, b)    test_check_int((int64_t)(a), (int64_t)(b), #a " == " #b, __FILE__, __LINE__)
#define CHECK_STR(a, b)    test_check_str((a), str_of(b), #a " is " #b, __FILE__, __LINE__)
#define CHECK_ERR(expr, e) test_check_err((expr), (e), #expr, __FILE__, __LINE__)
#define CHECK_OK(expr)     CHECK_ERR(expr, OK)
void test_check(bool holds, const char *expr, const char *file, int line);
void test_check_int(int64_t a, int64_t b, const char *expr, const char *file, int line);
void test_check_str(str a, str b, const char *expr, const char *file, int line);
void test_check_err(enum err got, enum err want, const char *expr, const char *file, int line);

void test_clock(struct ctx *cx, int64_t ms); /* business time stands still there */
/* The account acts from now on. Its posts are loaded by what civic/people registered. */
void test_be(struct ctx *cx, int64_t account);
void test_be_by(void (*load)(struct ctx *cx)); /* from a constructor */
/* Another context on the same database with an arena of its own: another thread, another user. */
struct ctx *test_other(struct ctx *cx);
void test_other_done(struct ctx *other);
const char *test_dir(void); /* an empty directory that ends with the test */
/* The database becomes what `make` makes of a fresh one: made by the first test that asks for
 * NAME (a literal of small letters), copied for those after it. What else make leaves behind,
 * in the context or in files, the others do not get. */
void test_prepared(struct ctx *cx, const char *name, void (*make)(struct ctx *cx));
/* A second handle on this test's database, with other options; a SQLite database must be closed
 * first: test_close, test_open. */
const char *test_url(void);
void test_close(struct ctx *cx);
void test_open(struct ctx *cx, const struct db_options *o);
