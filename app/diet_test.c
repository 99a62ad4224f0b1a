/* diet_test: what one plain report writes, counted in the database before and after. A feature that
 * writes more rows, or a new index on what is written, is seen here and becomes a decision. */
#include "app/test_demo.h"

#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "kit/seal/seal.h"
#include "kit/test/test.h"
#include "rooms/cases/cases.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000

/* Tables, rows of each, and their indexes beside the primary key, those with a condition too. */
static const struct diet {
    const char *table;
    int rows, indexes;
} diet[] = {
    {"idem", 1, 0},   {"matters", 1, 9}, {"parties", 1, 1}, {"tasks", 1, 3},
    {"clocks", 1, 1}, {"facts", 1, 2},   {"numbers", 1, 0}, {"cases", 1, 7},
};
/* Numbered once per batch however many report. */
static const char *const of_batch[] = {"fact_heads"};

/* ---- which rows are there ---------------------------------------------- */

struct seen {
    int64_t *at;
    size_t n;
};

static int by_value(const void *a, const void *b)
{
    int64_t x = *(const int64_t *)a, y = *(const int64_t *)b;
    return (x > y) - (x < y);
}

static int64_t digest(struct arena *mem, const struct db_table *t, const struct rows *r)
{
    struct buf b = buf_new(mem, 1 << 20);
    for (int i = 0; t->types[i]; i++) {
        str s = db_get_null(r, i)    ? S("-")
                : t->types[i] == 'i' ? str_fmt(mem, "%lld", (long long)db_get_int(r, i))
                : t->types[i] == 'r' ? str_fmt(mem, "%.17g", db_get_real(r, i))
                : t->types[i] == 't' ? db_get_text(r, i)
                                     : db_get_blob(r, i);
        buf_add(&b, s.at, s.len);
        buf_char(&b, 0);
    }
    struct seal_hash h = seal_sha256(buf_done(&b));
    int64_t key;
    memcpy(&key, h.at, sizeof key);
    return key;
}

static struct seen look(struct ctx *cx, const struct db_table *t)
{
    struct arena *mem = arena_new();
    struct seen s = {NEW_N(cx->mem, int64_t, 1 << 16), 0};
    AUTO_ROWS r = db_query(cx, t->read);
    for (; db_next(&r) && s.n < 1 << 16; arena_reset(mem))
        s.at[s.n++] = digest(mem, t, &r);
    CHECK_OK(db_end(&r));
    arena_free(mem);
    qsort(s.at, s.n, sizeof *s.at, by_value);
    return s;
}

/* Rows that are new or not as they were. */
static int written(const struct seen *before, const struct seen *after)
{
    int n = 0;
    for (size_t i = 0; i < after->n; i++)
        n += !bsearch(&after->at[i], before->at, before->n, sizeof *before->at, by_value);
    return n;
}

static const struct diet *allowed(const char *table)
{
    static const struct diet batch = {"", 1, 0}, none = {"", 0, 0};
    for (size_t i = 0; i < COUNT(diet); i++)
        if (strcmp(diet[i].table, table) == 0)
            return &diet[i];
    for (size_t i = 0; i < COUNT(of_batch); i++)
        if (strcmp(of_batch[i], table) == 0)
            return &batch;
    return &none;
}

static int tables(void)
{
    int n = 0;
    while (db_all_tables[n])
        n++;
    return n;
}

static void look_at_all(struct ctx *cx, struct seen *out)
{
    for (int i = 0; db_all_tables[i]; i++)
        out[i] = look(cx, db_all_tables[i]);
}

static void report(struct ctx *cx, const char *key_of_form)
{
    struct cases_report in = {.county = COUNTY,
                              .community = COMMUNITY,
                              .code = S("facility-0118"),
                              .source = "resident",
                              .body = S("dark since Monday"),
                              .spot.words = S("entrance 1")};
    struct idem key = {.county = COUNTY, .owner = cx->actor, .key = str_of(key_of_form)};
    struct cases_receipt r;
    cx->idem = &key;
    CHECK_OK(cases_open(cx, &in, &r));
    cx->idem = NULL;
}

TEST(a_plain_report_writes_what_its_diet_allows)
{
    int rows = 0;
    int64_t account;
    struct seen *before = NEW_N(cx->mem, struct seen, tables());
    struct seen *after = NEW_N(cx->mem, struct seen, tables());
    demo_begin(cx, 0);
    cx->posts = NULL;
    cx->actor = 0;
    CHECK_OK(resident_add(cx, COUNTY, S("13900000077"), S("Wang Fang"), &account));
    cx->county = COUNTY;
    cx->actor = account;
    CHECK_OK(people_load(cx));
    report(cx, "0123456789abcdef"); /* the first of a place makes its counter */
    look_at_all(cx, before);
    report(cx, "fedcba9876543210");
    look_at_all(cx, after);
    for (int i = 0; db_all_tables[i]; i++) {
        int n = written(&before[i], &after[i]), most = allowed(db_all_tables[i]->name)->rows;
        if (n > most)
            fprintf(stderr, "%s: %d rows, allowed %d\n", db_all_tables[i]->name, n, most);
        CHECK(n <= most);
        rows += n;
    }
    CHECK(rows >= 6 && rows <= 10);
}

/* ---- what each row costs beside itself ---------------------------------- */

static int indexes_on(const char *table)
{
    struct arena *mem = arena_new();
    str on = str_fmt(mem, " ON %s (", table);
    int n = 0;
    for (const struct db_part *const *p = db_all_parts; *p; p++)
        for (int i = 0; i < (*p)->n; i++) {
            str rest = str_of((*p)->blocks[i].text[DB_SQLITE]);
            for (size_t at; (at = str_find(rest, on)) != SIZE_MAX; n++)
                rest = (str){rest.at + at + on.len, rest.len - at - on.len};
        }
    arena_free(mem);
    return n;
}

TEST(the_tables_of_a_report_have_the_indexes_their_diet_names)
{
    (void)cx;
    for (size_t i = 0; i < COUNT(diet); i++) {
        int n = indexes_on(diet[i].table);
        if (n != diet[i].indexes)
            fprintf(stderr, "%s: %d indexes, its diet says %d\n", diet[i].table, n,
                    diet[i].indexes);
        CHECK_INT(n, diet[i].indexes);
    }
}
