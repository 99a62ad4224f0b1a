/* admin_test: each administrator has their own pages and no other's; the moves work over the web.
 */
#include "civic/facts/facts.h"
#include "civic/people/signin.h"
#include "kit/test/test.h"
#include "rooms/admin/admin.h"
#include "rooms/admin/test_admin.h"

TEST(no_administrator_opens_the_pages_of_another)
{
    static const char *const roles[] = {"sys", "sec", "aud", "clerk"};
    static const struct {
        const char *url;
        int who; /* index of the only role that may; -1: the three, not the clerk */
    } pages[] = {
        {"/admin", -1},
        {"/admin/orgs", 0},
        {"/admin/new-org", 0},
        {"/admin/orgs/office", 0},
        {"/admin/categories", 0},
        {"/admin/new-category", 0},
        {"/admin/calendar", 0},
        {"/admin/flows", 0},
        {"/admin/accounts", 1},
        {"/admin/new-account", 1},
        {"/admin/accounts/sec", 1},
        {"/admin/tokens", 1},
        {"/admin/roles", 1},
        {"/admin/unmasked", 1},
        {"/admin/audit", 2},
        {"/admin/audit/access", 2},
        {"/admin/audit/desks", 2},
    };
    struct test_browser b = test_browser_of(cx);
    str tokens[COUNT(roles)];
    test_admin_prepare(&b);
    for (size_t r = 0; r < COUNT(roles); r++) {
        test_admin_sign_in(&b, roles[r]);
        tokens[r] = b.token;
    }
    for (size_t i = 0; i < COUNT(pages); i++) {
        for (size_t r = 0; r < COUNT(roles); r++) {
            b.token = tokens[r];
            test_ask(&b, "GET", pages[i].url, STR_NONE);
            bool open = pages[i].who < 0 ? r < 3 : pages[i].who == (int)r;
            int closed = pages[i].who < 0 ? 404 : 403;
            CHECK_INT(b.a.status, open ? 200 : closed);
        }
        b.token = STR_NONE;
        test_ask(&b, "GET", pages[i].url, STR_NONE);
        CHECK_INT(b.a.status, 401);
    }
}

TEST(every_post_route_of_this_room_is_closed_to_others)
{
    struct test_browser b = test_browser_of(cx);
    test_admin_prepare(&b);
    test_admin_sign_in(&b, "clerk");
    for (const struct route *r = admin_room.routes; r->pattern; r++) {
        CHECK(!str_is(str_of(r->act), ACT_PUBLIC));
        if (r->method != POST)
            continue;
        char *url = str_z(cx->mem, str_of(r->pattern));
        for (char *c = url; *c; c++)
            if (*c == ':')
                *c = 'x';
        test_ask(&b, "POST", url, STR_NONE);
        CHECK_INT(b.a.status, 403);
    }
}

TEST(the_system_administrator_keeps_organisations)
{
    struct test_browser b = test_browser_of(cx);
    struct org o;
    test_admin_prepare(&b);
    test_admin_sign_in(&b, "sys");
    test_ask(&b, "GET", "/admin/orgs/office", STR_NONE);
    CHECK(test_shows(&b, ">sys</b>"));
    test_submit(&b, "/admin/orgs/office",
                "seen=1&name=Bureau&credit_code=55532503MEB0001753&phone=");
    CHECK_STR(b.a.location, "/admin/orgs/office?saved=1");
    CHECK_OK(org_find(cx, TEST_COUNTY, 7, &o));
    CHECK_STR(o.name, "Bureau");
    test_ask(&b, "GET", "/admin/orgs/office", STR_NONE);
    test_submit(&b, "/admin/orgs/office",
                "seen=2&name=Bureau&credit_code=55532503MEB0001754&phone=");
    CHECK_INT(b.a.status, 422);
    CHECK(test_shows(&b, "55532503MEB0001754"));
    test_submit(&b, "/admin/orgs/office", "seen=1&name=Late&credit_code=&phone=");
    CHECK_INT(b.a.status, 409);
    test_submit(&b, "/admin/orgs/office", "seen=2&name=Bureau&credit_code=&phone=&closed=1");
    CHECK_INT(b.a.status, 409); /* people work there */
}

TEST(the_security_administrator_opens_an_account_and_gives_a_post)
{
    struct test_browser b = test_browser_of(cx);
    struct account a;
    test_admin_prepare(&b);
    test_admin_sign_in(&b, "sec");
    test_ask(&b, "GET", "/admin/new-account", STR_NONE);
    str page = b.a.body;
    test_submit(&b, "/admin/accounts", "name=New&login=New-One&phone=");
    CHECK_INT(b.a.status, 200);
    CHECK(test_shows(&b, "New") && test_shows(&b, "card lit"));
    b.a.body = page; /* the same form, sent once more */
    test_submit(&b, "/admin/accounts", "name=New&login=New-One&phone=");
    CHECK_STR(b.a.location, "/admin/accounts/new-one");
    CHECK_OK(account_find_login(cx, S("new-one"), &a));
    CHECK(a.must_change && a.state == ACCOUNT_OPEN);
    test_ask(&b, "GET", "/admin/accounts/new-one", STR_NONE);
    CHECK(!test_shows(&b, "card lit"));
    test_submit(&b, "/admin/accounts/new-one/disable", "");
    CHECK_OK(account_find_login(cx, S("new-one"), &a));
    CHECK_INT(a.state, ACCOUNT_DISABLED);
    test_ask(&b, "GET", "/admin/accounts/sec", STR_NONE);
    test_submit(&b, "/admin/accounts/sec/disable", "");
    CHECK_INT(b.a.status, 403); /* nobody the own account */
}

