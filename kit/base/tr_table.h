/* tr_table: what tools/mkpo makes of po/: one entry per msgid, sorted by strcmp. */
#pragma once
#include "kit/base/base.h"

struct tr_entry {
    const char *msgid;
    const char *text[LANGS]; /* NULL: the msgid itself */
    const char *many[LANGS]; /* the plural form, or NULL */
};
extern const struct tr_entry tr_table[];
extern const size_t tr_entries;
