/* password.c: argon2id and one-time codes. */
#include "kit/seal/seal_own.h"

#include <liboath/oath.h>

#define PASSES  2
#define MEMORY  (19u << 20)
#define LONGEST 256
#define STEP_S  30
#define DIGITS  6

enum err seal_password(str password, str *hash, struct arena *mem)
{
    seal_start();
    if (password.len > LONGEST)
        return ERR_INVALID;
    char *out = arena_alloc(mem, crypto_pwhash_STRBYTES);
    if (crypto_pwhash_str_alg(out, password.at, password.len, PASSES, MEMORY,
                              crypto_pwhash_ALG_ARGON2ID13))
        return ERR_BUSY; /* no memory for it now */
    *hash = str_of(out);
    return OK;
}

static bool zero_ended(char out[crypto_pwhash_STRBYTES], str hash)
{
    if (hash.len >= crypto_pwhash_STRBYTES)
        return false;
    memcpy(out, hash.at, hash.len);
    out[hash.len] = '\0';
    return true;
}

enum err seal_password_check(str password, str hash)
{
    char z[crypto_pwhash_STRBYTES];
    seal_start();
    if (password.len > LONGEST || !zero_ended(z, hash))
        return ERR_DENIED;
    return crypto_pwhash_str_verify(z, password.at, password.len) ? ERR_DENIED : OK;
}

void seal_password_spend(str password)
{
    unsigned char out[32];
    static const unsigned char salt[crypto_pwhash_SALTBYTES];
    if (password.len <= LONGEST && crypto_pwhash(out, sizeof out, password.at, password.len, salt,
                                                 PASSES, MEMORY, crypto_pwhash_ALG_ARGON2ID13))
        return; /* out of memory takes its time as well */
}

bool seal_password_old(str hash)
{
    char z[crypto_pwhash_STRBYTES];
    return !zero_ended(z, hash) || crypto_pwhash_str_needs_rehash(z, PASSES, MEMORY);
}

/* ---- one-time codes ---------------------------------------------------- */

static bool code_is(str secret, str code, int64_t step)
{
    char want[DIGITS + 1];
    int r = oath_hotp_generate(secret.at, secret.len, (uint64_t)step, DIGITS, false,
                               OATH_HOTP_DYNAMIC_TRUNCATION, want);
    return r == OATH_OK && seal_same(code, str_of(want));
}

enum err seal_totp(str secret, str code, int64_t real_ms, int64_t last, int64_t *step)
{
    int64_t now = real_ms / 1000 / STEP_S, found = 0;
    if (code.len != DIGITS)
        return ERR_DENIED;
    for (int64_t at = now - 1; at <= now + 1; at++)
        if (at > last && code_is(secret, code, at))
            found = at;
    if (!found)
        return ERR_DENIED;
    *step = found;
    return OK;
}

static void url_part(struct buf *b, str s)
{
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (isalnum(c) || strchr("-._~", c))
            buf_char(b, (char)c);
        else
            buf_fmt(b, "%%%02X", c);
    }
}

str seal_totp_uri(str secret, str issuer, str account, struct arena *mem)
{
    struct buf b = buf_new(mem, 1024);
    buf_z(&b, "otpauth://totp/");
    url_part(&b, issuer);
    buf_char(&b, ':');
    url_part(&b, account);
    buf_z(&b, "?secret=");
    buf_str(&b, seal_base32(mem, secret));
    buf_z(&b, "&issuer=");
    url_part(&b, issuer);
    return buf_done(&b);
}
