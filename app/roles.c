/* roles.c: the shipped roles (data/roles.csv), held against the acts of every room. */
#include "app/app.h"
#include "civic/people/people.h"

extern const str demo_data_roles;

enum { ROOMS_MAX = 63 };

enum err app_load_roles(struct ctx *cx, str *why)
{
    const struct act_label *known[ROOMS_MAX + 1] = {0};
    int n = 0;
    for (const struct room *const *r = rooms_of(cx); *r; r++)
        if ((*r)->acts) {
            assert(n < ROOMS_MAX);
            known[n++] = (*r)->acts;
        }
    return people_roles_load(cx, demo_data_roles, known, why);
}
