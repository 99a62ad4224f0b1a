/* call.c: requests without a socket, by the same jobs and the same dispatcher: the in-process
 * client of tests, and a handler that does what somebody wrote elsewhere. */
#include "kit/web/job.h"

static void add_headers(struct web_job *j, str lines)
{
    while (lines.len) {
        str value = str_trim(str_cut(&lines, '\n'));
        str name = str_trim(str_cut(&value, ':'));
        if (name.len)
            job_header(j, name, str_trim(value));
    }
}

/* A body that opens like a multipart body or like JSON is sent as such. */
static str type_of(struct arena *mem, str body)
{
    if (str_starts(body, S("--"))) {
        str rest = {body.at + 2, body.len - 2};
        str boundary = str_trim(str_cut(&rest, '\n'));
        return str_fmt(mem, "multipart/form-data; boundary=%.*s", STR_ARG(boundary));
    }
    if (str_starts(body, S("{")) || str_starts(body, S("[")))
        return S("application/json");
    return S("application/x-www-form-urlencoded");
}

static void add_body_headers(struct web_job *j, str body)
{
    if (!body.len)
        return;
    if (!pairs_find_header(&j->headers, S("Content-Type")))
        job_header(j, S("Content-Type"), type_of(j->mem, body));
    if (!pairs_find_header(&j->headers, S("Content-Length")))
        job_header(j, S("Content-Length"), str_fmt(j->mem, "%zu", body.len));
}

static str read_file(struct arena *mem, const struct answer *a)
{
    char *at = arena_alloc(mem, (size_t)a->fd_len + 1);
    ssize_t n = pread(a->fd, at, (size_t)a->fd_len, a->fd_at);
    return (str){at, n < 0 ? 0 : (size_t)n};
}

static void keep(struct arena *mem, const struct web_job *j, struct web_answer *out)
{
    const struct answer *a = &j->answer;
    struct buf cookies = buf_new(mem, 65536), headers = buf_new(mem, 65536);
    *out = (struct web_answer){.status = a->status, .type = str_keep(mem, a->type)};
    out->location = str_keep(mem, a->location);
    out->body = a->fd >= 0 ? read_file(mem, a) : str_keep(mem, a->body);
    if (j->head)
        out->body = S("");
    for (size_t i = 0; i < a->headers.n; i++) {
        const struct pair *h = &a->headers.at[i];
        if (str_is(h->name, "Set-Cookie"))
            buf_fmt(&cookies, "%.*s\n", STR_ARG(h->value));
        else
            buf_fmt(&headers, "%.*s: %.*s\n", STR_ARG(h->name), STR_ARG(h->value));
    }
    out->cookies = buf_done(&cookies);
    out->headers = buf_done(&headers);
}

static void serve(struct web_job *j, const char *method, str body)
{
    if (!job_open(j, str_of(method)))
        return;
    for (size_t i = 0, n; i < body.len; i += n) {
        n = body.len - i < 4096 ? body.len - i : 4096;
        job_feed(j, body.at + i, n);
    }
    job_end_body(j);
    job_run(j);
    if (j->stream)
        stream_close(j->stream);
}

enum err web_ask(const struct web_options *o, struct arena *mem, const char *method,
                 const char *url, str headers, str body, struct web_answer *out)
{
    struct web w;
    str why = S("");
    enum err e = web_init(&w, o, mem, &why);
    if (e)
        return e;
    struct web_job *j = job_new(&w, str_of(url));
    j->local = true;
    j->rq.client = S("127.0.0.1");
    add_headers(j, headers);
    if (!pairs_find_header(&j->headers, S("Host")))
        job_header(j, S("Host"), S("localhost"));
    add_body_headers(j, body);
    serve(j, method, body);
    keep(mem, j, out);
    job_free(j);
    web_done(&w);
    return OK;
}

/* The outer request came from a browser and was judged: this one comes from us. */
enum err web_within(struct req *rq, const char *method, const char *url, str headers, str body,
                    struct web_answer *out)
{
    struct web_job *j = job_new(rq->job->web, str_of(url));
    j->within = true;
    j->rq.client = rq->client;
    add_headers(j, headers);
    job_header(j, S("Host"), web_header(rq, "Host"));
    add_body_headers(j, body);
    serve(j, method, body);
    keep(rq->cx->mem, j, out);
    job_free(j);
    return OK;
}

enum err web_call(const struct web_options *o, struct arena *mem, const char *method,
                  const char *url, const char *cookie, str form, struct web_answer *out)
{
    str headers = cookie ? str_fmt(mem, "Cookie: %s", cookie) : S("");
    return web_ask(o, mem, method, url, headers, form, out);
}

static str hidden(str page, str name)
{
    size_t at = str_find(page, name);
    if (at == SIZE_MAX)
        return S("");
    str rest = {page.at + at + name.len, page.len - at - name.len};
    return str_cut(&rest, '"');
}

str web_keys_of(struct arena *mem, str page)
{
    str key = hidden(page, S("name=\"_key\" value=\""));
    str csrf = hidden(page, S("name=\"_csrf\" value=\""));
    return str_fmt(mem, "_key=%.*s&_csrf=%.*s", STR_ARG(key), STR_ARG(csrf));
}
