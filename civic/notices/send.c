/* send.c: one notice leaves the house: by the official account or else to the gateway for text
 * messages, and to the mail server. Each channel remembers how far it got, so a second try repeats
 * only what failed. */
#include "civic/notices/notices_sql.h"
#include "civic/notices/wechat.h"
#include "civic/notices/yunmas.h"
#include "civic/people/people.h"
#include "civic/people/signin.h"
#include "kit/http/http.h"

#include <jansson.h>

struct sending {
    struct notice_row row;
    const struct notices_kind *kind;
    struct person person; /* of the account, empty for a bare number and for staff */
    struct notices_wishes wishes;
    str phone; /* canonical; empty: none */
    struct seal_hash phone_hash;
};

/* ---- results ----------------------------------------------------------- */

struct result {
    const struct sending *s;
    const char *state;
    bool mail;
    str group; /* by which a platform reports on it; empty: by our own id */
};

/* The last question sent to a number is the one that a bare "1" answers. */
static enum err await_reply(struct ctx *cx, const struct sending *s)
{
    str hash = seal_hash_bytes(&s->phone_hash);
    int64_t week = clock_real_ms() + INT64_C(7) * DAY_MS;
    enum err e = door_close(cx, "sms", hash);
    if (e && e != ERR_NOT_FOUND)
        return e;
    return door_open(cx, "sms", hash, s->row.n.county, s->row.n.id, week);
}

static enum err result_tx(struct ctx *cx, void *arg)
{
    const struct result *r = arg;
    const struct notice *n = &r->s->row.n;
    if (r->mail)
        return db_exec(cx, NULL, &notices_sql_mail, db_word("state", r->state),
                       db_int("county", n->county), db_int("id", n->id));
    bool asked = r->s->kind->reply && r->s->phone.len && strcmp(r->state, "failed") != 0;
    enum err e = db_exec(cx, NULL, &notices_sql_sms, db_word("state", r->state),
                         asked ? db_blob("phone_hash", seal_hash_bytes(&r->s->phone_hash))
                               : db_null("phone_hash"),
                         db_int("county", n->county), db_int("id", n->id));
    if (!e && r->group.len)
        e = yunmas_expect(cx, r->group, n->county, n->id);
    return e || !asked ? e : await_reply(cx, r->s);
}

static enum err settle(struct ctx *cx, const struct sending *s, bool mail, const char *state)
{
    struct result r = {s, state, mail, STR_NONE};
    return db_write(cx, result_tx, &r);
}

static enum err settle_text(struct ctx *cx, const struct sending *s, const char *state, str group)
{
    struct result r = {s, state, false, group};
    return db_write(cx, result_tx, &r);
}

/* ---- text messages ----------------------------------------------------- */

/* A family's number: the text says whom of them it is for. */
static enum err address_person(struct ctx *cx, const struct sending *s, str *text)
{
    int64_t accounts[PHONE_PEOPLE_MAX];
    int n = 0;
    *text = s->row.n.text;
    if (!s->row.n.account || !s->person.name.len)
        return OK;
    struct seal_hash index = people_phone_index(cx, s->phone);
    enum err e = phone_accounts(cx, s->row.n.county, seal_hash_bytes(&index), accounts, &n);
    if (!e && n > 1)
        *text = utf8_head(str_fmt(cx->mem, "%.*s: %.*s", STR_ARG(utf8_head(s->person.name, 8)),
                                  STR_ARG(s->row.n.text)),
                          notices_most(cx));
    return e;
}

static str sms_body(struct ctx *cx, const struct sending *s, str text)
{
    const char *sign = cx->notices->sms_sign ? cx->notices->sms_sign : "";
    char id[48];
    snprintf(id, sizeof id, "%lld-%lld", (long long)s->row.n.county, (long long)s->row.n.id);
    json_t *j =
        json_pack("{s:s, s:s%, s:s%, s:s, s:s%}", "id", id, "to", s->phone.at, s->phone.len, "text",
                  text.at, text.len, "sign", sign, "kind", s->row.n.kind.at, s->row.n.kind.len);
    size_t len = j ? json_dumpb(j, NULL, 0, JSON_COMPACT) : 0;
    char *at = arena_alloc(cx->mem, len + 1);
    if (len)
        (void)json_dumpb(j, at, len, JSON_COMPACT);
    json_decref(j);
    return (str){at, len};
}

