/* ledger (账本): makes public facts provable. Whoever publishes writes a leaf in the same
 * transaction; the county's leaves stand in one log that can only grow; its signed checkpoints say
 * how long it was and what stood in it, so that nobody, the administrator included, can change what
 * was published, or its order, without every later check saying so.
 *
 * Kept true here (house: the ledger makes public facts provable):
 *  - a leaf is SHA-256(32 random bytes, the salt ‖ the canonical bytes). Only the salt, kept with
 *    the row, lets anyone say which bytes it was; erasing it makes the leaf say nothing any more;
 *  - leaves enter their county's log in the order of their facts' pos, once, whatever crashes and
 *    however many processes work; a leaf's index never changes;
 *  - trees, inclusion and consistency proofs are those of RFC 6962 section 2.1; checkpoints are
 *    signed notes in the text format of C2SP (signed-note, tlog-checkpoint);
 *  - every size that was ever signed keeps its checkpoint, and each county's checkpoints are the
 *    leaves of the instance's own log (LEDGER_INSTANCE), signed likewise;
 *  - a correction is a new leaf; a withdrawal erases the salt, keeps hash and reason, and is a leaf
 *    itself: nothing disappears without the log saying that it did.
 * A transaction promises "in the log within LEDGER_PROMISE_MS"; verifying reports what was not
 * kept.
 */
#pragma once
#include "civic/facts/facts.h"
#include "civic/room.h"
#include "kit/seal/seal.h"

#define LEDGER_PROMISE_MS 10000 /* of the real clock, from the leaf's making */
#define LEDGER_INSTANCE   0     /* the log whose leaves are the counties' checkpoints */
#define LEDGER_REASON     200   /* characters at most */

extern const struct room ledger_part; /* schema, subscriber and job, for app/rooms.c */

/* ---- leaves: for rooms -------------------------------------------------- */

/* `bytes` are canonical: the room can make the same ones again from what it stores (see
 * ledger_source), and they name their subject, so that two things never have the same. */
struct ledger_leaf {
    int64_t county, id; /* the id is what the room keeps */
    const char *kind;   /* "publication": of a ledger_source */
    int64_t subject;    /* the room's own id; several leaves may have one subject */
    unsigned char salt[32];
    struct seal_hash hash;
};
/* Before db_write: takes id and salt and hashes. */
struct ledger_leaf ledger_leaf(struct ctx *cx, int64_t county, const char *kind, int64_t subject,
                               str bytes);
/* Inside db_write, with the change that it proves; leaves a fact "ledger.added". */
enum err ledger_add(struct ctx *cx, const struct ledger_leaf *l) MUST_CHECK;

/* Takes a leaf's content back for good: what `withdrawal` says stands in the log instead. The room
 * erases the bytes themselves in the same transaction. */
struct ledger_withdrawal {
    struct ledger_leaf leaf; /* of the withdrawal itself */
    int64_t of;              /* id of the leaf that is withdrawn */
    str reason;              /* public: no personal data, at most LEDGER_REASON characters */
};
/* Before db_write. ERR_NOT_FOUND: no such leaf; ERR_CONFLICT: withdrawn already. */
enum err ledger_withdrawal(struct ctx *cx, int64_t county, int64_t leaf, str reason,
                           struct ledger_withdrawal *out) MUST_CHECK;
/* Inside db_write. ERR_CONFLICT: somebody was faster. */
enum err ledger_withdraw(struct ctx *cx, const struct ledger_withdrawal *w) MUST_CHECK;

/* ---- how a leaf stands --------------------------------------------------- */

enum ledger_state {
    LEDGER_PROMISED, /* committed, no checkpoint holds it yet */
    LEDGER_LOGGED
};
struct ledger_entry {
    int64_t county, id, subject;
    str kind;
    struct seal_hash hash;
    str salt; /* 32 bytes; empty: withdrawn */
    enum ledger_state state;
    int64_t index;        /* in the log, from 0; once LOGGED */
    int64_t size;         /* of the newest checkpoint; once LOGGED it holds the leaf */
    int64_t at_ms;        /* business time of the leaf */
    int64_t since_ms;     /* business time of the first checkpoint that holds it; 0: PROMISED */
    int64_t withdrawn_ms; /* 0: stands */
    str reason;           /* of the withdrawal */
};
/* Texts live as long as cx->mem. ERR_NOT_FOUND: no such leaf. */
enum err ledger_find(struct ctx *cx, int64_t county, int64_t id,
                     struct ledger_entry *out) MUST_CHECK;
/* All of one subject, oldest first. */
enum err ledger_list(struct ctx *cx, int64_t county, const char *kind, int64_t subject,
                     struct ledger_entry *out, int max, int *n) MUST_CHECK;

/* ---- what a room hands over ------------------------------------------------ */

/* Makes a leaf's bytes again from what is stored now (room.ledger, ended by {0}). */
struct ledger_source {
    const char *kind;
    /* Leaf `leaf` of `subject`. ERR_NOT_FOUND: the content is not there. */
    enum err (*bytes)(struct ctx *cx, int64_t county, int64_t subject, int64_t leaf, str *out);
    bool open; /* anyone may read the bytes: an export carries them, and the salt is shown */
};

