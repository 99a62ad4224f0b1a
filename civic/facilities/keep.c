/* keep.c: adding and changing one, by hand, by a file or by a case that is finished. */
#include "civic/facilities/facilities_own.h"

#include "civic/facilities/facilities_sql.h"
#include "civic/facts/facts.h"
#include "civic/people/people.h"
#include "civic/places/places.h"

/* ---- where it stands ------------------------------------------------------ */

enum err facility_locate(struct ctx *cx, struct facility *f)
{
    struct place_hit grids[2];
    int64_t communities[2];
    int n = 0;
    if (!f->placed)
        return place_level_of(f->scope) >= PLACE_COMMUNITY
                   ? OK
                   : fail_field(cx, "lat", _("Say where it stands: a position or a grid."));
    if (!places_in_county(cx, f->county, f->lat_u, f->lon_u))
        return fail_field(cx, "lat", _("That position is outside this county."));
    enum err e = places_grid_at(cx, f->county, f->lat_u, f->lon_u, grids, 2, &n);
    if (!e && n) {
        f->scope = grids[0].code;
        return OK;
    }
    if (!e)
        e = places_community_at(cx, f->county, f->lat_u, f->lon_u, communities, 2, &n);
    if (!e && n)
        f->scope = communities[0];
    if (!e && place_level_of(f->scope) < PLACE_COMMUNITY)
        e = fail_field(cx, "lat", _("That position lies in no community. Name its grid as well."));
    return e;
}

/* ---- numbers --------------------------------------------------------------- */

static enum err next_serial(struct ctx *cx, int64_t county, str class, int64_t *out)
{
    AUTO_ROWS r = db_query(cx, &facilities_sql_serial_next, db_int("county", county),
                           db_text("class", class));
    enum err e = db_one(&r);
    if (!e)
        *out = db_get_int(&r, 0);
    return e;
}

static enum err seen_serial(struct ctx *cx, int64_t county, str class, int64_t serial)
{
    return db_exec(cx, NULL, &facilities_sql_serial_seen, db_int("county", county),
                   db_text("class", class), db_int("serial", serial));
}

/* Of a category called "facility-0118" the class is its digits. */
static str class_of(str code)
{
    size_t dash = str_find(code, S("-"));
    return dash == SIZE_MAX ? STR_NONE : (str){code.at + dash + 1, code.len - dash - 1};
}

static enum err give_identifier(struct ctx *cx, struct facility *f)
{
    struct facility_identifier id;
    str class = class_of(f->code);
    int64_t serial;
    if (f->identifier.len) {
        enum err e = facility_identifier_read(f->identifier, &id);
        return e ? e : seen_serial(cx, f->county, str_of(id.class), id.serial);
    }
    enum err e = next_serial(cx, f->county, class, &serial);
    if (e)
        return e;
    f->identifier = str_fmt(cx->mem, "%06lld%.*s%06lld",
                            (long long)(place_above(f->scope, PLACE_COUNTY) / 1000000000),
                            STR_ARG(class), (long long)serial);
    return facility_identifier_read(f->identifier, &id) ? fail_field(cx, "code",
                                                                     _("This kind has no "
                                                                       "number in the standard; "
                                                                       "choose another."))
                                                        : OK;
}

static enum err give_label(struct ctx *cx, struct facility *f)
{
    int64_t serial, grid = f->scope % 1000;
    str class = str_fmt(cx->mem, "%lld/%.*s", (long long)f->scope, STR_ARG(f->code));
    if (f->label.len) {
        str rest = f->label;
        str head = str_cut(&rest, '-');
        bool ours = str_int(head, &grid) == OK && grid == f->scope % 1000 &&
                    str_int(rest, &serial) == OK && serial > 0;
        return ours ? seen_serial(cx, f->county, class, serial) : OK;
    }
    enum err e = next_serial(cx, f->county, class, &serial);
    if (!e)
        f->label = str_fmt(cx->mem, "%02lld-%03lld", (long long)grid, (long long)serial);
    return e;
}

/* ---- facts ------------------------------------------------------------------ */

