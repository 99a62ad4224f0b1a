/* hotline_test: the hotline desk by the people of the demo. */
#include "app/app.h"
#include "app/test_demo.h"
#include "kit/test/test.h"
#include "rooms/hotline/hotline.h"
#include "rooms/hotline/order.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000
#define LAMP      "facility-0118"
#define PHONE     "13900000001"

static void begin(struct ctx *cx)
{
    demo_begin(cx, 0);
    demo_be(cx, "desk12345");
}

static struct cases_report lamp(const char *spot)
{
    return (struct cases_report){.county = COUNTY,
                                 .community = COMMUNITY,
                                 .code = S(LAMP),
                                 .source = "hotline",
                                 .phone = S(PHONE),
                                 .spot = {.words = str_of(spot)}};
}

static struct casefile file_of(struct ctx *cx, int64_t id)
{
    struct matter m;
    struct casefile c;
    CHECK_OK(matters_load(cx, COUNTY, id, &m));
    CHECK_OK(cases_load(cx, &m, &c));
    return c;
}

static struct casefile take_call(struct ctx *cx, const char *name)
{
    struct cases_report in = lamp("3");
    struct hotline_who who = {.phone = S(PHONE), .name = str_of(name)};
    struct cases_receipt out;
    CHECK_OK(hotline_register(cx, &in, &who, 0, &out));
    return file_of(cx, out.id);
}

static bool blames(const struct ctx *cx, const char *field)
{
    for (const struct failure_field *f = cx->failure.fields; f; f = f->next)
        if (strcmp(f->field, field) == 0)
            return true;
    return false;
}

static void forget_failure(struct ctx *cx)
{
    cx->failure = (struct failure){.fields = NULL};
}

/* ---- who calls ----------------------------------------------------------- */

TEST(a_number_shows_what_its_caller_reported_masked_and_is_written_down)
{
    begin(cx);
    struct casefile c = take_call(cx, "Ming");
    struct hotline_caller who;
    struct matter m[HOTLINE_CASES_MAX];
    struct people_look looks[4];
    int n = 0, hidden = 0, seen = 0;
    CHECK_OK(hotline_look(cx, S(" 139 0000 0001"), &who));
    CHECK_INT(who.n, 1);
    CHECK(!str_is(who.at[0].name, "Ming")); /* masked */
    CHECK_OK(hotline_matters(cx, &who, m, &n, &hidden));
    CHECK_INT(n, 1);
    CHECK_INT(m[0].id, c.m.id);
    CHECK_INT(hidden, 0);
    CHECK_OK(people_looks(cx, COUNTY, who.at[0].person, INT64_MAX, looks, COUNT(looks), &seen));
    CHECK_INT(seen, 1);
    CHECK_STR(looks[0].act, ACT_HOTLINE);
    demo_be(cx, "clerk"); /* takes no calls */
    CHECK_ERR(hotline_look(cx, S(PHONE), &who), ERR_NOT_FOUND);
}

TEST(what_is_private_is_counted_and_not_shown_at_the_desk)
{
    begin(cx);
    struct hotline_caller who;
    struct matter m[HOTLINE_CASES_MAX];
    struct cases_report in = lamp("3");
    struct cases_receipt out;
    int n = 0, hidden = 0;
    CHECK_OK(hotline_look(cx, S("13800000001"), &who));
    in.source = "resident";
    in.phone = STR_NONE;
    in.wants_private = true;
    cx->actor = who.at[0].account;
    cx->posts = NULL;
    CHECK_OK(people_load(cx));
    CHECK_OK(cases_open(cx, &in, &out));
    demo_be(cx, "desk12345");
    CHECK_OK(hotline_matters(cx, &who, m, &n, &hidden));
    CHECK_INT(n, 0);
    CHECK_INT(hidden, 1);
}

