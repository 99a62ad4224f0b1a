/* test_admin: an administrator at a browser, for the tests of rooms/admin. */
#pragma once
#include "kit/test/test.h"
#include "kit/web/web.h"

#define TEST_COUNTY 532503
#define TEST_SCOPE  532503000000000

struct test_browser {
    struct ctx *cx;
    struct web_options o;
    const struct route *tables[2];
    str token;
    struct web_answer a;
};

struct test_browser test_browser_of(struct ctx *cx);
void test_ask(struct test_browser *b, const char *method, const char *url, str form);
/* With the keys of the page asked for before. */
void test_submit(struct test_browser *b, const char *url, const char *fields);
bool test_shows(const struct test_browser *b, const char *words);
/* Roles sys, sec, aud and clerk, and an organisation "office". */
void test_admin_prepare(struct test_browser *b);
/* A new account named as its role, with that post at the county. */
void test_admin_sign_in(struct test_browser *b, const char *role);
