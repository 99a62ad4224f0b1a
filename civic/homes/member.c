/* member: who lives in a household and why somebody looks in there, changed by people, and by the
 * day until which their data may be kept. */
#include "civic/homes/homes_own.h"

#include "kit/jobs/jobs.h"

/* ---- residents ------------------------------------------------------------ */

struct drop_args {
    int64_t county, id, seen, resident;
};
struct resident_args {
    int64_t county, household, id;
    struct resident in;
};

static enum err resident_add_tx(struct ctx *cx, void *arg)
{
    struct resident_args *a = arg;
    struct homes_row at;
    enum err e = homes_keep(cx, a->county, a->household, 0, &at);
    return e ? e : homes_put_resident(cx, a->county, a->household, &a->in, &a->id);
}

enum err homes_resident_add(struct ctx *cx, int64_t county, int64_t household,
                            const struct resident *in, int64_t *id)
{
    struct resident_args a = {county, household, 0, *in};
    enum err e = homes_check_resident(cx, &a.in);
    if (!e)
        e = db_write(cx, resident_add_tx, &a);
    if (!e)
        *id = a.id;
    return e;
}

static str kept_or(str typed, str old)
{
    return str_is(typed, "-") ? STR_NONE : typed.len ? typed : old;
}

static enum err change_person(struct ctx *cx, const struct resident_args *a, int64_t person,
                              struct person *now)
{
    struct person old;
    enum err e = person_find(cx, a->county, person, &old);
    if (e)
        return e;
    *now = a->in.p;
    now->county = a->county;
    now->id = person;
    now->name = a->in.p.name.len ? a->in.p.name : old.name;
    now->phone = kept_or(a->in.p.phone, old.phone);
    now->id_number = kept_or(a->in.p.id_number, old.id_number);
    e = person_change(cx, now);
    if (!e && !str_eq(now->phone, old.phone))
        e = person_change_phone(cx, a->county, person, now->phone);
    return e;
}

static enum err person_in(struct ctx *cx, const struct resident_args *a, int64_t *person)
{
    AUTO_ROWS rows = db_query(cx, &homes_sql_resident, db_int("county", a->county),
                              db_int("id", a->in.id), db_int("household", a->household));
    enum err e = db_one(&rows);
    if (!e)
        *person = db_get_int(&rows, 1);
    return e;
}

static enum err number_free(struct ctx *cx, const struct resident_args *a)
{
    int64_t household, resident;
    enum err e = homes_find_id(cx, a->county, a->in.p.id_number, &household, &resident);
    if (e == ERR_NOT_FOUND || (!e && resident == a->in.id))
        return OK;
    return e ? e : fail_field(cx, "id_number", _("This identity number is on the roll already."));
}

static struct db_arg blob_or_null(const char *name, str v)
{
    return v.len ? db_blob(name, v) : db_null(name);
}

static enum err resident_change_tx(struct ctx *cx, void *arg)
{
    const struct resident_args *a = arg;
    const struct resident *r = &a->in;
    struct homes_row at;
    struct person p;
    int64_t person = 0, changed = 0;
    enum err e = homes_keep(cx, a->county, a->household, 0, &at);
    if (!e)
        e = person_in(cx, a, &person);
    if (!e)
        e = number_free(cx, a);
    if (!e)
        e = change_person(cx, a, person, &p);
    if (!e)
        e = db_exec(cx, &changed, &homes_sql_resident_change,
                    db_word("relation", home_relation_names[r->relation]),
                    db_word("stay", home_stay_names[r->stay]),
                    db_word("consent", home_consent_names[r->consent]),
                    db_int("consent_day", r->consent_day), db_int("keep_until", r->keep_until_day),
                    blob_or_null("name_index", homes_name_index(cx, p.name)),
                    blob_or_null("phone_index", homes_phone_index(cx, p.phone)),
                    blob_or_null("id_index", homes_id_index(cx, p.id_number)),
                    db_int("county", a->county), db_int("id", r->id),
                    db_int("household", a->household), db_int("seen", r->row_ver));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again."));
    return e ? e
             : homes_fact(cx, a->county, a->household, at.scope, "household.changed", "resident");
}

