/* keep_test.c: months that stand, appeals, scores that are refused, samples. */
#include "rooms/insight/appeal.h"
#include "rooms/insight/freeze.h"
#include "rooms/insight/insight_test.h"

struct offices {
    struct town t;
    int64_t head, unit, system, ids[SAMPLES_MAX];
};

static void load_roles(struct ctx *cx)
{
    const struct act_label *const known[] = {people_room.acts, insight_room.acts, NULL};
    str why = STR_NONE;
    CHECK_OK(people_roles_load(
        cx,
        S("role,zh,en,factor,acts\n"
          "head,x,x,0,insight.read insight.freeze insight.decide insight.sample insight.appeal\n"
          "unit,x,x,0,insight.read@org insight.appeal@org\n"
          "system,x,x,0,system.config\n"),
        known, &why));
}

static void open_offices(struct ctx *cx, struct offices *o)
{
    sample_month(cx, &o->t, o->ids);
    load_roles(cx);
    CHECK_OK(flow_load_shipped(cx));
    o->head = test_staff(cx, "head", o->t.centre, "head", T_SCOPE);
    o->unit = test_staff(cx, "unit", o->t.lights, "unit", T_SCOPE);
    o->system = test_staff(cx, "system", o->t.centre, "system", T_SCOPE);
    sample_feed(cx);
    test_as(cx, o->head);
}

static int64_t day(int month)
{
    return day_of_civil(2026, month, 1);
}

static struct insight_figures whole(struct ctx *cx)
{
    struct insight_query q = sample_query(INSIGHT_MONTH, "03-15");
    struct insight_figures *f;
    int n = 0;
    CHECK_OK(insight_count(cx, &q, 0, &f, &n));
    return f[0];
}

/* ---- months ------------------------------------------------------------------ */

TEST(a_month_is_frozen_once_when_it_is_over_and_keeps_its_figures)
{
    struct offices o;
    struct insight_figures then;
    struct freeze_month m;
    struct matter c;
    open_offices(cx, &o);
    CHECK_ERR(freeze_month(cx, T_COUNTY, day(4)), ERR_CONFLICT); /* runs on */
    CHECK_ERR(freeze_month(cx, T_COUNTY, day(5)), ERR_CONFLICT);
    CHECK_ERR(freeze_month(cx, T_COUNTY, day(3) + 1), ERR_CONFLICT); /* no month begins there */
    test_as(cx, o.unit);
    CHECK_ERR(freeze_month(cx, T_COUNTY, day(3)), ERR_DENIED);
    test_as(cx, o.head);
    CHECK_OK(freeze_month(cx, T_COUNTY, day(3)));
    sample_feed(cx);
    test_as(cx, o.head);
    CHECK_ERR(freeze_month(cx, T_COUNTY, day(3)), ERR_CONFLICT);
    CHECK_OK(freeze_find(cx, T_COUNTY, day(3), &m));
    CHECK_INT(m.account, o.head);

    CHECK_OK(matters_load(cx, T_COUNTY, o.ids[0], &c)); /* closed and confirmed: opened again */
    CHECK_OK(test_move(cx, o.t.resident, &c, "reopen"));
    sample_feed(cx);
    test_as(cx, o.head);
    CHECK_INT(whole(cx).count[M_CLOSED], 12);
    CHECK_OK(freeze_figures(cx, T_COUNTY, day(3), INSIGHT_WHOLE, S(""), &then));
    CHECK_INT(then.count[M_CLOSED], 13);
    CHECK_INT(insight_value(&insight_indicators[insight_find(S("handle_time"))], &then).mean_ms,
              4570 * 60000LL);
    CHECK_OK(freeze_figures(cx, T_COUNTY, day(3), INSIGHT_BY_PLACE, S("532503001008000"), &then));
    CHECK_INT(then.count[M_HANDLED], 14);
    CHECK_OK(freeze_figures(cx, T_COUNTY, day(3), INSIGHT_BY_CATEGORY, S("event-0203"), &then));
    CHECK_INT(then.count[M_HANDLED], 3);
    CHECK_OK(freeze_figures(cx, T_COUNTY, day(3), INSIGHT_BY_ORG,
                            str_fmt(cx->mem, "%lld", (long long)o.t.lights), &then));
    CHECK_INT(then.count[M_HANDLED_LATE], 3);
}

TEST(a_month_is_not_frozen_while_facts_wait_to_be_counted)
{
    struct offices o;
    struct matter c;
    open_offices(cx, &o);
    CHECK_OK(matters_load(cx, T_COUNTY, o.ids[0], &c));
    CHECK_OK(test_move(cx, o.t.resident, &c, "reopen"));
    test_as(cx, o.head);
    if (db_engine_of(cx->db) == DB_SQLITE) /* PostgreSQL has not even numbered it */
        CHECK_ERR(freeze_month(cx, T_COUNTY, day(3)), ERR_BUSY);
    sample_feed(cx);
    test_as(cx, o.head);
    CHECK_OK(freeze_month(cx, T_COUNTY, day(3)));
}

