/* keep: households, who lives there and why somebody looks in, put, changed and dropped. What is
 * called homes_put… and homes_drop… asks no right and runs inside db_write. */
#include "civic/homes/homes_own.h"

#include "civic/facts/facts.h"
#include "civic/places/places.h"

enum err homes_fact(struct ctx *cx, int64_t county, int64_t household, int64_t scope,
                    const char *kind, const char *word)
{
    return facts_add(cx, &(struct fact){.county = county,
                                        .place = scope,
                                        .scope = scope,
                                        .subject_kind = "household",
                                        .subject = household,
                                        .kind = kind,
                                        .to = str_of(word),
                                        .audience = FACTS_STAFF});
}

enum err homes_hold(struct ctx *cx, int64_t county, int64_t id, int64_t seen, struct homes_row *out)
{
    int64_t held = 0;
    enum err e = db_exec(cx, &held, &homes_sql_household_touch, db_int("county", county),
                         db_int("id", id), db_int("seen", seen));
    if (!e)
        e = homes_row_of(cx, county, id, out);
    if (!e && !held)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again."));
    return e;
}

enum err homes_keep(struct ctx *cx, int64_t county, int64_t id, int64_t seen, struct homes_row *out)
{
    enum err e = homes_hold(cx, county, id, seen, out);
    bool there = !e || e == ERR_CONFLICT;
    return there && !may(cx, ACT_HOMES_KEEP, out->scope, NO_ORG) ? ERR_NOT_FOUND : e;
}

/* ---- buildings and dwellings ---------------------------------------------- */

static enum err building_named(struct ctx *cx, const struct homes_new *in, struct building *out)
{
    AUTO_ROWS rows = db_query(cx, &homes_sql_building_named, db_int("county", in->county),
                              db_int("place", in->scope), db_text("name", in->building));
    enum err e = db_one(&rows);
    if (!e)
        *out = (struct building){.county = in->county,
                                 .id = db_get_int(&rows, 0),
                                 .scope = db_get_int(&rows, 1),
                                 .name = in->building};
    return e;
}

static enum err put_building(struct ctx *cx, const struct homes_new *in, struct building *out)
{
    enum err e = db_exec(cx, NULL, &homes_sql_building_put, db_int("county", in->county),
                         db_int("id", db_new_id(cx)), db_int("place", in->scope),
                         db_text("name", in->building), db_text("address", in->address));
    if (!e)
        e = building_named(cx, in, out);
    return e ? e
             : db_exec(cx, NULL, &homes_sql_building_hold, db_int("county", in->county),
                       db_int("id", out->id));
}

static enum err code_free(struct ctx *cx, int64_t county, int64_t dwelling, str code)
{
    if (!code.len)
        return OK;
    AUTO_ROWS rows = db_query(cx, &homes_sql_code_taken, db_int("county", county),
                              db_text("code", code), db_int("id", dwelling));
    enum err e = db_one(&rows);
    return e == ERR_NOT_FOUND ? OK
           : e                ? e
                              : fail_field(cx, "code", _("Another dwelling has this code."));
}

static enum err put_dwelling(struct ctx *cx, const struct homes_new *in, const struct building *b,
                             int64_t *id)
{
    int64_t mine = db_new_id(cx), added = 0;
    enum err e = code_free(cx, in->county, mine, in->code);
    if (!e)
        e = db_exec(
            cx, &added, &homes_sql_dwelling_put, db_int("county", in->county), db_int("id", mine),
            db_int("building", b->id), db_int("place", in->scope), db_int("scope", b->scope),
            db_text("door", in->door), db_text_or_null("code", in->code),
            db_word("purpose", home_purpose_names[in->purpose]), db_int("rented", in->rented));
    if (e || added) {
        *id = mine;
        return e;
    }
    AUTO_ROWS rows = db_query(cx, &homes_sql_dwelling_named, db_int("county", in->county),
                              db_int("building", b->id), db_text("door", in->door));
    e = db_one(&rows);
    if (!e)
        *id = db_get_int(&rows, 0);
    return e;
}

/* ---- residents ------------------------------------------------------------ */

static struct db_arg blob_or_null(const char *name, str v)
{
    return v.len ? db_blob(name, v) : db_null(name);
}

