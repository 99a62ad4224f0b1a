/* admin_test: each administrator has their own pages and no other's; the moves work over the web.
 */
#include "civic/people/signin.h"
#include "kit/test/test.h"
#include "rooms/admin/admin.h"

#define COUNTY 532503
#define SCOPE  532503000000000

static const struct act_label acts[] = {{"cases.read", ""}, {0}};

struct browser {
    struct ctx *cx;
    struct web_options o;
    const struct route *tables[2];
    str token;
    struct web_answer a;
};

static struct browser browser_of(struct ctx *cx)
{
    return (struct browser){
        .cx = cx, .o = {.db = cx->db, .seal = cx->seal, .gate = &people_gate}, .token = S("")};
}

static void ask(struct browser *b, const char *method, const char *url, str form)
{
    b->tables[0] = admin_room.routes;
    b->o.routes = b->tables;
    str cookie = str_fmt(b->cx->mem, "linli=%s", str_z(b->cx->mem, b->token));
    CHECK_OK(web_call(&b->o, b->cx->mem, method, url, cookie.at, form, &b->a));
}

static void submit(struct browser *b, const char *url, const char *fields)
{
    str keys = web_keys_of(b->cx->mem, b->a.body);
    ask(b, "POST", url, str_fmt(b->cx->mem, "%.*s&%s", STR_ARG(keys), fields));
}

static bool shows(const struct browser *b, const char *words)
{
    return str_find(b->a.body, str_of(words)) != SIZE_MAX;
}

static enum err put_org(struct ctx *cx, void *arg)
{
    return org_put(cx, arg);
}

static void prepare(struct ctx *cx)
{
    const struct act_label *const known[] = {people_room.acts, acts, NULL};
    struct org o = {.county = COUNTY,
                    .id = 7,
                    .name = S("Office"),
                    .code = S("office"),
                    .kind = ORG_DEPARTMENT,
                    .place = SCOPE,
                    .scope = SCOPE};
    str why;
    CHECK_OK(people_roles_load(
        cx,
        S("h\nsys,x,sys,0,system.orgs system.config\n"
          "sec,x,sec,0,security.accounts security.posts security.roles security.unmasked\n"
          "aud,x,aud,0,audit.facts audit.access\nclerk,x,clerk,0,cases.read people.unmask\n"),
        known, &why));
    CHECK_OK(db_write(cx, put_org, &o));
}

static void sign_in(struct browser *b, const char *role)
{
    struct ctx *cx = b->cx;
    struct account_new a = {
        .county = COUNTY, .login = str_of(role), .name = str_of(role), .password = S("linli-test")};
    struct post_new p = {.county = COUNTY, .org = 7, .scope = SCOPE, .role = str_of(role)};
    struct sign_in in = {.login = a.login, .password = a.password};
    str password;
    int64_t id, post;
    CHECK_OK(account_add(cx, &a, &password, &id));
    p.account = id;
    CHECK_OK(post_give(cx, &p, &post));
    CHECK_OK(sign_in_staff(cx, &in, &b->token));
}

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
        {"/admin/accounts", 1},
        {"/admin/new-account", 1},
        {"/admin/accounts/sec", 1},
        {"/admin/roles", 1},
        {"/admin/unmasked", 1},
        {"/admin/audit", 2},
        {"/admin/audit/access", 2},
        {"/admin/audit/desks", 2},
    };
    struct browser b = browser_of(cx);
    str tokens[COUNT(roles)];
    prepare(cx);
    for (size_t r = 0; r < COUNT(roles); r++) {
        sign_in(&b, roles[r]);
        tokens[r] = b.token;
    }
    for (size_t i = 0; i < COUNT(pages); i++) {
        for (size_t r = 0; r < COUNT(roles); r++) {
            b.token = tokens[r];
            ask(&b, "GET", pages[i].url, STR_NONE);
            bool open = pages[i].who < 0 ? r < 3 : pages[i].who == (int)r;
            int closed = pages[i].who < 0 ? 404 : 403;
            CHECK_INT(b.a.status, open ? 200 : closed);
        }
        b.token = STR_NONE;
        ask(&b, "GET", pages[i].url, STR_NONE);
        CHECK_INT(b.a.status, 401);
    }
}

TEST(every_post_route_of_this_room_is_closed_to_others)
{
    struct browser b = browser_of(cx);
    prepare(cx);
    sign_in(&b, "clerk");
    for (const struct route *r = admin_room.routes; r->pattern; r++) {
        CHECK(!str_is(str_of(r->act), ACT_PUBLIC));
        if (r->method != POST)
            continue;
        char *url = str_z(cx->mem, str_of(r->pattern));
        for (char *c = url; *c; c++)
            if (*c == ':')
                *c = 'x';
        ask(&b, "POST", url, STR_NONE);
        CHECK_INT(b.a.status, 403);
    }
}

