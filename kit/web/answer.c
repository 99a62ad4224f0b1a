/* answer.c: what a handler says, and the headers that every answer carries. */
#include "kit/web/job.h"

#include <fcntl.h>
#include <jansson.h>
#include <sodium.h>
#include <sys/stat.h>

/* No inline script or style, no nonce, no eval: whole pages can be cached. */
#define PAGE_POLICY                                                                                \
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "        \
    "media-src 'self'; "                                                                           \
    "connect-src 'self'; font-src 'self'; manifest-src 'self'; worker-src 'self'; "                \
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
#define FILE_POLICY                                                                                \
    "default-src 'none'; style-src 'unsafe-inline'; form-action 'none'; base-uri 'none'; "         \
    "frame-ancestors 'none'"

static const char *const sentences[ERRS] = {
    [OK] = N_("Done."),
    [ERR_INVALID] = N_("Something in what was sent cannot be used."),
    [ERR_SIGN_IN] = N_("Please sign in first."),
    [ERR_DENIED] = N_("You may not do this."),
    [ERR_NOT_FOUND] = N_("This page does not exist."),
    [ERR_CONFLICT] = N_("Somebody was faster. Please look again."),
    [ERR_TOO_BIG] = N_("This is too large to be sent here."),
    [ERR_TOO_MANY] = N_("Too many tries. Please wait a little."),
    [ERR_BUSY] = N_("Too busy just now. Please try again in a moment."),
    [ERR_FAULT] = N_("Something went wrong on our side. Nothing was saved."),
};

str web_sentence(const struct req *rq, enum err e)
{
    const struct failure *f = &rq->cx->failure;
    return f->text.len && f->err == e && e != ERR_FAULT ? f->text : tr(rq->cx->lang, sentences[e]);
}

/* ---- said by handlers -------------------------------------------------- */

void web_status(struct req *rq, int status)
{
    rq->job->answer.status = status;
}

void web_set_header(struct req *rq, const char *name, str value)
{
    struct web_job *j = rq->job;
    for (size_t i = 0; i < value.len; i++)
        assert((unsigned char)value.at[i] >= ' ' && value.at[i] != 0x7f);
    for (size_t i = 0; i < j->answer.headers.n; i++)
        if (str_is(j->answer.headers.at[i].name, name)) {
            j->answer.headers.at[i].value = str_keep(j->mem, value);
            return;
        }
    pairs_add(j->mem, &j->answer.headers, str_of(name), str_keep(j->mem, value));
}

void web_cache_for(struct req *rq, int64_t seconds)
{
    rq->job->answer.cache_s = seconds;
}

enum err web_bytes(struct req *rq, const char *type, str bytes)
{
    struct answer *a = &rq->job->answer;
    a->type = str_of(type);
    a->body = bytes;
    a->has_body = true;
    return OK;
}

enum err web_json_text(struct req *rq, str json)
{
    return web_bytes(rq, "application/json; charset=utf-8", json);
}

/* An address inside this instance, with what URLs do not bear escaped. */
static str local_address(struct web_job *j, const char *raw)
{
    static const char bad[] = "\"<>\\^`{|}";
    struct buf b = buf_new(j->mem, TARGET_MAX);
    if (raw[0] != '/' || raw[1] == '/' || raw[1] == '\\')
        raw = "/";
    bool english = strncmp(raw, "/en", 3) == 0 && (!raw[3] || strchr("/?#", raw[3]));
    if (j->english && !english)
        buf_z(&b, raw[1] ? "/en" : "/en/");
    for (const char *p = raw[1] || !j->english || english ? raw : ""; *p; p++)
        if ((unsigned char)*p <= ' ' || (unsigned char)*p >= 0x7f || strchr(bad, *p))
            buf_fmt(&b, "%%%02X", (unsigned char)*p);
        else
            buf_char(&b, *p);
    return b.over ? S("/") : buf_done(&b);
}

enum err web_redirect(struct req *rq, const char *fmt, ...)
{
    struct web_job *j = rq->job;
    struct buf b = buf_new(j->mem, TARGET_MAX);
    char *room = buf_room(&b, TARGET_MAX);
    va_list ap;
    va_start(ap, fmt);
    int n = vsnprintf(room, TARGET_MAX, fmt, ap);
    va_end(ap);
    j->answer.location = local_address(j, n > 0 && n < TARGET_MAX ? room : "/");
    j->answer.status = 303;
    return OK;
}

/* ---- files ------------------------------------------------------------- */

