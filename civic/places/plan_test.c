/* plan_test.c: proposals for a community's grids: what is read, said, numbered, kept and retired.
 */
#include "civic/places/plan.h"
#include "kit/test/test.h"

extern const str places_data_provinces_2023, places_data_cities_2023, places_data_areas_2023,
    places_data_streets_2023, places_data_villages_2023;

#define COUNTY      532503
#define MENGZI      532503000000000
#define HONGZHUYUAN 532503001008000
#define NEIGHBOUR   532503001009000

/* The community is 4,000 by 2,000 microdegrees, a little over 400 by 220 m. */
#define W 103400000
#define E 103404000

static void shape(struct ctx *cx, int64_t code, int west, int east)
{
    struct geo_shape s;
    CHECK_OK(geo_parse(
        cx->mem,
        str_fmt(cx->mem, "%d 23370000,%d 23370000,%d 23372000,%d 23372000", west, east, east, west),
        &s));
    CHECK_OK(places_set_shape(cx, COUNTY, code, &s, false));
}

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
    shape(cx, HONGZHUYUAN, W, E);
    shape(cx, NEIGHBOUR, E, E + 4000);
}

/* A feature between two corners, in microdegrees from the community's south-west corner. */
static str box(struct ctx *cx, const char *properties, int west, int south, int east, int north)
{
    double w = (W + west) / 1e6, e = (W + east) / 1e6, s = (23370000 + south) / 1e6,
           n = (23370000 + north) / 1e6;
    return str_fmt(cx->mem,
                   "{\"type\":\"Feature\",\"properties\":{%s},\"geometry\":{\"type\":\"Polygon\","
                   "\"coordinates\":[[[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f],[%.6f,%.6f],"
                   "[%.6f,%.6f]]]}}",
                   properties, w, s, e, s, e, n, w, n, w, s);
}

static str collection(struct ctx *cx, const str *features, int n)
{
    struct buf b = buf_new(cx->mem, 1 << 20);
    buf_z(&b, "{\"type\":\"FeatureCollection\",\"features\":[");
    for (int i = 0; i < n; i++) {
        buf_z(&b, i ? "," : "");
        buf_str(&b, features[i]);
    }
    buf_z(&b, "]}");
    return buf_done(&b);
}
#define COLLECTION(...)                                                                            \
    collection(cx, (const str[]){__VA_ARGS__}, COUNT(((const str[]){__VA_ARGS__})))

static struct grid_plan plan_of(struct ctx *cx, str text)
{
    struct grid_plan p = {.n = 0};
    const char *why = "";
    CHECK_OK(plan_read(cx, COUNTY, HONGZHUYUAN, text, GRID_SOCIAL, &p, &why));
    return p;
}

static enum err apply_tx(struct ctx *cx, void *arg)
{
    return plan_apply(cx, arg);
}

static int said(const struct grid_plan *p, enum grid_trouble what)
{
    int n = 0;
    for (int i = 0; i < p->n_warnings; i++)
        n += p->warnings[i].what == what;
    return n;
}

static str halves(struct ctx *cx)
{
    return COLLECTION(box(cx, "\"name\":\"east\"", 2000, 0, 4000, 2000),
                      box(cx, "\"name\":\"west\",\"households\":320", 0, 0, 2000, 2000));
}

TEST(new_grids_are_numbered_row_by_row_from_the_north_west)
{
    load(cx);
    struct grid_plan p = plan_of(cx, COLLECTION(box(cx, "\"name\":\"se\"", 2000, 0, 4000, 1000),
                                                box(cx, "\"name\":\"ne\"", 2000, 1000, 4000, 2000),
                                                box(cx, "\"name\":\"sw\"", 0, 0, 2000, 1000),
                                                box(cx, "\"name\":\"nw\"", 0, 1000, 2000, 2000)));
    CHECK_INT(p.n, 4);
    CHECK_STR(p.at[0].g.name, "nw");
    CHECK_STR(p.at[1].g.name, "ne");
    CHECK_STR(p.at[2].g.name, "sw");
    CHECK_STR(p.at[3].g.name, "se");
    for (int i = 0; i < 4; i++)
        CHECK(p.at[i].fate == PLAN_NEW && p.at[i].g.code == HONGZHUYUAN + 1 + i);
    CHECK_INT(p.n_warnings, 0);
}

