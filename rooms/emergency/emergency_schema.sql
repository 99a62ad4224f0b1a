-- block 1
-- An order by which people of places are called out; over when ended_ms is set, by somebody or by
-- its end.
-- county
CREATE TABLE emergencies (
    county integer NOT NULL,
    id bigint NOT NULL,
    place bigint NOT NULL,           -- the smallest that holds all of its places
    scope bigint NOT NULL,
    kind text NOT NULL,              -- of data/emergency/kinds.csv
    level text NOT NULL CHECK (level IN ('blue', 'yellow', 'orange', 'red')),
    message text NOT NULL,
    message_en text NOT NULL,
    speech text NOT NULL,            -- to be read aloud
    started_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    ended_ms bigint NOT NULL DEFAULT 0,
    ended_by bigint NOT NULL DEFAULT 0, -- 0: it ended by its end
    account bigint NOT NULL,
    second_minutes integer NOT NULL, -- without a result for so long: somebody else is asked
    households integer NOT NULL,     -- when it started
    end_told bigint NOT NULL,        -- by which those who are told of its end are told once
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id)
);
CREATE INDEX emergencies_running ON emergencies (county, id) WHERE ended_ms = 0;
CREATE INDEX emergencies_started ON emergencies (county, started_ms, id);

-- county
CREATE TABLE emergency_places (
    county integer NOT NULL,
    id bigint NOT NULL,
    emergency bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, emergency) REFERENCES emergencies (county, id)
);
CREATE UNIQUE INDEX emergency_places_of ON emergency_places (county, emergency, place);
CREATE INDEX emergency_places_scope ON emergency_places (county, scope);

-- Where households lie, as many as there were when it started, and who is asked when the first
-- caller has no result.
-- county
CREATE TABLE emergency_grids (
    county integer NOT NULL,
    id bigint NOT NULL,
    emergency bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    households integer NOT NULL,
    second bigint NOT NULL DEFAULT 0,
    second_ms bigint NOT NULL DEFAULT 0, -- when it was looked for; 0: not yet
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, emergency) REFERENCES emergencies (county, id)
);
CREATE UNIQUE INDEX emergency_grids_of ON emergency_grids (county, emergency, place);
CREATE INDEX emergency_grids_scope ON emergency_grids (county, scope);

-- How a household stands: the newest of its marks. None: nobody has called yet.
-- county
CREATE TABLE emergency_calls (
    county integer NOT NULL,
    emergency bigint NOT NULL,
    household bigint NOT NULL,
    mark bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('reached', 'no-answer', 'moved', 'refused')),
    at_ms bigint NOT NULL,           -- by the clock of whoever called
    account bigint NOT NULL,
    second bigint NOT NULL DEFAULT 0, -- who is asked to call once more
    PRIMARY KEY (county, emergency, household)
);
CREATE UNIQUE INDEX emergency_calls_mark ON emergency_calls (county, mark);
CREATE INDEX emergency_calls_grid ON emergency_calls (county, emergency, scope, outcome);
CREATE INDEX emergency_calls_scope ON emergency_calls (county, scope);

-- Every mark that was made, in whatever order it came.
-- county
CREATE TABLE emergency_marks (
    county integer NOT NULL,
    id bigint NOT NULL,
    emergency bigint NOT NULL,
    household bigint NOT NULL,
    scope bigint NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('reached', 'no-answer', 'moved', 'refused')),
    at_ms bigint NOT NULL,
    got_ms bigint NOT NULL,
    account bigint NOT NULL,
    way text NOT NULL CHECK (way IN ('page', 'phone', 'paper')),
    PRIMARY KEY (county, id)
);
CREATE INDEX emergency_marks_of ON emergency_marks (county, emergency, household, at_ms);
CREATE INDEX emergency_marks_scope ON emergency_marks (county, scope);

-- Whose numbers a caller was shown under an order, written down at the persons themselves.
-- county
CREATE TABLE emergency_shown (
    county integer NOT NULL,
    emergency bigint NOT NULL,
    household bigint NOT NULL,
    account bigint NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, emergency, household, account)
);

-- "I am safe": name and number are sealed with a person, the house with that person's key.
-- county
CREATE TABLE emergency_words (
    county integer NOT NULL,
    id bigint NOT NULL,
    emergency bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    person bigint NOT NULL,
    house blob NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX emergency_words_of ON emergency_words (county, emergency, scope, id);
CREATE INDEX emergency_words_scope ON emergency_words (county, scope);

-- Where something can happen, and who answers for it: name and number are sealed with persons.
-- county
CREATE TABLE danger_spots (
    county integer NOT NULL,
    id bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('slope', 'gully', 'reservoir', 'bridge', 'house', 'low', 'other')),
    name text NOT NULL,
    lat_u bigint,
    lon_u bigint,
    keeper bigint NOT NULL,
    deputy bigint NOT NULL DEFAULT 0,
    note text NOT NULL DEFAULT '',
    looked_day integer NOT NULL DEFAULT 0,
    gone_ms bigint NOT NULL DEFAULT 0,
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id)
);
CREATE INDEX danger_spots_scope ON danger_spots (county, scope, id);
