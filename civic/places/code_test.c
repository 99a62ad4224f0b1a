/* code_test.c: codes as the national tables write them. */
#include "civic/places/code.h"
#include "kit/test/test.h"

TEST(a_place_code_knows_its_level_parent_and_range)
{
    int64_t hzy = 532503001008000;
    CHECK(place_level_of(hzy) == PLACE_COMMUNITY);
    CHECK(place_parent(hzy) == 532503001000000);
    CHECK(place_parent(532503001000000) == 532503000000000);
    CHECK(place_parent(532503000000000) == 532500000000000);
    CHECK(place_parent(532500000000000) == 530000000000000);
    CHECK(place_parent(530000000000000) == 0);
    CHECK(place_end(hzy) == 532503001008999);
    CHECK(place_end(532503000000000) == 532503999999999);
    CHECK(place_end(0) == 999999999999999);
    CHECK(place_above(532503001008002, PLACE_TOWN) == 532503001000000);
    CHECK(place_level_of(532503001008001) == PLACE_GRID);
    CHECK(place_level_of(532503001010000) == PLACE_COMMUNITY);
    CHECK(place_within(532503001008002, hzy) && place_within(hzy, hzy) && place_within(hzy, 0));
    CHECK(!place_within(532503001009000, hzy) && !place_within(532503001000000, hzy));
}

TEST(a_place_code_is_written_without_its_zero_groups)
{
    static const struct {
        const char *text;
        int64_t code;
    } all[] = {
        {"53", 530000000000000},           {"5325", 532500000000000},
        {"532503", 532503000000000},       {"532503001", 532503001000000},
        {"532503001010", 532503001010000}, {"532503001010010", 532503001010010},
    };
    for (size_t i = 0; i < COUNT(all); i++) {
        int64_t code = 0;
        CHECK(str_is(place_text(cx->mem, all[i].code), all[i].text));
        CHECK(place_parse(str_of(all[i].text), &code) == OK);
        CHECK(code == all[i].code);
    }
}

TEST(a_place_code_that_cannot_be_is_refused)
{
    static const char *const bad[] = {"",
                                      "5",
                                      "532",
                                      "5325030010",
                                      "53250300100a",
                                      "-32503001008",
                                      "+5",
                                      " 532503",
                                      "00",
                                      "09",
                                      "530003",
                                      "532503000008",
                                      "532503000",
                                      "532503001000",
                                      "532503001008000000",
                                      "532503000008001",
                                      "999999999999999999999"};
    int64_t code = 7;
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(place_parse(str_of(bad[i]), &code) == ERR_INVALID);
    CHECK(code == 7);
    CHECK(place_parse(S("532503001008000"), &code) == OK && code == 532503001008000);
}

TEST(a_city_without_counties_is_its_own_county)
{
    int64_t code = 0;
    CHECK(place_parse(S("441900"), &code) == OK && code == 441900000000000);
    CHECK(place_parse(S("441900003"), &code) == OK && place_parent(code) == 441900000000000);
    CHECK(place_within(code, 441900000000000));
    CHECK(str_is(place_text(cx->mem, 441900000000000), "4419"));
}

TEST(villagers_committees_have_their_own_digits)
{
    CHECK(place_is_village(532503102202000));
    CHECK(!place_is_village(532503001008000));
    CHECK(place_is_village(532503102598000));
    CHECK(!place_is_village(532503102498000));
}
