/* emergency_test: an order by the people of the demo: where it holds, who is told and when, who
 * calls whom, whose mark stands, how it ends. */
#include "app/app.h"
#include "app/demo.h"
#include "app/test_demo.h"
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "civic/places/places.h"
#include "kit/test/test.h"
#include "rooms/cases/cases.h"
#include "rooms/emergency/emergency.h"
#include "rooms/emergency/spots.h"

#include <pthread.h>

#define COUNTY    532503
#define COMMUNITY 532503001008000
#define GRID      532503001008001
#define GRID2     532503001008002
#define TOWN      532503001000000
#define ELSEWHERE 532503106000000
#define HOUR      ((int64_t)3600000)

/* ---- the site --------------------------------------------------------------------- */

static int64_t add_home(struct ctx *cx, int64_t grid, const char *door, bool lone)
{
    struct resident who = {.p = {.name = str_of(door), .phone = S("13987300001")},
                           .relation = HOME_HEAD,
                           .stay = HOME_REGISTERED,
                           .age = -1};
    struct home_need need = {.kind = NEED_LONE_ELDER, .resident = 1};
    struct homes_new in = {.county = COUNTY,
                           .scope = grid,
                           .building = S("Block 90"),
                           .door = str_of(door),
                           .purpose = HOME_LIVED_IN,
                           .residents = &who,
                           .n = 1,
                           .needs = &need,
                           .n_needs = lone};
    int64_t id = 0;
    CHECK_OK(homes_add(cx, &in, &id));
    return id;
}

struct site {
    int64_t first, second, lone, elsewhere; /* households; elsewhere: of the other grid */
};

/* Three households in grid 1, the last of them an elder alone; one in grid 2. */
static struct site begin(struct ctx *cx)
{
    static const struct notices shown = {.demo = true};
    str why = STR_NONE;
    struct site s;
    cx->notices = &shown;
    CHECK_OK(demo_load(cx, 0, &why));
    demo_be(cx, "clerk");
    s.first = add_home(cx, GRID, "1-101", false);
    s.second = add_home(cx, GRID, "1-102", false);
    s.lone = add_home(cx, GRID, "1-103", true);
    s.elsewhere = add_home(cx, GRID2, "2-101", false);
    demo_be(cx, "duty");
    return s;
}

static struct emergency_new rain(int64_t place)
{
    return (struct emergency_new){.county = COUNTY,
                                  .kind = S("rainstorm"),
                                  .level = LEVEL_ORANGE,
                                  .message = S("Leave the slopes."),
                                  .message_en = S("Leave the slopes, please."),
                                  .hours = 6,
                                  .second_minutes = 30,
                                  .places = {place},
                                  .n_places = 1};
}

static struct emergency start(struct ctx *cx, int64_t place)
{
    struct emergency_new in = rain(place);
    struct emergency o;
    int64_t id = 0;
    CHECK_OK(emergency_start(cx, &in, &id));
    CHECK_OK(emergency_load(cx, COUNTY, id, &o));
    return o;
}

static enum err mark_at(struct ctx *cx, const struct emergency *o, int64_t household,
                        enum emergency_outcome outcome, int64_t at_ms)
{
    return emergency_call(cx, &(struct emergency_mark){.county = COUNTY,
                                                       .emergency = o->id,
                                                       .household = household,
                                                       .outcome = outcome,
                                                       .at_ms = at_ms});
}

static enum err mark(struct ctx *cx, const struct emergency *o, int64_t household,
                     enum emergency_outcome outcome)
{
    return mark_at(cx, o, household, outcome, 0);
}

static struct emergency_household found(struct ctx *cx, const struct emergency *o, int64_t grid,
                                        int64_t household)
{
    struct emergency_household *all;
    int n = 0;
    CHECK_OK(emergency_list(cx, o, grid, &all, &n));
    for (int i = 0; i < n; i++)
        if (all[i].home.id == household)
            return all[i];
    CHECK(false);
    return all[0];
}

/* Only what is told by a notice of this kind. */
static int told(struct ctx *cx, const char *login, const char *kind, struct notice *out)
{
    struct notice all[20];
    int n = 0, of = 0;
    demo_be(cx, login);
    CHECK_OK(notices_list(cx, INT64_MAX, all, COUNT(all), &n));
    for (int i = n - 1; i >= 0; i--)
        if (str_is(all[i].kind, kind)) {
            *out = all[i];
            of++;
        }
    return of;
}

