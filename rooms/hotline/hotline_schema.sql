-- block 1

-- Calls about a matter: who called is a person whose number is sealed elsewhere.
-- county
CREATE TABLE hotline_calls (
    county integer NOT NULL,
    id bigint NOT NULL,
    person bigint NOT NULL,
    matter bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('new', 'same', 'asked')),
    account bigint NOT NULL,         -- who took the call
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX hotline_calls_person ON hotline_calls (county, person, id);

-- Numbers to call back: one row while it waits.
-- county
CREATE TABLE hotline_backs (
    county integer NOT NULL,
    id bigint NOT NULL,
    scope bigint NOT NULL,           -- today's code of the place they called for
    person bigint NOT NULL,          -- name and number, sealed
    phone_index blob NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'reached', 'given_up', 'dropped')),
    calls integer NOT NULL,          -- how often they called before anybody called back
    tries integer NOT NULL,          -- of ours that nobody answered
    called_ms bigint NOT NULL,       -- first
    tried_ms bigint NOT NULL,        -- last, 0: not yet
    account bigint NOT NULL,         -- who tried last
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX hotline_backs_waiting ON hotline_backs (county, phone_index) WHERE state = 'open';
CREATE INDEX hotline_backs_open ON hotline_backs (county, called_ms, id) WHERE state = 'open';
