#include "rooms/admin/test_admin.h"

#include "civic/people/signin.h"
#include "rooms/admin/admin.h"

static const struct act_label acts[] = {{"cases.read", ""}, {0}};

struct test_browser test_browser_of(struct ctx *cx)
{
    return (struct test_browser){
        .cx = cx, .o = {.db = cx->db, .seal = cx->seal, .gate = &people_gate}, .token = S("")};
}

void test_ask(struct test_browser *b, const char *method, const char *url, str form)
{
    b->tables[0] = admin_room.routes;
    b->o.routes = b->tables;
    str cookie = str_fmt(b->cx->mem, "linli=%s", str_z(b->cx->mem, b->token));
    CHECK_OK(web_call(&b->o, b->cx->mem, method, url, cookie.at, form, &b->a));
}

void test_submit(struct test_browser *b, const char *url, const char *fields)
{
    str keys = web_keys_of(b->cx->mem, b->a.body);
    test_ask(b, "POST", url, str_fmt(b->cx->mem, "%.*s&%s", STR_ARG(keys), fields));
}

bool test_shows(const struct test_browser *b, const char *words)
{
    return str_find(b->a.body, str_of(words)) != SIZE_MAX;
}

static enum err put_org(struct ctx *cx, void *arg)
{
    return org_put(cx, arg);
}

void test_admin_prepare(struct test_browser *b)
{
    struct ctx *cx = b->cx;
    const struct act_label *const known[] = {people_room.acts, acts, NULL};
    struct org o = {.county = TEST_COUNTY,
                    .id = 7,
                    .name = S("Office"),
                    .code = S("office"),
                    .kind = ORG_DEPARTMENT,
                    .place = TEST_SCOPE,
                    .scope = TEST_SCOPE};
    str why;
    CHECK_OK(people_roles_load(
        cx,
        S("h\nsys,x,sys,0,system.orgs system.config\n"
          "sec,x,sec,0,security.accounts security.posts security.roles security.unmasked\n"
          "aud,x,aud,0,audit.facts audit.access\nclerk,x,clerk,0,cases.read people.unmask\n"),
        known, &why));
    CHECK_OK(db_write(cx, put_org, &o));
}

void test_admin_sign_in(struct test_browser *b, const char *role)
{
    struct ctx *cx = b->cx;
    struct account_new a = {.county = TEST_COUNTY,
                            .login = str_of(role),
                            .name = str_of(role),
                            .password = S("linli-test")};
    struct post_new p = {
        .county = TEST_COUNTY, .org = 7, .scope = TEST_SCOPE, .role = str_of(role)};
    struct sign_in in = {.login = a.login, .password = a.password};
    str password;
    int64_t id, post;
    CHECK_OK(account_add(cx, &a, &password, &id));
    p.account = id;
    CHECK_OK(post_give(cx, &p, &post));
    CHECK_OK(sign_in_staff(cx, &in, &b->token));
}
