/* room_web: which rooms are open at a place, from where that is inherited, and the post and the
 * stand-in behind each. */
#include "civic/people/behind.h"
#include "rooms/admin/config_own.h"
#include "rooms/admin/room_html.h"

static enum err find_place(struct req *rq, str word, struct place *out)
{
    struct ctx *cx = rq->cx;
    int64_t county, code = cx->county * 1000000000;
    enum err e = word.len ? places_resolve(cx, word, &county, &code) : OK;
    if (!e && !may(cx, ACT_SYSTEM_CONFIG, code, NO_ORG))
        e = ERR_NOT_FOUND;
    return e ? e : places_find(cx, code, out);
}

static const struct room *room_named(const struct ctx *cx, str name)
{
    for (const struct room *const *r = rooms_of(cx); *r; r++)
        if ((*r)->tile && str_is(name, (*r)->name))
            return *r;
    return NULL;
}

/* ---- what holds ----------------------------------------------------------- */

str admin_room_from(struct ctx *cx, const struct admin_room *v)
{
    return v->now.set.place && v->now.set.place != v->at.code ? places_name(cx, v->now.set.place)
                                                              : STR_NONE;
}

bool admin_room_own(const struct admin_room *v)
{
    return v->now.set.place == v->at.code;
}

static enum err read_rooms(struct ctx *cx, const struct place *at, struct admin_room *out, int *n)
{
    enum err e = OK;
    for (const struct room *const *r = rooms_of(cx); !e && *r && *n < ADMIN_ROOMS; r++) {
        if (!(*r)->tile)
            continue;
        out[*n] = (struct admin_room){.at = *at, .room = *r};
        e = people_stand(cx, cx->county, at->code, *r, &out[*n].now);
        *n += !e;
    }
    return e;
}

/* The next level, each with what holds there: only those with a setting of their own are asked
 * after, the others are as this place. */
static enum err read_below(struct ctx *cx, struct admin_rooms *v)
{
    struct room_switch_line *set;
    struct place *below;
    int n_set = 0, n = 0;
    if (v->at.level < PLACE_COUNTY || v->at.level >= PLACE_COMMUNITY)
        return OK;
    enum err e = places_switches(cx, cx->county, &set, &n_set);
    if (!e)
        e = places_list(cx, v->at.code, &below, &n);
    if (e)
        return e;
    struct admin_room *cells = NEW_N(cx->mem, struct admin_room, (size_t)(n * v->n) + 1);
    for (int i = 0; !e && i < n * v->n; i++) {
        const struct admin_room *here = &v->rooms[i % v->n];
        struct place p = below[i / v->n];
        cells[i] = (struct admin_room){.at = p, .room = here->room, .now = here->now};
        if (places_switch_in(set, n_set, here->room->name, p.code).place == p.code)
            e = people_stand(cx, cx->county, p.code, here->room, &cells[i].now);
    }
    v->cells = cells;
    v->below = below;
    v->n_below = n;
    return e;
}

enum err admin_rooms_show(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct admin_rooms v = {.n = 0};
    enum err e = find_place(rq, web_param(rq, "place"), &v.at);
    if (!e)
        e = read_rooms(cx, &v.at, v.rooms, &v.n);
    if (!e)
        e = read_below(cx, &v);
    if (!e)
        room_html_place(rq->page, &v);
    return e;
}

/* ---- one room ------------------------------------------------------------- */

static str choice_text(struct ctx *cx, const struct people_holder *who)
{
    struct org o;
    if (org_find(cx, cx->county, who->org, &o))
        return who->name;
    return str_fmt(cx->mem, "%.*s · %.*s", STR_ARG(who->name), STR_ARG(o.name));
}

static enum err read_choices(struct ctx *cx, struct admin_room *v)
{
    struct people_holder *who = NEW_N(cx->mem, struct people_holder, PEOPLE_HOLDERS_MOST);
    struct frame_option *out = NEW_N(cx->mem, struct frame_option, PEOPLE_HOLDERS_MOST + 1);
    int n = 0;
    enum err e = people_holders(cx, cx->county, v->room->tile->act, v->at.code, NO_ORG, who,
                                PEOPLE_HOLDERS_MOST, &n);
    out[v->n++] = (struct frame_option){.value = "", .text = tr(cx->lang, _("Not chosen"))};
    for (int i = 0; !e && i < n; i++)
        out[v->n++] =
            (struct frame_option){.value = str_fmt(cx->mem, "%lld", (long long)who[i].post).at,
                                  .text = choice_text(cx, &who[i])};
    v->choices = out;
    return e;
}