static enum err add_fact(struct ctx *cx, const struct facility *f, const char *kind, str from,
                         str to, const char *why)
{
    return facts_add(cx, &(struct fact){.county = f->county,
                                        .place = f->place,
                                        .scope = f->scope,
                                        .subject_kind = "facility",
                                        .subject = f->id,
                                        .kind = kind,
                                        .from = from,
                                        .to = to,
                                        .reason = str_of(why),
                                        .audience = FACTS_STAFF});
}

static str state_word(enum facility_state s)
{
    return str_of(facility_state_names[s]);
}

static str spot_word(struct ctx *cx, const struct facility *f)
{
    return f->placed ? str_fmt(cx->mem, "%lld,%lld", (long long)f->lat_u, (long long)f->lon_u)
                     : str_fmt(cx->mem, "%lld", (long long)f->scope);
}

/* ---- rows ------------------------------------------------------------------- */

static struct db_arg degrees(const char *name, const struct facility *f, int64_t v)
{
    return f->placed ? db_int(name, v) : db_null(name);
}

enum err facility_insert(struct ctx *cx, struct facility *io, const char *why)
{
    struct facility *f = io;
    enum err e = give_identifier(cx, f);
    if (!e)
        e = give_label(cx, f);
    if (e)
        return e;
    f->place = f->scope;
    f->row_ver = 1;
    e = db_exec(
        cx, NULL, &facilities_sql_insert, db_int("county", f->county), db_int("id", f->id),
        db_int("place", f->place), db_int("scope", f->scope), db_text("identifier", f->identifier),
        db_text("code", f->code), db_text("label", f->label), db_text("name", f->name),
        db_text("state", state_word(f->state)), db_word("origin", facility_origin_names[f->origin]),
        degrees("lat", f, f->lat_u), degrees("lon", f, f->lon_u), db_text("org_code", f->org_code),
        db_text("org_name", f->org_name), db_text("owner_code", f->owner_code),
        db_text("owner_name", f->owner_name), db_text("keeper_code", f->keeper_code),
        db_text("keeper_name", f->keeper_name), db_text("note", f->note),
        db_int("from_day", f->from_day), db_int("changed_day", f->changed_day));
    return e ? e : add_fact(cx, f, "facility.added", STR_NONE, state_word(f->state), why);
}

static enum err write_row(struct ctx *cx, const struct facility *f, int64_t *changed)
{
    return db_exec(cx, changed, &facilities_sql_change, db_int("county", f->county),
                   db_int("id", f->id), db_int("seen", f->row_ver), db_int("scope", f->scope),
                   db_text("code", f->code), db_text("name", f->name),
                   db_text("state", state_word(f->state)),
                   db_word("origin", facility_origin_names[f->origin]), degrees("lat", f, f->lat_u),
                   degrees("lon", f, f->lon_u), db_text("org_code", f->org_code),
                   db_text("org_name", f->org_name), db_text("owner_code", f->owner_code),
                   db_text("owner_name", f->owner_name), db_text("keeper_code", f->keeper_code),
                   db_text("keeper_name", f->keeper_name), db_text("note", f->note),
                   db_int("from_day", f->from_day), db_int("changed_day", f->changed_day));
}

static bool stands_elsewhere(const struct facility *a, const struct facility *b)
{
    return a->placed != b->placed || a->scope != b->scope ||
           (a->placed && (a->lat_u != b->lat_u || a->lon_u != b->lon_u));
}

bool facility_equal(const struct facility *a, const struct facility *b)
{
#define X(field) &&str_eq(a->field, b->field)
    return !stands_elsewhere(a, b) && a->state == b->state && a->origin == b->origin &&
           a->from_day == b->from_day && a->changed_day == b->changed_day &&
           str_eq(a->code, b->code) && str_eq(a->name, b->name) FACILITY_TEXT_FIELDS;
#undef X
}

