/* open311_web.c: what is offered and what was reported. */
#include "rooms/cases/open311.h"

#include "civic/forms/forms.h"
#include "civic/people/people.h"
#include "rooms/cases/open311_sql.h"

enum { ROWS_MOST = 1000, PAGE_DEFAULT = 50, WINDOW_DAYS = 90 };

/* ---- discovery --------------------------------------------------------- */

static str base_of(struct req *rq)
{
    bool tls = str_is(web_header(rq, "X-Forwarded-Proto"), "https");
    return str_fmt(rq->cx->mem, "%s://%.*s", tls ? "https" : "http",
                   STR_ARG(web_header(rq, "Host")));
}

static json_t *endpoint(struct req *rq, const char *type)
{
    str url = str_fmt(rq->cx->mem, "%.*s/open311/v2", STR_ARG(base_of(rq)));
    return json_pack("{s:s, s:s%, s:s, s:s, s:[s, s]}", "specification",
                     "http://wiki.open311.org/GeoReport_v2", "url", url.at, url.len, "changeset",
                     "2026-11-24T00:00:00+08:00", "type", type, "formats", "text/xml",
                     "application/json");
}

static enum err discovery(struct req *rq)
{
    enum err e = OK;
    if (!open311_county(rq, &e))
        return e;
    str phone, hours;
    places_phone(rq->cx, rq->county * 1000000000, &phone, &hours);
    str keys = tr(rq->cx->lang, _("Ask the system administrator for a key."));
    json_t *tree =
        json_pack("{s:s, s:s%, s:s%, s:[o, o]}", "changeset", "2026-11-24T00:00:00+08:00",
                  "contact", phone.at, phone.len, "key_service", keys.at, keys.len, "endpoints",
                  endpoint(rq, "production"), endpoint(rq, "test"));
    return open311_answer(rq, "discovery", tree);
}

/* ---- services ---------------------------------------------------------- */

static json_t *service(struct ctx *cx, const struct category *c)
{
    str name = cases_category_name(c, cx->lang);
    str group = tr(cx->lang, str_is(c->kind, "facility") ? _("Facilities") : _("Events"));
    json_t *o = json_object();
    json_object_set_new(o, "service_code", open311_text(c->code));
    json_object_set_new(o, "service_name", open311_text(name));
    json_object_set_new(o, "description", open311_text(c->help));
    json_object_set_new(o, "metadata", json_boolean(c->form.len > 0));
    json_object_set_new(o, "type", json_string("realtime"));
    json_object_set_new(o, "keywords", c->private ? json_string("private") : json_null());
    json_object_set_new(o, "group", open311_text(group));
    return o;
}

static enum err services(struct req *rq)
{
    enum err e = OK;
    struct categories all;
    if (!open311_county(rq, &e))
        return e;
    e = cases_category_list(rq->cx, rq->county, &all);
    if (e)
        return e;
    json_t *list = json_array();
    for (int i = 0; i < all.n; i++)
        json_array_append_new(list, service(rq->cx, &all.at[i]));
    return open311_answer(rq, "services", list);
}

static const char *const datatypes[FORMS_TYPES] = {
    [FORMS_TEXT] = "text",
    [FORMS_LINE] = "string",
    [FORMS_NUMBER] = "number",
    [FORMS_DATE] = "datetime",
    [FORMS_SINGLE] = "singlevaluelist",
    [FORMS_MULTI] = "multivaluelist",
    [FORMS_NOTICE] = "text",
};

static json_t *attribute(struct ctx *cx, const struct forms_field *f, int order)
{
    json_t *o = json_object(), *values = json_array();
    json_object_set_new(o, "variable", json_boolean(f->type != FORMS_NOTICE));
    json_object_set_new(o, "code", open311_text(f->key));
    json_object_set_new(o, "datatype", json_string(datatypes[f->type]));
    json_object_set_new(o, "required", json_boolean(f->must));
    json_object_set_new(o, "datatype_description", json_null());
    json_object_set_new(o, "order", json_integer(order));
    json_object_set_new(o, "description", open311_text(forms_say(&f->label, cx->lang)));
    for (int i = 0; i < f->n_choices; i++)
        json_array_append_new(
            values, json_pack("{s:o, s:o}", "key", open311_text(f->choices[i].key), "name",
                              open311_text(forms_say(&f->choices[i].label, cx->lang))));
    if (f->n_choices)
        json_object_set_new(o, "values", values);
    else
        json_decref(values);
    return o;
}

