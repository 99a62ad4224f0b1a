-- block 1

-- county, clustered
CREATE TABLE facts (
    county integer NOT NULL,
    subject bigint NOT NULL,
    id bigint NOT NULL,
    pos bigint,
    at_ms bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    subject_kind text NOT NULL,
    kind text NOT NULL,
    was text NOT NULL DEFAULT '',
    now text NOT NULL DEFAULT '',
    reason text NOT NULL DEFAULT '',
    payload text NOT NULL DEFAULT '',
    audience integer NOT NULL CHECK (audience BETWEEN 0 AND 3),
    actor_county integer NOT NULL,
    actor bigint NOT NULL,
    post bigint NOT NULL,
    via text NOT NULL,
    PRIMARY KEY (county, subject, id)
);
CREATE UNIQUE INDEX facts_pos ON facts (county, pos) WHERE pos IS NOT NULL;
CREATE INDEX facts_waiting ON facts (county, id) WHERE pos IS NULL;

-- county, clustered
CREATE TABLE fact_heads (
    county integer NOT NULL PRIMARY KEY,
    pos bigint NOT NULL
);

-- county, clustered
CREATE TABLE fact_cursors (
    county integer NOT NULL,
    subscriber text NOT NULL,
    pos bigint NOT NULL,
    error text NOT NULL DEFAULT '',
    PRIMARY KEY (county, subscriber)
);
