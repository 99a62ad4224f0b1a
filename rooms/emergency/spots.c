/* spots.c: danger spots and who answers for them. */
#include "rooms/emergency/spots.h"

#include "civic/facts/facts.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/emergency/emergency_own.h"
#include "rooms/emergency/spots_sql.h"

const char *const danger_kind_names[DANGER_KINDS] = {"slope", "gully", "reservoir", "bridge",
                                                     "house", "low",   "other"};
const char *const danger_kind_labels[DANGER_KINDS] = {
    N_("Slope that may slide"), N_("Gully with flash floods"), N_("Reservoir or pond"),
    N_("Low bridge or ford"),   N_("Old or unsafe house"),     N_("Low ground"),
    N_("Another danger spot")};

/* ---- keeping ------------------------------------------------------------------------ */

struct put_args {
    const struct danger_spot *in;
    struct danger_spot old; /* id 0: there was none */
    int64_t id, scope;
};

static struct db_arg position(const char *name, const struct danger_spot *s, int64_t v)
{
    return s->located ? db_int(name, v) : db_null(name);
}

static enum err spot_fact(struct ctx *cx, const struct danger_spot *s, int64_t id, int64_t scope,
                          const char *kind)
{
    return facts_add(cx, &(struct fact){.county = s->county,
                                        .place = scope,
                                        .scope = scope,
                                        .subject_kind = "danger_spot",
                                        .subject = id,
                                        .kind = kind,
                                        .audience = FACTS_STAFF});
}

/* Somebody else takes the place of whoever was there, whose data goes. */
static enum err put_person(struct ctx *cx, const struct danger_spot *s,
                           const struct danger_person *in, const struct danger_person *old,
                           int64_t *id)
{
    bool same = old->person && str_eq(in->name, old->name) && str_eq(in->phone, old->phone);
    enum err e = OK;
    *id = same ? old->person : 0;
    if (same)
        return OK;
    if (in->name.len)
        e = person_add(
            cx, &(struct person){.county = s->county, .name = in->name, .phone = in->phone}, id);
    return e || !old->person ? e : person_erase(cx, s->county, old->person);
}

static enum err write_row(struct ctx *cx, const struct put_args *a, int64_t keeper, int64_t deputy)
{
    const struct danger_spot *s = a->in;
    int64_t did = 0;
    if (!a->old.id)
        return db_exec(cx, NULL, &spots_sql_add, db_int("county", s->county), db_int("id", a->id),
                       db_int("scope", a->scope), db_word("kind", danger_kind_names[s->kind]),
                       db_text("name", s->name), position("lat", s, s->lat_u),
                       position("lon", s, s->lon_u), db_int("keeper", keeper),
                       db_int("deputy", deputy), db_text("note", s->note),
                       db_int("looked", s->looked_day));
    enum err e = db_exec(
        cx, &did, &spots_sql_change, db_int("county", s->county), db_int("id", a->id),
        db_int("scope", a->scope), db_word("kind", danger_kind_names[s->kind]),
        db_text("name", s->name), position("lat", s, s->lat_u), position("lon", s, s->lon_u),
        db_int("keeper", keeper), db_int("deputy", deputy), db_text("note", s->note),
        db_int("looked", s->looked_day), db_int("seen", s->row_ver));
    return !e && !did ? fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again.")) : e;
}

static enum err put_tx(struct ctx *cx, void *arg)
{
    const struct put_args *a = arg;
    int64_t keeper = 0, deputy = 0;
    enum err e = put_person(cx, a->in, &a->in->keeper, &a->old.keeper, &keeper);
    if (!e)
        e = put_person(cx, a->in, &a->in->deputy, &a->old.deputy, &deputy);
    if (!e)
        e = write_row(cx, a, keeper, deputy);
    return e ? e
             : spot_fact(cx, a->in, a->id, a->scope,
                         a->old.id ? "danger_spot.changed" : "danger_spot.added");
}

