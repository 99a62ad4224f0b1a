/* account_web: accounts and posts, by the security administrator. An account is addressed by its
 * name; a first password is on one page, once. */
#include "rooms/admin/admin_html.h"
#include "rooms/admin/admin_own.h"

#include "civic/places/places.h"

enum err admin_account_list(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct admin_accounts v = {.part = str_trim(web_query(rq, "q"))};
    enum err e =
        account_list(cx, cx->county, v.part, web_query(rq, "after"), v.at, ADMIN_PAGE, &v.n);
    if (e)
        return e;
    if (v.n == ADMIN_PAGE) {
        struct buf b = buf_new(cx->mem, 2048);
        struct html piece = {.out = &b, .cx = cx};
        buf_z(&b, "?q=");
        html_url_str(&piece, v.part);
        buf_z(&b, "&after=");
        html_url_str(&piece, v.at[v.n - 1].login);
        v.next = buf_done(&b);
    }
    admin_html_accounts(rq->page, &v);
    return OK;
}

enum err admin_account_new(struct req *rq)
{
    admin_html_account_new(rq->page);
    return OK;
}

/* ---- one account -------------------------------------------------------- */

static enum err choices(struct req *rq, struct admin_account *v)
{
    struct ctx *cx = rq->cx;
    struct role *roles = NEW_N(cx->mem, struct role, ADMIN_ROLES);
    struct org *orgs;
    enum err e = role_list(cx, roles, ADMIN_ROLES, &v->n_roles);
    if (!e)
        e = org_list(cx, cx->county, 0, INT64_MAX, ORG_KINDS, &orgs, &v->n_orgs);
    if (e)
        return e;
    v->roles = roles;
    v->orgs = orgs;
    return OK;
}

static enum err account_of(struct req *rq, struct admin_account *v)
{
    struct ctx *cx = rq->cx;
    enum err e = account_find_login(cx, web_param(rq, "login"), &v->a);
    if (!e && v->a.county != cx->county)
        e = ERR_NOT_FOUND;
    if (!e)
        e = post_list(cx, cx->county, v->a.id, v->posts, ADMIN_POSTS, &v->n);
    v->may_keep = may_somewhere(cx, ACT_SECURITY_ACCOUNTS);
    v->may_post = may_somewhere(cx, ACT_SECURITY_POSTS);
    return e;
}

static enum err account_page(struct req *rq, struct admin_account *v)
{
    enum err e = choices(rq, v);
    if (!e)
        admin_html_account(rq->page, v);
    return e;
}

enum err admin_account_show(struct req *rq)
{
    struct admin_account *v = NEW(rq->cx->mem, struct admin_account);
    enum err e = account_of(rq, v);
    return e ? e : account_page(rq, v);
}

struct account_form {
    str login, name, phone;
};
static const struct field account_fields[] = {
    FIELD(struct account_form, login, 2, 32, N_("Account")),
    FIELD(struct account_form, name, 1, 40, N_("Name")),
    FIELD(struct account_form, phone, 0, 20, N_("Phone")),
    {0}};

/* The password is made for this answer alone: a repeated submit finds the account without it. */
static enum err show_new(struct req *rq, int64_t id, str password)
{
    struct ctx *cx = rq->cx;
    struct admin_account *v = NEW(cx->mem, struct admin_account);
    enum err e = account_find(cx, cx->county, id, &v->a);
    v->password = password;
    v->may_keep = true;
    v->may_post = may_somewhere(cx, ACT_SECURITY_POSTS);
    return e ? e : account_page(rq, v);
}

enum err admin_account_add(struct req *rq)
{
    struct account_form in = {0};
    struct ctx *cx = rq->cx;
    str password, stored;
    int64_t id;
    enum err e = form_read(rq, account_fields, &in);
    struct account_new a = {
        .county = cx->county, .login = in.login, .name = in.name, .phone = in.phone};
    if (!e)
        e = account_add(cx, &a, &password, &id);
    if (e == ERR_INVALID)
        admin_html_account_new(rq->page);
    if (e)
        return e;
    if (db_idem_repeat(cx, &stored))
        return web_redirect(rq, "/admin/accounts/%.*s",
                            STR_ARG(people_login_clean(cx->mem, in.login)));
    return show_new(rq, id, password);
}

/* ---- what is done to one ------------------------------------------------ */

static enum err back_to(struct req *rq, const struct admin_account *v)
{
    return web_redirect(rq, "/admin/accounts/%.*s?saved=1", STR_ARG(v->a.login));
}

