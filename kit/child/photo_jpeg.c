/* photo_jpeg.c: JPEG in, by libjpeg-turbo, row after row: a photo of 100 megapixels never stands
 * in memory (a progressive one does, as coefficients; the limits of the process hold it). */
#include "kit/child/child_own.h"

#include <jpeglib.h>
#include <setjmp.h>

#define SCANS_MOST 100 /* a progressive file with more is made to burn time */

struct reading {
    struct jpeg_error_mgr err;
    struct jpeg_progress_mgr progress;
    jmp_buf back;
    enum child_fault fault;
};

static void leave(j_common_ptr c)
{
    struct reading *r = (struct reading *)(void *)c->err;
    longjmp(r->back, 1);
}

static void on_message(j_common_ptr c, int level)
{
    if (level < 0 && ++c->err->num_warnings > 1000)
        leave(c);
}

/* Small damage is forgiven, a missing end is not: such a photo would be grey below. */
static boolean at_end(j_decompress_ptr d)
{
    struct reading *r = (struct reading *)(void *)d->err;
    r->fault = CHILD_CUT;
    leave((j_common_ptr)d);
    return FALSE;
}

static void keep_quiet(j_common_ptr c)
{
    (void)c;
}

static void on_progress(j_common_ptr c)
{
    if (((j_decompress_ptr)c)->input_scan_number > SCANS_MOST)
        leave(c);
}

static void begin(struct jpeg_decompress_struct *d, struct reading *r)
{
    d->err = jpeg_std_error(&r->err);
    r->err.error_exit = leave;
    r->err.emit_message = on_message;
    r->err.output_message = keep_quiet;
    r->fault = CHILD_BROKEN;
}

static void read_notes(const struct jpeg_decompress_struct *d, struct exif *ex)
{
    *ex = (struct exif){.orientation = 1};
    for (jpeg_saved_marker_ptr m = d->marker_list; m; m = m->next)
        if (m->marker == JPEG_APP0 + 1 && m->data_length > 6 &&
            memcmp(m->data, "Exif\0\0", 6) == 0) {
            exif_read(m->data + 6, m->data_length - 6, ex);
            return;
        }
}

/* The smallest of libjpeg's own scales (n/8) that is not below the wanted size. */
static void choose_scale(struct jpeg_decompress_struct *d, int w, int h)
{
    for (d->scale_num = 1, d->scale_denom = 8; d->scale_num < 8; d->scale_num++) {
        jpeg_calc_output_dimensions(d);
        if ((int)d->output_width >= w && (int)d->output_height >= h)
            return;
    }
    jpeg_calc_output_dimensions(d);
}

/* CMYK as printers' software writes it (Adobe: inverted). */
static void rgb_of_cmyk(unsigned char *row, int width, bool inverted)
{
    for (int x = 0; x < width; x++) {
        unsigned k = inverted ? row[4 * x + 3] : 255u - row[4 * x + 3];
        for (int i = 0; i < 3; i++) {
            unsigned v = inverted ? row[4 * x + i] : 255u - row[4 * x + i];
            row[3 * x + i] = (unsigned char)(v * k / 255);
        }
    }
}

static void read_rows(struct jpeg_decompress_struct *d, struct arena *mem, struct pixmap *out)
{
    int w = (int)d->output_width, h = (int)d->output_height;
    bool cmyk = d->out_color_space == JCS_CMYK;
    struct scaler s = scaler_new(mem, w, h, out);
    JSAMPROW row = arena_alloc_n(mem, 4, (size_t)w);
    while ((int)d->output_scanline < h) {
        jpeg_read_scanlines(d, &row, 1);
        if (cmyk)
            rgb_of_cmyk(row, w, d->saw_Adobe_marker);
        scaler_row(&s, row);
    }
}

static enum child_fault read_all(struct jpeg_decompress_struct *d, struct arena *mem,
                                 const struct photo_limits *most, struct pixmap *out,
                                 struct exif *ex)
{
    int w, h;
    jpeg_read_header(d, TRUE);
    if (!photo_fits(d->image_width, d->image_height, most->pixels))
        return CHILD_LARGE;
    if (d->progressive_mode && !photo_fits(d->image_width, d->image_height, 2 * most->interlaced))
        return CHILD_LARGE;
    read_notes(d, ex);
    d->out_color_space = d->num_components == 4 ? JCS_CMYK : JCS_RGB;
    photo_fit((int)d->image_width, (int)d->image_height, CHILD_SIDE, &w, &h);
    choose_scale(d, w, h);
    jpeg_start_decompress(d);
    *out = pixmap_new(mem, w, h);
    read_rows(d, mem, out);
    jpeg_finish_decompress(d);
    return CHILD_FINE;
}

enum child_fault photo_read_jpeg(struct arena *mem, const unsigned char *at, size_t len,
                                 const struct photo_limits *most, struct pixmap *out,
                                 struct exif *ex)
{
    struct jpeg_decompress_struct d = {0};
    struct reading *r = NEW(mem, struct reading);
    begin(&d, r);
    if (setjmp(r->back)) {
        jpeg_destroy_decompress(&d);
        return r->fault;
    }
    jpeg_create_decompress(&d);
    r->progress.progress_monitor = on_progress;
    d.progress = &r->progress;
    jpeg_mem_src(&d, at, len);
    d.src->fill_input_buffer = at_end;
    jpeg_save_markers(&d, JPEG_APP0 + 1, 65535);
    enum child_fault f = read_all(&d, mem, most, out, ex);
    jpeg_destroy_decompress(&d);
    return f;
}
