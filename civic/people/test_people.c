/* test_people: see its header; also lets test_be load the posts of an account. */
#include "civic/people/test_people.h"

#include "civic/room.h"

static void load(struct ctx *cx)
{
    if (!cx->county)
        cx->county = T_COUNTY;
    CHECK_OK(people_load(cx));
}

__attribute__((constructor)) static void begin(void)
{
    test_be_by(load);
}

static const struct act_label some[] = {{"cases.read", ""}, {"cases.handle", ""}, {0}};

void test_roles(struct ctx *cx, const char *lines)
{
    const struct act_label *const known[] = {people_room.acts, some, NULL};
    str why = STR_NONE;
    str csv = str_fmt(cx->mem, "role,zh,en,factor,acts\n%s", lines);
    enum err e = people_roles_load(cx, csv, known, &why);
    if (e)
        print_error("    %.*s\n", STR_ARG(why));
    CHECK_OK(e);
}

static enum err org_tx(struct ctx *cx, void *arg)
{
    return org_put(cx, arg);
}

int64_t test_org(struct ctx *cx, const char *code, int64_t scope)
{
    struct org o = {.county = T_COUNTY,
                    .id = db_new_id(cx),
                    .code = str_of(code),
                    .kind = ORG_DEPARTMENT,
                    .place = scope,
                    .name = str_of(code),
                    .scope = scope};
    CHECK_OK(db_write(cx, org_tx, &o));
    return o.id;
}

int64_t test_staff(struct ctx *cx, const char *login, int64_t org, const char *role, int64_t scope)
{
    struct account_new a = {.county = T_COUNTY,
                            .login = str_of(login),
                            .name = str_of(login),
                            .password = S("linli-test")};
    int64_t id = 0, post;
    str password;
    test_be(cx, 0);
    cx->via = S("cli");
    CHECK_OK(account_add(cx, &a, &password, &id));
    struct post_new p = {
        .county = T_COUNTY, .account = id, .org = org, .scope = scope, .role = str_of(role)};
    CHECK_OK(post_give(cx, &p, &post));
    return id;
}

void test_as(struct ctx *cx, int64_t account)
{
    cx->county = T_COUNTY;
    cx->via = S("web");
    test_be(cx, account);
}
