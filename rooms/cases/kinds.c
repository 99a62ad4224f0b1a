/* kinds.c: finding a category by what somebody types for it. The list is short and in memory when
 * it is asked, so it is walked, not indexed; what takes time, the sounds, is stored with it. */
#include "civic/places/names.h"
#include "rooms/cases/category.h"

enum { TYPED_MOST = 60, OWN_NAMES = 2, SOUNDS_MOST = 2000, BEST = 0, NO_MATCH = 9 };

/* ---- sounds, when a category is stored ---------------------------------- */

static void add_sounds(struct buf *b, struct place_sounds *s, str words)
{
    while (words.len) {
        str word = str_cut(&words, ' ');
        if (word.len)
            buf_fmt(b, "%s%.*s", b->len ? ";" : "", STR_ARG(place_sound(s, b->mem, word)));
    }
}

enum err cases_category_sound(struct ctx *cx, struct category *const *at, int n)
{
    struct place_sounds *s;
    enum err e = place_sounds_open(&s);
    if (e)
        return e;
    for (int i = 0; i < n; i++) {
        struct buf b = buf_new(cx->mem, SOUNDS_MOST);
        add_sounds(&b, s, at[i]->plain);
        add_sounds(&b, s, at[i]->name);
        add_sounds(&b, s, at[i]->also);
        at[i]->sounds = buf_done(&b);
    }
    place_sounds_close(s);
    return OK;
}

/* ---- matching ------------------------------------------------------------ */

static bool is_letter(char c)
{
    return c >= 'a' && c <= 'z';
}

/* What was typed, as it is compared: small letters, no blanks and no apostrophes of pinyin. */
static str comparable(struct arena *mem, str typed)
{
    char *out = arena_alloc(mem, typed.len + 1);
    size_t n = 0;
    typed = utf8_head(str_trim(typed), TYPED_MOST);
    for (size_t i = 0; i < typed.len; i++) {
        char c = typed.at[i];
        if (c != ' ' && c != '\'')
            out[n++] = c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
    }
    return (str){out, n};
}

/* Do the syllables from `at` on begin with what was typed, each by some or all of its letters? */
static bool sounds_so(str at, str typed)
{
    size_t len = 0;
    if (!typed.len)
        return true;
    while (at.len && !is_letter(at.at[0]) && at.at[0] != ';')
        at = (str){at.at + 1, at.len - 1};
    while (len < at.len && is_letter(at.at[len]))
        len++;
    str rest = {at.at + len, at.len - len};
    for (size_t n = 1; n <= len && n <= typed.len && at.at[n - 1] == typed.at[n - 1]; n++)
        if (sounds_so(rest, (str){typed.at + n, typed.len - n}))
            return true;
    return false;
}

/* Its own names, which come first, before other words for it; beginnings before middles. */
static int match_sounds(str sounds, str typed)
{
    int best = NO_MATCH, word = 0;
    for (size_t i = 0; i < sounds.len; i++) {
        bool starts = i == 0 || sounds.at[i - 1] == ';';
        word += sounds.at[i] == ';';
        bool syllable = starts || (is_letter(sounds.at[i]) && !is_letter(sounds.at[i - 1]));
        int rank = (starts ? BEST + 1 : BEST + 3) + (word >= OWN_NAMES);
        if (syllable && rank < best && sounds_so((str){sounds.at + i, sounds.len - i}, typed))
            best = rank;
    }
    return best;
}

/* A word, a part of it, or a sentence with it inside ("the street lamp is out"). */
static int match_word(struct arena *mem, str word, str typed)
{
    str w = comparable(mem, word);
    if (!w.len)
        return NO_MATCH;
    if (str_eq(w, typed))
        return BEST;
    if (str_starts(w, typed))
        return BEST + 1;
    if (memmem(w.at, w.len, typed.at, typed.len))
        return BEST + 2;
    return utf8_count(w) > 1 && memmem(typed.at, typed.len, w.at, w.len) ? BEST + 2 : NO_MATCH;
}

static int match(struct arena *mem, const struct category *c, str typed)
{
    const str names[] = {c->plain, c->name, c->plain_en, c->name_en};
    int best = match_sounds(c->sounds, typed);
    for (size_t i = 0; i < COUNT(names); i++) {
        int rank = match_word(mem, names[i], typed);
        best = rank < best ? rank : best;
    }
    for (str also = c->also; also.len;) {
        int rank = match_word(mem, str_cut(&also, ' '), typed);
        best = rank < best ? rank : best;
    }
    return best;
}

int cases_category_search(struct arena *mem, const struct categories *all, str typed,
                          struct category *out, int max)
{
    int n = 0;
    str t = comparable(mem, typed);
    if (!t.len)
        return 0;
    int *ranks = NEW_N(mem, int, all->n + 1);
    for (int i = 0; i < all->n; i++)
        ranks[i] = match(mem, &all->at[i], t);
    /* kinds that many report, those with a place on the form, stand before others as likely */
    for (int rank = BEST; rank < NO_MATCH && n < max; rank++)
        for (int often = 1; often >= 0; often--)
            for (int i = 0; i < all->n && n < max; i++) {
                const struct category *c = &all->at[i];
                if ((c->chip || c->rural_chip) == (often == 1) && ranks[i] == rank)
                    out[n++] = *c;
            }
    return n;
}
