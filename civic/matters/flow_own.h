/* flow_own: what the files of civic/matters share about flows. */
#pragma once
#include "civic/matters/matters.h"

enum { MATTERS_JOIN_MAX = 64 };

/* Writes f->text, the canonical form, and f->hash. */
void flow_write(struct arena *mem, struct flow *f);
/* "line 7: …", or the words alone where no line is known (0). */
str flow_told(struct arena *mem, enum lang lang, int line, str what);
/* The place of a word in a list of names, or -1. */
int flow_name_in(const char *const *names, int n, str word);

extern const char *const flow_join_names[FLOW_JOINS]; /* all, any, some */
extern const char *const flow_who_names[FLOW_BYS];    /* task, act, reporter, system */

/* What every kind has; ended by {0}. */
extern const struct matters_guard matters_guards[];
extern const struct matters_effect matters_effects[];
