/* csrf.c: a form's hidden keys. The token is nonce and HMAC-SHA-256 over (nonce, session
 * secret), so it differs on every page and a compressed page gives nothing away (BREACH). */
#include "kit/web/job.h"

#include <sodium.h>

enum { NONCE = 16, MAC = crypto_auth_hmacsha256_BYTES, TOKEN = NONCE + MAC, TOKEN_TEXT = 65 };
#define BASE64 sodium_base64_VARIANT_URLSAFE_NO_PADDING

static void make_mac(const unsigned char key[32], const unsigned char *nonce, str secret,
                     unsigned char mac[MAC])
{
    crypto_auth_hmacsha256_state st;
    crypto_auth_hmacsha256_init(&st, key, 32);
    crypto_auth_hmacsha256_update(&st, nonce, NONCE);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)secret.at, secret.len);
    crypto_auth_hmacsha256_final(&st, mac);
}

str csrf_token(struct arena *mem, const unsigned char key[32], str secret)
{
    unsigned char token[TOKEN];
    randombytes_buf(token, NONCE);
    make_mac(key, token, secret, token + NONCE);
    char *text = arena_alloc(mem, TOKEN_TEXT);
    sodium_bin2base64(text, TOKEN_TEXT, token, TOKEN, BASE64);
    return str_of(text);
}

bool csrf_ok(const unsigned char key[32], str secret, str token)
{
    unsigned char given[TOKEN], mac[MAC];
    size_t len = 0;
    if (token.len != TOKEN_TEXT - 1 ||
        sodium_base642bin(given, sizeof given, token.at, token.len, NULL, &len, NULL, BASE64) ||
        len != TOKEN)
        return false;
    make_mac(key, given, secret, mac);
    return sodium_memcmp(mac, given + NONCE, MAC) == 0;
}

bool csrf_is_hidden(str name)
{
    return str_is(name, "_csrf") || str_is(name, "_key");
}

/* "https://host:port/path" names the host that this request was sent to. */
static bool same_host(const struct req *rq, str url)
{
    size_t at = str_find(url, S("://"));
    if (at == SIZE_MAX)
        return false;
    str rest = {url.at + at + 3, url.len - at - 3};
    str host = str_cut(&rest, '/'), own = web_header(rq, "Host");
    return host.len == own.len && strncasecmp(host.at, own.at, own.len) == 0;
}

bool csrf_same_origin(const struct req *rq)
{
    str origin = web_header(rq, "Origin"), site = web_header(rq, "Sec-Fetch-Site");
    str referer = web_header(rq, "Referer");
    if (origin.len)
        return same_host(rq, origin);
    if (str_is(site, "cross-site") || str_is(site, "same-site"))
        return false;
    return !referer.len || same_host(rq, referer);
}

str web_csrf(struct req *rq)
{
    struct web_job *j = rq->job;
    const struct web_gate *gate = j->web->o.gate;
    str secret = gate && gate->secret ? gate->secret(rq) : STR_NONE;
    j->answer.personal = true;
    return secret.len ? csrf_token(j->mem, j->web->o.csrf_key, secret) : S("");
}

static str new_key(struct arena *mem)
{
    unsigned char bytes[16];
    randombytes_buf(bytes, sizeof bytes);
    return str_hex(mem, bytes, sizeof bytes);
}

void web_form_keys(struct html *h)
{
    if (!h->rq)
        return;
    struct web_job *j = h->rq->job;
    const struct web_gate *gate = j->web->o.gate;
    if (h->rq->route && h->rq->route->flags & ROUTE_CACHE) {
        j->answer.misuse = true; /* one key for all who see the copy: their posts would be one */
        return;
    }
    j->answer.personal = true;
    str secret = gate && gate->secret ? gate->secret(h->rq) : STR_NONE;
    str key = new_key(h->cx->mem);
    buf_fmt(h->out, "<input type=\"hidden\" name=\"_key\" value=\"%.*s\">", STR_ARG(key));
    if (!secret.len)
        return;
    str token = csrf_token(h->cx->mem, j->web->o.csrf_key, secret);
    buf_fmt(h->out, "<input type=\"hidden\" name=\"_csrf\" value=\"%.*s\">", STR_ARG(token));
}

/* ---- idempotency ------------------------------------------------------- */

static bool key_ok(str key)
{
    for (size_t i = 0; i < key.len; i++)
        if (!isalnum((unsigned char)key.at[i]) && key.at[i] != '-' && key.at[i] != '_')
            return false;
    return key.len >= 16 && key.len <= 64;
}

static void hash_str(crypto_hash_sha256_state *st, str s)
{
    uint64_t len = s.len;
    crypto_hash_sha256_update(st, (const unsigned char *)&len, sizeof len);
    crypto_hash_sha256_update(st, (const unsigned char *)s.at, s.len);
}

static void hash_pairs(crypto_hash_sha256_state *st, const struct pairs *p)
{
    for (size_t i = 0; i < p->n; i++) {
        if (csrf_is_hidden(p->at[i].name) || str_starts(p->at[i].name, S("kept_")))
            continue; /* the word of a file kept here is another one each time */
        hash_str(st, p->at[i].name);
        hash_str(st, p->at[i].value);
    }
}

static void hash_body(struct web_job *j)
{
    crypto_hash_sha256_state st;
    crypto_hash_sha256_init(&st);
    hash_str(&st, j->rq.path);
    hash_pairs(&st, &j->fields);
    hash_pairs(&st, &j->upload_hashes);
    hash_str(&st, web_body(&j->rq));
    crypto_hash_sha256_final(&st, j->idem.body);
}

enum err idem_take(struct web_job *j)
{
    str header = web_header(&j->rq, "Idempotency-Key");
    str key = header.len ? header : web_field(&j->rq, "_key");
    if (!key.len)
        return OK;
    if (!key_ok(key))
        return fail(&j->cx, ERR_INVALID, _("The key of this request is not usable."));
    j->idem = (struct idem){
        .county = j->rq.county ? j->rq.county : j->cx.county, .owner = j->cx.actor, .key = key};
    hash_body(j);
    j->cx.idem = &j->idem;
    return OK;
}

void web_set_county(struct req *rq, int64_t county)
{
    rq->county = county;
    rq->job->idem.county = county;
}