/* ---- appeals ------------------------------------------------------------------ */

static struct matters_input reason(const char *code)
{
    return (struct matters_input){.reason = str_of(code), .text = S("words")};
}

TEST(an_appeal_takes_a_case_out_by_a_fact_and_both_versions_stay)
{
    struct offices o;
    struct matter late;
    struct appeal a;
    struct matters_input in = reason("force_majeure");
    int64_t id = 0, n = 0;
    open_offices(cx, &o);
    CHECK_OK(matters_load(cx, T_COUNTY, o.ids[19], &late)); /* 20: handled late by lights */
    test_as(cx, o.unit);
    CHECK_ERR(appeal_open(cx, &late, S(""), &id), ERR_INVALID);
    CHECK_OK(appeal_open(cx, &late, S("The bridge was closed by order."), &id));
    CHECK_ERR(appeal_open(cx, &late, S("Once more."), &id), ERR_CONFLICT);
    CHECK_OK(appeal_list(cx, T_COUNTY, INT64_MAX, &a, 1, &(int){0}));
    CHECK_INT(a.case_id, late.id);
    CHECK_ERR(appeal_move(cx, &a, "grant", &in, S("yes")), ERR_DENIED); /* by those who appealed */
    CHECK_INT(whole(cx).count[M_HANDLED_LATE], 4);

    test_as(cx, o.head);
    CHECK_OK(appeal_move(cx, &a, "grant", &in, S("The order is on file.")));
    sample_feed(cx);
    test_as(cx, o.head);
    struct insight_figures f = whole(cx);
    CHECK_INT(f.count[M_HANDLED_LATE], 3);
    CHECK_INT(f.appealed[M_HANDLED_LATE], 1);
    CHECK_INT(f.count[M_HANDLE_DUE] + f.appealed[M_HANDLE_DUE], 15);
    CHECK_OK(facts_count(cx, T_COUNTY, "matter", late.id, "insight.excluded", &n));
    CHECK_INT(n, 1);
    CHECK_OK(appeal_find(cx, T_COUNTY, a.m.number, &a));
    CHECK_STR(a.answer, "The order is on file.");
    CHECK_STR(a.m.state, "granted");
}

TEST(nobody_appeals_about_cases_of_others_nor_decides_for_the_own_unit)
{
    struct offices o;
    struct matter water, lights;
    struct appeal a;
    struct matters_input in = reason("not_theirs");
    int64_t id = 0;
    open_offices(cx, &o);
    CHECK_OK(matters_load(cx, T_COUNTY, o.ids[18], &water));
    CHECK_OK(matters_load(cx, T_COUNTY, o.ids[1], &lights));
    test_as(cx, o.unit);
    CHECK_ERR(appeal_open(cx, &water, S("Not ours."), &id), ERR_NOT_FOUND);
    test_as(cx, o.t.secretary);
    CHECK_ERR(appeal_open(cx, &lights, S("Not ours."), &id), ERR_NOT_FOUND);
    test_as(cx, o.head); /* of the centre, for the place: may appeal, and not decide then */
    CHECK_OK(appeal_open(cx, &lights, S("Filed wrongly."), &id));
    CHECK_OK(appeal_list(cx, T_COUNTY, INT64_MAX, &a, 1, &(int){0}));
    CHECK_ERR(appeal_move(cx, &a, "grant", &in, S("yes")), ERR_CONFLICT);
    cx->failure = (struct failure){0};
    in = (struct matters_input){.photos = 0};
    CHECK_OK(appeal_move(cx, &a, "withdraw", &in, STR_NONE));
    CHECK_INT(whole(cx).appealed[M_HANDLE_DUE], 0);
}

/* ---- scores ------------------------------------------------------------------- */

/* Every one of these has been asked of community workers somewhere. */
static const char *const refused[] = {
    "100,reported,,",
    "100,filed,,",
    "100,handled,,",
    "100,上报数量,,",
    "100,登录次数,,",
    "100,login,,",
    "100,handle,30件,",
    "100,handle,30 cases,",
    "100,handle,150,",
    "100,handle,,每人每天上报5件",
    "100,handle,,每月不少于20件",
    "100,handle,,At least 5 per day",
    "100,handle,,APP 登 录 率",
    "100,handle,,Log-in rate",
    "100,handle,,在线时长",
    "100,handle,,打卡签到率",
    "100,handle,,安装率",
    "100,handle,,Installs of the app",
    "100,handle,,公众号关注人数",
    "100,handle,,点赞转发数",
    "100,handle,,Number of likes",
    "100,handle,,投票参与率",
    "100,handle,,Votes won",
    "100,handle,,积分",
    "100,handle,,学习学时",
    "100,handle,,Study hours",
    "100,handle,,巡查轨迹公里",
    "100,handle,,Track length",
    "100,handle,,ＴＲＡＣＫ",
    "100,handle,,照片数",
    "100,handle,,排名末位",
    "# 每人每天上报5件\n100,handle,,",
    "100,handle_time,,",
    "100,valid,,",
    "100,public,,",
    "100,silent,,",
    "100,nothing,,",
    "50,handle,,",
    "60,handle,,\n60,rework,,",
    "50,handle,,\n50,handle,,",
    "0,handle,,\n100,rework,,",
    "-5,handle,,\n105,rework,,",
    "handle",
    "",
};

