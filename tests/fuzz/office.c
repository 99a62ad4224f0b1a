/* office: any bytes are a sound Office file or one of the reasons why not. */
#include "kit/child/child_own.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    assert(office_check(at, len) < CHILD_FAULTS);
    return 0;
}
