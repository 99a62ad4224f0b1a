/* photo_png.c: PNG in, by libpng. Its header is believed only as far as the limits go, so a small
 * file that claims a large picture (a bomb) is refused before a row is inflated. */
#include "kit/child/child_own.h"

#include <png.h>
#include <setjmp.h>

struct source {
    const unsigned char *at;
    size_t left;
    enum child_fault fault;
};

static void feed(png_structp png, png_bytep to, size_t len)
{
    struct source *s = png_get_io_ptr(png);
    if (len > s->left) {
        s->fault = CHILD_CUT;
        png_error(png, "cut");
    }
    memcpy(to, s->at, len);
    s->at += len;
    s->left -= len;
}

static void on_error(png_structp png, png_const_charp text)
{
    (void)text;
    png_longjmp(png, 1);
}

static void on_warning(png_structp png, png_const_charp text)
{
    (void)png;
    (void)text;
}

static void limit(png_structp png)
{
    png_set_user_limits(png, 30000, 30000);
    png_set_chunk_malloc_max(png, 1 << 20);
    png_set_chunk_cache_max(png, 64);
    /* Every kind of note is passed over unread but the camera's. */
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, -1);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_AS_DEFAULT, (png_const_bytep) "eXIf", 1);
}

static void read_notes(png_structp png, png_infop info, struct exif *ex)
{
    png_uint_32 len = 0;
    png_bytep at = NULL;
    *ex = (struct exif){.orientation = 1};
    if (png_get_eXIf_1(png, info, &len, &at) && at)
        exif_read(at, len, ex);
}

/* Four bytes a pixel, whatever it was. */
static void want_rgba(png_structp png)
{
    png_set_expand(png);
    png_set_scale_16(png);
    png_set_gray_to_rgb(png);
    png_set_add_alpha(png, 255, PNG_FILLER_AFTER);
}

/* On white paper. */
static void flatten(unsigned char *row, int width)
{
    for (int x = 0; x < width; x++) {
        unsigned a = row[4 * x + 3];
        for (int i = 0; i < 3; i++)
            row[3 * x + i] = (unsigned char)((row[4 * x + i] * a + 255 * (255 - a)) / 255);
    }
}

/* An interlaced picture comes in passes over the whole; only the last one gives final rows. */
static void read_rows(png_structp png, struct arena *mem, int passes, struct scaler *s)
{
    size_t step = 4 * (size_t)s->in_w;
    unsigned char *all = arena_alloc_n(mem, step, passes > 1 ? (size_t)s->in_h : 1);
    for (int pass = 1; pass < passes; pass++)
        for (int y = 0; y < s->in_h; y++)
            png_read_row(png, all + step * (size_t)y, NULL);
    for (int y = 0; y < s->in_h; y++) {
        unsigned char *row = passes > 1 ? all + step * (size_t)y : all;
        png_read_row(png, row, NULL);
        flatten(row, s->in_w);
        scaler_row(s, row);
    }
    png_read_end(png, NULL);
}

static enum child_fault read_all(png_structp png, png_infop info, struct arena *mem,
                                 const struct photo_limits *most, struct pixmap *out,
                                 struct exif *ex)
{
    png_read_info(png, info);
    int64_t w = png_get_image_width(png, info), h = png_get_image_height(png, info);
    bool interlaced = png_get_interlace_type(png, info) != PNG_INTERLACE_NONE;
    if (!photo_fits(w, h, interlaced ? most->interlaced : most->pixels))
        return CHILD_LARGE;
    read_notes(png, info, ex);
    want_rgba(png);
    int passes = png_set_interlace_handling(png), out_w, out_h;
    png_read_update_info(png, info);
    if (png_get_rowbytes(png, info) != 4 * (size_t)w)
        return CHILD_BROKEN;
    photo_fit((int)w, (int)h, CHILD_SIDE, &out_w, &out_h);
    *out = pixmap_new(mem, out_w, out_h);
    struct scaler s = scaler_new(mem, (int)w, (int)h, out);
    read_rows(png, mem, passes, &s);
    return CHILD_FINE;
}

enum child_fault photo_read_png(struct arena *mem, const unsigned char *at, size_t len,
                                const struct photo_limits *most, struct pixmap *out,
                                struct exif *ex)
{
    struct source *s = NEW(mem, struct source);
    *s = (struct source){at, len, CHILD_BROKEN};
    png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, on_error, on_warning);
    png_infop info = png ? png_create_info_struct(png) : NULL;
    if (!info || setjmp(png_jmpbuf(png))) {
        png_destroy_read_struct(&png, &info, NULL);
        return s->fault;
    }
    png_set_read_fn(png, s, feed);
    limit(png);
    enum child_fault f = read_all(png, info, mem, most, out, ex);
    png_destroy_read_struct(&png, &info, NULL);
    return f;
}
