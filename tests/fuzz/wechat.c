/* wechat: XML of the official account is refused or bounded, clean text; and a box that was not
 * made with the key never opens. */
#include "civic/notices/wechat.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    static const struct wechat_keys k = {"token", "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C",
                                         "wx5823bf96d3bd56c7"};
    struct arena *mem = arena_new();
    struct wechat_said s;
    str in = {(const char *)at, len}, plain = STR_NONE;
    if (wechat_read(in, &s, mem) == OK) {
        assert(s.from.len > 0 && utf8_count(s.text) <= WECHAT_TEXT_MOST);
        assert(str_eq(s.text, str_clean_line(mem, s.text)));
    }
    if (wechat_decrypt(&k, in, &plain, mem) == OK)
        assert(plain.len < len);
    str box = wechat_read_encrypted(in);
    assert(box.len < len || !box.len);
    arena_free(mem);
    return 0;
}
