/* category (案件类别): what a case is about: its words, its defaults, its limits and its owner.
 *
 * Kept true here:
 *  - an edit makes a new revision; a case names the revision it was reported under, and a limit
 *    once read into a running clock is not changed by editing it;
 *  - a category has one number per standard and kind (CJ/T 214, GB/T 30428.2, GB/T 47678.5).
 */
#pragma once
#include "kit/db/db.h"

struct category {
    str code; /* event-0102 */
    int64_t rev, chip, rural_chip;
    str kind, name, name_en, plain, plain_en, icon, help, owner;
    str form; /* name of the form of extra questions, or "" */
    bool private, anonymous, urgent, onspot;
};
struct categories {
    struct category *at;
    int n;
};
struct category_limit {
    int64_t n, org; /* org 0: none named */
    str unit;       /* a unit name of civic/calendar */
};

enum err cases_category_list(struct ctx *cx, int64_t county, struct categories *out) MUST_CHECK;
/* Codes and names alone, to filter a list by. */
enum err cases_category_names(struct ctx *cx, int64_t county, struct categories *out) MUST_CHECK;
enum err cases_category_find(struct ctx *cx, int64_t county, str code,
                             struct category *out) MUST_CHECK;
/* The revision that a case names: also of withdrawn categories. */
enum err cases_category_at(struct ctx *cx, int64_t county, str code, int64_t rev,
                           struct category *out) MUST_CHECK;
/* ERR_NOT_FOUND where no row covers the place: the flow's own limit stands. */
enum err cases_category_limit(struct ctx *cx, int64_t county, str code, str stage, int64_t scope,
                              struct category_limit *out) MUST_CHECK;

/* The category as the reader's language calls it; plain for residents. */
str cases_category_name(const struct category *c, enum lang lang);
str cases_category_plain(const struct category *c, enum lang lang);

/* Inside db_write: adds the category or, if one of that code lives, its next revision. */
enum err cases_category_put_tx(struct ctx *cx, int64_t county, const struct category *c) MUST_CHECK;
enum err cases_category_save(struct ctx *cx, int64_t county, const struct category *c) MUST_CHECK;
enum err cases_category_withdraw(struct ctx *cx, int64_t county, str code, int64_t rev) MUST_CHECK;
