/* seal: what keeps personal data unreadable to whoever holds the database or the disk alone.
 *
 * Kept true here:
 *  - keys live in one file (LINLI_KEYS), mode 0600, outside the database; nothing here makes
 *    keys except seal_keys_init and seal_keys_rotate, which only the `keys` command calls;
 *  - a person's fields are sealed with the person's own key; that key is stored in the
 *    database wrapped by the key file's newest key. Destroying the stored blob erases the person
 *    (no chain, hash or fact changes); rotation wraps again and touches no field;
 *  - what is sealed opens only in its own place: table, column, county and id are authenticated
 *    with it, so a value copied to another row or column is ERR_FAULT;
 *  - a key file belongs to one instance: the database remembers its id (seal_bind);
 *  - the key of the blind index and the signing keys have numbers of their own and do not
 *    change when the sealing key is rotated.
 * XChaCha20-Poly1305, BLAKE2b, argon2id and Ed25519 (RFC 8032) by libsodium; TOTP (RFC 6238)
 * by liboath. All functions are thread-safe once a struct seal is open: it is read-only.
 */
#pragma once
#include "kit/base/base.h"
#include "kit/db/db.h"

/* ---- the key file ------------------------------------------------------ */

struct seal; /* an open key file; in locked memory with guard pages */
/* How notes (checkpoints of a log) are signed; the numbers are in key files and never change. */
enum seal_note_kind { SEAL_NOTE_NONE, SEAL_NOTE_ED25519, SEAL_NOTE_KINDS };

/* `why` gets one English sentence for the terminal. */
enum err seal_keys_init(const char *path, str *why, struct arena *mem) MUST_CHECK; /* never over
                                                                                      a file */
/* The key that signs notes, for a file made before there was one. ERR_CONFLICT: it has one, and no
 * second is made: what the first signed must stay checkable. */
enum err seal_keys_add_note(const char *path, enum seal_note_kind kind, str *why,
                            struct arena *mem) MUST_CHECK;
/* A new sealing key; the old ones stay in the file so that everything wrapped by them opens. */
enum err seal_keys_rotate(const char *path, str *why, struct arena *mem) MUST_CHECK;
/* Drops all sealing keys but the newest; only after every person key was wrapped again. */
enum err seal_keys_retire(const char *path, str *why, struct arena *mem) MUST_CHECK;
/* Refuses a file that others may read, that is not ours, or that is damaged. */
enum err seal_open(const char *path, struct seal **out, str *why, struct arena *mem) MUST_CHECK;
void seal_done(struct seal *s); /* wipes; accepts NULL */

str seal_instance(const struct seal *s);                       /* 32 hex digits */
str seal_fingerprint(const struct seal *s, struct arena *mem); /* a few lines, no secrets */
int64_t seal_newest(const struct seal *s);                     /* number of the sealing key */
int64_t seal_index_id(const struct seal *s);                   /* of the blind index's key */
int64_t seal_sign_id(const struct seal *s);                    /* of the signing key */
void seal_derive(const struct seal *s, const char *purpose, unsigned char out[32]); /* csrf ... */

extern const struct db_part seal_schema;
/* Binds the database to this key file at first use. Later: OK if it is the one, else
 * ERR_CONFLICT and a sentence in cx->failure; `serve` then does not start. */
enum err seal_bind(struct ctx *cx, const struct seal *s) MUST_CHECK;

/* ---- keys of persons and files ----------------------------------------- */

#define SEAL_WRAPPED 77 /* bytes of a wrapped key: version, number of the key, nonce, box */
struct seal_key {
    unsigned char at[32];
};
/* Where a sealed value stands; part of its authentication. */
struct seal_where {
    const char *table, *column;
    int64_t county, id;
};
struct seal_key seal_key_new(void);
void seal_key_wipe(struct seal_key *k);
/* The blob to store at `where`. */
str seal_wrap(const struct seal *s, const struct seal_key *k, struct seal_where where,
              struct arena *mem);
enum err seal_unwrap(const struct seal *s, str blob, struct seal_where where,
                     struct seal_key *out) MUST_CHECK;
/* Is the blob wrapped by the newest key? The rotation job asks and wraps again if not. */
bool seal_is_current(const struct seal *s, str blob);
/* A column of keys wrapped by the key file, for the rotation. Each part lists its own in its
 * struct room. Statements: counties, without parameters, scope global: who has such rows;
 * list :county :after :n gives id and blob by id; set :new :county :id :old, no row if it changed
 * meanwhile or was destroyed. */
struct seal_rewrap {
    const char *table, *column;
    const struct db_sql *counties, *list, *set;
};
/* One slice behind *after, each key in a transaction of its own. ERR_NOT_FOUND: all are done. */
enum err seal_rewrap_step(struct ctx *cx, const struct seal_rewrap *r, int64_t county,
                          int64_t *after, int64_t *done) MUST_CHECK;
