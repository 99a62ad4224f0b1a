/* demo.c: a slip that a repair firm has in its hands; README.md says its code. */
#include "rooms/slips/slips.h"

#include "civic/people/people.h"
#include "kit/base/csv.h"

/* The newest case that is theirs to handle. */
static enum err give(struct ctx *cx, int64_t county, const struct slip_new *in)
{
    enum { MOST = 100 };
    struct matters_inbox_filter f = {
        .county = county, .box = MATTERS_BOX_ALL, .kind = S("case"), .task = S("handle")};
    struct task *tasks = NEW_N(cx->mem, struct task, MOST);
    int n = 0;
    enum err e = matters_inbox(cx, &f, tasks, MOST, &n);
    for (int i = 0; !e && i < n; i++) {
        struct casefile c;
        int64_t id;
        str code;
        e = cases_load(cx, tasks[i].of, &c);
        if (!e && !(c.m.flags & MATTERS_SENSITIVE))
            return slip_give(cx, &c, in, &id, &code);
    }
    return e;
}

enum err slips_demo_load(struct ctx *cx, int64_t county, str csv)
{
    struct csv *c = NEW(cx->mem, struct csv);
    struct ctx own = *cx;
    struct account a;
    enum err e = OK;
    csv_open(c, cx->mem, csv);
    if (!csv_next(c))
        return ERR_INVALID;
    while (!e && csv_next(c)) {
        struct slip_new in = {.handler = c->field[1], .ask = c->field[2], .code = c->field[3]};
        e = account_find_login(cx, c->field[0], &a);
        own.county = county;
        own.actor = a.id;
        own.posts = NULL;
        if (!e)
            e = people_load(&own);
        if (!e)
            e = str_int(c->field[4], &in.days);
        if (!e)
            e = give(&own, county, &in);
    }
    if (e)
        cx->failure = own.failure;
    return e ? e : c->err;
}
