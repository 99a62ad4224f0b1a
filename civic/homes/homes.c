/* homes.c: one household, lists of them, and who may see what of them. */
#include "civic/homes/homes_own.h"

#include "civic/places/places.h"
#include "kit/seal/seal.h"

#include <string.h>

/* ---- who may see ---------------------------------------------------------- */

bool homes_named(const struct ctx *cx, int64_t scope)
{
    struct posts_reach r;
    posts_reach(cx, ACT_HOMES_READ, &r);
    for (int i = 0; i < r.ranges; i++)
        if (scope >= r.lo[i] && scope <= r.hi[i] && place_level_of(r.lo[i]) >= PLACE_COMMUNITY)
            return true;
    return false;
}

/* The household of a county shows what the audience may see of it, and no more. */
static void mask(struct ctx *cx, struct household *h)
{
    h->named = homes_named(cx, h->scope);
    for (int i = 0; i < h->n; i++) {
        struct person *p = &h->residents[i].p;
        str name = p->name;
        *p = people_masked(cx->mem, p);
        if (h->named)
            p->name = name;
    }
}

/* ---- indexes -------------------------------------------------------------- */

static str indexed(struct ctx *cx, const char *kind, str text)
{
    if (!text.len)
        return STR_NONE;
    struct seal_hash h = seal_index(cx->seal, kind, text);
    return str_keep(cx->mem, seal_hash_bytes(&h));
}

str homes_name_index(struct ctx *cx, str name)
{
    return indexed(cx, "resident_name", homes_found(cx->mem, name));
}

str homes_phone_index(struct ctx *cx, str phone)
{
    struct people_phone p;
    return people_read_phone(phone, &p) ? STR_NONE : indexed(cx, "phone", str_of(p.text));
}

str homes_id_index(struct ctx *cx, str id_number)
{
    struct people_id id;
    return people_read_id(id_number, day_of_ms(cx->now), &id)
               ? STR_NONE
               : indexed(cx, "id_number", str_of(id.text));
}

enum err homes_find_id(struct ctx *cx, int64_t county, str id_number, int64_t *household,
                       int64_t *resident)
{
    str index = homes_id_index(cx, id_number);
    if (!index.len)
        return ERR_NOT_FOUND;
    AUTO_ROWS rows = db_query(cx, &homes_sql_resident_by_id, db_int("county", county),
                              db_blob("id_index", index));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *household = db_get_int(&rows, 0);
    *resident = db_get_int(&rows, 1);
    return OK;
}

enum err homes_count_named(struct ctx *cx, int64_t county, int64_t within, str name, int64_t *n)
{
    AUTO_ROWS rows = db_query(cx, &homes_sql_named, db_int("county", county),
                              db_blob("name", homes_name_index(cx, name)), db_int("lo", within),
                              db_int("hi", people_scope_end(within)));
    enum err e = db_one(&rows);
    if (!e)
        *n = db_get_int(&rows, 0);
    return e;
}

/* ---- one household -------------------------------------------------------- */

