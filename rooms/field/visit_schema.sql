-- block 1

-- Somebody was at the door. What was said is sealed with the key of the person asked for; it goes
-- when that person is erased.
-- county
CREATE TABLE visits (
    county integer NOT NULL,
    id bigint NOT NULL,
    household bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    account bigint NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('met', 'nobody', 'unwelcome')),
    person bigint NOT NULL,          -- whose key seals the answers, or 0
    form text NOT NULL,
    answers blob,
    next_day integer NOT NULL,       -- as agreed at the door, or 0
    day integer NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX visits_household ON visits (county, household, at_ms);
CREATE INDEX visits_scope ON visits (county, scope, day);

-- What a household-change is about; the matter has the rest.
-- county
CREATE TABLE household_changes (
    county integer NOT NULL,
    id bigint NOT NULL,              -- of the matter
    household bigint NOT NULL,
    scope bigint NOT NULL,
    number text NOT NULL,
    account bigint NOT NULL,         -- who heard of it
    declined text NOT NULL,          -- in words why, or ''
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX household_changes_by ON household_changes (county, account, at_ms);
-- county
CREATE TABLE household_change_lines (
    county integer NOT NULL,
    change_id bigint NOT NULL,
    no integer NOT NULL,
    what text NOT NULL CHECK (what IN ('phone', 'moved', 'new', 'name', 'relation', 'address',
        'id-number', 'other')),
    resident bigint NOT NULL,        -- 0: of the household
    person bigint NOT NULL,          -- whose key seals the value, or 0
    said blob,                      -- the new value
    PRIMARY KEY (county, change_id, no)
);
