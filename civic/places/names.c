/* names.c: endings from data, sounds from ICU. */
#include "civic/places/names.h"

#include "kit/base/csv.h"

#include <unicode/ustring.h>
#include <unicode/utrans.h>

extern const str places_data_suffixes; /* data/places/suffixes.csv, compiled in */

static enum err add_ending(struct place_endings *e, str level, str text)
{
    for (int i = PLACE_PROVINCE; i < PLACE_LEVELS; i++) {
        if (!str_is(level, place_level_names[i]))
            continue;
        if (e->n[i] == COUNT(e->at[i]))
            return ERR_TOO_BIG;
        e->at[i][e->n[i]++] = text;
        return OK;
    }
    return ERR_INVALID;
}

enum err place_endings_read(struct arena *mem, struct place_endings *out)
{
    struct csv c;
    struct place_endings all = {0};
    csv_open(&c, mem, places_data_suffixes);
    for (bool heading = true; csv_next(&c); heading = false) {
        enum err e = heading ? OK : add_ending(&all, csv_field(&c, 0), csv_field(&c, 1));
        if (e)
            return e;
    }
    if (c.err)
        return c.err;
    *out = all;
    return OK;
}

str place_root(const struct place_endings *e, enum place_level level, str name)
{
    for (int i = 0; i < e->n[level]; i++) {
        str ending = e->at[level][i];
        if (!str_ends(name, ending))
            continue;
        str root = {name.at, name.len - ending.len};
        return utf8_count(root) >= 2 ? root : name;
    }
    return name;
}

/* ---- sounds ------------------------------------------------------------ */

/* The handle is ICU's own: civic parts own no memory. */
enum err place_sounds_open(struct place_sounds **out)
{
    static const UChar id[] = u"Han-Latin; Latin-ASCII; Lower";
    UErrorCode status = U_ZERO_ERROR;
    UTransliterator *t = utrans_openU(id, -1, UTRANS_FORWARD, NULL, 0, NULL, &status);
    if (U_FAILURE(status))
        return ERR_FAULT;
    *out = (struct place_sounds *)(void *)t;
    return OK;
}

void place_sounds_close(struct place_sounds *s)
{
    if (s)
        utrans_close((UTransliterator *)(void *)s);
}

enum { NAME_MAX_UNITS = 64, SOUND_MAX_UNITS = 640 };

str place_sound(struct place_sounds *s, struct arena *mem, str name)
{
    UChar wide[SOUND_MAX_UNITS];
    UErrorCode status = U_ZERO_ERROR;
    int32_t n = 0, limit, len = 0;
    str head = utf8_head(name, NAME_MAX_UNITS / 2);
    u_strFromUTF8(wide, NAME_MAX_UNITS, &n, head.at, (int32_t)head.len, &status);
    limit = n;
    utrans_transUChars((UTransliterator *)(void *)s, wide, &n, SOUND_MAX_UNITS, 0, &limit, &status);
    char *out = arena_alloc(mem, SOUND_MAX_UNITS * 3 + 1);
    u_strToUTF8(out, SOUND_MAX_UNITS * 3 + 1, &len, wide, n, &status);
    return U_FAILURE(status) ? S("") : (str){out, (size_t)len};
}

static bool is_word_char(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
}

str place_initials(struct place_sounds *s, struct arena *mem, str root)
{
    str sound = place_sound(s, mem, root);
    char *out = arena_alloc(mem, 13);
    size_t n = 0;
    for (size_t i = 0; i < sound.len && n < 12; i++)
        if (is_word_char(sound.at[i]) && (i == 0 || !is_word_char(sound.at[i - 1])))
            out[n++] = sound.at[i];
    return (str){out, n};
}
