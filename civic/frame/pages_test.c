/* pages_test.c: the frame's own pages over the real places of one county. */
#include "civic/frame/frame.h"
#include "civic/places/places.h"
#include "civic/room.h"
#include "kit/test/test.h"

extern const str places_data_provinces_2023, places_data_cities_2023, places_data_areas_2023,
    places_data_streets_2023, places_data_villages_2023;

static void load(struct ctx *cx)
{
    struct places_counts c;
    struct places_import in = {.provinces = places_data_provinces_2023,
                               .cities = places_data_cities_2023,
                               .areas = places_data_areas_2023,
                               .streets = places_data_streets_2023,
                               .villages = places_data_villages_2023,
                               .under = 532503000000000,
                               .day = 19538};
    CHECK_OK(places_load(cx, &in, &c));
}

static struct web_answer ask(struct ctx *cx, const char *url, const char *headers)
{
    static const struct web_gate gate = {.error_page = frame_error_page};
    const struct route *const tables[] = {frame_room.routes, NULL};
    const struct web_options o = {.db = cx->db, .gate = &gate, .routes = tables, .csrf_key = {1}};
    struct web_answer a = {0};
    CHECK_OK(web_ask(&o, cx->mem, "GET", url, str_of(headers), S(""), &a));
    return a;
}

static bool has(str where, const char *what)
{
    return str_find(where, str_of(what)) != SIZE_MAX;
}

TEST(the_first_page_finds_a_community_by_walking_and_by_its_initials)
{
    load(cx);
    struct web_answer a = ask(cx, "/", "");
    CHECK(a.status == 200 && has(a.body, "href=\"/c/hzy\"") && has(a.body, "<summary>"));
    CHECK(has(ask(cx, "/en/?q=hzy", "").body, "href=\"/en/c/hzy\""));
    a = ask(cx, "/?q=hzy", "X-Fragment: hits");
    CHECK(a.status == 200 && has(a.body, "/c/hzy") && !has(a.body, "<html"));
    CHECK(has(ask(cx, "/?q=%3Cqqqqqq", "").body, "&lt;qqqqqq"));
    CHECK(has(ask(cx, "/?in=530000000000000", "").body, "href=\"/?in=532500000000000\""));
    CHECK(ask(cx, "/?in=999", "").status == 404);
    CHECK(ask(cx, "/?in=x", "").status == 404);
}

TEST(the_first_page_of_an_empty_instance_says_what_to_do)
{
    struct web_answer a = ask(cx, "/en/", "");
    CHECK(a.status == 200 && has(a.body, "No places are loaded yet"));
}

TEST(text_size_is_a_link_that_leads_back_and_nowhere_else)
{
    struct web_answer a = ask(cx, "/prefs/size/elder?back=%2Fabout%3Fa%3D1", "");
    CHECK(a.status == 303 && str_is(a.location, "/about?a=1") && has(a.cookies, "size=elder"));
    CHECK(str_is(ask(cx, "/en/prefs/size/max?back=%2Fabout", "").location, "/en/about"));
    CHECK(str_is(ask(cx, "/prefs/size/normal?back=%2F%2Fevil.example", "").location, "/"));
    CHECK(str_is(ask(cx, "/prefs/size/normal?back=https%3A%2F%2Fevil.example", "").location, "/"));
    CHECK(ask(cx, "/prefs/size/huge", "").status == 404);
    CHECK(has(ask(cx, "/prefs", "Cookie: size=max").body, "data-size=\"max\""));
    CHECK(has(ask(cx, "/about", "Cookie: size=elder").body, "data-size=\"elder\""));
}

TEST(an_error_is_a_page_with_a_way_out)
{
    struct web_answer a = ask(cx, "/nowhere", "");
    CHECK(a.status == 404 && has(a.body, "href=\"tel:12345\"") && has(a.body, "<h1>"));
    CHECK(has(ask(cx, "/en/nowhere", "").body, "This page was not found"));
    CHECK(has(ask(cx, "/nowhere", "Accept: application/json").body, "\"error\""));
    CHECK(ask(cx, "/dev/gallery", "").status == 404); /* without --demo */
}

TEST(the_small_files_are_what_they_should_be)
{
    CHECK(has(ask(cx, "/robots.txt", "").body, "Disallow: /q/"));
    struct web_answer a = ask(cx, "/manifest.webmanifest", "");
    CHECK(has(a.type, "application/manifest+json") && has(a.body, "/assets/icon-192."));
    CHECK(ask(cx, "/about", "").status == 200 && ask(cx, "/help/phone", "").status == 200);
}
