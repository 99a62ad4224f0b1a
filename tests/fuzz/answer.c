/* answer: what another Open311 server may answer is either refused or bounded, clean text; and an
 * address is either no address or has a host. */
#include "rooms/cases/handover.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void check_text(struct arena *mem, str s, size_t most)
{
    assert(utf8_count(s) <= most);
    assert(str_eq(s, str_clean_line(mem, s)));
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct handover_answer a;
    bool near;
    str in = {(const char *)at, len};
    if (handover_read(mem, in, &a) == OK) {
        check_text(mem, a.number, 60);
        check_text(mem, a.token, 60);
        check_text(mem, a.status, 60);
        check_text(mem, a.notes, 1000);
        check_text(mem, a.error, 200);
    }
    if (handover_url_ok(in, "127.0.0.1:8081 city.local", &near))
        assert(str_starts(in, S("https://")) || near);
    arena_free(mem);
    return 0;
}