TEST(a_proposal_holds_as_it_was_shown_and_only_once)
{
    struct grid *all;
    int n = 0;
    load(cx);
    struct grid_plan p = plan_of(cx, halves(cx));
    CHECK_OK(db_write(cx, apply_tx, &p));
    CHECK_ERR(db_write(cx, apply_tx, &p), ERR_CONFLICT); /* the county changed since */
    CHECK_OK(grid_list(cx, COUNTY, HONGZHUYUAN, true, &all, &n));
    CHECK_INT(n, 2);
    CHECK_STR(all[0].name, "west");
    CHECK_INT(all[0].households, 320);
    CHECK_INT(all[0].from_day, day_of_ms(TEST_NOW));
    struct grid_plan again = plan_of(cx, plan_text(cx, all, n));
    CHECK_INT(again.n, 2);
    CHECK(again.at[0].fate == PLAN_SAME && again.at[1].fate == PLAN_SAME);
}

TEST(what_is_replaced_is_retired_and_its_number_never_comes_again)
{
    struct grid_closed *closed;
    int n = 0;
    load(cx);
    struct grid_plan p = plan_of(cx, halves(cx));
    CHECK_OK(db_write(cx, apply_tx, &p));
    p = plan_of(cx, COLLECTION(box(cx, "\"name\":\"west\"", 0, 0, 2000, 2000),
                               box(cx, "\"name\":\"north east\"", 2000, 800, 4000, 2000),
                               box(cx, "\"name\":\"south east\"", 2000, 0, 4000, 800)));
    CHECK_INT(p.n, 4);
    CHECK(p.at[0].fate == PLAN_SAME && p.at[0].g.code == HONGZHUYUAN + 1);
    CHECK(p.at[1].fate == PLAN_NEW && p.at[1].g.code == HONGZHUYUAN + 3);
    CHECK(p.at[3].fate == PLAN_RETIRED && p.at[3].g.code == HONGZHUYUAN + 2);
    CHECK_INT(p.at[3].heir, HONGZHUYUAN + 3); /* the larger part of it */
    CHECK_OK(db_write(cx, apply_tx, &p));
    CHECK_OK(grid_closed_list(cx, COUNTY, HONGZHUYUAN, &closed, &n));
    CHECK(n == 1 && closed[0].code == HONGZHUYUAN + 2 && closed[0].heir == HONGZHUYUAN + 3);
    p = plan_of(cx, COLLECTION(box(cx, "\"code\":\"532503001008002\"", 0, 0, 4000, 2000)));
    CHECK(p.at[0].renumbered && p.at[0].g.code == HONGZHUYUAN + 5);
    CHECK_INT(said(&p, GRID_NUMBER), 1);
}

TEST(a_code_of_the_file_holds_if_it_is_free_and_here)
{
    load(cx);
    struct grid_plan p =
        plan_of(cx, COLLECTION(box(cx, "\"code\":\"532503001008041\"", 2000, 0, 4000, 2000),
                               box(cx, "\"code\":\"532503001009001\"", 0, 0, 2000, 2000)));
    CHECK_INT(p.at[0].g.code, HONGZHUYUAN + 41);
    CHECK(!p.at[0].renumbered && p.at[1].renumbered);
    CHECK_INT(p.at[1].g.code, HONGZHUYUAN + 42);
    CHECK_INT(said(&p, GRID_ORDER), 1); /* 41 lies in the east of 42 */
}

