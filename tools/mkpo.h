/* mkpo: what the files of tools/mkpo share.
 *
 * Kept true here: one row per msgid, whoever names it, the catalogues or the program.
 */
#pragma once
#include "tool.h"

enum { PO_ZH, PO_EN, PO_LANGUAGES };
struct po_row {
    char *msgid;
    char *plural;             /* msgid_plural, or NULL */
    char *text[PO_LANGUAGES]; /* NULL: none */
    char *many[PO_LANGUAGES];
    const char *po; /* where its Chinese stands */
    int po_line;
    bool used;
};
/* Valid until the next po_row_for. */
struct po_row *po_row_find(const char *msgid); /* or NULL */
struct po_row *po_row_for(const char *msgid);  /* made, if there is none */

extern struct text po_deps; /* the .d file: every file and folder that was read */

/* mkpo_read.c */
void po_read(const char *path, int lang);
/* Neighbouring C string literals are one string; NULL if there is none at *p. Else *p moves behind.
 */
char *po_string(const char **p);
const char *po_skip_space(const char *p);
int po_lines_between(const char *a, const char *b);

/* mkpo_scan.c: every text in the files below the folder is used, or complained of. */
void po_scan(const char *dir);
