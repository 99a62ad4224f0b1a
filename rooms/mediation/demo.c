/* demo.c: disputes of the demo, made up, walked along their flow by the people it needs. */
#include "civic/people/people.h"
#include "kit/base/csv.h"
#include "rooms/mediation/mediation_own.h"

#define HONGZHUYUAN 532503001008000

struct tale {                         /* a line of data/demo/disputes.csv */
    str kind, body, one, other, move; /* move: by the secretary, or "" */
    int64_t people, days;             /* days: ago */
};

static enum err be(struct ctx *cx, const char *login)
{
    struct account a;
    enum err e = account_find_login(cx, str_of(login), &a);
    cx->county = a.county;
    cx->actor = e ? 0 : a.id;
    return e ? e : people_load(cx);
}

static enum err walk(struct ctx *cx, const char *move, int64_t county, str number, str say)
{
    struct mediation d;
    enum err e = mediation_find(cx, county, number, &d);
    struct mediation_move step = {.move = move, .say = say, .in = {.text = say}};
    if (e)
        return e;
    step.seen = d.m.row_ver;
    return mediation_move(cx, &d, &step);
}

static enum err tell(struct ctx *cx, int64_t county, const struct tale *t)
{
    struct mediation_receipt r;
    struct mediation_new in = {.county = county,
                               .place = HONGZHUYUAN,
                               .kind = t->kind,
                               .body = t->body,
                               .people = t->people,
                               .party = {{.name = t->one}, {.name = t->other, .other = true}},
                               .n_parties = 2};
    int64_t now = cx->now;
    cx->now = now - t->days * DAY_MS;
    enum err e = mediation_open(cx, &in, &r);
    cx->now += DAY_MS;
    if (!e && t->move.len)
        e = walk(cx, str_z(cx->mem, t->move), county, str_of(r.number),
                 tr(LANG_ZH, _("Heard both sides at home and wrote it down.")));
    cx->now = now;
    return e;
}

static enum err read_tale(const struct csv *c, const struct csv *head, struct tale *out)
{
    *out = (struct tale){.kind = csv_field(c, csv_column(head, S("kind"))),
                         .body = csv_field(c, csv_column(head, S("body"))),
                         .one = csv_field(c, csv_column(head, S("one"))),
                         .other = csv_field(c, csv_column(head, S("other"))),
                         .move = csv_field(c, csv_column(head, S("moves")))};
    enum err e = str_int(csv_field(c, csv_column(head, S("people"))), &out->people);
    return e ? e : str_int(csv_field(c, csv_column(head, S("days"))), &out->days);
}

static enum err tell_all(struct ctx *cx, int64_t county, str file)
{
    struct csv *c = NEW(cx->mem, struct csv), *head = NEW(cx->mem, struct csv);
    struct tale t;
    enum err e = OK;
    csv_open(c, cx->mem, file);
    if (!csv_next(c))
        return ERR_INVALID;
    *head = *c;
    while (!e && csv_next(c)) {
        e = read_tale(c, head, &t);
        if (!e)
            e = tell(cx, county, &t);
    }
    return e ? e : c->err;
}

enum err mediation_demo_load(struct ctx *cx, int64_t county, str csv)
{
    const struct posts *posts = cx->posts;
    int64_t actor = cx->actor, own = cx->county;
    struct mediation one;
    int n = 0;
    enum err e = be(cx, "secretary");
    if (!e)
        e = mediation_list(cx, -1, INT64_MAX, &one, 1, &n);
    if (!e && !n)
        e = tell_all(cx, county, csv);
    cx->posts = posts;
    cx->actor = actor;
    cx->county = own;
    return e;
}
