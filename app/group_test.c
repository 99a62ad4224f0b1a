/* group_test: reports that come out of chat groups, and what their people are told. */
#include "app/app.h"
#include "app/demo.h"
#include "app/test_demo.h"
#include "civic/frame/picture.h"
#include "civic/people/signin.h"
#include "kit/test/test.h"
#include "rooms/cases/group.h"

#define COUNTY    532503
#define COMMUNITY 532503001008000
#define LAMP      "facility-0118"
#define GROUP     "Hall 3"

static void begin(struct ctx *cx)
{
    str why = STR_NONE;
    CHECK_OK(demo_load(cx, 0, &why));
    demo_be(cx, "clerk");
}

static struct casefile say_in_group(struct ctx *cx, const char *code)
{
    struct cases_report in = {.county = COUNTY,
                              .community = COMMUNITY,
                              .code = str_of(code),
                              .source = "wechat",
                              .body = S("dark for three days"),
                              .name = S("Zhang Ming"),
                              .group = S(GROUP)};
    struct cases_receipt out;
    struct matter m;
    struct casefile c;
    CHECK_OK(cases_open(cx, &in, &out));
    CHECK_OK(matters_load(cx, COUNTY, out.id, &m));
    CHECK_OK(cases_load(cx, &m, &c));
    return c;
}

static bool holds(str text, const char *words)
{
    return str_find(text, str_of(words)) != SIZE_MAX;
}

static struct group_line only(struct ctx *cx)
{
    struct group_line *lines;
    int n = 0;
    CHECK_OK(group_list(cx, &lines, &n));
    CHECK_INT(n, 1);
    return lines[0];
}

static void step(struct ctx *cx, struct casefile *c, const char *login, const char *name,
                 struct matters_input in)
{
    demo_be(cx, login);
    struct cases_move move = {.move = name, .seen = c->m.row_ver, .in = in, .say = in.text};
    CHECK_OK(cases_move(cx, c, &move));
}

TEST(who_spoke_in_a_group_is_sealed_and_stands_in_no_reply)
{
    begin(cx);
    struct casefile c = say_in_group(cx, LAMP);
    struct person p;
    CHECK_OK(person_find(cx, COUNTY, c.contact, &p));
    CHECK_STR(p.name, "Zhang Ming");
    CHECK(!holds(c.body, "Zhang") && !holds(c.m.title, "Zhang"));
    struct group_line l = only(cx);
    CHECK(l.waits);
    CHECK_STR(l.group, GROUP);
    CHECK(holds(l.reply, c.m.number.at) && !holds(l.reply, "Zhang") && !holds(l.reply, "dark"));
    CHECK(!holds(l.reply, "http") && !holds(l.reply, "/"));
}

TEST(a_group_is_told_again_when_something_changed_and_for_the_last_time_at_the_end)
{
    begin(cx);
    struct casefile c = say_in_group(cx, LAMP);
    struct group_line l = only(cx);
    CHECK_OK(group_told(cx, &l.c, l.seen));
    CHECK_ERR(group_told(cx, &l.c, l.seen), ERR_CONFLICT); /* two at once */
    CHECK(!only(cx).waits);
    step(cx, &c, "duty", "accept", (struct matters_input){.photos = 0});
    CHECK(!only(cx).waits); /* residents are shown the same */
    step(cx, &c, "duty", "file", (struct matters_input){.photos = 0});
    demo_be(cx, "clerk");
    l = only(cx);
    CHECK(l.waits);
    step(cx, &c, "duty", "void", (struct matters_input){.reason = S("false_report")});
    demo_be(cx, "clerk");
    l = only(cx);
    CHECK(l.waits);
    CHECK_OK(group_told(cx, &l.c, l.seen));
    struct group_line *lines;
    int n = 0;
    CHECK_OK(group_list(cx, &lines, &n));
    CHECK_INT(n, 0);
}

TEST(of_what_is_sensitive_a_group_learns_nothing_but_the_number)
{
    begin(cx);
    struct casefile c = say_in_group(cx, "event-2102");
    CHECK(c.m.flags & MATTERS_SENSITIVE);
    demo_be(cx, "secretary");
    struct group_line l = only(cx);
    CHECK(holds(l.reply, c.m.number.at));
    CHECK(!holds(l.reply, cases_category_plain(&c.category, cx->lang).at));
    CHECK_OK(group_told(cx, &l.c, l.seen));
    int n = 0;
    struct group_line *lines;
    CHECK_OK(group_list(cx, &lines, &n));
    CHECK_INT(n, 0);
}

