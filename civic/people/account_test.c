/* account_test: accounts, posts, roles: who may give what, and what never meets in one hand. */
#include "civic/people/test_people.h"
#include "civic/room.h"

#define ROLES                                                                                      \
    "sys,x,x,0,system.orgs system.config\n"                                                        \
    "sec,x,x,0,security.accounts security.posts security.roles security.unmasked\n"                \
    "aud,x,x,0,audit.facts audit.access\n"                                                         \
    "clerk,x,x,0,cases.read people.read people.unmask\n"                                           \
    "dept,x,x,0,cases.handle@org\n"                                                                \
    "locked,x,x,1,cases.read\n"

TEST(posts_are_loaded_with_their_acts)
{
    test_roles(cx, ROLES);
    int64_t org = test_org(cx, "hzy", T_COMMUNITY);
    test_as(cx, test_staff(cx, "clerk", org, "clerk", T_COMMUNITY));
    CHECK_INT(cx->posts->n, 1);
    CHECK(may(cx, "cases.read", T_COMMUNITY + 2, NO_ORG));
    CHECK(!may(cx, "cases.read", T_COMMUNITY + 1000, NO_ORG));
    CHECK_STR(cx->posts->at[0].org_name, "hzy");
}

TEST(a_post_outside_its_days_grants_nothing)
{
    test_roles(cx, ROLES);
    int64_t org = test_org(cx, "hzy", T_COMMUNITY), today = day_of_ms(cx->now), post;
    int64_t id = test_staff(cx, "clerk", org, "dept", T_COMMUNITY);
    struct post_new p = {.county = T_COUNTY,
                         .account = id,
                         .org = org,
                         .scope = T_COMMUNITY,
                         .role = S("clerk"),
                         .from_day = today + 1,
                         .to_day = today + 2};
    CHECK_OK(post_give(cx, &p, &post));
    test_as(cx, id);
    CHECK(!may(cx, "cases.read", T_COMMUNITY, NO_ORG));
    test_clock(cx, cx->now + DAY_MS);
    test_as(cx, id);
    CHECK(may(cx, "cases.read", T_COMMUNITY, NO_ORG));
    test_clock(cx, cx->now + 2 * (int64_t)DAY_MS);
    test_as(cx, id);
    CHECK(!may(cx, "cases.read", T_COMMUNITY, NO_ORG));
    test_be(cx, 0);
    cx->via = S("cli");
    CHECK_OK(post_end(cx, T_COUNTY, id, post) == ERR_CONFLICT ? OK : ERR_FAULT); /* it is over */
}

TEST(roles_refuse_unknown_acts_and_mixed_hands)
{
    const struct act_label *const known[] = {people_room.acts, NULL};
    str why = STR_NONE;
    CHECK_ERR(people_roles_load(cx, S("h\nr,x,x,0,people.fly\n"), known, &why), ERR_INVALID);
    CHECK_STR(why, "role r: unknown act people.fly");
    CHECK_ERR(people_roles_load(cx, S("h\nr,x,x,0,people.read audit.facts\n"), known, &why),
              ERR_INVALID);
    CHECK_ERR(people_roles_load(cx, S("h\nr,x,x,0,system.orgs security.posts\n"), known, &why),
              ERR_INVALID);
    CHECK_OK(people_roles_load(cx, S("h\nr,x,x,0,people.read@org\n"), known, &why));
}

TEST(administrators_and_business_never_meet_in_one_account)
{
    static const char *const roles[] = {"sys", "sec", "aud", "clerk"};
    test_roles(cx, ROLES);
    int64_t org = test_org(cx, "hzy", T_COMMUNITY), post;
    for (size_t i = 0; i < COUNT(roles); i++) {
        int64_t id = test_staff(cx, roles[i], org, roles[i], T_SCOPE);
        for (size_t k = 0; k < COUNT(roles); k++) {
            struct post_new p = {.county = T_COUNTY,
                                 .account = id,
                                 .org = org,
                                 .scope = T_SCOPE,
                                 .role = str_of(roles[k])};
            CHECK_ERR(post_give(cx, &p, &post), i == k ? OK : ERR_CONFLICT);
        }
    }
}

