/* test_people: organisations, roles and accounts for tests, made without a gate. */
#pragma once
#include "civic/people/people_own.h"
#include "kit/test/test.h"

#define T_COUNTY    532503
#define T_SCOPE     532503000000000
#define T_COMMUNITY 532503001008000

/* Roles named after their acts' list: "role,zh,en,factor,acts" lines without the heading. */
void test_roles(struct ctx *cx, const char *lines);
int64_t test_org(struct ctx *cx, const char *code, int64_t scope);
/* A staff account with password "linli-test" and one post; from the command line. */
int64_t test_staff(struct ctx *cx, const char *login, int64_t org, const char *role, int64_t scope);
/* The account acts over the web from now on. */
void test_as(struct ctx *cx, int64_t account);
