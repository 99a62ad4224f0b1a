/* notices_web.c: a person's messages and wishes, the gateway's two addresses, the demo's outbox. */
#include "civic/facts/facts.h"
#include "civic/notices/notices_html.h"
#include "civic/notices/notices_own.h"
#include "civic/notices/notices_pages.h"
#include "civic/notices/notices_schema.h"
#include "civic/notices/notices_sql.h"
#include "civic/notices/wechat.h"
#include "civic/notices/yunmas.h"
#include "civic/people/people.h"

#include <jansson.h>

/* ---- my messages ------------------------------------------------------- */

static enum err show_mine(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct notice *at = NEW_N(cx->mem, struct notice, NOTICES_PAGE + 1);
    struct notices_page p = {.at = at, .next = S("")};
    int64_t before = 0;
    if (web_query_has(rq, "before") && str_int(web_query(rq, "before"), &before))
        return ERR_NOT_FOUND;
    enum err e = notices_list(cx, before, at, NOTICES_PAGE + 1, &p.n);
    if (!e)
        e = notices_count_unread(cx, &p.unread);
    if (e)
        return e;
    if (p.n > NOTICES_PAGE) {
        p.n = NOTICES_PAGE;
        p.next = str_fmt(cx->mem, "/me/messages?before=%lld", (long long)at[p.n - 1].id);
    }
    notices_html_mine(rq->page, &p);
    return OK;
}

/* One that was tapped becomes read and opens what it is about; else all become read. */
static enum err mark_read(struct req *rq)
{
    int64_t id;
    str address = STR_NONE;
    rq->cx->idem = NULL; /* harmless to repeat, and one form opens several */
    enum err e = OK;
    if (!web_field_has(rq, "open"))
        e = notices_mark_read(rq->cx);
    else if (str_int(web_field(rq, "open"), &id))
        e = ERR_NOT_FOUND;
    else
        e = notices_read_one(rq->cx, id, &address);
    if (e)
        return e;
    return address.len ? web_redirect(rq, "%.*s", STR_ARG(address))
                       : web_redirect(rq, "/me/messages");
}

/* ---- wishes ------------------------------------------------------------ */

/* The kinds that may be turned off, of every room. */
static enum err list_kinds(struct ctx *cx, struct notices_page *p)
{
    for (const struct room *const *r = rooms_of(cx); *r; r++)
        for (const struct notices_kind *k = (*r)->notices; k && k->name; k++) {
            if (!k->label || p->kinds == NOTICES_KINDS)
                continue;
            struct notices_choice *c = &p->kind[p->kinds++];
            *c = (struct notices_choice){k->name, k->label, true};
            enum err e = notices_wants(cx, cx->county, cx->actor, k->name, &c->wanted);
            if (e)
                return e;
        }
    return OK;
}

static enum err show_wishes(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct notices_page p = {
        .saved = web_query_has(rq, "saved"),
        .official = cx->notices && cx->notices->wechat ? wechat_name(cx->notices->wechat) : NULL};
    enum err e = notices_find_wishes(cx, cx->county, cx->actor, &p.wishes);
    if (!e)
        e = list_kinds(cx, &p);
    if (!e)
        notices_html_wishes(rq->page, &p);
    return e;
}

static bool is_ticked(const struct req *rq, const char *kind)
{
    for (size_t i = 0; i < NOTICES_KINDS; i++)
        if (str_is(web_field_at(rq, "kind", i), kind))
            return true;
    return false;
}

static enum err change_kinds(struct req *rq, const struct notices_page *p)
{
    enum err e = OK;
    for (int i = 0; !e && i < p->kinds; i++) {
        bool on = is_ticked(rq, p->kind[i].name);
        if (on != p->kind[i].wanted)
            e = notices_turn(rq->cx, p->kind[i].name, on);
    }
    return e;
}

