/* tokens: any text gives valid tokens, and a query that cannot leave its quotes. */
#include "civic/search/tokens.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void check_tokens(str tokens)
{
    assert(utf8_ok(tokens));
    for (size_t i = 0; i < tokens.len; i++)
        assert((signed char)tokens.at[i] < 0 || isalnum((unsigned char)tokens.at[i]) ||
               (tokens.at[i] == ' ' && i && tokens.at[i - 1] != ' '));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    str text = {(const char *)at, len};
    if (utf8_ok(text)) {
        check_tokens(search_tokens(mem, text));
        struct search_query q = search_parse(mem, text);
        for (int i = 0; i < q.n; i++)
            check_tokens(q.term[i].tokens);
        (void)search_fts5(mem, &q);
        (void)search_tsquery(mem, &q);
    }
    arena_free(mem);
    return 0;
}
