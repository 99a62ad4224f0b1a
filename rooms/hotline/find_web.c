/* find_web.c: what a few letters at the desk may mean: a community by the initials of its pinyin,
 * its short name or a part of its name; a landmark by the spots of earlier cases. */
#include "civic/people/people.h"
#include "civic/search/search.h"
#include "rooms/hotline/hotline_own.h"

enum { LANDMARKS_MOST = 3, HITS_MOST = 12 };

static str small_letters(struct arena *mem, str s)
{
    char *out = arena_alloc(mem, s.len + 1);
    for (size_t i = 0; i < s.len; i++)
        out[i] = s.at[i] >= 'A' && s.at[i] <= 'Z' ? (char)(s.at[i] - 'A' + 'a') : s.at[i];
    return (str){out, s.len};
}

/* ---- communities ------------------------------------------------------------- */

static enum err add_communities(struct ctx *cx, str word, str rest, struct hotline_spot *out,
                                int *n)
{
    struct posts_reach r;
    struct place places[HOTLINE_FOUND_MAX * 2];
    enum err e = OK;
    posts_reach(cx, ACT_CASES_ENTER, &r);
    for (int i = 0; !e && i < r.ranges; i++) {
        int got = 0;
        e = places_search(cx, small_letters(cx->mem, word), place_above(r.lo[i], PLACE_COMMUNITY),
                          places, COUNT(places), &got);
        for (int k = 0; !e && k < got && *n < HOTLINE_FOUND_MAX; k++)
            if (places[k].level == PLACE_COMMUNITY)
                out[(*n)++] = (struct hotline_spot){place_text(cx->mem, places[k].code),
                                                    places[k].name, rest};
    }
    return e;
}

/* ---- landmarks --------------------------------------------------------------- */

static bool is_there(const struct hotline_spot *at, int n, str name, str spot)
{
    for (int i = 0; i < n; i++)
        if (str_eq(at[i].name, name) && str_eq(at[i].spot, spot))
            return true;
    return false;
}

static enum err add_landmark(struct ctx *cx, int64_t id, str typed, struct hotline_spot *out,
                             int *n)
{
    struct matter m;
    struct casefile c;
    enum err e = matters_find(cx, cx->county, id, MATTERS_VIEW_TASK, &m);
    if (!e)
        e = cases_load(cx, &m, &c);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e;
    str name = places_name(cx, place_above(m.scope, PLACE_COMMUNITY));
    bool fits = str_find(c.spot.words, typed) != SIZE_MAX && may(cx, ACT_CASES_ENTER, m.scope, 0);
    if (fits && !is_there(out, *n, name, c.spot.words))
        out[(*n)++] = (struct hotline_spot){m.number, name, c.spot.words};
    return OK;
}

static enum err add_landmarks(struct ctx *cx, str typed, struct hotline_spot *out, int *n)
{
    struct search_hit hits[HITS_MOST];
    struct search_ask ask = {
        .county = cx->county, .text = typed, .kind = "case", .act = ACT_CASES_READ};
    int got = 0, most = *n + LANDMARKS_MOST;
    enum err e = search_find(cx, &ask, hits, HITS_MOST, &got);
    for (int i = 0; !e && i < got && *n < most && *n < HOTLINE_FOUND_MAX; i++)
        e = add_landmark(cx, hits[i].id, typed, out, n);
    return e;
}

enum err hotline_spots(struct ctx *cx, str typed, struct hotline_spot *out, int *n)
{
    str rest = str_trim(typed);
    *n = 0;
    if (!rest.len)
        return OK;
    enum err e = add_communities(cx, rest, STR_NONE, out, n);
    str word = str_cut(&rest, ' ');
    rest = str_trim(rest);
    if (!e && !*n && rest.len)
        e = add_communities(cx, word, rest, out, n);
    return e ? e : add_landmarks(cx, str_trim(typed), out, n);
}

/* ---- the choice -------------------------------------------------------------- */

static enum err read_landmark(struct ctx *cx, str number, int64_t *community,
                              struct cases_spot *spot)
{
    struct casefile c;
    enum err e = cases_find(cx, cx->county, number, MATTERS_VIEW_TASK, &c);
    if (e)
        return e;
    *community = place_above(c.m.scope, PLACE_COMMUNITY);
    *spot = c.spot;
    return OK;
}

enum err hotline_spot_read(struct ctx *cx, str key, str typed, int64_t *community,
                           struct cases_spot *spot)
{
    struct hotline_spot at[HOTLINE_FOUND_MAX];
    int n = 0;
    enum err e = hotline_spots(cx, typed, at, &n);
    for (int i = 0; !e && i < n; i++) {
        if (!str_eq(at[i].key, key))
            continue;
        if (place_parse(key, community))
            return read_landmark(cx, key, community, spot);
        *spot = (struct cases_spot){.words = at[i].spot};
        return OK;
    }
    return e ? e : ERR_NOT_FOUND;
}

/* ---- what it may be the same as ----------------------------------------------- */

static bool has(const struct matter *at, int n, int64_t id)
{
    for (int i = 0; i < n; i++)
        if (at[i].id == id)
            return true;
    return false;
}

enum err hotline_near(struct ctx *cx, str code, int64_t community, const struct cases_spot *spot,
                      struct matter *out, int *n)
{
    struct cases_near near[HOTLINE_NEAR_MAX];
    struct matter same[HOTLINE_NEAR_MAX];
    struct matters_list_filter f = {.county = cx->county,
                                    .lo = community,
                                    .hi = place_end(community),
                                    .kind = S("case"),
                                    .category = code,
                                    .open = 1};
    int got = 0;
    *n = 0;
    enum err e = cases_list_near(cx, cx->county, code, spot, 0, near, HOTLINE_NEAR_MAX, &got);
    for (int i = 0; !e && i < got; i++)
        *n += matters_find(cx, cx->county, near[i].id, MATTERS_VIEW_TASK, &out[*n]) == OK;
    if (!e)
        e = matters_list(cx, &f, same, HOTLINE_NEAR_MAX, &got);
    for (int i = 0; !e && i < got && *n < HOTLINE_NEAR_MAX; i++)
        if (!has(out, *n, same[i].id))
            out[(*n)++] = same[i];
    return e;
}
