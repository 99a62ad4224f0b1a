/* outside.c: reading the list of outside systems that ships. */
#include "rooms/cases/outside.h"

#include "kit/base/csv.h"

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
