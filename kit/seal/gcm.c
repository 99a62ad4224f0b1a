/* gcm.c: AES-256-GCM, for what browsers sealed (WebCrypto has no XChaCha20). Reading only. */
#include "kit/seal/seal_own.h"

#include <openssl/evp.h>

enum { TAG = 16 };

static bool open_box(EVP_CIPHER_CTX *c, const struct seal_key *k, str iv, str box, char *out)
{
    int n = 0, last = 0, len = (int)(box.len - TAG);
    const unsigned char *at = (const unsigned char *)box.at;
    return EVP_DecryptInit_ex(c, EVP_aes_256_gcm(), NULL, NULL, NULL) == 1 &&
           EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_IVLEN, (int)iv.len, NULL) == 1 &&
           EVP_DecryptInit_ex(c, NULL, NULL, k->at, (const unsigned char *)iv.at) == 1 &&
           EVP_DecryptUpdate(c, (unsigned char *)out, &n, at, len) == 1 &&
           EVP_CIPHER_CTX_ctrl(c, EVP_CTRL_GCM_SET_TAG, TAG, (char *)(uintptr_t)(at + len)) == 1 &&
           EVP_DecryptFinal_ex(c, (unsigned char *)out + n, &last) == 1;
}

enum err seal_gcm_read(const struct seal_key *k, str iv, str box, str *plain, struct arena *mem)
{
    if (iv.len != SEAL_GCM_IV || box.len < TAG || box.len > SEAL_GCM_MOST)
        return ERR_INVALID;
    char *out = arena_alloc(mem, box.len + 1);
    EVP_CIPHER_CTX *c = EVP_CIPHER_CTX_new();
    assert(c);
    bool ok = open_box(c, k, iv, box, out);
    EVP_CIPHER_CTX_free(c);
    if (!ok)
        return ERR_INVALID;
    *plain = (str){out, box.len - TAG};
    return OK;
}