TEST(everything_odd_is_said_with_its_size)
{
    load(cx);
    struct grid_plan p =
        plan_of(cx, COLLECTION(box(cx, "", 0, 0, 1900, 2000), box(cx, "", 2000, 0, 4000, 2000)));
    CHECK_INT(said(&p, GRID_GAP), 1);
    CHECK(str_find(p.warnings[0].text, S("2265")) != SIZE_MAX); /* 10.224 by 221.5 m */
    p = plan_of(cx, COLLECTION(box(cx, "", 0, 0, 2100, 2000), box(cx, "", 2000, 0, 4000, 2000)));
    CHECK_INT(said(&p, GRID_OVERLAP), 1);
    CHECK_INT(p.n_warnings, 1);
    p = plan_of(cx, COLLECTION(box(cx, "", 0, 0, 2000, 2000), box(cx, "", 2000, 0, 4100, 2000)));
    CHECK_INT(said(&p, GRID_OUTSIDE), 1);
    CHECK_INT(p.warnings[0].code, HONGZHUYUAN + 2);
    CHECK(str_find(p.warnings[0].text, places_name(cx, NEIGHBOUR)) != SIZE_MAX);
}

/* A microdegree square is 0.0113 square metres here: 36 of them 0.41, 48 of them 0.54. */
TEST(the_tolerance_is_half_a_square_metre)
{
    load(cx);
    struct grid_plan p =
        plan_of(cx, COLLECTION(box(cx, "", 0, 0, 2000, 2000), box(cx, "", 2000, 0, 4000, 2000),
                               box(cx, "", 1994, 0, 2000, 6)));
    CHECK_INT(said(&p, GRID_OVERLAP), 0);
    p = plan_of(cx, COLLECTION(box(cx, "", 0, 0, 2000, 2000), box(cx, "", 2000, 0, 4000, 2000),
                               box(cx, "", 1994, 0, 2000, 8)));
    CHECK_INT(said(&p, GRID_OVERLAP), 1);
}

#define POLYGON(corners)                                                                           \
    S("{\"type\":\"Feature\",\"properties\":{\"name\":\"odd\"},\"geometry\":{\"type\":\"Polygon\"" \
      ",\"coordinates\":[" corners "]}}")

TEST(a_bow_tie_an_open_ring_and_a_hole_are_taken_as_they_are)
{
    load(cx);
    struct grid_plan p = plan_of(cx, COLLECTION(POLYGON("[[103.400,23.370],[103.404,23.372],"
                                                        "[103.404,23.370],[103.400,23.372],"
                                                        "[103.400,23.370]]")));
    CHECK(p.n == 1 && p.at[0].fate == PLAN_NEW);
    CHECK_INT(said(&p, GRID_CROSSED), 1);
    p = plan_of(cx, COLLECTION(POLYGON("[[103.400,23.370],[103.404,23.370],[103.404,23.372],"
                                       "[103.400,23.372]]")));
    CHECK(p.at[0].closed && p.at[0].g.shape.polygons[0].rings[0].n == 4);
    CHECK_INT(said(&p, GRID_UNCLOSED), 1);
    CHECK_INT(said(&p, GRID_GAP), 0);
    p = plan_of(cx, COLLECTION(POLYGON("[[103.400,23.370],[103.404,23.370],[103.404,23.372],"
                                       "[103.400,23.372],[103.400,23.370]],[[103.401,23.3705],"
                                       "[103.402,23.3705],[103.402,23.371],[103.401,23.3705]]")));
    CHECK_INT(said(&p, GRID_GAP), 1);
    CHECK_OK(db_write(cx, apply_tx, &p)); /* R 10: said, and held all the same */
}

TEST(what_cannot_be_read_is_left_out_and_the_rest_holds)
{
    const char *why = "";
    struct grid_plan p = {.n = 0};
    load(cx);
    p = plan_of(cx, COLLECTION(POLYGON("[[103.400,23.370],[103.404,23.370]]"),
                               box(cx, "\"name\":\"whole\"", 0, 0, 4000, 2000)));
    CHECK(p.n == 2 && p.at[0].fate == PLAN_NEW && p.at[1].fate == PLAN_LEFT_OUT);
    CHECK_INT(said(&p, GRID_UNREADABLE), 1);
    CHECK_OK(db_write(cx, apply_tx, &p));
    CHECK_ERR(plan_read(cx, COUNTY, HONGZHUYUAN, S("no"), GRID_SOCIAL, &p, &why), ERR_INVALID);
    CHECK_STR(str_of(why), "This is not JSON.");
}

