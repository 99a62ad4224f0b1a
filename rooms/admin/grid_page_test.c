/* grid_page_test: grids over the web: a proposal is looked at, made to hold, and told to the
 * auditor; a page that is older than the county changes nothing. */
#include "civic/facts/facts.h"
#include "civic/places/places.h"
#include "kit/test/test.h"
#include "rooms/admin/admin.h"
#include "rooms/admin/test_admin.h"

extern const str places_data_provinces_2023, places_data_cities_2023, places_data_areas_2023,
    places_data_streets_2023, places_data_villages_2023;

#define COMMUNITY 532503001008000
#define LIST      "/admin/grids/532503001008"
#define PLAN      "/admin/grid-plan/532503001008"

static void prepare(struct test_browser *b)
{
    struct places_counts c;
    struct places_import in = {.provinces = places_data_provinces_2023,
                               .cities = places_data_cities_2023,
                               .areas = places_data_areas_2023,
                               .streets = places_data_streets_2023,
                               .villages = places_data_villages_2023,
                               .under = TEST_SCOPE,
                               .day = day_of_civil(2023, 6, 30)};
    CHECK_OK(places_load(b->cx, &in, &c));
    test_admin_prepare(b);
    test_admin_sign_in(b, "sys");
}

#define SQUARE                                                                                     \
    "%7B%22type%22%3A%22Polygon%22%2C%22coordinates%22%3A%5B%5B%5B103.4%2C23.37%5D%2C%5B103.41%2C" \
    "23.37%5D%2C%5B103.41%2C23.38%5D%2C%5B103.4%2C23.37%5D%5D%5D%7D"

static int64_t facts_of(struct ctx *cx, const char *kind)
{
    int64_t n = 0;
    CHECK_OK(facts_count(cx, TEST_COUNTY, "place", COMMUNITY + 1, kind, &n));
    return n;
}

TEST(a_proposal_is_looked_at_then_holds_with_facts)
{
    struct test_browser b = test_browser_of(cx);
    struct grid *all;
    int n = 0;
    prepare(&b);
    test_ask(&b, "GET", PLAN, STR_NONE);
    CHECK_INT(b.a.status, 200);
    test_submit(&b, PLAN, "do=check&purpose=social&text=" SQUARE);
    CHECK_INT(b.a.status, 200);
    CHECK(test_shows(&b, "532503001008001"));
    CHECK_OK(grid_list(cx, TEST_COUNTY, COMMUNITY, false, &all, &n));
    CHECK_INT(n, 0); /* looking stores nothing */
    test_submit(&b, PLAN, "do=apply&purpose=social&seen=77&text=" SQUARE);
    CHECK_INT(b.a.status, 409);
    test_submit(&b, PLAN, "do=apply&purpose=social&seen=0&text=" SQUARE);
    CHECK_INT(b.a.status, 303);
    CHECK_OK(grid_list(cx, TEST_COUNTY, COMMUNITY, false, &all, &n));
    CHECK_INT(n, 1);
    CHECK_INT(facts_of(cx, "grid.added"), 1);
}

TEST(a_list_is_added_changed_and_retired)
{
    struct test_browser b = test_browser_of(cx);
    struct grid g;
    prepare(&b);
    test_ask(&b, "GET", LIST, STR_NONE);
    test_submit(&b, LIST, "name=Upper&purpose=social&kind=groups&parts=");
    CHECK_INT(b.a.status, 422);
    test_submit(&b, LIST, "name=Upper&purpose=social&kind=groups&parts=one%0Atwo&households=40");
    CHECK_INT(b.a.status, 303);
    CHECK_OK(grid_find(cx, TEST_COUNTY, COMMUNITY + 1, &g));
    CHECK_INT(g.households, 40);
    test_ask(&b, "GET", LIST "/532503001008001", STR_NONE);
    CHECK(test_shows(&b, "Upper"));
    test_submit(&b, LIST "/532503001008001", "seen=1&name=Higher&parts=one&households=");
    CHECK_INT(b.a.status, 303);
    test_ask(&b, "GET", LIST "/532503001008001", STR_NONE);
    test_submit(&b, LIST "/532503001008001", "seen=1&name=Lower&parts=one");
    CHECK_INT(b.a.status, 409);
    test_submit(&b, LIST "/532503001008001/retire", "seen=2");
    CHECK_INT(b.a.status, 303);
    CHECK_INT(facts_of(cx, "grid.changed"), 1);
    CHECK_INT(facts_of(cx, "grid.retired"), 1);
    test_ask(&b, "GET", LIST, STR_NONE);
    CHECK(test_shows(&b, "Higher")); /* among the retired */
    test_ask(&b, "GET", LIST "/532503001008001", STR_NONE);
    CHECK_INT(b.a.status, 404);
}

TEST(grids_are_the_system_administrators_alone)
{
    struct test_browser b = test_browser_of(cx);
    prepare(&b);
    test_ask(&b, "GET", "/admin/grids/532503001", STR_NONE); /* a town has no grids of its own */
    CHECK_INT(b.a.status, 404);
    test_admin_sign_in(&b, "sec");
    test_ask(&b, "GET", LIST, STR_NONE);
    CHECK(b.a.status == 403 || b.a.status == 404);
}
