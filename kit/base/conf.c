/* conf.c: `key = value` lines into a list; the last line of a key wins. */
#include "kit/base/base.h"

struct conf {
    str key, value;
    const struct conf *older;
};

enum err conf_read(struct arena *mem, str text, struct conf **out, int *bad_line)
{
    struct conf *last = NULL;
    for (int line = 1; text.len; line++) {
        str one = str_trim(str_cut(&text, '\n'));
        if (!one.len || one.at[0] == '#')
            continue;
        str value = one;
        str key = str_trim(str_cut(&value, '='));
        if (!key.len || key.len == one.len) {
            *bad_line = line;
            return ERR_INVALID;
        }
        struct conf *c = NEW(mem, struct conf);
        *c = (struct conf){str_keep(mem, key), str_keep(mem, str_trim(value)), last};
        last = c;
    }
    *out = last;
    return OK;
}

str conf_str(const struct conf *c, const char *key, const char *otherwise)
{
    for (; c; c = c->older)
        if (str_is(c->key, key))
            return c->value;
    return str_of(otherwise);
}

int64_t conf_int(const struct conf *c, const char *key, int64_t otherwise)
{
    int64_t n;
    return str_int(conf_str(c, key, ""), &n) == OK ? n : otherwise;
}