static enum err change_wishes(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct notices_page p = {.wishes = {.sms = web_field_has(rq, "sms"),
                                        .mail = web_field(rq, "mail"),
                                        .lang = cx->lang}};
    enum err e = list_kinds(cx, &p);
    if (e)
        return e;
    cx->idem = NULL; /* several small writes, each harmless to repeat */
    e = notices_change_wishes(cx, &p.wishes);
    if (e == ERR_INVALID)
        notices_html_wishes(rq->page, &p);
    if (!e)
        e = change_kinds(rq, &p);
    return e ? e : web_redirect(rq, "/me/messages/wishes?saved=1");
}

/* ---- by one tap from a mail -------------------------------------------- */

/* Who wants what no more, from the address: only as we signed it. */
static enum err read_off(const struct req *rq, struct notices_off *o)
{
    if (str_int(web_query(rq, "c"), &o->county) || str_int(web_query(rq, "a"), &o->account))
        return ERR_NOT_FOUND;
    o->kind = web_query(rq, "k");
    return seal_same(web_query(rq, "s"), notices_off_mark(rq->cx, o)) ? OK : ERR_NOT_FOUND;
}

static const char *label_of(struct ctx *cx, const struct notices_off *o)
{
    const struct notices_kind *k = notices_kind_named(cx, o->kind);
    return k && k->label ? k->label : _("Everything by e-mail");
}

static enum err show_off(struct req *rq)
{
    struct notices_off o;
    enum err e = read_off(rq, &o);
    if (!e)
        notices_html_off(rq->page, label_of(rq->cx, &o), web_query_has(rq, "done"));
    return e;
}

/* A mail program sends this by itself (RFC 8058), a person from the page before. */
static enum err turn_off(struct req *rq)
{
    struct notices_off o;
    enum err e = read_off(rq, &o);
    rq->cx->idem = NULL; /* turning off what is off changes nothing */
    if (!e)
        e = notices_turn_off(rq->cx, &o);
    return e ? e
             : web_redirect(rq, "/messages/off?%.*s&done=1",
                            STR_ARG(notices_off_query(rq->cx, &o)));
}

/* ---- the gateway (docs/api/sms-gateway.md) ----------------------------- */

static enum err admit_gateway(struct req *rq)
{
    bool good = notices_is_signed(rq->cx, web_header(rq, "Linli-Time"),
                                  web_header(rq, "Linli-Signature"), web_body(rq));
    rq->json = true;
    rq->cx->idem = NULL;
    return good ? OK : ERR_DENIED;
}

static enum err take_reply(struct req *rq)
{
    enum err e = admit_gateway(rq);
    if (!e)
        e = notices_take_reply(rq->cx, web_field(rq, "from"), web_field(rq, "text"));
    return e ? e : web_json_text(rq, S("{\"ok\":true}"));
}

static enum err take_report(struct req *rq)
{
    enum err e = admit_gateway(rq);
    if (!e)
        e = notices_take_report(rq->cx, web_field(rq, "id"), web_field(rq, "state"));
    return e ? e : web_json_text(rq, S("{\"ok\":true}"));
}

/* ---- the demo's outbox ------------------------------------------------- */

static enum err list_latest(struct ctx *cx, struct notice_row *out, int max, int *n)
{
    AUTO_ROWS rows = db_query_args(cx, &notices_sql_latest, NULL, 0);
    for (*n = 0; *n < max && db_next(&rows); ++*n)
        out[*n] = notices_row(cx, &rows);
    return rows.err;
}

static enum err phone_of(struct ctx *cx, struct notice_row *r)
{
    struct person p;
    if (!r->n.account)
        return OK;
    enum err e = person_of_account(cx, r->n.county, r->n.account, &p);
    if (!e)
        r->phone = p.phone;
    return e == ERR_NOT_FOUND ? OK : e;
}

