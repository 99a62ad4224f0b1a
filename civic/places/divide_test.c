/* divide_test.c: a made-up map has no gaps and no overlaps. */
#include "civic/places/ground.h"
#include "kit/test/test.h"

extern const str geo_data_mengzi; /* data/geo/mengzi-boundary.geojson */

static struct geo_shape mengzi(struct ctx *cx)
{
    struct geo_feature *f = NULL;
    int n = 0;
    const char *why = "";
    CHECK_OK(geo_read_json(cx->mem, geo_data_mengzi, &f, &n, &why));
    return f[0].shape;
}

/* Three towns of four communities of three grids. */
static struct geo_part *tree(struct ctx *cx)
{
    struct geo_part *root = NEW(cx->mem, struct geo_part);
    root->parts = NEW_N(cx->mem, struct geo_part, root->n = 3);
    for (int i = 0; i < 3; i++) {
        struct geo_part *t = &root->parts[i];
        t->weight = i + 1;
        t->parts = NEW_N(cx->mem, struct geo_part, t->n = 4);
        for (int j = 0; j < 4; j++) {
            struct geo_part *c = &t->parts[j];
            c->weight = 1;
            c->parts = NEW_N(cx->mem, struct geo_part, c->n = 3);
            for (int k = 0; k < 3; k++)
                c->parts[k].weight = 1;
        }
    }
    return root;
}

/* In square microdegrees, which do not change with the latitude. */
static double area(const struct geo_shape *s)
{
    double all = 0;
    for (int i = 0; i < s->n; i++)
        for (int j = 0; j < s->polygons[i].n; j++) {
            const struct geo_ring *r = &s->polygons[i].rings[j];
            int64_t twice = 0;
            for (int k = 0; k < r->n; k++) {
                struct geo_point a = r->at[k], b = r->at[(k + 1) % r->n], o = r->at[0];
                twice += ((int64_t)a.lon - o.lon) * ((int64_t)b.lat - o.lat) -
                         ((int64_t)b.lon - o.lon) * ((int64_t)a.lat - o.lat);
            }
            all += fabs((double)twice) / 2 * (j ? -1 : 1);
        }
    return all;
}

static double sum(const struct geo_part *p)
{
    double all = 0;
    for (int i = 0; i < p->n; i++)
        all += area(&p->parts[i].shape);
    return all;
}

static bool near(double a, double b)
{
    return fabs(a - b) <= 1e-4 * b;
}

TEST(a_divided_outline_is_filled_without_overlap)
{
    struct geo_shape whole = mengzi(cx);
    struct geo_part *root = tree(cx);
    CHECK_OK(geo_divide(cx->mem, &whole, root));
    CHECK(near(area(&root->shape), area(&whole)));
    CHECK(fabs(sum(root) - area(&root->shape)) < 1);
    double town = geo_area_m2(&root->parts[2].shape) / geo_area_m2(&root->shape);
    CHECK(town > 0.45 && town < 0.55); /* its weight is 3 of 6 */
    for (int i = 0; i < 3; i++)
        for (int j = 0; j < 4; j++) {
            const struct geo_part *c = &root->parts[i].parts[j];
            struct geo_relation r;
            CHECK(fabs(sum(c) - area(&c->shape)) < 1);
            CHECK_OK(geo_relate(&c->shape, &root->parts[i].shape, &r));
            CHECK(r.valid && r.outside_m2 < 0.5);
            CHECK_OK(geo_relate(&c->shape, &root->parts[(i + 1) % 3].shape, &r));
            CHECK(r.overlap_m2 < 0.5);
            CHECK_OK(geo_relate(&c->parts[0].shape, &c->parts[1].shape, &r));
            CHECK(r.overlap_m2 < 0.5);
        }
}

TEST(the_same_tree_gives_the_same_map)
{
    struct geo_shape whole = mengzi(cx);
    struct geo_part *a = tree(cx), *b = tree(cx);
    CHECK_OK(geo_divide(cx->mem, &whole, a));
    CHECK_OK(geo_divide(cx->mem, &whole, b));
    CHECK(str_eq(geo_text(cx->mem, &a->parts[1].parts[2].parts[1].shape),
                 geo_text(cx->mem, &b->parts[1].parts[2].parts[1].shape)));
}

TEST(overlap_and_what_stands_out_are_measured)
{
    struct geo_shape a, b, bow;
    struct geo_relation r;
    CHECK_OK(geo_parse(cx->mem,
                       S("103000000 23000000,103001000 23000000,103001000 23001000,"
                         "103000000 23001000"),
                       &a));
    CHECK_OK(geo_parse(cx->mem,
                       S("103000500 23000000,103001500 23000000,103001500 23001000,"
                         "103000500 23001000"),
                       &b));
    CHECK_OK(geo_relate(&a, &b, &r));
    CHECK(r.valid && near(r.overlap_m2, r.outside_m2));
    CHECK(fabs(r.overlap_m2 - geo_area_m2(&a) / 2) < geo_area_m2(&a) * 0.01);
    CHECK_OK(geo_parse(cx->mem, S("0 0,100 100,100 0,0 100"), &bow));
    CHECK_OK(geo_relate(&bow, &a, &r));
    CHECK(!r.valid);
}
