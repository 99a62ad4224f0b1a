/* device: JSON of sensors, of a recorder and of cameras is refused or bounded, clean text. */
#include "rooms/devices/devices.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void hold(const struct device_said *s, struct arena *mem)
{
    assert(s->what.len <= DEVICE_CODE_MAX && s->sure >= -1 && s->sure <= 100);
    assert(s->battery >= -1 && s->battery <= 100);
    assert(s->photo.len <= DEVICE_PHOTO_BYTES);
    assert(utf8_ok(s->text) && utf8_count(s->text) <= 200);
    assert(str_eq(s->text, str_clean_line(mem, s->text)));
    assert(utf8_count(s->occurrence) <= 64);
    assert(!s->located || (s->lat_u >= -90000000 && s->lat_u <= 90000000));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct device_said s;
    const char *source = NULL;
    str in = {(const char *)at, len}, camera = STR_NONE;
    if (device_read_json(in, true, &s, mem) == OK)
        hold(&s, mem);
    if (device_read_dahua(in, &s, mem) == OK)
        hold(&s, mem);
    if (device_read_frigate(in, &camera, &s, mem) == OK) {
        hold(&s, mem);
        assert(camera.len > 0);
    }
    if (device_read_any(in, &s, &source, mem) == OK)
        assert(source != NULL);
    arena_free(mem);
    return 0;
}
