/* token_test: what machines bring: shown once, limited, revoked. */
#include "civic/people/test_people.h"

static struct token asked(const char *acts)
{
    return (struct token){
        .county = T_COUNTY, .scope = T_COMMUNITY, .name = S("Water company"), .acts = str_of(acts)};
}

TEST(a_token_acts_within_its_place_with_what_it_was_given)
{
    int64_t id;
    str secret;
    struct token t = asked("cases.read,cases.enter"), found;
    cx->via = S("cli");
    CHECK_OK(token_add(cx, &t, &id, &secret));
    CHECK_INT((int64_t)secret.len, 43);
    CHECK_OK(token_find(cx, secret, &found));
    CHECK_INT(found.id, id);
    CHECK(token_may(&found, "cases.read") && !token_may(&found, ACT_OPEN311_SEND));
    token_act(cx, &found);
    CHECK(may(cx, "cases.enter", T_COMMUNITY + 1, NO_ORG));
    CHECK(!may(cx, "cases.enter", T_SCOPE, NO_ORG));
    CHECK(!may(cx, "people.unmask", T_COMMUNITY, NO_ORG));
    CHECK_ERR(token_find(cx, S("0123456789012345678901234567890123456789012"), &found),
              ERR_NOT_FOUND);
}

TEST(a_token_revoked_or_expired_opens_nothing)
{
    int64_t id;
    str secret, second;
    struct token t = asked("open311.send"), found;
    cx->via = S("cli");
    t.until_ms = clock_real_ms() - 1;
    CHECK_OK(token_add(cx, &t, &id, &second));
    CHECK_ERR(token_find(cx, second, &found), ERR_NOT_FOUND);
    t.until_ms = clock_real_ms() + DAY_MS;
    CHECK_OK(token_add(cx, &t, &id, &second));
    t.until_ms = 0;
    CHECK_OK(token_add(cx, &t, &id, &secret));
    CHECK_OK(token_revoke(cx, T_COUNTY, id));
    CHECK_ERR(token_find(cx, secret, &found), ERR_NOT_FOUND);
    CHECK_ERR(token_revoke(cx, T_COUNTY, id), ERR_NOT_FOUND);
    CHECK_OK(token_find(cx, second, &found));
}

TEST(a_token_is_given_by_the_security_administrator_and_never_more_than_tokens_may)
{
    int64_t id;
    str secret;
    struct token t = asked("people.unmask");
    cx->via = S("cli");
    CHECK_ERR(token_add(cx, &t, &id, &secret), ERR_INVALID);
    t.acts = S("cases.read people.unmask");
    CHECK_ERR(token_add(cx, &t, &id, &secret), ERR_INVALID);
    t.acts = S(" , ");
    CHECK_ERR(token_add(cx, &t, &id, &secret), ERR_INVALID);
    test_roles(cx, "sec,x,x,0,security.accounts\nclerk,x,x,0,cases.read\n");
    int64_t org = test_org(cx, "hzy", T_COMMUNITY);
    t.acts = S("cases.read");
    test_as(cx, test_staff(cx, "clerk", org, "clerk", T_COMMUNITY));
    CHECK_ERR(token_add(cx, &t, &id, &secret), ERR_DENIED);
    test_as(cx, test_staff(cx, "safe", org, "sec", T_SCOPE));
    CHECK_OK(token_add(cx, &t, &id, &secret));
}
