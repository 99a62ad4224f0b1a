/* web_test.c: a small site of its own, asked through the in-process client. */
#include "kit/test/test.h"
#include "kit/web/web.h"

#include <pthread.h>
#include <stdatomic.h>

/* ---- the site ---------------------------------------------------------- */

struct note {
    str title, text;
    int64_t number;
    bool urgent;
    double lon;
};
static const struct field note_fields[] = {
    FIELD(struct note, title, 1, 10, "Title"),       FIELD_AREA(struct note, text, 0, 2000, "Text"),
    FIELD(struct note, number, 0, 99, "Number"),     FIELD(struct note, urgent, 0, 1, "Urgent"),
    FIELD(struct note, lon, -180, 180, "Longitude"), {0}};

static enum err show_hello(struct req *rq)
{
    html_z(rq->page, "hello ");
    html_text(rq->page, web_param(rq, "name"));
    html_text(rq->page, web_query(rq, "q"));
    return OK;
}

static enum err show_public(struct req *rq)
{
    html_z(rq->page, rq->cx->actor || web_cookie(rq, "sid").len ? "known" : "anyone");
    html_z(rq->page, rq->elder ? " elder" : "");
    html_text(rq->page, web_other_language(rq->page));
    return OK;
}

static enum err show_form(struct req *rq)
{
    html_lit(rq->page, "<form>", 6);
    web_form_keys(rq->page);
    return OK;
}

static enum err take_note(struct req *rq)
{
    struct note n = {0};
    enum err e = form_read(rq, note_fields, &n);
    if (!e && n.number == 49)
        e = fail(rq->cx, ERR_CONFLICT, "Somebody was faster.");
    if (e) {
        html_z(rq->page, "again: ");
        html_text(rq->page, web_typed(rq->page, "title"));
        html_z(rq->page, " / ");
        html_text(rq->page, web_field_error(rq->page, "title"));
        return e;
    }
    if (rq->json)
        return web_json(rq, note_fields, &n);
    return web_redirect(rq, "/notes/%lld?t=%.*s", (long long)n.number, STR_ARG(n.title));
}

static enum err take_files(struct req *rq)
{
    for (struct upload *u = rq->uploads; u; u = u->next) {
        html_text(rq->page, u->name);
        html_z(rq->page, "=");
        html_int(rq->page, u->size);
        html_z(rq->page, ";");
        CHECK(access(u->path.at, R_OK) == 0);
    }
    html_text(rq->page, web_field(rq, "title"));
    return OK;
}

static enum err break_down(struct req *rq)
{
    html_z(rq->page, "half a page");
    return fail(rq->cx, ERR_FAULT, "secret detail");
}

static enum err show_raw(struct req *rq)
{
    html_text(rq->page, web_param(rq, "f"));
    html_z(rq->page, rq->json ? " json" : " html");
    return OK;
}

/* A number that is only known inside the write, as a case's is. */
static atomic_int written;

static enum err number_tx(struct ctx *cx, void *arg)
{
    int *n = arg;
    *n = atomic_fetch_add(&written, 1) + 1;
    return db_idem_result(cx, str_fmt(cx->mem, "/numbers/%d", *n));
}

static enum err take_number(struct req *rq)
{
    int n = -1, other = 0;
    web_set_county(rq, 532503);
    enum err e = db_write(rq->cx, number_tx, &n);
    if (!e && n > 0)
        e = db_write(rq->cx, number_tx, &other); /* not swallowed as a repeat of the first */
    return e ? e : web_redirect(rq, "/numbers/%d", n);
}

