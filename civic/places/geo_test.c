/* geo_test.c: shapes drawn by hand. */
#include "civic/places/geo.h"
#include "kit/test/test.h"

static struct geo_shape shape(struct ctx *cx, const char *text)
{
    struct geo_shape s = {0};
    CHECK(geo_parse(cx->mem, str_of(text), &s) == OK);
    return s;
}

static bool holds(const struct geo_shape *s, int32_t lon, int32_t lat)
{
    return geo_contains(s, (struct geo_point){lon, lat});
}

TEST(a_point_is_inside_outside_or_on_the_edge)
{
    struct geo_shape s = shape(cx, "0 0,10 0,10 10,5 4,0 10|2 1,4 1,4 3,2 3;20 20,30 20,30 30");
    CHECK(holds(&s, 1, 1) && holds(&s, 9, 8) && holds(&s, 1, 8));
    CHECK(!holds(&s, 5, 5)); /* in the notch */
    CHECK(holds(&s, 5, 4));  /* its tip */
    CHECK(!holds(&s, 3, 2)); /* in the hole */
    CHECK(holds(&s, 2, 2));  /* on the hole's edge */
    CHECK(holds(&s, 0, 0) && holds(&s, 10, 10) && holds(&s, 0, 5) && holds(&s, 7, 0));
    CHECK(!holds(&s, 11, 0) && !holds(&s, -1, 0) && !holds(&s, 5, -1) && !holds(&s, 5, 11));
    CHECK(holds(&s, 25, 25) && holds(&s, 28, 21) && !holds(&s, 21, 28));
    CHECK(!holds(&s, 15, 10)); /* level with a corner */
}

TEST(a_shape_goes_to_text_and_back)
{
    const char *text =
        "103400000 23370000,103410000 23370000,103410000 -23380000|1 1,2 1,2 2;3 3,4 "
        "3,4 4";
    struct geo_shape s = shape(cx, text);
    CHECK(str_is(geo_text(cx->mem, &s), text));
    CHECK(s.n == 2 && s.polygons[0].n == 2 && s.box.most.lon == 103410000);
    static const char *const bad[] = {"",
                                      "1 1",
                                      "1 1,2 2",
                                      "1 1,2 2,3",
                                      "1 1,2 2,3 x",
                                      "1 1,2 2,3 3;",
                                      "1 1,2 2,181000000 3",
                                      "1 1,2 2,3 91000000",
                                      "1 1,2 2,3 3|"};
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(geo_parse(cx->mem, str_of(bad[i]), &s) == ERR_INVALID);
}

TEST(geojson_of_rfc_7946_is_read)
{
    struct geo_feature *f = NULL;
    int n = 0;
    const char *why = NULL;
    str text = S("{\"type\":\"FeatureCollection\",\"features\":[{\"type\":\"Feature\","
                 "\"properties\":{\"code\":\"532503001008001\",\"name\":\"first\"},\"geometry\":"
                 "{\"type\":\"Polygon\",\"coordinates\":[[[100,0],[101,0],[101,1],[100,1],[100,0]],"
                 "[[100.8,0.8],[100.8,0.2],[100.2,0.2],[100.2,0.8],[100.8,0.8]]]}},"
                 "{\"type\":\"Feature\",\"id\":7,\"properties\":null,\"geometry\":"
                 "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[102,2],[103,2],[103,3],[102,3],"
                 "[102,2]]],[[[100,0],[101,0],[101,1],[100,0]]]]}}]}");
    CHECK(geo_read_json(cx->mem, text, &f, &n, &why) == OK);
    CHECK(n == 2 && str_is(f[0].id, "532503001008001") && str_is(f[0].name, "first"));
    CHECK(str_is(f[1].id, "7") && f[1].shape.n == 2);
    CHECK(holds(&f[0].shape, 100100000, 500000) && !holds(&f[0].shape, 100500000, 500000));
    struct buf b = buf_new(cx->mem, 1000);
    geo_write_json(&b, &f[1].shape);
    CHECK(str_is(buf_done(&b),
                 "{\"type\":\"MultiPolygon\",\"coordinates\":[[[[102.000000,2.000000],"
                 "[103.000000,2.000000],[103.000000,3.000000],[102.000000,3.000000],"
                 "[102.000000,2.000000]]],[[[100.000000,0.000000],"
                 "[101.000000,0.000000],[101.000000,1.000000],"
                 "[100.000000,0.000000]]]]}"));
    struct geo_feature *again = NULL;
    CHECK(geo_read_json(cx->mem, buf_done(&b), &again, &n, &why) == OK && n == 1);
    CHECK(str_eq(geo_text(cx->mem, &again->shape), geo_text(cx->mem, &f[1].shape)));
}

