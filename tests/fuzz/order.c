/* order: any export; a line that is not refused has a number and dates of this world. */
#include "rooms/hotline/order.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    const struct order_system s = {.date = S("Y-M-D h:m:s"),
                                   .in = {[ORDER_NUMBER] = S("no"),
                                          [ORDER_OPENED] = S("at"),
                                          [ORDER_DUE] = S("due"),
                                          [ORDER_BODY] = S("what"),
                                          [ORDER_PHONE] = S("tel")}};
    struct order *o;
    int n = 0;
    struct ctx cx = {.mem = mem};
    struct sheets_table t;
    if (sheets_read_lines(&cx, (str){(const char *)at, len}, &t) == OK &&
        order_read(mem, &s, &t, &o, &n) == OK) {
        assert(n <= ORDER_LINES_MAX);
        for (int i = 0; i < n; i++)
            assert(o[i].why || (o[i].field[ORDER_NUMBER].len && o[i].opened_ms >= 0 &&
                                o[i].due_ms >= 0 && utf8_ok(o[i].field[ORDER_BODY])));
    }
    arena_free(mem);
    return 0;
}
