/* plan.c: what becomes of each grid of a proposal, and the numbers of the new ones. */
#include "civic/places/plan.h"

#include "civic/places/grids.h"
#include "civic/places/grids_sql.h"
#include "civic/places/ground.h"

enum { PLAN_MOST = 999 };

struct planner {
    struct ctx *cx;
    struct grid_plan *p;
    struct grid *now; /* today's, with outlines */
    bool *taken;      /* of those: by a grid of the proposal */
    int n_now;
    bool used[1000]; /* numbers that were ever given, and those given now */
    bool nets[GRID_PURPOSES];
};

/* ---- from the file ------------------------------------------------------ */

static enum grid_purpose purpose_of(str word, enum grid_purpose otherwise)
{
    for (int i = 0; i < GRID_DUTY; i++)
        if (str_is(word, grid_purpose_names[i]) ||
            str_eq(word, tr(LANG_ZH, grid_purpose_labels[i])) ||
            str_eq(word, tr(LANG_EN, grid_purpose_labels[i])))
            return (enum grid_purpose)i;
    return otherwise;
}

static void take_feature(struct planner *x, const struct geo_feature *f, enum grid_purpose purpose)
{
    struct plan_grid *out = &x->p->at[x->p->n++];
    *out = (struct plan_grid){.fate = PLAN_NEW, .why = f->wrong, .closed = f->closed};
    out->g = (struct grid){.county = x->p->county,
                           .name = utf8_head(f->name, 60),
                           .purpose = purpose_of(f->purpose, purpose),
                           .households = f->households,
                           .shape = f->shape,
                           .point = f->point};
    out->duty = out->g.purpose == GRID_UNIT ? utf8_head(f->duty, 60) : STR_NONE;
    out->g.kind = f->shape.n      ? GRID_OUTLINE
                  : f->has_point  ? GRID_POINT
                  : f->groups.len ? GRID_GROUPS
                                  : GRID_HOUSEHOLDS;
    if (out->g.kind == GRID_GROUPS || out->g.kind == GRID_HOUSEHOLDS)
        out->g.parts = f->groups.len ? f->groups : f->homes;
    if (place_parse(f->id, &out->g.code) || place_level_of(out->g.code) != PLACE_GRID)
        out->g.code = 0;
    if (f->wrong)
        out->fate = PLAN_LEFT_OUT;
    else
        x->nets[out->g.purpose] = true;
}

/* ---- who is who --------------------------------------------------------- */

static bool same_ground(struct planner *x, const struct grid *a, const struct grid *b)
{
    if (a->kind != b->kind || a->purpose != b->purpose)
        return false;
    if (a->kind == GRID_OUTLINE)
        return str_eq(geo_text(x->cx->mem, &a->shape), geo_text(x->cx->mem, &b->shape));
    if (a->kind == GRID_POINT)
        return a->point.lon == b->point.lon && a->point.lat == b->point.lat;
    return str_eq(a->parts, b->parts);
}

static void take_now(struct planner *x, struct plan_grid *g, int i)
{
    const struct grid *was = &x->now[i];
    bool same = same_ground(x, &g->g, was);
    x->taken[i] = true;
    g->g.code = was->code;
    g->g.row_ver = was->row_ver;
    g->g.duty = was->duty;
    g->g.from_day = was->from_day;
    g->g.made_up = was->made_up && same;
    if (!g->g.name.len)
        g->g.name = was->name;
    if (!g->g.households)
        g->g.households = was->households;
    same = same && str_eq(g->g.name, was->name) && g->g.households == was->households;
    g->fate = same ? PLAN_SAME : PLAN_CHANGED;
}

static void match_codes(struct planner *x)
{
    for (int k = 0; k < x->p->n; k++) {
        struct plan_grid *g = &x->p->at[k];
        for (int i = 0; g->fate == PLAN_NEW && g->g.code && i < x->n_now; i++)
            if (!x->taken[i] && x->now[i].code == g->g.code && x->now[i].purpose == g->g.purpose)
                take_now(x, g, i);
    }
}

