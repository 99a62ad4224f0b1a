/* seal_test.c: published vectors where they exist (named at each), and what must not open. */
#include "kit/seal/seal_own.h"
#include "kit/test/test.h"

#include <fcntl.h>
#include <sys/stat.h>

/* In the test's own folder, a name never used before. */
static char *new_path(struct arena *mem, const char *name)
{
    char *folder = str_z(mem, str_fmt(mem, "%s/XXXXXX", test_dir()));
    CHECK(mkdtemp(folder) != NULL);
    return str_z(mem, str_fmt(mem, "%s/%s", folder, name));
}

static struct seal *new_seal(struct arena *mem, char **path)
{
    str why = STR_NONE;
    struct seal *s = NULL;
    *path = new_path(mem, "keys");
    CHECK(seal_keys_init(*path, &why, mem) == OK);
    CHECK(seal_open(*path, &s, &why, mem) == OK);
    return s;
}

static str unhex(struct arena *mem, const char *hex)
{
    size_t n = strlen(hex) / 2;
    char *at = arena_alloc(mem, n + 1);
    CHECK(str_unhex(str_of(hex), at, n) == OK);
    return (str){at, n};
}

TEST(key_file_is_made_once_readable_by_its_owner_alone)
{
    str why = STR_NONE;
    char *path;
    struct seal *s = new_seal(cx->mem, &path), *again = NULL;
    struct stat st;
    CHECK(stat(path, &st) == 0 && (st.st_mode & 0777) == 0600);
    CHECK(seal_keys_init(path, &why, cx->mem) == ERR_INVALID);
    CHECK(seal_instance(s).len == 32);
    CHECK(chmod(path, 0640) == 0);
    CHECK(seal_open(path, &again, &why, cx->mem) == ERR_INVALID);
    CHECK(str_find(why, S("others may read")) != SIZE_MAX);
    seal_done(s);
}

TEST(damaged_key_file_is_refused)
{
    str why = STR_NONE;
    char *path;
    struct seal *s = new_seal(cx->mem, &path), *again = NULL;
    seal_done(s);
    CHECK(truncate(path, 400) == 0);
    CHECK(seal_open(path, &again, &why, cx->mem) == ERR_INVALID && again == NULL);
    CHECK(seal_open("/nonexistent/keys", &again, &why, cx->mem) == ERR_INVALID);
}

/* A file of before: without the line of the key that signs notes. */
static void drop_note(struct arena *mem, const char *path)
{
    char text[4096] = "";
    FILE *f = fopen(path, "r");
    CHECK(f != NULL);
    CHECK(fread(text, 1, sizeof text - 1, f) > 0);
    CHECK(fclose(f) == 0);
    char *note = strstr(text, "note 1 ");
    CHECK(note != NULL);
    str rest = str_keep(mem, str_of(strchr(note, '\n') + 1));
    CHECK((f = fopen(path, "w")) != NULL);
    fprintf(f, "%.*s%.*s", (int)(note - text), text, STR_ARG(rest));
    CHECK(fclose(f) == 0);
}

TEST(a_key_file_of_before_gets_the_key_for_notes_once_and_keeps_the_others)
{
    str why = STR_NONE;
    char *path;
    struct seal *s = new_seal(cx->mem, &path);
    str was = seal_fingerprint(s, cx->mem);
    seal_done(s);
    CHECK_ERR(seal_keys_add_note(path, SEAL_NOTE_ED25519, &why, cx->mem), ERR_CONFLICT);
    drop_note(cx->mem, path);
    CHECK_OK(seal_open(path, &s, &why, cx->mem));
    CHECK_INT(seal_note_kind(s), SEAL_NOTE_NONE);
    seal_done(s);
    CHECK_OK(seal_keys_add_note(path, SEAL_NOTE_ED25519, &why, cx->mem));
    CHECK_OK(seal_open(path, &s, &why, cx->mem));
    str sig = seal_note_sign(s, S("note"), cx->mem), key = seal_note_public(s, cx->mem);
    CHECK(seal_note_signed(SEAL_NOTE_ED25519, key, S("note"), sig));
    CHECK(!seal_note_signed(SEAL_NOTE_ED25519, key, S("nope"), sig));
    str now = seal_fingerprint(s, cx->mem);
    CHECK(str_starts(was, str_fmt(cx->mem, "%.*s", (int)str_find(now, S("note ")), now.at)));
    CHECK(!str_eq(now, was));
    seal_done(s);
}

TEST(fingerprint_shows_no_secret)
{
    char *path;
    struct seal *s = new_seal(cx->mem, &path);
    str shown = seal_fingerprint(s, cx->mem);
    CHECK(str_find(shown, seal_instance(s)) != SIZE_MAX);
    CHECK(str_find(shown, str_hex(cx->mem, s->keys[0].at, 8)) == SIZE_MAX);
    CHECK(str_find(shown, str_hex(cx->mem, s->sign.at, 8)) == SIZE_MAX);
    seal_done(s);
}