TEST(broken_geojson_says_why)
{
#define POLYGON(c) "{\"type\":\"Polygon\",\"coordinates\":" c "}"
    static const char *const bad[][2] = {
        {"", "This is not JSON."},
        {"{\"type\":\"Polygon\",\"type\":\"Polygon\"}", "This is not JSON."},
        {POLYGON("[[[NaN,0],[1,0],[1,1],[0,0]]]"), "This is not JSON."},
        {POLYGON("[[[1e999,0],[1,0],[1,1],[0,0]]]"), "This is not JSON."},
        {"[]", "Only polygons can be read."},
        {"{\"type\":\"Point\",\"coordinates\":[1,1]}", "Only polygons can be read."},
        {POLYGON("[[[1,1],[2,1],[2,2],[1,2]]]"), "A ring must end where it begins."},
        {POLYGON("[[[1,1],[2,1],[1,1]]]"), "A ring needs at least four positions."},
        {POLYGON("[[[1,1],[1,1],[2,1],[1,1]]]"), "A ring needs three different corners."},
        {POLYGON("[[[1,1],[2,1],[2,91],[1,1]]]"), "A position lies outside the earth."},
        {POLYGON("[[[0,0],[2,1],[2,9],[0,0]]]"), "A position lies outside the earth."},
        {POLYGON("[[[1,1],[2,\"1\"],[2,9],[1,1]]]"), "A position must be [longitude, latitude]."},
        {POLYGON("[[[1,1],[2],[2,9],[1,1]]]"), "A position must be [longitude, latitude]."},
        {POLYGON("[]"), "A polygon needs an outline and not too many holes."},
        {POLYGON("7"), "The outline has no polygons or too many."},
        {"{\"type\":\"FeatureCollection\",\"features\":[]}",
         "The file holds no outlines or too many."},
        {"{\"type\":\"FeatureCollection\",\"features\":[7]}",
         "A feature collection must hold features."},
    };
    for (size_t i = 0; i < COUNT(bad); i++) {
        struct geo_feature *f = NULL;
        int n = 0;
        const char *why = "";
        CHECK(geo_read_json(cx->mem, str_of(bad[i][0]), &f, &n, &why) == ERR_INVALID);
        CHECK(!strcmp(why, bad[i][1]));
    }
}

TEST(an_index_finds_none_one_or_two_in_order)
{
    struct geo_entry e[] = {{22, shape(cx, "10 0,20 0,20 10,10 10")},
                            {11, shape(cx, "0 0,10 0,10 10,0 10")},
                            {33, shape(cx, "0 20,10 20,10 30")}};
    struct geo_index *x = NULL;
    int64_t found[2] = {0};
    CHECK(geo_index_new(e, COUNT(e), &x) == OK);
    CHECK(geo_index_find(x, (struct geo_point){5, 5}, found, 2) == 1 && found[0] == 11);
    CHECK(geo_index_find(x, (struct geo_point){10, 5}, found, 2) == 2);
    CHECK(found[0] == 11 && found[1] == 22);
    CHECK(geo_index_find(x, (struct geo_point){10, 5}, found, 1) == 2 && found[0] == 11);
    CHECK(geo_index_find(x, (struct geo_point){1, 29}, found, 2) == 0); /* in the box only */
    CHECK(geo_index_find(x, (struct geo_point){50, 50}, found, 2) == 0);
    geo_index_free(x);
    CHECK(geo_index_new(e, 0, &x) == OK);
    CHECK(geo_index_find(x, (struct geo_point){5, 5}, found, 2) == 0);
    geo_index_free(x);
}

TEST(distances_and_areas_are_those_of_the_ground)
{
    /* One degree of a great circle is 111.195 km on the mean sphere. */
    struct geo_point a = {103000000, 23000000}, b = {103000000, 24000000};
    CHECK(geo_metres(a, b) == 111195);
    CHECK(geo_metres(a, a) == 0);
    struct geo_shape s = shape(cx, "103000000 0,103010000 0,103010000 10000,103000000 10000");
    double hectares = geo_area_m2(&s) / 10000;
    CHECK(hectares > 123.0 && hectares < 123.2); /* 1,105.74 by 1,113.19 m on the ellipsoid */
    CHECK(geo_middle(&s).lon == 103005000 && geo_middle(&s).lat == 5000);
    struct geo_point p = {7, 7};
    CHECK(geo_point_of(NAN, 1, &p) == ERR_INVALID && geo_point_of(0, 0, &p) == ERR_INVALID);
    CHECK(geo_point_of(23.4, 103.4, &p) == ERR_INVALID); /* swapped */
    CHECK(geo_point_of(INFINITY, 1, &p) == ERR_INVALID && p.lon == 7);
    CHECK(geo_point_of(103.4, 23.4, &p) == OK && p.lon == 103400000);
}
