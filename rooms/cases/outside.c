/* outside.c: reading the list of outside systems that ships. */
#include "rooms/cases/outside.h"

#include "kit/base/csv.h"
#include "rooms/cases/cases_sql.h"

extern const str outside_data; /* data/cases/outside.csv */

static enum err read_system(struct ctx *cx, str code, struct outside_system *out)
{
    struct csv *c = NEW(cx->mem, struct csv);
    out->n = 0;
    csv_open(c, cx->mem, outside_data);
    if (!csv_next(c))
        return ERR_FAULT;
    while (out->n < OUTSIDE_FIELDS_MAX && csv_next(c)) {
        struct outside_field *f = &out->at[out->n];
        if (!str_eq(c->field[0], code))
            continue;
        out->name = c->field[1];
        *f = (struct outside_field){.field = c->field[2], .label = c->field[3]};
        if (str_int(c->field[4], &f->most))
            return ERR_FAULT;
        out->n++;
    }
    return c->err;
}

enum err outside_find(struct ctx *cx, str code, struct outside_system *out)
{
    enum err e = read_system(cx, code, out);
    if (!e && !out->n)
        e = read_system(cx, S("*"), out);
    out->code = code;
    if (!out->name.len)
        out->name = code;
    return e;
}

/* ---- typed twice -------------------------------------------------------- */

struct keep_args {
    const struct matters_ref *was, *now;
    int fields;
};

static enum err keep_tx(struct ctx *cx, void *arg)
{
    const struct keep_args *a = arg;
    enum err e = a->was ? matters_ref_change(cx, a->now) : matters_ref_add(cx, a->now);
    if (e || !a->fields)
        return e;
    return db_exec(cx, NULL, &cases_sql_typed_insert, db_int("county", a->now->county),
                   db_int("id", db_new_id(cx)), db_text("system", a->now->system),
                   db_int("matter", a->now->matter), db_int("fields", a->fields),
                   db_int("now", cx->now));
}

/* Entering it there takes every field but the answer; returning it the answer alone. */
static int typed(const struct outside_system *s, const struct matters_ref *was,
                 const struct matters_ref *now)
{
    bool was_in = was && was->state != MATTERS_REF_TO_ENTER;
    bool was_back = was && was->state == MATTERS_REF_RETURNED;
    int replies = 0, n = 0;
    for (int i = 0; i < s->n; i++)
        replies += str_is(s->at[i].field, "reply");
    if (!was_in && now->state != MATTERS_REF_TO_ENTER)
        n += s->n - replies;
    if (!was_back && now->state == MATTERS_REF_RETURNED)
        n += replies;
    return n;
}

enum err outside_keep(struct ctx *cx, const struct matters_ref *was, const struct matters_ref *now)
{
    struct outside_system *s = NEW(cx->mem, struct outside_system);
    enum err e = outside_find(cx, now->system, s);
    struct keep_args a = {.was = was, .now = now};
    if (e)
        return e;
    a.fields = typed(s, was, now);
    return db_write(cx, keep_tx, &a);
}
