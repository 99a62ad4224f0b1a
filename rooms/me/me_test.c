/* me_test: signing in over the web, by the in-process client. */
#include "civic/people/signin.h"
#include "kit/test/test.h"
#include "kit/web/web.h"
#include "rooms/me/me.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000

static enum err send_kept(struct req *rq)
{
    web_status(rq, 200);
    return web_bytes(rq, "text/plain",
                     str_fmt(rq->cx->mem, "got %.*s", STR_ARG(web_field(rq, "words"))));
}

static enum err show(struct req *rq)
{
    return web_bytes(rq, "text/plain", S("the desk"));
}

static const struct route some[] = {
    {GET, "/desk", show, "cases.read"},
    {GET, "/admin", show, ACT_SYSTEM_ORGS},
    {POST, "/c/:c/ideas", send_kept, ACT_SIGNED_IN},
    {0},
};

/* ---- a browser: remembers its cookies and the keys of the last page ----- */

struct browser {
    struct ctx *cx;
    struct web_gate gate;
    struct web_options o;
    str session, desk, device;
    struct web_answer a;
};

static struct browser browser_of(struct ctx *cx, const struct web_gate *gate, bool demo)
{
    static const struct route *tables[3];
    tables[0] = me_room.routes;
    tables[1] = some;
    return (struct browser){
        .cx = cx,
        .o = {.db = cx->db, .seal = cx->seal, .gate = gate, .routes = tables, .demo = demo}};
}

static void keep_cookie(str lines, const char *name, str *out)
{
    while (lines.len) {
        str line = str_cut(&lines, '\n');
        size_t n = strlen(name);
        if (line.len <= n || memcmp(line.at, name, n) || line.at[n] != '=')
            continue;
        str value = {line.at + n + 1, line.len - n - 1};
        value = str_cut(&value, ';');
        *out = str_is(value, "0") ? STR_NONE : value;
    }
}

static void ask(struct browser *b, const char *method, const char *url, str form)
{
    struct arena *mem = b->cx->mem;
    str cookie = str_fmt(mem, "linli=%.*s; desk=%.*s; device=%.*s", STR_ARG(b->session),
                         STR_ARG(b->desk), STR_ARG(b->device));
    CHECK_OK(web_call(&b->o, mem, method, url, cookie.at, form, &b->a));
    keep_cookie(b->a.cookies, "linli", &b->session);
    keep_cookie(b->a.cookies, "desk", &b->desk);
    keep_cookie(b->a.cookies, "device", &b->device);
}

/* Sends a form with the keys of the page that was shown last. */
static void submit(struct browser *b, const char *url, const char *fields)
{
    str keys = web_keys_of(b->cx->mem, b->a.body);
    ask(b, "POST", url, str_fmt(b->cx->mem, "%.*s&%s", STR_ARG(keys), fields));
}

static bool shows(const struct browser *b, const char *words)
{
    return str_find(b->a.body, str_of(words)) != SIZE_MAX;
}

static struct web_gate with_errors(void)
{
    struct web_gate g = people_gate;
    g.error_page = me_error_page;
    return g;
}

/* ---- people ------------------------------------------------------------- */

static const struct act_label acts[] = {{"cases.read", ""}, {"cases.work", ""}, {0}};

static enum err make_org(struct ctx *cx, void *arg)
{
    return org_put(cx, arg);
}

