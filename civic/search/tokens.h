/* tokens: the one way text is cut for searching, for both engines and for documents and queries.
 *
 * Kept true here:
 *  - text is normalised (NFKC, case folded, ignorable marks out) by ICU;
 *  - Chinese, Japanese and Korean runs become overlapping pairs and their last single character,
 *    so that every part of a word of two characters or more is found, without a dictionary;
 *    everything else that is a letter or a digit becomes words;
 *  - a token holds letters and digits only, never a quote, a blank or an underscore, so no text can
 *    imitate the syntax of a query.
 */
#pragma once
#include "kit/base/base.h"

enum {
    SEARCH_TEXT_MAX = 200000, /* bytes of a document that are looked at */
    SEARCH_QUERY_MAX = 200,   /* bytes of a query */
    SEARCH_WORD_MAX = 40,     /* code points of a word; the rest of it is left out */
    SEARCH_TERMS = 8
};

/* Tokens separated by one blank; in arena. */
str search_tokens(struct arena *mem, str text);

struct search_term {
    str tokens;  /* one, or several in a row: a phrase */
    bool prefix; /* a single character: whatever begins with it */
};
struct search_query {
    struct search_term term[SEARCH_TERMS]; /* all must match */
    int n;                                 /* 0: nothing to search for */
};
struct search_query search_parse(struct arena *mem, str text);
/* The same query for each engine. */
str search_fts5(struct arena *mem, const struct search_query *q);
str search_tsquery(struct arena *mem, const struct search_query *q);
