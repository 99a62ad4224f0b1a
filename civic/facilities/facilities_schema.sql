-- Facilities: what stands in public space and is looked after by somebody.

-- block 1
-- `scope` is today's code, `place` the code of the day it was entered. `label` is what is written
-- on it for people; `cases` counts how often it was reported.
-- county
CREATE TABLE facilities (
    county integer NOT NULL,
    id bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    identifier text NOT NULL,        -- 16 or 17 digits, never given again
    code text NOT NULL,              -- of the category
    label text NOT NULL,
    name text NOT NULL,
    state text NOT NULL CHECK (state IN ('whole', 'broken', 'lost', 'disused', 'removed')),
    origin text NOT NULL CHECK (origin IN ('', 'survey', 'map', 'base', 'other')),
    lat_u integer,                   -- microdegrees, WGS-84; NULL: only its grid is known
    lon_u integer,
    org_code text NOT NULL,
    org_name text NOT NULL,
    owner_code text NOT NULL,
    owner_name text NOT NULL,
    keeper_code text NOT NULL,
    keeper_name text NOT NULL,
    note text NOT NULL,
    from_day integer NOT NULL,
    changed_day integer NOT NULL,    -- 0: as it was from the first day
    cases integer NOT NULL,
    row_ver bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX facilities_identifier ON facilities (county, identifier);
CREATE INDEX facilities_scope ON facilities (county, scope, id);
CREATE INDEX facilities_label ON facilities (county, label, scope);
CREATE INDEX facilities_near ON facilities (county, code, lat_u) WHERE state <> 'removed';
CREATE INDEX facilities_box ON facilities (county, lat_u, lon_u) WHERE state <> 'removed';

-- The last serial number given, per class of identifiers and per grid and kind of labels.
-- county
CREATE TABLE facility_serials (
    county integer NOT NULL,
    class text NOT NULL,
    last bigint NOT NULL,
    PRIMARY KEY (county, class)
);

-- A file: looked at, then taken over in slices, perhaps undone. `text` is dropped when it is done.
-- county
CREATE TABLE facility_imports (
    county integer NOT NULL,
    id bigint NOT NULL,
    account bigint NOT NULL,
    scope bigint NOT NULL,           -- rows outside it are refused
    name text NOT NULL,
    text text NOT NULL,
    state text NOT NULL CHECK (state IN ('looked', 'running', 'done', 'undone')),
    total integer NOT NULL,          -- rows
    done integer NOT NULL,           -- of them, so far
    added integer NOT NULL,
    changed integer NOT NULL,
    refused integer NOT NULL,
    kept integer NOT NULL,           -- not taken back when it was undone
    at_ms bigint NOT NULL,
    row_ver bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX facility_imports_at ON facility_imports (county, at_ms);

-- What an import did to each: how it was before ('' if it was not), as one line of CSV.
-- county
CREATE TABLE facility_import_rows (
    county integer NOT NULL,
    import bigint NOT NULL,
    facility bigint NOT NULL,
    row_ver bigint NOT NULL,         -- after the import
    was text NOT NULL,
    PRIMARY KEY (county, import, facility)
);