/* ---- trees (RFC 6962, section 2.1) ------------------------------------------ */

struct seal_hash ledger_leaf_hash(str entry); /* SHA-256(00 ‖ entry) */
struct seal_hash ledger_node_hash(const struct seal_hash *left, const struct seal_hash *right);

#define LEDGER_PROOF 64 /* hashes at most: a log has fewer than 2^63 leaves */
struct ledger_proof {
    int n;
    struct seal_hash at[LEDGER_PROOF];
};
/* Does the proof lead from the leaf at `index` to the root of `size` leaves? */
bool ledger_included(const struct seal_hash *leaf, int64_t index, int64_t size,
                     const struct ledger_proof *p, const struct seal_hash *root);
/* Does the proof show that the first `from` leaves of the newer tree are the older tree? */
bool ledger_consistent(int64_t from, const struct seal_hash *older, int64_t size,
                       const struct seal_hash *newer, const struct ledger_proof *p);

/* ---- proofs and checkpoints --------------------------------------------------- */

/* ERR_NOT_FOUND: the log is shorter, or has no such index. */
enum err ledger_prove(struct ctx *cx, int64_t log, int64_t index, int64_t size,
                      struct ledger_proof *out) MUST_CHECK;
enum err ledger_prove_grown(struct ctx *cx, int64_t log, int64_t from, int64_t size,
                            struct ledger_proof *out) MUST_CHECK;

struct ledger_checkpoint {
    str origin; /* "linli/INSTANCE/532503" */
    int64_t size;
    struct seal_hash root;
    int64_t at_ms, real_ms; /* business and real time; not part of the note */
    str note;               /* the signed text as it is published */
};
/* The newest of at most `most` leaves (INT64_MAX: the newest). ERR_NOT_FOUND: none yet. */
enum err ledger_checkpoint(struct ctx *cx, int64_t log, int64_t most,
                           struct ledger_checkpoint *out) MUST_CHECK;
/* The first of at least `least` leaves. ERR_NOT_FOUND: none yet. */
enum err ledger_checkpoint_since(struct ctx *cx, int64_t log, int64_t least,
                                 struct ledger_checkpoint *out) MUST_CHECK;

/* Every log there is, the instance's first. */
enum err ledger_logs(struct ctx *cx, int64_t *out, int max, int *n) MUST_CHECK;

str ledger_origin(const struct seal *s, int64_t log, struct arena *mem);
/* The key in text, as verifiers of signed notes take it: NAME+HASH+BASE64. */
str ledger_key(const struct seal *s, int64_t log, struct arena *mem);

/* Reads a signed note. ERR_INVALID: not in the format. Says nothing of its signature. */
enum err ledger_note_read(str note, struct ledger_checkpoint *out, struct arena *mem) MUST_CHECK;
/* Is it of this instance and this log, and signed by its key? */
bool ledger_note_signed(const struct seal *s, int64_t log, str note, struct arena *mem);

/* ---- verifying, and taking it along ----------------------------------------------- */

/* Every way in which a log can be found not to be what it promised. */
enum ledger_fault {
    LEDGER_FAULT_CONTENT,    /* what is stored is not what the leaf was made of */
    LEDGER_FAULT_NO_CONTENT, /* nothing is stored for it, or nobody speaks for its kind */
    LEDGER_FAULT_MISSING,    /* no leaf stands at an index */
    LEDGER_FAULT_ORDER,      /* it stands before one that was published earlier */
    LEDGER_FAULT_LOST,       /* a fact promised it, no row is left */
    LEDGER_FAULT_SILENT,     /* withdrawn without an entry that says so, or salt erased alone */
    LEDGER_FAULT_TREE,       /* a stored row of the tree is not what the leaves give */
    LEDGER_FAULT_ROOT,       /* a checkpoint's root is not what the leaves give */
    LEDGER_FAULT_SIGNATURE,  /* a checkpoint is not signed by this instance's key */
    LEDGER_FAULT_FORK,       /* checkpoint and instance's log say different things */
    LEDGER_FAULT_SHORT,      /* the log is shorter than a checkpoint that was given out */
    LEDGER_FAULT_PROMISE,    /* not in the log within LEDGER_PROMISE_MS */
    LEDGER_FAULTS
};
extern const char *const ledger_fault_text[LEDGER_FAULTS]; /* English, for the terminal */

struct ledger_check {
    const struct ledger_checkpoint *known; /* kept by somebody, of this log; signatures are */
    int n_known;                           /* checked here */
    /* Where: a leaf's id or index, or the size of a checkpoint. */
    void (*fault)(void *arg, enum ledger_fault f, int64_t where);
    void *arg;
    /* found */
    int64_t leaves, withdrawn, checkpoints, waiting, late, faults;
};
/* Reads the whole log, its content by way of the rooms' ledger_source. Faults are counted and
 * told, not returned: OK means that it was read to the end. */
enum err ledger_verify(struct ctx *cx, int64_t log, struct ledger_check *c) MUST_CHECK;

/* The log as lines of JSON, for a verifier that shares no code with this program; the format is in
 * docs/decisions. The content of leaves of open kinds is in it. `line` false ends it. */
enum err ledger_export(struct ctx *cx, int64_t log, bool (*line)(void *arg, str text),
                       void *arg) MUST_CHECK;
