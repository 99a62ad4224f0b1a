-- Tables of the cases room. States, tasks, clocks, numbers and history are civic/matters'.

-- block 1
-- A category of one county, one row per revision: a case keeps the revision it was reported
-- under, so editing never changes the past.
-- county
CREATE TABLE categories (
    county integer NOT NULL,
    code text NOT NULL,              -- kind and legacy number: event-0102, facility-0118
    rev integer NOT NULL,
    live integer NOT NULL CHECK (live IN (0, 1)), -- the newest revision, unless withdrawn
    kind text NOT NULL CHECK (kind IN ('facility', 'event')),
    name text NOT NULL,
    name_en text NOT NULL,
    plain text NOT NULL,             -- what residents read
    plain_en text NOT NULL,
    icon text NOT NULL,
    chip integer NOT NULL,           -- place on the report form of a town community; 0: not there
    rural_chip integer NOT NULL,     -- the same in a village
    help text NOT NULL,              -- what belongs to it and what does not, whom to call first
    help_en text NOT NULL,
    private integer NOT NULL CHECK (private IN (0, 1)),     -- shown to staff alone by default
    anonymous integer NOT NULL CHECK (anonymous IN (0, 1)), -- may be reported without a name
    urgent integer NOT NULL CHECK (urgent IN (0, 1)),
    onspot integer NOT NULL CHECK (onspot IN (0, 1)),       -- a worker may solve it on the spot
    owner text NOT NULL,             -- community, property, or a department's key
    form text NOT NULL,              -- name of the form of extra questions, or ''
    since_ms bigint NOT NULL,
    PRIMARY KEY (county, code, rev)
);
CREATE UNIQUE INDEX categories_live ON categories (county, code) WHERE live = 1;

-- The same category in other numberings, by (standard, kind, number).
-- county
CREATE TABLE category_numbers (
    county integer NOT NULL,
    standard text NOT NULL CHECK (standard IN ('legacy', 'gb2013', 'gb2026')),
    kind text NOT NULL CHECK (kind IN ('facility', 'event')),
    number text NOT NULL,
    code text NOT NULL,
    PRIMARY KEY (county, standard, kind, number)
);

-- Time limit and responsible unit per category, area and stage; the narrowest range wins.
-- county
CREATE TABLE category_limits (
    county integer NOT NULL,
    id bigint NOT NULL,
    code text NOT NULL,
    level text NOT NULL CHECK (level IN ('', 'A', 'B', 'C')), -- '' is any
    lo bigint NOT NULL,
    hi bigint NOT NULL,
    stage text NOT NULL CHECK (stage IN ('handle', 'verify', 'check', 'whole')),
    n integer NOT NULL CHECK (n > 0),
    unit text NOT NULL,              -- a unit of civic/calendar
    org bigint,                      -- responsible unit, for the stage handle
    live integer NOT NULL CHECK (live IN (0, 1)),
    PRIMARY KEY (county, id)
);
CREATE INDEX category_limits_code ON category_limits (county, code, stage, live);

