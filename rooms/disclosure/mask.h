/* mask: what must not stand in a publication is made unreadable before it is stored.
 *
 * Kept true here (rules for publications and for identifiers):
 *  - identity numbers go by their form: eighteen characters with a date of birth, whether or not
 *    the check character fits (a mistyped one tells as much), and the old fifteen digits;
 *  - bank cards go by their length and Luhn sum, any long number by the word for an account before
 *    it; mobile numbers go unless the kind of publication is there to be called;
 *  - full-width digits, blanks and hyphens inside a number hide nothing;
 *  - amounts, dates, landlines, numbers of contracts and credit codes stay as they are;
 *  - what was found is told with its masked form, never in plain.
 */
#pragma once
#include "kit/base/base.h"

enum mask_kind {
    MASK_ID,
    MASK_ID_DOUBTFUL,
    MASK_CARD,
    MASK_PHONE,
    MASK_NAME,
    MASK_HOUSE,
    MASK_KINDS
};
extern const char *const mask_kind_names[MASK_KINDS];
const char *mask_kind_label(enum mask_kind k); /* msgid */

struct mask_find {
    enum mask_kind kind;
    str shown; /* as it stands now */
};
enum { MASK_FINDS_MAX = 200 };
struct mask_finds {
    struct mask_find at[MASK_FINDS_MAX];
    int n;
};
struct mask_how {
    int64_t today;    /* day: nobody is born later */
    bool keep_phones; /* they are told in `found`, and stay */
    bool persons;     /* a list of people: numbers of houses go as well */
};
/* The text without them; `found` is added to. */
str mask_text(struct arena *mem, str text, const struct mask_how *how, struct mask_finds *found);
/* A person's name, as lists of people show it, a star in the middle. One that is masked already
 * stays. */
str mask_name(struct arena *mem, str name, struct mask_finds *found);
bool mask_is_card(str digits); /* 16 to 19 digits whose Luhn sum is right */
