/* mail_test.c: mail through a real server (exim, a throw-away instance on loopback), and how a
 * message is written. */
#include "kit/http/http.h"
#include "kit/http/mail_server.h"
#include "kit/test/test.h"

static struct http_mail message(const char *url)
{
    return (struct http_mail){.url = url,
                              .from = S("no-reply@linli.example"),
                              .from_name = S("\xe9\x82\xbb\xe9\x87\x8c"),
                              .to = S("resident@mail.test"),
                              .subject = S("HZY-26-00123"),
                              .text = S("Line one\n.\n.two\nand the end\n"),
                              .id = S("n1"),
                              .sent_ms = TEST_NOW};
}

TEST(mail_arrives_through_a_real_server_unchanged)
{
    struct mail_server s;
    CHECK(mail_server_start(&s, cx->mem)); /* exim4, which script/bootstrap installs */
    struct http *h = NULL;
    str why = STR_NONE;
    CHECK_OK(http_start(&(struct http_options){0}, &h, &why, cx->mem));
    struct http_mail m = message(s.url);
    CHECK_OK(http_mail(h, &m, &why, cx->mem));
    str box = mail_server_box(&s, "To: <resident@mail.test>", cx->mem);
    CHECK(str_find(box, S("Subject: HZY-26-00123\n")) != SIZE_MAX);
    CHECK(str_find(box, S("Date: Mon, 2 Mar 2026 09:00:00 +0800\n")) != SIZE_MAX);
    CHECK(str_find(box, S("From: =?UTF-8?B?6YK76YeM?= <no-reply@linli.example>\n")) != SIZE_MAX);
    CHECK(str_find(box, S("\n\nTGluZSBvbmUKLgoudHdvCmFuZCB0aGUgZW5kCg==\n")) != SIZE_MAX);
    m.to = S("nobody-here@refused.test");
    CHECK_ERR(http_mail(h, &m, &why, cx->mem), ERR_INVALID); /* 550 */
    CHECK(str_find(why, S("(550)")) != SIZE_MAX);
    http_stop(h);
    mail_server_stop(&s);
    struct http *again = NULL;
    CHECK_OK(http_start(&(struct http_options){0}, &again, &why, cx->mem));
    m.to = S("resident@mail.test");
    CHECK_ERR(http_mail(again, &m, &why, cx->mem), ERR_BUSY); /* nobody listens any more */
    http_stop(again);
}

TEST(mail_addresses_cannot_carry_headers)
{
    static const char *const bad[] = {
        "",         "a",    "a@b",      "@b.cn", "a@b.cn\r\nBcc: x", "a b@c.d",       "a@b@c.d",
        "<a@b.cn>", "a@.b", "-oX@b.cn", "a@b.",  "\"a\"@b.cn",       "a@b.cn, c@d.cn"};
    static const char *const good[] = {"a@b.cn", "first.last+tag@mail.example.org",
                                       "13800000001@139.com"};
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(!http_is_mail_address(str_of(bad[i])));
    for (size_t i = 0; i < COUNT(good); i++)
        CHECK(http_is_mail_address(str_of(good[i])));
}

TEST(long_chinese_subject_is_cut_into_words_that_each_decode)
{
    struct http_mail m = message("smtp://x");
    struct buf long_one = buf_new(cx->mem, 1000);
    for (int i = 0; i < 40; i++)
        buf_z(&long_one, "\xe9\x82\xbb");
    m.subject = buf_done(&long_one);
    str text = http_mail_text(&m, cx->mem);
    size_t from = str_find(text, S("Subject: "));
    CHECK(from != SIZE_MAX);
    str rest = {text.at + from, text.len - from};
    for (int i = 0; i < 3; i++) { /* 120 bytes: words of 42, 42, 36 */
        str line = str_cut(&rest, '\n');
        CHECK(line.len <= 85 && str_find(line, S("=?UTF-8?B?6YK7")) != SIZE_MAX);
        CHECK(str_ends(line, S("?=\r")));
    }
}
