/* reply_test.c: whose templates they are, and what their placeholders become. */
#include "rooms/cases/reply.h"

#include "civic/people/test_people.h"

TEST(placeholders_are_filled_and_other_braces_stay)
{
    struct reply_words w = {S("HZY-26-00001"), S("\u7ea2\u7afa\u56ed"), S("11\u67089\u65e5")};
    CHECK_STR(
        reply_filled(cx->mem, S("{number} \u5728{\u5730\u70b9},{\u671f\u9650}\u524d; {x} {"), &w),
        "HZY-26-00001 \u5728\u7ea2\u7afa\u56ed,11\u67089\u65e5\u524d; {x} {");
    CHECK_STR(reply_filled(cx->mem, STR_NONE, &w), "");
}

TEST(a_template_is_for_its_organisation_and_changes_only_as_seen)
{
    struct reply_template *list, t = {.title = S("a"), .body = S("b")}, again;
    int n = 0;
    test_roles(cx, "worker,x,x,0,people.read\n");
    cx->county = T_COUNTY;
    t.org = test_org(cx, "lights", T_SCOPE);
    int64_t other = test_org(cx, "water", T_SCOPE);
    int64_t lamp = test_staff(cx, "lamp", t.org, "worker", T_SCOPE);
    int64_t pipe = test_staff(cx, "pipe", other, "worker", T_SCOPE);
    test_as(cx, lamp);
    CHECK_OK(reply_save(cx, &t));
    CHECK_OK(reply_list(cx, STR_NONE, &list, &n));
    CHECK_INT(n, 1);
    t = list[0];
    t.title = S("c");
    CHECK_OK(reply_save(cx, &t));
    CHECK_INT(reply_save(cx, &t), ERR_CONFLICT); /* seen is stale now */
    CHECK_OK(reply_find(cx, t.id, &again));
    CHECK_STR(again.title, "c");
    t.org = other; /* not one's own */
    CHECK_INT(reply_save(cx, &t), ERR_INVALID);
    test_as(cx, pipe);
    CHECK_INT(reply_find(cx, t.id, &again), ERR_NOT_FOUND);
    CHECK_INT(reply_retire(cx, &list[0]), ERR_NOT_FOUND);
    CHECK_OK(reply_list(cx, STR_NONE, &list, &n));
    CHECK_INT(n, 0);
    test_as(cx, lamp);
    CHECK_OK(reply_find(cx, t.id, &again));
    CHECK_OK(reply_retire(cx, &again));
    CHECK_INT(reply_find(cx, t.id, &again), ERR_NOT_FOUND);
}
