/* note.c: checkpoints as text: signed notes of C2SP (signed-note.md, tlog-checkpoint.md).
 *
 *     linli/5f0e…/532503          origin: instance and log
 *     1234                        leaves
 *     wFFvIQ…=                    root, base64
 *     (empty line)
 *     — linli/5f0e…/532503 Abcd…  signature of the lines above the empty one
 *
 * The signature is base64 of four bytes that name the key and the bytes of the signature itself. */
#include "civic/ledger/ledger_own.h"

#include <sodium.h>

#define ED25519_TYPE 1
enum { NOTE_MOST = 4096, KEY_ID = 4 };
static const char dash[] = "\xe2\x80\x94 ";

str note_base64(str bytes, struct arena *mem)
{
    size_t size = sodium_base64_encoded_len(bytes.len, sodium_base64_VARIANT_ORIGINAL);
    char *at = arena_alloc(mem, size);
    sodium_bin2base64(at, size, (const unsigned char *)bytes.at, bytes.len,
                      sodium_base64_VARIANT_ORIGINAL);
    return (str){at, size - 1};
}

static enum err unbase64(struct arena *mem, str text, str *out)
{
    char *at = arena_alloc(mem, text.len + 1);
    size_t len = 0;
    const char *end = NULL;
    if (sodium_base642bin((unsigned char *)at, text.len, text.at, text.len, NULL, &len, &end,
                          sodium_base64_VARIANT_ORIGINAL) ||
        end != text.at + text.len)
        return ERR_INVALID;
    *out = (str){at, len};
    return OK;
}

str ledger_origin(const struct seal *s, int64_t log, struct arena *mem)
{
    str instance = seal_instance(s);
    if (log == LEDGER_INSTANCE)
        return str_fmt(mem, "linli/%.*s", STR_ARG(instance));
    return str_fmt(mem, "linli/%.*s/%lld", STR_ARG(instance), (long long)log);
}

/* Kind of signature and public key, as both the key's text and its id have them. */
static str typed_key(const struct seal *s, struct arena *mem)
{
    struct buf b = buf_new(mem, NOTE_MOST);
    buf_char(&b, ED25519_TYPE);
    buf_str(&b, seal_note_public(s, mem));
    return buf_done(&b);
}

/* The first four bytes of SHA-256(name ‖ newline ‖ kind ‖ key). */
static void key_id(str origin, str key, struct arena *mem, unsigned char id[KEY_ID])
{
    struct buf b = buf_new(mem, NOTE_MOST);
    buf_str(&b, origin);
    buf_char(&b, '\n');
    buf_str(&b, key);
    struct seal_hash h = seal_sha256(buf_done(&b));
    memcpy(id, h.at, KEY_ID);
}

str ledger_key(const struct seal *s, int64_t log, struct arena *mem)
{
    unsigned char id[KEY_ID];
    str origin = ledger_origin(s, log, mem), key = typed_key(s, mem);
    key_id(origin, key, mem, id);
    return str_fmt(mem, "%.*s+%.*s+%.*s", STR_ARG(origin), STR_ARG(str_hex(mem, id, sizeof id)),
                   STR_ARG(note_base64(key, mem)));
}

str note_write(const struct seal *s, int64_t log, int64_t size, const struct seal_hash *root,
               struct arena *mem)
{
    unsigned char id[KEY_ID];
    struct buf sig = buf_new(mem, NOTE_MOST);
    str origin = ledger_origin(s, log, mem);
    str text = str_fmt(mem, "%.*s\n%lld\n%.*s\n", STR_ARG(origin), (long long)size,
                       STR_ARG(note_base64(seal_hash_bytes(root), mem)));
    key_id(origin, typed_key(s, mem), mem, id);
    buf_add(&sig, id, sizeof id);
    buf_str(&sig, seal_note_sign(s, text, mem));
    return str_fmt(mem, "%.*s\n%s%.*s %.*s\n", STR_ARG(text), dash, STR_ARG(origin),
                   STR_ARG(note_base64(buf_done(&sig), mem)));
}

/* ---- reading: a note may come from anywhere ------------------------------ */

/* What is signed, and the lines of signatures behind it. */
static enum err split(str note, str *text, str *sigs)
{
    size_t at = SIZE_MAX;
    if (note.len > NOTE_MOST || !utf8_ok(note) || !str_ends(note, S("\n")))
        return ERR_INVALID;
    for (size_t i = 0; i + 1 < note.len; i++)
        if (note.at[i] == '\n' && note.at[i + 1] == '\n')
            at = i; /* the last empty line: the text itself may have some */
    if (at == SIZE_MAX || at + 2 >= note.len)
        return ERR_INVALID;
    *text = (str){note.at, at + 1};
    *sigs = (str){note.at + at + 2, note.len - at - 2};
    return OK;
}

static enum err read_size(str line, int64_t *out)
{
    bool plain = line.len && line.at[0] != '-' && (line.at[0] != '0' || line.len == 1);
    return plain ? str_int(line, out) : ERR_INVALID;
}

enum err ledger_note_read(str note, struct ledger_checkpoint *out, struct arena *mem)
{
    struct ledger_checkpoint c = {.note = note};
    str text, sigs, root;
    enum err e = split(note, &text, &sigs);
    if (e)
        return e;
    c.origin = str_cut(&text, '\n');
    if (!c.origin.len || !str_starts(sigs, str_of(dash)) ||
        read_size(str_cut(&text, '\n'), &c.size) || unbase64(mem, str_cut(&text, '\n'), &root) ||
        root.len != sizeof c.root.at)
        return ERR_INVALID;
    memcpy(c.root.at, root.at, root.len);
    *out = c;
    return OK;
}

/* A line of another key or name is none of ours and says nothing. */
static bool line_signs(str name, str key, str line, str text, struct arena *mem)
{
    unsigned char id[KEY_ID];
    str sig;
    if (!str_starts(line, str_of(dash)))
        return false;
    line = (str){line.at + strlen(dash), line.len - strlen(dash)};
    if (!str_eq(str_cut(&line, ' '), name) || unbase64(mem, line, &sig) || sig.len < KEY_ID)
        return false;
    key_id(name, key, mem, id);
    return memcmp(sig.at, id, KEY_ID) == 0 && key.at[0] == ED25519_TYPE &&
           seal_note_signed(SEAL_NOTE_ED25519, (str){key.at + 1, key.len - 1}, text,
                            (str){sig.at + KEY_ID, sig.len - KEY_ID});
}

bool note_signed(str name, str key, str note, struct arena *mem)
{
    str text, sigs;
    if (split(note, &text, &sigs))
        return false;
    while (sigs.len)
        if (line_signs(name, key, str_cut(&sigs, '\n'), text, mem))
            return true;
    return false;
}

bool ledger_note_signed(const struct seal *s, int64_t log, str note, struct arena *mem)
{
    str first = note, origin = ledger_origin(s, log, mem);
    return str_eq(str_cut(&first, '\n'), origin) &&
           note_signed(origin, typed_key(s, mem), note, mem);
}