TEST(of_a_family_number_one_person_calls)
{
    begin(cx);
    struct cases_report in = lamp("3");
    struct hotline_who nobody = {.phone = S(PHONE)}, stranger = {.phone = S(PHONE), .person = 77};
    struct cases_receipt out;
    struct hotline_caller who;
    take_call(cx, "Ming");
    take_call(cx, "Fang");
    CHECK_OK(hotline_look(cx, S(PHONE), &who));
    CHECK_INT(who.n, 2);
    CHECK_ERR(hotline_register(cx, &in, &nobody, 0, &out), ERR_INVALID);
    CHECK(blames(cx, "who"));
    CHECK_ERR(hotline_register(cx, &in, &stranger, 0, &out), ERR_NOT_FOUND);
}

/* ---- the same matter ------------------------------------------------------- */

static int64_t affected(struct ctx *cx, const struct casefile *c)
{
    int64_t n = 0;
    CHECK_OK(cases_count_affected(cx, &c->m, &n));
    return n;
}

TEST(whoever_calls_three_times_is_affected_once)
{
    begin(cx);
    struct casefile c = take_call(cx, "Ming");
    struct hotline_who fang = {.phone = S("13900000002"), .name = S("Fang")}, none = {.person = 0};
    struct hotline_caller who;
    struct matter m[HOTLINE_CASES_MAX];
    int n = 0, hidden = 0;
    int64_t before = affected(cx, &c);
    for (int i = 0; i < 3; i++)
        CHECK_OK(hotline_called(cx, &c, &fang, true));
    CHECK_INT(affected(cx, &c), before + 1);
    CHECK_ERR(hotline_called(cx, &c, &none, true), ERR_INVALID); /* nobody to add */
    CHECK_OK(hotline_look(cx, fang.phone, &who));
    CHECK_OK(hotline_matters(cx, &who, m, &n, &hidden));
    CHECK_INT(n, 1); /* once, however often they called */
    CHECK_INT(m[0].id, c.m.id);
}

/* ---- call-backs ------------------------------------------------------------ */

static struct hotline_back missed(struct ctx *cx)
{
    struct hotline_back b[4];
    int n = 0;
    CHECK_OK(hotline_missed(cx, COUNTY, COMMUNITY, S(PHONE), S("Ming"), cx->now));
    CHECK_OK(hotline_missed(cx, COUNTY, COMMUNITY, S("+86 13900000001"), STR_NONE, cx->now));
    CHECK_OK(hotline_backs(cx, b, COUNT(b), &n));
    CHECK_INT(n, 1); /* one number waits once */
    CHECK_INT(b[0].calls, 2);
    CHECK(str_find(b[0].phone, S("*")) != SIZE_MAX);
    return b[0];
}

TEST(a_call_back_ends_by_being_reached_or_after_three_tries)
{
    begin(cx);
    struct hotline_back b = missed(cx), again;
    for (int i = 0; i < HOTLINE_TRIES_MOST; i++) {
        CHECK_OK(hotline_back_find(cx, b.id, &again));
        CHECK_INT(again.state, HOTLINE_OPEN);
        CHECK_OK(hotline_back_end(cx, &again, HOTLINE_OPEN));
    }
    CHECK_OK(hotline_back_find(cx, b.id, &again));
    CHECK_INT(again.state, HOTLINE_GIVEN_UP);
    CHECK_ERR(hotline_back_end(cx, &b, HOTLINE_REACHED), ERR_CONFLICT);
    b = missed(cx); /* they call again: it waits again */
    CHECK_OK(hotline_back_end(cx, &b, HOTLINE_REACHED));
}

TEST(the_number_of_a_call_back_is_opened_with_a_record_and_elsewhere_not_at_all)
{
    begin(cx);
    struct hotline_back b = missed(cx);
    struct people_look looks[4];
    str phone = STR_NONE;
    int n = 0;
    CHECK_OK(hotline_back_number(cx, &b, &phone));
    CHECK_STR(phone, PHONE);
    CHECK_OK(people_looks(cx, COUNTY, b.person, INT64_MAX, looks, COUNT(looks), &n));
    CHECK(n >= 1 && looks[0].unmasked);
    demo_be(cx, "clerk");
    CHECK_ERR(hotline_back_find(cx, b.id, &b), ERR_NOT_FOUND);
    CHECK_ERR(hotline_back_end(cx, &b, HOTLINE_DROPPED), ERR_NOT_FOUND);
}

