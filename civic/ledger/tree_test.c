/* tree_test.c: the trees and proofs of RFC 6962. The entries, roots and proofs are the published
 * vectors of the Certificate Transparency reference implementation (merkle_tree_test.cc); the notes
 * are those in the documentation of Go's sumdb/note. Beyond the vectors: every size up to 70
 * against the definition, word by word. */
#include "civic/ledger/ledger_own.h"
#include "kit/test/test.h"

static const char *const entries[] = {"",
                                      "00",
                                      "10",
                                      "2021",
                                      "3031",
                                      "40414243",
                                      "5051525354555657",
                                      "606162636465666768696a6b6c6d6e6f"};
static const char *const roots[] = {
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
static const struct {
    int first, size; /* index of a leaf (counted from 1) or size of the older tree */
    const char *path[4];
} paths[] = {{1, 1, {NULL}},
             {1,
              8,
              {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
               "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
               "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
             {6,
              8,
              {"bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
               "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
               "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
             {3, 3, {"fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"}},
             {2,
              5,
              {"6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
               "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
               "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}},
  growths[] = {{1, 1, {NULL}},
               {1,
                8,
                {"96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
                 "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                 "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4"}},
               {6,
                8,
                {"0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
                 "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
                 "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7"}},
               {2,
                5,
                {"5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
                 "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b"}}};

enum { MOST = 70 };
static struct seal_hash leaves[MOST];

static enum err node(void *arg, int level, int64_t index, struct seal_hash *out)
{
    (void)arg;
    *out = tree_fold(leaves + (index << level), 1 << level);
    return OK;
}

static struct seal_hash hash_of(const char *hex)
{
    struct seal_hash h = {{0}};
    CHECK_OK(str_unhex(str_of(hex), h.at, sizeof h.at));
    return h;
}

static void published(struct ctx *cx)
{
    for (size_t i = 0; i < COUNT(entries); i++) {
        size_t n = strlen(entries[i]) / 2;
        char *at = arena_alloc(cx->mem, n + 1);
        CHECK_OK(str_unhex(str_of(entries[i]), at, n));
        leaves[i] = ledger_leaf_hash((str){at, n});
    }
}

static void check_path(struct ctx *cx, const struct ledger_proof *p, const char *const path[4])
{
    int n = 0;
    for (; n < 4 && path[n]; n++)
        CHECK_STR(n < p->n ? seal_hash_hex(&p->at[n], cx->mem) : STR_NONE, path[n]);
    CHECK_INT(p->n, n);
}

TEST(the_published_trees_have_their_published_roots)
{
    struct seal_hash root;
    CHECK_OK(tree_root(node, NULL, 0, &root));
    CHECK_STR(seal_hash_hex(&root, cx->mem),
              "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    published(cx);
    for (size_t i = 0; i < COUNT(roots); i++) {
        CHECK_OK(tree_root(node, NULL, (int64_t)i + 1, &root));
        CHECK_STR(seal_hash_hex(&root, cx->mem), roots[i]);
    }
}

TEST(the_published_proofs_are_made_and_accepted)
{
    struct ledger_proof p;
    published(cx);
    for (size_t i = 0; i < COUNT(paths); i++) {
        struct seal_hash root = hash_of(roots[paths[i].size - 1]);
        int64_t index = paths[i].first - 1;
        CHECK_OK(tree_prove(node, NULL, index, paths[i].size, &p));
        check_path(cx, &p, paths[i].path);
        CHECK(ledger_included(&leaves[index], index, paths[i].size, &p, &root));
    }
    for (size_t i = 0; i < COUNT(growths); i++) {
        struct seal_hash older = hash_of(roots[growths[i].first - 1]),
                         newer = hash_of(roots[growths[i].size - 1]);
        CHECK_OK(tree_prove_grown(node, NULL, growths[i].first, growths[i].size, &p));
        check_path(cx, &p, growths[i].path);
        CHECK(ledger_consistent(growths[i].first, &older, growths[i].size, &newer, &p));
    }
}

/* MTH of the RFC, as it is written there. */
static struct seal_hash defined(const struct seal_hash *at, int n)
{
    int k = 1;
    if (n == 1)
        return at[0];
    while (2 * k < n)
        k *= 2;
    struct seal_hash left = defined(at, k), right = defined(at + k, n - k);
    return ledger_node_hash(&left, &right);
}

static void many(void)
{
    for (int i = 0; i < MOST; i++) {
        char name = (char)i;
        leaves[i] = ledger_leaf_hash((str){&name, 1});
    }
}

/* A proof with one bit changed, one hash more or one less proves nothing. */
static void check_spoilt(const struct ledger_proof *p, int64_t index, int64_t size,
                         const struct seal_hash *root)
{
    struct ledger_proof q = *p;
    q.at[q.n] = leaves[0];
    q.n++;
    CHECK(!ledger_included(&leaves[index], index, size, &q, root));
    if (!p->n)
        return;
    q.n = p->n - 1;
    CHECK(!ledger_included(&leaves[index], index, size, &q, root));
    q = *p;
    q.at[(size_t)index % (size_t)q.n].at[31] ^= 1;
    CHECK(!ledger_included(&leaves[index], index, size, &q, root));
}

TEST(every_leaf_of_every_tree_is_proved_and_nothing_else)
{
    struct ledger_proof p;
    many();
    for (int size = 1; size <= MOST; size++) {
        struct seal_hash root = defined(leaves, size), got;
        CHECK_OK(tree_root(node, NULL, size, &got));
        CHECK(memcmp(got.at, root.at, sizeof got.at) == 0);
        for (int i = 0; i < size; i++) {
            CHECK_OK(tree_prove(node, NULL, i, size, &p));
            CHECK(ledger_included(&leaves[i], i, size, &p, &root));
            CHECK(size == 1 || !ledger_included(&leaves[(i + 1) % size], i, size, &p, &root));
            CHECK(size == 1 || !ledger_included(&leaves[i], (i + 1) % size, size, &p, &root));
            CHECK(!ledger_included(&leaves[i], i, i, &p, &root));
            check_spoilt(&p, i, size, &root);
        }
    }
}

TEST(every_growth_of_every_tree_is_proved_and_nothing_else)
{
    struct ledger_proof p, none = {0};
    many();
    for (int size = 1; size <= MOST; size++)
        for (int from = 1; from <= size; from++) {
            struct seal_hash older = defined(leaves, from), newer = defined(leaves, size);
            struct seal_hash forged = older;
            forged.at[0] ^= 1;
            CHECK_OK(tree_prove_grown(node, NULL, from, size, &p));
            CHECK(ledger_consistent(from, &older, size, &newer, &p));
            CHECK(!ledger_consistent(from, &forged, size, &newer, &p));
            CHECK(!ledger_consistent(size, &newer, from, &older, &p) || from == size);
            CHECK(!ledger_consistent(from, &older, size, &newer, &none) || from == size);
            if (p.n) {
                p.at[p.n - 1].at[5] ^= 1;
                CHECK(!ledger_consistent(from, &older, size, &newer, &p));
            }
        }
}

/* ---- notes --------------------------------------------------------------- */

static str unhexed(struct ctx *cx, const char *hex)
{
    size_t n = strlen(hex) / 2;
    char *at = arena_alloc(cx->mem, n);
    CHECK_OK(str_unhex(str_of(hex), at, n));
    return (str){at, n};
}

TEST(the_published_note_is_accepted_and_no_other)
{
    /* PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW */
    str key = unhexed(cx, "011a5cd907143c384c41e830c5bce12aa8817ec5649aaabf2c31388b35b2d744d6");
    str good = S("If you think cryptography is the answer to your problem,\n"
                 "then you don't know what your problem is.\n\n\xe2\x80\x94 PeterNeumann "
                 "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6K"
                 "E6RyyBwJnAM=\n");
    CHECK(note_signed(S("PeterNeumann"), key, good, cx->mem));
    CHECK(!note_signed(S("EnochRoot"), key, good, cx->mem));
    char *bad = str_z(cx->mem, good);
    bad[3] = 'Y';
    CHECK(!note_signed(S("PeterNeumann"), key, str_of(bad), cx->mem));
}

TEST(a_checkpoint_is_read_as_it_was_written)
{
    struct ledger_checkpoint c = {.size = 0};
    struct seal_hash root = hash_of(roots[6]);
    str note = note_write(cx->seal, 532503, 7, &root, cx->mem);
    CHECK_OK(ledger_note_read(note, &c, cx->mem));
    CHECK_INT(c.size, 7);
    CHECK(memcmp(c.root.at, root.at, sizeof root.at) == 0);
    CHECK(str_eq(c.origin, ledger_origin(cx->seal, 532503, cx->mem)));
    CHECK(ledger_note_signed(cx->seal, 532503, note, cx->mem));
    CHECK(!ledger_note_signed(cx->seal, 532504, note, cx->mem));
    for (size_t i = 0; i < note.len; i++) {
        char *bad = str_z(cx->mem, note);
        bad[i] ^= 2;
        CHECK(!ledger_note_signed(cx->seal, 532503, str_of(bad), cx->mem));
    }
    str key = ledger_key(cx->seal, 532503, cx->mem);
    CHECK(str_starts(key, c.origin));
}

TEST(what_is_no_checkpoint_is_refused)
{
    static const char *const bad[] = {
        "",
        "\n\n",
        "a\n7\n3biL5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n",
        "a\n7\n3biL5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n\n",
        "a\n7\n3biL5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n\nno line of a signature\n",
        "a\n07\n3biL5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n\n\xe2\x80\x94 a AAAA\n",
        "a\n-7\n3biL5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n\n\xe2\x80\x94 a AAAA\n",
        "a\n7\n3biL5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTI=\n\n\xe2\x80\x94 a AAAA\n",
        "\n7\n3biL5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n\n\xe2\x80\x94 a AAAA\n",
        "a\n7\n3biL5AOAnjJXUNPSY814kpwpQreUKjS3fhIslZSnTIw=\n\n\xe2\x80\x94 a AAAA",
    };
    struct ledger_checkpoint c;
    for (size_t i = 0; i < COUNT(bad); i++)
        CHECK_ERR(ledger_note_read(str_of(bad[i]), &c, cx->mem), ERR_INVALID);
}
