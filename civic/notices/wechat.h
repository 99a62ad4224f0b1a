/* wechat: the official account of whoever runs the program; inside civic/notices only.
 *
 * Kept true here:
 *  - nothing that comes in is believed before the signature over the encrypted message was
 *    checked; the platform's plain mode is refused, since its signature leaves the message out;
 *  - an openid names a follower to this official account alone; it is stored sealed, found by its
 *    blind index, and bound to an account only by a code that account was shown while signed in;
 *  - a message that is brought twice changes nothing the second time.
 * Formats as the platform documents them: message encryption (SHA-1, AES-256-CBC), the stable
 * access token, template messages with their end event. docs/api/wechat.md says what to set up.
 */
#pragma once
#include "civic/notices/notices_own.h"

#define WECHAT_FIELDS    8
#define WECHAT_CODE      8 /* digits of a code that binds */
#define WECHAT_TEXT_MOST 600

/* ---- the box: wechat_box.c --------------------------------------------- */

struct wechat_mark { /* of an address the platform calls */
    str signature, time, nonce;
};
bool wechat_has_key(const struct wechat_keys *k, struct arena *mem); /* is aes_key one */
/* `encrypted` is empty where only the address is checked. */
bool wechat_is_signed(const struct wechat_keys *k, const struct wechat_mark *m, str encrypted,
                      struct arena *mem);
/* ERR_DENIED: not encrypted with this key, or for another account. */
enum err wechat_decrypt(const struct wechat_keys *k, str encrypted, str *plain,
                        struct arena *mem) MUST_CHECK;
str wechat_encrypt(const struct wechat_keys *k, str plain, struct arena *mem);
str wechat_signature(const struct wechat_keys *k, str time, str nonce, str encrypted,
                     struct arena *mem);

/* ---- what they say: wechat_read.c -------------------------------------- */

struct wechat_said {
    str from, to; /* openid; the official account's own name */
    str type;     /* text, event, image … */
    str text;     /* of a text, cleaned, at most WECHAT_TEXT_MOST characters */
    str event, status;
    int64_t message; /* of the template message an event speaks of */
};
/* ERR_INVALID: no XML, one with a DOCTYPE, or no sender. */
enum err wechat_read(str xml, struct wechat_said *out, struct arena *mem) MUST_CHECK;
/* What is inside <Encrypt>, as it stands: "" if there is none. */
str wechat_read_encrypted(str xml);

/* ---- the account: wechat.c --------------------------------------------- */

const struct wechat_keys *wechat_keys_of(const struct wechat *w);
const char *wechat_name(const struct wechat *w);

/* wechat_send.c: OK and the platform's number of the message. ERR_NOT_FOUND: the person follows no
 * more; ERR_INVALID: the platform will not take it; ERR_BUSY: not now. */
enum err wechat_send(struct ctx *cx, struct wechat *w, str openid, const struct notice *n, str text,
                     int64_t *message) MUST_CHECK;
/* The body of the message; for tests. */
str wechat_body(struct ctx *cx, const struct wechat *w, str openid, const struct notice *n,
                str text);

/* What is answered to a message, "" for nothing: acts on it first. */
enum err wechat_take(struct ctx *cx, const struct wechat_said *s, str *reply) MUST_CHECK;
/* The signed-in account gets a code, good for fifteen minutes, once. db_write of its own. */
enum err wechat_code(struct ctx *cx, str *code) MUST_CHECK;
enum err wechat_unbind(struct ctx *cx) MUST_CHECK; /* the actor's; db_write of its own */
/* The openid an account is bound to, "" for none or one that was bound elsewhere since. */
enum err wechat_openid(struct ctx *cx, int64_t county, int64_t account, str sealed,
                       str *out) MUST_CHECK;

/* wechat_web.c: handlers: the platform's two calls, and binding from one's wishes. */
enum err wechat_prove_address(struct req *rq);
enum err wechat_take_message(struct req *rq);
enum err wechat_change_binding(struct req *rq);
