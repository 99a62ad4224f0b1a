/* bench_sheets: a month of 100 lines and a history of 50,000, read and understood, against a bare
 * pass over the fields of the same bytes. Prints JSON. */
#include "civic/sheets/accounts.h"

#include "kit/base/csv.h"

extern const str sheets_data_words;

enum { ROUNDS = 9 };

static str sheet(struct arena *mem, int lines)
{
    struct buf b = buf_new(mem, 64 << 20);
    buf_z(&b, "village,month,date,voucher,item,note,income,expense\n");
    for (int i = 0; i < lines; i++)
        buf_fmt(&b,
                "village %d,2026-%02d,2026-%02d-%02d,%d,item %d,what was paid for and why %d,%s\n",
                i / 600, i / 50 % 12 + 1, i / 50 % 12 + 1, i % 28 + 1, i, i % 40, i,
                i % 3 ? ",\"1,234.50\"" : "8300.00,");
    return buf_done(&b);
}

static int64_t bare(str text)
{
    struct arena *mem = arena_new();
    struct csv *c = NEW(mem, struct csv);
    int64_t began = clock_steady_ns(), fields = 0;
    csv_open(c, mem, text);
    while (csv_next(c))
        fields += c->n;
    int64_t ns = clock_steady_ns() - began;
    assert(fields > 0);
    arena_free(mem);
    return ns;
}

static int64_t ours(const struct sheets_words *w, str text, int lines)
{
    struct arena *mem = arena_new();
    struct ctx cx = {.mem = mem};
    struct sheets_table t;
    struct accounts *a = NEW(mem, struct accounts);
    struct accounts_part *parts;
    struct accounts_how how = {.file_name = S("history.csv")};
    int n = 0;
    int64_t began = clock_steady_ns();
    enum err e = sheets_read_lines(&cx, text, &t);
    if (!e)
        e = accounts_read(&cx, w, &t, &how, a);
    if (!e)
        e = accounts_parts(&cx, a, &parts, &n);
    int64_t ns = clock_steady_ns() - began;
    assert(!e && a->n_lines == lines && n > 0);
    arena_free(mem);
    return ns;
}

int main(void)
{
    static const int sizes[] = {100, 50000};
    struct arena *mem = arena_new();
    const struct sheets_words *w = sheets_words_read(mem, sheets_data_words);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        str text = sheet(mem, sizes[i]);
        int64_t best = INT64_MAX, least = INT64_MAX;
        for (int r = 0; r < ROUNDS; r++) {
            int64_t b = bare(text), o = ours(w, text, sizes[i]);
            least = b < least ? b : least;
            best = o < best ? o : best;
        }
        printf("{\"lines\":%d,\"bytes\":%zu,\"ms\":%.3f,\"bare_ms\":%.3f}\n", sizes[i], text.len,
               (double)best / 1e6, (double)least / 1e6);
    }
    arena_free(mem);
    return 0;
}
