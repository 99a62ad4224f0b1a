/* wechat_box.c: signatures and encryption of the platform's "safe mode". The key is 43 characters
 * of base64, the vector its first half, padding fills blocks of 32 bytes; before the text stand
 * sixteen random bytes and its length, behind it the app's id. */
#include "civic/notices/wechat.h"

#include <openssl/evp.h>

enum { SHA1_BYTES = 20, KEY_BYTES = 32, VECTOR_BYTES = 16, HEAD_BYTES = 20, PAD_BLOCK = 32 };

/* ---- signatures -------------------------------------------------------- */

static int by_bytes(const void *a, const void *b)
{
    const str *x = a, *y = b;
    size_t n = x->len < y->len ? x->len : y->len;
    int order = n ? memcmp(x->at, y->at, n) : 0;
    return order ? order : (x->len > y->len) - (x->len < y->len);
}

static str hex_of(struct arena *mem, const unsigned char *at, size_t n)
{
    struct buf b = buf_new(mem, 2 * n + 1);
    for (size_t i = 0; i < n; i++)
        buf_fmt(&b, "%02x", at[i]);
    return buf_done(&b);
}

/* SHA-1 of the words in the order of their bytes. */
str wechat_signature(const struct wechat_keys *k, str time, str nonce, str encrypted,
                     struct arena *mem)
{
    str words[] = {str_of(k->token), time, nonce, encrypted};
    size_t n = encrypted.len ? 4 : 3;
    unsigned char hash[SHA1_BYTES];
    qsort(words, n, sizeof *words, by_bytes);
    struct buf b = buf_new(mem, 65536);
    for (size_t i = 0; i < n; i++)
        buf_str(&b, words[i]);
    str all = buf_done(&b);
    if (!EVP_Digest(all.at, all.len, hash, NULL, EVP_sha1(), NULL))
        abort();
    return hex_of(mem, hash, sizeof hash);
}

bool wechat_is_signed(const struct wechat_keys *k, const struct wechat_mark *m, str encrypted,
                      struct arena *mem)
{
    return seal_same(m->signature, wechat_signature(k, m->time, m->nonce, encrypted, mem));
}

/* ---- base64, as OpenSSL reads it: the last character of such a key may have bits to spare ---- */

static bool read_base64(struct arena *mem, str text, str *out)
{
    if (!text.len || text.len % 4 || text.len > 65536)
        return false;
    unsigned char *at = arena_alloc(mem, text.len);
    int n = EVP_DecodeBlock(at, (const unsigned char *)text.at, (int)text.len);
    for (size_t i = 1; i <= 2 && text.at[text.len - i] == '='; i++)
        n--;
    *out = (str){(char *)at, n > 0 ? (size_t)n : 0};
    return n > 0;
}

static str write_base64(struct arena *mem, str bytes)
{
    unsigned char *at = arena_alloc(mem, bytes.len / 3 * 4 + 5);
    int n = EVP_EncodeBlock(at, (const unsigned char *)bytes.at, (int)bytes.len);
    return (str){(char *)at, (size_t)n};
}

static bool read_key(const struct wechat_keys *k, struct arena *mem, str *out)
{
    return read_base64(mem, str_fmt(mem, "%s=", k->aes_key), out) && out->len == KEY_BYTES;
}

bool wechat_has_key(const struct wechat_keys *k, struct arena *mem)
{
    str key;
    return k->aes_key && strlen(k->aes_key) == 43 && read_key(k, mem, &key);
}

/* ---- the box ----------------------------------------------------------- */

static bool run_cipher(str key, str in, bool seal, unsigned char *out)
{
    const unsigned char *k = (const unsigned char *)key.at;
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    int n = 0;
    bool done = c && EVP_CipherInit_ex(c, EVP_aes_256_cbc(), NULL, k, k, seal) &&
                EVP_CIPHER_CTX_set_padding(c, 0) &&
                EVP_CipherUpdate(c, out, &n, (const unsigned char *)in.at, (int)in.len) &&
                (size_t)n == in.len;
    EVP_CIPHER_CTX_free(c);
    return done;
}

static size_t big_endian(const unsigned char *at)
{
    return (size_t)at[0] << 24 | (size_t)at[1] << 16 | (size_t)at[2] << 8 | at[3];
}

/* Sixteen random bytes, four of length, the text, the app's id, the padding. */
static enum err unpack(const struct wechat_keys *k, const unsigned char *at, size_t len, str *plain)
{
    size_t pad = at[len - 1];
    if (pad < 1 || pad > PAD_BLOCK || len < HEAD_BYTES + pad)
        return ERR_DENIED;
    size_t n = big_endian(at + 16), rest = len - pad - HEAD_BYTES;
    if (n > rest)
        return ERR_DENIED;
    str text = {(const char *)at + HEAD_BYTES, n}, id = {text.at + n, rest - n};
    if (!str_is(id, k->app_id))
        return ERR_DENIED;
    *plain = text;
    return OK;
}

enum err wechat_decrypt(const struct wechat_keys *k, str encrypted, str *plain, struct arena *mem)
{
    str key, box;
    if (!read_key(k, mem, &key) || !read_base64(mem, encrypted, &box) || box.len % VECTOR_BYTES)
        return ERR_DENIED;
    unsigned char *at = arena_alloc(mem, box.len);
    return run_cipher(key, box, false, at) ? unpack(k, at, box.len, plain) : ERR_DENIED;
}

str wechat_encrypt(const struct wechat_keys *k, str plain, struct arena *mem)
{
    str key, id = str_of(k->app_id);
    size_t bare = HEAD_BYTES + plain.len + id.len, pad = PAD_BLOCK - bare % PAD_BLOCK;
    unsigned char *at = arena_alloc(mem, bare + pad), *out = arena_alloc(mem, bare + pad);
    seal_random(at, VECTOR_BYTES);
    for (int i = 0; i < 4; i++)
        at[16 + i] = (unsigned char)(plain.len >> (24 - 8 * i));
    memcpy(at + HEAD_BYTES, plain.at, plain.len);
    memcpy(at + HEAD_BYTES + plain.len, id.at, id.len);
    memset(at + bare, (int)pad, pad);
    if (!read_key(k, mem, &key) || !run_cipher(key, (str){(char *)at, bare + pad}, true, out))
        abort(); /* wechat_open has read the key */
    return write_base64(mem, (str){(char *)out, bare + pad});
}