static const struct route site[] = {
    {POST, "/numbers", take_number, ACT_PUBLIC},
    {GET, "/", show_hello, ACT_PUBLIC},
    {GET, "/hello/:name", show_hello, ACT_PUBLIC},
    {GET, "/hello/world", show_public, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/list.:f", show_raw, ACT_PUBLIC},
    {GET, "/list/:id.:f", show_raw, ACT_PUBLIC},
    {GET, "/form", show_form, ACT_PUBLIC},
    {GET, "/bad-form", show_form, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/home", show_public, ACT_PUBLIC, ROUTE_VISITORS},
    {GET, "/home-form", show_form, ACT_PUBLIC, ROUTE_VISITORS},
    {POST, "/notes", take_note, ACT_PUBLIC},
    {POST, "/api/notes", take_note, "notes.add", ROUTE_NO_CSRF},
    {POST, "/files", take_files, ACT_PUBLIC, ROUTE_FILES, 1 << 20},
    {PUT, "/files/:n", take_files, ACT_PUBLIC, ROUTE_FILES, 1 << 20},
    {GET, "/fault", break_down, ACT_PUBLIC},
    {GET, "/mine", show_public, ACT_SIGNED_IN},
    {GET, "/dev", show_hello, ACT_DEMO},
    {GET, "/limited", show_hello, ACT_PUBLIC, 0, 0, "few"},
    {0},
};

static enum err identify(struct req *rq)
{
    if (str_is(web_cookie(rq, "sid"), "good") ||
        str_is(web_header(rq, "Authorization"), "Bearer good"))
        rq->cx->actor = 7;
    return OK;
}

static enum err admit(struct req *rq, const char *act)
{
    (void)act;
    return rq->cx->actor ? OK : ERR_SIGN_IN;
}

static str secret(const struct req *rq)
{
    return str_is(web_cookie(rq, "sid"), "good") ? S("the session's secret") : STR_NONE;
}

static const struct web_gate gate = {identify, admit, secret, NULL};
static const struct route *const tables[] = {site, NULL};
static const struct web_rate rates[] = {{"few", 60, 2}, {0}};
static const struct web_options options = {
    .gate = &gate, .routes = tables, .rates = rates, .csrf_key = {1, 2, 3}};

static struct web_answer ask(struct ctx *cx, const char *method, const char *url,
                             const char *headers, str body)
{
    struct web_answer a = {0};
    CHECK(web_ask(&options, cx->mem, method, url, str_of(headers), body, &a) == OK);
    return a;
}

static bool has(str where, const char *what)
{
    return str_find(where, str_of(what)) != SIZE_MAX;
}

/* ---- addresses --------------------------------------------------------- */

TEST(a_fixed_address_wins_over_one_with_names)
{
    CHECK(str_is(ask(cx, "GET", "/hello/you", "", S("")).body, "hello you"));
    CHECK(str_starts(ask(cx, "GET", "/hello/world", "", S("")).body, S("anyone")));
    CHECK(str_is(ask(cx, "GET", "/list.json", "", S("")).body, "json html"));
    CHECK(str_is(ask(cx, "GET", "/list/8.xml", "", S("")).body, "xml html"));
    CHECK(
        str_is(ask(cx, "GET", "/hello/%E5%8D%97%2f?q=%26+1", "", S("")).body, "hello 南/&amp; 1"));
}

TEST(an_address_that_is_not_in_a_table_does_not_exist)
{
    CHECK(ask(cx, "GET", "/nowhere", "", S("")).status == 404);
    CHECK(ask(cx, "GET", "/hello/", "", S("")).status == 404);
    CHECK(ask(cx, "GET", "/hello/you/", "", S("")).status == 404);
    CHECK(ask(cx, "GET", "//hello/you", "", S("")).status == 404);
    CHECK(ask(cx, "GET", "/hello/%ff", "", S("")).status == 404);
    CHECK(ask(cx, "GET", "/hello/%00", "", S("")).status == 404);
    CHECK(ask(cx, "GET", "/hello/%zz", "", S("")).status == 404);
    CHECK(ask(cx, "GET", "/dev", "", S("")).status == 404);
    CHECK(ask(cx, "GET", "/?q=%ff", "", S("")).status == 422);
    CHECK(ask(cx, "GET", "http://x/", "", S("")).status == 400);
}

TEST(a_wrong_method_names_the_right_ones)
{
    struct web_answer a = ask(cx, "GET", "/notes", "", S(""));
    CHECK(a.status == 405 && has(a.headers, "Allow: POST\n"));
    a = ask(cx, "POST", "/hello/you", "", S("a=b"));
    CHECK(a.status == 405 && has(a.headers, "Allow: GET, HEAD\n"));
    CHECK(ask(cx, "DELETE", "/hello/you", "", S("")).status == 405);
    CHECK(ask(cx, "OPTIONS", "/hello/you", "", S("")).status == 405);
    a = ask(cx, "HEAD", "/hello/you", "", S(""));
    CHECK(a.status == 200 && a.body.len == 0);
}

TEST(the_prefix_en_is_the_language)
{
    struct web_answer a = ask(cx, "GET", "/en/hello/world", "", S(""));
    CHECK(has(a.body, "/hello/world") && !has(a.body, "/en/"));
    CHECK(has(ask(cx, "GET", "/hello/world?x=1", "", S("")).body, "/en/hello/world?x=1"));
    CHECK(str_is(ask(cx, "POST", "/en/notes", "", S("title=a&number=3")).location,
                 "/en/notes/3?t=a"));
    CHECK(str_is(ask(cx, "GET", "/en", "", S("")).body, "hello "));
    CHECK(ask(cx, "GET", "/english", "", S("")).status == 404);
}

TEST(two_routes_of_one_shape_are_refused_at_start)
{
    static const struct route same[] = {{GET, "/hello/:other", show_hello, ACT_PUBLIC}, {0}};
    static const struct route no_act[] = {{GET, "/free", show_hello, NULL}, {0}};
    const struct route *const twice[] = {site, same, NULL}, *const open[] = {no_act, NULL};
    struct web_options o = options;
    struct web_answer a;
    o.routes = twice;
    CHECK(web_call(&o, cx->mem, "GET", "/", NULL, S(""), &a) == ERR_CONFLICT);
    o.routes = open;
    CHECK(web_call(&o, cx->mem, "GET", "/", NULL, S(""), &a) == ERR_FAULT);
}

/* ---- who may ----------------------------------------------------------- */

TEST(a_route_with_an_act_asks_the_gate)
{
    CHECK(ask(cx, "GET", "/mine", "", S("")).status == 401);
    struct web_answer a = ask(cx, "GET", "/mine", "Cookie: x=1; sid=good", S(""));
    CHECK(a.status == 200 && str_starts(a.body, S("known")));
    CHECK(has(a.headers, "Cache-Control: no-store\n"));
}

TEST(a_cacheable_page_cannot_know_who_asks)
{
    struct web_answer a = ask(cx, "GET", "/hello/world", "Cookie: sid=good; size=elder", S(""));
    CHECK(str_starts(a.body, S("anyone elder")));
    CHECK(has(a.headers, "Cache-Control: public") && has(a.headers, "Vary: "));
    CHECK(ask(cx, "GET", "/bad-form", "", S("")).status == 500);
}

TEST(a_page_for_visitors_is_blind_only_to_visitors)
{
    struct web_answer a = ask(cx, "GET", "/home", "Cookie: size=elder", S(""));
    CHECK(str_starts(a.body, S("anyone elder")));
    CHECK(has(a.headers, "Cache-Control: private, no-cache\n") && has(a.headers, "ETag: "));
    a = ask(cx, "GET", "/home", "Cookie: size=elder; sid=good", S(""));
    CHECK(str_starts(a.body, S("known elder")));
    CHECK(has(a.headers, "Cache-Control: no-store\n") && !has(a.headers, "ETag: "));
    CHECK(
        str_starts(ask(cx, "GET", "/home", "Authorization: Bearer good", S("")).body, S("known")));
    a = ask(cx, "GET", "/home-form", "", S(""));
    CHECK(a.status == 200 && has(a.headers, "Cache-Control: no-store\n"));
}

TEST(a_cookie_needs_its_token)
{
    str note = S("title=a&number=3");
    CHECK(ask(cx, "POST", "/notes", "Cookie: sid=good", note).status == 403);
    str page = ask(cx, "GET", "/form", "Cookie: sid=good", S("")).body;
    str form = str_fmt(cx->mem, "%.*s&title=a&number=3", STR_ARG(web_keys_of(cx->mem, page)));
    CHECK(ask(cx, "POST", "/notes", "Cookie: sid=good", form).status == 303);
    char *bent = str_z(cx->mem, form);
    bent[form.len - S("A&title=a&number=3").len] ^= 1;
    bent[form.len - S("AAAA&title=a&number=3").len] ^= 1;
    CHECK(ask(cx, "POST", "/notes", "Cookie: sid=good", str_of(bent)).status == 403);
}

TEST(a_bearer_route_ignores_cookies)
{
    CHECK(ask(cx, "POST", "/api/notes", "Cookie: sid=good", S("title=a")).status == 401);
    CHECK(ask(cx, "POST", "/api/notes", "Authorization: Bearer good", S("title=a")).status == 303);
}

TEST(a_form_from_a_foreign_site_is_not_used)
{
    str n = S("title=a");
    CHECK(ask(cx, "POST", "/notes", "Origin: http://localhost", n).status == 303);
    CHECK(ask(cx, "POST", "/notes", "Origin: http://evil.example", n).status == 403);
    CHECK(ask(cx, "POST", "/notes", "Origin: null", n).status == 403);
    CHECK(ask(cx, "POST", "/notes", "Sec-Fetch-Site: cross-site", n).status == 403);
    CHECK(ask(cx, "POST", "/notes", "Sec-Fetch-Site: same-site", n).status == 403);
    CHECK(ask(cx, "POST", "/notes", "Referer: https://evil.example/localhost", n).status == 403);
    CHECK(ask(cx, "POST", "/notes", "Referer: https://localhost/form", n).status == 303);
}

/* ---- forms ------------------------------------------------------------- */

TEST(declared_fields_are_cleaned_and_held_to_their_limits)
{
    const char *json = "Accept: application/json";
    struct web_answer a = ask(cx, "POST", "/notes", json,
                              S("title=+%E2%80%AEab%E3%80%80c%0A&text=x%0D%0A%0D%0A%0D%0Ay&number="
                                "%EF%BC%97&urgent=on&lon=103.4"));
    CHECK(a.status == 200);
    CHECK(str_is(a.body, "{\"title\":\"ab c\",\"text\":\"x\\n\\ny\",\"number\":7,\"urgent\":true,"
                         "\"lon\":103.40000000000001}"));
    a = ask(cx, "POST", "/notes", json, S("title=12345678901&number=100&urgent=maybe&lon=nan"));
    CHECK(a.status == 422 && has(a.body, "\"title\":") && has(a.body, "\"number\":"));
    CHECK(has(a.body, "\"urgent\":") && has(a.body, "\"lon\":"));
    CHECK(ask(cx, "POST", "/notes", json, S("number=9223372036854775808&title=a")).status == 422);
    CHECK(ask(cx, "POST", "/notes", json, S("number=0x1&title=a")).status == 422);
}

TEST(a_form_with_a_mistake_is_shown_again_with_what_was_typed)
{
    struct web_answer a = ask(cx, "POST", "/en/notes", "", S("title=%3Cb%3Ea+very+long+title"));
    CHECK(a.status == 422);
    CHECK(str_is(a.body, "again: &lt;b&gt;a very long title / Title: at most 10 characters."));
}

TEST(a_form_that_came_too_late_is_shown_again_with_what_was_typed)
{
    struct web_answer a = ask(cx, "POST", "/en/notes", "", S("title=typed&number=49"));
    CHECK(a.status == 409 && str_starts(a.body, S("again: typed")));
}

TEST(what_is_not_utf8_never_reaches_a_handler)
{
    static const char *const bad[] = {"title=%ff", "title=%00", "title=%c0%80", "title=%ed%a0%80",
                                      "title=%4",  "title=%",   "title=%g1",    "%ff=a"};
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(ask(cx, "POST", "/notes", "", str_of(bad[i])).status == 422);
    CHECK(ask(cx, "POST", "/notes", "", ((str){"title=a\0b", 9})).status == 422);
    CHECK(ask(cx, "POST", "/notes", "", S("title=a&&=&x")).status == 303);
}

static str repeated(struct ctx *cx, const char *what, size_t n)
{
    struct buf b = buf_new(cx->mem, 4 << 20);
    while (n--)
        buf_z(&b, what);
    return buf_done(&b);
}

TEST(a_form_has_a_most_of_fields_and_of_bytes)
{
    CHECK(ask(cx, "POST", "/notes", "", repeated(cx, "title=a&", 1000)).status == 303);
    CHECK(ask(cx, "POST", "/notes", "", repeated(cx, "title=a&", 1001)).status == 413);
    CHECK(ask(cx, "POST", "/notes", "", repeated(cx, "title=aaa&", 100000)).status == 413);
    const char *chunked = "Transfer-Encoding: chunked\nContent-Type: "
                          "application/x-www-form-urlencoded\nContent-Length: 10";
    CHECK(ask(cx, "POST", "/notes", chunked, S("title=aaa&")).status == 400);
}

TEST(a_json_object_gives_fields)
{
    const char *json = "Accept: application/json";
    struct web_answer a =
        ask(cx, "POST", "/notes", json, S("{\"title\":\"a\",\"number\":5,\"urgent\":true}"));
    CHECK(a.status == 200 && has(a.body, "\"number\":5,\"urgent\":true"));
    CHECK(ask(cx, "POST", "/notes", json, S("{\"title\":\"a\",\"title\":\"b\"}")).status == 422);
    CHECK(ask(cx, "POST", "/notes", json, S("{\"title\":\"a\\u0000b\"}")).status == 422);
    CHECK(ask(cx, "POST", "/notes", json, S("{\"title\":\"a\"")).status == 422);
    CHECK(ask(cx, "POST", "/notes", "Content-Type: image/png", S("xx")).status == 415);
}

/* ---- files ------------------------------------------------------------- */

#define PART(head, body) "--XX\r\nContent-Disposition: form-data; " head "\r\n\r\n" body "\r\n"

TEST(parts_become_fields_and_temporary_files)
{
    struct web_answer a =
        ask(cx, "POST", "/files", "",
            S(PART("name=\"title\"", "路灯")
                  PART("name=\"p\"; filename=\"C:\\x\\a \\\"b%22.jpg\"", "\xff\xd8\r\n--XY\r\n-")
                      PART("name=\"p\"; filename=\"\"", "") "--XX--\r\n"));
    CHECK(a.status == 200);
    CHECK(str_is(a.body, "a &quot;b&quot;.jpg=11;路灯"));
}

TEST(a_multipart_body_that_was_cut_leaves_nothing)
{
    str whole = S(PART("name=\"title\"", "t")
                      PART("name=\"p\"; filename=\"a.jpg\"", "0123456789") "--XX--\r\n");
    char *dir = str_z(cx->mem, S("/tmp/linli-web-XXXXXX"));
    CHECK(mkdtemp(dir) != NULL);
    struct web_options o = options;
    o.tmp_dir = dir;
    for (size_t n = 6; n <= whole.len; n++) {
        struct web_answer a;
        const char *type = "Content-Type: multipart/form-data; boundary=XX";
        CHECK(web_ask(&o, cx->mem, "POST", "/files", str_of(type), (str){whole.at, n}, &a) == OK);
        CHECK(a.status == (n >= whole.len - 2 ? 200 : 422));
    }
    CHECK(rmdir(dir) == 0);
}

TEST(multipart_that_no_browser_sends_is_refused)
{
    static const char *const bad[] = {
        "junk\r\n" PART("name=\"a\"", "b") "--XX--",
        "--XX\r\nContent-Disposition: form-data\r\n\r\nb\r\n--XX--",
        "--XX\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nb\r\n--XX--",
        "--XX\r\n\r\nb\r\n--XX--",
        "--XX \r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nb\r\n--XX--",
        PART("name=\"a\xff\"", "b") "--XX--",
        PART("name=\"a\"", "b\xff") "--XX--",
        "--XX--",
    };
    const char *type = "Content-Type: multipart/form-data; boundary=\"XX\"";
    for (size_t i = 0; i + 1 < COUNT(bad); i++)
        CHECK(ask(cx, "POST", "/files", type, str_of(bad[i])).status == 422);
    CHECK(ask(cx, "POST", "/files", type, S("--XX--")).status == 200);
    const char *none = "Content-Type: multipart/form-data";
    CHECK(ask(cx, "POST", "/files", none, S("--XX--")).status == 415);
    str head = str_fmt(cx->mem, "--XX\r\nX: %.*s", STR_ARG(repeated(cx, "x", 5000)));
    CHECK(ask(cx, "POST", "/files", type, head).status == 422);
}

TEST(too_many_and_too_large_files_are_refused)
{
    str part = S(PART("name=\"p\"; filename=\"a.jpg\"", "1"));
    const char *type = "Content-Type: multipart/form-data; boundary=XX";
    struct buf b = buf_new(cx->mem, 1 << 20);
    buf_str(&b, repeated(cx, part.at, 30));
    buf_z(&b, "--XX--");
    CHECK(ask(cx, "POST", "/files", type, buf_done(&b)).status == 200);
    b = buf_new(cx->mem, 1 << 20);
    buf_str(&b, repeated(cx, part.at, 31));
    buf_z(&b, "--XX--");
    CHECK(ask(cx, "POST", "/files", type, buf_done(&b)).status == 413);
    CHECK(ask(cx, "POST", "/files", type, repeated(cx, "0123456789abcdef", 65537)).status == 413);
    CHECK(ask(cx, "POST", "/notes", type, part).status == 422);
    CHECK(ask(cx, "POST", "/notes", type, S(PART("name=\"title\"", "t") "--XX--")).status == 303);
    struct web_answer a = ask(cx, "PUT", "/files/1", "Content-Type: image/jpeg", S("12345"));
    CHECK(a.status == 200 && str_is(a.body, "=5;"));
}

/* ---- answers ----------------------------------------------------------- */

TEST(a_fault_shows_nothing_of_itself)
{
    struct web_answer a = ask(cx, "GET", "/fault", "", S(""));
    CHECK(a.status == 500 && !has(a.body, "half") && !has(a.body, "secret"));
    a = ask(cx, "GET", "/fault?format=json", "", S(""));
    CHECK(a.status == 500 && has(a.body, "\"error\":\"fault\"") && !has(a.body, "secret"));
}

TEST(every_page_carries_the_security_headers)
{
    str h = ask(cx, "GET", "/hello/you", "", S("")).headers;
    CHECK(has(h, "Content-Security-Policy: default-src 'none'; script-src 'self'; style-src"));
    CHECK(has(h, "frame-ancestors 'none'\n") && has(h, "X-Content-Type-Options: nosniff\n"));
    CHECK(has(h, "Referrer-Policy: same-origin\n") && has(h, "Permissions-Policy: camera=(self)"));
}

TEST(a_page_that_did_not_change_is_not_sent_again)
{
    str h = ask(cx, "GET", "/hello/world", "", S("")).headers;
    size_t at = str_find(h, S("ETag: "));
    CHECK(at != SIZE_MAX);
    str rest = {h.at + at + 6, h.len - at - 6};
    str tag = str_cut(&rest, '\n');
    str match = str_fmt(cx->mem, "If-None-Match: \"x\", %.*s", STR_ARG(tag));
    struct web_answer a = ask(cx, "GET", "/hello/world", match.at, S(""));
    CHECK(a.status == 304 && a.body.len == 0);
    CHECK(ask(cx, "GET", "/hello/world", "If-None-Match: \"x\"", S("")).status == 200);
}

TEST(a_redirect_stays_inside)
{
    CHECK(str_is(ask(cx, "POST", "/notes", "", S("title=%E8%B7%AF+%22&number=1")).location,
                 "/notes/1?t=%E8%B7%AF%20%22"));
}

TEST(headers_that_two_servers_could_read_differently_are_refused)
{
    static const char *const bad[] = {
        "Host: a\nHost: b", "Content-Length: 1\nContent-Length: 2",         "X Y: 1", "X\x01: 1",
        "X: a\x01 b",       "Transfer-Encoding: chunked\nContent-Length: 1"};
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK(ask(cx, "GET", "/hello/you", bad[i], S("")).status == 400);
    CHECK(ask(cx, "GET", "/hello/you", "Transfer-Encoding: xchunked", S("")).status == 501);
    CHECK(ask(cx, "GET", "/hello/you", "Content-Length: 3", S("")).status == 400);
}

/* ---- the same form twice ----------------------------------------------- */

TEST(a_repeat_goes_where_the_first_one_went)
{
    struct web_options o = options;
    struct web_answer a;
    o.db = cx->db;
    atomic_store(&written, 0);
    str page = ask(cx, "GET", "/form", "", S("")).body;
    str form = str_fmt(cx->mem, "title=a&%s", str_z(cx->mem, web_keys_of(cx->mem, page)));
    CHECK_OK(web_call(&o, cx->mem, "POST", "/numbers", NULL, form, &a));
    CHECK(a.status == 303 && str_is(a.location, "/numbers/1"));
    CHECK_OK(web_call(&o, cx->mem, "POST", "/en/numbers", NULL, form, &a));
    CHECK(a.status == 303 && str_is(a.location, "/en/numbers/1"));
    form = str_fmt(cx->mem, "title=b&%s", str_z(cx->mem, web_keys_of(cx->mem, page)));
    CHECK_OK(web_call(&o, cx->mem, "POST", "/numbers", NULL, form, &a));
    CHECK(a.status == 422);
    CHECK_INT(written, 2);
    const char *key = "Idempotency-Key: short";
    CHECK_OK(web_ask(&o, cx->mem, "POST", "/numbers", str_of(key), S("a=b"), &a));
    CHECK(a.status == 422);
}

struct tap {
    const struct web_options *o;
    str form, location;
    struct arena *mem;
};

static void *tap_once(void *arg)
{
    struct tap *t = arg;
    struct web_answer a = {0};
    CHECK_OK(web_call(t->o, t->mem, "POST", "/numbers", NULL, t->form, &a));
    t->location = a.location;
    return NULL;
}

TEST(five_taps_at_once_are_one)
{
    struct web_options o = options;
    struct tap taps[5];
    pthread_t threads[5];
    o.db = cx->db;
    atomic_store(&written, 0);
    for (size_t i = 0; i < 5; i++) {
        taps[i] = (struct tap){&o, S("title=a&_key=0123456789abcdef"), S(""), arena_new()};
        pthread_create(&threads[i], NULL, tap_once, &taps[i]);
    }
    for (size_t i = 0; i < 5; i++) {
        pthread_join(threads[i], NULL);
        CHECK_STR(taps[i].location, "/numbers/1");
        arena_free(taps[i].mem);
    }
    CHECK_INT(written, 2);
}