static void match_ground(struct planner *x)
{
    for (int k = 0; k < x->p->n; k++) {
        struct plan_grid *g = &x->p->at[k];
        for (int i = 0; g->fate == PLAN_NEW && !g->g.code && i < x->n_now; i++)
            if (!x->taken[i] && same_ground(x, &g->g, &x->now[i]))
                take_now(x, g, i);
    }
}

/* ---- numbers ------------------------------------------------------------ */

static enum err read_used(struct planner *x)
{
    AUTO_ROWS rows =
        db_query(x->cx, &grids_sql_used, db_int("county", x->p->county),
                 db_int("lo", x->p->community + 1), db_int("hi", place_end(x->p->community)));
    while (db_next(&rows))
        x->used[db_get_int(&rows, 0) - x->p->community] = true;
    return db_end(&rows);
}

/* A code that the file brings along holds if nobody ever had it. */
static void keep_given_codes(struct planner *x)
{
    for (int k = 0; k < x->p->n; k++) {
        struct plan_grid *g = &x->p->at[k];
        if (g->fate != PLAN_NEW || !g->g.code)
            continue;
        int64_t number = g->g.code - x->p->community;
        if (number > 0 && number < 1000 && !x->used[number]) {
            x->used[number] = true;
            continue;
        }
        g->renumbered = true;
        g->g.code = 0;
    }
}

struct spot {
    int k;       /* in the plan */
    int64_t row; /* from the north */
    int32_t lon;
};

static int by_spot(const void *a, const void *b)
{
    const struct spot *x = a, *y = b;
    if (x->row != y->row)
        return x->row < y->row ? -1 : 1;
    if (x->lon != y->lon)
        return x->lon < y->lon ? -1 : 1;
    return x->k - y->k;
}

static struct geo_point middle_of(const struct grid *g)
{
    return g->kind == GRID_OUTLINE ? geo_middle(&g->shape) : g->point;
}

/* A row is as high as a middling grid; lists, which lie nowhere, come last in the file's order. */
static int64_t row_height(struct planner *x)
{
    double sum = 0;
    int n = 0;
    for (int k = 0; k < x->p->n; k++)
        if (x->p->at[k].g.shape.n) {
            const struct geo_box *b = &x->p->at[k].g.shape.box;
            sum += (double)b->most.lat - b->least.lat;
            n++;
        }
    return n && sum > n ? (int64_t)(sum / n) : 1;
}

static void give_numbers(struct planner *x)
{
    struct spot *spots = NEW_N(x->cx->mem, struct spot, x->p->n + 1);
    int64_t height = row_height(x);
    int n = 0, next = 1;
    int32_t north = INT32_MIN;
    for (int k = 0; k < x->p->n; k++)
        if (x->p->at[k].g.shape.n && middle_of(&x->p->at[k].g).lat > north)
            north = middle_of(&x->p->at[k].g).lat;
    for (int k = 0; k < x->p->n; k++) {
        const struct plan_grid *g = &x->p->at[k];
        if (g->fate != PLAN_NEW || g->g.code)
            continue;
        struct geo_point m = middle_of(&g->g);
        bool lies = g->g.shape.n || g->g.kind == GRID_POINT;
        /* Half a row up, so that the northern row is whole. */
        spots[n++] = (struct spot){
            k, lies ? ((int64_t)north - m.lat + height / 2) / height : INT64_MAX, lies ? m.lon : 0};
    }
    qsort(spots, (size_t)n, sizeof *spots, by_spot);
    for (int64_t i = 999; i > 0 && next == 1; i--)
        if (x->used[i])
            next = (int)i + 1; /* behind all that were given, so that the order stays */
    for (int i = 0; i < n; i++)
        x->p->at[spots[i].k].g.code = next < 1000 ? x->p->community + next++ : 0;
}

/* ---- responsibility grids ----------------------------------------------- */

static struct plan_grid *duty_named(struct planner *x, str name, int n)
{
    for (int k = 0; k < n; k++)
        if (x->p->at[k].g.purpose == GRID_DUTY && str_eq(x->p->at[k].g.name, name))
            return &x->p->at[k];
    return NULL;
}

