/* outbox_web.c: the page of what waits, the shell where nothing else is kept, and what the outbox
 * of a phone asks the server. */
#include "civic/people/people.h"
#include "rooms/field/bundle.h"
#include "rooms/field/outbox_html.h" /* generated */
#include "rooms/field/outbox_own.h"
#include "rooms/field/outbox_schema.h"

static enum err show_outbox(struct req *rq)
{
    outbox_html_page(rq->page);
    return OK;
}

static enum err show_shell(struct req *rq)
{
    outbox_html_shell(rq->page);
    return OK;
}

/* ---- who is there ------------------------------------------------------- */

struct hello {
    str who, name, csrf, key, ticket;
};
static const struct field hello_fields[] = {
    FIELD(struct hello, who, 0, 0, NULL),    FIELD(struct hello, name, 0, 0, NULL),
    FIELD(struct hello, csrf, 0, 0, NULL),   FIELD(struct hello, key, 0, 0, NULL),
    FIELD(struct hello, ticket, 0, 0, NULL), {0}};

static enum err say_hello(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct seal_key k = outbox_key(cx, cx->county, cx->actor);
    struct hello h = {.who = people_tag(cx),
                      .name = cx->posts->name,
                      .csrf = web_csrf(rq),
                      .key = str_hex(cx->mem, k.at, sizeof k.at),
                      .ticket = bundle_ticket(cx, cx->county, cx->actor)};
    seal_key_wipe(&k);
    return web_json(rq, hello_fields, &h);
}

/* ---- photos in pieces --------------------------------------------------- */

static const struct field have_fields[] = {FIELD(struct outbox_have, at, 0, 0, NULL),
                                           FIELD(struct outbox_have, done, 0, 0, NULL),
                                           FIELD(struct outbox_have, word, 0, 0, NULL),
                                           {0}};

static enum err int_of(str text, int64_t *out)
{
    return text.len && !str_int(text, out) ? OK : ERR_INVALID;
}

static enum err has_photo(struct req *rq)
{
    struct outbox_have h;
    int64_t n;
    enum err e = int_of(web_param(rq, "n"), &n);
    if (!e)
        e = outbox_has(rq->cx, rq->cx->county, web_param(rq, "uuid"), n, &h);
    return e ? e : web_json(rq, have_fields, &h);
}

static enum err put_photo(struct req *rq)
{
    struct outbox_piece p = {.uuid = web_param(rq, "uuid"),
                             .field = web_query(rq, "field"),
                             .late = str_is(web_query(rq, "late"), "1")};
    struct outbox_have h;
    web_set_county(rq, rq->cx->county);
    enum err e = int_of(web_param(rq, "n"), &p.n);
    if (!e)
        e = int_of(web_query(rq, "at"), &p.at);
    if (!e)
        e = int_of(web_query(rq, "size"), &p.size);
    if (!e)
        e = rq->uploads ? web_upload_bytes(rq->cx, rq->uploads, OUTBOX_PIECE_MAX, &p.bytes)
                        : ERR_INVALID;
    if (!e)
        e = outbox_put(rq->cx, rq->cx->county, &p, &h);
    return e ? e : web_json(rq, have_fields, &h);
}

/* ---- addresses ---------------------------------------------------------- */

static const struct route routes[] = {
    {GET, "/field/outbox", show_outbox, ACT_FIELD},
    {GET, "/field/shell", show_shell, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/field/hello", say_hello, ACT_FIELD},
    {GET, "/field/pack", pack_show, ACT_FIELD},
    {GET, "/field/outbox/:uuid/photo/:n", has_photo, ACT_FIELD},
    {PUT, "/field/outbox/:uuid/photo/:n", put_photo, ACT_FIELD, .flags = ROUTE_FILES,
     .max_body = OUTBOX_PIECE_MAX, .limit = "field"},
    {0},
};
static const struct jobs_kind *const jobs[] = {&outbox_sweep_job, NULL};

const struct room outbox_room = {
    .name = "outbox", .schema = &outbox_schema, .routes = routes, .jobs = jobs};
