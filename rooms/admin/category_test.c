/* category_test: kinds and their questions over the web: each edit is a revision with a fact, and
 * what was refused changes nothing. */
#include "civic/facts/facts.h"
#include "kit/test/test.h"
#include "rooms/admin/admin.h"
#include "rooms/admin/test_admin.h"
#include "rooms/cases/cases.h"

static const char csv[] =
    "kind,legacy,gb2013,gb2026,name,name_en,plain,plain_en,icon,chip,rural_chip,private,anonymous,"
    "urgent,onspot,owner,limit_n,limit_unit,help\n"
    "facility,0118,0118,,Lamp,Lamp,Lamp,Lamp,lightbulb,1,0,0,1,0,0,office,2,wd,\n"
    "event,0102,,06010,Rubbish,Rubbish,Rubbish,Rubbish,trash-2,2,0,0,1,0,1,community,4,wh,\n";

static void prepare(struct test_browser *b)
{
    test_admin_prepare(b);
    CHECK_OK(cases_load_categories(b->cx, TEST_COUNTY, str_of(csv)));
    test_admin_sign_in(b, "sys");
}

static int64_t facts_of(struct ctx *cx, const char *kind)
{
    int64_t n = 0;
    CHECK_OK(facts_count(cx, TEST_COUNTY, "category", 0, kind, &n));
    return n;
}

#define LAMP                                                                                       \
    "name=Street+lamp&name_en=Lamp&plain=Lamp&plain_en=Lamp&icon=lightbulb&help=&owner=office"     \
    "&evidence=ask&gb2013=0118&gb2026=&chip=1&rural_chip=0&anonymous=1"

TEST(an_edited_kind_is_a_revision_and_the_old_one_stays)
{
    struct test_browser b = test_browser_of(cx);
    struct category c;
    prepare(&b);
    test_ask(&b, "GET", "/admin/categories/facility-0118", STR_NONE);
    CHECK_INT(b.a.status, 200);
    test_submit(&b, "/admin/categories/facility-0118", LAMP "&seen=1");
    CHECK_STR(b.a.location, "/admin/categories/facility-0118?saved=1");
    CHECK_OK(cases_category_find(cx, TEST_COUNTY, S("facility-0118"), &c));
    CHECK_INT(c.rev, 2);
    CHECK_STR(c.name, "Street lamp");
    CHECK_STR(c.evidence, "ask");
    CHECK_OK(cases_category_at(cx, TEST_COUNTY, S("facility-0118"), 1, &c));
    CHECK_STR(c.name, "Lamp");
    CHECK_STR(c.evidence, "");
    CHECK_INT(facts_of(cx, "category.changed"), 1);
    test_ask(&b, "GET", "/admin/categories/facility-0118", STR_NONE);
    test_submit(&b, "/admin/categories/facility-0118", LAMP "&seen=1");
    CHECK_INT(b.a.status, 409); /* somebody else's edit is not overwritten */
    CHECK_INT(facts_of(cx, "category.changed"), 1);
}

TEST(a_number_belongs_to_one_kind)
{
    struct test_browser b = test_browser_of(cx);
    struct category c;
    prepare(&b);
    test_ask(&b, "GET", "/admin/new-category", STR_NONE);
    test_submit(&b, "/admin/categories", LAMP "&kind=facility&number=0119");
    CHECK_INT(b.a.status, 422); /* 0118 of GB/T 30428.2 is the other's */
    CHECK(test_shows(&b, "Street lamp"));
    CHECK_ERR(cases_category_find(cx, TEST_COUNTY, S("facility-0119"), &c), ERR_NOT_FOUND);
    test_submit(&b, "/admin/categories",
                "kind=event&number=2209&name=Wasps&plain=Wasps&icon=lightbulb&owner=community"
                "&evidence=none&chip=0&rural_chip=3");
    CHECK_STR(b.a.location, "/admin/categories/event-2209?saved=1");
    CHECK_INT(facts_of(cx, "category.added"), 1);
    test_ask(&b, "GET", "/admin/categories?set=rural", STR_NONE);
    CHECK(test_shows(&b, "Wasps") && !test_shows(&b, "Rubbish"));
    test_ask(&b, "GET", "/admin/categories?q=06010", STR_NONE);
    CHECK(test_shows(&b, "Rubbish") && !test_shows(&b, "Wasps"));
}

