/* facilities: any table: each row is taken or refused with a column and a reason. */
#include "civic/facilities/facilities.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct ctx cx = {.mem = mem, .lang = LANG_EN};
    const struct facility_kind lamp = {S("facility-0118"), S("lamp"), S("lamp"), S("01118")};
    const struct facility_kinds kinds = {&lamp, 1};
    struct facility_file f;
    if (facility_file_read(&cx, (str){(const char *)at, len}, &kinds, &f) == OK) {
        assert(f.count[FACILITY_NEW] + f.count[FACILITY_REFUSED] == f.n);
        for (int i = 0; i < f.n; i++) {
            const struct facility_row *r = &f.rows[i];
            assert((r->fate == FACILITY_REFUSED) == (r->why != NULL));
            assert(r->fate == FACILITY_REFUSED || str_is(r->f.code, "facility-0118"));
            assert(!r->f.placed || (r->f.lat_u >= -90000000 && r->f.lat_u <= 90000000));
        }
    }
    arena_free(mem);
    return 0;
}
