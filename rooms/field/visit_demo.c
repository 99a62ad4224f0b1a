/* visit_demo.c: some visits of the last days in grid 1, and two changes that wait for the clerk. */
#include "rooms/field/visit_own.h"

#include "civic/people/people.h"

enum { HOMES = 8 };

static enum err be(struct ctx *cx, const char *login)
{
    struct account a;
    enum err e = account_find_login(cx, str_of(login), &a);
    cx->county = e ? 0 : a.county;
    cx->actor = e ? 0 : a.id;
    cx->posts = NULL;
    cx->post = 0;
    return e ? e : people_load(cx);
}

/* Every fourth found nobody; the second and fifth heard of a change. */
static enum err visit(struct ctx *cx, const struct household *h, int i)
{
    static const char *const said[] = {"{\"how\":\"well\"}", "{\"how\":\"fair\"}",
                                       "{\"how\":\"unwell\",\"needs\":[\"medicine\"]}"};
    struct visit_new in = {.county = h->county,
                           .household = h->id,
                           .outcome = i % 4 == 3 ? VISIT_NOBODY : VISIT_MET,
                           .answers = str_of(said[i % 3])};
    str number;
    if ((i == 1 || i == 4) && h->n)
        in.lines[in.n_lines++] = (struct visit_line){.what = i == 1 ? CHANGE_PHONE : CHANGE_MOVED,
                                                     .resident = h->residents[h->n - 1].id,
                                                     .said = i == 1 ? S("13987300177") : STR_NONE};
    return visit_save(cx, &in, &number);
}

static enum err load(struct ctx *cx, int64_t county, int64_t now)
{
    struct homes_line lines[HOMES];
    struct homes_filter f = {.county = county, .need = HOMES_ANY_NEED};
    struct visit_past past;
    struct household h;
    int64_t next;
    int n = 0, before = 0;
    enum err e = be(cx, "grid1");
    if (!e)
        e = homes_list(cx, &f, lines, HOMES, &n, &next);
    for (int i = 0; !e && i < n; i++) {
        e = homes_find(cx, county, lines[i].id, &h);
        if (!e)
            e = visit_list(cx, &h, &past, 1, &before);
        if (!e && before)
            return OK; /* there already */
        cx->now = now - (n - i) * DAY_MS / 2;
        if (!e)
            e = visit(cx, &h, i);
    }
    return e;
}

enum err visit_demo_load(struct ctx *cx, int64_t county)
{
    struct ctx own = *cx;
    enum err e = load(&own, county, cx->now);
    if (e)
        cx->failure = own.failure;
    return e;
}