TEST(a_withdrawn_kind_can_be_taken_back)
{
    struct test_browser b = test_browser_of(cx);
    struct category c;
    prepare(&b);
    test_ask(&b, "GET", "/admin/categories/event-0102", STR_NONE);
    test_submit(&b, "/admin/categories/event-0102/withdraw", "seen=1");
    CHECK_ERR(cases_category_find(cx, TEST_COUNTY, S("event-0102"), &c), ERR_NOT_FOUND);
    CHECK_OK(cases_category_at(cx, TEST_COUNTY, S("event-0102"), 1, &c));
    CHECK_INT(facts_of(cx, "category.withdrawn"), 1);
    test_ask(&b, "GET", "/admin/new-category", STR_NONE);
    test_submit(&b, "/admin/categories",
                "kind=event&number=0102&name=Rubbish&plain=Rubbish&icon=lightbulb&owner=community"
                "&evidence=none&chip=0&rural_chip=0");
    CHECK_OK(cases_category_find(cx, TEST_COUNTY, S("event-0102"), &c));
    CHECK_INT(c.rev, 2);
}

#define DARK "label=What+is+wrong&type=single&purpose=urgency&must=1&choices=Dark%0ASparks"

TEST(questions_are_added_changed_ordered_and_removed)
{
    struct test_browser b = test_browser_of(cx);
    struct category c, old;
    struct form f;
    const char *url = "/admin/categories/facility-0118/questions";
    prepare(&b);
    test_ask(&b, "GET", url, STR_NONE);
    test_submit(&b, url, "seen=1&label=Why&type=single&choices=One&purpose=x");
    CHECK_INT(b.a.status, 422); /* one choice is none */
    test_submit(&b, url, "seen=1&" DARK);
    CHECK_INT(b.a.status, 303);
    test_ask(&b, "GET", url, STR_NONE);
    test_submit(&b, url, "seen=2&label=Pole&type=line&purpose=to+find+it&open=1");
    CHECK_OK(cases_category_find(cx, TEST_COUNTY, S("facility-0118"), &c));
    CHECK_OK(cases_category_form(cx, &c, &f));
    CHECK_INT(c.rev, 3);
    CHECK_INT(f.n, 2);
    CHECK_STR(f.fields[0].key, "facility0118_1");
    CHECK(f.fields[0].must && f.fields[0].n_choices == 2 && f.fields[1].open);
    test_ask(&b, "GET", url, STR_NONE);
    test_submit(&b, "/admin/categories/facility-0118/questions/order",
                "seen=3&down=facility0118_1");
    test_ask(&b, "GET", url, STR_NONE);
    test_submit(&b, url, "seen=4&key=facility0118_1&" DARK "%0AFlickers");
    test_ask(&b, "GET", url, STR_NONE);
    test_submit(&b, "/admin/categories/facility-0118/questions/order",
                "seen=5&drop=facility0118_2");
    CHECK_OK(cases_category_find(cx, TEST_COUNTY, S("facility-0118"), &c));
    CHECK_OK(cases_category_form(cx, &c, &f));
    CHECK_INT(f.n, 1);
    CHECK_INT(c.rev, 6);
    CHECK_INT(facts_of(cx, "category.changed"), 5);
    /* the revision before asks what it asked */
    CHECK_OK(cases_category_at(cx, TEST_COUNTY, S("facility-0118"), 3, &old));
    CHECK_OK(cases_category_form(cx, &old, &f));
    CHECK_INT(f.n, 2);
    CHECK_INT(f.fields[0].n_choices, 2);
}