static enum err call_gateway(struct ctx *cx, const struct sending *s, str text)
{
    str body = sms_body(cx, s, text), why;
    str time = str_fmt(cx->mem, "%lld", (long long)(clock_real_ms() / 1000));
    str sign = notices_sign(cx, time, body, cx->mem);
    const char *const headers[] = {
        "Content-Type: application/json", str_fmt(cx->mem, "Linli-Time: %.*s", STR_ARG(time)).at,
        str_fmt(cx->mem, "Linli-Signature: %.*s", STR_ARG(sign)).at, NULL};
    struct http_ask q = {
        .url = cx->notices->sms_url, .headers = headers, .body = body, .most = 65536, .near = true};
    struct http_answer a;
    enum err e = http_call(cx->notices->http, &q, &a, &why, cx->mem);
    if (e)
        return ERR_BUSY; /* configured wrongly or not reached: an operator may still mend it */
    bool later = a.status >= 500 || a.status == 408 || a.status == 425 || a.status == 429;
    return a.status < 300 ? OK : later ? ERR_BUSY : ERR_INVALID;
}

/* What asks or may not be turned off goes by text also to those who want none. */
static bool wants_sms(const struct sending *s)
{
    return !s->row.n.account || s->wishes.sms || s->kind->reply || !s->kind->label;
}

static enum err send_sms(struct ctx *cx, const struct sending *s)
{
    str text;
    if (!s->phone.len || !wants_sms(s) || !(cx->notices->demo || cx->notices->sms_url))
        return settle(cx, s, false, "no");
    enum err e = address_person(cx, s, &text);
    if (e)
        return e;
    if (cx->notices->demo)
        return settle(cx, s, false, "shown");
    str group = STR_NONE;
    e = cx->notices->yunmas ? yunmas_send(cx, s->phone, text, &group) : call_gateway(cx, s, text);
    return e == ERR_BUSY ? e : settle_text(cx, s, e ? "failed" : "sent", group);
}

/* ---- the official account, else a text --------------------------------- */

struct wechat_result {
    const struct notice *n;
    const char *state;
    int64_t message;
};

static enum err wechat_tx(struct ctx *cx, void *arg)
{
    const struct wechat_result *r = arg;
    return db_exec(cx, NULL, &notices_sql_wechat, db_word("state", r->state),
                   db_int("message", r->message), db_int("county", r->n->county),
                   db_int("id", r->n->id));
}

/* ERR_NOT_FOUND: not by this way. The platform's own "not now" is no reason to wait: there are
 * texts. */
static enum err send_wechat(struct ctx *cx, const struct sending *s)
{
    struct wechat_result r = {&s->row.n, "sent", 0};
    struct wechat *w = cx->notices->wechat;
    if (!w || !s->wishes.wechat.len || !str_is(s->row.n.wechat, "no"))
        return ERR_NOT_FOUND;
    enum err e = wechat_send(cx, w, s->wishes.wechat, &s->row.n, s->row.n.text, &r.message);
    if (e == ERR_BUSY)
        return s->phone.len && wants_sms(s) ? ERR_NOT_FOUND : e;
    if (e)
        r.state = "failed";
    enum err kept = db_write(cx, wechat_tx, &r);
    return kept ? kept : e ? ERR_NOT_FOUND : OK;
}

static enum err send_short(struct ctx *cx, const struct sending *s)
{
    if (!str_is(s->row.n.sms, "wait"))
        return OK;
    enum err e = send_wechat(cx, s);
    return e == ERR_NOT_FOUND ? send_sms(cx, s) : e;
}

/* ---- mail -------------------------------------------------------------- */

/* Where a kind is turned off that may be; what is told in a digest is all mail. */
static str off_address(struct ctx *cx, const struct sending *s)
{
    const struct notice *n = &s->row.n;
    bool digest = str_is(n->kind, NOTICES_DIGEST_KIND);
    struct notices_off o = {n->county, n->account, digest ? S("mail") : n->kind};
    if (!cx->notices->base_url || (!digest && !s->kind->label))
        return S("");
    return str_fmt(cx->mem, "%s/messages/off?%.*s", cx->notices->base_url,
                   STR_ARG(notices_off_query(cx, &o)));
}

