/* words: what words in tables mean, from files of data/. */
#include "civic/sheets/sheets.h"

#include "kit/base/csv.h"

enum { WORDS_MAX = 400, WORD_MOST = 4 * SHEETS_CELL };

struct sheets_words {
    struct {
        str kind, word, means;
        str plain; /* the word as it is compared */
    } at[WORDS_MAX];
    int n;
};

/* Small letters; without spaces, stars and whatever stands in brackets. */
static str plain(struct arena *mem, str s)
{
    struct buf b = buf_new(mem, WORD_MOST);
    int depth = 0;
    for (str rest = s; rest.len;) {
        str from = rest;
        uint32_t c = utf8_next(&rest);
        depth += c == '(' || c == 0xFF08;
        bool skip = depth || c <= ' ' || c == 0x3000 || c == '*' || c == ':' || c == 0xFF1A;
        depth -= depth && (c == ')' || c == 0xFF09);
        if (skip)
            continue;
        if (c >= 'A' && c <= 'Z')
            buf_char(&b, (char)(c + 32));
        else
            buf_add(&b, from.at, from.len - rest.len);
    }
    return buf_done(&b);
}

const struct sheets_words *sheets_words_read(struct arena *mem, str csv)
{
    struct sheets_words *w = NEW(mem, struct sheets_words);
    struct csv *c = NEW(mem, struct csv);
    csv_open(c, mem, csv);
    while (csv_next(c)) {
        if (w->n == WORDS_MAX)
            return NULL;
        w->at[w->n].kind = csv_field(c, 0);
        w->at[w->n].word = csv_field(c, 1);
        w->at[w->n].plain = plain(mem, w->at[w->n].word);
        w->at[w->n++].means = csv_field(c, 2);
    }
    return c->err ? NULL : w;
}

str sheets_means(const struct sheets_words *w, struct arena *mem, const char *kind, str word)
{
    str p = plain(mem, word);
    for (int i = 0; i < w->n; i++)
        if (str_eq(w->at[i].plain, p) && str_is(w->at[i].kind, kind))
            return w->at[i].means;
    return STR_NONE;
}

str sheets_holds(const struct sheets_words *w, const char *kind, str text)
{
    for (int i = 0; i < w->n; i++)
        if (str_is(w->at[i].kind, kind) && str_find(text, w->at[i].word) != SIZE_MAX)
            return w->at[i].word;
    return STR_NONE;
}

bool sheets_word_next(const struct sheets_words *w, const char *kind, int *i, str *word)
{
    for (; *i < w->n; ++*i)
        if (str_is(w->at[*i].kind, kind)) {
            *word = w->at[(*i)++].word;
            return true;
        }
    return false;
}