TEST(a_report_taken_on_a_call_back_ends_it)
{
    begin(cx);
    struct hotline_back b = missed(cx);
    struct cases_report in = lamp("3");
    struct hotline_who ming = {.phone = S(PHONE), .name = S("Ming")};
    struct cases_receipt out;
    CHECK_OK(hotline_register(cx, &in, &ming, b.id, &out));
    CHECK_OK(hotline_back_find(cx, b.id, &b));
    CHECK_INT(b.state, HOTLINE_REACHED);
    CHECK_OK(
        hotline_register(cx, &in, &ming, b.id, &out)); /* reached already: no reason to refuse */
}

/* ---- the resident's word ----------------------------------------------------- */

static void step(struct ctx *cx, struct casefile *c, const char *login, const char *name,
                 struct matters_input in)
{
    demo_be(cx, login);
    struct cases_move move = {
        .move = name, .seen = c->m.row_ver, .in = in, .say = in.text, .pass = S("told")};
    CHECK_OK(cases_move(cx, c, &move));
}

static struct casefile handled(struct ctx *cx)
{
    struct org o;
    struct casefile c = take_call(cx, "Ming");
    CHECK_OK(org_find_code(cx, COUNTY, S("chengguan"), &o));
    step(cx, &c, "duty", "accept", (struct matters_input){.photos = 0});
    step(cx, &c, "duty", "file", (struct matters_input){.photos = 0});
    step(cx, &c, "duty", "dispatch", (struct matters_input){.orgs = {o.id}, .n_orgs = 1});
    return c;
}

/* The case, done by the town's lamps department and closed. */
static struct casefile closed(struct ctx *cx)
{
    struct casefile c = handled(cx);
    step(cx, &c, "dept-chengguan", "feed_back",
         (struct matters_input){.outcome = S("solved"), .text = S("done"), .after_photos = 1});
    step(cx, &c, "secretary", "found_done", (struct matters_input){.photos = 1});
    step(cx, &c, "duty", "close", (struct matters_input){.photos = 0});
    return c;
}

TEST(a_word_heard_on_the_phone_counts_and_says_who_heard_it)
{
    begin(cx);
    struct casefile c = closed(cx);
    struct matter silent[4];
    struct fact facts[40];
    int n = 0, at = 0;
    demo_be(cx, "desk12345");
    CHECK_OK(hotline_silent(cx, silent, COUNT(silent), &n));
    CHECK_INT(n, 1);
    CHECK_OK(cases_hear(cx, &c, MATTERS_IN_PART, S("one is dark"), CASES_BY_CALL));
    CHECK_STR(c.m.state, "ended");
    CHECK_INT(c.m.word, MATTERS_IN_PART);
    CHECK_OK(facts_list(cx, COUNTY, "matter", c.m.id, FACTS_STAFF, 0, facts, COUNT(facts), &n));
    for (int i = 0; i < n; i++)
        at = str_is(facts[i].via, "call") ? i : at;
    CHECK_STR(facts[at].to, "ended");
    CHECK_INT(facts[at].actor, cx->actor);
    CHECK_ERR(cases_hear(cx, &c, MATTERS_YES, STR_NONE, CASES_BY_CALL), ERR_CONFLICT); /* once */
    CHECK_OK(hotline_silent(cx, silent, COUNT(silent), &n));
    CHECK_INT(n, 0);
}

TEST(a_word_of_not_solved_has_it_done_again)
{
    begin(cx);
    struct casefile c = closed(cx);
    demo_be(cx, "clerk");
    CHECK_OK(cases_hear(cx, &c, MATTERS_NOT, STR_NONE, CASES_BY_VISIT));
    CHECK_STR(c.m.state, "dispatching");
}