TEST(a_score_of_quotas_or_of_activity_is_refused_with_the_reason)
{
    struct score_rule r;
    for (size_t i = 0; i < COUNT(refused); i++) {
        cx->failure = (struct failure){0};
        enum err e = score_read(cx, str_of(refused[i]), &r);
        if (e != ERR_INVALID)
            fprintf(stderr, "%s\n", refused[i]);
        CHECK_ERR(e, ERR_INVALID);
        CHECK(cx->failure.fields && cx->failure.fields->text.len > 10);
    }
    cx->failure = (struct failure){0};
    CHECK_OK(score_read(cx, S("40,said_yes,80,居民满意\n60,close_in_time,95%,"), &r));
    CHECK_INT(r.n, 2);
    CHECK_INT(r.line[1].target, 95);
}

/* Of March, by hand: 30 × 14/15 + 20 × 10/15 + 20 × (1 − 2/14) + 20 × (1 − 1/15) + 10 × (1 − 1/15)
 * = 28.0 + 13.3 + 17.1 + 18.7 + 9.3 = 86.4: good. */
TEST(the_score_that_ships_is_that_of_the_published_example)
{
    struct offices o;
    struct score_rule r;
    open_offices(cx, &o);
    CHECK_OK(score_now(cx, T_COUNTY, &r));
    CHECK_INT(r.rev, 0);
    struct insight_figures f = whole(cx);
    struct score s = score_of(&r, &f, 5);
    CHECK(!s.empty);
    CHECK_INT(s.total, 864);
    CHECK_INT(s.level, SCORE_GOOD);
    CHECK(score_of(&r, &f, 20).empty); /* too few cases */
}

TEST(the_newest_rules_hold_and_two_at_once_do_not_overwrite_each_other)
{
    struct offices o;
    struct score_rule r;
    open_offices(cx, &o);
    CHECK_ERR(score_save(cx, T_COUNTY, S("100,handle,,"), 0), ERR_DENIED);
    test_as(cx, o.system);
    CHECK_ERR(score_save(cx, T_COUNTY, S("100,reported,,"), 0), ERR_INVALID);
    CHECK_OK(score_save(cx, T_COUNTY, S("100,handle,90,"), 0));
    CHECK_ERR(score_save(cx, T_COUNTY, S("100,rework,,"), 0), ERR_CONFLICT);
    CHECK_OK(score_now(cx, T_COUNTY, &r));
    CHECK_INT(r.rev, 1);
    CHECK_INT(r.line[0].target, 90);
}

/* ---- samples ------------------------------------------------------------------ */

TEST(a_sample_can_be_drawn_again_by_its_lot)
{
    struct offices o;
    struct insight_case k[SAMPLES_MAX];
    struct sample_draw d;
    struct sample_item items[SAMPLE_MOST];
    int64_t id = 0, ids[SAMPLES_MAX];
    int n = 0, closed = 0;
    open_offices(cx, &o);
    struct insight_query q = sample_query(INSIGHT_MONTH, "03-15");
    CHECK_OK(sample_draw(cx, &q, 5, &id));
    CHECK_OK(sample_find(cx, T_COUNTY, id, &d, items, &n));
    CHECK_INT(n, 5);
    CHECK_INT(d.among, 13);
    CHECK_OK(insight_cases(cx, &q, M_CLOSED, INT64_MAX, 0, k, SAMPLES_MAX, &closed));
    for (int i = 0; i < closed; i++)
        ids[i] = k[closed - 1 - i].id; /* whatever order they come in */
    sample_pick(d.seed, ids, closed);
    for (int i = 0; i < 5; i++)
        CHECK_INT(items[i].id, ids[i]);
    CHECK_OK(sample_say(cx, T_COUNTY, id, ids[0], false));
    CHECK_ERR(sample_say(cx, T_COUNTY, id, 12345, true), ERR_NOT_FOUND);
    CHECK_OK(sample_find(cx, T_COUNTY, id, &d, items, &n));
    CHECK_STR(items[0].verdict, "bad");
    test_as(cx, o.unit);
    CHECK_ERR(sample_find(cx, T_COUNTY, id, &d, items, &n), ERR_NOT_FOUND);
    CHECK_ERR(sample_draw(cx, &q, 5, &id), ERR_NOT_FOUND);
    q = sample_query(INSIGHT_MONTH, "01-15");
    CHECK_ERR(sample_draw(cx, &q, 5, &id), ERR_CONFLICT);
}
