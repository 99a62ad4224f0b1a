/* facilities_test: what stands in the streets by the people of the demo: a label is scanned, a
 * report names the thing, whoever finishes it says what the thing is now. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/facilities/facilities.h"
#include "civic/places/places.h"
#include "kit/test/test.h"
#include "rooms/cases/cases.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000
#define LAMP      "facility-0118"

static struct facility some_lamp(struct ctx *cx)
{
    struct facility f[1];
    int n = 0;
    struct facility_named by = {COUNTY, COMMUNITY, S(LAMP), STR_NONE};
    CHECK_OK(facility_of_kind(cx, &by, f, 1, &n));
    CHECK_INT(n, 1);
    return f[0];
}

static void begin(struct ctx *cx)
{
    demo_begin(cx, 0);
}

static struct casefile reported(struct ctx *cx, const struct facility *f)
{
    struct cases_report in = {
        .county = COUNTY,
        .community = COMMUNITY,
        .code = S(LAMP),
        .source = "hotline",
        .facility = f->id,
        .spot = {.words = S("08-014"), .measured = true, .lat_u = f->lat_u, .lon_u = f->lon_u}};
    struct cases_receipt got;
    struct matter m;
    struct casefile c;
    demo_be(cx, "clerk");
    CHECK_OK(cases_open(cx, &in, &got));
    CHECK_OK(matters_load(cx, COUNTY, got.id, &m));
    CHECK_OK(cases_load(cx, &m, &c));
    return c;
}

TEST(the_demo_has_facilities_inside_its_grids)
{
    begin(cx);
    int64_t n[FACILITY_STATES], all = 0;
    struct facility f = some_lamp(cx);
    struct place_hit hit[2];
    int hits = 0;
    demo_be(cx, "clerk");
    CHECK_OK(facility_counts(cx, COUNTY, COMMUNITY, n));
    for (int i = 0; i < FACILITY_STATES; i++)
        all += n[i];
    CHECK(all >= 100);
    CHECK(n[FACILITY_BROKEN] > 0);
    CHECK_OK(places_grid_at(cx, COUNTY, f.lat_u, f.lon_u, hit, 2, &hits));
    CHECK(hits >= 1);
    CHECK_INT(hit[0].code, f.scope);
}

TEST(a_case_knows_its_facility_and_a_facility_its_cases)
{
    begin(cx);
    struct facility f = some_lamp(cx), now;
    struct casefile c = reported(cx, &f);
    int64_t ids[4];
    int n = 0;
    CHECK_INT(c.facility, f.id);
    CHECK_INT(c.m.scope, f.scope);
    CHECK_OK(cases_of_facility(cx, COUNTY, f.id, ids, 4, &n));
    CHECK_INT(n, 1);
    CHECK_INT(ids[0], c.m.id);
    CHECK_OK(facility_find(cx, COUNTY, f.id, &now));
    CHECK_INT(now.cases, f.cases + 1);
    f.id += 1; /* none: nothing may be stored that points nowhere */
    struct cases_report in = {
        .county = COUNTY, .community = COMMUNITY, .code = S(LAMP), .source = "hotline"};
    struct cases_receipt got;
    in.facility = 7;
    CHECK_ERR(cases_open(cx, &in, &got), ERR_NOT_FOUND);
}

TEST(whoever_takes_a_step_may_say_what_the_facility_is_now)
{
    begin(cx);
    struct facility f = some_lamp(cx), now;
    struct casefile c = reported(cx, &f);
    struct cases_move move = {.move = "accept", .seen = c.m.row_ver, .facility_state = S("lost")};
    demo_be(cx, "grid1");
    CHECK(cases_move(cx, &c, &move) != OK); /* not theirs: then neither is the state */
    CHECK_OK(facility_find(cx, COUNTY, f.id, &now));
    CHECK_INT(now.state, f.state);
    demo_be(cx, "clerk");
    CHECK_OK(cases_move(cx, &c, &move));
    CHECK_OK(facility_find(cx, COUNTY, f.id, &now));
    CHECK_INT(now.state, FACILITY_LOST);
    CHECK_INT(now.changed_day, day_of_ms(cx->now));
    move = (struct cases_move){
        .move = "file", .seen = c.m.row_ver, .facility_state = S("no such state")};
    demo_be(cx, "secretary");
    CHECK_OK(cases_move(cx, &c, &move));
    CHECK_OK(facility_find(cx, COUNTY, f.id, &now));
    CHECK_INT(now.state, FACILITY_LOST);
}
