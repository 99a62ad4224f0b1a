/* person: natural persons, their fields sealed with their own key. Erasing destroys the key. */
#include "civic/people/people_own.h"

static struct seal_where where(int64_t county, int64_t id, const char *column)
{
    return (struct seal_where){.table = "persons", .column = column, .county = county, .id = id};
}

/* The phone is normalised by people_read_phone before: one number, one index. */
struct seal_hash people_phone_index(const struct ctx *cx, str phone)
{
    return seal_index(cx->seal, "phone", phone);
}

static str sealed(struct ctx *cx, const struct seal_key *k, const struct person *p,
                  const char *column, str plain)
{
    return plain.len ? seal_text(k, where(p->county, p->id, column), plain, cx->mem) : STR_NONE;
}

static struct db_arg blob_or_null(const char *name, str v)
{
    return v.len ? db_blob(name, v) : db_null(name);
}

/* ---- adding ------------------------------------------------------------ */

struct add_args {
    const struct person *p;
    str key, name, phone, id_number, index;
};

static enum err add_tx(struct ctx *cx, void *arg)
{
    const struct add_args *a = arg;
    return db_exec(cx, NULL, &people_sql_person_add, db_int("county", a->p->county),
                   db_int("id", a->p->id), db_blob("key", a->key), blob_or_null("name", a->name),
                   blob_or_null("phone", a->phone), blob_or_null("id_number", a->id_number),
                   blob_or_null("phone_index", a->index), db_text("tongue", a->p->tongue),
                   db_int("now", cx->now));
}

static enum err person_check(struct ctx *cx, struct person *p)
{
    struct people_phone phone;
    struct people_id id;
    p->name = str_clean_line(cx->mem, p->name);
    if (utf8_count(p->name) > 40)
        return fail_field(cx, "name", _("A name has at most 40 characters."));
    if (p->phone.len) {
        if (people_read_phone(p->phone, &phone))
            return fail_field(cx, "phone", _("This is not a telephone number."));
        p->phone = str_keep(cx->mem, str_of(phone.text));
    }
    if (p->id_number.len) {
        if (people_read_id(p->id_number, day_of_ms(cx->now), &id))
            return fail_field(cx, "id_number",
                              _("This identity number cannot be right: compare it "
                                "with the card, digit by digit."));
        p->id_number = str_keep(cx->mem, str_of(id.text));
    }
    return OK;
}

enum err person_add(struct ctx *cx, const struct person *in, int64_t *id)
{
    struct person p = *in;
    enum err e = person_check(cx, &p);
    if (e)
        return e;
    p.id = db_new_id(cx);
    struct seal_key k = seal_key_new();
    struct seal_hash index = {{0}};
    struct add_args a = {.p = &p};
    a.key = seal_wrap(cx->seal, &k, where(p.county, p.id, "key_wrapped"), cx->mem);
    a.name = sealed(cx, &k, &p, "name_sealed", p.name);
    a.phone = sealed(cx, &k, &p, "phone_sealed", p.phone);
    a.id_number = sealed(cx, &k, &p, "id_sealed", p.id_number);
    seal_key_wipe(&k);
    if (p.phone.len) {
        index = people_phone_index(cx, p.phone);
        a.index = seal_hash_bytes(&index);
    }
    e = db_write(cx, add_tx, &a);
    if (e)
        return e;
    *id = p.id;
    return OK;
}

/* ---- reading ----------------------------------------------------------- */

static enum err unsealed(struct ctx *cx, const struct seal_key *k, const struct person *p,
                         const char *column, str blob, str *out)
{
    if (!blob.len)
        return OK;
    return seal_read(k, where(p->county, p->id, column), blob, out, cx->mem);
}

static enum err read_fields(struct ctx *cx, const struct rows *r, const struct seal_key *k,
                            struct person *p)
{
    enum err e = unsealed(cx, k, p, "name_sealed", db_get_blob(r, 2), &p->name);
    if (!e)
        e = unsealed(cx, k, p, "phone_sealed", db_get_blob(r, 3), &p->phone);
    return e ? e : unsealed(cx, k, p, "id_sealed", db_get_blob(r, 4), &p->id_number);
}

