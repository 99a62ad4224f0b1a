/* guess: which kind and which community a text names, by the words in it.
 *
 * Kept true here: a guess is one of the places where the actor may enter reports, and the longest
 * name that stands in the text; nothing is guessed where nothing is named.
 */
#pragma once
#include "rooms/cases/cases.h"

struct guess_places {
    struct guess_name {
        str name; /* whole, and without the word for what it is */
        int64_t code;
    } * at;
    int n;
};
enum err guess_places_load(struct ctx *cx, struct guess_places *out) MUST_CHECK;
int64_t guess_place(const struct guess_places *p, str text); /* 0: none */
/* The code of the kind whose name or other word stands in the text, the longest first; "" if none.
 */
str guess_kind(const struct categories *all, str text);
