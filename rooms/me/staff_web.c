/* staff_web: staff sign in with name and password; at a shared desk several are signed in and one
 * is active, and the change takes a tap and six digits. */
#include "rooms/me/me_html.h"
#include "rooms/me/me_own.h"

enum err me_staff_show(struct req *rq)
{
    struct me_login v = {.back = me_back(rq, "")};
    me_demo_list(rq, true, &v);
    me_html_staff(rq->page, &v);
    return OK;
}

/* ---- the desk's cookie -------------------------------------------------- */

static void desk_read(struct req *rq, struct me_desk *d)
{
    str rest = web_cookie(rq, COOKIE_DESK);
    while (rest.len && d->n < DESK_MAX) {
        str token = str_cut(&rest, '.');
        struct session *s = &d->session[d->n];
        if (!token.len || session_find(rq->cx, token, s) || !s->parked)
            continue;
        d->token[d->n] = token;
        d->name[d->n++] = people_name(rq->cx, s->county, s->account);
    }
}

/* All but `without`; `more` may be "". */
static void desk_write(struct req *rq, const struct me_desk *d, int without, str more)
{
    struct buf b = buf_new(rq->cx->mem, 1024);
    for (int i = 0; i < d->n; i++)
        if (i != without) {
            buf_str(&b, d->token[i]);
            buf_char(&b, '.');
        }
    buf_str(&b, more);
    bool any = b.len > 0;
    web_set_cookie(rq, COOKIE_DESK, any ? buf_done(&b) : S("0"), any ? 12 * 3600 : 0, true);
}

/* The active session steps back, if there is one and it is staff's; *token is then its own. */
static enum err park_active(struct req *rq, str *token)
{
    struct session s;
    *token = STR_NONE;
    if (!rq->cx->posts || rq->cx->posts->kind != PEOPLE_STAFF || session_of(rq, &s))
        return OK;
    *token = web_cookie(rq, COOKIE_SESSION);
    return session_park(rq->cx, &s, true);
}

/* ---- signing in --------------------------------------------------------- */

static str device_of(struct req *rq)
{
    str token = web_cookie(rq, COOKIE_DEVICE);
    if (token.len != 43) {
        token = seal_token(rq->cx->mem);
        web_set_cookie(rq, COOKIE_DEVICE, token, 365 * 24 * 3600, true);
    }
    struct seal_hash *h = NEW(rq->cx->mem, struct seal_hash);
    *h = seal_sha256(token);
    return seal_hash_bytes(h);
}

static const char *first_page(struct ctx *cx)
{
    if (cx->posts->must_change)
        return "/me/password";
    if (cx->posts->must_enrol)
        return "/me/factor";
    if (may_somewhere(cx, ACT_AUDIT_FACTS))
        return "/admin/audit";
    if (may_somewhere(cx, ACT_SYSTEM_ORGS) || may_somewhere(cx, ACT_SECURITY_ACCOUNTS))
        return "/admin";
    if (may_somewhere(cx, ACT_FIELD))
        return "/field";
    return may_somewhere(cx, ACT_DESK) ? "/desk" : "/me";
}

/* A colleague signing in at an occupied desk parks whoever was there. */
enum err me_enter_staff(struct req *rq, str token)
{
    struct session s;
    struct me_desk desk = {0};
    str parked;
    desk_read(rq, &desk);
    enum err e = park_active(rq, &parked);
    if (!e)
        e = session_find(rq->cx, token, &s);
    if (e)
        return e;
    if (parked.len && desk.n < DESK_MAX)
        desk_write(rq, &desk, -1, parked);
    rq->cx->county = s.county;
    rq->cx->actor = s.account;
    e = people_load(rq->cx);
    if (e)
        return e;
    const char *first = first_page(rq->cx);
    bool closed = rq->cx->posts->must_change || rq->cx->posts->must_enrol;
    if (closed) {
        web_set_cookie(rq, COOKIE_SESSION, token, (s.expires_ms - clock_real_ms()) / 1000, true);
        return web_redirect(rq, "%s", first);
    }
    return me_enter(rq, token, first);
}