enum err homes_resident_change(struct ctx *cx, int64_t county, int64_t household,
                               const struct resident *in)
{
    struct resident_args a = {county, household, 0, *in};
    bool named = str_trim(in->p.name).len;
    if (!named)
        a.in.p.name = S("-"); /* only looked at */
    enum err e = homes_check_resident(cx, &a.in);
    if (!named)
        a.in.p.name = STR_NONE;
    return e ? e : db_write(cx, resident_change_tx, &a);
}

static enum err left(struct ctx *cx, const struct homes_row *at, int64_t *n)
{
    AUTO_ROWS rows = db_query(cx, &homes_sql_residents_number, db_int("county", at->county),
                              db_int("household", at->id));
    enum err e = db_one(&rows);
    if (!e)
        *n = db_get_int(&rows, 0);
    return e;
}

static enum err leave(struct ctx *cx, const struct homes_row *at, int64_t id, const char *why)
{
    int64_t n = 0;
    enum err e = homes_drop_resident(cx, at, id);
    if (!e)
        e = homes_fact(cx, at->county, at->id, at->scope, "household.resident_removed", why);
    if (!e)
        e = left(cx, at, &n);
    return e || n ? e : homes_drop(cx, at->county, at->id);
}

static enum err resident_seen(struct ctx *cx, const struct drop_args *a)
{
    AUTO_ROWS rows = db_query(cx, &homes_sql_resident, db_int("county", a->county),
                              db_int("id", a->resident), db_int("household", a->id));
    enum err e = db_one(&rows);
    if (!e && db_get_int(&rows, 0) != a->seen)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again."));
    return e;
}

static enum err resident_remove_tx(struct ctx *cx, void *arg)
{
    const struct drop_args *a = arg;
    struct homes_row at;
    enum err e = homes_keep(cx, a->county, a->id, 0, &at);
    if (!e)
        e = resident_seen(cx, a);
    return e ? e : leave(cx, &at, a->resident, "");
}

enum err homes_resident_remove(struct ctx *cx, int64_t county, int64_t household, int64_t id,
                               int64_t seen)
{
    struct drop_args a = {county, household, seen, id};
    return db_write(cx, resident_remove_tx, &a);
}

/* ---- needs ---------------------------------------------------------------- */

struct need_args {
    int64_t county, household, id;
    struct home_need in;
};

static enum err need_add_tx(struct ctx *cx, void *arg)
{
    struct need_args *a = arg;
    struct homes_row at;
    struct household h;
    bool there = !a->in.resident;
    enum err e = homes_keep(cx, a->county, a->household, 0, &at);
    if (!e)
        e = homes_load(cx, a->county, a->household, &h);
    for (int i = 0; !e && i < h.n; i++)
        there = there || h.residents[i].id == a->in.resident;
    if (!e && !there)
        e = ERR_NOT_FOUND;
    if (!e && h.n_needs >= HOMES_NEEDS_MAX)
        return fail(cx, ERR_CONFLICT, _("There are reasons enough to visit this household."));
    if (!e)
        e = homes_need_in(cx, &at, &a->in, &a->id);
    return e ? e
             : homes_fact(cx, a->county, a->household, at.scope, "household.need_added",
                          home_need_names[a->in.kind]);
}

enum err homes_need_add(struct ctx *cx, int64_t county, int64_t household,
                        const struct home_need *in, int64_t *id)
{
    struct need_args a = {county, household, 0, *in};
    if (in->every_days < 0 || in->every_days > 366)
        return fail_field(cx, "every_days", _("Between 1 and 366 days."));
    enum err e = db_write(cx, need_add_tx, &a);
    if (!e)
        *id = a.id;
    return e;
}

