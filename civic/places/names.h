/* names: what of a place's name is its own, and how it sounds.
 *
 * Kept true here: the words that only say what kind of place it is (community, villagers'
 * committee, town …) come from data/places/suffixes.csv; sounds come from ICU and are used for
 * aliases, for typing initials and for recognising another spelling, never shown as text.
 */
#pragma once
#include "civic/places/code.h"

/* The endings, longest first per level as the file has them. In arena. */
struct place_endings {
    str at[PLACE_LEVELS][24];
    int n[PLACE_LEVELS];
};
enum err place_endings_read(struct arena *mem, struct place_endings *out) MUST_CHECK;
/* The name without its ending; the whole name where nothing of two characters would be left. */
str place_root(const struct place_endings *e, enum place_level level, str name);

struct place_sounds; /* ICU's transliterator; one per thread; close it */
enum err place_sounds_open(struct place_sounds **out) MUST_CHECK;
void place_sounds_close(struct place_sounds *s); /* accepts NULL */
/* "hong zhu yuan": lower-case ASCII words, one per character. */
str place_sound(struct place_sounds *s, struct arena *mem, str name);
/* "hzy": letters and digits only; at most 12. */
str place_initials(struct place_sounds *s, struct arena *mem, str root);