enum err facility_update(struct ctx *cx, const struct facility *was, const struct facility *to,
                         const char *why)
{
    struct facility f = *to;
    int64_t changed = 0;
    f.id = was->id;
    f.place = was->place;
    f.row_ver = was->row_ver;
    enum err e = write_row(cx, &f, &changed);
    if (!e && !changed)
        e = fail(cx, ERR_CONFLICT, _("Somebody changed this facility meanwhile."));
    if (!e && stands_elsewhere(was, &f))
        e = add_fact(cx, &f, "facility.moved", spot_word(cx, was), spot_word(cx, &f), why);
    if (!e && was->state != f.state)
        e = add_fact(cx, &f, "facility.state", state_word(was->state), state_word(f.state), why);
    struct facility rest = f;
    rest.placed = was->placed;
    rest.lat_u = was->lat_u;
    rest.lon_u = was->lon_u;
    rest.scope = was->scope;
    rest.state = was->state;
    rest.changed_day = was->changed_day;
    if (!e && !facility_equal(was, &rest))
        e = add_fact(cx, &f, "facility.changed", STR_NONE, STR_NONE, why);
    return e;
}

/* ---- by hand ---------------------------------------------------------------- */

struct add_args {
    const struct facility *in;
    struct facility made; /* result */
    char identifier[20], label[FACILITY_LABEL_MAX * 4 + 1];
};

static enum err may_keep(struct ctx *cx, int64_t scope)
{
    return may(cx, ACT_FACILITIES_KEEP, scope, NO_ORG)
               ? OK
               : fail_field(cx, "lat", _("You keep no facilities at that place."));
}

static enum err add_tx(struct ctx *cx, void *arg)
{
    struct add_args *a = arg;
    a->made = *a->in;
    enum err e = may_keep(cx, a->made.scope);
    if (!e)
        e = facility_insert(cx, &a->made, "");
    if (e)
        return e;
    snprintf(a->identifier, sizeof a->identifier, "%.*s", STR_ARG(a->made.identifier));
    snprintf(a->label, sizeof a->label, "%.*s", STR_ARG(a->made.label));
    return cx->idem ? db_idem_result(cx, str_fmt(cx->mem, "/desk/facilities/%s", a->identifier))
                    : OK;
}

enum err facility_add(struct ctx *cx, const struct facility *in, struct facility *out)
{
    struct facility f = *in;
    enum err e = facility_locate(cx, &f);
    if (e)
        return e;
    f.id = db_new_id(cx);
    f.from_day = f.from_day ? f.from_day : day_of_ms(cx->now);
    struct add_args a = {.in = &f};
    e = db_write(cx, add_tx, &a);
    if (e == ERR_CONFLICT)
        return fail_field(cx, "identifier", _("Another facility has this identifier."));
    if (e)
        return e;
    *out = a.made;
    out->identifier = str_keep(cx->mem, str_of(a.identifier));
    out->label = str_keep(cx->mem, str_of(a.label));
    return OK;
}

static enum err change_tx(struct ctx *cx, void *arg)
{
    const struct facility *to = arg;
    struct facility was;
    enum err e = facility_find(cx, to->county, to->id, &was);
    if (!e && !facility_may_see(cx, &was))
        e = ERR_NOT_FOUND;
    if (!e)
        e = may_keep(cx, was.scope);
    if (!e)
        e = may_keep(cx, to->scope);
    if (!e && was.row_ver != to->row_ver)
        e = fail(cx, ERR_CONFLICT, _("Somebody changed this facility meanwhile."));
    return e ? e : facility_update(cx, &was, to, "");
}

enum err facility_change(struct ctx *cx, const struct facility *in)
{
    struct facility f = *in;
    enum err e = facility_locate(cx, &f);
    if (e)
        return e;
    f.changed_day = day_of_ms(cx->now);
    return db_write(cx, change_tx, &f);
}

/* ---- by a case -------------------------------------------------------------- */

enum err facility_reported(struct ctx *cx, int64_t county, int64_t id)
{
    int64_t changed = 0;
    enum err e =
        db_exec(cx, &changed, &facilities_sql_reported, db_int("county", county), db_int("id", id));
    return e || changed ? e : ERR_NOT_FOUND;
}

enum err facility_set_state(struct ctx *cx, int64_t county, int64_t id, enum facility_state to)
{
    struct facility f;
    int64_t changed = 0;
    enum err e = facility_find(cx, county, id, &f);
    if (!e)
        e = db_exec(cx, &changed, &facilities_sql_set_state, db_text("state", state_word(to)),
                    db_int("day", day_of_ms(cx->now)), db_int("county", county), db_int("id", id));
    if (e || !changed)
        return e;
    return add_fact(cx, &f, "facility.state", state_word(f.state), state_word(to), "case");
}