static enum err check_number(struct ctx *cx, const char *field, str *phone)
{
    struct people_phone p;
    if (!phone->len)
        return OK;
    if (people_read_phone(*phone, &p))
        return fail_field(cx, field, _("This is not a phone number."));
    *phone = str_keep(cx->mem, str_of(p.text));
    return OK;
}

/* All that is missing is said at once; *s gets canonical numbers. */
static enum err check(struct ctx *cx, struct danger_spot *s)
{
    enum err e = check_number(cx, "phone", &s->keeper.phone);
    enum err e2 = check_number(cx, "deputy_phone", &s->deputy.phone);
    e = e ? e : e2;
    if (s->kind < 0 || s->kind >= DANGER_KINDS)
        e = fail_field(cx, "kind", _("Choose what kind of danger it is."));
    if (!s->name.len)
        e = fail_field(cx, "name", _("Write what people call the place."));
    if (!s->keeper.name.len)
        e = fail_field(cx, "keeper", _("Name who answers for it."));
    else if (!s->keeper.phone.len)
        e = fail_field(cx, "phone", _("Write a number that this person answers."));
    if (!s->scope || !may(cx, ACT_DANGER_SPOTS, s->scope, NO_ORG))
        e = fail_field(cx, "place", _("Choose a place that you look after."));
    if (s->located && !places_in_county(cx, s->county, s->lat_u, s->lon_u))
        e = fail_field(cx, "position", _("This position is not in the county."));
    return e;
}

enum err danger_check(struct ctx *cx, const struct danger_spot *in)
{
    struct danger_spot s = *in;
    return check(cx, &s);
}

/* The grid under the position, where that lies in the place that was chosen. */
static enum err locate(struct ctx *cx, const struct danger_spot *s, int64_t *scope)
{
    struct place_hit hit;
    int n = 0;
    *scope = s->scope;
    if (!s->located)
        return OK;
    enum err e = places_grid_at(cx, s->county, s->lat_u, s->lon_u, &hit, 1, &n);
    if (!e && n && place_within(hit.code, s->scope))
        *scope = hit.code;
    return e;
}

enum err danger_put(struct ctx *cx, const struct danger_spot *in, int64_t *id)
{
    struct danger_spot s = *in;
    struct put_args a = {.in = &s, .id = in->id ? in->id : db_new_id(cx)};
    enum err e = check(cx, &s);
    if (!s.note.len)
        s.note = S("");
    if (!e && in->id)
        e = danger_find(cx, in->county, in->id, &a.old);
    if (!e)
        e = locate(cx, &s, &a.scope);
    if (!e)
        e = db_write(cx, put_tx, &a);
    if (!e)
        *id = a.id;
    return e;
}

static enum err retire_tx(struct ctx *cx, void *arg)
{
    const struct danger_spot *s = arg;
    int64_t did = 0;
    enum err e = db_exec(cx, &did, &spots_sql_retire, db_int("county", s->county),
                         db_int("id", s->id), db_int("now", cx->now), db_int("seen", s->row_ver));
    if (!e && !did)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again."));
    if (!e && s->keeper.person)
        e = person_erase(cx, s->county, s->keeper.person);
    if (!e && s->deputy.person)
        e = person_erase(cx, s->county, s->deputy.person);
    return e ? e : spot_fact(cx, s, s->id, s->scope, "danger_spot.gone");
}

enum err danger_retire(struct ctx *cx, const struct danger_spot *in)
{
    struct danger_spot s;
    enum err e = danger_find(cx, in->county, in->id, &s);
    s.row_ver = in->row_ver;
    return e ? e : db_write(cx, retire_tx, &s);
}

/* ---- finding -------------------------------------------------------------------------- */

static struct danger_spot read_row(const struct rows *r, int64_t county)
{
    return (struct danger_spot){.county = county,
                                .id = db_get_int(r, 0),
                                .scope = db_get_int(r, 1),
                                .row_ver = db_get_int(r, 2),
                                .kind = (int)db_get_enum(r, 3, danger_kind_names, DANGER_KINDS),
                                .name = db_keep_text(r, 4),
                                .note = db_keep_text(r, 5),
                                .located = !db_get_null(r, 6),
                                .lat_u = db_get_int(r, 6),
                                .lon_u = db_get_int(r, 7),
                                .looked_day = db_get_int(r, 8),
                                .keeper.person = db_get_int(r, 9),
                                .deputy.person = db_get_int(r, 10)};
}