/* ---- starting and ending -------------------------------------------------------------- */

TEST(an_order_says_all_that_is_missing_and_is_for_own_places)
{
    struct emergency_new in = {.county = COUNTY, .kind = S("dragons"), .level = EMERGENCY_LEVELS};
    int64_t id = 0;
    int n = 0;
    begin(cx);
    CHECK_ERR(emergency_start(cx, &in, &id), ERR_INVALID);
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        n++;
    CHECK_INT(n, 6);
    in = rain(ELSEWHERE);
    demo_be(cx, "town-wenlan");
    CHECK_ERR(emergency_start(cx, &in, &id), ERR_INVALID);
    in = rain(COMMUNITY);
    CHECK_OK(emergency_start(cx, &in, &id));
    demo_be(cx, "grid1");
    CHECK_ERR(emergency_start(cx, &in, &id), ERR_INVALID);
    in.hours = EMERGENCY_HOURS_MAX + 1;
    demo_be(cx, "duty");
    CHECK_ERR(emergency_start(cx, &in, &id), ERR_INVALID);
}

TEST(an_order_ends_by_itself_at_its_end_and_not_before)
{
    begin(cx);
    struct emergency o = start(cx, COMMUNITY);
    test_clock(cx, o.until_ms - 1);
    demo_settle(cx);
    CHECK_OK(emergency_load(cx, COUNTY, o.id, &o));
    CHECK_INT(o.ended_ms, 0);
    test_clock(cx, o.until_ms);
    demo_settle(cx);
    CHECK_OK(emergency_load(cx, COUNTY, o.id, &o));
    CHECK_INT(o.ended_ms, o.until_ms);
    CHECK_INT(o.ended_by, 0);
}

TEST(an_end_that_was_moved_holds_and_ending_twice_is_said)
{
    struct emergency all[EMERGENCY_RUNNING_MAX];
    int n = 0;
    begin(cx);
    struct emergency o = start(cx, COMMUNITY), seen = o;
    test_clock(cx, cx->now + HOUR);
    CHECK_ERR(emergency_extend(cx, &o, 73), ERR_INVALID);
    CHECK_OK(emergency_extend(cx, &o, 10));
    CHECK_ERR(emergency_extend(cx, &seen, 20), ERR_CONFLICT); /* not what is there now */
    test_clock(cx, o.until_ms);
    demo_settle(cx);
    CHECK_OK(emergency_running(cx, COUNTY, all, &n));
    CHECK_INT(n, 1);
    demo_be(cx, "town-xinansuo");
    CHECK_ERR(emergency_end(cx, &o), ERR_DENIED);
    demo_be(cx, "duty");
    CHECK_OK(emergency_end(cx, &o));
    CHECK_ERR(emergency_end(cx, &o), ERR_CONFLICT);
    CHECK_OK(emergency_running(cx, COUNTY, all, &n));
    CHECK_INT(n, 0);
}

TEST(places_below_inherit_an_order_and_others_do_not)
{
    begin(cx);
    struct emergency o = start(cx, COMMUNITY), there;
    CHECK(emergency_holds(&o, COMMUNITY));
    CHECK(emergency_holds(&o, GRID));
    CHECK(!emergency_holds(&o, TOWN));
    CHECK(!emergency_holds(&o, ELSEWHERE));
    demo_be(cx, "town-mingjiu");
    CHECK_ERR(emergency_find(cx, COUNTY, o.id, ACT_EMERGENCY_READ, &there), ERR_NOT_FOUND);
    demo_be(cx, "town-wenlan");
    CHECK_OK(emergency_find(cx, COUNTY, o.id, ACT_EMERGENCY_READ, &there));
    demo_be(cx, "grid1");
    CHECK_OK(emergency_find(cx, COUNTY, o.id, ACT_EMERGENCY_CALL, &there));
    CHECK_ERR(emergency_find(cx, COUNTY, o.id, ACT_EMERGENCY_READ, &there), ERR_NOT_FOUND);
}

/* ---- calling ----------------------------------------------------------------------------- */

