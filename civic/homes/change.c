/* change: what people do to households, asked for its right and looked at before it is put. */
#include "civic/homes/homes_own.h"

#include "civic/places/places.h"

/* ---- what was typed ------------------------------------------------------- */

static str squeezed(struct ctx *cx, str typed)
{
    return str_clean_line(cx->mem, typed);
}

enum err homes_check_resident(struct ctx *cx, struct resident *io)
{
    struct people_phone phone;
    struct people_id id;
    struct person *p = &io->p;
    enum err e = OK;
    p->name = squeezed(cx, p->name);
    if (!p->name.len || utf8_count(p->name) > 40)
        e = fail_field(cx, "name", _("Write the name, at most 40 characters."));
    if (p->phone.len && !str_is(p->phone, "-") && people_read_phone(p->phone, &phone))
        e = fail_field(cx, "phone", _("This is not a telephone number."));
    if (p->id_number.len && !str_is(p->id_number, "-") &&
        people_read_id(p->id_number, day_of_ms(cx->now), &id))
        e = fail_field(cx, "id_number",
                       _("This identity number cannot be right: compare it "
                         "with the card, digit by digit."));
    if (p->tongue.len && home_word(home_tongue_names, TONGUES, p->tongue) == TONGUES)
        e = fail_field(cx, "tongue", _("Choose one from the list."));
    if (!io->consent_day && io->consent != HOME_NOT_ASKED)
        io->consent_day = day_of_ms(cx->now);
    return e;
}

static enum err check_place(struct ctx *cx, const struct homes_new *in)
{
    struct grid g;
    bool grid = place_level_of(in->scope) == PLACE_GRID;
    if (place_level_of(in->scope) < PLACE_COMMUNITY ||
        (grid && grid_find(cx, in->county, in->scope, &g)) ||
        !may(cx, ACT_HOMES_KEEP, in->scope, NO_ORG))
        return fail_field(cx, "grid", _("Choose a grid or community of your own."));
    return OK;
}

static enum err check_home(struct ctx *cx, struct homes_new *in)
{
    enum err e = OK;
    in->building = squeezed(cx, in->building);
    in->address = squeezed(cx, in->address);
    in->door = squeezed(cx, in->door);
    in->code = squeezed(cx, in->code);
    if (!in->building.len || utf8_count(in->building) > 60)
        e = fail_field(cx, "building",
                       _("Write the building or the villagers' group, at most 60 characters."));
    if (utf8_count(in->address) > 120)
        e = fail_field(cx, "address", _("An address has at most 120 characters."));
    if (!in->door.len || utf8_count(in->door) > 40)
        e = fail_field(cx, "door", _("Write the door or house number, at most 40 characters."));
    if (utf8_count(in->code) > 40)
        e = fail_field(cx, "code", _("A code has at most 40 characters."));
    return e;
}

/* ---- households ----------------------------------------------------------- */

struct add_args {
    struct homes_new in;
    int64_t id;
};

static enum err add_tx(struct ctx *cx, void *arg)
{
    struct add_args *a = arg;
    enum err e = check_place(cx, &a->in);
    return e ? e : homes_put(cx, &a->in, &a->id);
}

enum err homes_add(struct ctx *cx, const struct homes_new *in, int64_t *id)
{
    struct add_args a = {.in = *in};
    struct resident *all = NEW_N(cx->mem, struct resident, in->n);
    enum err e = check_home(cx, &a.in);
    enum err e2 = check_place(cx, in);
    e = e ? e : e2;
    for (int i = 0; i < in->n; i++) {
        all[i] = in->residents[i];
        e2 = homes_check_resident(cx, &all[i]);
        e = e ? e : e2;
    }
    a.in.residents = all;
    if (!e)
        e = db_write(cx, add_tx, &a);
    if (!e)
        *id = a.id;
    return e;
}

static enum err set_line(struct ctx *cx, const struct building *b, int64_t household, str door)
{
    struct homes_text t = homes_text_of(cx->mem, b->name, door);
    return db_exec(cx, NULL, &homes_sql_line_set, db_text("line", t.line),
                   db_text("sorted", t.sorted), db_text("found", t.found),
                   db_int("scope", b->scope), db_int("county", b->county), db_int("id", household));
}

/* Every household behind one door or in one building. */
struct behind {
    int64_t id;
    str door;
};
enum { BEHIND_MAX = 4000 };

static enum err list_behind(struct ctx *cx, const struct db_sql *sql, int64_t county, int64_t id,
                            struct behind **out, int *n)
{
    struct behind *list = NEW_N(cx->mem, struct behind, BEHIND_MAX);
    int count = 0;
    AUTO_ROWS rows = db_query(cx, sql, db_int("county", county), db_int("id", id));
    while (count < BEHIND_MAX && db_next(&rows))
        list[count++] =
            (struct behind){db_get_int(&rows, 0),
                            sql == &homes_sql_building_lines ? db_keep_text(&rows, 1) : STR_NONE};
    enum err e = rows.err;
    if (!e)
        *out = list, *n = count;
    return e;
}

static enum err taken(struct ctx *cx, struct rows rows, const char *field, const char *msgid)
{
    AUTO_ROWS r = rows;
    enum err e = db_one(&r);
    return e == ERR_NOT_FOUND ? OK : e ? e : fail_field(cx, field, msgid);
}

