/* photo.c: a photo in, by kind; and the JPEG that comes out. */
#include "kit/child/child_own.h"

#include <jpeglib.h>
#include <setjmp.h>

enum child_fault photo_read(struct arena *mem, const unsigned char *at, size_t len,
                            const struct photo_limits *most, struct pixmap *out, struct exif *ex)
{
    switch (child_kind_of(at, len)) {
    case CHILD_JPEG:
        return photo_read_jpeg(mem, at, len, most, out, ex);
    case CHILD_PNG:
        return photo_read_png(mem, at, len, most, out, ex);
    case CHILD_WEBP:
        return photo_read_webp(mem, at, len, most, out, ex);
    default:
        return CHILD_BROKEN;
    }
}

/* ---- writing ----------------------------------------------------------- */

struct writing {
    struct jpeg_error_mgr err;
    struct jpeg_destination_mgr dest;
    jmp_buf back;
    unsigned char *at;
    size_t size;
};

static void leave(j_common_ptr c)
{
    struct writing *w = (struct writing *)(void *)c->err;
    longjmp(w->back, 1);
}

static void keep_quiet(j_common_ptr c)
{
    (void)c;
}

static void dest_start(j_compress_ptr c)
{
    struct writing *w = c->client_data;
    c->dest->next_output_byte = w->at;
    c->dest->free_in_buffer = w->size;
}

static boolean dest_full(j_compress_ptr c)
{
    leave((j_common_ptr)c); /* does not fit: the caller tries a lower quality */
    return FALSE;
}

static void dest_end(j_compress_ptr c)
{
    (void)c;
}

static void write_rows(struct jpeg_compress_struct *c, const struct pixmap *p, int quality)
{
    c->image_width = (JDIMENSION)p->width;
    c->image_height = (JDIMENSION)p->height;
    c->input_components = 3;
    c->in_color_space = JCS_RGB;
    jpeg_set_defaults(c);
    jpeg_set_quality(c, quality, TRUE);
    c->optimize_coding = TRUE;
    jpeg_start_compress(c, TRUE);
    while (c->next_scanline < c->image_height) {
        JSAMPROW row = p->rgb + 3 * (size_t)c->next_scanline * (size_t)p->width;
        jpeg_write_scanlines(c, &row, 1);
    }
    jpeg_finish_compress(c);
}

/* Bytes written into w->at, or 0 if it does not fit. */
static size_t write_once(struct writing *w, const struct pixmap *p, int quality)
{
    struct jpeg_compress_struct c = {0};
    c.err = jpeg_std_error(&w->err);
    w->err.error_exit = leave;
    w->err.output_message = keep_quiet;
    w->dest = (struct jpeg_destination_mgr){.init_destination = dest_start,
                                            .empty_output_buffer = dest_full,
                                            .term_destination = dest_end};
    if (setjmp(w->back)) {
        jpeg_destroy_compress(&c);
        return 0;
    }
    jpeg_create_compress(&c);
    c.client_data = w;
    c.dest = &w->dest;
    write_rows(&c, p, quality);
    size_t len = w->size - w->dest.free_in_buffer;
    jpeg_destroy_compress(&c);
    return len;
}

str photo_write(struct arena *mem, struct pixmap *p, size_t most)
{
    static const int qualities[] = {82, 75, 67, 58, 48, 36};
    struct writing *w = NEW(mem, struct writing);
    w->at = arena_alloc(mem, most);
    w->size = most;
    for (int side = CHILD_SIDE; side >= 16; side = side * 3 / 4) {
        *p = pixmap_fit(mem, p, side);
        for (size_t i = 0; i < COUNT(qualities); i++) {
            size_t len = write_once(w, p, qualities[i]);
            if (len)
                return (str){(char *)w->at, len};
        }
    }
    return STR_NONE;
}