TEST(a_post_that_has_ended_stands_in_nobodys_way)
{
    test_roles(cx, ROLES);
    int64_t org = test_org(cx, "hzy", T_COMMUNITY), post, today = day_of_ms(cx->now);
    int64_t id = test_staff(cx, "sys", org, "sys", T_SCOPE);
    struct post_new p = {.county = T_COUNTY,
                         .account = id,
                         .org = org,
                         .scope = T_SCOPE,
                         .role = S("clerk"),
                         .from_day = today};
    struct post_line old;
    int n;
    CHECK_OK(post_list(cx, T_COUNTY, id, &old, 1, &n));
    CHECK_ERR(post_give(cx, &p, &post), ERR_CONFLICT);
    CHECK_OK(post_end(cx, T_COUNTY, id, old.id));
    CHECK_OK(post_give(cx, &p, &post));
}

TEST(an_account_holds_four_posts_at_most)
{
    test_roles(cx, ROLES);
    int64_t org = test_org(cx, "hzy", T_COMMUNITY), post;
    int64_t id = test_staff(cx, "clerk", org, "clerk", T_COMMUNITY);
    struct post_new p = {.county = T_COUNTY, .account = id, .org = org, .role = S("clerk")};
    for (int i = 1; i < POSTS_MAX; i++) {
        p.scope = T_COMMUNITY + i * 1000;
        CHECK_OK(post_give(cx, &p, &post));
    }
    CHECK_ERR(post_give(cx, &p, &post), ERR_CONFLICT);
    test_as(cx, id);
    CHECK_INT(cx->posts->n, POSTS_MAX);
}

TEST(only_the_security_administrator_keeps_accounts_and_not_the_own)
{
    static const char *const others[] = {"sys", "aud", "clerk"};
    test_roles(cx, ROLES);
    int64_t org = test_org(cx, "hzy", T_COMMUNITY), post, made;
    int64_t sec = test_staff(cx, "sec", org, "sec", T_SCOPE);
    int64_t clerk = test_staff(cx, "clerk", org, "clerk", T_COMMUNITY);
    struct account_new a = {.county = T_COUNTY, .login = S("new"), .name = S("New")};
    struct post_new p = {
        .county = T_COUNTY, .account = clerk, .org = org, .scope = T_SCOPE, .role = S("clerk")};
    str password;
    for (size_t i = 0; i < COUNT(others); i++) {
        int64_t id = test_staff(cx, str_fmt(cx->mem, "o%zu", i).at, org, others[i], T_SCOPE);
        test_as(cx, id);
        CHECK_ERR(account_add(cx, &a, &password, &made), ERR_NOT_FOUND);
        CHECK_ERR(account_disable(cx, T_COUNTY, clerk), ERR_NOT_FOUND);
        CHECK_ERR(account_reset(cx, T_COUNTY, clerk, &password), ERR_NOT_FOUND);
        CHECK_ERR(post_give(cx, &p, &post), ERR_NOT_FOUND);
    }
    test_as(cx, sec);
    CHECK_OK(account_add(cx, &a, &password, &made));
    CHECK_INT(password.len, 14);
    CHECK_ERR(account_add(cx, &a, &password, &made), ERR_INVALID); /* the name is taken */
    CHECK_OK(post_give(cx, &p, &post));
    p.account = sec;
    CHECK_ERR(post_give(cx, &p, &post), ERR_DENIED);
    CHECK_ERR(account_disable(cx, T_COUNTY, sec), ERR_DENIED);
    CHECK_OK(account_disable(cx, T_COUNTY, clerk));
    test_be(cx, 0);
    cx->county = T_COUNTY;
    cx->actor = clerk;
    CHECK_ERR(people_load(cx), ERR_NOT_FOUND);
    CHECK(cx->actor == 0 && cx->posts == NULL);
}