/* The secret on the page, as its reader copies it. */
static str shown_secret(const struct test_browser *b)
{
    size_t at = str_find(b->a.body, S("<code>"));
    CHECK(at != SIZE_MAX);
    str rest = {b->a.body.at + at + 6, b->a.body.len - at - 6};
    return str_cut(&rest, '<');
}

TEST(the_security_administrator_gives_a_token_once_and_takes_it_back)
{
    struct test_browser b = test_browser_of(cx);
    struct token t;
    test_admin_prepare(&b);
    test_admin_sign_in(&b, "sec");
    test_ask(&b, "GET", "/admin/tokens", STR_NONE);
    str page = b.a.body;
    test_submit(&b, "/admin/tokens", "name=Camera&place=&days=");
    CHECK_INT(b.a.status, 422); /* for nothing */
    CHECK(test_shows(&b, "Camera"));
    b.a.body = page;
    test_submit(&b, "/admin/tokens", "name=Camera&act=cases.read&act=cases.enter&place=&days=30");
    CHECK_INT(b.a.status, 200);
    str secret = shown_secret(&b);
    CHECK_OK(token_find(cx, secret, &t));
    CHECK(token_may(&t, "cases.enter") && !token_may(&t, "cases.private") && t.until_ms);
    b.a.body = page; /* the same form, sent once more */
    test_submit(&b, "/admin/tokens", "name=Camera&act=cases.read&act=cases.enter&place=&days=30");
    CHECK_STR(b.a.location, "/admin/tokens");
    test_ask(&b, "GET", "/admin/tokens", STR_NONE);
    CHECK(test_shows(&b, "Camera") && !test_shows(&b, "card lit"));
    CHECK(str_find(b.a.body, secret) == SIZE_MAX);
    const char *id = str_fmt(cx->mem, "id=%lld", (long long)t.id).at;
    test_submit(&b, "/admin/tokens/revoke", id);
    CHECK_STR(b.a.location, "/admin/tokens?saved=1");
    CHECK_ERR(token_find(cx, secret, &t), ERR_NOT_FOUND);
    test_ask(&b, "GET", "/admin/tokens", STR_NONE);
    CHECK(!test_shows(&b, "/admin/tokens/revoke"));
}

TEST(the_auditor_reads_facts_and_takes_them_as_a_table)
{
    struct test_browser b = test_browser_of(cx);
    test_admin_prepare(&b);
    test_admin_sign_in(&b, "aud"); /* writes account.added and post.given itself */
    test_ask(&b, "GET", "/admin/audit?kind=post.given", STR_NONE);
    CHECK_INT(b.a.status, 200);
    test_ask(&b, "GET", "/admin/audit?kind=post.given&format=csv", STR_NONE);
    CHECK(str_starts(b.a.type, S("text/csv")) && test_shows(&b, "time,pos,kind"));
    test_ask(&b, "GET", "/admin/audit?from=yesterday", STR_NONE);
    CHECK_INT(b.a.status, 422);
    test_ask(&b, "GET", "/admin/audit/access?who=nobody", STR_NONE);
    CHECK_INT(b.a.status, 200);
}

static enum err add_fact(struct ctx *cx, void *arg)
{
    return facts_add(cx, arg);
}

TEST(a_fact_stands_in_words_and_one_without_words_as_it_is)
{
    struct fact flagged = {.county = TEST_COUNTY,
                           .subject_kind = "matter",
                           .subject = 1,
                           .kind = "matter.flagged",
                           .from = S("2"),
                           .to = S("10"),
                           .reason = S("because")};
    struct fact strange = {.county = TEST_COUNTY, .subject_kind = "thing", .kind = "thing.done"};
    struct test_browser b = test_browser_of(cx);
    test_admin_prepare(&b);
    CHECK_OK(db_write(cx, add_fact, &flagged));
    CHECK_OK(db_write(cx, add_fact, &strange));
    CHECK_OK(jobs_run_due(cx, (const struct jobs_kind *const[]){&facts_job, NULL}));
    test_admin_sign_in(&b, "aud");
    test_ask(&b, "GET", "/admin/audit", STR_NONE);
    CHECK(test_shows(&b, "\u516c\u5f00 + \u7d27\u6025")); /* public + urgent */
    CHECK(test_shows(&b, "because") && test_shows(&b, "thing.done"));
}

TEST(unmasked_data_shows_up_with_its_reason)
{
    struct test_browser b = test_browser_of(cx);
    struct person p = {.county = TEST_COUNTY, .name = S("A"), .phone = S("13800000001")};
    int64_t id = 0;
    test_admin_prepare(&b);
    test_admin_sign_in(&b, "sec");
    str security = b.token;
    test_admin_sign_in(&b, "clerk");
    CHECK_OK(person_add(cx, &p, &id));
    struct account clerk;
    CHECK_OK(account_find_login(cx, S("clerk"), &clerk));
    cx->county = TEST_COUNTY;
    test_be(cx, clerk.id);
    CHECK_OK(person_unmask(cx, TEST_COUNTY, id, TEST_SCOPE, 1, S("call back about the lamp"), &p));
    b.token = security;
    test_ask(&b, "GET", "/admin/unmasked", STR_NONE);
    CHECK(test_shows(&b, "call back about the lamp") && test_shows(&b, "clerk"));
    test_ask(&b, "GET", "/admin/unmasked?format=csv", STR_NONE);
    CHECK(test_shows(&b, "call back about the lamp"));
}
