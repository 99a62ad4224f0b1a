/* Every route under every account of the demo, through the whole program but the socket. */
#include "app/app.h"
#include "app/test_demo.h"
#include "civic/frame/frame.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/test/test.h"
#include "rooms/cases/cases.h"
#include "rooms/me/me.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000

/* One of each; "" is nobody, digits are a resident. */
static const char *const whos[] = {"",       "13800000001", "admin",      "security",  "audit",
                                   "duty",   "desk12345",   "clerk",      "secretary", "grid1",
                                   "grid2",  "property",    "accountant", "leader",    "volunteer",
                                   "social", "dept-shuiwu", "owners",     NULL};

struct visitor {
    struct ctx *cx;
    const char *who;
    str cookie;
    struct web_answer a;
};

static void add_cookies(struct visitor *v)
{
    for (str lines = v->a.cookies; lines.len;) {
        str line = str_cut(&lines, '\n');
        str pair = str_trim(str_cut(&line, ';'));
        if (v->cookie.len)
            v->cookie = str_fmt(v->cx->mem, "%.*s; ", STR_ARG(v->cookie));
        v->cookie = str_fmt(v->cx->mem, "%.*s%.*s", STR_ARG(v->cookie), STR_ARG(pair));
    }
}

static void ask(struct visitor *v, const struct web_options *o, const char *method, const char *url,
                str form)
{
    CHECK_OK(web_call(o, v->cx->mem, method, url, str_z(v->cx->mem, v->cookie), form, &v->a));
}

static struct visitor enter(struct ctx *cx, const struct web_options *o, const char *who)
{
    struct visitor v = {.cx = cx, .who = who};
    if (!*who)
        return v;
    ask(&v, o, "GET", isdigit((unsigned char)*who) ? "/login" : "/staff/login", STR_NONE);
    add_cookies(&v);
    str form = str_fmt(cx->mem, "%.*s&who=%s", STR_ARG(web_keys_of(cx->mem, v.a.body)), who);
    ask(&v, o, "POST", "/dev/sign-in", form);
    add_cookies(&v);
    CHECK_INT(v.a.status, 303);
    return v;
}

/* What the account's posts grant, by the same means as the gate. */
static bool holds(struct ctx *cx, const char *who, const char *act)
{
    struct ctx as = *cx;
    struct account a;
    if (!*who || isdigit((unsigned char)*who))
        return false;
    CHECK_OK(account_find_login(cx, str_of(who), &a));
    as.county = a.county;
    as.actor = a.id;
    CHECK_OK(people_load(&as));
    return may_somewhere(&as, act);
}

/* The pattern with something real for each of its words. */
static const char *address_of(struct ctx *cx, const char *pattern, str number)
{
    const struct {
        const char *word;
        str value;
    } words[] = {{":county", S("532503")},
                 {":code", S("facility-0118")},
                 {":c", places_slug(cx, COMMUNITY)},
                 {":place", places_slug(cx, COMMUNITY)},
                 {":room", S("cases")},
                 {":no", number},
                 {":login", S("clerk")},
                 {":f", S("json")},
                 {":size", S("elder")},
                 {":token", S("532503-aaaaaaaaaaaaaaaaaaaaaaaaaa")}};
    struct buf b = buf_new(cx->mem, 512);
    for (str rest = str_of(pattern); rest.len;) {
        size_t i = 0;
        while (i < COUNT(words) && !str_starts(rest, str_of(words[i].word)))
            i++;
        if (i < COUNT(words)) {
            size_t n = strlen(words[i].word);
            buf_str(&b, words[i].value);
            rest = (str){rest.at + n, rest.len - n};
        } else if (rest.at[0] == ':') {
            buf_char(&b, 'x'); /* a word of a route this test does not know: a miss is fine */
            (void)str_cut(&rest, '/');
            if (rest.len)
                buf_char(&b, '/');
        } else {
            buf_char(&b, rest.at[0]);
            rest = (str){rest.at + 1, rest.len - 1};
        }
    }
    return str_z(cx->mem, buf_done(&b));
}

static bool is_special(const char *act)
{
    static const char *const all[] = {ACT_PUBLIC, ACT_TOKEN, ACT_SIGNED_IN, ACT_DEMO, ACT_LOCAL};
    for (size_t i = 0; i < COUNT(all); i++)
        if (strcmp(act, all[i]) == 0)
            return true;
    return false;
}

