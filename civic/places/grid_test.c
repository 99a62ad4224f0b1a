/* grid_test.c: grids of one community, what is said about them, and positions. */
#include "civic/places/places.h"
#include "kit/test/test.h"

extern const str places_data_provinces_2023, places_data_cities_2023, places_data_areas_2023,
    places_data_streets_2023, places_data_villages_2023, places_data_provinces_2016,
    places_data_cities_2016, places_data_areas_2016, places_data_streets_2016,
    places_data_villages_2016;

#define COUNTY      532503
#define MENGZI      532503000000000
#define HONGZHUYUAN 532503001008000
#define GUANGMING   532503003001000 /* was 532503101012 */

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
}

static void load_2016(struct ctx *cx)
{
    struct places_counts c;
    struct places_import in = {.provinces = places_data_provinces_2016,
                               .cities = places_data_cities_2016,
                               .areas = places_data_areas_2016,
                               .streets = places_data_streets_2016,
                               .villages = places_data_villages_2016,
                               .under = MENGZI,
                               .day = day_of_civil(2016, 7, 31)};
    CHECK_OK(places_load(cx, &in, &c));
}

/* A square of 1,000 microdegrees (about 100 m), so many to the east of the corner. */
static struct grid square(struct ctx *cx, int64_t community, int east)
{
    struct grid g = {.county = COUNTY, .code = community, .kind = GRID_OUTLINE, .name = S("grid")};
    str text =
        str_fmt(cx->mem, "%d 23370000,%d 23370000,%d 23371000,%d 23371000", 103400000 + east * 1000,
                103401000 + east * 1000, 103401000 + east * 1000, 103400000 + east * 1000);
    CHECK_OK(geo_parse(cx->mem, text, &g.shape));
    return g;
}

static int64_t add(struct ctx *cx, struct grid g)
{
    int64_t code = 0;
    CHECK_OK(grid_add(cx, &g, &code));
    return code;
}

TEST(grids_are_numbered_within_their_community_and_no_number_comes_twice)
{
    struct grid *all, g;
    int n = 0;
    load(cx);
    CHECK_INT(add(cx, square(cx, HONGZHUYUAN, 0)), HONGZHUYUAN + 1);
    CHECK_INT(add(cx, square(cx, HONGZHUYUAN, 1)), HONGZHUYUAN + 2);
    CHECK_OK(grid_close(cx, COUNTY, HONGZHUYUAN + 2, 1));
    CHECK_ERR(grid_find(cx, COUNTY, HONGZHUYUAN + 2, &g), ERR_NOT_FOUND);
    CHECK_INT(add(cx, square(cx, HONGZHUYUAN, 1)), HONGZHUYUAN + 3);
    CHECK_OK(grid_list(cx, COUNTY, HONGZHUYUAN, true, &all, &n));
    CHECK(n == 2 && all[1].code == HONGZHUYUAN + 3 && all[1].shape.n == 1);
    CHECK_OK(grid_list(cx, COUNTY, MENGZI, false, &all, &n));
    CHECK(n == 2 && all[0].shape.n == 0);
    CHECK_ERR(grid_close(cx, COUNTY, HONGZHUYUAN + 3, 7), ERR_CONFLICT);
}

TEST(a_grid_may_be_groups_households_or_a_point)
{
    struct grid g = {.county = COUNTY, .code = GUANGMING, .kind = GRID_GROUPS, .name = S("upper")};
    int64_t code = 0;
    load(cx);
    CHECK_ERR(grid_add(cx, &g, &code), ERR_INVALID); /* no groups */
    g.parts = S("group 1\ngroup 2");
    CHECK_OK(grid_add(cx, &g, &code));
    g.kind = GRID_POINT;
    g.parts = S("");
    CHECK_ERR(grid_add(cx, &g, &code), ERR_INVALID); /* no point */
    g.point = (struct geo_point){103400000, 23370000};
    CHECK_OK(grid_add(cx, &g, &code));
    g.kind = GRID_OUTLINE;
    CHECK_ERR(grid_add(cx, &g, &code), ERR_INVALID); /* no outline */
    struct grid square_one = square(cx, 532503003000000, 0);
    CHECK_ERR(grid_add(cx, &square_one, &code), ERR_INVALID); /* below a town */
    square_one.code = GUANGMING;
    square_one.name = S("");
    CHECK_ERR(grid_add(cx, &square_one, &code), ERR_INVALID);
}

