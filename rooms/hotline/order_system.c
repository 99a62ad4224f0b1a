/* order_system.c: the systems that orders come from, as data. */
#include "kit/base/csv.h"
#include "rooms/hotline/order.h"

extern const str order_systems_data; /* data/hotline/systems.csv */

static const char *const fields[ORDER_FIELDS] = {"number", "opened", "due",  "title", "body",
                                                 "kind",   "place",  "spot", "name",  "phone"};

static void take_in(struct order_system *s, str theirs, str ours)
{
    for (int f = 0; f < ORDER_FIELDS; f++)
        if (str_is(ours, fields[f]))
            s->in[f] = theirs;
}

static void take(struct order_system *s, str what, str theirs, str ours)
{
    if (str_is(what, "name"))
        s->name = theirs;
    else if (str_is(what, "date"))
        s->date = theirs;
    else if (str_is(what, "source"))
        s->source = theirs;
    else if (str_is(what, "wins"))
        s->wins = str_is(theirs, "yes");
    else if (str_is(what, "in"))
        take_in(s, theirs, ours);
    else if (str_is(what, "kind") && s->n_words < ORDER_WORDS_MAX)
        s->words[s->n_words++] = (struct order_word){theirs, ours};
    else if (str_is(what, "out") && s->n_out < ORDER_OUT_MAX)
        s->out[s->n_out++] = (struct order_out){theirs, ours};
}

enum err order_systems(struct ctx *cx, struct order_system **out, int *n)
{
    struct csv *c = NEW(cx->mem, struct csv);
    struct order_system *at = NEW_N(cx->mem, struct order_system, ORDER_SYSTEMS_MAX);
    int got = 0;
    csv_open(c, cx->mem, order_systems_data);
    if (!csv_next(c))
        return ERR_FAULT;
    while (csv_next(c)) {
        bool is_new = !got || !str_eq(at[got - 1].code, c->field[0]);
        if (is_new && got == ORDER_SYSTEMS_MAX)
            return ERR_FAULT;
        if (is_new)
            at[got++].code = c->field[0];
        take(&at[got - 1], c->field[1], c->field[2], csv_field(c, 3));
    }
    *out = at;
    *n = got;
    return c->err;
}

enum err order_system_find(struct ctx *cx, str code, struct order_system *out)
{
    struct order_system *at;
    int n = 0;
    enum err e = order_systems(cx, &at, &n);
    for (int i = 0; !e && i < n; i++)
        if (str_eq(at[i].code, code)) {
            *out = at[i];
            return OK;
        }
    return e ? e : ERR_NOT_FOUND;
}
