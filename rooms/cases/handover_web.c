/* handover_web.c: the systems, by the system administrator; and handing over, from the desk. */
#include "rooms/cases/handover.h"

#include "civic/people/people.h"
#include "rooms/cases/handover_html.h"

enum err handover_list_page(struct req *rq)
{
    struct handover_servers_page v = {
        .at = NEW_N(rq->cx->mem, struct handover_server, HANDOVER_SERVERS_MAX)};
    enum err e = handover_servers(rq->cx, rq->cx->county, v.at, HANDOVER_SERVERS_MAX, &v.n);
    if (!e)
        handover_html_list(rq->page, &v);
    return e;
}

enum err handover_new_page(struct req *rq)
{
    struct handover_server s = {.live = true};
    handover_html_server(rq->page, &s);
    return OK;
}

static enum err find_server(struct req *rq, struct handover_server *out)
{
    int64_t id;
    if (str_int(web_param(rq, "id"), &id))
        return ERR_NOT_FOUND;
    return handover_server_find(rq->cx, rq->cx->county, id, out);
}

enum err handover_show_page(struct req *rq)
{
    struct handover_server s;
    enum err e = find_server(rq, &s);
    if (!e)
        handover_html_server(rq->page, &s);
    return e;
}

struct server_form {
    str name, url, jurisdiction, key, services;
    bool live;
};
static const struct field server_fields[] = {
    FIELD(struct server_form, name, 1, 40, N_("Name")),
    FIELD(struct server_form, url, 1, 300, N_("Address")),
    FIELD(struct server_form, jurisdiction, 0, 100, N_("Jurisdiction")),
    FIELD(struct server_form, key, 0, 200, N_("Key")),
    FIELD_AREA(struct server_form, services, 1, 20000, N_("Categories it takes")),
    FIELD(struct server_form, live, 0, 1, N_("Cases may be handed there")),
    {0}};

enum err handover_put_page(struct req *rq)
{
    struct server_form in = {0};
    struct handover_server s = {.county = rq->cx->county};
    enum err e = web_param(rq, "id").len ? find_server(rq, &s) : OK;
    if (e)
        return e;
    e = form_read(rq, server_fields, &in);
    s.name = in.name;
    s.url = in.url;
    s.jurisdiction = in.jurisdiction;
    s.key = in.key;
    s.services = str_clean_text(rq->cx->mem, in.services);
    s.live = in.live;
    if (!e)
        e = handover_server_put(rq->cx, &s);
    if (e != ERR_INVALID)
        return e ? e : web_redirect(rq, "/admin/open311?saved=1");
    handover_html_server(rq->page, &s);
    return e;
}

/* ---- from the desk -------------------------------------------------------------- */

static enum err back(struct req *rq, enum err e, const struct casefile *c)
{
    return e == ERR_INVALID ? desk_show_again(rq, e)
           : e              ? e
                            : web_redirect(rq, "/desk/cases/%.*s?saved=1", STR_ARG(c->m.number));
}

struct hand_form {
    int64_t server;
    str handover_text;
};
static const struct field hand_fields[] = {
    FIELD(struct hand_form, server, 1, INT64_MAX, N_("Other system")),
    FIELD_AREA(struct hand_form, handover_text, 1, 2000, N_("What they are told")),
    {0}};

enum err desk_handover(struct req *rq)
{
    struct casefile c;
    struct hand_form in = {0};
    enum err e = cases_find(rq->cx, rq->cx->county, web_param(rq, "no"), MATTERS_VIEW_TASK, &c);
    if (e)
        return e;
    e = form_read(rq, hand_fields, &in);
    if (!e)
        e = handover_hand(rq->cx, &c, in.server, in.handover_text);
    return back(rq, e, &c);
}

enum err desk_handover_again(struct req *rq)
{
    struct casefile c;
    int64_t id;
    enum err e = cases_find(rq->cx, rq->cx->county, web_param(rq, "no"), MATTERS_VIEW_TASK, &c);
    if (!e)
        e = str_int(web_field(rq, "handover"), &id);
    if (!e)
        e = handover_again(rq->cx, &c.m, id);
    return back(rq, e, &c);
}
