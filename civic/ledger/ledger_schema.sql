-- block 1

-- county, clustered
CREATE TABLE ledger_leaves (
    county integer NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL,
    subject bigint NOT NULL,
    hash blob NOT NULL,
    salt blob,
    at_ms bigint NOT NULL,
    idx bigint,                     -- NULL: not in the log yet
    withdrawn_ms bigint,
    reason text NOT NULL DEFAULT '',
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX ledger_leaves_idx ON ledger_leaves (county, idx) WHERE idx IS NOT NULL;
CREATE INDEX ledger_leaves_subject ON ledger_leaves (county, subject, id);

-- county, clustered
CREATE TABLE ledger_heads (
    county integer NOT NULL PRIMARY KEY,
    next bigint NOT NULL,           -- the index that the next leaf gets
    size bigint NOT NULL,           -- of the tree, and of its newest checkpoint
    joined bigint NOT NULL          -- size up to which the instance's log has its checkpoints
);

-- county, clustered
CREATE TABLE ledger_tiles (
    county integer NOT NULL,
    level integer NOT NULL,         -- of four levels of the tree each
    tile bigint NOT NULL,
    hashes blob NOT NULL,           -- 1 to 16 of complete subtrees
    PRIMARY KEY (county, level, tile)
);

-- county, clustered
CREATE TABLE ledger_checkpoints (
    county integer NOT NULL,
    size bigint NOT NULL,
    at_ms bigint NOT NULL,          -- business time
    real_ms bigint NOT NULL,
    root blob NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (county, size)
);

-- county, clustered
CREATE TABLE ledger_joins (
    county integer NOT NULL,        -- 0: the log of the instance
    idx bigint NOT NULL,
    log integer NOT NULL,           -- whose checkpoint
    size bigint NOT NULL,
    note text NOT NULL,
    PRIMARY KEY (county, idx)
);
CREATE UNIQUE INDEX ledger_joins_log ON ledger_joins (county, log, size);

-- block 2

CREATE INDEX ledger_leaves_waiting ON ledger_leaves (county, id) WHERE idx IS NULL;