TEST(the_system_administrator_keeps_organisations)
{
    struct browser b = browser_of(cx);
    struct org o;
    prepare(cx);
    sign_in(&b, "sys");
    ask(&b, "GET", "/admin/orgs/office", STR_NONE);
    CHECK(shows(&b, ">sys</b>"));
    submit(&b, "/admin/orgs/office", "seen=1&name=Bureau&credit_code=55532503MEB0001753&phone=");
    CHECK_STR(b.a.location, "/admin/orgs/office?saved=1");
    CHECK_OK(org_find(cx, COUNTY, 7, &o));
    CHECK_STR(o.name, "Bureau");
    ask(&b, "GET", "/admin/orgs/office", STR_NONE);
    submit(&b, "/admin/orgs/office", "seen=2&name=Bureau&credit_code=55532503MEB0001754&phone=");
    CHECK_INT(b.a.status, 422);
    CHECK(shows(&b, "55532503MEB0001754"));
    submit(&b, "/admin/orgs/office", "seen=1&name=Late&credit_code=&phone=");
    CHECK_INT(b.a.status, 409);
    submit(&b, "/admin/orgs/office", "seen=2&name=Bureau&credit_code=&phone=&closed=1");
    CHECK_INT(b.a.status, 409); /* people work there */
}

TEST(the_security_administrator_opens_an_account_and_gives_a_post)
{
    struct browser b = browser_of(cx);
    struct account a;
    prepare(cx);
    sign_in(&b, "sec");
    ask(&b, "GET", "/admin/new-account", STR_NONE);
    str page = b.a.body;
    submit(&b, "/admin/accounts", "name=New&login=New-One&phone=");
    CHECK_INT(b.a.status, 200);
    CHECK(shows(&b, "New") && shows(&b, "card lit"));
    b.a.body = page; /* the same form, sent once more */
    submit(&b, "/admin/accounts", "name=New&login=New-One&phone=");
    CHECK_STR(b.a.location, "/admin/accounts/new-one");
    CHECK_OK(account_find_login(cx, S("new-one"), &a));
    CHECK(a.must_change && a.state == ACCOUNT_OPEN);
    ask(&b, "GET", "/admin/accounts/new-one", STR_NONE);
    CHECK(!shows(&b, "card lit"));
    submit(&b, "/admin/accounts/new-one/disable", "");
    CHECK_OK(account_find_login(cx, S("new-one"), &a));
    CHECK_INT(a.state, ACCOUNT_DISABLED);
    ask(&b, "GET", "/admin/accounts/sec", STR_NONE);
    submit(&b, "/admin/accounts/sec/disable", "");
    CHECK_INT(b.a.status, 403); /* nobody the own account */
}

TEST(the_auditor_reads_facts_and_takes_them_as_a_table)
{
    struct browser b = browser_of(cx);
    prepare(cx);
    sign_in(&b, "aud"); /* writes account.added and post.given itself */
    ask(&b, "GET", "/admin/audit?kind=post.", STR_NONE);
    CHECK_INT(b.a.status, 200);
    ask(&b, "GET", "/admin/audit?kind=post.&format=csv", STR_NONE);
    CHECK(str_starts(b.a.type, S("text/csv")) && shows(&b, "time,pos,kind"));
    ask(&b, "GET", "/admin/audit?from=yesterday", STR_NONE);
    CHECK_INT(b.a.status, 422);
    ask(&b, "GET", "/admin/audit/access?who=nobody", STR_NONE);
    CHECK_INT(b.a.status, 200);
}

TEST(unmasked_data_shows_up_with_its_reason)
{
    struct browser b = browser_of(cx);
    struct person p = {.county = COUNTY, .name = S("A"), .phone = S("13800000001")};
    int64_t id = 0;
    prepare(cx);
    sign_in(&b, "sec");
    str security = b.token;
    sign_in(&b, "clerk");
    CHECK_OK(person_add(cx, &p, &id));
    struct account clerk;
    CHECK_OK(account_find_login(cx, S("clerk"), &clerk));
    cx->county = COUNTY;
    test_be(cx, clerk.id);
    CHECK_OK(person_unmask(cx, COUNTY, id, SCOPE, 1, S("call back about the lamp"), &p));
    b.token = security;
    ask(&b, "GET", "/admin/unmasked", STR_NONE);
    CHECK(shows(&b, "call back about the lamp") && shows(&b, "clerk"));
    ask(&b, "GET", "/admin/unmasked?format=csv", STR_NONE);
    CHECK(shows(&b, "call back about the lamp"));
}
