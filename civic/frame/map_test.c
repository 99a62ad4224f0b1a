#include "civic/frame/frame.h"
#include "civic/places/places.h"
#include "kit/test/test.h"

static struct geo_shape shape_of(struct ctx *cx, const char *text)
{
    struct geo_shape s;
    CHECK_OK(geo_parse(cx->mem, str_of(text), &s));
    return s;
}

static bool has(const struct buf *b, const char *what)
{
    return str_find(buf_done(b), str_of(what)) != SIZE_MAX;
}

TEST(a_map_keeps_its_proportions_and_names_every_area)
{
    struct buf out = buf_new(cx->mem, 1 << 20);
    struct html h = {.out = &out, .cx = cx};
    /* at 60 degrees a degree of longitude is half a degree of latitude: a square on the paper */
    struct geo_shape west = shape_of(cx, "10000000 59500000,11000000 59500000,11000000 60500000,"
                                         "10000000 60500000");
    struct geo_shape east = shape_of(cx, "11000000 59500000,12000000 59500000,12000000 60500000,"
                                         "11000000 60500000");
    const struct frame_area areas[] = {{&west, S("<1>"), S("/c/a/cases?grid=1"), 7, true},
                                       {&east, S("2"), S("//evil.example"), 0, false}};
    cx->lang = LANG_EN;
    frame_draw_map(&h, areas, 2, N_("Grid"));
    CHECK(has(&out, "class=\"q4\" d=\"M10 470L240 470L240 10L10 10Z\""));
    CHECK(has(&out, "class=\"q0\" d=\"M240 470L470 470L470 10L240 10Z\""));
    CHECK(has(&out, "viewBox=\"0 0 480 480\""));
    CHECK(has(&out, "&lt;1&gt;") && !has(&out, "<1>"));
    CHECK(has(&out, "href=\"/en/c/a/cases?grid=1\"") && has(&out, "href=\"#\""));
    CHECK(has(&out, "aria-label=\"&lt;1&gt; 7 not finished\"") && has(&out, "<th scope=\"row\">"));
}

TEST(the_shades_go_by_the_largest_number_on_the_map)
{
    struct geo_shape s = shape_of(cx, "0 0,100000 0,100000 100000,0 100000");
    const struct {
        int most;
        const char *second, *last;
    } maps[] = {
        {12, "2–3", "6+"}, {13, "3–6", "11+"}, {97, "11–30", "51+"}, {600, "51–150", "251+"}};
    for (size_t i = 0; i < COUNT(maps); i++) {
        struct buf out = buf_new(cx->mem, 1 << 20);
        struct html h = {.out = &out, .cx = cx};
        const struct frame_area areas[] = {{&s, S("a"), STR_NONE, maps[i].most, false},
                                           {&s, S("b"), STR_NONE, 1, false}};
        frame_draw_map(&h, areas, 2, N_("Grid"));
        CHECK(has(&out, str_fmt(cx->mem, "</svg>%s</li>", maps[i].second).at));
        CHECK(has(&out, str_fmt(cx->mem, "</svg>%s</li>", maps[i].last).at));
        CHECK(has(&out, "class=\"q4\" d=") && has(&out, "class=\"q1\" d="));
    }
}

TEST(a_map_of_one_speck_or_of_nothing_is_no_accident)
{
    struct buf out = buf_new(cx->mem, 1 << 20);
    struct html h = {.out = &out, .cx = cx};
    struct geo_shape s = shape_of(cx, "10000000 0,10000001 0,10000001 1");
    const struct frame_area area = {.shape = &s, .name = S("x")};
    frame_draw_map(&h, NULL, 0, N_("Grid"));
    CHECK(out.len == 0);
    frame_draw_map(&h, &area, 1, N_("Grid"));
    CHECK(has(&out, "<path") && !has(&out, "nan") && !has(&out, "inf"));
}
