/* guess.c: names in a text. */
#include "rooms/cases/guess.h"

#include "civic/people/people.h"
#include "civic/places/places.h"

enum { NAMES_MOST = 4000 };

/* ---- places ------------------------------------------------------------------- */

/* The word for what it is, which people leave out: community, villagers' committee. */
static str short_name(str name)
{
    static const char *const endings[] = {
        "\xe7\xa4\xbe\xe5\x8c\xba", "\xe6\x9d\x91\xe5\xa7\x94\xe4\xbc\x9a",
        "\xe6\x9d\x91\xe6\xb0\x91\xe5\xa7\x94\xe5\x91\x98\xe4\xbc\x9a"};
    for (size_t i = 0; i < COUNT(endings); i++)
        if (str_ends(name, str_of(endings[i])))
            return (str){name.at, name.len - strlen(endings[i])};
    return name;
}

static void add(struct guess_places *p, str name, int64_t code)
{
    if (utf8_count(name) >= 2 && p->n < NAMES_MOST)
        p->at[p->n++] = (struct guess_name){name, code};
}

enum err guess_places_load(struct ctx *cx, struct guess_places *out)
{
    struct posts_reach r;
    enum err e = OK;
    *out = (struct guess_places){.at = NEW_N(cx->mem, struct guess_name, NAMES_MOST)};
    posts_reach(cx, ACT_CASES_ENTER, &r);
    for (int i = 0; !e && i < r.ranges; i++) {
        struct place *places;
        int n = 0;
        e = places_list_level(cx, place_above(r.lo[i], PLACE_COMMUNITY), PLACE_COMMUNITY, &places,
                              &n);
        for (int k = 0; !e && k < n; k++) {
            add(out, places[k].name, places[k].code);
            add(out, short_name(places[k].name), places[k].code);
        }
    }
    return e;
}

int64_t guess_place(const struct guess_places *p, str text)
{
    size_t best = 0;
    int64_t code = 0;
    for (int i = 0; i < p->n; i++)
        if (p->at[i].name.len > best && str_find(text, p->at[i].name) != SIZE_MAX) {
            best = p->at[i].name.len;
            code = p->at[i].code;
        }
    return code;
}

/* ---- kinds -------------------------------------------------------------------- */

static void weigh(str text, str word, str code, size_t *best, str *out)
{
    if (utf8_count(word) < 2 || word.len <= *best || str_find(text, word) == SIZE_MAX)
        return;
    *best = word.len;
    *out = code;
}

str guess_kind(const struct categories *all, str text)
{
    size_t best = 0;
    str code = STR_NONE;
    for (int i = 0; text.len && i < all->n; i++) {
        const struct category *c = &all->at[i];
        weigh(text, c->name, c->code, &best, &code);
        weigh(text, c->plain, c->code, &best, &code);
        for (str also = c->also; also.len;)
            weigh(text, str_cut(&also, ' '), c->code, &best, &code);
    }
    return code;
}
