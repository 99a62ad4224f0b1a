/* check.c: how a community's grids lie against the principles of partition: closed, without gap or
 * overlap, inside one community, numbered from west to east and north to south, of like size. What
 * is found warns and never blocks: in mountains a drawn border is a guess anyway. */
#include "civic/places/grids.h"

#include "civic/places/grids_sql.h"
#include "civic/places/ground.h"

enum {
    AREA_FACTOR = 4,      /* off the middle one by more: uneven */
    HOUSEHOLD_FACTOR = 2, /* likewise */
    LEAST_BALANCED = 3    /* fewer grids have no middle one */
};

struct outlines {
    struct geo_entry *at;
    int n;
};
struct findings {
    struct ctx *cx;
    struct grid_warning *out;
    int n; /* all that was found */
    const struct grid *all;
    int n_all;
    struct geo_shape parent;
    int64_t community;
    struct outlines neighbours; /* communities; read when one is needed */
    bool asked;
};

static void warn(struct findings *f, enum grid_trouble what, int64_t code, int64_t other, str text)
{
    if (f->n < GRID_WARNINGS)
        f->out[f->n] = (struct grid_warning){what, code, other, text};
    f->n++;
}

static str say(struct findings *f, const char *msgid)
{
    return tr(f->cx->lang, msgid);
}

/* Whole square metres, below ten with one decimal. */
static str area_text(struct ctx *cx, double m2)
{
    return m2 < 10 ? str_fmt(cx->mem, "%.1f", m2) : str_fmt(cx->mem, "%lld", (long long)(m2 + 0.5));
}

static str with_area(struct findings *f, const char *msgid, double m2, str name)
{
    const struct tr_arg args[] = {TR("area", area_text(f->cx, m2)), TR("name", name)};
    return tr_fill(f->cx->mem, f->cx->lang, msgid, args, COUNT(args));
}

static bool boxes_meet(const struct geo_box *a, const struct geo_box *b)
{
    return a->least.lon <= b->most.lon && b->least.lon <= a->most.lon &&
           a->least.lat <= b->most.lat && b->least.lat <= a->most.lat;
}

/* ---- one outline -------------------------------------------------------- */

static enum err read_neighbours(struct findings *f)
{
    enum { MOST = 2000 };
    struct ctx *cx = f->cx;
    if (f->asked)
        return OK;
    f->asked = true;
    f->neighbours.at = NEW_N(cx->mem, struct geo_entry, MOST);
    AUTO_ROWS rows = db_query(cx, &grids_sql_communities, db_int("county", f->all[0].county));
    while (f->neighbours.n < MOST && db_next(&rows)) {
        struct geo_entry *e = &f->neighbours.at[f->neighbours.n];
        e->code = db_get_int(&rows, 0);
        if (e->code != f->community && !geo_parse(cx->mem, db_get_text(&rows, 1), &e->shape))
            f->neighbours.n++;
    }
    return db_end(&rows);
}

/* The neighbour it reaches into furthest. */
static enum err say_outside(struct findings *f, const struct grid *g, double outside_m2)
{
    int64_t into = 0;
    double most = GRID_TOLERANCE_M2;
    enum err e = read_neighbours(f);
    for (int i = 0; !e && i < f->neighbours.n; i++) {
        const struct geo_entry *c = &f->neighbours.at[i];
        struct geo_relation r = {.overlap_m2 = 0};
        if (boxes_meet(&g->shape.box, &c->shape.box))
            e = geo_relate(&g->shape, &c->shape, &r);
        if (r.overlap_m2 > most) {
            most = r.overlap_m2;
            into = c->code;
        }
    }
    if (into)
        warn(f, GRID_OUTSIDE, g->code, into,
             with_area(f,
                       _("It crosses the border of the community: {area} square metres lie "
                         "outside, in {name}."),
                       outside_m2, places_name(f->cx, into)));
    else if (!e)
        warn(f, GRID_OUTSIDE, g->code, 0,
             with_area(f, _("It reaches beyond its community by {area} square metres."), outside_m2,
                       STR_NONE));
    return e;
}

