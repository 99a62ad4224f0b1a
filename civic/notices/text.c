/* text.c: what a text says, how long it may be, and how it is kept. */
#include "civic/notices/notices_own.h"

/* ---- fitting ----------------------------------------------------------- */

static str filled(struct ctx *cx, enum lang lang, const char *text, const struct tr_arg *args,
                  size_t n, size_t title)
{
    struct tr_arg *cut = NEW_N(cx->mem, struct tr_arg, n + 1);
    for (size_t i = 0; i < n; i++) {
        cut[i] = args[i];
        if (strcmp(args[i].name, "title") == 0 && utf8_count(args[i].value) > title)
            cut[i].value = str_fmt(cx->mem, "%.*s\xe2\x80\xa6",
                                   STR_ARG(utf8_head(args[i].value, title ? title - 1 : 0)));
    }
    return tr_fill(cx->mem, lang, text, cut, n);
}

/* Each round cuts {title} by as much as is still too long; what is left over is cut at the end. */
str notices_fit(struct ctx *cx, enum lang lang, const char *text, const struct tr_arg *args,
                size_t n, size_t most)
{
    size_t title = 30;
    str s = filled(cx, lang, text, args, n, title);
    while (utf8_count(s) > most && title > 0) {
        size_t over = utf8_count(s) - most;
        title = over < title ? title - over : 0;
        s = filled(cx, lang, text, args, n, title);
    }
    return utf8_head(s, most);
}

/* Two brackets stand around the sign. */
size_t notices_most(const struct ctx *cx)
{
    const char *sign = cx->notices ? cx->notices->sms_sign : NULL;
    size_t n = sign ? utf8_count(str_of(sign)) + 2 : 0;
    return n < NOTICES_LONGEST / 2 ? NOTICES_LONGEST - n : NOTICES_LONGEST / 2;
}

/* ---- keeping ----------------------------------------------------------- */

static struct seal_key own_key(const struct ctx *cx)
{
    struct seal_key k;
    seal_derive(cx->seal, "notices", k.at);
    return k;
}

str notices_close(struct ctx *cx, const char *column, int64_t county, int64_t id, str plain)
{
    struct seal_key k = own_key(cx);
    str box = seal_text(&k, (struct seal_where){"notices", column, county, id}, plain, cx->mem);
    seal_key_wipe(&k);
    return box;
}

str notices_open(struct ctx *cx, const char *column, int64_t county, int64_t id, str sealed)
{
    str plain = S("");
    struct seal_key k = own_key(cx);
    struct seal_where w = {"notices", column, county, id};
    if (!sealed.len || seal_read(&k, w, sealed, &plain, cx->mem))
        plain = S(""); /* sealed by another root key: nothing to show, nothing to send */
    seal_key_wipe(&k);
    return plain;
}
