/* sample.c: see sample.h. Linked into tests and fuzzers only. */
#include "kit/child/sample.h"

#include <jpeglib.h>
#include <png.h>
#include <sys/mman.h>
#include <webp/encode.h>

static const unsigned char colours[4][3] = {
    {220, 20, 20}, {20, 200, 20}, {20, 20, 220}, {250, 250, 250}};

/* The inverse of each orientation; 6 and 8 are each other's, the rest their own. */
static const int inverse[9] = {1, 1, 2, 3, 4, 5, 8, 7, 6};

struct sample sample_scene(struct arena *mem, int width, int height, int orientation)
{
    struct pixmap p = pixmap_new(mem, width, height);
    for (int y = 0; y < height; y++)
        for (int x = 0; x < width; x++)
            memcpy(p.rgb + 3 * ((size_t)y * (size_t)width + (size_t)x),
                   colours[(x >= width / 2) + 2 * (y >= height / 2)], 3);
    return (struct sample){.p = pixmap_turn(mem, &p, inverse[orientation])};
}

int sample_quarter(const struct pixmap *p, int quarter)
{
    int x = p->width / 4 + (quarter & 1) * p->width / 2;
    int y = p->height / 4 + (quarter >> 1) * p->height / 2;
    const unsigned char *at = p->rgb + 3 * (y * p->width + x);
    for (int q = 0; q < 4; q++)
        if (abs(at[0] - colours[q][0]) < 40 && abs(at[1] - colours[q][1]) < 40 &&
            abs(at[2] - colours[q][2]) < 40)
            return q;
    return -1;
}

/* ---- notes of a camera, little-endian ---------------------------------- */

static void u16(struct buf *b, unsigned v)
{
    buf_char(b, (char)(v & 255));
    buf_char(b, (char)(v >> 8 & 255));
}

static void u32(struct buf *b, uint32_t v)
{
    u16(b, v & 0xffff);
    u16(b, v >> 16);
}

static void entry(struct buf *b, unsigned tag, unsigned type, uint32_t count, uint32_t value)
{
    u16(b, tag);
    u16(b, type);
    u32(b, count);
    u32(b, value);
}

static void degrees(struct buf *b, double v)
{
    double d = floor(v), m = floor((v - d) * 60), s = ((v - d) * 60 - m) * 60;
    u32(b, (uint32_t)d);
    u32(b, 1);
    u32(b, (uint32_t)m);
    u32(b, 1);
    u32(b, (uint32_t)(s * 10000));
    u32(b, 10000);
}

/* Main directory at 8 with three entries (50), camera's at 50 with one (68), time at 68 (88),
 * GPS at 88 with four (142), numbers from 142. */
str sample_exif(struct arena *mem, int orientation, const char *taken, double lat, double lon)
{
    struct buf b = buf_new(mem, 512);
    buf_z(&b, "II");
    u16(&b, 42);
    u32(&b, 8);
    u16(&b, 3);
    entry(&b, 0x0112, 3, 1, (uint32_t)orientation);
    entry(&b, 0x8769, 4, 1, 50);
    entry(&b, 0x8825, 4, 1, 88);
    u32(&b, 0);
    u16(&b, 1);
    entry(&b, 0x9003, 2, taken ? 20 : 0, 68);
    u32(&b, 0);
    buf_add(&b, taken ? taken : "                   ", 20);
    u16(&b, 4);
    entry(&b, 1, 2, 2, 'N');
    entry(&b, 2, 5, 3, 142);
    entry(&b, 3, 2, 2, 'E');
    entry(&b, 4, 5, 3, 166);
    u32(&b, 0);
    degrees(&b, lat);
    degrees(&b, lon);
    return buf_done(&b);
}

/* ---- files ------------------------------------------------------------- */

str sample_jpeg(struct arena *mem, const struct sample *s)
{
    struct jpeg_compress_struct c;
    struct jpeg_error_mgr err;
    unsigned char *at = NULL;
    unsigned long len = 0;
    c.err = jpeg_std_error(&err);
    jpeg_create_compress(&c);
    jpeg_mem_dest(&c, &at, &len);
    c.image_width = (JDIMENSION)s->p.width;
    c.image_height = (JDIMENSION)s->p.height;
    c.input_components = 3;
    c.in_color_space = JCS_RGB;
    jpeg_set_defaults(&c);
    jpeg_start_compress(&c, TRUE);
    if (s->exif.len) {
        char *all = arena_alloc(mem, s->exif.len + 6); /* zeroed: the prefix ends in two NULs */
        memcpy(all, "Exif", 4);
        memcpy(all + 6, s->exif.at, s->exif.len);
        jpeg_write_marker(&c, JPEG_APP0 + 1, (JOCTET *)all, (unsigned)s->exif.len + 6);
    }
    if (s->comment.len)
        jpeg_write_marker(&c, JPEG_COM, (const JOCTET *)s->comment.at, (unsigned)s->comment.len);
    while (c.next_scanline < c.image_height) {
        JSAMPROW row = s->p.rgb + 3 * (size_t)c.next_scanline * (size_t)s->p.width;
        jpeg_write_scanlines(&c, &row, 1);
    }
    jpeg_finish_compress(&c);
    jpeg_destroy_compress(&c);
    str out = str_keep(mem, (str){(char *)at, len});
    free(at);
    return out;
}

static void png_out(png_structp png, png_bytep at, size_t len)
{
    buf_add(png_get_io_ptr(png), at, len);
}

static void png_done(png_structp png)
{
    (void)png;
}

str sample_png(struct arena *mem, int width, int height, bool interlaced)
{
    struct buf b = buf_new(mem, 64 << 20);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &b, png_out, png_done);
    png_set_IHDR(png, info, (png_uint_32)width, (png_uint_32)height, 8, PNG_COLOR_TYPE_RGBA,
                 interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    int passes = png_set_interlace_handling(png);
    png_bytep row = arena_alloc_n(mem, 4, (size_t)width);
    for (int pass = 0; pass < passes; pass++)
        for (int y = 0; y < height; y++) {
            memset(row, y == 0 ? 0 : 128, 4 * (size_t)width);
            png_write_row(png, row);
        }
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return buf_done(&b);
}

str sample_png_bomb(struct arena *mem)
{
    struct buf b = buf_new(mem, 1 << 20);
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &b, png_out, png_done);
    png_set_IHDR(png, info, 30000, 30000, 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    png_bytep row = arena_alloc(mem, 30000 / 8);
    for (int y = 0; y < 30000; y++)
        png_write_row(png, row);
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
    return buf_done(&b);
}

str sample_webp(struct arena *mem, int width, int height)
{
    struct sample s = sample_scene(mem, width, height, 1);
    uint8_t *at = NULL;
    size_t len = WebPEncodeRGB(s.p.rgb, width, height, 3 * width, 60, &at);
    str out = str_keep(mem, (str){(char *)at, len});
    WebPFree(at);
    return out;
}

int sample_file(str s)
{
    int fd = memfd_create("sample", MFD_CLOEXEC);
    while (fd >= 0 && s.len) {
        ssize_t n = write(fd, s.at, s.len);
        if (n <= 0)
            break;
        s.at += n;
        s.len -= (size_t)n;
    }
    return fd;
}