enum err person_open(struct ctx *cx, int64_t county, int64_t id, struct person *out,
                     struct seal_key *key, int64_t *row_ver)
{
    AUTO_ROWS rows = db_query(cx, &people_sql_person, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    struct person p = {.county = county, .id = id, .tongue = db_keep_text(&rows, 5)};
    p.erased = !db_get_null(&rows, 6);
    *row_ver = db_get_int(&rows, 7);
    if (!p.erased) {
        e = seal_unwrap(cx->seal, db_get_blob(&rows, 1), where(county, id, "key_wrapped"), key);
        if (!e)
            e = read_fields(cx, &rows, key, &p);
        if (e)
            return e;
    }
    *out = p;
    return OK;
}

enum err person_find(struct ctx *cx, int64_t county, int64_t id, struct person *out)
{
    struct seal_key k;
    int64_t row_ver;
    enum err e = person_open(cx, county, id, out, &k, &row_ver);
    seal_key_wipe(&k);
    return e;
}

enum err person_seal(struct ctx *cx, int64_t county, int64_t id, const struct seal_where *at,
                     str plain, str *out)
{
    struct seal_key k;
    struct person p;
    int64_t row_ver;
    enum err e = person_open(cx, county, id, &p, &k, &row_ver);
    if (!e && p.erased)
        e = ERR_NOT_FOUND;
    if (!e)
        *out = seal_text(&k, *at, plain, cx->mem);
    seal_key_wipe(&k);
    return e;
}

enum err person_unseal(struct ctx *cx, int64_t county, int64_t id, const struct seal_where *at,
                       str blob, str *plain)
{
    struct seal_key k;
    struct person p;
    int64_t row_ver;
    enum err e = person_open(cx, county, id, &p, &k, &row_ver);
    if (!e && p.erased)
        e = ERR_NOT_FOUND;
    if (!e)
        e = seal_read(&k, *at, blob, plain, cx->mem);
    seal_key_wipe(&k);
    return e;
}

static enum err person_id_of(struct ctx *cx, int64_t county, int64_t account, int64_t *id)
{
    AUTO_ROWS rows = db_query(cx, &people_sql_person_of_account, db_int("county", county),
                              db_int("id", account));
    enum err e = db_one(&rows);
    if (e)
        return e;
    if (db_get_null(&rows, 0))
        return ERR_NOT_FOUND;
    *id = db_get_int(&rows, 0);
    return OK;
}

enum err person_of_account(struct ctx *cx, int64_t county, int64_t account, struct person *out)
{
    int64_t id;
    enum err e = person_id_of(cx, county, account, &id);
    return e ? e : person_find(cx, county, id, out);
}

struct person people_masked(struct arena *mem, const struct person *p)
{
    struct person m = *p;
    m.name = people_mask_name(mem, p->name);
    m.phone = people_mask_phone(mem, p->phone);
    m.id_number = people_mask_id(mem, p->id_number);
    return m;
}

/* ---- changing ---------------------------------------------------------- */

struct change_args {
    int64_t county, id, seen;
    str name, id_number, tongue;
};

static enum err change_tx(struct ctx *cx, void *arg)
{
    const struct change_args *a = arg;
    int64_t changed;
    enum err e = db_exec(cx, &changed, &people_sql_person_change, blob_or_null("name", a->name),
                         blob_or_null("id_number", a->id_number), db_text("tongue", a->tongue),
                         db_int("county", a->county), db_int("id", a->id), db_int("seen", a->seen));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again."));
    return e;
}

/* Name, identity number and spoken language; the phone is the door and changes by signing in. */
enum err person_change(struct ctx *cx, const struct person *in)
{
    struct person p = *in, old;
    struct seal_key k;
    struct change_args a = {.county = p.county, .id = p.id};
    enum err e = person_check(cx, &p);
    if (!e)
        e = person_open(cx, p.county, p.id, &old, &k, &a.seen);
    if (!e && old.erased)
        e = ERR_NOT_FOUND;
    if (e)
        return e;
    a.name = sealed(cx, &k, &p, "name_sealed", p.name);
    a.id_number = sealed(cx, &k, &p, "id_sealed", p.id_number);
    a.tongue = p.tongue;
    seal_key_wipe(&k);
    return db_write(cx, change_tx, &a);
}

struct phone_args {
    int64_t county, id, seen;
    str sealed, index;
};

static enum err phone_tx(struct ctx *cx, void *arg)
{
    const struct phone_args *a = arg;
    int64_t changed;
    enum err e = db_exec(cx, &changed, &people_sql_person_phone_change,
                         blob_or_null("phone", a->sealed), blob_or_null("phone_index", a->index),
                         db_int("county", a->county), db_int("id", a->id), db_int("seen", a->seen));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT,
                    _("This number cannot be changed here: the person signs in "
                      "with it."));
    return e;
}