static int64_t staff_as(struct ctx *cx, const char *login, bool first, const char *role)
{
    const struct act_label *const known[] = {people_room.acts, acts, NULL};
    struct org o = {.county = COUNTY,
                    .id = 7,
                    .name = S("Office"),
                    .code = S("office"),
                    .kind = ORG_DEPARTMENT,
                    .place = COMMUNITY,
                    .scope = COMMUNITY};
    struct account_new a = {.county = COUNTY, .login = str_of(login), .name = str_of(login)};
    struct post_new p = {.county = COUNTY, .org = 7, .scope = COMMUNITY, .role = str_of(role)};
    str password, why;
    int64_t id, post;
    CHECK_OK(people_roles_load(
        cx, S("h\nclerk,x,x,0,cases.read cases.work\nreader,x,x,0,cases.read\n"), known, &why));
    CHECK_OK(db_write(cx, make_org, &o));
    a.password = first ? STR_NONE : S("linli-test");
    CHECK_OK(account_add(cx, &a, &password, &id));
    p.account = id;
    CHECK_OK(post_give(cx, &p, &post));
    return id;
}

static int64_t staff(struct ctx *cx, const char *login, bool first)
{
    return staff_as(cx, login, first, "clerk");
}

static int64_t resident(struct ctx *cx, const char *phone, const char *name)
{
    int64_t id = 0;
    CHECK_OK(resident_add(cx, COUNTY, str_of(phone), str_of(name), &id));
    return id;
}

/* ---- tests -------------------------------------------------------------- */

TEST(staff_sign_in_work_and_leave)
{
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, false);
    staff(cx, "clerk", false);
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_INT(b.a.status, 401);
    CHECK(shows(&b, "/staff/login") && shows(&b, "value=\"/desk\""));
    submit(&b, "/staff/login", "login=clerk&password=wrong-one-1&back=%2Fdesk");
    CHECK_INT(b.a.status, 403);
    CHECK(shows(&b, "value=\"clerk\"") && !shows(&b, "wrong-one-1"));
    submit(&b, "/staff/login", "login=clerk&password=linli-test&back=%2Fdesk");
    CHECK_INT(b.a.status, 303);
    CHECK_STR(b.a.location, "/desk");
    CHECK(b.session.len == 43 && b.device.len == 43);
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_STR(b.a.body, "the desk");
    ask(&b, "GET", "/admin", STR_NONE);
    CHECK_INT(b.a.status, 403);
    ask(&b, "GET", "/me", STR_NONE);
    CHECK_INT(b.a.status, 200);
    submit(&b, "/logout", "");
    CHECK_INT(b.a.status, 303);
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_INT(b.a.status, 401);
}

TEST(a_form_without_its_token_is_refused)
{
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, false);
    staff(cx, "clerk", false);
    ask(&b, "GET", "/staff/login", STR_NONE);
    submit(&b, "/staff/login", "login=clerk&password=linli-test");
    ask(&b, "POST", "/me/pin", S("pin=204060&old=linli-test&_key=0123456789abcdef0"));
    CHECK_INT(b.a.status, 403);
}

/* A leader reads and has no inbox: signing in led to "not for you". */
TEST(who_has_no_inbox_is_not_led_to_it)
{
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, false);
    staff_as(cx, "reader", false, "reader");
    ask(&b, "GET", "/staff/login", STR_NONE);
    submit(&b, "/staff/login", "login=reader&password=linli-test");
    CHECK_STR(b.a.location, "/me");
    ask(&b, "GET", "/me", STR_NONE);
    CHECK_INT(b.a.status, 200);
    CHECK(!shows(&b, "\"/desk\""));
}

TEST(the_first_password_has_to_change)
{
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, false);
    str first;
    int64_t id = staff(cx, "new", true);
    CHECK_OK(account_reset(cx, COUNTY, id, &first));
    ask(&b, "GET", "/staff/login", STR_NONE);
    submit(&b, "/staff/login", str_fmt(cx->mem, "login=new&password=%.*s", STR_ARG(first)).at);
    CHECK_STR(b.a.location, "/me/password");
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_INT(b.a.status, 403);
    ask(&b, "GET", "/me/password", STR_NONE);
    submit(&b, "/me/password",
           str_fmt(cx->mem, "old=%.*s&password=short&password_again=short", STR_ARG(first)).at);
    CHECK_INT(b.a.status, 422);
    str old = b.session;
    submit(&b, "/me/password",
           str_fmt(cx->mem, "old=%.*s&password=three-green-7&password_again=three-green-7",
                   STR_ARG(first))
               .at);
    CHECK_STR(b.a.location, "/desk");
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_STR(b.a.body, "the desk");
    b.session = old;
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_INT(b.a.status, 401);
}

