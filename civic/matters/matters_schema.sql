-- block 1

-- reference
CREATE TABLE flows (
    hash text NOT NULL PRIMARY KEY,
    name text NOT NULL,
    kind text NOT NULL,
    version bigint NOT NULL,
    body text NOT NULL,
    stored_ms bigint NOT NULL,
    is_current integer NOT NULL CHECK (is_current IN (0, 1))
);
CREATE INDEX flows_name ON flows (name, is_current);

-- county, clustered
CREATE TABLE matters (
    county integer NOT NULL,
    id bigint NOT NULL,
    row_ver bigint NOT NULL DEFAULT 1,
    kind text NOT NULL,
    flow text NOT NULL,
    state text NOT NULL,
    is_open integer NOT NULL CHECK (is_open IN (0, 1)),
    outcome text NOT NULL DEFAULT '' CHECK (outcome IN
        ('', 'solved', 'partly', 'answered', 'declined', 'void', 'merged')),
    word text NOT NULL DEFAULT '' CHECK (word IN ('', 'yes', 'partly', 'no', 'silent')),
    place bigint NOT NULL,
    scope bigint NOT NULL,
    category text NOT NULL DEFAULT '',
    title text NOT NULL DEFAULT '',
    source text NOT NULL DEFAULT '',
    number text,
    token blob,
    flags integer NOT NULL DEFAULT 0,
    listed integer NOT NULL DEFAULT 0 CHECK (listed IN (0, 1)),
    merged_into bigint,
    lead_org bigint NOT NULL DEFAULT 0,
    opened_ms bigint NOT NULL,
    changed_ms bigint NOT NULL,
    changed_by bigint NOT NULL DEFAULT 0,
    round bigint NOT NULL DEFAULT 1,
    closed_ms bigint NOT NULL DEFAULT 0,
    until_ms bigint,
    rating integer NOT NULL DEFAULT 0,
    returns integer NOT NULL DEFAULT 0,
    reworks integer NOT NULL DEFAULT 0,
    extensions integer NOT NULL DEFAULT 0,
    holds integer NOT NULL DEFAULT 0,
    reopens integer NOT NULL DEFAULT 0,
    supervision integer NOT NULL DEFAULT 0,
    PRIMARY KEY (county, id),
    FOREIGN KEY (flow) REFERENCES flows (hash)
);
CREATE UNIQUE INDEX matters_number ON matters (county, number);
CREATE UNIQUE INDEX matters_token ON matters (county, token) WHERE token IS NOT NULL;
CREATE INDEX matters_community ON matters (county, (scope / 1000), id);
CREATE INDEX matters_merged ON matters (county, merged_into) WHERE merged_into IS NOT NULL;
CREATE INDEX matters_until ON matters (until_ms, county) WHERE until_ms IS NOT NULL;

-- county, clustered
CREATE TABLE parties (
    county integer NOT NULL,
    matter bigint NOT NULL,
    role text NOT NULL CHECK (role IN ('reporter', 'affected', 'follower', 'subject')),
    account bigint NOT NULL,
    org bigint NOT NULL DEFAULT 0,
    may_contact integer NOT NULL DEFAULT 0 CHECK (may_contact IN (0, 1)),
    since_ms bigint NOT NULL,
    PRIMARY KEY (county, matter, role, account, org),
    FOREIGN KEY (county, matter) REFERENCES matters (county, id)
);
CREATE INDEX parties_account ON parties (county, account, matter) WHERE account <> 0;

