/* grids.c: grids below a community: a drawn outline, a list of groups or households, or a point.
 * Every change raises the county's version, by which an index in memory knows that it is old. */
#include "civic/places/grids.h"

#include "civic/places/edition.h"

#include "civic/places/grids_sql.h"

#define LINES_MAX 20000 /* bytes of a list of households */

const char *const grid_kind_names[GRID_KINDS] = {"outline", "groups", "households", "point"};
const char *const grid_kind_labels[GRID_KINDS] = {N_("Drawn outline"), N_("List of groups"),
                                                  N_("List of households"), N_("A point")};
const char *const grid_purpose_names[GRID_PURPOSES] = {"social", "unit", "duty"};
const char *const grid_purpose_labels[GRID_PURPOSES] = {N_("Social governance grid"),
                                                        N_("Unit grid"), N_("Responsibility grid")};

/* ---- reading ----------------------------------------------------------- */

static enum err read_grid(struct ctx *cx, const struct rows *r, int64_t county, struct grid *out)
{
    struct grid g = {
        .county = county,
        .code = db_get_int(r, 0),
        .row_ver = db_get_int(r, 1),
        .kind = db_get_enum(r, 2, grid_kind_names, GRID_KINDS),
        .name = db_keep_text(r, 3),
        .parts = db_keep_text(r, 4),
        .point = {.lat = (int32_t)db_get_int(r, 5), .lon = (int32_t)db_get_int(r, 6)},
        .purpose = db_get_enum(r, 7, grid_purpose_names, GRID_PURPOSES),
        .households = db_get_int(r, 8),
        .duty = db_get_int(r, 9),
        .from_day = db_get_int(r, 10),
        .made_up = db_get_int(r, 12) == 1,
    };
    if (!db_get_null(r, 11) && geo_parse(cx->mem, db_get_text(r, 11), &g.shape))
        return ERR_FAULT;
    *out = g;
    return OK;
}

enum err grid_find(struct ctx *cx, int64_t county, int64_t code, struct grid *out)
{
    AUTO_ROWS rows = db_query(cx, &grids_sql_find, db_int("county", county), db_int("code", code));
    enum err e = db_one(&rows);
    return e ? e : read_grid(cx, &rows, county, out);
}

str grid_words(struct ctx *cx, int64_t county, int64_t code)
{
    struct grid g;
    if (place_level_of(code) <= PLACE_COMMUNITY)
        return places_name(cx, code);
    str community = places_name(cx, place_above(code, PLACE_COMMUNITY));
    if (grid_find(cx, county, code, &g))
        return community;
    return str_fmt(cx->mem, "%.*s %.*s", STR_ARG(community), STR_ARG(g.name));
}

enum err grid_list(struct ctx *cx, int64_t county, int64_t code, bool shapes, struct grid **out,
                   int *n)
{
    enum { MOST = 5000 };
    int count = 0, cap = 0;
    struct grid *all = NULL;
    AUTO_ROWS rows =
        db_query(cx, shapes ? &grids_sql_list_shapes : &grids_sql_list, db_int("county", county),
                 db_int("lo", code), db_int("hi", place_end(code)), db_int("n", MOST));
    while (db_next(&rows)) {
        if (count == cap) {
            struct grid *more = NEW_N(cx->mem, struct grid, cap = cap ? cap * 2 : 16);
            if (count)
                memcpy(more, all, (size_t)count * sizeof *more);
            all = more;
        }
        enum err e = read_grid(cx, &rows, county, &all[count++]);
        if (e)
            return e;
    }
    enum err e = db_end(&rows);
    if (e)
        return e;
    *out = all;
    *n = count;
    return OK;
}

enum err grid_closed_list(struct ctx *cx, int64_t county, int64_t community,
                          struct grid_closed **out, int *n)
{
    struct grid_closed *all = NEW_N(cx->mem, struct grid_closed, GRIDS_CLOSED_MAX);
    int count = 0;
    AUTO_ROWS rows =
        db_query(cx, &grids_sql_closed, db_int("county", county), db_int("lo", community + 1),
                 db_int("hi", place_end(community)), db_int("n", GRIDS_CLOSED_MAX));
    for (; count < GRIDS_CLOSED_MAX && db_next(&rows); count++)
        all[count] = (struct grid_closed){
            .code = db_get_int(&rows, 0),
            .name = db_keep_text(&rows, 1),
            .purpose = db_get_enum(&rows, 2, grid_purpose_names, GRID_PURPOSES),
            .from_day = db_get_int(&rows, 3),
            .to_day = db_get_int(&rows, 4),
            .heir = db_get_int(&rows, 5)};
    enum err e = db_end(&rows);
    if (e)
        return e;
    *out = all;
    *n = count;
    return OK;
}