static json_t *json_of(const struct notice_row *r)
{
    return json_pack(
        "{s:s%, s:s%, s:s%, s:s%, s:s%, s:I}", "to", r->phone.at ? r->phone.at : "", r->phone.len,
        "kind", r->n.kind.at, r->n.kind.len, "text", r->n.text.at, r->n.text.len, "number",
        r->n.number.at, r->n.number.len, "channel", str_is(r->n.sms, "shown") ? "sms" : "mail",
        (size_t)(str_is(r->n.sms, "shown") ? 3 : 4), "at_ms", (json_int_t)r->n.told_ms);
}

static enum err answer_json(struct req *rq, const struct notice_row *at, int n)
{
    json_t *list = json_array(), *all = json_pack("{s:o}", "messages", list);
    for (int i = 0; i < n; i++)
        json_array_append_new(list, json_of(&at[i]));
    size_t len = json_dumpb(all, NULL, 0, JSON_COMPACT);
    char *text = arena_alloc(rq->cx->mem, len + 1);
    (void)json_dumpb(all, text, len, JSON_COMPACT);
    json_decref(all);
    return web_json_text(rq, (str){text, len});
}

static enum err show_outbox(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct notice_row *at = NEW_N(cx->mem, struct notice_row, 100);
    int n = 0;
    enum err e = list_latest(cx, at, 100, &n);
    for (int i = 0; !e && i < n; i++)
        e = phone_of(cx, &at[i]);
    if (e)
        return e;
    if (rq->json)
        return answer_json(rq, at, n);
    notices_html_outbox(rq->page, at, n);
    return OK;
}

/* ---- the room ---------------------------------------------------------- */

static enum err take_fact(struct ctx *cx, const struct fact *f)
{
    int64_t accounts[16];
    int n = 0;
    enum err e = people_person_accounts(cx, f->county, f->subject, accounts, COUNT(accounts), &n);
    for (int i = 0; !e && i < n; i++)
        e = notices_forget(cx, f->county, accounts[i]);
    return e;
}

static const char *const erased[] = {"person.erased", NULL};
static const struct facts_subscriber forgetter = {"notices", erased, take_fact};
static const struct facts_subscriber *const subscribers[] = {&forgetter, NULL};
static const struct jobs_kind *const jobs[] = {&notices_send_job, &notices_later_job,
                                               &notices_digest_job, NULL};
static const struct route routes[] = {
    {GET, "/me/messages", show_mine, ACT_SIGNED_IN},
    {POST, "/me/messages", mark_read, ACT_SIGNED_IN},
    {GET, "/me/messages/wishes", show_wishes, ACT_SIGNED_IN},
    {POST, "/me/messages/wishes", change_wishes, ACT_SIGNED_IN},
    {POST, "/me/messages/wechat", wechat_change_binding, ACT_SIGNED_IN},
    {GET, "/messages/off", show_off, ACT_PUBLIC}, /* signed by ourselves, in a mail */
    {POST, "/messages/off", turn_off, ACT_PUBLIC, ROUTE_NO_CSRF, 1024},
    {GET, "/wechat", wechat_prove_address, ACT_PUBLIC}, /* signed by the platform */
    {POST, "/wechat", wechat_take_message, ACT_PUBLIC, ROUTE_NO_CSRF, 32768},
    {POST, "/sms/reply", take_reply, ACT_PUBLIC, ROUTE_NO_CSRF, 4096}, /* signed by the gateway */
    {POST, "/sms/report", take_report, ACT_PUBLIC, ROUTE_NO_CSRF, 4096},
    {POST, "/sms/yunmas/report", yunmas_take_report, ACT_PUBLIC, ROUTE_NO_CSRF, 4096},
    {POST, "/sms/yunmas/reply", yunmas_take_reply, ACT_PUBLIC, ROUTE_NO_CSRF, 4096},
    {GET, "/dev/outbox", show_outbox, ACT_DEMO},
    {0}};

const struct room notices_room = {.name = "notices",
                                  .schema = &notices_schema,
                                  .routes = routes,
                                  .jobs = jobs,
                                  .subscribers = subscribers};
