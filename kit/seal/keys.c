/* keys.c: the key file: made, read, rotated. Text, one key per line:
 *
 *     linli-keys 1
 *     instance 5f0e…            16 bytes
 *     root 1 …                  32 bytes each, after the key's number
 *     index 1 …
 *     sign 1 …
 *     note 1 ed25519 …          may be missing in a file of before
 *     seal 1 …
 *     seal 2 …                  the newest wraps
 *
 * Written beside itself and renamed, so a crash leaves the old or the new file, never half. */
#include "kit/seal/seal_own.h"

#include <fcntl.h>
#include <sys/stat.h>

#define FILE_MOST 8192

void seal_start(void)
{
    if (sodium_init() < 0)
        abort(); /* no random numbers: nothing may go on */
}

static struct seal *seal_new(void)
{
    seal_start();
    struct seal *s = sodium_malloc(sizeof *s);
    if (!s)
        abort();
    memset(s, 0, sizeof *s);
    return s;
}

void seal_done(struct seal *s)
{
    if (s)
        sodium_free(s);
}

static enum err refuse(str *why, struct arena *mem, const char *path, const char *what)
{
    *why = str_fmt(mem, "key file %s: %s", path, what);
    return ERR_INVALID;
}

/* ---- reading ----------------------------------------------------------- */

static const char *fault_of(const struct stat *st)
{
    if (!S_ISREG(st->st_mode))
        return "is not a file";
    if (st->st_mode & 077)
        return "others may read it; chmod 600 it and think about who has";
    if (st->st_uid != geteuid() && geteuid() != 0)
        return "belongs to another user";
    if (st->st_size > FILE_MOST)
        return "is too large for a key file";
    return NULL;
}

static enum err read_all(int fd, char *at, size_t size, size_t *len)
{
    size_t n = 0;
    while (n < size) {
        ssize_t got = read(fd, at + n, size - n);
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return ERR_FAULT;
        if (got == 0)
            break;
        n += (size_t)got;
    }
    *len = n;
    return OK;
}

static enum err read_numbered(str line, struct seal_numbered *k)
{
    str number = str_cut(&line, ' ');
    enum err e = str_int(number, &k->number);
    if (e || k->number < 1)
        return ERR_INVALID;
    return str_unhex(line, k->at, sizeof k->at);
}

static const char *const note_kinds[SEAL_NOTE_KINDS] = {"", "ed25519"};

/* "1 ed25519 …" */
static enum err read_note(struct seal *s, str line)
{
    enum err e = str_int(str_cut(&line, ' '), &s->note.number);
    str kind = str_cut(&line, ' ');
    for (int i = 1; !e && i < SEAL_NOTE_KINDS; i++)
        if (str_is(kind, note_kinds[i]))
            s->note_kind = (enum seal_note_kind)i;
    if (e || s->note.number < 1 || !s->note_kind)
        return ERR_INVALID;
    return str_unhex(line, s->note.at, sizeof s->note.at);
}

static enum err read_line(struct seal *s, str line)
{
    str name = str_cut(&line, ' ');
    unsigned char id[16];
    if (str_is(name, "linli-keys"))
        return str_is(line, "1") ? OK : ERR_INVALID;
    if (str_is(name, "instance")) {
        if (str_unhex(line, id, sizeof id))
            return ERR_INVALID;
        sodium_bin2hex(s->instance, sizeof s->instance, id, sizeof id);
        return OK;
    }
    if (str_is(name, "root"))
        return read_numbered(line, &s->root);
    if (str_is(name, "index"))
        return read_numbered(line, &s->index);
    if (str_is(name, "sign"))
        return read_numbered(line, &s->sign);
    if (str_is(name, "note"))
        return read_note(s, line);
    if (!str_is(name, "seal") || s->n == SEAL_KEYS_MOST)
        return ERR_INVALID;
    return read_numbered(line, &s->keys[s->n++]);
}

static bool is_whole(const struct seal *s)
{
    for (int i = 1; i < s->n; i++)
        if (s->keys[i].number <= s->keys[i - 1].number)
            return false;
    return s->instance[0] && s->n && s->root.number && s->index.number && s->sign.number;
}