enum err person_change_phone(struct ctx *cx, int64_t county, int64_t id, str phone)
{
    struct person p = {.county = county, .id = id, .phone = phone}, old;
    struct seal_key k;
    struct seal_hash index;
    struct phone_args a = {.county = county, .id = id};
    enum err e = person_check(cx, &p);
    if (!e)
        e = person_open(cx, county, id, &old, &k, &a.seen);
    if (!e && old.erased)
        e = ERR_NOT_FOUND;
    if (e)
        return e;
    a.sealed = sealed(cx, &k, &p, "phone_sealed", p.phone);
    seal_key_wipe(&k);
    if (p.phone.len) {
        index = people_phone_index(cx, p.phone);
        a.index = seal_hash_bytes(&index);
    }
    return db_write(cx, phone_tx, &a);
}

/* ---- erasing ----------------------------------------------------------- */

struct erase_args {
    int64_t county, id;
};

static enum err phone_of(struct ctx *cx, const struct erase_args *a, str *index)
{
    AUTO_ROWS rows =
        db_query(cx, &people_sql_person_phone, db_int("county", a->county), db_int("id", a->id));
    enum err e = db_one(&rows);
    if (!e)
        *index = str_keep(cx->mem, db_get_blob(&rows, 0));
    return e;
}

/* A family number stays a door while somebody else of the family uses it. */
static enum err close_phone(struct ctx *cx, const struct erase_args *a, str index)
{
    int64_t others;
    {
        AUTO_ROWS rows = db_query(cx, &people_sql_phone_others, db_int("county", a->county),
                                  db_blob("phone", index), db_int("id", a->id));
        enum err e = db_one(&rows);
        if (e)
            return e;
        others = db_get_int(&rows, 0);
    }
    return others ? OK : door_close(cx, "phone", index);
}

static enum err erase_tx(struct ctx *cx, void *arg)
{
    const struct erase_args *a = arg;
    str index = STR_NONE;
    int64_t changed;
    enum err e = phone_of(cx, a, &index);
    if (!e && index.len)
        e = close_phone(cx, a, index);
    if (!e)
        e = db_exec(cx, &changed, &people_sql_person_erase, db_int("now", cx->now),
                    db_int("county", a->county), db_int("id", a->id));
    if (!e && !changed)
        return ERR_NOT_FOUND;
    if (!e)
        e = db_exec(cx, NULL, &people_sql_person_accounts_erase, db_int("county", a->county),
                    db_int("person", a->id));
    return e ? e
             : people_fact(cx, "person.erased", a->county, 0, a->id, STR_NONE, STR_NONE, STR_NONE);
}

enum err person_erase(struct ctx *cx, int64_t county, int64_t id)
{
    struct erase_args a = {county, id};
    return db_write(cx, erase_tx, &a);
}

enum err people_person_accounts(struct ctx *cx, int64_t county, int64_t person, int64_t *out,
                                int max, int *n)
{
    AUTO_ROWS rows = db_query(cx, &people_sql_person_accounts, db_int("county", county),
                              db_int("person", person), db_int("max", max));
    int count = 0;
    while (count < max && db_next(&rows))
        out[count++] = db_get_int(&rows, 0);
    enum err e = rows.err;
    if (!e)
        *n = count;
    return e;
}
