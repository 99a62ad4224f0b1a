/* flow_page_test: a flow is checked, compared, loaded and taken back in the browser. */
#include "civic/facts/facts.h"
#include "civic/matters/matters.h"
#include "rooms/admin/test_admin.h"

extern const str flow_data_case_small; /* made from data/flows */

static str with(struct ctx *cx, str text, const char *from, const char *to)
{
    size_t at = str_find(text, str_of(from));
    CHECK(at != SIZE_MAX);
    size_t after = at + strlen(from);
    return str_fmt(cx->mem, "%.*s%s%.*s", (int)at, text.at, to, (int)(text.len - after),
                   text.at + after);
}

static void send(struct test_browser *b, const char *wish, str text)
{
    struct buf fields = buf_new(b->cx->mem, 1 << 20);
    struct html piece = {.out = &fields, .cx = b->cx};
    buf_z(&fields, "do=");
    buf_z(&fields, wish);
    buf_z(&fields, "&text=");
    html_url_str(&piece, text);
    test_submit(b, "/admin/flows", str_z(b->cx->mem, buf_done(&fields)));
}

static int64_t current_version(struct ctx *cx)
{
    const struct flow *f;
    CHECK_OK(flow_current(cx, S("case-small"), &f));
    return f->version;
}

static void enter(struct test_browser *b)
{
    test_admin_prepare(b);
    test_admin_sign_in(b, "sys");
    test_ask(b, "GET", "/admin/new-flow", STR_NONE);
    CHECK_INT(b->a.status, 200);
}

TEST(a_pasted_flow_is_checked_and_its_findings_are_told_in_both_languages_with_lines)
{
    struct test_browser b = test_browser_of(cx);
    str good = flow_data_case_small;
    const struct flow *f;
    enter(&b);
    send(&b, "check", S(""));
    CHECK_INT(b.a.status, 422);
    send(&b, "load", with(cx, good, "\nversion: ", "\nvershun: "));
    CHECK_INT(b.a.status, 422);
    CHECK(test_shows(&b, "第6行：没有这个键: vershun") && test_shows(&b, "vershun: "));
    test_ask(&b, "GET", "/en/admin/new-flow", STR_NONE);
    str keys = web_keys_of(cx->mem, b.a.body);
    test_ask(&b, "POST", "/en/admin/flows",
             str_fmt(cx->mem, "%.*s&do=check&text=name%%3A+a%%0Akind%%3A+b%%0Aversion%%3A+1",
                     STR_ARG(keys)));
    CHECK_INT(b.a.status, 422);
    CHECK(test_shows(&b, "a flow needs: clocks"));
    CHECK_ERR(flow_current(cx, S("case-small"), &f), ERR_NOT_FOUND);
}

TEST(a_flow_is_compared_loaded_and_the_former_made_current_again)
{
    struct test_browser b = test_browser_of(cx);
    str one = flow_data_case_small, two = with(cx, one, "\nversion: 1", "\nversion: 7");
    const struct flow *f;
    struct fact facts[4];
    int n = 0;
    enter(&b);
    send(&b, "check", one);
    CHECK_INT(b.a.status, 200);
    CHECK(test_shows(&b, "检查通过") && test_shows(&b, "还没有这个名称的流程"));
    send(&b, "load", one);
    CHECK_INT(b.a.status, 303);
    CHECK_INT(current_version(cx), 1);
    CHECK_OK(flow_current(cx, S("case-small"), &f));
    test_ask(&b, "GET", "/admin/new-flow", STR_NONE);
    send(&b, "check", with(cx, two, "needs: [rating]", "needs: [rating, text]"));
    CHECK(test_shows(&b, "<code>rate</code>") && !test_shows(&b, "<code>accept</code>"));
    send(&b, "load", two);
    CHECK_INT(b.a.status, 303);
    CHECK_INT(current_version(cx), 7);
    test_ask(&b, "GET", str_fmt(cx->mem, "/admin/flows/%s", f->hash).at, STR_NONE);
    CHECK(test_shows(&b, "重新设为现行"));
    test_submit(&b, str_fmt(cx->mem, "/admin/flows/%s/current", f->hash).at, "");
    CHECK_INT(b.a.status, 303);
    CHECK_INT(current_version(cx), 1);
    CHECK_OK(facts_list(cx, TEST_COUNTY, "flow", 0, FACTS_AUDIT, 0, facts, COUNT(facts), &n));
    CHECK_INT(n, 3);
    CHECK_STR(str_of(facts[2].kind), "flow.loaded");
}

