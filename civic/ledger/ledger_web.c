/* ledger_web.c: what anybody may ask of the ledger: how it stands, the proof of an entry, that it
 * only grew, the key, and the page that says how to check. All of it is public and the same for
 * everybody; text unless JSON is asked for (?format=json or Accept). */
#include "civic/frame/frame.h"
#include "civic/ledger/ledger_html.h"
#include "civic/ledger/ledger_own.h"
#include "civic/ledger/pages.h"
#include "civic/places/places.h"

#include <jansson.h>

enum { TEXT_MOST = 1 << 16, CONTENT_MOST = 1 << 20 };
static const char plain[] = "text/plain; charset=utf-8";

/* A county by code or name in addresses, or "instance". */
static enum err find_log(struct req *rq, int64_t *log)
{
    int64_t county = 0, code;
    str word = web_param(rq, "c");
    if (str_is(word, "instance")) {
        *log = LEDGER_INSTANCE;
        return OK;
    }
    enum err e = places_resolve(rq->cx, word, &county, &code);
    if (e)
        return e;
    web_set_county(rq, county);
    *log = county;
    return OK;
}

static enum err newest(struct req *rq, int64_t log, struct ledger_checkpoint *out)
{
    enum err e = ledger_checkpoint(rq->cx, log, INT64_MAX, out);
    if (e == ERR_NOT_FOUND)
        return fail(rq->cx, e, _("Nothing has been published here yet"));
    return e;
}

static json_t *text_of(str s)
{
    return json_stringn(s.at ? s.at : "", s.len);
}

/* Takes the object. */
static enum err answer(struct req *rq, json_t *row)
{
    char *text = json_dumps(row, JSON_COMPACT);
    json_decref(row);
    if (!text)
        return ERR_FAULT;
    str kept = str_keep(rq->cx->mem, str_of(text));
    free(text);
    return web_json_text(rq, kept);
}

static json_t *hashes_of(struct arena *mem, const struct ledger_proof *p)
{
    json_t *list = json_array();
    for (int i = 0; i < p->n; i++)
        json_array_append_new(list, text_of(seal_hash_hex(&p->at[i], mem)));
    return list;
}

static void add_hashes(struct buf *b, const struct ledger_proof *p)
{
    for (int i = 0; i < p->n; i++) {
        buf_str(b, note_base64(seal_hash_bytes(&p->at[i]), b->mem));
        buf_char(b, '\n');
    }
}

/* ---- the log --------------------------------------------------------------- */

static enum err show_checkpoint(struct req *rq)
{
    struct ledger_checkpoint c;
    int64_t log;
    enum err e = find_log(rq, &log);
    if (!e)
        e = newest(rq, log, &c);
    if (e || !rq->json)
        return e ? e : web_bytes(rq, plain, c.note);
    json_t *row = json_object();
    json_object_set_new(row, "origin", text_of(c.origin));
    json_object_set_new(row, "size", json_integer(c.size));
    json_object_set_new(row, "root", text_of(seal_hash_hex(&c.root, rq->cx->mem)));
    json_object_set_new(row, "at", text_of(time_text(rq->cx->mem, c.at_ms)));
    json_object_set_new(row, "checkpoint", text_of(c.note));
    return answer(rq, row);
}

static enum err show_key(struct req *rq)
{
    int64_t log;
    enum err e = find_log(rq, &log);
    if (e)
        return e;
    str key = ledger_key(rq->cx->seal, log, rq->cx->mem);
    if (!rq->json)
        return web_bytes(rq, plain, str_fmt(rq->cx->mem, "%.*s\n", STR_ARG(key)));
    json_t *row = json_object();
    json_object_set_new(row, "origin", text_of(ledger_origin(rq->cx->seal, log, rq->cx->mem)));
    json_object_set_new(row, "key", text_of(key));
    return answer(rq, row);
}

static enum err number(struct req *rq, const char *name, int64_t otherwise, int64_t *out)
{
    str given = web_query(rq, name);
    if (!given.len) {
        *out = otherwise;
        return OK;
    }
    return str_int(given, out) || *out < 0
               ? fail(rq->cx, ERR_INVALID, _("This is not a number of entries."))
               : OK;
}

static enum err show_growth(struct req *rq)
{
    struct ledger_checkpoint c;
    struct ledger_proof p;
    int64_t log, from, to;
    enum err e = find_log(rq, &log);
    if (!e)
        e = newest(rq, log, &c);
    if (!e)
        e = number(rq, "from", 0, &from);
    if (!e)
        e = number(rq, "to", c.size, &to);
    if (!e)
        e = ledger_prove_grown(rq->cx, log, from, to, &p);
    if (e == ERR_NOT_FOUND)
        return fail(rq->cx, e, _("The ledger is not that long, or the two sizes are swapped."));
    if (e)
        return e;
    if (!rq->json) {
        struct buf b = buf_new(rq->cx->mem, TEXT_MOST);
        buf_fmt(&b, "consistency %lld %lld\n", (long long)from, (long long)to);
        add_hashes(&b, &p);
        return web_bytes(rq, plain, buf_done(&b));
    }
    json_t *row = json_object();
    json_object_set_new(row, "origin", text_of(c.origin));
    json_object_set_new(row, "from", json_integer(from));
    json_object_set_new(row, "to", json_integer(to));
    json_object_set_new(row, "proof", hashes_of(rq->cx->mem, &p));
    return answer(rq, row);
}