TEST(whoever_did_the_work_does_not_ask_how_it_went)
{
    begin(cx);
    struct casefile c = closed(cx);
    struct org o;
    demo_be(cx, "dept-chengguan"); /* no such act */
    CHECK_ERR(cases_hear(cx, &c, MATTERS_YES, STR_NONE, CASES_BY_CALL), ERR_NOT_FOUND);
    CHECK_OK(org_find_code(cx, COUNTY, S("chengguan"), &o));
    demo_be(cx, "desk12345");
    struct posts mine = *cx->posts;
    mine.at[0].org = o.id; /* the same desk, kept by the unit that did it */
    cx->posts = &mine;
    forget_failure(cx);
    CHECK_ERR(cases_hear(cx, &c, MATTERS_YES, STR_NONE, CASES_BY_CALL), ERR_DENIED);
    CHECK_OK(matters_load(cx, COUNTY, c.m.id, &c.m));
    CHECK_STR(c.m.state, "closed"); /* nothing of it stayed */
}

/* ---- what goes back to a caller ------------------------------------------------ */

static enum err feed_back(struct ctx *cx, struct casefile *c, const char *say, const char *pass)
{
    struct cases_move move = {
        .move = "feed_back",
        .seen = c->m.row_ver,
        .in = {.outcome = S("solved"), .text = str_of(say), .after_photos = 1},
        .say = str_of(say),
        .pass = str_of(pass)};
    forget_failure(cx);
    return cases_move(cx, c, &move);
}

TEST(an_answer_to_a_caller_says_all_or_why_it_need_not)
{
    begin(cx);
    struct casefile c = handled(cx);
    int64_t n = 0;
    demo_be(cx, "dept-chengguan");
    CHECK_ERR(feed_back(cx, &c, "\xe5\xb7\xb2\xe5\xa4\x84\xe7\x90\x86", ""), ERR_INVALID);
    CHECK(blames(cx, "say"));
    CHECK_ERR(feed_back(cx, &c, "done", "because"), ERR_INVALID); /* no reason of ours */
    CHECK_STR(file_of(cx, c.m.id).m.state, "handling");
    CHECK_OK(feed_back(cx, &c, "done", "told"));
    CHECK_OK(facts_count(cx, COUNTY, "matter", c.m.id, "case.answer_passed", &n));
    CHECK_INT(n, 1);
}

/* ---- orders of other systems ------------------------------------------------------ */

#define HEAD                                                                                       \
    "工单编号,来电时间,办理时限,诉求标题,诉求内容,诉求分类,所属区域,详细地址,来电人,来电号码\n"

static const char orders[] =
    "12345 export\n" HEAD
    "G001,2026-11-01 08:00:00,2026-12-31 18:00:00,灯不亮,三天了,路灯照明,红竺园社区,3号楼,何某,"
    "13900000005\n"
    "G002,2026-11-01 08:00:00,,灯不亮,三天了,路灯照明,别处社区,,,\n"
    ",2026-11-01 08:00:00,,灯不亮,三天了,路灯照明,红竺园社区,,,\n"
    "G003,2026-11-01 08:00:00,,别的事,说不清,没见过的分类,红竺园社区,,,123\n";

static const struct sheets_table *table_of(struct ctx *cx, const char *csv)
{
    struct sheets_table *t = NEW(cx->mem, struct sheets_table);
    CHECK_OK(sheets_read_lines(cx, str_of(csv), t));
    return t;
}

static struct order_counts import(struct ctx *cx, const struct order_system *s, const char *csv)
{
    struct order_line *lines;
    struct order_counts counts;
    int n = 0;
    CHECK_OK(order_preview(cx, s, table_of(cx, csv), &lines, &n));
    CHECK_OK(order_import(cx, s, lines, n, &counts));
    return counts;
}