TEST(groups_of_another_town_are_nobody_elses)
{
    begin(cx);
    struct casefile c = say_in_group(cx, LAMP);
    struct group_line *lines;
    int n = 0;
    demo_be(cx, "town-mingjiu");
    CHECK_OK(group_list(cx, &lines, &n));
    CHECK_INT(n, 0);
    CHECK_ERR(group_told(cx, &c, 1), ERR_NOT_FOUND);
}

/* ---- from the share menu -------------------------------------------------- */

struct phone {
    struct ctx *cx;
    struct web_options o;
    struct web_gate gate;
    struct web_answer a;
    str cookie;
};

static struct phone sign_in(struct ctx *cx, const char *login)
{
    struct phone v = {.cx = cx};
    struct account a;
    str token = seal_token(cx->mem), why = STR_NONE;
    CHECK_OK(demo_load(cx, 0, &why));
    CHECK_OK(account_find_login(cx, str_of(login), &a));
    struct session s = {.kind = SESSION_STAFF, .county = COUNTY, .account = a.id, .epoch = 1};
    CHECK_OK(session_open(cx, &s, token));
    v.cookie = str_fmt(cx->mem, "Cookie: " COOKIE_SESSION "=%.*s", STR_ARG(token));
    cx->posts = NULL;
    return v;
}

static int share(struct phone *v, const char *headers)
{
    v->o = demo_site(v->cx, &v->gate);
    str all = str_fmt(v->cx->mem, "%.*s%s", STR_ARG(v->cookie), headers);
    CHECK_OK(web_ask(&v->o, v->cx->mem, "POST", "/field/shared", all,
                     S("text=Zhang%202026-11-30%209:12%0Athe%20lamp%20is%20dark"), &v->a));
    return v->a.status;
}

TEST(what_a_phone_shares_becomes_a_draft_and_another_sites_form_does_not)
{
    struct phone v = sign_in(cx, "grid1");
    CHECK_INT(share(&v, "\nOrigin: null\nSec-Fetch-Site: none"), 200);
    CHECK(holds(v.a.body, "the lamp is dark") && holds(v.a.body, "value=\"Zhang\""));
    CHECK_INT(share(&v, "\nOrigin: https://elsewhere.example"), 403);
    CHECK_INT(share(&v, "\nOrigin: null\nSec-Fetch-Site: cross-site"), 403);
    v.cookie = S("Accept: text/html");
    CHECK_INT(share(&v, "\nOrigin: null"), 401);
}

/* ---- the long picture ------------------------------------------------------ */

static int picture(struct ctx *cx, const struct casefile *c)
{
    struct web_gate gate;
    struct web_options o = demo_site(cx, &gate);
    struct web_answer a;
    str url = str_fmt(cx->mem, "/c/hzy/cases/%.*s/picture.png", STR_ARG(c->m.number));
    CHECK_OK(web_call(&o, cx->mem, "GET", url.at, NULL, STR_NONE, &a));
    if (a.status == 200)
        CHECK(a.body.len > 8 && memcmp(a.body.at, "\x89PNG\r\n\x1a\n", 8) == 0);
    return a.status;
}

TEST(a_long_picture_is_of_what_was_released_and_of_nothing_else)
{
    begin(cx);
    struct casefile c = say_in_group(cx, LAMP);
    CHECK_INT(picture(cx, &c), 404);
    demo_be(cx, "clerk");
    CHECK_OK(cases_release(cx, &c, S("a lamp is dark"), true));
    CHECK_INT(picture(cx, &c), 200);
}

static int height(str png) /* of its header: 16 bytes behind the signature */
{
    const unsigned char *b = (const unsigned char *)png.at;
    return b[20] << 24 | b[21] << 16 | b[22] << 8 | b[23];
}

TEST(a_long_picture_is_as_long_as_its_words)
{
    struct buf words = buf_new(cx->mem, 20000);
    struct frame_picture p = {.head = S("Hall"), .title = S("Lamp"), .text = S("It shines.")};
    str one, much, more;
    CHECK_OK(frame_draw_picture(cx, &p, &one));
    for (int i = 0; i < 400; i++)
        buf_z(&words, "word ");
    p.text = buf_done(&words);
    CHECK_OK(frame_draw_picture(cx, &p, &much));
    CHECK(height(much) > height(one) + 1000);
    for (int i = 0; i < 2000; i++)
        buf_z(&words, "word ");
    p.text = buf_done(&words);
    CHECK_OK(frame_draw_picture(cx, &p, &more));
    CHECK_INT(height(more), height(much)); /* it ends */
}
