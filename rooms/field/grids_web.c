/* grids_web.c: my grids: what is worked in by the reader, with everybody else who works there. A
 * worker may hold several; whoever holds a post at a community has all of its grids. */
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/field/field_own.h"
#include "rooms/field/grids_html.h" /* generated */

enum { COMMUNITIES_MOST = 40 }; /* a post at a town or county is no post at grids */

static bool has_community(const struct field_my_grids *v, int64_t code)
{
    for (int i = 0; i < v->n; i++)
        if (v->at[i].place.code == code)
            return true;
    return false;
}

/* The grids of the post, or those of the community that the post is at. */
static enum err read_grids(struct ctx *cx, int64_t scope, struct field_community *c)
{
    struct grid *all;
    int n = 0, kept = 0;
    enum err e = grid_list(cx, cx->county, c->place.code, false, &all, &n);
    if (e)
        return e;
    struct field_my_grid *list = NEW_N(cx->mem, struct field_my_grid, n + c->n);
    for (int i = 0; i < c->n; i++)
        list[kept++] = c->grids[i];
    for (int i = 0; i < n; i++)
        if (place_within(all[i].code, scope))
            list[kept++] = (struct field_my_grid){
                .g = all[i], .code = str_fmt(cx->mem, "%015lld", (long long)all[i].code)};
    c->grids = list;
    c->n = kept;
    return OK;
}

/* They come by place, one after the other. */
static void put_workers(struct field_community *c, const struct people_at *who, int n)
{
    for (int i = 0; i < n; i++) {
        if (who[i].scope == c->place.code) {
            c->who = c->n_who ? c->who : &who[i];
            c->n_who++;
        }
        for (int k = 0; k < c->n; k++)
            if (c->grids[k].g.code == who[i].scope) {
                c->grids[k].who = c->grids[k].n_who ? c->grids[k].who : &who[i];
                c->grids[k].n_who++;
            }
    }
}

static enum err add_post(struct ctx *cx, int64_t scope, struct field_my_grids *v)
{
    int64_t community = place_above(scope, PLACE_COMMUNITY);
    if (place_level_of(scope) < PLACE_COMMUNITY)
        return OK;
    if (!has_community(v, community)) {
        if (v->n == COMMUNITIES_MOST)
            return OK;
        struct field_community *c = &v->at[v->n++];
        enum err e = places_find(cx, community, &c->place);
        if (e)
            return e;
    }
    for (int i = 0; i < v->n; i++)
        if (v->at[i].place.code == community)
            return read_grids(cx, scope, &v->at[i]);
    return OK;
}

enum err field_grids_show(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct field_my_grids v = {.at = NEW_N(cx->mem, struct field_community, COMMUNITIES_MOST)};
    struct posts_reach reach;
    posts_reach(cx, ACT_DESK, &reach);
    enum err e = OK;
    for (int i = 0; !e && i < reach.ranges; i++)
        e = add_post(cx, reach.lo[i], &v);
    for (int i = 0; !e && i < v.n; i++) {
        struct people_at *who;
        int n = 0;
        int64_t code = v.at[i].place.code;
        e = people_at(cx, cx->county, code, place_end(code), &who, &n);
        if (!e)
            put_workers(&v.at[i], who, n);
    }
    if (!e)
        grids_html_page(rq->page, &v);
    return e;
}
