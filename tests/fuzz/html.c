/* html: whatever a value is, it stays inside the place it was written to, and can be read back. */
#include "kit/web/html.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static struct html start(struct buf *b, struct ctx *cx)
{
    b->len = 0;
    b->over = false;
    return (struct html){.out = b, .cx = cx};
}

static void check_quoted(str s)
{
    for (size_t i = 0; i < s.len; i++)
        assert(!strchr("<>\"'", s.at[i]) || !s.at[i]);
}

static str unescaped(struct arena *mem, str s)
{
    static const struct {
        const char *entity;
        char c;
    } all[] = {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}};
    struct buf b = buf_new(mem, s.len + 1);
    while (s.len) {
        size_t n = 1;
        char c = s.at[0];
        for (size_t i = 0; i < COUNT(all) && *s.at == '&'; i++)
            if (str_starts(s, str_of(all[i].entity))) {
                n = strlen(all[i].entity);
                c = all[i].c;
                break;
            }
        assert(n > 1 || c != '&');
        buf_char(&b, c);
        s = (str){s.at + n, s.len - n};
    }
    return buf_done(&b);
}

static void check_text(struct arena *mem, struct buf *b, struct ctx *cx, str in)
{
    struct html h = start(b, cx);
    html_text(&h, in);
    check_quoted(buf_done(b));
    assert(str_eq(unescaped(mem, buf_done(b)), in));
}

static void check_piece(struct buf *b, struct ctx *cx, str in)
{
    struct html h = start(b, cx);
    html_url_str(&h, in);
    str out = buf_done(b);
    for (size_t i = 0; i < out.len; i++)
        assert(isalnum((unsigned char)out.at[i]) || strchr("-._~%", out.at[i]));
}

static void check_whole(struct buf *b, struct ctx *cx, str in)
{
    struct html h = start(b, cx);
    html_path(&h, in);
    str out = buf_done(b);
    check_quoted(out);
    assert(out.len && strchr("/?#", out.at[0]) && !str_starts(out, S("//")));
    assert(str_find(out, S("\\")) == SIZE_MAX && str_find(out, S("\n")) == SIZE_MAX);
    h = start(b, cx);
    html_link(&h, in);
    out = buf_done(b);
    check_quoted(out);
    assert(str_is(out, "#") || str_starts(out, S("http://")) || str_starts(out, S("https://")));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct ctx cx = {.mem = mem, .lang = len & 1 ? LANG_EN : LANG_ZH};
    struct buf b = buf_new(mem, 8 << 20);
    str in = {(const char *)at, len};
    check_text(mem, &b, &cx, in);
    check_piece(&b, &cx, in);
    check_whole(&b, &cx, in);
    arena_free(mem);
    return 0;
}
