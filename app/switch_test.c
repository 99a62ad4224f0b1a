/* switch_test: a room is switched off and on at a place, and everybody notices: the administrator's
 * page, the home, the doors, reports by whatever way, the auditor. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/facts/facts.h"
#include "civic/people/behind.h"
#include "civic/people/signin.h"
#include "kit/test/test.h"
#include "rooms/cases/cases.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000
#define TOWN      532503001000000

struct visitor {
    struct ctx *cx;
    struct web_gate gate;
    struct web_options o;
    const char *cookie;
    struct web_answer a;
};

static void enter(struct ctx *cx, struct visitor *v, const char *login)
{
    struct account a;
    str token = seal_token(cx->mem);
    *v = (struct visitor){.cx = cx};
    demo_begin(cx, 0);
    v->o = demo_site(cx, &v->gate);
    CHECK_OK(account_find_login(cx, str_of(login), &a));
    struct session s = {.kind = SESSION_STAFF, .county = COUNTY, .account = a.id, .epoch = 1};
    CHECK_OK(session_open(cx, &s, token));
    v->cookie = str_fmt(cx->mem, COOKIE_SESSION "=%.*s", STR_ARG(token)).at;
    cx->posts = NULL;
}

static int get(struct visitor *v, const char *url)
{
    CHECK_OK(web_call(&v->o, v->cx->mem, "GET", url, v->cookie, STR_NONE, &v->a));
    return v->a.status;
}

static int post(struct visitor *v, const char *url, const char *fields)
{
    str form = str_fmt(v->cx->mem, "%.*s&%s", STR_ARG(web_keys_of(v->cx->mem, v->a.body)), fields);
    CHECK_OK(web_call(&v->o, v->cx->mem, "POST", url, v->cookie, form, &v->a));
    return v->a.status;
}

static bool shows(const struct visitor *v, const char *words)
{
    return str_find(v->a.body, str_of(words)) != SIZE_MAX;
}

static int64_t post_of(struct ctx *cx, const char *login)
{
    struct account a;
    struct post_line lines[POSTS_MAX];
    int n = 0;
    CHECK_OK(account_find_login(cx, str_of(login), &a));
    CHECK_OK(post_list(cx, COUNTY, a.id, lines, POSTS_MAX, &n));
    CHECK(n > 0);
    return lines[0].id;
}

static const char *posts(struct ctx *cx, const char *what, const char *first, const char *second,
                         int64_t seen)
{
    return str_fmt(cx->mem, "do=%s&post=%lld&stand_in=%lld&seen=%lld", what,
                   (long long)(*first ? post_of(cx, first) : 0),
                   (long long)(*second ? post_of(cx, second) : 0), (long long)seen)
        .at;
}

static struct people_stand at(struct ctx *cx, int64_t place)
{
    struct people_stand r;
    CHECK_OK(people_stand(cx, COUNTY, place, &cases_room, &r));
    return r;
}

#define PAGE "/admin/rooms/hzy/cases"

TEST(a_room_closes_and_opens_at_a_place_and_the_resident_notices)
{
    struct visitor v;
    enter(cx, &v, "admin");
    CHECK_INT(get(&v, "/c/hzy"), 200);
    CHECK(shows(&v, "/c/hzy/report") && shows(&v, "红竺园社区居民委员会 · 一窗受理员"));
    CHECK_INT(get(&v, PAGE), 200);
    CHECK(shows(&v, "张芳") && shows(&v, "张丽华"));
    CHECK_INT(post(&v, PAGE, posts(cx, "close", "", "", 1)), 303);
    CHECK_INT(get(&v, "/c/hzy"), 200);
    CHECK(!shows(&v, "/c/hzy/report") && !shows(&v, "/c/hzy/cases"));
    static const char *const doors[] = {"/c/hzy/report",         "/c/hzy/cases",
                                        "/c/hzy/cases.geojson",  "/c/hzy/cases.atom",
                                        "/c/hzy/report/similar", "/c/hzy/report/kinds?q=a"};
    for (size_t i = 0; i < COUNT(doors); i++)
        CHECK_INT(get(&v, doors[i]), 404);
    CHECK_INT(get(&v, "/c/hzy/report"), 404);
    CHECK(shows(&v, "tel:08733720108") || shows(&v, "tel:0873-3720108"));
    CHECK_INT(get(&v, "/c/532503001002/report"), 200); /* a neighbour is not meant */
    CHECK_INT(get(&v, PAGE), 200);
    CHECK_INT(post(&v, PAGE, posts(cx, "inherit", "", "", 2)), 303);
    CHECK(at(cx, COMMUNITY).open && at(cx, COMMUNITY).set.place == COUNTY * INT64_C(1000000000));
    CHECK_INT(get(&v, "/c/hzy/report"), 200);
}