TEST(a_new_password_signs_out_every_other_browser)
{
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, false);
    int64_t id = staff(cx, "clerk", false);
    ask(&b, "GET", "/staff/login", STR_NONE);
    submit(&b, "/staff/login", "login=clerk&password=linli-test");
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_INT(b.a.status, 200);
    CHECK_OK(account_set_password(cx, COUNTY, id, S("three-green-7")));
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_INT(b.a.status, 401);
}

TEST(a_disabled_account_is_out_at_once)
{
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, false);
    int64_t id = staff(cx, "clerk", false);
    ask(&b, "GET", "/staff/login", STR_NONE);
    submit(&b, "/staff/login", "login=clerk&password=linli-test");
    CHECK_OK(account_disable(cx, COUNTY, id));
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_INT(b.a.status, 401);
    submit(&b, "/staff/login", "login=clerk&password=linli-test");
    CHECK_INT(b.a.status, 403);
    CHECK_OK(account_enable(cx, COUNTY, id));
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_INT(b.a.status, 401); /* the old session stays closed */
}

TEST(what_was_written_survives_a_session_that_ended)
{
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, true);
    resident(cx, "13800000001", "\u738b\u82f1");
    ask(&b, "POST", "/c/hzy/ideas", S("words=lamps+%26+benches&_key=0123456789abcdef"));
    CHECK_INT(b.a.status, 401);
    CHECK(shows(&b, "name=\"keep.words\" value=\"lamps &amp; benches\""));
    CHECK(shows(&b, "name=\"keep_to\" value=\"/c/hzy/ideas\""));
    CHECK(!shows(&b, "keep._key"));
    submit(&b, "/dev/sign-in",
           "who=13800000001&keep_to=%2Fc%2Fhzy%2Fideas&keep.words=lamps+%26+benches");
    CHECK_INT(b.a.status, 200);
    CHECK(shows(&b, "action=\"/c/hzy/ideas\"") && shows(&b, "lamps &amp; benches"));
    submit(&b, "/c/hzy/ideas", "words=lamps+%26+benches");
    CHECK_STR(b.a.body, "got lamps & benches");
}

TEST(the_desk_changes_users_by_pin)
{
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, false);
    int64_t one = staff(cx, "one", false), two, post;
    struct account_new a = {
        .county = COUNTY, .login = S("two"), .name = S("two"), .password = S("linli-test")};
    struct post_new p = {.county = COUNTY, .org = 7, .scope = COMMUNITY, .role = S("clerk")};
    str password;
    CHECK_OK(account_add(cx, &a, &password, &two));
    p.account = two;
    CHECK_OK(post_give(cx, &p, &post));
    CHECK_OK(account_set_pin(cx, COUNTY, one, S("204060")));
    ask(&b, "GET", "/staff/login", STR_NONE);
    submit(&b, "/staff/login", "login=one&password=linli-test");
    str of_one = b.session;
    ask(&b, "GET", "/staff/login", STR_NONE);
    submit(&b, "/staff/login", "login=two&password=linli-test");
    CHECK(b.session.len == 43 && !str_eq(b.session, of_one) && b.desk.len >= 43);
    str of_two = b.session;
    b.session = of_one; /* taken from the desk's cookie, it opens nothing */
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_INT(b.a.status, 401);
    b.session = of_two;
    ask(&b, "GET", "/staff/desk", STR_NONE);
    CHECK(shows(&b, ">one<"));
    submit(&b, "/staff/desk", "person=0&secret=999999");
    CHECK_INT(b.a.status, 422);
    submit(&b, "/staff/desk", "person=0&secret=204060");
    CHECK_INT(b.a.status, 303);
    CHECK(str_eq(b.session, of_one));
    ask(&b, "GET", "/me", STR_NONE);
    CHECK(shows(&b, "<h1>one</h1>"));
    submit(&b, "/staff/desk/lock", "");
    ask(&b, "GET", "/desk", STR_NONE);
    CHECK_INT(b.a.status, 401);
    ask(&b, "GET", "/staff/desk", STR_NONE);
    CHECK(shows(&b, ">one<") && shows(&b, ">two<"));
}

