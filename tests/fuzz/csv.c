/* csv: any bytes; what was read and is written again reads the same. */
#include "kit/base/csv.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct csv c, *again = NEW(mem, struct csv);
    str text;
    if (csv_decode(mem, (str){(const char *)at, len}, &text) == OK) {
        assert(utf8_ok(text));
        csv_open(&c, mem, text);
        while (csv_next(&c)) {
            struct buf b = buf_new(mem, 1 << 20);
            for (int i = 0; i < c.n; i++) {
                buf_z(&b, i ? "," : "");
                csv_write(&b, c.field[i]);
            }
            csv_open(again, mem, buf_done(&b));
            if (!csv_next(again))
                assert(c.n == 1 && !c.field[0].len); /* a single empty field is an empty line */
            else
                assert(again->n == c.n);
        }
    }
    arena_free(mem);
    return 0;
}
