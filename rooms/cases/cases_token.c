/* cases_token.c: what was reported from this browser, without an account: a cookie of receipt
 * tokens. Each opens its own matter and nothing else. */
#include "rooms/cases/cases_own.h"

#include "kit/seal/seal.h"

static bool is_token(str s)
{
    if (s.len < 20 || s.len > 47)
        return false;
    for (size_t i = 0; i < s.len; i++)
        if (!isalnum((unsigned char)s.at[i]) && s.at[i] != '-')
            return false;
    return true;
}

int cases_tokens(const struct req *rq, str out[CASES_TOKENS])
{
    str rest = web_cookie(rq, CASES_COOKIE);
    int n = 0;
    while (rest.len && n < CASES_TOKENS) {
        str one = str_cut(&rest, '.');
        if (is_token(one))
            out[n++] = one;
    }
    return n;
}

void cases_remember(struct req *rq, str token)
{
    enum { YEAR_S = 365 * 24 * 3600 };
    str have[CASES_TOKENS];
    int n = cases_tokens(rq, have);
    struct buf b = buf_new(rq->cx->mem, 600);
    buf_str(&b, token);
    for (int i = 0; i < n && i < CASES_TOKENS - 1; i++)
        if (!str_eq(have[i], token)) {
            buf_char(&b, '.');
            buf_str(&b, have[i]);
        }
    web_set_cookie(rq, CASES_COOKIE, buf_done(&b), YEAR_S, true);
}

str cases_token_for(struct req *rq, const struct matter *m)
{
    str have[CASES_TOKENS];
    int n = cases_tokens(rq, have);
    for (int i = 0; i < n; i++) {
        struct matter other;
        if (matters_by_token(rq->cx, have[i], &other) == OK && other.id == m->id &&
            other.county == m->county)
            return have[i];
    }
    return STR_NONE;
}
