/* choose: the first page, where somebody says which community is theirs. */
#pragma once
#include "civic/places/places.h"
#include "kit/web/web.h"

struct choose_page {
    str words; /* what was looked for, or "" */
    const struct place *found;
    int n_found;
    struct place at; /* the division shown; code 0: the whole instance */
    /* Below it: of a county its towns with their communities, else the next level. */
    const struct place *below, *communities;
    int n_below, n_communities;
};
enum err choose_show(struct req *rq);
