/* keep: after signing in one is where one was, and a form that met a dead session is not lost:
 * its fields travel as hidden ones through the sign-in and are offered again, under the new
 * session, with keys of their own. Files cannot travel so. */
#include "rooms/me/me_html.h"
#include "rooms/me/me_own.h"

#define KEEP "keep."

static bool is_local(str a)
{
    return a.len && a.at[0] == '/' && a.len < 1024 && !(a.len > 1 && a.at[1] == '/') &&
           !memchr(a.at, '\\', a.len);
}

str me_back(const struct req *rq, const char *otherwise)
{
    str back = web_field(rq, "back");
    if (!back.len)
        back = web_query(rq, "back");
    return is_local(back) ? back : str_of(otherwise);
}

/* Nobody is signed in and the page wants somebody: this very request is the one that waits. */
static bool waits_itself(const struct req *rq)
{
    return rq->method == POST && !rq->cx->actor && rq->route &&
           !str_is(str_of(rq->route->act), ACT_PUBLIC) && !str_is(str_of(rq->route->act), ACT_DEMO);
}

str me_keep_to(const struct html *h)
{
    const struct req *rq = h->rq;
    str to = web_field(rq, "keep_to");
    if (waits_itself(rq))
        to = rq->path;
    return is_local(to) ? to : STR_NONE;
}

static bool is_secret(str name)
{
    return str_is(name, "_csrf") || str_is(name, "_key") ||
           str_find(name, S("password")) != SIZE_MAX || str_find(name, S("secret")) != SIZE_MAX;
}

bool me_keep_next(const struct html *h, size_t *i, struct me_pair *out)
{
    bool itself = waits_itself(h->rq);
    str name, value;
    while (web_field_each(h->rq, i, &name, &value)) {
        if (!itself && !str_starts(name, S(KEEP)))
            continue;
        if (!itself)
            name = (str){name.at + sizeof KEEP - 1, name.len - (sizeof KEEP - 1)};
        if (is_secret(name))
            continue;
        *out = (struct me_pair){name, value};
        return true;
    }
    return false;
}

str me_keep_longest(const struct html *h)
{
    struct me_pair p;
    str best = STR_NONE;
    for (size_t i = 0; me_keep_next(h, &i, &p);)
        if (p.value.len > best.len)
            best = p.value;
    return best;
}

enum err me_enter(struct req *rq, str token, const char *otherwise)
{
    struct session s;
    enum err e = session_find(rq->cx, token, &s);
    if (e)
        return e;
    web_set_cookie(rq, COOKIE_SESSION, token, (s.expires_ms - clock_real_ms()) / 1000, true);
    if (!me_keep_to(rq->page).len)
        return web_redirect(rq, "%.*s", STR_ARG(me_back(rq, otherwise)));
    rq->fresh_secret = people_secret(rq->cx->mem, token);
    me_html_kept(rq->page);
    return OK;
}

void me_error_page(struct req *rq, enum err e)
{
    static const char *const work[] = {"/desk", "/admin", "/field", "/duty", "/dept", "/staff"};
    struct me_login v = {.back = rq->method == GET ? rq->path : S("")};
    bool staff = false;
    if (e != ERR_SIGN_IN) {
        frame_error_page(rq, e);
        return;
    }
    for (size_t i = 0; i < COUNT(work); i++)
        staff |= str_starts(rq->path, str_of(work[i]));
    if (rq->query.len && v.back.len)
        v.back = str_fmt(rq->cx->mem, "%.*s?%.*s", STR_ARG(rq->path), STR_ARG(rq->query));
    me_demo_list(rq, staff, &v);
    if (staff)
        me_html_staff(rq->page, &v);
    else
        me_html_login(rq->page, &v);
}
