/* yunmas.c: one text to the platform, and what it pushes back. */
#include "civic/notices/yunmas.h"
#include "civic/people/people.h"
#include "kit/http/http.h"

#include <jansson.h>
#include <openssl/evp.h>

#define REPORT_MS (INT64_C(3) * DAY_MS)

/* ---- sending ----------------------------------------------------------- */

static str md5_hex(struct arena *mem, str s)
{
    unsigned char hash[16];
    struct buf b = buf_new(mem, 33);
    if (!EVP_Digest(s.at, s.len, hash, NULL, EVP_md5(), NULL))
        abort();
    for (size_t i = 0; i < sizeof hash; i++)
        buf_fmt(&b, "%02x", hash[i]);
    return buf_done(&b);
}

static str base64(struct arena *mem, const char *at, size_t len)
{
    unsigned char *out = arena_alloc(mem, len / 3 * 4 + 5);
    int n = EVP_EncodeBlock(out, (const unsigned char *)at, (int)len);
    return (str){(char *)out, (size_t)n};
}

static const char *or_empty(const char *s)
{
    return s ? s : "";
}

str yunmas_body(struct ctx *cx, str phone, str text)
{
    const struct notices *o = cx->notices;
    const struct yunmas *y = o->yunmas;
    const char *serial = or_empty(y->add_serial);
    str mac = md5_hex(cx->mem, str_fmt(cx->mem, "%s%s%s%.*s%.*s%s%s", y->ec_name, y->ap_id,
                                       or_empty(o->sms_secret), STR_ARG(phone), STR_ARG(text),
                                       y->sign_code, serial));
    json_t *j = json_pack("{s:s, s:s, s:s%, s:s%, s:s, s:s, s:s%}", "ecName", y->ec_name, "apId",
                          y->ap_id, "mobiles", phone.at, phone.len, "content", text.at, text.len,
                          "sign", y->sign_code, "addSerial", serial, "mac", mac.at, mac.len);
    char *plain = json_dumps(j, JSON_COMPACT);
    json_decref(j);
    if (!plain)
        return STR_NONE; /* a text that is no UTF-8 */
    str body = base64(cx->mem, plain, strlen(plain));
    free(plain);
    return body;
}

static enum err read_answer(struct ctx *cx, str body, str *group)
{
    enum err e = ERR_BUSY; /* an account or signature that is refused: an operator may mend it */
    json_t *j = json_loadb(body.at, body.len, 0, NULL);
    const char *code = json_string_value(json_object_get(j, "rspcod"));
    const char *name = json_string_value(json_object_get(j, "msgGroup"));
    if (code && strcmp(code, "success") == 0)
        e = OK;
    else if (code && strcmp(code, "InvalidMessage") == 0)
        e = ERR_INVALID;
    *group = name && !e ? str_keep(cx->mem, utf8_head(str_of(name), 64)) : S("");
    json_decref(j);
    return e;
}

enum err yunmas_send(struct ctx *cx, str phone, str text, str *group)
{
    static const char *const headers[] = {"Content-Type: text/plain", NULL};
    struct http_answer a;
    str why, body = yunmas_body(cx, phone, text);
    struct http_ask q = {
        .url = cx->notices->sms_url, .headers = headers, .body = body, .most = 65536, .near = true};
    *group = S("");
    if (!body.len)
        return ERR_INVALID;
    if (http_call(cx->notices->http, &q, &a, &why, cx->mem) || a.status != 200)
        return ERR_BUSY;
    return read_answer(cx, a.body, group);
}

/* ---- what it pushes ---------------------------------------------------- */

static struct seal_hash hash_of(const struct ctx *cx, str group)
{
    return seal_index(cx->seal, "smsref", group);
}

enum err yunmas_expect(struct ctx *cx, str group, int64_t county, int64_t id)
{
    struct seal_hash hash = hash_of(cx, group);
    return door_open(cx, "smsref", seal_hash_bytes(&hash), county, id, clock_real_ms() + REPORT_MS);
}

/* From one of the addresses that the operator has named, with blanks between. */
static enum err admit(struct req *rq)
{
    const struct notices *o = rq->cx->notices;
    str callers = str_of(o && o->yunmas ? o->yunmas->callers : NULL);
    rq->json = true;
    rq->cx->idem = NULL;
    while (callers.len)
        if (str_eq(str_cut(&callers, ' '), rq->client))
            return OK;
    return ERR_DENIED;
}

enum err yunmas_take_report(struct req *rq)
{
    struct ctx *cx = rq->cx;
    int64_t county, id;
    str group = web_field(rq, "msgGroup");
    bool there = str_is(web_field(rq, "reportStatus"), "DELIVRD") ||
                 str_is(web_field(rq, "errorCode"), "DELIVRD");
    enum err e = admit(rq);
    if (e)
        return e;
    struct seal_hash hash = hash_of(cx, group);
    e = door_find(cx, "smsref", seal_hash_bytes(&hash), &county, &id);
    if (!e) {
        str name = str_fmt(cx->mem, "%lld-%lld", (long long)county, (long long)id);
        e = notices_take_report(cx, name, there ? S("delivered") : S("failed"));
    }
    return e && e != ERR_NOT_FOUND ? e : web_json_text(rq, S("{\"ok\":true}"));
}

enum err yunmas_take_reply(struct req *rq)
{
    enum err e = admit(rq);
    if (!e)
        e = notices_take_reply(rq->cx, web_field(rq, "mobile"), web_field(rq, "smsContent"));
    return e ? e : web_json_text(rq, S("{\"ok\":true}"));
}