/* A key may also wrap another (a file's key under its owner's). */
#define SEAL_KEYLEN 73
str seal_wrap_by(const struct seal_key *by, const struct seal_key *k, struct seal_where where,
                 struct arena *mem);
enum err seal_unwrap_by(const struct seal_key *by, str blob, struct seal_where where,
                        struct seal_key *out) MUST_CHECK;

/* ---- sealing ----------------------------------------------------------- */

#define SEAL_OVERHEAD 41 /* version 1, nonce 24, tag 16 */
str seal_text(const struct seal_key *k, struct seal_where where, str plain, struct arena *mem);
/* ERR_FAULT: not ours, moved from its place, damaged, or another key. */
enum err seal_read(const struct seal_key *k, struct seal_where where, str sealed, str *plain,
                   struct arena *mem) MUST_CHECK;
/* Whole files, in chunks of 64 KiB; order, truncation and place are authenticated. The output of
 * a failed read must be thrown away. */
enum err seal_file(const struct seal_key *k, struct seal_where where, int in, int out) MUST_CHECK;
enum err seal_file_read(const struct seal_key *k, struct seal_where where, int in,
                        int out) MUST_CHECK;

/* What a browser sealed by AES-256-GCM (WebCrypto) under a key that we gave it. */
#define SEAL_GCM_IV   12
#define SEAL_GCM_MOST (128 << 20)
/* ERR_INVALID: not sealed by this key, or damaged. */
enum err seal_gcm_read(const struct seal_key *k, str iv, str box, str *plain,
                       struct arena *mem) MUST_CHECK;

/* ---- blind index, hashes, tokens, codes -------------------------------- */

/* Finds a sealed value by equality: keyed BLAKE2b over kind and value. The caller normalises
 * ("+86 138…" and "138…" must be the same text before). */
struct seal_hash {
    unsigned char at[32];
};
struct seal_hash seal_index(const struct seal *s, const char *kind, str normalised);
struct seal_hash seal_sha256(str s);
/* Of a whole file, from its beginning. ERR_FAULT: cannot be read. */
enum err seal_sha256_file(int fd, struct seal_hash *out) MUST_CHECK;
str seal_hash_bytes(const struct seal_hash *h); /* a view, for db_blob */
str seal_hash_hex(const struct seal_hash *h, struct arena *mem);
/* HMAC-SHA-256 (RFC 2104), for what other programs sign and check. */
struct seal_hash seal_hmac(str key, str message);
bool seal_same(str a, str b); /* equal length and bytes, in constant time */

/* Only the SHA-256 of a token is stored. 256 bits for cookies and API keys (base64url, 43
 * characters), 128 bits for receipts on paper (base32 without i l o u, 26 characters). */
str seal_token(struct arena *mem);
str seal_token_short(struct arena *mem);
/* What a person typed: case, spaces, hyphens, o for 0 and i, l for 1 forgiven. */
enum err seal_token_clean(str typed, str *out, struct arena *mem) MUST_CHECK;
str seal_code(int digits, struct arena *mem); /* decimal, evenly distributed */
void seal_random(void *at, size_t len);
str seal_base32(struct arena *mem, str bytes); /* RFC 4648, no padding: TOTP secrets */

/* ---- passwords and second factors -------------------------------------- */

/* argon2id, 19 MiB, two passes: about 35 ms and 19 MiB each, so callers run it on a ROUTE_SLOW
 * queue. A length beyond 256 bytes is ERR_INVALID before any work. */
enum err seal_password(str password, str *hash, struct arena *mem) MUST_CHECK;
enum err seal_password_check(str password, str hash) MUST_CHECK; /* OK or ERR_DENIED */
/* The same work for an account that does not exist, so that time tells nothing. */
void seal_password_spend(str password);
bool seal_password_old(str hash); /* made with other costs: hash again at the next sign-in */

#define SEAL_TOTP_SECRET 20
/* Six digits, 30 s, SHA-1 (RFC 6238), one step early or late accepted. `last` is the step the
 * account used before (0: none); that step and older ones are refused. ERR_DENIED if wrong. */
enum err seal_totp(str secret, str code, int64_t real_ms, int64_t last, int64_t *step) MUST_CHECK;
str seal_totp_uri(str secret, str issuer, str account, struct arena *mem);

/* ---- signatures -------------------------------------------------------- */

/* Notes: texts that others keep and check years later, so their key does nothing else and is
 * never exchanged. SEAL_NOTE_NONE: the file is of before; seal_keys_add_note mends it. */
enum seal_note_kind seal_note_kind(const struct seal *s);
str seal_note_public(const struct seal *s, struct arena *mem);
str seal_note_sign(const struct seal *s, str message, struct arena *mem);
bool seal_note_signed(enum seal_note_kind kind, str public_key, str message, str sig);

void seal_sign(const struct seal *s, str message, unsigned char out[64]);
void seal_sign_public(const struct seal *s, unsigned char out[32]);
bool seal_signed(const unsigned char public_key[32], str message, const unsigned char sig[64]);
