/* photo_webp.c: WebP in, by libwebp, which scales while it decodes. */
#include "kit/child/child_own.h"

#include <webp/decode.h>

static uint32_t le32(const unsigned char *p)
{
    return (uint32_t)p[0] | (uint32_t)p[1] << 8 | (uint32_t)p[2] << 16 | (uint32_t)p[3] << 24;
}

/* RIFF chunks: name, length, bytes, padded to even. Some writers put JPEG's prefix first. */
static void read_notes(const unsigned char *at, size_t len, struct exif *ex)
{
    *ex = (struct exif){.orientation = 1};
    for (size_t from = 12; from + 8 <= len;) {
        size_t size = le32(at + from + 4);
        if (size > len - from - 8)
            return;
        const unsigned char *body = at + from + 8;
        if (memcmp(at + from, "EXIF", 4) == 0) {
            size_t skip = size > 6 && memcmp(body, "Exif\0\0", 6) == 0 ? 6 : 0;
            exif_read(body + skip, size - skip, ex);
            return;
        }
        from += 8 + size + (size & 1);
    }
}

static void flatten(const unsigned char *rgba, struct pixmap *out)
{
    size_t n = (size_t)out->width * (size_t)out->height;
    for (size_t p = 0; p < n; p++) {
        unsigned a = rgba[4 * p + 3];
        for (size_t i = 0; i < 3; i++)
            out->rgb[3 * p + i] = (unsigned char)((rgba[4 * p + i] * a + 255 * (255 - a)) / 255);
    }
}

static enum child_fault fault_of(VP8StatusCode s)
{
    if (s == VP8_STATUS_OK)
        return CHILD_FINE;
    return s == VP8_STATUS_NOT_ENOUGH_DATA || s == VP8_STATUS_SUSPENDED ? CHILD_CUT : CHILD_BROKEN;
}

enum child_fault photo_read_webp(struct arena *mem, const unsigned char *at, size_t len,
                                 const struct photo_limits *most, struct pixmap *out,
                                 struct exif *ex)
{
    WebPDecoderConfig c;
    int w, h;
    if (!WebPInitDecoderConfig(&c))
        return CHILD_BROKEN;
    VP8StatusCode s = WebPGetFeatures(at, len, &c.input);
    if (s != VP8_STATUS_OK)
        return fault_of(s);
    if (c.input.has_animation)
        return CHILD_MOVING;
    if (!photo_fits(c.input.width, c.input.height, most->interlaced))
        return CHILD_LARGE; /* the decoder holds the whole picture */
    read_notes(at, len, ex);
    photo_fit(c.input.width, c.input.height, CHILD_SIDE, &w, &h);
    size_t size = 4 * (size_t)w * (size_t)h;
    unsigned char *rgba = arena_alloc(mem, size);
    c.options.use_scaling = w != c.input.width || h != c.input.height;
    c.options.scaled_width = w;
    c.options.scaled_height = h;
    c.output.colorspace = MODE_RGBA;
    c.output.is_external_memory = 1;
    c.output.u.RGBA.rgba = rgba;
    c.output.u.RGBA.stride = 4 * w;
    c.output.u.RGBA.size = size;
    s = WebPDecode(at, len, &c);
    WebPFreeDecBuffer(&c.output);
    if (s != VP8_STATUS_OK)
        return fault_of(s);
    *out = pixmap_new(mem, w, h);
    flatten(rgba, out);
    return CHILD_FINE;
}
