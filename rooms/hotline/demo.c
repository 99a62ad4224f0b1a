/* demo.c: what waits at the hotline desk of the demo: calls that nobody answered last night, and
 * cases that other systems want back. */
#include "rooms/hotline/hotline.h"

static const struct {
    int64_t place;
    const char *phone;
    int hours; /* ago */
    int calls;
} missed[] = {
    {532503001008000, "13800000031", 11, 2},
    {532503005000000, "0873-3720555", 10, 1},
    {532503000000000, "13800000044", 2, 1},
};

/* As if they had come from there: some answered, some at work, two still to be entered. */
static enum err refer(struct ctx *cx, const struct matter *m, int i)
{
    static const enum matters_ref_state states[] = {MATTERS_REF_ENTERED, MATTERS_REF_ENTERED,
                                                    MATTERS_REF_TO_ENTER};
    struct matters_ref r = {.county = m->county,
                            .matter = m->id,
                            .system = i % 4 == 3 ? S("12319") : S("12345"),
                            .due_ms = m->opened_ms + 5 * DAY_MS,
                            .wins = i % 4 != 3,
                            .state = states[i % 3]};
    if (r.state == MATTERS_REF_ENTERED)
        r.number = str_fmt(cx->mem, "HH26%06d", 110500 + i);
    return matters_ref_add(cx, &r);
}

static enum err refer_some(struct ctx *cx, int64_t county, int open, int most, int from)
{
    enum { SOME = 8 };
    struct matter m[SOME];
    struct matters_list_filter f = {.county = county,
                                    .lo = 532503001000000,
                                    .hi = 532503001999999,
                                    .kind = S("case"),
                                    .open = open,
                                    .listed = true};
    int n = 0;
    enum err e = matters_list(cx, &f, m, most, &n);
    for (int i = 0; !e && i < n; i++)
        e = refer(cx, &m[i], from + i);
    return e;
}

enum err hotline_demo_load(struct ctx *cx, int64_t county)
{
    enum err e = OK;
    for (size_t i = 0; !e && i < COUNT(missed); i++)
        for (int n = 0; !e && n < missed[i].calls; n++)
            e = hotline_missed(cx, county, missed[i].place, str_of(missed[i].phone), STR_NONE,
                               cx->now - missed[i].hours * HOUR_MS);
    if (!e)
        e = refer_some(cx, county, 0, 6, 0);
    return e ? e : refer_some(cx, county, 1, 4, 6);
}
