/* str.c: views of bytes: compare, cut, copy, numbers. */
#include "kit/base/base.h"

str str_of(const char *z)
{
    return z ? (str){z, strlen(z)} : (str){"", 0};
}

bool str_eq(str a, str b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.at, b.at, a.len) == 0);
}

bool str_is(str a, const char *z)
{
    return str_eq(a, str_of(z));
}

int str_cmp(str a, str b)
{
    size_t n = a.len < b.len ? a.len : b.len;
    int c = n ? memcmp(a.at, b.at, n) : 0;
    return c ? c : (a.len > b.len) - (a.len < b.len);
}

bool str_starts(str s, str prefix)
{
    return s.len >= prefix.len && str_eq((str){s.at, prefix.len}, prefix);
}

bool str_ends(str s, str suffix)
{
    return s.len >= suffix.len && str_eq((str){s.at + s.len - suffix.len, suffix.len}, suffix);
}

static size_t space_at_start(str s)
{
    if (s.len && strchr(" \t\r\n\v\f", s.at[0]) && s.at[0])
        return 1;
    return str_starts(s, S("\xe3\x80\x80")) ? 3 : 0; /* U+3000 */
}

static size_t space_at_end(str s)
{
    if (s.len && strchr(" \t\r\n\v\f", s.at[s.len - 1]) && s.at[s.len - 1])
        return 1;
    return str_ends(s, S("\xe3\x80\x80")) ? 3 : 0;
}

str str_trim(str s)
{
    size_t n;
    while ((n = space_at_start(s)))
        s = (str){s.at + n, s.len - n};
    while ((n = space_at_end(s)))
        s.len -= n;
    return s;
}

size_t str_find(str s, str what)
{
    if (!what.len)
        return 0;
    const char *at = s.len ? memmem(s.at, s.len, what.at, what.len) : NULL;
    return at ? (size_t)(at - s.at) : SIZE_MAX;
}

str str_cut(str *rest, char sep)
{
    const char *at = rest->len ? memchr(rest->at, sep, rest->len) : NULL;
    str head = *rest;
    if (!at) {
        *rest = (str){rest->at + rest->len, 0};
        return head;
    }
    head.len = (size_t)(at - rest->at);
    *rest = (str){at + 1, rest->len - head.len - 1};
    return head;
}

char *str_z(struct arena *mem, str s)
{
    char *z = arena_alloc(mem, s.len + 1);
    if (s.len)
        memcpy(z, s.at, s.len);
    return z;
}

str str_keep(struct arena *mem, str s)
{
    return (str){str_z(mem, s), s.len};
}

str str_fmt(struct arena *mem, const char *fmt, ...)
{
    char most[200]; /* is enough for nearly all: these are put together once, not twice */
    va_list ap, again;
    va_start(ap, fmt);
    va_copy(again, ap);
    int len = vsnprintf(most, sizeof most, fmt, ap);
    va_end(ap);
    assert(len >= 0);
    char *at = arena_room(mem, (size_t)len + 1);
    if ((size_t)len < sizeof most)
        memcpy(at, most, (size_t)len + 1);
    else
        vsnprintf(at, (size_t)len + 1, fmt, again);
    va_end(again);
    return (str){at, (size_t)len};
}

enum err str_int(str s, int64_t *out)
{
    bool negative = s.len > 1 && s.at[0] == '-';
    size_t i = negative ? 1 : 0;
    int64_t n = 0;
    if (i == s.len || s.len > 20)
        return ERR_INVALID;
    for (; i < s.len; i++) {
        if (s.at[i] < '0' || s.at[i] > '9')
            return ERR_INVALID;
        int digit = s.at[i] - '0';
        if (__builtin_mul_overflow(n, 10, &n) ||
            __builtin_add_overflow(n, negative ? -digit : digit, &n))
            return ERR_INVALID;
    }
    *out = n;
    return OK;
}

/* Digits with at most one point; strtod would take the locale's point, hex and "nan". */
enum err str_double(str s, double *out)
{
    size_t i = s.len && s.at[0] == '-' ? 1 : 0;
    double n = 0, unit = 0;
    bool digits = false;
    if (s.len > 40)
        return ERR_INVALID;
    for (; i < s.len; i++) {
        char c = s.at[i];
        if (c == '.' && unit == 0) {
            unit = 1;
            continue;
        }
        if (c < '0' || c > '9')
            return ERR_INVALID;
        digits = true;
        if (unit != 0)
            unit *= 10;
        n = n * 10 + (c - '0');
    }
    if (!digits)
        return ERR_INVALID;
    n = unit > 1 ? n / unit : n;
    *out = s.at[0] == '-' ? -n : n;
    return OK;
}

str str_hex(struct arena *mem, const void *bytes, size_t len)
{
    static const char digits[] = "0123456789abcdef";
    const unsigned char *b = bytes;
    char *at = arena_alloc(mem, len * 2 + 1);
    for (size_t i = 0; i < len; i++) {
        at[i * 2] = digits[b[i] >> 4];
        at[i * 2 + 1] = digits[b[i] & 15];
    }
    return (str){at, len * 2};
}

static int hex_digit(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err str_unhex(str s, void *out, size_t len)
{
    unsigned char *b = out;
    if (s.len != len * 2)
        return ERR_INVALID;
    for (size_t i = 0; i < s.len; i++)
        if (hex_digit(s.at[i]) < 0)
            return ERR_INVALID;
    for (size_t i = 0; i < len; i++)
        b[i] = (unsigned char)(hex_digit(s.at[i * 2]) << 4 | hex_digit(s.at[i * 2 + 1]));
    return OK;
}
