/* chat_test.c: chats as WeChat copies them, on a computer and on a phone. */
#include "kit/test/test.h"
#include "rooms/cases/chat.h"

#define ZHANG "\u5f20\u4e09" /* 张三 */
#define LI    "\u674e\u56db"

static struct chat *said(struct ctx *cx, const char *text)
{
    struct chat *c = NEW(cx->mem, struct chat);
    chat_read(cx->mem, str_of(text), c);
    return c;
}

TEST(a_chat_copied_on_a_computer_comes_apart_into_who_and_what)
{
    struct chat *c =
        said(cx, ZHANG " 2026/11/30 9:12\r\nthe lamp is dark\r\nsince Monday\r\n\r\n" LI
                       " 2026/11/30 9:15:02\r\n@" ZHANG "\u2005mine too\r\n[\u56fe\u7247]\r\n");
    CHECK_INT(c->n, 3);
    CHECK_STR(c->at[1].who, ZHANG);
    CHECK_STR(c->at[1].text, "since Monday");
    CHECK_STR(c->at[2].who, LI);
    CHECK_INT(c->n_names, 2);
    CHECK_STR(chat_body(cx->mem, c), "the lamp is dark\nsince Monday\nmine too");
}

TEST(a_chat_kept_on_a_phone_has_the_day_above_and_times_alone)
{
    struct chat *c = said(cx, "\u2014\u2014\u2014  2026-11-30  \u2014\u2014\u2014\n\n" ZHANG
                              "  09:12\n\nthe lamp is dark\n\n" LI " \u4e0b\u53483:20\nmine too\n");
    CHECK_INT(c->n, 2);
    CHECK_STR(c->at[0].who, ZHANG);
    CHECK_STR(c->at[1].who, LI);
    CHECK_STR(chat_body(cx->mem, c), "the lamp is dark\nmine too");
}

TEST(what_people_write_is_not_taken_for_a_heading)
{
    struct chat *c = said(cx, ZHANG " 11-30 09:12\nwe meet tomorrow 9:00\nplace:\nthe hall\n");
    CHECK_INT(c->n, 3);
    CHECK_INT(c->n_names, 1);
    CHECK_STR(c->at[1].text, "place:");
    c = said(cx, "the lamp is dark at 9:00"); /* the only line there is */
    CHECK_INT(c->n, 1);
    CHECK_INT(c->n_names, 0);
    CHECK_STR(chat_body(cx->mem, c), "the lamp is dark at 9:00");
    c = said(cx, ZHANG "\uff1a\nthe lamp is dark");
    CHECK_STR(c->at[0].who, ZHANG);
}

TEST(a_chat_of_more_lines_than_a_draft_takes_ends_there)
{
    struct buf b = buf_new(cx->mem, 10000);
    for (int i = 0; i < CHAT_LINES_MAX + 20; i++)
        buf_fmt(&b, "%d\n", i);
    struct chat *c = NEW(cx->mem, struct chat);
    chat_read(cx->mem, buf_done(&b), c);
    CHECK_INT(c->n, CHAT_LINES_MAX);
}