static enum err dwelling_free(struct ctx *cx, const struct household *h, const struct homes_row *at)
{
    enum err e = taken(cx,
                       db_query(cx, &homes_sql_door_taken, db_int("county", h->county),
                                db_int("building", at->building), db_text("door", h->door),
                                db_int("id", at->dwelling)),
                       "door", _("This door is there already."));
    return e || !h->code.len
               ? e
               : taken(cx,
                       db_query(cx, &homes_sql_code_taken, db_int("county", h->county),
                                db_text("code", h->code), db_int("id", at->dwelling)),
                       "code", _("Another dwelling has this code."));
}

static enum err change_tx(struct ctx *cx, void *arg)
{
    const struct household *h = arg;
    struct homes_row at;
    struct household old;
    struct behind *behind;
    int n = 0;
    enum err e = homes_keep(cx, h->county, h->id, h->row_ver, &at);
    if (!e)
        e = dwelling_free(cx, h, &at);
    if (!e)
        e = homes_load(cx, h->county, h->id, &old);
    if (!e)
        e = db_exec(cx, NULL, &homes_sql_dwelling_change, db_text("door", h->door),
                    db_text_or_null("code", h->code),
                    db_word("purpose", home_purpose_names[h->purpose]), db_int("rented", h->rented),
                    db_int("county", h->county), db_int("id", at.dwelling));
    if (!e)
        e = list_behind(cx, &homes_sql_dwelling_lines, h->county, at.dwelling, &behind, &n);
    for (int i = 0; !e && i < n; i++)
        e = set_line(cx, &old.building, behind[i].id, h->door);
    return e ? e : homes_fact(cx, h->county, h->id, at.scope, "household.changed", "dwelling");
}

enum err homes_change(struct ctx *cx, const struct household *in)
{
    struct household h = *in;
    struct homes_new n = {.county = h.county,
                          .building = S("-"),
                          .door = h.door,
                          .code = h.code,
                          .purpose = h.purpose};
    enum err e = check_home(cx, &n);
    h.door = n.door;
    h.code = n.code;
    return e ? e : db_write(cx, change_tx, &h);
}

struct drop_args {
    int64_t county, id, seen;
};

static enum err remove_tx(struct ctx *cx, void *arg)
{
    const struct drop_args *a = arg;
    struct homes_row at;
    enum err e = homes_keep(cx, a->county, a->id, a->seen, &at);
    return e ? e : homes_drop(cx, a->county, a->id);
}

enum err homes_remove(struct ctx *cx, int64_t county, int64_t id, int64_t seen)
{
    struct drop_args a = {county, id, seen};
    return db_write(cx, remove_tx, &a);
}

/* ---- buildings ------------------------------------------------------------ */

static enum err move_scope(struct ctx *cx, const struct building *b)
{
    static const struct db_sql *const all[] = {
        &homes_sql_building_dwellings, &homes_sql_building_residents, &homes_sql_building_needs,
        &homes_sql_building_questions};
    enum err e = OK;
    for (size_t i = 0; !e && i < COUNT(all); i++)
        e = db_exec(cx, NULL, all[i], db_int("scope", b->scope), db_int("county", b->county),
                    db_int("id", b->id));
    return e;
}

static enum err building_scope(struct ctx *cx, const struct building *b, int64_t *scope)
{
    AUTO_ROWS rows =
        db_query(cx, &homes_sql_building, db_int("county", b->county), db_int("id", b->id));
    enum err e = db_one(&rows);
    if (!e)
        *scope = db_get_int(&rows, 2);
    return e;
}

static enum err building_tx(struct ctx *cx, void *arg)
{
    const struct building *b = arg;
    struct behind *behind;
    int64_t changed = 0, old = 0;
    int n = 0;
    enum err e = building_scope(cx, b, &old);
    if (!e && !may(cx, ACT_HOMES_KEEP, old, NO_ORG))
        e = ERR_NOT_FOUND;
    if (!e)
        e = check_place(cx, &(struct homes_new){.county = b->county, .scope = b->scope});
    if (!e)
        e = db_exec(cx, &changed, &homes_sql_building_change, db_text("name", b->name),
                    db_text("address", b->address), db_int("scope", b->scope),
                    db_int("county", b->county), db_int("id", b->id), db_int("seen", b->row_ver));
    if (e == ERR_CONFLICT)
        return fail_field(cx, "building", _("Another building there has this name."));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again."));
    if (!e)
        e = list_behind(cx, &homes_sql_building_lines, b->county, b->id, &behind, &n);
    for (int i = 0; !e && i < n; i++)
        e = set_line(cx, b, behind[i].id, behind[i].door);
    if (!e)
        e = move_scope(cx, b);
    for (int i = 0; !e && i < n; i++)
        e = homes_fact(cx, b->county, behind[i].id, b->scope, "household.changed", "building");
    return e;
}

enum err homes_building_change(struct ctx *cx, const struct building *in)
{
    struct building b = *in;
    struct homes_new n = {
        .county = b.county, .building = b.name, .address = b.address, .door = S("-")};
    enum err e = check_home(cx, &n);
    b.name = n.building;
    b.address = n.address;
    return e ? e : db_write(cx, building_tx, &b);
}