TEST(a_worker_calls_households_of_own_grids_under_an_order)
{
    struct emergency_household *all;
    struct site s = begin(cx);
    struct emergency o = start(cx, COMMUNITY), other = start(cx, ELSEWHERE);
    int n = 0;
    demo_be(cx, "grid1");
    CHECK_OK(emergency_list(cx, &o, GRID, &all, &n));
    CHECK_INT(n, 3);
    CHECK_INT(all[0].home.id, s.lone); /* who needs visits comes first */
    CHECK_ERR(emergency_list(cx, &o, GRID2, &all, &n), ERR_NOT_FOUND);
    CHECK_ERR(mark(cx, &o, s.elsewhere, CALL_REACHED), ERR_NOT_FOUND);
    CHECK_ERR(mark(cx, &other, s.first, CALL_REACHED), ERR_NOT_FOUND);
    CHECK_OK(mark(cx, &o, s.first, CALL_REACHED));
    CHECK_INT(found(cx, &o, GRID, s.first).outcome, CALL_REACHED);
    demo_be(cx, "duty"); /* looks, but calls nobody */
    CHECK_ERR(mark(cx, &o, s.first, CALL_REFUSED), ERR_NOT_FOUND);
}

TEST(the_latest_by_the_clock_stands_and_both_are_kept)
{
    struct site s = begin(cx);
    struct emergency o = start(cx, COMMUNITY);
    test_clock(cx, o.started_ms + 2 * HOUR);
    demo_be(cx, "clerk");
    CHECK_OK(mark_at(cx, &o, s.first, CALL_MOVED, o.started_ms + HOUR));
    demo_be(cx, "grid1"); /* whose phone had no network: it was so before */
    CHECK_OK(mark_at(cx, &o, s.first, CALL_NO_ANSWER, o.started_ms + HOUR / 2));
    struct emergency_household h = found(cx, &o, GRID, s.first);
    CHECK_INT(h.outcome, CALL_MOVED);
    CHECK_INT(h.at_ms, o.started_ms + HOUR);
    CHECK_OK(mark_at(cx, &o, s.first, CALL_REFUSED, o.started_ms + HOUR + 1));
    CHECK_INT(found(cx, &o, GRID, s.first).outcome, CALL_REFUSED);
    /* a clock is not believed beyond now, nor before the order */
    CHECK_OK(mark_at(cx, &o, s.second, CALL_REACHED, cx->now + 9 * HOUR));
    CHECK_INT(found(cx, &o, GRID, s.second).at_ms, cx->now);
    CHECK_OK(mark_at(cx, &o, s.lone, CALL_REACHED, 1));
    CHECK_INT(found(cx, &o, GRID, s.lone).at_ms, o.started_ms);
}

struct caller {
    struct ctx *cx;
    const struct emergency *o;
    int64_t household;
    enum emergency_outcome outcome;
    enum err e;
    pthread_t thread;
};

static void *call(void *arg)
{
    struct caller *c = arg;
    for (int i = 0; !c->e && i < 10; i++)
        c->e = mark_at(c->cx, c->o, c->household, c->outcome, c->o->started_ms + c->outcome);
    return NULL;
}

TEST(two_people_mark_one_household_at_once_and_one_mark_stands)
{
    struct site s = begin(cx);
    struct emergency o = start(cx, COMMUNITY);
    struct emergency_count *at, all;
    struct caller two[2] = {{.outcome = CALL_MOVED}, {.outcome = CALL_REFUSED}};
    static const char *const who[2] = {"grid1", "clerk"};
    int n = 0;
    test_clock(cx, o.started_ms + HOUR);
    for (int i = 0; i < 2; i++) {
        two[i].cx = test_other(cx);
        two[i].o = &o;
        two[i].household = s.first;
        demo_be(two[i].cx, who[i]);
        CHECK(pthread_create(&two[i].thread, NULL, call, &two[i]) == 0);
    }
    for (int i = 0; i < 2; i++) {
        pthread_join(two[i].thread, NULL);
        CHECK_OK(two[i].e);
        test_other_done(two[i].cx);
    }
    demo_be(cx, "clerk");
    CHECK_INT(found(cx, &o, GRID, s.first).outcome, CALL_REFUSED); /* later by its clock */
    CHECK_OK(emergency_counts(cx, &o, ACT_EMERGENCY_READ, &at, &n, &all));
    CHECK_INT(all.by[CALL_REFUSED], 1);
    CHECK_INT(all.by[CALL_MOVED], 0);
    CHECK_INT(all.households, 4);
    CHECK_INT(emergency_open(&all), 3);
}

