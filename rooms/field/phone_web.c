/* phone_web.c: binding phones at the desk, the phone's own side of it, and taking them away. */
#include "civic/frame/frame.h"
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "civic/room.h"
#include "rooms/field/binding_html.h" /* generated */
#include "rooms/field/bundle.h"
#include "rooms/field/outbox.h"
#include "rooms/field/phone.h"
#include "rooms/field/phone_own.h"

/* ---- at the desk ---------------------------------------------------------- */

static enum err fill(struct req *rq, struct phone_page *p)
{
    struct ctx *cx = rq->cx;
    struct phone_worker *workers = NEW_N(cx->mem, struct phone_worker, PHONE_WORKERS_MAX);
    struct phone *phones = NEW_N(cx->mem, struct phone, PHONES_MAX);
    enum err e = phone_workers(cx, cx->county, workers, &p->n_workers);
    if (!e)
        e = phone_list(cx, cx->county, phones, &p->n);
    struct frame_option *o = NEW_N(cx->mem, struct frame_option, p->n_workers);
    for (int i = 0; !e && i < p->n_workers; i++)
        o[i] = (struct frame_option){
            .value = str_fmt(cx->mem, "%lld", (long long)workers[i].account).at,
            .text = str_fmt(cx->mem, "%.*s · %.*s", STR_ARG(workers[i].name),
                            STR_ARG(workers[i].label))};
    p->options = o;
    p->phones = phones;
    p->admin = str_starts(rq->path, S("/admin/"));
    return e;
}

static enum err show(struct req *rq)
{
    struct phone_page p = {.n = 0};
    enum err e = fill(rq, &p);
    if (!e)
        binding_html_page(rq->page, &p);
    return e;
}

static enum err offer(struct req *rq)
{
    struct phone_page p = {.n = 0};
    int64_t account = 0;
    str code;
    web_set_county(rq, rq->cx->county);
    rq->cx->idem = NULL; /* a second tap is a second code: the first is shown nowhere any more */
    if (str_int(web_field(rq, "worker"), &account))
        return ERR_INVALID;
    enum err e = phone_offer(rq->cx, rq->cx->county, account, &code);
    if (!e)
        e = fill(rq, &p);
    if (e)
        return e;
    p.worker = people_name(rq->cx, rq->cx->county, account);
    p.link = frame_whole(rq, str_fmt(rq->cx->mem, "/field/bind/%.*s", STR_ARG(code)));
    binding_html_page(rq->page, &p);
    return OK;
}

static enum err take_away(struct req *rq)
{
    int64_t id = 0;
    web_set_county(rq, rq->cx->county);
    if (str_int(web_field(rq, "phone"), &id))
        return ERR_NOT_FOUND;
    enum err e = phone_revoke(rq->cx, rq->cx->county, id);
    if (e)
        return e;
    return web_redirect(rq, str_starts(rq->path, S("/admin/")) ? "/admin/phones?saved=1"
                                                               : "/desk/phones?saved=1");
}

/* ---- on the phone ------------------------------------------------------------ */

static enum err show_bind(struct req *rq)
{
    struct phone_page p = {.code = web_param(rq, "code")};
    int64_t county, account;
    enum err e = phone_offered(rq->cx, p.code, &county, &account);
    if (e && e != ERR_NOT_FOUND)
        return e;
    p.gone = e != OK;
    p.worker = e ? S("") : people_name(rq->cx, county, account);
    binding_html_bind(rq->page, &p);
    return OK;
}

struct bound {
    str phone, who, name, key, ticket;
};
static const struct field bound_fields[] = {
    FIELD(struct bound, phone, 0, 0, NULL),  FIELD(struct bound, who, 0, 0, NULL),
    FIELD(struct bound, name, 0, 0, NULL),   FIELD(struct bound, key, 0, 0, NULL),
    FIELD(struct bound, ticket, 0, 0, NULL), {0}};

static enum err let_in(struct req *rq, str session)
{
    struct session s;
    enum err e = session_find(rq->cx, session, &s);
    if (!e)
        web_set_cookie(rq, COOKIE_SESSION, session, (s.expires_ms - clock_real_ms()) / 1000, true);
    return e;
}

static enum err answer(struct req *rq, str word)
{
    struct ctx *cx = rq->cx;
    struct seal_key k = outbox_key(cx, cx->county, cx->actor);
    struct bound b = {.phone = word,
                      .who = people_tag(cx),
                      .name = cx->posts->name,
                      .key = str_hex(cx->mem, k.at, sizeof k.at),
                      .ticket = bundle_ticket(cx, cx->county, cx->actor)};
    seal_key_wipe(&k);
    return web_json(rq, bound_fields, &b);
}

static enum err bind_phone(struct req *rq)
{
    struct phone_bound b;
    enum err e = phone_bind(rq->cx, web_field(rq, "code"), web_field(rq, "name"), &b);
    if (!e)
        e = let_in(rq, b.session);
    return e ? e : answer(rq, b.word);
}

/* The word comes in a header that no form of another site can set. */
static enum err open_phone(struct req *rq)
{
    str given = web_header(rq, "Authorization"), session;
    if (!str_starts(given, S("Bearer ")))
        return ERR_SIGN_IN;
    enum err e = phone_open(rq->cx, str_trim((str){given.at + 7, given.len - 7}), &session);
    if (!e)
        e = let_in(rq, session);
    return e ? e : answer(rq, S(""));
}

/* ---- addresses ---------------------------------------------------------------- */

static const struct route routes[] = {
    {GET, "/desk/phones", show, ACT_PHONES},
    {POST, "/desk/phones", offer, ACT_PHONES},
    {POST, "/desk/phones/revoke", take_away, ACT_PHONES},
    {GET, "/admin/phones", show, ACT_SECURITY_ACCOUNTS},
    {POST, "/admin/phones/revoke", take_away, ACT_SECURITY_ACCOUNTS},
    {GET, "/field/bind/:code", show_bind, ACT_TOKEN, .limit = "token"},
    {POST, "/field/bind", bind_phone, ACT_TOKEN, .limit = "token"},
    {POST, "/field/open", open_phone, ACT_TOKEN, ROUTE_NO_CSRF, .limit = "token"},
    {0},
};
static const struct act_label acts[] = {{ACT_PHONES, N_("Bind grid workers' phones")}, {0}};

static const struct room_link links[] = {
    {N_("Grid workers' phones"), "/desk/phones", "phone", ACT_PHONES}, {0}};

const struct room phone_room = {.name = "phone", .routes = routes, .acts = acts, .links = links};