/* A person's number stands once on the roll; where it stands is said to whoever may see it. */
static enum err id_free(struct ctx *cx, int64_t county, str id_number, int64_t but)
{
    int64_t household, resident;
    struct household h;
    enum err e = homes_find_id(cx, county, id_number, &household, &resident);
    if (e == ERR_NOT_FOUND || (!e && resident == but))
        return OK;
    if (e)
        return e;
    e = homes_find(cx, county, household, &h);
    struct tr_arg at[] = {TR("line", h.line)};
    enum err told =
        e ? fail_field(cx, "id_number", _("This identity number is on the roll already."))
          : fail_field_args(cx, "id_number",
                            _("This identity number is on the roll already: {line}."), at, 1);
    return e && e != ERR_NOT_FOUND ? e : told;
}

static enum err put_resident(struct ctx *cx, const struct homes_row *at, const struct resident *r,
                             int64_t *id)
{
    struct person p = r->p;
    int64_t mine = db_new_id(cx);
    p.county = at->county;
    enum err e = id_free(cx, at->county, p.id_number, 0);
    if (!e)
        e = person_add(cx, &p, &p.id);
    if (!e)
        e = db_exec(cx, NULL, &homes_sql_resident_put, db_int("county", at->county),
                    db_int("id", mine), db_int("household", at->id), db_int("person", p.id),
                    db_int("place", at->place), db_int("scope", at->scope),
                    db_word("relation", home_relation_names[r->relation]),
                    db_word("stay", home_stay_names[r->stay]),
                    db_word("consent", home_consent_names[r->consent]),
                    db_int("consent_day", r->consent_day), db_int("keep_until", r->keep_until_day),
                    blob_or_null("name_index", homes_name_index(cx, p.name)),
                    blob_or_null("phone_index", homes_phone_index(cx, p.phone)),
                    blob_or_null("id_index", homes_id_index(cx, p.id_number)));
    if (!e)
        *id = mine;
    return e;
}

enum err homes_put_resident(struct ctx *cx, int64_t county, int64_t household,
                            const struct resident *in, int64_t *id)
{
    struct homes_row row;
    enum err e = homes_hold(cx, county, household, 0, &row);
    if (!e)
        e = put_resident(cx, &row, in, id);
    return e ? e
             : homes_fact(cx, county, household, row.scope, "household.resident_added",
                          home_stay_names[in->stay]);
}

enum err homes_drop_resident(struct ctx *cx, const struct homes_row *at, int64_t id)
{
    int64_t person = 0;
    {
        AUTO_ROWS rows = db_query(cx, &homes_sql_resident, db_int("county", at->county),
                                  db_int("id", id), db_int("household", at->id));
        enum err e = db_one(&rows);
        if (e)
            return e;
        person = db_get_int(&rows, 1);
    }
    enum err e = db_exec(cx, NULL, &homes_sql_resident_needs_drop, db_int("county", at->county),
                         db_int("household", at->id), db_int("resident", id));
    if (!e)
        e = db_exec(cx, NULL, &homes_sql_resident_questions_drop, db_int("county", at->county),
                    db_int("household", at->id), db_int("resident", id));
    if (!e)
        e = db_exec(cx, NULL, &homes_sql_resident_drop, db_int("county", at->county),
                    db_int("id", id), db_int("household", at->id));
    return e ? e : person_erase(cx, at->county, person);
}

/* ---- needs ---------------------------------------------------------------- */

enum err homes_need_in(struct ctx *cx, const struct homes_row *at, const struct home_need *in,
                       int64_t *id)
{
    int64_t mine = db_new_id(cx), today = day_of_ms(cx->now);
    int64_t every = in->every_days ? in->every_days : homes_rhythm(in->kind);
    enum err e =
        db_exec(cx, NULL, &homes_sql_need_put, db_int("county", at->county), db_int("id", mine),
                db_int("household", at->id), db_int_or_null("resident", in->resident),
                db_int("place", at->place), db_int("scope", at->scope),
                db_word("kind", home_need_names[in->kind]), db_int("every_days", every),
                db_int("next_day", in->next_day ? in->next_day : today + every));
    if (!e)
        *id = mine;
    return e;
}

enum err homes_visited(struct ctx *cx, int64_t county, int64_t household, int64_t day,
                       int64_t next_day)
{
    return db_exec(cx, NULL, &homes_sql_visited, db_int("county", county),
                   db_int("household", household), db_int("day", day), db_int("next", next_day));
}