static str a_number(struct ctx *cx)
{
    struct cases_report in = {.county = COUNTY,
                              .community = COMMUNITY,
                              .code = S("facility-0118"),
                              .source = "resident",
                              .body = S("dark")};
    struct cases_receipt out;
    cx->county = COUNTY;
    CHECK_OK(cases_open(cx, &in, &out));
    cx->county = 0;
    return str_keep(cx->mem, str_of(out.number));
}

static void refuses(const struct visitor *v, const struct route *r, const char *url)
{
    int s = v->a.status;
    if (s == 401 || s == 403 || s == 404)
        return;
    fprintf(stderr, "%s as \"%s\": %d, but the act is %s\n", url, v->who, s, r->act);
    CHECK(s == 404); /* opened to somebody who does not hold its act */
}

TEST(no_route_opens_to_who_does_not_hold_its_act)
{
    static const char *const methods[METHODS] = {"GET", "POST", "PUT"};
    struct web_gate gate;
    demo_begin(cx, 0);
    struct web_options o = demo_site(cx, &gate);
    o.demo = true;
    int asked = 0, opened = 0;
    str number = a_number(cx);
    for (const char *const *who = whos; *who; who++) {
        struct visitor v = enter(cx, &o, *who);
        for (const struct room *const *room = app_rooms; *room; room++)
            for (const struct route *r = (*room)->routes; r && r->pattern; r++) {
                bool may_enter = is_special(r->act) ? strcmp(r->act, ACT_SIGNED_IN) != 0 || **who
                                                    : holds(cx, *who, r->act);
                const char *url = address_of(cx, r->pattern, number);
                if (r->flags & ROUTE_STREAM || strcmp(r->pattern, "/logout") == 0)
                    continue;
                if (may_enter && r->method != GET)
                    continue; /* what it does is its room's test */
                ask(&v, &o, methods[r->method], url, STR_NONE);
                if (may_enter)
                    opened += v.a.status == 200;
                else
                    refuses(&v, r, url);
                CHECK(v.a.status != 500);
                asked++;
            }
    }
    CHECK(asked > 500 && opened > 200); /* the matrix is not empty */
}

TEST(a_public_page_is_the_same_for_everybody)
{
    struct web_gate gate;
    demo_begin(cx, 0);
    struct web_options o = demo_site(cx, &gate);
    o.demo = true;
    int pages = 0;
    str number = a_number(cx);
    struct visitor nobody = enter(cx, &o, ""), resident = enter(cx, &o, "13800000001"),
                   staff = enter(cx, &o, "secretary");
    for (const struct room *const *room = app_rooms; *room; room++)
        for (const struct route *r = (*room)->routes; r && r->pattern; r++) {
            if (!(r->flags & ROUTE_CACHE) || r->method != GET)
                continue;
            const char *url = address_of(cx, r->pattern, number);
            ask(&nobody, &o, "GET", url, STR_NONE);
            ask(&resident, &o, "GET", url, STR_NONE);
            ask(&staff, &o, "GET", url, STR_NONE);
            pages += nobody.a.status == 200;
            CHECK(str_eq(nobody.a.body, resident.a.body) && str_eq(nobody.a.body, staff.a.body));
            CHECK(!nobody.a.cookies.len);
        }
    CHECK(pages >= 5);
}

TEST(whom_a_matter_is_about_does_not_find_it)
{
    struct web_gate gate;
    demo_begin(cx, 0);
    struct web_options o = demo_site(cx, &gate);
    o.demo = true;
    struct account about;
    CHECK_OK(account_find_login(cx, S("secretary"), &about));
    struct matters_subject subject = {.account = about.id};
    struct cases_report in = {.county = COUNTY,
                              .community = COMMUNITY,
                              .code = S("facility-0118"),
                              .source = "resident",
                              .body = S("the secretary took the lamp"),
                              .subjects = &subject,
                              .n_subjects = 1};
    struct cases_receipt out;
    cx->county = COUNTY;
    CHECK_OK(cases_open(cx, &in, &out));
    cx->county = 0;
    const char *url = str_fmt(cx->mem, "/desk/cases/%s", out.number).at;
    struct visitor subject_self = enter(cx, &o, "secretary"), other = enter(cx, &o, "duty");
    ask(&other, &o, "GET", url, STR_NONE);
    CHECK_INT(other.a.status, 200);
    ask(&subject_self, &o, "GET", url, STR_NONE);
    CHECK_INT(subject_self.a.status, 404);
    ask(&subject_self, &o, "GET", "/desk", STR_NONE);
    CHECK(str_find(subject_self.a.body, str_of(out.number)) == SIZE_MAX);
    ask(&subject_self, &o, "GET", url + strlen("/desk"), STR_NONE);
    CHECK(subject_self.a.status != 200);
}
