/* job.c: what a request is, as far as its first lines and its body tell. */
#include "kit/web/job.h"

#include <strings.h>

struct web_job *job_new(struct web *w, str target)
{
    struct arena *mem = arena_new();
    struct web_job *j = NEW(mem, struct web_job);
    j->mem = mem;
    j->web = w;
    j->started_ns = clock_steady_ns();
    j->target = str_keep(mem, target);
    j->upload_fd = -1;
    j->answer.fd = -1;
    j->answer.cache_s = -1;
    j->last_upload = &j->rq.uploads;
    j->last_passed = &j->rq.passed;
    j->cx = (struct ctx){.mem = mem, .now = clock_business_ms(), .db = w->o.db, .via = S("web")};
    j->cx.seal = w->o.seal;
    j->cx.media = w->o.media;
    j->cx.notices = w->o.notices;
    unsigned serial = atomic_fetch_add(&w->serial, 1);
    j->cx.request_id = str_fmt(mem, "%08llx%08x", (unsigned long long)w->boot, serial);
    j->page = buf_new(mem, PAGE_MAX);
    j->html = (struct html){.out = &j->page, .cx = &j->cx, .rq = &j->rq};
    j->rq.cx = &j->cx;
    j->rq.page = &j->html;
    j->rq.job = j;
    j->rq.client = S("");
    return j;
}

void job_free(struct web_job *j)
{
    uploads_remove(j);
    if (j->answer.fd >= 0)
        close(j->answer.fd);
    arena_free(j->mem);
}

void job_header(struct web_job *j, str name, str value)
{
    pairs_add(j->mem, &j->headers, str_keep(j->mem, name), str_keep(j->mem, value));
}

str web_header(const struct req *rq, const char *name)
{
    const struct pair *p = pairs_find_header(&rq->job->headers, str_of(name));
    return p ? p->value : S("");
}

void job_refuse(struct web_job *j, enum err e, int status)
{
    j->outcome = e;
    j->answer.hang_up = true;
    if (!answer_error_machine(j, e))
        answer_plain(j, status, e);
    j->answer.status = status;
    answer_finish(j);
}

/* ---- framing that libmicrohttpd lets through --------------------------- */

static bool name_ok(str name)
{
    for (size_t i = 0; i < name.len; i++)
        if (!isalnum((unsigned char)name.at[i]) && !strchr("!#$%&'*+-.^_`|~", name.at[i]))
            return false;
    return name.len > 0;
}

static bool value_ok(str v)
{
    for (size_t i = 0; i < v.len; i++)
        if ((unsigned char)v.at[i] < ' ' && v.at[i] != '\t')
            return false;
    return true;
}

/* A length and a coding together, two lengths, two hosts: each is a way to make two servers see
 * two different requests (RFC 9112 sections 3.2, 5.1, 6.3). */
static int framing_status(const struct web_job *j)
{
    for (size_t i = 0; i < j->headers.n; i++)
        if (!name_ok(j->headers.at[i].name) || !value_ok(j->headers.at[i].value))
            return 400;
    const struct pair *coding = pairs_find_header(&j->headers, S("Transfer-Encoding"));
    size_t lengths = pairs_count_header(&j->headers, S("Content-Length"));
    if (pairs_count_header(&j->headers, S("Host")) != 1 || lengths > 1 || (coding && lengths))
        return 400;
    if (coding && strcasecmp(str_z(j->mem, coding->value), "chunked") != 0)
        return 501;
    return 0;
}

/* ---- address ----------------------------------------------------------- */

static bool target_ok(str t)
{
    if (!t.len || t.at[0] != '/' || t.len > TARGET_MAX)
        return false;
    for (size_t i = 0; i < t.len; i++)
        if ((unsigned char)t.at[i] <= ' ' || (unsigned char)t.at[i] >= 0x7f)
            return false;
    return true;
}

static void read_target(struct web_job *j)
{
    str query = j->target, path = str_cut(&query, '?');
    if (str_is(path, "/en") || str_starts(path, S("/en/"))) {
        j->english = true;
        j->cx.lang = LANG_EN;
        path = path.len == 3 ? S("/") : (str){path.at + 3, path.len - 3};
    }
    j->rq.path = path;
    j->rq.query = query;
    if (form_decode(j->mem, query, QUERY_FIELDS_MAX, &j->query))
        j->refused = fail(&j->cx, ERR_INVALID, _("This address is not written correctly."));
}

static bool asks_for(const struct web_job *j, const char *format)
{
    return str_is(web_query(&j->rq, "format"), format);
}

static void read_wishes(struct web_job *j)
{
    struct req *rq = &j->rq;
    str accept = web_header(rq, "Accept"), type = web_header(rq, "Content-Type");
    rq->json = asks_for(j, "json") || str_starts(accept, S("application/json")) ||
               (!accept.len && str_starts(type, S("application/json")));
    rq->csv = asks_for(j, "csv");
    rq->print = asks_for(j, "print");
    rq->fragment = web_header(rq, "X-Fragment").len > 0;
    str size = cookie_find(web_header(rq, "Cookie"), S(SIZE_COOKIE));
    rq->max_size = str_is(size, "max");
    rq->elder = rq->max_size || str_is(size, "elder");
}

/* Nobody in particular: no cookie but the text size, no bearer. */
static bool is_visitor(const struct web_job *j)
{
    str cookies = web_header(&j->rq, "Cookie");
    while (cookies.len) {
        str value = str_trim(str_cut(&cookies, ';'));
        if (value.len && !str_is(str_cut(&value, '='), SIZE_COOKIE))
            return false;
    }
    return !web_header(&j->rq, "Authorization").len;
}

