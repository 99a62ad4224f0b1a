/* open311.c: the tree in both notations, errors, keys. */
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

static void put_escaped(struct buf *b, str s)
{
    for (size_t i = 0; i < s.len; i++) {
        char c = s.at[i];
        if (c == '<')
            buf_z(b, "&lt;");
        else if (c == '>')
            buf_z(b, "&gt;");
        else if (c == '&')
            buf_z(b, "&amp;");
        else
            buf_char(b, c);
    }
}

static void put_scalar(struct buf *b, const json_t *v)
{
    if (json_is_string(v))
        put_escaped(b, (str){json_string_value(v), json_string_length(v)});
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

enum err open311_error(struct req *rq, int status, const char *msgid, str name)
{
    struct tr_arg arg = TR("name", name);
    str text = tr_fill(rq->cx->mem, rq->cx->lang, msgid, &arg, 1);
    json_t *list = json_array(), *one = json_object();
    json_object_set_new(one, "code", json_integer(status));
    json_object_set_new(one, "description", json_stringn(text.at, text.len));
    json_array_append_new(list, one);
    web_status(rq, status);
    return open311_answer(rq, "errors", list);
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
        *answered = ERR_NOT_FOUND;
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

struct key_args {
    int64_t county, id, scope;
    str name, hash;
};

static enum err key_tx(struct ctx *cx, void *arg)
{
    const struct key_args *a = arg;
    enum err e =
        db_exec(cx, NULL, &open311_sql_key_insert, db_int("county", a->county), db_int("id", a->id),
                db_text("name", a->name), db_int("scope", a->scope), db_int("now", cx->now));
    return e ? e : door_open(cx, "open311", a->hash, a->county, a->id, 0);
}

enum err open311_key_add(struct ctx *cx, int64_t county, str name, int64_t scope, str *key)
{
    str token = seal_token(cx->mem);
    struct seal_hash hash = seal_sha256(token);
    struct key_args a = {county, db_new_id(cx), scope, name, seal_hash_bytes(&hash)};
    enum err e = db_write(cx, key_tx, &a);
    if (!e)
        *key = token;
    return e;
}

enum err open311_key_find(struct ctx *cx, str key, int64_t county, struct open311_key *out)
{
    struct seal_hash hash = seal_sha256(key);
    int64_t own, id;
    enum err e = door_find(cx, "open311", seal_hash_bytes(&hash), &own, &id);
    if (e)
        return e;
    AUTO_ROWS rows = db_query(cx, &open311_sql_key, db_int("county", own), db_int("id", id),
                              db_int("now", cx->now));
    e = db_one(&rows);
    if (e || own != county)
        return e ? e : ERR_NOT_FOUND;
    *out = (struct open311_key){id, db_get_int(&rows, 1), db_keep_text(&rows, 0)};
    return OK;
}