TEST(a_changed_grid_is_found_where_it_is_now)
{
    struct place_hit hit[2];
    int n = 0;
    load(cx);
    struct grid g = square(cx, HONGZHUYUAN, 0);
    g.code = add(cx, g);
    CHECK_OK(places_grid_at(cx, COUNTY, 23370500, 103400500, hit, 2, &n));
    CHECK(n == 1 && hit[0].code == g.code);
    g.shape = square(cx, HONGZHUYUAN, 5).shape;
    g.row_ver = 1;
    CHECK_OK(grid_change(cx, &g));
    CHECK_ERR(grid_change(cx, &g), ERR_CONFLICT);
    CHECK_OK(places_grid_at(cx, COUNTY, 23370500, 103400500, hit, 2, &n));
    CHECK_INT(n, 0);
    CHECK_OK(places_grid_at(cx, COUNTY, 23370500, 103405500, hit, 2, &n));
    CHECK_INT(n, 1);
    CHECK_OK(grid_close(cx, COUNTY, g.code, 2));
    CHECK_OK(places_grid_at(cx, COUNTY, 23370500, 103405500, hit, 2, &n));
    CHECK_INT(n, 0);
}

TEST(grids_go_along_when_their_community_is_renumbered)
{
    struct place_hit hit[2];
    struct grid g;
    int n = 0;
    load_2016(cx);
    CHECK_INT(add(cx, square(cx, 532503101012000, 0)), 532503101012001);
    CHECK_INT(add(cx, square(cx, 532503104201000, 3)), 532503104201001); /* will be gone */
    load(cx);
    CHECK_OK(grid_find(cx, COUNTY, GUANGMING + 1, &g));
    CHECK_INT(g.shape.n, 1);
    CHECK_ERR(grid_find(cx, COUNTY, 532503101012001, &g), ERR_NOT_FOUND);
    CHECK_ERR(grid_find(cx, COUNTY, 532503104201001, &g), ERR_NOT_FOUND);
    CHECK_OK(places_grid_at(cx, COUNTY, 23370500, 103400500, hit, 2, &n));
    CHECK(n == 1 && hit[0].code == GUANGMING + 1);
    CHECK_OK(places_grid_at(cx, COUNTY, 23370500, 103403500, hit, 2, &n));
    CHECK_INT(n, 0);
    CHECK_INT(add(cx, square(cx, GUANGMING, 9)), GUANGMING + 2);
}

static int check(struct ctx *cx, struct grid_warning **w)
{
    struct grid *all;
    int n = 0, found = 0, most = 0;
    CHECK_OK(grid_list(cx, COUNTY, HONGZHUYUAN, true, &all, &n));
    CHECK_OK(grid_check(cx, COUNTY, HONGZHUYUAN, all, n, w, &found, &most));
    CHECK_INT(found, most);
    return found;
}

