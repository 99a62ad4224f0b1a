/* back.c: call-backs: numbers that called while nobody answered, until somebody reached them. */
#include "civic/people/people.h"
#include "rooms/hotline/hotline.h"
#include "rooms/hotline/hotline_own.h"
#include "rooms/hotline/hotline_sql.h"

const char *const hotline_end_names[HOTLINE_ENDS] = {"open", "reached", "given_up", "dropped"};

/* ---- a call that nobody answered ------------------------------------------- */

struct missed_args {
    int64_t county, scope, called_ms;
    str phone, name, index;
};

static enum err missed_tx(struct ctx *cx, void *arg)
{
    const struct missed_args *a = arg;
    struct person p = {.county = a->county, .name = a->name, .phone = a->phone};
    int64_t changed = 0, person = 0;
    enum err e = db_exec(cx, &changed, &hotline_sql_back_again, db_int("county", a->county),
                         db_blob("phone", a->index));
    if (e || changed)
        return e;
    e = person_add(cx, &p, &person);
    if (e)
        return e;
    return db_exec(cx, NULL, &hotline_sql_back_insert, db_int("county", a->county),
                   db_int("id", db_new_id(cx)), db_int("scope", a->scope), db_int("person", person),
                   db_blob("phone", a->index), db_int("called", a->called_ms));
}

enum err hotline_missed(struct ctx *cx, int64_t county, int64_t scope, str phone, str name,
                        int64_t called_ms)
{
    struct missed_args a = {.county = county, .scope = scope, .name = name, .called_ms = called_ms};
    enum err e = hotline_phone(cx, phone, &a.phone);
    if (e)
        return e;
    struct seal_hash index = people_phone_index(cx, a.phone);
    a.index = seal_hash_bytes(&index);
    e = db_write(cx, missed_tx, &a);
    return e == ERR_CONFLICT ? OK : e; /* the same number, a moment ago */
}

/* ---- the list -------------------------------------------------------------- */

static struct hotline_back read_back(struct ctx *cx, const struct rows *r)
{
    return (struct hotline_back){
        .county = cx->county,
        .id = db_get_int(r, 0),
        .scope = db_get_int(r, 1),
        .person = db_get_int(r, 2),
        .state = (enum hotline_end)db_get_enum(r, 3, hotline_end_names, HOTLINE_ENDS),
        .calls = db_get_int(r, 4),
        .tries = db_get_int(r, 5),
        .called_ms = db_get_int(r, 6),
        .tried_ms = db_get_int(r, 7),
        .row_ver = db_get_int(r, 8)};
}

static enum err mask(struct ctx *cx, struct hotline_back *b)
{
    struct person p;
    enum err e = person_find(cx, b->county, b->person, &p);
    if (!e)
        b->phone = people_mask_phone(cx->mem, p.phone);
    return e == ERR_NOT_FOUND ? OK : e;
}

enum err hotline_backs(struct ctx *cx, struct hotline_back *out, int max, int *n)
{
    struct posts_reach r;
    int got = 0;
    posts_reach(cx, ACT_HOTLINE, &r);
    {
        AUTO_ROWS rows = db_query(cx, &hotline_sql_backs, db_int("county", cx->county),
                                  POSTS_RANGE_ARGS(r), db_int("max", max));
        while (got < max && db_next(&rows))
            out[got++] = read_back(cx, &rows);
        enum err e = db_end(&rows);
        if (e)
            return e;
    }
    enum err e = OK;
    for (int i = 0; !e && i < got; i++)
        e = mask(cx, &out[i]);
    if (!e)
        *n = got;
    return e;
}

enum err hotline_back_find(struct ctx *cx, int64_t id, struct hotline_back *out)
{
    struct hotline_back b;
    {
        AUTO_ROWS rows =
            db_query(cx, &hotline_sql_back, db_int("county", cx->county), db_int("id", id));
        enum err e = db_one(&rows);
        if (e)
            return e;
        b = read_back(cx, &rows);
    }
    if (!may(cx, ACT_HOTLINE, b.scope, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = mask(cx, &b);
    if (!e)
        *out = b;
    return e;
}

enum err hotline_back_number(struct ctx *cx, const struct hotline_back *b, str *phone)
{
    struct person p;
    enum err e = person_unmask(cx, b->county, b->person, b->scope, b->id, S("call-back"), &p);
    if (!e)
        *phone = p.phone;
    return e;
}

/* ---- its end ---------------------------------------------------------------- */

struct end_args {
    const struct hotline_back *b;
    enum hotline_end end;
};

static enum err end_tx(struct ctx *cx, void *arg)
{
    const struct end_args *a = arg;
    int64_t changed = 0, tries = a->b->tries + (a->end == HOTLINE_OPEN);
    enum hotline_end end =
        a->end == HOTLINE_OPEN && tries >= HOTLINE_TRIES_MOST ? HOTLINE_GIVEN_UP : a->end;
    enum err e = db_exec(
        cx, &changed, &hotline_sql_back_end, db_word("state", hotline_end_names[end]),
        db_int("tries", tries), db_int("now", cx->now), db_int("account", cx->actor),
        db_int("county", a->b->county), db_int("id", a->b->id), db_int("seen", a->b->row_ver));
    if (e || !changed)
        return e ? e : fail(cx, ERR_CONFLICT, _("A colleague has just called back."));
    if (!may(cx, ACT_HOTLINE, a->b->scope, NO_ORG))
        return ERR_NOT_FOUND;
    struct fact f = {.county = a->b->county,
                     .scope = a->b->scope,
                     .subject_kind = "call_back",
                     .subject = a->b->id,
                     .kind = "hotline.called_back",
                     .to = str_of(hotline_end_names[end]),
                     .audience = FACTS_STAFF};
    return facts_add(cx, &f);
}

enum err hotline_back_end(struct ctx *cx, const struct hotline_back *b, enum hotline_end end)
{
    struct end_args a = {b, end};
    return db_write(cx, end_tx, &a);
}
