/* text.c: UTF-8 as it comes from strangers: checked, counted, cleaned. */
#include "kit/base/base.h"

/* One code point from valid or invalid bytes; 0xffffffff when they are not UTF-8 (RFC 3629). */
static uint32_t decode(const unsigned char *p, size_t len, size_t *used)
{
    static const uint32_t least[] = {0, 0, 0x80, 0x800, 0x10000};
    size_t n = p[0] < 0x80 ? 1 : p[0] >= 0xf0 ? 4 : p[0] >= 0xe0 ? 3 : p[0] >= 0xc2 ? 2 : 0;
    if (n == 0 || n > len || p[0] > 0xf4)
        return UINT32_MAX;
    uint32_t c = n == 1 ? p[0] : p[0] & (0xffu >> (n + 1));
    for (size_t i = 1; i < n; i++) {
        if ((p[i] & 0xc0) != 0x80)
            return UINT32_MAX;
        c = c << 6 | (p[i] & 0x3f);
    }
    if (c < least[n] || c > 0x10ffff || (c >= 0xd800 && c <= 0xdfff))
        return UINT32_MAX;
    *used = n;
    return c;
}

bool utf8_ok(str s)
{
    const unsigned char *p = (const unsigned char *)s.at;
    for (size_t i = 0, n = 0; i < s.len; i += n) {
        uint32_t c = decode(p + i, s.len - i, &n);
        if (c == UINT32_MAX || c == 0)
            return false;
    }
    return true;
}

uint32_t utf8_next(str *s)
{
    size_t n = 1;
    if (!s->len)
        return 0;
    uint32_t c = decode((const unsigned char *)s->at, s->len, &n);
    *s = (str){s->at + n, s->len - n};
    return c == UINT32_MAX ? 0xfffd : c;
}

size_t utf8_count(str s)
{
    size_t n = 0;
    for (size_t i = 0; i < s.len; i++)
        n += ((unsigned char)s.at[i] & 0xc0) != 0x80;
    return n;
}

str utf8_head(str s, size_t points)
{
    size_t i = 0;
    for (size_t n = 0; i < s.len; i++)
        if (((unsigned char)s.at[i] & 0xc0) != 0x80 && n++ == points)
            break;
    return (str){s.at, i};
}

/* Controls, bidirectional overrides, zero-width marks (but ZWJ and ZWNJ, which scripts need),
 * byte-order marks, non-characters: none says anything and all can deceive. */
static bool is_noise(uint32_t c)
{
    return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x200b || c == 0x200e || c == 0x200f ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2060 && c <= 0x206f) || c == 0xfeff ||
           (c >= 0xfff9 && c <= 0xfffb) || (c & 0xfffe) == 0xfffe;
}

static bool is_space(uint32_t c)
{
    return c == ' ' || c == '\t' || c == 0xa0 || c == 0x3000 || c == 0x2028 || c == 0x2029;
}

static str clean(struct arena *mem, str s, bool lines)
{
    struct buf b = buf_new(mem, s.len + 1);
    int newlines = 0;
    bool space = false;
    while (s.len) {
        str one = s;
        uint32_t c = utf8_next(&s);
        one.len = (size_t)(s.at - one.at);
        if (c == '\n' || is_space(c)) {
            newlines += c == '\n';
            space = true;
        } else if (!is_noise(c)) {
            if (space && b.len)
                buf_z(&b, newlines && lines ? (newlines > 1 ? "\n\n" : "\n") : " ");
            space = false;
            newlines = 0;
            buf_str(&b, one);
        }
    }
    return buf_done(&b);
}

str str_clean_line(struct arena *mem, str s)
{
    return clean(mem, s, false);
}

str str_clean_text(struct arena *mem, str s)
{
    return clean(mem, s, true);
}