TEST(sealed_text_opens_only_in_its_place)
{
    struct seal_key k = seal_key_new(), other = seal_key_new();
    struct seal_where w = {"persons", "phone", 532503, 7};
    str box = seal_text(&k, w, S("13800000001"), cx->mem), plain = STR_NONE;
    CHECK(box.len == 11 + SEAL_OVERHEAD);
    CHECK(seal_read(&k, w, box, &plain, cx->mem) == OK && str_is(plain, "13800000001"));
    struct seal_where moved[] = {{"persons", "name", 532503, 7},
                                 {"person", "sphone", 532503, 7},
                                 {"persons", "phone", 532504, 7},
                                 {"persons", "phone", 532503, 8}};
    for (size_t i = 0; i < COUNT(moved); i++)
        CHECK(seal_read(&k, moved[i], box, &plain, cx->mem) == ERR_FAULT);
    CHECK(seal_read(&other, w, box, &plain, cx->mem) == ERR_FAULT);
    CHECK(seal_read(&k, w, (str){box.at, box.len - 1}, &plain, cx->mem) == ERR_FAULT);
    CHECK(seal_read(&k, w, (str){box.at, 5}, &plain, cx->mem) == ERR_FAULT);
    str twice = seal_text(&k, w, S("13800000001"), cx->mem);
    CHECK(!str_eq(box, twice)); /* another nonce each time */
}

/* draft-irtf-cfrg-xchacha-03, A.3.1: the construction the boxes are made with. */
TEST(xchacha20_poly1305_is_the_published_one)
{
    str key = unhex(cx->mem, "808182838485868788898a8b8c8d8e8f909192939495969798999a9b9c9d9e9f");
    str nonce = unhex(cx->mem, "404142434445464748494a4b4c4d4e4f5051525354555657");
    str ad = unhex(cx->mem, "50515253c0c1c2c3c4c5c6c7");
    str plain = S("Ladies and Gentlemen of the class of '99: If I could offer you only one tip for "
                  "the future, sunscreen would be it.");
    unsigned char out[256];
    unsigned long long len = 0;
    crypto_aead_xchacha20poly1305_ietf_encrypt(
        out, &len, (const unsigned char *)plain.at, plain.len, (const unsigned char *)ad.at, ad.len,
        NULL, (const unsigned char *)nonce.at, (const unsigned char *)key.at);
    CHECK(len == plain.len + 16);
    CHECK(str_is(str_hex(cx->mem, out + plain.len, 16), "c0875924c1c7987947deafd8780acf49"));
    CHECK(str_is(str_hex(cx->mem, out, 16), "bd6d179d3e83d43b9576579493c0e939"));
}

TEST(rotation_wraps_again_and_old_fields_still_open)
{
    str why = STR_NONE, plain = STR_NONE;
    char *path;
    struct seal *s = new_seal(cx->mem, &path);
    struct seal_where w = {"persons", "key", 532503, 7}, field = {"persons", "name", 532503, 7};
    struct seal_key person = seal_key_new(), got;
    str blob = seal_wrap(s, &person, w, cx->mem);
    str box = seal_text(&person, field, S("name"), cx->mem);
    struct seal_hash index = seal_index(s, "phone", S("13800000001"));
    CHECK(blob.len == SEAL_WRAPPED && seal_is_current(s, blob));
    seal_done(s);

    CHECK(seal_keys_rotate(path, &why, cx->mem) == OK);
    CHECK(seal_open(path, &s, &why, cx->mem) == OK);
    CHECK(seal_newest(s) == 2 && seal_index_id(s) == 1 && !seal_is_current(s, blob));
    struct seal_hash after = seal_index(s, "phone", S("13800000001"));
    CHECK(str_eq(seal_hash_bytes(&index), seal_hash_bytes(&after)));
    CHECK(seal_unwrap(s, blob, w, &got) == OK);
    str newer = seal_wrap(s, &got, w, cx->mem);
    CHECK(seal_is_current(s, newer));
    seal_done(s);

    CHECK(seal_keys_retire(path, &why, cx->mem) == OK);
    CHECK(seal_open(path, &s, &why, cx->mem) == OK);
    CHECK(seal_unwrap(s, blob, w, &got) == ERR_FAULT); /* its key is gone */
    CHECK(seal_unwrap(s, newer, w, &got) == OK);
    CHECK(seal_read(&got, field, box, &plain, cx->mem) == OK && str_is(plain, "name"));
    seal_done(s);
}