TEST(marks_come_late_from_paper_and_phones_but_not_for_ever)
{
    struct site s = begin(cx);
    struct emergency o = start(cx, COMMUNITY);
    CHECK_OK(emergency_end(cx, &o));
    test_clock(cx, cx->now + 3 * HOUR);
    demo_be(cx, "grid1");
    CHECK_OK(mark(cx, &o, s.first, CALL_MOVED));
    CHECK_OK(emergency_load(cx, COUNTY, o.id, &o));
    CHECK_INT(found(cx, &o, GRID, s.first).at_ms, o.ended_ms); /* it was so when it ended */
    test_clock(cx, cx->now + (EMERGENCY_LATE_HOURS + 1) * HOUR);
    demo_be(cx, "grid1");
    CHECK_ERR(mark(cx, &o, s.second, CALL_MOVED), ERR_CONFLICT);
}

TEST(how_long_nine_of_ten_took_is_counted_by_first_answers)
{
    struct site s = begin(cx);
    struct emergency o = start(cx, COMMUNITY);
    int64_t minutes = 0;
    demo_be(cx, "clerk");
    test_clock(cx, o.started_ms + HOUR);
    CHECK_OK(mark_at(cx, &o, s.first, CALL_REACHED, o.started_ms + 5 * 60000));
    CHECK_OK(mark_at(cx, &o, s.second, CALL_MOVED, o.started_ms + 9 * 60000));
    CHECK_OK(mark_at(cx, &o, s.lone, CALL_NO_ANSWER, o.started_ms + 1 * 60000));
    CHECK_OK(mark_at(cx, &o, s.elsewhere, CALL_REFUSED, o.started_ms + 12 * 60000));
    CHECK_OK(emergency_minutes_to_90(cx, &o, &minutes));
    CHECK_INT(minutes, -1);
    CHECK_OK(mark_at(cx, &o, s.lone, CALL_REACHED, o.started_ms + 21 * 60000));
    CHECK_OK(mark_at(cx, &o, s.lone, CALL_REACHED, o.started_ms + 40 * 60000));
    CHECK_OK(emergency_minutes_to_90(cx, &o, &minutes));
    CHECK_INT(minutes, 21);
}

/* ---- a second caller ------------------------------------------------------------------------- */

TEST(nobody_answered_so_somebody_else_is_asked_once)
{
    struct notice n;
    struct site s = begin(cx);
    struct emergency o = start(cx, COMMUNITY);
    demo_be(cx, "grid1");
    CHECK_OK(mark(cx, &o, s.first, CALL_NO_ANSWER));
    CHECK_OK(mark(cx, &o, s.second, CALL_NO_ANSWER));
    CHECK(!found(cx, &o, GRID, s.first).asked); /* not of the one who called */
    CHECK_INT(told(cx, "grid1", "emergency.second", &n), 0);
    CHECK_INT(told(cx, "clerk", "emergency.second", &n), 1); /* once for the grid */
    CHECK(found(cx, &o, GRID, s.first).asked);
    CHECK(found(cx, &o, GRID, s.second).asked);
    CHECK(!found(cx, &o, GRID, s.lone).asked);
    CHECK_OK(mark(cx, &o, s.first, CALL_REACHED));
    CHECK(!found(cx, &o, GRID, s.first).asked);
}

TEST(a_grid_from_which_nothing_is_heard_is_given_to_a_second_caller)
{
    struct notice n;
    struct site s = begin(cx);
    struct emergency o = start(cx, COMMUNITY);
    demo_be(cx, "grid2");
    CHECK_OK(mark(cx, &o, s.elsewhere, CALL_REACHED)); /* the only one of grid 2 */
    test_clock(cx, o.started_ms + 29 * 60000);
    demo_settle(cx);
    CHECK_INT(told(cx, "clerk", "emergency.second", &n), 0);
    test_clock(cx, o.started_ms + 30 * 60000);
    demo_settle(cx);
    CHECK_INT(told(cx, "clerk", "emergency.second", &n), 1); /* for grid 1 alone */
    CHECK(str_find(n.text, S("3")) != SIZE_MAX);
}

