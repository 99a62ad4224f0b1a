/* gate: who asks, and may they. The one place where a cookie becomes an actor. */
#include "civic/people/people_own.h"

#define TOKEN_LENGTH 43

enum err session_of(struct req *rq, struct session *out)
{
    str token = web_cookie(rq, COOKIE_SESSION);
    return token.len == TOKEN_LENGTH ? session_find(rq->cx, token, out) : ERR_SIGN_IN;
}

static void be_nobody(struct ctx *cx)
{
    cx->county = cx->actor = cx->post = 0;
    cx->posts = NULL;
}

static enum err act_as(struct ctx *cx, const struct session *s)
{
    cx->county = s->county;
    cx->actor = s->account;
    enum err e = people_load(cx);
    if (e == ERR_NOT_FOUND || (!e && cx->posts->epoch != s->epoch)) {
        be_nobody(cx);
        return OK;
    }
    if (e || !db_can_write(cx->db))
        return e;
    return session_touch(cx, s);
}

/* Another program: no token, or one that is none, is nobody. */
static enum err identify_bearer(struct req *rq)
{
    struct token t;
    str given = web_header(rq, "Authorization");
    if (!str_starts(given, S("Bearer ")))
        return OK;
    enum err e = token_find(rq->cx, str_trim((str){given.at + 7, given.len - 7}), &t);
    if (!e)
        token_act(rq->cx, &t);
    return e == ERR_NOT_FOUND ? OK : e;
}

/* No session, one that ended, one that is parked or still waits for a name: nobody, and OK. */
static enum err identify(struct req *rq)
{
    struct session s;
    if (rq->route->flags & ROUTE_BEARER)
        return identify_bearer(rq);
    enum err e = session_of(rq, &s);
    if (e == ERR_SIGN_IN || (!e && (s.parked || s.kind == SESSION_WHO)))
        return OK;
    return e ? e : act_as(rq->cx, &s);
}

static enum err admit(struct req *rq, const char *act)
{
    struct ctx *cx = rq->cx;
    if (!cx->actor)
        return ERR_SIGN_IN;
    if (str_is(str_of(act), ACT_SIGNED_IN) || may_somewhere(cx, act))
        return OK;
    if (cx->posts->must_change)
        return fail(cx, ERR_DENIED,
                    _("Choose a password of your own first: the one you were given opens nothing "
                      "else."));
    if (cx->posts->must_enrol)
        return fail(cx, ERR_DENIED, _("Your post asks for a second factor. Set it up first."));
    return fail(cx, ERR_DENIED, _("None of your posts includes this."));
}

str people_secret(struct arena *mem, str token)
{
    struct seal_hash h = seal_sha256(str_fmt(mem, "csrf/%.*s", STR_ARG(token)));
    return seal_hash_hex(&h, mem);
}

/* Any cookie that may authenticate: a form that was shown under one comes back with its token.
 * A matter's cookie counts only where nobody is signed in. */
static str secret(const struct req *rq)
{
    if (rq->fresh_secret.len)
        return rq->fresh_secret;
    str token = web_cookie(rq, COOKIE_SESSION);
    if (!token.len)
        token = web_cookie(rq, COOKIE_MATTER);
    return token.len ? people_secret(rq->cx->mem, token) : STR_NONE;
}

const struct web_gate people_gate = {.identify = identify, .admit = admit, .secret = secret};
