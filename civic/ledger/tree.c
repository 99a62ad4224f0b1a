/* tree.c: Merkle trees of RFC 6962 section 2.1: hashes, roots and proofs, and how both kinds of
 * proof are checked (RFC 9162, sections 2.1.3.2 and 2.1.4.2, say it step by step). Nodes come from
 * whoever keeps them; nothing here reads a database. */
#include "civic/ledger/ledger_own.h"

struct seal_hash ledger_leaf_hash(str entry)
{
    struct arena *mem = entry.len < 512 ? NULL : arena_new();
    char near[513], *at = mem ? arena_room(mem, entry.len + 1) : near;
    at[0] = 0;
    if (entry.len)
        memcpy(at + 1, entry.at, entry.len);
    struct seal_hash h = seal_sha256((str){at, entry.len + 1});
    arena_free(mem);
    return h;
}

struct seal_hash ledger_node_hash(const struct seal_hash *left, const struct seal_hash *right)
{
    unsigned char at[65] = {1};
    memcpy(at + 1, left->at, 32);
    memcpy(at + 33, right->at, 32);
    return seal_sha256((str){(const char *)at, sizeof at});
}

struct seal_hash tree_fold(const struct seal_hash *at, int n)
{
    if (n == 1)
        return at[0];
    struct seal_hash left = tree_fold(at, n / 2), right = tree_fold(at + n / 2, n / 2);
    return ledger_node_hash(&left, &right);
}

/* Root of leaves lo to hi, where lo is a multiple of a power of two not below hi - lo: complete
 * subtrees from the right edge up. */
static enum err range_root(tree_node_fn *node, void *arg, int64_t lo, int64_t hi,
                           struct seal_hash *out)
{
    int64_t n = hi - lo;
    bool any = false;
    for (int level = 0; n >> level; level++) {
        struct seal_hash h;
        if (!(n >> level & 1))
            continue;
        enum err e = node(arg, level, (lo >> level) + (n >> level) - 1, &h);
        if (e)
            return e;
        *out = any ? ledger_node_hash(&h, out) : h;
        any = true;
    }
    return OK;
}

enum err tree_root(tree_node_fn *node, void *arg, int64_t size, struct seal_hash *out)
{
    *out = seal_sha256(STR_NONE);
    return range_root(node, arg, 0, size, out);
}

/* The largest power of two below n; n is at least 2. */
static int64_t split_of(int64_t n)
{
    int64_t k = 1;
    while (k <= (n - 1) / 2)
        k *= 2;
    return k;
}

static void turn_round(struct ledger_proof *p)
{
    for (int i = 0; i < p->n / 2; i++) {
        struct seal_hash h = p->at[i];
        p->at[i] = p->at[p->n - 1 - i];
        p->at[p->n - 1 - i] = h;
    }
}

enum err tree_prove(tree_node_fn *node, void *arg, int64_t index, int64_t size,
                    struct ledger_proof *out)
{
    int64_t lo = 0, hi = size;
    enum err e = OK;
    out->n = 0;
    while (!e && hi - lo > 1) {
        int64_t middle = lo + split_of(hi - lo);
        bool left = index < middle;
        e = range_root(node, arg, left ? middle : lo, left ? hi : middle, &out->at[out->n++]);
        *(left ? &hi : &lo) = middle;
    }
    turn_round(out);
    return e;
}

enum err tree_prove_grown(tree_node_fn *node, void *arg, int64_t from, int64_t size,
                          struct ledger_proof *out)
{
    int64_t lo = 0, hi = size;
    enum err e = OK;
    out->n = 0;
    while (!e && from && from < hi) {
        int64_t middle = lo + split_of(hi - lo);
        bool left = from <= middle;
        e = range_root(node, arg, left ? middle : lo, left ? hi : middle, &out->at[out->n++]);
        *(left ? &hi : &lo) = middle;
    }
    if (!e && from && lo) /* the last part of the older tree, which its root does not give away */
        e = range_root(node, arg, lo, hi, &out->at[out->n++]);
    turn_round(out);
    return e;
}

/* ---- checking ---------------------------------------------------------- */

static bool same(const struct seal_hash *a, const struct seal_hash *b)
{
    return memcmp(a->at, b->at, sizeof a->at) == 0;
}

/* Up along the path of a node (fn) beside the last one (sn): past the levels where it has no
 * sibling, after one on its left was used. */
static void climb(int64_t *fn, int64_t *sn, bool used_left)
{
    while (used_left && !(*fn & 1) && *fn) {
        *fn >>= 1;
        *sn >>= 1;
    }
    *fn >>= 1;
    *sn >>= 1;
}

bool ledger_included(const struct seal_hash *leaf, int64_t index, int64_t size,
                     const struct ledger_proof *p, const struct seal_hash *root)
{
    struct seal_hash h = *leaf;
    int64_t fn = index, sn = size - 1;
    if (index < 0 || index >= size)
        return false;
    for (int i = 0; i < p->n; i++) {
        bool from_left = fn & 1 || fn == sn;
        if (!sn)
            return false;
        h = from_left ? ledger_node_hash(&p->at[i], &h) : ledger_node_hash(&h, &p->at[i]);
        climb(&fn, &sn, from_left);
    }
    return !sn && same(&h, root);
}

static bool grows(int64_t from, const struct seal_hash *older, int64_t size,
                  const struct seal_hash *newer, const struct ledger_proof *p)
{
    int64_t fn = from - 1, sn = size - 1;
    bool given = !(from & (from - 1)); /* the older root is itself a node of the newer tree */
    int i = given ? 0 : 1;
    if (p->n < 1)
        return false;
    while (fn & 1) {
        fn >>= 1;
        sn >>= 1;
    }
    struct seal_hash fr = given ? *older : p->at[0], sr = fr;
    for (; i < p->n; i++) {
        bool from_left = fn & 1 || fn == sn;
        if (!sn)
            return false;
        if (from_left)
            fr = ledger_node_hash(&p->at[i], &fr);
        sr = from_left ? ledger_node_hash(&p->at[i], &sr) : ledger_node_hash(&sr, &p->at[i]);
        climb(&fn, &sn, from_left);
    }
    return !sn && same(&fr, older) && same(&sr, newer);
}

bool ledger_consistent(int64_t from, const struct seal_hash *older, int64_t size,
                       const struct seal_hash *newer, const struct ledger_proof *p)
{
    if (from < 0 || from > size)
        return false;
    if (from == size)
        return p->n == 0 && same(older, newer);
    if (from == 0)
        return p->n == 0;
    return grows(from, older, size, newer, p);
}
