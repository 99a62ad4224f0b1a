/* html.c: the escapers behind templates. One table of bytes, clean spans copied whole. */
#include "kit/web/html.h"

void html_lit(struct html *h, const char *at, size_t len)
{
    buf_add(h->out, at, len);
}

/* ---- text and quoted attributes ------------------------------------------ */

static const char *const entity[256] = {
    ['&'] = "&amp;", ['<'] = "&lt;", ['>'] = "&gt;", ['"'] = "&quot;", ['\''] = "&#39;",
};

void html_text(struct html *h, str s)
{
    size_t from = 0;
    for (size_t i = 0; i < s.len; i++) {
        const char *e = entity[(unsigned char)s.at[i]];
        if (!e)
            continue;
        buf_add(h->out, s.at + from, i - from);
        buf_z(h->out, e);
        from = i + 1;
    }
    if (from < s.len)
        buf_add(h->out, s.at + from, s.len - from);
}

void html_z(struct html *h, const char *z)
{
    html_text(h, str_of(z));
}

void html_int(struct html *h, int64_t n)
{
    buf_int(h->out, n);
}

/* ---- addresses ------------------------------------------------------------ */

static bool is_unreserved(unsigned char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
           c == '.' || c == '_' || c == '~';
}

void html_url_str(struct html *h, str s)
{
    static const char hex[] = "0123456789ABCDEF";
    for (size_t i = 0; i < s.len; i++) {
        unsigned char c = (unsigned char)s.at[i];
        if (is_unreserved(c)) {
            buf_char(h->out, (char)c);
            continue;
        }
        const char code[3] = {'%', hex[c >> 4], hex[c & 15]};
        buf_add(h->out, code, 3);
    }
}

void html_url_z(struct html *h, const char *z)
{
    html_url_str(h, str_of(z));
}

void html_url_int(struct html *h, int64_t n)
{
    buf_int(h->out, n);
}

void html_root(struct html *h)
{
    if (h->cx && h->cx->lang == LANG_EN)
        buf_z(h->out, "/en");
}

static bool is_clean(str s)
{
    for (size_t i = 0; i < s.len; i++)
        if ((unsigned char)s.at[i] <= ' ' || s.at[i] == '\\' || s.at[i] == 127)
            return false;
    return true;
}

/* Browsers read "//host" and "/\host" as another site. "?…" and "#…" stay on the page. */
static bool is_local(str s)
{
    bool begins = s.len && (s.at[0] == '/' || s.at[0] == '?' || s.at[0] == '#');
    return begins && !str_starts(s, S("//")) && is_clean(s);
}

void html_address(struct html *h, str address)
{
    html_text(h, is_local(address) ? address : S("#"));
}

void html_path(struct html *h, str address)
{
    if (is_local(address) && address.at[0] == '/')
        html_root(h);
    html_address(h, address);
}

void html_link(struct html *h, str address)
{
    bool web = str_starts(address, S("https://")) || str_starts(address, S("http://"));
    html_text(h, web && is_clean(address) ? address : S("#"));
}

/* ---- UI texts --------------------------------------------------------------- */

static enum lang lang_of(const struct html *h)
{
    return h->cx ? h->cx->lang : LANG_ZH;
}

void html_tr(struct html *h, const char *msgid)
{
    html_text(h, tr(lang_of(h), msgid));
}

void html_tr_args(struct html *h, const char *msgid, const struct tr_arg *args, size_t n)
{
    html_text(h, tr_fill(h->out->mem, lang_of(h), msgid, args, n));
}

void html_tr_count(struct html *h, const char *one, const char *many, int64_t n)
{
    html_text(h, tr_count(h->out->mem, lang_of(h), one, many, n));
}

str html_arg_str(struct html *h, str s)
{
    (void)h;
    return s;
}

str html_arg_z(struct html *h, const char *z)
{
    (void)h;
    return str_of(z);
}

str html_arg_int(struct html *h, int64_t n)
{
    return str_fmt(h->out->mem, "%lld", (long long)n);
}
