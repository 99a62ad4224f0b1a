/* proof_web.c: what somebody needs to check without us that a publication has not changed: its
 * bytes, the salt, its place in the county's log, the way up the tree and the signed checkpoint. */
#include "civic/places/places.h"
#include "rooms/disclosure/open_pages.h"

#include <jansson.h>

static void put(json_t *j, const char *name, str s)
{
    json_object_set_new(j, name, json_stringn(s.len ? s.at : "", s.len));
}

static json_t *path_json(struct arena *mem, const struct ledger_proof *p)
{
    json_t *all = json_array();
    for (int i = 0; i < p->n; i++) {
        str hex = seal_hash_hex(&p->at[i], mem);
        json_array_append_new(all, json_stringn(hex.at, hex.len));
    }
    return all;
}

static enum err write_proof(struct req *rq, const struct publication *p,
                            const struct ledger_entry *e, const struct ledger_checkpoint *c,
                            const struct ledger_proof *proof)
{
    struct arena *mem = rq->cx->mem;
    json_t *j = json_object();
    put(j, "format", S("linli-proof-1"));
    put(j, "publication", disclosure_canonical(rq->cx, p));
    put(j, "salt", str_hex(mem, e->salt.at, e->salt.len));
    put(j, "leaf", seal_hash_hex(&e->hash, mem));
    json_object_set_new(j, "index", json_integer(e->index));
    json_object_set_new(j, "size", json_integer(c->size));
    json_object_set_new(j, "path", path_json(mem, proof));
    put(j, "checkpoint", c->note);
    put(j, "key", ledger_key(rq->cx->seal, p->county, mem));
    size_t len = json_dumpb(j, NULL, 0, JSON_INDENT(1));
    char *at = arena_alloc(mem, len + 1);
    json_dumpb(j, at, len, JSON_INDENT(1));
    json_decref(j);
    web_set_header(rq, "Content-Disposition",
                   str_fmt(mem, "attachment; filename=\"%.*s-proof.json\"", STR_ARG(p->number)));
    return web_json_text(rq, (str){at, len});
}

enum err open_proof(struct req *rq)
{
    struct ctx *cx = rq->cx;
    struct frame_place place;
    struct publication p;
    struct ledger_entry entry;
    struct ledger_checkpoint c;
    struct ledger_proof proof;
    enum err e = open_place(rq, &place);
    if (!e)
        e = disclosure_find_public(cx, rq->county, web_param(rq, "no"), &p);
    if (!e && p.over.len)
        e = ERR_NOT_FOUND;
    if (!e)
        e = disclosure_lines(cx, &p);
    if (!e)
        e = ledger_find(cx, p.county, p.leaf, &entry);
    if (!e && entry.state != LEDGER_LOGGED)
        return fail(cx, ERR_BUSY, _("The proof is being made. Try again in ten seconds."));
    if (!e)
        e = ledger_checkpoint(cx, p.county, INT64_MAX, &c);
    if (!e)
        e = ledger_prove(cx, p.county, entry.index, c.size, &proof);
    return e ? e : write_proof(rq, &p, &entry, &c, &proof);
}
