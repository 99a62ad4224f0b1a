/* buf.c: a buffer that grows inside an arena up to a limit set when it was made. */
#include "kit/base/base.h"

struct buf buf_new(struct arena *mem, size_t max)
{
    return (struct buf){.mem = mem, .max = max};
}

char *buf_room(struct buf *b, size_t len)
{
    if (b->over || len > b->max - b->len) {
        b->over = true;
        return NULL;
    }
    if (b->cap - b->len < len) {
        size_t cap = b->cap ? b->cap * 2 : 512;
        while (cap < b->len + len)
            cap *= 2;
        if (cap > b->max)
            cap = b->max;
        char *at = arena_room(b->mem, cap);
        if (b->len)
            memcpy(at, b->at, b->len);
        b->at = at;
        b->cap = cap;
    }
    char *room = b->at + b->len;
    b->len += len;
    return room;
}

void buf_add(struct buf *b, const void *at, size_t len)
{
    char *room = len ? buf_room(b, len) : NULL;
    if (room)
        memcpy(room, at, len);
}

void buf_str(struct buf *b, str s)
{
    buf_add(b, s.at, s.len);
}

void buf_z(struct buf *b, const char *z)
{
    buf_add(b, z, strlen(z));
}

void buf_char(struct buf *b, char c)
{
    buf_add(b, &c, 1);
}

void buf_xml(struct buf *b, str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '<')
            buf_z(b, "&lt;");
        else if (c == '>')
            buf_z(b, "&gt;");
        else if (c == '&')
            buf_z(b, "&amp;");
        else if ((unsigned char)c >= ' ' || c == '\t' || c == '\n')
            buf_char(b, c);
    }
}

void buf_int(struct buf *b, int64_t n)
{
    char digits[24];
    int len = snprintf(digits, sizeof digits, "%lld", (long long)n);
    buf_add(b, digits, (size_t)len);
}

void buf_fmt(struct buf *b, const char *fmt, ...)
{
    char most[200];
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int len = vsnprintf(most, sizeof most, fmt, ap);
    va_end(ap);
    assert(len >= 0);
    char *text = most;
    if ((size_t)len >= sizeof most) {
        text = arena_room(b->mem, (size_t)len + 1);
        vsnprintf(text, (size_t)len + 1, fmt, again);
    }
    va_end(again);
    buf_add(b, text, (size_t)len);
}

str buf_done(const struct buf *b)
{
    return (str){b->at ? b->at : "", b->len};
}