enum err grid_counts(struct ctx *cx, int64_t county, int64_t code, struct grid_count **out, int *n)
{
    enum { MOST = 5000 };
    struct grid_count *all = NEW_N(cx->mem, struct grid_count, MOST);
    int count = 0;
    AUTO_ROWS rows = db_query(cx, &grids_sql_counts, db_int("county", county), db_int("lo", code),
                              db_int("hi", place_end(code)));
    for (; count < MOST && db_next(&rows); count++)
        all[count] = (struct grid_count){db_get_int(&rows, 0), db_get_int(&rows, 1)};
    enum err e = db_end(&rows);
    if (e)
        return e;
    *out = all;
    *n = count;
    return OK;
}

enum err places_shape(struct ctx *cx, int64_t county, int64_t code, struct geo_shape *out)
{
    AUTO_ROWS rows = db_query(cx, &grids_sql_shape, db_int("county", county), db_int("code", code));
    enum err e = db_one(&rows);
    if (e)
        return e;
    return geo_parse(cx->mem, db_get_text(&rows, 0), out) ? ERR_FAULT : OK;
}

/* ---- writing ----------------------------------------------------------- */

enum err grids_touch(struct ctx *cx, int64_t county)
{
    return db_exec(cx, NULL, &grids_sql_version_up, db_int("county", county));
}

static enum err check(struct ctx *cx, const struct grid *g)
{
    if (!g->name.len || utf8_count(g->name) > 60)
        return fail_field(cx, "name", _("A name of at most 60 characters, please."));
    if (g->parts.len > LINES_MAX)
        return fail_field(cx, "parts", _("This list is too long."));
    if (g->households < 0 || g->households > 100000)
        return fail_field(cx, "households", _("A number of households, please."));
    if (g->purpose == GRID_DUTY)
        return OK; /* unit grids name it */
    if ((g->kind == GRID_GROUPS || g->kind == GRID_HOUSEHOLDS) && !str_trim(g->parts).len)
        return fail_field(cx, "parts", _("One group or household per line, please."));
    if (g->kind == GRID_OUTLINE && !g->shape.n)
        return fail_field(cx, "outline", _("The outline is missing."));
    if (g->kind == GRID_POINT &&
        !geo_point_ok((double)g->point.lon / GEO_UNIT, (double)g->point.lat / GEO_UNIT))
        return fail_field(cx, "point", _("The position is missing."));
    return OK;
}

struct grid_args {
    const struct grid *in;
    str outline;
    int64_t code;
};

static enum err keep_past(struct ctx *cx, int64_t county, int64_t code)
{
    return db_exec(cx, NULL, &grids_sql_shape_past, db_int("county", county), db_int("code", code),
                   db_int("now", cx->now));
}

static enum err write_shape(struct ctx *cx, const struct grid_args *a)
{
    enum err e = keep_past(cx, a->in->county, a->code);
    if (e)
        return e;
    if (a->outline.len)
        return db_exec(cx, NULL, &grids_sql_shape_set, db_int("county", a->in->county),
                       db_int("code", a->code), db_text("outline", a->outline),
                       db_int("made_up", a->in->made_up));
    return db_exec(cx, NULL, &grids_sql_shape_drop, db_int("county", a->in->county),
                   db_int("code", a->code));
}

#define GRID_ARGS(a)                                                                               \
    db_int("county", (a)->in->county), db_int("code", (a)->code),                                  \
        db_word("kind", grid_kind_names[(a)->in->kind]), db_text("name", (a)->in->name),           \
        db_text("parts", (a)->in->parts), db_int_or_null("lat", (a)->in->point.lat),               \
        db_int_or_null("lon", (a)->in->point.lon),                                                 \
        db_word("purpose", grid_purpose_names[(a)->in->purpose]),                                  \
        db_int("households", (a)->in->households), db_int_or_null("duty", (a)->in->duty)

/* Closed grids count too: a retired code is never given again. */
static enum err next_code(struct ctx *cx, const struct grid *in, int64_t *code)
{
    AUTO_ROWS rows = db_query(cx, &grids_sql_last, db_int("county", in->county),
                              db_int("lo", in->code + 1), db_int("hi", place_end(in->code)));
    enum err e = db_one(&rows);
    if (e)
        return e;
    int64_t last = db_get_int(&rows, 0);
    if (last == place_end(in->code))
        return fail(cx, ERR_TOO_MANY, _("This community has used all 999 grid numbers."));
    *code = last ? last + 1 : in->code + 1;
    return OK;
}

