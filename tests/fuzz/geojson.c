/* geojson: any bytes are either a shape that survives its stored form, or refused with a reason;
 * read as a proposal, what is left of them are such shapes too. */
#include "civic/places/geo.h"

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len);

static void check_shape(struct arena *mem, const struct geo_shape *s)
{
    struct geo_shape again;
    struct buf b = buf_new(mem, 4 << 20);
    str text = geo_text(mem, s);
    assert(geo_parse(mem, text, &again) == OK);
    assert(str_eq(geo_text(mem, &again), text));
    geo_write_json(&b, s);
    assert(geo_contains(s, s->polygons[0].rings[0].at[0]));
    (void)geo_middle(s);
    (void)geo_area_m2(s);
}

int LLVMFuzzerTestOneInput(const uint8_t *at, size_t len)
{
    struct arena *mem = arena_new();
    struct geo_feature *f;
    struct geo_shape s;
    int n;
    const char *why = NULL;
    str text = {(const char *)at, len};
    if (geo_read_json(mem, text, &f, &n, &why) == OK)
        for (int i = 0; i < n; i++)
            check_shape(mem, &f[i].shape);
    else
        assert(why);
    if (geo_read_plan(mem, text, &f, &n, &why) == OK)
        for (int i = 0; i < n; i++)
            if (f[i].shape.n)
                check_shape(mem, &f[i].shape);
    if (geo_parse(mem, text, &s) == OK)
        (void)geo_contains(&s, (struct geo_point){103400000, 23370000});
    arena_free(mem);
    return 0;
}
