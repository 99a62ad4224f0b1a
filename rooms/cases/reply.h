/* reply (答复模板): sentences that answers start from, kept by each organisation for itself.
 *
 * Kept true here:
 *  - only those who have a post in an organisation see, use and change its templates; to others a
 *    template does not exist (ERR_NOT_FOUND);
 *  - an edit is refused if somebody changed the template meanwhile; a retired one stays as a row;
 *  - what is inserted is a beginning: {number}, {place} and {deadline} are filled by the server,
 * and whoever answers reads it before sending.
 */
#pragma once
#include "rooms/cases/cases.h"

enum { REPLY_TITLE_MAX = 40, REPLY_BODY_MAX = 1000, REPLY_MOST = 300 };

struct reply_template {
    int64_t county, id, org, row_ver; /* id 0: new */
    str code;                         /* of the category; empty: any */
    str title, body;
};

/* Those of the actor's organisations; `code` empty: of every kind, else of that one and of any. */
enum err reply_list(struct ctx *cx, str code, struct reply_template **out, int *n) MUST_CHECK;
enum err reply_find(struct ctx *cx, int64_t id, struct reply_template *out) MUST_CHECK;
/* db_write of their own. ERR_CONFLICT: somebody was faster. */
enum err reply_save(struct ctx *cx, const struct reply_template *t) MUST_CHECK;
enum err reply_retire(struct ctx *cx, const struct reply_template *t) MUST_CHECK;

struct reply_words { /* what the placeholders stand for */
    str number, place, deadline;
};
/* Placeholders in either language; a word in braces that is none of them stays. */
str reply_filled(struct arena *mem, str body, const struct reply_words *w);
