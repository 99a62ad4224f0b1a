/* may: does a post of the actor grant this, here, for this organisation; and the same question
 * as ranges for a list. Both read the same two functions, and a test holds them together. */
#include "civic/people/people_own.h"

#include <stdio.h>

enum grant { GRANT_NONE, GRANT_ORG, GRANT_PLACE };

/* acts is " a b@org c ": every word has a space on both sides. */
static bool has_word(str acts, const char *act, const char *suffix)
{
    char word[96];
    int n = snprintf(word, sizeof word, " %s%s ", act, suffix);
    assert(n > 0 && (size_t)n < sizeof word);
    return str_find(acts, (str){word, (size_t)n}) != SIZE_MAX;
}

static enum grant grant_of(const struct post *p, const char *act)
{
    if (has_word(p->acts, act, ""))
        return GRANT_PLACE;
    return has_word(p->acts, act, "@org") ? GRANT_ORG : GRANT_NONE;
}

bool post_may(const struct post *p, const char *act, int64_t scope, int64_t org)
{
    enum grant g = grant_of(p, act);
    if (g == GRANT_NONE || scope < p->scope || scope > p->scope_end)
        return false;
    return g == GRANT_PLACE || (org != NO_ORG && org == p->org);
}

bool may(struct ctx *cx, const char *act, int64_t scope, int64_t org)
{
    for (int i = 0; cx->posts && i < cx->posts->n; i++)
        if (post_may(&cx->posts->at[i], act, scope, org)) {
            cx->post = cx->posts->at[i].id;
            return true;
        }
    return false;
}

bool may_somewhere(const struct ctx *cx, const char *act)
{
    for (int i = 0; cx->posts && i < cx->posts->n; i++)
        if (grant_of(&cx->posts->at[i], act) != GRANT_NONE)
            return true;
    return false;
}

void posts_reach(const struct ctx *cx, const char *act, struct posts_reach *out)
{
    struct posts_reach r = {0};
    for (int i = 0; i < POSTS_MAX; i++)
        r.lo[i] = r.olo[i] = 1, r.org[i] = -1; /* 1 to 0 matches nothing */
    for (int i = 0; cx->posts && i < cx->posts->n; i++) {
        const struct post *p = &cx->posts->at[i];
        enum grant g = grant_of(p, act);
        if (g == GRANT_PLACE)
            r.lo[r.ranges] = p->scope, r.hi[r.ranges++] = p->scope_end;
        else if (g == GRANT_ORG)
            r.org[r.orgs] = p->org, r.olo[r.orgs] = p->scope, r.ohi[r.orgs++] = p->scope_end;
    }
    *out = r;
}

bool people_is_subject(const struct ctx *cx, const struct people_subject *subjects, int n)
{
    for (int i = 0; i < n; i++) {
        const struct people_subject *s = &subjects[i];
        if (s->county != cx->county)
            continue;
        if (s->account && s->account == cx->actor)
            return true;
        for (int k = 0; s->org && cx->posts && k < cx->posts->n; k++)
            if (cx->posts->at[k].org == s->org)
                return true;
    }
    return false;
}

/* Trailing zeros say which level a code stands for: 2, 4, 6, 9, 12 or 15 digits are given. */
int64_t people_scope_end(int64_t scope)
{
    static const int64_t below[] = {10000000000000, 100000000000, 1000000000, 1000000, 1000};
    if (scope == 0)
        return INT64_MAX;
    for (size_t i = 0; i < COUNT(below); i++)
        if (scope % below[i] == 0)
            return scope + below[i] - 1;
    return scope;
}

enum act_class people_act_class(str act)
{
    static const char *const first[] = {"system.", "security.", "audit."};
    for (int i = 0; i < (int)COUNT(first); i++)
        if (str_starts(act, str_of(first[i])))
            return (enum act_class)i;
    return ACT_CLASS_BUSINESS;
}
