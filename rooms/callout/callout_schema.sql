-- Tables of the callout room. States, tasks, clocks, numbers and history are civic/matters'.

-- block 1
-- What a callout adds to its matter.
-- county
CREATE TABLE callouts (
    county integer NOT NULL,
    id bigint NOT NULL,              -- of the matter
    row_ver bigint NOT NULL DEFAULT 1,
    scope bigint NOT NULL,           -- today's code, as the matter's
    case_id bigint NOT NULL DEFAULT 0, -- the case it is about; 0: none yet
    category text NOT NULL,
    urgency text NOT NULL CHECK (urgency IN ('urgent', 'normal', 'long')),
    body text NOT NULL,
    spot text NOT NULL,
    measured integer NOT NULL CHECK (measured IN (0, 1)),
    lat_u bigint NOT NULL,
    lon_u bigint NOT NULL,
    called_ms bigint NOT NULL,
    due_ms bigint NOT NULL,          -- by when they are to answer; copied from the clock
    PRIMARY KEY (county, id)
);
CREATE INDEX callouts_scope ON callouts (county, scope, id);
CREATE INDEX callouts_called ON callouts (county, called_ms);
CREATE INDEX callouts_case ON callouts (county, case_id) WHERE case_id <> 0;

-- Each organisation called, and what it answered.
-- county
CREATE TABLE callout_units (
    county integer NOT NULL,
    callout bigint NOT NULL,
    org bigint NOT NULL,
    answer text NOT NULL DEFAULT '' CHECK (answer IN ('', 'arrived', 'refused')),
    answered_ms bigint NOT NULL DEFAULT 0,
    account bigint NOT NULL DEFAULT 0, -- who answered
    reason text NOT NULL DEFAULT '',
    words text NOT NULL DEFAULT '',
    metres bigint NOT NULL DEFAULT -1, -- from the spot; -1: not known
    seen text NOT NULL DEFAULT '' CHECK (seen IN ('', 'yes', 'no')), -- by the community
    seen_ms bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (county, callout, org)
);

-- What was said with a step.
-- county
CREATE TABLE callout_notes (
    county integer NOT NULL,
    callout bigint NOT NULL,
    id bigint NOT NULL,
    account bigint NOT NULL,
    body text NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, callout, id)
);

-- How long they have to answer, where a county has set it.
-- county
CREATE TABLE callout_limits (
    county integer NOT NULL,
    urgency text NOT NULL CHECK (urgency IN ('urgent', 'normal', 'long')),
    row_ver bigint NOT NULL DEFAULT 1,
    amount bigint NOT NULL,          -- 0: till the end of the day
    unit text NOT NULL,              -- a unit of civic/calendar
    PRIMARY KEY (county, urgency)
);
