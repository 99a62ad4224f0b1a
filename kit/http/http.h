/* http: what the program says to other servers: HTTP(S) calls and mail by SMTP, by libcurl on one
 * thread of its own.
 *
 * Kept true here:
 *  - nothing waits for ever: every call has a time, at most five minutes;
 *  - nothing is read without a limit;
 *  - an address given by strangers (a call without `near`) never reaches this machine or its
 *    neighbours: each address that a name resolves to is looked at when it is connected to, also
 *    after a redirect, so a name that changes its mind gains nothing;
 *  - a redirect is followed only where asked for, three times at most, for GET only, and leads
 *    near only if the program was configured so;
 *  - certificates are checked; settings of the environment (proxies) are not heard.
 * Calls block the calling thread: they belong into jobs, never into a handler or a transaction.
 */
#pragma once
#include "kit/base/base.h"

struct http;
struct http_options {
    const char *proxy;   /* "http://10.0.0.1:3128" or NULL */
    bool near_redirects; /* redirects may lead to private addresses */
    const char *ca_file; /* NULL: the system's */
    const char *agent;   /* NULL: "linli" */
};
/* Starts the thread; once, by main. */
enum err http_start(const struct http_options *o, struct http **out, str *why,
                    struct arena *mem) MUST_CHECK;
/* Calls under way and all later ones end as not reached: before waiting for those who make them.
 * Both accept NULL. */
void http_abort(struct http *h);
void http_stop(struct http *h);

struct http_ask {
    const char *method;         /* NULL: GET, or POST with a body */
    const char *url;            /* http or https */
    const char *const *headers; /* "Name: value", NULL-terminated, or NULL */
    str body;
    int64_t timeout_ms; /* 0: 15 000 */
    size_t most;        /* bytes of the answer; 0: 1 MiB */
    bool follow;        /* redirects of a GET */
    bool near;          /* the operator's own configuration: may be a private address */
};
struct http_answer {
    int status;
    str type, body; /* in the arena given */
};
/* OK: an answer came, whatever its status. ERR_BUSY: not reached or too slow (try again later);
 * ERR_DENIED: a private address or a bad scheme; ERR_TOO_BIG. `why` is for operators' eyes: it
 * names no address. */
enum err http_call(struct http *h, const struct http_ask *q, struct http_answer *out, str *why,
                   struct arena *mem) MUST_CHECK;

/* May the program connect there on a stranger's word: "8.8.8.8" yes, "10.1.2.3" or "::1" no. */
bool http_is_public(const char *address);

struct http_mail {
    const char *url;             /* smtp://HOST:PORT or smtps://HOST:PORT; the operator's */
    const char *user, *password; /* or NULL */
    bool tls; /* smtp: STARTTLS must work, with a good certificate; else plain, for a relay on this
                 machine */
    str from, from_name; /* "no-reply@example.org", "Linli" */
    str to;
    str subject, text;  /* UTF-8 */
    str id;             /* unique part of Message-ID: a repeat is recognised */
    str reply_to;       /* or empty */
    str unsubscribe;    /* https address that ends such mail by one POST (RFC 8058), or empty */
    int64_t sent_ms;    /* for Date */
    int64_t timeout_ms; /* 0: 30 000 */
};
/* OK: the server took it. ERR_BUSY: not now (4xx, not reached); ERR_INVALID: never (5xx, or an
 * address that is none). */
enum err http_mail(struct http *h, const struct http_mail *m, str *why,
                   struct arena *mem) MUST_CHECK;
/* The message as sent, for tests and for the demo's outbox. */
str http_mail_text(const struct http_mail *m, struct arena *mem);
bool http_is_mail_address(str s);