TEST(overlaps_gaps_and_borders_are_said_and_never_refused)
{
    struct grid_warning *w;
    load(cx);
    struct grid parent = square(cx, HONGZHUYUAN, 0), wide = parent;
    CHECK_OK(geo_parse(cx->mem,
                       S("103400000 23370000,103402000 23370000,103402000 23371000,"
                         "103400000 23371000"),
                       &wide.shape));
    CHECK_OK(places_set_shape(cx, COUNTY, HONGZHUYUAN, &wide.shape, false));
    add(cx, square(cx, HONGZHUYUAN, 0));
    CHECK_INT(check(cx, &w), 1);
    CHECK(w[0].what == GRID_GAP && w[0].code == HONGZHUYUAN); /* half is left out */
    add(cx, square(cx, HONGZHUYUAN, 1));
    CHECK_INT(check(cx, &w), 0);
    add(cx, wide);
    CHECK_INT(check(cx, &w), 2);
    CHECK(w[0].what == GRID_OVERLAP && w[0].other == HONGZHUYUAN + 3);
    CHECK(w[1].code == HONGZHUYUAN + 2);
    add(cx, square(cx, HONGZHUYUAN, 5));
    CHECK_INT(check(cx, &w), 3);
    CHECK(w[2].what == GRID_OUTSIDE && w[2].code == HONGZHUYUAN + 4 && w[2].other == 0);
}

/* ---- positions --------------------------------------------------------- */

TEST(a_position_has_no_grid_or_one_or_two)
{
    struct place_location l = {.kind = LOCATION_POINT, .has_point = true};
    load(cx);
    add(cx, square(cx, HONGZHUYUAN, 0));
    add(cx, square(cx, GUANGMING, 1));
    l.lat_u = 23370500;
    l.lon_u = 103400500;
    CHECK_OK(places_locate(cx, COUNTY, &l));
    CHECK(l.grids == 1 && l.grid == HONGZHUYUAN + 1 && l.community == HONGZHUYUAN);
    l.lon_u = 103401000; /* the common edge */
    CHECK_OK(places_locate(cx, COUNTY, &l));
    CHECK(l.grids == 2 && l.grid == 0 && l.community == HONGZHUYUAN);
    l.lon_u = 103410000;
    CHECK_OK(places_locate(cx, COUNTY, &l));
    CHECK(l.grids == 0 && l.grid == 0);
}

TEST(impossible_positions_are_refused)
{
    static const int64_t bad[][2] = {
        {0, 0},         {103400500, 23370500},  {23370500, 0},
        {91000000, 1},  {39900000, 116400000},  {INT64_MAX, INT64_MAX},
        {INT64_MIN, 0}, {23370500, -103400500},
    };
    load(cx);
    add(cx, square(cx, HONGZHUYUAN, 0));
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct place_location l = {
            .kind = LOCATION_POINT, .has_point = true, .lat_u = bad[i][0], .lon_u = bad[i][1]};
        CHECK(!places_in_county(cx, COUNTY, bad[i][0], bad[i][1]));
        CHECK_ERR(places_locate(cx, COUNTY, &l), ERR_INVALID);
    }
    CHECK(places_in_county(cx, COUNTY, 23330000, 103360000));
    CHECK(places_in_county(cx, COUNTY + 1, 39900000, 116400000)); /* no geometry there */
}

TEST(a_group_names_its_grid)
{
    struct grid g = {.county = COUNTY,
                     .code = GUANGMING,
                     .kind = GRID_GROUPS,
                     .name = S("upper"),
                     .parts = S("group 1\n group 2 \n")};
    struct place_location l = {
        .kind = LOCATION_GROUP, .community = GUANGMING, .text = S("  group 2 ")};
    load(cx);
    add(cx, g);
    g.parts = S("group 3");
    add(cx, g);
    CHECK_OK(places_locate(cx, COUNTY, &l));
    CHECK(l.grids == 1 && l.grid == GUANGMING + 1);
    CHECK_STR(l.text, "group 2");
    l.text = S("group 9");
    CHECK_OK(places_locate(cx, COUNTY, &l));
    CHECK(l.grids == 0 && l.grid == 0);
    l.text = S("");
    CHECK_ERR(places_locate(cx, COUNTY, &l), ERR_INVALID);
    l = (struct place_location){.kind = LOCATION_LANDMARK, .text = S("the old well")};
    CHECK_OK(places_locate(cx, COUNTY, &l));
    l = (struct place_location){.kind = LOCATION_POINT};
    CHECK_ERR(places_locate(cx, COUNTY, &l), ERR_INVALID);
}
