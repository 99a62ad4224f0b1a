/* test.c: collects the tests that registered themselves and runs them in file order. */
#include "kit/test/test.h"

#include "kit/test/fresh.h"

#include <pthread.h>
#include <stdatomic.h>

static struct test *first;
static size_t count;
static struct ctx *current;
static pthread_t own_thread;
static atomic_int failed_elsewhere;
static void (*load_posts)(struct ctx *cx);

void test_add(struct test *t)
{
    t->next = first;
    first = t;
    count++;
}

/* ---- checks ------------------------------------------------------------ */

static void print_failure(const struct failure *f)
{
    if (f->text.len)
        print_error("    told: %.*s\n", STR_ARG(f->text));
    if (f->detail.len)
        print_error("    because: %.*s\n", STR_ARG(f->detail));
    for (const struct failure_field *one = f->fields; one; one = one->next)
        print_error("    %s: %.*s\n", one->field, STR_ARG(one->text));
}

static void failed(const char *file, int line)
{
    if (!pthread_equal(pthread_self(), own_thread)) {
        print_error("%s:%d: in another thread\n", file, line);
        atomic_fetch_add(&failed_elsewhere, 1);
        return;
    }
    print_failure(&current->failure);
    _fail(file, line);
}

void test_check(bool holds, const char *expr, const char *file, int line)
{
    if (holds)
        return;
    print_error("%s:%d: %s does not hold\n", file, line, expr);
    failed(file, line);
}

void test_check_int(int64_t a, int64_t b, const char *expr, const char *file, int line)
{
    if (a == b)
        return;
    print_error("%s:%d: %s: %lld, not %lld\n", file, line, expr, (long long)a, (long long)b);
    failed(file, line);
}

void test_check_str(str a, str b, const char *expr, const char *file, int line)
{
    if (str_eq(a, b))
        return;
    print_error("%s:%d: %s: \"%.*s\", not \"%.*s\"\n", file, line, expr, STR_ARG(a), STR_ARG(b));
    failed(file, line);
}

void test_check_err(enum err got, enum err want, const char *expr, const char *file, int line)
{
    if (got == want)
        return;
    print_error("%s:%d: %s: %s, not %s\n", file, line, expr, err_name(got), err_name(want));
    failed(file, line);
}

/* ---- what a test may ask ------------------------------------------------ */

void test_clock(struct ctx *cx, int64_t ms)
{
    clock_freeze_business(ms);
    cx->now = ms;
}

void test_be(struct ctx *cx, int64_t account)
{
    cx->actor = account;
    cx->posts = NULL;
    cx->post = 0;
    if (account && load_posts)
        load_posts(cx);
}

void test_be_by(void (*load)(struct ctx *cx))
{
    load_posts = load;
}

struct ctx *test_other(struct ctx *cx)
{
    struct arena *mem = arena_new();
    struct ctx *other = NEW(mem, struct ctx);
    *other = *cx;
    other->mem = mem;
    other->conn = NULL;
    other->failure = (struct failure){0};
    return other;
}

void test_other_done(struct ctx *other)
{
    arena_free(other->mem);
}

/* ---- running ----------------------------------------------------------- */

static int begin(void **state)
{
    struct arena *mem = arena_new();
    struct ctx *cx = NEW(mem, struct ctx);
    struct test *t = *state;
    clock_freeze_business(TEST_NOW);
    *cx = (struct ctx){.mem = mem, .now = TEST_NOW, .via = S("cli"), .request_id = str_of(t->name)};
    own_thread = pthread_self();
    current = cx;
    atomic_store(&failed_elsewhere, 0);
    test_fresh_make(cx);
    *state = cx;
    return 0;
}

static int end(void **state)
{
    struct ctx *cx = *state;
    test_fresh_end(cx);
    arena_free(cx->mem);
    return 0;
}

/* cmocka hands each test its state only: the test to run travels as request_id. */
static void run(void **state)
{
    struct ctx *cx = *state;
    for (struct test *t = first; t; t = t->next)
        if (str_is(cx->request_id, t->name)) {
            t->run(cx);
            break;
        }
    if (atomic_load(&failed_elsewhere))
        _fail(__FILE__, __LINE__);
}

static bool wanted(const struct test *t, int n, char **words)
{
    for (int i = 0; i < n; i++)
        if (strstr(t->name, words[i]) || strstr(t->file, words[i]))
            return true;
    return n == 0;
}

/* A first word K/N means the K-th of N parts, which together are all. */
static bool read_part(const char *word, size_t *k, size_t *of)
{
    return word && sscanf(word, "%zu/%zu", k, of) == 2 && *k >= 1 && *k <= *of;
}

int main(int argc, char **argv)
{
    struct arena *mem = arena_new();
    struct CMUnitTest *all = NEW_N(mem, struct CMUnitTest, count);
    size_t n = 0, at = 0, k = 1, of = 1;
    int words = read_part(argv[1], &k, &of) ? 2 : 1;
    for (struct test *t = first; t; t = t->next)
        if (at++ % of == k - 1 && wanted(t, argc - words, argv + words))
            all[n++] = (struct CMUnitTest){t->name, run, begin, end, t};
    int bad = _cmocka_run_group_tests("linli", all, n, NULL, NULL);
    test_fresh_done();
    arena_free(mem);
    printf("%d passed, %d failed\n", (int)n - bad, bad);
    return bad ? 1 : 0;
}
