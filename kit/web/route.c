/* route.c: patterns as a tree of segments. A segment is a word, a word with an open suffix
 * ("services.:f"), a name with an open suffix (":id.:f") or a name (":no"), tried in this
 * order, so that a fixed address always wins over one with names. */
#include "kit/web/job.h"

enum kind { WORD, WORD_SUFFIX, NAME_SUFFIX, NAME, KINDS };

struct node {
    enum kind kind;
    str word;
    struct node *kids, *next; /* kids in the order of their kinds */
    const struct route *route[METHODS];
};
struct routes {
    struct node root;
};

struct segment { /* of a pattern */
    enum kind kind;
    str word, name, suffix;
};

static struct segment segment_read(str s)
{
    struct segment g = {.kind = WORD, .word = s};
    size_t dot = str_find(s, S(".:"));
    if (dot != SIZE_MAX) {
        g.suffix = (str){s.at + dot + 2, s.len - dot - 2};
        g.word.len = dot;
        g.kind = WORD_SUFFIX;
    }
    if (g.word.len && g.word.at[0] == ':') {
        g.name = (str){g.word.at + 1, g.word.len - 1};
        g.word = STR_NONE;
        g.kind = g.kind == WORD ? NAME : NAME_SUFFIX;
    }
    return g;
}

/* Splits "a/b" at its first '/'; *more tells whether something follows. */
static str segment_cut(str *rest, bool *more)
{
    const char *slash = rest->len ? memchr(rest->at, '/', rest->len) : NULL;
    str s = *rest;
    *more = slash != NULL;
    if (slash) {
        s.len = (size_t)(slash - rest->at);
        *rest = (str){slash + 1, rest->len - s.len - 1};
    }
    return s;
}

static struct node *kid(struct arena *mem, struct node *of, const struct segment *g)
{
    struct node **at = &of->kids;
    while (*at && (*at)->kind <= g->kind) {
        if ((*at)->kind == g->kind && str_eq((*at)->word, g->word))
            return *at;
        at = &(*at)->next;
    }
    struct node *n = NEW(mem, struct node);
    n->kind = g->kind;
    n->word = g->word;
    n->next = *at;
    *at = n;
    return n;
}

static enum err add(struct arena *mem, struct routes *rs, const struct route *r, str *why)
{
    str rest = str_of(r->pattern);
    if (!rest.len || rest.at[0] != '/' || !r->act || !r->run || r->method >= METHODS) {
        *why = str_fmt(mem, "route %s: needs a pattern from /, an act and a handler", r->pattern);
        return ERR_FAULT;
    }
    rest = (str){rest.at + 1, rest.len - 1};
    struct node *n = &rs->root;
    for (bool more = true; more;) {
        struct segment g = segment_read(segment_cut(&rest, &more));
        n = kid(mem, n, &g);
    }
    if (n->route[r->method]) {
        *why = str_fmt(mem, "route %s: the same as %s", r->pattern, n->route[r->method]->pattern);
        return ERR_CONFLICT;
    }
    n->route[r->method] = r;
    return OK;
}

enum err routes_new(struct arena *mem, const struct route *const *tables, struct routes **out,
                    str *why)
{
    struct routes *rs = NEW(mem, struct routes);
    for (; *tables; tables++)
        for (const struct route *r = *tables; r->pattern; r++) {
            enum err e = add(mem, rs, r, why);
            if (e)
                return e;
        }
    *out = rs;
    return OK;
}

/* The place of the dot before a suffix of letters and digits, or SIZE_MAX. */
static size_t suffix_at(str s)
{
    size_t i = s.len;
    while (i && isalnum((unsigned char)s.at[i - 1]))
        i--;
    return i > 1 && i < s.len && s.at[i - 1] == '.' ? i - 1 : SIZE_MAX;
}

static bool node_fits(const struct node *n, str s, size_t dot)
{
    switch (n->kind) {
    case WORD:
        return str_eq(n->word, s);
    case WORD_SUFFIX:
        return dot != SIZE_MAX && str_eq(n->word, (str){s.at, dot});
    case NAME_SUFFIX:
        return dot != SIZE_MAX;
    default:
        return s.len > 0;
    }
}

static const struct route *search(const struct node *n, str rest, enum method m, unsigned *allowed)
{
    bool more;
    str s = segment_cut(&rest, &more);
    size_t dot = suffix_at(s);
    for (const struct node *k = n->kids; k; k = k->next) {
        const struct route *r = NULL;
        if (!node_fits(k, s, dot))
            continue;
        if (more)
            r = search(k, rest, m, allowed);
        else
            for (int i = 0; i < METHODS; i++)
                if (k->route[i]) {
                    *allowed |= 1u << i;
                    r = i == (int)m ? k->route[i] : r;
                }
        if (r)
            return r;
    }
    return NULL;
}

const struct route *routes_find(const struct routes *r, enum method m, str path, unsigned *allowed)
{
    *allowed = 0;
    if (!path.len || path.at[0] != '/')
        return NULL;
    return search(&r->root, (str){path.at + 1, path.len - 1}, m, allowed);
}

static enum err param(struct arena *mem, str name, str raw, struct pairs *out)
{
    str value;
    if (form_unescape(mem, raw, false, &value))
        return ERR_NOT_FOUND;
    pairs_add(mem, out, name, value);
    return OK;
}

enum err route_params(struct arena *mem, const struct route *r, str path, struct pairs *out)
{
    str pattern = str_of(r->pattern);
    bool more = true, more_path = true;
    while (more && more_path) {
        struct segment g = segment_read(segment_cut(&pattern, &more));
        str s = segment_cut(&path, &more_path);
        if (g.suffix.len) {
            size_t dot = suffix_at(s);
            enum err e = param(mem, g.suffix, (str){s.at + dot + 1, s.len - dot - 1}, out);
            if (e)
                return e;
            s.len = dot;
        }
        if (g.name.len) {
            enum err e = param(mem, g.name, s, out);
            if (e)
                return e;
        }
    }
    return OK;
}
