-- block 1

-- reference
CREATE TABLE forms (
    hash text NOT NULL PRIMARY KEY,
    name text NOT NULL,
    version bigint NOT NULL,
    body text NOT NULL,
    stored_ms bigint NOT NULL,
    is_current integer NOT NULL CHECK (is_current IN (0, 1))
);
CREATE INDEX forms_name ON forms (name, is_current);
