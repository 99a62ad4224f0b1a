/* bundle: any bytes as what a phone sealed; what is read lies within what was given. */
#include "rooms/field/bundle.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct bundle b;
    if (bundle_read(mem, (str){(const char *)at, len}, &b) == OK)
        for (int i = 0; i < b.n; i++)
            for (int k = 0; k < b.items[i].n_files; k++) {
                str bytes = b.items[i].files[k].bytes;
                const char *end = (const char *)at + len;
                assert(!bytes.len || (bytes.at > (const char *)at && bytes.at + bytes.len <= end));
            }
    arena_free(mem);
    return 0;
}
