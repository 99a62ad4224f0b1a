/* pixmap.c: pixels in memory: scaling while reading, turning, making places unreadable. */
#include "kit/child/child_own.h"

const struct photo_limits photo_limits_usual = {.pixels = 100000000, .interlaced = 24000000};

bool photo_fits(int64_t width, int64_t height, int64_t pixels)
{
    return width > 0 && height > 0 && width <= 30000 && height <= 30000 && width * height <= pixels;
}

void photo_fit(int width, int height, int side, int *w, int *h)
{
    int longer = width > height ? width : height;
    *w = width;
    *h = height;
    if (longer <= side)
        return;
    *w = (int)(((int64_t)width * side + longer / 2) / longer);
    *h = (int)(((int64_t)height * side + longer / 2) / longer);
    *w = *w < 1 ? 1 : *w;
    *h = *h < 1 ? 1 : *h;
}

struct pixmap pixmap_new(struct arena *mem, int width, int height)
{
    return (struct pixmap){width, height, arena_alloc_n(mem, 3, (size_t)width * (size_t)height)};
}

static unsigned char *pixel(const struct pixmap *p, int x, int y)
{
    return p->rgb + 3 * ((size_t)y * (size_t)p->width + (size_t)x);
}

/* ---- scaling ----------------------------------------------------------- */

/* An input pixel is narrower than an output one, so it falls into one or two of them: `weight` is
 * the share of the first, the rest goes to the next. */
static void shares(int in, int out, int i, int *first, float *weight)
{
    double from = (double)i * out / in, to = (double)(i + 1) * out / in;
    int a = (int)from;
    double edge = a + 1.0;
    *first = a < out ? a : out - 1;
    *weight = to <= edge || a + 1 >= out ? (float)(to - from) : (float)(edge - from);
}

struct scaler scaler_new(struct arena *mem, int in_w, int in_h, struct pixmap *out)
{
    struct scaler s = {.out = out, .in_w = in_w, .in_h = in_h};
    s.sum = NEW_N(mem, float, 6 * (size_t)out->width);
    s.weight = NEW_N(mem, float, (size_t)in_w);
    s.column = NEW_N(mem, int, (size_t)in_w);
    for (int x = 0; x < in_w; x++)
        shares(in_w, out->width, x, &s.column[x], &s.weight[x]);
    return s;
}

static void add_row(struct scaler *s, const unsigned char *rgb, float *sum, float by)
{
    float whole = (float)s->out->width / (float)s->in_w;
    for (int x = 0; x < s->in_w; x++) {
        float a = s->weight[x] * by, b = (whole - s->weight[x]) * by;
        float *to = sum + 3 * s->column[x];
        bool both = s->column[x] + 1 < s->out->width;
        for (int i = 0; i < 3; i++) {
            to[i] += a * (float)rgb[3 * x + i];
            if (both)
                to[3 + i] += b * (float)rgb[3 * x + i];
        }
    }
}

static void finish_row(struct scaler *s)
{
    size_t n = 3 * (size_t)s->out->width;
    unsigned char *to = pixel(s->out, 0, s->done++);
    for (size_t i = 0; i < n; i++) {
        float v = s->sum[i] + 0.5f;
        to[i] = (unsigned char)(v < 0 ? 0 : v > 255 ? 255 : v);
    }
    memmove(s->sum, s->sum + n, n * sizeof *s->sum);
    memset(s->sum + n, 0, n * sizeof *s->sum);
}

void scaler_row(struct scaler *s, const unsigned char *rgb)
{
    int first;
    float weight, whole = (float)s->out->height / (float)s->in_h;
    if (s->row >= s->in_h)
        return;
    shares(s->in_h, s->out->height, s->row++, &first, &weight);
    while (s->done < first)
        finish_row(s);
    add_row(s, rgb, s->sum, weight);
    if (whole - weight > 1e-6f && first + 1 < s->out->height)
        add_row(s, rgb, s->sum + 3 * s->out->width, whole - weight);
    if (s->row == s->in_h)
        while (s->done < s->out->height)
            finish_row(s);
}

struct pixmap pixmap_fit(struct arena *mem, const struct pixmap *p, int side)
{
    int w, h;
    photo_fit(p->width, p->height, side, &w, &h);
    if (w == p->width && h == p->height)
        return *p;
    struct pixmap out = pixmap_new(mem, w, h);
    struct scaler s = scaler_new(mem, p->width, p->height, &out);
    for (int y = 0; y < p->height; y++)
        scaler_row(&s, pixel(p, 0, y));
    return out;
}

/* ---- turning ----------------------------------------------------------- */

/* EXIF orientation: where the first row and first column of the stored picture belong. */
struct pixmap pixmap_turn(struct arena *mem, const struct pixmap *p, int orientation)
{
    if (orientation < 2 || orientation > 8)
        return *p;
    bool swap = orientation >= 5;
    struct pixmap out = pixmap_new(mem, swap ? p->height : p->width, swap ? p->width : p->height);
    bool right = orientation == 2 || orientation == 3 || orientation == 6 || orientation == 7;
    bool bottom = orientation == 3 || orientation == 4 || orientation == 7 || orientation == 8;
    for (int y = 0; y < p->height; y++)
        for (int x = 0; x < p->width; x++) {
            int u = swap ? y : x, v = swap ? x : y;
            memcpy(pixel(&out, right ? out.width - 1 - u : u, bottom ? out.height - 1 - v : v),
                   pixel(p, x, y), 3);
        }
    return out;
}

/* ---- making places unreadable ------------------------------------------ */

static bool is_in(const struct child_shape *s, int x, int y)
{
    if (!s->round)
        return true;
    double dx = (2.0 * (x - s->x) + 1 - s->width) / s->width;
    double dy = (2.0 * (y - s->y) + 1 - s->height) / s->height;
    return dx * dx + dy * dy <= 1;
}

static int low(int a, int b)
{
    return a < b ? a : b;
}

static int high(int a, int b)
{
    return a > b ? a : b;
}

struct box {
    int x0, y0, x1, y1;
};

static void paint_block(struct pixmap *p, const struct child_shape *s, struct box b)
{
    unsigned sum[3] = {0}, n = 0;
    for (int y = b.y0; y < b.y1; y++)
        for (int x = b.x0; x < b.x1; x++, n++)
            for (int i = 0; i < 3; i++)
                sum[i] += pixel(p, x, y)[i];
    for (int y = b.y0; y < b.y1; y++)
        for (int x = b.x0; x < b.x1; x++)
            for (int i = 0; i < 3 && is_in(s, x, y); i++)
                pixel(p, x, y)[i] = (unsigned char)(sum[i] / (n ? n : 1));
}

/* At most four blocks across the shorter side: a face or a plate becomes a few even squares,
 * which no sharpening brings back; a mere blur can be undone. */
void pixmap_redact(struct pixmap *p, const struct child_shape *s)
{
    if (s->width <= 0 || s->height <= 0 || s->x > p->width || s->y > p->height || s->x < -100000 ||
        s->y < -100000 || s->width > 100000 || s->height > 100000)
        return;
    int step = high(16, (low(s->width, s->height) + 3) / 4);
    int right = low(p->width, s->x + s->width), bottom = low(p->height, s->y + s->height);
    for (int y = s->y; y < bottom; y += step)
        for (int x = s->x; x < right; x += step) {
            struct box b = {high(0, x), high(0, y), low(right, x + step), low(bottom, y + step)};
            if (b.x0 < b.x1 && b.y0 < b.y1)
                paint_block(p, s, b);
        }
}
