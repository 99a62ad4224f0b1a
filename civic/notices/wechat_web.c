/* wechat_web.c: what the platform calls, and the page that binds a follower to an account. */
#include "civic/notices/notices_html.h" /* generated */
#include "civic/notices/notices_pages.h"
#include "civic/notices/wechat.h"

#define FIVE_MINUTES_S 300

static struct wechat *account_of(const struct req *rq)
{
    return rq->cx->notices ? rq->cx->notices->wechat : NULL;
}

/* ---- the platform ------------------------------------------------------ */

static bool is_recent(str time)
{
    int64_t s;
    if (str_int(time, &s))
        return false;
    int64_t off = clock_real_ms() / 1000 - s;
    return off <= FIVE_MINUTES_S && off >= -FIVE_MINUTES_S;
}

static struct wechat_mark mark_of(const struct req *rq, const char *signature)
{
    return (struct wechat_mark){web_query(rq, signature), web_query(rq, "timestamp"),
                                web_query(rq, "nonce")};
}

/* Once, when an administrator of the account enters this address there. */
enum err wechat_prove_address(struct req *rq)
{
    struct wechat *w = account_of(rq);
    struct wechat_mark m = mark_of(rq, "signature");
    if (!w)
        return ERR_NOT_FOUND;
    if (!is_recent(m.time) || !wechat_is_signed(wechat_keys_of(w), &m, STR_NONE, rq->cx->mem))
        return ERR_DENIED;
    return web_bytes(rq, "text/plain; charset=utf-8", web_query(rq, "echostr"));
}

static str boxed_reply(struct req *rq, const struct wechat_said *s, str text)
{
    struct ctx *cx = rq->cx;
    const struct wechat_keys *k = wechat_keys_of(account_of(rq));
    long long now = (long long)(clock_real_ms() / 1000);
    str plain =
        str_fmt(cx->mem,
                "<xml><ToUserName><![CDATA[%.*s]]></ToUserName><FromUserName><![CDATA[%.*s]]>"
                "</FromUserName><CreateTime>%lld</CreateTime><MsgType><![CDATA[text]]>"
                "</MsgType><Content><![CDATA[%.*s]]></Content></xml>",
                STR_ARG(s->from), STR_ARG(s->to), now, STR_ARG(text));
    str time = str_fmt(cx->mem, "%lld", now), nonce = seal_code(9, cx->mem);
    str box = wechat_encrypt(k, plain, cx->mem);
    str sign = wechat_signature(k, time, nonce, box, cx->mem);
    return str_fmt(
        cx->mem,
        "<xml><Encrypt><![CDATA[%.*s]]></Encrypt><MsgSignature><![CDATA[%.*s]]>"
        "</MsgSignature><TimeStamp>%.*s</TimeStamp><Nonce><![CDATA[%.*s]]></Nonce></xml>",
        STR_ARG(box), STR_ARG(sign), STR_ARG(time), STR_ARG(nonce));
}

/* An openid has letters, digits, - and _: nothing that could end a CDATA section. */
static bool is_name(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (!isalnum((unsigned char)s.at[i]) && s.at[i] != '-' && s.at[i] != '_')
            return false;
    return s.len > 0;
}

static enum err read_message(struct req *rq, struct wechat_said *s)
{
    const struct wechat_keys *k = wechat_keys_of(account_of(rq));
    struct wechat_mark m = mark_of(rq, "msg_signature");
    str box = wechat_read_encrypted(web_body(rq)), xml;
    if (!box.len || !is_recent(m.time) || !wechat_is_signed(k, &m, box, rq->cx->mem))
        return ERR_DENIED;
    enum err e = wechat_decrypt(k, box, &xml, rq->cx->mem);
    if (!e)
        e = wechat_read(xml, s, rq->cx->mem);
    return e ? e : is_name(s->from) && is_name(s->to) ? OK : ERR_INVALID;
}

enum err wechat_take_message(struct req *rq)
{
    struct wechat_said s;
    str reply = STR_NONE;
    if (!account_of(rq))
        return ERR_NOT_FOUND;
    enum err e = read_message(rq, &s);
    if (!e)
        e = wechat_take(rq->cx, &s, &reply);
    if (e)
        return e;
    if (!reply.len)
        return web_bytes(rq, "text/plain; charset=utf-8", S("success"));
    return web_bytes(rq, "application/xml; charset=utf-8", boxed_reply(rq, &s, reply));
}

/* ---- binding ----------------------------------------------------------- */

enum err wechat_change_binding(struct req *rq)
{
    struct wechat *w = account_of(rq);
    str code;
    if (!w)
        return ERR_NOT_FOUND;
    rq->cx->idem = NULL; /* a second code is as good as the first */
    if (web_field_has(rq, "end")) {
        enum err e = wechat_unbind(rq->cx);
        return e ? e : web_redirect(rq, "/me/messages/wishes?saved=1");
    }
    enum err e = wechat_code(rq->cx, &code);
    if (!e)
        notices_html_code(rq->page, str_of(wechat_name(w)), code);
    return e;
}
