/* accounts: any lines are a table of money or a reason why not; what was read of it adds up, and
 * every finding can be said and points into the file. */
#include "civic/sheets/accounts.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

extern const str sheets_data_words;

static void check(struct ctx *cx, const struct accounts *a)
{
    int64_t in = 0, out = 0;
    for (int i = 0; i < a->n_lines; i++) {
        const struct accounts_line *l = &a->lines[i];
        assert(utf8_ok(l->item) && utf8_ok(l->note) && l->row > 0);
        in += l->side == SIDE_IN ? l->amount_fen : 0;
        out += l->side == SIDE_OUT ? l->amount_fen : 0;
    }
    assert(in == a->in_fen && out == a->out_fen);
    for (int i = 0; i < a->n_findings; i++)
        assert(accounts_say(cx, &a->findings[i]).len);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct ctx cx = {.mem = mem};
    struct sheets_table t;
    struct accounts a;
    struct accounts_how how = {.file_name = S("2026-10.csv")};
    const struct sheets_words *w = sheets_words_read(mem, sheets_data_words);
    if (sheets_read_lines(&cx, (str){(const char *)at, len}, &t) == OK &&
        accounts_read(&cx, w, &t, &how, &a) == OK)
        check(&cx, &a);
    arena_free(mem);
    return 0;
}