/* ---- one entry ---------------------------------------------------------------- */

/* The content, where anyone may read it and it is not too long for a page. */
static enum err add_content(struct req *rq, json_t *row, const struct ledger_entry *x)
{
    const struct ledger_source *s = source_of(rq->cx, x->kind);
    str bytes = STR_NONE;
    if (!s || !s->open || !x->salt.len)
        return OK;
    enum err e = s->bytes(rq->cx, x->county, x->subject, x->id, &bytes);
    if (e == ERR_NOT_FOUND)
        return OK;
    json_object_set_new(row, "salt", text_of(str_hex(rq->cx->mem, x->salt.at, x->salt.len)));
    if (!e && bytes.len <= CONTENT_MOST)
        json_object_set_new(row, "content", text_of(note_base64(bytes, rq->cx->mem)));
    return e;
}

static enum err proof_json(struct req *rq, const struct ledger_entry *x,
                           const struct ledger_checkpoint *c, const struct ledger_proof *p)
{
    struct arena *mem = rq->cx->mem;
    json_t *row = json_object();
    json_object_set_new(row, "format", json_string("linli-proof"));
    json_object_set_new(row, "version", json_integer(1));
    json_object_set_new(row, "log", text_of(c->origin));
    json_object_set_new(row, "key", text_of(ledger_key(rq->cx->seal, x->county, mem)));
    json_object_set_new(row, "leaf", json_integer(x->index));
    json_object_set_new(row, "hash", text_of(seal_hash_hex(&x->hash, mem)));
    json_object_set_new(row, "kind", text_of(x->kind));
    json_object_set_new(row, "at", text_of(time_text(mem, x->at_ms)));
    json_object_set_new(row, "since", text_of(time_text(mem, x->since_ms)));
    if (x->withdrawn_ms) {
        json_object_set_new(row, "withdrawn", text_of(time_text(mem, x->withdrawn_ms)));
        json_object_set_new(row, "reason", text_of(x->reason));
    }
    json_object_set_new(row, "proof", hashes_of(mem, p));
    json_object_set_new(row, "checkpoint", text_of(c->note));
    enum err e = add_content(rq, row, x);
    if (e) {
        json_decref(row);
        return e;
    }
    return answer(rq, row);
}

/* As C2SP tlog-proof has it. */
static enum err proof_text(struct req *rq, const struct ledger_entry *x,
                           const struct ledger_checkpoint *c, const struct ledger_proof *p)
{
    struct buf b = buf_new(rq->cx->mem, TEXT_MOST);
    buf_fmt(&b, "c2sp.org/tlog-proof@v1\nindex %lld\n", (long long)x->index);
    add_hashes(&b, p);
    buf_fmt(&b, "\n%.*s", STR_ARG(c->note));
    return web_bytes(rq, plain, buf_done(&b));
}

static enum err show_leaf(struct req *rq)
{
    struct ledger_entry x = {.id = 0};
    struct ledger_checkpoint c;
    struct ledger_proof p;
    int64_t log, id;
    enum err e = find_log(rq, &log);
    if (!e && str_int(web_param(rq, "id"), &id))
        e = ERR_NOT_FOUND;
    if (!e)
        e = ledger_find(rq->cx, log, id, &x);
    if (e)
        return e;
    if (x.state == LEDGER_PROMISED)
        return fail(rq->cx, ERR_NOT_FOUND,
                    _("This entry is not in the ledger yet. Try again in ten seconds."));
    e = newest(rq, log, &c);
    if (!e)
        e = ledger_prove(rq->cx, log, x.index, c.size, &p);
    if (e)
        return e;
    return rq->json ? proof_json(rq, &x, &c, &p) : proof_text(rq, &x, &c, &p);
}

/* ---- the page -------------------------------------------------------------------- */

static enum err show_page(struct req *rq)
{
    struct ledger_page p = {.log = 0};
    enum err e = find_log(rq, &p.log);
    if (e)
        return e;
    p.name = p.log ? places_name(rq->cx, p.log * 1000000000) : STR_NONE;
    p.slug = p.log ? str_fmt(rq->cx->mem, "%lld", (long long)p.log) : S("instance");
    p.key = ledger_key(rq->cx->seal, p.log, rq->cx->mem);
    e = ledger_checkpoint(rq->cx, p.log, INT64_MAX, &p.newest);
    p.any = !e;
    if (e && e != ERR_NOT_FOUND)
        return e;
    ledger_html_page(rq->page, &p);
    return OK;
}

const struct route ledger_routes[] = {
    {GET, "/ledger/:c", show_page, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/ledger/:c/checkpoint", show_checkpoint, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/ledger/:c/key", show_key, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/ledger/:c/leaf/:id", show_leaf, ACT_PUBLIC, ROUTE_CACHE},
    {GET, "/ledger/:c/consistency", show_growth, ACT_PUBLIC, ROUTE_CACHE},
    {0},
};