/* A form as a browser sends it with a file: the keys of the page asked for before, what was typed,
 * what was chosen. */
static void send_file(struct test_browser *b, const char *wish, str typed, str file)
{
    struct buf body = buf_new(b->cx->mem, 1 << 20);
    str keys = web_keys_of(b->cx->mem, b->a.body);
    while (keys.len) {
        str value = str_cut(&keys, '&'), name = str_cut(&value, '=');
        buf_fmt(&body, "--XX\r\nContent-Disposition: form-data; name=\"%.*s\"\r\n\r\n%.*s\r\n",
                STR_ARG(name), STR_ARG(value));
    }
    buf_fmt(&body, "--XX\r\nContent-Disposition: form-data; name=\"do\"\r\n\r\n%s\r\n", wish);
    buf_z(&body, "--XX\r\nContent-Disposition: form-data; name=\"text\"\r\n\r\n");
    buf_str(&body, typed);
    buf_z(&body, "\r\n--XX\r\nContent-Disposition: form-data; name=\"file\"; "
                 "filename=\"a.yaml\"\r\n\r\n");
    buf_str(&body, file);
    buf_z(&body, "\r\n--XX--\r\n");
    test_ask(b, "POST", "/admin/flows", buf_done(&body));
}

TEST(a_flow_file_takes_the_place_of_the_text_and_is_never_loaded_unseen)
{
    struct test_browser b = test_browser_of(cx);
    const struct flow *f;
    str marked = str_fmt(cx->mem, "\xef\xbb\xbf%.*s", STR_ARG(flow_data_case_small));
    enter(&b);
    send_file(&b, "load", S("typed before"), marked);
    CHECK_INT(b.a.status, 200);
    CHECK(test_shows(&b, "检查通过") && !test_shows(&b, "typed before"));
    CHECK(test_shows(&b, "name: case-small") && !test_shows(&b, "\xef\xbb\xbf"));
    CHECK_ERR(flow_current(cx, S("case-small"), &f), ERR_NOT_FOUND);
    send(&b, "load", flow_data_case_small);
    CHECK_INT(b.a.status, 303);
    CHECK_INT(current_version(cx), 1);
}

TEST(a_file_that_is_no_flow_is_refused_in_words_and_what_was_typed_stays)
{
    struct test_browser b = test_browser_of(cx);
    size_t n = FLOW_TEXT_MAX;
    char *large = NEW_N(cx->mem, char, n + 1);
    memset(large, 'a', n + 1);
    const struct {
        str file;
        const char *told;
    } bad[] = {{S("name: \xd0\xa1\xc7\xf8\xff"), "不是 UTF-8 文本"},
               {S("a\0b"), "不是 UTF-8 文本"},
               {S("  \r\n"), "文件是空的"},
               {{large, n + 1}, "文件超过 256 KB"}};
    enter(&b);
    for (size_t i = 0; i < COUNT(bad); i++) {
        send_file(&b, "check", S("typed before"), bad[i].file);
        CHECK_INT(b.a.status, 422);
        CHECK(test_shows(&b, bad[i].told) && test_shows(&b, "typed before"));
    }
    send_file(&b, "check", S("typed before"), (str){large, n});
    CHECK_INT(b.a.status, 422);
    CHECK(!test_shows(&b, "文件超过"));
    send_file(&b, "check", S("typed before"), S("name: a\r\nvershun: 1\r\n"));
    CHECK(test_shows(&b, "第2行") && !test_shows(&b, "typed before"));
}