static enum err check_one(struct findings *f, const struct grid *g)
{
    struct geo_relation r;
    enum err e = geo_relate(&g->shape, f->parent.n ? &f->parent : &g->shape, &r);
    if (e)
        return e;
    if (!r.valid) {
        warn(f, GRID_CROSSED, g->code, 0, say(f, _("The outline crosses itself.")));
        return OK;
    }
    if (g->shape.n > 1)
        warn(f, GRID_PIECES, g->code, 0, say(f, _("It is in several separate pieces.")));
    return f->parent.n && r.outside_m2 > GRID_TOLERANCE_M2 ? say_outside(f, g, r.outside_m2) : OK;
}

static enum err check_pair(struct findings *f, const struct grid *a, const struct grid *b)
{
    struct geo_relation r;
    if (!boxes_meet(&a->shape.box, &b->shape.box))
        return OK;
    enum err e = geo_relate(&a->shape, &b->shape, &r);
    if (!e && r.overlap_m2 > GRID_TOLERANCE_M2)
        warn(f, GRID_OVERLAP, a->code, b->code,
             with_area(f, _("It overlaps with {name} by {area} square metres."), r.overlap_m2,
                       b->name));
    return e;
}

/* ---- one net ------------------------------------------------------------ */

/* Wholly to the north of the one before it and not further east, or wholly to the west and not
 * further south: wrong by rows and by columns. */
static bool out_of_order(const struct geo_shape *first, const struct geo_shape *second)
{
    struct geo_point a = geo_middle(first), b = geo_middle(second);
    return (second->box.least.lat >= first->box.most.lat && b.lon <= a.lon) ||
           (second->box.most.lon <= first->box.least.lon && b.lat >= a.lat);
}

static void check_order(struct findings *f, const struct grid *const *net, int n)
{
    for (int i = 0; i + 1 < n; i++)
        if (out_of_order(&net[i]->shape, &net[i + 1]->shape)) {
            warn(f, GRID_ORDER, net[i + 1]->code, net[i]->code,
                 say(f, _("Numbers should run from west to east and from north to south; this one "
                          "lies before the number in front of it.")));
            return; /* the first says it all */
        }
}