/* Each name that unit grids give is a responsibility grid: today's of that name, or a new one. */
static void add_duties(struct planner *x)
{
    int units = x->p->n;
    for (int k = 0; k < units; k++) {
        struct plan_grid *u = &x->p->at[k];
        if (u->fate == PLAN_LEFT_OUT || !u->duty.len || duty_named(x, u->duty, x->p->n) ||
            x->p->n == 2 * PLAN_MOST)
            continue;
        struct plan_grid *d = &x->p->at[x->p->n++];
        *d = (struct plan_grid){.fate = PLAN_NEW,
                                .g = {.county = x->p->county,
                                      .kind = GRID_GROUPS,
                                      .purpose = GRID_DUTY,
                                      .name = u->duty}};
        for (int i = 0; i < x->n_now && d->fate == PLAN_NEW; i++)
            if (x->now[i].purpose == GRID_DUTY && str_eq(x->now[i].name, u->duty))
                take_now(x, d, i);
    }
}

static void join_duties(struct planner *x)
{
    for (int k = 0; k < x->p->n; k++) {
        struct plan_grid *u = &x->p->at[k];
        if (u->g.purpose != GRID_UNIT || u->fate == PLAN_LEFT_OUT)
            continue;
        const struct plan_grid *d = u->duty.len ? duty_named(x, u->duty, x->p->n) : NULL;
        int64_t duty = d ? d->g.code : 0;
        if (u->fate == PLAN_SAME && u->g.duty != duty)
            u->fate = PLAN_CHANGED;
        u->g.duty = duty;
    }
}

/* ---- what goes ---------------------------------------------------------- */

/* The grid of the proposal that takes most of it, else the community. */
static enum err heir_of(struct planner *x, const struct grid *was, int n, int64_t *heir)
{
    double most = 0;
    enum err e = OK;
    *heir = x->p->community;
    for (int k = 0; !e && was->shape.n && k < n; k++) {
        const struct plan_grid *g = &x->p->at[k];
        struct geo_relation r = {.overlap_m2 = 0};
        if (!g->g.shape.n || g->g.purpose != was->purpose || !g->g.code)
            continue;
        e = geo_relate(&was->shape, &g->g.shape, &r);
        if (r.overlap_m2 > most) {
            most = r.overlap_m2;
            *heir = g->g.code;
        }
    }
    return e;
}

static enum err add_retired(struct planner *x)
{
    int n = x->p->n;
    enum err e = OK;
    x->nets[GRID_DUTY] = x->nets[GRID_UNIT];
    for (int i = 0; !e && i < x->n_now; i++) {
        if (x->taken[i] || !x->nets[x->now[i].purpose])
            continue;
        struct plan_grid *g = &x->p->at[x->p->n++];
        *g = (struct plan_grid){.fate = PLAN_RETIRED, .g = x->now[i]};
        e = heir_of(x, &x->now[i], n, &g->heir);
    }
    return e;
}

static int by_code(const void *a, const void *b)
{
    const struct plan_grid *x = a, *y = b;
    int gx = x->fate < PLAN_RETIRED ? 0 : (int)x->fate, gy = y->fate < PLAN_RETIRED ? 0 : y->fate;
    if (gx != gy)
        return gx - gy;
    return (x->g.code > y->g.code) - (x->g.code < y->g.code);
}

/* A grid without a name is called by its number. */
static void name_all(struct planner *x)
{
    for (int k = 0; k < x->p->n; k++) {
        struct grid *g = &x->p->at[k].g;
        if (g->name.len)
            continue;
        const struct tr_arg n = TR("n", str_fmt(x->cx->mem, "%lld", (long long)(g->code % 1000)));
        g->name = tr_fill(x->cx->mem, LANG_ZH, N_("Grid {n}"), &n, 1);
    }
}

/* ---- what is said ------------------------------------------------------- */

