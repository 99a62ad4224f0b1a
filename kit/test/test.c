/* test.c: collects the tests that registered themselves and runs them in file order. */
#include "kit/test/test.h"

static struct test *first;
static size_t count;

void test_add(struct test *t)
{
    t->next = first;
    first = t;
    count++;
}

static int begin(void **state)
{
    struct arena *mem = arena_new();
    struct ctx *cx = NEW(mem, struct ctx);
    struct test *t = *state;
    clock_freeze_business(TEST_NOW);
    *cx = (struct ctx){.mem = mem, .now = TEST_NOW, .via = S("cli"), .request_id = str_of(t->name)};
    *state = cx;
    return 0;
}

static int end(void **state)
{
    struct ctx *cx = *state;
    arena_free(cx->mem);
    return 0;
}

/* cmocka hands each test its state only: the test to run travels as request_id. */
static void run(void **state)
{
    struct ctx *cx = *state;
    for (struct test *t = first; t; t = t->next)
        if (str_is(cx->request_id, t->name))
            t->run(cx);
}

static bool wanted(const struct test *t, int n, char **words)
{
    for (int i = 0; i < n; i++)
        if (strstr(t->name, words[i]) || strstr(t->file, words[i]))
            return true;
    return n == 0;
}

int main(int argc, char **argv)
{
    struct arena *mem = arena_new();
    struct CMUnitTest *all = NEW_N(mem, struct CMUnitTest, count);
    size_t n = 0;
    for (struct test *t = first; t; t = t->next)
        if (wanted(t, argc - 1, argv + 1))
            all[n++] = (struct CMUnitTest){t->name, run, begin, end, t};
    int failed = _cmocka_run_group_tests("linli", all, n, NULL, NULL);
    arena_free(mem);
    return failed ? 1 : 0;
}