static enum err check_gap(struct findings *f, const struct grid *const *net, int n)
{
    struct geo_gap gap;
    const struct geo_shape **parts = NEW_N(f->cx->mem, const struct geo_shape *, n);
    for (int i = 0; i < n; i++)
        parts[i] = &net[i]->shape;
    enum err e = geo_uncovered(&f->parent, parts, n, GRID_TOLERANCE_M2, &gap);
    if (e || gap.m2 <= GRID_TOLERANCE_M2)
        return e;
    const struct tr_arg args[] = {
        TR("area", area_text(f->cx, gap.m2)), TR("pieces", str_fmt(f->cx->mem, "%d", gap.pieces)),
        TR("at", str_fmt(f->cx->mem, "%.6f, %.6f", (double)gap.middle.lon / GEO_UNIT,
                         (double)gap.middle.lat / GEO_UNIT))};
    warn(f, GRID_GAP, f->community, 0,
         tr_fill(f->cx->mem, f->cx->lang,
                 _("{area} square metres of the community are in no grid, in {pieces} places; the "
                   "largest is at {at}."),
                 args, COUNT(args)));
    return OK;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double middle_value(struct ctx *cx, const double *at, int n)
{
    double *sorted = NEW_N(cx->mem, double, n);
    memcpy(sorted, at, (size_t)n * sizeof *at);
    qsort(sorted, (size_t)n, sizeof *sorted, by_value);
    return sorted[n / 2];
}

/* The furthest from the middle one, if it is too far. */
static void check_even(struct findings *f, enum grid_trouble what, const struct grid *const *net,
                       const double *size, int n, double factor, const char *msgid)
{
    int worst = -1;
    double most = factor;
    if (n < LEAST_BALANCED)
        return;
    double middle = middle_value(f->cx, size, n);
    for (int i = 0; i < n; i++) {
        double times = size[i] > middle ? size[i] / fmax(middle, 1) : middle / fmax(size[i], 1);
        if (times > most) {
            most = times;
            worst = i;
        }
    }
    if (worst < 0)
        return;
    const struct tr_arg args[] = {TR("size", area_text(f->cx, size[worst])),
                                  TR("middle", area_text(f->cx, middle))};
    warn(f, what, net[worst]->code, 0, tr_fill(f->cx->mem, f->cx->lang, msgid, args, COUNT(args)));
}

static void check_balance(struct findings *f, const struct grid *const *net, int n)
{
    double *size = NEW_N(f->cx->mem, double, n + 1);
    const struct grid **counted = NEW_N(f->cx->mem, const struct grid *, n + 1);
    int k = 0;
    for (int i = 0; i < n; i++)
        size[i] = net[i]->shape.n ? geo_area_m2(&net[i]->shape) : 0;
    for (int i = 0; i < n; i++)
        if (net[i]->shape.n) {
            counted[k] = net[i];
            size[k++] = size[i];
        }
    check_even(f, GRID_AREAS, counted, size, k, AREA_FACTOR,
               _("Uneven: {size} square metres here, {middle} in a middling grid."));
    k = 0;
    for (int i = 0; i < n; i++)
        if (net[i]->households) {
            counted[k] = net[i];
            size[k++] = (double)net[i]->households;
        }
    check_even(f, GRID_HOUSEHOLDS_UNEVEN, counted, size, k, HOUSEHOLD_FACTOR,
               _("Uneven: {size} households here, {middle} in a middling grid."));
}

static enum err check_net(struct findings *f, enum grid_purpose purpose)
{
    const struct grid **net = NEW_N(f->cx->mem, const struct grid *, f->n_all + 1);
    const struct grid **drawn = NEW_N(f->cx->mem, const struct grid *, f->n_all + 1);
    int n = 0, k = 0;
    enum err e = OK;
    for (int i = 0; i < f->n_all; i++)
        if (f->all[i].purpose == purpose) {
            net[n++] = &f->all[i];
            if (f->all[i].shape.n)
                drawn[k++] = &f->all[i];
        }
    for (int i = 0; !e && i < k; i++) {
        e = check_one(f, drawn[i]);
        for (int j = 0; !e && j < i; j++)
            e = check_pair(f, drawn[j], drawn[i]);
    }
    if (!e && k && k == n && f->parent.n) /* lists have no ground of their own */
        e = check_gap(f, drawn, k);
    else if (!e && k && !f->parent.n)
        warn(f, GRID_NO_PARENT, f->community, 0,
             say(f, _("The outline of the community is not known, so gaps and borders cannot be "
                      "checked.")));
    check_order(f, drawn, k);
    check_balance(f, net, n);
    return e;
}

enum err grid_check(struct ctx *cx, int64_t county, int64_t community, const struct grid *grids,
                    int n_grids, struct grid_warning **out, int *n, int *all)
{
    struct findings f = {.cx = cx, .all = grids, .n_all = n_grids, .community = community};
    f.out = NEW_N(cx->mem, struct grid_warning, GRID_WARNINGS);
    enum err e = places_shape(cx, county, community, &f.parent);
    if (e && e != ERR_NOT_FOUND)
        return e;
    e = OK;
    for (int p = 0; !e && p < GRID_PURPOSES; p++)
        e = p == GRID_DUTY ? OK : check_net(&f, (enum grid_purpose)p);
    if (e)
        return e;
    *out = f.out;
    *n = f.n < GRID_WARNINGS ? f.n : GRID_WARNINGS;
    *all = f.n;
    return OK;
}