/* ---- questions ------------------------------------------------------------ */

enum err homes_ask(struct ctx *cx, int64_t county, int64_t household,
                   const struct home_question *in, int64_t *id)
{
    struct homes_row at;
    int64_t mine = db_new_id(cx);
    enum err e = homes_row_of(cx, county, household, &at);
    if (!e)
        e = db_exec(cx, NULL, &homes_sql_question_put, db_int("county", county), db_int("id", mine),
                    db_int("household", household), db_int_or_null("resident", in->resident),
                    db_int("place", at.place), db_int("scope", at.scope),
                    db_word("kind", home_question_names[in->kind]), db_int("now", cx->now));
    if (!e)
        *id = mine;
    return e;
}

enum err homes_answered(struct ctx *cx, int64_t county, int64_t household, int64_t question)
{
    int64_t n = 0;
    enum err e = db_exec(cx, &n, &homes_sql_question_answer, db_int("now", cx->now),
                         db_int("actor", cx->actor), db_int("county", county),
                         db_int("id", question), db_int("household", household));
    return e || n ? e : ERR_NOT_FOUND;
}

/* ---- households ----------------------------------------------------------- */

static enum err put_people(struct ctx *cx, const struct homes_new *in, const struct homes_row *at)
{
    int64_t ids[HOMES_RESIDENTS_MAX], need;
    enum err e = in->n > HOMES_RESIDENTS_MAX || in->n_needs > HOMES_NEEDS_MAX ? ERR_TOO_BIG : OK;
    for (int i = 0; !e && i < in->n; i++)
        e = put_resident(cx, at, &in->residents[i], &ids[i]);
    for (int i = 0; !e && i < in->n_needs; i++) {
        struct home_need one = in->needs[i];
        assert(one.resident <= in->n);
        one.resident = one.resident ? ids[one.resident - 1] : 0;
        e = homes_need_in(cx, at, &one, &need);
    }
    return e;
}

enum err homes_put(struct ctx *cx, const struct homes_new *in, int64_t *id)
{
    struct building b;
    struct homes_row at = {.county = in->county, .id = db_new_id(cx), .place = in->scope};
    enum err e = put_building(cx, in, &b);
    if (!e)
        e = put_dwelling(cx, in, &b, &at.dwelling);
    if (e)
        return e;
    at.scope = b.scope;
    struct homes_text t = homes_text_of(cx->mem, b.name, in->door);
    e = db_exec(cx, NULL, &homes_sql_household_put, db_int("county", in->county),
                db_int("id", at.id), db_int("dwelling", at.dwelling), db_int("place", at.place),
                db_int("scope", at.scope), db_text("line", t.line), db_text("sorted", t.sorted),
                db_text("found", t.found), db_int("now", cx->now));
    if (!e)
        e = put_people(cx, in, &at);
    if (!e)
        e = homes_fact(cx, in->county, at.id, at.scope, "household.added", "");
    if (!e)
        *id = at.id;
    return e;
}

static enum err drop_residents(struct ctx *cx, const struct homes_row *at)
{
    struct household h;
    enum err e = homes_load(cx, at->county, at->id, &h);
    for (int i = 0; !e && i < h.n; i++)
        e = homes_drop_resident(cx, at, h.residents[i].id);
    return e;
}

enum err homes_drop(struct ctx *cx, int64_t county, int64_t id)
{
    struct homes_row at;
    struct db_arg c = db_int("county", county);
    enum err e = homes_hold(cx, county, id, 0, &at);
    if (!e)
        e = drop_residents(cx, &at);
    if (!e)
        e = db_exec(cx, NULL, &homes_sql_household_needs_drop, c, db_int("household", id));
    if (!e)
        e = db_exec(cx, NULL, &homes_sql_household_questions_drop, c, db_int("household", id));
    if (!e)
        e = db_exec(cx, NULL, &homes_sql_household_drop, c, db_int("id", id));
    if (!e)
        e = db_exec(cx, NULL, &homes_sql_dwelling_drop, c, db_int("id", at.dwelling));
    if (!e)
        e = db_exec(cx, NULL, &homes_sql_building_drop, c, db_int("id", at.building));
    return e ? e : homes_fact(cx, county, id, at.scope, "household.removed", "");
}