static enum err definition(struct req *rq)
{
    enum err e = OK;
    struct category c;
    struct form f = {.n = 0};
    if (!open311_county(rq, &e))
        return e;
    str code = web_param(rq, "code");
    e = cases_category_find(rq->cx, rq->county, code, &c);
    if (e == ERR_NOT_FOUND)
        return open311_error(rq, 404, _("service_code {name} was not found"), code);
    if (!e && c.form.len)
        e = cases_category_form(rq->cx, &c, &f);
    if (e)
        return e;
    json_t *list = json_array();
    for (int i = 0; i < f.n; i++)
        json_array_append_new(list, attribute(rq->cx, &f.fields[i], i + 1));
    json_t *o = json_object();
    json_object_set_new(o, "service_code", open311_text(code));
    json_object_set_new(o, "attributes", list);
    return open311_answer(rq, "service_definition", o);
}

/* ---- requests ---------------------------------------------------------- */

static json_t *time_value(struct ctx *cx, int64_t ms)
{
    return ms ? open311_text(time_text(cx->mem, ms)) : json_null();
}

static enum err due_of(struct ctx *cx, const struct matter *m, int64_t *due)
{
    struct matters_clock clocks[MATTERS_CLOCKS_MAX];
    int n = 0;
    *due = 0;
    enum err e = matters_clocks(cx, m, clocks, &n);
    for (int i = 0; !e && i < n; i++)
        if (str_is(clocks[i].name, "whole"))
            *due = clocks[i].due_ms;
    return e;
}

static enum err photo_of(struct req *rq, const struct casefile *c, str *url)
{
    struct case_photo *photos;
    int n = 0;
    *url = STR_NONE;
    enum err e = cases_photos(rq->cx, c, MATTERS_VIEW_PUBLIC, &photos, &n);
    if (!e && n)
        *url = str_fmt(rq->cx->mem, "%.*s%.*s", STR_ARG(base_of(rq)), STR_ARG(photos[0].full));
    return e;
}

json_t *open311_request(struct req *rq, const struct casefile *c, enum err *e)
{
    struct ctx *cx = rq->cx;
    const struct matter *m = &c->m;
    struct org o = {.name = STR_NONE};
    int64_t due;
    str photo;
    *e = due_of(cx, m, &due);
    if (!*e)
        *e = photo_of(rq, c, &photo);
    if (!*e && m->lead_org && org_find(cx, m->county, m->lead_org, &o) == ERR_FAULT)
        *e = ERR_FAULT;
    if (*e)
        return NULL;
    json_t *j = json_object();
    json_object_set_new(j, "service_request_id", open311_text(m->number));
    json_object_set_new(j, "status", json_string(m->open ? "open" : "closed"));
    json_object_set_new(j, "status_notes", open311_text(c->reply));
    json_object_set_new(j, "service_name",
                        open311_text(cases_category_name(&c->category, cx->lang)));
    json_object_set_new(j, "service_code", open311_text(c->category.code));
    json_object_set_new(j, "description", open311_text(c->public_text));
    json_object_set_new(j, "agency_responsible", open311_text(o.name));
    json_object_set_new(j, "service_notice", json_null());
    json_object_set_new(j, "requested_datetime", time_value(cx, m->opened_ms));
    json_object_set_new(j, "updated_datetime", time_value(cx, c->changed_ms));
    json_object_set_new(j, "expected_datetime", time_value(cx, due));
    json_object_set_new(j, "address", open311_text(c->spot.words));
    json_object_set_new(j, "address_id", json_null());
    json_object_set_new(j, "zipcode", json_null());
    bool at = c->spot.measured;
    json_object_set_new(j, "lat", at ? json_real((double)c->spot.lat_u / 1e6) : json_null());
    json_object_set_new(j, "long", at ? json_real((double)c->spot.lon_u / 1e6) : json_null());
    json_object_set_new(j, "media_url", open311_text(photo));
    return j;
}

struct query {
    int64_t start, end, changed, unchanged, open;
    str codes;
    int64_t page, page_size;
};

