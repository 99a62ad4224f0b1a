/* call.c: one HTTP call, with its redirects. They are followed here and not by libcurl, so that
 * every step is asked anew where it may lead. */
#include "kit/http/http_own.h"

#define REDIRECTS_MOST 3

static void set_headers(struct call *c, const struct http_ask *q)
{
    for (const char *const *h = q->headers; h && *h; h++) {
        struct curl_slist *longer = curl_slist_append(c->list, *h);
        if (!longer)
            abort();
        c->list = longer;
    }
    curl_easy_setopt(c->easy, CURLOPT_HTTPHEADER, c->list);
}

static void set_body(struct call *c, const struct http_ask *q)
{
    if (q->body.len || (q->method && strcmp(q->method, "POST") == 0)) {
        curl_easy_setopt(c->easy, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)q->body.len);
        curl_easy_setopt(c->easy, CURLOPT_POSTFIELDS, q->body.len ? q->body.at : "");
    }
    if (q->method)
        curl_easy_setopt(c->easy, CURLOPT_CUSTOMREQUEST, q->method);
}

static enum err outcome(const struct call *c, str *why, struct arena *mem)
{
    if (c->code == CURLE_OK)
        return OK;
    *why = str_of(curl_easy_strerror(c->code));
    if (c->denied) {
        *why = S("leads to a private address");
        return ERR_DENIED;
    }
    if (c->body.over) {
        *why = S("the answer is too large");
        return ERR_TOO_BIG;
    }
    (void)mem;
    return c->code == CURLE_UNSUPPORTED_PROTOCOL || c->code == CURLE_URL_MALFORMAT ? ERR_DENIED
                                                                                   : ERR_BUSY;
}

/* One step. *next is where a redirect leads, or empty. */
static enum err step(struct http *h, const struct http_ask *q, struct http_answer *out, str *next,
                     str *why, struct arena *mem)
{
    struct call c = {.near = q->near, .body = buf_new(mem, q->most ? q->most : 1 << 20)};
    CURL *e = http_easy(h, &c, q->timeout_ms ? q->timeout_ms : 15000);
    curl_easy_setopt(e, CURLOPT_URL, q->url);
    curl_easy_setopt(e, CURLOPT_PROTOCOLS_STR, "http,https");
    set_headers(&c, q);
    set_body(&c, q);
    http_run(h, &c);
    enum err err = outcome(&c, why, mem);
    if (!err) {
        long status = 0;
        const char *type = NULL, *to = NULL;
        curl_easy_getinfo(e, CURLINFO_RESPONSE_CODE, &status);
        curl_easy_getinfo(e, CURLINFO_CONTENT_TYPE, &type);
        curl_easy_getinfo(e, CURLINFO_REDIRECT_URL, &to);
        *out = (struct http_answer){(int)status, str_keep(mem, str_of(type)), buf_done(&c.body)};
        *next = str_keep(mem, str_of(to));
    }
    http_call_done(&c);
    return err;
}

enum err http_call(struct http *h, const struct http_ask *q, struct http_answer *out, str *why,
                   struct arena *mem)
{
    struct http_ask now = *q;
    struct http_answer a;
    str next = STR_NONE;
    enum err e = step(h, &now, &a, &next, why, mem);
    for (int i = 0; !e && q->follow && next.len; i++) {
        if (i == REDIRECTS_MOST || q->body.len || q->method) {
            *why = S("too many redirects");
            return ERR_DENIED;
        }
        now.url = str_z(mem, next);
        now.near = http_options_of(h)->near_redirects;
        now.headers = NULL; /* they may hold a key meant for the first server */
        e = step(h, &now, &a, &next, why, mem);
    }
    if (!e)
        *out = a;
    return e;
}