static enum err open_person(struct ctx *cx, int64_t county, bool plain, struct danger_person *io)
{
    struct person p = {.name = STR_NONE};
    enum err e = io->person ? person_find(cx, county, io->person, &p) : ERR_NOT_FOUND;
    io->name = p.name;
    io->phone = plain ? p.phone : people_masked(cx->mem, &p).phone;
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err open_people(struct ctx *cx, bool plain, struct danger_spot *all, int n)
{
    enum err e = OK;
    for (int i = 0; !e && i < n; i++) {
        e = open_person(cx, all[i].county, plain, &all[i].keeper);
        if (!e)
            e = open_person(cx, all[i].county, plain, &all[i].deputy);
    }
    return e;
}

static enum err read_rows(struct rows *r, int64_t county, struct danger_spot *out, int max, int *n)
{
    *n = 0;
    while (*n < max && db_next(r))
        out[(*n)++] = read_row(r, county);
    enum err e = db_end(r);
    db_rows_close(r);
    return e;
}

enum err danger_find(struct ctx *cx, int64_t county, int64_t id, struct danger_spot *out)
{
    AUTO_ROWS r = db_query(cx, &spots_sql_find, db_int("county", county), db_int("id", id));
    struct danger_spot s;
    int n = 0;
    enum err e = read_rows(&r, county, &s, 1, &n);
    if (!e && (!n || !may(cx, ACT_DANGER_SPOTS, s.scope, NO_ORG)))
        e = ERR_NOT_FOUND;
    if (!e)
        e = open_people(cx, true, &s, 1);
    if (!e)
        *out = s;
    return e;
}

enum err danger_list(struct ctx *cx, const char *act, struct danger_spot *out, int max, int *n)
{
    struct posts_reach reach;
    posts_reach(cx, act, &reach);
    AUTO_ROWS r = db_query(cx, &spots_sql_list, db_int("county", cx->county),
                           POSTS_RANGE_ARGS(reach), db_int("max", max));
    enum err e = read_rows(&r, cx->county, out, max, n);
    return e ? e : open_people(cx, false, out, *n);
}

static enum err list_near(struct ctx *cx, int64_t grid, struct danger_spot *all, int max, int *n)
{
    int64_t community = place_above(grid, PLACE_COMMUNITY);
    AUTO_ROWS r =
        db_query(cx, &spots_sql_near, db_int("county", cx->county), db_int("lo", community),
                 db_int("hi", place_end(community)), db_int("town", place_above(grid, PLACE_TOWN)),
                 db_int("all", place_above(grid, PLACE_COUNTY)), db_int("max", max));
    return read_rows(&r, cx->county, all, max, n);
}

/* In the grid itself, or where no grid was known. */
static bool is_near(const struct danger_spot *s, int64_t grid)
{
    return place_within(s->scope, grid) || place_within(grid, s->scope);
}

enum err danger_of_order(struct ctx *cx, const struct emergency *o, const char *act, int64_t grid,
                         struct danger_spot *out, int max, int *n)
{
    struct danger_spot *all = NEW_N(cx->mem, struct danger_spot, DANGER_SPOTS_MAX);
    int got = 0;
    enum err e;
    *n = 0;
    if (grid && !may(cx, act, grid, NO_ORG))
        return ERR_NOT_FOUND;
    if (grid)
        e = list_near(cx, grid, all, DANGER_SPOTS_MAX, &got);
    else
        e = danger_list(cx, act, all, DANGER_SPOTS_MAX, &got);
    for (int i = 0; !e && i < got && *n < max; i++)
        if (grid ? is_near(&all[i], grid) : emergency_holds(o, all[i].scope))
            out[(*n)++] = all[i];
    return e ? e : open_people(cx, !o->ended_ms, out, *n);
}
