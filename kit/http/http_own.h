/* http_own: inside kit/http only. */
#pragma once
#include "kit/http/http.h"

#include <curl/curl.h>

struct call { /* lives on the stack of the thread that waits for it */
    CURL *easy;
    struct curl_slist *list;
    struct buf body;
    str send; /* mail: what is left to send */
    bool near, denied, done;
    CURLcode code;
    char text[CURL_ERROR_SIZE];
    struct call *next;
};
struct http;
const struct http_options *http_options_of(const struct http *h);
CURL *http_easy(struct http *h, struct call *c, int64_t timeout_ms); /* with the common settings */
void http_run(struct http *h, struct call *c);                       /* returns when it is done */
void http_call_done(struct call *c);
