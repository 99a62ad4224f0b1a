#include "civic/frame/frame.h"
#include "kit/test/test.h"

#define WEDNESDAY 1762329600000 /* 2025-11-05T16:00:00+08:00 */

static struct buf out;

static struct html *page(struct ctx *cx)
{
    struct html *h = NEW(cx->mem, struct html);
    out = buf_new(cx->mem, 1 << 20);
    *h = (struct html){.out = &out, .cx = cx};
    return h;
}

static bool wrote(const char *piece)
{
    return str_find(buf_done(&out), str_of(piece)) != SIZE_MAX;
}

TEST(days_have_their_weekday_and_another_year_is_said)
{
    CHECK(str_is(frame_day_text(cx->mem, LANG_EN, WEDNESDAY, WEDNESDAY), "Wed 5 Nov"));
    CHECK(str_is(frame_day_text(cx->mem, LANG_EN, WEDNESDAY + 365 * DAY_MS, WEDNESDAY),
                 "Thu 5 Nov 2026"));
    CHECK(str_is(frame_time_text(cx->mem, LANG_EN, WEDNESDAY, WEDNESDAY), "Wed 5 Nov 16:00"));
    CHECK(str_is(frame_day_text(cx->mem, LANG_ZH, WEDNESDAY, WEDNESDAY),
                 "11\xe6\x9c\x88"
                 "5\xe6\x97\xa5\xef\xbc\x88\xe5\x91\xa8\xe4\xb8\x89\xef\xbc\x89"));
}

TEST(how_far_is_said_in_days_or_hours_begun)
{
    const struct {
        int64_t ms;
        const char *want;
    } cases[] = {
        {3 * DAY_MS, "3 days left"},   {2 * DAY_MS - 1, "48 hours left"},
        {3600001, "2 hours left"},     {1, "less than an hour left"},
        {0, "less than an hour left"}, {-1, "less than an hour late"},
        {-7200000, "2 hours late"},    {-49 * 3600000LL, "2 days late"},
    };
    for (size_t i = 0; i < COUNT(cases); i++)
        CHECK(str_is(frame_left_text(cx->mem, LANG_EN, WEDNESDAY + cases[i].ms, WEDNESDAY),
                     cases[i].want));
}

TEST(phones_are_grouped_and_sums_have_two_decimals)
{
    CHECK(str_is(frame_phone_text(cx->mem, S("13800000001")), "138 0000 0001"));
    CHECK(str_is(frame_phone_text(cx->mem, S("0873-3720000")), "0873-372 0000"));
    CHECK(str_is(frame_phone_text(cx->mem, S("010-65001234")), "010-6500 1234"));
    CHECK(str_is(frame_phone_text(cx->mem, S("12345")), "12345"));
    CHECK(str_is(frame_phone_text(cx->mem, S("")), ""));
    CHECK(str_is(frame_money_text(cx->mem, LANG_EN, 123456789), "1,234,567.89 yuan"));
    CHECK(str_is(frame_money_text(cx->mem, LANG_EN, -5), "-0.05 yuan"));
    CHECK(str_is(frame_money_text(cx->mem, LANG_EN, 100000), "1,000.00 yuan"));
    CHECK(str_is(frame_money_text(cx->mem, LANG_EN, INT64_MIN), "-92,233,720,368,547,758.08 yuan"));
}

TEST(a_page_is_whole_and_names_its_language)
{
    struct html *h = page(cx);
    const struct frame_place p = {
        .name = S("<b>"), .slug = S("hzy"), .phone = S("0873-3720000"), .reports = S("b")};
    cx->lang = LANG_EN;
    frame_open(h, &(struct frame){.title = _("About"), .place = &p, .tab = FRAME_CASES});
    frame_close(h);
    CHECK(wrote("<html lang=\"en\">") && wrote("<title>About - &lt;b&gt;</title>"));
    CHECK(wrote("<a class=\"skip\" href=\"#main\">") && wrote("<main id=\"main\""));
    CHECK(wrote("<a href=\"/en/c/hzy/cases\" aria-current=\"page\">"));
    CHECK(wrote("href=\"tel:0873-3720000\"") && !wrote("<b>0873"));
    CHECK(str_ends(buf_done(&out), S("</html>\n")));
}

TEST(a_broken_field_is_named_at_the_top_and_at_its_place)
{
    struct html *h = page(cx);
    cx->lang = LANG_EN;
    CHECK(fail_field(cx, "phone", N_("Please sign in first")) == ERR_INVALID);
    frame_open(h, &(struct frame){.title = _("About")});
    frame_errsum(h);
    frame_input(h, &(struct frame_input){.name = "phone", .label = N_("About"), .type = "tel"});
    frame_close(h);
    CHECK(wrote("<title>Error: About"));
    CHECK(wrote("<a href=\"#f-phone\">Please sign in first</a>"));
    CHECK(wrote("id=\"f-phone\"") && wrote("id=\"phone-e\"") &&
          wrote("aria-describedby=\"phone-e\""));
}

TEST(a_code_is_drawn_with_its_quiet_zone)
{
    struct html *h = page(cx);
    frame_qr(h, S("https://linli.example/q/532503-abcdefghijklmnopqrstuvwxyz"));
    CHECK(wrote("<svg class=\"qr\" viewBox=\"0 0 ") && wrote("M4 4h7v1h-7z"));
}
