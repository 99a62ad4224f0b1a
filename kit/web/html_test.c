#include "kit/test/test.h"
#include "kit/web/html.h"
#include "kit/web/html_test_page.h"

static struct buf out;

static struct html *page(struct ctx *cx, enum lang lang)
{
    struct html *h = NEW(cx->mem, struct html);
    cx->lang = lang;
    out = buf_new(cx->mem, 65536);
    *h = (struct html){.out = &out, .cx = cx};
    return h;
}

static bool wrote(const char *want)
{
    bool same = str_is(buf_done(&out), want);
    if (!same)
        fprintf(stderr, "wrote %.*s\n want %s\n", STR_ARG(buf_done(&out)), want);
    return same;
}

TEST(text_and_attributes_are_escaped_and_nothing_else_is_touched)
{
    html_test_page_text(page(cx, LANG_ZH), S("a<b>\"c\"'d'&e \xe9\x82\xbb"));
    CHECK(wrote("<p title=\"a&lt;b&gt;&quot;c&quot;&#39;d&#39;&amp;e \xe9\x82\xbb\">"
                "a&lt;b&gt;&quot;c&quot;&#39;d&#39;&amp;e \xe9\x82\xbb</p>\n"));
    html_test_page_text(page(cx, LANG_ZH), STR_NONE);
    CHECK(wrote("<p title=\"\"></p>\n"));
}

TEST(a_piece_of_an_address_cannot_leave_its_piece)
{
    html_test_page_link(page(cx, LANG_ZH), S("../a?b=c&d#\"\xe9"), -7);
    CHECK(wrote("<a href=\"/c/..%2Fa%3Fb%3Dc%26d%23%22%E9/cases/-7?q="
                "..%2Fa%3Fb%3Dc%26d%23%22%E9\">-7</a>\n"));
}

TEST(links_keep_the_language_of_the_page)
{
    html_test_page_link(page(cx, LANG_EN), S("hzy"), 1);
    CHECK(wrote("<a href=\"/en/c/hzy/cases/1?q=hzy\">1</a>\n"));
    html_test_page_whole(page(cx, LANG_EN), S("/c/a\"b"));
    CHECK(wrote("<a href=\"/en/c/a&quot;b\" data-as=\"%2Fc%2Fa%22b\"></a>"
                "<img src=\"/c/a&quot;b\"><a href=\"#\"></a>\n"));
}

TEST(a_whole_address_leads_nowhere_it_should_not)
{
    static const char *const bad[] = {
        "//evil.example/", "/\\evil.example", "javascript:alert(1)", "", "c/hzy", "/a b", "/a\nb"};
    for (size_t i = 0; i < COUNT(bad); i++) {
        html_test_page_whole(page(cx, LANG_ZH), str_of(bad[i]));
        CHECK(str_find(buf_done(&out), S("<a href=\"#\" data")) == 0);
        CHECK(str_find(buf_done(&out), S("<img src=\"#\"><a href=\"#\">")) != SIZE_MAX);
    }
    html_test_page_whole(page(cx, LANG_ZH), S("https://example.org/?a=1&b=2"));
    CHECK(wrote("<a href=\"#\" data-as=\"https%3A%2F%2Fexample.org%2F%3Fa%3D1%26b%3D2\"></a>"
                "<img src=\"#\"><a href=\"https://example.org/?a=1&amp;b=2\"></a>\n"));
}

TEST(blocks_leave_no_blank_lines_and_branches_are_c)
{
    html_test_page_blocks(page(cx, LANG_ZH), 3);
    CHECK(wrote("<ul>\n<li >first</li>\n<li class=\"odd\">odd</li>\n<li >even</li>\n</ul>\n"));
}
