/* told_test.c: what staff read of what people were told. */
#include "civic/notices/notices.h"
#include "civic/people/signin.h"
#include "civic/people/test_people.h"
#include "kit/test/test.h"
#include "rooms/cases/cases_own.h"

enum { CASE = 4711 };

static enum err tell_tx(struct ctx *cx, void *arg)
{
    return notices_tell(cx, arg);
}

static void tell(struct ctx *cx, int64_t account, const char *kind, int64_t ref)
{
    struct tr_arg args[] = {TR("title", S("Lamp")), TR("who", S("B")), TR("number", S("N"))};
    struct notice_new n = {.county = T_COUNTY,
                           .account = account,
                           .kind = kind,
                           .ref = ref,
                           .args = args,
                           .n_args = COUNT(args)};
    CHECK_OK(db_write(cx, tell_tx, &n));
}

TEST(staff_read_how_far_it_got_and_not_to_whom)
{
    static const struct notices demo = {.demo = true};
    struct casefile c = {.m = {.county = T_COUNTY, .id = CASE}};
    struct desk_page p = {0};
    int64_t one = 0;
    cx->notices = &demo;
    cx->lang = LANG_EN;
    CHECK_OK(resident_add(cx, T_COUNTY, S("13800000001"), S("Ming"), &one));
    tell(cx, one, "cases.handed", CASE);
    tell(cx, one, "cases.handed", CASE + 1); /* another case's */
    tell(cx, one, "handover.failed", CASE);  /* what staff hear is not what people hear */
    CHECK_OK(desk_fill_told(cx, &c, &p));
    CHECK_INT(p.n_told, 1);
    CHECK_STR(p.told[0].who, "When something I reported is handed on");
    CHECK_STR(p.told[0].text, "comes with the day's digest");
}
