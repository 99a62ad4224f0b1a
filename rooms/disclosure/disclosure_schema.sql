-- Tables of the disclosure room. States, tasks, clocks, numbers and history are civic/matters'.

-- block 1
-- What a publication adds to its matter. Its words are masked before they come here, and change no
-- more once it is public.
-- county
CREATE TABLE publications (
    county integer NOT NULL,
    id bigint NOT NULL,                -- of the matter
    place bigint NOT NULL,             -- code of its day
    scope bigint NOT NULL,             -- today's code
    item text NOT NULL,                -- data/disclosure/items.csv
    stream text NOT NULL CHECK (stream IN ('party', 'affairs', 'finance', 'service')),
    period text NOT NULL DEFAULT '',   -- 2026-10, 2026-Q3, 2026-H1, 2026, or none
    replaces bigint NOT NULL DEFAULT 0,
    replaced_by bigint NOT NULL DEFAULT 0,
    version integer NOT NULL DEFAULT 1,
    title text NOT NULL,
    gist text NOT NULL DEFAULT '',
    body text NOT NULL DEFAULT '',
    opening_fen bigint,                -- balance at the start
    in_fen bigint NOT NULL DEFAULT 0,
    out_fen bigint NOT NULL DEFAULT 0,
    draft integer NOT NULL DEFAULT 1,  -- counts savings, so that two writers notice each other
    author bigint NOT NULL DEFAULT 0,
    due_ms bigint NOT NULL DEFAULT 0,
    waiting_ms bigint NOT NULL DEFAULT 0,   -- not checked in time, since
    published_ms bigint NOT NULL DEFAULT 0,
    how text NOT NULL DEFAULT '' CHECK (how IN ('', 'none', 'phone', 'paper')),
    checked_by bigint NOT NULL DEFAULT 0,
    object_ms bigint NOT NULL DEFAULT 0,    -- objections until
    until_ms bigint NOT NULL DEFAULT 0,     -- shown until
    over_ms bigint NOT NULL DEFAULT 0,      -- thrown away, withdrawn or ended
    over text NOT NULL DEFAULT '' CHECK (over IN ('', 'dropped', 'withdrawn', 'ended')),
    withdraw_by bigint NOT NULL DEFAULT 0,  -- who asked
    withdraw_reason text NOT NULL DEFAULT '',
    digest blob,                       -- of its leaf in the log, once public
    leaf bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (county, id)
);
CREATE INDEX publications_shown ON publications (county, scope, published_ms, id)
    WHERE published_ms > 0 AND replaced_by = 0;
CREATE INDEX publications_latest ON publications (county, published_ms)
    WHERE published_ms > 0 AND replaced_by = 0;
CREATE INDEX publications_owed ON publications (county, scope, id)
    WHERE published_ms = 0 AND over = '';
CREATE INDEX publications_item ON publications (county, scope, item, period);
CREATE UNIQUE INDEX publications_period ON publications (county, scope, item, period)
    WHERE period <> '' AND replaces = 0 AND over = '';
CREATE UNIQUE INDEX publications_replaces ON publications (county, replaces)
    WHERE replaces <> 0 AND over <> 'dropped';

-- county
CREATE TABLE publication_lines (
    county integer NOT NULL,
    publication bigint NOT NULL,
    n integer NOT NULL,
    side text NOT NULL CHECK (side IN ('in', 'out', 'none')),
    item text NOT NULL,
    amount_fen bigint NOT NULL,
    note text NOT NULL DEFAULT '',
    PRIMARY KEY (county, publication, n)
);

-- What was masked, in its masked form: for the author and whoever checks.
-- county
CREATE TABLE publication_findings (
    county integer NOT NULL,
    publication bigint NOT NULL,
    kind text NOT NULL,
    at_line integer NOT NULL,          -- 0: the title or the words
    shown text NOT NULL,
    PRIMARY KEY (county, publication, at_line, kind, shown)
);

-- Who has written in it: none of them checks it.
-- county
CREATE TABLE publication_writers (
    county integer NOT NULL,
    publication bigint NOT NULL,
    account bigint NOT NULL,
    PRIMARY KEY (county, publication, account)
);

-- What was said with a step.
-- county
CREATE TABLE publication_notes (
    county integer NOT NULL,
    publication bigint NOT NULL,
    id bigint NOT NULL,
    account bigint NOT NULL,
    body text NOT NULL,
    at_ms bigint NOT NULL,
    PRIMARY KEY (county, publication, id)
);

-- Places to blur in a picture before it is public: "x,y,w,h;…".
-- county
CREATE TABLE publication_blurs (
    county integer NOT NULL,
    publication bigint NOT NULL,
    media bigint NOT NULL,
    shapes text NOT NULL,
    PRIMARY KEY (county, publication, media)
);

-- What a place has to publish again and again, and when the next one comes up.
-- county
CREATE TABLE publication_duties (
    county integer NOT NULL,
    scope bigint NOT NULL,
    item text NOT NULL,
    next_period text NOT NULL,
    next_ms bigint NOT NULL,           -- when that period is over
    set_by bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (county, scope, item)
);
CREATE INDEX publication_duties_next ON publication_duties (next_ms, county);

-- What a question adds to its matter.
-- county
CREATE TABLE publication_questions (
    county integer NOT NULL,
    id bigint NOT NULL,                -- of the matter
    publication bigint NOT NULL,
    line integer NOT NULL DEFAULT 0,   -- 0: the whole of it
    objection integer NOT NULL CHECK (objection IN (0, 1)),
    open_wish integer NOT NULL CHECK (open_wish IN (0, 1)), -- may stand below it, without a name
    body text NOT NULL,
    answer text NOT NULL DEFAULT '',
    open_answer integer NOT NULL DEFAULT 0 CHECK (open_answer IN (0, 1)),
    asked_ms bigint NOT NULL,
    answered_ms bigint NOT NULL DEFAULT 0,
    answered_by bigint NOT NULL DEFAULT 0,
    PRIMARY KEY (county, id)
);
CREATE INDEX publication_questions_of ON publication_questions (county, publication, id);