static enum err add_tx(struct ctx *cx, void *arg)
{
    struct grid_args *a = arg;
    enum err e = grids_touch(cx, a->in->county);
    if (!e)
        e = next_code(cx, a->in, &a->code);
    if (!e)
        e = db_exec(cx, NULL, &grids_sql_add, GRID_ARGS(a), db_int("day", day_of_ms(cx->now)));
    return e ? e : write_shape(cx, a);
}

static str outline_of(struct ctx *cx, const struct grid *g)
{
    return g->kind == GRID_OUTLINE ? geo_text(cx->mem, &g->shape) : S("");
}

enum err grids_put(struct ctx *cx, const struct grid *in)
{
    struct grid_args a = {.in = in, .code = in->code, .outline = outline_of(cx, in)};
    enum err e = check(cx, in);
    if (!e)
        e = db_exec(cx, NULL, &grids_sql_add, GRID_ARGS(&a), db_int("day", day_of_ms(cx->now)));
    return e ? e : write_shape(cx, &a);
}

enum err grid_add(struct ctx *cx, const struct grid *in, int64_t *code)
{
    struct grid_args a = {.in = in};
    enum err e = check(cx, in);
    if (e)
        return e;
    if (place_level_of(in->code) != PLACE_COMMUNITY)
        return fail(cx, ERR_INVALID, _("A grid belongs to a community or village."));
    a.outline = outline_of(cx, in);
    e = db_write(cx, add_tx, &a);
    if (e)
        return e;
    *code = a.code;
    return OK;
}

static enum err change_tx(struct ctx *cx, void *arg)
{
    const struct grid_args *a = arg;
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &grids_sql_change, GRID_ARGS(a), db_int("seen", a->in->row_ver));
    if (!e && !changed)
        e = fail(cx, ERR_CONFLICT, _("Somebody changed this first."));
    if (!e)
        e = grids_touch(cx, a->in->county);
    return e ? e : write_shape(cx, a);
}

enum err grid_change(struct ctx *cx, const struct grid *in)
{
    struct grid_args a = {.in = in, .code = in->code};
    enum err e = check(cx, in);
    if (e)
        return e;
    a.outline = outline_of(cx, in);
    return db_write(cx, change_tx, &a);
}

/* What lay in it goes along to its heir, in the batches that a renumbering takes. */
static enum err close_tx(struct ctx *cx, void *arg)
{
    const struct grid_close *a = arg;
    int64_t changed = 0;
    enum err e = db_exec(cx, &changed, &grids_sql_close, db_int("county", a->county),
                         db_int("code", a->code), db_int("seen", a->seen),
                         db_int("day", day_of_ms(cx->now)), db_int("successor", a->heir));
    if (!e && !changed)
        e = fail(cx, ERR_CONFLICT, _("Somebody changed this first."));
    if (!e)
        e = keep_past(cx, a->county, a->code);
    if (!e)
        e = db_exec(cx, NULL, &grids_sql_shape_drop, db_int("county", a->county),
                    db_int("code", a->code));
    if (!e)
        e = edition_move_add(cx, day_of_ms(cx->now),
                             &(struct places_move){a->county, a->code, a->code, 0, a->heir});
    return e ? e : grids_touch(cx, a->county);
}

enum err grids_close(struct ctx *cx, const struct grid_close *in)
{
    struct grid_close a = *in;
    return db_write(cx, close_tx, &a);
}

enum err grid_close(struct ctx *cx, int64_t county, int64_t code, int64_t seen)
{
    return grids_close(cx, &(struct grid_close){county, code, seen, place_parent(code)});
}

struct shape_args {
    int64_t county, code;
    str outline;
    bool made_up;
};

static enum err set_shape_tx(struct ctx *cx, void *arg)
{
    const struct shape_args *a = arg;
    enum err e = db_exec(cx, NULL, &grids_sql_shape_set, db_int("county", a->county),
                         db_int("code", a->code), db_text("outline", a->outline),
                         db_int("made_up", a->made_up));
    return e ? e : grids_touch(cx, a->county);
}

enum err places_set_shape(struct ctx *cx, int64_t county, int64_t code, const struct geo_shape *s,
                          bool made_up)
{
    struct shape_args a = {county, code, geo_text(cx->mem, s), made_up};
    return db_write(cx, set_shape_tx, &a);
}