TEST(a_family_number_asks_who_it_is)
{
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, true);
    resident(cx, "13800000001", "\u738b\u5927\u82f1");
    ask(&b, "GET", "/login", STR_NONE);
    submit(&b, "/dev/sign-in", "who=13800000001");
    CHECK_STR(b.a.location, "/me");
    ask(&b, "GET", "/me", STR_NONE);
    submit(&b, "/login/other", "");
    CHECK_INT(b.a.status, 200);
    CHECK(shows(&b, "\u738b*\u82f1")); /* masked: the name of another opens nothing */
    str page = b.a.body;
    ask(&b, "GET", "/me", STR_NONE);
    CHECK_INT(b.a.status, 401);
    b.a.body = page;
    submit(&b, "/login/who", "name=Li+Si");
    CHECK_STR(b.a.location, "/me");
    ask(&b, "GET", "/me", STR_NONE);
    CHECK(shows(&b, "Li Si") && !shows(&b, "\u738b"));
    submit(&b, "/login/other", "");
    submit(&b, "/login/who", "person=0");
    ask(&b, "GET", "/me", STR_NONE);
    CHECK(shows(&b, "\u738b\u5927\u82f1"));
}

TEST(own_data_can_be_taken_along_and_erased)
{
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, true);
    resident(cx, "13800000001", "\u738b\u82f1");
    ask(&b, "GET", "/login", STR_NONE);
    submit(&b, "/dev/sign-in", "who=13800000001");
    ask(&b, "GET", "/me/data", STR_NONE);
    CHECK(shows(&b, "\"phone\": \"13800000001\"") && shows(&b, "\u738b\u82f1"));
    ask(&b, "GET", "/me/privacy", STR_NONE);
    CHECK_INT(b.a.status, 200);
    ask(&b, "GET", "/me/erase", STR_NONE);
    submit(&b, "/me/erase", "");
    CHECK_INT(b.a.status, 422);
    submit(&b, "/me/erase", "sure=1");
    CHECK_INT(b.a.status, 200);
    CHECK_INT(b.session.len, 0);
}

TEST(sign_in_pages_offer_nothing_without_the_demo)
{
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, false);
    staff(cx, "clerk", false);
    ask(&b, "GET", "/staff/login", STR_NONE);
    CHECK(!shows(&b, "/dev/sign-in"));
    submit(&b, "/dev/sign-in", "who=clerk");
    CHECK_INT(b.a.status, 404);
    b.o.demo = true;
    ask(&b, "GET", "/staff/login", STR_NONE);
    CHECK(shows(&b, "/dev/sign-in") && shows(&b, "value=\"clerk\""));
}

TEST(a_sign_in_leads_nowhere_else)
{
    static const char *const bad[] = {"https%3A%2F%2Fevil.example", "%2F%2Fevil.example",
                                      "%2F%5Cevil.example", "evil"};
    struct web_gate g = with_errors();
    struct browser b = browser_of(cx, &g, true);
    resident(cx, "13800000001", "A");
    for (size_t i = 0; i < COUNT(bad); i++) {
        ask(&b, "GET", "/login", STR_NONE);
        submit(&b, "/dev/sign-in", str_fmt(cx->mem, "who=13800000001&back=%s", bad[i]).at);
        CHECK_STR(b.a.location, "/me");
        b.session = STR_NONE;
    }
}
