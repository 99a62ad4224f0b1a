/* uploads.c: parts of a multipart body become fields in memory and files on disk, never a file
 * in memory. The files are hashed on the way, for the idempotency key. */
#include "kit/web/job.h"

#include <fcntl.h>
#include <sodium.h>

/* Of a route that keeps what was typed: a file is at most so large, all together so much. */
enum { PASS_FILE = 26 << 20, PASS_ALL = 80 << 20 };

static enum err pass_over(struct web_job *j, struct upload *u)
{
    *j->last_passed = u;
    j->last_passed = &u->next;
    j->passing = true;
    return OK;
}

static enum err open_file(struct web_job *j, str name, str file_name, str type)
{
    struct upload *u = NEW(j->mem, struct upload);
    *u = (struct upload){.field = name, .name = file_name, .type = type};
    if (j->n_uploads == UPLOADS_MAX)
        return j->rq.route->flags & ROUTE_KEEPS
                   ? pass_over(j, u)
                   : fail(&j->cx, ERR_TOO_BIG, _("These are too many files at once."));
    j->n_uploads++;
    const char *dir = j->web->o.tmp_dir ? j->web->o.tmp_dir : "/tmp";
    char *path = str_z(j->mem, str_fmt(j->mem, "%s/upload-XXXXXX", dir));
    j->upload_fd = mkostemp(path, O_CLOEXEC);
    if (j->upload_fd < 0)
        return fail(&j->cx, ERR_BUSY, _("The file could not be stored just now."));
    u->path = str_of(path);
    *j->last_upload = u;
    if (!j->upload_hash)
        j->upload_hash = NEW(j->mem, crypto_hash_sha256_state);
    crypto_hash_sha256_init(j->upload_hash);
    return OK;
}

/* The last component of what a client calls its file; some send a whole path. */
static str base_name(str s)
{
    for (size_t i = s.len; i; i--)
        if (s.at[i - 1] == '/' || s.at[i - 1] == '\\')
            return (str){s.at + i, s.len - i};
    return s;
}

static enum err part_open(void *arg, str name, bool file, str file_name, str type)
{
    struct web_job *j = arg;
    j->part.name = name;
    if (!file) {
        j->part_value = buf_new(j->mem, j->body_max);
        return OK;
    }
    if (!(j->rq.route->flags & ROUTE_FILES) && file_name.len)
        return fail(&j->cx, ERR_INVALID, _("A file cannot be sent here."));
    return open_file(j, name, str_clean_line(j->mem, base_name(file_name)), type);
}

enum err uploads_raw(struct web_job *j)
{
    return open_file(j, S("body"), S(""), web_header(&j->rq, "Content-Type"));
}

/* The file being received turns out too large: what came of it goes, the rest is not stored. */
static enum err pass_over_large(struct web_job *j)
{
    struct upload *u = *j->last_upload;
    close(j->upload_fd);
    j->upload_fd = -1;
    unlink(u->path.at);
    *j->last_upload = NULL;
    j->n_uploads--;
    j->written -= (size_t)u->size;
    u->large = true;
    return pass_over(j, u);
}

enum err uploads_write(struct web_job *j, const char *at, size_t len)
{
    const struct upload *u = *j->last_upload;
    if (j->rq.route->flags & ROUTE_KEEPS &&
        (u->size + (int64_t)len > PASS_FILE || j->written + len > PASS_ALL))
        return pass_over_large(j);
    j->written += len;
    crypto_hash_sha256_update(j->upload_hash, (const unsigned char *)at, len);
    (*j->last_upload)->size += (int64_t)len;
    while (len) {
        ssize_t n = write(j->upload_fd, at, len);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return fail(&j->cx, ERR_BUSY, _("The file could not be stored just now."));
        at += n;
        len -= (size_t)n;
    }
    return OK;
}

static enum err part_data(void *arg, const char *at, size_t len)
{
    struct web_job *j = arg;
    if (j->passing)
        return OK;
    if (j->upload_fd >= 0)
        return uploads_write(j, at, len);
    j->typed += len;
    if (j->typed > TYPED_MAX)
        return ERR_TOO_BIG;
    buf_add(&j->part_value, at, len);
    return j->part_value.over ? ERR_TOO_BIG : OK;
}

/* An upload field left empty by its user arrives as a nameless file without content. */
enum err uploads_close(struct web_job *j)
{
    struct upload *u = *j->last_upload;
    close(j->upload_fd);
    j->upload_fd = -1;
    if (!u->size && !u->name.len) {
        unlink(u->path.at);
        *j->last_upload = NULL;
        j->n_uploads--;
        return OK;
    }
    unsigned char hash[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_final(j->upload_hash, hash);
    str fingerprint = str_hex(j->mem, hash, sizeof hash);
    pairs_add(j->mem, &j->upload_hashes, u->field, fingerprint);
    j->last_upload = &u->next;
    return OK;
}

static enum err part_close(void *arg)
{
    struct web_job *j = arg;
    if (j->passing) {
        j->passing = false;
        return OK;
    }
    if (j->upload_fd >= 0)
        return uploads_close(j);
    str value = buf_done(&j->part_value);
    if (!utf8_ok(value))
        return ERR_INVALID;
    if (j->fields.n == FORM_FIELDS_MAX)
        return ERR_TOO_BIG;
    pairs_add(j->mem, &j->fields, j->part.name, value);
    return OK;
}

const struct multipart_sink uploads_sink = {part_open, part_data, part_close};

void uploads_remove(struct web_job *j)
{
    if (j->upload_fd >= 0)
        close(j->upload_fd);
    for (struct upload *u = j->rq.uploads; u; u = u->next)
        unlink(u->path.at);
}

/* ---- what a handler asks ----------------------------------------------- */

const struct upload *web_upload(const struct req *rq, const char *field)
{
    const struct upload *u = rq->uploads;
    while (u && !str_is(u->field, field))
        u = u->next;
    return u;
}

/* The whole file; shorter if it cannot be read to its end. */
static size_t read_whole(int fd, char *at, size_t want)
{
    size_t got = 0;
    while (got < want) {
        ssize_t n = read(fd, at + got, want - got);
        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            break;
        got += (size_t)n;
    }
    return got;
}

enum err web_upload_bytes(struct ctx *cx, const struct upload *u, size_t max, str *out)
{
    size_t size = (size_t)u->size;
    if (size > max)
        return ERR_TOO_BIG;
    char *at = NEW_N(cx->mem, char, size + 1);
    int fd = open(u->path.at, O_RDONLY | O_CLOEXEC);
    if (fd < 0)
        return ERR_FAULT;
    size_t got = read_whole(fd, at, size);
    close(fd);
    if (got < size)
        return ERR_FAULT;
    *out = (str){at, size};
    return OK;
}

enum err web_upload_text(struct ctx *cx, const struct upload *u, size_t max, str *out)
{
    str text;
    enum err e = web_upload_bytes(cx, u, max, &text);
    if (e)
        return e;
    if (!utf8_ok(text))
        return ERR_INVALID;
    *out = str_starts(text, S("\xef\xbb\xbf")) ? (str){text.at + 3, text.len - 3} : text;
    return OK;
}
