/* box.c: sealing of fields, keys and files. */
#include "kit/seal/seal_own.h"

#define VERSION 1
#define NONCE   crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
#define TAG     crypto_aead_xchacha20poly1305_ietf_ABYTES
#define PLACE   160 /* bytes of a place at most */
#define CHUNK   65536

_Static_assert(SEAL_OVERHEAD == 1 + NONCE + TAG, "overhead as promised");
_Static_assert(SEAL_KEYLEN == SEAL_OVERHEAD + 32 && SEAL_WRAPPED == SEAL_KEYLEN + 4, "sizes");

/* ---- where: the associated data ---------------------------------------- */

static void put_be64(unsigned char *at, int64_t v)
{
    for (int i = 0; i < 8; i++)
        at[i] = (unsigned char)((uint64_t)v >> (56 - 8 * i));
}

/* table NUL column NUL county id: names have no NUL, so two places never read alike. */
static size_t place_of(unsigned char at[PLACE], struct seal_where w)
{
    size_t t = strlen(w.table) + 1, c = strlen(w.column) + 1;
    assert(t + c + 16 <= PLACE);
    memcpy(at, w.table, t);
    memcpy(at + t, w.column, c);
    put_be64(at + t + c, w.county);
    put_be64(at + t + c + 8, w.id);
    return t + c + 16;
}

/* ---- fields ------------------------------------------------------------ */

static void box_close(unsigned char *out, const unsigned char key[32], struct seal_where where,
                      const void *plain, size_t len)
{
    unsigned char place[PLACE];
    size_t n = place_of(place, where);
    out[0] = VERSION;
    randombytes_buf(out + 1, NONCE);
    crypto_aead_xchacha20poly1305_ietf_encrypt(out + 1 + NONCE, NULL, plain, len, place, n, NULL,
                                               out + 1, key);
}

static enum err box_open(unsigned char *out, const unsigned char key[32], struct seal_where where,
                         str box)
{
    unsigned char place[PLACE];
    size_t n = place_of(place, where);
    const unsigned char *at = (const unsigned char *)box.at;
    if (box.len < SEAL_OVERHEAD || at[0] != VERSION)
        return ERR_FAULT;
    int r = crypto_aead_xchacha20poly1305_ietf_decrypt(out, NULL, NULL, at + 1 + NONCE,
                                                       box.len - 1 - NONCE, place, n, at + 1, key);
    return r ? ERR_FAULT : OK;
}

str seal_text(const struct seal_key *k, struct seal_where where, str plain, struct arena *mem)
{
    seal_start();
    unsigned char *out = arena_alloc(mem, plain.len + SEAL_OVERHEAD);
    box_close(out, k->at, where, plain.at, plain.len);
    return (str){(char *)out, plain.len + SEAL_OVERHEAD};
}

enum err seal_read(const struct seal_key *k, struct seal_where where, str sealed, str *plain,
                   struct arena *mem)
{
    if (sealed.len < SEAL_OVERHEAD)
        return ERR_FAULT;
    unsigned char *out = arena_alloc(mem, sealed.len - SEAL_OVERHEAD + 1);
    enum err e = box_open(out, k->at, where, sealed);
    if (e)
        return e;
    *plain = (str){(char *)out, sealed.len - SEAL_OVERHEAD};
    return OK;
}

/* ---- keys -------------------------------------------------------------- */

struct seal_key seal_key_new(void)
{
    struct seal_key k;
    seal_start();
    randombytes_buf(k.at, sizeof k.at);
    return k;
}

void seal_key_wipe(struct seal_key *k)
{
    sodium_memzero(k->at, sizeof k->at);
}

static int64_t number_of(str blob)
{
    const unsigned char *at = (const unsigned char *)blob.at;
    return (int64_t)at[1] << 24 | at[2] << 16 | at[3] << 8 | at[4];
}

static const unsigned char *key_numbered(const struct seal *s, int64_t number)
{
    for (int i = 0; i < s->n; i++)
        if (s->keys[i].number == number)
            return s->keys[i].at;
    return NULL;
}

/* version, number (4 bytes), then the box without its own version byte. */
str seal_wrap(const struct seal *s, const struct seal_key *k, struct seal_where where,
              struct arena *mem)
{
    unsigned char box[SEAL_KEYLEN];
    const struct seal_numbered *by = &s->keys[s->n - 1];
    box_close(box, by->at, where, k->at, sizeof k->at);
    unsigned char *out = arena_alloc(mem, SEAL_WRAPPED);
    out[0] = VERSION;
    for (int i = 0; i < 4; i++)
        out[1 + i] = (unsigned char)(by->number >> (24 - 8 * i));
    memcpy(out + 5, box + 1, SEAL_KEYLEN - 1);
    return (str){(char *)out, SEAL_WRAPPED};
}

