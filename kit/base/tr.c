/* tr.c: UI text by msgid. The table comes from po/ through tools/mkpo, sorted by msgid. */
#include "kit/base/base.h"
#include "kit/base/tr_table.h"

#include <stdatomic.h>

static const struct tr_entry *look_up(const char *msgid)
{
    size_t low = 0, high = tr_entries;
    while (low < high) {
        size_t mid = (low + high) / 2;
        int c = strcmp(msgid, tr_table[mid].msgid);
        if (c == 0)
            return &tr_table[mid];
        if (c < 0)
            high = mid;
        else
            low = mid + 1;
    }
    return NULL;
}

/* A page asks for the same texts at the same addresses again and again: the entry found there last
 * is compared first. An address may hold another text by now, so it is compared, not trusted. */
static const struct tr_entry *entry_of(const char *msgid)
{
    enum { SEEN = 1024 };
    static _Atomic(const struct tr_entry *) seen[SEEN];
    size_t at = ((uintptr_t)msgid * 0x9e3779b97f4a7c15u >> 32) % SEEN;
    const struct tr_entry *t = atomic_load_explicit(&seen[at], memory_order_relaxed);
    if (t && strcmp(t->msgid, msgid) == 0)
        return t;
    t = look_up(msgid);
    if (t)
        atomic_store_explicit(&seen[at], t, memory_order_relaxed);
    return t;
}

str tr(enum lang lang, const char *msgid)
{
    const struct tr_entry *t = entry_of(msgid);
    return str_of(t && t->text[lang] ? t->text[lang] : msgid);
}

static const struct tr_arg *arg_named(const struct tr_arg *args, size_t n, str name)
{
    for (size_t i = 0; i < n; i++)
        if (str_is(name, args[i].name))
            return &args[i];
    return NULL;
}

static str fill(struct arena *mem, str text, const struct tr_arg *args, size_t n)
{
    struct buf b = buf_new(mem, 65536);
    size_t from;
    while ((from = str_find(text, S("{"))) != SIZE_MAX) {
        buf_add(&b, text.at, from);
        str rest = {text.at + from + 1, text.len - from - 1};
        size_t to = str_find(rest, S("}"));
        const struct tr_arg *a = to == SIZE_MAX ? NULL : arg_named(args, n, (str){rest.at, to});
        if (a) {
            buf_str(&b, a->value);
            rest = (str){rest.at + to + 1, rest.len - to - 1};
        } else {
            buf_char(&b, '{');
        }
        text = rest;
    }
    buf_str(&b, text);
    return buf_done(&b);
}

str tr_fill(struct arena *mem, enum lang lang, const char *msgid, const struct tr_arg *args,
            size_t n)
{
    return fill(mem, tr(lang, msgid), args, n);
}

str tr_count(struct arena *mem, enum lang lang, const char *one, const char *many, int64_t n)
{
    const struct tr_entry *t = entry_of(one);
    str text = tr(lang, one);
    if (n != 1 && (lang == LANG_EN || !t))
        text = str_of(t && t->many[lang] ? t->many[lang] : many);
    struct tr_arg a = TR("n", str_fmt(mem, "%lld", (long long)n));
    return fill(mem, text, &a, 1);
}