-- county, clustered
CREATE TABLE tasks (
    county integer NOT NULL,
    matter bigint NOT NULL,
    id bigint NOT NULL,
    row_ver bigint NOT NULL DEFAULT 1,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN
        ('lead', 'assist', 'check', 'sign', 'consult', 'reply', 'intake')),
    act text NOT NULL,
    state text NOT NULL CHECK (state IN ('open', 'done', 'dropped')),
    scope bigint NOT NULL,
    desk bigint NOT NULL DEFAULT 0,
    org bigint NOT NULL DEFAULT 0,
    account bigint NOT NULL DEFAULT 0,
    post bigint NOT NULL DEFAULT 0,
    near integer NOT NULL DEFAULT 0 CHECK (near IN (0, 1)),
    clock text NOT NULL DEFAULT '',
    due_ms bigint NOT NULL,
    opened_ms bigint NOT NULL,
    round bigint NOT NULL,
    claimed_ms bigint NOT NULL DEFAULT 0,
    closed_ms bigint NOT NULL DEFAULT 0,
    closed_by bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (county, matter, id),
    FOREIGN KEY (county, matter) REFERENCES matters (county, id)
);
CREATE INDEX tasks_tray ON tasks (county, org, desk, due_ms, matter, id)
    WHERE state = 'open' AND account = 0;
CREATE INDEX tasks_account ON tasks (county, account, due_ms, matter, id)
    WHERE state = 'open' AND account <> 0;
CREATE INDEX tasks_due ON tasks (county, due_ms, matter, id) WHERE state = 'open';

-- county, clustered
CREATE TABLE clocks (
    county integer NOT NULL,
    matter bigint NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    unit text NOT NULL,
    amount bigint NOT NULL,
    calendar bigint NOT NULL,
    started_ms bigint NOT NULL,
    from_ms bigint NOT NULL,
    used_ms bigint NOT NULL DEFAULT 0,
    due_ms bigint NOT NULL,
    stopped_ms bigint NOT NULL DEFAULT 0,
    state text NOT NULL CHECK (state IN ('running', 'paused', 'met', 'missed', 'cancelled')),
    next_ms bigint,
    PRIMARY KEY (county, matter, id),
    FOREIGN KEY (county, matter) REFERENCES matters (county, id)
);
CREATE INDEX clocks_next ON clocks (next_ms, county) WHERE next_ms IS NOT NULL;

-- county, clustered
CREATE TABLE clock_steps (
    county integer NOT NULL,
    matter bigint NOT NULL,
    clock bigint NOT NULL,
    step text NOT NULL,
    fired_ms bigint NOT NULL,
    PRIMARY KEY (county, matter, clock, step)
);

-- county, clustered
CREATE TABLE numbers (
    county integer NOT NULL,
    alias text NOT NULL,
    year integer NOT NULL,
    n bigint NOT NULL,
    PRIMARY KEY (county, alias, year)
);

-- county, clustered
CREATE TABLE outside_refs (
    county integer NOT NULL,
    matter bigint NOT NULL,
    id bigint NOT NULL,
    system text NOT NULL,
    number text,
    due_ms bigint NOT NULL DEFAULT 0,
    wins integer NOT NULL DEFAULT 0 CHECK (wins IN (0, 1)),
    state text NOT NULL CHECK (state IN ('to_enter', 'entered', 'returned')),
    PRIMARY KEY (county, matter, id),
    FOREIGN KEY (county, matter) REFERENCES matters (county, id)
);
CREATE UNIQUE INDEX outside_refs_number ON outside_refs (county, system, number);

-- county, clustered
CREATE TABLE turns (
    county integer NOT NULL,
    id bigint NOT NULL,
    act text NOT NULL,
    scope bigint NOT NULL,
    account bigint NOT NULL,
    from_ms bigint NOT NULL,
    to_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX turns_act ON turns (county, act, scope, from_ms);

-- county, clustered: the calendar a county's clocks were last computed with
CREATE TABLE clock_marks (
    county integer NOT NULL PRIMARY KEY,
    national bigint NOT NULL,
    own bigint NOT NULL
);

-- block 2
-- What the public may read, and of it what is in work: a report writes no entry here.
CREATE INDEX matters_told ON matters (county, kind, (scope / 1000), opened_ms, word)
    WHERE listed = 1;
-- That it is open stands in the index too: SQLite then takes it before those of all that is released.
CREATE INDEX matters_in_work ON matters (county, is_open, (scope / 1000), id)
    WHERE listed = 1 AND is_open = 1;
CREATE INDEX matters_told_of ON matters (county, (scope / 1000), category, id) WHERE listed = 1;
CREATE INDEX matters_flow ON matters (flow, is_open, county, id) WHERE is_open = 1;
