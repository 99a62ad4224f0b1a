/* map.c: a map drawn by the server: our own outlines, each with its number, in SVG attributes that
 * need no script, no style and no tiles. A list stands beside it wherever it is used. */
#include "civic/frame/drawing.h"
#include "civic/frame/frame.h"
#include "civic/frame/map_html.h"
#include "civic/places/places.h"

enum { WIDTH = 480, MARGIN = 10, LOWEST = 160, HIGHEST = 560 };

struct projection {
    double lon, lat; /* degrees of the upper left corner */
    double x, y;     /* pixels per degree */
    int height;
};

static struct geo_box box_of(const struct frame_area *areas, int n)
{
    struct geo_box b = areas[0].shape->box;
    for (int i = 1; i < n; i++) {
        const struct geo_box *a = &areas[i].shape->box;
        b.least.lon = a->least.lon < b.least.lon ? a->least.lon : b.least.lon;
        b.least.lat = a->least.lat < b.least.lat ? a->least.lat : b.least.lat;
        b.most.lon = a->most.lon > b.most.lon ? a->most.lon : b.most.lon;
        b.most.lat = a->most.lat > b.most.lat ? a->most.lat : b.most.lat;
    }
    return b;
}

/* Degrees of longitude are shorter than those of latitude by the cosine of the middle. */
static struct projection project(struct geo_box b)
{
    double wide = (double)(b.most.lon - b.least.lon) / GEO_UNIT;
    double high = (double)(b.most.lat - b.least.lat) / GEO_UNIT;
    double middle = (double)(b.most.lat + (int64_t)b.least.lat) / 2 / GEO_UNIT;
    double squeeze = cos(middle * 3.14159265358979 / 180);
    double scale = (WIDTH - 2 * MARGIN) / fmax(wide * squeeze, 1e-6);
    double most = (HIGHEST - 2 * MARGIN) / fmax(high, 1e-6);
    scale = fmin(scale, most);
    double height = fmax(high * scale + 2 * MARGIN, LOWEST);
    double left = (WIDTH - wide * squeeze * scale) / 2, top = (height - high * scale) / 2;
    return (struct projection){.lon = (double)b.least.lon / GEO_UNIT - left / (squeeze * scale),
                               .lat = (double)b.most.lat / GEO_UNIT + top / scale,
                               .x = squeeze * scale,
                               .y = scale,
                               .height = (int)ceil(height)};
}

static int x_of(const struct projection *p, struct geo_point at)
{
    return (int)lround(((double)at.lon / GEO_UNIT - p->lon) * p->x);
}

static int y_of(const struct projection *p, struct geo_point at)
{
    return (int)lround((p->lat - (double)at.lat / GEO_UNIT) * p->y);
}

/* Corners that fall on the pixel of the one before say nothing on a screen. */
static void put_ring(struct buf *b, const struct projection *p, const struct geo_ring *r)
{
    int last_x = 0, last_y = 0;
    for (int i = 0; i < r->n; i++) {
        int x = x_of(p, r->at[i]), y = y_of(p, r->at[i]);
        if (i && abs(x - last_x) < 2 && abs(y - last_y) < 2)
            continue;
        buf_fmt(b, "%c%d %d", i ? 'L' : 'M', x, y);
        last_x = x;
        last_y = y;
    }
    buf_char(b, 'Z');
}

static str path_of(struct arena *mem, const struct projection *p, const struct geo_shape *s)
{
    struct buf b = buf_new(mem, 1 << 20);
    for (int i = 0; i < s->n; i++)
        for (int k = 0; k < s->polygons[i].n; k++)
            put_ring(&b, p, &s->polygons[i].rings[k]);
    return buf_done(&b);
}

/* What the numbers are told apart by: 1, 2, 5, 10, 20 … so that the largest is twelve of it at
 * most. */
static int64_t unit_of(const struct frame_area *areas, int n)
{
    int64_t most = 0, unit = 1;
    for (int i = 0; i < n; i++)
        most = areas[i].n > most ? areas[i].n : most;
    for (int i = 0; most > 12 * unit; i++)
        unit = i % 3 == 1 ? unit / 2 * 5 : unit * 2;
    return unit;
}

/* Lower bounds of the shades 1 to 4. */
static int64_t shade_from(int shade, int64_t unit)
{
    static const int units[] = {0, 0, 1, 3, 5};
    return units[shade] * unit + 1;
}

static int shade_of(int64_t n, int64_t unit)
{
    int shade = SHADES - 1;
    while (shade && n < shade_from(shade, unit))
        shade--;
    return shade;
}

str map_html_shade(struct html *h, int shade, int64_t unit)
{
    long long from = shade_from(shade, unit);
    if (shade == SHADES - 1)
        return str_fmt(h->out->mem, "%lld+", from);
    long long to = shade_from(shade + 1, unit) - 1;
    return from == to ? str_fmt(h->out->mem, "%lld", to)
                      : str_fmt(h->out->mem, "%lld–%lld", from, to);
}

typedef void drawing(struct html *h, const struct drawn_map *m);

static void draw(struct html *h, const struct frame_area *areas, int n, const char *label,
                 drawing *write)
{
    struct arena *mem = h->out->mem;
    if (n <= 0)
        return;
    struct projection p = project(box_of(areas, n));
    int64_t unit = unit_of(areas, n);
    struct drawn_area *drawn = NEW_N(mem, struct drawn_area, (size_t)n);
    for (int i = 0; i < n; i++) {
        struct geo_point middle = geo_middle(areas[i].shape);
        drawn[i] = (struct drawn_area){.area = &areas[i],
                                       .path = path_of(mem, &p, areas[i].shape),
                                       .shade = shade_of(areas[i].n, unit),
                                       .x = x_of(&p, middle),
                                       .y = y_of(&p, middle)};
    }
    write(h, &(struct drawn_map){drawn, n, WIDTH, p.height, label, unit});
}

void frame_draw_map(struct html *h, const struct frame_area *areas, int n, const char *label)
{
    draw(h, areas, n, label, map_html_drawing);
}

void frame_draw_outlines(struct html *h, const struct frame_area *areas, int n, const char *label)
{
    draw(h, areas, n, label, map_html_outlines);
}
