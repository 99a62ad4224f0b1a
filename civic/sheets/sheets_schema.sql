-- block 1

-- What the columns of a heading mean to an office.
-- county
CREATE TABLE sheet_mappings (
    county integer NOT NULL,
    office bigint NOT NULL,
    signature blob NOT NULL,
    mapping text NOT NULL,
    set_ms bigint NOT NULL,
    PRIMARY KEY (county, office, signature)
);

-- Which lines a place has taken already, to know last month's file when it comes again.
-- county
CREATE TABLE sheet_digests (
    county integer NOT NULL,
    id bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    digest blob NOT NULL,
    period text NOT NULL,
    made_ms bigint NOT NULL,
    PRIMARY KEY (county, id),
    UNIQUE (county, place, digest, period)
);
CREATE INDEX sheet_digests_scope ON sheet_digests (county, scope, digest);
