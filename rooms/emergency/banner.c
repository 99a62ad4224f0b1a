/* banner.c: what every page of a place says while an order runs there. */
#include "civic/matters/matters.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/emergency/banner_html.h" /* generated */
#include "rooms/emergency/emergency_own.h"

/* A page of no place is somebody's own: whose posts it touches, or who has a matter there. */
static bool concerns(struct ctx *cx, const struct frame *f, const struct emergency *o)
{
    bool follows = false;
    if (f->place)
        return emergency_holds(o, f->place->code);
    if (!cx->actor || !cx->posts)
        return false;
    if (cx->posts->kind == PEOPLE_STAFF)
        return emergency_touches(cx, o, ACT_EMERGENCY_READ) ||
               emergency_touches(cx, o, ACT_EMERGENCY_CALL);
    for (int i = 0; i < o->n_places && !follows; i++)
        if (matters_follows(cx, o->county, cx->actor, o->places[i], place_end(o->places[i]),
                            &follows))
            return false;
    return follows;
}

/* Where it leads: to the form for residents, to the list for those who call. */
static str address(struct ctx *cx, const struct frame *f, const struct emergency *o)
{
    bool works = !f->place && cx->posts && cx->posts->kind == PEOPLE_STAFF;
    if (works && (f->field || !emergency_touches(cx, o, ACT_EMERGENCY_READ)))
        return S("/field/emergency");
    if (works)
        return str_fmt(cx->mem, "/desk/emergencies/%lld", (long long)o->id);
    str slug =
        f->place ? f->place->slug : places_slug(cx, place_above(o->places[0], PLACE_COMMUNITY));
    return str_fmt(cx->mem, "/c/%.*s/emergency", STR_ARG(slug));
}

void emergency_banner(struct html *h, const struct frame *f)
{
    struct ctx *cx = h->cx;
    struct emergency all[EMERGENCY_RUNNING_MAX];
    struct failure told = cx->failure;
    int64_t county = f->place ? h->rq->county : cx->county;
    int n = 0;
    enum err e = county ? emergency_running(cx, county, all, &n) : ERR_NOT_FOUND;
    for (int i = 0; !e && i < n; i++)
        if (concerns(cx, f, &all[i]))
            banner_html_one(h, &all[i], address(cx, f, &all[i]),
                            !f->place && !f->field && f->staff);
    cx->failure = told;
}
