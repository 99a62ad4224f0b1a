/* category (案件类别): what a case is about: its words, its defaults, its limits and its owner.
 *
 * Kept true here:
 *  - an edit makes a new revision; a case names the revision it was reported under, and a limit
 *    once read into a running clock is not changed by editing it;
 *  - a category has one number per standard and kind (CJ/T 214, GB/T 30428.2, GB/T 47678.5).
 */
#pragma once
#include "civic/forms/forms.h"
#include "kit/db/db.h"

struct category {
    str code; /* event-0102 */
    int64_t rev, chip, rural_chip;
    str kind, name, name_en, plain, plain_en, icon, help, help_en, owner;
    str form;     /* hash of the extra questions' form, a name for its current version, or "" */
    str also;     /* other words people have for it, separated by blanks */
    str sounds;   /* what names and other words sound like: "lu deng;deng bu liang" */
    str evidence; /* of a report: "" none, "ask" a photo, "must" a photo */
    bool private, anonymous, urgent, onspot;
};
struct categories {
    struct category *at;
    int n;
};
struct category_limit {
    int64_t id, n, org; /* org 0: none named */
    int64_t lo, hi;     /* the places it covers */
    int64_t from_ms;    /* for matters reported from then on */
    str stage, unit;    /* a unit name of civic/calendar */
};
enum category_standard {
    CATEGORY_LEGACY, /* CJ/T 214-2007 */
    CATEGORY_GB2013, /* GB/T 30428.2-2013 */
    CATEGORY_GB2026, /* GB/T 47678.5-2026 */
    CATEGORY_STANDARDS
};
struct category_numbers {
    str in[CATEGORY_STANDARDS]; /* "" where it has none */
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

/* Those that somebody may mean who types a name, a part of it, another word for it, its pinyin or
 * the initials of its pinyin, likeliest first; at most max. */
int cases_category_search(struct arena *mem, const struct categories *all, str typed,
                          struct category *out, int max);
/* Fills `sounds` of each, before they are stored. */
enum err cases_category_sound(struct ctx *cx, struct category *const *at, int n) MUST_CHECK;

/* Everything set for a category, widest places first; *out in cx->mem. */
enum err cases_category_limits(struct ctx *cx, int64_t county, str code,
                               struct category_limit **out, int *n) MUST_CHECK;
/* By the system administrator, each with a fact; new matters only. lo 0 to hi INT64_MAX is the
 * whole county. id is given. */
enum { CATEGORY_STAGES = 4 };
extern const char *const category_stages[CATEGORY_STAGES];
enum err cases_category_limit_set(struct ctx *cx, int64_t county, str code,
                                  const struct category_limit *in) MUST_CHECK;
enum err cases_category_limit_clear(struct ctx *cx, int64_t county, str code,
                                    const struct category_limit *l) MUST_CHECK;

/* The category as the reader's language calls it; plain for residents. */
str cases_category_name(const struct category *c, enum lang lang);
str cases_category_plain(const struct category *c, enum lang lang);
str cases_category_help(const struct category *c, enum lang lang);

enum err cases_category_numbers(struct ctx *cx, int64_t county, str code,
                                struct category_numbers *out) MUST_CHECK;
/* Of every category of the list, in its order; out has all->n empty ones. */
enum err cases_category_all_numbers(struct ctx *cx, int64_t county, const struct categories *all,
                                    struct category_numbers *out) MUST_CHECK;
/* Its extra questions as this revision asks them; ERR_NOT_FOUND if there are none. */
enum err cases_category_form(struct ctx *cx, const struct category *c, struct form *out) MUST_CHECK;

/* Inside db_write: adds the category or, if one of that code lives, its next revision. */
enum err cases_category_put_tx(struct ctx *cx, int64_t county, const struct category *c) MUST_CHECK;

/* By the system administrator (ACT_SYSTEM_CONFIG), each with a fact. */
struct category_edit {
    const struct category *category;        /* rev 0: a new one, or one taken back */
    const struct category_numbers *numbers; /* NULL: as they are */
    const struct form *form;                /* new questions, stored with it; NULL: as they are */
};
enum err cases_category_save(struct ctx *cx, int64_t county,
                             const struct category_edit *in) MUST_CHECK;
enum err cases_category_withdraw(struct ctx *cx, int64_t county, str code, int64_t rev) MUST_CHECK;