TEST(a_limit_comes_from_the_nearest_place_and_can_be_cleared)
{
    struct test_browser b = test_browser_of(cx);
    struct category_limit l, *all;
    int n = 0;
    const char *url = "/admin/categories/facility-0118/limits";
    const int64_t town = TEST_SCOPE + 1000000;
    prepare(&b);
    test_ask(&b, "GET", url, STR_NONE);
    CHECK_INT(b.a.status, 200);
    test_submit(&b, url, "stage=handle&place=&n=5&unit=workhour&org=office&from_day=");
    CHECK_INT(b.a.status, 303);
    CHECK_OK(cases_category_limit(cx, TEST_COUNTY, S("facility-0118"), S("handle"), town, &l));
    CHECK_INT(l.n, 5);
    CHECK_INT(l.org, 7);
    CHECK_OK(cases_category_limits(cx, TEST_COUNTY, S("facility-0118"), &all, &n));
    CHECK_INT(n, 1); /* the list's own was replaced */
    struct category_limit own = {
        .stage = S("handle"), .n = 9, .unit = S("hour"), .lo = town, .hi = town + 999999};
    cx->county = TEST_COUNTY;
    CHECK_ERR(cases_category_limit_set(cx, TEST_COUNTY, S("facility-0118"), &own), ERR_NOT_FOUND);
    test_ask(&b, "GET", url, STR_NONE);
    test_submit(&b, url, "stage=handle&place=&n=1&unit=workday&org=&from_day=2099-01-01");
    CHECK_OK(cases_category_limit(cx, TEST_COUNTY, S("facility-0118"), S("handle"), town, &l));
    CHECK_INT(l.n, 5); /* the other one waits for its day */
    test_ask(&b, "GET", url, STR_NONE);
    test_submit(&b, url, "stage=handle&place=&n=0&unit=workday");
    CHECK_INT(b.a.status, 422);
    CHECK_OK(cases_category_limits(cx, TEST_COUNTY, S("facility-0118"), &all, &n));
    CHECK_INT(n, 2);
    for (int i = 0; i < n; i++) {
        test_ask(&b, "GET", url, STR_NONE);
        test_submit(&b, "/admin/categories/facility-0118/limits/clear",
                    str_fmt(cx->mem, "id=%lld", (long long)all[i].id).at);
        CHECK_INT(b.a.status, 303);
        test_ask(&b, "GET", str_z(cx->mem, b.a.location), STR_NONE);
        CHECK(test_shows(
            &b,
            str_fmt(cx->mem, "name=\"n\" type=\"text\" value=\"%lld\"", (long long)all[i].n).at));
    }
    CHECK_ERR(cases_category_limit(cx, TEST_COUNTY, S("facility-0118"), S("handle"), town, &l),
              ERR_NOT_FOUND);
    CHECK_INT(facts_of(cx, "limit.set"), 2);
    CHECK_INT(facts_of(cx, "limit.cleared"), 2);
}

TEST(a_county_changes_a_day_and_takes_it_back)
{
    struct test_browser b = test_browser_of(cx);
    struct calendar cal;
    int64_t day, n = 0;
    prepare(&b);
    CHECK_OK(day_parse(S("2026-11-24"), &day)); /* a Tuesday */
    test_ask(&b, "GET", "/admin/calendar?year=2026", STR_NONE);
    CHECK_INT(b.a.status, 200);
    test_submit(&b, "/admin/calendar/days", "year=2026&day=2026-11-24&kind=off&name=Fair,+yearly");
    CHECK_STR(b.a.location, "/admin/calendar?year=2026&saved=1");
    CHECK_OK(calendar_load(cx, TEST_COUNTY, &cal));
    CHECK(!calendar_is_workday(&cal, day));
    test_ask(&b, "GET", "/admin/calendar?year=2026&from=2026-11-23T10:00&n=1&unit=workday",
             STR_NONE);
    CHECK(test_shows(&b, "Fair, yearly") && test_shows(&b, "<ol>"));
    test_submit(&b, "/admin/calendar/days", "year=2026&day=never&kind=off&name=x");
    CHECK_INT(b.a.status, 422);
    test_ask(&b, "GET", "/admin/calendar?year=2026", STR_NONE);
    test_submit(&b, "/admin/calendar/days/drop", "year=2026&day=2026-11-24");
    CHECK_OK(calendar_load(cx, TEST_COUNTY, &cal));
    CHECK(calendar_is_workday(&cal, day));
    CHECK_OK(facts_count(cx, TEST_COUNTY, "calendar", 0, "calendar.day_dropped", &n));
    CHECK_INT(n, 1);
}
