/* image: any bytes are a photo that comes out as a small JPEG, or refused; what comes out can be
 * read again, turned, and made unreadable in places. */
#include "kit/child/child_own.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static const struct photo_limits small = {.pixels = 2000000, .interlaced = 500000};

static void check_photo(struct arena *mem, struct pixmap p, const struct exif *ex)
{
    struct child_shape s = {p.width / 3, p.height / 3, p.width, 40, true};
    struct exif none;
    assert(p.width > 0 && p.height > 0 && p.width <= CHILD_SIDE && p.height <= CHILD_SIDE);
    assert(ex->orientation >= 1 && ex->orientation <= 8);
    p = pixmap_turn(mem, &p, ex->orientation);
    pixmap_redact(&p, &s);
    p = pixmap_fit(mem, &p, 64);
    str out = photo_write(mem, &p, CHILD_THUMB_BYTES);
    assert(out.len && out.len <= CHILD_THUMB_BYTES);
    assert(photo_read(mem, (const unsigned char *)out.at, out.len, &small, &p, &none) ==
           CHILD_FINE);
    assert(none.orientation == 1 && !none.located && !none.taken_ms);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct pixmap p;
    struct exif ex;
    if (photo_read(mem, at, len, &small, &p, &ex) == CHILD_FINE)
        check_photo(mem, p, &ex);
    arena_free(mem);
    return 0;
}
