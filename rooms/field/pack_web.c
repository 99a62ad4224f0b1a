/* pack_web.c: the day pack of a grid worker, fetched in the morning and kept on the phone: the
 * tasks, the kinds used most, the own grids as GeoJSON, how many messages, and the pages to be read
 * without network. It says nothing of the moment, so its ETag holds as long as nothing changed. */
#include "civic/notices/notices.h"
#include "civic/people/people.h"
#include "civic/places/places.h"
#include "rooms/field/field_own.h"
#include "rooms/field/outbox_own.h"
#include "rooms/field/visit_own.h"

#include <jansson.h>
#include <sodium.h>

enum { PACK_MOST = 500 << 10 };

static json_t *text(str s)
{
    return json_stringn(s.at ? s.at : "", s.len);
}

static str dumped(struct arena *mem, json_t *tree)
{
    size_t len = json_dumpb(tree, NULL, 0, JSON_COMPACT);
    char *at = arena_alloc(mem, len + 1);
    json_dumpb(tree, at, len, JSON_COMPACT);
    return (str){at, len};
}

/* ---- what is in it -------------------------------------------------------- */

static enum err put_tasks(struct ctx *cx, json_t *tasks, json_t *pages)
{
    struct field_page p = {.n = 0};
    enum err e = field_fill_tasks(cx, &p);
    for (int i = 0; !e && i < p.n; i++) {
        const struct field_task *t = &p.tasks[i];
        json_array_append_new(tasks, json_pack("{s:o, s:o, s:o, s:o, s:I}", "no", text(t->c.no),
                                               "title", text(t->c.title), "todo", text(t->todo),
                                               "page", text(t->to), "due", (json_int_t)t->due_ms));
        if (str_starts(t->to, S("/field/")))
            json_array_append_new(pages, text(t->to));
    }
    return e;
}

static enum err put_kinds(struct ctx *cx, json_t *kinds)
{
    str codes[FIELD_KINDS_MAX];
    int n = 0;
    enum err e = field_usual_kinds(cx, cx->county, codes, &n);
    for (int i = 0; !e && i < n; i++) {
        struct category c;
        enum err found = cases_category_find(cx, cx->county, codes[i], &c);
        if (!found)
            json_array_append_new(kinds, json_pack("{s:o, s:o}", "code", text(codes[i]), "name",
                                                   text(cases_category_name(&c, cx->lang))));
        else if (found != ERR_NOT_FOUND)
            e = found;
    }
    return e;
}

static json_t *outline(struct ctx *cx, const struct grid *g)
{
    struct buf b = buf_new(cx->mem, PACK_MOST);
    geo_write_json(&b, &g->shape);
    str s = buf_done(&b);
    return b.over || !g->shape.n ? json_null() : json_loadb(s.at, s.len, 0, NULL);
}

/* A post over a whole community stands for the grids in it. */
static enum err put_grids(struct ctx *cx, json_t *features)
{
    struct field_grids own;
    field_grids(cx, &own);
    for (int i = 0; i < own.n; i++) {
        struct grid *list, one;
        int n = 0;
        int64_t community = place_above(own.code[i], PLACE_COMMUNITY);
        if (place_level_of(own.code[i]) < PLACE_COMMUNITY)
            continue; /* a whole town is no day's walk */
        enum err e = grid_list(cx, cx->county, community, true, &list, &n);
        for (int k = 0; !e && k < n; k++) {
            one = list[k];
            if (own.code[i] == community || own.code[i] == one.code)
                json_array_append_new(
                    features, json_pack("{s:s, s:{s:o, s:o}, s:o}", "type", "Feature", "properties",
                                        "code", text(place_text(cx->mem, one.code)), "name",
                                        text(one.name), "geometry", outline(cx, &one)));
        }
        if (e)
            return e;
    }
    return OK;
}

/* Outlines are what makes it heavy, and the day can be done without. */
static str within_weight(struct arena *mem, json_t *pack)
{
    str s = dumped(mem, pack);
    if (s.len <= PACK_MOST)
        return s;
    json_object_set_new(pack, "grids", json_null());
    return dumped(mem, pack);
}

static str tag_of(struct arena *mem, str body)
{
    unsigned char hash[16];
    crypto_generichash(hash, sizeof hash, (const unsigned char *)body.at, body.len, NULL, 0);
    str hex = str_hex(mem, hash, sizeof hash);
    return str_fmt(mem, "\"%.*s\"", STR_ARG(hex));
}

/* A patrol is walked from its page, network or not. */
static enum err put_patrols(struct ctx *cx, json_t *pages)
{
    struct field_page p = {.n = 0};
    enum err e = patrol_fill_today(cx, &p);
    for (int i = 0; !e && i < p.n_patrols; i++)
        json_array_append_new(pages, text(p.patrols[i].to));
    return e;
}

/* Whoever is to be looked in on: the form at the door. */
static enum err put_visits(struct ctx *cx, json_t *pages)
{
    enum { MOST = 12 };
    str to[MOST];
    int n = 0;
    enum err e = visit_due_pages(cx, to, MOST, &n);
    for (int i = 0; !e && i < n; i++)
        json_array_append_new(pages, text(to[i]));
    return e;
}

static void add_page(struct room_pages *to, str address)
{
    json_array_append_new(to->arg, text(address));
}

/* What other rooms' pages a worker needs on the street. */
static enum err put_rooms(struct ctx *cx, json_t *pages)
{
    struct room_pages to = {.add = add_page, .arg = pages};
    enum err e = OK;
    for (const struct room *const *r = rooms_of(cx); !e && *r; r++)
        if ((*r)->pack)
            e = (*r)->pack(cx, &to);
    return e;
}

enum err pack_show(struct req *rq)
{
    struct ctx *cx = rq->cx;
    json_t *tasks = json_array(), *kinds = json_array(), *features = json_array();
    json_t *pages = json_pack("[s, s, s, s, s]", "/field/visits", "/field", "/field/new",
                              "/field/me", "/field/outbox");
    json_t *pack = json_pack("{s:o, s:o, s:o, s:{s:s, s:o}, s:o}", "who", text(people_tag(cx)),
                             "tasks", tasks, "kinds", kinds, "grids", "type", "FeatureCollection",
                             "features", features, "pages", pages);
    int64_t unread = 0;
    enum err e = put_tasks(cx, tasks, pages);
    if (!e)
        e = put_patrols(cx, pages);
    if (!e)
        e = put_visits(cx, pages);
    if (!e)
        e = put_rooms(cx, pages);
    if (!e)
        e = put_kinds(cx, kinds);
    if (!e)
        e = put_grids(cx, features);
    if (!e)
        e = notices_count_unread(cx, &unread);
    json_object_set_new(pack, "messages", json_integer(unread));
    str body = within_weight(cx->mem, pack);
    json_decref(pack);
    if (e)
        return e;
    web_set_header(rq, "ETag", tag_of(cx->mem, body));
    return web_json_text(rq, body);
}
