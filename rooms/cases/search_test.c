/* search_test.c: who finds which case, by both engines. */
#include "civic/matters/test_matters.h"
#include "civic/search/search.h"
#include "rooms/cases/cases_own.h"
#include "rooms/cases/cases_sql.h"

static enum err insert_tx(struct ctx *cx, void *arg)
{
    const struct matter *m = arg;
    const struct category c = {.code = S("lamp"),
                               .kind = S("facility"),
                               .name = S("kindname"),
                               .name_en = S("kindname"),
                               .plain = S("plainlamp"),
                               .plain_en = S("plainlamp"),
                               .owner = S("community")};
    enum err e = cases_category_put_tx(cx, m->county, &c);
    return e ? e
             : db_exec(cx, NULL, &cases_sql_insert, db_int("county", m->county),
                       db_int("id", m->id), db_int("scope", m->scope), db_text("number", m->number),
                       db_word("code", "lamp"), db_int("rev", 1), db_word("body", "saidword"),
                       db_word("answers", ""), db_int("wants_private", 0), db_int("may_contact", 0),
                       db_int("contact", 0), db_null("lat"), db_null("lon"), db_null("accuracy"),
                       db_word("spot", "spotword"), db_word("outside", ""), db_null("facility"),
                       db_int("opened", cx->now));
}

/* The resident's report, with the room's row; the real rooms follow. */
static void report(struct ctx *cx, struct town *t, struct matter *m)
{
    test_town(cx, t);
    test_report(cx, "case-full", "", t->resident, NULL, m);
    cx->rooms = NULL;
    CHECK_OK(db_write(cx, insert_tx, m));
}

static enum err index_tx(struct ctx *cx, void *arg)
{
    const struct matter *m = arg;
    struct search_doc d = {.county = m->county, .id = m->id, .scope = m->scope};
    enum err e = cases_search.doc(cx, m->county, m->id, &d);
    return e ? e : search_put(cx, &d);
}

static void be(struct ctx *cx, int64_t account)
{
    if (account) {
        test_act(cx, account);
        return;
    }
    cx->actor = 0;
    cx->posts = NULL;
}

static void index_it(struct ctx *cx, struct matter *m)
{
    be(cx, 0);
    CHECK_OK(db_write(cx, index_tx, m));
}

/* Does the account find it by the word: as a plain or as a sensitive one. */
static bool finds(struct ctx *cx, int64_t account, const char *word)
{
    static const char *const ways[][2] = {
        {"case", ACT_CASES_READ}, {"private", ACT_CASES_PRIVATE}, {NULL, "cases.handle"}};
    bool yes = false;
    be(cx, account);
    for (size_t i = 0; i < COUNT(ways); i++) {
        struct search_hit hits[4];
        struct search_ask ask = {
            .county = T_COUNTY, .text = str_of(word), .kind = ways[i][0], .act = ways[i][1]};
        int n = 0;
        CHECK_OK(search_find(cx, &ask, hits, 4, &n));
        yes |= n > 0;
    }
    return yes;
}

TEST(what_was_said_is_found_by_its_reporter_and_its_staff_alone)
{
    struct town t;
    struct matter m;
    report(cx, &t, &m);
    index_it(cx, &m);
    CHECK(finds(cx, t.resident, "saidword"));
    CHECK(finds(cx, t.secretary, "saidword"));
    CHECK(finds(cx, t.secretary, "spotword"));
    CHECK(!finds(cx, 0, "saidword"));
    CHECK(!finds(cx, t.neighbour, "saidword"));
    CHECK(!finds(cx, t.grid2, "saidword")); /* another grid's */
    CHECK(!finds(cx, t.pipe, "saidword"));  /* a unit that has no task in it */
    CHECK(!finds(cx, 0, "plainlamp"));      /* nothing at all before it is released */
    CHECK(!finds(cx, t.neighbour, m.number.at));
}

TEST(the_public_finds_a_released_case_by_its_public_text_alone)
{
    struct town t;
    struct matter m;
    struct casefile c;
    report(cx, &t, &m);
    test_act(cx, t.secretary);
    CHECK_OK(cases_load(cx, &m, &c));
    CHECK_OK(cases_release(cx, &c, S("publicword"), true));
    index_it(cx, &m);
    CHECK(finds(cx, 0, "publicword"));
    CHECK(finds(cx, t.neighbour, "spotword"));
    CHECK(!finds(cx, 0, "saidword"));
    CHECK(!finds(cx, t.neighbour, "saidword"));
    test_act(cx, t.secretary);
    CHECK_OK(matters_load(cx, m.county, m.id, &c.m));
    CHECK_OK(cases_release(cx, &c, S("publicword"), false));
    index_it(cx, &m);
    CHECK(!finds(cx, 0, "publicword"));
}

TEST(a_new_public_text_is_a_fact_even_when_nothing_else_changes)
{
    struct town t;
    struct matter m;
    struct casefile c;
    report(cx, &t, &m);
    test_act(cx, t.secretary);
    CHECK_OK(cases_load(cx, &m, &c));
    CHECK_OK(cases_release(cx, &c, S("first"), true));
    CHECK_OK(matters_load(cx, m.county, m.id, &c.m));
    CHECK_OK(cases_release(cx, &c, S("second"), true));
    CHECK_INT(test_facts(cx, &m, "case.worded"), 2);
}

TEST(a_sensitive_case_is_found_by_the_private_act_alone)
{
    struct town t;
    struct matter m;
    report(cx, &t, &m);
    test_act(cx, t.secretary);
    CHECK_OK(matters_set_flags(cx, &m, MATTERS_SENSITIVE, 0));
    index_it(cx, &m);
    CHECK(!finds(cx, t.secretary, "saidword")); /* reads cases, not sensitive ones */
    CHECK(finds(cx, t.leader, "saidword"));
    CHECK(finds(cx, t.resident, "saidword"));
    CHECK(!finds(cx, t.neighbour, "saidword"));
}

TEST(the_officer_it_is_about_does_not_find_it)
{
    struct town t;
    struct matter m;
    report(cx, &t, &m);
    test_act(cx, t.leader);
    CHECK_OK(matters_add_subject(cx, &m, &(struct matters_subject){.account = t.secretary}));
    index_it(cx, &m);
    CHECK(!finds(cx, t.secretary, "saidword"));
    CHECK(finds(cx, t.leader, "saidword"));
}
