/* cookie.c: reading the Cookie header and writing Set-Cookie (RFC 6265bis). Over TLS every cookie
 * carries the __Host- prefix, so no neighbouring host can plant it; only the text size, which a
 * proxy's cache keys by, keeps its plain name. */
#include "kit/web/job.h"

str cookie_find(str header, str name)
{
    while (header.len) {
        str value = str_trim(str_cut(&header, ';'));
        str n = str_cut(&value, '=');
        if (str_eq(n, name))
            return value;
    }
    return S("");
}

str web_cookie(const struct req *rq, const char *name)
{
    const struct web_job *j = rq->job;
    if (j->blind || (rq->route && rq->route->flags & ROUTE_NO_CSRF))
        return S("");
    str header = web_header(rq, "Cookie");
    if (!j->secure)
        return cookie_find(header, str_of(name));
    return cookie_find(header, str_fmt(j->mem, "__Host-%s", name));
}

void web_set_cookie(struct req *rq, const char *name, str value, int64_t max_age_s, bool http_only)
{
    struct web_job *j = rq->job;
    for (size_t i = 0; i < value.len; i++)
        assert(value.at[i] > ' ' && value.at[i] < 0x7f && !strchr("\",;\\", value.at[i]));
    bool own = j->secure && strcmp(name, SIZE_COOKIE) != 0;
    str line = str_fmt(j->mem, "%s%s=%.*s; Path=/; SameSite=Lax; Max-Age=%lld%s%s",
                       own ? "__Host-" : "", name, STR_ARG(value), (long long)max_age_s,
                       j->secure ? "; Secure" : "", http_only ? "; HttpOnly" : "");
    pairs_add(j->mem, &j->answer.headers, S("Set-Cookie"), line);
}
