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

-- block 2

-- Where the cases of a kind ended up, for proposing a unit: one that sends them back loses them.
-- county, clustered
CREATE TABLE duty_choices (
    county integer NOT NULL,
    matter bigint NOT NULL,
    code text NOT NULL,
    town bigint NOT NULL,
    org bigint NOT NULL,
    opened_ms bigint NOT NULL,
    PRIMARY KEY (county, matter)
);
CREATE INDEX duty_choices_code ON duty_choices (county, code, opened_ms, matter);

-- block 3

-- What happened, one line per fact worth counting, for the handover of a shift; two months.
-- county, clustered
CREATE TABLE duty_log (
    county integer NOT NULL,
    fact bigint NOT NULL,
    at_ms bigint NOT NULL,
    scope bigint NOT NULL,
    what text NOT NULL,
    PRIMARY KEY (county, fact)
);
CREATE INDEX duty_log_at ON duty_log (county, at_ms);

-- county, clustered
CREATE TABLE duty_shifts (
    county integer NOT NULL,
    id bigint NOT NULL,
    scope bigint NOT NULL,
    from_ms bigint NOT NULL,
    to_ms bigint NOT NULL,
    giver bigint NOT NULL,
    taker bigint NOT NULL DEFAULT 0,
    taken_ms bigint NOT NULL DEFAULT 0,
    notes text NOT NULL,
    figures text NOT NULL,
    named text NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX duty_shifts_from ON duty_shifts (county, scope, from_ms);
CREATE INDEX duty_shifts_to ON duty_shifts (county, scope, to_ms);