/* ---- who is told, and when ----------------------------------------------------------------------
 */

static void report_as(struct ctx *cx, const char *phone)
{
    struct cases_receipt out;
    int64_t accounts[PHONE_PEOPLE_MAX];
    int n = 0;
    struct seal_hash index = people_phone_index(cx, str_of(phone));
    CHECK_OK(phone_accounts(cx, COUNTY, seal_hash_bytes(&index), accounts, &n));
    CHECK_INT(n, 1);
    cx->actor = accounts[0];
    cx->county = COUNTY;
    CHECK_OK(people_load(cx));
    CHECK_OK(cases_open(cx,
                        &(struct cases_report){.county = COUNTY,
                                               .community = COMMUNITY,
                                               .code = S("facility-0118"),
                                               .source = "resident",
                                               .body = S("lamp"),
                                               .answers = S(""),
                                               .spot = {.words = S("gate")}},
                        &out));
}

static int told_resident(struct ctx *cx, const char *phone, const char *kind, struct notice *out)
{
    struct notice all[20];
    int64_t accounts[PHONE_PEOPLE_MAX];
    int n = 0, of = 0;
    struct seal_hash index = people_phone_index(cx, str_of(phone));
    CHECK_OK(phone_accounts(cx, COUNTY, seal_hash_bytes(&index), accounts, &n));
    cx->actor = accounts[0];
    CHECK_OK(people_load(cx));
    CHECK_OK(notices_list(cx, INT64_MAX, all, COUNT(all), &n));
    for (int i = n - 1; i >= 0; i--)
        if (str_is(all[i].kind, kind)) {
            *out = all[i];
            of++;
        }
    return of;
}

TEST(an_order_is_told_at_night_and_its_end_waits_for_the_morning)
{
    struct notice n;
    begin(cx);
    report_as(cx, "13800000001"); /* follows the place; the other does not */
    demo_be(cx, "duty");
    test_clock(cx, ms_of_day(day_of_ms(cx->now)) + 23 * HOUR);
    struct emergency o = start(cx, COMMUNITY);
    demo_settle(cx);
    demo_settle(cx);
    CHECK_INT(told(cx, "grid1", "emergency.post", &n), 1);
    CHECK_INT(told(cx, "town-mingjiu", "emergency.post", &n), 0);
    CHECK_INT(told_resident(cx, "13800000002", "emergency.order", &n), 0);
    CHECK_INT(told_resident(cx, "13800000001", "emergency.order", &n), 1);
    CHECK_STR(n.sms, "shown"); /* it left at once */
    CHECK(str_find(n.text, S("Leave the slopes")) != SIZE_MAX);
    demo_be(cx, "duty");
    CHECK_OK(emergency_end(cx, &o));
    demo_settle(cx);
    demo_settle(cx);
    CHECK_INT(told_resident(cx, "13800000001", "emergency.over", &n), 1);
    CHECK_STR(n.sms, "wait"); /* in quiet hours */
    test_clock(cx, ms_of_day(day_of_ms(cx->now) + 1) + 8 * HOUR);
    demo_settle(cx);
    CHECK_INT(told_resident(cx, "13800000001", "emergency.over", &n), 1);
    CHECK_STR(n.sms, "shown");
}

/* ---- numbers
 * --------------------------------------------------------------------------------------- */

TEST(numbers_are_shown_after_a_tap_to_who_taps_and_while_it_runs)
{
    struct site s = begin(cx);
    struct emergency o = start(cx, COMMUNITY);
    demo_be(cx, "grid1");
    CHECK(!found(cx, &o, GRID, s.first).shown);
    CHECK_OK(emergency_show_numbers(cx, &o, GRID, s.first));
    struct emergency_household h = found(cx, &o, GRID, s.first);
    CHECK_INT(h.n_numbers, 1);
    CHECK_STR(h.numbers[0].phone, "13987300001");
    CHECK(!found(cx, &o, GRID, s.second).shown);
    CHECK_OK(emergency_show_numbers(cx, &o, GRID, 0)); /* all of the grid, before going out */
    CHECK(found(cx, &o, GRID, s.second).shown);
    CHECK_ERR(emergency_show_numbers(cx, &o, GRID2, 0), ERR_NOT_FOUND);
    demo_be(cx, "clerk");
    CHECK(!found(cx, &o, GRID, s.first).shown);
    demo_be(cx, "duty");
    CHECK_OK(emergency_end(cx, &o));
    CHECK_OK(emergency_load(cx, COUNTY, o.id, &o));
    demo_be(cx, "grid1");
    CHECK(!found(cx, &o, GRID, s.first).shown);
}

