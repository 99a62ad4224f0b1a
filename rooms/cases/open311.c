/* open311.c: the tree in both notations, errors, keys, and what a key may see. */
#include "rooms/cases/open311.h"

#include "civic/people/people.h"
#include "kit/seal/seal.h"
#include "rooms/cases/open311_sql.h"

enum { TREE_MAX = 16 << 20 };

/* ---- XML --------------------------------------------------------------- */

static const struct {
    const char *list, *child;
} children[] = {
    {"services", "service"}, {"service_requests", "request"},
    {"errors", "error"},     {"endpoints", "endpoint"},
    {"formats", "format"},   {"attributes", "attribute"},
    {"values", "value"},     {"service_request_updates", "request_update"},
};

static const char *child_of(const char *list)
{
    for (size_t i = 0; i < COUNT(children); i++)
        if (strcmp(children[i].list, list) == 0)
            return children[i].child;
    return "item";
}

static void put_scalar(struct buf *b, const json_t *v)
{
    if (json_is_string(v))
        buf_xml(b, (str){json_string_value(v), json_string_length(v)});
    else if (json_is_integer(v))
        buf_int(b, json_integer_value(v));
    else if (json_is_real(v))
        buf_fmt(b, "%.6f", json_real_value(v));
    else if (json_is_boolean(v))
        buf_z(b, json_is_true(v) ? "true" : "false");
}

/* The depth is that of our own trees: four at most. */
static void put_xml(struct buf *b, const char *name, json_t *v)
{
    const char *key;
    size_t i;
    json_t *one;
    buf_fmt(b, "<%s>", name);
    if (json_is_object(v)) {
        json_object_foreach(v, key, one) put_xml(b, key, one);
    } else if (json_is_array(v)) {
        json_array_foreach(v, i, one) put_xml(b, child_of(name), one);
    } else {
        put_scalar(b, v);
    }
    buf_fmt(b, "</%s>", name);
}

/* ---- answers ----------------------------------------------------------- */

enum err open311_answer(struct req *rq, const char *root, json_t *tree)
{
    if (str_is(web_param(rq, "f"), "json")) {
        const size_t flags = JSON_COMPACT | JSON_REAL_PRECISION(10);
        size_t len = json_dumpb(tree, NULL, 0, flags);
        char *text = arena_alloc(rq->cx->mem, len + 1);
        json_dumpb(tree, text, len, flags);
        json_decref(tree);
        return web_bytes(rq, "application/json; charset=utf-8", (str){text, len});
    }
    struct buf b = buf_new(rq->cx->mem, TREE_MAX);
    buf_z(&b, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
    put_xml(&b, root, tree);
    buf_char(&b, '\n');
    json_decref(tree);
    return b.over ? ERR_TOO_BIG : web_bytes(rq, "text/xml; charset=utf-8", buf_done(&b));
}

static enum err say(struct req *rq, int status, str text)
{
    json_t *list = json_array(), *one = json_object();
    json_object_set_new(one, "code", json_integer(status));
    json_object_set_new(one, "description", json_stringn(text.at, text.len));
    json_array_append_new(list, one);
    web_status(rq, status);
    return open311_answer(rq, "errors", list);
}

enum err open311_error(struct req *rq, int status, const char *msgid, str name)
{
    struct tr_arg arg = TR("name", name);
    return say(rq, status, tr_fill(rq->cx->mem, rq->cx->lang, msgid, &arg, 1));
}

void open311_say_error(struct req *rq, enum err e)
{
    const struct failure_field *f = rq->cx->failure.fields;
    str text = web_sentence(rq, e);
    if (e == ERR_INVALID && f)
        text = str_fmt(rq->cx->mem, "%s: %.*s", f->field, STR_ARG(f->text));
    (void)!say(rq, e == ERR_INVALID || e == ERR_CONFLICT ? 400 : err_status(e), text);
}

json_t *open311_text(str s)
{
    return s.len ? json_stringn(s.at, s.len) : json_null();
}

/* ---- jurisdiction ------------------------------------------------------ */

bool open311_county(struct req *rq, enum err *answered)
{
    str asked =
        rq->method == POST ? web_field(rq, "jurisdiction_id") : web_query(rq, "jurisdiction_id");
    int64_t county, code;
    if (!str_is(web_param(rq, "f"), "json") && !str_is(web_param(rq, "f"), "xml")) {
        *answered = open311_error(rq, 404, _("the format {name} is not offered: xml or json"),
                                  web_param(rq, "f"));
        return false;
    }
    if (!asked.len) {
        web_set_county(rq, people_first_county(rq->cx));
        return true;
    }
    if (places_resolve(rq->cx, asked, &county, &code) || !county) {
        *answered = open311_error(rq, 404, _("jurisdiction_id {name} was not found"), asked);
        return false;
    }
    web_set_county(rq, county);
    return true;
}

/* ---- keys -------------------------------------------------------------- */

bool open311_key(struct req *rq, bool must, struct token *key, enum err *answered)
{
    str given = rq->method == POST ? web_field(rq, "api_key") : web_query(rq, "api_key");
    *key = (struct token){0};
    if (!given.len && !must)
        return true;
    enum err e = given.len ? token_find(rq->cx, given, key) : ERR_NOT_FOUND;
    if (!e && key->county == rq->county && token_may(key, ACT_OPEN311_SEND))
        return true;
    *answered = e && e != ERR_NOT_FOUND
                    ? e
                    : open311_error(rq, 403, _("{name} is missing or not valid"), S("api_key"));
    return false;
}

enum err open311_by_number(struct ctx *cx, int64_t county, str number, const struct token *key,
                           struct matter *out)
{
    int64_t id;
    enum err e = matters_by_number(cx, county, number, MATTERS_VIEW_PUBLIC, out);
    if (e != ERR_NOT_FOUND || !key->id)
        return e;
    {
        AUTO_ROWS rows = db_query(cx, &open311_sql_sent, db_int("county", county),
                                  db_int("key", key->id), db_text("number", number));
        e = db_one(&rows);
        if (e)
            return e;
        id = db_get_int(&rows, 0);
    }
    return matters_load(cx, county, id, out);
}