TEST(an_export_comes_in_once_and_refuses_line_by_line)
{
    begin(cx);
    struct order_system s;
    struct matter m;
    struct matters_ref ref;
    int n = 0;
    cx->now = ms_of_day(day_of_civil(2026, 11, 5)) + 9 * HOUR_MS;
    CHECK_OK(order_system_find(cx, S("12345"), &s));
    struct order_counts c = import(cx, &s, orders);
    CHECK_INT(c.taken, 2);
    CHECK_INT(c.refused, 2); /* no place of ours; no number */
    CHECK_OK(matters_by_ref(cx, COUNTY, S("12345"), S("G001"), &m));
    CHECK_STR(m.category, LAMP);
    CHECK_STR(m.source, "hotline");
    CHECK_INT(m.scope, COMMUNITY);
    CHECK_INT(m.opened_ms, ms_of_day(day_of_civil(2026, 11, 1)) + 8 * HOUR_MS);
    CHECK_OK(matters_refs(cx, &m, &ref, 1, &n));
    CHECK(ref.wins && ref.state == MATTERS_REF_ENTERED);
    CHECK_INT(ref.due_ms, ms_of_day(day_of_civil(2026, 12, 31)) + 18 * HOUR_MS);
    CHECK_OK(matters_by_ref(cx, COUNTY, S("12345"), S("G003"), &m));
    CHECK_STR(m.category, "event-2199"); /* any other kind */
    c = import(cx, &s, orders);
    CHECK_INT(c.taken, 0);
    CHECK_INT(c.there, 2);
}

TEST(an_order_is_not_taken_in_for_a_place_that_is_not_the_importers)
{
    begin(cx);
    struct order_system s;
    struct order_line *lines;
    struct order_counts counts;
    struct matter m;
    int n = 0;
    CHECK_OK(order_system_find(cx, S("12345"), &s));
    CHECK_OK(order_preview(cx, &s, table_of(cx, orders), &lines, &n));
    demo_be(cx, "town-mingjiu"); /* another town; the lines were read by the county's desk */
    CHECK_OK(order_import(cx, &s, lines, n, &counts));
    CHECK_INT(counts.taken, 0);
    CHECK_ERR(matters_by_ref(cx, COUNTY, S("12345"), S("G001"), &m), ERR_NOT_FOUND);
    CHECK_OK(order_preview(cx, &s, table_of(cx, orders), &lines, &n));
    CHECK_INT(lines[0].state, ORDER_REFUSED);
}

TEST(answers_go_back_once_they_are_closed_and_said_to_be_there)
{
    begin(cx);
    struct casefile c = closed(cx);
    struct order_system s;
    struct order_ref refs[4];
    struct matters_ref ref = {.county = COUNTY,
                              .matter = c.m.id,
                              .system = S("12345"),
                              .number = S("G9"),
                              .state = MATTERS_REF_ENTERED};
    int n = 0, done = 0;
    demo_be(cx, "desk12345");
    CHECK_OK(matters_ref_add(cx, &ref));
    CHECK_OK(order_system_find(cx, S("12345"), &s));
    CHECK_OK(order_refs(cx, s.code, ORDER_READY, refs, COUNT(refs), &n));
    CHECK_INT(n, 1);
    str file = order_file(cx, &s, refs, n);
    CHECK(str_find(file, S("工单编号,承办单位,办理结果,是否解决,办结时间,备注\r\n")) == 3);
    CHECK(str_find(file, S("G9,")) != SIZE_MAX && str_find(file, c.m.number) != SIZE_MAX);
    int64_t other = refs[0].ref.id + 1;
    CHECK_OK(order_returned(cx, s.code, &other, 1, &done));
    CHECK_INT(done, 0);
    demo_be(cx, "town-mingjiu");
    CHECK_OK(order_returned(cx, s.code, &refs[0].ref.id, 1, &done)); /* not of their town */
    CHECK_INT(done, 0);
    demo_be(cx, "desk12345");
    CHECK_OK(order_returned(cx, s.code, &refs[0].ref.id, 1, &done));
    CHECK_INT(done, 1);
    CHECK_OK(order_refs(cx, s.code, ORDER_OPEN, refs, COUNT(refs), &n));
    CHECK_INT(n, 0);
}