/* ---- pages
 * ------------------------------------------------------------------------------------------ */

static str page(struct ctx *cx, const struct web_options *o, const char *at)
{
    struct web_answer a;
    CHECK_OK(web_ask(o, cx->mem, "GET", at, S(""), S(""), &a));
    CHECK_INT(a.status, 200);
    return a.body;
}

#define HOLDS(text, part) (str_find((text), str_of(part)) != SIZE_MAX)

TEST(every_page_of_the_place_says_it_and_no_other_until_it_is_over)
{
    struct web_gate gate;
    struct web_options site;
    begin(cx);
    site = demo_site(cx, &gate);
    static const char *const pages[] = {"/en/c/hzy", "/en/c/hzy/cases", "/en/c/hzy/notices",
                                        "/en/c/hzy/report"};
    for (size_t i = 0; i < COUNT(pages); i++)
        CHECK(!HOLDS(page(cx, &site, pages[i]), "Leave the slopes, please."));
    struct emergency o = start(cx, TOWN);
    for (size_t i = 0; i < COUNT(pages); i++)
        CHECK(HOLDS(page(cx, &site, pages[i]), "Leave the slopes, please."));
    CHECK(HOLDS(page(cx, &site, "/c/hzy"), "Leave the slopes."));
    CHECK(!HOLDS(page(cx, &site, "/en/c/532503106"), "Leave the slopes"));
    CHECK_OK(emergency_end(cx, &o));
    for (size_t i = 0; i < COUNT(pages); i++)
        CHECK(!HOLDS(page(cx, &site, pages[i]), "Leave the slopes, please."));
}

static int64_t urgent_cases(struct ctx *cx)
{
    struct matter m[20];
    int n = 0, urgent = 0;
    struct matters_list_filter f = {.county = COUNTY,
                                    .lo = COMMUNITY,
                                    .hi = place_end(COMMUNITY),
                                    .kind = S("case"),
                                    .open = -1};
    demo_be(cx, "duty");
    CHECK_OK(matters_list(cx, &f, m, 20, &n));
    for (int i = 0; i < n; i++)
        urgent += (m[i].flags & MATTERS_URGENT) != 0;
    return urgent;
}

TEST(a_cry_for_help_is_an_urgent_case_and_safe_is_none)
{
    struct web_gate gate;
    struct web_options site;
    struct web_answer a;
    struct emergency_safe safe[EMERGENCY_SAFE_MAX];
    int n = 0;
    begin(cx);
    site = demo_site(cx, &gate);
    struct emergency o = start(cx, COMMUNITY);
    str keys = web_keys_of(cx->mem, page(cx, &site, "/en/c/hzy/emergency"));
    str form = str_fmt(cx->mem, "%.*s&what=help&where=Block%%203", STR_ARG(keys));
    CHECK_OK(web_ask(&site, cx->mem, "POST", "/en/c/hzy/emergency", S(""), form, &a));
    CHECK_INT(a.status, 303);
    CHECK_INT(urgent_cases(cx), 1);
    keys = web_keys_of(cx->mem, page(cx, &site, "/en/c/hzy/emergency"));
    form = str_fmt(cx->mem, "%.*s&what=safe", STR_ARG(keys));
    CHECK_OK(web_ask(&site, cx->mem, "POST", "/en/c/hzy/emergency", S(""), form, &a));
    CHECK_INT(a.status, 422);
    keys = web_keys_of(cx->mem, page(cx, &site, "/en/c/hzy/emergency"));
    form = str_fmt(cx->mem, "%.*s&what=safe&name=Li%%20Wen&where=1-101&phone=13987300001",
                   STR_ARG(keys));
    CHECK_OK(web_ask(&site, cx->mem, "POST", "/en/c/hzy/emergency", S(""), form, &a));
    CHECK_INT(a.status, 303);
    CHECK_INT(urgent_cases(cx), 1);
    demo_be(cx, "grid1");
    CHECK_OK(emergency_safe_list(cx, &o, GRID, safe, &n));
    CHECK_INT(n, 1);
    CHECK_STR(safe[0].name, "Li Wen");
    CHECK_STR(safe[0].phone, "139****0001");
    CHECK_STR(safe[0].house, "1-101");
    demo_be(cx, "town-mingjiu");
    CHECK_ERR(emergency_safe_list(cx, &o, GRID, safe, &n), ERR_NOT_FOUND);
}

