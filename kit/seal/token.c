/* token.c: random tokens and codes, hashes, the blind index, signatures. */
#include "kit/seal/seal_own.h"

struct seal_hash seal_index(const struct seal *s, const char *kind, str normalised)
{
    struct seal_hash h;
    crypto_generichash_state st;
    crypto_generichash_init(&st, s->index.at, sizeof s->index.at, sizeof h.at);
    crypto_generichash_update(&st, (const unsigned char *)kind, strlen(kind) + 1);
    crypto_generichash_update(&st, (const unsigned char *)normalised.at, normalised.len);
    crypto_generichash_final(&st, h.at, sizeof h.at);
    return h;
}

struct seal_hash seal_sha256(str s)
{
    struct seal_hash h;
    crypto_hash_sha256(h.at, (const unsigned char *)s.at, s.len);
    return h;
}

enum err seal_sha256_file(int fd, struct seal_hash *out)
{
    unsigned char part[65536];
    crypto_hash_sha256_state st;
    crypto_hash_sha256_init(&st);
    ssize_t n;
    for (off_t at = 0; (n = pread(fd, part, sizeof part, at)) > 0; at += n)
        crypto_hash_sha256_update(&st, part, (size_t)n);
    if (n < 0)
        return ERR_FAULT;
    crypto_hash_sha256_final(&st, out->at);
    return OK;
}

str seal_hash_bytes(const struct seal_hash *h)
{
    return (str){(const char *)h->at, sizeof h->at};
}

str seal_hash_hex(const struct seal_hash *h, struct arena *mem)
{
    return str_hex(mem, h->at, sizeof h->at);
}

struct seal_hash seal_hmac(str key, str message)
{
    struct seal_hash h;
    crypto_auth_hmacsha256_state st;
    crypto_auth_hmacsha256_init(&st, (const unsigned char *)key.at, key.len);
    crypto_auth_hmacsha256_update(&st, (const unsigned char *)message.at, message.len);
    crypto_auth_hmacsha256_final(&st, h.at);
    return h;
}

bool seal_same(str a, str b)
{
    return a.len == b.len && (a.len == 0 || sodium_memcmp(a.at, b.at, a.len) == 0);
}

void seal_random(void *at, size_t len)
{
    seal_start();
    randombytes_buf(at, len);
}

/* Five bits a character, the last padded with zero bits. */
static str base32(struct arena *mem, const unsigned char *at, size_t len, const char *alphabet)
{
    size_t n = (len * 8 + 4) / 5;
    char *out = arena_alloc(mem, n + 1);
    for (size_t i = 0; i < n; i++) {
        size_t bit = i * 5, byte = bit / 8;
        unsigned two = (unsigned)at[byte] << 8 | (byte + 1 < len ? at[byte + 1] : 0u);
        out[i] = alphabet[two >> (11 - bit % 8) & 31];
    }
    return (str){out, n};
}

str seal_base32(struct arena *mem, str bytes)
{
    return base32(mem, (const unsigned char *)bytes.at, bytes.len,
                  "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
}

static const char paper[] = "0123456789abcdefghjkmnpqrstvwxyz";

str seal_token_short(struct arena *mem)
{
    unsigned char at[16];
    seal_random(at, sizeof at);
    return base32(mem, at, sizeof at, paper);
}

str seal_token(struct arena *mem)
{
    unsigned char at[32];
    seal_random(at, sizeof at);
    size_t size = sodium_base64_encoded_len(sizeof at, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    char *out = arena_alloc(mem, size);
    sodium_bin2base64(out, size, at, sizeof at, sodium_base64_VARIANT_URLSAFE_NO_PADDING);
    return (str){out, size - 1};
}

static char forgiven(char c)
{
    c = (char)tolower((unsigned char)c);
    if (c == 'o')
        return '0';
    return c == 'i' || c == 'l' ? '1' : c;
}

enum err seal_token_clean(str typed, str *out, struct arena *mem)
{
    char *at = arena_alloc(mem, 27);
    size_t n = 0;
    for (size_t i = 0; i < typed.len; i++) {
        char c = forgiven(typed.at[i]);
        if (c == ' ' || c == '-')
            continue;
        if (n == 26 || !c || !strchr(paper, c))
            return ERR_INVALID;
        at[n++] = c;
    }
    if (n != 26)
        return ERR_INVALID;
    *out = (str){at, n};
    return OK;
}

str seal_code(int digits, struct arena *mem)
{
    seal_start();
    assert(digits > 0 && digits < 10);
    char *at = arena_alloc(mem, (size_t)digits + 1);
    for (int i = 0; i < digits; i++)
        at[i] = (char)('0' + randombytes_uniform(10));
    return (str){at, (size_t)digits};
}

/* ---- signatures -------------------------------------------------------- */

void seal_sign(const struct seal *s, str message, unsigned char out[64])
{
    unsigned char public_key[32], secret[64];
    crypto_sign_seed_keypair(public_key, secret, s->sign.at);
    crypto_sign_detached(out, NULL, (const unsigned char *)message.at, message.len, secret);
    sodium_memzero(secret, sizeof secret);
}

void seal_sign_public(const struct seal *s, unsigned char out[32])
{
    unsigned char secret[64];
    crypto_sign_seed_keypair(out, secret, s->sign.at);
    sodium_memzero(secret, sizeof secret);
}

bool seal_signed(const unsigned char public_key[32], str message, const unsigned char sig[64])
{
    return crypto_sign_verify_detached(sig, (const unsigned char *)message.at, message.len,
                                       public_key) == 0;
}
