/* picture.c: one column of text from top to bottom, drawn twice: to see how long it gets, and then
 * for good. */
#include "civic/frame/picture.h"

#include <pango/pangocairo.h>
#include <qrencode.h>

/* What fontconfig keeps of its configuration, once, it keeps without a pointer that can be seen. */
const char *__lsan_default_suppressions(void);
const char *__lsan_default_suppressions(void)
{
    return "leak:libfontconfig\n";
}

enum { EDGE = 72, INNER = FRAME_PICTURE_WIDTH - 2 * EDGE, QR_SIDE = 260, PNG_MOST = 8 << 20 };

struct colour {
    double r, g, b;
};
static const struct colour brand = {0.031, 0.29, 0.522}, ink = {0.1, 0.1, 0.12},
                           soft = {0.33, 0.34, 0.37}, paper = {0.969, 0.961, 0.941},
                           white = {1, 1, 1};

struct pen {
    cairo_t *c;
    PangoContext *fonts;
    struct arena *mem;
    double y;
};

static void set(cairo_t *c, struct colour k)
{
    cairo_set_source_rgb(c, k.r, k.g, k.b);
}

struct print {
    int size; /* in pixels */
    bool bold;
    struct colour colour;
    int width;
};

/* Height of the paragraph, drawn at (x, y). */
static double write_at(struct pen *p, double x, double y, str text, struct print how)
{
    int w, h;
    PangoLayout *l = pango_layout_new(p->fonts);
    PangoFontDescription *f = pango_font_description_new();
    pango_font_description_set_family(f, "Noto Sans CJK SC, WenQuanYi Micro Hei, sans-serif");
    pango_font_description_set_absolute_size(f, how.size * PANGO_SCALE);
    pango_font_description_set_weight(f, how.bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
    pango_layout_set_font_description(l, f);
    pango_layout_set_width(l, how.width * PANGO_SCALE);
    pango_layout_set_wrap(l, PANGO_WRAP_WORD_CHAR);
    pango_layout_set_spacing(l, how.size * PANGO_SCALE / 3);
    pango_layout_set_text(l, text.at, (int)text.len);
    pango_layout_get_pixel_size(l, &w, &h);
    set(p->c, how.colour);
    cairo_move_to(p->c, x, y);
    pango_cairo_show_layout(p->c, l);
    pango_font_description_free(f);
    g_object_unref(l);
    return h;
}

static void paragraph(struct pen *p, str text, struct print how, int gap)
{
    how.width = INNER;
    if (text.len)
        p->y += write_at(p, EDGE, p->y, text, how) + gap;
}

static void head(struct pen *p, str text)
{
    enum { TALL = 132 };
    set(p->c, brand);
    cairo_rectangle(p->c, 0, 0, FRAME_PICTURE_WIDTH, TALL);
    cairo_fill(p->c);
    (void)write_at(p, EDGE, 38, text, (struct print){44, true, white, INNER});
    p->y = TALL + 52;
}

/* In a box of its own, as it stands on the page. */
static void words(struct pen *p, str label, str text)
{
    enum { PAD = 36 };
    struct print how = {46, false, ink, INNER - 2 * PAD};
    struct print who = {36, true, soft, INNER - 2 * PAD};
    double top = p->y, at = top + PAD;
    for (int drawn = 0; drawn < 2; drawn++) { /* the box lies under what is in it */
        at = top + PAD;
        if (label.len)
            at += write_at(p, EDGE + PAD, at, label, who) + 16;
        at += write_at(p, EDGE + PAD, at, text, how) + PAD;
        if (drawn)
            break;
        set(p->c, white);
        cairo_rectangle(p->c, EDGE, top, INNER, at - top);
        cairo_fill(p->c);
    }
    p->y = at + 40;
}

static void code(struct pen *p, str text)
{
    QRcode *q = QRcode_encodeString(str_z(p->mem, text), 0, QR_ECLEVEL_M, QR_MODE_8, 1);
    if (!q)
        return; /* too long: the number still works */
    double side = (double)QR_SIDE / (q->width + 8);
    set(p->c, white);
    cairo_rectangle(p->c, EDGE, p->y, QR_SIDE, QR_SIDE);
    cairo_fill(p->c);
    set(p->c, ink);
    for (int i = 0; i < q->width * q->width; i++)
        if (q->data[i] & 1)
            cairo_rectangle(p->c, EDGE + (i % q->width + 4) * side,
                            p->y + (i / q->width + 4) * side, side + 0.2, side + 0.2);
    cairo_fill(p->c);
    QRcode_free(q);
}

static void foot(struct pen *p, const struct frame_picture *in)
{
    double x = EDGE, width = INNER;
    if (in->qr.len) {
        code(p, in->qr);
        x += QR_SIDE + 40;
        width -= QR_SIDE + 40;
    }
    double h = write_at(p, x, p->y + 12, in->foot, (struct print){36, false, soft, (int)width});
    p->y += (in->qr.len && h < QR_SIDE ? QR_SIDE : h) + EDGE;
}

static str cut(struct arena *mem, str s)
{
    if (utf8_count(s) <= FRAME_PICTURE_TEXT_MOST)
        return s;
    return str_fmt(mem, "%.*s\u2026", STR_ARG(utf8_head(s, FRAME_PICTURE_TEXT_MOST)));
}

static void draw(struct pen *p, const struct frame_picture *in)
{
    set(p->c, paper);
    cairo_paint(p->c);
    head(p, in->head);
    paragraph(p, in->title, (struct print){64, true, ink, 0}, 20);
    paragraph(p, in->state, (struct print){46, true, brand, 0}, 20);
    for (int i = 0; i < in->n_lines; i++)
        paragraph(p, in->lines[i], (struct print){36, false, soft, 0}, 12);
    p->y += 20;
    if (in->text.len)
        words(p, in->label, cut(p->mem, in->text));
    foot(p, in);
}

static cairo_status_t keep(void *to, const unsigned char *bytes, unsigned len)
{
    buf_str(to, (str){(const char *)bytes, len});
    return CAIRO_STATUS_SUCCESS;
}

struct sheet {
    PangoContext *fonts;
    int height;
    double tall; /* how high it would have to be */
    str png;
};

static enum err paint(struct ctx *cx, const struct frame_picture *in, struct sheet *out, bool last)
{
    struct buf b = buf_new(cx->mem, PNG_MOST);
    cairo_surface_t *s =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, FRAME_PICTURE_WIDTH, out->height);
    struct pen p = {.c = cairo_create(s), .fonts = out->fonts, .mem = cx->mem};
    pango_cairo_update_context(p.c, p.fonts);
    draw(&p, in);
    out->tall = p.y;
    bool fine = cairo_status(p.c) == CAIRO_STATUS_SUCCESS;
    if (last)
        fine = fine && cairo_surface_write_to_png_stream(s, keep, &b) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(p.c);
    cairo_surface_destroy(s);
    out->png = buf_done(&b);
    return fine && !b.over ? OK : ERR_FAULT;
}

/* Fonts of its own, not those that a thread keeps for good: threads come and go. */
enum err frame_draw_picture(struct ctx *cx, const struct frame_picture *in, str *png)
{
    PangoFontMap *map = pango_cairo_font_map_new();
    struct sheet s = {.fonts = pango_font_map_create_context(map), .height = 1};
    enum err e = paint(cx, in, &s, false);
    s.height = (int)s.tall;
    if (!e)
        e = paint(cx, in, &s, true);
    g_object_unref(s.fonts);
    g_object_unref(map);
    if (!e)
        *png = s.png;
    return e;
}