/* ---- danger spots -------------------------------------------------------------------- */

#define HEADING "Kind of danger,Name of the spot,Place,Keeper,Phone,Deputy,Deputy phone,Note\n"

TEST(danger_spots_come_in_whole_or_not_at_all_and_are_shown_under_an_order)
{
    struct danger_file file;
    struct danger_spot all[10], one;
    int n = 0;
    begin(cx);
    demo_be(cx, "secretary");
    CHECK_ERR(danger_import(cx,
                            S(HEADING "slope,Quarry,532503001008,Ma,13987310001,,,\n"
                                      "slope,Hill,532503106,Ma,13987310001,,,\n"
                                      "bridge,,532503001008,Ma,12,,,\n"),
                            &file),
              ERR_INVALID);
    CHECK_INT(file.n_said, 2); /* another town's, and one without a name */
    CHECK_OK(danger_list(cx, ACT_DANGER_SPOTS, all, 10, &n));
    CHECK_INT(n, 0);
    CHECK_OK(danger_import(cx,
                           S(HEADING "slope,Quarry,532503001008,Ma,13987310001,Li,13987310002,\n"
                                     "low,Garage,532503001008002,Gao,13987310003,,,\n"),
                           &file));
    CHECK_INT(file.taken, 2);
    CHECK_OK(danger_list(cx, ACT_DANGER_SPOTS, all, 10, &n));
    CHECK_INT(n, 2);
    CHECK_STR(all[0].keeper.phone, "139****0001");
    demo_be(cx, "duty");
    struct emergency o = start(cx, COMMUNITY);
    demo_be(cx, "grid1"); /* the one of the community, not that of grid 2 */
    CHECK_OK(danger_of_order(cx, &o, ACT_EMERGENCY_CALL, GRID, all, 10, &n));
    CHECK_INT(n, 1);
    CHECK_STR(all[0].deputy.phone, "13987310002");
    CHECK_ERR(danger_of_order(cx, &o, ACT_EMERGENCY_CALL, GRID2, all, 10, &n), ERR_NOT_FOUND);
    CHECK_ERR(danger_find(cx, COUNTY, all[0].id, &one), ERR_NOT_FOUND);
    demo_be(cx, "duty");
    CHECK_OK(emergency_end(cx, &o));
    CHECK_OK(emergency_load(cx, COUNTY, o.id, &o));
    demo_be(cx, "grid1");
    CHECK_OK(danger_of_order(cx, &o, ACT_EMERGENCY_CALL, GRID, all, 10, &n));
    CHECK_STR(all[0].deputy.phone, "139****0002");
}

TEST(a_spot_is_changed_as_it_was_seen_and_goes_with_its_names)
{
    struct danger_spot s = {.county = COUNTY,
                            .scope = COMMUNITY,
                            .kind = DANGER_SLOPE,
                            .name = S("Quarry"),
                            .keeper = {.name = S("Ma"), .phone = S("13987310001")}},
                       there;
    struct person p;
    int64_t id = 0, keeper;
    begin(cx);
    CHECK_OK(danger_put(cx, &s, &id));
    CHECK_OK(danger_find(cx, COUNTY, id, &there));
    keeper = there.keeper.person;
    s = there;
    s.keeper.name = S("Li");
    CHECK_OK(danger_put(cx, &s, &id));
    CHECK_ERR(danger_put(cx, &s, &id), ERR_CONFLICT);
    CHECK(person_find(cx, COUNTY, keeper, &p) == ERR_NOT_FOUND || p.erased || !p.name.len);
    CHECK_OK(danger_find(cx, COUNTY, id, &there));
    CHECK_STR(there.keeper.name, "Li");
    CHECK_OK(danger_retire(cx, &there));
    CHECK_ERR(danger_find(cx, COUNTY, id, &there), ERR_NOT_FOUND);
}