TEST(wrapped_key_opens_only_for_its_person_and_instance)
{
    char *path, *path2;
    struct seal *s = new_seal(cx->mem, &path), *strange = new_seal(cx->mem, &path2);
    struct seal_where w = {"persons", "key", 532503, 7}, neighbour = {"persons", "key", 532503, 8};
    struct seal_key k = seal_key_new(), got, file = seal_key_new();
    str blob = seal_wrap(s, &k, w, cx->mem);
    CHECK(seal_unwrap(s, blob, neighbour, &got) == ERR_FAULT);
    CHECK(seal_unwrap(strange, blob, w, &got) == ERR_FAULT);
    CHECK(seal_unwrap(s, (str){blob.at, 76}, w, &got) == ERR_FAULT);
    CHECK(seal_unwrap(s, blob, w, &got) == OK && memcmp(got.at, k.at, 32) == 0);
    str under = seal_wrap_by(&k, &file, w, cx->mem);
    CHECK(under.len == SEAL_KEYLEN && seal_unwrap_by(&k, under, w, &got) == OK);
    CHECK(memcmp(got.at, file.at, 32) == 0);
    seal_done(s);
    seal_done(strange);
}

static int file_of(struct arena *mem, size_t size)
{
    int fd = open(new_path(mem, "f"), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
    CHECK(fd >= 0);
    unsigned char at[4096];
    for (size_t i = 0; i < sizeof at; i++)
        at[i] = (unsigned char)(i * 7);
    for (size_t n = 0; n < size; n += sizeof at)
        CHECK(write(fd, at, size - n < sizeof at ? size - n : sizeof at) > 0);
    CHECK(lseek(fd, 0, SEEK_SET) == 0);
    return fd;
}

static void file_returns(struct arena *mem, size_t size)
{
    struct seal_key k = seal_key_new();
    struct seal_where w = {"media", "file", 532503, 9}, other = {"media", "file", 532503, 10};
    int in = file_of(mem, size), box = file_of(mem, 0), out = file_of(mem, 0);
    CHECK(seal_file(&k, w, in, box) == OK);
    off_t sealed = lseek(box, 0, SEEK_END);
    CHECK(lseek(box, 0, SEEK_SET) == 0 && seal_file_read(&k, w, box, out) == OK);
    CHECK(lseek(out, 0, SEEK_END) == (off_t)size);
    CHECK(lseek(box, 0, SEEK_SET) == 0 && seal_file_read(&k, other, box, out) == ERR_FAULT);
    CHECK(ftruncate(box, sealed - 1) == 0 && lseek(box, 0, SEEK_SET) == 0);
    CHECK(seal_file_read(&k, w, box, out) == ERR_FAULT);
    close(in);
    close(box);
    close(out);
}

TEST(sealed_files_return_whole_or_not_at_all)
{
    file_returns(cx->mem, 1);
    file_returns(cx->mem, 65535);
    file_returns(cx->mem, 65536); /* a whole chunk, then an empty last one */
    file_returns(cx->mem, 300000);
}

TEST(sealed_file_cut_between_chunks_is_refused)
{
    struct seal_key k = seal_key_new();
    struct seal_where w = {"media", "file", 1, 9};
    int in = file_of(cx->mem, 200000), box = file_of(cx->mem, 0), out = file_of(cx->mem, 0);
    CHECK(seal_file(&k, w, in, box) == OK);
    CHECK(ftruncate(box, 25 + 65536 + 17) == 0 && lseek(box, 0, SEEK_SET) == 0);
    CHECK(seal_file_read(&k, w, box, out) == ERR_FAULT);
    close(in);
    close(box);
    close(out);
}

TEST(blind_index_tells_kinds_and_instances_apart)
{
    char *path, *path2;
    struct seal *s = new_seal(cx->mem, &path), *strange = new_seal(cx->mem, &path2);
    struct seal_hash a = seal_index(s, "phone", S("1")), b = seal_index(s, "phone", S("1")),
                     c = seal_index(s, "idno", S("1")), d = seal_index(strange, "phone", S("1"));
    CHECK(seal_same(seal_hash_bytes(&a), seal_hash_bytes(&b)));
    CHECK(!seal_same(seal_hash_bytes(&a), seal_hash_bytes(&c)));
    CHECK(!seal_same(seal_hash_bytes(&a), seal_hash_bytes(&d)));
    seal_done(s);
    seal_done(strange);
}

/* FIPS 180-2, B.1; RFC 4648, 10. */
TEST(hashes_and_base32_match_their_standards)
{
    struct seal_hash h = seal_sha256(S("abc"));
    CHECK(str_is(seal_hash_hex(&h, cx->mem),
                 "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"));
    CHECK(str_is(seal_base32(cx->mem, S("f")), "MY"));
    CHECK(str_is(seal_base32(cx->mem, S("fooba")), "MZXW6YTB"));
    CHECK(str_is(seal_base32(cx->mem, S("foobar")), "MZXW6YTBOI"));
}

/* RFC 4231, test cases 2 and 6. */
TEST(hmac_matches_its_standard)
{
    struct seal_hash h = seal_hmac(S("Jefe"), S("what do ya want for nothing?"));
    CHECK_STR(seal_hash_hex(&h, cx->mem),
              "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843");
    char *key = arena_alloc(cx->mem, 131);
    memset(key, 0xaa, 131);
    h = seal_hmac((str){key, 131}, S("Test Using Larger Than Block-Size Key - Hash Key First"));
    CHECK_STR(seal_hash_hex(&h, cx->mem),
              "60e431591ee0b67f0d8a26aacbf5b77f8e0bc6213728c5140546040f0ee37f54");
}

TEST(tokens_are_long_and_forgive_what_people_type)
{
    str a = seal_token(cx->mem), b = seal_token(cx->mem), c = seal_token_short(cx->mem);
    CHECK(a.len == 43 && b.len == 43 && !str_eq(a, b) && c.len == 26);
    str clean = STR_NONE;
    CHECK(seal_token_clean(c, &clean, cx->mem) == OK && str_eq(clean, c));
    CHECK(seal_token_clean(S("O123-4567 89AB CDEF GHJK MNPQ RS"), &clean, cx->mem) == OK);
    CHECK(str_is(clean, "0123456789abcdefghjkmnpqrs"));
    CHECK(seal_token_clean(S("0123"), &clean, cx->mem) == ERR_INVALID);
    CHECK(seal_token_clean(S("u123456789abcdefghjkmnpqrs"), &clean, cx->mem) == ERR_INVALID);
    CHECK(seal_code(6, cx->mem).len == 6);
}

/* RFC 6238, appendix B, SHA-1: the last six of its eight digits. */
TEST(one_time_codes_match_rfc_6238_and_work_once)
{
    static const struct {
        int64_t s;
        const char *code;
    } vectors[] = {{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
                   {1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"}};
    str secret = S("12345678901234567890");
    int64_t step = 0;
    for (size_t i = 0; i < COUNT(vectors); i++) {
        CHECK(seal_totp(secret, str_of(vectors[i].code), vectors[i].s * 1000, 0, &step) == OK);
        CHECK(step == vectors[i].s / 30);
    }
    str code = S("050471");
    CHECK(seal_totp(secret, code, 1111111111000 + 30000, 0, &step) == OK); /* one step late */
    CHECK(seal_totp(secret, code, 1111111111000 + 60000, 0, &step) == ERR_DENIED);
    CHECK(seal_totp(secret, code, 1111111111000, step, &step) == ERR_DENIED); /* used before */
    CHECK(seal_totp(secret, S("50471"), 1111111111000, 0, &step) == ERR_DENIED);
    CHECK(str_is(seal_totp_uri(S("foobar"), S("Linli"), S("a b"), cx->mem),
                 "otpauth://totp/Linli:a%20b?secret=MZXW6YTBOI&issuer=Linli"));
}

/* The second vector is from the test program of the argon2 reference implementation. */
TEST(passwords_are_checked_by_argon2id)
{
    str hash = STR_NONE;
    CHECK(seal_password(S("linli-demo"), &hash, cx->mem) == OK);
    CHECK(str_starts(hash, S("$argon2id$v=19$m=19456,t=2,p=1$")));
    CHECK(seal_password_check(S("linli-demo"), hash) == OK);
    CHECK(seal_password_check(S("linli-dem0"), hash) == ERR_DENIED);
    CHECK(!seal_password_old(hash));
    str known = S("$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$"
                  "CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc");
    CHECK(seal_password_check(S("password"), known) == OK);
    CHECK(seal_password_old(known));
    CHECK(seal_password_check(S("password"), S("nonsense")) == ERR_DENIED);
    char *long_one = arena_alloc(cx->mem, 300);
    memset(long_one, 'x', 300);
    CHECK(seal_password((str){long_one, 300}, &hash, cx->mem) == ERR_INVALID);
}

/* RFC 8032, 7.1, test 2. */
TEST(signatures_match_rfc_8032)
{
    char *path;
    struct seal *s = new_seal(cx->mem, &path);
    str seed = unhex(cx->mem, "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    memcpy(s->sign.at, seed.at, 32);
    unsigned char sig[64], public_key[32];
    seal_sign(s, S("r"), sig);
    seal_sign_public(s, public_key);
    CHECK(str_is(str_hex(cx->mem, public_key, 32),
                 "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"));
    CHECK(str_is(str_hex(cx->mem, sig, 64),
                 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                 "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"));
    CHECK(seal_signed(public_key, S("r"), sig));
    CHECK(!seal_signed(public_key, S("R"), sig));
    seal_done(s);
}
