/* search: finding what one may see by a word in it.
 *
 * Kept true here:
 *  - rights, county and place are terms inside the match, in a column of their own that holds
 *    nothing else: what may not be seen is never counted, and no text can imitate a right;
 *  - two texts per thing: one that everybody may see, one for those who work on it or own it;
 *  - a subject of a thing does not find it by any post;
 *  - sealed fields are never given to be indexed: the sources keep that;
 *  - newest first, at most SEARCH_MOST at a time, and no totals;
 *  - both engines answer alike.
 */
#pragma once
#include "civic/search/tokens.h"
#include "kit/db/db.h"

extern const struct room search_room;

enum { SEARCH_MOST = 50, SEARCH_NAMED = 16 };

struct search_doc {
    int64_t county, id; /* the thing's own id; newer is greater */
    const char *kind;   /* "case": letters only */
    int64_t scope;
    str open;   /* what everybody may read; empty if nothing */
    str inside; /* what those who may see the thing may read, the open text included */
    /* who may see it besides the posts above its scope; 0 ends a list */
    int64_t orgs[SEARCH_NAMED];     /* with a task in it */
    int64_t accounts[SEARCH_NAMED]; /* whose it is */
    /* subjects, who find it by no post */
    int64_t not_orgs[SEARCH_NAMED], not_accounts[SEARCH_NAMED];
};
/* Inside db_write. */
enum err search_put(struct ctx *cx, const struct search_doc *d) MUST_CHECK;
enum err search_drop(struct ctx *cx, int64_t county, int64_t id) MUST_CHECK;

/* Inside db_write: empties nothing, but has everything of the county looked at anew by the standing
 * work; what is found meanwhile is what was found before. */
enum err search_again(struct ctx *cx, int64_t county) MUST_CHECK;

struct search_ask {
    int64_t county;
    str text;
    int64_t within;   /* a place; 0: the county */
    const char *kind; /* NULL: all */
    const char *act;  /* the right to see such things inside; NULL: only what is open */
    int64_t before;   /* the last id of the page before; 0 at first */
};
struct search_hit {
    int64_t id, scope;
    str kind;
};
/* A text of which nothing can be searched finds nothing. */
enum err search_find(struct ctx *cx, const struct search_ask *ask, struct search_hit *out, int max,
                     int *n) MUST_CHECK;

/* How a room's things come into the index: after each fact about a subject of this kind its source
 * is asked what there is to find. ERR_NOT_FOUND: nothing (any more), or not a thing of this room.
 */
struct search_source {
    const char *subject_kind; /* of facts: "matter" */
    enum err (*doc)(struct ctx *cx, int64_t county, int64_t subject, struct search_doc *out);
};