TEST(a_switch_without_two_posts_is_refused_and_says_what_is_missing)
{
    struct visitor v;
    enter(cx, &v, "admin");
    CHECK_INT(get(&v, "/admin/rooms/532503001/cases"), 200);
    CHECK_INT(post(&v, "/admin/rooms/532503001/cases", posts(cx, "open", "town-wenlan", "", 0)),
              422);
    CHECK(shows(&v, "id=\"f-stand_in\"") && shows(&v, "还要选定替补岗位"));
    CHECK_INT(post(&v, "/admin/rooms/532503001/cases", posts(cx, "open", "", "duty", 0)), 422);
    CHECK(shows(&v, "请选定负责岗位"));
    CHECK_INT(post(&v, "/admin/rooms/532503001/cases", posts(cx, "open", "duty", "duty", 0)), 422);
    /* a clerk of one community does not stand behind a whole town, a grid worker takes nothing */
    CHECK_INT(post(&v, "/admin/rooms/532503001/cases", posts(cx, "open", "clerk", "duty", 0)), 422);
    CHECK_INT(post(&v, "/admin/rooms/532503001/cases", posts(cx, "open", "grid1", "duty", 0)), 422);
    CHECK(at(cx, TOWN).set.place != TOWN);
    CHECK_INT(post(&v, "/admin/rooms/532503001/cases", posts(cx, "open", "town-wenlan", "duty", 0)),
              303);
    CHECK(at(cx, TOWN).set.place == TOWN && at(cx, TOWN).open);
    CHECK_INT(get(&v, "/admin/rooms/532503001/cases"), 200); /* seen before that change */
    CHECK_INT(post(&v, "/admin/rooms/532503001/cases", posts(cx, "close", "", "", 0)), 409);
    CHECK(shows(&v, "别人刚刚改过"));
}

TEST(a_report_begun_before_a_room_closed_keeps_its_words)
{
    struct visitor v;
    enter(cx, &v, "admin");
    struct room_switch off = {.row_ver = 1};
    struct cases_report in = {.county = COUNTY,
                              .community = COMMUNITY,
                              .code = S("facility-0118"),
                              .source = "hotline",
                              .body = S("dark")};
    struct cases_receipt out;
    v.cookie = NULL;
    CHECK_INT(get(&v, "/c/hzy/report"), 200);
    CHECK_OK(places_set_switch(cx, COMMUNITY, "cases", &off));
    CHECK_INT(post(&v, "/c/hzy/report", "code=facility-0118&body=kept+words&spot=3"), 409);
    CHECK(shows(&v, "kept words</textarea>") && shows(&v, "0873-3720108"));
    CHECK_INT(post(&v, "/c/hzy/report/send", "code=facility-0118&body=kept+words&spot=3"), 409);
    CHECK(shows(&v, "kept words") && shows(&v, "没有提交"));
    cx->county = COUNTY;
    in.source = "open311";
    CHECK_ERR(cases_open(cx, &in, &out), ERR_CONFLICT); /* by program alike */
    in.community = COUNTY * INT64_C(1000000000);        /* nor by a key of the county */
    in.spot = (struct cases_spot){.measured = true, .lat_u = 23384934, .lon_u = 103584527};
    CHECK_ERR(cases_open(cx, &in, &out), ERR_CONFLICT);
    in.source = "hotline";
    demo_be(cx, "desk12345");
    CHECK_OK(cases_open(cx, &in, &out)); /* who calls is taken down */
}

TEST(the_stand_in_carries_a_room_alone_and_without_both_it_is_closed)
{
    struct visitor v;
    struct account a;
    static const char *const gone[] = {"clerk", "secretary"};
    enter(cx, &v, "admin");
    CHECK(people_in_charge(&(struct people_stand){.open = false}) == NULL);
    for (size_t i = 0; i < COUNT(gone); i++) {
        demo_be(cx, "security");
        CHECK_OK(account_find_login(cx, str_of(gone[i]), &a));
        CHECK_OK(account_disable(cx, COUNTY, a.id));
        struct people_stand r = at(cx, COMMUNITY);
        CHECK_INT(r.open, i == 0);
        CHECK(i > 0 || str_is(people_in_charge(&r)->login, "secretary"));
    }
    CHECK_INT(get(&v, PAGE), 200);
    CHECK(shows(&v, "两个岗位都空缺"));
    CHECK_INT(get(&v, "/c/hzy/report"), 404);
}

TEST(the_auditor_reads_who_switched_what_where)
{
    struct visitor v;
    struct fact f[8];
    int n = 0;
    enter(cx, &v, "admin");
    CHECK_INT(get(&v, PAGE), 200);
    CHECK_INT(post(&v, PAGE, posts(cx, "open", "secretary", "clerk", 1)), 303);
    CHECK_OK(facts_list(cx, COUNTY, "place", COMMUNITY, FACTS_AUDIT, 0, f, COUNT(f), &n));
    CHECK_INT(n, 1);
    CHECK_STR(str_of(f[0].kind), "room.opened");
    CHECK_STR(f[0].to, "cases: 张丽华, 张芳");
    CHECK(f[0].actor);
}

TEST(the_pages_of_rooms_are_for_the_own_county_and_known_rooms)
{
    struct visitor v;
    enter(cx, &v, "admin");
    CHECK_INT(get(&v, "/admin/rooms"), 200);
    CHECK(shows(&v, "文澜街道") && shows(&v, "鸣鹫镇"));
    CHECK_INT(get(&v, "/admin/rooms/532503001"), 200);
    CHECK(shows(&v, "红竺园社区"));
    CHECK_INT(get(&v, "/admin/rooms/53"), 404);
    CHECK_INT(get(&v, "/admin/rooms/hzy/nothing"), 404);
    CHECK_INT(get(&v, "/admin/rooms/hzy/admin"), 404); /* always there: no switch */
}
