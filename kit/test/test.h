/* test: unit tests beside the code they test, run by cmocka.
 *
 * Kept true here: each TEST gets a context of its own, with an arena, business time frozen at
 * TEST_NOW and nobody signed in; a CHECK that does not hold names file, line and expression.
 * A test's name is the sentence that must hold. `linli-test WORD…` runs those whose name or
 * file contains a word.
 */
#pragma once
#include "kit/base/base.h"
#include <setjmp.h> /* cmocka wants these before it */
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#undef fail /* base.h has its own */

#define TEST_NOW 1762329600000 /* 2025-11-05T16:00:00+08:00, a Wednesday */

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

#define CHECK(expr) _assert_true(cast_to_largest_integral_type(!!(expr)), #expr, __FILE__, __LINE__)
