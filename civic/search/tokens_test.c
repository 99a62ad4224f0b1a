/* tokens_test.c: words that a dictionary would cut wrongly, and text that plays tricks. Chinese is
 * written as escapes. */
#include "civic/search/tokens.h"
#include "kit/test/test.h"

#define LA   "\xe5\x9e\x83" /* the three characters of "dustbin" and one more */
#define JI   "\xe5\x9c\xbe"
#define TONG "\xe6\xa1\xb6"
#define MAN  "\xe6\xbb\xa1"

static bool cuts(struct ctx *cx, const char *text, const char *tokens)
{
    return str_is(search_tokens(cx->mem, str_of(text)), tokens);
}

TEST(chinese_is_cut_into_pairs_and_the_last_character)
{
    CHECK(cuts(cx, LA JI TONG MAN, LA JI " " JI TONG " " TONG MAN " " MAN));
    CHECK(cuts(cx, TONG, TONG));
    CHECK(cuts(cx, LA JI "\xef\xbc\x8c" TONG, LA JI " " JI " " TONG)); /* full-width comma */
    CHECK(cuts(cx, LA JI "TV" TONG, LA JI " " JI " tv " TONG));
    CHECK(cuts(cx, "", "") && cuts(cx, " \xe3\x80\x82!_-\"*", ""));
    CHECK(cuts(cx, "\xf0\xa0\x80\x80\xf0\xa0\x80\x81", /* two rare characters, four bytes each */
               "\xf0\xa0\x80\x80\xf0\xa0\x80\x81 \xf0\xa0\x80\x81"));
}

TEST(words_are_folded_and_full_width_is_narrow)
{
    CHECK(cuts(cx, "Street Lamp", "street lamp"));
    CHECK(cuts(cx, "\xef\xbc\xa1\xef\xbc\xa2\xef\xbc\x91", "ab1")); /* full-width AB1 */
    CHECK(cuts(cx, "HZY-26-00123", "hzy 26 00123"));
    CHECK(cuts(cx,
               "Stra\xc3\x9f"
               "e",
               "strasse"));
    CHECK(cuts(cx, "CAF\xc3\x89", "caf\xc3\xa9") && cuts(cx, "cafe\xcc\x81", "caf\xc3\xa9"));
    CHECK(cuts(cx,
               "so\xc2\xad"
               "ft",
               "soft"));                                     /* soft hyphen */
    CHECK(cuts(cx, "a_public apublic", "a public apublic")); /* no token holds an underscore */
}

TEST(a_long_word_is_cut_and_a_long_text_ends)
{
    char word[300];
    memset(word, 'x', sizeof word);
    CHECK(search_tokens(cx->mem, (str){word, sizeof word}).len == SEARCH_WORD_MAX);
    char *text = arena_alloc(cx->mem, 3 * SEARCH_TEXT_MAX);
    for (size_t i = 0; i < SEARCH_TEXT_MAX; i++)
        memcpy(text + 3 * i, LA, 3);
    str t = search_tokens(cx->mem, (str){text, 3 * SEARCH_TEXT_MAX});
    CHECK(utf8_ok(t) && t.len > 1000 && t.len < 8 * SEARCH_TEXT_MAX);
}

TEST(a_query_is_phrases_that_must_all_match)
{
    struct search_query q = search_parse(cx->mem, S(LA JI TONG " Lamp"));
    CHECK(q.n == 2 && !q.term[0].prefix);
    CHECK(str_is(search_fts5(cx->mem, &q), "\"" LA JI " " JI TONG "\" AND \"lamp\""));
    CHECK(str_is(search_tsquery(cx->mem, &q), "('" LA JI "' <-> '" JI TONG "') & ('lamp')"));
    q = search_parse(cx->mem, S(TONG));
    CHECK(q.n == 1 && q.term[0].prefix);
    CHECK(str_is(search_fts5(cx->mem, &q), "\"" TONG "\" *"));
    CHECK(str_is(search_tsquery(cx->mem, &q), "('" TONG "':*)"));
    q = search_parse(cx->mem, S("\" OR rights : \"apublic"));
    CHECK(str_is(search_fts5(cx->mem, &q), "\"or\" AND \"rights\" AND \"apublic\""));
    CHECK(search_parse(cx->mem, S("...")).n == 0);
    q = search_parse(cx->mem, S("a b c d e f g h i j k"));
    CHECK(q.n == SEARCH_TERMS);
}
