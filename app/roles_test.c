/* roles_test: every route of the program, as nobody and as each shipped role: whoever lacks the
 * act does not get past the gate. */
#include "app/app.h"
#include "civic/people/signin.h"
#include "kit/test/test.h"

#define COUNTY 532503
#define SCOPE  532503000000000

static const char *const free_acts[] = {ACT_PUBLIC, ACT_TOKEN, ACT_SIGNED_IN, ACT_DEMO, ACT_LOCAL};

static bool is_free(const char *act)
{
    for (size_t i = 0; i < COUNT(free_acts); i++)
        if (str_is(str_of(act), free_acts[i]))
            return true;
    return false;
}

static bool has_act(const struct role *r, const char *act)
{
    str rest = r->acts;
    while (rest.len) {
        str word = str_cut(&rest, ' ');
        if (str_ends(word, S("@org")))
            word.len -= 4;
        if (str_is(word, act))
            return true;
    }
    return false;
}

static enum err put_org(struct ctx *cx, void *arg)
{
    return org_put(cx, arg);
}

static str signed_in(struct ctx *cx, const struct role *role)
{
    struct account_new a = {.county = COUNTY,
                            .login = str_fmt(cx->mem, "r-%.*s", STR_ARG(role->role)),
                            .name = S("A"),
                            .password = S("linli-test"),
                            .waived = true};
    struct post_new p = {.county = COUNTY, .org = 7, .scope = SCOPE, .role = role->role};
    struct session s = {.kind = SESSION_STAFF, .county = COUNTY, .epoch = 1};
    str password, token = seal_token(cx->mem);
    int64_t post;
    CHECK_OK(account_add(cx, &a, &password, &s.account));
    p.account = s.account;
    CHECK_OK(post_give(cx, &p, &post));
    CHECK_OK(session_open(cx, &s, token));
    return token;
}

/* ":c" and the like become words that name nothing. */
static const char *address(struct ctx *cx, const char *pattern)
{
    char *z = str_z(cx->mem, str_of(pattern));
    for (char *c = z; *c; c++)
        if (*c == ':')
            *c = 'x';
    return z;
}

static int ask(struct ctx *cx, const struct web_options *o, const struct route *r, str token)
{
    static const char *const methods[METHODS] = {"GET", "POST", "PUT"};
    struct web_answer a;
    struct arena *own = arena_new();
    str cookie = str_fmt(own, "linli=%.*s", STR_ARG(token));
    CHECK_OK(web_call(o, own, methods[r->method], address(cx, r->pattern), cookie.at,
                      r->method == GET ? STR_NONE : S("_key=0123456789abcdef"), &a));
    arena_free(own);
    return a.status;
}

static void hold(struct ctx *cx, const struct web_options *o, const struct route *r,
                 const struct role *roles, const str *tokens, int n)
{
    if (is_free(r->act) || r->flags & (ROUTE_STREAM | ROUTE_NO_CSRF))
        return;
    CHECK_INT(ask(cx, o, r, STR_NONE), 401);
    for (int i = 0; i < n; i++) {
        int status = ask(cx, o, r, tokens[i]);
        if (r->flags & ROUTE_BEARER)
            CHECK_INT(status, 401); /* a person's cookie is nobody there */
        else if (!has_act(&roles[i], r->act))
            CHECK_INT(status, 403);
        else if (r->method == GET)
            CHECK(status != 401 && status != 403 && status < 500);
    }
}

TEST(no_role_gets_past_the_gate_of_a_route_whose_act_it_lacks)
{
    struct role roles[64];
    str tokens[64], why = STR_NONE;
    int n = 0;
    struct org o = {.county = COUNTY,
                    .id = 7,
                    .name = S("Office"),
                    .code = S("office"),
                    .kind = ORG_DEPARTMENT,
                    .place = SCOPE,
                    .scope = SCOPE};
    struct web_options w = {
        .db = cx->db, .seal = cx->seal, .gate = &people_gate, .routes = app_routes(cx->mem)};
    CHECK_OK(app_load_roles(cx, &why));
    CHECK_OK(role_list(cx, roles, COUNT(roles), &n));
    CHECK_OK(db_write(cx, put_org, &o));
    for (int i = 0; i < n; i++)
        tokens[i] = signed_in(cx, &roles[i]);
    CHECK(n >= 10);
    for (const struct route *const *t = w.routes; *t; t++)
        for (const struct route *r = *t; r->pattern; r++)
            hold(cx, &w, r, roles, tokens, n);
}

/* What house and law ask: no shipped role holds two of the four hands. */
TEST(shipped_roles_keep_the_administrators_apart)
{
    struct role roles[64];
    int n = 0, seen[ACT_CLASS_BUSINESS + 1] = {0};
    str why = STR_NONE;
    CHECK_OK(app_load_roles(cx, &why));
    CHECK_OK(role_list(cx, roles, COUNT(roles), &n));
    for (int i = 0; i < n; i++) {
        str rest = str_trim(roles[i].acts);
        enum act_class first = people_act_class(rest);
        seen[first]++;
        CHECK(first == ACT_CLASS_BUSINESS || roles[i].factor);
        while (rest.len)
            CHECK_INT(people_act_class(str_cut(&rest, ' ')), first);
    }
    for (size_t i = 0; i < COUNT(seen); i++)
        CHECK(seen[i] > 0);
}