static enum err find_room(struct req *rq, struct admin_room *v)
{
    enum err e = find_place(rq, web_param(rq, "place"), &v->at);
    v->room = room_named(rq->cx, web_param(rq, "room"));
    if (!e && !v->room)
        e = ERR_NOT_FOUND;
    return e ? e : people_stand(rq->cx, rq->cx->county, v->at.code, v->room, &v->now);
}

static enum err show(struct req *rq, struct admin_room *v, enum err because)
{
    enum err e = read_choices(rq->cx, v);
    if (!e)
        room_html_page(rq->page, v);
    return e ? e : because;
}

enum err admin_room_show(struct req *rq)
{
    struct admin_room v = {.n = 0};
    enum err e = find_room(rq, &v);
    return e ? e : show(rq, &v, OK);
}

/* ---- switching ------------------------------------------------------------ */

enum wish { WISH_OPEN, WISH_CLOSE, WISH_INHERIT, WISHES };
static const char *const wish_words[WISHES] = {"open", "close", "inherit"};
static const char *const wish_facts[WISHES] = {"room.opened", "room.closed", "room.inherited"};

struct change {
    const struct admin_room *v;
    enum wish wish;
    struct room_switch to; /* row_ver: as seen, 0 if the place had no setting of its own */
    str told;
};

static enum err change_tx(struct ctx *cx, void *arg)
{
    const struct change *a = arg;
    int64_t place = a->v->at.code;
    enum err e = a->wish == WISH_INHERIT
                     ? places_drop_switch(cx, place, a->v->room->name, a->to.row_ver)
                     : places_set_switch(cx, place, a->v->room->name, &a->to);
    if (e)
        return e;
    return facts_add(cx, &(struct fact){.county = cx->county,
                                        .place = place,
                                        .scope = place,
                                        .subject_kind = "place",
                                        .subject = place,
                                        .kind = wish_facts[a->wish],
                                        .to = a->told,
                                        .audience = FACTS_AUDIT});
}

/* What the auditor reads: the room, and who stands behind it now. */
static enum err tell(struct ctx *cx, const struct admin_room *v, struct change *a)
{
    struct people_holder *who = NEW_N(cx->mem, struct people_holder, PEOPLE_HOLDERS_MOST);
    int n = 0;
    str names[2] = {S("?"), S("?")}; /* a post that ended while the page was open */
    a->told = str_of(v->room->name);
    if (a->wish != WISH_OPEN)
        return OK;
    enum err e = people_holders(cx, cx->county, v->room->tile->act, v->at.code, NO_ORG, who,
                                PEOPLE_HOLDERS_MOST, &n);
    for (int i = 0; !e && i < n; i++)
        if (who[i].post == a->to.post || who[i].post == a->to.stand_in)
            names[who[i].post == a->to.stand_in] = who[i].name;
    a->told =
        str_fmt(cx->mem, "%s: %.*s, %.*s", v->room->name, STR_ARG(names[0]), STR_ARG(names[1]));
    return e;
}

static enum err read_wish(struct req *rq, const struct admin_room *v, struct change *out)
{
    str word = web_field(rq, "do"), seen = web_field(rq, "seen");
    int w = 0;
    while (w < WISHES && !str_is(word, wish_words[w]))
        w++;
    if (w == WISHES || str_int(seen, &out->to.row_ver))
        return ERR_INVALID;
    out->wish = (enum wish)w;
    if (w != WISH_OPEN) { /* remembered, for opening it again */
        out->to.post = v->now.set.post;
        out->to.stand_in = v->now.set.stand_in;
        return OK;
    }
    out->to.on = true;
    if (str_int(web_field(rq, "post"), &out->to.post))
        out->to.post = 0;
    if (str_int(web_field(rq, "stand_in"), &out->to.stand_in))
        out->to.stand_in = 0;
    return people_stand_check(rq->cx, rq->cx->county, v->at.code, v->room, out->to.post,
                              out->to.stand_in);
}

enum err admin_room_switch(struct req *rq)
{
    struct admin_room v = {.n = 0};
    struct change a = {.v = &v};
    enum err e = find_room(rq, &v);
    if (e)
        return e;
    e = read_wish(rq, &v, &a);
    if (!e)
        e = tell(rq->cx, &v, &a);
    if (!e)
        e = db_write(rq->cx, change_tx, &a);
    if (e == ERR_INVALID || e == ERR_CONFLICT)
        return show(rq, &v, e);
    return e ? e
             : web_redirect(rq, "/admin/rooms/%.*s/%s?saved=1", STR_ARG(v.at.slug), v.room->name);
}
