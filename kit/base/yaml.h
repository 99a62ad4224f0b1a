/* yaml: a YAML document as a tree, for files that people write (flows, forms, catalogues).
 *
 * Kept true here: no anchors, aliases, tags or second documents; a key occurs once in its map; at
 * most YAML_DEPTH_MAX deep and YAML_NODES_MAX nodes, so no text grows when it is read; every node
 * knows its line. JSON is YAML too.
 */
#pragma once
#include "kit/base/base.h"

enum { YAML_DEPTH_MAX = 12, YAML_NODES_MAX = 20000 };

enum yaml_type { YAML_WORD, YAML_LIST, YAML_MAP };
struct yaml {
    enum yaml_type type;
    str text; /* YAML_WORD */
    str key;  /* in a map */
    int line, n;
    struct yaml *first, *next;
};

/* ERR_INVALID: *why is "line 7: …", in English, for the one who writes the file. */
enum err yaml_read(struct arena *mem, str text, const struct yaml **out, str *why) MUST_CHECK;
const struct yaml *yaml_find(const struct yaml *map, const char *key); /* NULL if absent */
/* Writes a double-quoted YAML (and JSON) word. */
void yaml_write_word(struct buf *b, str s);
