/* test_demo: what tests of the whole program begin with: the demo, the site as it is served, and
 * being one of the demo's people. */
#pragma once
#include "app/app.h"
#include "kit/web/web.h"

/* The demo of CASES cases, loaded at TEST_NOW, without files; nobody is signed in. */
void demo_begin(struct ctx *cx, int cases);
/* Everything after this is done by that account. */
void demo_be(struct ctx *cx, const char *login);
/* The gate is the caller's and has to outlive the options. */
struct web_options demo_site(struct ctx *cx, struct web_gate *gate);
/* What every process does by itself a moment after each change. */
void demo_settle(struct ctx *cx);
int64_t demo_org(struct ctx *cx, const char *code);
