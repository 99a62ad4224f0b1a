-- block 1

-- What is not over, as the board sorts it: made from the facts, gone when the case is over.
-- county, clustered
CREATE TABLE duty_rows (
    county integer NOT NULL,
    matter bigint NOT NULL,
    scope bigint NOT NULL,
    stage text NOT NULL CHECK (stage IN ('new', 'dispatch', 'work', 'confirm')),
    task text NOT NULL,
    need_ms bigint NOT NULL,
    due_ms bigint NOT NULL,
    since_ms bigint NOT NULL,
    urgent integer NOT NULL CHECK (urgent IN (0, 1)),
    hidden integer NOT NULL CHECK (hidden IN (0, 1)),
    about integer NOT NULL CHECK (about IN (0, 1)),
    taken integer NOT NULL CHECK (taken IN (0, 1)),
    near integer NOT NULL DEFAULT 0,
    PRIMARY KEY (county, matter)
);
CREATE INDEX duty_rows_need ON duty_rows (county, need_ms, matter);