enum err me_staff_send(struct req *rq)
{
    struct sign_in in = {.login = web_field(rq, "login"),
                         .password = web_field(rq, "password"),
                         .code = str_trim(web_field(rq, "code")),
                         .client = rq->client};
    struct me_login v = {.back = me_back(rq, "")};
    str token;
    in.device = device_of(rq);
    enum err e = sign_in_staff(rq->cx, &in, &token);
    if (!e)
        return me_enter_staff(rq, token);
    if (e != ERR_INVALID && e != ERR_DENIED && e != ERR_TOO_MANY)
        return e;
    web_status(rq, err_status(e));
    me_demo_list(rq, true, &v);
    me_html_staff(rq->page, &v);
    return ERR_INVALID;
}

/* ---- changing users ----------------------------------------------------- */

static enum err desk_page(struct req *rq, struct me_desk *d, enum err e)
{
    d->open = rq->cx->posts && rq->cx->posts->kind == PEOPLE_STAFF;
    d->back = me_back(rq, "");
    if (e)
        web_status(rq, err_status(e));
    me_html_desk(rq->page, d);
    return e ? ERR_INVALID : OK;
}

enum err me_desk_show(struct req *rq)
{
    struct me_desk d = {0};
    desk_read(rq, &d);
    return desk_page(rq, &d, OK);
}

static enum err desk_chosen(struct req *rq, const struct me_desk *d, int *i)
{
    int64_t n;
    if (str_int(web_field(rq, "person"), &n) || n < 0 || n >= d->n)
        return fail_field(rq->cx, "person", _("Choose a name."));
    *i = (int)n;
    return OK;
}

static enum err change_to(struct req *rq, const struct me_desk *d, int i)
{
    str parked;
    enum err e = park_active(rq, &parked);
    if (!e)
        e = session_park(rq->cx, &d->session[i], false);
    if (e)
        return e;
    desk_write(rq, d, i, parked);
    rq->cx->county = d->session[i].county;
    rq->cx->actor = d->session[i].account;
    e = people_load(rq->cx);
    return e ? e : me_enter(rq, d->token[i], first_page(rq->cx));
}

enum err me_desk_change(struct req *rq)
{
    struct me_desk d = {0};
    int i = 0;
    rq->cx->idem = NULL;
    desk_read(rq, &d);
    enum err e = desk_chosen(rq, &d, &i);
    if (!e)
        e = sign_in_parked(rq->cx, &d.session[i], web_field(rq, "secret"));
    if (!e)
        return change_to(rq, &d, i);
    if (e != ERR_INVALID && e != ERR_TOO_MANY && e != ERR_SIGN_IN)
        return e;
    return desk_page(rq, &d, e);
}

enum err me_desk_lock(struct req *rq)
{
    struct me_desk d = {0};
    str parked;
    rq->cx->idem = NULL;
    desk_read(rq, &d);
    enum err e = park_active(rq, &parked);
    if (e)
        return e;
    if (parked.len)
        desk_write(rq, &d, -1, parked);
    web_set_cookie(rq, COOKIE_SESSION, S("0"), 0, true);
    return web_redirect(rq, "/staff/desk");
}

/* Anybody at the desk may sign a parked colleague out: nothing is opened by it. */
enum err me_desk_drop(struct req *rq)
{
    struct me_desk d = {0};
    int i = 0;
    rq->cx->idem = NULL;
    desk_read(rq, &d);
    enum err e = desk_chosen(rq, &d, &i);
    if (!e)
        e = session_close(rq->cx, &d.session[i]);
    if (e)
        return e;
    desk_write(rq, &d, i, STR_NONE);
    return web_redirect(rq, "/staff/desk");
}
