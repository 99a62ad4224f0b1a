/* org: organisations, kept by the system administrator. */
#include "civic/people/people_own.h"

static const char *const kinds[ORG_KINDS] = {"government", "department", "committee",
                                             "property",   "owners",     "social"};
static const char *const labels[ORG_KINDS] = {
    N_("Government"),       N_("Department"),           N_("Residents' or villagers' committee"),
    N_("Property company"), N_("Owners' organisation"), N_("Social organisation")};

const char *org_kind_name(enum org_kind k)
{
    return kinds[k];
}

const char *org_kind_label(enum org_kind k)
{
    return labels[k];
}

static struct org org_of(const struct rows *r, int64_t county)
{
    return (struct org){
        .county = county,
        .id = db_get_int(r, 0),
        .kind = (enum org_kind)db_get_enum(r, 1, kinds, ORG_KINDS),
        .code = db_keep_text(r, 2),
        .name = db_keep_text(r, 3),
        .credit_code = db_keep_text(r, 4),
        .phone = db_keep_text(r, 5),
        .place = db_get_int(r, 6),
        .scope = db_get_int(r, 7),
        .parent = db_get_int(r, 8),
        .closed = db_get_int(r, 9),
        .row_ver = db_get_int(r, 10),
    };
}

enum err org_find(struct ctx *cx, int64_t county, int64_t id, struct org *out)
{
    AUTO_ROWS rows = db_query(cx, &people_sql_org, db_int("county", county), db_int("id", id));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = org_of(&rows, county);
    return OK;
}

enum err org_find_code(struct ctx *cx, int64_t county, str code, struct org *out)
{
    AUTO_ROWS rows =
        db_query(cx, &people_sql_org_code, db_int("county", county), db_text("code", code));
    enum err e = db_one(&rows);
    if (e)
        return e;
    *out = org_of(&rows, county);
    return OK;
}

enum err org_list(struct ctx *cx, int64_t county, int64_t lo, int64_t hi, enum org_kind kind,
                  struct org **out, int *n)
{
    struct org *list = NEW_N(cx->mem, struct org, ORG_LIST_MAX);
    int count = 0;
    AUTO_ROWS rows =
        db_query(cx, &people_sql_orgs, db_int("county", county), db_int("lo", lo), db_int("hi", hi),
                 db_word("kind", kind == ORG_KINDS ? "" : kinds[kind]));
    while (count < ORG_LIST_MAX && db_next(&rows))
        list[count++] = org_of(&rows, county);
    enum err e = db_end(&rows);
    if (e)
        return e;
    *out = list;
    *n = count;
    return OK;
}

/* ---- changes ----------------------------------------------------------- */

static enum err org_check(struct ctx *cx, struct org *o)
{
    char code[19];
    struct people_phone phone;
    o->name = str_clean_line(cx->mem, o->name);
    if (!o->name.len || utf8_count(o->name) > 60)
        return fail_field(cx, "name", _("Give the organisation a name of up to 60 characters."));
    if (o->credit_code.len) {
        if (people_read_credit_code(o->credit_code, code))
            return fail_field(cx, "credit_code",
                              _("This is not a unified social credit code: one of the 18 "
                                "characters is wrong."));
        o->credit_code = str_keep(cx->mem, str_of(code));
    }
    if (o->phone.len) {
        if (people_read_phone(o->phone, &phone))
            return fail_field(cx, "phone", _("This is not a telephone number."));
        o->phone = str_keep(cx->mem, str_of(phone.text));
    }
    return OK;
}

enum err org_put(struct ctx *cx, const struct org *o)
{
    return db_exec(cx, NULL, &people_sql_org_add, db_int("county", o->county), db_int("id", o->id),
                   db_word("kind", kinds[o->kind]), db_text_or_null("code", o->code),
                   db_text("name", o->name), db_text_or_null("credit_code", o->credit_code),
                   db_text("phone", o->phone), db_int("place", o->place), db_int("scope", o->scope),
                   db_int_or_null("parent", o->parent));
}

static enum err org_add_tx(struct ctx *cx, void *arg)
{
    const struct org *o = arg;
    if (!may(cx, ACT_SYSTEM_ORGS, o->scope, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e = org_put(cx, o);
    if (e == ERR_CONFLICT)
        return fail(cx, e, _("There is an organisation with this code already."));
    return e ? e
             : people_fact(cx, "org.added", o->county, o->scope, o->id, STR_NONE, o->name,
                           STR_NONE);
}

enum err org_add(struct ctx *cx, const struct org *in, int64_t *id)
{
    struct org o = *in;
    enum err e = org_check(cx, &o);
    if (e)
        return e;
    o.id = db_new_id(cx);
    e = db_write(cx, org_add_tx, &o);
    if (e)
        return e;
    *id = o.id;
    return OK;
}

/* An organisation closes only when nobody works there: its posts would grant without an office. */
static enum err org_is_empty(struct ctx *cx, const struct org *o)
{
    AUTO_ROWS rows = db_query(cx, &people_sql_org_people, db_int("county", o->county),
                              db_int("org", o->id), db_int("day", day_of_ms(cx->now)));
    enum err e = db_one(&rows);
    if (!e && db_get_int(&rows, 0))
        return fail(cx, ERR_CONFLICT, _("End the posts of this organisation first."));
    return e;
}

static enum err org_change_tx(struct ctx *cx, void *arg)
{
    const struct org *o = arg;
    int64_t changed;
    if (!may(cx, ACT_SYSTEM_ORGS, o->scope, NO_ORG))
        return ERR_NOT_FOUND;
    enum err e =
        db_exec(cx, &changed, &people_sql_org_change, db_text("name", o->name),
                db_text_or_null("credit_code", o->credit_code), db_text("phone", o->phone),
                db_int_or_null("parent", o->parent), db_int("closed", o->closed),
                db_int("county", o->county), db_int("id", o->id), db_int("seen", o->row_ver));
    if (!e && !changed)
        return fail(cx, ERR_CONFLICT, _("Somebody changed this first. Look again."));
    if (!e && o->closed)
        e = org_is_empty(cx, o);
    if (e)
        return e;
    return people_fact(cx, o->closed ? "org.closed" : "org.changed", o->county, o->scope, o->id,
                       STR_NONE, o->name, STR_NONE);
}

enum err org_change(struct ctx *cx, const struct org *in)
{
    struct org o = *in;
    enum err e = org_check(cx, &o);
    return e ? e : db_write(cx, org_change_tx, &o);
}
