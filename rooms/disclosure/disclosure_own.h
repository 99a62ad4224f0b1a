/* disclosure_own: shared by the files of this room. */
#pragma once
#include "civic/moves/moves.h"
#include "civic/notices/notices.h"
#include "rooms/disclosure/disclosure.h"

enum { DISCLOSURE_PAGE = 20 };

int disclosure_word(str s, const char *const *names, int n); /* its place among them, or -1 */

/* course.c */
extern const struct matters_guard disclosure_guards[];
extern const struct matters_effect disclosure_effects[];
enum err disclosure_limit(struct ctx *cx, const struct matter *m, const char *clock,
                          struct matters_limit *out) MUST_CHECK;
/* The end of the last day on which it is shown; 0: for good. */
int64_t disclosure_until(const struct disclosure_item *i, int64_t now);

/* disclosure.c: a draft of a person, or of a period that has come up. prepare: before db_write,
 * put: inside. */
struct disclosure_draft {
    int64_t county, place, replaces, due_ms, opened_ms;
    const struct disclosure_item *item;
    str period, title, start;
    int version;
    const struct disclosure_text *text;
};
enum err disclosure_prepare(struct ctx *cx, struct disclosure_draft *d,
                            struct matters_new *out) MUST_CHECK;
enum err disclosure_put(struct ctx *cx, const struct disclosure_draft *d,
                        const struct matters_new *matter, struct matters_opened *out) MUST_CHECK;
struct publication disclosure_read(struct ctx *cx, int64_t county, const struct rows *r);

/* show.c: the same content of the period before, with its lines; ERR_NOT_FOUND. */
enum err disclosure_before(struct ctx *cx, const struct publication *p,
                           struct publication *out) MUST_CHECK;
/* The line of the same name and side, or NULL. */
const struct disclosure_line *disclosure_same(const struct publication *p,
                                              const struct disclosure_line *l);

/* ask.c */
extern const struct matters_guard question_guards[];
extern const struct matters_effect question_effects[];

extern const struct ledger_source disclosure_ledger[];
extern const struct notices_kind disclosure_notices[];
extern const struct facts_subscriber disclosure_told;
extern const struct search_source disclosure_search;