/* Clients that do not escape the "+" of "+08:00" send a space in its place. */
bool open311_time(struct req *rq, str text, int64_t *ms)
{
    char *mended = str_z(rq->cx->mem, text);
    if (text.len > 19 && mended[text.len - 6] == ' ')
        mended[text.len - 6] = '+';
    return time_parse(str_of(mended), ms) == OK;
}

static bool read_time(struct req *rq, const char *name, int64_t *ms, enum err *answered)
{
    str text = web_query(rq, name);
    if (!text.len || open311_time(rq, text, ms))
        return true;
    *answered = open311_error(rq, 400, _("{name} is not a date with time and zone"), str_of(name));
    return false;
}

static bool read_count(struct req *rq, const char *name, int64_t most, int64_t *n,
                       enum err *answered)
{
    str text = web_query(rq, name);
    int64_t given;
    if (!text.len)
        return true;
    if (str_int(text, &given) || given < 1) {
        *answered = open311_error(rq, 400, _("{name} is not a number from 1 on"), str_of(name));
        return false;
    }
    *n = given < most ? given : most;
    return true;
}

/* "open", "closed" or both with a comma. */
static bool read_status(struct req *rq, int64_t *open, enum err *answered)
{
    bool wants[2] = {false, false};
    for (str list = web_query(rq, "status"); list.len;) {
        str one = str_trim(str_cut(&list, ','));
        if (!str_is(one, "open") && !str_is(one, "closed")) {
            *answered = open311_error(rq, 400, _("{name} is open or closed"), S("status"));
            return false;
        }
        wants[str_is(one, "open")] = true;
    }
    *open = wants[0] == wants[1] ? -1 : wants[1];
    return true;
}

/* The last 90 days unless a window is given, and never more than 90. */
static bool read_window(struct req *rq, struct query *q, enum err *answered)
{
    const int64_t span = WINDOW_DAYS * (int64_t)DAY_MS;
    q->end = rq->cx->now;
    if (!read_time(rq, "end_date", &q->end, answered))
        return false;
    q->start = q->end - span;
    if (!read_time(rq, "start_date", &q->start, answered))
        return false;
    if (!web_query(rq, "end_date").len && q->end - q->start > span)
        q->end = q->start + span;
    if (q->end - q->start <= span)
        return true;
    *answered = open311_error(rq, 400, _("{name} and end_date are more than 90 days apart"),
                              S("start_date"));
    return false;
}

/* ",a,b,": so that a code is found between commas. */
static void add_code(struct buf *b, str code)
{
    buf_z(b, b->len ? "" : ",");
    buf_str(b, code);
    buf_char(b, ',');
}

static bool read_query(struct req *rq, struct query *q, enum err *answered)
{
    *q = (struct query){.unchanged = INT64_MAX,
                        .page = 1,
                        .page_size = web_query(rq, "page").len ? PAGE_DEFAULT : ROWS_MOST};
    struct buf codes = buf_new(rq->cx->mem, 65536);
    for (str list = web_query(rq, "service_code"); list.len;)
        add_code(&codes, str_trim(str_cut(&list, ',')));
    q->codes = buf_done(&codes);
    return read_window(rq, q, answered) && read_status(rq, &q->open, answered) &&
           read_time(rq, "updated_after", &q->changed, answered) &&
           read_time(rq, "updated_before", &q->unchanged, answered) &&
           read_count(rq, "page", 1000000, &q->page, answered) &&
           read_count(rq, "page_size", ROWS_MOST, &q->page_size, answered);
}

static enum err list_ids(struct req *rq, const struct query *q, int64_t *ids, int *n)
{
    AUTO_ROWS rows =
        db_query(rq->cx, &open311_sql_list, db_int("county", rq->county), db_int("start", q->start),
                 db_int("end", q->end), db_int("open", q->open), db_int("changed", q->changed),
                 db_int("unchanged", q->unchanged), db_text("codes", q->codes),
                 db_int("most", q->page_size), db_int("skip", (q->page - 1) * q->page_size));
    while (*n < ROWS_MOST && db_next(&rows))
        ids[(*n)++] = db_get_int(&rows, 0);
    return db_end(&rows);
}

/* The matter has been found for whoever asks. */
static enum err add_request(struct req *rq, const struct matter *m, json_t *list)
{
    struct casefile c;
    enum err e = cases_load(rq->cx, m, &c);
    json_t *j = e ? NULL : open311_request(rq, &c, &e);
    if (j)
        json_array_append_new(list, j);
    return e;
}