static enum err read_text(struct seal *s, str text)
{
    if (!str_starts(text, S("linli-keys 1\n")))
        return ERR_INVALID;
    while (text.len) {
        str line = str_trim(str_cut(&text, '\n'));
        if (line.len && line.at[0] != '#' && read_line(s, line))
            return ERR_INVALID;
    }
    return is_whole(s) ? OK : ERR_INVALID;
}

enum err seal_open(const char *path, struct seal **out, str *why, struct arena *mem)
{
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    if (fd < 0)
        return refuse(why, mem, path, strerror(errno));
    struct stat st;
    const char *fault = fstat(fd, &st) ? strerror(errno) : fault_of(&st);
    if (fault) {
        close(fd);
        return refuse(why, mem, path, fault);
    }
    struct seal *s = seal_new();
    char *text = sodium_malloc(FILE_MOST);
    size_t len = 0;
    enum err e = text ? read_all(fd, text, FILE_MOST, &len) : ERR_FAULT;
    close(fd);
    if (!e)
        e = read_text(s, (str){text, len});
    sodium_free(text);
    if (e) {
        seal_done(s);
        return refuse(why, mem, path, "is damaged or not a key file of this program");
    }
    *out = s;
    return OK;
}

/* ---- writing ----------------------------------------------------------- */

static void write_key(struct buf *b, const char *name, const struct seal_numbered *k)
{
    char hex[65];
    sodium_bin2hex(hex, sizeof hex, k->at, sizeof k->at);
    buf_fmt(b, "%s %lld %s\n", name, (long long)k->number, hex);
    sodium_memzero(hex, sizeof hex);
}

static void write_note(struct buf *b, const struct seal *s)
{
    char hex[65];
    if (!s->note_kind)
        return;
    sodium_bin2hex(hex, sizeof hex, s->note.at, sizeof s->note.at);
    buf_fmt(b, "note %lld %s %s\n", (long long)s->note.number, note_kinds[s->note_kind], hex);
    sodium_memzero(hex, sizeof hex);
}

static str text_of(const struct seal *s, struct arena *mem)
{
    struct buf b = buf_new(mem, FILE_MOST);
    buf_fmt(&b, "linli-keys 1\n# Whoever has this file and the database can read everything.\n");
    buf_fmt(&b, "# Keep a copy apart from the backups of the database.\ninstance %s\n",
            s->instance);
    write_key(&b, "root", &s->root);
    write_key(&b, "index", &s->index);
    write_key(&b, "sign", &s->sign);
    write_note(&b, s);
    for (int i = 0; i < s->n; i++)
        write_key(&b, "seal", &s->keys[i]);
    return buf_done(&b);
}

static bool write_out(int fd, str text)
{
    size_t n = 0;
    while (n < text.len) {
        ssize_t put = write(fd, text.at + n, text.len - n);
        if (put < 0 && errno != EINTR)
            return false;
        n += put > 0 ? (size_t)put : 0;
    }
    return fsync(fd) == 0;
}

