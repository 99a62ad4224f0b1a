/* rolls_own: shared by the files of this room. */
#pragma once
#include "kit/seal/seal.h"
#include "rooms/rolls/rolls.h"
#include "rooms/rolls/rolls_sql.h"

struct jobs_kind;
extern const struct jobs_kind rolls_job;

/* ---- words.c: what words in lists mean (data/rolls/words.csv) ---- */
const struct sheets_words *rolls_words(struct ctx *cx);
/* An address cut behind the last word that ends the name of a building. */
bool rolls_split(const struct sheets_words *w, str address, str *building, str *door);

/* ---- table.c ---- */
void rolls_guess(struct ctx *cx, const struct sheets_table *t, enum rolls_field *mapping);

/* ---- judge.c ---- */
struct rolls_judged {
    int64_t n, family;
    enum rolls_why why;
    unsigned asked;
    str cells[ROLL_FIELDS]; /* filled down within a household */
};
struct rolls_judge; /* goes from row to row */
struct rolls_judge *rolls_judge_new(struct ctx *cx, const struct rolls_import *im);
enum err rolls_judge_row(struct rolls_judge *j, int64_t n, const struct sheets_cell *cells,
                         int n_cells, struct rolls_judged *out) MUST_CHECK;
/* A row's cells as a resident; tongue, stay and relation by their words. */
struct resident rolls_resident(struct ctx *cx, const str *cells);
int64_t rolls_grid(struct ctx *cx, const struct rolls_import *im, str typed); /* 0: unknown */
void rolls_house(struct ctx *cx, const str *cells, str *building, str *door);

/* ---- draft.c ---- */
/* Who made it, by which rule, what for, until when, where: cleaned in *io. */
enum err rolls_check_said(struct ctx *cx, struct rolls_new *io) MUST_CHECK;
enum err rolls_load(struct ctx *cx, int64_t county, int64_t id,
                    struct rolls_import *out) MUST_CHECK; /* without asking a right */
struct seal_where rolls_where(const char *column, int64_t county, int64_t import);
enum err rolls_key(struct ctx *cx, int64_t county, int64_t import, struct seal_key *key) MUST_CHECK;
struct seal_where rolls_row_where(const char *column, int64_t county, int64_t import);
void rolls_read_mapping(str text, enum rolls_field *mapping, int n);
str rolls_join(struct arena *mem, const str *cells, int n);
int rolls_part(str joined, str *out, int max); /* how many */
str rolls_mapping_text(struct arena *mem, const enum rolls_field *mapping, int n);
int64_t rolls_office(const struct ctx *cx);
