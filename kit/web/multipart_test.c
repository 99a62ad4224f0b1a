/* multipart_test.c: where the network cut a body decides nothing. */
#include "kit/test/test.h"
#include "kit/web/job.h"

static enum err part_open(void *arg, str name, bool file, str file_name, str type)
{
    (void)name, (void)file, (void)file_name, (void)type;
    *(int *)arg += 1;
    return OK;
}

static enum err part_data(void *arg, const char *at, size_t len)
{
    (void)arg, (void)at, (void)len;
    return OK;
}

static enum err part_close(void *arg)
{
    (void)arg;
    return OK;
}

/* A part whose head is so long, in pieces of so many bytes. */
static enum err head_of(struct arena *mem, size_t len, size_t piece)
{
    static const struct multipart_sink sink = {part_open, part_data, part_close};
    struct buf b = buf_new(mem, 16384);
    int parts = 0;
    buf_z(&b, "--X\r\nContent-Disposition: form-data; name=\"a\"\r\nX: ");
    while (b.len < len + S("--X").len)
        buf_char(&b, 'x');
    buf_z(&b, "\r\n\r\nb\r\n--X--");
    str body = buf_done(&b);
    struct multipart *m = multipart_new(mem, S("multipart/form-data; boundary=X"), &sink, &parts);
    for (size_t i = 0; i < body.len; i += piece)
        if (multipart_feed(m, body.at + i, body.len - i < piece ? body.len - i : piece))
            break;
    enum err e = multipart_end(m);
    CHECK(e || parts == 1);
    return e;
}

TEST(the_longest_head_of_a_part_is_read_however_it_was_cut)
{
    enum { MOST = 4096 };
    for (size_t piece = 1; piece <= 8; piece++)
        for (size_t len = MOST - 4; len <= MOST; len++)
            CHECK_OK(head_of(cx->mem, len, piece));
    CHECK_OK(head_of(cx->mem, MOST, 16384));
    CHECK(head_of(cx->mem, MOST + 1, 16384) == ERR_INVALID);
    CHECK(head_of(cx->mem, MOST + 1, 1) == ERR_INVALID);
}
