-- block 1

-- county
CREATE TABLE roll_imports (
    county integer NOT NULL,
    id bigint NOT NULL,
    place bigint NOT NULL,
    scope bigint NOT NULL,
    kind text NOT NULL,
    state text NOT NULL CHECK (state IN ('draft', 'storing', 'stored', 'undoing', 'undone')),
    file_name text NOT NULL,
    file_hash blob NOT NULL,
    signature blob NOT NULL,
    office bigint NOT NULL,
    heads text NOT NULL,
    mapping text NOT NULL,
    remembered integer NOT NULL CHECK (remembered IN (0, 1)),
    source text NOT NULL,
    basis text NOT NULL,
    purpose text NOT NULL,
    keep_until_day integer NOT NULL,
    n_rows bigint NOT NULL DEFAULT 0,
    good bigint NOT NULL DEFAULT 0,
    refused bigint NOT NULL DEFAULT 0,
    known bigint NOT NULL DEFAULT 0,
    asked bigint NOT NULL DEFAULT 0,
    done bigint NOT NULL DEFAULT 0,
    kept bigint NOT NULL DEFAULT 0,
    account bigint NOT NULL,
    made_ms bigint NOT NULL,
    stored_ms bigint NOT NULL DEFAULT 0,
    key_wrapped blob,
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, id)
);
CREATE INDEX roll_imports_scope ON roll_imports (county, scope, id);
CREATE INDEX roll_imports_file ON roll_imports (county, file_hash);
CREATE INDEX roll_imports_state ON roll_imports (county, state, made_ms);

-- A row of the list while it waits, and what it made, until nothing can be taken back any more.
-- county
CREATE TABLE roll_rows (
    county integer NOT NULL,
    import bigint NOT NULL,
    n bigint NOT NULL,
    family bigint NOT NULL,
    state text NOT NULL CHECK (state IN ('good', 'refused', 'known', 'stored', 'undone', 'kept')),
    why text NOT NULL,
    asked integer NOT NULL DEFAULT 0,
    raw blob,
    fields blob,
    household bigint,
    resident bigint,
    need bigint,
    opened integer NOT NULL DEFAULT 0 CHECK (opened IN (0, 1)),
    PRIMARY KEY (county, import, n)
);
CREATE INDEX roll_rows_state ON roll_rows (county, import, state, n);

-- What the columns of a heading mean to an office.
-- county
CREATE TABLE roll_mappings (
    county integer NOT NULL,
    office bigint NOT NULL,
    signature blob NOT NULL,
    mapping text NOT NULL,
    set_ms bigint NOT NULL,
    PRIMARY KEY (county, office, signature)
);