-- What a case adds to its matter. `open` and `number` are copies for lists and maps that read
-- nothing else; they change in the transaction that changes the matter.
-- county
CREATE TABLE cases (
    county integer NOT NULL,
    id bigint NOT NULL,              -- of the matter
    scope bigint NOT NULL,           -- today's code, as the matter's
    number text NOT NULL,
    code text NOT NULL,
    rev integer NOT NULL,
    body text NOT NULL,              -- what was said, never public
    answers text NOT NULL,           -- to the category's questions, canonical JSON or ''
    wants_private integer NOT NULL CHECK (wants_private IN (0, 1)),
    may_contact integer NOT NULL CHECK (may_contact IN (0, 1)), -- handlers may see who reported
    contact bigint NOT NULL,         -- person who reported and left a phone, 0: none
    shown integer NOT NULL CHECK (shown IN (0, 1)),             -- staff released public_text
    open integer NOT NULL CHECK (open IN (0, 1)),
    public_text text NOT NULL,
    reply text NOT NULL,             -- the last answer to the resident
    reply_org bigint NOT NULL,
    lat_u integer,                   -- microdegrees, WGS-84
    lon_u integer,
    accuracy_m integer,
    spot text NOT NULL,              -- in words: building, group, household, landmark
    outside text NOT NULL,           -- id at the sender (Open311), or ''
    opened_ms bigint NOT NULL,
    changed_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX cases_public ON cases (county, scope, id) WHERE shown = 1;
CREATE INDEX cases_box ON cases (county, lat_u, lon_u) WHERE shown = 1;
CREATE INDEX cases_near ON cases (county, code, lat_u) WHERE open = 1;

-- Persons without an account who follow a case: the number is sealed with the person's key.
-- county
CREATE TABLE case_followers (
    county integer NOT NULL,
    case_id bigint NOT NULL,
    person bigint NOT NULL,
    affected integer NOT NULL CHECK (affected IN (0, 1)),
    since_ms bigint NOT NULL,
    PRIMARY KEY (county, case_id, person)
);

-- Notes among staff, and the conversation with the reporter.
-- county
CREATE TABLE case_notes (
    county integer NOT NULL,
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    audience text NOT NULL CHECK (audience IN ('staff', 'reporter')),
    account bigint NOT NULL,
    body text NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX case_notes_case ON case_notes (county, case_id, id);

-- Sentences to start an answer from, per move and category.
-- county
CREATE TABLE reply_templates (
    county integer NOT NULL,
    id bigint NOT NULL,
    move text NOT NULL,
    code text NOT NULL,              -- '' is any category
    title text NOT NULL,
    body text NOT NULL,
    live integer NOT NULL CHECK (live IN (0, 1)),
    PRIMARY KEY (county, id)
);

-- Notices of a community's home page: each has an owner and ends by itself.
-- county
CREATE TABLE home_notices (
    county integer NOT NULL,
    id bigint NOT NULL,
    scope bigint NOT NULL,
    kind text NOT NULL CHECK (kind IN ('outage', 'hours', 'health', 'market', 'jobs', 'other')),
    title text NOT NULL,
    body text NOT NULL,
    owner bigint NOT NULL,
    from_ms bigint NOT NULL,
    until_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX home_notices_scope ON home_notices (county, scope, until_ms);

-- Updates taken from outside: each once.
-- county
CREATE TABLE open311_updates (
    county integer NOT NULL,
    key_id bigint NOT NULL,
    update_id text NOT NULL,
    case_id bigint NOT NULL,
    id bigint NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, key_id, update_id)
);

-- Who sent a case in by Open311: that system may ask after it with its key, released or not.
-- county
CREATE TABLE open311_requests (
    county integer NOT NULL,
    key_id bigint NOT NULL,
    number text NOT NULL,
    case_id bigint NOT NULL,
    PRIMARY KEY (county, key_id, number)
);

-- block 2
-- Other systems that speak Open311, to which cases may be handed. The key is sealed with a key of
-- its own, which the key file wraps.
-- county
CREATE TABLE handover_servers (
    county integer NOT NULL,
    id bigint NOT NULL,
    name text NOT NULL,
    url text NOT NULL,               -- without a slash at its end
    jurisdiction text NOT NULL,      -- or ''
    key_wrapped blob,                -- NULL: sends no key
    key_sealed blob,
    live integer NOT NULL CHECK (live IN (0, 1)), -- cases may be handed there
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX handover_servers_name ON handover_servers (county, name);

-- Which of their services takes which of our categories; '*' is every other category.
-- county
CREATE TABLE handover_services (
    county integer NOT NULL,
    server bigint NOT NULL,
    code text NOT NULL,
    service text NOT NULL,
    PRIMARY KEY (county, server, code)
);

-- A case handed over: what was sent, what it is called there, what they say of it.
-- county
CREATE TABLE handovers (
    county integer NOT NULL,
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    server bigint NOT NULL,
    account bigint NOT NULL,         -- who handed it over, and is told
    state text NOT NULL CHECK (state IN ('waiting', 'handed', 'done', 'failed')),
    attempt integer NOT NULL,        -- by hand, from 1
    service text NOT NULL,
    body text NOT NULL,              -- what they are told
    number text NOT NULL,            -- there, or ''
    token text NOT NULL,             -- while there is no number yet
    said text NOT NULL,              -- their state, as they write it
    notes text NOT NULL,             -- and what they say with it
    problem text NOT NULL,           -- unreachable, refused, unreadable, denied, hidden, or ''
    told text NOT NULL,              -- their own words about the problem
    misses integer NOT NULL,         -- looks in a row that failed
    at_ms bigint NOT NULL,           -- of the last change there
    PRIMARY KEY (county, id)
);
CREATE UNIQUE INDEX handovers_case ON handovers (county, case_id, server);

-- block 3
-- What a report of the category should show: '' nothing, 'ask' or 'must' a photo.
ALTER TABLE categories ADD COLUMN evidence text NOT NULL DEFAULT '';
-- From when a limit counts for new matters.
ALTER TABLE category_limits ADD COLUMN from_ms bigint NOT NULL DEFAULT 0;

-- block 4
-- A template belongs to an organisation, and is changed only as it was seen.
ALTER TABLE reply_templates ADD COLUMN org bigint NOT NULL DEFAULT 0;
ALTER TABLE reply_templates ADD COLUMN row_ver bigint NOT NULL DEFAULT 1;

-- block 5
CREATE INDEX cases_outside ON cases (county, outside) WHERE outside <> '';
CREATE INDEX cases_changed ON cases (county, changed_ms, id);

-- block 6
-- Other words for a category, and what it is called by in pinyin: for whoever looks for it.
ALTER TABLE categories ADD COLUMN also text NOT NULL DEFAULT '';
ALTER TABLE categories ADD COLUMN sounds text NOT NULL DEFAULT '';

-- block 7
-- The newest of a window: a report writes no entry here.
CREATE INDEX cases_told ON cases (county, opened_ms, id) WHERE shown = 1;
-- The menu of kinds in every inbox, from the index alone (SQLite needs the condition in it, too).
CREATE INDEX categories_named ON categories (county, live, code, name, name_en) WHERE live = 1;

-- block 8
-- How a look was shown: how far the phone was from the case's point, or why that is not known.
-- Where the phone was is not kept.
-- county
CREATE TABLE case_proofs (
    county integer NOT NULL,
    id bigint NOT NULL,
    case_id bigint NOT NULL,
    move text NOT NULL,
    account bigint NOT NULL,
    metres integer NOT NULL,         -- -1: not known
    limit_m integer NOT NULL,        -- near enough, on that day
    why text NOT NULL,               -- the reason named, or ''
    words text NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX case_proofs_case ON case_proofs (county, case_id, at_ms);
-- county
CREATE TABLE case_proof_limits (
    county integer NOT NULL,
    metres integer NOT NULL,
    row_ver bigint NOT NULL,
    PRIMARY KEY (county)
);

-- block 9
-- The facility that a case is about, where one was named.
ALTER TABLE cases ADD COLUMN facility bigint;
CREATE INDEX cases_facility ON cases (county, facility, id) WHERE facility IS NOT NULL;

-- block 10
-- Fields that somebody typed a second time, here or there, because another system wants them too.
-- county
CREATE TABLE outside_typed (
    county integer NOT NULL,
    id bigint NOT NULL,
    system text NOT NULL,
    matter bigint NOT NULL,
    fields integer NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, id)
);
CREATE INDEX outside_typed_month ON outside_typed (county, system, at_ms);
-- What has not gone back yet: a system's list does not grow with all that ever went back.
CREATE INDEX outside_refs_waiting ON outside_refs (county, system, number) WHERE state <> 'returned';

-- block 11
-- Cases that came out of a chat group: what that group was told last, until it was told the end.
-- county
CREATE TABLE case_groups (
    county integer NOT NULL,
    case_id bigint NOT NULL,
    name text NOT NULL,              -- of the group, '' unknown
    told text NOT NULL,              -- what was shown of the case then (matters_shown_names), '' nothing yet
    told_ms bigint NOT NULL,         -- 0: not yet
    account bigint NOT NULL,         -- who told it last, at first who entered it
    done integer NOT NULL CHECK (done IN (0, 1)), -- nothing more is to be told
    row_ver bigint NOT NULL DEFAULT 1,
    PRIMARY KEY (county, case_id)
);
CREATE INDEX case_groups_open ON case_groups (county, case_id) WHERE done = 0;
