/* handover_test.c: what a stranger's server answers comes in bounded and clean. */
#include "kit/test/test.h"
#include "rooms/cases/handover.h"

TEST(an_answer_cut_at_its_limit_ends_with_no_blank)
{
    struct handover_answer a;
    str a59 = S("aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa");
    str json = str_fmt(cx->mem, "[{\"service_request_id\":\"%.*s b\",\"status\":\" a\\u202e\\n\"}]",
                       STR_ARG(a59));
    CHECK_OK(handover_read(cx->mem, json, &a));
    CHECK(str_eq(a.number, a59));
    CHECK_STR(a.status, "a");
}
