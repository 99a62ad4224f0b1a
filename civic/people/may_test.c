/* may_test: closed by default, and lists see exactly what may() grants. */
#include "civic/people/people.h"
#include "kit/test/test.h"

#define COMMUNITY 532503001008000
#define GRID      532503001008001
#define COUNTY    532503000000000

static struct post post_of(int64_t id, int64_t org, int64_t scope, str acts)
{
    return (struct post){
        .id = id, .org = org, .scope = scope, .scope_end = people_scope_end(scope), .acts = acts};
}

TEST(nobody_may_anything)
{
    CHECK(!may(cx, "cases.read", COMMUNITY, NO_ORG));
    CHECK(!may_somewhere(cx, "cases.read"));
    struct posts none = {.kind = PEOPLE_RESIDENT};
    cx->posts = &none;
    CHECK(!may(cx, "cases.read", COMMUNITY, NO_ORG));
}

TEST(a_post_grants_its_acts_in_its_subtree_only)
{
    struct posts p = {.n = 1, .at = {post_of(7, 3, COMMUNITY, S(" cases.read "))}};
    cx->posts = &p;
    CHECK(may(cx, "cases.read", COMMUNITY, NO_ORG) && cx->post == 7);
    CHECK(may(cx, "cases.read", GRID, NO_ORG));
    CHECK(!may(cx, "cases.read", COMMUNITY + 1000, NO_ORG));
    CHECK(!may(cx, "cases.read", COUNTY, NO_ORG));
    CHECK(!may(cx, "cases.read", 0, NO_ORG));
    CHECK(!may(cx, "cases.rea", COMMUNITY, NO_ORG));
    CHECK(!may(cx, "cases.reads", COMMUNITY, NO_ORG));
}

TEST(a_grant_within_the_organisation_needs_that_organisation)
{
    struct posts p = {.n = 1, .at = {post_of(7, 3, COUNTY, S(" cases.handle@org "))}};
    cx->posts = &p;
    CHECK(may(cx, "cases.handle", GRID, 3));
    CHECK(!may(cx, "cases.handle", GRID, 4));
    CHECK(!may(cx, "cases.handle", GRID, NO_ORG));
    CHECK(may_somewhere(cx, "cases.handle"));
}

TEST(only_a_post_of_the_whole_instance_reaches_scope_0)
{
    struct posts p = {.n = 1, .at = {post_of(7, 3, 0, S(" system.config "))}};
    cx->posts = &p;
    CHECK(may(cx, "system.config", 0, NO_ORG));
    CHECK(may(cx, "system.config", GRID, NO_ORG));
}

TEST(subtrees_end_where_the_next_code_begins)
{
    CHECK(people_scope_end(530000000000000) == 539999999999999);
    CHECK(people_scope_end(532500000000000) == 532599999999999);
    CHECK(people_scope_end(COUNTY) == 532503999999999);
    CHECK(people_scope_end(532503001000000) == 532503001999999);
    CHECK(people_scope_end(COMMUNITY) == 532503001008999);
    CHECK(people_scope_end(GRID) == GRID);
}

/* What a list query would say of one row, by the binding of posts_reach. */
static bool listed(const struct posts_reach *r, int64_t scope, int64_t org)
{
    bool hit = false;
    for (int i = 0; i < POSTS_MAX; i++)
        hit |= (scope >= r->lo[i] && scope <= r->hi[i]) ||
               (org == r->org[i] && scope >= r->olo[i] && scope <= r->ohi[i]);
    return hit;
}

static uint64_t dice(uint64_t *seed, uint64_t sides)
{
    *seed = *seed * 6364136223846793005u + 1442695040888963407u;
    return (*seed >> 33) % sides;
}

TEST(lists_show_exactly_what_may_grants)
{
    static const int64_t scopes[] = {
        0,    530000000000000, COUNTY,          532503001000000, COMMUNITY,
        GRID, GRID + 1,        532503002000000, 532504000000000, 532503001009001};
    static const char *const sets[] = {" ", " a ", " a@org ", " b a ", " b a@org ", " b "};
    uint64_t seed = 20251105;
    int granted = 0;
    for (int round = 0; round < 20000; round++) {
        struct posts p = {.n = (int)dice(&seed, POSTS_MAX + 1)};
        for (int i = 0; i < p.n; i++)
            p.at[i] =
                post_of(i + 1, 1 + (int64_t)dice(&seed, 3), scopes[dice(&seed, COUNT(scopes))],
                        str_of(sets[dice(&seed, COUNT(sets))]));
        cx->posts = &p;
        struct posts_reach r;
        posts_reach(cx, "a", &r);
        int64_t scope = scopes[dice(&seed, COUNT(scopes))], org = (int64_t)dice(&seed, 4);
        bool yes = may(cx, "a", scope, org);
        granted += yes;
        CHECK(yes == listed(&r, scope, org));
    }
    CHECK(granted > 1000 && granted < 19000);
}

TEST(the_subject_of_a_matter_is_known)
{
    struct posts p = {.n = 1, .at = {post_of(7, 3, COUNTY, S(" cases.read "))}};
    struct people_subject other = {.county = 532503, .account = 9, .org = 4},
                          me = {.county = 532503, .account = 11},
                          mine = {.county = 532503, .org = 3},
                          elsewhere = {.county = 532504, .account = 11, .org = 3};
    cx->county = 532503;
    cx->actor = 11;
    cx->posts = &p;
    CHECK(!people_is_subject(cx, &other, 1));
    CHECK(people_is_subject(cx, &me, 1));
    CHECK(people_is_subject(cx, &mine, 1));
    CHECK(!people_is_subject(cx, &elsewhere, 1));
    CHECK(!people_is_subject(cx, NULL, 0));
    CHECK(people_is_subject(cx, (struct people_subject[]){other, mine}, 2));
}
