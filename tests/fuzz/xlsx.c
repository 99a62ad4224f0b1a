/* xlsx: any bytes are a workbook whose cells can be written down, or one of the reasons why not;
 * what is written down is text that the server takes back. */
#include "kit/child/child_own.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct sheet s = {NULL, 0};
    enum child_fault f = sheet_read(mem, at, len, -1, &s);
    assert(f < CHILD_FAULTS);
    if (f == CHILD_FINE) {
        str text = sheet_text(mem, &s);
        assert(text.len <= CHILD_SHEET_BYTES && utf8_ok(text));
    }
    arena_free(mem);
    return 0;
}
