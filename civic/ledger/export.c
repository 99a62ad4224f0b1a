/* export.c: a log as lines of JSON (docs/decisions: the ledger's formats). A checkpoint stands
 * behind the last leaf it holds, so that a reader needs to keep nothing but the edge of the tree.
 */
#include "civic/ledger/ledger_own.h"

#include <jansson.h>

enum { PAGE = 200 };

struct export
{
    struct ctx *cx;
    int64_t log, size, at;
    struct ledger_checkpoint next;
    bool (*line)(void *arg, str text);
    void *arg;
};

/* Takes the object. */
static enum err put(struct export *x, json_t *row)
{
    char *text = row ? json_dumps(row, JSON_COMPACT) : NULL;
    json_decref(row);
    bool ok = text && x->line(x->arg, str_of(text));
    free(text);
    return ok ? OK : ERR_FAULT;
}

static json_t *text_of(str s)
{
    return json_stringn(s.at ? s.at : "", s.len);
}

static json_t *hex_of(struct export *x, str s)
{
    return text_of(str_hex(x->cx->mem, s.at, s.len));
}

static json_t *number_text(struct export *x, int64_t n)
{
    return text_of(str_fmt(x->cx->mem, "%lld", (long long)n));
}

static enum err put_head(struct export *x)
{
    struct arena *mem = x->cx->mem;
    json_t *row = json_object();
    json_object_set_new(row, "log", text_of(ledger_origin(x->cx->seal, x->log, mem)));
    json_object_set_new(row, "key", text_of(ledger_key(x->cx->seal, x->log, mem)));
    json_object_set_new(row, "size", json_integer(x->size));
    return put(x, row);
}

static enum err put_end(struct export *x)
{
    json_t *row = json_object();
    json_object_set_new(row, "end", json_integer(x->at));
    return put(x, row);
}

static enum err put_checkpoints(struct export *x)
{
    enum err e = OK;
    while (!e && x->next.size && x->next.size <= x->at) {
        int n = 0;
        json_t *row = json_object();
        json_object_set_new(row, "checkpoint", text_of(x->next.note));
        e = put(x, row);
        int64_t after = x->next.size;
        x->next.size = 0;
        if (!e && after < x->size)
            e = checkpoints_after(x->cx, x->log, after, &x->next, 1, &n);
    }
    return e;
}

/* What the leaf was made of, where anyone may read it. What is missing is left out, and found. */
static enum err add_content(struct export *x, json_t *row, const struct walked *l)
{
    const struct ledger_source *s = source_of(x->cx, l->kind);
    str bytes = STR_NONE;
    if (!s || !s->open || l->salt.len != 32)
        return OK;
    json_object_set_new(row, "open", json_true());
    json_object_set_new(row, "salt", hex_of(x, l->salt));
    enum err e = s->bytes(x->cx, x->log, l->subject, l->id, &bytes);
    if (!e)
        json_object_set_new(row, "content", text_of(note_base64(bytes, x->cx->mem)));
    return e == ERR_NOT_FOUND ? OK : e;
}

static enum err put_leaf(struct export *x, const struct walked *l)
{
    json_t *row = json_object();
    json_object_set_new(row, "leaf", json_integer(l->index));
    json_object_set_new(row, "hash", hex_of(x, l->hash));
    json_object_set_new(row, "kind", text_of(l->kind));
    json_object_set_new(row, "id", number_text(x, l->id));
    json_object_set_new(row, "subject", number_text(x, l->subject));
    json_object_set_new(row, "at", json_integer(l->at_ms));
    json_object_set_new(row, "pos", json_integer(l->pos));
    if (!l->withdrawn_ms && l->salt.len != 32)
        json_object_set_new(row, "erased", json_true());
    if (l->withdrawn_ms) {
        json_object_set_new(row, "withdrawn", json_integer(l->withdrawn_ms));
        json_object_set_new(row, "reason", text_of(l->reason));
    }
    enum err e = add_content(x, row, l);
    if (e) {
        json_decref(row);
        return e;
    }
    x->at++;
    e = put(x, row);
    return e ? e : put_checkpoints(x);
}

static enum err put_join(struct export *x, const struct joined *j)
{
    json_t *row = json_object();
    json_object_set_new(row, "leaf", json_integer(j->index));
    json_object_set_new(row, "entry", text_of(j->note));
    x->at++;
    enum err e = put(x, row);
    return e ? e : put_checkpoints(x);
}

static enum err put_page(struct export *x, int64_t *from, bool *more)
{
    struct walked *l = NEW_N(x->cx->mem, struct walked, PAGE);
    struct joined *j = NEW_N(x->cx->mem, struct joined, PAGE);
    int n = 0;
    bool joins = x->log == LEDGER_INSTANCE;
    enum err e = joins ? walk_joins(x->cx, *from, j, PAGE, &n)
                       : walk_leaves(x->cx, x->log, *from, l, PAGE, &n);
    for (int i = 0; !e && i < n && *from < x->size; i++) {
        int64_t index = joins ? j[i].index : l[i].index;
        if (index < x->size)
            e = joins ? put_join(x, &j[i]) : put_leaf(x, &l[i]);
        *from = index + 1;
    }
    *more = n == PAGE && *from < x->size;
    return e;
}

static enum err put_all(struct export *x)
{
    bool more = true;
    int n = 0;
    enum err e = checkpoints_after(x->cx, x->log, 0, &x->next, 1, &n);
    for (int64_t from = 0; !e && more;) {
        struct arena *page = arena_new(), *was = x->cx->mem;
        x->cx->mem = page;
        e = put_page(x, &from, &more);
        x->next.note = str_keep(was, x->next.note);
        x->cx->mem = was;
        arena_free(page);
    }
    return e;
}

enum err ledger_export(struct ctx *cx, int64_t log, bool (*line)(void *arg, str text), void *arg)
{
    struct export x = {.cx = cx, .log = log, .line = line, .arg = arg};
    struct ledger_checkpoint newest;
    enum err e = ledger_checkpoint(cx, log, INT64_MAX, &newest);
    if (e)
        return e == ERR_NOT_FOUND ? OK : e; /* nothing was ever signed here */
    x.size = newest.size;
    e = put_head(&x);
    if (!e)
        e = put_all(&x);
    return e ? e : put_end(&x);
}
