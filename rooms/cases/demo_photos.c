/* demo_photos.c: draws a scene shape by shape, as the lines of its file say. */
#include "rooms/cases/demo_photos.h"

#include "kit/base/csv.h"

#include <cairo.h>

enum { WIDTH = 480, HEIGHT = 360, NUMBERS = 32, PNG_MOST = 1 << 20 };

struct shape { /* one line of the file */
    str kind;
    double r, g, b, a;
    double at[NUMBERS];
    int n;
};

static double colour_part(str hex, size_t i)
{
    static const char digits[] = "0123456789abcdef";
    if (hex.len < 2 * i + 2)
        return 1;
    const char *high = strchr(digits, hex.at[2 * i]), *low = strchr(digits, hex.at[2 * i + 1]);
    return high && low ? (double)((high - digits) * 16 + (low - digits)) / 255 : 0;
}

static void read_shape(const struct csv *c, struct shape *out)
{
    str colour = c->field[3], rest = c->field[4];
    *out = (struct shape){.kind = c->field[2],
                          .r = colour_part(colour, 0),
                          .g = colour_part(colour, 1),
                          .b = colour_part(colour, 2),
                          .a = colour_part(colour, 3)};
    while (rest.len && out->n < NUMBERS)
        if (str_double(str_cut(&rest, ' '), &out->at[out->n]) == OK)
            out->n++;
}

static void ellipse(cairo_t *c, const double *at)
{
    cairo_save(c);
    cairo_translate(c, at[0], at[1]);
    cairo_scale(c, at[2], at[3]);
    cairo_arc(c, 0, 0, 1, 0, 2 * 3.14159265358979);
    cairo_restore(c);
    cairo_fill(c);
}

/* Light that fades outwards. */
static void glow(cairo_t *c, const struct shape *s)
{
    const double *at = s->at;
    cairo_pattern_t *p = cairo_pattern_create_radial(at[0], at[1], 0, at[0], at[1], at[2]);
    cairo_pattern_add_color_stop_rgba(p, 0, s->r, s->g, s->b, s->a);
    cairo_pattern_add_color_stop_rgba(p, 1, s->r, s->g, s->b, 0);
    cairo_set_source(c, p);
    cairo_paint(c);
    cairo_pattern_destroy(p);
}

static void draw(cairo_t *c, const struct shape *s)
{
    const double *at = s->at;
    cairo_set_source_rgba(c, s->r, s->g, s->b, s->a);
    if (str_is(s->kind, "rect")) {
        cairo_rectangle(c, at[0], at[1], at[2], at[3]);
        cairo_fill(c);
    } else if (str_is(s->kind, "disc")) {
        ellipse(c, at);
    } else if (str_is(s->kind, "line")) {
        cairo_set_line_width(c, at[4]);
        cairo_set_line_cap(c, CAIRO_LINE_CAP_ROUND);
        cairo_move_to(c, at[0], at[1]);
        cairo_line_to(c, at[2], at[3]);
        cairo_stroke(c);
    } else if (str_is(s->kind, "glow")) {
        glow(c, s);
    } else { /* poly */
        for (int i = 0; i + 1 < s->n; i += 2)
            cairo_line_to(c, at[i], at[i + 1]);
        cairo_fill(c);
    }
}

static cairo_status_t keep(void *to, const unsigned char *bytes, unsigned len)
{
    buf_str(to, (str){(const char *)bytes, len});
    return CAIRO_STATUS_SUCCESS;
}

/* The lines of the scene that belong to this moment, at a scale. */
static enum err paint(struct ctx *cx, str scenes, str scene, const char *when, double scale,
                      str *out)
{
    struct csv *lines = NEW(cx->mem, struct csv);
    struct shape s;
    bool any = false;
    cairo_surface_t *at =
        cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)(WIDTH * scale), (int)(HEIGHT * scale));
    cairo_t *c = cairo_create(at);
    cairo_scale(c, scale, scale);
    csv_open(lines, cx->mem, scenes);
    while (csv_next(lines)) {
        bool mine = str_eq(lines->field[0], scene) &&
                    (str_is(lines->field[1], when) || str_is(lines->field[1], "both"));
        if (!mine)
            continue;
        any = true;
        read_shape(lines, &s);
        draw(c, &s);
    }
    struct buf b = buf_new(cx->mem, PNG_MOST);
    bool drawn = cairo_surface_write_to_png_stream(at, keep, &b) == CAIRO_STATUS_SUCCESS;
    cairo_destroy(c);
    cairo_surface_destroy(at);
    *out = buf_done(&b);
    return !any ? ERR_NOT_FOUND : drawn && !lines->err ? OK : ERR_FAULT;
}

enum err demo_scene_draw(struct ctx *cx, str file, str name, struct demo_scene *out)
{
    static const char *const when[2] = {"before", "after"};
    enum err e = OK;
    *out = (struct demo_scene){.name = name};
    for (int i = 0; !e && i < 2; i++) {
        struct media_drawn *d = &out->moment[i];
        *d = (struct media_drawn){.type = S("image/png"), .width = WIDTH, .height = HEIGHT};
        e = paint(cx, file, name, when[i], 1, &d->full);
        if (!e)
            e = paint(cx, file, name, when[i], 0.5, &d->thumb);
    }
    return e;
}

/* ---- a case's ---------------------------------------------------------- */

enum err demo_photos_take(struct ctx *cx, int64_t county, const struct demo_scene *s, bool done,
                          struct demo_photos *out)
{
    static const char *const roles[2] = {"report", "after"};
    enum err e = OK;
    for (int i = 0; !e && i <= (int)done; i++) {
        struct media_new *m = &out->files[i].at[0];
        e = media_take_drawn(cx, county, &s->moment[i], m, &out->public[i]);
        m->file.room = S("cases");
        m->file.role = str_of(roles[i]);
        out->files[i].n = !e;
    }
    return e;
}

enum err demo_photos_release(struct ctx *cx, const struct demo_photos *p)
{
    enum err e = OK;
    for (int i = 0; !e && i < 2; i++)
        if (p->files[i].n)
            e = media_release(cx, &p->public[i]);
    return e;
}
