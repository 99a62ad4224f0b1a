/* demo_map_test.c: every place of the demo lies on its map. */
#include "app/demo_map.h"
#include "civic/places/ground.h"
#include "civic/places/places.h"
#include "kit/test/test.h"

extern const str places_data_provinces_2023, places_data_cities_2023, places_data_areas_2023,
    places_data_streets_2023, places_data_villages_2023;

#define MENGZI 532503000000000

static void load(struct ctx *cx)
{
    struct places_counts c;
    struct places_import in = {.provinces = places_data_provinces_2023,
                               .cities = places_data_cities_2023,
                               .areas = places_data_areas_2023,
                               .streets = places_data_streets_2023,
                               .villages = places_data_villages_2023,
                               .under = MENGZI,
                               .day = day_of_civil(2023, 6, 30)};
    CHECK_OK(places_load(cx, &in, &c));
    CHECK_OK(demo_map(cx, 532503));
}

TEST(each_community_has_an_outline_and_two_to_nine_grids)
{
    struct place *all;
    int n = 0, drawn = 0;
    load(cx);
    CHECK_OK(places_list_level(cx, MENGZI, PLACE_COMMUNITY, &all, &n));
    CHECK_INT(n, 109);
    for (int i = 0; i < n; i++) {
        struct geo_shape s, town;
        struct geo_relation r;
        struct grid *grids;
        int k = 0;
        CHECK_OK(places_shape(cx, 532503, all[i].code, &s));
        CHECK_OK(places_shape(cx, 532503, place_parent(all[i].code), &town));
        CHECK_OK(geo_relate(&s, &town, &r));
        CHECK(r.valid && r.outside_m2 < 0.5);
        CHECK_OK(grid_list(cx, 532503, all[i].code, true, &grids, &k));
        CHECK(k >= 2 && k <= 9 && grids[0].code == all[i].code + 1);
        CHECK(grids[0].made_up || !grids[0].shape.n);
        drawn += grids[0].shape.n > 0;
    }
    CHECK(drawn > 80);
}

TEST(a_point_of_the_map_is_in_one_grid_and_a_border_in_two)
{
    struct grid *grids;
    struct place_hit hit[4];
    int n = 0, found = 0, twice = 0;
    load(cx);
    CHECK_OK(grid_list(cx, 532503, 532503001008000, true, &grids, &n));
    for (int i = 0; i < n; i++) {
        const struct geo_ring *r = &grids[i].shape.polygons[0].rings[0];
        struct geo_point p = geo_middle(&grids[i].shape);
        CHECK_OK(places_grid_at(cx, 532503, p.lat, p.lon, hit, 4, &found));
        CHECK(found == 1 && hit[0].code == grids[i].code);
        for (int k = 0; k < r->n; k++) {
            CHECK_OK(places_grid_at(cx, 532503, r->at[k].lat, r->at[k].lon, hit, 4, &found));
            CHECK(found >= 1);
            twice += found > 1 && hit[0].code < hit[1].code;
        }
    }
    CHECK(twice > 0);
    CHECK_OK(places_grid_at(cx, 532503, 25000000, 103400000, hit, 4, &found));
    CHECK_INT(found, 0);
}

TEST(drawing_the_map_again_changes_nothing)
{
    struct grid *before, *after;
    int n = 0, again = 0;
    load(cx);
    CHECK_OK(grid_list(cx, 532503, MENGZI, false, &before, &n));
    CHECK_OK(demo_map(cx, 532503));
    CHECK_OK(grid_list(cx, 532503, MENGZI, false, &after, &again));
    CHECK(n == again && n > 300);
}