TEST(a_proposal_may_hold_lists_and_points)
{
    struct grid *all;
    int n = 0;
    load(cx);
    struct grid_plan p = plan_of(
        cx, S("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\",\"properties\":"
              "{\"name\":\"upper\",\"groups\":[\"group 1\",\"group 2\"]},\"geometry\":null},"
              "{\"type\":\"Feature\",\"properties\":{\"name\":\"pass\"},\"geometry\":"
              "{\"type\":\"Point\",\"coordinates\":[103.401,23.371]}}]}"));
    CHECK_OK(db_write(cx, apply_tx, &p));
    CHECK_OK(grid_list(cx, COUNTY, HONGZHUYUAN, true, &all, &n));
    CHECK_INT(n, 2);
    CHECK(all[0].kind == GRID_POINT && all[0].point.lon == 103401000);
    CHECK(all[1].kind == GRID_GROUPS);
    CHECK_STR(all[1].parts, "group 1\ngroup 2");
    p = plan_of(cx, plan_text(cx, all, n));
    CHECK(p.n == 2 && p.at[0].fate == PLAN_SAME && p.at[1].fate == PLAN_SAME);
}

TEST(unit_grids_form_responsibility_grids_and_cases_go_to_those)
{
    struct place_hit hit[2];
    struct grid *all;
    int n = 0;
    load(cx);
    struct grid_plan p =
        plan_of(cx, COLLECTION(box(cx, "\"purpose\":\"unit\",\"duty\":\"A\"", 0, 0, 2000, 2000),
                               box(cx, "\"purpose\":\"unit\",\"duty\":\"A\"", 2000, 0, 3000, 2000),
                               box(cx, "\"purpose\":\"unit\"", 3000, 0, 4000, 2000)));
    CHECK_OK(db_write(cx, apply_tx, &p));
    CHECK_OK(grid_list(cx, COUNTY, HONGZHUYUAN, false, &all, &n));
    CHECK_INT(n, 4);
    CHECK(all[3].purpose == GRID_DUTY && all[0].duty == all[3].code && !all[2].duty);
    CHECK_OK(places_grid_at(cx, COUNTY, 23371000, W + 2000, hit, 2, &n)); /* between the two */
    CHECK(n == 1 && hit[0].code == HONGZHUYUAN + 4);
    CHECK_OK(places_grid_at(cx, COUNTY, 23371000, W + 3500, hit, 2, &n));
    CHECK(n == 1 && hit[0].code == HONGZHUYUAN + 3);
    /* Another net lies over it, retires nothing, and cases go by it. */
    p = plan_of(cx, COLLECTION(box(cx, "\"name\":\"whole\"", 0, 0, 4000, 2000)));
    CHECK_INT(p.n, 1);
    CHECK_OK(db_write(cx, apply_tx, &p));
    CHECK_OK(places_grid_at(cx, COUNTY, 23371000, W + 3500, hit, 2, &n));
    CHECK(n == 1 && hit[0].code == HONGZHUYUAN + 5);
}

TEST(uneven_grids_are_said)
{
    load(cx);
    struct grid_plan p = plan_of(cx, COLLECTION(box(cx, "\"households\":300", 0, 0, 400, 2000),
                                                box(cx, "\"households\":310", 400, 0, 800, 2000),
                                                box(cx, "\"households\":900", 800, 0, 4000, 2000)));
    CHECK_INT(said(&p, GRID_AREAS), 1);
    CHECK_INT(said(&p, GRID_HOUSEHOLDS_UNEVEN), 1);
    CHECK_INT(p.n_warnings, 2);
}
