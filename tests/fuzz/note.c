/* note: any bytes as a checkpoint; what is read has an origin and a size, and is not signed by us.
 */
#include "civic/ledger/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct ledger_checkpoint c;
    if (ledger_note_read((str){(const char *)at, len}, &c, mem) == OK) {
        assert(c.size >= 0);
        assert(c.origin.len > 0 && utf8_ok(c.origin));
    }
    arena_free(mem);
    return 0;
}
