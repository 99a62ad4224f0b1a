#include "app/test_demo.h"

#include "civic/people/people.h"
#include "kit/test/test.h"
#include "rooms/me/me.h"

void demo_be(struct ctx *cx, const char *login)
{
    struct account a;
    cx->posts = NULL;
    CHECK_OK(account_find_login(cx, str_of(login), &a));
    cx->county = a.county;
    cx->actor = a.id;
    CHECK_OK(people_load(cx));
}

struct web_options demo_site(struct ctx *cx, struct web_gate *gate)
{
    *gate = people_gate;
    gate->error_page = me_error_page;
    return (struct web_options){.db = cx->db,
                                .seal = cx->seal,
                                .media = cx->media,
                                .gate = gate,
                                .routes = app_routes(cx->mem),
                                .csrf_key = {1, 2, 3}};
}