static enum err add_named(struct req *rq, const struct token *key, json_t *list)
{
    enum err e = OK;
    str numbers = web_query(rq, "service_request_id");
    for (int n = 0; !e && numbers.len && n < ROWS_MOST; n++) {
        struct matter m;
        str one = str_trim(str_cut(&numbers, ','));
        e = open311_by_number(rq->cx, rq->county, one, key, &m);
        e = e ? e : add_request(rq, &m, list);
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    return e;
}

static enum err add_listed(struct req *rq, const struct query *q, json_t *list)
{
    int n = 0;
    int64_t *ids = NEW_N(rq->cx->mem, int64_t, ROWS_MOST);
    enum err e = list_ids(rq, q, ids, &n);
    for (int i = 0; !e && i < n; i++) {
        struct matter m;
        e = matters_find(rq->cx, rq->county, ids[i], MATTERS_VIEW_PUBLIC, &m);
        e = e ? e : add_request(rq, &m, list);
        if (e == ERR_NOT_FOUND)
            e = OK;
    }
    return e;
}

static enum err requests(struct req *rq)
{
    enum err e = OK;
    struct query q;
    struct token key;
    bool by_number = web_query(rq, "service_request_id").len;
    if (!open311_county(rq, &e) || !open311_key(rq, false, &key, &e) ||
        (!by_number && !read_query(rq, &q, &e)))
        return e;
    json_t *list = json_array();
    e = by_number ? add_named(rq, &key, list) : add_listed(rq, &q, list);
    if (!e)
        return open311_answer(rq, "service_requests", list);
    json_decref(list);
    return e;
}

static enum err one_request(struct req *rq)
{
    enum err e = OK;
    struct token key;
    struct matter m;
    if (!open311_county(rq, &e) || !open311_key(rq, false, &key, &e))
        return e;
    str number = web_param(rq, "no");
    e = open311_by_number(rq->cx, rq->county, number, &key, &m);
    if (e == ERR_NOT_FOUND)
        return open311_error(rq, 404, _("service_request_id {name} was not found"), number);
    if (e)
        return e;
    json_t *list = json_array();
    e = add_request(rq, &m, list);
    if (!e)
        return open311_answer(rq, "service_requests", list);
    json_decref(list);
    return e;
}

/* Every service is realtime, so a token is the number itself. */
static enum err request_token(struct req *rq)
{
    enum err e = OK;
    struct token key;
    struct matter m;
    if (!open311_county(rq, &e) || !open311_key(rq, false, &key, &e))
        return e;
    str number = web_param(rq, "no");
    e = open311_by_number(rq->cx, rq->county, number, &key, &m);
    if (e == ERR_NOT_FOUND)
        return open311_error(rq, 404, _("token {name} was not found"), number);
    if (e)
        return e;
    json_t *list = json_pack("[{s:o, s:o}]", "service_request_id", open311_text(number), "token",
                             open311_text(number));
    return open311_answer(rq, "service_requests", list);
}

#define SAYS .error = open311_say_error

const struct route open311_routes[] = {
    {GET, "/open311/v2/discovery.:f", discovery, ACT_PUBLIC, SAYS},
    {GET, "/open311/v2/services.:f", services, ACT_PUBLIC, SAYS},
    {GET, "/open311/v2/services/:code.:f", definition, ACT_PUBLIC, SAYS},
    {GET, "/open311/v2/requests.:f", requests, ACT_PUBLIC, SAYS},
    {GET, "/open311/v2/requests/:no.:f", one_request, ACT_PUBLIC, SAYS},
    {GET, "/open311/v2/tokens/:no.:f", request_token, ACT_PUBLIC, SAYS},
    {POST, "/open311/v2/requests.:f", open311_post, ACT_TOKEN, .flags = ROUTE_FILES | ROUTE_NO_CSRF,
     .max_body = 80 << 20, .limit = "open311", SAYS},
    {GET, "/open311/v2/servicerequestupdates.:f", open311_updates, ACT_PUBLIC, SAYS},
    {POST, "/open311/v2/servicerequestupdates.:f", open311_update_post, ACT_TOKEN,
     .flags = ROUTE_NO_CSRF, .limit = "open311", SAYS},
    {0},
};

const struct room open311_room = {.name = "open311", .routes = open311_routes};