static enum err with(struct req *rq, enum err (*act)(struct ctx *, int64_t, int64_t))
{
    struct admin_account *v = NEW(rq->cx->mem, struct admin_account);
    enum err e = account_of(rq, v);
    if (!e)
        e = act(rq->cx, v->a.county, v->a.id);
    return e ? e : back_to(rq, v);
}

enum err admin_account_disable(struct req *rq)
{
    return with(rq, account_disable);
}

enum err admin_account_enable(struct req *rq)
{
    return with(rq, account_enable);
}

enum err admin_account_unlock(struct req *rq)
{
    return with(rq, account_unlock);
}

enum err admin_account_reset(struct req *rq)
{
    struct admin_account *v = NEW(rq->cx->mem, struct admin_account);
    str password, stored;
    enum err e = account_of(rq, v);
    if (!e)
        e = account_reset(rq->cx, v->a.county, v->a.id, &password);
    if (e)
        return e;
    if (db_idem_repeat(rq->cx, &stored))
        return back_to(rq, v);
    v->password = password;
    v->a.must_change = true;
    return account_page(rq, v);
}

/* ---- posts -------------------------------------------------------------- */

struct post_form {
    str role, org, place, from_day, to_day;
};
static const struct field post_fields[] = {
    FIELD(struct post_form, role, 1, 40, N_("Role")),
    FIELD(struct post_form, org, 1, 32, N_("Organisation")),
    FIELD(struct post_form, place, 6, 15, N_("Place")),
    FIELD(struct post_form, from_day, 0, 10, N_("First day")),
    FIELD(struct post_form, to_day, 0, 10, N_("Last day")),
    {0}};

static enum err post_read(struct req *rq, struct post_new *p)
{
    struct post_form in = {0};
    struct ctx *cx = rq->cx;
    struct org o;
    int64_t county;
    enum err e = form_read(rq, post_fields, &in);
    if (e)
        return e;
    p->role = in.role;
    if (org_find_code(cx, cx->county, in.org, &o))
        return fail_field(cx, "org", _("Choose an organisation."));
    p->org = o.id;
    if (places_resolve(cx, in.place, &county, &p->scope) || county != cx->county)
        return fail_field(cx, "place", _("This county has no place with this code."));
    if (in.from_day.len && day_parse(in.from_day, &p->from_day))
        return fail_field(cx, "from_day", _("Write the day like 2026-11-05."));
    if (in.to_day.len && day_parse(in.to_day, &p->to_day))
        return fail_field(cx, "to_day", _("Write the day like 2026-11-05."));
    return OK;
}

enum err admin_post_give(struct req *rq)
{
    struct admin_account *v = NEW(rq->cx->mem, struct admin_account);
    int64_t id;
    enum err e = account_of(rq, v);
    if (e)
        return e;
    struct post_new p = {.county = v->a.county, .account = v->a.id};
    e = post_read(rq, &p);
    if (!e)
        e = post_give(rq->cx, &p, &id);
    if (!e)
        return back_to(rq, v);
    if (e != ERR_INVALID && e != ERR_CONFLICT && e != ERR_DENIED)
        return e;
    web_status(rq, err_status(e));
    e = account_page(rq, v);
    return e ? e : ERR_INVALID;
}

enum err admin_post_end(struct req *rq)
{
    struct admin_account *v = NEW(rq->cx->mem, struct admin_account);
    int64_t post;
    enum err e = account_of(rq, v);
    if (e)
        return e;
    if (str_int(web_field(rq, "post"), &post))
        return ERR_NOT_FOUND;
    e = post_end(rq->cx, v->a.county, v->a.id, post);
    return e ? e : back_to(rq, v);
}

str admin_act_label(const struct ctx *cx, str act)
{
    if (str_ends(act, S("@org")))
        act.len -= 4;
    for (const struct room *const *r = rooms_of(cx); *r; r++)
        for (const struct act_label *a = (*r)->acts; a && a->act; a++)
            if (str_is(act, a->act))
                return tr(cx->lang, a->label);
    return STR_NONE;
}

enum err admin_role_list(struct req *rq)
{
    struct role *roles = NEW_N(rq->cx->mem, struct role, ADMIN_ROLES);
    int n;
    enum err e = role_list(rq->cx, roles, ADMIN_ROLES, &n);
    if (!e)
        admin_html_roles(rq->page, roles, n);
    return e;
}