enum err homes_row_of(struct ctx *cx, int64_t county, int64_t id, struct homes_row *out)
{
    AUTO_ROWS rows = db_query(cx, &homes_sql_household, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = (struct homes_row){.county = county,
                              .id = id,
                              .place = db_get_int(&rows, 9),
                              .scope = db_get_int(&rows, 0),
                              .row_ver = db_get_int(&rows, 1),
                              .dwelling = db_get_int(&rows, 3),
                              .building = db_get_int(&rows, 4)};
    return OK;
}

static enum err read_household(struct ctx *cx, struct household *h)
{
    AUTO_ROWS rows =
        db_query(cx, &homes_sql_household, db_int("county", h->county), db_int("id", h->id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    h->scope = db_get_int(&rows, 0);
    h->row_ver = db_get_int(&rows, 1);
    h->line = db_keep_text(&rows, 2);
    h->dwelling = db_get_int(&rows, 3);
    h->building.id = db_get_int(&rows, 4);
    h->door = db_keep_text(&rows, 5);
    h->code = db_keep_text(&rows, 6);
    h->purpose = (enum home_purpose)db_get_enum(&rows, 7, home_purpose_names, HOME_PURPOSES);
    h->rented = db_get_int(&rows, 8);
    return OK;
}

static struct building building_row(const struct rows *r, int64_t county)
{
    return (struct building){.county = county,
                             .id = db_get_int(r, 0),
                             .place = db_get_int(r, 1),
                             .scope = db_get_int(r, 2),
                             .row_ver = db_get_int(r, 3),
                             .name = db_keep_text(r, 4),
                             .address = db_keep_text(r, 5),
                             .located = !db_get_null(r, 6),
                             .lat_u = db_get_int(r, 6),
                             .lon_u = db_get_int(r, 7)};
}

static enum err read_building(struct ctx *cx, int64_t county, struct building *b)
{
    AUTO_ROWS rows =
        db_query(cx, &homes_sql_building, db_int("county", county), db_int("id", b->id));
    enum err e = db_one(&rows);
    if (!e)
        *b = building_row(&rows, county);
    return e;
}

enum err homes_buildings(struct ctx *cx, int64_t county, int64_t place, struct building *out,
                         int max, int *n)
{
    AUTO_ROWS rows =
        db_query(cx, &homes_sql_buildings, db_int("county", county), db_int("lo", place),
                 db_int("hi", place_end(place)), db_int("max", max));
    int got = 0;
    while (got < max && db_next(&rows))
        out[got++] = building_row(&rows, county);
    enum err e = db_end(&rows);
    if (!e)
        *n = got;
    return e;
}

static struct resident resident_at(const struct rows *r)
{
    return (struct resident){
        .id = db_get_int(r, 0),
        .row_ver = db_get_int(r, 1),
        .p.id = db_get_int(r, 2),
        .relation = (enum home_relation)db_get_enum(r, 3, home_relation_names, HOME_RELATIONS),
        .stay = (enum home_stay)db_get_enum(r, 4, home_stay_names, HOME_STAYS),
        .consent = (enum home_consent)db_get_enum(r, 5, home_consent_names, HOME_CONSENTS),
        .consent_day = db_get_int(r, 6),
        .keep_until_day = db_get_int(r, 7),
        .age = -1};
}

static int age_of(const struct ctx *cx, str id_number)
{
    struct people_id id;
    int64_t today = day_of_ms(cx->now);
    if (people_read_id(id_number, today, &id) || id.birth_day == INT64_MIN)
        return -1;
    struct civil b = civil_of_day(id.birth_day), t = civil_of_day(today);
    return t.year - b.year - (t.month < b.month || (t.month == b.month && t.day < b.day));
}

static enum err list_residents(struct ctx *cx, int64_t county, int64_t household,
                               struct resident *out, int max, int *n)
{
    AUTO_ROWS rows = db_query(cx, &homes_sql_residents, db_int("county", county),
                              db_int("household", household), db_int("max", max));
    int count = 0;
    while (count < max && db_next(&rows))
        out[count++] = resident_at(&rows);
    enum err e = db_end(&rows);
    if (!e)
        *n = count;
    return e;
}

static enum err open_resident(struct ctx *cx, int64_t county, struct resident *r)
{
    enum err e = person_find(cx, county, r->p.id, &r->p);
    if (!e)
        r->age = age_of(cx, r->p.id_number);
    return e;
}

static enum err read_residents(struct ctx *cx, struct household *h)
{
    h->residents = NEW_N(cx->mem, struct resident, HOMES_RESIDENTS_MAX);
    enum err e = list_residents(cx, h->county, h->id, h->residents, HOMES_RESIDENTS_MAX, &h->n);
    for (int i = 0; !e && i < h->n; i++)
        e = open_resident(cx, h->county, &h->residents[i]);
    return e;
}

static enum err list_needs(struct ctx *cx, int64_t county, int64_t household, struct home_need *out,
                           int *n)
{
    AUTO_ROWS rows = db_query(cx, &homes_sql_needs, db_int("county", county),
                              db_int("household", household), db_int("max", HOMES_NEEDS_MAX));
    int count = 0;
    while (count < HOMES_NEEDS_MAX && db_next(&rows))
        out[count++] = (struct home_need){
            .id = db_get_int(&rows, 0),
            .row_ver = db_get_int(&rows, 1),
            .kind = (enum home_need_kind)db_get_enum(&rows, 2, home_need_names, NEED_KINDS),
            .resident = db_get_int(&rows, 3),
            .every_days = db_get_int(&rows, 4),
            .last_day = db_get_int(&rows, 5),
            .next_day = db_get_int(&rows, 6)};
    enum err e = db_end(&rows);
    if (!e)
        *n = count;
    return e;
}

static enum err list_questions(struct ctx *cx, int64_t county, int64_t household,
                               struct home_question *out, int *n)
{
    AUTO_ROWS rows = db_query(cx, &homes_sql_questions, db_int("county", county),
                              db_int("household", household), db_int("max", HOMES_QUESTIONS_MAX));
    int count = 0;
    while (count < HOMES_QUESTIONS_MAX && db_next(&rows))
        out[count++] = (struct home_question){
            .id = db_get_int(&rows, 0),
            .household = db_get_int(&rows, 1),
            .resident = db_get_int(&rows, 2),
            .kind = (enum home_question_kind)db_get_enum(&rows, 3, home_question_names, ASK_KINDS),
            .asked_ms = db_get_int(&rows, 4)};
    enum err e = db_end(&rows);
    if (!e)
        *n = count;
    return e;
}

enum err homes_load(struct ctx *cx, int64_t county, int64_t id, struct household *out)
{
    struct household h = {.county = county, .id = id, .named = true};
    enum err e = read_household(cx, &h);
    if (!e)
        e = read_building(cx, county, &h.building);
    if (!e)
        e = read_residents(cx, &h);
    h.needs = NEW_N(cx->mem, struct home_need, HOMES_NEEDS_MAX);
    h.questions = NEW_N(cx->mem, struct home_question, HOMES_QUESTIONS_MAX);
    if (!e)
        e = list_needs(cx, county, id, h.needs, &h.n_needs);
    if (!e)
        e = list_questions(cx, county, id, h.questions, &h.n_questions);
    if (!e)
        *out = h;
    return e;
}

enum err homes_find(struct ctx *cx, int64_t county, int64_t id, struct household *out)
{
    struct homes_row row;
    struct household h;
    enum err e = homes_row_of(cx, county, id, &row);
    if (!e && !may(cx, ACT_HOMES_READ, row.scope, NO_ORG))
        e = ERR_NOT_FOUND;
    if (!e)
        e = homes_load(cx, county, id, &h);
    if (e)
        return e;
    mask(cx, &h);
    *out = h;
    return OK;
}

enum err homes_unmask(struct ctx *cx, const struct homes_unmask *in, struct person *out)
{
    struct household h;
    enum err e = homes_find(cx, in->county, in->household, &h);
    if (e)
        return e;
    for (int i = 0; i < h.n; i++)
        if (h.residents[i].id == in->resident)
            return person_unmask_by(cx, ACT_HOMES_UNMASK,
                                    &(struct people_unmask){.county = in->county,
                                                            .id = h.residents[i].p.id,
                                                            .scope = h.scope,
                                                            .ref = h.id,
                                                            .reason = in->reason},
                                    out);
    return ERR_NOT_FOUND;
}

/* ---- lists ---------------------------------------------------------------- */

struct cursor {
    int64_t scope, id;
    str sorted;
};

static enum err cursor_of(struct ctx *cx, const struct homes_filter *f, struct cursor *out)
{
    *out = (struct cursor){.sorted = S("")};
    if (!f->after)
        return OK;
    AUTO_ROWS rows =
        db_query(cx, &homes_sql_household, db_int("county", f->county), db_int("id", f->after));
    enum err e = db_one(&rows);
    if (!e)
        *out = (struct cursor){db_get_int(&rows, 0), f->after, db_keep_text(&rows, 10)};
    return e == ERR_NOT_FOUND ? OK : e; /* removed meanwhile: from the beginning */
}

static str like(struct ctx *cx, str typed)
{
    struct buf b = buf_new(cx->mem, 400);
    str s = homes_found(cx->mem, utf8_head(typed, 60));
    buf_char(&b, '%');
    for (size_t i = 0; i < s.len; i++) {
        if (strchr("%_!", s.at[i]))
            buf_char(&b, '!');
        buf_char(&b, s.at[i]);
    }
    buf_char(&b, '%');
    return buf_done(&b);
}

static const char *need_word(const struct homes_filter *f)
{
    return f->need < NEED_KINDS ? home_need_names[f->need] : f->need == HOMES_ANY_NEED ? "any" : "";
}

static struct db_arg blob_or_none(const char *name, str v)
{
    return db_blob(name, v.len ? v : S("-")); /* no index is one byte long */
}

#define FILTER_ARGS(f, r, c, max)                                                                  \
    db_int("county", (f)->county), db_int("lo", (f)->within),                                      \
        db_int("hi", people_scope_end((f)->within)), POSTS_RANGE_ARGS(r),                          \
        db_int("scope", (c).scope), db_text("sorted", (c).sorted), db_int("after", (c).id),        \
        db_word("need", need_word(f)), db_int("due", (f)->due_by ? (f)->due_by : INT32_MAX),       \
        db_int("asked", (f)->asked), db_int("n", (max) + 1)

static struct rows query(struct ctx *cx, const struct homes_filter *f, const struct cursor *c,
                         int max)
{
    struct posts_reach r;
    posts_reach(cx, ACT_HOMES_READ, &r);
    if (!f->find.len)
        return db_query(cx, &homes_sql_list, FILTER_ARGS(f, r, *c, max));
    return db_query(cx, &homes_sql_search, FILTER_ARGS(f, r, *c, max),
                    db_text("like", like(cx, f->find)),
                    blob_or_none("name", homes_name_index(cx, f->find)),
                    blob_or_none("phone", homes_phone_index(cx, f->find)),
                    blob_or_none("id_number", homes_id_index(cx, f->find)));
}

static enum err fill_head(struct ctx *cx, int64_t county, struct homes_line *l)
{
    struct resident *r = NEW_N(cx->mem, struct resident, HOMES_RESIDENTS_MAX);
    enum err e = list_residents(cx, county, l->id, r, HOMES_RESIDENTS_MAX, &l->residents);
    if (e || !l->residents)
        return e;
    e = person_find(cx, county, r[0].p.id, &r[0].p);
    if (e)
        return e;
    l->head = homes_named(cx, l->scope) ? r[0].p.name : people_mask_name(cx->mem, r[0].p.name);
    l->tongue = r[0].p.tongue;
    return OK;
}

static enum err fill_line(struct ctx *cx, int64_t county, struct homes_line *l)
{
    struct home_need needs[HOMES_NEEDS_MAX];
    struct home_question asked[HOMES_QUESTIONS_MAX];
    int n = 0;
    enum err e = fill_head(cx, county, l);
    if (!e)
        e = list_needs(cx, county, l->id, needs, &n);
    if (!e)
        e = list_questions(cx, county, l->id, asked, &l->questions);
    for (int i = 0; !e && i < n; i++) {
        l->needs |= 1u << needs[i].kind;
        if (!l->next_day || needs[i].next_day < l->next_day)
            l->next_day = needs[i].next_day;
    }
    return e;
}

enum err homes_list(struct ctx *cx, const struct homes_filter *f, struct homes_line *out, int max,
                    int *n, int64_t *next)
{
    struct cursor c;
    int count = 0;
    bool more = false;
    enum err e = cursor_of(cx, f, &c);
    if (e)
        return e;
    {
        AUTO_ROWS rows = query(cx, f, &c, max);
        while (!more && db_next(&rows)) {
            more = count == max;
            if (!more)
                out[count++] = (struct homes_line){.id = db_get_int(&rows, 0),
                                                   .scope = db_get_int(&rows, 1),
                                                   .line = db_keep_text(&rows, 2)};
        }
        e = rows.err;
    }
    for (int i = 0; !e && i < count; i++)
        e = fill_line(cx, f->county, &out[i]);
    if (e)
        return e;
    *n = count;
    *next = more ? out[count - 1].id : 0;
    return OK;
}

static enum err count(struct ctx *cx, const struct db_sql *sql, int64_t county, int64_t within,
                      int64_t *n)
{
    struct posts_reach r;
    posts_reach(cx, ACT_HOMES_READ, &r);
    AUTO_ROWS rows = db_query(cx, sql, db_int("county", county), db_int("lo", within),
                              db_int("hi", people_scope_end(within)), POSTS_RANGE_ARGS(r));
    enum err e = db_one(&rows);
    if (!e)
        *n = db_get_int(&rows, 0);
    return e;
}

enum err homes_count(struct ctx *cx, int64_t county, int64_t within, int64_t *households,
                     int64_t *residents)
{
    int64_t h = 0, r = 0;
    enum err e = count(cx, &homes_sql_count, county, within, &h);
    if (!e)
        e = count(cx, &homes_sql_count_residents, county, within, &r);
    if (!e)
        *households = h, *residents = r;
    return e;
}