static void say(struct grid_plan *p, enum grid_trouble what, int64_t code, str text)
{
    if (p->n_warnings < 2 * GRID_WARNINGS)
        p->warnings[p->n_warnings++] = (struct grid_warning){what, code, 0, text};
    p->all_warnings++;
}

static void say_of_file(struct planner *x)
{
    enum lang lang = x->cx->lang;
    for (int k = 0; k < x->p->n; k++) {
        const struct plan_grid *g = &x->p->at[k];
        if (g->fate == PLAN_LEFT_OUT)
            say(x->p, GRID_UNREADABLE, 0,
                str_fmt(x->cx->mem, "%.*s: %.*s", STR_ARG(g->g.name), STR_ARG(tr(lang, g->why))));
        if (g->closed)
            say(x->p, GRID_UNCLOSED, g->g.code,
                tr(lang, _("The outline did not end where it began; it was closed.")));
        if (g->renumbered)
            say(x->p, GRID_NUMBER, g->g.code,
                tr(lang, _("The code in the file is another community's, or was given before; it "
                           "gets this one.")));
    }
}

static enum err say_of_ground(struct planner *x)
{
    struct grid *grids = NEW_N(x->cx->mem, struct grid, x->p->n + 1);
    struct grid_warning *found;
    int n = 0, k = 0, all = 0;
    for (int i = 0; i < x->p->n; i++)
        if (x->p->at[i].fate < PLAN_RETIRED)
            grids[n++] = x->p->at[i].g;
    enum err e = grid_check(x->cx, x->p->county, x->p->community, grids, n, &found, &k, &all);
    for (int i = 0; !e && i < k; i++)
        say(x->p, found[i].what, found[i].code, found[i].text);
    x->p->all_warnings += e ? 0 : all - k;
    return e;
}

/* ---- the whole ---------------------------------------------------------- */

static enum err read_now(struct planner *x)
{
    struct grid_plan *p = x->p;
    enum err e = grids_version(x->cx, p->county, &p->version);
    if (!e)
        e = grid_list(x->cx, p->county, p->community, true, &x->now, &x->n_now);
    if (e)
        return e;
    x->taken = NEW_N(x->cx->mem, bool, x->n_now + 1);
    return read_used(x);
}

static enum err count_codes(struct planner *x)
{
    for (int k = 0; k < x->p->n; k++)
        if (x->p->at[k].fate != PLAN_LEFT_OUT && !x->p->at[k].g.code)
            return fail(x->cx, ERR_TOO_MANY, _("This community has used all 999 grid numbers."));
    return OK;
}

static enum err settle(struct planner *x)
{
    match_codes(x);
    match_ground(x);
    keep_given_codes(x);
    add_duties(x);
    give_numbers(x);
    join_duties(x);
    name_all(x);
    enum err e = count_codes(x);
    if (!e)
        e = add_retired(x);
    if (e)
        return e;
    qsort(x->p->at, (size_t)x->p->n, sizeof *x->p->at, by_code);
    say_of_file(x);
    return say_of_ground(x);
}

enum err plan_read(struct ctx *cx, int64_t county, int64_t community, str text,
                   enum grid_purpose purpose, struct grid_plan *out, const char **why)
{
    struct geo_feature *f;
    int n = 0;
    struct grid_plan p = {.county = county, .community = community};
    struct planner *x = NEW(cx->mem, struct planner);
    *x = (struct planner){.cx = cx, .p = &p};
    enum err e = geo_read_plan(cx->mem, text, &f, &n, why);
    if (!e && n > PLAN_MOST) {
        *why = _("A community has at most 999 grids.");
        e = ERR_INVALID;
    }
    if (!e)
        e = read_now(x);
    if (e)
        return e;
    p.at = NEW_N(cx->mem, struct plan_grid, 2 * PLAN_MOST + x->n_now + 1);
    p.warnings = NEW_N(cx->mem, struct grid_warning, 2 * GRID_WARNINGS);
    for (int i = 0; i < n; i++)
        take_feature(x, &f[i], purpose);
    e = settle(x);
    if (!e)
        *out = p;
    return e;
}