static void sync_folder(const char *path, struct arena *mem)
{
    char *folder = str_z(mem, str_of(path));
    char *slash = strrchr(folder, '/');
    if (slash)
        slash[slash == folder] = '\0';
    int fd = open(slash ? folder : ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (fd >= 0) {
        (void)fsync(fd);
        close(fd);
    }
}

/* `fresh`: the file must not exist yet. */
static enum err write_file(const struct seal *s, const char *path, bool fresh, str *why,
                           struct arena *mem)
{
    struct arena *own = arena_new();
    str tmp = str_fmt(mem, "%s.new", path);
    str text = text_of(s, own);
    (void)unlink(tmp.at);
    int fd = open(tmp.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
    bool good = fd >= 0 && write_out(fd, text);
    if (fd >= 0)
        close(fd);
    /* link(2) does not replace a file that appeared meanwhile; rename(2) does. */
    good = good && (fresh ? link(tmp.at, path) == 0 : rename(tmp.at, path) == 0);
    int was = errno;
    if (fresh || !good)
        (void)unlink(tmp.at);
    sync_folder(path, mem);
    sodium_memzero((char *)(uintptr_t)text.at, text.len);
    arena_free(own);
    return good ? OK : refuse(why, mem, path, strerror(was));
}

static void fill_key(struct seal_numbered *k, int64_t number)
{
    k->number = number;
    randombytes_buf(k->at, sizeof k->at);
}

static void fill_note(struct seal *s, enum seal_note_kind kind)
{
    fill_key(&s->note, 1);
    s->note_kind = kind;
}

enum err seal_keys_init(const char *path, str *why, struct arena *mem)
{
    struct seal *s = seal_new();
    unsigned char id[16];
    randombytes_buf(id, sizeof id);
    sodium_bin2hex(s->instance, sizeof s->instance, id, sizeof id);
    fill_key(&s->root, 1);
    fill_key(&s->index, 1);
    fill_key(&s->sign, 1);
    fill_note(s, SEAL_NOTE_ED25519);
    fill_key(&s->keys[0], 1);
    s->n = 1;
    enum err e = write_file(s, path, true, why, mem);
    seal_done(s);
    return e;
}

enum err seal_keys_add_note(const char *path, enum seal_note_kind kind, str *why, struct arena *mem)
{
    struct seal *s;
    enum err e = seal_open(path, &s, why, mem);
    if (e)
        return e;
    if (s->note_kind) {
        (void)refuse(why, mem, path, "exists and has every key it needs");
        e = ERR_CONFLICT;
    } else {
        fill_note(s, kind);
        e = write_file(s, path, false, why, mem);
    }
    seal_done(s);
    return e;
}

enum err seal_keys_rotate(const char *path, str *why, struct arena *mem)
{
    struct seal *s;
    enum err e = seal_open(path, &s, why, mem);
    if (e)
        return e;
    if (s->n == SEAL_KEYS_MOST) {
        e = refuse(why, mem, path, "holds too many old keys; wrap again and retire them first");
    } else {
        fill_key(&s->keys[s->n], s->keys[s->n - 1].number + 1);
        s->n++;
        e = write_file(s, path, false, why, mem);
    }
    seal_done(s);
    return e;
}

enum err seal_keys_retire(const char *path, str *why, struct arena *mem)
{
    struct seal *s;
    enum err e = seal_open(path, &s, why, mem);
    if (e)
        return e;
    s->keys[0] = s->keys[s->n - 1];
    s->n = 1;
    e = write_file(s, path, false, why, mem);
    seal_done(s);
    return e;
}

/* ---- asking ------------------------------------------------------------ */

str seal_instance(const struct seal *s)
{
    return str_of(s->instance);
}

int64_t seal_newest(const struct seal *s)
{
    return s->keys[s->n - 1].number;
}

int64_t seal_index_id(const struct seal *s)
{
    return s->index.number;
}

int64_t seal_sign_id(const struct seal *s)
{
    return s->sign.number;
}

void seal_derive(const struct seal *s, const char *purpose, unsigned char out[32])
{
    int r = crypto_generichash(out, 32, (const unsigned char *)purpose, strlen(purpose), s->root.at,
                               sizeof s->root.at);
    assert(r == 0);
}

/* A check value of a key: keyed hash of nothing, cut; says nothing about the key. */
static str check_of(const struct seal_numbered *k, struct arena *mem)
{
    unsigned char h[16];
    int r = crypto_generichash(h, sizeof h, NULL, 0, k->at, sizeof k->at);
    assert(r == 0);
    return str_hex(mem, h, 8);
}

str seal_fingerprint(const struct seal *s, struct arena *mem)
{
    unsigned char public_key[32];
    seal_sign_public(s, public_key);
    struct buf b = buf_new(mem, FILE_MOST);
    buf_fmt(&b, "instance %s\n", s->instance);
    buf_fmt(&b, "sign %lld %.*s\n", (long long)s->sign.number,
            STR_ARG(str_hex(mem, public_key, sizeof public_key)));
    buf_fmt(&b, "index %lld %.*s\n", (long long)s->index.number, STR_ARG(check_of(&s->index, mem)));
    if (s->note_kind) {
        str note = seal_note_public(s, mem);
        buf_fmt(&b, "note %lld %s %.*s\n", (long long)s->note.number, note_kinds[s->note_kind],
                STR_ARG(str_hex(mem, note.at, note.len)));
    }
    for (int i = 0; i < s->n; i++)
        buf_fmt(&b, "seal %lld %.*s\n", (long long)s->keys[i].number,
                STR_ARG(check_of(&s->keys[i], mem)));
    return buf_done(&b);
}
