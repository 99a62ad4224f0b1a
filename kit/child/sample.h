/* sample: small pictures for tests and fuzz seeds, made by the libraries that read them. */
#pragma once
#include "kit/child/child_own.h"

#define SAMPLE_TAKEN    "2025:11:05 16:00:00"
#define SAMPLE_TAKEN_MS 1762329600000

struct sample {
    struct pixmap p;
    str exif;    /* TIFF bytes for APP1, or empty */
    str comment; /* for COM, or empty */
};
/* Four quarters, red green / blue white, stored as a camera with this orientation would. */
struct sample sample_scene(struct arena *mem, int width, int height, int orientation);
int sample_quarter(const struct pixmap *p, int quarter); /* 0 red, 1 green, 2 blue, 3 white; -1 */
str sample_exif(struct arena *mem, int orientation, const char *taken, double lat, double lon);
str sample_jpeg(struct arena *mem, const struct sample *s);
str sample_png(struct arena *mem, int width, int height, bool interlaced); /* clear at 0, 0 */
str sample_png_bomb(struct arena *mem); /* 30,000 x 30,000 pixels, all black, in about 110 KB */
str sample_webp(struct arena *mem, int width, int height);
int sample_file(str s); /* a descriptor of an unnamed file holding s */
