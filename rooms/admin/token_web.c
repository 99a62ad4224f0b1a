/* token_web: what other programs bring instead of a person, by the security administrator: what
 * `linli token` does. The secret is on one page, once. */
#include "civic/places/places.h"
#include "rooms/admin/admin_own.h"
#include "rooms/admin/token_html.h"

const struct admin_grant admin_grants[] = {
    {ACT_OPEN311_SEND, N_("Send in and follow cases by Open311")},
    {"cases.read", N_("Read cases by the API")},
    {"cases.private", N_("Sensitive cases as well")},
    {"cases.enter", N_("Send in cases by the API")},
    {0},
};

const char *admin_grant_label(str act)
{
    for (const struct admin_grant *g = admin_grants; g->act; g++)
        if (str_is(act, g->act))
            return g->label;
    return "";
}

bool admin_token_ended(const struct token *t)
{
    return t->until_ms && t->until_ms <= clock_real_ms();
}

static enum err show(struct req *rq, struct admin_tokens *v, enum err because)
{
    struct ctx *cx = rq->cx;
    struct token *all = NEW_N(cx->mem, struct token, TOKENS_MAX);
    if (!may(cx, ACT_SECURITY_ACCOUNTS, cx->county * 1000000000, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = token_list(cx, cx->county, all, TOKENS_MAX, &v->n);
    if (e)
        return e;
    v->at = all;
    token_html_page(rq->page, v);
    return because;
}

enum err admin_token_list(struct req *rq)
{
    struct admin_tokens v = {.n = 0};
    return show(rq, &v, OK);
}

struct token_form {
    str name, place;
    int64_t days;
};
static const struct field fields[] = {
    FIELD(struct token_form, name, 1, 80, N_("Name of the program")),
    FIELD(struct token_form, place, 0, 15, N_("Place")),
    FIELD(struct token_form, days, 0, 36500, N_("Valid for days")),
    {0}};

static enum err read_token(struct req *rq, struct token *t)
{
    struct ctx *cx = rq->cx;
    struct token_form in = {.days = 0};
    struct buf acts = buf_new(cx->mem, 400);
    int64_t county = cx->county;
    enum err e = form_read(rq, fields, &in);
    for (size_t i = 0; i < 8 && web_field_at(rq, "act", i).len; i++)
        buf_fmt(&acts, "%.*s ", STR_ARG(utf8_head(web_field_at(rq, "act", i), 40)));
    *t = (struct token){.county = cx->county,
                        .name = in.name,
                        .acts = buf_done(&acts),
                        .scope = cx->county * 1000000000,
                        .until_ms = in.days ? clock_real_ms() + in.days * DAY_MS : 0};
    if (in.place.len && (places_resolve(cx, in.place, &county, &t->scope) || county != cx->county))
        e = fail_field(cx, "place", _("This county has no place with this code."));
    if (!t->acts.len)
        e = fail_field(cx, "act", _("Say what the token is for."));
    return e;
}

/* The secret is made for this answer alone: a repeated submit finds the token without it. */
enum err admin_token_add(struct req *rq)
{
    struct admin_tokens v = {.n = 0};
    struct token t;
    str stored;
    int64_t id = 0;
    enum err e = read_token(rq, &t);
    if (!e)
        e = token_add(rq->cx, &t, &id, &v.secret);
    if (e)
        return e == ERR_INVALID ? show(rq, &v, e) : e;
    if (db_idem_repeat(rq->cx, &stored))
        return web_redirect(rq, "/admin/tokens");
    v.made = t.name;
    return show(rq, &v, OK);
}

enum err admin_token_revoke(struct req *rq)
{
    int64_t id = 0;
    if (str_int(web_field(rq, "id"), &id))
        return ERR_INVALID;
    enum err e = token_revoke(rq->cx, rq->cx->county, id);
    return e ? e : web_redirect(rq, "/admin/tokens?saved=1");
}