enum err seal_unwrap(const struct seal *s, str blob, struct seal_where where, struct seal_key *out)
{
    unsigned char box[SEAL_KEYLEN], plain[32];
    if (blob.len != SEAL_WRAPPED || blob.at[0] != VERSION)
        return ERR_FAULT;
    const unsigned char *by = key_numbered(s, number_of(blob));
    if (!by)
        return ERR_FAULT;
    box[0] = VERSION;
    memcpy(box + 1, blob.at + 5, SEAL_KEYLEN - 1);
    enum err e = box_open(plain, by, where, (str){(char *)box, sizeof box});
    if (e)
        return e;
    memcpy(out->at, plain, sizeof plain);
    sodium_memzero(plain, sizeof plain);
    return OK;
}

bool seal_is_current(const struct seal *s, str blob)
{
    return blob.len == SEAL_WRAPPED && number_of(blob) == seal_newest(s);
}

str seal_wrap_by(const struct seal_key *by, const struct seal_key *k, struct seal_where where,
                 struct arena *mem)
{
    return seal_text(by, where, (str){(const char *)k->at, sizeof k->at}, mem);
}

enum err seal_unwrap_by(const struct seal_key *by, str blob, struct seal_where where,
                        struct seal_key *out)
{
    unsigned char plain[32];
    if (blob.len != SEAL_KEYLEN)
        return ERR_FAULT;
    enum err e = box_open(plain, by->at, where, blob);
    if (e)
        return e;
    memcpy(out->at, plain, sizeof plain);
    sodium_memzero(plain, sizeof plain);
    return OK;
}

/* ---- files ------------------------------------------------------------- */

/* Fills the chunk unless the file ends; -1 on error. */
static ssize_t read_chunk(int fd, unsigned char *at, size_t size)
{
    size_t n = 0;
    while (n < size) {
        ssize_t got = read(fd, at + n, size - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return -1;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    return (ssize_t)n;
}

static enum err write_chunk(int fd, const unsigned char *at, size_t len)
{
    while (len) {
        ssize_t put = write(fd, at, len);
        if (put < 0 && errno == EINTR)
            continue;
        if (put < 0)
            return errno == ENOSPC || errno == EDQUOT ? ERR_BUSY : ERR_FAULT;
        at += put;
        len -= (size_t)put;
    }
    return OK;
}

#define STREAM_HEAD crypto_secretstream_xchacha20poly1305_HEADERBYTES
#define STREAM_TAG  crypto_secretstream_xchacha20poly1305_ABYTES
#define LAST        crypto_secretstream_xchacha20poly1305_TAG_FINAL

/* A whole chunk is never the last one: the stream ends with a shorter, possibly empty one. */
static enum err push_all(crypto_secretstream_xchacha20poly1305_state *st, const unsigned char *ad,
                         size_t ad_len, int in, int out)
{
    unsigned char plain[CHUNK], box[CHUNK + STREAM_TAG];
    for (;;) {
        ssize_t n = read_chunk(in, plain, sizeof plain);
        if (n < 0)
            return ERR_FAULT;
        bool last = n < CHUNK;
        unsigned long long len;
        crypto_secretstream_xchacha20poly1305_push(st, box, &len, plain, (size_t)n, ad, ad_len,
                                                   last ? LAST : 0);
        enum err e = write_chunk(out, box, (size_t)len);
        if (e || last)
            return e;
    }
}

static enum err pull_all(crypto_secretstream_xchacha20poly1305_state *st, const unsigned char *ad,
                         size_t ad_len, int in, int out)
{
    unsigned char plain[CHUNK], box[CHUNK + STREAM_TAG], tag, more;
    for (;;) {
        ssize_t n = read_chunk(in, box, sizeof box);
        unsigned long long len;
        if (n < (ssize_t)STREAM_TAG || crypto_secretstream_xchacha20poly1305_pull(
                                           st, plain, &len, &tag, box, (size_t)n, ad, ad_len))
            return ERR_FAULT;
        enum err e = write_chunk(out, plain, (size_t)len);
        if (e)
            return e;
        if (tag == LAST)
            return read_chunk(in, &more, 1) == 0 ? OK : ERR_FAULT;
    }
}

enum err seal_file(const struct seal_key *k, struct seal_where where, int in, int out)
{
    seal_start();
    unsigned char head[1 + STREAM_HEAD] = {VERSION}, place[PLACE];
    size_t n = place_of(place, where);
    crypto_secretstream_xchacha20poly1305_state st;
    crypto_secretstream_xchacha20poly1305_init_push(&st, head + 1, k->at);
    enum err e = write_chunk(out, head, sizeof head);
    if (!e)
        e = push_all(&st, place, n, in, out);
    sodium_memzero(&st, sizeof st);
    return e;
}

enum err seal_file_read(const struct seal_key *k, struct seal_where where, int in, int out)
{
    unsigned char head[1 + STREAM_HEAD], place[PLACE];
    size_t n = place_of(place, where);
    crypto_secretstream_xchacha20poly1305_state st;
    if (read_chunk(in, head, sizeof head) != sizeof head || head[0] != VERSION ||
        crypto_secretstream_xchacha20poly1305_init_pull(&st, head + 1, k->at))
        return ERR_FAULT;
    enum err e = pull_all(&st, place, n, in, out);
    sodium_memzero(&st, sizeof st);
    return e;
}
