-- block 1

-- county, clustered
CREATE TABLE leases (
    county integer NOT NULL PRIMARY KEY,
    holder text NOT NULL,
    until_ms bigint NOT NULL
);

-- county, clustered
CREATE TABLE timers (
    county integer NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    due_ms bigint NOT NULL,
    ref bigint NOT NULL DEFAULT 0,
    payload text NOT NULL DEFAULT '',
    state integer NOT NULL DEFAULT 0 CHECK (state IN (0, 3)),
    error text NOT NULL DEFAULT '',
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX timers_name ON timers (county, kind, name);
CREATE INDEX timers_due ON timers (due_ms, county) WHERE state = 0;

-- county, clustered
CREATE TABLE outbox (
    county integer NOT NULL,
    id bigint NOT NULL,
    kind text NOT NULL,
    name text NOT NULL,
    payload text NOT NULL,
    state integer NOT NULL DEFAULT 0 CHECK (state IN (0, 1, 2, 3)),
    next_ms bigint NOT NULL,
    lease_ms bigint NOT NULL DEFAULT 0,
    tries integer NOT NULL DEFAULT 0,
    done_ms bigint NOT NULL DEFAULT 0,
    error text NOT NULL DEFAULT '',
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX outbox_name ON outbox (county, kind, name);
CREATE INDEX outbox_next ON outbox (next_ms, county) WHERE state < 2;
CREATE INDEX outbox_done ON outbox (county, done_ms) WHERE state = 2;

-- block 2

-- What waits, is under way or failed is little beside what was sent: an index of each alone.
CREATE INDEX outbox_waiting ON outbox (county, id) WHERE state = 0;
CREATE INDEX outbox_claimed ON outbox (county, id) WHERE state = 1;
CREATE INDEX outbox_failed ON outbox (county, id) WHERE state = 3;
CREATE INDEX timers_failed ON timers (county, id) WHERE state = 3;
