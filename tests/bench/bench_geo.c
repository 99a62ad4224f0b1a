/* bench_geo: how many points a core finds among 10,000 grids of 32 corners. Prints JSON. */
#include "civic/places/geo.h"

enum { SIDE = 100, CORNERS = 32, CELL = 1000, LOOKS = 1000000 };

/* A wavy disc that fills its cell. */
static struct geo_shape disc(struct arena *mem, int col, int row)
{
    struct geo_shape s = {.n = 1, .polygons = NEW(mem, struct geo_polygon)};
    struct geo_ring *r = NEW(mem, struct geo_ring);
    *r = (struct geo_ring){NEW_N(mem, struct geo_point, CORNERS), CORNERS};
    for (int i = 0; i < CORNERS; i++) {
        double a = 2 * M_PI * i / CORNERS, far = CELL * (i % 2 ? 0.5 : 0.48);
        r->at[i] = (struct geo_point){103000000 + col * CELL + CELL / 2 + (int32_t)(far * cos(a)),
                                      23000000 + row * CELL + CELL / 2 + (int32_t)(far * sin(a))};
    }
    s.polygons[0] = (struct geo_polygon){r, 1};
    s.box = geo_box_of(&s);
    return s;
}

int main(void)
{
    struct arena *mem = arena_new();
    struct geo_entry *e = NEW_N(mem, struct geo_entry, SIDE * SIDE);
    struct geo_index *x = NULL;
    for (int i = 0; i < SIDE * SIDE; i++)
        e[i] = (struct geo_entry){i + 1, disc(mem, i % SIDE, i / SIDE)};
    int64_t began = clock_steady_ns();
    if (geo_index_new(e, SIDE * SIDE, &x))
        return 1;
    int64_t built = clock_steady_ns();
    uint32_t seed = 1;
    int64_t hits = 0, code;
    for (int i = 0; i < LOOKS; i++) {
        seed = seed * 1664525 + 1013904223;
        int32_t lon = 103000000 + (int32_t)(seed >> 8) % (SIDE * CELL);
        seed = seed * 1664525 + 1013904223;
        int32_t lat = 23000000 + (int32_t)(seed >> 8) % (SIDE * CELL);
        hits += geo_index_find(x, (struct geo_point){lon, lat}, &code, 1);
    }
    int64_t done = clock_steady_ns();
    printf("{\"name\":\"point to grid\",\"grids\":%d,\"build_ms\":%lld,\"per_second\":%lld,"
           "\"hits\":%lld}\n",
           SIDE * SIDE, (long long)(built - began) / 1000000,
           (long long)(LOOKS * 1000000000LL / (done - built)), (long long)hits);
    geo_index_free(x);
    arena_free(mem);
    return 0;
}
