/* camera: XML of ISAPI cameras is refused or bounded, clean text. */
#include "rooms/devices/devices.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct device_said s;
    str in = {(const char *)at, len};
    if (device_read_hikvision(in, &s, mem) == OK) {
        assert(s.what.len <= DEVICE_CODE_MAX && (s.what.len > 0) == s.alarm);
        assert(utf8_count(s.text) <= 200 && utf8_count(s.occurrence) <= 64);
        assert(str_eq(s.text, str_clean_line(mem, s.text)));
    }
    arena_free(mem);
    return 0;
}
