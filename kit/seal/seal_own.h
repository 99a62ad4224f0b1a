/* seal_own: inside kit/seal only. */
#pragma once
#include "kit/seal/seal.h"

#include <sodium.h>

#define SEAL_KEYS_MOST 16

struct seal_numbered {
    int64_t number;
    unsigned char at[32];
};
struct seal {
    char instance[33];
    struct seal_numbered keys[SEAL_KEYS_MOST]; /* sealing keys, oldest first */
    int n;
    struct seal_numbered index, sign, root; /* sign.at is the Ed25519 seed */
    struct seal_numbered note;              /* number 0: none; at: seed or secret number */
    enum seal_note_kind note_kind;
};

void seal_start(void); /* libsodium, once; safe from any thread */
