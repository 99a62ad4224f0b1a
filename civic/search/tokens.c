/* tokens.c: runs of characters of one sort, cut as tokens.h says. */
#include "civic/search/tokens.h"

#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>

enum sort { BETWEEN, WORD, PAIRS };

static enum sort sort_of(UChar32 c)
{
    UErrorCode status = U_ZERO_ERROR;
    int8_t type = u_charType(c);
    if (!u_isalnum(c) && type != U_NON_SPACING_MARK && type != U_COMBINING_SPACING_MARK)
        return BETWEEN;
    switch (uscript_getScript(c, &status)) {
    case USCRIPT_HAN:
    case USCRIPT_HIRAGANA:
    case USCRIPT_KATAKANA:
    case USCRIPT_HANGUL:
    case USCRIPT_BOPOMOFO:
    case USCRIPT_YI:
        return PAIRS;
    default:
        return WORD;
    }
}

/* Normalised UTF-16 in arena; empty if ICU refuses it. */
static const UChar *fold(struct arena *mem, str text, int32_t *len)
{
    UErrorCode status = U_ZERO_ERROR;
    const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&status);
    int32_t cap = (int32_t)text.len + 1, wide_len = 0;
    UChar *wide = NEW_N(mem, UChar, cap);
    u_strFromUTF8(wide, cap, &wide_len, text.at, (int32_t)text.len, &status);
    *len = 0;
    if (U_FAILURE(status))
        return wide;
    int32_t need = unorm2_normalize(nfkc, wide, wide_len, NULL, 0, &status);
    if (status != U_BUFFER_OVERFLOW_ERROR && U_FAILURE(status))
        return wide;
    status = U_ZERO_ERROR;
    UChar *out = NEW_N(mem, UChar, need + 1);
    unorm2_normalize(nfkc, wide, wide_len, out, need + 1, &status);
    if (U_SUCCESS(status))
        *len = need;
    return out;
}

static void put(struct buf *b, UChar32 c)
{
    char utf8[4];
    int32_t n = 0;
    U8_APPEND_UNSAFE(utf8, n, c);
    buf_add(b, utf8, (size_t)n);
}

struct run { /* characters of one sort */
    enum sort sort;
    const UChar *at;
    int32_t len;
};

/* The next run behind `r`; false at the end. */
static bool next_run(const UChar *text, int32_t len, int32_t *i, struct run *r)
{
    UChar32 c;
    enum sort sort = BETWEEN;
    int32_t from = *i, next = *i;
    while (next < len && sort == BETWEEN) {
        from = next;
        U16_NEXT(text, next, len, c);
        sort = sort_of(c);
    }
    if (sort == BETWEEN)
        return false;
    int32_t end = next;
    while (next < len) {
        U16_NEXT(text, next, len, c);
        if (sort_of(c) != sort)
            break;
        end = next;
    }
    *r = (struct run){sort, text + from, end - from};
    *i = end;
    return true;
}

static void put_word(struct buf *b, const struct run *r)
{
    UChar32 c;
    int n = 0;
    for (int32_t i = 0; i < r->len && n < SEARCH_WORD_MAX; n++) {
        U16_NEXT(r->at, i, r->len, c);
        put(b, c);
    }
}

/* Pairs, separated by blanks; the last single character too if asked. */
static void put_pairs(struct buf *b, const struct run *r, bool last)
{
    UChar32 c, before = 0;
    int n = 0;
    for (int32_t i = 0; i < r->len; n++) {
        U16_NEXT(r->at, i, r->len, c);
        if (n) {
            buf_z(b, n > 1 ? " " : "");
            put(b, before);
            put(b, c);
        }
        before = c;
    }
    if (last || n == 1) {
        buf_z(b, n > 1 ? " " : "");
        put(b, before);
    }
}

str search_tokens(struct arena *mem, str text)
{
    int32_t len = 0, i = 0;
    struct run r;
    struct buf b = buf_new(mem, 8 * (size_t)SEARCH_TEXT_MAX);
    if (text.len > SEARCH_TEXT_MAX)
        text = utf8_head(text, SEARCH_TEXT_MAX / 4);
    const UChar *folded = fold(mem, text, &len);
    while (next_run(folded, len, &i, &r)) {
        buf_z(&b, b.len ? " " : "");
        if (r.sort == PAIRS)
            put_pairs(&b, &r, true);
        else
            put_word(&b, &r);
    }
    return buf_done(&b);
}

struct search_query search_parse(struct arena *mem, str text)
{
    struct search_query q = {.n = 0};
    int32_t len = 0, i = 0;
    struct run r;
    if (text.len > SEARCH_QUERY_MAX)
        text = utf8_head(text, SEARCH_QUERY_MAX / 4);
    const UChar *folded = fold(mem, text, &len);
    while (q.n < SEARCH_TERMS && next_run(folded, len, &i, &r)) {
        struct buf b = buf_new(mem, 8 * SEARCH_QUERY_MAX);
        if (r.sort == PAIRS)
            put_pairs(&b, &r, false);
        else
            put_word(&b, &r);
        q.term[q.n++] =
            (struct search_term){buf_done(&b), r.sort == PAIRS && u_countChar32(r.at, r.len) == 1};
    }
    return q;
}

str search_fts5(struct arena *mem, const struct search_query *q)
{
    struct buf b = buf_new(mem, 16 * SEARCH_QUERY_MAX);
    for (int i = 0; i < q->n; i++)
        buf_fmt(&b, "%s\"%.*s\"%s", i ? " AND " : "", STR_ARG(q->term[i].tokens),
                q->term[i].prefix ? " *" : "");
    return buf_done(&b);
}

str search_tsquery(struct arena *mem, const struct search_query *q)
{
    struct buf b = buf_new(mem, 16 * SEARCH_QUERY_MAX);
    for (int i = 0; i < q->n; i++) {
        str rest = q->term[i].tokens;
        buf_z(&b, i ? " & (" : "(");
        for (bool first = true; rest.len; first = false) {
            str token = str_cut(&rest, ' ');
            buf_fmt(&b, "%s'%.*s'", first ? "" : " <-> ", STR_ARG(token));
        }
        buf_z(&b, q->term[i].prefix ? ":*)" : ")");
    }
    return buf_done(&b);
}
