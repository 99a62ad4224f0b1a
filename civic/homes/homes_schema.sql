-- block 1

-- county
CREATE TABLE buildings (
    county integer NOT NULL,
    id bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    name text NOT NULL,
    address text NOT NULL DEFAULT '',
    lat_u bigint,
    lon_u bigint,
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX buildings_name ON buildings (county, place, name);
CREATE INDEX buildings_scope ON buildings (county, scope);

-- county
CREATE TABLE dwellings (
    county integer NOT NULL,
    id bigint NOT NULL,
    building bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    door text NOT NULL,
    code text,
    purpose text NOT NULL CHECK (purpose IN
        ('lived-in', 'empty', 'shop', 'office', 'store', 'other')),
    rented integer NOT NULL CHECK (rented IN (0, 1)),
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, building) REFERENCES buildings (county, id)
);
CREATE UNIQUE INDEX dwellings_door ON dwellings (county, building, door);
CREATE UNIQUE INDEX dwellings_code ON dwellings (county, code);
CREATE INDEX dwellings_scope ON dwellings (county, scope);

-- Building and door in one line stand here too, as they are shown, sorted and searched.
-- county
CREATE TABLE households (
    county integer NOT NULL,
    id bigint NOT NULL,
    dwelling bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    line text NOT NULL,
    sorted text NOT NULL,
    found text NOT NULL,
    added_ms bigint NOT NULL,
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, dwelling) REFERENCES dwellings (county, id)
);
CREATE INDEX households_scope ON households (county, scope, sorted, id);
CREATE INDEX households_dwelling ON households (county, dwelling);

-- Who lives there. What they are called is sealed with the person; the indexes are blind.
-- county
CREATE TABLE residents (
    county integer NOT NULL,
    id bigint NOT NULL,
    household bigint NOT NULL,
    person bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    relation text NOT NULL CHECK (relation IN ('head', 'spouse', 'son', 'daughter', 'grandchild',
        'parent', 'grandparent', 'sibling', 'relative', 'none')),
    stay text NOT NULL CHECK (stay IN ('registered', 'temporary', 'left-behind', 'abroad')),
    consent text NOT NULL CHECK (consent IN ('not-asked', 'agreed', 'refused')),
    consent_day integer NOT NULL DEFAULT 0,
    keep_until_day integer NOT NULL DEFAULT 0,
    name_index blob,
    phone_index blob,
    id_index blob,
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, household) REFERENCES households (county, id),
    FOREIGN KEY (county, person) REFERENCES persons (county, id)
);
CREATE INDEX residents_household ON residents (county, household);
CREATE INDEX residents_scope ON residents (county, scope);
CREATE INDEX residents_name ON residents (county, name_index);
CREATE INDEX residents_phone ON residents (county, phone_index);
CREATE UNIQUE INDEX residents_id_number ON residents (county, id_index);
CREATE INDEX residents_kept ON residents (county, keep_until_day);

-- county
CREATE TABLE needs (
    county integer NOT NULL,
    id bigint NOT NULL,
    household bigint NOT NULL,
    resident bigint,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('lone-elder', 'low-income', 'destitute', 'disabled',
        'left-child', 'left-elder', 'orphan', 'ill', 'other')),
    every_days integer NOT NULL,
    last_day integer NOT NULL DEFAULT 0,
    next_day integer NOT NULL,
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, household) REFERENCES households (county, id)
);
CREATE INDEX needs_household ON needs (county, household);
CREATE INDEX needs_due ON needs (county, scope, next_day);

-- What an import left doubtful, for the next visit.
-- county
CREATE TABLE homes_questions (
    county integer NOT NULL,
    id bigint NOT NULL,
    household bigint NOT NULL,
    resident bigint,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('id-number', 'phone', 'head', 'relation', 'twice')),
    asked_ms bigint NOT NULL,
    answered_ms bigint NOT NULL DEFAULT 0,
    answered_by bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (county, id),
    FOREIGN KEY (county, household) REFERENCES households (county, id)
);
CREATE INDEX homes_questions_household ON homes_questions (county, household);
CREATE INDEX homes_questions_scope ON homes_questions (county, scope, answered_ms);
