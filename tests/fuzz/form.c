/* form: any bytes are either pairs of clean UTF-8, or refused. */
#include "kit/web/job.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct pairs p = {0};
    enum err e = form_decode(mem, (str){(const char *)at, len}, FORM_FIELDS_MAX, &p);
    assert(e == OK || e == ERR_INVALID || e == ERR_TOO_BIG);
    assert(p.n <= FORM_FIELDS_MAX);
    for (size_t i = 0; i < p.n; i++)
        assert(utf8_ok(p.at[i].name) && utf8_ok(p.at[i].value));
    arena_free(mem);
    return 0;
}
