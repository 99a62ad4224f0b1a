-- block 1

-- What a phone wrote without network and sent later: which matter came of it, and both clocks.
-- county
CREATE TABLE outbox_sent (
    county integer NOT NULL,
    account bigint NOT NULL,
    uuid text NOT NULL,          -- the phone's own: its idempotency key
    matter bigint NOT NULL,
    written_ms bigint NOT NULL,  -- when it was written, by our clock and the age it had
    claimed_ms bigint NOT NULL,  -- when the phone said it was
    received_ms bigint NOT NULL,
    PRIMARY KEY (county, account, uuid)
);
CREATE INDEX outbox_sent_matter ON outbox_sent (county, matter);

-- Pieces of a photo that is still on its way, sealed.
-- county
CREATE TABLE outbox_parts (
    county integer NOT NULL,
    account bigint NOT NULL,
    uuid text NOT NULL,
    n integer NOT NULL,
    at bigint NOT NULL,
    size bigint NOT NULL,
    bytes blob NOT NULL,
    until_ms bigint NOT NULL,    -- what is not whole by then goes
    PRIMARY KEY (county, account, uuid, n, at)
);
CREATE INDEX outbox_parts_old ON outbox_parts (county, until_ms);

-- Photos that came after their text: each is taken once.
-- county
CREATE TABLE outbox_photos (
    county integer NOT NULL,
    account bigint NOT NULL,
    uuid text NOT NULL,
    n integer NOT NULL,
    matter bigint NOT NULL,
    done_ms bigint NOT NULL,
    PRIMARY KEY (county, account, uuid, n)
);

-- block 2

-- Phones bound to a grid worker. The phone's word is a door (kind 'phone') by its hash.
-- county
CREATE TABLE phones (
    county integer NOT NULL,
    id bigint NOT NULL,
    account bigint NOT NULL,
    name text NOT NULL,
    hash blob NOT NULL,
    code blob NOT NULL,          -- of the code that bound it: one code, one phone
    bound_ms bigint NOT NULL,
    seen_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    revoked_ms bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX phones_code ON phones (county, code);
