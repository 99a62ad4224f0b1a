/* form.c: application/x-www-form-urlencoded, of bodies and of queries. */
#include "kit/web/job.h"

void pairs_add(struct arena *mem, struct pairs *p, str name, str value)
{
    if (p->n == p->cap) {
        size_t cap = p->cap ? p->cap * 2 : 16;
        struct pair *at = NEW_N(mem, struct pair, cap);
        if (p->n)
            memcpy(at, p->at, p->n * sizeof *at);
        p->at = at;
        p->cap = cap;
    }
    p->at[p->n++] = (struct pair){name, value};
}

const struct pair *pairs_find(const struct pairs *p, str name)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->at[i].name, name))
            return &p->at[i];
    return NULL;
}

static bool same_header(str a, str b)
{
    return a.len == b.len && strncasecmp(a.at, b.at, a.len) == 0;
}

const struct pair *pairs_find_header(const struct pairs *p, str name)
{
    for (size_t i = 0; i < p->n; i++)
        if (same_header(p->at[i].name, name))
            return &p->at[i];
    return NULL;
}

size_t pairs_count_header(const struct pairs *p, str name)
{
    size_t n = 0;
    for (size_t i = 0; i < p->n; i++)
        n += same_header(p->at[i].name, name);
    return n;
}

static int hex(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    c = (char)(c | 0x20);
    return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

enum err form_unescape(struct arena *mem, str in, bool plus, str *out)
{
    char *at = arena_alloc(mem, in.len + 1);
    size_t n = 0;
    for (size_t i = 0; i < in.len; i++) {
        char c = in.at[i];
        if (c == '%') {
            int hi = i + 2 < in.len ? hex(in.at[i + 1]) : -1;
            int lo = i + 2 < in.len ? hex(in.at[i + 2]) : -1;
            if (hi < 0 || lo < 0)
                return ERR_INVALID;
            c = (char)(hi << 4 | lo);
            i += 2;
        } else if (c == '+' && plus) {
            c = ' ';
        }
        at[n++] = c;
    }
    str s = {at, n};
    if (!utf8_ok(s))
        return ERR_INVALID;
    *out = s;
    return OK;
}

enum err form_decode(struct arena *mem, str in, size_t most, struct pairs *out)
{
    while (in.len) {
        str value = str_cut(&in, '&');
        if (!value.len)
            continue;
        str name = str_cut(&value, '=');
        enum err e = form_unescape(mem, name, true, &name);
        if (!e)
            e = form_unescape(mem, value, true, &value);
        if (e)
            return e;
        if (out->n == most)
            return ERR_TOO_BIG;
        pairs_add(mem, out, name, value);
    }
    return OK;
}
