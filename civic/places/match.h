/* match: what became of the places of a county from one national edition to the next.
 *
 * The tables say nothing about it, so names do, from the surest sign to the weakest:
 *  1. the same code and the same own name;
 *  2. the same own name within the same town (which may itself have another code now), once there;
 *  3. the same own name in the county, once on either side;
 *  4. the same three again with every ending taken off ("village villagers' committee");
 *  5. the same code and a name that sounds the same: another spelling.
 * What is left is new or gone. A place gone has no successor: what lay in it goes to its town.
 */
#pragma once
#include "civic/places/names.h"

struct place_row { /* of one edition */
    int64_t code;
    str name;
    enum place_level level;
};
struct place_edition { /* ascending by code */
    const struct place_row *rows;
    size_t n;
};
enum place_change_kind {
    PLACE_SAME,      /* code and name */
    PLACE_RENAMED,   /* code and own name: only the words around it changed */
    PLACE_RECODED,   /* the own name under another code */
    PLACE_RESPELLED, /* the code, and a name that sounds the same */
    PLACE_NEW,
    PLACE_GONE,
    PLACE_CHANGES
};
struct place_change {
    enum place_change_kind kind;
    const struct place_row *was, *is; /* NULL where there is none */
};
struct place_matching {
    struct place_change *at; /* towns first, then communities; in arena */
    size_t n;
    size_t count[PLACE_LEVELS][PLACE_CHANGES];
};
/* The towns and communities of one county. */
void place_match(struct arena *mem, const struct place_endings *endings,
                 struct place_sounds *sounds, struct place_edition was, struct place_edition is,
                 struct place_matching *out);
/* Counties within their province; sounds are not asked. */
void place_match_counties(struct arena *mem, const struct place_endings *endings,
                          struct place_edition was, struct place_edition is,
                          struct place_matching *out);
