/* exif: any bytes give an orientation from 1 to 8, a time in range or none, a place on Earth or
 * none. */
#include "kit/child/child_own.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct exif ex;
    exif_read(at, len, &ex);
    assert(ex.orientation >= 1 && ex.orientation <= 8);
    assert(!ex.taken_ms || (ex.taken_ms > 600000000000 && ex.taken_ms < 4200000000000));
    assert(!ex.located || (fabs(ex.lat) <= 90 && fabs(ex.lon) <= 180));
    return 0;
}