/* A digest's mail has room for all it stands for. */
static enum err mail_text(struct ctx *cx, const struct sending *s, str *text)
{
    const struct notice *n = &s->row.n;
    struct buf b = buf_new(cx->mem, 65536);
    buf_fmt(&b, "%.*s\n", STR_ARG(n->text));
    if (str_is(n->kind, NOTICES_DIGEST_KIND)) {
        AUTO_ROWS rows = db_query(cx, &notices_sql_merged, db_int("county", n->county),
                                  db_int("account", n->account), db_int("digest", n->ref));
        while (db_next(&rows)) {
            str one =
                notices_open(cx, "body", n->county, db_get_int(&rows, 0), db_get_blob(&rows, 1));
            buf_fmt(&b, "\n- %.*s\n", STR_ARG(one));
        }
        if (rows.err)
            return rows.err;
    }
    if (cx->notices->base_url && n->address.len)
        buf_fmt(&b, "\n%s%.*s\n", cx->notices->base_url, STR_ARG(n->address));
    str off = off_address(cx, s);
    if (off.len)
        buf_fmt(&b, "\n%.*s: %.*s\n", STR_ARG(tr(s->wishes.lang, _("No more of these"))),
                STR_ARG(off));
    *text = buf_done(&b);
    return OK;
}

static enum err post_mail(struct ctx *cx, const struct sending *s, str text)
{
    const struct notices *o = cx->notices;
    const struct notice *n = &s->row.n;
    str why;
    struct http_mail m = {
        .url = o->mail_url,
        .user = o->mail_user,
        .password = o->mail_password,
        .tls = o->mail_tls,
        .from = str_of(o->mail_from),
        .from_name = str_of(o->mail_from_name),
        .to = s->wishes.mail,
        .subject = n->number.len ? n->number : tr(s->wishes.lang, _("News from your community")),
        .text = text,
        .id = str_fmt(cx->mem, "%lld-%lld", (long long)n->county, (long long)n->id),
        .unsubscribe = off_address(cx, s),
        .sent_ms = cx->now};
    return http_mail(o->http, &m, &why, cx->mem);
}

static enum err send_mail(struct ctx *cx, const struct sending *s)
{
    str text;
    if (!str_is(s->row.n.mail, "wait"))
        return OK;
    if (!s->wishes.mail.len || !(cx->notices->demo || cx->notices->mail_url))
        return settle(cx, s, true, "no");
    enum err e = mail_text(cx, s, &text);
    if (e)
        return e;
    if (cx->notices->demo)
        return settle(cx, s, true, "shown");
    e = post_mail(cx, s, text);
    return e == ERR_BUSY ? e : settle(cx, s, true, e ? "failed" : "sent");
}

/* ---- the job ----------------------------------------------------------- */

static enum err find_person(struct ctx *cx, struct sending *s)
{
    const struct notice *n = &s->row.n;
    s->phone = s->row.phone;
    if (!n->account)
        return OK;
    enum err e = person_of_account(cx, n->county, n->account, &s->person);
    if (e == ERR_NOT_FOUND)
        s->person = (struct person){0}; /* staff hear in the program and by mail */
    else if (e)
        return e;
    s->phone = s->person.phone;
    return notices_find_wishes(cx, n->county, n->account, &s->wishes);
}

static enum err send(struct ctx *cx, const struct jobs_message *m)
{
    struct sending s = {0};
    int64_t id;
    if (!cx->notices)
        return ERR_BUSY;
    str key = m->key;
    if (str_int(str_cut(&key, ' '), &id))
        return ERR_FAULT;
    enum err e = notices_load(cx, m->county, id, &s.row);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e; /* forgotten meanwhile */
    s.kind = notices_kind_named(cx, s.row.n.kind);
    if (!s.kind)
        return ERR_INVALID;
    e = find_person(cx, &s);
    if (e)
        return e;
    s.phone_hash = seal_index(cx->seal, "sms", s.phone);
    enum err by_short = send_short(cx, &s), by_mail = send_mail(cx, &s);
    return by_short ? by_short : by_mail;
}

const struct jobs_kind notices_send_job = {.name = "notices.send", .send = send};
