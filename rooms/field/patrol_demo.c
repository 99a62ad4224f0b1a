/* patrol_demo.c: two plans in the demo's community, some weeks walked, one begun this morning. */
#include "rooms/field/patrol_own.h"

#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/base/csv.h"

enum { DAYS = 12 };

static enum err be(struct ctx *cx, const char *login, struct account *a)
{
    enum err e = account_find_login(cx, str_of(login), a);
    cx->county = e ? 0 : a->county;
    cx->actor = e ? 0 : a->id;
    cx->posts = NULL;
    cx->post = 0;
    return e ? e : people_load(cx);
}

static int64_t offset(str s) /* tenths of a thousandth of a degree */
{
    int64_t n = 0;
    return str_int(s, &n) ? 0 : n * 100;
}

/* The plan of the name it has, with the points of the file, around the middle of its grid. */
static enum err plan(struct ctx *cx, str csv, struct patrol_plan *p)
{
    struct csv *c = NEW(cx->mem, struct csv);
    struct grid g;
    enum err e = grid_find(cx, p->county, p->grids[0], &g);
    if (!e)
        e = patrol_plan_add(cx, p, &p->id);
    struct geo_point mid = e ? (struct geo_point){0, 0} : geo_middle(&g.shape);
    p->row_ver = 1;
    csv_open(c, cx->mem, csv);
    while (!e && csv_next(c)) {
        if (!str_eq(c->field[0], p->name))
            continue;
        struct patrol_point pt = {.name = c->field[1],
                                  .words = c->field[2],
                                  .measured = !c->field[2].len && g.shape.n,
                                  .lat_u = mid.lat + offset(c->field[3]),
                                  .lon_u = mid.lon + offset(c->field[4])};
        e = patrol_point_add(cx, p, &pt);
        p->row_ver++;
    }
    return e ? e : c->err;
}

/* The name of the n-th plan of the file. */
static str name_of(struct ctx *cx, str csv, int n)
{
    struct csv *c = NEW(cx->mem, struct csv);
    str name = STR_NONE;
    csv_open(c, cx->mem, csv);
    for (int i = -1; i < n && csv_next(c);)
        if (!str_eq(c->field[0], name)) {
            name = str_keep(cx->mem, c->field[0]);
            i += !str_is(name, "plan"); /* the head */
        }
    return name;
}

/* One patrol of a day; every third leaves a point out, every fourth names a reason. */
static enum err walk(struct ctx *cx, const struct patrol_plan *p, int day, int points, bool end)
{
    struct patrol_point *all = NEW_N(cx->mem, struct patrol_point, PATROL_POINTS_MAX);
    int n = 0;
    enum err e = patrol_points(cx, p->county, p->id, all, &n);
    if (!e)
        e = patrol_turn(cx, p, PATROL_GOING);
    for (int i = 0; !e && i < n && i < points; i++) {
        struct patrol_pass in = {.point = all[i].id,
                                 .at = {.measured = all[i].measured,
                                        .lat_u = all[i].lat_u + 70 * (i % 4),
                                        .lon_u = all[i].lon_u,
                                        .accuracy_m = 15}};
        cx->now += 240000;
        if (day % 3 == 1 && i == 6)
            continue;
        if (day % 4 == 2 && i == 4 && all[i].measured)
            in.why = S("blocked");
        e = patrol_pass(cx, p, &in);
    }
    return e ? e : patrol_turn(cx, p, end ? PATROL_DONE : PATROL_PAUSED);
}

/* The days before today at nine, and one patrol begun today that waits for its second half. */
static enum err live(struct ctx *cx, struct patrol_plan *p, const char *login, int64_t now)
{
    struct account a;
    enum err e = be(cx, login, &a);
    for (int d = DAYS; !e && d > 0; d--) {
        cx->now = ms_of_day(day_of_ms(now) - d) + 9 * 3600000LL;
        if (d != 5) /* a day without: it stays a gap */
            e = walk(cx, p, d, PATROL_POINTS_MAX, true);
    }
    cx->now = now - 3600000;
    return e ? e : walk(cx, p, 0, 6, false);
}

static enum err load(struct ctx *cx, int64_t county, str csv, int64_t now)
{
    struct account secretary, worker;
    struct patrol_plan none[1];
    int n = 0;
    enum err e = be(cx, "grid2", &worker);
    if (!e)
        e = be(cx, "secretary", &secretary);
    if (!e)
        e = patrol_plans(cx, county, none, 1, &n);
    if (e || n)
        return e; /* there already */
    int64_t place = 532503001008000;
    struct patrol_plan daily = {.county = county,
                                .scope = place,
                                .name = name_of(cx, csv, 0),
                                .windows = S("08:00-11:30 19:00-21:00"),
                                .times = 1,
                                .per = PATROL_DAY,
                                .live = true,
                                .grids = {place + 1},
                                .n_grids = 1},
                       fire = {.county = county,
                               .scope = place,
                               .name = name_of(cx, csv, 1),
                               .times = 2,
                               .per = PATROL_WEEK,
                               .account = worker.id,
                               .live = true,
                               .grids = {place + 2},
                               .n_grids = 1};
    cx->now = ms_of_day(day_of_ms(now) - DAYS);
    e = plan(cx, csv, &daily);
    if (!e)
        e = plan(cx, csv, &fire);
    return e ? e : live(cx, &daily, "grid1", now);
}

enum err patrol_demo_load(struct ctx *cx, int64_t county, str csv)
{
    struct ctx own = *cx;
    enum err e = load(&own, county, csv, cx->now);
    if (e)
        cx->failure = own.failure;
    return e;
}
