/* check.c: how a community's grids lie against the principles of partition. What is found warns
 * and never blocks: in mountains a drawn border is a guess anyway. */
#include "civic/places/ground.h"
#include "civic/places/places.h"

#define TOLERANCE_M2 0.5

struct findings {
    struct grid_warning *out;
    int n, max;
};

static void warn(struct findings *f, int64_t code, int64_t other, const char *text)
{
    if (f->n < f->max)
        f->out[f->n] = (struct grid_warning){code, other, text};
    f->n++;
}

static enum err check_pair(struct findings *f, const struct grid *a, const struct grid *b)
{
    struct geo_relation r;
    enum err e = geo_relate(&a->shape, &b->shape, &r);
    if (!e && r.overlap_m2 > TOLERANCE_M2)
        warn(f, a->code, b->code, _("These two grids overlap."));
    return e;
}

/* *covered: how much of the community the grid takes. */
static enum err check_one(struct findings *f, const struct grid *g, const struct geo_shape *parent,
                          double *covered)
{
    struct geo_relation r;
    enum err e = geo_relate(&g->shape, parent->n ? parent : &g->shape, &r);
    if (e)
        return e;
    if (!r.valid)
        warn(f, g->code, 0, _("The outline crosses itself."));
    else if (parent->n && r.outside_m2 > TOLERANCE_M2)
        warn(f, g->code, 0, _("The grid reaches beyond its community."));
    *covered += r.overlap_m2;
    return OK;
}

enum err grid_check(struct ctx *cx, int64_t county, int64_t community, struct grid_warning *out,
                    int max, int *n)
{
    struct findings f = {.out = out, .max = max};
    struct geo_shape parent = {0};
    struct grid *all;
    int count = 0, drawn = 0;
    double covered = 0;
    enum err e = places_shape(cx, county, community, &parent);
    if (e && e != ERR_NOT_FOUND)
        return e;
    e = grid_list(cx, county, community, true, &all, &count);
    for (int i = 0; !e && i < count; i++) {
        if (!all[i].shape.n)
            continue;
        drawn++;
        e = check_one(&f, &all[i], &parent, &covered);
        for (int j = 0; !e && j < i; j++)
            if (all[j].shape.n)
                e = check_pair(&f, &all[j], &all[i]);
    }
    if (e)
        return e;
    if (drawn == count && count && parent.n && !f.n &&
        geo_area_m2(&parent) - covered > geo_area_m2(&parent) / 1000)
        warn(&f, community, 0, _("The grids leave a part of the community out."));
    *n = f.n < max ? f.n : max;
    return OK;
}
