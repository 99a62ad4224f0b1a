/* ledger_own: what the files of civic/ledger share. */
#pragma once
#include "civic/ledger/ledger.h"

#define LEDGER_WITHDRAWAL "withdrawal" /* kind of the leaves that the ledger itself makes */

/* ---- the tree in tiles ---------------------------------------------------- */

enum { TILE_BITS = 4, TILE = 1 << TILE_BITS, TILE_LEVELS = 16 };
/* Hash of the complete subtree of 2^level leaves that begins at leaf index << level. */
typedef enum err tree_node_fn(void *arg, int level, int64_t index, struct seal_hash *out);

/* Root of `size` leaves; of none: the hash of nothing. */
enum err tree_root(tree_node_fn *node, void *arg, int64_t size, struct seal_hash *out) MUST_CHECK;
enum err tree_prove(tree_node_fn *node, void *arg, int64_t index, int64_t size,
                    struct ledger_proof *out) MUST_CHECK;
enum err tree_prove_grown(tree_node_fn *node, void *arg, int64_t from, int64_t size,
                          struct ledger_proof *out) MUST_CHECK;
/* Root of complete subtrees side by side, a power of two of them. */
struct seal_hash tree_fold(const struct seal_hash *at, int n);

/* Reads nodes from the stored tiles, each tile once; the arg of tiles_node. */
struct tiles {
    struct ctx *cx;
    int64_t log;
    struct tile *kept;
};
tree_node_fn tiles_node;
/* The right edge of a tree, to be added to; lives within one attempt of a transaction. */
struct edge;
enum err edge_open(struct ctx *cx, int64_t log, int64_t size, struct edge **out) MUST_CHECK;
enum err edge_add(struct edge *g, const struct seal_hash *leaf) MUST_CHECK;
enum err edge_done(struct edge *g, struct seal_hash *root) MUST_CHECK; /* writes what is open */
/* From the first leaf on, comparing with what is stored instead of writing. */
struct edge *edge_compare(struct ctx *cx, int64_t log, void (*differs)(void *arg, int64_t tile),
                          void *arg);
void edge_root(const struct edge *g, struct seal_hash *root);

/* ---- one row of the log, for verifying and for the export ------------------------ */

struct walked {
    int64_t index, id, subject, at_ms, withdrawn_ms, pos; /* pos 0: no fact */
    str kind, hash, salt, reason;
};
/* The next ones from an index on, in cx->mem. */
enum err walk_leaves(struct ctx *cx, int64_t log, int64_t from, struct walked *out, int max,
                     int *n) MUST_CHECK;
struct joined {
    int64_t index, log, size;
    str note;
};
enum err walk_joins(struct ctx *cx, int64_t from, struct joined *out, int max, int *n) MUST_CHECK;
/* NULL: nobody speaks for the kind. */
const struct ledger_source *source_of(const struct ctx *cx, str kind);

/* ---- the log ---------------------------------------------------------------- */

struct head {
    int64_t next, size, joined;
};
enum err head_read(struct ctx *cx, int64_t log, struct head *out) MUST_CHECK;
/* Inside db_write, the edge at `size` done: signs and keeps the checkpoint. */
enum err checkpoint_add(struct ctx *cx, int64_t log, int64_t size, const struct seal_hash *root,
                        str *note) MUST_CHECK;
/* In the order of their sizes. */
enum err checkpoints_after(struct ctx *cx, int64_t log, int64_t after,
                           struct ledger_checkpoint *out, int max, int *n) MUST_CHECK;
str note_write(const struct seal *s, int64_t log, int64_t size, const struct seal_hash *root,
               struct arena *mem);
str note_base64(str bytes, struct arena *mem); /* as notes have it */
/* Has the key of that name signed it? `key` begins with the byte that says of what kind it is. */
bool note_signed(str name, str key, str note, struct arena *mem);
/* The bytes of a withdrawal's leaf. */
str withdrawal_bytes(struct arena *mem, const struct seal_hash *of, str reason);

extern const struct facts_subscriber ledger_subscriber;
extern const struct jobs_kind ledger_job;
extern const struct route ledger_routes[];
