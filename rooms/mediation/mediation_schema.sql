-- Tables of the mediation room. States, tasks, clocks, numbers and history are civic/matters'.

-- block 1
-- What a dispute adds to its matter.
-- county
CREATE TABLE mediations (
    county integer NOT NULL,
    id bigint NOT NULL,              -- of the matter
    scope bigint NOT NULL,           -- today's code, as the matter's
    kind text NOT NULL,
    body text NOT NULL,              -- without names
    people integer NOT NULL CHECK (people > 1),
    opened_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX mediations_scope ON mediations (county, scope, opened_ms, kind);

-- county
CREATE TABLE mediation_parties (
    county integer NOT NULL,
    mediation bigint NOT NULL,
    person bigint NOT NULL,          -- name and number are sealed there
    other integer NOT NULL CHECK (other IN (0, 1)), -- of the second side
    PRIMARY KEY (county, mediation, person)
);

-- What was said with a step.
-- county
CREATE TABLE mediation_notes (
    county integer NOT NULL,
    mediation bigint NOT NULL,
    id bigint NOT NULL,
    account bigint NOT NULL,
    body text NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, mediation, id)
);

-- To police, justice or petition office, with their receipt and what came of it there.
-- county
CREATE TABLE mediation_handovers (
    county integer NOT NULL,
    mediation bigint NOT NULL,
    id bigint NOT NULL,
    office text NOT NULL CHECK (office IN ('police', 'justice', 'petition')),
    receipt text NOT NULL DEFAULT '',
    result text NOT NULL DEFAULT '',
    handed_ms bigint NOT NULL,
    receipt_ms bigint NOT NULL DEFAULT 0,
    ended_ms bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (county, mediation, id)
);
