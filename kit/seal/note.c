/* note.c: the key that signs notes. */
#include "kit/seal/seal_own.h"

enum seal_note_kind seal_note_kind(const struct seal *s)
{
    return s->note_kind;
}

str seal_note_public(const struct seal *s, struct arena *mem)
{
    unsigned char secret[64], *out = arena_alloc(mem, 32);
    assert(s->note_kind == SEAL_NOTE_ED25519);
    crypto_sign_seed_keypair(out, secret, s->note.at);
    sodium_memzero(secret, sizeof secret);
    return (str){(const char *)out, 32};
}

str seal_note_sign(const struct seal *s, str message, struct arena *mem)
{
    unsigned char public_key[32], secret[64], *out = arena_alloc(mem, 64);
    assert(s->note_kind == SEAL_NOTE_ED25519);
    crypto_sign_seed_keypair(public_key, secret, s->note.at);
    crypto_sign_detached(out, NULL, (const unsigned char *)message.at, message.len, secret);
    sodium_memzero(secret, sizeof secret);
    return (str){(const char *)out, 64};
}

bool seal_note_signed(enum seal_note_kind kind, str public_key, str message, str sig)
{
    return kind == SEAL_NOTE_ED25519 && public_key.len == 32 && sig.len == 64 &&
           seal_signed((const unsigned char *)public_key.at, message,
                       (const unsigned char *)sig.at);
}
