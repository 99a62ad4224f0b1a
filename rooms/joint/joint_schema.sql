-- Tables of the joint meetings. States, tasks, clocks, numbers and history are civic/matters'.

-- block 1
-- What a meeting adds to its matter.
-- county
CREATE TABLE joint_meetings (
    county integer NOT NULL,
    id bigint NOT NULL,              -- of the matter
    scope bigint NOT NULL,           -- today's code, as the matter's: whose cases it decides
    at_ms bigint NOT NULL,
    room text NOT NULL,              -- where
    chair text NOT NULL,             -- an office or a name at work
    words text NOT NULL DEFAULT '',  -- of the minutes, for all cases together
    PRIMARY KEY (county, id)
);
CREATE INDEX joint_meetings_at ON joint_meetings (county, at_ms, id);

-- county
CREATE TABLE joint_invited (
    county integer NOT NULL,
    meeting bigint NOT NULL,
    org bigint NOT NULL,
    PRIMARY KEY (county, meeting, org)
);
CREATE INDEX joint_invited_org ON joint_invited (county, org, meeting);

-- Cases that wait for a decision: made from the facts, gone when it has been made.
-- county
CREATE TABLE joint_waiting (
    county integer NOT NULL,
    case_id bigint NOT NULL,
    scope bigint NOT NULL,
    since_ms bigint NOT NULL,
    PRIMARY KEY (county, case_id)
);
CREATE INDEX joint_waiting_scope ON joint_waiting (county, scope, since_ms, case_id);

-- What a meeting decided of a case, or that it left it for the next one.
-- county
CREATE TABLE joint_decisions (
    county integer NOT NULL,
    meeting bigint NOT NULL,
    case_id bigint NOT NULL,
    decided integer NOT NULL CHECK (decided IN (0, 1)),
    account bigint NOT NULL DEFAULT 0,
    words text NOT NULL DEFAULT '',
    amount bigint NOT NULL DEFAULT 0, -- of the limit
    unit text NOT NULL DEFAULT '',
    due_ms bigint NOT NULL DEFAULT 0,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, meeting, case_id)
);
CREATE INDEX joint_decisions_case ON joint_decisions (county, case_id, at_ms);

-- county
CREATE TABLE joint_units (
    county integer NOT NULL,
    meeting bigint NOT NULL,
    case_id bigint NOT NULL,
    org bigint NOT NULL,
    leads integer NOT NULL CHECK (leads IN (0, 1)),
    PRIMARY KEY (county, meeting, case_id, org)
);