static bool read_method(struct web_job *j, str method)
{
    j->head = str_is(method, "HEAD");
    if (str_is(method, "GET") || j->head)
        j->rq.method = GET;
    else if (str_is(method, "POST"))
        j->rq.method = POST;
    else if (str_is(method, "PUT"))
        j->rq.method = PUT;
    else
        return false;
    return true;
}

/* ---- body -------------------------------------------------------------- */

static bool has_body(const struct web_job *j)
{
    str length = web_header(&j->rq, "Content-Length");
    return (length.len && !str_is(length, "0")) ||
           pairs_find_header(&j->headers, S("Transfer-Encoding"));
}

static bool is_text(str type)
{
    return str_starts(type, S("application/json")) || str_starts(type, S("application/xml")) ||
           str_starts(type, S("text/"));
}

static bool open_body(struct web_job *j)
{
    const struct route *r = j->rq.route;
    str type = web_header(&j->rq, "Content-Type");
    bool files = r->flags & ROUTE_FILES;
    j->body_max = r->max_body ? r->max_body : files ? FILES_MAX : FORM_MAX;
    j->body = buf_new(j->mem, j->body_max);
    if (str_starts(type, S("multipart/form-data"))) {
        j->body_kind = BODY_PARTS;
        j->parts = multipart_new(j->mem, type, &uploads_sink, j);
        return j->parts != NULL;
    }
    if (str_starts(type, S("application/x-www-form-urlencoded")))
        j->body_kind = BODY_FORM;
    else if (is_text(type))
        j->body_kind = BODY_TEXT;
    else if (files && !uploads_raw(j))
        j->body_kind = BODY_FILE;
    return j->body_kind != BODY_NONE;
}

static bool too_long(const struct web_job *j)
{
    str length = web_header(&j->rq, "Content-Length");
    int64_t n = 0;
    return length.len && (str_int(length, &n) || n < 0 || (size_t)n > j->body_max);
}

static bool refuse_with(struct web_job *j, enum err e, int status)
{
    job_refuse(j, e, status);
    return false;
}

/* Why this request is refused before its body is read, as a status; 0 if it is not. */
static bool admit_body(struct web_job *j)
{
    if (!j->rq.route) {
        j->refused = ERR_NOT_FOUND;
        j->refused_status = j->allowed ? 405 : 404;
        return has_body(j) ? refuse_with(j, ERR_NOT_FOUND, j->refused_status) : true;
    }
    if (j->rq.method == GET)
        return has_body(j) ? refuse_with(j, ERR_INVALID, 400) : true;
    if (!has_body(j))
        return true;
    if (!open_body(j))
        return refuse_with(j, ERR_INVALID, 415);
    if (too_long(j)) {
        (void)!fail(&j->cx, ERR_TOO_BIG, _("This is too large to be sent here."));
        return refuse_with(j, ERR_TOO_BIG, 413);
    }
    return true;
}

bool job_open(struct web_job *j, str method)
{
    j->state = JOB_READING;
    int status = target_ok(j->target) ? framing_status(j) : 400;
    if (status)
        return refuse_with(j, ERR_INVALID, status);
    read_target(j);
    read_wishes(j);
    bool known = read_method(j, method);
    j->rq.route = routes_find(j->web->routes, j->rq.method, j->rq.path, &j->allowed);
    if (!known) {
        j->rq.route = NULL;
        return refuse_with(j, ERR_NOT_FOUND, j->allowed ? 405 : 404);
    }
    unsigned flags = j->rq.route ? j->rq.route->flags : 0;
    j->blind = flags & ROUTE_CACHE || (flags & ROUTE_VISITORS && is_visitor(j));
    if (j->rq.route && route_params(j->mem, j->rq.route, j->rq.path, &j->params))
        j->refused = ERR_NOT_FOUND;
    return admit_body(j);
}

void job_feed(struct web_job *j, const char *at, size_t len)
{
    j->received += len;
    if (j->refused)
        return;
    if (j->received > j->body_max)
        j->refused = fail(&j->cx, ERR_TOO_BIG, _("This is too large to be sent here."));
    else if (j->body_kind == BODY_PARTS)
        j->refused = multipart_feed(j->parts, at, len);
    else if (j->body_kind == BODY_FILE)
        j->refused = uploads_write(j, at, len);
    else
        buf_add(&j->body, at, len);
}

bool job_cut(const struct web_job *j)
{
    return j->received > j->body_max + BODY_GRACE_MAX;
}

static enum err body_end(struct web_job *j)
{
    switch (j->body_kind) {
    case BODY_FORM:
        return form_decode(j->mem, buf_done(&j->body), FORM_FIELDS_MAX, &j->fields);
    case BODY_PARTS:
        return multipart_end(j->parts);
    case BODY_FILE:
        return uploads_close(j);
    case BODY_TEXT:
        return utf8_ok(buf_done(&j->body)) ? fields_from_json(j) : ERR_INVALID;
    default:
        return OK;
    }
}

void job_end_body(struct web_job *j)
{
    if (!j->refused)
        j->refused = body_end(j);
    if (j->refused == ERR_INVALID && !j->cx.failure.text.len)
        j->refused =
            fail(&j->cx, ERR_INVALID, _("What was sent arrived damaged. Please try again."));
    if (j->refused == ERR_TOO_BIG && !j->cx.failure.text.len)
        j->refused = fail(&j->cx, ERR_TOO_BIG, _("This is too much for one form."));
}