/* One range "bytes=a-b" of RFC 9110; phones ask so for sound. False: it lies outside. */
static bool read_range(struct answer *a, str range)
{
    int64_t from = 0, to = a->fd_size - 1;
    if (!str_starts(range, S("bytes=")) || str_find(range, S(",")) != SIZE_MAX)
        return true;
    str rest = {range.at + 6, range.len - 6};
    str first = str_cut(&rest, '-');
    if (first.len && str_int(first, &from))
        return true;
    if (rest.len && str_int(rest, &to))
        return true;
    if (!first.len) { /* the last so many bytes */
        from = to > a->fd_size ? 0 : a->fd_size - to;
        to = a->fd_size - 1;
    }
    to = to > a->fd_size - 1 ? a->fd_size - 1 : to;
    if (from < 0 || from > to)
        return false;
    a->fd_at = from;
    a->fd_len = to - from + 1;
    a->status = 206;
    return true;
}

enum err web_file(struct req *rq, const char *type, str path)
{
    return web_fd(rq, type, open(str_z(rq->job->mem, path), O_RDONLY | O_CLOEXEC | O_NOFOLLOW));
}

enum err web_fd(struct req *rq, const char *type, int fd)
{
    struct web_job *j = rq->job;
    struct answer *a = &j->answer;
    struct stat st;
    if (fd < 0 || fstat(fd, &st) || !S_ISREG(st.st_mode)) {
        if (fd >= 0)
            close(fd);
        return ERR_NOT_FOUND;
    }
    a->fd = fd;
    a->fd_size = a->fd_len = st.st_size;
    a->type = str_of(type);
    a->has_body = true;
    web_set_header(rq, "Accept-Ranges", S("bytes"));
    web_set_header(rq, "Content-Security-Policy", S(FILE_POLICY));
    if (!read_range(a, web_header(rq, "Range"))) {
        a->status = 416;
        a->fd_len = 0;
        web_set_header(rq, "Content-Range", str_fmt(j->mem, "bytes */%lld", (long long)a->fd_size));
    } else if (a->status == 206) {
        web_set_header(rq, "Content-Range",
                       str_fmt(j->mem, "bytes %lld-%lld/%lld", (long long)a->fd_at,
                               (long long)(a->fd_at + a->fd_len - 1), (long long)a->fd_size));
    }
    return OK;
}

/* ---- JSON -------------------------------------------------------------- */

/* Numbers that JavaScript would round are sent as text. */
static json_t *json_of_int(int64_t n)
{
    if (n < 9007199254740992 && n > -9007199254740992)
        return json_integer(n);
    char digits[24];
    snprintf(digits, sizeof digits, "%lld", (long long)n);
    return json_string(digits);
}

static json_t *json_of_field(const struct field *f, const void *row)
{
    const void *at = (const char *)row + f->offset;
    const str *s = at;
    switch (f->type) {
    case FIELD_INT:
        return json_of_int(*(const int64_t *)at);
    case FIELD_REAL:
        return json_real(*(const double *)at);
    case FIELD_BOOL:
        return json_boolean(*(const bool *)at);
    default:
        return json_stringn(s->len ? s->at : "", s->len);
    }
}

static str json_write(struct arena *mem, json_t *v)
{
    size_t n = json_dumpb(v, NULL, 0, JSON_COMPACT);
    char *at = arena_alloc(mem, n + 1);
    json_dumpb(v, at, n, JSON_COMPACT);
    json_decref(v);
    return (str){at, n};
}

enum err web_json(struct req *rq, const struct field *fields, const void *row)
{
    json_t *o = json_object();
    for (const struct field *f = fields; f->name; f++)
        json_object_set_new(o, f->name, json_of_field(f, row));
    return web_json_text(rq, json_write(rq->job->mem, o));
}

/* ---- errors without the product's frame -------------------------------- */

static void answer_error_json(struct web_job *j, enum err e)
{
    str text = web_sentence(&j->rq, e);
    json_t *o = json_object(), *fields = json_object();
    json_object_set_new(o, "error", json_string(err_name(e)));
    json_object_set_new(o, "message", json_stringn(text.at, text.len));
    for (const struct failure_field *f = j->cx.failure.fields; f; f = f->next)
        json_object_set_new(fields, f->field, json_stringn(f->text.at, f->text.len));
    if (json_object_size(fields))
        json_object_set(o, "fields", fields);
    json_decref(fields);
    json_object_set_new(o, "request", json_stringn(j->cx.request_id.at, j->cx.request_id.len));
    (void)!web_json_text(&j->rq, json_write(j->mem, o));
}

bool answer_error_machine(struct web_job *j, enum err e)
{
    if (j->rq.route && j->rq.route->error)
        j->rq.route->error(&j->rq, e);
    else if (j->rq.json)
        answer_error_json(j, e);
    else
        return false;
    return true;
}

static void add_escaped(struct buf *b, str s)
{
    for (size_t i = 0; i < s.len; i++)
        if (strchr("<>&\"", s.at[i]))
            buf_fmt(b, "&#%d;", s.at[i]);
        else
            buf_char(b, s.at[i]);
}