static enum err need_remove_tx(struct ctx *cx, void *arg)
{
    const struct need_args *a = arg;
    struct homes_row at;
    int64_t n = 0;
    enum err e = homes_keep(cx, a->county, a->household, 0, &at);
    if (!e)
        e = db_exec(cx, &n, &homes_sql_need_drop, db_int("county", a->county), db_int("id", a->id),
                    db_int("household", a->household));
    if (!e && !n)
        return ERR_NOT_FOUND;
    return e ? e : homes_fact(cx, a->county, a->household, at.scope, "household.need_removed", "");
}

enum err homes_need_remove(struct ctx *cx, int64_t county, int64_t household, int64_t id)
{
    struct need_args a = {.county = county, .household = household, .id = id};
    return db_write(cx, need_remove_tx, &a);
}

enum err homes_put_need(struct ctx *cx, int64_t county, int64_t household,
                        const struct home_need *in, int64_t *id)
{
    struct homes_row at;
    enum err e = homes_hold(cx, county, household, 0, &at);
    if (!e)
        e = homes_need_in(cx, &at, in, id);
    return e ? e
             : homes_fact(cx, county, household, at.scope, "household.need_added",
                          home_need_names[in->kind]);
}

/* ---- taken away again, by whoever put it ------------------------------------ */

enum err homes_take_need(struct ctx *cx, int64_t county, int64_t household, int64_t need, bool *all)
{
    struct homes_row at;
    int64_t n = 0;
    enum err e = homes_hold(cx, county, household, 0, &at);
    if (!e)
        e = db_exec(cx, &n, &homes_sql_need_take, db_int("county", county), db_int("id", need),
                    db_int("household", household));
    *all = n > 0;
    return e || !n ? e : homes_fact(cx, county, household, at.scope, "household.need_removed", "");
}

static bool as_put(const struct household *h, int64_t resident)
{
    bool same = false;
    for (int i = 0; i < h->n; i++)
        same |= h->residents[i].id == resident && h->residents[i].row_ver == 1;
    for (int i = 0; i < h->n_needs; i++)
        same &= h->needs[i].resident != resident && h->n > 1;
    return same;
}

enum err homes_take_resident(struct ctx *cx, int64_t county, int64_t household, int64_t resident,
                             bool *all)
{
    struct homes_row at;
    struct household h;
    enum err e = homes_hold(cx, county, household, 0, &at);
    if (!e)
        e = homes_load(cx, county, household, &h);
    if (e)
        return e;
    *all = as_put(&h, resident);
    return *all ? leave(cx, &at, resident, "import") : OK;
}

/* ---- what may be kept no longer ------------------------------------------- */

enum { KEPT_SLICE = 50 };

struct kept {
    int64_t household, id;
};
struct kept_args {
    int64_t county;
    int64_t done;
};

static enum err list_kept(struct ctx *cx, int64_t county, struct kept *out, int *n)
{
    AUTO_ROWS rows = db_query(cx, &homes_sql_kept, db_int("county", county),
                              db_int("today", day_of_ms(cx->now)), db_int("n", KEPT_SLICE));
    int count = 0;
    while (count < KEPT_SLICE && db_next(&rows))
        out[count++] = (struct kept){db_get_int(&rows, 0), db_get_int(&rows, 1)};
    enum err e = db_end(&rows);
    if (!e)
        *n = count;
    return e;
}

static enum err kept_tx(struct ctx *cx, void *arg)
{
    struct kept_args *a = arg;
    struct kept list[KEPT_SLICE];
    struct homes_row at;
    int n = 0;
    enum err e = list_kept(cx, a->county, list, &n);
    for (int i = 0; !e && i < n; i++) {
        e = homes_hold(cx, a->county, list[i].household, 0, &at);
        if (!e)
            e = leave(cx, &at, list[i].id, "retention");
    }
    a->done = n;
    return e;
}

static enum err kept_step(struct ctx *cx, int64_t county, int64_t *did)
{
    struct kept_args a = {.county = county};
    enum err e = db_write(cx, kept_tx, &a);
    *did = e ? 0 : a.done;
    return e;
}

const struct jobs_kind homes_kept_job = {
    .name = "homes.kept", .counties = &homes_sql_kept_counties, .step = kept_step};
