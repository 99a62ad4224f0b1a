/* demo_groups.c: what the demo's staff took out of chat groups. */
#include "rooms/cases/cases.h"

#include "civic/people/people.h"
#include "civic/places/places.h"
#include "kit/base/csv.h"

static enum err take(struct ctx *cx, int64_t county, const str *f)
{
    struct account a;
    struct cases_receipt out;
    struct cases_report in = {.county = county,
                              .code = f[1],
                              .source = "wechat",
                              .group = f[3],
                              .name = f[4],
                              .body = f[5],
                              .spot = {.words = f[6]}};
    enum err e = account_find_login(cx, f[0], &a);
    if (!e)
        e = place_parse(f[2], &in.community);
    if (e)
        return e;
    cx->county = county;
    cx->actor = a.id;
    cx->posts = NULL;
    e = people_load(cx);
    return e ? e : cases_open(cx, &in, &out);
}

enum err cases_demo_groups(struct ctx *cx, int64_t county, str csv)
{
    struct csv *c = NEW(cx->mem, struct csv);
    struct ctx own = *cx;
    enum err e = OK;
    csv_open(c, cx->mem, csv);
    if (!csv_next(c))
        return ERR_INVALID;
    while (!e && csv_next(c))
        e = take(&own, county, c->field);
    if (e)
        cx->failure = own.failure;
    return e ? e : c->err;
}
