/* multipart: the same body cut into pieces of any size gives the same parts; nothing is opened
 * that is not closed unless the body is refused. The first byte is the size of the pieces. */
#include "kit/web/job.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

struct seen {
    struct buf text;
    int open;
};

static enum err part_open(void *arg, str name, bool file, str file_name, str type)
{
    struct seen *s = arg;
    assert(!s->open && utf8_ok(name) && utf8_ok(file_name) && utf8_ok(type));
    s->open = 1;
    buf_fmt(&s->text, "\n%.*s|%d|%.*s|%.*s|", STR_ARG(name), file, STR_ARG(file_name),
            STR_ARG(type));
    return OK;
}

static enum err part_data(void *arg, const char *at, size_t len)
{
    struct seen *s = arg;
    assert(s->open && len);
    buf_add(&s->text, at, len);
    return OK;
}

static enum err part_close(void *arg)
{
    struct seen *s = arg;
    assert(s->open);
    s->open = 0;
    return OK;
}

static enum err parse(struct arena *mem, str body, size_t piece, struct seen *s)
{
    static const struct multipart_sink sink = {part_open, part_data, part_close};
    *s = (struct seen){.text = buf_new(mem, 1 << 20)};
    struct multipart *m = multipart_new(mem, S("multipart/form-data; boundary=\"X\""), &sink, s);
    assert(m);
    for (size_t i = 0; i < body.len; i += piece) {
        size_t n = body.len - i < piece ? body.len - i : piece;
        if (multipart_feed(m, body.at + i, n))
            break;
    }
    return multipart_end(m);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    if (!len)
        return 0;
    struct arena *mem = arena_new();
    struct seen whole, pieces;
    str body = {(const char *)at + 1, len - 1};
    enum err a = parse(mem, body, body.len + 1, &whole);
    enum err b = parse(mem, body, (size_t)at[0] + 1, &pieces);
    assert(a == b);
    if (!a)
        assert(!whole.open && str_eq(buf_done(&whole.text), buf_done(&pieces.text)));
    (void)!multipart_new(mem, body, NULL, NULL); /* any content type */
    arena_free(mem);
    return 0;
}
