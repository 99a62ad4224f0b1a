/* mediation_test: a dispute goes through the people of the demo, and nobody else learns of it. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/people/people.h"
#include "kit/test/test.h"
#include "rooms/mediation/mediation.h"

#define COUNTY 532503
#define PLACE  532503001008000

static void begin(struct ctx *cx)
{
    demo_begin(cx, 0);
    demo_be(cx, "grid1");
}

static struct mediation_new dispute(void)
{
    return (struct mediation_new){.county = COUNTY,
                                  .place = 532503001008001,
                                  .kind = S("land"),
                                  .body = S("The stone between two fields was moved."),
                                  .people = 3,
                                  .party = {{.name = S("Wang Fang"), .phone = S("13811112222")},
                                            {.name = S("Li Qiang"), .other = true}},
                                  .n_parties = 2,
                                  .in_group = true};
}

static str opened(struct ctx *cx)
{
    struct mediation_new in = dispute();
    struct mediation_receipt r;
    CHECK_OK(mediation_open(cx, &in, &r));
    return str_keep(cx->mem, str_of(r.number));
}

static enum err step(struct ctx *cx, str no, const char *move, struct mediation_move in)
{
    struct mediation d;
    enum err e = mediation_find(cx, COUNTY, no, &d);
    if (e)
        return e;
    in.move = move;
    in.seen = d.m.row_ver;
    in.say = in.in.text = S("Talked with both.");
    return mediation_move(cx, &d, &in);
}

static str state_of(struct ctx *cx, str no)
{
    struct mediation d;
    CHECK_OK(mediation_find(cx, COUNTY, no, &d));
    return d.m.state;
}

TEST(a_dispute_climbs_one_level_at_a_time)
{
    begin(cx);
    str no = opened(cx);
    CHECK_STR(state_of(cx, no), "at_group");
    CHECK_ERR(step(cx, no, "to_town", (struct mediation_move){0}), ERR_CONFLICT);
    CHECK_OK(step(cx, no, "to_village", (struct mediation_move){0}));
    CHECK_ERR(step(cx, no, "to_town", (struct mediation_move){0}), ERR_DENIED);
    demo_be(cx, "secretary");
    CHECK_OK(step(cx, no, "to_town", (struct mediation_move){0}));
    CHECK_STR(state_of(cx, no), "at_town");
}

TEST(whoever_mediated_does_not_ask_whether_it_holds)
{
    struct mediation_move none = {0};
    begin(cx);
    str no = opened(cx);
    CHECK_OK(step(cx, no, "to_village", none));
    demo_be(cx, "secretary");
    CHECK_OK(step(cx, no, "agree_by_word", none));
    CHECK_STR(state_of(cx, no), "agreed");
    CHECK_ERR(step(cx, no, "holds", none), ERR_DENIED);
}

TEST(an_agreement_in_writing_needs_its_photo)
{
    begin(cx);
    str no = opened(cx);
    CHECK_ERR(step(cx, no, "agree_in_writing", (struct mediation_move){0}), ERR_INVALID);
    CHECK_STR(state_of(cx, no), "at_group");
}

TEST(a_dispute_is_not_there_for_anybody_else)
{
    struct mediation d;
    begin(cx);
    str no = opened(cx);
    static const char *const others[] = {"grid2", "dept-chengguan", "property", "leader", "clerk"};
    for (size_t i = 0; i < COUNT(others); i++) {
        demo_be(cx, others[i]);
        CHECK_ERR(mediation_find(cx, COUNTY, no, &d), ERR_NOT_FOUND);
    }
    cx->posts = NULL;
    cx->actor = 0;
    CHECK_ERR(mediation_find(cx, COUNTY, no, &d), ERR_NOT_FOUND);
}

TEST(parties_are_masked_and_kept_sealed)
{
    struct mediation_party p[MEDIATION_PARTIES_MAX];
    struct mediation d;
    int n = 0;
    begin(cx);
    CHECK_OK(mediation_find(cx, COUNTY, opened(cx), &d));
    CHECK_OK(mediation_parties(cx, &d, p, &n));
    CHECK_INT(n, 2);
    CHECK_STR(p[0].phone, "138****2222");
    CHECK(!str_is(p[0].name, "Wang Fang"));
}

TEST(what_is_missing_of_a_dispute_is_said_at_once)
{
    struct mediation_new in = {.county = COUNTY, .place = PLACE, .kind = S("weather")};
    struct mediation_receipt r;
    int n = 0;
    begin(cx);
    CHECK_ERR(mediation_open(cx, &in, &r), ERR_INVALID); /* nor is the community grid1's */
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        n++;
    CHECK_INT(n, 5);
}

TEST(another_office_confirms_and_the_number_stays)
{
    struct mediation_handover h[MEDIATION_HANDOVERS_MAX];
    struct mediation d;
    int n = 0;
    begin(cx);
    str no = opened(cx);
    CHECK_OK(step(cx, no, "to_police", (struct mediation_move){0}));
    demo_be(cx, "secretary");
    CHECK_OK(step(cx, no, "got_receipt", (struct mediation_move){0}));
    CHECK_OK(
        step(cx, no, "ended_by_them", (struct mediation_move){.in = {.outcome = S("solved")}}));
    CHECK_OK(mediation_find(cx, COUNTY, no, &d));
    CHECK(!d.m.open);
    CHECK_OK(mediation_handovers(cx, &d, h, &n));
    CHECK_INT(n, 1);
    CHECK_STR(h[0].office, "police");
    CHECK(h[0].receipt.len && h[0].receipt_ms && h[0].ended_ms);
}