void answer_plain(struct web_job *j, int status, enum err e)
{
    struct buf b = buf_new(j->mem, 16384);
    buf_z(&b, "<!doctype html><html lang=\"");
    buf_z(&b, j->cx.lang == LANG_EN ? "en" : "zh-CN");
    buf_z(&b, "\"><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">"
              "<title>");
    buf_int(&b, status);
    buf_z(&b, "</title><h1>");
    add_escaped(&b, web_sentence(&j->rq, e));
    buf_fmt(&b, "</h1><p><a href=\"/%s\">", j->english ? "en/" : "");
    add_escaped(&b, tr(j->cx.lang, _("To the first page")));
    buf_z(&b, "</a></p></html>\n");
    (void)!web_bytes(&j->rq, "text/html; charset=utf-8", buf_done(&b));
    j->answer.status = status;
}

/* ---- the last touch ---------------------------------------------------- */

void web_no_copies(struct req *rq)
{
    rq->job->answer.personal = true;
}

bool answer_has_copies(const struct web_job *j)
{
    const struct answer *a = &j->answer;
    return j->blind && a->status == 200 && a->fd < 0 && !a->streams && !a->personal &&
           !pairs_find_header(&a->headers, S("Set-Cookie"));
}

bool answer_is_public(const struct web_job *j)
{
    return answer_has_copies(j) && j->rq.route->flags & ROUTE_CACHE;
}

static void add(struct web_job *j, const char *name, str value)
{
    if (!pairs_find_header(&j->answer.headers, str_of(name)))
        pairs_add(j->mem, &j->answer.headers, str_of(name), value);
}

static void add_security(struct web_job *j)
{
    add(j, "X-Request-Id", j->cx.request_id);
    add(j, "X-Content-Type-Options", S("nosniff"));
    add(j, "Referrer-Policy", S("same-origin"));
    add(j, "Cross-Origin-Opener-Policy", S("same-origin"));
    add(j, "Content-Security-Policy", S(PAGE_POLICY));
    if (str_starts(j->answer.type, S("text/html")))
        add(j, "Permissions-Policy", S("camera=(self), geolocation=(self), microphone=(self)"));
}

static str weak_tag(struct arena *mem, str body)
{
    unsigned char hash[16];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)body.at, body.len, NULL, 0);
    str hex = str_hex(mem, hash, sizeof hash);
    return str_fmt(mem, "W/\"%.*s\"", STR_ARG(hex));
}

static str age_of(const struct web_job *j)
{
    if (!answer_is_public(j))
        return S("private, no-cache");
    if (j->answer.cache_s < 0)
        return S("public, max-age=0, s-maxage=1");
    return str_fmt(j->mem, "public, max-age=%lld", (long long)j->answer.cache_s);
}

static void add_caching(struct web_job *j)
{
    if (!answer_has_copies(j)) {
        add(j, "Cache-Control", S("no-store"));
        return;
    }
    add(j, "Cache-Control", age_of(j));
    add(j, "Vary", S("Accept, Cookie, X-Fragment"));
    add(j, "ETag", weak_tag(j->mem, j->answer.body));
}

/* If-None-Match compares weakly (RFC 9110 section 13.1.2). */
static bool has_it(const struct web_job *j)
{
    const struct pair *tag = pairs_find_header(&j->answer.headers, S("ETag"));
    str given = web_header(&j->rq, "If-None-Match");
    if (!tag || !given.len || j->rq.method != GET || j->answer.status != 200)
        return false;
    str bare = tag->value;
    if (str_starts(bare, S("W/")))
        bare = (str){bare.at + 2, bare.len - 2};
    return str_find(given, bare) != SIZE_MAX || str_is(given, "*");
}

static void add_allow(struct web_job *j)
{
    static const char *const names[METHODS] = {"GET, HEAD", "POST", "PUT"};
    struct buf b = buf_new(j->mem, 64);
    for (int i = 0; i < METHODS; i++)
        if (j->allowed & 1u << i) {
            buf_z(&b, b.len ? ", " : "");
            buf_z(&b, names[i]);
        }
    add(j, "Allow", buf_done(&b));
}

void answer_finish(struct web_job *j)
{
    struct answer *a = &j->answer;
    if (!a->status)
        a->status = err_status(j->outcome);
    if (!a->has_body && a->fd < 0) {
        a->body = buf_done(&j->page);
        a->type = a->type.len ? a->type : S("text/html; charset=utf-8");
    }
    if (a->location.len)
        add(j, "Location", a->location);
    add_security(j);
    add_caching(j);
    if (a->status == 429 || a->status == 503)
        add(j, "Retry-After", S("5"));
    if (a->status == 405)
        add_allow(j);
    if (a->hang_up)
        add(j, "Connection", S("close"));
    if (has_it(j)) {
        a->status = 304;
        a->body = S("");
    } else if (a->type.len && (a->body.len || a->fd >= 0 || a->streams)) {
        add(j, "Content-Type", a->type);
    }
}