TEST(a_first_password_opens_nothing_else)
{
    test_roles(cx, ROLES);
    int64_t org = test_org(cx, "hzy", T_COMMUNITY), post, id;
    struct account_new a = {.county = T_COUNTY, .login = S("new"), .name = S("New")};
    str password;
    CHECK_OK(account_add(cx, &a, &password, &id));
    struct post_new p = {
        .county = T_COUNTY, .account = id, .org = org, .scope = T_COMMUNITY, .role = S("clerk")};
    CHECK_OK(post_give(cx, &p, &post));
    test_as(cx, id);
    CHECK(cx->posts->must_change && cx->posts->n == 0);
    CHECK_OK(account_set_password(cx, T_COUNTY, id, S("three green trees 7")));
    test_as(cx, id);
    CHECK(!cx->posts->must_change && cx->posts->n == 1);
}

TEST(a_role_that_asks_for_a_second_factor_opens_nothing_without)
{
    test_roles(cx, ROLES);
    int64_t org = test_org(cx, "hzy", T_COMMUNITY);
    test_as(cx, test_staff(cx, "locked", org, "locked", T_COMMUNITY));
    CHECK(cx->posts->must_enrol && cx->posts->n == 0);
}

TEST(tasks_find_the_people_who_may_do_them)
{
    struct people_holder h[8];
    int n = -1;
    test_roles(cx, ROLES);
    int64_t one = test_org(cx, "one", T_SCOPE), two = test_org(cx, "two", T_SCOPE);
    int64_t a = test_staff(cx, "a-one", one, "dept", T_SCOPE);
    test_staff(cx, "b-two", two, "dept", T_SCOPE);
    int64_t c = test_staff(cx, "c-hzy", one, "clerk", T_COMMUNITY);
    CHECK_OK(people_holders(cx, T_COUNTY, "cases.handle", T_COMMUNITY, one, h, 8, &n));
    CHECK(n == 1 && h[0].account == a && h[0].org == one);
    CHECK_OK(people_holders(cx, T_COUNTY, "cases.read", T_COMMUNITY, NO_ORG, h, 8, &n));
    CHECK(n == 1 && h[0].account == c);
    CHECK_OK(people_holders(cx, T_COUNTY, "cases.handle", T_COMMUNITY, NO_ORG, h, 8, &n));
    CHECK_INT(n, 0);
    CHECK_OK(account_disable(cx, T_COUNTY, a));
    CHECK_OK(people_holders(cx, T_COUNTY, "cases.handle", T_COMMUNITY, one, h, 8, &n));
    CHECK_INT(n, 0);
}

TEST(organisations_are_kept_by_the_system_administrator)
{
    test_roles(cx, ROLES);
    int64_t org = test_org(cx, "hzy", T_COMMUNITY), id;
    int64_t sys = test_staff(cx, "sys", org, "sys", T_SCOPE);
    int64_t clerk = test_staff(cx, "clerk", org, "clerk", T_SCOPE);
    struct org o = {.county = T_COUNTY,
                    .kind = ORG_COMMITTEE,
                    .name = S("A committee"),
                    .credit_code = S("55532503meb0001753"),
                    .phone = S("0873 3720000"),
                    .place = T_COMMUNITY,
                    .scope = T_COMMUNITY};
    test_as(cx, clerk);
    CHECK_ERR(org_add(cx, &o, &id), ERR_NOT_FOUND);
    test_as(cx, sys);
    CHECK_OK(org_add(cx, &o, &id));
    CHECK_OK(org_find(cx, T_COUNTY, id, &o));
    CHECK_STR(o.credit_code, "55532503MEB0001753");
    CHECK_STR(o.phone, "0873-3720000");
    o.name = S("Another name");
    CHECK_OK(org_change(cx, &o));
    CHECK_ERR(org_change(cx, &o), ERR_CONFLICT);   /* row_ver is stale */
    CHECK_ERR(org_add(cx, &o, &id), ERR_CONFLICT); /* one organisation per credit code */
    o.credit_code = S("55532503MEB0001754");
    CHECK_ERR(org_add(cx, &o, &id), ERR_INVALID);
    CHECK_OK(org_find(cx, T_COUNTY, org, &o));
    o.closed = true;
    CHECK_ERR(org_change(cx, &o), ERR_CONFLICT); /* people work there */
}
